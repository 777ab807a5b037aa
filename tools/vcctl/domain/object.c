// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "doc_diff.h"
#include "object.h"
#include "pool.h"
#include "pool_store.h"

int object_get(struct store *store, const struct kind *kind, const char *name,
	       struct json_object **doc)
{
	int status = store_get(store, kind->name, name, doc);

	if (!status && !*doc) {
		print_error("there is no %s \"%s\"", kind->name, name);
		return EXIT_USAGE;
	}
	return status;
}

/**
 * struct line - a description being written
 * @kind: of the object
 * @to: where
 * @n: differences so far
 * @prefix: of the first
 */
struct line {
	const struct kind *kind;
	FILE *to;
	unsigned int n;
	const char *prefix;
};

static void add_difference(const char *path, const char *before,
			   const char *after, void *arg)
{
	struct line *l = arg;

	/* of what has nothing in it there is nothing to say */
	if (!*path)
		return;
	fputs(l->n++ ? "; " : l->prefix, l->to);
	if (shape_is_secret(l->kind->shape, path)) {
		fprintf(l->to, "%s: (secret)", path);
		return;
	}
	fprintf(l->to, "%s: ", path);
	if (before)
		fputs(before, l->to);
	if (before || !after)
		fputs(" -> ", l->to);
	fputs(after ? after : "none", l->to);
}

char *object_describe(const struct kind *kind, struct json_object *before,
		      struct json_object *after)
{
	struct line l = { .kind = kind, .prefix = before ? "" : ": " };
	char *text = NULL;
	size_t size;

	if (!after)
		return strdup("deleted");
	l.to = open_memstream(&text, &size);
	if (!l.to)
		return NULL;
	if (!before)
		fputs("added", l.to);
	doc_diff(before, after, add_difference, &l);
	if (fclose(l.to)) {
		free(text);
		return NULL;
	}
	return text;
}

static int log_change(struct store *store, const struct kind *kind,
		      const char *name, struct json_object *before,
		      struct json_object *after)
{
	char *text = object_describe(kind, before, after);
	int status;

	if (!text) {
		print_error("out of memory");
		return EXIT_REFUSED;
	}
	status = store_log(store, kind->name, name, text);
	free(text);
	return status;
}

static void add_ref(const char *kind, const char *name, void *arg)
{
	struct store_ref *ref = list_add(arg, sizeof(*ref));

	if (!ref)
		return;
	ref->kind = kind;
	snprintf(ref->name, sizeof(ref->name), "%s", name);
}

/* all that is missing is said */
static int check_refs(struct store *store, const struct kind *kind,
		      const char *name, const struct list *refs)
{
	const struct store_ref *ref;
	int status, missing = EXIT_OK;
	struct json_object *doc;
	size_t i;

	for (i = 0; i < refs->n; i++) {
		ref = list_at(refs, i);
		status = store_get(store, ref->kind, ref->name, &doc);
		if (status)
			return status;
		if (!doc) {
			print_error("%s \"%s\": there is no %s \"%s\"",
				    kind->name, name, ref->kind, ref->name);
			missing = EXIT_USAGE;
		}
		json_object_put(doc);
	}
	return missing;
}

/* what the pool's document says becomes what is handed out */
static int set_pool(struct store *store, const char *name,
		    struct json_object *doc)
{
	struct list ranges = { 0 }, excluded = { 0 };
	int status = EXIT_OK;

	if (doc && (pool_doc_ranges(doc, "ranges", &ranges) ||
		    pool_doc_ranges(doc, "exclude", &excluded))) {
		print_error("pool \"%s\" cannot be read", name);
		status = EXIT_REFUSED;
	}
	if (!status)
		status = store_pool_set(store, name, &ranges, &excluded);
	list_free(&ranges);
	list_free(&excluded);
	return status;
}

static int put(struct store *store, const struct kind *kind, const char *name,
	       struct json_object *before, struct json_object *doc)
{
	struct list refs = { 0 };
	int status;

	shape_refs(kind->shape, doc, add_ref, &refs);
	status = check_refs(store, kind, name, &refs);
	if (!status)
		status = store_put(store, kind->name, name, doc, &refs);
	if (!status && kind == &pool_kind)
		status = set_pool(store, name, doc);
	if (!status)
		status = log_change(store, kind, name, before, doc);
	list_free(&refs);
	return status;
}

int object_put(struct store *store, const struct kind *kind, const char *name,
	       struct json_object *doc)
{
	struct json_object *before;
	int status = store_get(store, kind->name, name, &before);

	if (!status && !json_object_equal(before, doc))
		status = put(store, kind, name, before, doc);
	json_object_put(before);
	return status;
}

/**
 * struct user_search - what still refers to an object
 * @kind: its kind
 * @name: its name
 * @n: how many do
 */
struct user_search {
	const struct kind *kind;
	const char *name;
	unsigned int n;
};

static int say_user(const char *kind, const char *name, void *arg)
{
	struct user_search *s = arg;

	s->n++;
	print_error("%s \"%s\" is used by %s \"%s\"", s->kind->name, s->name,
		    kind, name);
	return EXIT_OK;
}

int object_del(struct store *store, const struct kind *kind, const char *name)
{
	struct user_search s = { kind, name, 0 };
	struct json_object *doc;
	int status;

	status = object_get(store, kind, name, &doc);
	json_object_put(doc);
	if (status)
		return status;
	status = store_referrers(store, kind->name, name, say_user, &s);
	if (!status && s.n)
		status = EXIT_REFUSED;
	if (!status && kind == &pool_kind)
		status = set_pool(store, name, NULL);
	if (!status)
		status = store_del(store, kind->name, name);
	return status ? status : log_change(store, kind, name, NULL, NULL);
}
