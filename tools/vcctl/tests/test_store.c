// SPDX-License-Identifier: GPL-2.0
/* The store: objects, transactions, its log, two at once, and kill -9. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

#include "cmd.h"
#include "domain/pool_store.h"
#include "domain/sqlite/db.h"
#include "domain/store.h"
#include "folder.h"
#include "ktap.h"
#include "open_store.h"
#include "said.h"

static const struct list no_refs;

static int put_text(struct store *store, const char *name, const char *text,
		    const struct list *refs)
{
	struct json_object *doc = json_tokener_parse(text);
	int status = store_put(store, "thing", name, doc, refs);

	json_object_put(doc);
	return status;
}

/* the document, "" if there is none */
static const char *get_text(struct store *store, const char *name)
{
	static char text[256];
	struct json_object *doc;

	EXPECT_INT(store_get(store, "thing", name, &doc), EXIT_OK);
	snprintf(text, sizeof(text), "%s", doc ?
		 json_object_to_json_string_ext(doc, JSON_C_TO_STRING_PLAIN) :
		 "");
	json_object_put(doc);
	return text;
}

static void put_one(const char *file, const char *name, const char *text)
{
	struct store *store = open_store(file);

	EXPECT_INT(store_begin(store, "test"), EXIT_OK);
	EXPECT_INT(put_text(store, name, text, &no_refs), EXIT_OK);
	EXPECT_INT(store_log(store, "thing", name, text), EXIT_OK);
	EXPECT_INT(store_commit(store), EXIT_OK);
	store_close(store);
}

static void keep_objects(void)
{
	struct store *store = open_store("objects.db");

	EXPECT_STR(get_text(store, "a"), "");
	EXPECT_INT(store_begin(store, "test"), EXIT_OK);
	EXPECT_INT(put_text(store, "a", "{\"x\":1}", &no_refs), EXIT_OK);
	EXPECT_INT(put_text(store, "a", "{\"x\":2}", &no_refs), EXIT_OK);
	EXPECT_INT(store_commit(store), EXIT_OK);
	EXPECT_STR(get_text(store, "a"), "{\"x\":2}");
	EXPECT_INT(store_begin(store, "test"), EXIT_OK);
	EXPECT_INT(store_del(store, "thing", "a"), EXIT_OK);
	EXPECT_STR(get_text(store, "a"), "");
	store_rollback(store);
	EXPECT_STR(get_text(store, "a"), "{\"x\":2}");
	store_close(store);
}

static int add_name(const char *name, struct json_object *doc, void *arg)
{
	(void)doc;
	strcat(arg, name);
	return EXIT_OK;
}

static int add_ref(const char *kind, const char *name, void *arg)
{
	(void)kind;
	strcat(arg, name);
	return EXIT_OK;
}

static void references(void)
{
	struct store *store = open_store("refs.db");
	struct store_ref *ref;
	struct list refs = { 0 };
	char names[16] = "";

	ref = list_add(&refs, sizeof(*ref));
	*ref = (struct store_ref){ .kind = "thing", .name = "base" };
	EXPECT_INT(store_begin(store, "test"), EXIT_OK);
	/* what is referred to may come later in the transaction */
	EXPECT_INT(put_text(store, "b", "{}", &refs), EXIT_OK);
	EXPECT_INT(put_text(store, "a", "{}", &refs), EXIT_OK);
	EXPECT_INT(put_text(store, "base", "{}", &no_refs), EXIT_OK);
	EXPECT_INT(store_commit(store), EXIT_OK);
	EXPECT_INT(store_each(store, "thing", add_name, names), EXIT_OK);
	EXPECT_STR(names, "abbase");
	names[0] = '\0';
	EXPECT_INT(store_referrers(store, "thing", "base", add_ref, names),
		   EXIT_OK);
	EXPECT_STR(names, "ab");
	EXPECT_INT(store_begin(store, "test"), EXIT_OK);
	EXPECT_SAYS(store_del(store, "thing", "base") ?: store_commit(store),
		    EXIT_REFUSED, "FOREIGN KEY");
	EXPECT_STR(get_text(store, "base"), "{}");
	EXPECT_INT(store_begin(store, "test"), EXIT_OK);
	EXPECT_INT(put_text(store, "a", "{}", &no_refs), EXIT_OK);
	EXPECT_INT(store_del(store, "thing", "b"), EXIT_OK);
	EXPECT_INT(store_del(store, "thing", "base"), EXIT_OK);
	EXPECT_INT(store_commit(store), EXIT_OK);
	list_free(&refs);
	store_close(store);
}

