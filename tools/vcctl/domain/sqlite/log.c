// SPDX-License-Identifier: GPL-2.0
/* The log: what was changed, when, and by whom. */
#include <time.h>

#include "cmd.h"
#include "db.h"
#include "domain/who.h"

static int64_t wall_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_REALTIME, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

/* a transaction that changes nothing leaves no trace */
int db_number_tx(struct store *store)
{
	char who[WHO_SIZE];

	if (store->tx)
		return EXIT_OK;
	return db_number(store, &store->tx,
			 "INSERT INTO tx (at, who, command) VALUES (?, ?, ?)\n"
			 "RETURNING id", "iss", wall_ms(), who_am_i(who),
			 store->command);
}

int store_log(struct store *store, const char *kind, const char *name,
	      const char *what)
{
	int status = db_number_tx(store);

	return status ? status :
	       db_run(store, "INSERT INTO log (tx, kind, name, what)\n"
		      "VALUES (?, ?, ?, ?)", "isss", store->tx, kind, name,
		      what);
}

/**
 * struct reader - who takes lines of the log
 * @fn: takes one
 * @arg: for it
 */
struct reader {
	store_entry_fn fn;
	void *arg;
};

static int hand_entry(sqlite3_stmt *row, void *arg)
{
	struct reader *r = arg;
	struct store_entry entry = {
		.tx = sqlite3_column_int64(row, 0),
		.time = sqlite3_column_int64(row, 1),
		.who = db_text(row, 2),
		.command = db_text(row, 3),
		.kind = db_text(row, 4),
		.name = db_text(row, 5),
		.what = db_text(row, 6),
	};

	return r->fn(&entry, r->arg);
}

int store_log_each(struct store *store, const struct store_log_filter *filter,
		   store_entry_fn fn, void *arg)
{
	struct reader r = { fn, arg };
	int64_t last = filter->last ? (int64_t)filter->last : -1;

	return db_query(store, hand_entry, &r,
			"SELECT tx.id, at, who, command, kind, name, what\n"
			"FROM log JOIN tx ON tx.id = log.tx\n"
			"WHERE (?1 IS NULL OR kind = ?1)\n"
			"AND (?2 IS NULL OR name = ?2) AND tx.id IN\n"
			"(SELECT DISTINCT tx FROM log\n"
			"WHERE (?1 IS NULL OR kind = ?1)\n"
			"AND (?2 IS NULL OR name = ?2)\n"
			"ORDER BY tx DESC LIMIT ?3) ORDER BY log.id", "ssi",
			filter->kind, filter->name, last);
}
