/* SPDX-License-Identifier: GPL-2.0 */
/* What the commands that work on the store have in common. */
#ifndef VCCTL_DOMAIN_DOMAIN_H
#define VCCTL_DOMAIN_DOMAIN_H

#include "args.h"
#include "cmd.h"
#include "store.h"

/* open the store that --db names; @may_create as for store_open() */
int domain_open(const struct options *opts, bool may_create,
		struct store **store);

/* ... or, if it is not there, an empty one that is forgotten */
int domain_open_or_empty(const struct options *opts, struct store **store);

/**
 * domain_change() - one change, as one transaction
 * @opts: say where the store is
 * @command: what is called, for the log
 * @fn: makes the change; an exit status that is not 0 undoes it
 * @arg: for it
 *
 * A store that is not there is created.
 *
 * Return: exit status.
 */
int domain_change(const struct options *opts, const char *command,
		  int (*fn)(struct store *store, void *arg), void *arg);

/* ... of a store that must be there, since something is to go */
int domain_delete(const struct options *opts, const char *command,
		  int (*fn)(struct store *store, void *arg), void *arg);

/* ... and @fn only looks, at one state of it; a store must be there */
int domain_look(const struct options *opts,
		int (*fn)(struct store *store, void *arg), void *arg);

#endif
