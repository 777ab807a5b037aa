/* SPDX-License-Identifier: GPL-2.0 */
/* A store in SQLite: what the files beside this one share. */
#ifndef VCCTL_DOMAIN_SQLITE_DB_H
#define VCCTL_DOMAIN_SQLITE_DB_H

#include <sqlite3.h>

#include "domain/store.h"

/* "VCDM": what tells our files from those of others */
#define DB_APPLICATION_ID	0x5643444d

#define DB_STATEMENTS	48

/**
 * struct db_statement - one that is kept to be run again
 * @sql: its text, known by its address
 * @stmt: the statement
 */
struct db_statement {
	const char *sql;
	sqlite3_stmt *stmt;
};

/**
 * struct store - an open store
 * @db: SQLite's handle
 * @path: its file
 * @command: for the log; NULL if the transaction is not to change anything
 * @tx: number of this transaction in the log, 0 before its first line
 * @before: the store as it was, see store_keep(), or NULL
 * @generation: that is being applied
 * @data_version: SQLite's, of what others have changed
 * @folder: locked for who changes a host, or -1
 * @statements: those kept
 * @n_statements: how many
 */
struct store {
	sqlite3 *db;
	char *path;
	char *command;
	int64_t tx;
	struct store *before;
	int64_t generation;
	int64_t data_version;
	int folder;
	struct db_statement statements[DB_STATEMENTS];
	unsigned int n_statements;
};

typedef int (*db_row_fn)(sqlite3_stmt *row, void *arg);

/* open @path as @flags say, without looking into it; free by store_close() */
int db_open(const char *path, int flags, struct store **store);

/* print what SQLite said last; returns EXIT_REFUSED */
int db_error(struct store *store);

/*
 * Run the one statement in @sql, a text that stays, and hand each row to @fn. A
 * status that is not 0 from there ends it. @types has a letter for each value
 * to bind: "s" a string or NULL, "i" an int64_t.
 */
int db_query(struct store *store, db_row_fn fn, void *arg, const char *sql,
	     const char *types, ...);
/* ... of which no row is expected */
int db_run(struct store *store, const char *sql, const char *types, ...);
/* ... of which one number is; @value stays as it is if there is no row */
int db_number(struct store *store, int64_t *value, const char *sql,
	      const char *types, ...);

/* the number of this transaction, which has one then */
int db_number_tx(struct store *store);

/* all pages of @from, as they are at one moment, to @to */
int db_copy(struct store *to, struct store *from);

/* run several statements without values */
int db_script(struct store *store, const char *sql);

/*
 * The name of a file beside @path that nobody else uses, for free(); NULL if
 * memory ran out.
 */
char *db_aside(const char *path);
/*
 * Give the complete file @aside the name @path, for good. Returns 0, or a
 * negative error number: -EEXIST if there is one.
 */
int db_show_file(const char *aside, const char *path);

/* a column's text, "" for NULL */
const char *db_text(sqlite3_stmt *row, int column);

/* the version of schema that this vcctl has */
int64_t db_newest(void);
/* bring the schema of an open file up to the version that this vcctl has */
int db_migrate(struct store *store);
/* ... to an older one: for tests of migration */
int db_migrate_to(struct store *store, int64_t version);
/* is it a store of ours, of a version that we know? */
int db_recognise(struct store *store, int64_t *version);

#endif
