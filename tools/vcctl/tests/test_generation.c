// SPDX-License-Identifier: GPL-2.0
/*
 * A store that is changed together with a host, by who is killed, or finds the
 * disk full, at each write: nobody gets an address that a host has, and the next
 * one goes on.
 */
#define _GNU_SOURCE
#include <signal.h>
#include <sqlite3.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include "domain/pool_store.h"
#include "open_store.h"
#include "said.h"

/* writes of one change, and more */
#define WRITES	200

/* the host: the number of the address that it has, and whose that is */
static struct {
	int64_t number;
	char owner[16];
} *host;

/* the address that web01 has */
static int64_t first;

/* what happens at write number @left, and at all behind it */
static int left;
static bool is_full;

/* of files with locks and of others, and what they are made of */
static struct {
	sqlite3_io_methods ours;
	const sqlite3_io_methods *real;
} kinds_of_file[4];

static sqlite3_vfs vfs;
static int (*real_open)(sqlite3_vfs *, const char *, sqlite3_file *, int,
			int *);

static int strike(void)
{
	if (!left || --left)
		return SQLITE_OK;
	if (!is_full)
		raise(SIGKILL);
	left = 1;
	return SQLITE_FULL;
}

static const sqlite3_io_methods *real_of(sqlite3_file *file)
{
	size_t i = 0;

	while (&kinds_of_file[i].ours != file->pMethods)
		i++;
	return kinds_of_file[i].real;
}

static int write_file(sqlite3_file *file, const void *data, int n,
		      sqlite3_int64 at)
{
	int rc = strike();

	return rc ? rc : real_of(file)->xWrite(file, data, n, at);
}

/* no power fails here, and it takes time */
static int sync_file(sqlite3_file *file, int flags)
{
	(void)file;
	(void)flags;
	if (!is_full)
		strike();
	return SQLITE_OK;
}

static int open_file(sqlite3_vfs *self, const char *name, sqlite3_file *file,
		     int flags, int *out)
{
	int rc = real_open(self, name, file, flags, out);
	size_t i = 0;

	if (rc || !file->pMethods)
		return rc;
	while (kinds_of_file[i].real && kinds_of_file[i].real != file->pMethods)
		i++;
	if (i + 1 == ARRAY_SIZE(kinds_of_file))
		abort();
	kinds_of_file[i].real = file->pMethods;
	kinds_of_file[i].ours = *file->pMethods;
	kinds_of_file[i].ours.xWrite = write_file;
	kinds_of_file[i].ours.xSync = sync_file;
	file->pMethods = &kinds_of_file[i].ours;
	return rc;
}

static void shim(void)
{
	sqlite3_initialize();
	vfs = *sqlite3_vfs_find(NULL);
	real_open = vfs.xOpen;
	vfs.xOpen = open_file;
	vfs.zName = "shim";
	if (sqlite3_vfs_register(&vfs, 1))
		abort();
}

/* a pool of three addresses, of which web01 has the first */
static void make(const char *name)
{
	struct list ranges = { 0 }, none = { 0 };
	struct addr_range *range;
	struct store *store;
	struct addr addr;
	char err[128];

	store = open_store(name);
	range = list_add(&ranges, sizeof(*range));
	EXPECT_INT(addr_parse_range(ADDR_MAC,
				    "00:17:a4:77:00:00..00:17:a4:77:00:02",
				    range, err, sizeof(err)), 0);
	EXPECT_INT(store_begin(store, "test"), EXIT_OK);
	EXPECT_INT(store_pool_set(store, "m", &ranges, &none), EXIT_OK);
	EXPECT_INT(store_addr_take(store, "m", "web01/1", &addr), EXIT_OK);
	EXPECT_INT(store_commit_wanted(store), EXIT_OK);
	EXPECT_INT(store_begin(store, "test"), EXIT_OK);
	EXPECT_INT(store_applied(store), EXIT_OK);
	EXPECT_INT(store_commit(store), EXIT_OK);
	first = addr.number;
	list_free(&ranges);
	store_close(store);
}

