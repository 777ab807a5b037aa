// SPDX-License-Identifier: GPL-2.0
/* Pools of addresses. */
#include <errno.h>
#include <string.h>

#include "kind.h"
#include "pool.h"

static const struct shape kind_shape = {
	.type = SHAPE_CHOICE,
	.words = addr_kind_names,
};

static const struct shape ranges_shape = {
	.type = SHAPE_LIST,
	.what = "a list of ranges",
	.item = &text_shape,
};

static const struct shape pool_shape = {
	.type = SHAPE_OBJECT,
	.what = "a pool",
	.members = (const struct shape_member[]){
		MEMBER("kind", &kind_shape, "what is in it", .needed = true),
		MEMBER("ranges", &ranges_shape,
		       "FIRST..LAST, ADDRESS or PRESET[:N]", .needed = true),
		MEMBER("exclude", &ranges_shape,
		       "what of it is not to be handed out"),
		MEMBER("description", &text_shape, "for people"),
		{ NULL }
	},
};

enum addr_kind pool_doc_kind(struct json_object *doc)
{
	const char *name = doc_text(doc, "kind");
	enum addr_kind kind = ADDR_MAC;

	while (strcmp(addr_kind_names[kind], name))
		kind++;
	return kind;
}

int pool_doc_ranges(struct json_object *doc, const char *key, struct list *list)
{
	struct json_object *ranges = doc_get(doc, key);
	enum addr_kind kind = pool_doc_kind(doc);
	struct json_object *text;
	struct addr_range *r;
	char err[160];
	size_t i;

	for (i = 0; ranges && i < json_object_array_length(ranges); i++) {
		text = json_object_array_get_idx(ranges, i);
		r = list_add(list, sizeof(*r));
		if (!r)
			return -ENOMEM;
		if (addr_parse_range(kind, json_object_get_string(text), r, err,
				     sizeof(err)))
			return -EINVAL;
	}
	return 0;
}

/* each range as it is stored: presets by what they stand for */
static void check_texts(struct json_object *doc, const char *key,
			const char *path, struct problems *problems)
{
	struct json_object *ranges = doc_get(doc, key);
	char err[160], stored[ADDR_RANGE_SIZE];
	struct addr_range r;
	const char *text;
	size_t i;

	for (i = 0; ranges && i < json_object_array_length(ranges); i++) {
		text = json_object_get_string(json_object_array_get_idx(ranges,
									i));
		if (addr_parse_range(pool_doc_kind(doc), text, &r, err,
				     sizeof(err))) {
			problem_add(problems, "%s.%s: range \"%s\": %s", path,
				    key, text, err);
			continue;
		}
		addr_format_range(&r, stored);
		json_object_array_put_idx(ranges, i,
					  json_object_new_string(stored));
	}
}

static void check_apart(const struct list *ranges, const char *path,
			const char *key, struct problems *problems)
{
	char one[ADDR_RANGE_SIZE], other[ADDR_RANGE_SIZE];
	const struct addr_range *a, *b;
	size_t i, j;

	for (i = 0; i < ranges->n; i++)
		for (j = 0; j < i; j++) {
			a = list_at(ranges, j);
			b = list_at(ranges, i);
			if (addr_ranges_meet(a, b))
				problem_add(problems, "%s.%s: %s and %s meet",
					    path, key,
					    addr_format_range(a, one),
					    addr_format_range(b, other));
		}
}

/* what is excluded is all in one range, or it could not be counted */
static void check_inside(const struct list *excluded, const struct list *ranges,
			 const char *path, struct problems *problems)
{
	const struct addr_range *a, *b;
	char text[ADDR_RANGE_SIZE];
	size_t i, j;

	for (i = 0; i < excluded->n; i++) {
		a = list_at(excluded, i);
		for (j = 0; j < ranges->n; j++) {
			b = list_at(ranges, j);
			if (!strcmp(a->first.prefix, b->first.prefix) &&
			    a->first.number >= b->first.number &&
			    a->last <= b->last)
				break;
		}
		if (j == ranges->n)
			problem_add(problems,
				    "%s.exclude: %s is not in one of the ranges",
				    path, addr_format_range(a, text));
	}
}

static void check_pool(struct json_object *doc, const char *path,
		       struct problems *problems)
{
	struct list ranges = { 0 }, excluded = { 0 };

	check_texts(doc, "ranges", path, problems);
	check_texts(doc, "exclude", path, problems);
	if (!pool_doc_ranges(doc, "ranges", &ranges) &&
	    !pool_doc_ranges(doc, "exclude", &excluded)) {
		check_apart(&ranges, path, "ranges", problems);
		check_apart(&excluded, path, "exclude", problems);
		check_inside(&excluded, &ranges, path, problems);
	}
	list_free(&ranges);
	list_free(&excluded);
}

const struct kind pool_kind = {
	.name = "pool",
	.section = "pools",
	.shape = &pool_shape,
	.check = check_pool,
};
