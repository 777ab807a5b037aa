// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <string.h>

#include "args.h"
#include "doc_diff.h"
#include "kind.h"
#include "overlay.h"

/* of these two a connection has one: whoever comes later takes the other away */
static void keep_one_kind_of_network(struct json_object *object,
				     const char *key)
{
	if (!strcmp(key, "network"))
		json_object_object_del(object, "networks");
	else if (!strcmp(key, "networks"))
		json_object_object_del(object, "network");
}

static void lay_over(struct json_object *to, struct json_object *own)
{
	struct json_object *below, *copy;

	json_object_object_foreach(own, key, value) {
		below = doc_get(to, key);
		/* a list of networks is one value: it is not mixed */
		if (json_object_is_type(below, json_type_object) &&
		    json_object_is_type(value, json_type_object) &&
		    strcmp(key, "networks")) {
			lay_over(below, value);
			continue;
		}
		keep_one_kind_of_network(to, key);
		copy = NULL;
		json_object_deep_copy(value, &copy, NULL);
		json_object_object_add(to, key, copy);
	}
}

/* keys in the order of the shape again, so that equal ones have equal texts */
static struct json_object *in_order(struct json_object *doc)
{
	struct problems problems = { 0 };
	struct json_object *ordered;
	struct node node;

	if (node_of_json(doc, &node)) {
		node_free(&node);
		return NULL;
	}
	ordered = shape_read(profile_kind.shape, &node, "", &problems);
	problems_free(&problems);
	node_free(&node);
	return ordered;
}

struct json_object *overlay(struct json_object *base, struct json_object *own)
{
	struct json_object *both = NULL, *ordered;

	if (!base)
		return json_object_get(own);
	if (json_object_deep_copy(base, &both, NULL))
		return NULL;
	/* this one is the template's own */
	json_object_object_del(both, "type");
	json_object_object_del(both, "description");
	if (own)
		lay_over(both, own);
	ordered = in_order(both);
	json_object_put(both);
	return ordered;
}

/**
 * struct comparer - who takes deviations
 * @fn: takes one
 * @arg: for it
 */
struct comparer {
	void (*fn)(const char *path, const char *base, const char *own,
		   void *arg);
	void *arg;
};

static const char *last_key(const char *path)
{
	const char *dot = strrchr(path, '.');

	return dot ? dot + 1 : path;
}

static void compare(const char *path, const char *base, const char *own,
		    void *arg)
{
	static const char *const identity[] = {
		"bay", "template", "description", "serial", "uuid", "mac",
		"wwpn", "initiator", "ip", "chap-name", "chap-secret",
	};
	const struct comparer *c = arg;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(identity); i++)
		if (!strcmp(last_key(path), identity[i]))
			return;
	c->fn(path, base, own, c->arg);
}

void overlay_deviations(struct json_object *base, struct json_object *own,
			void (*fn)(const char *path, const char *base,
				   const char *own, void *arg), void *arg)
{
	struct json_object *both = overlay(base, own), *plain = NULL;
	struct comparer c = { fn, arg };

	plain = overlay(base, NULL);
	doc_diff(plain, both, compare, &c);
	json_object_put(plain);
	json_object_put(both);
}