static int add_entry(const struct store_entry *e, void *arg)
{
	char *text = arg;

	EXPECT(e->time > 1600000000000LL, "time is %lld", (long long)e->time);
	EXPECT(*e->who, "nobody did it");
	sprintf(text + strlen(text), "%lld/%s/%s/%s ", (long long)e->tx,
		e->command, e->name, e->what);
	return EXIT_OK;
}

static const char *log_text(struct store *store, const char *name, int last)
{
	struct store_log_filter filter = { .name = name, .last = last };
	static char text[512];

	text[0] = '\0';
	EXPECT_INT(store_log_each(store, &filter, add_entry, text), EXIT_OK);
	return text;
}

static void the_log(void)
{
	struct store *store;

	put_one("log.db", "a", "1");
	put_one("log.db", "b", "2");
	put_one("log.db", "a", "3");
	store = open_store("log.db");
	EXPECT_STR(log_text(store, NULL, 0),
		   "1/test/a/1 2/test/b/2 3/test/a/3 ");
	EXPECT_STR(log_text(store, NULL, 1), "3/test/a/3 ");
	EXPECT_STR(log_text(store, "a", 0), "1/test/a/1 3/test/a/3 ");
	EXPECT_STR(log_text(store, "b", 1), "2/test/b/2 ");
	/* what was rolled back is not in it */
	EXPECT_INT(store_begin(store, "test"), EXIT_OK);
	EXPECT_INT(store_log(store, "thing", "c", "4"), EXIT_OK);
	store_rollback(store);
	EXPECT_STR(log_text(store, "c", 0), "");
	store_close(store);
}

static void created_for_root_only(void)
{
	struct store *store;
	struct stat st;

	EXPECT_SAYS(store_open(in_folder("none.db"), false, &store), EXIT_USAGE,
		    "there is no store");
	EXPECT_INT(store_open(in_folder("deep/er/x.db"), true, &store), EXIT_OK);
	store_close(store);
	EXPECT_INT(stat(in_folder("deep/er/x.db"), &st), 0);
	EXPECT_INT(st.st_mode & 0777, 0600);
	EXPECT_INT(stat(in_folder("deep/er"), &st), 0);
	EXPECT_INT(st.st_mode & 0777, 0700);
}

