// SPDX-License-Identifier: GPL-2.0
/* vcctl connection: what of a port belongs to which network */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "connection_show.h"
#include "params.h"
#include "vbridge.h"

#define AT(member)	offsetof(struct conn, member)

static int parse_port(struct args *a, struct conn *c)
{
	args_match(a, "dev");
	if (!args_peek(a))
		return args_fail(a, "no port is given");
	attr_give(c, VBRIDGE_A_CONN_IFNAME);
	return word_ifname(a, "port", c->ifname);
}

/* untagged | vlan V | native [ V ] | tunnel */
static int word_tag(struct args *a, const char *word, void *object)
{
	const char *next = args_peek(a);
	struct conn *c = object;

	if (attr_given(c, VBRIDGE_A_CONN_TAG))
		return args_fail(a, "\"%s\" is a second tag", word);
	attr_give(c, VBRIDGE_A_CONN_TAG);
	for (c->tag = 0; strcmp(word, tag_names[c->tag]);)
		c->tag++;
	if (c->tag != VBRIDGE_TAG_VLAN &&
	    (c->tag != VBRIDGE_TAG_NATIVE || !next || !isdigit((unsigned char)*next)))
		return 0;
	attr_give(c, VBRIDGE_A_CONN_VID);
	return word_u16(a, word, &c->vid);
}

/* a rate, or Npps */
static int parse_limit(struct args *a, const char *kind, struct storm *s)
{
	const char *word = args_peek(a), *end;
	char number[24];
	uint64_t rate;
	int err;

	end = word ? strstr(word, "pps") : NULL;
	if (end && !end[3]) {
		snprintf(number, sizeof(number), "%.*s", (int)(end - word),
			 word);
		attr_give(s, VBRIDGE_A_STORM_PPS);
		args_take(a);
		return args_parse_uint(a, kind, number, UINT64_MAX, &s->pps);
	}
	err = args_rate(a, kind, &rate);
	if (err)
		return err;
	/* a limit below 1 kb/s would be none */
	s->kbps = rate / 1000 + !!(rate % 1000);
	attr_give(s, VBRIDGE_A_STORM_KBPS);
	return 0;
}

/* storm { broadcast | unknown | multicast } { RATE | Npps | off } */
static int word_storm(struct args *a, const char *word, void *member)
{
	struct storm *s = list_add(member, sizeof(*s));
	int err;

	if (!s)
		return args_fail(a, "out of memory");
	attr_give(s, VBRIDGE_A_STORM_KIND);
	err = args_choice(a, word, storm_names, &s->kind);
	if (err)
		return err;
	if (!args_match(a, "off"))
		return parse_limit(a, storm_names[s->kind], s);
	/* 0, of whichever kind, is no limit */
	attr_give(s, VBRIDGE_A_STORM_KBPS);
	return 0;
}

static int add_lock_mac(struct args *a, const char *key, char *part, void *to)
{
	uint8_t *mac = list_add(to, MAC_LEN);

	if (!mac)
		return args_fail(a, "out of memory");
	return args_parse_mac(a, key, part, mac);
}

/* lock { off | MAC[,MAC...] } */
static int word_lock(struct args *a, const char *word, void *object)
{
	struct conn *c = object;

	c->locked = !args_match(a, "off");
	return c->locked ? args_list(a, word, add_lock_mac, &c->lock_macs) : 0;
}

static int word_role(struct args *a, const char *word, void *member)
{
	return args_choice(a, word, role_names, member);
}

/* which frames of its port a connection has */
static const struct word tag_words[] = {
	{ "untagged", 0, word_tag, 0 },
	{ "vlan", 0, word_tag, 0 },
	{ "native", 0, word_tag, 0 },
	{ "tunnel", 0, word_tag, 0 },
	{ "channel", VBRIDGE_A_CONN_CHANNEL, word_u16, AT(channel) },
	{ NULL }
};

/* what else stays as it is */
static const struct word add_words[] = {
	{ "network", VBRIDGE_A_CONN_NETWORK_NAME, word_ifname, AT(network_name) },
	{ "role", VBRIDGE_A_CONN_ROLE, word_role, AT(role) },
	{ "proto", VBRIDGE_A_CONN_CHANNEL_PROTO, word_proto,
	  AT(channel_proto) },
	{ NULL }
};

static const struct word param_words[] = {
	{ "preference", VBRIDGE_A_CONN_PREFERENCE, word_u32, AT(preference) },
	{ "learning", VBRIDGE_A_CONN_LEARNING, word_switch, AT(learning) },
	{ "flood", VBRIDGE_A_CONN_FLOOD, word_switch, AT(flood) },
	{ "mcast-flood", VBRIDGE_A_CONN_MCAST_FLOOD, word_switch,
	  AT(mcast_flood) },
	{ "bcast-flood", VBRIDGE_A_CONN_BCAST_FLOOD, word_switch,
	  AT(bcast_flood) },
	{ "isolated", VBRIDGE_A_CONN_ISOLATED, word_switch, AT(isolated) },
	{ "loop-protect", VBRIDGE_A_CONN_LOOP_PROTECT, word_switch,
	  AT(loop_protect) },
	{ "mac-limit", VBRIDGE_A_CONN_MAC_LIMIT, word_u32, AT(mac_limit) },
	{ "storm", 0, word_storm, AT(storms) },
	{ "lock", VBRIDGE_A_CONN_LOCKED, word_lock, 0 },
	{ NULL }
};

