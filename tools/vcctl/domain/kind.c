// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <string.h>

#include "kind.h"
#include "rate.h"

const struct kind *const kinds[] = {
	&pool_kind, &net_kind, &uplinks_kind, &fabric_kind, &group_kind,
	&bay_kind, &domain_kind, &template_kind, &profile_kind, NULL
};

const struct kind *kind_find(const char *name)
{
	size_t i;

	for (i = 0; kinds[i]; i++)
		if (!strcmp(kinds[i]->name, name))
			return kinds[i];
	return NULL;
}

struct json_object *kind_read(const struct kind *kind, const struct node *node,
			      const char *path, struct problems *problems)
{
	size_t before = problems->texts.n;
	struct json_object *doc;

	doc = shape_read(kind->shape, node, path, problems);
	/* a check may rely on the shape */
	if (doc && kind->check && problems->texts.n == before)
		kind->check(doc, path, problems);
	return doc;
}

struct json_object *doc_get(struct json_object *doc, const char *key)
{
	struct json_object *value = NULL;

	json_object_object_get_ex(doc, key, &value);
	return value;
}

const char *doc_text(struct json_object *doc, const char *key)
{
	struct json_object *value = doc_get(doc, key);

	return value ? json_object_get_string(value) : NULL;
}

bool doc_on(struct json_object *doc, const char *key)
{
	return json_object_get_boolean(doc_get(doc, key));
}

int64_t doc_number(struct json_object *doc, const char *key, int64_t none)
{
	struct json_object *value = doc_get(doc, key);

	return value ? json_object_get_int64(value) : none;
}

uint64_t doc_rate(struct json_object *doc, const char *key, uint64_t none)
{
	const char *text = doc_text(doc, key);
	uint64_t rate;

	return text && !rate_parse(text, &rate) ? rate : none;
}

static int read_ifname(const char *text, char *stored, size_t size)
{
	const char *c;

	if (!*text || strlen(text) > 15 || !strcmp(text, ".") ||
	    !strcmp(text, ".."))
		return -1;
	for (c = text; *c; c++)
		if (*c <= ' ' || strchr("/:\177", *c))
			return -1;
	snprintf(stored, size, "%s", text);
	return 0;
}

const struct shape text_shape = {
	.type = SHAPE_TEXT,
	.what = "a text",
};

const struct shape name_shape = {
	.type = SHAPE_TEXT,
	.what = "a name (letters, digits, \".\", \"_\", \"-\", up to 63)",
	.read = shape_read_name,
	.pattern = "^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$",
};

const struct shape switch_shape = { .type = SHAPE_SWITCH };

const struct shape rate_shape = {
	.type = SHAPE_TEXT,
	.what = "a rate of 1M at least, such as 2.5G or 500M",
	.read = shape_read_rate,
	.pattern = "^[0-9]*[.]?[0-9]+ *([kmgtKMGT]i?)?([bB]([iI][tT](/s)?|[pP][sS])?)?$",
};

const struct shape ifname_shape = {
	.type = SHAPE_TEXT,
	.what = "the name of a device",
	.read = read_ifname,
	.pattern = "^[^/: ]{1,15}$",
};
