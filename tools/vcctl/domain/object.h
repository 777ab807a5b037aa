/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Changing objects of the domain: what they refer to is looked for, and the log
 * is written. All return an exit status; errors are printed where they occur.
 */
#ifndef VCCTL_DOMAIN_OBJECT_H
#define VCCTL_DOMAIN_OBJECT_H

#include "kind.h"
#include "store.h"

/*
 * Add an object, or give it another document, which its kind has read. Nothing
 * happens if it is the same.
 */
int object_put(struct store *store, const struct kind *kind, const char *name,
	       struct json_object *doc);

/* Refused if something refers to it; all that does is named. */
int object_del(struct store *store, const struct kind *kind, const char *name);

/* its document, for json_object_put(); refused if there is none */
int object_get(struct store *store, const struct kind *kind, const char *name,
	       struct json_object **doc);

/* what becomes of a document, as one line for the log, for free() */
char *object_describe(const struct kind *kind, struct json_object *before,
		      struct json_object *after);

#endif
