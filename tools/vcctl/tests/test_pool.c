// SPDX-License-Identifier: GPL-2.0
/*
 * Pools: addresses as texts and numbers, what is handed out and in what order,
 * and many who ask at once.
 *
 * VCCTL_TAKES is how many addresses each of eight processes takes, 250 unless
 * it is set.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <sys/wait.h>
#include <time.h>

#include "cmd.h"
#include "domain/node.h"
#include "domain/object.h"
#include "domain/pool_store.h"
#include "folder.h"
#include "ktap.h"
#include "open_store.h"
#include "said.h"

static void expect_round_trip(enum addr_kind kind, const char *text,
			      const char *want)
{
	char back[ADDR_TEXT_SIZE];
	struct addr addr;

	EXPECT(!addr_parse(kind, text, &addr), "\"%s\" is not read", text);
	EXPECT_STR(addr_format(&addr, back), want);
}

static void read_addresses(void)
{
	static const struct {
		enum addr_kind kind;
		const char *text;
	} same[] = {
		{ ADDR_MAC, "00:17:a4:77:00:00" },
		{ ADDR_MAC, "fe:ff:ff:ff:ff:ff" },
		{ ADDR_WWN, "50:06:0b:00:00:c2:62:00" },
		{ ADDR_WWN, "10:00:06:17:a4:00:00:01" },
		{ ADDR_SERIAL, "VCX0000000" },
		{ ADDR_SERIAL, "no-digits" },
		{ ADDR_SERIAL, "12345678901234567890" },
		{ ADDR_UUID, "0617a400-0000-8000-8000-00000000000f" },
		{ ADDR_IQN, "iqn.2024-01.com.example:web07" },
		{ ADDR_IQN, "eui.02004567a425678d" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(same); i++)
		expect_round_trip(same[i].kind, same[i].text, same[i].text);
	expect_round_trip(ADDR_MAC, "00:17:A4:77:AB:00", "00:17:a4:77:ab:00");
	expect_round_trip(ADDR_UUID, "0617A400-0000-8000-8000-00000000000F",
			  "0617a400-0000-8000-8000-00000000000f");
}

static void refuse_addresses(void)
{
	static const struct {
		enum addr_kind kind;
		const char *text;
	} bad[] = {
		{ ADDR_MAC, "01:00:5e:00:00:01" },	/* a group's */
		{ ADDR_MAC, "00:00:00:00:00:00" },
		{ ADDR_MAC, "00:17:a4:77:00" },
		{ ADDR_MAC, "00:17:a4:77:00:00:00" },
		{ ADDR_MAC, "" },
		{ ADDR_WWN, "00:06:0b:00:00:c2:62:00" },	/* NAA 0 */
		{ ADDR_WWN, "40:06:0b:00:00:c2:62:00" },	/* NAA 4 */
		{ ADDR_WWN, "c0:06:0b:00:00:c2:62:00" },
		{ ADDR_WWN, "00:17:a4:77:00:00" },
		{ ADDR_SERIAL, "" },
		{ ADDR_SERIAL, "with blank" },
		{ ADDR_UUID, "0617a400-0000-8000-8000-00000000000" },
		{ ADDR_UUID, "0617a400-0000-8000-8000-00000000000g" },
		{ ADDR_UUID, "0617a400x0000-8000-8000-000000000000" },
		{ ADDR_IQN, "iqn." },
		{ ADDR_IQN, "iqn.2024-01.com.Example" },
		{ ADDR_IQN, "web07" },
	};
	struct addr addr;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bad); i++)
		EXPECT(addr_parse(bad[i].kind, bad[i].text, &addr),
		       "\"%s\" is read", bad[i].text);
}

static void expect_range(enum addr_kind kind, const char *text,
			 const char *want, int64_t count)
{
	char back[ADDR_RANGE_SIZE], err[160] = "";
	struct addr_range r;

	EXPECT_INT(addr_parse_range(kind, text, &r, err, sizeof(err)), 0);
	EXPECT_STR(err, "");
	EXPECT_STR(addr_format_range(&r, back), want);
	EXPECT_INT(addr_count(&r), count);
}

