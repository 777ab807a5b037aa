// SPDX-License-Identifier: GPL-2.0
/*
 * Generations: each transaction of the log is one. What is wanted is committed
 * before a host is changed, and that it was changed is noted behind it; until
 * then nobody else gets what the host may still have.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "cmd.h"
#include "db.h"

/* tables that go on, whatever becomes of the domain */
#define OTHER_TABLES	"('tx', 'log', 'applied')"

/*
 * One at a time changes a host. The folder is locked, and no file of its own is
 * needed; where that cannot be done nobody else has the store either.
 */
int store_lock_host(struct store *store)
{
	char *copy = strdup(store->path);

	if (!copy) {
		print_error("out of memory");
		return EXIT_REFUSED;
	}
	store->folder = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	free(copy);
	while (store->folder >= 0 && flock(store->folder, LOCK_EX) &&
	       errno == EINTR)
		;
	return EXIT_OK;
}

/* as it is before this transaction changes anything */
int store_keep(struct store *store)
{
	int64_t is_wal = 0, tables;
	int status;

	status = db_number(store, &is_wal,
			   "SELECT journal_mode = 'wal' FROM\n"
			   "pragma_journal_mode", "");
	if (status)
		return status;
	if (!is_wal) {
		status = db_open(":memory:", SQLITE_OPEN_READWRITE,
				 &store->before);
		return status ? status : db_copy(store->before, store);
	}
	/* what a reader has once begun to read stays so */
	status = db_open(store->path, SQLITE_OPEN_READWRITE, &store->before);
	if (!status)
		status = db_script(store->before, "BEGIN");
	return status ? status :
	       db_number(store->before, &tables,
			 "SELECT count(*) FROM object", "");
}

static int note_version(struct store *store)
{
	return db_number(store, &store->data_version, "PRAGMA data_version",
			 "");
}

int store_commit_wanted(struct store *store)
{
	int status;

	status = db_number(store, &store->generation,
			   "SELECT coalesce(max(id), 0) FROM tx", "");
	if (!status)
		status = db_run(store,
				"INSERT INTO applied (id, begun, done)\n"
				"VALUES (1, ?1, 0) ON CONFLICT (id)\n"
				"DO UPDATE SET begun = ?1 WHERE begun <> ?1",
				"i", store->generation);
	if (!status)
		status = store_commit(store);
	return status ? status : note_version(store);
}

int store_applied(struct store *store)
{
	int64_t done = -1;
	int status;

	status = db_number(store, &done, "SELECT done FROM applied", "");
	if (status || done == store->generation)
		return status;
	return db_run(store, "UPDATE applied SET done = ?", "i",
		      store->generation);
}

static int copy_row(sqlite3_stmt *row, void *arg)
{
	sqlite3_stmt *insert = arg;
	int i, rc = SQLITE_OK;

	for (i = 0; !rc && i < sqlite3_column_count(row); i++)
		rc = sqlite3_bind_value(insert, i + 1,
					sqlite3_column_value(row, i));
	if (!rc && sqlite3_step(insert) != SQLITE_DONE)
		rc = SQLITE_ERROR;
	sqlite3_reset(insert);
	return rc ? EXIT_REFUSED : EXIT_OK;
}

/* "?, ?, ?" for as many columns as @row has */
static char *marks(sqlite3_stmt *row)
{
	int i, n = sqlite3_column_count(row);
	char *text = calloc(n + 1, 3);

	for (i = 0; text && i < n; i++)
		strcat(text, i ? ", ?" : "?");
	return text;
}

static sqlite3_stmt *prepare(struct store *store, char *sql)
{
	sqlite3_stmt *stmt = NULL;

	if (sql)
		sqlite3_prepare_v2(store->db, sql, -1, &stmt, NULL);
	sqlite3_free(sql);
	return stmt;
}

static int copy_rows(struct store *store, const char *table)
{
	sqlite3_stmt *from, *to = NULL;
	int rc = SQLITE_ROW, status = EXIT_REFUSED;
	char *values;

	from = prepare(store->before,
		       sqlite3_mprintf("SELECT * FROM \"%w\"", table));
	values = from ? marks(from) : NULL;
	if (values)
		to = prepare(store,
			     sqlite3_mprintf("INSERT INTO \"%w\" VALUES (%s)",
					     table, values));
	if (to)
		status = EXIT_OK;
	while (!status && (rc = sqlite3_step(from)) == SQLITE_ROW)
		status = copy_row(from, to);
	if (rc != SQLITE_DONE)
		status = db_error(store);
	sqlite3_finalize(from);
	sqlite3_finalize(to);
	free(values);
	return status;
}

static int empty_table(sqlite3_stmt *row, void *arg)
{
	char *sql = sqlite3_mprintf("DELETE FROM \"%w\"", db_text(row, 0));
	struct store *store = arg;
	int status = sql ? db_script(store, sql) : EXIT_REFUSED;

	sqlite3_free(sql);
	return status;
}

static int fill_table(sqlite3_stmt *row, void *arg)
{
	return copy_rows(arg, db_text(row, 0));
}

#define TABLES								\
	"SELECT name FROM sqlite_schema WHERE type = 'table'\n"		\
	"AND name NOT LIKE 'sqlite_%' AND name NOT IN " OTHER_TABLES

/* a row that goes takes others along, so all go first */
static int put_back(struct store *store)
{
	int64_t version = store->data_version;
	int status = note_version(store);

	if (status)
		return status;
	if (version != store->data_version) {
		print_error("%s: another vcctl has changed it meanwhile",
			    store->path);
		return EXIT_REFUSED;
	}
	status = db_script(store, "PRAGMA defer_foreign_keys = ON");
	if (!status)
		status = db_query(store, empty_table, store, TABLES, "");
	if (!status)
		status = db_query(store, fill_table, store, TABLES, "");
	return status ? status : store_log(store, "domain", "domain",
					   "taken back: this host refused it");
}

int store_take_back(struct store *store)
{
	int status;

	/* it changed nothing: what this host refused was wanted before */
	if (!store->tx)
		return EXIT_OK;
	status = store_begin(store, "apply");
	if (!status)
		status = put_back(store);
	if (!status)
		status = store_commit(store);
	store_rollback(store);
	return status;
}
