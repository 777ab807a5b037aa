// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "file.h"
#include "identity.h"
#include "output.h"
#include "profile_load.h"
#include "secret.h"
#include "yaml_out.h"

static void add_object(struct list *objects, const struct kind *kind,
		       const char *name, const struct node *node,
		       const char *path, struct problems *problems)
{
	struct file_object *o = list_add(objects, sizeof(*o));

	if (!o) {
		problem_add(problems, "out of memory");
		return;
	}
	o->kind = kind;
	snprintf(o->name, sizeof(o->name), "%s", name);
	o->doc = kind_read(kind, node, path, problems);
}

static void add_pair(struct list *objects, const struct kind *kind,
		     const struct node_pair *pair, struct problems *problems)
{
	const struct node *key = &pair->key;
	char stored[SHAPE_TEXT_LEN + 1];
	char path[2 * STORE_NAME_LEN];

	if (shape_read_name(key->text, stored, sizeof(stored))) {
		problem_add(problems, "%u:%u: %s: \"%.64s\" is not %s",
			    key->line, key->column, kind->section, key->text,
			    name_shape.what);
		return;
	}
	snprintf(path, sizeof(path), "%s.%s", kind->section, key->text);
	add_object(objects, kind, key->text, &pair->value, path, problems);
}

static void read_section(struct list *objects, const struct kind *kind,
			 const struct node *section, struct problems *problems)
{
	size_t i;

	if (kind == &domain_kind) {
		add_object(objects, kind, DOMAIN_NAME, section, kind->section,
			   problems);
		return;
	}
	if (section->type == NODE_NULL)
		return;
	if (section->type != NODE_MAP) {
		problem_add(problems, "%u:%u: %s: a map by names is expected here",
			    section->line, section->column, kind->section);
		return;
	}
	for (i = 0; i < section->children.n; i++)
		add_pair(objects, kind, list_at(&section->children, i),
			 problems);
}

static void refuse_unknown(const struct node *root, struct problems *problems)
{
	const struct node_pair *pair;
	size_t i, k;

	for (i = 0; i < root->children.n; i++) {
		pair = list_at(&root->children, i);
		for (k = 0; kinds[k]; k++)
			if (!strcmp(kinds[k]->section, pair->key.text))
				break;
		if (!kinds[k])
			problem_add(problems,
				    "%u:%u: %.64s: this key is not known",
				    pair->key.line, pair->key.column,
				    pair->key.text);
	}
}

static void read_root(struct list *objects, const struct node *root,
		      struct problems *problems)
{
	const struct node *section;
	size_t i;

	if (root->type != NODE_MAP) {
		problem_add(problems, "%u:%u: a map is expected here",
			    root->line, root->column);
		return;
	}
	refuse_unknown(root, problems);
	for (i = 0; kinds[i]; i++) {
		section = node_get(root, kinds[i]->section);
		if (section)
			read_section(objects, kinds[i], section, problems);
	}
}

int file_read_stream(FILE *stream, const char *file, struct list *objects)
{
	struct problems problems = { 0 };
	struct node root;
	char err[160];

	if (node_read(stream, &root, err, sizeof(err)))
		problem_add(&problems, "%u:%u: %s", root.line, root.column,
			    err);
	else
		read_root(objects, &root, &problems);
	node_free(&root);
	return problems_print(&problems, file);
}

int file_read(const char *file, struct list *objects)
{
	FILE *stream;
	int status;

	if (!strcmp(file, "-"))
		return file_read_stream(stdin, "standard input", objects);
	stream = fopen(file, "re");
	if (!stream) {
		print_error("cannot open \"%s\": %s", file, strerror(errno));
		return EXIT_USAGE;
	}
	status = file_read_stream(stream, file, objects);
	fclose(stream);
	return status;
}

void file_free(struct list *objects)
{
	struct file_object *o;
	size_t i;

	for (i = 0; i < objects->n; i++) {
		o = list_at(objects, i);
		json_object_put(o->doc);
	}
	list_free(objects);
}

/**
 * struct writing - a domain being written
 * @store: where it is
 * @kind: objects of this kind are
 * @section: those written so far
 * @secrets: write them, too
 * @left_out: secrets that were not written
 */
struct writing {
	struct store *store;
	const struct kind *kind;
	struct json_object *section;
	bool secrets;
	unsigned int left_out;
};

static int write_addresses(struct store *store, const char *name,
			   struct json_object *doc)
{
	struct json_object *effective;
	int status = profile_effective(store, name, doc, &effective);

	if (!status)
		status = identity_write_out(store, name, effective, doc);
	json_object_put(effective);
	return status;
}

static int write_object(const char *name, struct json_object *doc, void *arg)
{
	struct writing *w = arg;
	int status = EXIT_OK;

	if (w->kind == &profile_kind)
		status = write_addresses(w->store, name, doc);
	json_object_object_add(w->section, name, w->secrets ?
			       json_object_get(doc) :
			       secret_drop(w->kind->shape, doc, &w->left_out));
	return status;
}

/* one of which there is nothing is left out */
static int write_section(struct writing *w, struct json_object *root)
{
	struct json_object *one = NULL;
	int status;

	w->section = json_object_new_object();
	status = store_each(w->store, w->kind->name, write_object, w);
	if (w->kind == &domain_kind)
		json_object_object_get_ex(w->section, DOMAIN_NAME, &one);
	else if (json_object_object_length(w->section))
		one = w->section;
	if (one)
		json_object_object_add(root, w->kind->section,
				       json_object_get(one));
	json_object_put(w->section);
	return status;
}

int file_write(struct store *store, const struct options *opts, bool secrets)
{
	struct json_object *root = json_object_new_object();
	struct writing w = { .store = store, .secrets = secrets };
	int status = EXIT_OK;
	size_t i;

	for (i = 0; !status && kinds[i]; i++) {
		w.kind = kinds[i];
		status = write_section(&w, root);
	}
	if (!status && opts->json)
		json_show(json_object_get(root), opts);
	else if (!status)
		status = yaml_print(root);
	json_object_put(root);
	if (!status && w.left_out)
		print_warning("%u secret%s left out: --secrets writes them",
			      w.left_out, w.left_out == 1 ? " was" : "s were");
	return status;
}
