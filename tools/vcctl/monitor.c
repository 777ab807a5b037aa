// SPDX-License-Identifier: GPL-2.0
/* vcctl monitor: events as they happen */
#include <errno.h>
#include <stdio.h>
#include <netlink/genl/genl.h>

#include "cmd.h"
#include "output.h"
#include "params.h"
#include "port_show.h"

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

/* "event" comes first, for the eye's sake */
static void show_json(const char *event, const struct port *port,
		      const struct options *opts)
{
	struct json_object *json = json_object_new_object();
	struct json_object *members = port_to_json(port, opts);

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
		show_json(event, &port, opts);
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

static int monitor_port(const struct options *opts, int argc, char **argv)
{
	struct args a = { .argc = argc, .argv = argv };
	struct vcnl nl;
	int status;

	if (args_end(&a))
		return usage_error(&monitor_object, &a);
	status = vcnl_open(&nl, &flexnic_family);
	if (status)
		return status;
	status = vcnl_subscribe(&nl, FLEXNIC_MCGRP_PORT);
	if (!status)
		status = vcnl_follow(&nl, port_event, events_lost,
				     (void *)opts);
	vcnl_close(&nl);
	return status;
}

static const struct command commands[] = {
	{ "port", "", "follow ports and their FlexNICs", monitor_port },
};

const struct object monitor_object = {
	.name = "monitor",
	.help = "events as they happen, until interrupted",
	.commands = commands,
	.n_commands = ARRAY_SIZE(commands),
};