/* ... copied to @name, and the host has that address */
static void start(const char *name)
{
	char buf[1 << 16], other[32];
	FILE *from, *to;
	size_t n;

	from = fopen(in_folder("first.db"), "r");
	to = fopen(in_folder(name), "w");
	while (from && to && (n = fread(buf, 1, sizeof(buf), from)))
		fwrite(buf, 1, n, to);
	fclose(from);
	fclose(to);
	snprintf(other, sizeof(other), "%s-wal", name);
	unlink(in_folder(other));
	snprintf(other, sizeof(other), "%s-shm", name);
	unlink(in_folder(other));
	host->number = first;
	strcpy(host->owner, "web01/1");
}

static int find_owner(const struct store_addr *a, void *arg)
{
	*(struct store_addr *)arg = *a;
	return EXIT_OK;
}

/* web01 goes, web02 comes, unless that was wanted before */
static int want_other(struct store *store, int64_t *number)
{
	struct store_addr other = { .addr.number = -1 };
	struct addr addr;
	bool found;
	int status;

	status = store_addr_owned(store, "web02", find_owner, &other);
	*number = other.addr.number;
	if (status || *other.owner)
		return status;
	status = store_addr_of(store, "web01/1", ADDR_MAC, &addr, &found);
	if (!status && found)
		status = store_addr_release(store, &addr);
	if (!status)
		status = store_addr_take(store, "m", "web02/1", &addr);
	if (!status)
		status = store_log(store, "profile", "web02", "added");
	*number = addr.number;
	return status;
}

static int apply(const char *name, bool refuses)
{
	struct store *store;
	int64_t number;
	int status = store_open(in_folder(name), false, &store);

	if (status)
		return status;
	status = store_lock_host(store);
	if (!status)
		status = store_begin(store, "apply");
	if (!status)
		status = store_keep(store);
	if (!status)
		status = want_other(store, &number);
	if (!status)
		status = store_commit_wanted(store);
	if (!status && refuses) {
		status = store_take_back(store);
	} else if (!status) {
		host->number = number;
		strcpy(host->owner, "web02/1");
		status = store_begin(store, "apply");
		if (!status)
			status = store_applied(store);
		if (!status)
			status = store_commit(store);
	}
	store_close(store);
	return status;
}

/* what another command gets until there is no more */
static void others_take(const char *name, int at)
{
	struct store *store = open_store(name);
	struct addr addr;
	int i;

	said_begin();
	EXPECT_INT(store_begin(store, "test"), EXIT_OK);
	for (i = 0; i < 4; i++) {
		if (store_addr_take(store, "m", "other/1", &addr))
			break;
		EXPECT(addr.number != host->number,
		       "write %d: the address of %s goes to another", at,
		       host->owner);
	}
	store_rollback(store);
	store_close(store);
	said_end();
	EXPECT(i < 4, "write %d: addresses without an end", at);
}

static int say_fault(const char *fault, void *arg)
{
	(void)arg;
	EXPECT(false, "fault: %s", fault);
	return EXIT_OK;
}

static void is_sound(const char *name)
{
	struct store *store = open_store(name);
	struct store_facts facts;
	struct addr addr;
	bool found;

	EXPECT_INT(store_check(store, say_fault, NULL), EXIT_OK);
	EXPECT_INT(store_get_facts(store, &facts), EXIT_OK);
	EXPECT_INT(facts.applied, facts.generation);
	EXPECT_INT(store_addr_of(store, host->owner, ADDR_MAC, &addr, &found),
		   EXIT_OK);
	EXPECT_INT(found, true);
	EXPECT_INT(addr.number, host->number);
	store_close(store);
}

/* returns whether the process came to its end by itself, and well */
static bool struck(const char *name, int at, bool full, bool refuses)
{
	int status = 0;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (!pid) {
		freopen("/dev/null", "w", stderr);
		left = at;
		is_full = full;
		_exit(apply(name, refuses));
	}
	waitpid(pid, &status, 0);
	return WIFEXITED(status) && !WEXITSTATUS(status);
}

