// SPDX-License-Identifier: GPL-2.0
/* The server administrator's half: profiles, and templates of them. */
#include <stdio.h>
#include <string.h>

#include "addr.h"
#include "args.h"
#include "kind.h"
#include "profile_doc.h"
#include "tag.h"
#include "vcid_params.h"

/* an address that is given, or a word that stands for one */
static int read_addr(enum addr_kind kind, const char *text, char *stored,
		     size_t size)
{
	char canonical[ADDR_TEXT_SIZE];
	struct addr addr;

	if (!strcmp(text, PROFILE_AUTO) || !strcmp(text, PROFILE_FACTORY)) {
		snprintf(stored, size, "%s", text);
		return 0;
	}
	if (addr_parse(kind, text, &addr))
		return -1;
	snprintf(stored, size, "%s", addr_format(&addr, canonical));
	return 0;
}

#define READ_ADDR(name, kind)						\
	static int read_##name(const char *text, char *stored, size_t size)	\
	{								\
		return read_addr(kind, text, stored, size);		\
	}

READ_ADDR(mac, ADDR_MAC)
READ_ADDR(wwn, ADDR_WWN)
READ_ADDR(serial, ADDR_SERIAL)
READ_ADDR(uuid, ADDR_UUID)
READ_ADDR(iqn, ADDR_IQN)

/* what vcid takes, it judges */
#define READ_VCID(name)							\
	static int read_##name(const char *text, char *stored, size_t size)	\
	{								\
		struct vcid_item item = { 0 };				\
									\
		if (vcid_read_##name(text, &item))			\
			return -1;					\
		snprintf(stored, size, "%s", text);			\
		return 0;						\
	}

READ_VCID(target_ip)
READ_VCID(ip)
READ_VCID(gateway)
READ_VCID(chap_name)
READ_VCID(chap_secret)

#define TEXT_SHAPE(name, words, fn)					\
	static const struct shape name##_shape = {			\
		.type = SHAPE_TEXT,					\
		.what = words,						\
		.read = fn,						\
	}

TEXT_SHAPE(mac, "a MAC address, \"auto\" or \"factory\"", read_mac);
TEXT_SHAPE(wwn, "a WWN of NAA 1, 2, 3, 5 or 6, \"auto\" or \"factory\"",
	   read_wwn);
TEXT_SHAPE(serial, "a serial number of 1 to 64 characters, \"auto\" or \"factory\"",
	   read_serial);
TEXT_SHAPE(uuid, "a UUID, \"auto\" or \"factory\"", read_uuid);
TEXT_SHAPE(iqn, "an iSCSI name, \"auto\" or \"factory\"", read_iqn);
TEXT_SHAPE(target_ip, "an IP address", read_target_ip);
TEXT_SHAPE(ip, "an IP address with the length of its prefix", read_ip);
TEXT_SHAPE(gateway, "an IP address", read_gateway);
TEXT_SHAPE(chap_name, "a name for CHAP", read_chap_name);
TEXT_SHAPE(chap_secret, "a secret for CHAP", read_chap_secret);

/* the target of a boot: a port name, or an iSCSI name */
static int read_target(const char *text, char *stored, size_t size)
{
	struct addr addr;

	if (addr_parse(ADDR_WWN, text, &addr) &&
	    addr_parse(ADDR_IQN, text, &addr))
		return -1;
	snprintf(stored, size, "%s", text);
	return 0;
}

TEXT_SHAPE(target, "a WWN or an iSCSI name", read_target);

static int read_speed(const char *text, char *stored, size_t size)
{
	static const char *const words[] = { "auto", "preferred", "disabled" };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(words); i++)
		if (!strcmp(words[i], text))
			break;
	if (i == ARRAY_SIZE(words))
		return shape_read_rate(text, stored, size);
	snprintf(stored, size, "%s", text);
	return 0;
}

TEXT_SHAPE(speed, "\"auto\", \"preferred\", \"disabled\" or a rate of 1M at least", read_speed);

static int read_id(const char *text, char *stored, size_t size)
{
	uint64_t id;

	if (uint_parse(text, &id) || !id || id > PROFILE_CONNECTIONS)
		return -1;
	snprintf(stored, size, "%llu", (unsigned long long)id);
	return 0;
}

static const struct shape id_shape = {
	.type = SHAPE_TEXT,
	.what = "a number of a connection, 1 to 64",
	.read = read_id,
	.pattern = "^[1-9][0-9]?$",
};

static const char *const type_words[] = {
	"ethernet", "fcoe", "fc", "iscsi", NULL
};

static const char *const slot_words[] = { "auto", "a", "b", "c", "d", NULL };

static const char *const pxe_words[] = {
	"bios", "enabled", "disabled", NULL
};

static const char *const boot_words[] = {
	"disabled", "primary", "secondary", NULL
};

#define CHOICE_SHAPE(name)						\
	static const struct shape name##_shape = {			\
		.type = SHAPE_CHOICE,					\
		.words = name##_words,					\
	}

