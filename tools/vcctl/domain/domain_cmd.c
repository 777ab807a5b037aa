// SPDX-License-Identifier: GPL-2.0
/* vcctl domain: what a domain consists of */
#include <stdio.h>
#include <string.h>

#include "doc_diff.h"
#include "domain.h"
#include "edit.h"
#include "object.h"
#include "output.h"
#include "secret.h"

/**
 * struct request - what is to be shown
 * @opts: options
 * @kind: of this kind, NULL for all
 * @name: the one of this name, NULL for all
 * @store: the store
 * @json: what has been found
 */
struct request {
	const struct options *opts;
	const struct kind *kind;
	const char *name;
	struct store *store;
	struct json_object *json;
};

static void print_value(const char *path, const char *before, const char *after,
			void *arg)
{
	const struct kind *kind = arg;

	(void)before;
	if (!shape_is_secret(kind->shape, path))
		printf("    %s: %s\n", path, after);
}

static int show_named(const char *name, struct json_object *doc, void *arg)
{
	struct request *r = arg;
	unsigned int n = 0;

	if (r->name && strcmp(name, r->name))
		return EXIT_OK;
	if (r->opts->json) {
		json_object_object_add(r->json, name,
				       secret_drop(r->kind->shape, doc, &n));
		return EXIT_OK;
	}
	printf("%s %s:\n", r->kind->name, name);
	doc_diff(NULL, doc, print_value, (void *)r->kind);
	return EXIT_OK;
}

static int show_kind(struct request *r)
{
	return store_each(r->store, r->kind->name, show_named, r);
}

static int show_all_kinds(struct request *r)
{
	struct json_object *all = r->json;
	int status = EXIT_OK;
	size_t i;

	for (i = 0; !status && kinds[i]; i++) {
		r->kind = kinds[i];
		r->json = json_object_new_object();
		status = show_kind(r);
		json_object_object_add(all, kinds[i]->section, r->json);
	}
	r->json = all;
	return status;
}

static int show(struct store *store, void *arg)
{
	struct request *r = arg;
	struct json_object *doc;
	int status = EXIT_OK;

	r->store = store;
	if (r->name) {
		status = object_get(store, r->kind, r->name, &doc);
		json_object_put(doc);
	}
	if (!status)
		status = r->kind ? show_kind(r) : show_all_kinds(r);
	if (!status && r->opts->json)
		json_show(json_object_get(r->json), r->opts);
	return status;
}

/* the kind that the next word names */
static const struct kind *parse_kind(struct args *a)
{
	const char *word = args_take(a);
	const struct kind *kind;

	if (!word) {
		args_fail(a, "no kind of object is given");
		return NULL;
	}
	kind = kind_find(word);
	if (!kind)
		args_fail(a, "there is no kind of object \"%s\"", word);
	return kind;
}

static int domain_show(const struct options *opts, int argc, char **argv)
{
	struct args a = { .argc = argc, .argv = argv };
	struct request r = { .opts = opts };
	int status;

	if (argc) {
		r.kind = parse_kind(&a);
		if (!r.kind)
			return usage_error(&domain_object, &a);
		r.name = args_take(&a);
	}
	if (args_end(&a))
		return usage_error(&domain_object, &a);
	r.json = json_object_new_object();
	status = domain_look(opts, show, &r);
	json_object_put(r.json);
	return status;
}

typedef int (*edit_fn)(const struct options *opts, const struct object *object,
		       const struct kind *kind, int argc, char **argv);

static int edit(const struct options *opts, int argc, char **argv, edit_fn fn)
{
	struct args a = { .argc = argc, .argv = argv };
	const struct kind *kind = parse_kind(&a);

	if (!kind)
		return usage_error(&domain_object, &a);
	return fn(opts, &domain_object, kind, a.argc, a.argv);
}

static int domain_add(const struct options *opts, int argc, char **argv)
{
	return edit(opts, argc, argv, edit_add);
}

static int domain_set(const struct options *opts, int argc, char **argv)
{
	return edit(opts, argc, argv, edit_set);
}

static int domain_del(const struct options *opts, int argc, char **argv)
{
	return edit(opts, argc, argv, edit_del);
}

/* for editors: what a file for "apply" may have */
static int domain_schema(const struct options *opts, int argc, char **argv)
{
	struct args a = { .argc = argc, .argv = argv };

	if (args_end(&a))
		return usage_error(&domain_object, &a);
	json_show(kinds_schema(), opts);
	return EXIT_OK;
}

static const struct command commands[] = {
	{ "show", "[ KIND [ NAME ] ]", "show what the domain consists of",
	  domain_show },
	{ "add", "KIND NAME [ KEY VALUE ]...", "add an object", domain_add },
	{ "set", "{ KIND NAME | domain } KEY VALUE ...", "change an object",
	  domain_set },
	{ "del", "KIND NAME", "remove an object that nothing refers to",
	  domain_del },
	{ "schema", "", "print the JSON Schema of a file for \"apply\"",
	  domain_schema },
};

const struct object domain_object = {
	.name = "domain",
	.help = "bays, networks, templates and all else that a domain has",
	.terms =
	"KIND := { network | uplinkset | fabric | access-group | bay | template |\n"
	"\tprofile | pool }\n"
	"KEY := as in a file, with dots between keys in keys: ports.1.dev; one that\n"
	"\thas dots itself in double quotes: ports.\"eth1.200\"\n"
	"VALUE := a text as it is; a list or a map as in a file; of a secret @FILE,\n"
	"\tor @- to be asked for it; null removes the key\n",
	.commands = commands,
	.n_commands = ARRAY_SIZE(commands),
};
