// SPDX-License-Identifier: GPL-2.0
/* vcctl fdb: behind which connection which address is */
#include <stdio.h>
#include <string.h>

#include "vbridge.h"

#define AT(member)	offsetof(struct fdb, member)

static const struct word add_words[] = {
	{ "network", VBRIDGE_A_FDB_NETWORK_NAME, word_ifname,
	  AT(network_name) },
	{ "connection", VBRIDGE_A_FDB_CONN, word_u32, AT(conn) },
	{ "static", VBRIDGE_A_FDB_STATIC, word_switch, AT(is_static) },
	{ "sticky", VBRIDGE_A_FDB_STICKY, word_switch, AT(sticky) },
	{ NULL }
};

static const struct word del_words[] = {
	{ "network", VBRIDGE_A_FDB_NETWORK_NAME, word_ifname,
	  AT(network_name) },
	{ NULL }
};

static const struct word flush_words[] = {
	{ "network", VBRIDGE_A_FDB_NETWORK_NAME, word_ifname,
	  AT(network_name) },
	{ "connection", VBRIDGE_A_FDB_CONN, word_u32, AT(conn) },
	{ "address", VBRIDGE_A_FDB_MAC, word_mac, AT(mac) },
	{ NULL }
};

static const struct word show_words[] = {
	{ "network", VBRIDGE_A_FDB_NETWORK_NAME, word_ifname,
	  AT(network_name) },
	{ "connection", VBRIDGE_A_FDB_CONN, word_u32, AT(conn) },
	{ "dev", VBRIDGE_A_FDB_IFNAME, word_ifname, AT(ifname) },
	{ NULL }
};

/* MAC and words, of which that of attribute @needed must be there */
static int parse_entry(struct args *a, const struct word *words,
		       unsigned int needed, struct fdb *f)
{
	int err;

	if (!args_peek(a))
		return args_fail(a, "no address is given");
	attr_give(f, VBRIDGE_A_FDB_MAC);
	err = args_mac(a, "address", f->mac);
	if (!err)
		err = args_words(a, words, f);
	if (err || args_peek(a))
		return err;
	if (!attr_given(f, VBRIDGE_A_FDB_NETWORK_NAME))
		return args_fail(a, "no network is given");
	if (!attr_given(f, needed))
		return args_fail(a, "no connection is given");
	return 0;
}

static int parse_add(struct args *a, void *object)
{
	return parse_entry(a, add_words, VBRIDGE_A_FDB_CONN, object);
}

static int parse_del(struct args *a, void *object)
{
	return parse_entry(a, del_words, VBRIDGE_A_FDB_MAC, object);
}

/* the kernel takes one of them; that others do not count is to be seen */
static int parse_flush(struct args *a, void *object)
{
	const struct fdb *f = object;
	int err = args_words(a, flush_words, object);

	if (!err && f->given & (f->given - 1))
		return args_fail(a, "only one of network, connection and address can be given");
	return err;
}

static const struct vb_verb verbs[] = {
	{ "add", VBRIDGE_CMD_FDB_NEW, parse_add },
	{ "del", VBRIDGE_CMD_FDB_DEL, parse_del },
	{ "flush", VBRIDGE_CMD_FDB_FLUSH, parse_flush },
	{ NULL }
};

