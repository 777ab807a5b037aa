// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <string.h>
#include <netlink/genl/genl.h>

#include "vbridge_msg.h"

const char *const role_names[] = {
	[VBRIDGE_ROLE_DOWNLINK] = "downlink",
	[VBRIDGE_ROLE_UPLINK] = "uplink",
	NULL
};

const char *const tag_names[] = {
	[VBRIDGE_TAG_UNTAGGED] = "untagged",
	[VBRIDGE_TAG_VLAN] = "vlan",
	[VBRIDGE_TAG_NATIVE] = "native",
	[VBRIDGE_TAG_TUNNEL] = "tunnel",
	NULL
};

const char *const state_names[] = {
	[VBRIDGE_STATE_FORWARDING] = "forwarding",
	[VBRIDGE_STATE_STANDBY] = "standby",
	[VBRIDGE_STATE_NO_LINK] = "no-link",
	[VBRIDGE_STATE_BLOCKED] = "blocked",
	NULL
};

const char *const block_names[] = {
	[VBRIDGE_BLOCK_NONE] = "none",
	[VBRIDGE_BLOCK_LOOP] = "loop",
	[VBRIDGE_BLOCK_FLAP] = "flap",
	NULL
};

const char *const set_mode_names[] = {
	[VBRIDGE_MODE_FAILOVER] = "failover",
	[VBRIDGE_MODE_LACP] = "lacp",
	NULL
};

const char *const storm_names[] = {
	[VBRIDGE_STORM_BROADCAST] = "broadcast",
	[VBRIDGE_STORM_UNKNOWN] = "unknown",
	[VBRIDGE_STORM_MULTICAST] = "multicast",
	NULL
};

const char *const direction_names[] = {
	[VBRIDGE_DIRECTION_BOTH] = "both",
	[VBRIDGE_DIRECTION_RX] = "rx",
	[VBRIDGE_DIRECTION_TX] = "tx",
	NULL
};

const char *const event_names[] = {
	[VBRIDGE_EVENT_FAILOVER] = "failover",
	[VBRIDGE_EVENT_UPLINK_LOST] = "uplink-lost",
	[VBRIDGE_EVENT_ANNOUNCED] = "announced",
	[VBRIDGE_EVENT_SMARTLINK_DOWN] = "smartlink-down",
	[VBRIDGE_EVENT_SMARTLINK_UP] = "smartlink-up",
	[VBRIDGE_EVENT_BLOCKED] = "blocked",
	[VBRIDGE_EVENT_UNBLOCKED] = "unblocked",
	[VBRIDGE_EVENT_LOCK_VIOLATION] = "lock-violation",
	[VBRIDGE_EVENT_MAC_LIMIT] = "mac-limit",
	[VBRIDGE_EVENT_STORM] = "storm",
	[VBRIDGE_EVENT_MCAST_LIMIT] = "mcast-limit",
	NULL
};

static bool find_u32(struct nlattr *nest, int len, int type, uint32_t *value)
{
	struct nlattr *attr = nla_find(nest, len, type);

	return attr && nla_memcpy(value, attr, sizeof(*value)) ==
		       sizeof(*value);
}

static void name_string(struct nlattr *nest, int len, int type,
			const char *what, char *buf, size_t size)
{
	struct nlattr *attr = nla_find(nest, len, type);
	char name[VBRIDGE_NAME_LEN];

	if (!attr)
		return;
	nla_strlcpy(name, attr, sizeof(name));
	snprintf(buf, size, "%s %s", what, name);
}

/* one number of struct vb_stats */
#define COUNTER(title, n)	U64_ATTR(title, struct vb_stats, counter[n])

