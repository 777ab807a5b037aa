// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <json-c/json.h>
#include <yaml.h>

#include "node.h"
#include "util.h"

#define DEPTH_MAX	32

/**
 * struct reader - a file being read
 * @parser: libyaml's
 * @event: what came last
 * @depth: maps and lists that are open
 * @at: where something is wrong
 * @err: what
 * @size: of @err
 */
struct reader {
	yaml_parser_t parser;
	yaml_event_t event;
	unsigned int depth;
	yaml_mark_t at;
	char *err;
	size_t size;
};

static int read_value(struct reader *r, struct node *node);

static int fail(struct reader *r, yaml_mark_t at, const char *why)
{
	r->at = at;
	snprintf(r->err, r->size, "%s", why);
	return -EINVAL;
}

static int next_event(struct reader *r)
{
	yaml_event_delete(&r->event);
	if (yaml_parser_parse(&r->parser, &r->event))
		return 0;
	memset(&r->event, 0, sizeof(r->event));
	return fail(r, r->parser.problem ? r->parser.problem_mark :
		    (yaml_mark_t){ .line = r->parser.mark.line },
		    r->parser.problem ? r->parser.problem : "out of memory");
}

static bool says_nothing(const yaml_event_t *e)
{
	const char *text = (const char *)e->data.scalar.value;

	if (e->data.scalar.style != YAML_PLAIN_SCALAR_STYLE)
		return false;
	return !*text || !strcmp(text, "~") || !strcmp(text, "null");
}

static int read_scalar(struct reader *r, struct node *node)
{
	const yaml_event_t *e = &r->event;
	const char *text = (const char *)e->data.scalar.value;

	if (strlen(text) != e->data.scalar.length)
		return fail(r, e->start_mark, "there is a NUL in it");
	if (says_nothing(e))
		return 0;
	node->type = NODE_TEXT;
	node->text = strdup(text);
	return node->text ? 0 : fail(r, e->start_mark, "out of memory");
}

static int read_list(struct reader *r, struct node *node)
{
	struct node *item;
	int err;

	node->type = NODE_LIST;
	for (;;) {
		err = next_event(r);
		if (err || r->event.type == YAML_SEQUENCE_END_EVENT)
			return err;
		item = list_add(&node->children, sizeof(*item));
		if (!item)
			return fail(r, r->event.start_mark, "out of memory");
		err = read_value(r, item);
		if (err)
			return err;
	}
}

/* @keys are those that the map has */
static int read_key(struct reader *r, struct json_object *keys,
		    struct node *key)
{
	yaml_mark_t at = r->event.start_mark;
	int err;

	if (r->event.type != YAML_SCALAR_EVENT)
		return fail(r, at, "a key is a text");
	err = read_value(r, key);
	if (err)
		return err;
	if (key->type != NODE_TEXT)
		return fail(r, at, "a key is missing");
	if (json_object_object_get_ex(keys, key->text, NULL)) {
		r->at = at;
		snprintf(r->err, r->size, "\"%s\" is there already", key->text);
		return -EINVAL;
	}
	if (json_object_object_add(keys, key->text, NULL))
		return fail(r, at, "out of memory");
	return 0;
}

static int read_pairs(struct reader *r, struct node *node,
		      struct json_object *keys)
{
	struct node_pair *pair;
	int err;

	for (;;) {
		err = next_event(r);
		if (err || r->event.type == YAML_MAPPING_END_EVENT)
			return err;
		pair = list_add(&node->children, sizeof(*pair));
		if (!pair)
			return fail(r, r->event.start_mark, "out of memory");
		err = read_key(r, keys, &pair->key);
		if (!err)
			err = next_event(r);
		if (!err)
			err = read_value(r, &pair->value);
		if (err)
			return err;
	}
}

static int read_map(struct reader *r, struct node *node)
{
	struct json_object *keys = json_object_new_object();
	int err;

	node->type = NODE_MAP;
	err = read_pairs(r, node, keys);
	json_object_put(keys);
	return err;
}

static bool has_anchor_or_tag(const yaml_event_t *e)
{
	switch (e->type) {
	case YAML_SCALAR_EVENT:
		return e->data.scalar.anchor || e->data.scalar.tag;
	case YAML_SEQUENCE_START_EVENT:
		return e->data.sequence_start.anchor ||
		       e->data.sequence_start.tag;
	case YAML_MAPPING_START_EVENT:
		return e->data.mapping_start.anchor ||
		       e->data.mapping_start.tag;
	default:
		return e->type == YAML_ALIAS_EVENT;
	}
}

static int read_nest(struct reader *r, struct node *node)
{
	yaml_mark_t at = r->event.start_mark;
	int err;

	if (++r->depth > DEPTH_MAX)
		return fail(r, at, "it is nested too deep");
	err = r->event.type == YAML_MAPPING_START_EVENT ? read_map(r, node) :
							   read_list(r, node);
	r->depth--;
	return err;
}

