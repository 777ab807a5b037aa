/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * FlexNIC: one Ethernet port presented as up to four network devices.
 *
 * Generic netlink family "flexnic" (Documentation/netlink/specs/flexnic.yaml)
 * and the options of the qdisc "flexnic". All rates are in bit/s and count
 * what the wire carries: preamble, frame, FCS and inter-frame gap.
 */
#ifndef _UAPI_LINUX_FLEXNIC_H
#define _UAPI_LINUX_FLEXNIC_H

#include <linux/types.h>

#define FLEXNIC_FAMILY_NAME	"flexnic"
#define FLEXNIC_FAMILY_VERSION	1
#define FLEXNIC_MCGRP_PORT	"port"

/* FlexNICs of one port; their slots are 0..3, shown as a..d */
#define FLEXNIC_SLOTS		4
/* the port's speed is shared out in steps of 1/FLEXNIC_STEPS of it */
#define FLEXNIC_STEPS		100
/* priorities run from 0 (first) to FLEXNIC_PRIO_MAX (last) */
#define FLEXNIC_PRIO_MAX	7

/* how the FlexNICs of a port are told apart on the wire */
enum flexnic_mode {
	FLEXNIC_MODE_MAC,	/* by destination MAC alone */
	FLEXNIC_MODE_VLAN,	/* by access VLAN (802.1Q), then by MAC */
	FLEXNIC_MODE_CHANNEL,	/* by an outer tag of its own per FlexNIC */
};

/* what a FlexNIC asks of its port as its guaranteed share */
enum flexnic_speed_type {
	FLEXNIC_SPEED_AUTO,	/* an even part of what the others leave */
	FLEXNIC_SPEED_PREFERRED,	/* the rate its network prefers */
	FLEXNIC_SPEED_CUSTOM,	/* a rate of its own */
	FLEXNIC_SPEED_DISABLED,	/* no share and no link */
};

enum flexnic_cmd {
	FLEXNIC_CMD_PORT_GET = 1,
	FLEXNIC_CMD_PORT_NEW,
	FLEXNIC_CMD_PORT_DEL,
	FLEXNIC_CMD_PORT_SET,
	/* notifications, group "port" */
	FLEXNIC_CMD_PORT_NEW_NTF,
	FLEXNIC_CMD_PORT_DEL_NTF,
	FLEXNIC_CMD_PORT_CHANGE_NTF,

	/* private: */
	__FLEXNIC_CMD_MAX,
	FLEXNIC_CMD_MAX = (__FLEXNIC_CMD_MAX - 1)
};

enum flexnic_port_attr {
	FLEXNIC_A_PORT_IFINDEX = 1,	/* u32: the physical port */
	FLEXNIC_A_PORT_IFNAME,		/* string: the same by name */
	FLEXNIC_A_PORT_BASE_NAME,	/* string: FlexNICs are BASE-a.. */
	FLEXNIC_A_PORT_MODE,		/* u32: enum flexnic_mode */
	FLEXNIC_A_PORT_TAG_PROTO,	/* u16, host order: 0x88a8, 0x8100 */
	FLEXNIC_A_PORT_COUNT,		/* u32: 1..FLEXNIC_SLOTS */
	FLEXNIC_A_PORT_SPEED,		/* u64: in force; 0 is unknown */
	FLEXNIC_A_PORT_SPEED_FIXED,	/* u64: set by hand; 0 follows the device */
	FLEXNIC_A_PORT_CARRIER,		/* u8 */
	FLEXNIC_A_PORT_QDISC,		/* u32: handle; absent if not in place */
	FLEXNIC_A_PORT_STATS,		/* nest: enum flexnic_stats_attr */
	FLEXNIC_A_PORT_FLEXNIC,		/* nest, one per FlexNIC */
	FLEXNIC_A_PORT_PAD,

	/* private: */
	__FLEXNIC_A_PORT_MAX,
	FLEXNIC_A_PORT_MAX = (__FLEXNIC_A_PORT_MAX - 1)
};

/* one FlexNIC, inside FLEXNIC_A_PORT_FLEXNIC */
enum flexnic_attr {
	FLEXNIC_A_SLOT = 1,		/* u32: 0..3 */
	FLEXNIC_A_IFINDEX,		/* u32: in its own netns */
	FLEXNIC_A_IFNAME,		/* string */
	FLEXNIC_A_NETNSID,		/* s32: if not the port's netns */
	FLEXNIC_A_MAC,			/* binary, 6 bytes */
	FLEXNIC_A_VID,			/* u16: channel or access VLAN */
	FLEXNIC_A_SPEED_TYPE,		/* u32: enum flexnic_speed_type */
	FLEXNIC_A_REQUESTED,		/* u64: preferred or custom rate */
	FLEXNIC_A_MIN,			/* u64: guaranteed, as allocated */
	FLEXNIC_A_MAX_RATE,		/* u64: ceiling; 0 sets the port's speed */
	FLEXNIC_A_PRIO,			/* u32: 0..FLEXNIC_PRIO_MAX */
	FLEXNIC_A_LINK,			/* u8: administrative link */
	FLEXNIC_A_CARRIER,		/* u8 */
	FLEXNIC_A_STATS,		/* nest: enum flexnic_stats_attr */
	FLEXNIC_A_PAD,

