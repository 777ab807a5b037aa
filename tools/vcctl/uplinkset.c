// SPDX-License-Identifier: GPL-2.0
/* vcctl uplinkset: ports by which several networks leave the switch */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "bond.h"
#include "vbridge.h"

#define AT(member)	offsetof(struct uplinkset, member)

static int parse_name(struct args *a, void *object)
{
	struct uplinkset *u = object;

	if (!args_peek(a))
		return args_fail(a, "no uplink set is given");
	attr_give(u, VBRIDGE_A_UPLINKSET_NAME);
	return args_name(a, "uplink set", u->name, sizeof(u->name));
}

/* the name before the colon of @part, where it ends; what is behind it */
static int part_name(struct args *a, const char *key, char *part, char *name,
		     char **rest)
{
	*rest = strchr(part, ':');
	if (*rest)
		*(*rest)++ = '\0';
	if (strlen(part) >= IFNAMSIZ)
		return args_fail(a, "%s \"%s\" is longer than %d characters",
				 key, part, IFNAMSIZ - 1);
	if (!*part)
		return args_fail(a, "%s has an empty name", key);
	strcpy(name, part);
	return 0;
}

/* an item of a list, which attribute @name names; @rest as part_name() has it */
static void *new_named(struct args *a, const char *key, char *part,
		       struct list *list, const struct attr_space *space,
		       unsigned int name, char **rest)
{
	void *item = list_add(list, space->size);

	if (!item) {
		args_fail(a, "out of memory");
		return NULL;
	}
	attr_give(item, name);
	if (part_name(a, key, part, (char *)attr_member(space, name, item),
		      rest))
		return NULL;
	return item;
}

static struct member *new_member(struct args *a, const char *key, char *part,
				 struct list *members, char **rest)
{
	return new_named(a, key, part, members, &member_space,
			 VBRIDGE_A_MEMBER_IFNAME, rest);
}

static struct carried *new_carried(struct args *a, const char *key, char *part,
				   struct list *carried, char **rest)
{
	return new_named(a, key, part, carried, &carried_space,
			 VBRIDGE_A_CARRIED_NETWORK_NAME, rest);
}

/* PORT[:PREFERENCE] */
static int add_member(struct args *a, const char *key, char *part, void *to)
{
	uint64_t v = 0;
	struct member *m;
	char *rest;
	int err;

	m = new_member(a, key, part, to, &rest);
	if (!m)
		return -EINVAL;
	if (!rest)
		return 0;
	attr_give(m, VBRIDGE_A_MEMBER_PREFERENCE);
	err = args_parse_uint(a, "preference", rest, UINT32_MAX, &v);
	m->preference = v;
	return err;
}

static int del_member(struct args *a, const char *key, char *part, void *to)
{
	struct member *m;
	char *rest;

	m = new_member(a, key, part, to, &rest);
	if (!m)
		return -EINVAL;
	if (rest)
		return args_fail(a, "%s \"%s\" wants no preference", key, part);
	attr_give(m, VBRIDGE_A_MEMBER_REMOVE);
	m->remove = true;
	return 0;
}

/* NETWORK[:TAG] */
static int add_carried(struct args *a, const char *key, char *part, void *to)
{
	struct carried *c;
	bool has_vid;
	char *rest;
	int err;

	c = new_carried(a, key, part, to, &rest);
	if (!c)
		return -EINVAL;
	if (!rest)
		return 0;
	attr_give(c, VBRIDGE_A_CARRIED_TAG);
	err = tag_parse(a, rest, &c->tag, &c->vid, &has_vid);
	if (!err && has_vid)
		attr_give(c, VBRIDGE_A_CARRIED_VID);
	return err;
}

static int del_carried(struct args *a, const char *key, char *part, void *to)
{
	struct carried *c;
	char *rest;

	c = new_carried(a, key, part, to, &rest);
	if (!c)
		return -EINVAL;
	if (rest)
		return args_fail(a, "%s \"%s\" wants no tag", key, part);
	attr_give(c, VBRIDGE_A_CARRIED_REMOVE);
	c->remove = true;
	return 0;
}

static int word_mode(struct args *a, const char *word, void *member)
{
	return args_choice(a, word, set_mode_names, member);
}

static int word_ports(struct args *a, const char *word, void *member)
{
	return args_list(a, word, add_member, member);
}

