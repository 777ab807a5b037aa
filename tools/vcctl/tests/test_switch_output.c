// SPDX-License-Identifier: GPL-2.0
/* What the objects of the switch look like, as text and as JSON. */

#include "ktap.h"
#include "output.h"
#include "show.h"
#include "topology.h"
#include "vbridge.h"

/* what is shown in this case */
static const struct vb_kind *kind;
static struct list shown;
static struct topology drawn;
static struct options opts;

static void *add(const struct vb_kind *of)
{
	void *object;

	kind = of;
	object = list_add(&shown, of->space->size);
	/* all of it was told, unless a case says otherwise */
	*(unsigned int *)object = ~0U;
	return object;
}

static void forget(uint64_t *given, unsigned int attr)
{
	*given &= ~BIT(attr);
}

static void show(void)
{
	vb_show(kind, &shown, &opts);
}

/* ends the case */
static void expect_shown(const char *name)
{
	char buf[8192];

	capture(show, buf, sizeof(buf));
	expect_file(buf, name);
	vb_list_free(kind, &shown);
}

static void add_networks(void)
{
	struct network *n = add(&network_kind);

	n->ifindex = 7;
	strcpy(n->ifname, "prod");
	n->private = true;
	n->ageing = 300000;
	n->mcast_snooping = true;
	n->mcast_unknown = true;
	n->preferred = 2500000000;
	n->max_rate = 10000000000;
	strcpy(n->uplinkset, "A");
	n->uplink = 4;
	n->conns = 4;
	n->macs = 12;
	n->link = true;
	n->stats.given = BIT(VBRIDGE_A_STATS_RX_PACKETS) |
			 BIT(VBRIDGE_A_STATS_DROP_STORM) |
			 BIT(VBRIDGE_A_STATS_DROP_XMIT);
	n->stats.counter[VBRIDGE_A_STATS_RX_PACKETS] = 1234;
	n->stats.counter[VBRIDGE_A_STATS_DROP_STORM] = 5;

	/* alone in the world */
	n = add(&network_kind);
	n->ifindex = 8;
	strcpy(n->ifname, "lab");
	n->smartlink = true;
	n->mac_limit = 1000;
	n->ageing = 10500;
	forget(&n->given, VBRIDGE_A_NETWORK_UPLINKSET);
	forget(&n->given, VBRIDGE_A_NETWORK_UPLINK);
}

static void network_text(void)
{
	opts = (struct options){ .stats = true };
	add_networks();
	expect_shown("network.txt");
}

static void network_json(void)
{
	opts = (struct options){ .json = true, .pretty = true, .stats = true };
	add_networks();
	expect_shown("network.json");
}

static struct conn *add_conn(uint32_t id, const char *port, uint32_t role,
			     uint32_t tag, uint16_t vid)
{
	struct conn *c = add(&conn_kind);

	c->id = id;
	c->ifindex = id + 100;
	strcpy(c->ifname, port);
	c->network = 7;
	strcpy(c->network_name, "prod");
	c->role = role;
	c->tag = tag;
	c->vid = vid;
	c->channel_proto = 0x88a8;
	c->learning = true;
	c->flood = true;
	c->mcast_flood = true;
	c->bcast_flood = true;
	c->loop_protect = true;
	if (!vid)
		forget(&c->given, VBRIDGE_A_CONN_VID);
	if (role == VBRIDGE_ROLE_DOWNLINK) {
		forget(&c->given, VBRIDGE_A_CONN_UPLINKSET);
		forget(&c->given, VBRIDGE_A_CONN_PREFERENCE);
	}
	forget(&c->given, VBRIDGE_A_CONN_CHANNEL);
	forget(&c->given, VBRIDGE_A_CONN_CHANNEL_PROTO);
	return c;
}

static void add_storm(struct conn *c, uint32_t of, uint64_t kbps, uint64_t pps)
{
	struct storm *s = list_add(&c->storms, sizeof(*s));

	s->given = BIT(VBRIDGE_A_STORM_KIND) |
		   (kbps ? BIT(VBRIDGE_A_STORM_KBPS) : 0) |
		   (pps ? BIT(VBRIDGE_A_STORM_PPS) : 0);
	s->kind = of;
	s->kbps = kbps;
	s->pps = pps;
}

