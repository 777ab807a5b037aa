// SPDX-License-Identifier: GPL-2.0
/* Objects, and what they refer to. */
#include <string.h>

#include "cmd.h"
#include "db.h"

static struct json_object *parse_doc(const char *text)
{
	struct json_object *doc = json_tokener_parse(text);

	if (!doc)
		print_error("out of memory");
	return doc;
}

static int keep_doc(sqlite3_stmt *row, void *arg)
{
	struct json_object **doc = arg;

	*doc = parse_doc(db_text(row, 0));
	return *doc ? EXIT_OK : EXIT_REFUSED;
}

int store_get(struct store *store, const char *kind, const char *name,
	      struct json_object **doc)
{
	*doc = NULL;
	return db_query(store, keep_doc, doc,
			"SELECT doc FROM object WHERE kind = ? AND name = ?",
			"ss", kind, name);
}

static int put_refs(struct store *store, int64_t id, const struct list *refs)
{
	const struct store_ref *ref;
	int status;
	size_t i;

	status = db_run(store, "DELETE FROM ref WHERE object = ?", "i", id);
	for (i = 0; !status && i < refs->n; i++) {
		ref = list_at(refs, i);
		status = db_run(store, "INSERT OR IGNORE INTO ref\n"
				"(object, kind, name) VALUES (?, ?, ?)", "iss",
				id, ref->kind, ref->name);
	}
	return status;
}

int store_put(struct store *store, const char *kind, const char *name,
	      struct json_object *doc, const struct list *refs)
{
	const char *text;
	int64_t id = 0;
	int status;

	text = json_object_to_json_string_ext(doc, JSON_C_TO_STRING_PLAIN |
					      JSON_C_TO_STRING_NOSLASHESCAPE);
	status = db_number(store, &id,
			   "INSERT INTO object (kind, name, doc)\n"
			   "VALUES (?, ?, ?) ON CONFLICT (kind, name)\n"
			   "DO UPDATE SET doc = excluded.doc RETURNING id",
			   "sss", kind, name, text);
	return status ? status : put_refs(store, id, refs);
}

int store_del(struct store *store, const char *kind, const char *name)
{
	return db_run(store, "DELETE FROM object WHERE kind = ? AND name = ?",
		      "ss", kind, name);
}

/**
 * struct each - who takes objects
 * @object: takes an object
 * @ref: takes the name of one
 * @arg: for them
 */
struct each {
	store_object_fn object;
	store_ref_fn ref;
	void *arg;
};

static int hand_object(sqlite3_stmt *row, void *arg)
{
	struct each *e = arg;
	struct json_object *doc = parse_doc(db_text(row, 1));
	int status;

	if (!doc)
		return EXIT_REFUSED;
	status = e->object(db_text(row, 0), doc, e->arg);
	json_object_put(doc);
	return status;
}

int store_each(struct store *store, const char *kind, store_object_fn fn,
	       void *arg)
{
	struct each e = { .object = fn, .arg = arg };

	return db_query(store, hand_object, &e,
			"SELECT name, doc FROM object WHERE kind = ?\n"
			"ORDER BY name", "s", kind);
}

static int hand_ref(sqlite3_stmt *row, void *arg)
{
	struct each *e = arg;

	return e->ref(db_text(row, 0), db_text(row, 1), e->arg);
}

int store_referrers(struct store *store, const char *kind, const char *name,
		    store_ref_fn fn, void *arg)
{
	struct each e = { .ref = fn, .arg = arg };

	return db_query(store, hand_ref, &e,
			"SELECT o.kind, o.name FROM ref r JOIN object o\n"
			"ON o.id = r.object WHERE r.kind = ? AND r.name = ?\n"
			"ORDER BY o.kind, o.name", "ss", kind, name);
}