static void run_sql(const char *file, const char *sql)
{
	sqlite3 *db;

	EXPECT_INT(sqlite3_open(in_folder(file), &db), SQLITE_OK);
	EXPECT_INT(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

static void make_old(const char *file, int64_t version)
{
	struct store *store;

	EXPECT_INT(db_open(in_folder(file), SQLITE_OPEN_READWRITE |
			   SQLITE_OPEN_CREATE, &store), EXIT_OK);
	EXPECT_INT(db_script(store, "PRAGMA journal_mode = WAL"), EXIT_OK);
	EXPECT_INT(db_migrate_to(store, version), EXIT_OK);
	store_close(store);
}

/* a store of every older version is brought up to date with what it has */
static void migration(void)
{
	struct store_facts facts;
	struct store *store;
	int64_t version;
	char file[32];

	for (version = 1; version <= db_newest(); version++) {
		sprintf(file, "old%d.db", (int)version);
		make_old(file, version);
		run_sql(file, "INSERT INTO object (kind, name, doc)\n"
			"VALUES ('thing', 'kept', '{\"x\":5}')");
		store = open_store(file);
		EXPECT_INT(store_get_facts(store, &facts), EXIT_OK);
		EXPECT_INT(facts.version, db_newest());
		EXPECT_STR(get_text(store, "kept"), "{\"x\":5}");
		store_close(store);
	}
}

/* what was free before hosts were noted is so still */
static void migrated_addresses(void)
{
	struct store *store;
	struct addr addr;

	make_old("free.db", 2);
	run_sql("free.db", "INSERT INTO address\n"
		"(kind, prefix, number, state, pool, released)\n"
		"VALUES ('mac', '06:17:a4', 5, 0, 'm', 1)");
	store = open_store("free.db");
	EXPECT_INT(store_begin(store, "test"), EXIT_OK);
	EXPECT_INT(store_commit_wanted(store), EXIT_OK);
	EXPECT_INT(store_begin(store, "test"), EXIT_OK);
	EXPECT_INT(store_addr_take(store, "m", "web01/1", &addr), EXIT_OK);
	EXPECT_INT(addr.number, 5);
	store_close(store);
}

static void foreign_files(void)
{
	struct store *store;
	FILE *file;

	make_old("newer.db", 1);
	run_sql("newer.db", "PRAGMA user_version = 9999");
	EXPECT_SAYS(store_open(in_folder("newer.db"), true, &store),
		    EXIT_REFUSED,
		    "is of version 9999, and this vcctl knows up to");
	EXPECT(!store, "it was opened");
	run_sql("other.db", "CREATE TABLE t (a)");
	EXPECT_SAYS(store_open(in_folder("other.db"), true, &store),
		    EXIT_REFUSED, "is a database, but not one of vcctl's");
	file = fopen(in_folder("text.db"), "w");
	fputs("This is no database, and long enough to tell that.\n", file);
	fclose(file);
	EXPECT_SAYS(store_open(in_folder("text.db"), true, &store),
		    EXIT_REFUSED, "not a database");
}

static int count_fault(const char *fault, void *arg)
{
	(void)fault;
	++*(int *)arg;
	return EXIT_OK;
}

static int faults_of(struct store *store)
{
	int faults = 0;

	EXPECT_INT(store_check(store, count_fault, &faults), EXIT_OK);
	return faults;
}

static void backup_and_restore(void)
{
	struct store *store;

	put_one("live.db", "a", "1");
	store = open_store("live.db");
	EXPECT_INT(store_backup(store, in_folder("copy.db")), EXIT_OK);
	EXPECT_SAYS(store_backup(store, in_folder("copy.db")), EXIT_REFUSED,
		    "File exists");
	EXPECT_INT(access(in_folder("copy.db-wal"), F_OK), -1);
	put_one("live.db", "a", "2");
	put_one("live.db", "b", "3");
	EXPECT_STR(get_text(store, "a"), "2");
	EXPECT_INT(store_restore(store, in_folder("copy.db"), NULL), EXIT_OK);
	EXPECT_STR(get_text(store, "a"), "1");
	EXPECT_STR(get_text(store, "b"), "");
	EXPECT(strstr(log_text(store, NULL, 1), "db restore/restore/"),
	       "the log does not tell of it");
	EXPECT(strstr(log_text(store, "b", 0), "test/b/3"),
	       "what was before is not in the log");
	EXPECT_INT(faults_of(store), 0);
	store_close(store);
}

static void bad_backups(void)
{
	struct store *store;
	int fd;

	put_one("kept.db", "a", "1");
	store = open_store("kept.db");
	EXPECT_SAYS(store_restore(store, in_folder("nosuch.db"), NULL), EXIT_USAGE,
		    "No such file");
	EXPECT_SAYS(store_restore(store, in_folder("other.db"), NULL), EXIT_REFUSED,
		    "not one of vcctl's");
	EXPECT_SAYS(store_restore(store, in_folder("newer.db"), NULL), EXIT_REFUSED,
		    "is of version 9999");
	EXPECT_INT(store_backup(store, in_folder("bad.db")), EXIT_OK);
	/* the page of a table, but not the first, which has the schema */
	fd = open(in_folder("bad.db"), O_WRONLY);
	EXPECT_INT(pwrite(fd, "\377\377\377\377\377\377\377\377", 8, 4096), 8);
	close(fd);
	EXPECT_SAYS(store_restore(store, in_folder("bad.db"), NULL), EXIT_REFUSED,
		    "");
	EXPECT_STR(get_text(store, "a"), "1");
	store_close(store);
	said_begin();
	if (!store_open(in_folder("bad.db"), false, &store)) {
		int faults = 0;

		EXPECT(store_check(store, count_fault, &faults) || faults,
		       "no fault is found");
		store_close(store);
	}
	said_end();
}

#define PROCESSES	8
#define ROUNDS		50

static void count_up(const char *path)
{
	struct json_object *doc;
	struct store *store;
	int i, n, status;

	/* all of them find that it is not there */
	status = store_open(path, true, &store);
	for (i = 0; !status && i < ROUNDS; i++) {
		status = store_begin(store, "count");
		if (!status)
			status = store_get(store, "thing", "n", &doc);
		if (status)
			break;
		n = doc ? json_object_get_int(doc) : 0;
		json_object_put(doc);
		doc = json_object_new_int(n + 1);
		status = store_put(store, "thing", "n", doc, &no_refs);
		json_object_put(doc);
		if (!status)
			status = store_commit(store);
	}
	store_close(store);
	_exit(status);
}

static void several_at_once(void)
{
	const char *path = in_folder("count.db");
	struct store *store;
	char want[16];
	int i, status;

	for (i = 0; i < PROCESSES; i++)
		if (!fork())
			count_up(path);
	for (i = 0; i < PROCESSES; i++) {
		wait(&status);
		EXPECT_INT(status, 0);
	}
	store = open_store("count.db");
	sprintf(want, "%d", PROCESSES * ROUNDS);
	EXPECT_STR(get_text(store, "n"), want);
	store_close(store);
}

#define KILLS	40

/* two objects that always change together, until somebody kills us */
static void change_pair(const char *path)
{
	struct store *store;
	char text[16];
	int i;

	if (store_open(path, true, &store))
		_exit(1);
	for (i = 0;; i++) {
		sprintf(text, "%d", i);
		if (store_begin(store, "pair") ||
		    put_text(store, "left", text, &no_refs) ||
		    put_text(store, "right", text, &no_refs) ||
		    store_log(store, "thing", "left", text) ||
		    store_commit(store))
			_exit(1);
	}
}

static void kill_writers(void)
{
	const char *path = in_folder("killed.db");
	struct timespec wait_ns = { 0 };
	struct store *store;
	char left[256];
	int i, status;
	pid_t pid;

	for (i = 0; i < KILLS; i++) {
		pid = fork();
		if (!pid)
			change_pair(path);
		wait_ns.tv_nsec = noise() % 20000000;
		nanosleep(&wait_ns, NULL);
		kill(pid, SIGKILL);
		waitpid(pid, &status, 0);
		EXPECT(WIFSIGNALED(status), "it ended by itself");
		store = open_store("killed.db");
		strcpy(left, get_text(store, "left"));
		EXPECT_STR(get_text(store, "right"), left);
		EXPECT_INT(faults_of(store), 0);
		store_close(store);
	}
	EXPECT(*left, "it was always killed before its first change");
}

int main(void)
{
	static const struct test_case cases[] = {
		{ "objects", keep_objects },
		{ "references hold", references },
		{ "the log", the_log },
		{ "created for root only", created_for_root_only },
		{ "migration", migration },
		{ "addresses of an older store", migrated_addresses },
		{ "foreign files are refused", foreign_files },
		{ "backup and restore", backup_and_restore },
		{ "bad backups are refused", bad_backups },
		{ "several at once", several_at_once },
		{ "killed at any point", kill_writers },
	};

	folder_make();
	return run_tests(cases, ARRAY_SIZE(cases));
}
