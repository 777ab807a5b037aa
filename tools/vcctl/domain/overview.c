// SPDX-License-Identifier: GPL-2.0
/* vcctl show: this host at a glance */
#include <stdio.h>
#include <unistd.h>

#include "args.h"
#include "domain.h"
#include "object.h"
#include "output.h"
#include "overview.h"

static int count_object(const char *name, struct json_object *doc, void *arg)
{
	(void)name;
	(void)doc;
	++*(uint64_t *)arg;
	return EXIT_OK;
}

static int load_domain(struct store *store, void *arg)
{
	struct overview *o = arg;
	const char *bay = NULL;
	int status;

	status = store_get(store, domain_kind.name, DOMAIN_NAME, &o->domain);
	if (!status)
		status = store_each(store, bay_kind.name, count_object,
				    &o->bays);
	if (!status)
		status = store_each(store, profile_kind.name, count_object,
				    &o->profiles);
	if (!status && o->domain)
		bay = doc_text(o->domain, "host");
	if (status || !bay)
		return status;
	snprintf(o->bay, sizeof(o->bay), "%s", bay);
	return placed_load(store, bay, &o->placed);
}

/* a host that no domain was ever kept on has its kernel's state all the same */
static bool has_store(const struct options *opts)
{
	return opts->db || !access(STORE_DEFAULT, F_OK);
}

static int show_run(const struct options *opts, int argc, char **argv)
{
	struct args a = { .argc = argc, .argv = argv };
	struct overview o = { 0 };
	int status = EXIT_OK;

	if (args_end(&a))
		return usage_error(&show_object, &a);
	if (has_store(opts))
		status = domain_look(opts, load_domain, &o);
	if (!status)
		status = host_fetch(&o.host);
	if (!status && opts->json)
		json_show(overview_to_json(&o), opts);
	else if (!status)
		overview_show_text(&o);
	host_free(&o.host);
	placed_free(&o.placed);
	json_object_put(o.domain);
	return status;
}

static const struct command commands[] = {
	{ "", "", "show bay, profile, FlexNICs and networks of this host",
	  show_run },
};

const struct object show_object = {
	.name = "show",
	.help = "this host at a glance",
	.commands = commands,
	.n_commands = ARRAY_SIZE(commands),
};
