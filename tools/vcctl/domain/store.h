/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Where a domain is kept: objects as JSON documents by kind and name, what they
 * refer to, and a log of what was changed. This is all that the rest of vcctl
 * knows of it; what is behind it today is SQLite (domain/sqlite/).
 *
 * Errors are printed where they occur. All functions that return int return an
 * exit status, see cmd.h.
 */
#ifndef VCCTL_DOMAIN_STORE_H
#define VCCTL_DOMAIN_STORE_H

#include <stdbool.h>
#include <stdint.h>
#include <json-c/json.h>

#include "list.h"

/* where it is unless --db says otherwise */
#define STORE_DEFAULT	"/var/lib/vcctl/domain.db"

/* longest name of an object, without the NUL behind it */
#define STORE_NAME_LEN	63

struct store;

/**
 * struct store_ref - an object that another refers to
 * @kind: its kind
 * @name: its name
 */
struct store_ref {
	const char *kind;
	char name[STORE_NAME_LEN + 1];
};

/**
 * struct store_entry - one line of the log
 * @tx: number of the transaction
 * @time: when it began, in ms since 1970
 * @who: the user
 * @command: what was called
 * @kind: of the object
 * @name: of the object
 * @what: what has become of it
 */
struct store_entry {
	int64_t tx;
	int64_t time;
	const char *who;
	const char *command;
	const char *kind;
	const char *name;
	const char *what;
};

typedef int (*store_object_fn)(const char *name, struct json_object *doc,
			       void *arg);
typedef int (*store_ref_fn)(const char *kind, const char *name, void *arg);
typedef int (*store_entry_fn)(const struct store_entry *entry, void *arg);

/**
 * store_open() - open a store
 * @path: its file; NULL for one in memory, which is empty and passes
 * @create: make it if it is not there, and the folder that it is in
 * @store: result, for store_close(); NULL after an error
 *
 * One of an older version is migrated, one of a newer version is refused.
 *
 * Return: exit status; EXIT_USAGE if it is not there.
 */
int store_open(const char *path, bool create, struct store **store);
void store_close(struct store *store);
/* one in memory with all that @store has, to be changed and forgotten */
int store_copy(struct store *store, struct store **copy);

/**
 * store_begin() - start a transaction
 * @store: the store, without a transaction
 * @command: what was called, for the log; NULL if nothing is to be changed
 *
 * All that is read until the end is as it was at the start but for what this
 * process changes. Who wants to change something waits for the one who does,
 * up to 30 s.
 */
int store_begin(struct store *store, const char *command);
/* keep what was changed: on the disk when it returns, or not at all */
int store_commit(struct store *store);
/*
 * How a host is changed together with the store: store_lock_host(), then in a
 * transaction store_keep() before the first change and store_commit_wanted() at
 * the end; then the host is changed, and either store_applied(), in a transaction
 * of its own, notes that it was, or store_take_back(), without one, makes the store
 * as it was, unless somebody else has changed it. Who is killed or finds the disk
 * full in between leaves a store that has what is wanted, and an address that
 * became free since the last generation applied is handed out to nobody.
 */
int store_lock_host(struct store *store);
int store_keep(struct store *store);
int store_commit_wanted(struct store *store);
int store_applied(struct store *store);
int store_take_back(struct store *store);

/* forget what was changed; does nothing without a transaction */
void store_rollback(struct store *store);

/*
 * The document of an object, NULL if there is none; for json_object_put().
 */
int store_get(struct store *store, const char *kind, const char *name,
	      struct json_object **doc);
/*
 * Add an object, or give it another document. @refs, of struct store_ref, is
 * all that it refers to and must be there by the end of the transaction, and
 * stay as long as it is referred to.
 */
int store_put(struct store *store, const char *kind, const char *name,
	      struct json_object *doc, const struct list *refs);
int store_del(struct store *store, const char *kind, const char *name);

/* hand each object of a kind to @fn, by name; a status that is not 0 ends it */
int store_each(struct store *store, const char *kind, store_object_fn fn,
	       void *arg);
/* ... and each object that refers to this one */
int store_referrers(struct store *store, const char *kind, const char *name,
		    store_ref_fn fn, void *arg);

/* write a line in the log of this transaction */
int store_log(struct store *store, const char *kind, const char *name,
	      const char *what);

/**
 * struct store_log_filter - which lines of the log are wanted
 * @kind: of objects of this kind only, or NULL
 * @name: of objects of this name only, or NULL
 * @last: how many transactions from the end, 0 for all
 */
struct store_log_filter {
	const char *kind;
	const char *name;
	uint64_t last;
};

/* hand lines to @fn, the oldest first */
int store_log_each(struct store *store, const struct store_log_filter *filter,
		   store_entry_fn fn, void *arg);

/* hand each fault found in the file to @fn; a status that is not 0 ends it */
int store_check(struct store *store, int (*fn)(const char *fault, void *arg),
		void *arg);
/* copy it, as it is at one moment, to a file that is not there yet */
int store_backup(struct store *store, const char *path);
/*
 * Put what is in the backup @path in its place, all of it or nothing, unless
 * @verify, which may be NULL, finds something wrong with a copy of it.
 */
int store_restore(struct store *store, const char *path,
		  int (*verify)(struct store *copy, const char *path));

/**
 * struct store_facts - what there is to say of a store as a whole
 * @version: of the schema
 * @objects: how many
 * @generation: number of the last transaction that changed something
 * @applied: of the last one that was applied to this host, 0 if none was
 * @entries: lines of the log
 * @bytes: size of the file
 */
struct store_facts {
	int64_t version;
	int64_t generation;
	int64_t applied;
	int64_t objects;
	int64_t entries;
	int64_t bytes;
};

int store_get_facts(struct store *store, struct store_facts *facts);

#endif
