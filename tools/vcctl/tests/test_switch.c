// SPDX-License-Identifier: GPL-2.0
/* What command lines ask of the switch, and the messages made of it. */
#include <errno.h>
#include <stdlib.h>
#include <linux/if_ether.h>
#include <netlink/genl/genl.h>

#include "batch.h"
#include "ktap.h"
#include "line.h"
#include "vbridge.h"

#define FAMILY_ID	33

static int parse(const struct vb_kind *kind, const char *verb, struct args *a,
		 void *object)
{
	int err = vb_find_verb(kind, verb)->parse(a, object);

	return err ? err : args_end(a);
}

static void network_full(void)
{
	struct network n = { 0 };
	struct line l;

	EXPECT_INT(parse(&network_kind, "add",
			 split(&l, "prod private on smartlink off tunnel on\n"
				   "ageing 30 mac-limit 100 snooping off\n"
				   "unknown-multicast drop preferred 2.5G\n"
				   "max none"), &n), 0);
	EXPECT_STR(l.a.err, "");
	EXPECT_STR(n.ifname, "prod");
	EXPECT_INT(n.given, BIT(VBRIDGE_A_NETWORK_IFNAME) |
			    BIT(VBRIDGE_A_NETWORK_PRIVATE) |
			    BIT(VBRIDGE_A_NETWORK_SMARTLINK) |
			    BIT(VBRIDGE_A_NETWORK_TUNNEL) |
			    BIT(VBRIDGE_A_NETWORK_AGEING) |
			    BIT(VBRIDGE_A_NETWORK_MAC_LIMIT) |
			    BIT(VBRIDGE_A_NETWORK_MCAST_SNOOPING) |
			    BIT(VBRIDGE_A_NETWORK_MCAST_UNKNOWN) |
			    BIT(VBRIDGE_A_NETWORK_PREFERRED) |
			    BIT(VBRIDGE_A_NETWORK_MAX_RATE));
	EXPECT_INT(n.private, true);
	EXPECT_INT(n.smartlink, false);
	EXPECT_INT(n.tunnel, true);
	EXPECT_INT(n.ageing, 30000);
	EXPECT_INT(n.mac_limit, 100);
	EXPECT_INT(n.mcast_snooping, false);
	EXPECT_INT(n.mcast_unknown, false);
	EXPECT_INT(n.preferred, 2500000000);
	EXPECT_INT(n.max_rate, 0);
}

static void network_plain(void)
{
	struct network n = { 0 };
	struct line l;

	EXPECT_INT(parse(&network_kind, "add", split(&l, "prod"), &n), 0);
	EXPECT_INT(n.given, BIT(VBRIDGE_A_NETWORK_IFNAME));
	memset(&n, 0, sizeof(n));
	EXPECT_INT(parse(&network_kind, "del", split(&l, "prod"), &n), 0);
	EXPECT_INT(n.given, BIT(VBRIDGE_A_NETWORK_IFNAME));
}

static void conn_full(void)
{
	static const uint8_t mac[MAC_LEN] = { 2, 0, 0, 0, 0, 0xb };
	struct conn c = { 0 };
	struct storm *s;
	struct line l;

	EXPECT_INT(parse(&conn_kind, "add",
			 split(&l, "eth1 network prod role uplink vlan 10\n"
				   "channel 101 proto 802.1q preference 5\n"
				   "learning off flood off mcast-flood off\n"
				   "bcast-flood off isolated on loop-protect\n"
				   "on mac-limit 9 storm broadcast 10mbit\n"
				   "storm unknown 500pps storm multicast off\n"
				   "lock 02:00:00:00:00:0a,02:00:00:00:00:0b"),
			 &c), 0);
	EXPECT_STR(l.a.err, "");
	EXPECT_STR(c.ifname, "eth1");
	EXPECT_STR(c.network_name, "prod");
	EXPECT_INT(c.role, VBRIDGE_ROLE_UPLINK);
	EXPECT_INT(c.tag, VBRIDGE_TAG_VLAN);
	EXPECT_INT(c.vid, 10);
	EXPECT_INT(c.channel, 101);
	EXPECT_INT(c.channel_proto, ETH_P_8021Q);
	EXPECT_INT(c.preference, 5);
	EXPECT_INT(c.learning || c.flood || c.mcast_flood || c.bcast_flood,
		   false);
	EXPECT_INT(c.isolated && c.loop_protect && c.locked, true);
	EXPECT_INT(c.mac_limit, 9);
	EXPECT_INT(c.storms.n, 3);
	s = list_at(&c.storms, 0);
	EXPECT_INT(s->kind, VBRIDGE_STORM_BROADCAST);
	EXPECT_INT(s->kbps, 10000);
	s = list_at(&c.storms, 1);
	EXPECT_INT(s->given, BIT(VBRIDGE_A_STORM_KIND) |
			     BIT(VBRIDGE_A_STORM_PPS));
	EXPECT_INT(s->pps, 500);
	s = list_at(&c.storms, 2);
	EXPECT_INT(s->given, BIT(VBRIDGE_A_STORM_KIND) |
			     BIT(VBRIDGE_A_STORM_KBPS));
	EXPECT_INT(s->kbps, 0);
	EXPECT_INT(c.lock_macs.n, 2);
	EXPECT_INT(memcmp(list_at(&c.lock_macs, 1), mac, MAC_LEN), 0);
	attrs_free(&conn_space, &c);
}

