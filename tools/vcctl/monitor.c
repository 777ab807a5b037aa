// SPDX-License-Identifier: GPL-2.0
/* vcctl monitor: events as they happen */
#include <errno.h>
#include <stdio.h>
#include <netlink/genl/genl.h>

#include "cmd.h"
#include "output.h"
#include "params.h"
#include "port_show.h"
#include "vbridge.h"
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

/*
 * @event comes first, for the eye's sake, then what it is about, if that needs
 * to be said; @members is freed.
 */
static void show_json(const char *event, const char *object,
		      struct json_object *members, const struct options *opts)
{
	struct json_object *json = json_object_new_object();

	json_object_object_add(json, "event", json_object_new_string(event));
	if (object)
		json_object_object_add(json, "object",
				       json_object_new_string(object));
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
		show_json(event, NULL, port_to_json(&port, opts), opts);
	} else {
		printf("[%s] ", event);
		port_show_text(&port, opts);
	}
	return flush();
}

/* what a notification of the switch says of which kind of object */
static const struct {
	const char *event;
	const struct vb_kind *kind;
} changes[] = {
	[VBRIDGE_CMD_NETWORK_NEW_NTF] = { "add", &network_kind },
	[VBRIDGE_CMD_NETWORK_DEL_NTF] = { "del", &network_kind },
	[VBRIDGE_CMD_NETWORK_CHANGE_NTF] = { "change", &network_kind },
	[VBRIDGE_CMD_CONN_NEW_NTF] = { "add", &conn_kind },
	[VBRIDGE_CMD_CONN_DEL_NTF] = { "del", &conn_kind },
	[VBRIDGE_CMD_CONN_CHANGE_NTF] = { "change", &conn_kind },
	[VBRIDGE_CMD_UPLINKSET_NEW_NTF] = { "add", &uplinkset_kind },
	[VBRIDGE_CMD_UPLINKSET_DEL_NTF] = { "del", &uplinkset_kind },
	[VBRIDGE_CMD_UPLINKSET_CHANGE_NTF] = { "change", &uplinkset_kind },
	[VBRIDGE_CMD_MIRROR_NEW_NTF] = { "add", &mirror_kind },
	[VBRIDGE_CMD_MIRROR_DEL_NTF] = { "del", &mirror_kind },
	[VBRIDGE_CMD_PROTECT_CHANGE_NTF] = { "change", &protect_kind },
	[VBRIDGE_CMD_FDB_NEW_NTF] = { "add", &fdb_kind },
	[VBRIDGE_CMD_FDB_DEL_NTF] = { "del", &fdb_kind },
};

static void show_change(const char *event, const struct vb_kind *kind,
			const struct list *object, const struct options *opts)
{
	if (opts->json) {
		show_json(event, kind->object->name,
			  vb_to_json(kind, list_at(object, 0), opts), opts);
		return;
	}
	printf("[%s] %s", event, kind->object->name);
	if (kind->print) {
		putchar(' ');
		vb_show(kind, object, opts);
	} else {
		vb_print_line(kind, list_at(object, 0));
		putchar('\n');
	}
}

static int change_event(struct nlmsghdr *nlh, int cmd,
			const struct options *opts)
{
	const struct vb_kind *kind = changes[cmd].kind;
	struct list object = { 0 };
	void *at;
	int err;

	at = list_add(&object, kind->space->size);
	if (!at)
		return -ENOMEM;
	err = attrs_parse_msg(nlh, kind->space, at);
	if (!err)
		show_change(changes[cmd].event, kind, &object, opts);
	vb_list_free(kind, &object);
	return err;
}

