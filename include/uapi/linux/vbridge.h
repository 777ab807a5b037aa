/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * vbridge: one Ethernet switch per network namespace, with many networks.
 *
 * Generic netlink family "vbridge" (Documentation/netlink/specs/vbridge.yaml)
 * and the rtnetlink kind "vbridge", which is a network. Times are in ms unless
 * told otherwise. VIDs and ethertypes are in host byte order.
 */
#ifndef _UAPI_LINUX_VBRIDGE_H
#define _UAPI_LINUX_VBRIDGE_H

#include <linux/types.h>

#define VBRIDGE_FAMILY_NAME	"vbridge"
#define VBRIDGE_FAMILY_VERSION	1
/* objects come, change and go */
#define VBRIDGE_MCGRP_CONFIG	"config"
/* what happens to them: links, failovers, loops, violations */
#define VBRIDGE_MCGRP_EVENT	"event"
/* addresses learned, moved and aged */
#define VBRIDGE_MCGRP_FDB	"fdb"

/* connections of one port */
#define VBRIDGE_PORT_CONNS	1000
/* networks that one uplink set carries */
#define VBRIDGE_UPLINKSET_NETWORKS	1000
/* ports of one uplink set */
#define VBRIDGE_UPLINKSET_PORTS	64
/* connections of one mirror */
#define VBRIDGE_MIRROR_CONNS	16
/* addresses of one MAC lock */
#define VBRIDGE_LOCK_MACS	64
/* name of an uplink set or a mirror, with its terminating zero */
#define VBRIDGE_NAME_LEN	32

/* which way from the switch a connection leads */
enum vbridge_role {
	VBRIDGE_ROLE_DOWNLINK,	/* to servers */
	VBRIDGE_ROLE_UPLINK,	/* to the rest of the world */
};

/* which frames of a port, or of a channel of it, belong to a connection */
enum vbridge_tag {
	VBRIDGE_TAG_UNTAGGED,	/* those without a VLAN tag */
	VBRIDGE_TAG_VLAN,	/* those of one VLAN */
	VBRIDGE_TAG_NATIVE,	/* those without a tag, beside tagged ones */
	VBRIDGE_TAG_TUNNEL,	/* all that no other has, tags unchanged */
};

/* what a connection does with frames now */
enum vbridge_state {
	VBRIDGE_STATE_FORWARDING,
	VBRIDGE_STATE_STANDBY,	/* an uplink that is not the active one */
	VBRIDGE_STATE_NO_LINK,	/* its port has no carrier or is down */
	VBRIDGE_STATE_BLOCKED,	/* by loop protection */
};

enum vbridge_block {
	VBRIDGE_BLOCK_NONE,
	VBRIDGE_BLOCK_LOOP,	/* a probe came back */
	VBRIDGE_BLOCK_FLAP,	/* addresses kept moving to and from it */
};

/* how an uplink set uses its ports */
enum vbridge_mode {
	VBRIDGE_MODE_FAILOVER,	/* one at a time */
	VBRIDGE_MODE_LACP,	/* they are the ports of one bonding device */
};

/* frames that storm control limits apart from each other */
enum vbridge_storm {
	VBRIDGE_STORM_BROADCAST,
	VBRIDGE_STORM_UNKNOWN,	/* unicast that is flooded */
	VBRIDGE_STORM_MULTICAST,
};

enum vbridge_direction {
	VBRIDGE_DIRECTION_BOTH,
	VBRIDGE_DIRECTION_RX,	/* what comes in by the connection */
	VBRIDGE_DIRECTION_TX,	/* what leaves by it */
};

enum vbridge_event {
	VBRIDGE_EVENT_FAILOVER,	/* another uplink is active */
	VBRIDGE_EVENT_UPLINK_LOST,	/* no uplink is left */
	VBRIDGE_EVENT_ANNOUNCED,	/* addresses told to the new uplink */
	VBRIDGE_EVENT_SMARTLINK_DOWN,	/* links of downlinks taken away */
	VBRIDGE_EVENT_SMARTLINK_UP,	/* and given back */
	VBRIDGE_EVENT_BLOCKED,	/* a connection, by loop protection */
	VBRIDGE_EVENT_UNBLOCKED,
	VBRIDGE_EVENT_LOCK_VIOLATION,	/* a source that MAC lock forbids */
	VBRIDGE_EVENT_MAC_LIMIT,	/* an address not learned for a limit */
	VBRIDGE_EVENT_STORM,	/* frames dropped by storm control */
	VBRIDGE_EVENT_MCAST_LIMIT,	/* a group not joined for a limit */
};

