// SPDX-License-Identifier: GPL-2.0
/* Statements of SQLite, run with values and without repetition. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cmd.h"
#include "db.h"

/* how long to wait for who changes the store, and between two attempts */
#define WAIT_MS		30000
#define ATTEMPT_US_MIN	200
#define ATTEMPT_US_MAX	5000

int db_error(struct store *store)
{
	if (sqlite3_errcode(store->db) == SQLITE_BUSY)
		print_error("%s: another vcctl has been changing it for %d s",
			    store->path, WAIT_MS / 1000);
	else
		print_error("%s: %s", store->path, sqlite3_errmsg(store->db));
	return EXIT_REFUSED;
}

static int64_t now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

/*
 * SQLite's own waits grow to 100 ms, by which who has just finished always
 * comes first again. These are short and of random length.
 */
static int wait_for_turn(void *arg, int attempts)
{
	static int64_t since;
	struct timespec pause = { 0 };
	unsigned int noise;

	(void)arg;
	if (!attempts)
		since = now_ms();
	if (now_ms() - since > WAIT_MS)
		return 0;
	sqlite3_randomness(sizeof(noise), &noise);
	pause.tv_nsec = 1000L * (ATTEMPT_US_MIN +
				 noise % (ATTEMPT_US_MAX - ATTEMPT_US_MIN));
	nanosleep(&pause, NULL);
	return 1;
}

static int set_up(struct store *store)
{
	sqlite3_busy_handler(store->db, wait_for_turn, NULL);
	/* an address handed out must not be free again after a power failure */
	return db_script(store, "PRAGMA synchronous = FULL;"
				"PRAGMA foreign_keys = ON;"
				"PRAGMA trusted_schema = OFF;");
}

int db_open(const char *path, int flags, struct store **store)
{
	struct store *s = calloc(1, sizeof(*s));
	int status;

	*store = NULL;
	if (s)
		s->folder = -1;
	if (s)
		s->path = strdup(path);
	if (!s || !s->path) {
		free(s);
		print_error("out of memory");
		return EXIT_REFUSED;
	}
	if (sqlite3_open_v2(path, &s->db, flags, NULL)) {
		print_error("%s: %s", path, s->db ? sqlite3_errmsg(s->db) :
			    "out of memory");
		status = EXIT_REFUSED;
	} else {
		status = set_up(s);
	}
	if (status)
		store_close(s);
	else
		*store = s;
	return status;
}

void store_close(struct store *store)
{
	unsigned int i;

	if (!store)
		return;
	store_close(store->before);
	store_rollback(store);
	for (i = 0; i < store->n_statements; i++)
		sqlite3_finalize(store->statements[i].stmt);
	sqlite3_close(store->db);
	if (store->folder >= 0)
		close(store->folder);
	free(store->command);
	free(store->path);
	free(store);
}

static sqlite3_stmt *prepare(struct store *store, const char *sql)
{
	sqlite3_stmt *stmt;

	if (sqlite3_prepare_v2(store->db, sql, -1, &stmt, NULL)) {
		db_error(store);
		return NULL;
	}
	return stmt;
}

/* one that is kept, unless it is being run already; NULL after an error */
static sqlite3_stmt *borrow(struct store *store, const char *sql)
{
	struct db_statement *kept;
	sqlite3_stmt *stmt;
	unsigned int i;

	for (i = 0; i < store->n_statements; i++) {
		kept = &store->statements[i];
		if (kept->sql == sql && !sqlite3_stmt_busy(kept->stmt))
			return kept->stmt;
	}
	stmt = prepare(store, sql);
	if (stmt && store->n_statements < DB_STATEMENTS) {
		kept = &store->statements[store->n_statements++];
		kept->sql = sql;
		kept->stmt = stmt;
	}
	return stmt;
}

static void give_back(struct store *store, sqlite3_stmt *stmt)
{
	unsigned int i;

	for (i = 0; i < store->n_statements; i++)
		if (store->statements[i].stmt == stmt)
			break;
	if (i == store->n_statements) {
		sqlite3_finalize(stmt);
		return;
	}
	sqlite3_reset(stmt);
	sqlite3_clear_bindings(stmt);
}

static int bind_values(sqlite3_stmt *stmt, const char *types, va_list ap)
{
	int n, rc = SQLITE_OK;

	for (n = 1; !rc && types[n - 1]; n++) {
		if (types[n - 1] == 's')
			rc = sqlite3_bind_text(stmt, n, va_arg(ap, const char *),
					       -1, SQLITE_TRANSIENT);
		else
			rc = sqlite3_bind_int64(stmt, n, va_arg(ap, int64_t));
	}
	return rc;
}

static int step_all(struct store *store, sqlite3_stmt *stmt, db_row_fn fn,
		    void *arg)
{
	int rc, status;

	while ((rc = sqlite3_step(stmt)) == SQLITE_ROW) {
		status = fn ? fn(stmt, arg) : EXIT_OK;
		if (status)
			return status;
	}
	return rc == SQLITE_DONE ? EXIT_OK : db_error(store);
}

static int vquery(struct store *store, db_row_fn fn, void *arg, const char *sql,
		  const char *types, va_list ap)
{
	sqlite3_stmt *stmt = borrow(store, sql);
	int status;

	if (!stmt)
		return EXIT_REFUSED;
	if (bind_values(stmt, types, ap))
		status = db_error(store);
	else
		status = step_all(store, stmt, fn, arg);
	give_back(store, stmt);
	return status;
}

int db_query(struct store *store, db_row_fn fn, void *arg, const char *sql,
	     const char *types, ...)
{
	va_list ap;
	int status;

	va_start(ap, types);
	status = vquery(store, fn, arg, sql, types, ap);
	va_end(ap);
	return status;
}

int db_run(struct store *store, const char *sql, const char *types, ...)
{
	va_list ap;
	int status;

	va_start(ap, types);
	status = vquery(store, NULL, NULL, sql, types, ap);
	va_end(ap);
	return status;
}

static int keep_number(sqlite3_stmt *row, void *arg)
{
	*(int64_t *)arg = sqlite3_column_int64(row, 0);
	return EXIT_OK;
}

int db_number(struct store *store, int64_t *value, const char *sql,
	      const char *types, ...)
{
	va_list ap;
	int status;

	va_start(ap, types);
	status = vquery(store, keep_number, value, sql, types, ap);
	va_end(ap);
	return status;
}

int db_script(struct store *store, const char *sql)
{
	if (sqlite3_exec(store->db, sql, NULL, NULL, NULL))
		return db_error(store);
	return EXIT_OK;
}

const char *db_text(sqlite3_stmt *row, int column)
{
	const char *text = (const char *)sqlite3_column_text(row, column);

	return text ? text : "";
}
