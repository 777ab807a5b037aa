// SPDX-License-Identifier: GPL-2.0
/* vcctl profile: what this server is known by, as a whole */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "args.h"
#include "cmd.h"
#include "domain/profile_cmd.h"
#include "output.h"
#include "profile.h"
#include "vcid_file.h"
#include "vcid_show.h"
#include "vcid_talk.h"

int profile_show(const struct options *opts, int argc, char **argv)
{
	struct args a = { .argc = argc, .argv = argv };
	struct vcid_profile profile = { 0 };
	struct vcnl nl;
	int status;

	if (args_end(&a))
		return usage_error(&profile_object, &a);
	status = vcnl_open(&nl, &vcid_family);
	if (status)
		return status;
	status = vcid_fetch(&nl, &profile);
	vcnl_close(&nl);
	if (!status && opts->json)
		json_show(vcid_to_json(&profile), opts);
	else if (!status)
		vcid_show_text(&profile);
	vcid_free(&profile);
	return status;
}

/* "-" is the standard input */
static int read_file(const char *name, struct vcid_profile *profile)
{
	FILE *file = strcmp(name, "-") ? fopen(name, "re") : stdin;
	char err[256];
	int status = EXIT_OK;

	if (!file) {
		print_error("cannot open \"%s\": %s", name, strerror(errno));
		return EXIT_USAGE;
	}
	if (vcid_file_read(file, profile, err, sizeof(err))) {
		print_error("%s: %s", name, err);
		status = EXIT_USAGE;
	}
	if (file != stdin)
		fclose(file);
	return status;
}

static int load(const struct options *opts, int argc, char **argv)
{
	struct args a = { .argc = argc, .argv = argv };
	const char *name = args_take(&a);
	struct vcid_profile profile = { 0 };
	struct vcnl nl;
	int status;

	(void)opts;
	if (!name)
		args_fail(&a, "no file is given");
	if (args_match(&a, "force"))
		vcid_set_force(&profile);
	if (!name || args_end(&a))
		return usage_error(&profile_object, &a);
	status = read_file(name, &profile);
	if (!status)
		status = vcnl_open(&nl, &vcid_family);
	if (!status) {
		status = vcid_send(&nl, &profile);
		vcnl_close(&nl);
	}
	vcid_free(&profile);
	return status;
}

int profile_unload(const struct options *opts, int argc, char **argv)
{
	struct args a = { .argc = argc, .argv = argv };
	bool force = args_match(&a, "force");
	struct vcnl nl;
	int status;

	(void)opts;
	if (args_end(&a))
		return usage_error(&profile_object, &a);
	status = vcnl_open(&nl, &vcid_family);
	if (status)
		return status;
	status = vcid_clear(&nl, force);
	vcnl_close(&nl);
	return status;
}

/* with a name it can be but one of the domain */
static int show(const struct options *opts, int argc, char **argv)
{
	return argc ? profile_list(opts, argc, argv) :
		      profile_show(opts, argc, argv);
}

static const struct command commands[] = {
	{ "show", "[ NAME ]",
	  "show the profile in force and what has become of its items, or one of the domain",
	  show },
	{ "load", "FILE [ force ]",
	  "put the profile in FILE, YAML or JSON, into force as a whole or not at all",
	  load },
	{ "unload", "[ force ]", "bring back all that is burned in", profile_unload },
	{ "list", "[ NAME ]", "show the domain's profiles, or all of one",
	  profile_list },
	{ "check", "[ NAME ]",
	  "say what stands against them, and how they deviate from templates",
	  profile_check },
	{ "add", "NAME [ KEY VALUE ]...", "add a profile to the domain",
	  profile_add },
	{ "set", "NAME KEY VALUE ...", "change one", profile_set },
	{ "del", "NAME", "remove one that is in no bay", profile_del },
	{ "assign", "NAME BAY", "put one in a bay", profile_assign },
	{ "unassign", "NAME", "take one out of its bay", profile_unassign },
	{ "move", "NAME BAY", "put one in another bay", profile_move },
	{ "failover", "NAME", "put one in a spare bay of its model and group",
	  profile_failover },
};

const struct object profile_object = {
	.name = "profile",
	.help = "what this server is known by, and profiles of the domain",
	.terms =
	"show without NAME, load and unload are about what is in force on this host, all else\n"
	"about the domain. KEY and VALUE are as for \"vcctl domain\".\n"
	"force: FC ports that are there change their names too; their disks go.\n",
	.commands = commands,
	.n_commands = ARRAY_SIZE(commands),
};
