// SPDX-License-Identifier: GPL-2.0
/* vcctl db: the file that the domain is kept in */
#include <stdio.h>

#include "domain.h"
#include "output.h"
#include "verify.h"

static struct value get_version(const void *object)
{
	return value_number(((const struct store_facts *)object)->version);
}

static struct value get_generation(const void *object)
{
	const struct store_facts *facts = object;

	return value_number(facts->generation);
}

static struct value get_applied(const void *object)
{
	return value_number(((const struct store_facts *)object)->applied);
}

static struct value get_objects(const void *object)
{
	return value_number(((const struct store_facts *)object)->objects);
}

static struct value get_entries(const void *object)
{
	return value_number(((const struct store_facts *)object)->entries);
}

static struct value get_bytes(const void *object)
{
	return value_number(((const struct store_facts *)object)->bytes);
}

static const struct field fields[] = {
	{ .key = "version", .get = get_version },
	{ .key = "generation", .get = get_generation },
	{ .key = "applied", .get = get_applied },
	{ .key = "objects", .get = get_objects },
	{ .key = "log_entries", .get = get_entries, .title = "log-entries" },
	{ .key = "bytes", .get = get_bytes },
};

static const char *path_of(const struct options *opts)
{
	return opts->db ? opts->db : STORE_DEFAULT;
}

static int show_facts(struct store *store, void *arg)
{
	const struct options *opts = arg;
	struct store_facts facts = { 0 };
	struct json_object *json;
	int status = store_get_facts(store, &facts);

	if (status)
		return status;
	if (!opts->json) {
		printf("%s:", path_of(opts));
		print_line(fields, ARRAY_SIZE(fields), &facts);
		putchar('\n');
		return EXIT_OK;
	}
	json = json_object_new_object();
	json_object_object_add(json, "file",
			       json_object_new_string(path_of(opts)));
	json_add_fields(json, fields, ARRAY_SIZE(fields), &facts);
	json_show(json, opts);
	return EXIT_OK;
}

/* nothing may follow the verb */
static int look(const struct options *opts, int argc, char **argv,
		int (*fn)(struct store *store, void *arg))
{
	struct args a = { .argc = argc, .argv = argv };

	if (args_end(&a))
		return usage_error(&db_object, &a);
	return domain_look(opts, fn, (void *)opts);
}

static int db_show(const struct options *opts, int argc, char **argv)
{
	return look(opts, argc, argv, show_facts);
}

/* each is said; for programs all are kept, too */
static int say_fault(const char *fault, void *arg)
{
	struct json_object *faults = arg;

	print_error("%s", fault);
	json_object_array_add(faults, json_object_new_string(fault));
	return EXIT_OK;
}

static int tell_faults(const struct options *opts, struct json_object *faults)
{
	struct json_object *json;
	bool any = json_object_array_length(faults);

	if (opts->json) {
		json = json_object_new_object();
		json_object_object_add(json, "file",
				       json_object_new_string(path_of(opts)));
		json_object_object_add(json, "faults", faults);
		json_show(json, opts);
	} else {
		if (!any)
			printf("%s: no fault found\n", path_of(opts));
		json_object_put(faults);
	}
	return any ? EXIT_REFUSED : EXIT_OK;
}

static int check(struct store *store, void *arg)
{
	struct json_object *faults = json_object_new_array();
	int status = store_check(store, say_fault, faults);

	if (!status)
		status = verify_docs(store, say_fault, faults);
	if (!status)
		return tell_faults(arg, faults);
	json_object_put(faults);
	return status;
}

static int db_check(const struct options *opts, int argc, char **argv)
{
	return look(opts, argc, argv, check);
}

/* one file is given; NULL after a complaint */
static const char *file_of(int argc, char **argv)
{
	struct args a = { .argc = argc, .argv = argv };
	const char *file = args_take(&a);

	if (!file)
		args_fail(&a, "no file is given");
	if (file && !args_end(&a))
		return file;
	usage_error(&db_object, &a);
	return NULL;
}

static int db_copy(const struct options *opts, int argc, char **argv,
		   bool may_create,
		   int (*fn)(struct store *store, const char *path))
{
	const char *file = file_of(argc, argv);
	struct store *store;
	int status;

	if (!file)
		return EXIT_USAGE;
	status = domain_open(opts, may_create, &store);
	if (!status)
		status = fn(store, file);
	store_close(store);
	return status;
}

static int db_backup(const struct options *opts, int argc, char **argv)
{
	return db_copy(opts, argc, argv, false, store_backup);
}

static int say_wrong(const char *fault, void *arg)
{
	print_error("%s: %s", (char *)arg, fault);
	return EXIT_REFUSED;
}

/* what somebody else may have written is read before it is relied on */
static int verify(struct store *copy, const char *path)
{
	return verify_docs(copy, say_wrong, (void *)path);
}

static int restore(struct store *store, const char *path)
{
	return store_restore(store, path, verify);
}

static int db_restore(const struct options *opts, int argc, char **argv)
{
	return db_copy(opts, argc, argv, true, restore);
}

static const struct command commands[] = {
	{ "show", "", "show what the store holds, and its size", db_show },
	{ "check", "", "look for faults in it", db_check },
	{ "backup", "FILE", "copy it, as it is at one moment, to a new file",
	  db_backup },
	{ "restore", "FILE",
	  "put what a backup holds in its place, all of it or nothing",
	  db_restore },
};

const struct object db_object = {
	.name = "db",
	.help = "the store that the domain is kept in",
	.commands = commands,
	.n_commands = ARRAY_SIZE(commands),
};