static void add_conns(void)
{
	static const uint8_t mac[MAC_LEN] = { 2, 0, 0, 0, 0, 0xa };
	struct conn *c;

	c = add_conn(1, "eth1", VBRIDGE_ROLE_DOWNLINK, VBRIDGE_TAG_VLAN, 10);
	c->channel = 101;
	attr_give(c, VBRIDGE_A_CONN_CHANNEL);
	attr_give(c, VBRIDGE_A_CONN_CHANNEL_PROTO);
	c->macs = 3;
	c->stats.given = BIT(VBRIDGE_A_STATS_RX_BYTES) |
			 BIT(VBRIDGE_A_STATS_DROP_LOCKED);
	c->stats.counter[VBRIDGE_A_STATS_RX_BYTES] = 99;

	c = add_conn(2, "eth2", VBRIDGE_ROLE_DOWNLINK, VBRIDGE_TAG_NATIVE, 0);
	c->learning = false;
	c->isolated = true;
	c->loop_protect = false;
	c->mac_limit = 9;
	c->locked = true;
	memcpy(list_add(&c->lock_macs, MAC_LEN), mac, MAC_LEN);
	add_storm(c, VBRIDGE_STORM_BROADCAST, 1500, 0);
	add_storm(c, VBRIDGE_STORM_MULTICAST, 0, 70);
	c->state = VBRIDGE_STATE_BLOCKED;
	c->block = VBRIDGE_BLOCK_FLAP;
	c->stats.given = BIT(VBRIDGE_A_STATS_DROP_LOCKED);
	c->stats.counter[VBRIDGE_A_STATS_DROP_LOCKED] = 7;

	c = add_conn(3, "eth4", VBRIDGE_ROLE_UPLINK, VBRIDGE_TAG_TUNNEL, 0);
	strcpy(c->uplinkset, "A");
	c->preference = 1;
	c->state = VBRIDGE_STATE_STANDBY;
}

static void conn_text(void)
{
	opts = (struct options){ .stats = true };
	add_conns();
	expect_shown("connection.txt");
}

static void conn_json(void)
{
	opts = (struct options){ .json = true, .pretty = true };
	add_conns();
	expect_shown("connection.json");
}

/* all that may differ does not run over the end */
static void conn_options(void)
{
	char buf[1024];
	struct conn *c;

	opts = (struct options){ 0 };
	c = add_conn(1, "eth1", VBRIDGE_ROLE_DOWNLINK, VBRIDGE_TAG_VLAN, 10);
	c->learning = false;
	c->flood = false;
	c->mcast_flood = false;
	c->bcast_flood = false;
	c->isolated = true;
	c->loop_protect = false;
	c->mac_limit = UINT32_MAX;
	c->locked = true;
	add_storm(c, VBRIDGE_STORM_BROADCAST, 1, 0);
	add_storm(c, VBRIDGE_STORM_UNKNOWN, 0, UINT64_MAX);
	add_storm(c, VBRIDGE_STORM_MULTICAST, 0, UINT64_MAX);
	capture(show, buf, sizeof(buf));
	EXPECT(strstr(buf, "no-learning,no-flood,no-mcast-flood"), "%s", buf);
	vb_list_free(kind, &shown);
}

static void add_sets(void)
{
	struct uplinkset *u = add(&uplinkset_kind);
	struct carried *c;
	struct member *m;

	strcpy(u->name, "A");
	u->preempt = true;
	u->hold_down = 500;
	u->announce_rate = 2000;
	u->announce_count = 3;
	u->failovers = 2;
	m = list_add(&u->members, sizeof(*m));
	*m = (struct member){ ~0U, 9, "eth4", 1, false, true, true };
	m = list_add(&u->members, sizeof(*m));
	*m = (struct member){ ~0U, 10, "eth5", 2, false, false, false };
	c = list_add(&u->carried, sizeof(*c));
	*c = (struct carried){ ~0U, 7, "prod", VBRIDGE_TAG_VLAN, 10, false };
	c = list_add(&u->carried, sizeof(*c));
	*c = (struct carried){ ~BIT(VBRIDGE_A_CARRIED_VID), 8, "mgmt",
			       VBRIDGE_TAG_NATIVE, 0, false };
}

static void set_text(void)
{
	opts = (struct options){ 0 };
	add_sets();
	expect_shown("uplinkset.txt");
}

static void set_json(void)
{
	opts = (struct options){ .json = true, .pretty = true };
	add_sets();
	expect_shown("uplinkset.json");
}

static void add_addresses(void)
{
	struct fdb *f = add(&fdb_kind);

	*f = (struct fdb){ ~0U, { 2, 0, 0, 0, 0, 1 }, 7, "prod", 3, 9, "eth1",
			   false, false, false, 12340, 0 };
	f = add(&fdb_kind);
	*f = (struct fdb){ ~0U, { 2, 0, 0, 0, 0, 2 }, 7, "prod", 4, 10, "eth2",
			   false, true, true, 12340, 0 };
	f = add(&fdb_kind);
	*f = (struct fdb){ ~0U, { 2, 0, 0, 0, 0, 3 }, 7, "prod", 0, 0, "",
			   true, true, false, 0, 0 };
	f->given &= ~(BIT(VBRIDGE_A_FDB_CONN) | BIT(VBRIDGE_A_FDB_IFNAME));
}

