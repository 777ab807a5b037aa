// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "change.h"
#include "edit.h"
#include "object.h"
#include "secret.h"

/**
 * struct edit - a change of one object
 * @kind: its kind
 * @name: its name
 * @argc: words left: keys and values
 * @argv: the next one is argv[0]
 * @is_new: it is to be added
 */
struct edit {
	const struct kind *kind;
	const char *name;
	int argc;
	char **argv;
	bool is_new;
};

static int set_pair(struct node *map, const char *key, struct node *value)
{
	struct node_pair *pair;
	size_t i;

	for (i = 0; i < map->children.n; i++) {
		pair = list_at(&map->children, i);
		if (strcmp(pair->key.text, key))
			continue;
		node_free(&pair->value);
		pair->value = *value;
		return 0;
	}
	pair = list_add(&map->children, sizeof(*pair));
	if (!pair)
		return -ENOMEM;
	pair->key.type = NODE_TEXT;
	pair->key.text = strdup(key);
	pair->value = *value;
	return pair->key.text ? 0 : -ENOMEM;
}

/* the map that is the value of @key, made if there is none */
static struct node *sub_map(struct node *map, const char *key)
{
	struct node *value = (struct node *)node_get(map, key), none = { 0 };

	if (!value || value->type != NODE_MAP) {
		none.type = NODE_MAP;
		if (set_pair(map, key, &none))
			return NULL;
	}
	return (struct node *)node_get(map, key);
}

/* an entry that is null is not there: of maps with free keys too */
static void drop_pair(struct node *map, const char *key)
{
	struct node_pair *pairs = map->children.items;
	size_t i;

	for (i = 0; i < map->children.n; i++)
		if (!strcmp(pairs[i].key.text, key))
			break;
	if (i == map->children.n)
		return;
	node_free(&pairs[i].key);
	node_free(&pairs[i].value);
	memmove(&pairs[i], &pairs[i + 1],
		(--map->children.n - i) * sizeof(*pairs));
}

static int set_path(struct node *node, const char *path, struct node *value)
{
	char key[SHAPE_KEY_SIZE];

	path = shape_next_key(path, key);
	while (*path) {
		node = sub_map(node, key);
		if (!node)
			return -ENOMEM;
		path = shape_next_key(path, key);
	}
	if (value->type != NODE_NULL)
		return set_pair(node, key, value);
	drop_pair(node, key);
	return 0;
}

/* a text is what it is, whatever YAML would make of it */
static int read_word(const struct kind *kind, const char *path,
		     const char *text, struct node *value)
{
	bool is_secret = shape_is_secret(kind->shape, path);
	char err[160];
	int rc;

	if (!strcmp(text, "null")) {
		value->type = NODE_NULL;
		return EXIT_OK;
	}
	if (is_secret || shape_is_text(kind->shape, path)) {
		value->type = NODE_TEXT;
		value->text = is_secret ? secret_read(path, text) :
					  strdup(text);
		return value->text ? EXIT_OK : EXIT_USAGE;
	}
	rc = node_read_text(text, value, err, sizeof(err));
	if (rc)
		print_error("%s \"%s\": %s", path, text, err);
	return rc ? EXIT_USAGE : EXIT_OK;
}

static int set_word(const struct kind *kind, struct node *node,
		    const char *path, const char *text)
{
	struct node value = { 0 };
	int status = read_word(kind, path, text, &value);

	if (!status && set_path(node, path, &value)) {
		print_error("out of memory");
		status = EXIT_REFUSED;
	}
	if (status)
		node_free(&value);
	return status;
}

static void forget_places(struct node *node)
{
	struct node_pair *pair;
	size_t i;

	node->line = 0;
	for (i = 0; i < node->children.n; i++) {
		if (node->type == NODE_MAP) {
			pair = list_at(&node->children, i);
			pair->key.line = 0;
			forget_places(&pair->value);
		} else {
			forget_places(list_at(&node->children, i));
		}
	}
}

