/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Changes of the domain with all that they bring along: a profile's addresses,
 * a template's profiles. What one object cannot tell is checked here, before
 * anything is changed. All return an exit status.
 */
#ifndef VCCTL_DOMAIN_CHANGE_H
#define VCCTL_DOMAIN_CHANGE_H

#include "kind.h"
#include "store.h"

int change_put(struct store *store, const struct kind *kind, const char *name,
	       struct json_object *doc);
int change_del(struct store *store, const struct kind *kind, const char *name);

#endif
