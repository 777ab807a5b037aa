// SPDX-License-Identifier: GPL-2.0
/* vcctl log: what was changed in the domain, when and by whom */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "domain.h"
#include "output.h"

/**
 * struct request - what is to be shown, and what was so far
 * @filter: which lines
 * @opts: how
 * @tx: transaction of the line before
 * @all: transactions, in JSON
 * @changes: those of the last of them
 */
struct request {
	struct store_log_filter filter;
	const struct options *opts;
	int64_t tx;
	struct json_object *all;
	struct json_object *changes;
};

#define TIME_SIZE	32

/* local time, with its distance from UTC: what a clock on the wall says */
static const char *format_time(int64_t ms, char buf[TIME_SIZE])
{
	time_t seconds = ms / 1000;
	struct tm tm;
	size_t len;

	localtime_r(&seconds, &tm);
	len = strftime(buf, TIME_SIZE - 1, "%Y-%m-%dT%H:%M:%S%z", &tm);
	/* RFC 3339 has a colon in it */
	memmove(buf + len - 1, buf + len - 2, 3);
	buf[len - 2] = ':';
	return buf;
}

/* the same for every program, wherever it runs */
static const char *format_utc(int64_t ms, char buf[TIME_SIZE])
{
	time_t seconds = ms / 1000;
	struct tm tm;

	gmtime_r(&seconds, &tm);
	strftime(buf, TIME_SIZE, "%Y-%m-%dT%H:%M:%SZ", &tm);
	return buf;
}

static void print_entry(const struct store_entry *e, bool first)
{
	char when[TIME_SIZE];

	if (first)
		printf("%lld %s %s: %s\n", (long long)e->tx,
		       format_time(e->time, when), e->who, e->command);
	printf("    %s %s: %s\n", e->kind, e->name, e->what);
}

static void add_text(struct json_object *to, const char *key, const char *text)
{
	json_object_object_add(to, key, json_object_new_string(text));
}

static void add_tx(struct request *r, const struct store_entry *e)
{
	struct json_object *tx = json_object_new_object();
	char when[TIME_SIZE];

	r->changes = json_object_new_array();
	json_object_object_add(tx, "number", json_object_new_int64(e->tx));
	add_text(tx, "time", format_utc(e->time, when));
	add_text(tx, "who", e->who);
	add_text(tx, "command", e->command);
	json_object_object_add(tx, "changes", r->changes);
	json_object_array_add(r->all, tx);
}

static void add_entry(struct request *r, const struct store_entry *e, bool first)
{
	struct json_object *change = json_object_new_object();

	if (first)
		add_tx(r, e);
	add_text(change, "kind", e->kind);
	add_text(change, "name", e->name);
	add_text(change, "what", e->what);
	json_object_array_add(r->changes, change);
}

static int take_entry(const struct store_entry *e, void *arg)
{
	struct request *r = arg;
	bool first = e->tx != r->tx;

	if (r->opts->json)
		add_entry(r, e, first);
	else
		print_entry(e, first);
	r->tx = e->tx;
	return EXIT_OK;
}

static int show(struct store *store, void *arg)
{
	struct request *r = arg;

	return store_log_each(store, &r->filter, take_entry, r);
}

/* [ last N ] [ KIND [ NAME ] ] */
static int parse(struct args *a, struct store_log_filter *filter)
{
	int err = 0;

	if (args_match(a, "last"))
		err = args_uint(a, "last", INT64_MAX, &filter->last);
	if (err)
		return err;
	filter->kind = args_take(a);
	filter->name = args_take(a);
	return args_end(a);
}

static int log_run(const struct options *opts, int argc, char **argv)
{
	struct args a = { .argc = argc, .argv = argv };
	struct request r = { .opts = opts };
	int status;

	if (parse(&a, &r.filter))
		return usage_error(&log_object, &a);
	r.all = json_object_new_array();
	status = domain_look(opts, show, &r);
	if (!status && opts->json)
		json_show(json_object_get(r.all), opts);
	json_object_put(r.all);
	return status;
}

static const struct command commands[] = {
	{ "", "[ last N ] [ KIND [ NAME ] ]",
	  "show what was changed, the oldest first; last N transactions only",
	  log_run },
};

const struct object log_object = {
	.name = "log",
	.help = "what was changed in the domain, when and by whom",
	.terms = "KIND := a word for objects of the domain, such as profile\n",
	.commands = commands,
	.n_commands = ARRAY_SIZE(commands),
};
