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
static int parse_speed(struct args *a, struct flexnic_params *p)
{
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
	return args_rate(a, "speed", &p->requested);
}

static int parse_max(struct args *a, struct flexnic_params *p)
{
	if (args_match(a, "port")) {
		p->max = 0;
		return 0;
	}
	return args_rate(a, "max", &p->max);
}

/*
 * Numbers are held to the size of their attribute only: what a FlexNIC may
 * have is the kernel's to say, and its message is the better one.
 */
static int parse_prio(struct args *a, struct flexnic_params *p)
{
	uint64_t v = 0;
	int err = args_uint(a, "prio", UINT32_MAX, &v);

	p->prio = v;
	return err;
}

static int parse_vid(struct args *a, struct flexnic_params *p, const char *word)
{
	uint64_t v = 0;
	int err = args_uint(a, word, UINT16_MAX, &v);

	p->vid = v;
	p->vid_word = word;
	return err;
}

static int parse_channel(struct args *a, struct flexnic_params *p)
{
	return parse_vid(a, p, "channel");
}

static int parse_vlan(struct args *a, struct flexnic_params *p)
{
	return parse_vid(a, p, "vlan");
}

static int parse_link(struct args *a, struct flexnic_params *p)
{
	return args_on_off(a, "link", &p->link);
}

static int parse_address(struct args *a, struct flexnic_params *p)
{
	return args_mac(a, "address", p->mac);
}

static const struct {
	const char *word;
	unsigned int attr;
	int (*parse)(struct args *a, struct flexnic_params *p);
} flexnic_words[] = {
	{ "speed",	FLEXNIC_A_SPEED_TYPE,	parse_speed },
	{ "max",	FLEXNIC_A_MAX_RATE,	parse_max },
	{ "prio",	FLEXNIC_A_PRIO,		parse_prio },
	{ "channel",	FLEXNIC_A_VID,		parse_channel },
	{ "vlan",	FLEXNIC_A_VID,		parse_vlan },
	{ "link",	FLEXNIC_A_LINK,		parse_link },
	{ "address",	FLEXNIC_A_MAC,		parse_address },
};

/* 1 if the next words were a parameter of a FlexNIC, 0 if they were not */
static int flexnic_word(struct args *a, struct flexnic_params *p)
{
	size_t i;
	int err;

	for (i = 0; i < ARRAY_SIZE(flexnic_words); i++) {
		if (!args_match(a, flexnic_words[i].word))
			continue;
		if (p->given & BIT(flexnic_words[i].attr))
			return args_fail(a, "\"%s\" is given a second time",
					 flexnic_words[i].word);
		p->given |= BIT(flexnic_words[i].attr);
		err = flexnic_words[i].parse(a, p);
		return err ? err : 1;
	}
	return 0;
}

int params_flexnic(struct args *a, struct flexnic_params *p)
{
	int ret;

	do {
		ret = flexnic_word(a, p);
	} while (ret > 0);
	return ret;
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

static int parse_mode(struct args *a, struct port_params *p)
{
	return args_choice(a, "mode", mode_names, &p->mode);
}

static int parse_proto(struct args *a, struct port_params *p)
{
	static const char *const names[] = { "802.1ad", "802.1Q", NULL };
	unsigned int i = 0;
	int err = args_choice(a, "proto", names, &i);

	p->tag_proto = i ? ETH_P_8021Q : ETH_P_8021AD;
	return err;
}

static int parse_count(struct args *a, struct port_params *p)
{
	uint64_t v = 0;
	int err = args_uint(a, "count", UINT32_MAX, &v);

	p->count = v;
	return err;
}

static int parse_port_speed(struct args *a, struct port_params *p)
{
	if (args_match(a, "auto")) {
		p->speed_fixed = 0;
		return 0;
	}
	return args_rate(a, "speed", &p->speed_fixed);
}

static int parse_name(struct args *a, struct port_params *p)
{
	return args_value(a, "name", &p->base);
}

struct port_word {
	const char *word;
	unsigned int attr;
	int (*parse)(struct args *a, struct port_params *p);
};

static const struct port_word add_words[] = {
	{ "mode",	FLEXNIC_A_PORT_MODE,		parse_mode },
	{ "proto",	FLEXNIC_A_PORT_TAG_PROTO,	parse_proto },
	{ "count",	FLEXNIC_A_PORT_COUNT,		parse_count },
	{ "speed",	FLEXNIC_A_PORT_SPEED_FIXED,	parse_port_speed },
	{ "name",	FLEXNIC_A_PORT_BASE_NAME,	parse_name },
	{ NULL, 0, NULL }
};

static const struct port_word set_words[] = {
	{ "speed",	FLEXNIC_A_PORT_SPEED_FIXED,	parse_port_speed },
	{ NULL, 0, NULL }
};

static int port_word(struct args *a, const struct port_word *words,
		     struct port_params *p)
{
	int err;

	for (; words->word; words++) {
		if (!args_match(a, words->word))
			continue;
		if (p->given & BIT(words->attr))
			return args_fail(a, "\"%s\" is given a second time",
					 words->word);
		p->given |= BIT(words->attr);
		err = words->parse(a, p);
		return err ? err : 1;
	}
	return 0;
}

/* the port's own words come before the first slot */
static int parse_port(struct args *a, const struct port_word *words,
		      struct port_params *p)
{
	int ret;

	memset(p, 0, sizeof(*p));
	ret = params_dev(a, &p->dev);
	if (ret)
		return ret;

	do {
		ret = port_word(a, words, p);
	} while (ret > 0);
	if (ret)
		return ret;

	ret = parse_slots(a, p);
	if (ret)
		return ret;
	return params_end(a);
}

int params_dev(struct args *a, const char **dev)
{
	args_match(a, "dev");
	*dev = args_take(a);
	if (!*dev)
		return args_fail(a, "no device is given");
	return 0;
}

int params_end(struct args *a)
{
	if (!args_peek(a))
		return 0;
	return args_fail(a, "\"%s\" is not understood here", args_peek(a));
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
