// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <string.h>

#include "assign.h"
#include "doc_diff.h"
#include "change.h"
#include "domain.h"
#include "edit.h"
#include "identity.h"
#include "object.h"
#include "output.h"
#include "overlay.h"
#include "profile_cmd.h"
#include "profile_load.h"
#include "resolve.h"
#include "secret.h"

int profile_add(const struct options *opts, int argc, char **argv)
{
	return edit_add(opts, &profile_object, &profile_kind, argc, argv);
}

int profile_set(const struct options *opts, int argc, char **argv)
{
	return edit_set(opts, &profile_object, &profile_kind, argc, argv);
}

int profile_del(const struct options *opts, int argc, char **argv)
{
	return edit_del(opts, &profile_object, &profile_kind, argc, argv);
}

/**
 * struct request - a command
 * @opts: options
 * @store: the store
 * @name: the profile, NULL for all
 * @bay: a bay
 * @to: the bay that was found
 * @rows: of struct row
 * @bad: profiles that are not well
 * @array: of what is shown, for JSON
 */
struct request {
	const struct options *opts;
	struct store *store;
	const char *name;
	const char *bay;
	char to[STORE_NAME_LEN + 1];
	struct list rows;
	unsigned int bad;
	struct json_object *array;
};

static int assign(struct store *store, void *arg)
{
	struct request *r = arg;

	return assign_profile(store, r->name, r->bay);
}

static int unassign(struct store *store, void *arg)
{
	struct request *r = arg;

	return unassign_profile(store, r->name);
}

static int move(struct store *store, void *arg)
{
	struct request *r = arg;

	return move_profile(store, r->name, r->bay);
}

static int failover(struct store *store, void *arg)
{
	struct request *r = arg;

	return failover_profile(store, r->name, r->to);
}

/* NAME, and BAY if @wants_bay */
static int parse(struct args *a, struct request *r, bool wants_bay)
{
	r->name = args_take(a);
	if (!r->name)
		return args_fail(a, "no profile is given");
	if (wants_bay)
		r->bay = args_take(a);
	if (wants_bay && !r->bay)
		return args_fail(a, "no bay is given");
	return args_end(a);
}

static int change_bay(const struct options *opts, int argc, char **argv,
		      bool wants_bay, const char *command,
		      int (*fn)(struct store *store, void *arg))
{
	struct args a = { .argc = argc, .argv = argv };
	struct request r = { .opts = opts };
	int status;

	if (parse(&a, &r, wants_bay))
		return usage_error(&profile_object, &a);
	status = domain_change(opts, command, fn, &r);
	if (!status && *r.to)
		puts(r.to);
	return status;
}

int profile_assign(const struct options *opts, int argc, char **argv)
{
	return change_bay(opts, argc, argv, true, "profile assign", assign);
}

int profile_unassign(const struct options *opts, int argc, char **argv)
{
	return change_bay(opts, argc, argv, false, "profile unassign",
			  unassign);
}

int profile_move(const struct options *opts, int argc, char **argv)
{
	return change_bay(opts, argc, argv, true, "profile move", move);
}

int profile_failover(const struct options *opts, int argc, char **argv)
{
	return change_bay(opts, argc, argv, false, "profile failover",
			  failover);
}

/**
 * struct row - a line of the table of profiles
 * @name: of the profile
 * @bay: where it is, or ""
 * @template: its template, or ""
 * @state: "consistent" with that, "inconsistent", or ""
 * @connections: how many
 */
struct row {
	char name[STORE_NAME_LEN + 1];
	char bay[STORE_NAME_LEN + 1];
	char template[STORE_NAME_LEN + 1];
	const char *state;
	size_t connections;
};

static struct value text_or_none(const char *text)
{
	return *text ? value_text(text) : value_null();
}

static struct value get_name(const void *object)
{
	return value_text(((const struct row *)object)->name);
}

static struct value get_bay(const void *object)
{
	return text_or_none(((const struct row *)object)->bay);
}

static struct value get_template(const void *object)
{
	return text_or_none(((const struct row *)object)->template);
}

static struct value get_state(const void *object)
{
	return text_or_none(((const struct row *)object)->state);
}

static struct value get_connections(const void *object)
{
	return value_number(((const struct row *)object)->connections);
}

