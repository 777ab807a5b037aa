// SPDX-License-Identifier: GPL-2.0
/* vcctl monitor: events as they happen */
#include <errno.h>
#include <stdio.h>
#include <netlink/genl/genl.h>

#include "cmd.h"
#include "output.h"
#include "params.h"
#include "port_show.h"
#include "vcid_show.h"

static const char *event_name(int cmd)
{
	switch (cmd) {
	case FLEXNIC_CMD_PORT_NEW_NTF:
		return "add";
	case FLEXNIC_CMD_PORT_DEL_NTF:
		return "del";
	case FLEXNIC_CMD_PORT_CHANGE_NTF:
		return "change";
	default:
		return NULL;
	}
}

/* "event" comes first, for the eye's sake; frees @members */
static void show_json(const char *event, struct json_object *members,
		      const struct options *opts)
{
	struct json_object *json = json_object_new_object();

	json_object_object_add(json, "event", json_object_new_string(event));
	json_object_object_foreach(members, key, value)
		json_object_object_add(json, key, json_object_get(value));
	json_object_put(members);
	json_show(json, opts);
}

/* whoever reads us has gone: nothing is left to be done */
static int flush(void)
{
	return fflush(stdout) ? -EPIPE : 0;
}

static int port_event(struct nlmsghdr *nlh, void *arg)
{
	struct genlmsghdr *genl = nlmsg_data(nlh);
	const struct options *opts = arg;
	const char *event;
	struct port port;
	int err;

	if (!genlmsg_valid_hdr(nlh, 0))
		return -EBADMSG;
	event = event_name(genl->cmd);
	if (!event)
		return 0;
	err = port_parse(nlh, &port);
	if (err)
		return err;
	if (opts->json) {
		show_json(event, port_to_json(&port, opts), opts);
	} else {
		printf("[%s] ", event);
		port_show_text(&port, opts);
	}
	return flush();
}

/* a program that keeps a copy has to fetch it all anew: tell it as well */
static void events_lost(void *arg)
{
	const struct options *opts = arg;
	struct json_object *json;

	print_warning("events lost: they came faster than they were read");
	if (!opts->json)
		return;
	json = json_object_new_object();
	json_object_object_add(json, "event", json_object_new_string("lost"));
	json_show(json, opts);
	flush();
}

static void show_item(const struct vcid_profile *profile,
		      const struct options *opts)
{
	if (!profile->n_items)
		return;
	if (opts->json) {
		show_json("item", vcid_item_to_json(&profile->items[0]), opts);
	} else {
		fputs("[item]", stdout);
		vcid_item_show_text(&profile->items[0]);
	}
}

static void show_profile(const struct vcid_profile *profile,
			 const struct options *opts)
{
	if (opts->json) {
		show_json("profile", vcid_to_json(profile), opts);
	} else {
		fputs("[profile] ", stdout);
		vcid_show_text(profile);
	}
}

static int identity_event(struct nlmsghdr *nlh, void *arg)
{
	struct genlmsghdr *genl = nlmsg_data(nlh);
	struct vcid_profile profile = { .n_items = 0 };
	int err;

	err = vcid_parse(nlh, &profile);
	if (err)
		return err;
	if (genl->cmd == VCID_CMD_ITEM_NTF)
		show_item(&profile, arg);
	else if (genl->cmd == VCID_CMD_PROFILE_NTF)
		show_profile(&profile, arg);
	return flush();
}

static int follow(const struct options *opts, int argc, char **argv,
		  const struct vcnl_family *family, const char *group,
		  vcnl_fn fn)
{
	struct args a = { .argc = argc, .argv = argv };
	struct vcnl nl;
	int status;

	if (params_end(&a)) {
		print_error("%s, try \"vcctl monitor help\"", a.err);
		return EXIT_USAGE;
	}
	status = vcnl_open(&nl, family);
	if (status)
		return status;
	status = vcnl_subscribe(&nl, group);
	if (!status)
		status = vcnl_follow(&nl, fn, events_lost, (void *)opts);
	vcnl_close(&nl);
	return status;
}

static int monitor_port(const struct options *opts, int argc, char **argv)
{
	return follow(opts, argc, argv, &flexnic_family, FLEXNIC_MCGRP_PORT,
		      port_event);
}

static int monitor_identity(const struct options *opts, int argc, char **argv)
{
	return follow(opts, argc, argv, &vcid_family, VCID_MCGRP_PROFILE,
		      identity_event);
}

static const struct command commands[] = {
	{ "port", "", "follow ports and their FlexNICs", monitor_port },
	{ "identity", "", "follow what this server is known by",
	  monitor_identity },
};

const struct object monitor_object = {
	.name = "monitor",
	.help = "events as they happen, until interrupted",
	.commands = commands,
	.n_commands = ARRAY_SIZE(commands),
};