static int word_del_ports(struct args *a, const char *word, void *member)
{
	return args_list(a, word, del_member, member);
}

static int word_networks(struct args *a, const char *word, void *member)
{
	return args_list(a, word, add_carried, member);
}

static int word_del_networks(struct args *a, const char *word, void *member)
{
	return args_list(a, word, del_carried, member);
}

static const struct word add_words[] = {
	{ "mode", VBRIDGE_A_UPLINKSET_MODE, word_mode, AT(mode) },
	{ "ports", 0, word_ports, AT(members) },
	{ "networks", 0, word_networks, AT(carried) },
	{ NULL }
};

static const struct word set_words[] = {
	{ "add-port", 0, word_ports, AT(members) },
	{ "del-port", 0, word_del_ports, AT(members) },
	{ "add-network", 0, word_networks, AT(carried) },
	{ "del-network", 0, word_del_networks, AT(carried) },
	{ NULL }
};

static const struct word param_words[] = {
	{ "preempt", VBRIDGE_A_UPLINKSET_PREEMPT, word_switch, AT(preempt) },
	{ "hold-down", VBRIDGE_A_UPLINKSET_HOLD_DOWN, word_u32, AT(hold_down) },
	{ "announce-rate", VBRIDGE_A_UPLINKSET_ANNOUNCE_RATE, word_u32,
	  AT(announce_rate) },
	{ "announce-count", VBRIDGE_A_UPLINKSET_ANNOUNCE_COUNT, word_u32,
	  AT(announce_count) },
	{ NULL }
};

/* NAME and words of two tables, in any order */
static int parse_set_of(struct args *a, const struct word *words,
			struct uplinkset *u)
{
	int left, err;

	err = parse_name(a, u);
	if (err)
		return err;
	do {
		left = a->argc;
		err = args_words(a, words, u);
		if (!err)
			err = args_words(a, param_words, u);
	} while (!err && a->argc < left);
	return err;
}

static int parse_add(struct args *a, void *object)
{
	return parse_set_of(a, add_words, object);
}

static int parse_set(struct args *a, void *object)
{
	struct uplinkset *u = object;
	int err = parse_set_of(a, set_words, u);

	if (!err && !args_peek(a) && !u->members.n && !u->carried.n &&
	    u->given == BIT(VBRIDGE_A_UPLINKSET_NAME))
		return args_fail(a, "nothing is to be changed");
	return err;
}

static const struct vb_verb verbs[] = {
	{ "add", VBRIDGE_CMD_UPLINKSET_NEW, parse_add },
	{ "set", VBRIDGE_CMD_UPLINKSET_SET, parse_set },
	{ "del", VBRIDGE_CMD_UPLINKSET_DEL, parse_name },
	{ NULL }
};

