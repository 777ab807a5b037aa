/* SPDX-License-Identifier: GPL-2.0 */
/* Which bay a profile is in. All return an exit status. */
#ifndef VCCTL_DOMAIN_ASSIGN_H
#define VCCTL_DOMAIN_ASSIGN_H

#include "store.h"

/* to a bay that has none; the profile must be in none */
int assign_profile(struct store *store, const char *name, const char *bay);
/* out of its bay */
int unassign_profile(struct store *store, const char *name);
/* from its bay to another that has none */
int move_profile(struct store *store, const char *name, const char *bay);
/*
 * To a spare bay of the same model and group: the first by name that takes it,
 * which @to tells. If none does, it is said why of each.
 */
int failover_profile(struct store *store, const char *name,
		     char to[STORE_NAME_LEN + 1]);

#endif