static int put_node(struct store *store, const struct edit *e,
		    const struct node *node)
{
	struct problems problems = { 0 };
	struct json_object *doc;
	int status;

	doc = kind_read(e->kind, node, e->name, &problems);
	status = problems_print(&problems, NULL);
	if (!status)
		status = change_put(store, e->kind, e->name, doc);
	json_object_put(doc);
	return status;
}

static int change_doc(struct store *store, const struct edit *e,
		      struct json_object *doc)
{
	struct node node = { .type = NODE_MAP };
	int status = EXIT_OK, i;

	if (doc && node_of_json(doc, &node)) {
		print_error("out of memory");
		status = EXIT_REFUSED;
	}
	for (i = 0; !status && i < e->argc; i += 2)
		status = set_word(e->kind, &node, e->argv[i],
				  e->argv[i + 1]);
	forget_places(&node);
	if (!status)
		status = put_node(store, e, &node);
	node_free(&node);
	return status;
}

static int change_object(struct store *store, void *arg)
{
	const struct edit *e = arg;
	struct json_object *doc;
	int status;

	status = store_get(store, e->kind->name, e->name, &doc);
	if (status)
		return status;
	if (e->is_new && doc) {
		print_error("%s \"%s\" is there already", e->kind->name,
			    e->name);
		status = EXIT_USAGE;
	} else if (!e->is_new && !doc && e->kind != &domain_kind) {
		print_error("there is no %s \"%s\"", e->kind->name, e->name);
		status = EXIT_USAGE;
	} else {
		status = change_doc(store, e, doc);
	}
	json_object_put(doc);
	return status;
}

static int check_words(struct args *a, const struct edit *e)
{
	char stored[SHAPE_TEXT_LEN + 1];

	if (!e->name)
		return args_fail(a, "no %s is given", e->kind->name);
	if (shape_read_name(e->name, stored, sizeof(stored)))
		return args_fail(a, "\"%s\" is no name", e->name);
	if (a->argc % 2)
		return args_fail(a, "\"%s\" wants a value",
				 a->argv[a->argc - 1]);
	return 0;
}

static int edit(const struct options *opts, const struct object *object,
		struct edit *e, int argc, char **argv)
{
	struct args a = { .argc = argc, .argv = argv };
	char command[64];

	e->name = e->kind == &domain_kind ? DOMAIN_NAME : args_take(&a);
	if (check_words(&a, e))
		return usage_error(object, &a);
	if (!e->is_new && !a.argc) {
		args_fail(&a, "nothing is to be changed");
		return usage_error(object, &a);
	}
	e->argc = a.argc;
	e->argv = a.argv;
	snprintf(command, sizeof(command), "%s %s", e->kind->name,
		 e->is_new ? "add" : "set");
	return domain_change(opts, command, change_object, e);
}

int edit_add(const struct options *opts, const struct object *object,
	     const struct kind *kind, int argc, char **argv)
{
	struct edit e = { .kind = kind, .is_new = true };

	return edit(opts, object, &e, argc, argv);
}

int edit_set(const struct options *opts, const struct object *object,
	     const struct kind *kind, int argc, char **argv)
{
	struct edit e = { .kind = kind };

	return edit(opts, object, &e, argc, argv);
}

static int delete_object(struct store *store, void *arg)
{
	const struct edit *e = arg;

	return change_del(store, e->kind, e->name);
}

int edit_del(const struct options *opts, const struct object *object,
	     const struct kind *kind, int argc, char **argv)
{
	struct args a = { .argc = argc, .argv = argv };
	struct edit e = { .kind = kind, .name = args_take(&a) };
	char command[64];

	if (!e.name)
		args_fail(&a, "no %s is given", kind->name);
	if (!e.name || args_end(&a))
		return usage_error(object, &a);
	snprintf(command, sizeof(command), "%s del", kind->name);
	return domain_delete(opts, command, delete_object, &e);
}
