// SPDX-License-Identifier: GPL-2.0
/* vcctl apply, diff, export: a domain as a file, in the store, in the kernel */
#include <signal.h>
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
/* an item of the identity is not applied; so does "apply" */
#define EXIT_NOT_IN_FORCE	16

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

static void show_json(const struct plan *plan, const struct options *opts)
{
	struct json_object *array = json_object_new_array();
	const char *line;
	size_t i;

	for (i = 0; i < plan->lines.n; i++) {
		line = *(char **)list_at(&plan->lines, i);
		json_object_array_add(array, json_object_new_string(line));
	}
	json_show(array, opts);
}

/* lines from @first on, before what they tell of is done; JSON is one array */
static void show_text(const struct plan *plan, size_t first,
		      const struct options *opts)
{
	for (; !opts->json && first < plan->lines.n; first++)
		puts(*(char **)list_at(&plan->lines, first));
	fflush(stdout);
}

/*
 * The store has what is wanted before the host is changed. What the host refuses
 * is undone there, and taken back in the store.
 */
static int change_host(struct store *store, const struct host_changes *changes,
		       const struct host *want, const struct host *have)
{
	int status = store_commit_wanted(store);

	if (status)
		return status;
	if (!host_unchanged(changes))
		status = host_change(changes, want);
	if (!status) {
		status = store_begin(store, "apply");
		if (!status)
			status = store_applied(store);
		return status ? status : store_commit(store);
	}
	if (host_restore(have, want))
		print_error("this host could not be made as it was: see \"vcctl diff\"");
	else if (!store_take_back(store))
		fputs("Nothing was changed\n", stderr);
	return status;
}

/* whoever loses his terminal, or his patience, does so between two commands */
static void hold_signals(sigset_t *before)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGPIPE);
	sigprocmask(SIG_BLOCK, &set, before);
}

/**
 * struct outcome - how this host is
 * @differs: from what the store wants
 * @not_in_force: an item of the identity is not applied
 */
struct outcome {
	bool differs;
	bool not_in_force;
};

/* what has become of the identity; of what has just changed the kernel is asked */
static int look_at_identity(const struct host *before, bool changed,
			    struct request *r, struct plan *plan,
			    struct outcome *o)
{
	struct host now = { 0 };
	int status = changed ? host_fetch(&now) : EXIT_OK;

	if (!status)
		o->not_in_force = host_not_in_force(changed ? &now : before,
						    plan, r->look);
	host_free(&now);
	return status;
}

static int compare_hosts(struct host *have, const struct host *want,
			 struct request *r, struct host_changes *changes,
			 struct plan *plan)
{
	int status = host_fetch(have);

	if (!status)
		status = host_fetch_bonds(have, want);
	if (!status && host_compare(have, want, r->prune, changes, plan)) {
		print_error("out of memory");
		status = EXIT_REFUSED;
	}
	return status;
}

/* compare this host with the store, as it would be, and do what @r asks for */
static int do_host(struct store *store, struct request *r, struct plan *plan,
		   struct outcome *o)
{
	struct host_changes changes = { 0 };
	struct host have = { 0 }, want = { 0 };
	size_t shown;
	int status;

	status = host_want(store, &want);
	if (!status)
		status = compare_hosts(&have, &want, r, &changes, plan);
	o->differs = !host_unchanged(&changes);
	shown = status ? 0 : plan->lines.n;
	if (!status)
		show_text(plan, 0, r->opts);
	if (!status && !shown && !r->look && !r->opts->json)
		puts("nothing is to be changed");
	if (!status && !r->dry_run)
		status = change_host(store, &changes, &want, &have);
	if (!status && (!r->dry_run || !changes.identity))
		status = look_at_identity(&have, o->differs && !r->dry_run, r,
					  plan, o);
	if (!status)
		show_text(plan, shown, r->opts);
	host_changes_free(&changes);
	host_free(&have);
	host_free(&want);
	return status;
}

