// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <string.h>
#include <linux/if_ether.h>

#include "params.h"

const char *const mode_names[] = {
	[FLEXNIC_MODE_MAC]	= "mac",
	[FLEXNIC_MODE_VLAN]	= "vlan",
	[FLEXNIC_MODE_CHANNEL]	= "channel",
	NULL
};

const char *const speed_type_names[] = {
	[FLEXNIC_SPEED_AUTO]		= "auto",
	[FLEXNIC_SPEED_PREFERRED]	= "preferred",
	[FLEXNIC_SPEED_CUSTOM]		= "custom",
	[FLEXNIC_SPEED_DISABLED]	= "disabled",
	NULL
};

int slot_parse(const char *word)
{
	if (word[0] < 'a' || word[0] >= 'a' + FLEXNIC_SLOTS || word[1])
		return -1;
	return word[0] - 'a';
}

static int next_is_slot(const struct args *a)
{
	const char *word = args_peek(a);

	return word ? slot_parse(word) : -1;
}

/* speed { auto | disabled | [ custom ] RATE | preferred RATE } */
static int parse_speed(struct args *a, const char *word, void *member)
{
	struct flexnic_params *p = member;

	if (args_match(a, "auto")) {
		p->speed_type = FLEXNIC_SPEED_AUTO;
		return 0;
	}
	if (args_match(a, "disabled")) {
		p->speed_type = FLEXNIC_SPEED_DISABLED;
		return 0;
	}
	if (args_match(a, "preferred")) {
		p->speed_type = FLEXNIC_SPEED_PREFERRED;
	} else {
		args_match(a, "custom");
		p->speed_type = FLEXNIC_SPEED_CUSTOM;
	}
	p->given |= BIT(FLEXNIC_A_REQUESTED);
	return args_rate(a, word, &p->requested);
}

static int parse_max(struct args *a, const char *word, void *member)
{
	return args_rate_or(a, word, "port", member);
}

static int parse_vid(struct args *a, const char *word, void *member)
{
	struct flexnic_params *p = member;

	p->vid_word = word;
	return word_u16(a, word, &p->vid);
}

#define AT(member)	offsetof(struct flexnic_params, member)

static const struct word flexnic_words[] = {
	{ "speed",	FLEXNIC_A_SPEED_TYPE,	parse_speed,	0 },
	{ "max",	FLEXNIC_A_MAX_RATE,	parse_max,	AT(max) },
	{ "prio",	FLEXNIC_A_PRIO,		word_u32,	AT(prio) },
	{ "channel",	FLEXNIC_A_VID,		parse_vid,	0 },
	{ "vlan",	FLEXNIC_A_VID,		parse_vid,	0 },
	{ "link",	FLEXNIC_A_LINK,		word_switch,	AT(link) },
	{ "address",	FLEXNIC_A_MAC,		word_mac,	AT(mac) },
	{ NULL }
};

int params_flexnic(struct args *a, struct flexnic_params *p)
{
	return args_words(a, flexnic_words, p);
}

/* { a | b | c | d } PARAMS, any number of times */
static int parse_slots(struct args *a, struct port_params *p)
{
	int slot, err;

	while ((slot = next_is_slot(a)) >= 0) {
		if (p->slots & BIT(slot))
			return args_fail(a, "FlexNIC %c is given a second time",
					 'a' + slot);
		args_take(a);
		err = params_flexnic(a, &p->flexnic[slot]);
		if (err)
			return err;
		if (!p->flexnic[slot].given)
			return args_fail(a, "nothing is asked of FlexNIC %c",
					 'a' + slot);
		p->slots |= BIT(slot);
	}
	return 0;
}

static int parse_mode(struct args *a, const char *word, void *member)
{
	return args_choice(a, word, mode_names, member);
}

int word_proto(struct args *a, const char *word, void *member)
{
	static const char *const names[] = { "802.1ad", "802.1Q", NULL };
	unsigned int i = 0;
	int err = args_choice(a, word, names, &i);

	*(uint16_t *)member = i ? ETH_P_8021Q : ETH_P_8021AD;
	return err;
}

static int parse_port_speed(struct args *a, const char *word, void *member)
{
	return args_rate_or(a, word, "auto", member);
}

static int parse_name(struct args *a, const char *word, void *member)
{
	return args_value(a, word, member);
}

#define PORT_AT(member)	offsetof(struct port_params, member)

static const struct word add_words[] = {
	{ "mode", FLEXNIC_A_PORT_MODE, parse_mode, PORT_AT(mode) },
	{ "proto", FLEXNIC_A_PORT_TAG_PROTO, word_proto, PORT_AT(tag_proto) },
	{ "count", FLEXNIC_A_PORT_COUNT, word_u32, PORT_AT(count) },
	{ "speed", FLEXNIC_A_PORT_SPEED_FIXED, parse_port_speed,
	  PORT_AT(speed_fixed) },
	{ "name", FLEXNIC_A_PORT_BASE_NAME, parse_name, PORT_AT(base) },
	{ NULL }
};

static const struct word set_words[] = {
	{ "speed", FLEXNIC_A_PORT_SPEED_FIXED, parse_port_speed,
	  PORT_AT(speed_fixed) },
	{ NULL }
};

/* the port's own words come before the first slot */
static int parse_port(struct args *a, const struct word *words,
		      struct port_params *p)
{
	int ret;

	memset(p, 0, sizeof(*p));
	ret = params_dev(a, &p->dev);
	if (ret)
		return ret;

	ret = args_words(a, words, p);
	if (ret)
		return ret;

	ret = parse_slots(a, p);
	if (ret)
		return ret;
	return args_end(a);
}

int params_dev(struct args *a, const char **dev)
{
	args_match(a, "dev");
	*dev = args_take(a);
	if (!*dev)
		return args_fail(a, "no device is given");
	return 0;
}

/* The same number has another name in each mode: don't let them be mixed. */
static int check_vid_words(struct args *a, const struct port_params *p)
{
	const char *word;
	int i;

	if (!(p->given & BIT(FLEXNIC_A_PORT_MODE)))
		return 0;
	for (i = 0; i < FLEXNIC_SLOTS; i++) {
		word = p->flexnic[i].vid_word;
		if (word && strcmp(word, mode_names[p->mode]))
			return args_fail(a, "mode %s has no \"%s\"",
					 mode_names[p->mode], word);
	}
	return 0;
}

int params_port_add(struct args *a, struct port_params *p)
{
	int err;

	err = parse_port(a, add_words, p);
	if (err)
		return err;
	return check_vid_words(a, p);
}

int params_port_set(struct args *a, struct port_params *p)
{
	int err;

	err = parse_port(a, set_words, p);
	if (err)
		return err;
	if (!p->given && !p->slots)
		return args_fail(a, "nothing is to be changed");
	return 0;
}
