// SPDX-License-Identifier: GPL-2.0
/* vcctl mdb: which connections want which multicast groups */
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "vbridge.h"

static struct value group_value(const void *object)
{
	const struct mdb *m = object;
	char text[INET6_ADDRSTRLEN];

	if (!attr_given(m, VBRIDGE_A_MDB_GROUP))
		return value_null();
	if (!inet_ntop(m->group.len == 4 ? AF_INET : AF_INET6, m->group.data,
		       text, sizeof(text)))
		return value_null();
	return value_text(text);
}

static struct value router_value(const void *object)
{
	const struct mdb *m = object;

	return value_switch(m->router);
}

/* a group, or that it is a router */
static struct value what_value(const void *object)
{
	const struct mdb *m = object;

	return m->router ? value_text("router") : group_value(object);
}

#define MDB(name, number, ...)						\
	FIELD(name, &mdb_space, number, ##__VA_ARGS__)

static const struct field fields[] = {
	MDB("network", VBRIDGE_A_MDB_NETWORK_NAME),
	{ .key = "group", .get = group_value, .flags = FIELD_JSON_ONLY },
	{ .key = "router", .get = router_value, .flags = FIELD_JSON_ONLY },
	{ .key = "group", .get = what_value, .flags = FIELD_TEXT_ONLY },
	MDB("connection", VBRIDGE_A_MDB_CONN, .flags = FIELD_RIGHT),
	MDB("port", VBRIDGE_A_MDB_IFNAME),
	MDB("expires", VBRIDGE_A_MDB_EXPIRES, .show = SHOW_MS,
	    .flags = FIELD_RIGHT),
};

const struct vb_kind mdb_kind = {
	.object = &mdb_object,
	.get = VBRIDGE_CMD_MDB_GET,
	.space = &mdb_space,
	.fields = fields,
	.n_fields = ARRAY_SIZE(fields),
};

static const struct word words[] = {
	{ "network", VBRIDGE_A_MDB_NETWORK_NAME, word_ifname,
	  offsetof(struct mdb, network_name) },
	{ NULL }
};

static int mdb_show(const struct options *opts, int argc, char **argv)
{
	struct args a = { .argc = argc, .argv = argv };
	struct mdb request = { 0 };

	if (args_words(&a, words, &request) || args_end(&a))
		return usage_error(&mdb_object, &a);
	return vb_show_some(&mdb_kind, opts, &request, NULL, NULL);
}

static const struct command commands[] = {
	{ "show", "[ network NET ]",
	  "show the members of groups, and the routers", mdb_show },
};

const struct object mdb_object = {
	.name = "mdb",
	.help = "multicast groups, and the connections that want them",
	.commands = commands,
	.n_commands = ARRAY_SIZE(commands),
};