CHOICE_SHAPE(type);
CHOICE_SHAPE(slot);
CHOICE_SHAPE(pxe);
CHOICE_SHAPE(boot);

#define REF_SHAPE(name, of)						\
	static const struct shape name##_ref_shape = {			\
		.type = SHAPE_REF,					\
		.kind = of,						\
	}

REF_SHAPE(net, "network");
REF_SHAPE(fabric, "fabric");
REF_SHAPE(group, "access-group");
REF_SHAPE(bay, "bay");
REF_SHAPE(template, "template");

static const struct shape tag_shape = {
	.type = SHAPE_TEXT,
	.what = "a tag: untagged, vlanV or tunnel",
	.read = tag_read_server,
	.pattern = "^(untagged|tunnel|vlan[0-9]{1,4})$",
};

static const struct shape nets_shape = {
	.type = SHAPE_MAP,
	.what = "a map of networks to tags",
	.key = &net_ref_shape,
	.item = &tag_shape,
};

static const struct shape port_shape = {
	.type = SHAPE_NUMBER,
	.min = 1,
	.max = 9,
};

static const struct shape lun_shape = {
	.type = SHAPE_NUMBER,
	.max = VCID_LUN_LIMIT,
};

static const struct shape tcp_port_shape = {
	.type = SHAPE_NUMBER,
	.min = 1,
	.max = UINT16_MAX,
};

static const struct shape prio_shape = {
	.type = SHAPE_NUMBER,
	.max = 7,
};

static const struct shape connection_shape = {
	.type = SHAPE_OBJECT,
	.what = "a connection",
	.members = (const struct shape_member[]){
		MEMBER("type", &type_shape, "ethernet unless it says otherwise"),
		MEMBER("port", &port_shape, "port of the bay"),
		MEMBER("flexnic", &slot_shape,
		       "FlexNIC of the port; the first free one unless it says which"),
		MEMBER("network", &net_ref_shape, "its network, untagged"),
		MEMBER("networks", &nets_shape, "several networks, with tags"),
		MEMBER("speed", &speed_shape,
		       "least share: that which the network prefers unless it says otherwise"),
		MEMBER("prio", &prio_shape, "order of borrowing, 0 first"),
		MEMBER("pxe", &pxe_shape, "boots from the network"),
		MEMBER("mac", &mac_shape, "MAC address"),
		MEMBER("fabric", &fabric_ref_shape, "fabric of an FC connection"),
		MEMBER("wwpn", &wwn_shape,
		       "port name; the node name is the one behind it"),
		MEMBER("boot", &boot_shape, "boots from storage"),
		MEMBER("target", &target_shape,
		       "what it boots from: a port name, or an iSCSI name"),
		MEMBER("lun", &lun_shape, "... and which disk of it"),
		MEMBER("initiator", &iqn_shape, "the server's iSCSI name"),
		MEMBER("target-ip", &target_ip_shape, "where the target is"),
		MEMBER("target-port", &tcp_port_shape, "TCP port there"),
		MEMBER("ip", &ip_shape, "the server's address"),
		MEMBER("gateway", &gateway_shape, "on the way to the target"),
		MEMBER("chap-name", &chap_name_shape, "name for CHAP"),
		MEMBER("chap-secret", &chap_secret_shape, "secret for CHAP", .secret = true),
		MEMBER("description", &text_shape, "for people"),
		{ NULL }
	},
};

static const struct shape connections_shape = {
	.type = SHAPE_MAP,
	.what = "a map of connections by their numbers",
	.key = &id_shape,
	.item = &connection_shape,
};

/* what a profile and a template both have */
static const struct shape common_shape = {
	.type = SHAPE_OBJECT,
	.members = (const struct shape_member[]){
		MEMBER("access-group", &group_ref_shape,
		       "networks that it may use"),
		MEMBER("serial", &serial_shape, "serial number of the server"),
		MEMBER("uuid", &uuid_shape, "UUID of the server"),
		MEMBER("hide-unused", &switch_shape,
		       "FlexNICs without a connection are not there"),
		MEMBER("connections", &connections_shape, "what it connects to"),
		MEMBER("description", &text_shape, "for people"),
		{ NULL }
	},
};

static const struct shape profile_shape = {
	.type = SHAPE_OBJECT,
	.what = "a profile",
	.base = &common_shape,
	.members = (const struct shape_member[]){
		MEMBER("bay", &bay_ref_shape, "bay that it is assigned to"),
		MEMBER("template", &template_ref_shape,
		       "what it does not say it has from there"),
		{ NULL }
	},
};

static const char *const template_words[] = { "initial", "updating", NULL };

CHOICE_SHAPE(template);

static const struct shape template_doc_shape = {
	.type = SHAPE_OBJECT,
	.what = "a template",
	.base = &common_shape,
	.members = (const struct shape_member[]){
		MEMBER("type", &template_shape,
		       "initial: copied once; updating: edits reach its profiles", .needed = true),
		{ NULL }
	},
};