/* why frames were dropped; the order of VBRIDGE_A_STATS_DROP_* */
enum vbridge_drop {
	VBRIDGE_DROP_STANDBY,	/* came in by an uplink that is not active */
	VBRIDGE_DROP_BLOCKED,	/* connection blocked by loop protection */
	VBRIDGE_DROP_SOURCE,	/* no valid source address */
	VBRIDGE_DROP_LOCKED,	/* source forbidden by MAC lock */
	VBRIDGE_DROP_STORM,	/* over a limit of storm control */
	VBRIDGE_DROP_NOWHERE,	/* no connection that may have it */
	VBRIDGE_DROP_NO_UPLINK,	/* for an uplink, and none works */
	VBRIDGE_DROP_TOO_LONG,	/* longer than the MTU of the port */
	VBRIDGE_DROP_NO_MEMORY,
	VBRIDGE_DROP_XMIT,	/* the port's queue did not take it */
	VBRIDGE_DROP_TAGGED,	/* a tag inside, on a network without a tunnel */
	VBRIDGE_DROP_REFLECTED,	/* by an uplink, from who is on a downlink */
};

enum vbridge_cmd {
	VBRIDGE_CMD_NETWORK_GET = 1,
	VBRIDGE_CMD_NETWORK_NEW,
	VBRIDGE_CMD_NETWORK_DEL,
	VBRIDGE_CMD_NETWORK_SET,
	VBRIDGE_CMD_CONN_GET,
	VBRIDGE_CMD_CONN_NEW,
	VBRIDGE_CMD_CONN_DEL,
	VBRIDGE_CMD_CONN_SET,
	VBRIDGE_CMD_UPLINKSET_GET,
	VBRIDGE_CMD_UPLINKSET_NEW,
	VBRIDGE_CMD_UPLINKSET_DEL,
	VBRIDGE_CMD_UPLINKSET_SET,
	VBRIDGE_CMD_FDB_GET,
	VBRIDGE_CMD_FDB_NEW,
	VBRIDGE_CMD_FDB_DEL,
	VBRIDGE_CMD_FDB_FLUSH,
	VBRIDGE_CMD_MDB_GET,
	VBRIDGE_CMD_MIRROR_GET,
	VBRIDGE_CMD_MIRROR_NEW,
	VBRIDGE_CMD_MIRROR_DEL,
	VBRIDGE_CMD_PROTECT_GET,
	VBRIDGE_CMD_PROTECT_SET,
	VBRIDGE_CMD_PORT_GET,
	VBRIDGE_CMD_BATCH,
	/* notifications, group "config" */
	VBRIDGE_CMD_NETWORK_NEW_NTF,
	VBRIDGE_CMD_NETWORK_DEL_NTF,
	VBRIDGE_CMD_NETWORK_CHANGE_NTF,
	VBRIDGE_CMD_CONN_NEW_NTF,
	VBRIDGE_CMD_CONN_DEL_NTF,
	VBRIDGE_CMD_CONN_CHANGE_NTF,
	VBRIDGE_CMD_UPLINKSET_NEW_NTF,
	VBRIDGE_CMD_UPLINKSET_DEL_NTF,
	VBRIDGE_CMD_UPLINKSET_CHANGE_NTF,
	VBRIDGE_CMD_MIRROR_NEW_NTF,
	VBRIDGE_CMD_MIRROR_DEL_NTF,
	VBRIDGE_CMD_PROTECT_CHANGE_NTF,
	/* group "event" */
	VBRIDGE_CMD_EVENT_NTF,
	/* group "fdb" */
	VBRIDGE_CMD_FDB_NEW_NTF,
	VBRIDGE_CMD_FDB_DEL_NTF,

	/* private: */
	__VBRIDGE_CMD_MAX,
	VBRIDGE_CMD_MAX = (__VBRIDGE_CMD_MAX - 1)
};