struct tag_line {
	const char *line;
	uint32_t tag;
	unsigned int vid;
};

static void conn_tags(void)
{
	static const struct tag_line lines[] = {
		{ "eth1 network n untagged", VBRIDGE_TAG_UNTAGGED, 0 },
		{ "eth1 network n vlan 7", VBRIDGE_TAG_VLAN, 7 },
		{ "eth1 vlan 7 network n", VBRIDGE_TAG_VLAN, 7 },
		{ "eth1 network n native", VBRIDGE_TAG_NATIVE, 0 },
		{ "eth1 native network n", VBRIDGE_TAG_NATIVE, 0 },
		{ "eth1 network n native 7 flood on", VBRIDGE_TAG_NATIVE, 7 },
		{ "eth1 network n tunnel channel 3", VBRIDGE_TAG_TUNNEL, 0 },
	};
	struct line l;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(lines); i++) {
		struct conn c = { 0 };

		EXPECT(!parse(&conn_kind, "add", split(&l, lines[i].line), &c),
		       "%s: %s", lines[i].line, l.a.err);
		EXPECT_INT(attr_given(&c, VBRIDGE_A_CONN_TAG), true);
		EXPECT_INT(c.tag, lines[i].tag);
		EXPECT_INT(attr_given(&c, VBRIDGE_A_CONN_VID),
			   lines[i].vid != 0);
		EXPECT_INT(c.vid, lines[i].vid);
	}
}

/* by id, or by port and tag; a port may be called like an id */
static void conn_named(void)
{
	struct conn c = { 0 };
	struct line l;

	EXPECT_INT(parse(&conn_kind, "set", split(&l, "17 flood off"), &c), 0);
	EXPECT_INT(c.given, BIT(VBRIDGE_A_CONN_ID) | BIT(VBRIDGE_A_CONN_FLOOD));
	EXPECT_INT(c.id, 17);

	memset(&c, 0, sizeof(c));
	EXPECT_INT(parse(&conn_kind, "set",
			 split(&l, "eth1 channel 5 vlan 7 isolated on"), &c),
		   0);
	EXPECT_INT(c.given, BIT(VBRIDGE_A_CONN_IFNAME) |
			    BIT(VBRIDGE_A_CONN_CHANNEL) |
			    BIT(VBRIDGE_A_CONN_TAG) | BIT(VBRIDGE_A_CONN_VID) |
			    BIT(VBRIDGE_A_CONN_ISOLATED));

	memset(&c, 0, sizeof(c));
	EXPECT_INT(parse(&conn_kind, "del", split(&l, "dev 17"), &c), 0);
	EXPECT_INT(c.given, BIT(VBRIDGE_A_CONN_IFNAME));
	EXPECT_STR(c.ifname, "17");

	memset(&c, 0, sizeof(c));
	EXPECT_INT(parse(&conn_kind, "reset", split(&l, "17"), &c), 0);
	EXPECT_INT(c.given, BIT(VBRIDGE_A_CONN_ID) | BIT(VBRIDGE_A_CONN_BLOCK));
	EXPECT_INT(c.block, VBRIDGE_BLOCK_NONE);
}

/* a rate becomes whole kb/s, and never the 0 that is no limit */
static void storm_rates(void)
{
	static const struct {
		const char *line;
		uint64_t kbps;
	} lines[] = {
		{ "1 storm unknown 1kbit", 1 },
		{ "1 storm unknown 1", 1 },
		{ "1 storm unknown 1001", 2 },
		{ "1 storm unknown 10G", 10000000 },
	};
	struct line l;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(lines); i++) {
		struct conn c = { 0 };
		struct storm *s;

		EXPECT_INT(parse(&conn_kind, "set", split(&l, lines[i].line),
				 &c), 0);
		s = list_at(&c.storms, 0);
		EXPECT_INT(s->kbps, lines[i].kbps);
		attrs_free(&conn_space, &c);
	}
}

