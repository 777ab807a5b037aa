// SPDX-License-Identifier: GPL-2.0
/* Addresses: who has which, and which is the next. */
#include <stdio.h>
#include <string.h>

#include "cmd.h"
#include "db.h"
#include "pool.h"

/* columns of struct store_addr */
#define COLUMNS	"kind, prefix, number, state, pool, owner"

static const char *kind_of(const struct addr *addr)
{
	return addr_kind_names[addr->kind];
}

static void read_row(sqlite3_stmt *row, struct store_addr *a)
{
	memset(a, 0, sizeof(*a));
	a->addr.kind = db_addr_kind(row, 0);
	snprintf(a->addr.prefix, sizeof(a->addr.prefix), "%s", db_text(row, 1));
	a->addr.number = sqlite3_column_int64(row, 2);
	a->state = sqlite3_column_int(row, 3);
	snprintf(a->pool, sizeof(a->pool), "%s", db_text(row, 4));
	snprintf(a->owner, sizeof(a->owner), "%s", db_text(row, 5));
}

/**
 * struct taking - an address that is being looked for
 * @store: the store
 * @found: it was found
 * @addr: the place that was come to, or the address
 * @last: of the range that is looked through
 * @range: its row
 */
struct taking {
	struct store *store;
	bool found;
	struct addr addr;
	int64_t last;
	int64_t range;
};

/* @n becomes the number behind what excludes it, or stays as it is */
static int skip_excluded(struct taking *t, int64_t *n)
{
	int64_t behind = *n;
	int status;

	status = db_number(t->store, &behind,
			   "SELECT max(last) + ?1 FROM exclusion\n"
			   "WHERE kind = ?2 AND prefix = ?3\n"
			   "AND first <= ?4 AND last >= ?4 HAVING count(*)",
			   "issi", addr_step(t->addr.kind), kind_of(&t->addr),
			   t->addr.prefix, *n);
	*n = behind;
	return status;
}

/* ... or behind what is or was used, which an address of a pair also is */
static int skip_used(struct taking *t, int64_t *n)
{
	int64_t step = addr_step(t->addr.kind), used = 0;
	int status;

	status = db_number(t->store, &used,
			   "SELECT count(*) FROM address\n"
			   "WHERE kind = ? AND prefix = ?\n"
			   "AND number BETWEEN ? AND ?", "ssii",
			   kind_of(&t->addr), t->addr.prefix, *n - step + 1,
			   *n + step - 1);
	if (used)
		*n += step;
	return status;
}

static int look_in_range(sqlite3_stmt *row, void *arg)
{
	struct taking *t = arg;
	int64_t n, before;
	int status = EXIT_OK;

	if (t->found)
		return EXIT_OK;
	t->range = sqlite3_column_int64(row, 0);
	t->addr.kind = db_addr_kind(row, 1);
	snprintf(t->addr.prefix, sizeof(t->addr.prefix), "%s", db_text(row, 2));
	n = sqlite3_column_int64(row, 3);
	t->last = sqlite3_column_int64(row, 4);
	do {
		before = n;
		status = skip_excluded(t, &n);
		if (!status && n <= t->last)
			status = skip_used(t, &n);
	} while (!status && n != before && n <= t->last);
	t->addr.number = n;
	t->found = !status && n <= t->last;
	return status;
}

static int keep_place(struct taking *t)
{
	return db_run(t->store, "UPDATE range SET next = ? WHERE id = ?", "ii",
		      t->addr.number + addr_step(t->addr.kind), t->range);
}

static int take_row(sqlite3_stmt *row, void *arg)
{
	struct taking *t = arg;
	struct store_addr a;

	read_row(row, &a);
	t->addr = a.addr;
	t->found = true;
	return EXIT_OK;
}