enum vbridge_network_attr {
	VBRIDGE_A_NETWORK_IFINDEX = 1,	/* u32 */
	VBRIDGE_A_NETWORK_IFNAME,	/* string */
	VBRIDGE_A_NETWORK_PRIVATE,	/* u8: downlinks do not see each other */
	VBRIDGE_A_NETWORK_SMARTLINK,	/* u8: no uplink, no downlink */
	VBRIDGE_A_NETWORK_TUNNEL,	/* u8: VLAN tags pass through */
	VBRIDGE_A_NETWORK_AGEING,	/* u32; 0 is for ever */
	VBRIDGE_A_NETWORK_MAC_LIMIT,	/* u32: addresses learned; 0 is any */
	VBRIDGE_A_NETWORK_MCAST_SNOOPING,	/* u8 */
	VBRIDGE_A_NETWORK_MCAST_UNKNOWN,	/* u8: flood groups nobody joined */
	VBRIDGE_A_NETWORK_PREFERRED,	/* u64, bit/s: for FlexNICs on it */
	VBRIDGE_A_NETWORK_MAX_RATE,	/* u64, bit/s: likewise; 0 is any */
	VBRIDGE_A_NETWORK_UPLINKSET,	/* string: the one that carries it */
	VBRIDGE_A_NETWORK_UPLINK,	/* u32: id of the active connection */
	VBRIDGE_A_NETWORK_CONNS,	/* u32 */
	VBRIDGE_A_NETWORK_MACS,		/* u32: addresses learned */
	VBRIDGE_A_NETWORK_LINK,		/* u8: SmartLink leaves the downlinks up */
	VBRIDGE_A_NETWORK_STATS,	/* nest: sums over the connections */
	VBRIDGE_A_NETWORK_PAD,

	/* private: */
	__VBRIDGE_A_NETWORK_MAX,
	VBRIDGE_A_NETWORK_MAX = (__VBRIDGE_A_NETWORK_MAX - 1)
};

enum vbridge_conn_attr {
	VBRIDGE_A_CONN_ID = 1,		/* u32, never 0 */
	VBRIDGE_A_CONN_IFINDEX,		/* u32: the port */
	VBRIDGE_A_CONN_IFNAME,		/* string: the same by name */
	VBRIDGE_A_CONN_NETWORK,		/* u32: ifindex of the network */
	VBRIDGE_A_CONN_NETWORK_NAME,	/* string: the same by name */
	VBRIDGE_A_CONN_ROLE,		/* u32: enum vbridge_role */
	VBRIDGE_A_CONN_TAG,		/* u32: enum vbridge_tag */
	VBRIDGE_A_CONN_VID,		/* u16: of tag vlan; native may have one */
	VBRIDGE_A_CONN_CHANNEL,		/* u16: VID of the outer tag */
	VBRIDGE_A_CONN_CHANNEL_PROTO,	/* u16: 0x88a8 (default), 0x8100 */
	VBRIDGE_A_CONN_PREFERENCE,	/* u32: of an uplink, lowest first */
	VBRIDGE_A_CONN_UPLINKSET,	/* string: the one that made it */
	VBRIDGE_A_CONN_LEARNING,	/* u8 */
	VBRIDGE_A_CONN_FLOOD,		/* u8: unknown unicast goes there */
	VBRIDGE_A_CONN_MCAST_FLOOD,	/* u8: multicast is flooded there */
	VBRIDGE_A_CONN_BCAST_FLOOD,	/* u8: broadcast goes there */
	VBRIDGE_A_CONN_ISOLATED,	/* u8: not to other isolated ones */
	VBRIDGE_A_CONN_MAC_LIMIT,	/* u32: addresses learned; 0 is any */
	VBRIDGE_A_CONN_LOOP_PROTECT,	/* u8 */
	VBRIDGE_A_CONN_STORM,		/* nest, one per kind */
	VBRIDGE_A_CONN_LOCKED,		/* u8: only CONN_LOCK_MACs may send */
	VBRIDGE_A_CONN_LOCK_MAC,	/* binary, 6 bytes, several */
	VBRIDGE_A_CONN_STATE,		/* u32: enum vbridge_state */
	VBRIDGE_A_CONN_BLOCK,		/* u32: enum vbridge_block; 0 resets */
	VBRIDGE_A_CONN_MACS,		/* u32: addresses learned on it */
	VBRIDGE_A_CONN_STATS,		/* nest */
	VBRIDGE_A_CONN_PAD,