/* words of all three tables, in any order */
static int parse_all(struct args *a, struct conn *c)
{
	int left, err;

	do {
		left = a->argc;
		err = args_words(a, add_words, c);
		if (!err)
			err = args_words(a, tag_words, c);
		if (!err)
			err = args_words(a, param_words, c);
	} while (!err && a->argc < left);
	return err;
}

static int parse_add(struct args *a, void *object)
{
	struct conn *c = object;
	int err;

	err = parse_port(a, c);
	if (!err)
		err = parse_all(a, c);
	if (!err && !args_peek(a) &&
	    !attr_given(c, VBRIDGE_A_CONN_NETWORK_NAME))
		return args_fail(a, "no network is given");
	return err;
}

/* An id is a number; a port that is called so is named by "dev". */
static bool next_is_id(const struct args *a)
{
	const char *word = args_peek(a);

	return word && *word && !word[strspn(word, "0123456789")];
}

/* ID, or [ dev ] PORT [ TAG ] [ channel S ] */
static int parse_named(struct args *a, void *object)
{
	struct conn *c = object;
	int err;

	if (next_is_id(a)) {
		attr_give(c, VBRIDGE_A_CONN_ID);
		return word_u32(a, "connection", &c->id);
	}
	if (!args_peek(a))
		return args_fail(a, "no connection is given");
	err = parse_port(a, c);
	return err ? err : args_words(a, tag_words, c);
}

static int parse_set(struct args *a, void *object)
{
	struct conn *c = object;
	unsigned int named;
	int err;

	err = parse_named(a, c);
	named = c->given;
	if (!err)
		err = args_words(a, param_words, c);
	if (!err && !args_peek(a) && c->given == named && !c->storms.n)
		return args_fail(a, "nothing is to be changed");
	return err;
}

static int parse_reset(struct args *a, void *object)
{
	attr_give(object, VBRIDGE_A_CONN_BLOCK);
	return parse_named(a, object);
}

const struct vb_verb conn_verbs[] = {
	{ "add", VBRIDGE_CMD_CONN_NEW, parse_add },
	{ "set", VBRIDGE_CMD_CONN_SET, parse_set },
	{ "del", VBRIDGE_CMD_CONN_DEL, parse_named },
	{ "reset", VBRIDGE_CMD_CONN_SET, parse_reset },
	{ NULL }
};

static const struct word filter_words[] = {
	{ "dev", VBRIDGE_A_CONN_IFNAME, word_ifname, AT(ifname) },
	{ "network", VBRIDGE_A_CONN_NETWORK_NAME, word_ifname, AT(network_name) },
	{ NULL }
};

static bool is_wanted(const void *object, const void *filter)
{
	const struct conn *c = object, *f = filter;

	return (!*f->ifname || !strcmp(c->ifname, f->ifname)) &&
	       (!*f->network_name ||
		!strcmp(c->network_name, f->network_name));
}

static int connection_show(const struct options *opts, int argc, char **argv)
{
	struct args a = { .argc = argc, .argv = argv };
	struct conn filter = { 0 };
	bool one = next_is_id(&a);

	if ((one ? parse_named(&a, &filter) :
		   args_words(&a, filter_words, &filter)) || args_end(&a))
		return usage_error(&connection_object, &a);
	if (one)
		return vb_show_one(&conn_kind, opts, &filter);
	return vb_show_some(&conn_kind, opts, NULL, is_wanted, &filter);
}

static int connection_add(const struct options *opts, int argc, char **argv)
{
	return vb_change(&conn_kind, opts, "add", argc, argv);
}

static int connection_set(const struct options *opts, int argc, char **argv)
{
	return vb_change(&conn_kind, opts, "set", argc, argv);
}

static int connection_del(const struct options *opts, int argc, char **argv)
{
	return vb_change(&conn_kind, opts, "del", argc, argv);
}

static int connection_reset(const struct options *opts, int argc, char **argv)
{
	return vb_change(&conn_kind, opts, "reset", argc, argv);
}

static const struct command commands[] = {
	{ "show", "[ ID | [ dev PORT ] [ network NET ] ]",
	  "show connections", connection_show },
	{ "add", "PORT network NET [ role { downlink | uplink } ]\n"
	  "\t[ TAG ] [ channel VID [ proto { 802.1ad | 802.1Q } ] ] [ PARAMS ]",
	  "connect a port, or one tag of it, to a network", connection_add },
	{ "set", "CONNECTION PARAMS", "change a connection", connection_set },
	{ "del", "CONNECTION", "remove a connection", connection_del },
	{ "reset", "CONNECTION", "unblock what loop protection has blocked",
	  connection_reset },
};

const struct object connection_object = {
	.name = "connection",
	.help = "what of a port belongs to which network",
	.terms =
	"CONNECTION := { ID | [ dev ] PORT [ TAG ] [ channel VID ] }\n"
	"TAG := { untagged | vlan VID | native [ VID ] | tunnel }\n"
	"PARAMS := [ preference N ] [ learning { on | off } ]\n"
	"\t[ { flood | mcast-flood | bcast-flood } { on | off } ]\n"
	"\t[ isolated { on | off } ] [ loop-protect { on | off } ]\n"
	"\t[ mac-limit N ] [ lock { MAC[,MAC]... | off } ]\n"
	"\t[ storm { broadcast | unknown | multicast }\n"
	"\t\t{ RATE | Npps | off } ]...\n"
	"RATE := number and unit, as tc has them: 2.5G, 100mbit, 1gbit\n",
	.commands = commands,
	.n_commands = ARRAY_SIZE(commands),
};
