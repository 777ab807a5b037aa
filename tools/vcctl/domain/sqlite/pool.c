// SPDX-License-Identifier: GPL-2.0
/* Pools: which addresses belong to them. */
#include <stdio.h>
#include <string.h>

#include "cmd.h"
#include "db.h"
#include "pool.h"

static const char *kind_of(const struct addr *addr)
{
	return addr_kind_names[addr->kind];
}

enum addr_kind db_addr_kind(sqlite3_stmt *row, int column)
{
	const char *name = db_text(row, column);
	enum addr_kind kind = ADDR_MAC;

	while (addr_kind_names[kind] && strcmp(addr_kind_names[kind], name))
		kind++;
	return kind;
}

static int say_overlap(sqlite3_stmt *row, void *arg)
{
	char text[ADDR_RANGE_SIZE];

	print_error("range %s meets one of pool \"%s\"",
		    addr_format_range(arg, text), db_text(row, 0));
	return EXIT_REFUSED;
}

/* a range that stays keeps its place: what was handed out of it stays so */
static int add_range(struct store *store, const char *pool,
		     struct addr_range *r)
{
	int64_t over = addr_step(r->first.kind) - 1;
	int status;

	status = db_query(store, say_overlap, r,
			  "SELECT pool FROM range WHERE kind = ? AND prefix = ?\n"
			  "AND first <= ? AND last >= ? AND pool <> ?",
			  "ssiis", kind_of(&r->first), r->first.prefix,
			  r->last + over, r->first.number - over, pool);
	if (status)
		return status;
	return db_run(store,
		      "INSERT INTO range (pool, kind, prefix, first, last, next)\n"
		      "VALUES (?1, ?2, ?3, ?4, ?5, ?4)\n"
		      "ON CONFLICT (kind, prefix, first, last)\n"
		      "DO UPDATE SET kept = 1",
		      "sssii", pool, kind_of(&r->first), r->first.prefix,
		      r->first.number, r->last);
}

static int say_in_use(sqlite3_stmt *row, void *arg)
{
	char text[ADDR_TEXT_SIZE];
	struct addr addr = { .kind = db_addr_kind(row, 0) };

	snprintf(addr.prefix, sizeof(addr.prefix), "%s", db_text(row, 1));
	addr.number = sqlite3_column_int64(row, 2);
	print_error("%s is in use by %s, and would not belong to pool \"%s\"",
		    addr_format(&addr, text), db_text(row, 3), (char *)arg);
	return EXIT_REFUSED;
}

static int check_in_use(struct store *store, const char *pool)
{
	return db_query(store, say_in_use, (void *)pool,
			"SELECT kind, prefix, number, owner FROM address a\n"
			"WHERE pool = ? AND state = 1 AND NOT EXISTS\n"
			"(SELECT 1 FROM range r WHERE r.pool = a.pool\n"
			"AND r.prefix = a.prefix AND r.first <= a.number\n"
			"AND r.last >= a.number) LIMIT 1", "s", pool);
}

static int set_ranges(struct store *store, const char *pool,
		      const struct list *ranges)
{
	int status;
	size_t i;

	status = db_run(store, "UPDATE range SET kept = 0 WHERE pool = ?", "s",
			pool);
	for (i = 0; !status && i < ranges->n; i++)
		status = add_range(store, pool, list_at(ranges, i));
	if (!status)
		status = db_run(store,
				"DELETE FROM range WHERE pool = ? AND NOT kept",
				"s", pool);
	return status;
}

/* what was passed over because it was excluded then is looked at again */
static int look_again(struct store *store, const char *pool)
{
	return db_run(store,
		      "UPDATE range SET next = min(next, (SELECT min(\n"
		      "range.first + (max(e.first, range.first) - range.first) /\n"
		      "iif(e.kind = 'wwn', 2, 1) * iif(e.kind = 'wwn', 2, 1))\n"
		      "FROM exclusion e WHERE e.pool = ?1\n"
		      "AND e.kind = range.kind AND e.prefix = range.prefix\n"
		      "AND e.first <= range.last AND e.last >= range.first))\n"
		      "WHERE EXISTS (SELECT 1 FROM exclusion e\n"
		      "WHERE e.pool = ?1 AND e.kind = range.kind\n"
		      "AND e.prefix = range.prefix\n"
		      "AND e.first <= range.last AND e.last >= range.first)",
		      "s", pool);
}

static int set_excluded(struct store *store, const char *pool,
			const struct list *excluded)
{
	const struct addr_range *r;
	int status = look_again(store, pool);
	size_t i;

	if (!status)
		status = db_run(store, "DELETE FROM exclusion WHERE pool = ?",
				"s", pool);
	for (i = 0; !status && i < excluded->n; i++) {
		r = list_at(excluded, i);
		status = db_run(store,
				"INSERT INTO exclusion\n"
				"(pool, kind, prefix, first, last)\n"
				"VALUES (?, ?, ?, ?, ?)", "sssii", pool,
				kind_of(&r->first), r->first.prefix,
				r->first.number, r->last);
	}
	return status;
}

int store_pool_set(struct store *store, const char *pool,
		   const struct list *ranges, const struct list *excluded)
{
	int status = set_ranges(store, pool, ranges);

	if (!status)
		status = set_excluded(store, pool, excluded);
	if (!status)
		status = check_in_use(store, pool);
	/* what was external, or of nobody's, may belong to it now */
	return status ? status :
	       db_run(store,
		      "UPDATE address SET pool = (SELECT r.pool FROM range r\n"
		      "WHERE r.kind = address.kind AND r.prefix = address.prefix\n"
		      "AND r.first <= number AND r.last >= number)\n"
		      "WHERE state <> 1 AND (pool = ?1 OR pool IS NULL)",
		      "s", pool);
}

int store_pool_counts(struct store *store, const char *pool,
		      struct store_pool_counts *c)
{
	int status;

	memset(c, 0, sizeof(*c));
	status = db_number(store, &c->total,
			   "SELECT coalesce(sum((last - first) /\n"
			   "iif(kind = 'wwn', 2, 1) + 1), 0)\n"
			   "FROM range WHERE pool = ?", "s", pool);
	if (!status)
		status = db_number(store, &c->in_use,
				   "SELECT count(*) FROM address\n"
				   "WHERE pool = ? AND state = 1", "s", pool);
	if (!status)
		status = db_number(store, &c->external,
				   "SELECT count(*) FROM address\n"
				   "WHERE pool = ? AND state = 2", "s", pool);
	if (!status)
		status = db_number(store, &c->excluded,
				   "SELECT coalesce(sum((last - first) /\n"
				   "iif(kind = 'wwn', 2, 1) + 1 -\n"
				   "(SELECT count(*) FROM address a\n"
				   " WHERE a.kind = e.kind\n"
				   " AND a.prefix = e.prefix AND a.state <> 0\n"
				   " AND a.number BETWEEN e.first AND e.last)), 0)\n"
				   "FROM exclusion e WHERE pool = ?", "s",
				   pool);
	c->free = c->total - c->in_use - c->external - c->excluded;
	return status;
}