static void set_full(void)
{
	struct uplinkset u = { 0 };
	struct carried *c;
	struct member *m;
	struct line l;

	EXPECT_INT(parse(&uplinkset_kind, "add",
			 split(&l, "A mode failover ports eth4:1,eth5 networks\n"
				   "prod:vlan10,mgmt:native,lab:native5,all:tunnel,plain\n"
				   "preempt on hold-down 500\n"
				   "announce-rate 2000 announce-count 3"), &u),
		   0);
	EXPECT_STR(l.a.err, "");
	EXPECT_STR(u.name, "A");
	EXPECT_INT(u.members.n, 2);
	m = list_at(&u.members, 0);
	EXPECT_STR(m->ifname, "eth4");
	EXPECT_INT(m->preference, 1);
	m = list_at(&u.members, 1);
	EXPECT_STR(m->ifname, "eth5");
	EXPECT_INT(m->given, BIT(VBRIDGE_A_MEMBER_IFNAME));
	EXPECT_INT(u.carried.n, 5);
	c = list_at(&u.carried, 0);
	EXPECT_STR(c->network_name, "prod");
	EXPECT_INT(c->tag, VBRIDGE_TAG_VLAN);
	EXPECT_INT(c->vid, 10);
	c = list_at(&u.carried, 1);
	EXPECT_INT(c->tag, VBRIDGE_TAG_NATIVE);
	EXPECT_INT(attr_given(c, VBRIDGE_A_CARRIED_VID), false);
	c = list_at(&u.carried, 2);
	EXPECT_INT(c->vid, 5);
	c = list_at(&u.carried, 3);
	EXPECT_INT(c->tag, VBRIDGE_TAG_TUNNEL);
	c = list_at(&u.carried, 4);
	EXPECT_INT(c->given, BIT(VBRIDGE_A_CARRIED_NETWORK_NAME));
	EXPECT_INT(u.preempt, true);
	EXPECT_INT(u.hold_down, 500);
	EXPECT_INT(u.announce_rate, 2000);
	EXPECT_INT(u.announce_count, 3);
	attrs_free(&uplinkset_space, &u);
}

static void set_changed(void)
{
	struct uplinkset u = { 0 };
	struct carried *c;
	struct member *m;
	struct line l;

	EXPECT_INT(parse(&uplinkset_kind, "set",
			 split(&l, "A add-port eth6:9 del-port eth4,eth5\n"
				   "add-network x:vlan1 preempt off\n"
				   "del-network y"), &u), 0);
	EXPECT_INT(u.members.n, 3);
	m = list_at(&u.members, 0);
	EXPECT_INT(m->remove, false);
	m = list_at(&u.members, 2);
	EXPECT_STR(m->ifname, "eth5");
	EXPECT_INT(m->remove, true);
	c = list_at(&u.carried, 1);
	EXPECT_STR(c->network_name, "y");
	EXPECT_INT(c->remove, true);
	attrs_free(&uplinkset_space, &u);
}

static void others(void)
{
	struct protect p = { 0 };
	struct mirror m = { 0 };
	struct source *s;
	struct fdb f = { 0 };
	struct line l;

	EXPECT_INT(parse(&fdb_kind, "add",
			 split(&l, "02:00:00:00:00:01 network prod connection\n"
				   "3 sticky on"), &f), 0);
	EXPECT_INT(f.given, BIT(VBRIDGE_A_FDB_MAC) | BIT(VBRIDGE_A_FDB_CONN) |
			    BIT(VBRIDGE_A_FDB_NETWORK_NAME) |
			    BIT(VBRIDGE_A_FDB_STICKY));
	EXPECT_INT(f.conn, 3);

	EXPECT_INT(parse(&mirror_kind, "add",
			 split(&l, "m to connection 9 from 1:rx,2,3:both"),
			 &m), 0);
	EXPECT_INT(m.given & BIT(VBRIDGE_A_MIRROR_TO_IFNAME), 0);
	EXPECT_INT(m.to_conn, 9);
	EXPECT_INT(m.sources.n, 3);
	s = list_at(&m.sources, 0);
	EXPECT_INT(s->direction, VBRIDGE_DIRECTION_RX);
	s = list_at(&m.sources, 1);
	EXPECT_INT(s->given, BIT(VBRIDGE_A_SOURCE_CONN));
	attrs_free(&mirror_space, &m);
	EXPECT_INT(parse(&mirror_kind, "add",
			 split(&l, "m from 1 to dev connection"), &m), 0);
	EXPECT_STR(m.to_ifname, "connection");
	attrs_free(&mirror_space, &m);

	EXPECT_INT(parse(&protect_kind, "set",
			 split(&l, "loop-interval 0 flap-limit 7"), &p), 0);
	EXPECT_INT(p.given, BIT(VBRIDGE_A_PROTECT_LOOP_INTERVAL) |
			    BIT(VBRIDGE_A_PROTECT_FLAP_LIMIT));
	EXPECT_INT(p.flap_limit, 7);
}