static const struct attr vb_stats_attrs[] = {
	[VBRIDGE_A_STATS_RX_PACKETS] =
		COUNTER("rx-packets", VBRIDGE_A_STATS_RX_PACKETS),
	[VBRIDGE_A_STATS_RX_BYTES] =
		COUNTER("rx-bytes", VBRIDGE_A_STATS_RX_BYTES),
	[VBRIDGE_A_STATS_TX_PACKETS] =
		COUNTER("tx-packets", VBRIDGE_A_STATS_TX_PACKETS),
	[VBRIDGE_A_STATS_TX_BYTES] =
		COUNTER("tx-bytes", VBRIDGE_A_STATS_TX_BYTES),
	[VBRIDGE_A_STATS_DROP_STANDBY] =
		COUNTER("drop-standby", VBRIDGE_A_STATS_DROP_STANDBY),
	[VBRIDGE_A_STATS_DROP_BLOCKED] =
		COUNTER("drop-blocked", VBRIDGE_A_STATS_DROP_BLOCKED),
	[VBRIDGE_A_STATS_DROP_SOURCE] =
		COUNTER("drop-source", VBRIDGE_A_STATS_DROP_SOURCE),
	[VBRIDGE_A_STATS_DROP_LOCKED] =
		COUNTER("drop-locked", VBRIDGE_A_STATS_DROP_LOCKED),
	[VBRIDGE_A_STATS_DROP_STORM] =
		COUNTER("drop-storm", VBRIDGE_A_STATS_DROP_STORM),
	[VBRIDGE_A_STATS_DROP_NOWHERE] =
		COUNTER("drop-nowhere", VBRIDGE_A_STATS_DROP_NOWHERE),
	[VBRIDGE_A_STATS_DROP_NO_UPLINK] =
		COUNTER("drop-no-uplink", VBRIDGE_A_STATS_DROP_NO_UPLINK),
	[VBRIDGE_A_STATS_DROP_TOO_LONG] =
		COUNTER("drop-too-long", VBRIDGE_A_STATS_DROP_TOO_LONG),
	[VBRIDGE_A_STATS_DROP_NO_MEMORY] =
		COUNTER("drop-no-memory", VBRIDGE_A_STATS_DROP_NO_MEMORY),
	[VBRIDGE_A_STATS_DROP_XMIT] =
		COUNTER("drop-xmit", VBRIDGE_A_STATS_DROP_XMIT),
	[VBRIDGE_A_STATS_DROP_TAGGED] =
		COUNTER("drop-tagged", VBRIDGE_A_STATS_DROP_TAGGED),
	[VBRIDGE_A_STATS_DROP_REFLECTED] =
		COUNTER("drop-reflected", VBRIDGE_A_STATS_DROP_REFLECTED),
};

const struct attr_space vb_stats_space = {
	.attrs = vb_stats_attrs,
	.n_attrs = ARRAY_SIZE(vb_stats_attrs),
	.size = sizeof(struct vb_stats),
};

static const struct attr network_attrs[] = {
	[VBRIDGE_A_NETWORK_IFINDEX] =
		U32_ATTR("ifindex", struct network, ifindex),
	[VBRIDGE_A_NETWORK_IFNAME] =
		STRING_ATTR("ifname", struct network, ifname, IFNAMSIZ),
	[VBRIDGE_A_NETWORK_PRIVATE] =
		SWITCH_ATTR("private", struct network, private),
	[VBRIDGE_A_NETWORK_SMARTLINK] =
		SWITCH_ATTR("smartlink", struct network, smartlink),
	[VBRIDGE_A_NETWORK_TUNNEL] =
		SWITCH_ATTR("tunnel", struct network, tunnel),
	[VBRIDGE_A_NETWORK_AGEING] = U32_ATTR("ageing", struct network, ageing),
	[VBRIDGE_A_NETWORK_MAC_LIMIT] =
		U32_ATTR("mac-limit", struct network, mac_limit),
	[VBRIDGE_A_NETWORK_MCAST_SNOOPING] =
		SWITCH_ATTR("mcast-snooping", struct network, mcast_snooping),
	[VBRIDGE_A_NETWORK_MCAST_UNKNOWN] =
		SWITCH_ATTR("mcast-unknown", struct network, mcast_unknown),
	[VBRIDGE_A_NETWORK_PREFERRED] =
		U64_ATTR("preferred", struct network, preferred),
	[VBRIDGE_A_NETWORK_MAX_RATE] =
		U64_ATTR("max-rate", struct network, max_rate),
	[VBRIDGE_A_NETWORK_UPLINKSET] =
		STRING_ATTR("uplinkset", struct network, uplinkset,
			    VBRIDGE_NAME_LEN),
	[VBRIDGE_A_NETWORK_UPLINK] = U32_ATTR("uplink", struct network, uplink),
	[VBRIDGE_A_NETWORK_CONNS] = U32_ATTR("conns", struct network, conns),
	[VBRIDGE_A_NETWORK_MACS] = U32_ATTR("macs", struct network, macs),
	[VBRIDGE_A_NETWORK_LINK] = SWITCH_ATTR("link", struct network, link),
	[VBRIDGE_A_NETWORK_STATS] =
		NEST_ATTR("stats", struct network, stats, &vb_stats_space),
};

