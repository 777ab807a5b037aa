// SPDX-License-Identifier: GPL-2.0
#include <string.h>

#include "change.h"
#include "cmd.h"
#include "doc_diff.h"
#include "identity.h"
#include "object.h"
#include "overlay.h"
#include "profile_load.h"
#include "resolve.h"
#include "whole.h"

/* the first time that a profile has an initial template, it gets a copy */
static int copy_template(struct store *store, const char *name,
			 struct json_object *doc)
{
	static const struct list no_refs;
	const char *template = doc_text(doc, "template");
	struct json_object *base, *copy;
	int status;

	if (!template)
		return store_del(store, TEMPLATE_COPY, name);
	status = object_get(store, &template_kind, template, &base);
	if (status)
		return status;
	status = store_get(store, TEMPLATE_COPY, name, &copy);
	if (!status && !strcmp(doc_text(base, "type"), "updating"))
		status = store_del(store, TEMPLATE_COPY, name);
	else if (!status && !copy)
		status = store_put(store, TEMPLATE_COPY, name, base, &no_refs);
	json_object_put(copy);
	json_object_put(base);
	return status;
}

/* another template than before is copied anew */
static int forget_copy(struct store *store, const char *name,
		       struct json_object *doc)
{
	const char *template = doc_text(doc, "template"), *was;
	struct json_object *before;
	int status;

	status = store_get(store, profile_kind.name, name, &before);
	if (status)
		return status;
	was = doc_text(before, "template");
	if (before && (!template || !was || strcmp(template, was)))
		status = store_del(store, TEMPLATE_COPY, name);
	json_object_put(before);
	return status;
}

/* a bay has one profile */
static int check_bay(struct store *store, const char *name,
		     struct json_object *profile, struct json_object **bay,
		     struct problems *problems)
{
	const char *bay_name = doc_text(profile, "bay");
	char other[STORE_NAME_LEN + 1];
	int status;

	*bay = NULL;
	if (!bay_name)
		return EXIT_OK;
	status = store_get(store, bay_kind.name, bay_name, bay);
	if (status)
		return status;
	if (!*bay) {
		problem_add(problems, "profile \"%s\": there is no bay \"%s\"",
			    name, bay_name);
		return EXIT_OK;
	}
	status = bay_profile(store, bay_name, other);
	if (!status && *other && strcmp(other, name))
		problem_add(problems, "profile \"%s\": bay \"%s\" has profile \"%s\"",
			    name, bay_name, other);
	return status;
}

/* all that stands against a profile as it would be */
static int check_profile(struct store *store, const char *name,
			 struct json_object *effective,
			 struct problems *problems)
{
	struct list connections = { 0 };
	struct json_object *bay;
	int status;

	profile_check_whole(effective, name, problems);
	status = check_bay(store, name, effective, &bay, problems);
	if (!status)
		status = resolve_profile(store, name, effective, bay,
					 &connections, problems);
	list_free(&connections);
	json_object_put(bay);
	return status;
}

/* check a profile's document with its template, which is @effective then */
static int check_doc(struct store *store, const char *name,
		     struct json_object *doc, struct json_object **effective)
{
	struct problems problems = { 0 };
	int status = profile_effective(store, name, doc, effective);

	if (!status)
		status = check_profile(store, name, *effective, &problems);
	if (!status)
		status = problems_print(&problems, NULL);
	problems_free(&problems);
	return status;
}

static int put_profile(struct store *store, const char *name,
		       struct json_object *doc)
{
	struct json_object *effective = NULL;
	struct list pins = { 0 };
	int status;

	if (identity_take_out(name, doc, &pins)) {
		print_error("out of memory");
		status = EXIT_REFUSED;
	} else {
		status = forget_copy(store, name, doc);
	}
	if (!status)
		status = copy_template(store, name, doc);
	if (!status)
		status = check_doc(store, name, doc, &effective);
	if (!status)
		status = object_put(store, &profile_kind, name, doc);
	if (!status)
		status = identity_give(store, name, effective, &pins);
	json_object_put(effective);
	list_free(&pins);
	return status;
}

