/* SPDX-License-Identifier: GPL-2.0 */
/* A domain as a file, YAML or JSON. All that return int return an exit status. */
#ifndef VCCTL_DOMAIN_FILE_H
#define VCCTL_DOMAIN_FILE_H

#include <stdio.h>

#include "cmd.h"
#include "kind.h"
#include "store.h"

/**
 * struct file_object - an object that a file has
 * @kind: its kind
 * @name: its name
 * @doc: its document
 */
struct file_object {
	const struct kind *kind;
	char name[STORE_NAME_LEN + 1];
	struct json_object *doc;
};

/*
 * Read a file, "-" being the standard input, to a list of struct file_object
 * that file_free() frees in any case, in the order of kinds[]. All that is wrong
 * with it is printed with the line and the column.
 */
int file_read(const char *file, struct list *objects);
/* ... what is open already; @file is its name in what is said */
int file_read_stream(FILE *stream, const char *file, struct list *objects);
void file_free(struct list *objects);

/*
 * Write all of a domain, with the addresses that profiles have; without @secrets
 * these are left out, and it is said that there are some.
 */
int file_write(struct store *store, const struct options *opts, bool secrets);

#endif