static void fdb_text(void)
{
	opts = (struct options){ 0 };
	add_addresses();
	expect_shown("fdb.txt");
}

static void fdb_json(void)
{
	opts = (struct options){ .json = true, .pretty = true };
	add_addresses();
	expect_shown("fdb.json");
}

static void add_groups(void)
{
	struct mdb *m = add(&mdb_kind);

	*m = (struct mdb){ ~0U, 7, "prod", { 4, { 239, 1, 2, 3 } }, 3, "eth1",
			   259500, false };
	m = add(&mdb_kind);
	*m = (struct mdb){ ~0U, 7, "prod", { 16, { 0xff, 2, [15] = 0xfb } }, 3,
			   "eth1", 1000, false };
	m = add(&mdb_kind);
	*m = (struct mdb){ ~BIT(VBRIDGE_A_MDB_GROUP), 7, "prod", { 0 }, 4,
			   "eth4", 255000, true };
}

static void mdb_text(void)
{
	opts = (struct options){ 0 };
	add_groups();
	expect_shown("mdb.txt");
}

static void mdb_json(void)
{
	opts = (struct options){ .json = true, .pretty = true };
	add_groups();
	expect_shown("mdb.json");
}

static void add_mirror(void)
{
	struct mirror *m = add(&mirror_kind);
	struct source *s;

	strcpy(m->name, "tap");
	strcpy(m->to_ifname, "eth9");
	m->packets = 8;
	forget(&m->given, VBRIDGE_A_MIRROR_TO_CONN);
	s = list_add(&m->sources, sizeof(*s));
	*s = (struct source){ ~0U, 3, VBRIDGE_DIRECTION_RX };
	s = list_add(&m->sources, sizeof(*s));
	*s = (struct source){ ~0U, 4, VBRIDGE_DIRECTION_BOTH };
}

static void mirror_and_protect(void)
{
	struct protect *p;
	char buf[512];

	opts = (struct options){ 0 };
	add_mirror();
	capture(show, buf, sizeof(buf));
	EXPECT_STR(buf, "tap: to eth9 packets 8 from 3:rx,4:both\n");
	opts.json = true;
	capture(show, buf, sizeof(buf));
	EXPECT(strstr(buf, "{\"mirror\":\"tap\",\"to_port\":\"eth9\",\"packets\":8,"),
	       "%s", buf);
	EXPECT(strstr(buf, "\"from\":[{\"connection\":3,\"direction\":\"rx\"},"),
	       "%s", buf);
	vb_list_free(kind, &shown);

	p = add(&protect_kind);
	*p = (struct protect){ ~0U, 500, 30000, 200 };
	capture(show, buf, sizeof(buf));
	EXPECT_STR(buf, "[{\"loop_interval\":500,\"loop_retry\":30000,\"flap_limit\":200}]\n");
	opts.json = false;
	capture(show, buf, sizeof(buf));
	EXPECT_STR(buf, "protect: loop-interval 500 loop-retry 30000 flap-limit 200\n");
	vb_list_free(kind, &shown);
}

/* a notification may say little: what it does not say is not shown */
static void bare_conn(void)
{
	char buf[512];
	struct conn *c;

	opts = (struct options){ .json = true };
	c = add(&conn_kind);
	c->given = BIT(VBRIDGE_A_CONN_ID);
	c->id = 5;
	capture(show, buf, sizeof(buf));
	EXPECT_STR(buf, "[{\"id\":5,\"lock\":[],\"storm\":{}}]\n");
	opts.json = false;
	capture(show, buf, sizeof(buf));
	EXPECT_STR(buf, "id\n 5\n");
	vb_list_free(kind, &shown);
}

static struct list taken(void (*add_them)(void))
{
	struct list list;

	add_them();
	list = shown;
	memset(&shown, 0, sizeof(shown));
	return list;
}

static void draw(void)
{
	struct port *split = list_add(&drawn.split, sizeof(*split));
	struct vb_port *p;
	struct conn *c;

	drawn.networks = taken(add_networks);
	drawn.conns = taken(add_conns);
	drawn.sets = taken(add_sets);
	c = list_at(&drawn.conns, 1);
	strcpy(c->ifname, "eth0-b");
	p = list_add(&drawn.ports, sizeof(*p));
	*p = (struct vb_port){ ~0U, 101, "eth1", true, 0x88a8, 1, 6 };
	p = list_add(&drawn.ports, sizeof(*p));
	*p = (struct vb_port){ ~0U, 102, "eth0-b", false, 0, 1, 0 };

	strcpy(split->ifname, "eth0");
	split->given = BIT(FLEXNIC_A_PORT_IFNAME);
	split->carrier = true;
	split->n_flexnics = 2;
	split->flexnics[0] = (struct flexnic){
		.ifname = "eth0-a", .min = 1000000000, .max = 10000000000,
		.carrier = true,
	};
	split->flexnics[1] = (struct flexnic){
		.slot = 1, .ifname = "eth0-b", .min = 500000000,
		.max = 10000000000,
	};
}