const struct attr_space network_space = {
	.attrs = network_attrs,
	.n_attrs = ARRAY_SIZE(network_attrs),
	.size = sizeof(struct network),
};

static const struct attr storm_attrs[] = {
	[VBRIDGE_A_STORM_KIND] = U32_ATTR("kind", struct storm, kind),
	[VBRIDGE_A_STORM_KBPS] = U64_ATTR("kbps", struct storm, kbps),
	[VBRIDGE_A_STORM_PPS] = U64_ATTR("pps", struct storm, pps),
};

static void name_storm(struct nlattr *nest, int len, char *buf, size_t size)
{
	uint32_t kind;

	if (find_u32(nest, len, VBRIDGE_A_STORM_KIND, &kind) &&
	    kind <= VBRIDGE_STORM_MULTICAST)
		snprintf(buf, size, "%s", storm_names[kind]);
}

const struct attr_space storm_space = {
	.attrs = storm_attrs,
	.n_attrs = ARRAY_SIZE(storm_attrs),
	.size = sizeof(struct storm),
	.instance = name_storm,
};

static const struct attr conn_attrs[] = {
	[VBRIDGE_A_CONN_ID] = U32_ATTR("id", struct conn, id),
	[VBRIDGE_A_CONN_IFINDEX] = U32_ATTR("ifindex", struct conn, ifindex),
	[VBRIDGE_A_CONN_IFNAME] =
		STRING_ATTR("ifname", struct conn, ifname, IFNAMSIZ),
	[VBRIDGE_A_CONN_NETWORK] = U32_ATTR("network", struct conn, network),
	[VBRIDGE_A_CONN_NETWORK_NAME] =
		STRING_ATTR("network-name", struct conn, network_name,
			    IFNAMSIZ),
	[VBRIDGE_A_CONN_ROLE] = U32_ATTR("role", struct conn, role),
	[VBRIDGE_A_CONN_TAG] = U32_ATTR("tag", struct conn, tag),
	[VBRIDGE_A_CONN_VID] = U16_ATTR("vid", struct conn, vid),
	[VBRIDGE_A_CONN_CHANNEL] = U16_ATTR("channel", struct conn, channel),
	[VBRIDGE_A_CONN_CHANNEL_PROTO] =
		U16_ATTR("channel-proto", struct conn, channel_proto),
	[VBRIDGE_A_CONN_PREFERENCE] =
		U32_ATTR("preference", struct conn, preference),
	[VBRIDGE_A_CONN_UPLINKSET] =
		STRING_ATTR("uplinkset", struct conn, uplinkset,
			    VBRIDGE_NAME_LEN),
	[VBRIDGE_A_CONN_LEARNING] =
		SWITCH_ATTR("learning", struct conn, learning),
	[VBRIDGE_A_CONN_FLOOD] = SWITCH_ATTR("flood", struct conn, flood),
	[VBRIDGE_A_CONN_MCAST_FLOOD] =
		SWITCH_ATTR("mcast-flood", struct conn, mcast_flood),
	[VBRIDGE_A_CONN_BCAST_FLOOD] =
		SWITCH_ATTR("bcast-flood", struct conn, bcast_flood),
	[VBRIDGE_A_CONN_ISOLATED] =
		SWITCH_ATTR("isolated", struct conn, isolated),
	[VBRIDGE_A_CONN_MAC_LIMIT] =
		U32_ATTR("mac-limit", struct conn, mac_limit),
	[VBRIDGE_A_CONN_LOOP_PROTECT] =
		SWITCH_ATTR("loop-protect", struct conn, loop_protect),
	[VBRIDGE_A_CONN_STORM] =
		NESTS_ATTR("storm", struct conn, storms, &storm_space),
	[VBRIDGE_A_CONN_LOCKED] = SWITCH_ATTR("locked", struct conn, locked),
	[VBRIDGE_A_CONN_LOCK_MAC] =
		VALUES_ATTR("lock-mac", struct conn, lock_macs, MAC_LEN),
	[VBRIDGE_A_CONN_STATE] = U32_ATTR("state", struct conn, state),
	[VBRIDGE_A_CONN_BLOCK] = U32_ATTR("block", struct conn, block),
	[VBRIDGE_A_CONN_MACS] = U32_ATTR("macs", struct conn, macs),
	[VBRIDGE_A_CONN_STATS] =
		NEST_ATTR("stats", struct conn, stats, &vb_stats_space),
};

