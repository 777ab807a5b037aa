/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The part of the store's interface that is about addresses: what belongs to a
 * pool, and who has which. See store.h for what all functions have in common;
 * those that change something are called in a transaction.
 */
#ifndef VCCTL_DOMAIN_POOL_STORE_H
#define VCCTL_DOMAIN_POOL_STORE_H

#include "addr.h"
#include "store.h"

/* longest name of an owner, without the NUL behind it */
#define STORE_OWNER_LEN	159

enum store_addr_state {
	STORE_ADDR_FREE,	/* had an owner once */
	STORE_ADDR_IN_USE,	/* of a pool, and has an owner */
	STORE_ADDR_EXTERNAL,	/* used by somebody who did not get it here */
};

/**
 * struct store_addr - an address that is, or was, used
 * @addr: the address
 * @state: enum store_addr_state
 * @pool: the pool that it belongs to, "" if it is of none
 * @owner: who has it
 */
struct store_addr {
	struct addr addr;
	enum store_addr_state state;
	char pool[STORE_NAME_LEN + 1];
	char owner[STORE_OWNER_LEN + 1];
};

/**
 * struct store_pool_counts - the addresses of a pool, or pairs
 * @total: all of its ranges
 * @in_use: handed out
 * @external: in its ranges, but used by somebody else
 * @excluded: not to be handed out, and not used
 * @free: the rest
 */
struct store_pool_counts {
	int64_t total;
	int64_t in_use;
	int64_t external;
	int64_t excluded;
	int64_t free;
};

typedef int (*store_addr_fn)(const struct store_addr *addr, void *arg);

/**
 * store_pool_set() - say what belongs to a pool
 * @store: the store
 * @pool: its name
 * @ranges: of struct addr_range, which do not meet; empty for a pool that is
 *	to go
 * @excluded: of struct addr_range: what of it is not to be handed out
 *
 * Refused if a range meets one of another pool, or if an address that is in use
 * would not belong to it any longer.
 */
int store_pool_set(struct store *store, const char *pool,
		   const struct list *ranges, const struct list *excluded);
int store_pool_counts(struct store *store, const char *pool,
		      struct store_pool_counts *counts);
/* those of a pool that are or were used, in their order */
int store_pool_each(struct store *store, const char *pool, store_addr_fn fn,
		    void *arg);

/**
 * store_addr_take() - hand out a free address of a pool
 * @store: the store
 * @pool: the pool
 * @owner: who gets it
 * @addr: result
 *
 * Those that never had an owner come first, in their order, then the one that
 * was released longest ago. Takes the same time for any size of the pool.
 */
int store_addr_take(struct store *store, const char *pool, const char *owner,
		    struct addr *addr);
/*
 * Hand out this one: of the pool that it belongs to or, if it belongs to none,
 * or if @external, as an external one. Refused if it has an owner.
 */
/* the pool whose range an address is in, "" if it is in none */
int store_addr_pool(struct store *store, const struct addr *addr,
		    char pool[STORE_NAME_LEN + 1]);
int store_addr_claim(struct store *store, const struct addr *addr,
		     const char *owner, bool external);
/* it has no owner any longer; nothing happens if it had none */
int store_addr_release(struct store *store, const struct addr *addr);

/* what is known of an address; @found is false if it was never used */
int store_addr_get(struct store *store, const struct addr *addr,
		   struct store_addr *result, bool *found);
/* what an owner has, the kind being enough to tell which */
int store_addr_of(struct store *store, const char *owner, enum addr_kind kind,
		  struct addr *addr, bool *found);
/* ... and all that owners whose names begin with @prefix have */
int store_addr_owned(struct store *store, const char *prefix, store_addr_fn fn,
		     void *arg);

#endif