#define FDB(name, number, ...)						\
	FIELD(name, &fdb_space, number, ##__VA_ARGS__)

static const char *const type_names[] = {
	"learned", "static", "sticky", "local", NULL
};

/* the strongest of what it is */
static struct value type_value(const void *object)
{
	const struct fdb *f = object;

	if (f->local)
		return value_text(type_names[3]);
	if (f->sticky)
		return value_text(type_names[2]);
	return value_text(type_names[f->is_static]);
}

/* only what ages has an age */
static struct value age_value(const void *object)
{
	const struct fdb *f = object;

	if (!attr_given(f, VBRIDGE_A_FDB_AGE) || f->local || f->is_static)
		return value_absent();
	return value_ms(f->age);
}

static const struct field fields[] = {
	FDB("mac", VBRIDGE_A_FDB_MAC, .show = SHOW_MAC),
	FDB("network", VBRIDGE_A_FDB_NETWORK_NAME),
	FDB("connection", VBRIDGE_A_FDB_CONN, .flags = FIELD_RIGHT),
	FDB("port", VBRIDGE_A_FDB_IFNAME),
	{ .key = "type", .get = type_value, .flags = FIELD_TEXT_ONLY },
	FDB("local", VBRIDGE_A_FDB_LOCAL, .flags = FIELD_JSON_ONLY),
	FDB("static", VBRIDGE_A_FDB_STATIC, .flags = FIELD_JSON_ONLY),
	FDB("sticky", VBRIDGE_A_FDB_STICKY, .flags = FIELD_JSON_ONLY),
	{ .key = "age", .get = age_value, .flags = FIELD_RIGHT },
};

const struct vb_kind fdb_kind = {
	.object = &fdb_object,
	.get = VBRIDGE_CMD_FDB_GET,
	.space = &fdb_space,
	.verbs = verbs,
	.fields = fields,
	.n_fields = ARRAY_SIZE(fields),
};

static bool is_wanted(const void *object, const void *filter)
{
	const struct fdb *f = object, *wanted = filter;

	return (!*wanted->network_name ||
		!strcmp(f->network_name, wanted->network_name)) &&
	       (!*wanted->ifname || !strcmp(f->ifname, wanted->ifname)) &&
	       (!wanted->conn || f->conn == wanted->conn);
}

static int fdb_show(const struct options *opts, int argc, char **argv)
{
	struct args a = { .argc = argc, .argv = argv };
	struct fdb filter = { 0 }, request;

	if (args_words(&a, show_words, &filter) || args_end(&a))
		return usage_error(&fdb_object, &a);
	/* there may be hundreds of thousands: the kernel chooses what it can */
	request = filter;
	request.given &= BIT(VBRIDGE_A_FDB_NETWORK_NAME) |
			 BIT(VBRIDGE_A_FDB_CONN);
	return vb_show_some(&fdb_kind, opts, &request, is_wanted, &filter);
}

static int fdb_add(const struct options *opts, int argc, char **argv)
{
	return vb_change(&fdb_kind, opts, "add", argc, argv);
}

static int fdb_del(const struct options *opts, int argc, char **argv)
{
	return vb_change(&fdb_kind, opts, "del", argc, argv);
}

static void show_count(const struct fdb *reply, const struct options *opts)
{
	struct json_object *json;

	if (!opts->json) {
		printf("%u removed\n", reply->count);
		return;
	}
	json = json_object_new_object();
	json_object_object_add(json, "removed",
			       json_object_new_uint64(reply->count));
	json_show(json, opts);
}

static int fdb_flush(const struct options *opts, int argc, char **argv)
{
	struct args a = { .argc = argc, .argv = argv };
	struct fdb filter = { 0 }, reply = { 0 };
	struct vcnl nl;
	int status;

	if (parse_flush(&a, &filter) || args_end(&a))
		return usage_error(&fdb_object, &a);
	status = vcnl_open(&nl, &vbridge_family);
	if (status)
		return status;
	status = vb_send(&nl, &fdb_kind, VBRIDGE_CMD_FDB_FLUSH, &filter,
			 &reply);
	if (!status)
		show_count(&reply, opts);
	vcnl_close(&nl);
	return status;
}

static const struct command commands[] = {
	{ "show", "[ network NET ] [ dev PORT ] [ connection ID ]",
	  "show the addresses that are known", fdb_show },
	{ "add", "MAC network NET connection ID [ static { on | off } ]\n"
	  "\t[ sticky { on | off } ]",
	  "put an address behind a connection", fdb_add },
	{ "del", "MAC network NET", "remove an address", fdb_del },
	{ "flush", "[ network NET | connection ID | address MAC ]",
	  "forget what was learned there, or an address", fdb_flush },
};

const struct object fdb_object = {
	.name = "fdb",
	.help = "addresses, and the connections they are behind",
	.commands = commands,
	.n_commands = ARRAY_SIZE(commands),
};