	/* private: */
	__VBRIDGE_A_CONN_MAX,
	VBRIDGE_A_CONN_MAX = (__VBRIDGE_A_CONN_MAX - 1)
};

/* one limit, inside VBRIDGE_A_CONN_STORM: either rate, 0 is none */
enum vbridge_storm_attr {
	VBRIDGE_A_STORM_KIND = 1,	/* u32: enum vbridge_storm */
	VBRIDGE_A_STORM_KBPS,		/* u64: kb/s */
	VBRIDGE_A_STORM_PPS,		/* u64: packets/s */
	VBRIDGE_A_STORM_PAD,

	/* private: */
	__VBRIDGE_A_STORM_MAX,
	VBRIDGE_A_STORM_MAX = (__VBRIDGE_A_STORM_MAX - 1)
};

enum vbridge_uplinkset_attr {
	VBRIDGE_A_UPLINKSET_NAME = 1,	/* string */
	VBRIDGE_A_UPLINKSET_MODE,	/* u32: enum vbridge_mode */
	VBRIDGE_A_UPLINKSET_PREEMPT,	/* u8: a better port is taken back */
	VBRIDGE_A_UPLINKSET_HOLD_DOWN,	/* u32: a link must last so long first */
	VBRIDGE_A_UPLINKSET_ANNOUNCE_RATE,	/* u32: addresses/s; 0 is none */
	VBRIDGE_A_UPLINKSET_ANNOUNCE_COUNT,	/* u32: how often each */
	VBRIDGE_A_UPLINKSET_MEMBER,	/* nest, one per port */
	VBRIDGE_A_UPLINKSET_CARRIED,	/* nest, one per network */
	VBRIDGE_A_UPLINKSET_ACTIVE,	/* u32: ifindex of the port in use */
	VBRIDGE_A_UPLINKSET_FAILOVERS,	/* u32: changes of it so far */
	VBRIDGE_A_UPLINKSET_PAD,

	/* private: */
	__VBRIDGE_A_UPLINKSET_MAX,
	VBRIDGE_A_UPLINKSET_MAX = (__VBRIDGE_A_UPLINKSET_MAX - 1)
};

/* one port of an uplink set, inside VBRIDGE_A_UPLINKSET_MEMBER */
enum vbridge_member_attr {
	VBRIDGE_A_MEMBER_IFINDEX = 1,	/* u32 */
	VBRIDGE_A_MEMBER_IFNAME,	/* string */
	VBRIDGE_A_MEMBER_PREFERENCE,	/* u32: lowest first */
	VBRIDGE_A_MEMBER_REMOVE,	/* flag, in UPLINKSET_SET */
	VBRIDGE_A_MEMBER_CARRIER,	/* u8 */
	VBRIDGE_A_MEMBER_ACTIVE,	/* u8 */

	/* private: */
	__VBRIDGE_A_MEMBER_MAX,
	VBRIDGE_A_MEMBER_MAX = (__VBRIDGE_A_MEMBER_MAX - 1)
};

/* one network of an uplink set, inside VBRIDGE_A_UPLINKSET_CARRIED */
enum vbridge_carried_attr {
	VBRIDGE_A_CARRIED_NETWORK = 1,	/* u32: ifindex */
	VBRIDGE_A_CARRIED_NETWORK_NAME,	/* string */
	VBRIDGE_A_CARRIED_TAG,		/* u32: enum vbridge_tag */
	VBRIDGE_A_CARRIED_VID,		/* u16 */
	VBRIDGE_A_CARRIED_REMOVE,	/* flag, in UPLINKSET_SET */

	/* private: */
	__VBRIDGE_A_CARRIED_MAX,
	VBRIDGE_A_CARRIED_MAX = (__VBRIDGE_A_CARRIED_MAX - 1)
};

enum vbridge_fdb_attr {
	VBRIDGE_A_FDB_MAC = 1,		/* binary, 6 bytes */
	VBRIDGE_A_FDB_NETWORK,		/* u32: ifindex */
	VBRIDGE_A_FDB_NETWORK_NAME,	/* string */
	VBRIDGE_A_FDB_CONN,		/* u32: id; absent if local */
	VBRIDGE_A_FDB_IFINDEX,		/* u32: port of the connection */
	VBRIDGE_A_FDB_IFNAME,		/* string */
	VBRIDGE_A_FDB_LOCAL,		/* u8: the network device's own */
	VBRIDGE_A_FDB_STATIC,		/* u8: does not age */
	VBRIDGE_A_FDB_STICKY,		/* u8: does not move */
	VBRIDGE_A_FDB_AGE,		/* u32: since last seen as a source */
	VBRIDGE_A_FDB_COUNT,		/* u32: how many a flush removed */