static int look_in_released(struct taking *t, const char *pool)
{
	return db_query(t->store, take_row, t,
			"SELECT " COLUMNS " FROM address a\n"
			"WHERE pool = ? AND state = 0 AND NOT EXISTS\n"
			"(SELECT 1 FROM exclusion e WHERE e.kind = a.kind\n"
			"AND e.prefix = a.prefix AND e.first <= a.number\n"
			"AND e.last >= a.number)\n"
			"AND NOT (kind = 'wwn' AND EXISTS\n"
			"(SELECT 1 FROM address b WHERE b.kind = a.kind\n"
			"AND b.prefix = a.prefix AND b.state <> 0\n"
			"AND b.number IN (a.number - 1, a.number + 1)))\n"
			/* this host may still have it, and is asked first */
			"AND (coalesce(released_tx, 0) IN (0, ?2)\n"
			"OR NOT EXISTS (SELECT 1 FROM applied\n"
			"WHERE done < a.released_tx))\n"
			"ORDER BY released LIMIT 1", "si", pool,
			t->store->tx);
}

static int own(struct store *store, const struct addr *addr,
	       enum store_addr_state state, const char *pool,
	       const char *owner)
{
	return db_run(store,
		      "INSERT INTO address (" COLUMNS ")\n"
		      "VALUES (?, ?, ?, ?, ?, ?)\n"
		      "ON CONFLICT (kind, prefix, number) DO UPDATE\n"
		      "SET state = excluded.state, pool = excluded.pool,\n"
		      "owner = excluded.owner, released = NULL,\n"
		      "released_tx = NULL",
		      "ssiiss", kind_of(addr), addr->prefix, addr->number,
		      (int64_t)state, pool, owner);
}

static int say_none(struct store *store, const char *pool)
{
	int64_t held = 0;
	int status;

	status = db_number(store, &held,
			   "SELECT count(*) FROM address WHERE pool = ?\n"
			   "AND state = 0 AND released_tx >\n"
			   "(SELECT done FROM applied)", "s", pool);
	if (status)
		return status;
	if (held)
		print_error("pool \"%s\" has free only what this host may have yet: apply first",
			    pool);
	else
		print_error("pool \"%s\" has no free address", pool);
	return EXIT_REFUSED;
}

int store_addr_take(struct store *store, const char *pool, const char *owner,
		    struct addr *addr)
{
	struct taking t = { .store = store };
	int status;

	status = db_query(store, look_in_range, &t,
			  "SELECT id, kind, prefix, next, last FROM range\n"
			  "WHERE pool = ? AND next <= last ORDER BY id", "s",
			  pool);
	if (!status && t.found)
		status = keep_place(&t);
	else if (!status)
		status = look_in_released(&t, pool);
	if (status)
		return status;
	if (!t.found)
		return say_none(store, pool);
	*addr = t.addr;
	return own(store, addr, STORE_ADDR_IN_USE, pool, owner);
}

static int keep_row(sqlite3_stmt *row, void *arg)
{
	read_row(row, arg);
	return EXIT_OK;
}

int store_addr_get(struct store *store, const struct addr *addr,
		   struct store_addr *result, bool *found)
{
	int status;

	memset(result, 0, sizeof(*result));
	result->addr.number = -1;
	status = db_query(store, keep_row, result,
			  "SELECT " COLUMNS " FROM address\n"
			  "WHERE kind = ? AND prefix = ? AND number = ?",
			  "ssi", kind_of(addr), addr->prefix, addr->number);
	*found = result->addr.number != -1;
	return status;
}

static int say_owner(struct store_addr *a, const struct addr *wanted)
{
	char text[ADDR_TEXT_SIZE], other[ADDR_TEXT_SIZE];

	if (a->addr.number == wanted->number)
		print_error("%s is in use by %s", addr_format(wanted, text),
			    a->owner);
	else
		print_error("%s and its node name meet %s, which is in use by %s",
			    addr_format(wanted, text),
			    addr_format(&a->addr, other), a->owner);
	return EXIT_REFUSED;
}

