/* SPDX-License-Identifier: GPL-2.0 */
/* What it takes to make a store as a file has it. All return an exit status. */
#ifndef VCCTL_DOMAIN_PLAN_H
#define VCCTL_DOMAIN_PLAN_H

#include "kind.h"
#include "store.h"

/**
 * struct plan - changes of a store, and of this host
 * @lines: of char *: what is to be done, for people
 * @changes: how many objects of the store are to be added or changed
 * @deletions: how many are to go
 */
struct plan {
	struct list lines;
	unsigned int changes;
	unsigned int deletions;
};

/* a line more; "+", "~" or "-" is its sign */
__printf(3, 4)
void plan_add(struct plan *plan, char sign, const char *fmt, ...);
void plan_free(struct plan *plan);

/*
 * Change the store, in a transaction of the caller's, so that it has what
 * @objects, of struct file_object, say; with @prune nothing else. @plan is told.
 */
int plan_store(struct store *store, const struct list *objects, bool prune,
	       struct plan *plan);

#endif