static void refuse(struct problems *problems, const char *path, const char *id,
		   const char *key, const char *why)
{
	problem_add(problems, "%s.connections.%s.%s: %s", path, id, key, why);
}

/* keys that only connections of one type have */
static void check_type(struct json_object *c, const char *path, const char *id,
		       struct problems *problems)
{
	static const char *const fc_keys[] = { "fabric", "wwpn" };
	static const char *const iscsi_keys[] = {
		"initiator", "target-ip", "target-port", "ip", "gateway",
		"chap-name", "chap-secret",
	};
	enum connection_type type = connection_type(c);
	size_t i;

	for (i = 0; i < ARRAY_SIZE(fc_keys); i++)
		if (doc_get(c, fc_keys[i]) && type != CONNECTION_FC &&
		    type != CONNECTION_FCOE)
			refuse(problems, path, id, fc_keys[i],
			       "only connections of type fc and fcoe have it");
	for (i = 0; i < ARRAY_SIZE(iscsi_keys); i++)
		if (doc_get(c, iscsi_keys[i]) && type != CONNECTION_ISCSI)
			refuse(problems, path, id, iscsi_keys[i],
			       "only connections of type iscsi have it");
	if (type == CONNECTION_FC && doc_get(c, "networks"))
		refuse(problems, path, id, "networks",
		       "connections of type fc have none");
}

static void check_networks(struct json_object *c, const char *path,
			   const char *id, struct problems *problems)
{
	struct json_object *nets = doc_get(c, "networks");
	unsigned int untagged = 0;

	if (!nets)
		return;
	if (doc_get(c, "network"))
		refuse(problems, path, id, "network",
		       "it has \"networks\" already");
	json_object_object_foreach(nets, name, tag) {
		(void)name;
		if (!strcmp(json_object_get_string(tag), "untagged"))
			untagged++;
		json_object_object_foreach(nets, other, second)
			if (strcmp(name, other) < 0 &&
			    json_object_equal(tag, second) &&
			    strcmp(json_object_get_string(tag), "untagged"))
				refuse(problems, path, id, "networks",
				       "two networks have the same tag");
	}
	if (untagged > 1)
		refuse(problems, path, id, "networks",
		       "only one network can be untagged");
}

static bool in_subnet(const struct vcid_item *item)
{
	unsigned int bits = item->prefix_len, whole = bits / 8, rest = bits % 8;
	uint8_t mask = rest ? 0xff << (8 - rest) : 0;

	return item->ip.len == item->gateway.len &&
	       whole <= item->ip.len &&
	       !memcmp(item->ip.data, item->gateway.data, whole) &&
	       (!rest || !((item->ip.data[whole] ^
			    item->gateway.data[whole]) & mask));
}

/* what vcid takes one by one, and not together */
static void check_iscsi(struct json_object *c, const char *path, const char *id,
			struct problems *problems)
{
	const char *gateway = doc_text(c, "gateway"), *ip = doc_text(c, "ip");
	struct vcid_item item = { 0 };

	if (!doc_get(c, "chap-name") != !doc_get(c, "chap-secret"))
		refuse(problems, path, id, doc_get(c, "chap-name") ?
		       "chap-name" : "chap-secret",
		       "CHAP needs both a chap-name and a chap-secret");
	if (!gateway)
		return;
	if (!ip)
		refuse(problems, path, id, "gateway",
		       "it needs the server's address, ip");
	else if (!vcid_read_ip(ip, &item) &&
		 !vcid_read_gateway(gateway, &item) && !in_subnet(&item))
		refuse(problems, path, id, "gateway",
		       "it is not in the network of ip");
}

static void check_connections(struct json_object *doc, const char *path,
			      bool is_template, struct problems *problems)
{
	struct json_object *connections = doc_get(doc, "connections");

	if (!connections)
		return;
	json_object_object_foreach(connections, id, c) {
		check_type(c, path, id, problems);
		check_networks(c, path, id, problems);
		if (!is_template)
			check_iscsi(c, path, id, problems);
	}
}

void profile_check_whole(struct json_object *doc, const char *path,
			 struct problems *problems)
{
	check_connections(doc, path, false, problems);
}

/* what belongs together may be the profile's to say */
static void check_template(struct json_object *doc, const char *path,
			   struct problems *problems)
{
	check_connections(doc, path, true, problems);
}

/* what has a template is checked with it */
static void check_profile(struct json_object *doc, const char *path,
			  struct problems *problems)
{
	if (!doc_get(doc, "template"))
		profile_check_whole(doc, path, problems);
}

const struct kind profile_kind = {
	.name = "profile",
	.section = "profiles",
	.shape = &profile_shape,
	.check = check_profile,
};

const struct kind template_kind = {
	.name = "template",
	.section = "templates",
	.shape = &template_doc_shape,
	.check = check_template,
};

enum connection_type connection_type(struct json_object *connection)
{
	const char *name = doc_text(connection, "type");
	enum connection_type type = CONNECTION_ETHERNET;

	while (name && type_words[type] && strcmp(type_words[type], name))
		type++;
	return type;
}
