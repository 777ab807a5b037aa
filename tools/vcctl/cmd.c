// SPDX-License-Identifier: GPL-2.0
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "args.h"
#include "cmd.h"
#include "names.h"

bool abbreviates(const char *word, const char *name)
{
	return *word && !strncmp(word, name, strlen(word));
}

bool asks_for_help(const char *word)
{
	return abbreviates(word, "help") || !strcmp(word, "-h") ||
	       !strcmp(word, "-help") || !strcmp(word, "--help");
}

static bool has_verbs(const struct object *obj)
{
	return *obj->commands[0].name;
}

static void print_verbs(const struct object *obj)
{
	unsigned int i;

	if (!has_verbs(obj)) {
		printf("Usage: vcctl [ OPTIONS ] %s %s\n", obj->name,
		       obj->commands[0].args);
		return;
	}
	printf("Usage: vcctl [ OPTIONS ] %s { ", obj->name);
	for (i = 0; i < obj->n_commands; i++)
		printf("%s | ", obj->commands[i].name);
	puts("help }");
}

void object_help(const struct object *obj)
{
	const struct command *c;

	print_verbs(obj);
	for (c = obj->commands; c < obj->commands + obj->n_commands; c++)
		printf("\n  vcctl %s%s%s%s%s\n\t%s\n", obj->name,
		       *c->name ? " " : "", c->name, *c->args ? " " : "",
		       c->args, c->help);
	if (obj->terms)
		printf("\n%s", obj->terms);
}

static const struct command *find_command(const struct object *obj,
					  const char *word, struct names *names)
{
	const struct command *found = NULL;
	unsigned int i;

	for (i = 0; i < obj->n_commands; i++) {
		if (!strcmp(word, obj->commands[i].name))
			return &obj->commands[i];
		if (!abbreviates(word, obj->commands[i].name))
			continue;
		names_add(names, obj->commands[i].name);
		if (!found)
			found = &obj->commands[i];
	}
	/* what only shows comes first: that is what one letter may stand for */
	return names->n > 1 && found != obj->commands ? NULL : found;
}

static int refuse_command(const struct object *obj, const char *word,
			  struct names *names)
{
	unsigned int i;

	for (i = 0; !names->n && i < obj->n_commands; i++)
		names_compare(names, word, obj->commands[i].name);
	if (names->n)
		print_error("%s has no command \"%s\", which may be %s",
			    obj->name, word, names->text);
	else if (names->like)
		print_error("%s has no command \"%s\", did you mean \"%s\"?",
			    obj->name, word, names->like);
	else
		print_error("%s has no command \"%s\", try \"vcctl %s help\"",
			    obj->name, word, obj->name);
	return EXIT_USAGE;
}

/* "help" may be a name among others, "--help" is none */
static bool wants_help(int argc, char **argv)
{
	int i;

	for (i = 0; i < argc; i++)
		if (!strcmp(argv[i], "--help"))
			return true;
	return false;
}

int object_run(const struct object *obj, const struct options *opts, int argc,
	       char **argv)
{
	struct names names = { 0 };
	const struct command *c;

	if (!argc)
		return obj->commands[0].run(opts, 0, argv);

	c = find_command(obj, argv[0], &names);
	if (!c && asks_for_help(argv[0])) {
		object_help(obj);
		return EXIT_OK;
	}
	if (!c && has_verbs(obj))
		return refuse_command(obj, argv[0], &names);
	if (wants_help(argc, argv)) {
		object_help(obj);
		return EXIT_OK;
	}
	if (!c)
		return obj->commands[0].run(opts, argc, argv);
	if (argc == 2 && !strcmp(argv[1], "help")) {
		object_help(obj);
		return EXIT_OK;
	}
	return c->run(opts, argc - 1, argv + 1);
}

__printf(2, 0)
static void complain(const char *what, const char *fmt, va_list ap)
{
	/* keep the order when both streams go to one place */
	fflush(stdout);
	fprintf(stderr, "%s: ", what);
	vfprintf(stderr, fmt, ap);
	fputs(".\n", stderr);
}

void print_error(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	complain("Error", fmt, ap);
	va_end(ap);
}

void print_warning(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	complain("Warning", fmt, ap);
	va_end(ap);
}

int usage_error(const struct object *obj, const struct args *a)
{
	print_error("%s, try \"vcctl %s help\"", a->err, obj->name);
	return EXIT_USAGE;
}