static void erase(void)
{
	vb_list_free(&network_kind, &drawn.networks);
	vb_list_free(&conn_kind, &drawn.conns);
	vb_list_free(&uplinkset_kind, &drawn.sets);
	list_free(&drawn.ports);
	list_free(&drawn.split);
	memset(&drawn, 0, sizeof(drawn));
}

static void show_tree(void)
{
	topology_show_text(&drawn, &opts);
}

static void show_dot(void)
{
	topology_show_dot(&drawn);
}

static void topology_text(void)
{
	char buf[4096];

	draw();
	opts = (struct options){ 0 };
	capture(show_tree, buf, sizeof(buf));
	expect_file(buf, "topology.txt");
	opts.stats = true;
	capture(show_tree, buf, sizeof(buf));
	EXPECT(strstr(buf, "\nport eth1 unknown-tag 6\n"), "%s", buf);
	erase();
}

static void topology_dot(void)
{
	struct network *n;
	char buf[4096];

	draw();
	/* such a name is allowed */
	n = list_at(&drawn.networks, 1);
	strcpy(n->ifname, "a\"b\\c");
	capture(show_dot, buf, sizeof(buf));
	expect_file(buf, "topology.dot");
	erase();
}

static void show_svg(void)
{
	topology_show_svg(&drawn);
}

/* well-formed, with these texts in this order, or what is wrong is printed */
static void expect_svg(const char *svg, const char *texts)
{
	char command[256];
	FILE *pipe;

	snprintf(command, sizeof(command), "python3 tests/check_svg.py '%s'",
		 texts);
	fflush(stdout);
	pipe = popen(command, "w");
	EXPECT(pipe, "cannot run %s", command);
	if (!pipe)
		return;
	fputs(svg, pipe);
	EXPECT_INT(pclose(pipe), 0);
}

static void topology_svg(void)
{
	/* labels of lines, then names in boxes */
	static const char labels[] = "A|a|b|channel 101 vlan 10|native|tunnel";
	static const char boxes[] =
		"eth0|eth0-a|eth0-b|prod|a\"<&>]]>?|eth4|eth5|eth1";
	char texts[256];
	struct network *n;
	char buf[8192];

	draw();
	n = list_at(&drawn.networks, 1);
	strcpy(n->ifname, "a\"<&>]]>\1");
	capture(show_svg, buf, sizeof(buf));
	snprintf(texts, sizeof(texts), "%s|%s", labels, boxes);
	expect_svg(buf, texts);
	erase();
	capture(show_svg, buf, sizeof(buf));
	expect_svg(buf, "");
}

static void topology_json(void)
{
	struct json_object *json, *list;

	draw();
	opts = (struct options){ .json = true };
	json = topology_to_json(&drawn, &opts);
	list = json_object_object_get(json, "connections");
	EXPECT_INT(json_object_array_length(list), 3);
	list = json_object_object_get(json, "ports");
	EXPECT_STR(json_object_to_json_string_ext(json_object_array_get_idx(list, 0), 0),
		   "{\"port\":\"eth1\",\"ifindex\":101,\"carrier\":true,\"channel_proto\":\"802.1ad\",\"connections\":1,\"unknown_tag\":6}");
	list = json_object_object_get(json, "flexnic_ports");
	EXPECT_INT(json_object_array_length(list), 1);
	json_object_put(json);
	erase();
}

static const struct test_case cases[] = {
	{ "networks as text", network_text },
	{ "networks as JSON", network_json },
	{ "connections as text", conn_text },
	{ "connections as JSON", conn_json },
	{ "a connection with all options", conn_options },
	{ "uplink sets as text", set_text },
	{ "uplink sets as JSON", set_json },
	{ "addresses as text", fdb_text },
	{ "addresses as JSON", fdb_json },
	{ "multicast groups as text", mdb_text },
	{ "multicast groups as JSON", mdb_json },
	{ "a mirror and the protection", mirror_and_protect },
	{ "a connection that little is said of", bare_conn },
	{ "the topology as a tree", topology_text },
	{ "the topology as a graph", topology_dot },
	{ "the topology as a picture", topology_svg },
	{ "the topology as JSON", topology_json },
};

int main(void)
{
	return run_tests(cases, ARRAY_SIZE(cases));
}
