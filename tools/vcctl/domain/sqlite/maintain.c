// SPDX-License-Identifier: GPL-2.0
/* A store as a file: whether it is sound, copies of it. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd.h"
#include "db.h"

/**
 * struct faults - who takes the faults that are found
 * @fn: takes one
 * @arg: for it
 */
struct faults {
	int (*fn)(const char *fault, void *arg);
	void *arg;
};

static int hand_fault(sqlite3_stmt *row, void *arg)
{
	struct faults *f = arg;
	const char *text = db_text(row, 0);

	return strcmp(text, "ok") ? f->fn(text, f->arg) : EXIT_OK;
}

int store_check(struct store *store, int (*fn)(const char *fault, void *arg),
		void *arg)
{
	struct faults f = { fn, arg };
	int status;

	status = db_query(store, hand_fault, &f, "PRAGMA integrity_check", "");
	if (status)
		return status;
	return db_query(store, hand_fault, &f,
			"SELECT format('a reference in table %s has no target',\n"
			"\"table\") FROM pragma_foreign_key_check", "");
}

int db_copy(struct store *to, struct store *from)
{
	sqlite3_backup *copy;
	int rc;

	copy = sqlite3_backup_init(to->db, "main", from->db, "main");
	if (!copy)
		return db_error(to);
	rc = sqlite3_backup_step(copy, -1);
	sqlite3_backup_finish(copy);
	if (rc == SQLITE_DONE)
		return EXIT_OK;
	print_error("%s: %s", to->path, sqlite3_errstr(rc));
	return EXIT_REFUSED;
}

/* one file, without a log of its own beside it */
static int copy_to_file(struct store *from, const char *path)
{
	mode_t before = umask(077);
	struct store *to;
	int status;

	status = db_open(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, &to);
	if (!status)
		status = db_copy(to, from);
	if (!status)
		status = db_script(to, "PRAGMA journal_mode = DELETE");
	umask(before);
	store_close(to);
	return status;
}

int store_backup(struct store *store, const char *path)
{
	char *aside = db_aside(path);
	int status, err;

	if (!aside)
		return EXIT_REFUSED;
	status = copy_to_file(store, aside);
	err = status ? 0 : db_show_file(aside, path);
	if (err) {
		print_error("cannot create \"%s\": %s", path, strerror(-err));
		status = EXIT_REFUSED;
	}
	unlink(aside);
	free(aside);
	return status;
}

static int say_fault(const char *fault, void *arg)
{
	print_error("%s: %s", (char *)arg, fault);
	return EXIT_REFUSED;
}

/* a copy of backup @path at @aside: ours, sound, and of our version */
static int prepare_copy(const char *path, const char *aside,
			int (*verify)(struct store *copy, const char *path))
{
	struct store *from, *copy;
	int64_t version = 0;
	int status;

	if (access(path, R_OK)) {
		print_error("cannot open \"%s\": %s", path, strerror(errno));
		return EXIT_USAGE;
	}
	status = db_open(path, SQLITE_OPEN_READWRITE, &from);
	if (!status)
		status = db_recognise(from, &version);
	if (!status && !version) {
		print_error("%s is empty", path);
		status = EXIT_REFUSED;
	}
	if (!status)
		status = copy_to_file(from, aside);
	store_close(from);
	if (status)
		return status;
	status = db_open(aside, SQLITE_OPEN_READWRITE, &copy);
	if (!status)
		status = db_migrate(copy);
	if (!status)
		status = store_check(copy, say_fault, (void *)path);
	if (!status && verify)
		status = verify(copy, path);
	store_close(copy);
	return status;
}

/* in the place of what table @arg of the store has */
static int replace_table(sqlite3_stmt *row, void *arg)
{
	struct store *store = arg;
	const char *table = db_text(row, 0);
	char *sql;
	int status;

	sql = sqlite3_mprintf("DELETE FROM main.\"%w\";"
			      "INSERT INTO main.\"%w\" SELECT * FROM copy.\"%w\"",
			      table, table, table);
	if (!sql) {
		print_error("out of memory");
		return EXIT_REFUSED;
	}
	status = db_script(store, sql);
	sqlite3_free(sql);
	return status;
}

/* the log goes on: a restoration is a change like any other */
static int replace_all(struct store *store, const char *path)
{
	int status;

	status = db_script(store, "PRAGMA defer_foreign_keys = ON");
	if (!status)
		status = db_query(store, replace_table, store,
				  "SELECT name FROM main.sqlite_schema\n"
				  "WHERE type = 'table' AND name NOT IN\n"
				  "('tx', 'log', 'applied') AND name NOT LIKE 'sqlite_%'",
				  "");
	return status ? status : store_log(store, "db", "restore", path);
}

static int restore_copy(struct store *store, const char *aside,
			const char *path)
{
	int status = db_run(store, "ATTACH ? AS copy", "s", aside);

	if (status)
		return status;
	status = store_begin(store, "db restore");
	if (!status)
		status = replace_all(store, path);
	if (!status)
		status = store_commit(store);
	store_rollback(store);
	db_script(store, "DETACH copy");
	return status;
}

int store_restore(struct store *store, const char *path,
		  int (*verify)(struct store *copy, const char *path))
{
	char *aside = db_aside(store->path);
	int status;

	if (!aside)
		return EXIT_REFUSED;
	status = prepare_copy(path, aside, verify);
	if (!status)
		status = restore_copy(store, aside, path);
	unlink(aside);
	free(aside);
	return status;
}

int store_get_facts(struct store *store, struct store_facts *facts)
{
	int status;

	status = db_number(store, &facts->version, "PRAGMA user_version", "");
	if (!status)
		status = db_number(store, &facts->generation,
				   "SELECT coalesce(max(id), 0) FROM tx", "");
	if (!status)
		status = db_number(store, &facts->applied,
				   "SELECT done FROM applied", "");
	if (!status)
		status = db_number(store, &facts->objects,
				   "SELECT count(*) FROM object", "");
	if (!status)
		status = db_number(store, &facts->entries,
				   "SELECT count(*) FROM log", "");
	if (!status)
		status = db_number(store, &facts->bytes,
				   "SELECT page_count * page_size FROM\n"
				   "pragma_page_count, pragma_page_size", "");
	return status;
}
