// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "assign.h"
#include "change.h"
#include "cmd.h"
#include "file.h"
#include "plan.h"

void plan_add(struct plan *plan, char sign, const char *fmt, ...)
{
	char **line = list_add(&plan->lines, sizeof(*line)), *text;
	va_list ap;

	if (!line)
		return;
	va_start(ap, fmt);
	if (vasprintf(&text, fmt, ap) < 0)
		text = NULL;
	va_end(ap);
	if (asprintf(line, "%c %s", sign, text ? text : "") < 0)
		*line = NULL;
	free(text);
}

void plan_free(struct plan *plan)
{
	size_t i;

	for (i = 0; i < plan->lines.n; i++)
		free(*(char **)list_at(&plan->lines, i));
	list_free(&plan->lines);
}

/**
 * struct planning - a plan being made
 * @store: the store
 * @objects: of struct file_object
 * @plan: the result
 * @text: of differences of one object
 * @kind: of that
 * @n: how many
 * @empty: it is added, and says nothing
 * @differs: by number of the object: it does
 * @names: by kind, of objects that are in @objects
 * @doomed: of struct doomed
 */
struct planning {
	struct store *store;
	const struct list *objects;
	struct plan *plan;
	FILE *text;
	const struct kind *kind;
	unsigned int n;
	bool empty;
	bool *differs;
	struct json_object *names;
	struct list doomed;
};

/* an object that is to go */
struct doomed {
	const struct kind *kind;
	char name[STORE_NAME_LEN + 1];
};

static void add_difference(const char *path, const char *before,
			   const char *after, void *arg)
{
	struct planning *p = arg;

	/* of what has nothing in it there is nothing to say */
	if (!*path) {
		p->empty = true;
		return;
	}
	fprintf(p->text, "%s%s", p->n++ ? "; " : ": ", path);
	if (shape_is_secret(p->kind->shape, path))
		return;
	fputs(": ", p->text);
	if (before)
		fprintf(p->text, "%s -> ", before);
	fprintf(p->text, "%s", after ? after : "none");
}

static int exists(struct planning *p, const struct file_object *o, bool *there)
{
	struct json_object *doc;
	int status = store_get(p->store, o->kind->name, o->name, &doc);

	*there = doc;
	json_object_put(doc);
	return status;
}

static int preview(struct planning *p, const struct file_object *o,
		   bool *differs)
{
	char *text = NULL;
	size_t size;
	bool there;
	int status;

	p->text = open_memstream(&text, &size);
	if (!p->text) {
		print_error("out of memory");
		return EXIT_REFUSED;
	}
	p->kind = o->kind;
	p->n = 0;
	p->empty = false;
	status = change_preview(p->store, o->kind, o->name, o->doc,
				add_difference, p);
	fclose(p->text);
	if (!status)
		status = exists(p, o, &there);
	*differs = !status && (p->n || p->empty || !there);
	if (*differs) {
		plan_add(p->plan, there ? '~' : '+', "%s %s%s", o->kind->name,
			 o->name, text);
		p->plan->changes++;
	}
	free(text);
	return status;
}

static bool in_file(const struct planning *p, const struct kind *kind,
		    const char *name)
{
	struct json_object *names = doc_get(p->names, kind->name);

	return names && json_object_object_get_ex(names, name, NULL);
}

/* of each kind, those that the file has */
static int note_names(struct planning *p)
{
	const struct file_object *o;
	struct json_object *names;
	size_t i;

	for (i = 0; i < p->objects->n; i++) {
		o = list_at(p->objects, i);
		names = doc_get(p->names, o->kind->name);
		if (!names) {
			names = json_object_new_object();
			json_object_object_add(p->names, o->kind->name, names);
		}
		if (json_object_object_add(names, o->name, NULL)) {
			print_error("out of memory");
			return EXIT_REFUSED;
		}
	}
	return EXIT_OK;
}

