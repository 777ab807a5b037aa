// SPDX-License-Identifier: GPL-2.0
/* vcctl network: the networks of the switch */
#include <stdio.h>
#include <string.h>

#include "vbridge.h"

static int parse_name(struct args *a, void *object)
{
	struct network *n = object;

	if (!args_peek(a))
		return args_fail(a, "no network is given");
	attr_give(n, VBRIDGE_A_NETWORK_IFNAME);
	return word_ifname(a, "network", n->ifname);
}

/* s on the command line, ms in the uAPI */
static int word_seconds(struct args *a, const char *word, void *member)
{
	uint64_t v = 0;
	int err = args_uint(a, word, UINT32_MAX / 1000, &v);

	*(uint32_t *)member = v * 1000;
	return err;
}

static const char *const unknown_names[] = { "drop", "flood", NULL };

static int word_unknown(struct args *a, const char *word, void *member)
{
	unsigned int i = 0;
	int err = args_choice(a, word, unknown_names, &i);

	*(bool *)member = i;
	return err;
}

static int word_rate_or_none(struct args *a, const char *word, void *member)
{
	return args_rate_or(a, word, "none", member);
}

#define AT(member)	offsetof(struct network, member)

static const struct word words[] = {
	{ "private", VBRIDGE_A_NETWORK_PRIVATE, word_switch, AT(private) },
	{ "smartlink", VBRIDGE_A_NETWORK_SMARTLINK, word_switch,
	  AT(smartlink) },
	{ "tunnel", VBRIDGE_A_NETWORK_TUNNEL, word_switch, AT(tunnel) },
	{ "ageing", VBRIDGE_A_NETWORK_AGEING, word_seconds, AT(ageing) },
	{ "mac-limit", VBRIDGE_A_NETWORK_MAC_LIMIT, word_u32, AT(mac_limit) },
	{ "snooping", VBRIDGE_A_NETWORK_MCAST_SNOOPING, word_switch,
	  AT(mcast_snooping) },
	{ "unknown-multicast", VBRIDGE_A_NETWORK_MCAST_UNKNOWN, word_unknown,
	  AT(mcast_unknown) },
	{ "preferred", VBRIDGE_A_NETWORK_PREFERRED, word_rate_or_none,
	  AT(preferred) },
	{ "max", VBRIDGE_A_NETWORK_MAX_RATE, word_rate_or_none, AT(max_rate) },
	{ NULL }
};

static int parse_add(struct args *a, void *object)
{
	int err = parse_name(a, object);

	return err ? err : args_words(a, words, object);
}

static int parse_set(struct args *a, void *object)
{
	struct network *n = object;
	int err = parse_add(a, object);

	if (!err && !args_peek(a) && n->given == BIT(VBRIDGE_A_NETWORK_IFNAME))
		return args_fail(a, "nothing is to be changed");
	return err;
}

static const struct vb_verb verbs[] = {
	{ "add", VBRIDGE_CMD_NETWORK_NEW, parse_add },
	{ "set", VBRIDGE_CMD_NETWORK_SET, parse_set },
	{ "del", VBRIDGE_CMD_NETWORK_DEL, parse_name },
	{ NULL }
};