static int differences(const struct plan *plan, const struct outcome *o)
{
	return (o->differs ? EXIT_HOST_DIFFERS : 0) |
	       (o->not_in_force ? EXIT_NOT_IN_FORCE : 0) |
	       (plan->changes || plan->deletions ? EXIT_FILE_DIFFERS : 0);
}

static int do_all(struct store *store, struct request *r, struct outcome *o)
{
	struct plan plan = { 0 };
	int status = EXIT_OK;

	if (r->file)
		status = plan_store(store, &r->objects, r->prune, &plan);
	if (!status)
		status = do_host(store, r, &plan, o);
	if (!status && r->opts->json)
		show_json(&plan, r->opts);
	if (!status && r->look)
		status = differences(&plan, o);
	plan_free(&plan);
	return status;
}

static int change_all(struct store *store, struct request *r,
		      struct outcome *o)
{
	sigset_t before;
	int status;

	status = store_lock_host(store);
	if (!status)
		status = store_begin(store, "apply");
	if (!status)
		status = store_keep(store);
	if (status)
		return status;
	hold_signals(&before);
	status = do_all(store, r, o);
	/* what was committed stays, and what came meanwhile comes now */
	store_rollback(store);
	sigprocmask(SIG_SETMASK, &before, NULL);
	return status;
}

/* a look makes the changes too, and forgets them: in a copy, in nobody's way */
static int look_at_all(struct store *store, struct request *r,
		       struct outcome *o)
{
	struct store *copy;
	int status = store_copy(store, &copy);

	if (status)
		return status;
	status = store_begin(copy, "diff");
	if (!status)
		status = do_all(copy, r, o);
	store_close(copy);
	return status;
}

static int run(struct request *r)
{
	struct outcome o = { 0 };
	struct store *store;
	int status;

	if (r->file && r->dry_run)
		status = domain_open_or_empty(r->opts, &store);
	else
		status = domain_open(r->opts, r->file, &store);
	if (status)
		return status;
	status = r->dry_run ? look_at_all(store, r, &o) :
			      change_all(store, r, &o);
	store_close(store);
	if (!status && !r->dry_run && o.not_in_force)
		status = EXIT_NOT_IN_FORCE;
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
		else if (!r->file && *args_peek(a) != '-')
			r->file = args_take(a);
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
		status = run(r);
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

/**
 * struct export - what is to be written
 * @opts: how
 * @secrets: with secrets
 */
struct export {
	const struct options *opts;
	bool secrets;
};

static int export_store(struct store *store, void *arg)
{
	const struct export *e = arg;

	return file_write(store, e->opts, e->secrets);
}

static int export_run(const struct options *opts, int argc, char **argv)
{
	struct args a = { .argc = argc, .argv = argv };
	struct export e = { .opts = opts };

	e.secrets = args_match(&a, "--secrets");
	if (args_end(&a))
		return usage_error(&export_object, &a);
	return domain_look(opts, export_store, &e);
}

static const struct command apply_commands[] = {
	{ "", "[ [ -f ] FILE ] [ --dry-run ] [ --prune ]",
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
	{ "", "[ [ -f ] FILE ] [ --prune ]",
	  "say how this host differs from the domain, and that from FILE",
	  diff_run },
};

const struct object diff_object = {
	.name = "diff",
	.help = "how host, domain and a file differ",
	.terms =
	"Exit status: 0 no difference; 4 the host, 8 the file, 16 an item of the\n"
	"identity is not in force, and their sums.\n",
	.commands = diff_commands,
	.n_commands = ARRAY_SIZE(diff_commands),
};

static const struct command export_commands[] = {
	{ "", "[ --secrets ]", "print the domain as a file for \"apply\"",
	  export_run },
};

const struct object export_object = {
	.name = "export",
	.help = "the domain as a file",
	.terms = "--secrets writes secrets too; without it they are left out.\n",
	.commands = export_commands,
	.n_commands = ARRAY_SIZE(export_commands),
};