static void presets(void)
{
	char text[ADDR_TEXT_SIZE];
	struct addr_range r;

	expect_range(ADDR_MAC, "virtual-connect",
		     "00:17:a4:77:00:00..00:17:a4:77:03:ff", 1024);
	expect_range(ADDR_MAC, "virtual-connect:64",
		     "00:17:a4:77:fc:00..00:17:a4:77:ff:ff", 1024);
	expect_range(ADDR_MAC, "vcem",
		     "00:21:5a:9b:00:00..00:21:5a:9c:ff:ff", 131072);
	expect_range(ADDR_WWN, "virtual-connect:1",
		     "50:06:0b:00:00:c2:62:00..50:06:0b:00:00:c2:65:fe", 512);
	expect_range(ADDR_WWN, "virtual-connect:64",
		     "50:06:0b:00:00:c3:5e:00..50:06:0b:00:00:c3:61:fe", 512);
	expect_range(ADDR_WWN, "vcem",
		     "50:01:43:80:02:a3:00:00..50:01:43:80:02:a4:ff:fe", 65536);
	expect_range(ADDR_MAC, "local:256",
		     "06:17:a4:ff:00:00..06:17:a4:ff:ff:ff", 65536);
	expect_range(ADDR_SERIAL, "virtual-connect:2",
		     "VCX0100000..VCX0199999", 100000);
	expect_range(ADDR_IQN, "iqn.2024-01.com.example:1..iqn.2024-01.com.example:9",
		     "iqn.2024-01.com.example:1..iqn.2024-01.com.example:9", 9);
	EXPECT_INT(addr_preset(ADDR_UUID, "local:2", &r), 0);
	EXPECT_STR(addr_format(&r.first, text),
		   "0617a400-0000-8000-8000-000100000000");
	EXPECT_INT(addr_count(&r), 1LL << 32);
}

static void refuse_ranges(void)
{
	static const struct {
		enum addr_kind kind;
		const char *text;
		const char *why;
	} bad[] = {
		{ ADDR_MAC, "virtual-connect:65", "there is no preset" },
		{ ADDR_MAC, "virtual-connect:0", "there is no preset" },
		{ ADDR_MAC, "frob", "\"frob\" is not a mac" },
		{ ADDR_MAC, "00:17:a4:77:00:05..00:17:a4:77:00:04",
		  "its end comes before its start" },
		{ ADDR_MAC, "00:17:a4:77:00:05..x", "\"x\" is not a mac" },
		{ ADDR_SERIAL, "loca.", "\"loca.\" ends in a dot" },
		{ ADDR_SERIAL, "loca...loca.", "differ in more" },
		{ ADDR_SERIAL, "VCX0001..VCY0002", "differ in more" },
		{ ADDR_SERIAL, "VCX0001..VCX00002", "differ in more" },
		{ ADDR_WWN, "50:06:0b:00:00:c2:62:01..50:06:0b:00:00:c2:62:0f",
		  "port names are even" },
		{ ADDR_IQN, "local", "\"local\" is not a iqn" },
	};
	struct addr_range r;
	char err[160];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		EXPECT_INT(addr_parse_range(bad[i].kind, bad[i].text, &r, err,
					    sizeof(err)), -EINVAL);
		EXPECT(strstr(err, bad[i].why), "\"%s\": %s", bad[i].text, err);
	}
}

/* what YAML says becomes the pool */
static int put_pool(struct store *store, const char *name, const char *yaml)
{
	struct problems problems = { 0 };
	struct json_object *doc;
	struct node node;
	char err[160];
	int status;

	EXPECT_INT(node_read_text(yaml, &node, err, sizeof(err)), 0);
	doc = kind_read(&pool_kind, &node, name, &problems);
	status = problems_print(&problems, NULL);
	if (!status)
		status = store_begin(store, "test");
	if (!status) {
		status = object_put(store, &pool_kind, name, doc);
		if (!status)
			status = store_commit(store);
		store_rollback(store);
	}
	json_object_put(doc);
	node_free(&node);
	return status;
}

static int take(struct store *store, const char *pool, const char *owner,
		char text[ADDR_TEXT_SIZE])
{
	struct addr addr;
	int status;

	text[0] = '\0';
	status = store_begin(store, "test");
	if (!status)
		status = store_addr_take(store, pool, owner, &addr);
	if (!status) {
		addr_format(&addr, text);
		status = store_commit(store);
	}
	store_rollback(store);
	return status;
}

static void expect_take(struct store *store, const char *pool,
			const char *want)
{
	char text[ADDR_TEXT_SIZE];

	EXPECT_INT(take(store, pool, "me", text), EXIT_OK);
	EXPECT_STR(text, want);
}

/* release it, or claim it for @owner */
static int change(struct store *store, enum addr_kind kind, const char *text,
		  const char *owner, bool external)
{
	struct addr addr;
	int status;

	EXPECT_INT(addr_parse(kind, text, &addr), 0);
	status = store_begin(store, "test");
	if (!status)
		status = owner ? store_addr_claim(store, &addr, owner, external) :
				 store_addr_release(store, &addr);
	if (!status)
		status = store_commit(store);
	store_rollback(store);
	return status;
}