/* what a profile has follows its template */
static int follow_one(struct store *store, const char *name)
{
	struct json_object *doc, *effective = NULL;
	int status;

	status = store_get(store, profile_kind.name, name, &doc);
	if (!status && doc)
		status = check_doc(store, name, doc, &effective);
	if (!status && doc)
		status = identity_give(store, name, effective, NULL);
	json_object_put(effective);
	json_object_put(doc);
	return status;
}

static int follow(const char *kind, const char *name, void *arg)
{
	struct store *store = arg;

	if (!strcmp(kind, profile_kind.name))
		return follow_one(store, name);
	/* a template's profiles, for what the template refers to */
	if (!strcmp(kind, template_kind.name))
		return store_referrers(store, kind, name, follow, store);
	return EXIT_OK;
}

int change_check_users(struct store *store, const struct kind *kind,
		       const char *name)
{
	if (kind == &profile_kind)
		return follow_one(store, name);
	return store_referrers(store, kind->name, name, follow, store);
}

int change_put_alone(struct store *store, const struct kind *kind,
		     const char *name, struct json_object *doc)
{
	if (kind == &profile_kind)
		return put_profile(store, name, doc);
	if (kind == &template_kind && identity_pinned(doc)) {
		print_error("template \"%s\": an address belongs to one profile, not to a template",
			    name);
		return EXIT_USAGE;
	}
	return object_put(store, kind, name, doc);
}

int change_put(struct store *store, const struct kind *kind, const char *name,
	       struct json_object *doc)
{
	int status = change_put_alone(store, kind, name, doc);

	if (status || kind == &profile_kind)
		return status;
	if (whole_is_about(kind))
		status = whole_check(store);
	return status ? status : change_check_users(store, kind, name);
}

static int follow_each(const char *name, struct json_object *doc, void *arg)
{
	(void)doc;
	return follow_one(arg, name);
}

int change_check_all(struct store *store)
{
	int status = whole_check(store);

	return status ? status : store_each(store, profile_kind.name,
					    follow_each, store);
}

static int del_profile(struct store *store, const char *name)
{
	struct json_object *doc;
	const char *bay;
	int status = object_get(store, &profile_kind, name, &doc);

	if (status)
		return status;
	bay = doc_text(doc, "bay");
	if (bay) {
		print_error("profile \"%s\" is assigned to bay \"%s\"", name,
			    bay);
		status = EXIT_REFUSED;
	}
	json_object_put(doc);
	if (!status)
		status = identity_release(store, name);
	if (!status)
		status = store_del(store, TEMPLATE_COPY, name);
	return status ? status : object_del(store, &profile_kind, name);
}

int change_del(struct store *store, const struct kind *kind, const char *name)
{
	if (kind == &profile_kind)
		return del_profile(store, name);
	return object_del(store, kind, name);
}

/**
 * struct previewer - who takes differences of addresses
 * @fn: takes one
 * @arg: for it
 */
struct previewer {
	void (*fn)(const char *path, const char *before, const char *after,
		   void *arg);
	void *arg;
};

static void preview_address(const char *owner, const char *before,
			    const char *after, void *arg)
{
	struct previewer *p = arg;

	p->fn(strchr(owner, '/') + 1, before, after, p->arg);
}

int change_preview(struct store *store, const struct kind *kind,
		   const char *name, struct json_object *doc,
		   void (*fn)(const char *path, const char *before,
			      const char *after, void *arg), void *arg)
{
	struct previewer p = { fn, arg };
	struct json_object *before, *copy = NULL;
	struct list pins = { 0 };
	int status;

	status = store_get(store, kind->name, name, &before);
	if (status)
		return status;
	if (json_object_deep_copy(doc, &copy, NULL) ||
	    (kind == &profile_kind && identity_take_out(name, copy, &pins))) {
		print_error("out of memory");
		status = EXIT_REFUSED;
	}
	if (!status) {
		doc_diff(before, copy, fn, arg);
		/* an object of which nothing is said is one all the same */
		if (!before && !json_object_object_length(copy))
			fn("", NULL, "{}", arg);
		status = identity_differs(store, &pins, preview_address, &p);
	}
	json_object_put(copy);
	json_object_put(before);
	list_free(&pins);
	return status;
}
