// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "assign.h"
#include "change.h"
#include "cmd.h"
#include "kind.h"
#include "object.h"
#include "profile_load.h"
#include "resolve.h"

static int put_in_bay(struct store *store, const char *name,
		      struct json_object *doc, const char *bay)
{
	struct problems problems = { 0 };
	struct json_object *ordered;
	struct node node;
	int status;

	json_object_object_del(doc, "bay");
	if (bay)
		json_object_object_add(doc, "bay", json_object_new_string(bay));
	if (node_of_json(doc, &node)) {
		print_error("out of memory");
		return EXIT_REFUSED;
	}
	ordered = kind_read(&profile_kind, &node, name, &problems);
	node_free(&node);
	status = problems_print(&problems, NULL);
	if (!status)
		status = change_put(store, &profile_kind, name, ordered);
	json_object_put(ordered);
	return status;
}

/* @assigned: it must be in a bay, or must not be */
static int get_profile(struct store *store, const char *name, bool assigned,
		       struct json_object **doc)
{
	int status = object_get(store, &profile_kind, name, doc);
	const char *bay;

	if (status)
		return status;
	bay = doc_text(*doc, "bay");
	if (assigned == !!bay)
		return EXIT_OK;
	if (bay)
		print_error("profile \"%s\" is assigned to bay \"%s\" already",
			    name, bay);
	else
		print_error("profile \"%s\" is assigned to no bay", name);
	return EXIT_REFUSED;
}

static int change_bay(struct store *store, const char *name, bool assigned,
		      const char *bay)
{
	struct json_object *doc = NULL;
	int status = get_profile(store, name, assigned, &doc);

	if (!status)
		status = put_in_bay(store, name, doc, bay);
	json_object_put(doc);
	return status;
}

int assign_profile(struct store *store, const char *name, const char *bay)
{
	return change_bay(store, name, false, bay);
}

int unassign_profile(struct store *store, const char *name)
{
	return change_bay(store, name, true, NULL);
}

int move_profile(struct store *store, const char *name, const char *bay)
{
	return change_bay(store, name, true, bay);
}

/**
 * struct search - a spare bay being looked for
 * @store: the store
 * @name: the profile
 * @profile: with its template
 * @from: the bay that it is in
 * @from_name: its name
 * @to: the bay that was found, or ""
 * @problems: what stands against the others
 */
struct search {
	struct store *store;
	const char *name;
	struct json_object *profile;
	struct json_object *from;
	const char *from_name;
	char to[STORE_NAME_LEN + 1];
	struct problems problems;
};

static bool same(struct json_object *a, struct json_object *b, const char *key)
{
	return json_object_equal(doc_get(a, key), doc_get(b, key));
}

/* why a spare bay does not do, "" if nothing is against it so far */
static int look_at_bay(struct search *s, const char *name,
		       struct json_object *bay, struct problems *problems)
{
	char other[STORE_NAME_LEN + 1];
	struct list connections = { 0 };
	int status;

	if (!same(s->from, bay, "model"))
		problem_add(problems, "its model is \"%s\"",
			    doc_text(bay, "model") ? doc_text(bay, "model") :
			    "");
	if (!same(s->from, bay, "group"))
		problem_add(problems, "its group is \"%s\"",
			    doc_text(bay, "group") ? doc_text(bay, "group") :
			    "");
	status = bay_profile(s->store, name, other);
	if (!status && *other)
		problem_add(problems, "it has profile \"%s\"", other);
	if (!status)
		status = resolve_profile(s->store, s->name, s->profile, bay,
					 &connections, problems);
	list_free(&connections);
	return status;
}

static int try_bay(const char *name, struct json_object *bay, void *arg)
{
	struct problems problems = { 0 };
	struct search *s = arg;
	int status;
	size_t i;

	if (*s->to || !doc_on(bay, "spare") || !strcmp(name, s->from_name))
		return EXIT_OK;
	status = look_at_bay(s, name, bay, &problems);
	if (!status && !problems.texts.n)
		snprintf(s->to, sizeof(s->to), "%s", name);
	for (i = 0; i < problems.texts.n; i++)
		problem_add(&s->problems, "spare bay \"%s\": %s", name,
			    problem_at(&problems, i));
	problems_free(&problems);
	return status;
}

static int find_spare(struct search *s)
{
	int status;

	status = object_get(s->store, &bay_kind, s->from_name, &s->from);
	if (!status)
		status = profile_effective(s->store, s->name, s->profile,
					   &s->profile);
	if (status)
		return status;
	status = store_each(s->store, bay_kind.name, try_bay, s);
	json_object_put(s->profile);
	if (status || *s->to)
		return status;
	print_error("no spare bay takes profile \"%s\"", s->name);
	problems_print(&s->problems, NULL);
	return EXIT_REFUSED;
}

int failover_profile(struct store *store, const char *name,
		     char to[STORE_NAME_LEN + 1])
{
	struct search s = { .store = store, .name = name };
	struct json_object *doc = NULL;
	int status = get_profile(store, name, true, &doc);

	if (!status) {
		s.profile = doc;
		s.from_name = doc_text(doc, "bay");
		status = find_spare(&s);
	}
	snprintf(to, STORE_NAME_LEN + 1, "%s", s.to);
	if (!status)
		status = put_in_bay(store, name, doc, s.to);
	problems_free(&s.problems);
	json_object_put(s.from);
	json_object_put(doc);
	return status;
}