static void strike_each(bool full, bool refuses)
{
	int at, cut = 0;
	bool well;

	for (at = 1; at < WRITES && !test_failures; at++) {
		start("s.db");
		well = struck("s.db", at, full, refuses);
		cut += !well;
		others_take("s.db", at);
		EXPECT_INT(apply("s.db", false), EXIT_OK);
		EXPECT_STR(host->owner, "web02/1");
		is_sound("s.db");
		if (well && !full)
			break;
		if (well && cut)
			break;
	}
	EXPECT(cut > 3, "struck %d times only", cut);
	EXPECT(at < WRITES, "more than %d writes", WRITES);
}

static void killed(void)
{
	strike_each(false, false);
}

static void disk_full(void)
{
	strike_each(true, false);
}

static void killed_when_refused(void)
{
	strike_each(false, true);
}

static void full_when_refused(void)
{
	strike_each(true, true);
}

/* the host refuses: all but the log is as it was */
static void taken_back(void)
{
	struct store *store;
	struct addr addr;
	bool found;

	start("back.db");
	EXPECT_INT(apply("back.db", true), EXIT_OK);
	store = open_store("back.db");
	EXPECT_INT(store_addr_of(store, "web01/1", ADDR_MAC, &addr, &found),
		   EXIT_OK);
	EXPECT_INT(found, true);
	EXPECT_INT(addr.number, host->number);
	EXPECT_INT(store_addr_of(store, "web02/1", ADDR_MAC, &addr, &found),
		   EXIT_OK);
	EXPECT_INT(found, false);
	/* the next address is the one that web02 would have had */
	EXPECT_INT(store_begin(store, "test"), EXIT_OK);
	EXPECT_INT(store_addr_take(store, "m", "web03/1", &addr), EXIT_OK);
	EXPECT_INT(addr.number, host->number + 1);
	store_close(store);
}

/* ... unless somebody else has changed it meanwhile, whose change stays */
static void changed_by_others(void)
{
	struct store *store, *other;
	struct addr addr;
	int64_t number;

	start("two.db");
	store = open_store("two.db");
	other = open_store("two.db");
	EXPECT_INT(store_begin(store, "apply"), EXIT_OK);
	EXPECT_INT(store_keep(store), EXIT_OK);
	EXPECT_INT(want_other(store, &number), EXIT_OK);
	EXPECT_INT(store_commit_wanted(store), EXIT_OK);
	EXPECT_INT(store_begin(other, "test"), EXIT_OK);
	EXPECT_INT(store_addr_take(other, "m", "web03/1", &addr), EXIT_OK);
	EXPECT_INT(store_commit(other), EXIT_OK);
	EXPECT_SAYS(store_take_back(store), EXIT_REFUSED,
		    "another vcctl has changed it meanwhile");
	/* web01's is not handed out as long as the host may have it */
	EXPECT_INT(store_begin(other, "test"), EXIT_OK);
	EXPECT_SAYS(store_addr_take(other, "m", "web04/1", &addr),
		    EXIT_REFUSED,
		    "has free only what this host may have yet: apply first");
	store_rollback(other);
	store_close(other);
	store_close(store);
	EXPECT_INT(apply("two.db", false), EXIT_OK);
	store = open_store("two.db");
	EXPECT_INT(store_begin(store, "test"), EXIT_OK);
	EXPECT_INT(store_addr_take(store, "m", "web04/1", &addr), EXIT_OK);
	store_close(store);
}

int main(void)
{
	static const struct test_case cases[] = {
		{ "killed at each write", killed },
		{ "the disk full from each write on", disk_full },
		{ "killed while it is taken back", killed_when_refused },
		{ "the disk full while it is taken back", full_when_refused },
		{ "what a host refuses is taken back", taken_back },
		{ "but for what others have changed", changed_by_others },
	};

	folder_make();
	host = mmap(NULL, sizeof(*host), PROT_READ | PROT_WRITE,
		    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	shim();
	make("first.db");
	return run_tests(cases, ARRAY_SIZE(cases));
}