static const struct {
	const struct vb_kind *kind;
	const char *verb;
	const char *line;
	const char *err;
} bad[] = {
	{ &network_kind, "add", "", "no network is given" },
	{ &network_kind, "add", "sixteen-letters-",
	  "network \"sixteen-letters-\" is longer than 15 characters" },
	{ &network_kind, "add", "prod frob", "\"frob\" is not understood here" },
	{ &network_kind, "add", "prod private",
	  "\"private\" wants a value" },
	{ &network_kind, "add", "prod private yes",
	  "private \"yes\" is neither \"on\" nor \"off\"" },
	{ &network_kind, "add", "prod private on private off",
	  "\"private\" is given a second time" },
	{ &network_kind, "add", "prod ageing 4294968",
	  "ageing \"4294968\" is out of range" },
	{ &network_kind, "add", "prod ageing 0.5",
	  "ageing \"0.5\" is not a number" },
	{ &network_kind, "add", "prod unknown-multicast on",
	  "unknown-multicast \"on\" is none of drop, flood" },
	{ &network_kind, "add", "prod max 0", "max \"0\" is below 1 bit/s" },
	{ &network_kind, "set", "prod", "nothing is to be changed" },
	{ &network_kind, "del", "prod private on",
	  "\"private\" is not understood here" },
	{ &conn_kind, "add", "", "no port is given" },
	{ &conn_kind, "add", "dev", "no port is given" },
	{ &conn_kind, "add", "eth1", "no network is given" },
	{ &conn_kind, "add", "eth1 vlan 3", "no network is given" },
	{ &conn_kind, "add", "eth1 network n vlan",
	  "\"vlan\" wants a value" },
	{ &conn_kind, "add", "eth1 network n vlan 65536",
	  "vlan \"65536\" is out of range" },
	{ &conn_kind, "add", "eth1 network n untagged vlan 3",
	  "\"vlan\" is a second tag" },
	{ &conn_kind, "add", "eth1 network n role north",
	  "role \"north\" is none of downlink, uplink" },
	{ &conn_kind, "add", "eth1 network n channel 1 channel 2",
	  "\"channel\" is given a second time" },
	{ &conn_kind, "add", "eth1 network n storm",
	  "\"storm\" wants a value" },
	{ &conn_kind, "add", "eth1 network n storm rain 1G",
	  "storm \"rain\" is none of broadcast, unknown, multicast" },
	{ &conn_kind, "add", "eth1 network n storm unknown",
	  "\"unknown\" wants a value" },
	{ &conn_kind, "add", "eth1 network n storm unknown pps",
	  "unknown \"\" is not a number" },
	{ &conn_kind, "add", "eth1 network n storm unknown 1.5pps",
	  "unknown \"1.5\" is not a number" },
	{ &conn_kind, "add", "eth1 network n lock 02:00:00:00:00:01,",
	  "lock \"02:00:00:00:00:01,\" has an empty part" },
	{ &conn_kind, "add", "eth1 network n lock on",
	  "lock \"on\" is not a MAC address" },
	{ &conn_kind, "set", "", "no connection is given" },
	{ &conn_kind, "set", "5", "nothing is to be changed" },
	{ &conn_kind, "set", "eth1 vlan 3", "nothing is to be changed" },
	{ &conn_kind, "set", "5 vlan 3", "\"vlan\" is not understood here" },
	{ &conn_kind, "set", "eth1 network n",
	  "\"network\" is not understood here" },
	{ &conn_kind, "set", "4294967296 flood on",
	  "connection \"4294967296\" is out of range" },
	{ &conn_kind, "del", "5 flood on",
	  "\"flood\" is not understood here" },
	{ &uplinkset_kind, "add", "", "no uplink set is given" },
	{ &uplinkset_kind, "add", "A mode trunk",
	  "mode \"trunk\" is none of failover, lacp" },
	{ &uplinkset_kind, "add", "A ports eth4:first",
	  "preference \"first\" is not a number" },
	{ &uplinkset_kind, "add", "A ports :1", "ports has an empty name" },
	{ &uplinkset_kind, "add", "A ports a,,b",
	  "ports \"a,,b\" has an empty part" },
	{ &uplinkset_kind, "add", "A ports sixteen-letters-:1",
	  "ports \"sixteen-letters-\" is longer than 15 characters" },
	{ &uplinkset_kind, "add", "A networks prod:vlan",
	  "\"vlan\" is none of untagged, vlanV, native, nativeV, tunnel" },
	{ &uplinkset_kind, "add", "A networks prod:tunnel5",
	  "\"tunnel5\" is none of untagged, vlanV, native, nativeV, tunnel" },
	{ &uplinkset_kind, "add", "A networks prod:vlanx",
	  "\"vlanx\" is none of untagged, vlanV, native, nativeV, tunnel" },
	{ &uplinkset_kind, "add", "A networks prod:vlan1x",
	  "vlan \"1x\" is not a number" },
	{ &uplinkset_kind, "add", "A add-port eth4",
	  "\"add-port\" is not understood here" },
	{ &uplinkset_kind, "set", "A", "nothing is to be changed" },
	{ &uplinkset_kind, "set", "A mode lacp",
	  "\"mode\" is not understood here" },
	{ &uplinkset_kind, "set", "A del-port eth4:1",
	  "del-port \"eth4\" wants no preference" },
	{ &uplinkset_kind, "set", "A del-network prod:vlan1",
	  "del-network \"prod\" wants no tag" },
	{ &fdb_kind, "add", "", "no address is given" },
	{ &fdb_kind, "add", "eth0", "address \"eth0\" is not a MAC address" },
	{ &fdb_kind, "add", "02:00:00:00:00:01 connection 1",
	  "no network is given" },
	{ &fdb_kind, "add", "02:00:00:00:00:01 network n",
	  "no connection is given" },
	{ &fdb_kind, "del", "02:00:00:00:00:01", "no network is given" },
	{ &fdb_kind, "flush", "all", "\"all\" is not understood here" },
	{ &fdb_kind, "flush", "network n connection 1",
	  "only one of network, connection and address can be given" },
	{ &mirror_kind, "add", "m", "no analyser is given" },
	{ &mirror_kind, "add", "m to eth9", "no connection is given" },
	{ &mirror_kind, "add", "m to eth9 to eth8 from 1",
	  "\"to\" is given a second time" },
	{ &mirror_kind, "add", "m to eth9 from eth1",
	  "from \"eth1\" is not a number" },
	{ &mirror_kind, "add", "m to eth9 from 1:in",
	  "direction \"in\" is none of both, rx, tx" },
	{ &protect_kind, "set", "", "nothing is to be changed" },
};

