// SPDX-License-Identifier: GPL-2.0
/* vcctl apply, diff, export: a domain as a file, in the store, in the kernel */
#include <stdio.h>
#include <string.h>

#include "domain.h"
#include "file.h"
#include "host/host.h"
#include "output.h"
#include "plan.h"

/* what "diff" exits with besides: bits, so that both may differ */
#define EXIT_HOST_DIFFERS	4
#define EXIT_FILE_DIFFERS	8

/**
 * struct request - a command
 * @opts: options
 * @file: the file, NULL to go by the store alone
 * @dry_run: change nothing
 * @prune: what the file does not have goes
 * @look: it is "diff": tell only
 * @objects: of struct file_object
 */
struct request {
	const struct options *opts;
	const char *file;
	bool dry_run;
	bool prune;
	bool look;
	struct list objects;
};

static void show_plan(const struct plan *plan, const struct options *opts)
{
	struct json_object *array;
	const char *line;
	size_t i;

	array = json_object_new_array();
	for (i = 0; i < plan->lines.n; i++) {
		line = *(char **)list_at(&plan->lines, i);
		if (opts->json)
			json_object_array_add(array,
					      json_object_new_string(line));
		else
			puts(line);
	}
	if (opts->json)
		json_show(json_object_get(array), opts);
	json_object_put(array);
}

/* all of it or nothing: what was done is undone */
static int change_host(const struct host_changes *changes,
		       const struct host *want, const struct host *have)
{
	int status;

	if (host_unchanged(changes))
		return EXIT_OK;
	status = host_change(changes, want);
	if (status && host_restore(have))
		print_error("this host could not be made as it was: see \"vcctl diff\"");
	return status;
}

/* compare this host with the store, as it would be, and do what @r asks for */
static int do_host(struct store *store, struct request *r, struct plan *plan,
		   bool *differs)
{
	struct host_changes changes = { 0 };
	struct host have = { 0 }, want = { 0 };
	int status;

	status = host_want(store, &want);
	if (!status)
		status = host_fetch(&have);
	if (!status && host_compare(&have, &want, r->prune, &changes, plan)) {
		print_error("out of memory");
		status = EXIT_REFUSED;
	}
	*differs = !host_unchanged(&changes);
	if (!status)
		show_plan(plan, r->opts);
	if (!status && !r->dry_run)
		status = change_host(&changes, &want, &have);
	host_changes_free(&changes);
	host_free(&have);
	host_free(&want);
	return status;
}

static int differences(const struct plan *plan, bool host)
{
	return (host ? EXIT_HOST_DIFFERS : 0) |
	       (plan->changes || plan->deletions ? EXIT_FILE_DIFFERS : 0);
}

static int do_all(struct store *store, struct request *r)
{
	struct plan plan = { 0 };
	bool host = false;
	int status = EXIT_OK;

	if (r->file)
		status = plan_store(store, &r->objects, r->prune, &plan);
	if (!status)
		status = do_host(store, r, &plan, &host);
	if (!status && r->look)
		status = differences(&plan, host);
	else if (!status && !plan.lines.n && !r->opts->json)
		puts("nothing is to be changed");
	plan_free(&plan);
	return status;
}

static int run(struct request *r, const char *command)
{
	struct store *store;
	int status;

	if (r->file && r->dry_run)
		status = domain_open_or_empty(r->opts, &store);
	else
		status = domain_open(r->opts, r->file, &store);
	if (status)
		return status;
	/* also a look makes the changes, and forgets them */
	status = store_begin(store, command);
	if (!status)
		status = do_all(store, r);
	if (!status && !r->dry_run)
		status = store_commit(store);
	store_close(store);
	return status;
}

static int parse(struct args *a, struct request *r)
{
	int err = 0;

	while (!err && args_peek(a)) {
		if (args_match(a, "-f"))
			err = args_value(a, "-f", &r->file);
		else if (args_match(a, "--prune"))
			r->prune = true;
		else if (!r->look && args_match(a, "--dry-run"))
			r->dry_run = true;
		else
			return args_end(a);
	}
	if (!err && r->prune && !r->file)
		return args_fail(a, "--prune wants a file, by -f");
	return err;
}

static int run_words(struct request *r, const struct object *object, int argc,
		     char **argv)
{
	struct args a = { .argc = argc, .argv = argv };
	int status = EXIT_OK;

	if (parse(&a, r))
		return usage_error(object, &a);
	if (r->file)
		status = file_read(r->file, &r->objects);
	if (!status)
		status = run(r, object->name);
	file_free(&r->objects);
	return status;
}

static int apply_run(const struct options *opts, int argc, char **argv)
{
	struct request r = { .opts = opts };

	return run_words(&r, &apply_object, argc, argv);
}

static int diff_run(const struct options *opts, int argc, char **argv)
{
	struct request r = { .opts = opts, .dry_run = true, .look = true };

	return run_words(&r, &diff_object, argc, argv);
}

static int export_store(struct store *store, void *arg)
{
	return file_write(store, arg);
}

static int export_run(const struct options *opts, int argc, char **argv)
{
	struct args a = { .argc = argc, .argv = argv };

	if (args_end(&a))
		return usage_error(&export_object, &a);
	return domain_look(opts, export_store, (void *)opts);
}

static const struct command apply_commands[] = {
	{ "", "[ -f FILE ] [ --dry-run ] [ --prune ]",
	  "make the domain as FILE has it, and this host as the domain has it",
	  apply_run },
};

const struct object apply_object = {
	.name = "apply",
	.help = "make domain and host as a file has them",
	.terms =
	"--dry-run prints what would be done and does nothing.\n"
	"--prune deletes what FILE does not have.\n",
	.commands = apply_commands,
	.n_commands = ARRAY_SIZE(apply_commands),
};

static const struct command diff_commands[] = {
	{ "", "[ -f FILE ] [ --prune ]",
	  "say how this host differs from the domain, and that from FILE",
	  diff_run },
};

const struct object diff_object = {
	.name = "diff",
	.help = "how host, domain and a file differ",
	.terms =
	"Exit status: 0 no difference, 4 the host, 8 the file, 12 both.\n",
	.commands = diff_commands,
	.n_commands = ARRAY_SIZE(diff_commands),
};

static const struct command export_commands[] = {
	{ "", "", "print the domain as a file for \"apply\"", export_run },
};

const struct object export_object = {
	.name = "export",
	.help = "the domain as a file",
	.commands = export_commands,
	.n_commands = ARRAY_SIZE(export_commands),
};