#define NETWORK(name, number, ...)					\
	FIELD(name, &network_space, number, ##__VA_ARGS__)

/* how it is, then how it was set */
static const struct field fields[] = {
	NETWORK("network", VBRIDGE_A_NETWORK_IFNAME, .flags = FIELD_JSON_ONLY),
	NETWORK("ifindex", VBRIDGE_A_NETWORK_IFINDEX, .flags = FIELD_JSON_ONLY),
	NETWORK("uplinkset", VBRIDGE_A_NETWORK_UPLINKSET),
	NETWORK("uplink", VBRIDGE_A_NETWORK_UPLINK),
	NETWORK("connections", VBRIDGE_A_NETWORK_CONNS),
	NETWORK("macs", VBRIDGE_A_NETWORK_MACS),
	NETWORK("link", VBRIDGE_A_NETWORK_LINK),
	NETWORK("private", VBRIDGE_A_NETWORK_PRIVATE),
	NETWORK("smartlink", VBRIDGE_A_NETWORK_SMARTLINK),
	NETWORK("tunnel", VBRIDGE_A_NETWORK_TUNNEL),
	NETWORK("ageing", VBRIDGE_A_NETWORK_AGEING, .show = SHOW_MS,
		.flags = FIELD_ZERO_NULL, .none = "off"),
	NETWORK("mac_limit", VBRIDGE_A_NETWORK_MAC_LIMIT,
		.flags = FIELD_ZERO_NULL, .title = "mac-limit", .none = "none"),
	NETWORK("snooping", VBRIDGE_A_NETWORK_MCAST_SNOOPING),
	NETWORK("unknown_multicast", VBRIDGE_A_NETWORK_MCAST_UNKNOWN,
		.title = "unknown-multicast", .names = unknown_names),
	NETWORK("preferred", VBRIDGE_A_NETWORK_PREFERRED, .show = SHOW_RATE,
		.flags = FIELD_ZERO_NULL, .none = "none"),
	NETWORK("max", VBRIDGE_A_NETWORK_MAX_RATE, .show = SHOW_RATE,
		.flags = FIELD_ZERO_NULL, .none = "none"),
};

/* place in it */
#define PARAMS_FIRST	7

static void print(const void *object)
{
	const struct network *n = object;

	printf("%s:", n->ifname);
	print_line(fields, PARAMS_FIRST, n);
	printf("\n   ");
	print_line(fields + PARAMS_FIRST, ARRAY_SIZE(fields) - PARAMS_FIRST,
		   n);
	putchar('\n');
}

static void label(const void *object, char *text, size_t size)
{
	const struct network *n = object;

	snprintf(text, size, "%s", n->ifname);
}

const struct vb_kind network_kind = {
	.object = &network_object,
	.get = VBRIDGE_CMD_NETWORK_GET,
	.space = &network_space,
	.verbs = verbs,
	.item = VBRIDGE_A_ITEM_NETWORK,
	.fields = fields,
	.n_fields = ARRAY_SIZE(fields),
	.print = print,
	.label = label,
	.stats = AT(stats),
};

static int network_show(const struct options *opts, int argc, char **argv)
{
	return vb_show_named(&network_kind, opts, parse_name, argc, argv);
}

static int network_add(const struct options *opts, int argc, char **argv)
{
	return vb_change(&network_kind, opts, "add", argc, argv);
}

static int network_set(const struct options *opts, int argc, char **argv)
{
	return vb_change(&network_kind, opts, "set", argc, argv);
}

static int network_del(const struct options *opts, int argc, char **argv)
{
	return vb_change(&network_kind, opts, "del", argc, argv);
}

static const struct command commands[] = {
	{ "show", "[ NAME ]", "show one network or all", network_show },
	{ "add", "NAME [ PARAMS ]", "add a network, with a device of that name",
	  network_add },
	{ "set", "NAME PARAMS", "change a network", network_set },
	{ "del", "NAME", "remove a network and the connections on it",
	  network_del },
};

const struct object network_object = {
	.name = "network",
	.help = "networks of the switch",
	.terms =
	"PARAMS := [ private { on | off } ] [ smartlink { on | off } ]\n"
	"\t[ tunnel { on | off } ] [ ageing SECONDS ] [ mac-limit N ]\n"
	"\t[ snooping { on | off } ] [ unknown-multicast { flood | drop } ]\n"
	"\t[ preferred { RATE | none } ] [ max { RATE | none } ]\n"
	"RATE := number and unit, as tc has them: 2.5G, 100mbit, 1gbit\n",
	.commands = commands,
	.n_commands = ARRAY_SIZE(commands),
};