#define EVENT(name, number, ...)					\
	FIELD(name, &event_space, number, ##__VA_ARGS__)

static const struct field event_fields[] = {
	EVENT("network", VBRIDGE_A_EVENT_NETWORK_NAME),
	EVENT("uplinkset", VBRIDGE_A_EVENT_UPLINKSET),
	EVENT("connection", VBRIDGE_A_EVENT_CONN),
	EVENT("port", VBRIDGE_A_EVENT_IFNAME),
	EVENT("mac", VBRIDGE_A_EVENT_MAC, .show = SHOW_MAC),
	EVENT("block", VBRIDGE_A_EVENT_BLOCK, .names = block_names),
	EVENT("count", VBRIDGE_A_EVENT_COUNT),
};

static int incident(struct nlmsghdr *nlh, const struct options *opts)
{
	struct json_object *json;
	struct event e = { 0 };
	struct value name;

	if (attrs_parse_msg(nlh, &event_space, &e))
		return -EBADMSG;
	name = value_name(event_names, e.type);
	if (name.kind != VALUE_TEXT)
		name = value_text("unknown");
	if (opts->json) {
		json = json_object_new_object();
		json_add_fields(json, event_fields, ARRAY_SIZE(event_fields),
				&e);
		show_json(name.text, NULL, json, opts);
		return 0;
	}
	printf("[%s]", name.text);
	print_line(event_fields, ARRAY_SIZE(event_fields), &e);
	putchar('\n');
	return 0;
}

static int switch_event(struct nlmsghdr *nlh, void *arg)
{
	struct genlmsghdr *genl = nlmsg_data(nlh);
	int err;

	if (!genlmsg_valid_hdr(nlh, 0))
		return -EBADMSG;
	if (genl->cmd == VBRIDGE_CMD_EVENT_NTF)
		err = incident(nlh, arg);
	else if (genl->cmd < ARRAY_SIZE(changes) && changes[genl->cmd].event)
		err = change_event(nlh, genl->cmd, arg);
	else
		err = 0;
	return err ? err : flush();
}

static void show_item(const struct vcid_item *item, const struct options *opts)
{
	if (opts->json) {
		show_json("change", "item", vcid_item_to_json(item), opts);
	} else {
		fputs("[change] item", stdout);
		vcid_item_show_text(item);
	}
}

/* one that is gone has no name */
static void show_profile(const struct vcid_profile *profile,
			 const struct options *opts)
{
	const char *event = *profile->name ? "change" : "del";

	if (opts->json) {
		show_json(event, profile_object.name, vcid_to_json(profile),
			  opts);
	} else {
		printf("[%s] ", event);
		vcid_show_text(profile);
	}
}

static int identity_event(struct nlmsghdr *nlh, void *arg)
{
	struct vcid_profile profile = { 0 };
	struct genlmsghdr *genl = nlmsg_data(nlh);
	int err;

	err = vcid_parse(nlh, &profile);
	if (!err && genl->cmd == VCID_CMD_ITEM_NTF && profile.items.n)
		show_item(vcid_item_at(&profile, 0), arg);
	else if (!err && genl->cmd == VCID_CMD_PROFILE_NTF)
		show_profile(&profile, arg);
	vcid_free(&profile);
	return err ? err : flush();
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

/**
 * struct wish - what is to be followed
 * @ports: what flexnic tells
 * @events: what vbridge tells
 * @fdb: and the addresses that it learns
 * @identity: what vcid tells
 */
struct wish {
	bool ports;
	bool events;
	bool fdb;
	bool identity;
};

static int subscribe(struct vcnl *nl, const struct wish *w)
{
	int status = EXIT_OK;

	if (w->ports)
		status = vcnl_subscribe(nl, &flexnic_family,
					FLEXNIC_MCGRP_PORT);
	if (!status && w->events)
		status = vcnl_subscribe(nl, &vbridge_family,
					VBRIDGE_MCGRP_CONFIG);
	if (!status && w->events)
		status = vcnl_subscribe(nl, &vbridge_family,
					VBRIDGE_MCGRP_EVENT);
	if (!status && w->fdb)
		status = vcnl_subscribe(nl, &vbridge_family,
					VBRIDGE_MCGRP_FDB);
	if (!status && w->identity)
		status = vcnl_subscribe(nl, &vcid_family, VCID_MCGRP_PROFILE);
	return status;
}

static int follow(const struct options *opts, const struct wish *w)
{
	struct vcnl_source sources[3];
	struct vcnl nl;
	size_t n = 0;
	int status;

	if (w->ports)
		sources[n++] = (struct vcnl_source){ &flexnic_family,
						     port_event, 0 };
	if (w->events)
		sources[n++] = (struct vcnl_source){ &vbridge_family,
						     switch_event, 0 };
	if (w->identity)
		sources[n++] = (struct vcnl_source){ &vcid_family,
						     identity_event, 0 };
	status = vcnl_open(&nl, sources[0].family);
	if (status)
		return status;
	status = subscribe(&nl, w);
	if (!status)
		status = vcnl_follow(&nl, sources, n, events_lost,
				     (void *)opts);
	vcnl_close(&nl);
	return status;
}

static int monitor(const struct options *opts, int argc, char **argv,
		   struct wish *w)
{
	struct args a = { .argc = argc, .argv = argv };

	w->fdb = w->events && args_match(&a, "fdb");
	if (args_end(&a))
		return usage_error(&monitor_object, &a);
	return follow(opts, w);
}

/* whatever of them is there; without any, ports are missed first */
static int monitor_all(const struct options *opts, int argc, char **argv)
{
	struct wish w;

	w.events = vcnl_has(&vbridge_family);
	w.identity = vcnl_has(&vcid_family);
	w.ports = (!w.events && !w.identity) || vcnl_has(&flexnic_family);
	return monitor(opts, argc, argv, &w);
}

static int monitor_port(const struct options *opts, int argc, char **argv)
{
	struct wish w = { .ports = true };

	return monitor(opts, argc, argv, &w);
}

static int monitor_switch(const struct options *opts, int argc, char **argv)
{
	struct wish w = { .events = true };

	return monitor(opts, argc, argv, &w);
}

static int monitor_identity(const struct options *opts, int argc, char **argv)
{
	struct wish w = { .identity = true };

	return monitor(opts, argc, argv, &w);
}

static const struct command commands[] = {
	{ "all", "[ fdb ]", "follow all of these, as far as they are there",
	  monitor_all },
	{ "port", "", "follow ports and their FlexNICs", monitor_port },
	{ "switch", "[ fdb ]",
	  "follow the switch; with fdb the addresses that it learns as well",
	  monitor_switch },
	{ "identity", "", "follow what this server is known by",
	  monitor_identity },
};

const struct object monitor_object = {
	.name = "monitor",
	.help = "events as they happen, until interrupted",
	.commands = commands,
	.n_commands = ARRAY_SIZE(commands),
};
