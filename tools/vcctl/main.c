// SPDX-License-Identifier: GPL-2.0
/* vcctl: options, and the table of objects */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "cmd.h"
#include "names.h"
#include "nl.h"

#ifndef VCCTL_VERSION
#define VCCTL_VERSION	"unknown"
#endif

static const struct object *const objects[] = {
	&port_object,
	&flexnic_object,
	&monitor_object,
	&network_object,
	&connection_object,
	&uplinkset_object,
	&fdb_object,
	&mdb_object,
	&mirror_object,
	&protect_object,
	&topology_object,
	&batch_object,
	&identity_object,
	&profile_object,
	&log_object,
	&db_object,
	&pool_object,
	&domain_object,
	&apply_object,
	&diff_object,
	&export_object,
	&show_object,
	&top_object,
};

/* objects on one line of the usage */
#define PER_LINE	6

static void usage(FILE *to)
{
	size_t i;

	fputs("Usage: vcctl [ OPTIONS ] OBJECT { COMMAND | help }\n\n"
	      "OBJECT := {", to);
	for (i = 0; i < ARRAY_SIZE(objects); i++)
		fprintf(to, "%s%s |", i && i % PER_LINE == 0 ? "\n\t" : " ",
			objects[i]->name);
	fputs(" help }\n", to);
	for (i = 0; i < ARRAY_SIZE(objects); i++)
		fprintf(to, "  %-12s%s\n", objects[i]->name, objects[i]->help);
	fputs("\nOPTIONS := { -j[son] | -p[retty] | -s[tatistics] |\n"
	      "             -n[etns] NAME | -db FILE | -V[ersion] | -h[elp] }\n", to);
}

/* NULL if there is none, or several, which are @names then */
static const struct object *find_object(const char *word, struct names *names)
{
	const struct object *found = NULL;
	size_t i;

	/* a whole name stands for itself, also where it begins another */
	for (i = 0; i < ARRAY_SIZE(objects); i++)
		if (!strcmp(word, objects[i]->name))
			return objects[i];
	for (i = 0; i < ARRAY_SIZE(objects); i++) {
		if (!abbreviates(word, objects[i]->name))
			continue;
		names_add(names, objects[i]->name);
		found = objects[i];
	}
	return names->n > 1 ? NULL : found;
}

static const struct object *need_object(const char *word)
{
	struct names names = { 0 };
	const struct object *found = find_object(word, &names);
	size_t i;

	if (found)
		return found;
	if (names.n) {
		print_error("\"%s\" may be %s", word, names.text);
		return NULL;
	}
	for (i = 0; i < ARRAY_SIZE(objects); i++)
		names_compare(&names, word, objects[i]->name);
	if (names.like)
		print_error("there is no object \"%s\", did you mean \"%s\"?",
			    word, names.like);
	else
		print_error("there is no object \"%s\", try \"vcctl help\"",
			    word);
	return NULL;
}

static int run_help(int argc, char **argv)
{
	const struct object *obj;

	if (argc < 1) {
		usage(stdout);
		return EXIT_OK;
	}
	obj = need_object(argv[0]);
	if (!obj)
		return EXIT_USAGE;
	object_help(obj);
	return EXIT_OK;
}

static int run(const struct options *opts, int argc, char **argv)
{
	const struct object *obj;
	struct names names = { 0 };

	if (argc < 1) {
		usage(stderr);
		return EXIT_USAGE;
	}
	obj = find_object(argv[0], &names);
	if (!obj && !names.n && asks_for_help(argv[0]))
		return run_help(argc - 1, argv + 1);
	if (!obj)
		obj = need_object(argv[0]);
	if (!obj)
		return EXIT_USAGE;
	return object_run(obj, opts, argc - 1, argv + 1);
}

/* What was printed but could not be written was not done. */
static int close_stdout(int status)
{
	if (!fflush(stdout) && !ferror(stdout))
		return status;
	perror("vcctl: standard output");
	return status ? status : EXIT_REFUSED;
}

/* one line: a page of usage would hide it */
static int refuse_option(const char *word, bool wants_value)
{
	if (wants_value)
		print_error("option %s wants a value, try \"vcctl help\"", word);
	else
		print_error("there is no option %s, try \"vcctl help\"", word);
	return EXIT_USAGE;
}

int main(int argc, char **argv)
{
	static const struct option longopts[] = {
		{ "json",	no_argument,		NULL, 'j' },
		{ "pretty",	no_argument,		NULL, 'p' },
		{ "statistics",	no_argument,		NULL, 's' },
		{ "stats",	no_argument,		NULL, 's' },
		{ "netns",	required_argument,	NULL, 'n' },
		{ "db",		required_argument,	NULL, 'd' },
		{ "Version",	no_argument,		NULL, 'V' },
		{ "version",	no_argument,		NULL, 'V' },
		{ "help",	no_argument,		NULL, 'h' },
		{ NULL, 0, NULL, 0 }
	};
	struct options opts = { false };
	const char *netns = NULL;
	int c, status;

	/* "+": what follows the object is the object's; ":": we say what is wrong */
	while ((c = getopt_long_only(argc, argv, "+:jpsn:Vh", longopts,
				     NULL)) != -1) {
		switch (c) {
		case 'j':
			opts.json = true;
			break;
		case 'p':
			opts.pretty = true;
			break;
		case 's':
			opts.stats = true;
			break;
		case 'n':
			netns = optarg;
			break;
		case 'd':
			opts.db = optarg;
			break;
		case 'V':
			puts("vcctl " VCCTL_VERSION);
			return close_stdout(EXIT_OK);
		case 'h':
			usage(stdout);
			return close_stdout(EXIT_OK);
		default:
			return refuse_option(argv[optind - 1], c == ':');
		}
	}
	status = netns ? netns_enter(netns) : EXIT_OK;
	if (!status)
		status = run(&opts, argc - optind, argv + optind);
	return close_stdout(status);
}