static void expect_counts(struct store *store, const char *pool, int64_t free,
			  int64_t in_use, int64_t external, int64_t excluded)
{
	struct store_pool_counts c;

	EXPECT_INT(store_pool_counts(store, pool, &c), EXIT_OK);
	EXPECT_INT(c.free, free);
	EXPECT_INT(c.in_use, in_use);
	EXPECT_INT(c.external, external);
	EXPECT_INT(c.excluded, excluded);
	EXPECT_INT(c.total, free + in_use + external + excluded);
}

static void order_of_taking(void)
{
	struct store *store = open_store("order.db");
	char text[ADDR_TEXT_SIZE];

	EXPECT_INT(put_pool(store, "p", "{kind: mac, ranges: [\n"
			    "02:00:00:00:00:01..02:00:00:00:00:06,\n"
			    "02:00:00:00:01:00..02:00:00:00:01:01], exclude:\n"
			    "[02:00:00:00:00:02..02:00:00:00:00:03]}"), EXIT_OK);
	EXPECT_INT(change(store, ADDR_MAC, "02:00:00:00:00:05", "x", true),
		   EXIT_OK);
	expect_counts(store, "p", 5, 0, 1, 2);
	expect_take(store, "p", "02:00:00:00:00:01");
	expect_take(store, "p", "02:00:00:00:00:04");
	expect_take(store, "p", "02:00:00:00:00:06");
	/* those released come last, the one that was released first before */
	EXPECT_INT(change(store, ADDR_MAC, "02:00:00:00:00:06", NULL, false),
		   EXIT_OK);
	EXPECT_INT(change(store, ADDR_MAC, "02:00:00:00:00:01", NULL, false),
		   EXIT_OK);
	expect_counts(store, "p", 4, 1, 1, 2);
	expect_take(store, "p", "02:00:00:00:01:00");
	expect_take(store, "p", "02:00:00:00:01:01");
	expect_take(store, "p", "02:00:00:00:00:06");
	expect_take(store, "p", "02:00:00:00:00:01");
	expect_counts(store, "p", 0, 5, 1, 2);
	EXPECT_SAYS(take(store, "p", "me", text), EXIT_REFUSED,
		    "pool \"p\" has no free address");
	store_close(store);
}

static void never_twice(void)
{
	struct store *store = open_store("twice.db");

	EXPECT_INT(put_pool(store, "p", "{kind: wwn, ranges: [\n"
			    "\"50:06:0b:00:00:c2:62:00..50:06:0b:00:00:c2:62:0f\"]}"),
		   EXIT_OK);
	expect_take(store, "p", "50:06:0b:00:00:c2:62:00");
	EXPECT_SAYS(change(store, ADDR_WWN, "50:06:0b:00:00:c2:62:00", "x",
			   false), EXIT_REFUSED, "is in use by me");
	/* neither the node name, nor a name whose node name it is */
	EXPECT_SAYS(change(store, ADDR_WWN, "50:06:0b:00:00:c2:62:01", "x",
			   true), EXIT_REFUSED, "and its node name meet");
	EXPECT_INT(change(store, ADDR_WWN, "50:06:0b:00:00:c2:62:05", "x",
			  true), EXIT_OK);
	expect_take(store, "p", "50:06:0b:00:00:c2:62:02");
	expect_take(store, "p", "50:06:0b:00:00:c2:62:08");
	store_close(store);
}

static void ranges_in_use(void)
{
	struct store *store = open_store("ranges.db");

	EXPECT_INT(put_pool(store, "p", "{kind: mac, ranges: [local:1]}"),
		   EXIT_OK);
	EXPECT_SAYS(put_pool(store, "q", "{kind: mac, ranges: [\n"
			     "06:17:a4:00:ff:ff..06:17:a4:01:00:00]}"),
		    EXIT_REFUSED, "meets one of pool \"p\"");
	expect_take(store, "p", "06:17:a4:00:00:00");
	EXPECT_SAYS(put_pool(store, "p", "{kind: mac, ranges: [local:2]}"),
		    EXIT_REFUSED,
		    "is in use by me, and would not belong to pool \"p\"");
	expect_counts(store, "p", 65535, 1, 0, 0);
	/* larger is well, and goes on where it was */
	EXPECT_INT(put_pool(store, "p", "{kind: mac, ranges: [local:1, local:2]}"),
		   EXIT_OK);
	expect_take(store, "p", "06:17:a4:00:00:01");
	EXPECT_INT(change(store, ADDR_MAC, "06:17:a4:00:00:00", NULL, false),
		   EXIT_OK);
	EXPECT_INT(change(store, ADDR_MAC, "06:17:a4:00:00:01", NULL, false),
		   EXIT_OK);
	EXPECT_INT(put_pool(store, "p", "{kind: mac, ranges: [local:2]}"),
		   EXIT_OK);
	expect_counts(store, "p", 65536, 0, 0, 0);
	store_close(store);
}