const struct attr_space conn_space = {
	.attrs = conn_attrs,
	.n_attrs = ARRAY_SIZE(conn_attrs),
	.size = sizeof(struct conn),
};

static const struct attr member_attrs[] = {
	[VBRIDGE_A_MEMBER_IFINDEX] =
		U32_ATTR("ifindex", struct member, ifindex),
	[VBRIDGE_A_MEMBER_IFNAME] =
		STRING_ATTR("ifname", struct member, ifname, IFNAMSIZ),
	[VBRIDGE_A_MEMBER_PREFERENCE] =
		U32_ATTR("preference", struct member, preference),
	[VBRIDGE_A_MEMBER_REMOVE] = FLAG_ATTR("remove", struct member, remove),
	[VBRIDGE_A_MEMBER_CARRIER] =
		SWITCH_ATTR("carrier", struct member, carrier),
	[VBRIDGE_A_MEMBER_ACTIVE] =
		SWITCH_ATTR("active", struct member, active),
};

static void name_member(struct nlattr *nest, int len, char *buf, size_t size)
{
	name_string(nest, len, VBRIDGE_A_MEMBER_IFNAME, "port", buf, size);
}

const struct attr_space member_space = {
	.attrs = member_attrs,
	.n_attrs = ARRAY_SIZE(member_attrs),
	.size = sizeof(struct member),
	.instance = name_member,
};

static const struct attr carried_attrs[] = {
	[VBRIDGE_A_CARRIED_NETWORK] =
		U32_ATTR("network", struct carried, network),
	[VBRIDGE_A_CARRIED_NETWORK_NAME] =
		STRING_ATTR("network-name", struct carried, network_name,
			    IFNAMSIZ),
	[VBRIDGE_A_CARRIED_TAG] = U32_ATTR("tag", struct carried, tag),
	[VBRIDGE_A_CARRIED_VID] = U16_ATTR("vid", struct carried, vid),
	[VBRIDGE_A_CARRIED_REMOVE] =
		FLAG_ATTR("remove", struct carried, remove),
};

static void name_carried(struct nlattr *nest, int len, char *buf, size_t size)
{
	name_string(nest, len, VBRIDGE_A_CARRIED_NETWORK_NAME, "network", buf,
		    size);
}

const struct attr_space carried_space = {
	.attrs = carried_attrs,
	.n_attrs = ARRAY_SIZE(carried_attrs),
	.size = sizeof(struct carried),
	.instance = name_carried,
};

