// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "args.h"
#include "names.h"
#include "rate.h"
#include "shape.h"
#include "store.h"

#define PATH_SIZE	320

static struct json_object *wrong(const struct node *node, const char *path,
				 struct problems *problems, const char *why)
{
	if (node->line)
		problem_add(problems, "%u:%u: %s: %s", node->line, node->column,
			    path, why);
	else
		problem_add(problems, "%s: %s", path, why);
	return NULL;
}

static struct json_object *is_no(const struct node *node, const char *path,
				 struct problems *problems, const char *what)
{
	char why[2 * SHAPE_TEXT_LEN];

	if (node->type == NODE_TEXT)
		snprintf(why, sizeof(why), "\"%.200s\" is not %s", node->text,
			 what);
	else
		snprintf(why, sizeof(why), "%s is expected here", what);
	return wrong(node, path, problems, why);
}

static struct json_object *read_text(const struct shape *shape,
				     const struct node *node, const char *path,
				     struct problems *problems)
{
	char stored[SHAPE_TEXT_LEN + 1];

	if (node->type != NODE_TEXT)
		return is_no(node, path, problems, shape->what);
	if (strlen(node->text) > SHAPE_TEXT_LEN)
		return wrong(node, path, problems,
			     "it is longer than 255 characters");
	if (!shape->read)
		return json_object_new_string(node->text);
	if (shape->read(node->text, stored, sizeof(stored)))
		return is_no(node, path, problems, shape->what);
	return json_object_new_string(stored);
}

static struct json_object *read_number(const struct shape *shape,
				       const struct node *node,
				       const char *path,
				       struct problems *problems)
{
	char why[96];
	uint64_t n;
	int err;

	if (node->type != NODE_TEXT)
		return is_no(node, path, problems, "a number");
	err = uint_parse(node->text, &n);
	if (err == -EINVAL)
		return is_no(node, path, problems, "a number");
	if (!err && n <= INT64_MAX && (int64_t)n >= shape->min &&
	    (int64_t)n <= shape->max)
		return json_object_new_int64(n);
	snprintf(why, sizeof(why), "%.40s is out of range, %lld to %lld",
		 node->text, (long long)shape->min, (long long)shape->max);
	return wrong(node, path, problems, why);
}

static struct json_object *read_switch(const struct node *node,
				       const char *path,
				       struct problems *problems)
{
	static const char *const words[] = {
		"off", "on", "false", "true", "no", "yes",
	};
	size_t i;

	for (i = 0; node->type == NODE_TEXT && i < ARRAY_SIZE(words); i++)
		if (!strcmp(words[i], node->text))
			return json_object_new_boolean(i % 2);
	return is_no(node, path, problems, "\"on\" or \"off\"");
}

static struct json_object *read_choice(const struct shape *shape,
				       const struct node *node,
				       const char *path,
				       struct problems *problems)
{
	char what[160] = "one of";
	size_t i, len = strlen(what);

	for (i = 0; shape->words[i]; i++) {
		if (node->type == NODE_TEXT &&
		    !strcmp(node->text, shape->words[i]))
			return json_object_new_string(node->text);
		if (len < sizeof(what))
			len += snprintf(what + len, sizeof(what) - len, "%s %s",
					i ? "," : "", shape->words[i]);
	}
	return is_no(node, path, problems, what);
}

static struct json_object *read_list(const struct shape *shape,
				     const struct node *node, const char *path,
				     struct problems *problems)
{
	struct json_object *list, *item;
	size_t i;

	if (node->type != NODE_LIST)
		return is_no(node, path, problems, shape->what);
	list = json_object_new_array();
	for (i = 0; i < node->children.n; i++) {
		item = shape_read(shape->item, list_at(&node->children, i),
				  path, problems);
		if (item)
			json_object_array_add(list, item);
	}
	return list;
}

static int compare_keys(const void *a, const void *b)
{
	const struct node_pair *const *x = a, *const *y = b;

	/* "2" comes before "10" */
	return strverscmp((*x)->key.text, (*y)->key.text);
}

/* the pairs of a map in the order of their keys, for free() */
static const struct node_pair **sorted_pairs(const struct node *node)
{
	const struct node_pair **pairs;
	size_t i;

	pairs = calloc(node->children.n + 1, sizeof(*pairs));
	for (i = 0; pairs && i < node->children.n; i++)
		pairs[i] = list_at(&node->children, i);
	if (pairs)
		qsort(pairs, node->children.n, sizeof(*pairs), compare_keys);
	return pairs;
}