static void refuse_pools(void)
{
	struct store *store = open_store("bad.db");

	EXPECT_SAYS(put_pool(store, "p", "{kind: mac, ranges: [frob,\n"
			     "00:00:00:00:00:05..00:00:00:00:00:01]}"),
		    EXIT_USAGE, "its end comes before its start");
	EXPECT(strstr(said_text, "\"frob\" is not a mac"),
	       "only one of two is said: %s", said_text);
	EXPECT_SAYS(put_pool(store, "p", "{kind: mac, ranges: [local, local]}"),
		    EXIT_USAGE, "meet");
	EXPECT_SAYS(put_pool(store, "p", "{kind: mac, ranges: [local:1],\n"
			     "exclude: [local:2]}"), EXIT_USAGE,
		    "is not in one of the ranges");
	EXPECT_SAYS(put_pool(store, "p", "{ranges: [local:1]}"), EXIT_USAGE,
		    "p.kind: it is missing");
	EXPECT_SAYS(put_pool(store, "p", "{kind: mac, ranges: local}"),
		    EXIT_USAGE, "a list of ranges");
	EXPECT_SAYS(put_pool(store, "p", "{kind: max, ranges: [local]}"),
		    EXIT_USAGE, "is not one of mac, wwn, serial, uuid, iqn");
	store_close(store);
}

#define PROCESSES	8

static void take_many(const char *path, int number, int takes)
{
	char owner[16], text[ADDR_TEXT_SIZE];
	struct store *store;
	int i;

	sprintf(owner, "taker%d", number);
	if (store_open(path, false, &store))
		_exit(1);
	for (i = 0; i < takes; i++)
		if (take(store, "vcem", owner, text))
			_exit(1);
	store_close(store);
	_exit(0);
}

struct tally {
	int64_t last;
	int n;
	int by_owner[PROCESSES];
};

static int count_addr(const struct store_addr *a, void *arg)
{
	struct tally *t = arg;

	EXPECT(a->addr.number > t->last, "an address is there twice");
	t->last = a->addr.number;
	t->n++;
	t->by_owner[a->owner[5] - '0']++;
	return EXIT_OK;
}

static void many_at_once(void)
{
	const char *path = in_folder("many.db"), *word = getenv("VCCTL_TAKES");
	struct store *store = open_store("many.db");
	int i, status, takes = word ? atoi(word) : 250;
	struct timespec t0, t1;
	struct tally t = { 0 };

	EXPECT_INT(put_pool(store, "vcem", "{kind: mac, ranges: [vcem]}"),
		   EXIT_OK);
	store_close(store);
	fflush(stdout);
	clock_gettime(CLOCK_MONOTONIC, &t0);
	for (i = 0; i < PROCESSES; i++)
		if (!fork())
			take_many(path, i, takes);
	for (i = 0; i < PROCESSES; i++) {
		wait(&status);
		EXPECT_INT(status, 0);
	}
	clock_gettime(CLOCK_MONOTONIC, &t1);
	printf("# %d processes took %d addresses each of 131072: %ld ms\n",
	       PROCESSES, takes, (t1.tv_sec - t0.tv_sec) * 1000 +
	       (t1.tv_nsec - t0.tv_nsec) / 1000000);
	store = open_store("many.db");
	EXPECT_INT(store_pool_each(store, "vcem", count_addr, &t), EXIT_OK);
	EXPECT_INT(t.n, PROCESSES * takes);
	for (i = 0; i < PROCESSES; i++)
		EXPECT_INT(t.by_owner[i], takes);
	store_close(store);
}

int main(void)
{
	static const struct test_case cases[] = {
		{ "read addresses", read_addresses },
		{ "refuse addresses", refuse_addresses },
		{ "presets", presets },
		{ "refuse ranges", refuse_ranges },
		{ "order of taking", order_of_taking },
		{ "never twice", never_twice },
		{ "ranges in use", ranges_in_use },
		{ "refuse pools", refuse_pools },
		{ "many at once", many_at_once },
	};

	folder_make();
	return run_tests(cases, ARRAY_SIZE(cases));
}
