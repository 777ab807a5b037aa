// SPDX-License-Identifier: GPL-2.0
/* The schema of a store, and how one of an older version becomes one. */
#include <stdio.h>

#include "cmd.h"
#include "db.h"

/*
 * Number n brings version n to version n + 1. What has once been released is
 * never edited: a change is a new one at the end.
 */
static const char *const steps[] = {
	/* 1: objects, what they refer to, the log */
	"CREATE TABLE object (\n"
	"	id INTEGER PRIMARY KEY,\n"
	"	kind TEXT NOT NULL,\n"
	"	name TEXT NOT NULL,\n"
	"	doc TEXT NOT NULL,\n"
	"	UNIQUE (kind, name));"
	"CREATE TABLE ref (\n"
	"	object INTEGER NOT NULL REFERENCES object (id) ON DELETE CASCADE,\n"
	"	kind TEXT NOT NULL,\n"
	"	name TEXT NOT NULL,\n"
	"	PRIMARY KEY (object, kind, name),\n"
	"	FOREIGN KEY (kind, name) REFERENCES object (kind, name)\n"
	"		DEFERRABLE INITIALLY DEFERRED) WITHOUT ROWID;"
	"CREATE INDEX ref_to ON ref (kind, name);"
	"CREATE TABLE tx (\n"
	"	id INTEGER PRIMARY KEY AUTOINCREMENT,\n"
	"	at INTEGER NOT NULL,\n"
	"	who TEXT NOT NULL,\n"
	"	command TEXT NOT NULL);"
	"CREATE TABLE log (\n"
	"	id INTEGER PRIMARY KEY,\n"
	"	tx INTEGER NOT NULL REFERENCES tx (id),\n"
	"	kind TEXT NOT NULL,\n"
	"	name TEXT NOT NULL,\n"
	"	what TEXT NOT NULL);"
	"CREATE INDEX log_tx ON log (tx);"
	"CREATE INDEX log_object ON log (kind, name);",

	/* 2: pools; state is enum store_addr_state */
	"CREATE TABLE range (\n"
	"	id INTEGER PRIMARY KEY,\n"
	"	pool TEXT NOT NULL,\n"
	"	kind TEXT NOT NULL,\n"
	"	prefix TEXT NOT NULL,\n"
	"	first INTEGER NOT NULL,\n"
	"	last INTEGER NOT NULL,\n"
	"	next INTEGER NOT NULL,\n"
	"	kept INTEGER NOT NULL DEFAULT 1,\n"
	"	UNIQUE (kind, prefix, first, last));"
	"CREATE INDEX range_pool ON range (pool);"
	"CREATE TABLE exclusion (\n"
	"	pool TEXT NOT NULL,\n"
	"	kind TEXT NOT NULL,\n"
	"	prefix TEXT NOT NULL,\n"
	"	first INTEGER NOT NULL,\n"
	"	last INTEGER NOT NULL);"
	"CREATE INDEX exclusion_place ON exclusion (kind, prefix, first);"
	"CREATE TABLE address (\n"
	"	kind TEXT NOT NULL,\n"
	"	prefix TEXT NOT NULL,\n"
	"	number INTEGER NOT NULL,\n"
	"	state INTEGER NOT NULL,\n"
	"	pool TEXT,\n"
	"	owner TEXT CHECK ((owner IS NULL) = (state = 0)),\n"
	"	released INTEGER,\n"
	"	PRIMARY KEY (kind, prefix, number)) WITHOUT ROWID;"
	"CREATE INDEX address_owner ON address (owner)\n"
	"	WHERE owner IS NOT NULL;"
	"CREATE INDEX address_pool ON address (pool, state, released);"
	"CREATE INDEX address_released ON address (released)\n"
	"	WHERE released IS NOT NULL;",

	/* 3: what of it a host has, and since when an address is free */
	"CREATE TABLE applied (\n"
	"	id INTEGER PRIMARY KEY CHECK (id = 1),\n"
	"	begun INTEGER NOT NULL,\n"
	"	done INTEGER NOT NULL);"
	"ALTER TABLE address ADD COLUMN released_tx INTEGER;",
};

int64_t db_newest(void)
{
	return ARRAY_SIZE(steps);
}

static int check_version(struct store *store, int64_t id, int64_t version,
			 int64_t tables)
{
	if (id != DB_APPLICATION_ID && (id || version || tables)) {
		print_error("%s is a database, but not one of vcctl's",
			    store->path);
		return EXIT_REFUSED;
	}
	if (version > db_newest()) {
		print_error("%s is of version %lld, and this vcctl knows up to %lld",
			    store->path, (long long)version,
			    (long long)db_newest());
		return EXIT_REFUSED;
	}
	return EXIT_OK;
}

int db_recognise(struct store *store, int64_t *version)
{
	int64_t id = 0, tables = 0;
	int status;

	*version = 0;
	status = db_number(store, &id, "PRAGMA application_id", "");
	if (!status)
		status = db_number(store, version, "PRAGMA user_version", "");
	if (!status)
		status = db_number(store, &tables,
				   "SELECT count(*) FROM sqlite_schema", "");
	return status ? status : check_version(store, id, *version, tables);
}

static int set_version(struct store *store, int64_t version)
{
	char sql[96];

	snprintf(sql, sizeof(sql),
		 "PRAGMA application_id = %d; PRAGMA user_version = %lld;",
		 DB_APPLICATION_ID, (long long)version);
	return db_script(store, sql);
}

/* in a transaction, so that of two vcctl only one does it */
static int run_steps(struct store *store, int64_t to)
{
	int64_t version;
	int status = db_recognise(store, &version);

	if (status || version >= to)
		return status;
	for (; !status && version < to; version++)
		status = db_script(store, steps[version]);
	return status ? status : set_version(store, version);
}

int db_migrate_to(struct store *store, int64_t to)
{
	int64_t version;
	int status = db_recognise(store, &version);

	if (status || version >= to)
		return status;
	status = db_script(store, "BEGIN IMMEDIATE");
	if (!status)
		status = run_steps(store, to);
	if (!status)
		return db_script(store, "COMMIT");
	store_rollback(store);
	return status;
}

int db_migrate(struct store *store)
{
	return db_migrate_to(store, db_newest());
}