static const struct field fields[] = {
	{ .key = "profile", .get = get_name },
	{ .key = "bay", .get = get_bay },
	{ .key = "connections", .get = get_connections, .flags = FIELD_RIGHT },
	{ .key = "template", .get = get_template },
	{ .key = "state", .get = get_state },
};

static void count_deviation(const char *path, const char *base, const char *own,
			    void *arg)
{
	(void)path;
	(void)base;
	(void)own;
	++*(unsigned int *)arg;
}

static int fill_row(struct store *store, struct row *row,
		    struct json_object *doc)
{
	struct json_object *base, *both, *connections;
	const char *bay = doc_text(doc, "bay");
	const char *template = doc_text(doc, "template");
	unsigned int deviations = 0;
	int status = profile_base(store, row->name, doc, &base);

	if (status)
		return status;
	both = overlay(base, doc);
	connections = doc_get(both, "connections");
	snprintf(row->bay, sizeof(row->bay), "%s", bay ? bay : "");
	snprintf(row->template, sizeof(row->template), "%s",
		 template ? template : "");
	row->connections = connections ?
			   json_object_object_length(connections) : 0;
	row->state = "";
	if (base) {
		overlay_deviations(base, doc, count_deviation, &deviations);
		row->state = deviations ? "inconsistent" : "consistent";
	}
	json_object_put(both);
	json_object_put(base);
	return EXIT_OK;
}

static int add_row(const char *name, struct json_object *doc, void *arg)
{
	struct request *r = arg;
	struct row *row = list_add(&r->rows, sizeof(*row));

	if (!row) {
		print_error("out of memory");
		return EXIT_REFUSED;
	}
	snprintf(row->name, sizeof(row->name), "%s", name);
	return fill_row(r->store, row, doc);
}

static int list_all(struct store *store, void *arg)
{
	struct request *r = arg;
	int status;

	r->store = store;
	status = store_each(store, profile_kind.name, add_row, r);
	if (!status && r->opts->json)
		json_show(json_of_list(fields, ARRAY_SIZE(fields), &r->rows),
			  r->opts);
	else if (!status)
		print_table(fields, ARRAY_SIZE(fields), &r->rows, 0);
	return status;
}

/* where each connection is, as far as the bay tells */
static void add_places(struct json_object *doc, const struct list *connections)
{
	struct json_object *all = doc_get(doc, "connections"), *json;
	const struct resolved *c;
	char id[8], slot[2] = "";
	size_t i;

	for (i = 0; i < connections->n; i++) {
		c = list_at(connections, i);
		snprintf(id, sizeof(id), "%u", c->id);
		json = all ? doc_get(all, id) : NULL;
		if (!json || !c->port)
			continue;
		slot[0] = 'a' + c->slot;
		json_object_object_add(json, "port",
				       json_object_new_int(c->port));
		json_object_object_add(json, "flexnic",
				       json_object_new_string(slot));
	}
}

static void print_value(const char *path, const char *before, const char *after,
			void *arg)
{
	(void)before;
	if (!shape_is_secret(arg, path))
		printf("    %s: %s\n", path, after);
}

static void add_deviation(const char *path, const char *base, const char *own,
			  void *arg)
{
	struct json_object *json = json_object_new_object();

	json_object_object_add(json, "key", json_object_new_string(path));
	json_object_object_add(json, "template", base ?
			       json_object_new_string(base) : NULL);
	json_object_object_add(json, "profile", own ?
			       json_object_new_string(own) : NULL);
	json_object_array_add(arg, json);
}

static void print_deviations(struct json_object *array)
{
	struct json_object *json;
	const char *base, *own;
	size_t i;

	for (i = 0; i < json_object_array_length(array); i++) {
		json = json_object_array_get_idx(array, i);
		base = doc_text(json, "template");
		own = doc_text(json, "profile");
		printf("    deviates: %s: %s -> %s\n", doc_text(json, "key"),
		       base ? base : "none", own ? own : "none");
	}
}

static void show_one(struct request *r, struct json_object *doc,
		     struct json_object *deviations)
{
	struct row *row = list_at(&r->rows, 0);
	struct json_object *json;
	unsigned int n = 0;

	if (!r->opts->json) {
		printf("%s:", row->name);
		print_line(fields + 1, ARRAY_SIZE(fields) - 1, row);
		putchar('\n');
		doc_diff(NULL, doc, print_value, (void *)profile_kind.shape);
		print_deviations(deviations);
		return;
	}
	json = json_object_new_object();
	json_add_fields(json, fields, ARRAY_SIZE(fields), row);
	json_object_object_add(json, "settings",
			       secret_drop(profile_kind.shape, doc, &n));
	json_object_object_add(json, "deviations",
			       json_object_get(deviations));
	json_show(json, r->opts);
}