	/* private: */
	__VBRIDGE_A_FDB_MAX,
	VBRIDGE_A_FDB_MAX = (__VBRIDGE_A_FDB_MAX - 1)
};

enum vbridge_mdb_attr {
	VBRIDGE_A_MDB_NETWORK = 1,	/* u32: ifindex */
	VBRIDGE_A_MDB_NETWORK_NAME,	/* string */
	VBRIDGE_A_MDB_GROUP,		/* binary: IPv4 or IPv6 address */
	VBRIDGE_A_MDB_CONN,		/* u32: id of a member or router */
	VBRIDGE_A_MDB_IFNAME,		/* string: its port */
	VBRIDGE_A_MDB_EXPIRES,		/* u32: until it is forgotten */
	VBRIDGE_A_MDB_ROUTER,		/* flag: a querier or router; no group */

	/* private: */
	__VBRIDGE_A_MDB_MAX,
	VBRIDGE_A_MDB_MAX = (__VBRIDGE_A_MDB_MAX - 1)
};

enum vbridge_mirror_attr {
	VBRIDGE_A_MIRROR_NAME = 1,	/* string */
	VBRIDGE_A_MIRROR_TO_IFINDEX,	/* u32: analyser port */
	VBRIDGE_A_MIRROR_TO_IFNAME,	/* string: the same by name */
	VBRIDGE_A_MIRROR_TO_CONN,	/* u32: or an analyser connection */
	VBRIDGE_A_MIRROR_SOURCE,	/* nest, one per connection */
	VBRIDGE_A_MIRROR_PACKETS,	/* u64 */
	VBRIDGE_A_MIRROR_PAD,

	/* private: */
	__VBRIDGE_A_MIRROR_MAX,
	VBRIDGE_A_MIRROR_MAX = (__VBRIDGE_A_MIRROR_MAX - 1)
};

enum vbridge_source_attr {
	VBRIDGE_A_SOURCE_CONN = 1,	/* u32: id */
	VBRIDGE_A_SOURCE_DIRECTION,	/* u32: enum vbridge_direction */

	/* private: */
	__VBRIDGE_A_SOURCE_MAX,
	VBRIDGE_A_SOURCE_MAX = (__VBRIDGE_A_SOURCE_MAX - 1)
};

/* protection of the whole switch */
enum vbridge_protect_attr {
	VBRIDGE_A_PROTECT_LOOP_INTERVAL = 1,	/* u32: of probes; 0 is off */
	VBRIDGE_A_PROTECT_LOOP_RETRY,	/* u32: blocked after the last sign */
	VBRIDGE_A_PROTECT_FLAP_LIMIT,	/* u32: moves/s; 0 is off */

	/* private: */
	__VBRIDGE_A_PROTECT_MAX,
	VBRIDGE_A_PROTECT_MAX = (__VBRIDGE_A_PROTECT_MAX - 1)
};

/* a device that has connections */
enum vbridge_port_attr {
	VBRIDGE_A_PORT_IFINDEX = 1,	/* u32 */
	VBRIDGE_A_PORT_IFNAME,		/* string */
	VBRIDGE_A_PORT_CARRIER,		/* u8 */
	VBRIDGE_A_PORT_CHANNEL_PROTO,	/* u16: absent without channels */
	VBRIDGE_A_PORT_CONNS,		/* u32 */
	VBRIDGE_A_PORT_UNKNOWN_TAG,	/* u64: frames of no connection */
	VBRIDGE_A_PORT_PAD,

	/* private: */
	__VBRIDGE_A_PORT_MAX,
	VBRIDGE_A_PORT_MAX = (__VBRIDGE_A_PORT_MAX - 1)
};