static const struct attr uplinkset_attrs[] = {
	[VBRIDGE_A_UPLINKSET_NAME] =
		STRING_ATTR("name", struct uplinkset, name, VBRIDGE_NAME_LEN),
	[VBRIDGE_A_UPLINKSET_MODE] = U32_ATTR("mode", struct uplinkset, mode),
	[VBRIDGE_A_UPLINKSET_PREEMPT] =
		SWITCH_ATTR("preempt", struct uplinkset, preempt),
	[VBRIDGE_A_UPLINKSET_HOLD_DOWN] =
		U32_ATTR("hold-down", struct uplinkset, hold_down),
	[VBRIDGE_A_UPLINKSET_ANNOUNCE_RATE] =
		U32_ATTR("announce-rate", struct uplinkset, announce_rate),
	[VBRIDGE_A_UPLINKSET_ANNOUNCE_COUNT] =
		U32_ATTR("announce-count", struct uplinkset, announce_count),
	[VBRIDGE_A_UPLINKSET_MEMBER] =
		NESTS_ATTR("member", struct uplinkset, members, &member_space),
	[VBRIDGE_A_UPLINKSET_CARRIED] =
		NESTS_ATTR("carried", struct uplinkset, carried,
			   &carried_space),
	[VBRIDGE_A_UPLINKSET_ACTIVE] =
		U32_ATTR("active", struct uplinkset, active),
	[VBRIDGE_A_UPLINKSET_FAILOVERS] =
		U32_ATTR("failovers", struct uplinkset, failovers),
};

const struct attr_space uplinkset_space = {
	.attrs = uplinkset_attrs,
	.n_attrs = ARRAY_SIZE(uplinkset_attrs),
	.size = sizeof(struct uplinkset),
};

static const struct attr fdb_attrs[] = {
	[VBRIDGE_A_FDB_MAC] = NUMBER_ATTR("mac", struct fdb, mac, MAC_LEN),
	[VBRIDGE_A_FDB_NETWORK] = U32_ATTR("network", struct fdb, network),
	[VBRIDGE_A_FDB_NETWORK_NAME] =
		STRING_ATTR("network-name", struct fdb, network_name, IFNAMSIZ),
	[VBRIDGE_A_FDB_CONN] = U32_ATTR("conn", struct fdb, conn),
	[VBRIDGE_A_FDB_IFINDEX] = U32_ATTR("ifindex", struct fdb, ifindex),
	[VBRIDGE_A_FDB_IFNAME] =
		STRING_ATTR("ifname", struct fdb, ifname, IFNAMSIZ),
	[VBRIDGE_A_FDB_LOCAL] = SWITCH_ATTR("local", struct fdb, local),
	[VBRIDGE_A_FDB_STATIC] = SWITCH_ATTR("static", struct fdb, is_static),
	[VBRIDGE_A_FDB_STICKY] = SWITCH_ATTR("sticky", struct fdb, sticky),
	[VBRIDGE_A_FDB_AGE] = U32_ATTR("age", struct fdb, age),
	[VBRIDGE_A_FDB_COUNT] = U32_ATTR("count", struct fdb, count),
};

const struct attr_space fdb_space = {
	.attrs = fdb_attrs,
	.n_attrs = ARRAY_SIZE(fdb_attrs),
	.size = sizeof(struct fdb),
};

static const struct attr mdb_attrs[] = {
	[VBRIDGE_A_MDB_NETWORK] = U32_ATTR("network", struct mdb, network),
	[VBRIDGE_A_MDB_NETWORK_NAME] =
		STRING_ATTR("network-name", struct mdb, network_name, IFNAMSIZ),
	[VBRIDGE_A_MDB_GROUP] = BINARY_ATTR("group", struct mdb, group),
	[VBRIDGE_A_MDB_CONN] = U32_ATTR("conn", struct mdb, conn),
	[VBRIDGE_A_MDB_IFNAME] =
		STRING_ATTR("ifname", struct mdb, ifname, IFNAMSIZ),
	[VBRIDGE_A_MDB_EXPIRES] = U32_ATTR("expires", struct mdb, expires),
	[VBRIDGE_A_MDB_ROUTER] = FLAG_ATTR("router", struct mdb, router),
};

const struct attr_space mdb_space = {
	.attrs = mdb_attrs,
	.n_attrs = ARRAY_SIZE(mdb_attrs),
	.size = sizeof(struct mdb),
};