static int fill_one(struct request *r, struct json_object *doc,
		    struct json_object *both)
{
	struct problems problems = { 0 };
	struct list connections = { 0 };
	struct json_object *bay = NULL;
	int status = EXIT_OK;

	if (doc_text(doc, "bay"))
		status = store_get(r->store, bay_kind.name,
				   doc_text(doc, "bay"), &bay);
	if (!status)
		status = resolve_profile(r->store, r->name, both, bay,
					 &connections, &problems);
	if (!status) {
		add_places(both, &connections);
		status = identity_put_in(r->store, r->name, both);
	}
	list_free(&connections);
	problems_free(&problems);
	json_object_put(bay);
	return status;
}

static int list_one(struct store *store, void *arg)
{
	struct json_object *doc, *base = NULL, *both = NULL, *deviations;
	struct request *r = arg;
	int status;

	r->store = store;
	status = object_get(store, &profile_kind, r->name, &doc);
	if (status)
		return status;
	deviations = json_object_new_array();
	status = add_row(r->name, doc, r);
	if (!status)
		status = profile_base(store, r->name, doc, &base);
	if (!status && base)
		overlay_deviations(base, doc, add_deviation, deviations);
	if (!status)
		status = profile_effective(store, r->name, doc, &both);
	if (!status)
		status = fill_one(r, doc, both);
	if (!status)
		show_one(r, both, deviations);
	json_object_put(deviations);
	json_object_put(both);
	json_object_put(base);
	json_object_put(doc);
	return status;
}

/* [ NAME ] */
static int look(const struct options *opts, int argc, char **argv,
		int (*all)(struct store *store, void *arg),
		int (*one)(struct store *store, void *arg))
{
	struct args a = { .argc = argc, .argv = argv };
	struct request r = { .opts = opts, .name = args_take(&a) };
	int status;

	if (args_end(&a))
		return usage_error(&profile_object, &a);
	status = domain_look(opts, r.name ? one : all, &r);
	list_free(&r.rows);
	return status;
}

int profile_list(const struct options *opts, int argc, char **argv)
{
	return look(opts, argc, argv, list_all, list_one);
}

static void say_deviation(const char *path, const char *base, const char *own,
			  void *arg)
{
	printf("%s: inconsistent: %s: %s -> %s\n", (char *)arg, path,
	       base ? base : "none", own ? own : "none");
}

static int check_one_doc(const char *name, struct json_object *doc, void *arg)
{
	struct problems problems = { 0 };
	struct list connections = { 0 };
	struct json_object *base = NULL, *both = NULL, *bay = NULL;
	struct request *r = arg;
	int status;

	status = profile_base(r->store, name, doc, &base);
	if (!status)
		status = profile_effective(r->store, name, doc, &both);
	if (!status && doc_text(doc, "bay"))
		status = store_get(r->store, bay_kind.name,
				   doc_text(doc, "bay"), &bay);
	if (!status)
		status = resolve_profile(r->store, name, both, bay,
					 &connections, &problems);
	if (!status && base)
		overlay_deviations(base, doc, say_deviation, (void *)name);
	if (!status && problems_print(&problems, NULL))
		r->bad++;
	problems_free(&problems);
	list_free(&connections);
	json_object_put(bay);
	json_object_put(both);
	json_object_put(base);
	return status;
}

static int check_all(struct store *store, void *arg)
{
	struct request *r = arg;
	int status;

	r->store = store;
	status = store_each(store, profile_kind.name, check_one_doc, r);
	return status ? status : r->bad ? EXIT_REFUSED : EXIT_OK;
}

static int check_one(struct store *store, void *arg)
{
	struct request *r = arg;
	struct json_object *doc;
	int status = object_get(store, &profile_kind, r->name, &doc);

	r->store = store;
	if (!status)
		status = check_one_doc(r->name, doc, r);
	json_object_put(doc);
	return status ? status : r->bad ? EXIT_REFUSED : EXIT_OK;
}

int profile_check(const struct options *opts, int argc, char **argv)
{
	return look(opts, argc, argv, check_all, check_one);
}
