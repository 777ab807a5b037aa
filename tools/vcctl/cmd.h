/* SPDX-License-Identifier: GPL-2.0 */
/* Tables of commands, from which both the dispatch and the help come. */
#ifndef VCCTL_CMD_H
#define VCCTL_CMD_H

#include <stdbool.h>

#include "util.h"

/* what vcctl exits with */
enum {
	EXIT_OK,	/* done */
	EXIT_USAGE,	/* the command line is wrong; nothing was changed */
	EXIT_REFUSED,	/* the kernel or the store refused, or could not be asked */
};

/**
 * struct options - what stands before the object
 * @json: JSON rather than text
 * @pretty: JSON for people
 * @stats: with counters
 * @db: file of the store, NULL for the usual one
 */
struct options {
	bool json;
	bool pretty;
	bool stats;
	const char *db;
};

struct object;

/**
 * struct command - one verb of an object
 * @name: the verb
 * @args: what may follow, as the help shows it
 * @help: what it does
 * @run: does it with the words after the verb; returns an exit status
 */
struct command {
	const char *name;
	const char *args;
	const char *help;
	int (*run)(const struct options *opts, int argc, char **argv);
};

/**
 * struct object - a kind of thing that vcctl manages
 * @name: its name
 * @help: what it is
 * @terms: what the words in capitals mean, lines for the help, or NULL
 * @commands: its verbs, or one without a name that all words are for. The first
 *	is run where none is given, and only shows. An abbreviation stands for it,
 *	or for the only one that begins with it
 */
struct object {
	const char *name;
	const char *help;
	const char *terms;
	const struct command *commands;
	unsigned int n_commands;
};

extern const struct object port_object;
extern const struct object flexnic_object;
extern const struct object network_object;
extern const struct object connection_object;
extern const struct object uplinkset_object;
extern const struct object fdb_object;
extern const struct object mdb_object;
extern const struct object mirror_object;
extern const struct object protect_object;
extern const struct object topology_object;
extern const struct object batch_object;
extern const struct object identity_object;
extern const struct object profile_object;
extern const struct object monitor_object;
extern const struct object log_object;
extern const struct object db_object;
extern const struct object pool_object;
extern const struct object domain_object;
extern const struct object apply_object;
extern const struct object diff_object;
extern const struct object export_object;
extern const struct object show_object;
extern const struct object top_object;

/* Does @word, not empty, begin @name? */
bool abbreviates(const char *word, const char *name);

/* "help", "-h" or "--help" */
bool asks_for_help(const char *word);

int object_run(const struct object *obj, const struct options *opts, int argc,
	       char **argv);
void object_help(const struct object *obj);

struct args;

/* say what is wrong with the line, and where to look; returns EXIT_USAGE */
int usage_error(const struct object *obj, const struct args *a);

/* "Error: ..." and "Warning: ...", with a full stop, on stderr */
__printf(1, 2)
void print_error(const char *fmt, ...);
__printf(1, 2)
void print_warning(const char *fmt, ...);

#endif