static void read_pair(const struct shape *shape, const struct node_pair *pair,
		      const char *path, struct problems *problems,
		      struct json_object *map)
{
	struct json_object *key, *value;
	char sub[PATH_SIZE];

	snprintf(sub, sizeof(sub), "%s%s%.*s", path, *path ? "." : "",
		 STORE_NAME_LEN, pair->key.text);
	key = shape_read(shape->key, &pair->key, sub, problems);
	value = shape_read(shape->item, &pair->value, sub, problems);
	if (key && value)
		json_object_object_add(map, json_object_get_string(key),
				       json_object_get(value));
	json_object_put(key);
	json_object_put(value);
}

static struct json_object *read_map(const struct shape *shape,
				    const struct node *node, const char *path,
				    struct problems *problems)
{
	const struct node_pair **pairs;
	struct json_object *map;
	size_t i;

	if (node->type != NODE_MAP)
		return is_no(node, path, problems, shape->what);
	map = json_object_new_object();
	pairs = sorted_pairs(node);
	if (!pairs)
		wrong(node, path, problems, "out of memory");
	for (i = 0; pairs && i < node->children.n; i++)
		read_pair(shape, pairs[i], path, problems, map);
	free(pairs);
	return map;
}

static const struct shape_member *find_member(const struct shape *shape,
					      const char *name)
{
	const struct shape_member *m;

	for (m = shape->members; m->name; m++)
		if (!strcmp(m->name, name))
			return m;
	return shape->base ? find_member(shape->base, name) : NULL;
}

static void refuse_key(const struct shape *shape, const struct node *key,
		       const char *path, struct problems *problems)
{
	const struct shape_member *m;
	struct names names = { 0 };
	char why[96];

	for (; shape; shape = shape->base)
		for (m = shape->members; m->name; m++)
			names_compare(&names, key->text, m->name);
	snprintf(why, sizeof(why), "this key is not known%s%s%s",
		 names.like ? ", did you mean \"" : "",
		 names.like ? names.like : "", names.like ? "\"?" : "");
	wrong(key, path, problems, why);
}

static void refuse_unknown(const struct shape *shape, const struct node *node,
			   const char *path, struct problems *problems)
{
	const struct node_pair *pair;
	char sub[PATH_SIZE];
	size_t i;

	for (i = 0; i < node->children.n; i++) {
		pair = list_at(&node->children, i);
		if (find_member(shape, pair->key.text))
			continue;
		snprintf(sub, sizeof(sub), "%s%s%.*s", path, *path ? "." : "",
			 STORE_NAME_LEN, pair->key.text);
		refuse_key(shape, &pair->key, sub, problems);
	}
}

static void read_member(const struct shape_member *m, const struct node *node,
			const char *path, struct problems *problems,
			struct json_object *object)
{
	const struct node *value = node_get(node, m->name);
	struct json_object *json = NULL;
	char sub[PATH_SIZE];

	snprintf(sub, sizeof(sub), "%s%s%s", path, *path ? "." : "", m->name);
	if (value && value->type != NODE_NULL)
		json = shape_read(m->shape, value, sub, problems);
	else if (m->needed)
		wrong(node, sub, problems, "it is missing");
	if (json)
		json_object_object_add(object, m->name, json);
}

static void read_members(const struct shape *shape, const struct node *node,
			 const char *path, struct problems *problems,
			 struct json_object *object)
{
	const struct shape_member *m;

	for (m = shape->members; m->name; m++)
		read_member(m, node, path, problems, object);
	if (shape->base)
		read_members(shape->base, node, path, problems, object);
}

/* nothing at all is an object whose members all are missing */
static struct json_object *read_object(const struct shape *shape,
				       const struct node *node,
				       const char *path,
				       struct problems *problems)
{
	struct json_object *object;

	if (node->type != NODE_MAP && node->type != NODE_NULL)
		return is_no(node, path, problems, shape->what);
	object = json_object_new_object();
	refuse_unknown(shape, node, path, problems);
	read_members(shape, node, path, problems, object);
	return object;
}

struct json_object *shape_read(const struct shape *shape,
			       const struct node *node, const char *path,
			       struct problems *problems)
{
	char stored[SHAPE_TEXT_LEN + 1];

