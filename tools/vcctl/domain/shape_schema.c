// SPDX-License-Identifier: GPL-2.0
/* A JSON Schema of what a document may have. */
#include "kind.h"

static void add_text(struct json_object *to, const char *key, const char *text)
{
	json_object_object_add(to, key, json_object_new_string(text));
}

static void text_schema(const struct shape *shape, struct json_object *schema)
{
	add_text(schema, "type", "string");
	add_text(schema, "description", shape->what);
	if (shape->pattern)
		add_text(schema, "pattern", shape->pattern);
	json_object_object_add(schema, "maxLength",
			       json_object_new_int(SHAPE_TEXT_LEN));
}

static void number_schema(const struct shape *shape, struct json_object *schema)
{
	add_text(schema, "type", "integer");
	json_object_object_add(schema, "minimum",
			       json_object_new_int64(shape->min));
	json_object_object_add(schema, "maximum",
			       json_object_new_int64(shape->max));
}

/* YAML 1.2 reads "on" as a text, YAML 1.1 as true */
static void switch_schema(struct json_object *schema)
{
	static const char *const words[] = { "on", "off", "yes", "no" };
	struct json_object *list = json_object_new_array();
	size_t i;

	json_object_array_add(list, json_object_new_boolean(true));
	json_object_array_add(list, json_object_new_boolean(false));
	for (i = 0; i < ARRAY_SIZE(words); i++)
		json_object_array_add(list, json_object_new_string(words[i]));
	json_object_object_add(schema, "enum", list);
}

static void choice_schema(const struct shape *shape, struct json_object *schema)
{
	struct json_object *list = json_object_new_array();
	size_t i;

	for (i = 0; shape->words[i]; i++)
		json_object_array_add(list,
				      json_object_new_string(shape->words[i]));
	json_object_object_add(schema, "enum", list);
}

static void map_schema(const struct shape *shape, struct json_object *schema)
{
	add_text(schema, "type", "object");
	if (shape->key->type == SHAPE_TEXT && shape->key->pattern) {
		struct json_object *names = json_object_new_object();

		add_text(names, "pattern", shape->key->pattern);
		json_object_object_add(schema, "propertyNames", names);
	}
	json_object_object_add(schema, "additionalProperties",
			       shape_schema(shape->item));
}

static void add_members(const struct shape *shape,
			struct json_object *properties,
			struct json_object *needed)
{
	const struct shape_member *m;
	struct json_object *member;

	for (m = shape->members; m->name; m++) {
		member = shape_schema(m->shape);
		if (m->help)
			add_text(member, "description", m->help);
		json_object_object_add(properties, m->name, member);
		if (m->needed)
			json_object_array_add(needed,
					      json_object_new_string(m->name));
	}
	if (shape->base)
		add_members(shape->base, properties, needed);
}

static void object_schema(const struct shape *shape, struct json_object *schema)
{
	struct json_object *properties = json_object_new_object();
	struct json_object *needed = json_object_new_array();

	add_members(shape, properties, needed);
	add_text(schema, "type", "object");
	json_object_object_add(schema, "properties", properties);
	json_object_object_add(schema, "additionalProperties",
			       json_object_new_boolean(false));
	if (json_object_array_length(needed))
		json_object_object_add(schema, "required", needed);
	else
		json_object_put(needed);
}

struct json_object *shape_schema(const struct shape *shape)
{
	struct json_object *schema = json_object_new_object();

	switch (shape->type) {
	case SHAPE_TEXT:
		text_schema(shape, schema);
		break;
	case SHAPE_REF:
		add_text(schema, "type", "string");
		break;
	case SHAPE_NUMBER:
		number_schema(shape, schema);
		break;
	case SHAPE_SWITCH:
		switch_schema(schema);
		break;
	case SHAPE_CHOICE:
		choice_schema(shape, schema);
		break;
	case SHAPE_LIST:
		add_text(schema, "type", "array");
		json_object_object_add(schema, "items",
				       shape_schema(shape->item));
		break;
	case SHAPE_MAP:
		map_schema(shape, schema);
		break;
	case SHAPE_OBJECT:
		object_schema(shape, schema);
		break;
	}
	return schema;
}

/* objects by their names, but one of the domain */
static struct json_object *section_schema(const struct kind *kind)
{
	const struct shape map = {
		.type = SHAPE_MAP,
		.key = &name_shape,
		.item = kind->shape,
	};

	return shape_schema(kind == &domain_kind ? kind->shape : &map);
}

struct json_object *kinds_schema(void)
{
	struct json_object *schema = json_object_new_object();
	struct json_object *properties = json_object_new_object();
	size_t i;

	add_text(schema, "$schema",
		 "https://json-schema.org/draft/2020-12/schema");
	add_text(schema, "title", "A domain, for vcctl apply");
	add_text(schema, "type", "object");
	for (i = 0; kinds[i]; i++)
		json_object_object_add(properties, kinds[i]->section,
				       section_schema(kinds[i]));
	json_object_object_add(schema, "properties", properties);
	json_object_object_add(schema, "additionalProperties",
			       json_object_new_boolean(false));
	return schema;
}