static int doom(const char *name, struct json_object *doc, void *arg)
{
	struct planning *p = arg;
	struct doomed *d;

	(void)doc;
	if (in_file(p, p->kind, name))
		return EXIT_OK;
	d = list_add(&p->doomed, sizeof(*d));
	if (!d) {
		print_error("out of memory");
		return EXIT_REFUSED;
	}
	d->kind = p->kind;
	snprintf(d->name, sizeof(d->name), "%s", name);
	plan_add(p->plan, '-', "%s %s", p->kind->name, name);
	p->plan->deletions++;
	return EXIT_OK;
}

/* what refers before what is referred to; settings are no object to go */
static int doom_all(struct planning *p)
{
	int status = EXIT_OK;
	size_t i;

	for (i = 0; kinds[i]; i++)
		;
	while (!status && i--) {
		p->kind = kinds[i];
		if (p->kind != &domain_kind)
			status = store_each(p->store, p->kind->name, doom, p);
	}
	return status;
}

static const char *stored_bay(struct json_object *doc)
{
	return doc ? doc_text(doc, "bay") : NULL;
}

/* who goes to another bay leaves its own first: two may change places */
static int leave_bay(struct planning *p, const char *name, const char *to)
{
	struct json_object *doc;
	const char *bay;
	int status = store_get(p->store, profile_kind.name, name, &doc);

	bay = stored_bay(doc);
	if (!status && bay && (!to || strcmp(bay, to)))
		status = unassign_profile(p->store, name);
	json_object_put(doc);
	return status;
}

static int leave_bays(struct planning *p)
{
	const struct file_object *o;
	const struct doomed *d;
	int status = EXIT_OK;
	size_t i;

	for (i = 0; !status && i < p->doomed.n; i++) {
		d = list_at(&p->doomed, i);
		if (d->kind == &profile_kind)
			status = leave_bay(p, d->name, NULL);
	}
	for (i = 0; !status && i < p->objects->n; i++) {
		o = list_at(p->objects, i);
		if (o->kind == &profile_kind && p->differs[i])
			status = leave_bay(p, o->name, doc_text(o->doc, "bay"));
	}
	return status;
}

static int delete_doomed(struct planning *p, bool profiles)
{
	const struct doomed *d;
	int status = EXIT_OK;
	bool is_profile;
	size_t i;

	for (i = 0; !status && i < p->doomed.n; i++) {
		d = list_at(&p->doomed, i);
		is_profile = d->kind == &profile_kind;
		if (is_profile != profiles)
			continue;
		status = change_del(p->store, d->kind, d->name);
	}
	return status;
}

static int put_all(struct planning *p)
{
	const struct file_object *o;
	bool others = false;
	int status = EXIT_OK;
	size_t i;

	for (i = 0; !status && i < p->objects->n; i++) {
		o = list_at(p->objects, i);
		if (!p->differs[i])
			continue;
		others |= o->kind != &profile_kind;
		status = change_put_alone(p->store, o->kind, o->name, o->doc);
	}
	if (!status && others)
		status = change_check_all(p->store);
	return status;
}

static int carry_out(struct planning *p)
{
	int status = leave_bays(p);

	/* their addresses and bays are free for others then */
	if (!status)
		status = delete_doomed(p, true);
	if (!status)
		status = put_all(p);
	if (!status)
		status = delete_doomed(p, false);
	return status;
}

int plan_store(struct store *store, const struct list *objects, bool prune,
	       struct plan *plan)
{
	struct planning p = {
		.store = store,
		.objects = objects,
		.plan = plan,
	};
	int status = EXIT_OK;
	size_t i;

	p.differs = calloc(objects->n + 1, sizeof(*p.differs));
	if (!p.differs) {
		print_error("out of memory");
		return EXIT_REFUSED;
	}
	p.names = json_object_new_object();
	if (prune)
		status = note_names(&p);
	if (!status && prune)
		status = doom_all(&p);
	for (i = 0; !status && i < objects->n; i++)
		status = preview(&p, list_at(objects, i), &p.differs[i]);
	if (!status && (plan->changes || plan->deletions))
		status = carry_out(&p);
	json_object_put(p.names);
	list_free(&p.doomed);
	free(p.differs);
	return status;
}