	/* private: */
	__FLEXNIC_A_MAX,
	FLEXNIC_A_MAX = (__FLEXNIC_A_MAX - 1)
};

/* counters, all u64; a port has the unknown and untagged ones only */
enum flexnic_stats_attr {
	FLEXNIC_A_STATS_RX_PACKETS = 1,
	FLEXNIC_A_STATS_RX_BYTES,
	FLEXNIC_A_STATS_TX_PACKETS,
	FLEXNIC_A_STATS_TX_BYTES,
	FLEXNIC_A_STATS_RX_DROPPED,
	FLEXNIC_A_STATS_TX_DROPPED,
	FLEXNIC_A_STATS_RX_UNKNOWN_TAG,	/* port: dropped, tag of no FlexNIC */
	FLEXNIC_A_STATS_PAD,

	/* private: */
	__FLEXNIC_A_STATS_MAX,
	FLEXNIC_A_STATS_MAX = (__FLEXNIC_A_STATS_MAX - 1)
};

/* rtnetlink kind "flexnic": IFLA_INFO_DATA, read only */
enum {
	IFLA_FLEXNIC_UNSPEC,
	IFLA_FLEXNIC_SLOT,		/* u32: 0..3 */
	IFLA_FLEXNIC_MODE,		/* u32: enum flexnic_mode */
	IFLA_FLEXNIC_VID,		/* u16: not in mode mac */
	IFLA_FLEXNIC_TAG_PROTO,		/* u16, host order: not in mode mac */

	/* private: */
	__IFLA_FLEXNIC_MAX,
	IFLA_FLEXNIC_MAX = (__IFLA_FLEXNIC_MAX - 1)
};

/*
 * qdisc "flexnic". Its classes are fixed: minors 1..4 are the FlexNICs a..d,
 * minor 5 is the port's own traffic.
 */
enum {
	TCA_FLEXNIC_UNSPEC,
	TCA_FLEXNIC_RATE,		/* u64: bit/s of the port; 0 is unlimited */
	TCA_FLEXNIC_BURST,		/* u32, us: what an idle class may save */
	TCA_FLEXNIC_BATCH,		/* u32, us: credit a queue takes at once */
	TCA_FLEXNIC_OVERHEAD,		/* u32, bytes a frame, beside its own */
	TCA_FLEXNIC_LIMIT,		/* u32, bytes per class and queue */
	TCA_FLEXNIC_TARGET,		/* u32, us: CoDel */
	TCA_FLEXNIC_INTERVAL,		/* u32, us: CoDel */
	TCA_FLEXNIC_ECN,		/* u8: mark rather than drop */
	TCA_FLEXNIC_CLASS,		/* nest, several: TCA_FLEXNIC_CLASS_* */
	TCA_FLEXNIC_PAD,

	/* private: */
	__TCA_FLEXNIC_MAX,
	TCA_FLEXNIC_MAX = (__TCA_FLEXNIC_MAX - 1)
};

/* one class, in TCA_FLEXNIC_CLASS or as the class's own TCA_OPTIONS */
enum {
	TCA_FLEXNIC_CLASS_UNSPEC,
	TCA_FLEXNIC_CLASS_MINOR,	/* u32: 1..4, only in TCA_FLEXNIC_CLASS */
	TCA_FLEXNIC_CLASS_MIN,		/* u64: bit/s guaranteed */
	TCA_FLEXNIC_CLASS_MAX,		/* u64: bit/s ceiling */
	TCA_FLEXNIC_CLASS_PRIO,		/* u32: order of borrowing */
	TCA_FLEXNIC_CLASS_PAD,

	/* private: */
	__TCA_FLEXNIC_CLASS_MAX,
	/* not ..._CLASS_MAX, which is the ceiling */
	TCA_FLEXNIC_CLASS_ATTR_MAX = (__TCA_FLEXNIC_CLASS_MAX - 1)
};

/* TCA_XSTATS of a class */
struct tc_flexnic_xstats {
	__u64	guaranteed;	/* wire bytes sent on the class's own min */
	__u64	borrowed;	/* wire bytes sent on what others left */
	__u64	codel_drops;	/* packets CoDel dropped */
	__u64	ecn_marks;	/* packets CoDel marked */
	__u64	overlimit_drops;	/* packets dropped for lack of room */
	__u32	queues;		/* Tx queues with a backlog now */
	__u32	delay_us;	/* worst sojourn CoDel saw last, over queues */
};

#endif /* _UAPI_LINUX_FLEXNIC_H */