static void refused(void)
{
	struct list object = { 0 };
	struct line l;
	void *at;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		at = list_add(&object, bad[i].kind->space->size);
		EXPECT(parse(bad[i].kind, bad[i].verb, split(&l, bad[i].line),
			     at) == -EINVAL,
		       "\"%s\" accepted", bad[i].line);
		EXPECT_STR(l.a.err, bad[i].err);
		attrs_free(bad[i].kind->space, at);
		list_free(&object);
	}
}

/* whatever the words and their order: an answer, and a text with a refusal */
static void random_words(void)
{
	static const char *const vocabulary[] = {
		"eth1", "dev", "network", "prod", "role", "uplink", "untagged",
		"vlan", "10", "native", "tunnel", "channel", "storm", "unknown",
		"10mbit", "5pps", "off", "on", "lock", "02:00:00:00:00:01,",
		"02:00:00:00:00:01", "ports", "eth4:1,eth5", "networks",
		"prod:vlan1,x", "add-port", "del-network", "mode", "lacp",
		"private", "ageing", "to", "from", "1:rx,2", "connection", "",
		"99999999999999999999", "address", "sticky", "flap-limit",
	};
	static const struct vb_kind *const kinds[] = {
		&network_kind, &conn_kind, &uplinkset_kind, &fdb_kind,
		&mirror_kind, &protect_kind,
	};
	const struct vb_verb *verb;
	struct list object = { 0 };
	char *words[12];
	struct args a;
	size_t i;
	int n, err;

	for (n = 0; n < 300000; n++) {
		const struct vb_kind *kind = kinds[n % ARRAY_SIZE(kinds)];
		void *at = list_add(&object, kind->space->size);

		memset(&a, 0, sizeof(a));
		a.argv = words;
		a.argc = noise() % ARRAY_SIZE(words);
		for (i = 0; i < ARRAY_SIZE(words); i++)
			words[i] = (char *)vocabulary[noise() % ARRAY_SIZE(vocabulary)];
		for (verb = kind->verbs; verb[1].name && noise() & 1; verb++)
			;
		err = verb->parse(&a, at);
		if (!err)
			err = args_end(&a);
		EXPECT(err ? *a.err : !a.argc, "err %d, \"%s\", %d words left",
		       err, a.err, a.argc);
		attrs_free(kind->space, at);
		list_free(&object);
	}
}

/* messages */

static struct nl_msg *new_msg(int cmd, const void *object)
{
	struct nl_msg *msg = nlmsg_alloc_size(65536);

	genlmsg_put(msg, 0, 0, FAMILY_ID, 0, 0, cmd, 1);
	attrs_put(msg, vbridge_family.space_of(cmd), object);
	return msg;
}

static void built_and_read(void)
{
	struct conn c = { 0 }, back = { 0 };
	struct storm *s;
	struct nl_msg *msg;
	struct line l;

	parse(&conn_kind, "add",
	      split(&l, "eth1 network prod vlan 10 channel 101 learning off\n"
			"storm broadcast 1mbit storm unknown 5pps lock\n"
			"02:00:00:00:00:0a,02:00:00:00:00:0b"), &c);
	msg = new_msg(VBRIDGE_CMD_CONN_NEW, &c);
	EXPECT_INT(attrs_parse_msg(nlmsg_hdr(msg), &conn_space, &back), 0);
	EXPECT_INT(back.given, c.given | BIT(VBRIDGE_A_CONN_STORM) |
			       BIT(VBRIDGE_A_CONN_LOCK_MAC));
	EXPECT_STR(back.ifname, "eth1");
	EXPECT_STR(back.network_name, "prod");
	EXPECT_INT(back.vid, 10);
	EXPECT_INT(back.channel, 101);
	EXPECT_INT(back.learning, false);
	EXPECT_INT(back.storms.n, 2);
	s = list_at(&back.storms, 0);
	EXPECT_INT(s->kbps, 1000);
	EXPECT_INT(back.lock_macs.n, 2);
	EXPECT_INT(memcmp(back.lock_macs.items, c.lock_macs.items,
			  2 * MAC_LEN), 0);
	attrs_free(&conn_space, &c);
	attrs_free(&conn_space, &back);
	nlmsg_free(msg);
}

