// SPDX-License-Identifier: GPL-2.0
/* Opening a store, and its transactions. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd.h"
#include "db.h"

/* the folder of @path, and those above it as they are for everybody */
static int make_folder(const char *path)
{
	char *folder = strdup(path), *slash;
	int err = 0;

	if (!folder)
		return -ENOMEM;
	for (slash = strchr(folder + 1, '/'); slash && !err;
	     slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdir(folder, strchr(slash + 1, '/') ? 0755 : 0700) &&
		    errno != EEXIST)
			err = -errno;
		*slash = '/';
	}
	free(folder);
	return err;
}

/* WAL, which stays with the file, lets readers read while somebody writes */
static int make_file(const char *path)
{
	struct store *store;
	int status = db_open(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
			     &store);

	if (!status)
		status = db_script(store, "PRAGMA journal_mode = WAL");
	if (!status)
		status = db_migrate(store);
	store_close(store);
	return status;
}

/*
 * Made elsewhere and shown when it is complete: of two vcctl one comes first,
 * and the other takes what is there. It has secrets: nobody else is to read it,
 * nor the files beside it.
 */
static int create_store(const char *path)
{
	mode_t before;
	char *aside;
	int status;
	int err = make_folder(path);

	if (err) {
		print_error("cannot create the folder of \"%s\": %s", path,
			    strerror(-err));
		return EXIT_REFUSED;
	}
	aside = db_aside(path);
	if (!aside)
		return EXIT_REFUSED;
	before = umask(077);
	status = make_file(aside);
	umask(before);
	if (!status) {
		err = db_show_file(aside, path);
		if (err && err != -EEXIST) {
			print_error("cannot create \"%s\": %s", path,
				    strerror(-err));
			status = EXIT_REFUSED;
		}
	}
	unlink(aside);
	free(aside);
	return status;
}

static int open_existing(const char *path, struct store **store)
{
	int status = db_open(path, SQLITE_OPEN_READWRITE, store);

	return status ? status : db_migrate(*store);
}

/* for as long as it is open, and for nobody else */
static int open_memory(struct store **store)
{
	int status = db_open(":memory:", SQLITE_OPEN_READWRITE, store);

	return status ? status : db_migrate(*store);
}

int store_open(const char *path, bool may_create, struct store **store)
{
	int status;

	*store = NULL;
	if (!path)
		return open_memory(store);
	status = EXIT_OK;
	if (access(path, F_OK) && errno != ENOENT) {
		print_error("cannot open \"%s\": %s", path, strerror(errno));
		return EXIT_REFUSED;
	}
	if (access(path, F_OK)) {
		if (!may_create) {
			print_error("there is no store \"%s\"", path);
			return EXIT_USAGE;
		}
		status = create_store(path);
	}
	if (!status)
		status = open_existing(path, store);
	if (status && *store) {
		store_close(*store);
		*store = NULL;
	}
	return status;
}

int store_copy(struct store *store, struct store **copy)
{
	int status = db_open(":memory:", SQLITE_OPEN_READWRITE, copy);

	if (!status)
		status = db_copy(*copy, store);
	if (status && *copy) {
		store_close(*copy);
		*copy = NULL;
	}
	return status;
}

int store_begin(struct store *store, const char *command)
{
	free(store->command);
	store->command = command ? strdup(command) : NULL;
	store->tx = 0;
	if (command && !store->command) {
		print_error("out of memory");
		return EXIT_REFUSED;
	}
	/* who only reads never waits; who changes has its turn from the start */
	return db_script(store, command ? "BEGIN IMMEDIATE" : "BEGIN");
}

int store_commit(struct store *store)
{
	int status = db_script(store, "COMMIT");

	if (status)
		store_rollback(store);
	return status;
}

void store_rollback(struct store *store)
{
	if (!sqlite3_get_autocommit(store->db))
		sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
}