	switch (shape->type) {
	case SHAPE_TEXT:
		return read_text(shape, node, path, problems);
	case SHAPE_NUMBER:
		return read_number(shape, node, path, problems);
	case SHAPE_SWITCH:
		return read_switch(node, path, problems);
	case SHAPE_CHOICE:
		return read_choice(shape, node, path, problems);
	case SHAPE_REF:
		if (node->type == NODE_TEXT &&
		    !shape_read_name(node->text, stored, sizeof(stored)))
			return json_object_new_string(node->text);
		return is_no(node, path, problems, "a name");
	case SHAPE_LIST:
		return read_list(shape, node, path, problems);
	case SHAPE_MAP:
		return read_map(shape, node, path, problems);
	case SHAPE_OBJECT:
		return read_object(shape, node, path, problems);
	}
	return NULL;
}

static void refs_of_map(const struct shape *shape, struct json_object *doc,
			void (*fn)(const char *kind, const char *name,
				   void *arg), void *arg)
{
	json_object_object_foreach(doc, name, value) {
		if (shape->key->type == SHAPE_REF)
			fn(shape->key->kind, name, arg);
		shape_refs(shape->item, value, fn, arg);
	}
}

static void refs_of_object(const struct shape *shape, struct json_object *doc,
			   void (*fn)(const char *kind, const char *name,
				      void *arg), void *arg)
{
	const struct shape_member *m;

	json_object_object_foreach(doc, name, value) {
		m = find_member(shape, name);
		if (m)
			shape_refs(m->shape, value, fn, arg);
	}
}

void shape_refs(const struct shape *shape, struct json_object *doc,
		void (*fn)(const char *kind, const char *name, void *arg),
		void *arg)
{
	size_t i;

	switch (shape->type) {
	case SHAPE_REF:
		fn(shape->kind, json_object_get_string(doc), arg);
		break;
	case SHAPE_LIST:
		for (i = 0; i < json_object_array_length(doc); i++)
			shape_refs(shape->item,
				   json_object_array_get_idx(doc, i), fn, arg);
		break;
	case SHAPE_MAP:
		refs_of_map(shape, doc, fn, arg);
		break;
	case SHAPE_OBJECT:
		refs_of_object(shape, doc, fn, arg);
		break;
	default:
		break;
	}
}

const char *shape_next_key(const char *path, char key[SHAPE_KEY_SIZE])
{
	bool quoted = *path == '"';
	size_t len;

	path += quoted;
	len = strcspn(path, quoted ? "\"" : ".");
	snprintf(key, SHAPE_KEY_SIZE, "%.*s", (int)len, path);
	path += len;
	path += quoted && *path;
	return path + (*path == '.');
}

static const struct shape *walk(const struct shape *shape, const char *path,
				const struct shape_member **m)
{
	char key[SHAPE_KEY_SIZE];

	*m = NULL;
	while (shape && *path) {
		path = shape_next_key(path, key);
		*m = NULL;
		if (shape->type == SHAPE_OBJECT) {
			*m = find_member(shape, key);
			shape = *m ? (*m)->shape : NULL;
		} else {
			shape = shape->item;
		}
	}
	return shape;
}

bool shape_is_secret(const struct shape *shape, const char *path)
{
	const struct shape_member *m;

	walk(shape, path, &m);
	return m && m->secret;
}

bool shape_is_text(const struct shape *shape, const char *path)
{
	const struct shape_member *m;

	shape = walk(shape, path, &m);
	return shape && shape->type != SHAPE_LIST && shape->type != SHAPE_MAP &&
	       shape->type != SHAPE_OBJECT;
}

/* 10 or 2000 is one of which the unit was forgotten: no link has less */
#define RATE_MIN	1000000

int shape_read_rate(const char *text, char *stored, size_t size)
{
	uint64_t rate;

	if (rate_parse(text, &rate) || rate < RATE_MIN)
		return -EINVAL;
	rate_format(rate, stored, size);
	return 0;
}

int shape_read_name(const char *text, char *stored, size_t size)
{
	const char *c;

	if (!isalnum((unsigned char)*text) || strlen(text) > STORE_NAME_LEN)
		return -EINVAL;
	for (c = text; *c; c++)
		if (!isalnum((unsigned char)*c) && !strchr("._-", *c))
			return -EINVAL;
	snprintf(stored, size, "%s", text);
	return 0;
}
