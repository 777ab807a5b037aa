/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Changes of the domain with all that they bring along: a profile's addresses,
 * a template's profiles. Whatever stands against a change is said, all of it,
 * before anything is changed. All return an exit status.
 */
#ifndef VCCTL_DOMAIN_CHANGE_H
#define VCCTL_DOMAIN_CHANGE_H

#include "kind.h"
#include "store.h"

/* add an object, or give it another document; @doc is taken apart */
int change_put(struct store *store, const struct kind *kind, const char *name,
	       struct json_object *doc);
int change_del(struct store *store, const struct kind *kind, const char *name);

/*
 * What change_put() would do, for a plan: call @fn for all that it would change
 * of the object, @before being NULL where there was nothing.
 */
int change_preview(struct store *store, const struct kind *kind,
		   const char *name, struct json_object *doc,
		   void (*fn)(const char *path, const char *before,
			      const char *after, void *arg), void *arg);

/*
 * The same without a look at the profiles that it has to do with, for several
 * changes that only make sense together; change_check_all() looks at the end.
 */
int change_put_alone(struct store *store, const struct kind *kind,
		     const char *name, struct json_object *doc);
int change_check_all(struct store *store);

/* Check all profiles that an object could have to do with, as they are now. */
int change_check_users(struct store *store, const struct kind *kind,
		       const char *name);

#endif