enum vbridge_event_attr {
	VBRIDGE_A_EVENT_TYPE = 1,	/* u32: enum vbridge_event */
	VBRIDGE_A_EVENT_NETWORK_NAME,	/* string */
	VBRIDGE_A_EVENT_UPLINKSET,	/* string */
	VBRIDGE_A_EVENT_CONN,		/* u32: id */
	VBRIDGE_A_EVENT_IFINDEX,	/* u32: port */
	VBRIDGE_A_EVENT_IFNAME,		/* string */
	VBRIDGE_A_EVENT_MAC,		/* binary, 6 bytes */
	VBRIDGE_A_EVENT_BLOCK,		/* u32: enum vbridge_block */
	VBRIDGE_A_EVENT_COUNT,		/* u32: addresses or frames */

	/* private: */
	__VBRIDGE_A_EVENT_MAX,
	VBRIDGE_A_EVENT_MAX = (__VBRIDGE_A_EVENT_MAX - 1)
};

/* requests that are carried out all or not at all, in order */
enum vbridge_batch_attr {
	VBRIDGE_A_BATCH_ITEM = 1,	/* nest, several */

	/* private: */
	__VBRIDGE_A_BATCH_MAX,
	VBRIDGE_A_BATCH_MAX = (__VBRIDGE_A_BATCH_MAX - 1)
};

/* one of them: the command and the attributes of what it is about */
enum vbridge_item_attr {
	VBRIDGE_A_ITEM_CMD = 1,		/* u32: enum vbridge_cmd */
	VBRIDGE_A_ITEM_NETWORK,		/* nest */
	VBRIDGE_A_ITEM_CONN,		/* nest */
	VBRIDGE_A_ITEM_UPLINKSET,	/* nest */

	/* private: */
	__VBRIDGE_A_ITEM_MAX,
	VBRIDGE_A_ITEM_MAX = (__VBRIDGE_A_ITEM_MAX - 1)
};

/* all u64 */
enum vbridge_stats_attr {
	VBRIDGE_A_STATS_RX_PACKETS = 1,	/* into the switch */
	VBRIDGE_A_STATS_RX_BYTES,
	VBRIDGE_A_STATS_TX_PACKETS,	/* out of the switch */
	VBRIDGE_A_STATS_TX_BYTES,
	VBRIDGE_A_STATS_DROP_STANDBY,
	VBRIDGE_A_STATS_DROP_BLOCKED,
	VBRIDGE_A_STATS_DROP_SOURCE,
	VBRIDGE_A_STATS_DROP_LOCKED,
	VBRIDGE_A_STATS_DROP_STORM,
	VBRIDGE_A_STATS_DROP_NOWHERE,
	VBRIDGE_A_STATS_DROP_NO_UPLINK,
	VBRIDGE_A_STATS_DROP_TOO_LONG,
	VBRIDGE_A_STATS_DROP_NO_MEMORY,
	VBRIDGE_A_STATS_DROP_XMIT,
	VBRIDGE_A_STATS_DROP_TAGGED,
	VBRIDGE_A_STATS_DROP_REFLECTED,
	VBRIDGE_A_STATS_PAD,

	/* private: */
	__VBRIDGE_A_STATS_MAX,
	VBRIDGE_A_STATS_MAX = (__VBRIDGE_A_STATS_MAX - 1)
};

/* rtnetlink kind "vbridge": IFLA_INFO_DATA; see VBRIDGE_A_NETWORK_* */
enum {
	IFLA_VBRIDGE_UNSPEC,
	IFLA_VBRIDGE_PRIVATE,		/* u8 */
	IFLA_VBRIDGE_SMARTLINK,		/* u8 */
	IFLA_VBRIDGE_TUNNEL,		/* u8 */
	IFLA_VBRIDGE_AGEING,		/* u32 */
	IFLA_VBRIDGE_MAC_LIMIT,		/* u32 */
	IFLA_VBRIDGE_MCAST_SNOOPING,	/* u8 */
	IFLA_VBRIDGE_MCAST_UNKNOWN,	/* u8 */
	IFLA_VBRIDGE_PREFERRED,		/* u64 */
	IFLA_VBRIDGE_MAX_RATE,		/* u64 */
	IFLA_VBRIDGE_PAD,

	/* private: */
	__IFLA_VBRIDGE_MAX,
	IFLA_VBRIDGE_MAX = (__IFLA_VBRIDGE_MAX - 1)
};

#endif /* _UAPI_LINUX_VBRIDGE_H */