/* every command that there is has its attributes */
static void spaces_of_commands(void)
{
	int cmd;

	for (cmd = VBRIDGE_CMD_NETWORK_GET; cmd <= VBRIDGE_CMD_MAX; cmd++)
		EXPECT(vbridge_family.space_of(cmd), "command %d has none", cmd);
	EXPECT_INT(!vbridge_family.space_of(VBRIDGE_CMD_MAX + 1), true);
	EXPECT_INT(vbridge_family.space_of(VBRIDGE_CMD_UPLINKSET_DEL) ==
		   &uplinkset_space, true);
	EXPECT_INT(vbridge_family.space_of(VBRIDGE_CMD_FDB_DEL_NTF) ==
		   &fdb_space, true);
	EXPECT_INT(vbridge_family.space_of(VBRIDGE_CMD_BATCH) ==
		   &batch_space, true);
}

/* no attribute of the uAPI is left without a name, but for the padding */
static void attributes_have_names(void)
{
	static const struct {
		const struct attr_space *space;
		unsigned int last;
	} spaces[] = {
		{ &network_space, VBRIDGE_A_NETWORK_PAD - 1 },
		{ &conn_space, VBRIDGE_A_CONN_PAD - 1 },
		{ &storm_space, VBRIDGE_A_STORM_PAD - 1 },
		{ &uplinkset_space, VBRIDGE_A_UPLINKSET_PAD - 1 },
		{ &member_space, VBRIDGE_A_MEMBER_MAX },
		{ &carried_space, VBRIDGE_A_CARRIED_MAX },
		{ &fdb_space, VBRIDGE_A_FDB_MAX },
		{ &mdb_space, VBRIDGE_A_MDB_MAX },
		{ &mirror_space, VBRIDGE_A_MIRROR_PAD - 1 },
		{ &source_space, VBRIDGE_A_SOURCE_MAX },
		{ &protect_space, VBRIDGE_A_PROTECT_MAX },
		{ &vb_port_space, VBRIDGE_A_PORT_PAD - 1 },
		{ &event_space, VBRIDGE_A_EVENT_MAX },
		{ &batch_space, VBRIDGE_A_BATCH_MAX },
		{ &item_space, VBRIDGE_A_ITEM_MAX },
		{ &vb_stats_space, VBRIDGE_A_STATS_PAD - 1 },
	};
	unsigned int attr;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(spaces); i++) {
		EXPECT_INT(spaces[i].space->n_attrs, spaces[i].last + 1);
		for (attr = 1; attr <= spaces[i].last; attr++)
			EXPECT(spaces[i].space->attrs[attr].name &&
			       spaces[i].space->attrs[attr].kind != ATTR_NAMED,
			       "attribute %u of set %zu", attr, i);
	}
}

static struct nlattr *nth(struct nl_msg *msg, int type, int n)
{
	struct nlattr *attr;
	int left;

	nla_for_each_attr(attr, nlmsg_attrdata(nlmsg_hdr(msg), GENL_HDRLEN),
			  nlmsg_attrlen(nlmsg_hdr(msg), GENL_HDRLEN), left)
		if (nla_type(attr) == type && !n--)
			return attr;
	return NULL;
}

static uint32_t offset_of(struct nl_msg *msg, struct nlattr *attr)
{
	return (char *)attr - (char *)nlmsg_hdr(msg);
}

static void expect_text(struct nl_msg *request, uint32_t offs,
			const char *want)
{
	struct extack ack = {
		.given = BIT(NLMSGERR_ATTR_MSG) | BIT(NLMSGERR_ATTR_OFFS),
		.msg = "No",
		.offs = offs,
	};
	char text[256];

	extack_describe(&ack, EINVAL, nlmsg_hdr(request), GENL_HDRLEN,
			vbridge_family.space_of(genlmsg_hdr(nlmsg_hdr(request))->cmd),
			text, sizeof(text));
	EXPECT_STR(text, want);
}

/* a refusal says which of several it is about */
static void error_texts(void)
{
	struct uplinkset u = { 0 };
	struct nlattr *attr;
	struct nl_msg *msg;
	struct line l;

	parse(&uplinkset_kind, "add",
	      split(&l, "A ports eth4,eth5:2 networks prod:vlan10"), &u);
	msg = new_msg(VBRIDGE_CMD_UPLINKSET_NEW, &u);
	attr = nth(msg, VBRIDGE_A_UPLINKSET_MEMBER, 1);
	expect_text(msg, offset_of(msg, attr),
		    "No (attribute member of port eth5)");
	attr = nla_find(nla_data(attr), nla_len(attr),
			VBRIDGE_A_MEMBER_PREFERENCE);
	expect_text(msg, offset_of(msg, attr),
		    "No (attribute member/preference of port eth5)");
	attr = nth(msg, VBRIDGE_A_UPLINKSET_CARRIED, 0);
	attr = nla_find(nla_data(attr), nla_len(attr), VBRIDGE_A_CARRIED_VID);
	expect_text(msg, offset_of(msg, attr),
		    "No (attribute carried/vid of network prod)");
	attr = nth(msg, VBRIDGE_A_UPLINKSET_NAME, 0);
	expect_text(msg, offset_of(msg, attr), "No (attribute name)");
	attrs_free(&uplinkset_space, &u);
	nlmsg_free(msg);
}

static int add_line(struct batch_file *file, struct args *a,
		    unsigned int number, const char *text)
{
	char line[256];

	snprintf(line, sizeof(line), "%s", text);
	return batch_line(a, line, number, file);
}