static const struct attr source_attrs[] = {
	[VBRIDGE_A_SOURCE_CONN] = U32_ATTR("conn", struct source, conn),
	[VBRIDGE_A_SOURCE_DIRECTION] =
		U32_ATTR("direction", struct source, direction),
};

static void name_source(struct nlattr *nest, int len, char *buf, size_t size)
{
	uint32_t id;

	if (find_u32(nest, len, VBRIDGE_A_SOURCE_CONN, &id))
		snprintf(buf, size, "connection %u", id);
}

const struct attr_space source_space = {
	.attrs = source_attrs,
	.n_attrs = ARRAY_SIZE(source_attrs),
	.size = sizeof(struct source),
	.instance = name_source,
};

static const struct attr mirror_attrs[] = {
	[VBRIDGE_A_MIRROR_NAME] =
		STRING_ATTR("name", struct mirror, name, VBRIDGE_NAME_LEN),
	[VBRIDGE_A_MIRROR_TO_IFINDEX] =
		U32_ATTR("to-ifindex", struct mirror, to_ifindex),
	[VBRIDGE_A_MIRROR_TO_IFNAME] =
		STRING_ATTR("to-ifname", struct mirror, to_ifname, IFNAMSIZ),
	[VBRIDGE_A_MIRROR_TO_CONN] =
		U32_ATTR("to-conn", struct mirror, to_conn),
	[VBRIDGE_A_MIRROR_SOURCE] =
		NESTS_ATTR("source", struct mirror, sources, &source_space),
	[VBRIDGE_A_MIRROR_PACKETS] =
		U64_ATTR("packets", struct mirror, packets),
};

const struct attr_space mirror_space = {
	.attrs = mirror_attrs,
	.n_attrs = ARRAY_SIZE(mirror_attrs),
	.size = sizeof(struct mirror),
};

static const struct attr protect_attrs[] = {
	[VBRIDGE_A_PROTECT_LOOP_INTERVAL] =
		U32_ATTR("loop-interval", struct protect, loop_interval),
	[VBRIDGE_A_PROTECT_LOOP_RETRY] =
		U32_ATTR("loop-retry", struct protect, loop_retry),
	[VBRIDGE_A_PROTECT_FLAP_LIMIT] =
		U32_ATTR("flap-limit", struct protect, flap_limit),
};

const struct attr_space protect_space = {
	.attrs = protect_attrs,
	.n_attrs = ARRAY_SIZE(protect_attrs),
	.size = sizeof(struct protect),
};

static const struct attr vb_port_attrs[] = {
	[VBRIDGE_A_PORT_IFINDEX] = U32_ATTR("ifindex", struct vb_port, ifindex),
	[VBRIDGE_A_PORT_IFNAME] =
		STRING_ATTR("ifname", struct vb_port, ifname, IFNAMSIZ),
	[VBRIDGE_A_PORT_CARRIER] =
		SWITCH_ATTR("carrier", struct vb_port, carrier),
	[VBRIDGE_A_PORT_CHANNEL_PROTO] =
		U16_ATTR("channel-proto", struct vb_port, channel_proto),
	[VBRIDGE_A_PORT_CONNS] = U32_ATTR("conns", struct vb_port, conns),
	[VBRIDGE_A_PORT_UNKNOWN_TAG] =
		U64_ATTR("unknown-tag", struct vb_port, unknown_tag),
};

const struct attr_space vb_port_space = {
	.attrs = vb_port_attrs,
	.n_attrs = ARRAY_SIZE(vb_port_attrs),
	.size = sizeof(struct vb_port),
};