/* neither it nor, of a pair, those beside it */
static int check_unused(struct store *store, const struct addr *addr)
{
	int64_t over = addr_step(addr->kind) - 1;
	struct addr beside = *addr;
	struct store_addr known;
	bool found;
	int status;

	for (beside.number = addr->number - over;
	     beside.number <= addr->number + over; beside.number++) {
		status = store_addr_get(store, &beside, &known, &found);
		if (status)
			return status;
		if (found && known.state != STORE_ADDR_FREE)
			return say_owner(&known, addr);
	}
	return EXIT_OK;
}

static int keep_pool(sqlite3_stmt *row, void *arg)
{
	snprintf(arg, STORE_NAME_LEN + 1, "%s", db_text(row, 0));
	return EXIT_OK;
}

int store_addr_pool(struct store *store, const struct addr *addr,
		    char pool[STORE_NAME_LEN + 1])
{
	pool[0] = '\0';
	return db_query(store, keep_pool, pool,
			"SELECT pool FROM range WHERE kind = ?1\n"
			"AND prefix = ?2 AND first <= ?3 AND last >= ?3", "ssi",
			kind_of(addr), addr->prefix, addr->number);
}

int store_addr_claim(struct store *store, const struct addr *addr,
		     const char *owner, bool external)
{
	char pool[STORE_NAME_LEN + 1];
	int status;

	status = check_unused(store, addr);
	if (!status)
		status = store_addr_pool(store, addr, pool);
	if (status)
		return status;
	return own(store, addr, external || !*pool ? STORE_ADDR_EXTERNAL :
		   STORE_ADDR_IN_USE, *pool ? pool : NULL, owner);
}

/* what belongs to no pool need not be remembered */
int store_addr_release(struct store *store, const struct addr *addr)
{
	int status = db_number_tx(store);

	if (status)
		return status;
	status = db_run(store,
			"DELETE FROM address WHERE pool IS NULL\n"
			"AND kind = ? AND prefix = ? AND number = ?", "ssi",
			kind_of(addr), addr->prefix, addr->number);
	return status ? status :
	       db_run(store,
		      "UPDATE address SET state = 0, owner = NULL, released =\n"
		      "(SELECT coalesce(max(released), 0) + 1 FROM address),\n"
		      "released_tx = ? WHERE state <> 0\n"
		      "AND kind = ? AND prefix = ? AND number = ?", "issi",
		      store->tx, kind_of(addr), addr->prefix, addr->number);
}

/**
 * struct each - who takes addresses
 * @fn: takes one
 * @arg: for it
 */
struct each {
	store_addr_fn fn;
	void *arg;
};

static int hand_addr(sqlite3_stmt *row, void *arg)
{
	struct each *e = arg;
	struct store_addr a;

	read_row(row, &a);
	return e->fn(&a, e->arg);
}

int store_pool_each(struct store *store, const char *pool, store_addr_fn fn,
		    void *arg)
{
	struct each e = { fn, arg };

	return db_query(store, hand_addr, &e,
			"SELECT " COLUMNS " FROM address WHERE pool = ?\n"
			"ORDER BY prefix, number", "s", pool);
}

int store_addr_owned(struct store *store, const char *prefix, store_addr_fn fn,
		     void *arg)
{
	struct each e = { fn, arg };

	/* "0" is what follows "/", so this is all that begin with it */
	return db_query(store, hand_addr, &e,
			"SELECT " COLUMNS " FROM address\n"
			"WHERE owner >= ?1 || '/' AND owner < ?1 || '0'\n"
			"ORDER BY owner", "s", prefix);
}

int store_addr_of(struct store *store, const char *owner, enum addr_kind kind,
		  struct addr *addr, bool *found)
{
	struct taking t = { 0 };
	int status;

	status = db_query(store, take_row, &t,
			  "SELECT " COLUMNS " FROM address\n"
			  "WHERE owner = ? AND kind = ?", "ss", owner,
			  addr_kind_names[kind]);
	*addr = t.addr;
	*found = t.found;
	return status;
}