static void batch(void)
{
	struct batch_file file = { 0 };
	struct args a = { 0 };
	struct batch back = { 0 };
	struct nlattr *attr;
	struct nl_msg *msg;
	struct item *item;

	EXPECT_INT(add_line(&file, &a, 1, "# what a blade needs\n"), 0);
	EXPECT_INT(add_line(&file, &a, 2, " \t\n"), 0);
	EXPECT_INT(add_line(&file, &a, 3, "network add prod # the first\n"), 0);
	EXPECT_INT(add_line(&file, &a, 4,
			    "connection add eth1 network prod vlan 10\n"), 0);
	EXPECT_INT(add_line(&file, &a, 7, "uplinkset del A"), 0);
	EXPECT_INT(file.batch.items.n, 3);

	msg = new_msg(VBRIDGE_CMD_BATCH, &file.batch);
	EXPECT_INT(attrs_parse_msg(nlmsg_hdr(msg), &batch_space, &back), 0);
	EXPECT_INT(back.items.n, 3);
	item = list_at(&back.items, 1);
	EXPECT_INT(item->cmd, VBRIDGE_CMD_CONN_NEW);
	EXPECT_INT(item->given, BIT(VBRIDGE_A_ITEM_CMD) |
				BIT(VBRIDGE_A_ITEM_CONN));
	EXPECT_INT(item->conn.vid, 10);
	item = list_at(&back.items, 2);
	EXPECT_INT(item->cmd, VBRIDGE_CMD_UPLINKSET_DEL);
	EXPECT_STR(item->uplinkset.name, "A");

	/* an offset leads back to the line */
	attr = nth(msg, VBRIDGE_A_BATCH_ITEM, 0);
	EXPECT_INT(batch_line_at(&file, nlmsg_hdr(msg), offset_of(msg, attr)),
		   3);
	attr = nth(msg, VBRIDGE_A_BATCH_ITEM, 2);
	EXPECT_INT(batch_line_at(&file, nlmsg_hdr(msg),
				 offset_of(msg, attr) + 12), 7);
	EXPECT_INT(batch_line_at(&file, nlmsg_hdr(msg), 3), 0);
	EXPECT_INT(batch_line_at(&file, nlmsg_hdr(msg), 1000000), 0);
	attr = nth(msg, VBRIDGE_A_BATCH_ITEM, 1);
	attr = nla_find(nla_data(attr), nla_len(attr), VBRIDGE_A_ITEM_CONN);
	attr = nla_find(nla_data(attr), nla_len(attr), VBRIDGE_A_CONN_VID);
	expect_text(msg, offset_of(msg, attr), "No (attribute item/conn/vid)");
	attrs_free(&batch_space, &back);
	nlmsg_free(msg);
	batch_free(&file);
}

/* @n networks for uplink set A, with the longest names, as a line of a batch */
static char *networks_line(unsigned int n)
{
	size_t size = 64 + n * sizeof("network-nameNNN:vlanNNNN");
	char *line = malloc(size);
	unsigned int i;
	size_t len;

	len = snprintf(line, size, "uplinkset set A add-network ");
	for (i = 0; i < n; i++)
		len += snprintf(line + len, size - len,
				"%snetwork-name%03u:vlan%u", i ? "," : "",
				i % 1000, i + 1);
	return line;
}

/* all that a set can carry, in one change of a batch: nests hold 64 KiB */
static void batch_full_set(void)
{
	struct batch_file file = { 0 };
	struct batch back = { 0 };
	struct args a = { 0 };
	struct carried *c;
	struct item *item;
	struct nl_msg *msg;
	char *line;

	line = networks_line(VBRIDGE_UPLINKSET_NETWORKS);
	EXPECT_INT(batch_line(&a, line, 1, &file), 0);
	EXPECT_STR(a.err, "");
	msg = new_msg(VBRIDGE_CMD_BATCH, &file.batch);
	EXPECT_INT(attrs_parse_msg(nlmsg_hdr(msg), &batch_space, &back), 0);
	EXPECT_INT(back.items.n, 1);
	item = list_at(&back.items, 0);
	EXPECT_INT(item->uplinkset.carried.n, VBRIDGE_UPLINKSET_NETWORKS);
	c = list_at(&item->uplinkset.carried, VBRIDGE_UPLINKSET_NETWORKS - 1);
	EXPECT_STR(c->network_name, "network-name999");
	EXPECT_INT(c->vid, VBRIDGE_UPLINKSET_NETWORKS);
	attrs_free(&batch_space, &back);
	nlmsg_free(msg);
	batch_free(&file);
	free(line);
}

/* what is more is not cut */
static void batch_overfull_set(void)
{
	struct batch_file file = { 0 };
	struct args a = { 0 };
	struct nl_msg *msg = nlmsg_alloc_size(1 << 18);
	char *line;

	line = networks_line(2 * VBRIDGE_UPLINKSET_NETWORKS);
	EXPECT_INT(batch_line(&a, line, 1, &file), 0);
	genlmsg_put(msg, 0, 0, FAMILY_ID, 0, 0, VBRIDGE_CMD_BATCH, 1);
	EXPECT_INT(attrs_put(msg, &batch_space, &file.batch), -NLE_ATTRSIZE);
	nlmsg_free(msg);
	batch_free(&file);
	free(line);
}

