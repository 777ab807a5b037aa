// SPDX-License-Identifier: GPL-2.0
#include <stdbool.h>
#include <stdio.h>

#include "doc_diff.h"

#define PATH_SIZE	320

/**
 * struct differ - who takes differences
 * @fn: takes one
 * @arg: for it
 */
struct differ {
	doc_diff_fn fn;
	void *arg;
};

static void differ_values(const struct differ *d, const char *path,
			  struct json_object *before, struct json_object *after);

static struct json_object *member(struct json_object *object, const char *name)
{
	struct json_object *value = NULL;

	if (json_object_is_type(object, json_type_object))
		json_object_object_get_ex(object, name, &value);
	return value;
}

static void differ_member(const struct differ *d, const char *path,
			  const char *name, struct json_object *before,
			  struct json_object *after)
{
	char sub[PATH_SIZE];

	snprintf(sub, sizeof(sub), "%s%s%s", path, *path ? "." : "", name);
	differ_values(d, sub, member(before, name), member(after, name));
}

static void differ_objects(const struct differ *d, const char *path,
			   struct json_object *before,
			   struct json_object *after)
{
	if (before) {
		json_object_object_foreach(before, name, value) {
			(void)value;
			differ_member(d, path, name, before, after);
		}
	}
	if (after) {
		json_object_object_foreach(after, key, value) {
			(void)value;
			if (!member(before, key))
				differ_member(d, path, key, before, after);
		}
	}
}

static const char *text_of(struct json_object *value)
{
	if (!value)
		return NULL;
	if (json_object_is_type(value, json_type_boolean))
		return json_object_get_boolean(value) ? "on" : "off";
	if (json_object_is_type(value, json_type_string))
		return json_object_get_string(value);
	return json_object_to_json_string_ext(value,
					      JSON_C_TO_STRING_NOSLASHESCAPE);
}

static bool is_full_object(struct json_object *value)
{
	return json_object_is_type(value, json_type_object) &&
	       json_object_object_length(value);
}

static void differ_values(const struct differ *d, const char *path,
			  struct json_object *before, struct json_object *after)
{
	if (json_object_equal(before, after))
		return;
	if (is_full_object(before) || is_full_object(after))
		differ_objects(d, path, before, after);
	else
		d->fn(path, text_of(before), text_of(after), d->arg);
}

void doc_diff(struct json_object *before, struct json_object *after,
	      doc_diff_fn fn, void *arg)
{
	struct differ d = { fn, arg };

	differ_values(&d, "", before, after);
}
