// SPDX-License-Identifier: GPL-2.0
/* Documents that others may have written, read as if they were in a file. */
#include <stdio.h>
#include <string.h>

#include "cmd.h"
#include "kind.h"
#include "node.h"
#include "profile_load.h"
#include "verify.h"

/**
 * struct verifying - documents being read
 * @kind: what they are to be
 * @stored: the name of their kind in the store
 * @fn: takes a fault
 * @arg: for it
 */
struct verifying {
	const struct kind *kind;
	const char *stored;
	int (*fn)(const char *fault, void *arg);
	void *arg;
};

static void forget_places(struct node *node)
{
	struct node_pair *pair;
	size_t i;

	node->line = 0;
	for (i = 0; i < node->children.n; i++) {
		if (node->type == NODE_MAP) {
			pair = list_at(&node->children, i);
			forget_places(&pair->key);
			forget_places(&pair->value);
		} else {
			forget_places(list_at(&node->children, i));
		}
	}
}

static int verify_one(const char *name, struct json_object *doc, void *arg)
{
	struct problems problems = { 0 };
	struct node node = { 0 };
	struct verifying *v = arg;
	int status = EXIT_OK;
	char fault[512];
	size_t i;

	if (node_of_json(doc, &node)) {
		print_error("out of memory");
		return EXIT_REFUSED;
	}
	forget_places(&node);
	json_object_put(kind_read(v->kind, &node, name, &problems));
	for (i = 0; !status && i < problems.texts.n; i++) {
		snprintf(fault, sizeof(fault), "%s %s", v->stored,
			 problem_at(&problems, i));
		status = v->fn(fault, v->arg);
	}
	problems_free(&problems);
	node_free(&node);
	return status;
}

static int verify_kind(struct store *store, struct verifying *v)
{
	return store_each(store, v->stored, verify_one, v);
}

int verify_docs(struct store *store, int (*fn)(const char *fault, void *arg),
		void *arg)
{
	struct verifying v = { .fn = fn, .arg = arg };
	int status = EXIT_OK;
	size_t i;

	for (i = 0; !status && kinds[i]; i++) {
		v.kind = kinds[i];
		v.stored = kinds[i]->name;
		status = verify_kind(store, &v);
	}
	v.kind = &template_kind;
	v.stored = TEMPLATE_COPY;
	return status ? status : verify_kind(store, &v);
}