static void batch_refused(void)
{
	static const struct {
		const char *line;
		const char *err;
	} lines[] = {
		{ "port add eth0",
		  "\"port\" is none of network, connection, uplinkset" },
		{ "network", "network has no such change" },
		{ "network show", "network has no such change" },
		{ "network add", "no network is given" },
		{ "network add prod x", "\"x\" is not understood here" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(lines); i++) {
		struct batch_file file = { 0 };
		struct args a = { 0 };

		EXPECT_INT(add_line(&file, &a, 1, lines[i].line), -EINVAL);
		EXPECT_STR(a.err, lines[i].err);
		batch_free(&file);
	}
}

static void malformed(void)
{
	struct conn c = { 0 };
	struct nl_msg *msg = new_msg(VBRIDGE_CMD_CONN_GET, &c);

	nla_put_u16(msg, VBRIDGE_A_CONN_ID, 1);
	EXPECT_INT(attrs_parse_msg(nlmsg_hdr(msg), &conn_space, &c), -EBADMSG);
	nlmsg_free(msg);

	msg = new_msg(VBRIDGE_CMD_CONN_GET, &c);
	nla_put(msg, VBRIDGE_A_CONN_LOCK_MAC, 5, "abcde");
	EXPECT_INT(attrs_parse_msg(nlmsg_hdr(msg), &conn_space, &c), -EBADMSG);
	nlmsg_free(msg);
	attrs_free(&conn_space, &c);

	/* more bytes than an address has */
	msg = nlmsg_alloc();
	genlmsg_put(msg, 0, 0, FAMILY_ID, 0, 0, VBRIDGE_CMD_MDB_GET, 1);
	nla_put(msg, VBRIDGE_A_MDB_GROUP, 17, "0123456789abcdefg");
	EXPECT_INT(attrs_parse_msg(nlmsg_hdr(msg), &mdb_space,
				   &(struct mdb){ 0 }), -EBADMSG);
	nlmsg_free(msg);

	/* an attribute of a newer kernel is no error */
	msg = new_msg(VBRIDGE_CMD_CONN_GET, &c);
	nla_put_u32(msg, 999, 1);
	EXPECT_INT(attrs_parse_msg(nlmsg_hdr(msg), &conn_space, &c), 0);
	EXPECT_INT(c.given, 0);
	nlmsg_free(msg);
}

static void noise_is_survived(void)
{
	struct batch_file file = { 0 };
	struct args a = { 0 };
	struct nl_msg *msg;
	int i, n;

	add_line(&file, &a, 1, "network add prod private on max 1G");
	add_line(&file, &a, 2,
		 "connection add eth1 network prod storm unknown 5pps lock 02:00:00:00:00:01");
	add_line(&file, &a, 3, "uplinkset add A ports a,b networks c:vlan1,d");
	msg = new_msg(VBRIDGE_CMD_BATCH, &file.batch);
	for (i = 0; i < 100000; i++) {
		/* its own allocation: the sanitizer sees what is behind it */
		struct nlmsghdr *nlh = malloc(nlmsg_hdr(msg)->nlmsg_len);
		struct batch back = { 0 };
		uint8_t *bytes;

		memcpy(nlh, nlmsg_hdr(msg), nlmsg_hdr(msg)->nlmsg_len);
		bytes = nlmsg_data(nlh);
		for (n = noise() % 8; n >= 0; n--)
			bytes[noise() % nlmsg_datalen(nlh)] = noise();
		attrs_parse_msg(nlh, &batch_space, &back);
		batch_line_at(&file, nlh, noise() % 512);
		attrs_free(&batch_space, &back);
		free(nlh);
	}
	nlmsg_free(msg);
	batch_free(&file);
}

static const struct test_case cases[] = {
	{ "network add: everything", network_full },
	{ "network add, del: a name alone", network_plain },
	{ "connection add: everything", conn_full },
	{ "connection add: tags", conn_tags },
	{ "connection set, del, reset: which one", conn_named },
	{ "connection set: rates of storm control", storm_rates },
	{ "uplinkset add: everything", set_full },
	{ "uplinkset set: ports and networks", set_changed },
	{ "fdb, mirror, protect", others },
	{ "refusals", refused },
	{ "random words", random_words },
	{ "a request built is a request read", built_and_read },
	{ "commands and their attributes", spaces_of_commands },
	{ "attributes have names", attributes_have_names },
	{ "texts of errors", error_texts },
	{ "a batch, and back to its lines", batch },
	{ "a batch with a full uplink set", batch_full_set },
	{ "a batch with more than a part can hold", batch_overfull_set },
	{ "a batch: refusals", batch_refused },
	{ "malformed messages", malformed },
	{ "noise in messages", noise_is_survived },
};

int main(void)
{
	return run_tests(cases, ARRAY_SIZE(cases));
}