/* what the last event begins */
static int read_value(struct reader *r, struct node *node)
{
	const yaml_event_t *e = &r->event;

	node->line = e->start_mark.line + 1;
	node->column = e->start_mark.column + 1;
	if (has_anchor_or_tag(e))
		return fail(r, e->start_mark, "anchors and tags are not understood");
	switch (e->type) {
	case YAML_SCALAR_EVENT:
		return read_scalar(r, node);
	case YAML_SEQUENCE_START_EVENT:
	case YAML_MAPPING_START_EVENT:
		return read_nest(r, node);
	default:
		return fail(r, e->start_mark, "a value is missing");
	}
}

/* passes over one event of the kind @type */
static int expect(struct reader *r, yaml_event_type_t type, const char *why)
{
	int err = next_event(r);

	if (err || r->event.type == type)
		return err;
	return fail(r, r->event.start_mark, why);
}

static int read_stream(struct reader *r, struct node *node)
{
	int err;

	err = expect(r, YAML_STREAM_START_EVENT, "there is nothing in it");
	if (!err)
		err = expect(r, YAML_DOCUMENT_START_EVENT,
			     "there is nothing in it");
	if (!err)
		err = next_event(r);
	if (!err)
		err = read_value(r, node);
	if (!err)
		err = expect(r, YAML_DOCUMENT_END_EVENT,
			     "there is more behind it");
	if (!err)
		err = expect(r, YAML_STREAM_END_EVENT,
			     "there is a second document");
	return err;
}

static int read_parser(struct reader *r, struct node *node)
{
	int err = read_stream(r, node);

	yaml_event_delete(&r->event);
	yaml_parser_delete(&r->parser);
	if (err) {
		node->line = r->at.line + 1;
		node->column = r->at.column + 1;
	}
	return err;
}

int node_read(FILE *file, struct node *node, char *err, size_t size)
{
	struct reader r = { .err = err, .size = size };

	memset(node, 0, sizeof(*node));
	if (!yaml_parser_initialize(&r.parser))
		return fail(&r, r.at, "out of memory");
	yaml_parser_set_input_file(&r.parser, file);
	return read_parser(&r, node);
}

int node_read_text(const char *text, struct node *node, char *err, size_t size)
{
	struct reader r = { .err = err, .size = size };

	memset(node, 0, sizeof(*node));
	if (!yaml_parser_initialize(&r.parser))
		return fail(&r, r.at, "out of memory");
	yaml_parser_set_input_string(&r.parser, (const unsigned char *)text,
				     strlen(text));
	return read_parser(&r, node);
}

static int text_of_json(struct json_object *json, struct node *node)
{
	node->type = NODE_TEXT;
	node->text = strdup(json_object_get_string(json));
	return node->text ? 0 : -ENOMEM;
}

static int list_of_json(struct json_object *json, struct node *node)
{
	size_t i, n = json_object_array_length(json);
	struct node *item;
	int err = 0;

	node->type = NODE_LIST;
	for (i = 0; i < n && !err; i++) {
		item = list_add(&node->children, sizeof(*item));
		err = item ? node_of_json(json_object_array_get_idx(json, i),
					  item) : -ENOMEM;
	}
	return err;
}

static int map_of_json(struct json_object *json, struct node *node)
{
	struct json_object_iterator it = json_object_iter_begin(json);
	struct json_object_iterator end = json_object_iter_end(json);
	struct node_pair *pair;
	int err;

	node->type = NODE_MAP;
	for (; !json_object_iter_equal(&it, &end); json_object_iter_next(&it)) {
		pair = list_add(&node->children, sizeof(*pair));
		if (!pair)
			return -ENOMEM;
		pair->key.type = NODE_TEXT;
		pair->key.text = strdup(json_object_iter_peek_name(&it));
		err = node_of_json(json_object_iter_peek_value(&it),
				   &pair->value);
		if (err || !pair->key.text)
			return -ENOMEM;
	}
	return 0;
}

int node_of_json(struct json_object *json, struct node *node)
{
	memset(node, 0, sizeof(*node));
	switch (json_object_get_type(json)) {
	case json_type_null:
		return 0;
	case json_type_object:
		return map_of_json(json, node);
	case json_type_array:
		return list_of_json(json, node);
	default:
		return text_of_json(json, node);
	}
}

void node_free(struct node *node)
{
	struct node_pair *pair;
	size_t i;

	for (i = 0; i < node->children.n; i++) {
		if (node->type == NODE_MAP) {
			pair = list_at(&node->children, i);
			node_free(&pair->key);
			node_free(&pair->value);
		} else {
			node_free(list_at(&node->children, i));
		}
	}
	list_free(&node->children);
	free(node->text);
	memset(node, 0, sizeof(*node));
}

const struct node *node_get(const struct node *map, const char *key)
{
	const struct node_pair *pair;
	size_t i;

	if (map->type != NODE_MAP)
		return NULL;
	for (i = 0; i < map->children.n; i++) {
		pair = list_at(&map->children, i);
		if (!strcmp(pair->key.text, key))
			return &pair->value;
	}
	return NULL;
}