#define SET(name, number, ...)						\
	FIELD(name, &uplinkset_space, number, ##__VA_ARGS__)
#define MEMBER(name, number, ...)					\
	FIELD(name, &member_space, number, ##__VA_ARGS__)

static const struct field set_fields[] = {
	SET("uplinkset", VBRIDGE_A_UPLINKSET_NAME, .flags = FIELD_JSON_ONLY),
	SET("mode", VBRIDGE_A_UPLINKSET_MODE, .names = set_mode_names),
	SET("preempt", VBRIDGE_A_UPLINKSET_PREEMPT),
	SET("hold_down", VBRIDGE_A_UPLINKSET_HOLD_DOWN, .title = "hold-down"),
	SET("announce_rate", VBRIDGE_A_UPLINKSET_ANNOUNCE_RATE,
	    .title = "announce-rate"),
	SET("announce_count", VBRIDGE_A_UPLINKSET_ANNOUNCE_COUNT,
	    .title = "announce-count"),
	SET("failovers", VBRIDGE_A_UPLINKSET_FAILOVERS),
};

static const struct field member_fields[] = {
	MEMBER("port", VBRIDGE_A_MEMBER_IFNAME),
	MEMBER("ifindex", VBRIDGE_A_MEMBER_IFINDEX, .flags = FIELD_JSON_ONLY),
	MEMBER("preference", VBRIDGE_A_MEMBER_PREFERENCE, .flags = FIELD_RIGHT),
	MEMBER("carrier", VBRIDGE_A_MEMBER_CARRIER),
	MEMBER("active", VBRIDGE_A_MEMBER_ACTIVE),
};

static struct value carried_tag(const void *object)
{
	const struct carried *c = object;

	if (!attr_given(c, VBRIDGE_A_CARRIED_TAG))
		return value_absent();
	return value_tag(c->tag,
			 attr_given(c, VBRIDGE_A_CARRIED_VID) ? c->vid : 0);
}

static const struct field carried_fields[] = {
	FIELD("network", &carried_space, VBRIDGE_A_CARRIED_NETWORK_NAME),
	{ .key = "tag", .get = carried_tag, .flags = FIELD_TEXT_ONLY },
	FIELD("tag", &carried_space, VBRIDGE_A_CARRIED_TAG, .names = tag_names,
	      .flags = FIELD_JSON_ONLY),
	FIELD("vlan", &carried_space, VBRIDGE_A_CARRIED_VID,
	      .flags = FIELD_JSON_ONLY),
};

/* text indents what belongs to a set by this much, as ip does */
#define INDENT	4

static void print(const void *object)
{
	const struct uplinkset *u = object;

	printf("%s:", u->name);
	print_line(set_fields, ARRAY_SIZE(set_fields), u);
	putchar('\n');
	print_table(member_fields, ARRAY_SIZE(member_fields), &u->members,
		    INDENT);
	print_table(carried_fields, ARRAY_SIZE(carried_fields), &u->carried,
		    INDENT);
}

static void add_json(struct json_object *json, const void *object)
{
	const struct uplinkset *u = object;

	json_add_list(json, "ports", member_fields, ARRAY_SIZE(member_fields),
		      &u->members);
	json_add_list(json, "networks", carried_fields,
		      ARRAY_SIZE(carried_fields), &u->carried);
}

const struct vb_kind uplinkset_kind = {
	.object = &uplinkset_object,
	.get = VBRIDGE_CMD_UPLINKSET_GET,
	.space = &uplinkset_space,
	.verbs = verbs,
	.item = VBRIDGE_A_ITEM_UPLINKSET,
	.fields = set_fields,
	.n_fields = ARRAY_SIZE(set_fields),
	.print = print,
	.add_json = add_json,
};

static int uplinkset_show(const struct options *opts, int argc, char **argv)
{
	return vb_show_named(&uplinkset_kind, opts, parse_name, argc, argv);
}

/* what the words after @verb ask for; attrs_free() it */
static int parse_change(int (*parse)(struct args *a, void *object), int argc,
			char **argv, struct uplinkset *u)
{
	struct args a = { .argc = argc, .argv = argv };

	memset(u, 0, sizeof(*u));
	if (parse(&a, u) || args_end(&a))
		return usage_error(&uplinkset_object, &a);
	if (u->mode == VBRIDGE_MODE_LACP && strlen(u->name) >= IFNAMSIZ) {
		args_fail(&a, "\"%s\" is longer than a device's name may be",
			  u->name);
		return usage_error(&uplinkset_object, &a);
	}
	return EXIT_OK;
}

static int change_ports(struct bond *bond, const struct list *members)
{
	const struct member *m;
	int status = EXIT_OK;
	size_t i;

	for (i = 0; i < members->n && !status; i++) {
		m = list_at(members, i);
		status = bond_change_port(bond, m->ifname, !m->remove);
	}
	return status;
}

/* the switch has one port of such a set: the bonding device */
static int bond_is_member(struct uplinkset *u)
{
	struct member *m;

	list_free(&u->members);
	m = list_add(&u->members, sizeof(*m));
	if (!m) {
		print_error("out of memory");
		return EXIT_REFUSED;
	}
	attr_give(m, VBRIDGE_A_MEMBER_IFNAME);
	snprintf(m->ifname, sizeof(m->ifname), "%.*s", IFNAMSIZ - 1, u->name);
	return EXIT_OK;
}

static int add_lacp(struct uplinkset *u, const struct options *opts)
{
	struct bond bond;
	int status;

	status = bond_open(&bond, u->name);
	if (status)
		return status;
	status = bond_create(&bond);
	if (!status)
		status = change_ports(&bond, &u->members);
	if (!status)
		status = bond_is_member(u);
	if (!status)
		status = vb_request(&uplinkset_kind, opts,
				    VBRIDGE_CMD_UPLINKSET_NEW, u);
	if (status)
		bond_undo(&bond);
	bond_close(&bond);
	return status;
}

static int uplinkset_add(const struct options *opts, int argc, char **argv)
{
	struct uplinkset u;
	int status;

	status = parse_change(parse_add, argc, argv, &u);
	if (!status && u.mode == VBRIDGE_MODE_LACP)
		status = add_lacp(&u, opts);
	else if (!status)
		status = vb_request(&uplinkset_kind, opts,
				    VBRIDGE_CMD_UPLINKSET_NEW, &u);
	attrs_free(&uplinkset_space, &u);
	return status;
}

/* Is the set that @u names one whose bonding device is ours? */
static int find_mode(const struct uplinkset *u, bool *lacp)
{
	struct uplinkset name = { 0 }, found = { 0 };
	struct vcnl nl;
	int status;

	status = vcnl_open(&nl, &vbridge_family);
	if (status)
		return status;
	attr_give(&name, VBRIDGE_A_UPLINKSET_NAME);
	strcpy(name.name, u->name);
	status = vb_send(&nl, &uplinkset_kind, VBRIDGE_CMD_UPLINKSET_GET, &name,
			 &found);
	*lacp = found.mode == VBRIDGE_MODE_LACP;
	attrs_free(&uplinkset_space, &found);
	vcnl_close(&nl);
	return status;
}

/* its ports are those of the bonding device; all else is the kernel's */
static int set_lacp(struct uplinkset *u, const struct options *opts)
{
	struct bond bond;
	int status;

	status = bond_open(&bond, u->name);
	if (status)
		return status;
	status = change_ports(&bond, &u->members);
	list_free(&u->members);
	if (!status)
		status = vb_request(&uplinkset_kind, opts,
				    VBRIDGE_CMD_UPLINKSET_SET, u);
	if (status)
		bond_undo(&bond);
	bond_close(&bond);
	return status;
}

static int uplinkset_set(const struct options *opts, int argc, char **argv)
{
	struct uplinkset u;
	bool lacp = false;
	int status;

	status = parse_change(parse_set, argc, argv, &u);
	if (!status && u.members.n)
		status = find_mode(&u, &lacp);
	if (!status && lacp)
		status = set_lacp(&u, opts);
	else if (!status)
		status = vb_request(&uplinkset_kind, opts,
				    VBRIDGE_CMD_UPLINKSET_SET, &u);
	attrs_free(&uplinkset_space, &u);
	return status;
}

static int delete_bond(const char *name)
{
	struct bond bond;
	int status;

	status = bond_open(&bond, name);
	if (status)
		return status;
	status = bond_delete(&bond);
	bond_close(&bond);
	return status;
}

static int uplinkset_del(const struct options *opts, int argc, char **argv)
{
	struct uplinkset u;
	bool lacp = false;
	int status;

	status = parse_change(parse_name, argc, argv, &u);
	if (!status)
		status = find_mode(&u, &lacp);
	if (!status)
		status = vb_request(&uplinkset_kind, opts,
				    VBRIDGE_CMD_UPLINKSET_DEL, &u);
	if (!status && lacp)
		status = delete_bond(u.name);
	attrs_free(&uplinkset_space, &u);
	return status;
}

static const struct command commands[] = {
	{ "show", "[ NAME ]", "show one uplink set or all", uplinkset_show },
	{ "add", "NAME [ mode { failover | lacp } ] [ ports PORTS ]\n"
	  "\t[ networks NETWORKS ] [ PARAMS ]",
	  "add an uplink set; with mode lacp and a bonding device NAME",
	  uplinkset_add },
	{ "set", "NAME [ { add-port | del-port } PORTS ]...\n"
	  "\t[ { add-network | del-network } NETWORKS ]... [ PARAMS ]",
	  "change an uplink set, all at once or not at all", uplinkset_set },
	{ "del", "NAME", "remove an uplink set and its uplinks",
	  uplinkset_del },
};

const struct object uplinkset_object = {
	.name = "uplinkset",
	.help = "ports by which several networks leave the switch",
	.terms =
	"PORTS := PORT[:PREFERENCE][,PORT[:PREFERENCE]]...\n"
	"NETWORKS := NET[:TAG][,NET[:TAG]]...\n"
	"TAG := { untagged | vlanVID | native[VID] | tunnel }\n"
	"PARAMS := [ preempt { on | off } ] [ hold-down MS ]\n"
	"\t[ announce-rate N ] [ announce-count N ]\n",
	.commands = commands,
	.n_commands = ARRAY_SIZE(commands),
};
