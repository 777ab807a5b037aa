/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The addresses that a profile has. They are not in its document but in the
 * pools' book: a document says only what is to be had. All that return int
 * return an exit status.
 */
#ifndef VCCTL_DOMAIN_IDENTITY_H
#define VCCTL_DOMAIN_IDENTITY_H

#include <json-c/json.h>

#include "pool_store.h"

/* those that stand in a document: name of a profile, "/", "1/mac" */
#define IDENTITY_OWNER_SIZE	(STORE_OWNER_LEN + 1)

/**
 * struct pin - an address that a document asks for
 * @owner: which item of which profile
 * @kind: of the address
 * @text: the address
 */
struct pin {
	char owner[IDENTITY_OWNER_SIZE];
	enum addr_kind kind;
	char text[ADDR_TEXT_SIZE];
};

/*
 * Take the addresses out of a profile's document, to a list of struct pin which
 * is empty; words that stand for one stay. 0 or -ENOMEM.
 */
int identity_take_out(const char *name, struct json_object *doc,
		      struct list *pins);

/* Is there an address in the document, as a template must not have? */
int identity_pinned(struct json_object *doc);

/*
 * Give a profile what it is to have, by its document with its template: what it
 * has it keeps, what is pinned it gets, the rest comes from the domain's pools.
 * What it needs no longer is released. An item of which there is neither a pool
 * nor an address is left to the hardware.
 */
int identity_give(struct store *store, const char *name,
		  struct json_object *effective, const struct list *pins);

/* ... and take everything back */
int identity_release(struct store *store, const char *name);

/* add the addresses that it has to a document */
int identity_put_in(struct store *store, const char *name,
		    struct json_object *doc);

/*
 * ... of a profile's document, those of connections that its template has too:
 * @effective is the profile with that.
 */
int identity_write_out(struct store *store, const char *name,
		       struct json_object *effective, struct json_object *doc);

/* call @fn for each of @pins that its owner does not have */
int identity_differs(struct store *store, const struct list *pins,
		     void (*fn)(const char *owner, const char *before,
				const char *after, void *arg), void *arg);

#endif