static const struct attr event_attrs[] = {
	[VBRIDGE_A_EVENT_TYPE] = U32_ATTR("type", struct event, type),
	[VBRIDGE_A_EVENT_NETWORK_NAME] =
		STRING_ATTR("network-name", struct event, network_name,
			    IFNAMSIZ),
	[VBRIDGE_A_EVENT_UPLINKSET] =
		STRING_ATTR("uplinkset", struct event, uplinkset,
			    VBRIDGE_NAME_LEN),
	[VBRIDGE_A_EVENT_CONN] = U32_ATTR("conn", struct event, conn),
	[VBRIDGE_A_EVENT_IFINDEX] = U32_ATTR("ifindex", struct event, ifindex),
	[VBRIDGE_A_EVENT_IFNAME] =
		STRING_ATTR("ifname", struct event, ifname, IFNAMSIZ),
	[VBRIDGE_A_EVENT_MAC] = NUMBER_ATTR("mac", struct event, mac, MAC_LEN),
	[VBRIDGE_A_EVENT_BLOCK] = U32_ATTR("block", struct event, block),
	[VBRIDGE_A_EVENT_COUNT] = U32_ATTR("count", struct event, count),
};

const struct attr_space event_space = {
	.attrs = event_attrs,
	.n_attrs = ARRAY_SIZE(event_attrs),
	.size = sizeof(struct event),
};

static const struct attr item_attrs[] = {
	[VBRIDGE_A_ITEM_CMD] = U32_ATTR("cmd", struct item, cmd),
	[VBRIDGE_A_ITEM_NETWORK] =
		NEST_ATTR("network", struct item, network, &network_space),
	[VBRIDGE_A_ITEM_CONN] =
		NEST_ATTR("conn", struct item, conn, &conn_space),
	[VBRIDGE_A_ITEM_UPLINKSET] =
		NEST_ATTR("uplinkset", struct item, uplinkset,
			  &uplinkset_space),
};

const struct attr_space item_space = {
	.attrs = item_attrs,
	.n_attrs = ARRAY_SIZE(item_attrs),
	.size = sizeof(struct item),
};

static const struct attr batch_attrs[] = {
	[VBRIDGE_A_BATCH_ITEM] =
		NESTS_ATTR("item", struct batch, items, &item_space),
};

const struct attr_space batch_space = {
	.attrs = batch_attrs,
	.n_attrs = ARRAY_SIZE(batch_attrs),
	.size = sizeof(struct batch),
};

/* the spaces of commands up to the one that is named */
static const struct {
	int last;
	const struct attr_space *space;
} spaces[] = {
	{ VBRIDGE_CMD_NETWORK_SET, &network_space },
	{ VBRIDGE_CMD_CONN_SET, &conn_space },
	{ VBRIDGE_CMD_UPLINKSET_SET, &uplinkset_space },
	{ VBRIDGE_CMD_FDB_FLUSH, &fdb_space },
	{ VBRIDGE_CMD_MDB_GET, &mdb_space },
	{ VBRIDGE_CMD_MIRROR_DEL, &mirror_space },
	{ VBRIDGE_CMD_PROTECT_SET, &protect_space },
	{ VBRIDGE_CMD_PORT_GET, &vb_port_space },
	{ VBRIDGE_CMD_BATCH, &batch_space },
	{ VBRIDGE_CMD_NETWORK_CHANGE_NTF, &network_space },
	{ VBRIDGE_CMD_CONN_CHANGE_NTF, &conn_space },
	{ VBRIDGE_CMD_UPLINKSET_CHANGE_NTF, &uplinkset_space },
	{ VBRIDGE_CMD_MIRROR_DEL_NTF, &mirror_space },
	{ VBRIDGE_CMD_PROTECT_CHANGE_NTF, &protect_space },
	{ VBRIDGE_CMD_EVENT_NTF, &event_space },
	{ VBRIDGE_CMD_FDB_DEL_NTF, &fdb_space },
};

static const struct attr_space *space_of(int cmd)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(spaces); i++)
		if (cmd <= spaces[i].last)
			return spaces[i].space;
	return NULL;
}

const struct vcnl_family vbridge_family = {
	.name = VBRIDGE_FAMILY_NAME,
	.version = VBRIDGE_FAMILY_VERSION,
	.module = "vbridge",
	.hdrlen = GENL_HDRLEN,
	.space_of = space_of,
};
