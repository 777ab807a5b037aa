// SPDX-License-Identifier: GPL-2.0
/* vcctl protect: how the switch is protected from loops */
#include <stdio.h>

#include "vbridge.h"

#define AT(member)	offsetof(struct protect, member)

static const struct word words[] = {
	{ "loop-interval", VBRIDGE_A_PROTECT_LOOP_INTERVAL, word_u32,
	  AT(loop_interval) },
	{ "loop-retry", VBRIDGE_A_PROTECT_LOOP_RETRY, word_u32,
	  AT(loop_retry) },
	{ "flap-limit", VBRIDGE_A_PROTECT_FLAP_LIMIT, word_u32,
	  AT(flap_limit) },
	{ NULL }
};

static int parse_set(struct args *a, void *object)
{
	struct protect *p = object;
	int err = args_words(a, words, p);

	if (!err && !args_peek(a) && !p->given)
		return args_fail(a, "nothing is to be changed");
	return err;
}

static const struct vb_verb verbs[] = {
	{ "set", VBRIDGE_CMD_PROTECT_SET, parse_set },
	{ NULL }
};

#define PROTECT(name, number, ...)					\
	FIELD(name, &protect_space, number, ##__VA_ARGS__)

static const struct field fields[] = {
	PROTECT("loop_interval", VBRIDGE_A_PROTECT_LOOP_INTERVAL,
		.title = "loop-interval"),
	PROTECT("loop_retry", VBRIDGE_A_PROTECT_LOOP_RETRY,
		.title = "loop-retry"),
	PROTECT("flap_limit", VBRIDGE_A_PROTECT_FLAP_LIMIT,
		.title = "flap-limit"),
};

const struct vb_kind protect_kind = {
	.object = &protect_object,
	.get = VBRIDGE_CMD_PROTECT_GET,
	.space = &protect_space,
	.verbs = verbs,
	.single = true,
	.fields = fields,
	.n_fields = ARRAY_SIZE(fields),
};

static int protect_show(const struct options *opts, int argc, char **argv)
{
	struct args a = { .argc = argc, .argv = argv };

	if (args_end(&a))
		return usage_error(&protect_object, &a);
	return vb_show_one(&protect_kind, opts, NULL);
}

static int protect_set(const struct options *opts, int argc, char **argv)
{
	return vb_change(&protect_kind, opts, "set", argc, argv);
}

static const struct command commands[] = {
	{ "show", "", "show how the switch is protected", protect_show },
	{ "set", "[ loop-interval MS ] [ loop-retry MS ] [ flap-limit N ]",
	  "change that", protect_set },
};

const struct object protect_object = {
	.name = "protect",
	.help = "protection of the switch from loops",
	.commands = commands,
	.n_commands = ARRAY_SIZE(commands),
};
