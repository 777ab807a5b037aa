// SPDX-License-Identifier: GPL-2.0
/* vcctl mirror: copies of what connections carry, for an analyser */
#include <stdio.h>
#include <string.h>

#include "vbridge.h"

static int parse_name(struct args *a, void *object)
{
	struct mirror *m = object;

	if (!args_peek(a))
		return args_fail(a, "no mirror is given");
	attr_give(m, VBRIDGE_A_MIRROR_NAME);
	return args_name(a, "mirror", m->name, sizeof(m->name));
}

/* to { [ dev ] PORT | connection ID } */
static int word_to(struct args *a, const char *word, void *object)
{
	struct mirror *m = object;

	if (args_match(a, "connection")) {
		attr_give(m, VBRIDGE_A_MIRROR_TO_CONN);
		return word_u32(a, "connection", &m->to_conn);
	}
	args_match(a, "dev");
	return word_ifname(a, word, m->to_ifname);
}

static int parse_direction(struct args *a, const char *text, struct source *s)
{
	attr_give(s, VBRIDGE_A_SOURCE_DIRECTION);
	for (s->direction = 0; direction_names[s->direction]; s->direction++)
		if (!strcmp(direction_names[s->direction], text))
			return 0;
	return args_fail(a, "direction \"%s\" is none of both, rx, tx", text);
}

/* ID[:DIRECTION] */
static int add_source(struct args *a, const char *key, char *part, void *to)
{
	struct source *s = list_add(to, sizeof(*s));
	char *direction = strchr(part, ':');
	uint64_t v = 0;
	int err;

	if (!s)
		return args_fail(a, "out of memory");
	if (direction)
		*direction++ = '\0';
	attr_give(s, VBRIDGE_A_SOURCE_CONN);
	err = args_parse_uint(a, key, part, UINT32_MAX, &v);
	s->conn = v;
	return err || !direction ? err : parse_direction(a, direction, s);
}

static int word_from(struct args *a, const char *word, void *member)
{
	return args_list(a, word, add_source, member);
}

/* "to" counts as its attribute, and for the other that it may be */
static const struct word words[] = {
	{ "to", VBRIDGE_A_MIRROR_TO_IFNAME, word_to, 0 },
	{ "from", VBRIDGE_A_MIRROR_SOURCE, word_from,
	  offsetof(struct mirror, sources) },
	{ NULL }
};

static int parse_add(struct args *a, void *object)
{
	struct mirror *m = object;
	int err = parse_name(a, m);

	if (!err)
		err = args_words(a, words, m);
	if (err || args_peek(a))
		return err;
	if (!attr_given(m, VBRIDGE_A_MIRROR_TO_IFNAME))
		return args_fail(a, "no analyser is given");
	if (!m->sources.n)
		return args_fail(a, "no connection is given");
	if (attr_given(m, VBRIDGE_A_MIRROR_TO_CONN))
		m->given &= ~BIT(VBRIDGE_A_MIRROR_TO_IFNAME);
	return 0;
}

static const struct vb_verb verbs[] = {
	{ "add", VBRIDGE_CMD_MIRROR_NEW, parse_add },
	{ "del", VBRIDGE_CMD_MIRROR_DEL, parse_name },
	{ NULL }
};

#define MIRROR(name, number, ...)					\
	FIELD(name, &mirror_space, number, ##__VA_ARGS__)

static const struct field fields[] = {
	MIRROR("mirror", VBRIDGE_A_MIRROR_NAME, .flags = FIELD_JSON_ONLY),
	MIRROR("to_port", VBRIDGE_A_MIRROR_TO_IFNAME, .title = "to"),
	MIRROR("to_connection", VBRIDGE_A_MIRROR_TO_CONN,
	       .title = "to connection"),
	MIRROR("packets", VBRIDGE_A_MIRROR_PACKETS),
};

static const struct field source_fields[] = {
	FIELD("connection", &source_space, VBRIDGE_A_SOURCE_CONN),
	FIELD("direction", &source_space, VBRIDGE_A_SOURCE_DIRECTION,
	      .names = direction_names),
};

static void show_sources(const struct list *sources)
{
	const struct source *s;
	struct value v;
	size_t i;

	for (i = 0; i < sources->n; i++) {
		s = list_at(sources, i);
		v = value_name(direction_names, s->direction);
		printf("%s%u:%s", i ? "," : " from ", s->conn,
		       v.kind == VALUE_TEXT ? v.text : "?");
	}
}

static void print(const void *object)
{
	const struct mirror *m = object;

	printf("%s:", m->name);
	print_line(fields, ARRAY_SIZE(fields), m);
	show_sources(&m->sources);
	putchar('\n');
}

static void add_json(struct json_object *json, const void *object)
{
	const struct mirror *m = object;

	json_add_list(json, "from", source_fields, ARRAY_SIZE(source_fields),
		      &m->sources);
}

const struct vb_kind mirror_kind = {
	.object = &mirror_object,
	.get = VBRIDGE_CMD_MIRROR_GET,
	.space = &mirror_space,
	.verbs = verbs,
	.fields = fields,
	.n_fields = ARRAY_SIZE(fields),
	.print = print,
	.add_json = add_json,
};

static int mirror_show(const struct options *opts, int argc, char **argv)
{
	return vb_show_named(&mirror_kind, opts, parse_name, argc, argv);
}

static int mirror_add(const struct options *opts, int argc, char **argv)
{
	return vb_change(&mirror_kind, opts, "add", argc, argv);
}

static int mirror_del(const struct options *opts, int argc, char **argv)
{
	return vb_change(&mirror_kind, opts, "del", argc, argv);
}

static const struct command commands[] = {
	{ "show", "[ NAME ]", "show one mirror or all", mirror_show },
	{ "add", "NAME to { [ dev ] PORT | connection ID }\n"
	  "\tfrom ID[:{ rx | tx | both }][,...]",
	  "copy the frames of connections to an analyser", mirror_add },
	{ "del", "NAME", "remove a mirror", mirror_del },
};

const struct object mirror_object = {
	.name = "mirror",
	.help = "copies of what connections carry, for an analyser",
	.commands = commands,
	.n_commands = ARRAY_SIZE(commands),
};
