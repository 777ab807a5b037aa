/* SPDX-License-Identifier: GPL-2.0 */
/* Messages of family "vbridge", as structures. No I/O. */
#ifndef VCCTL_VBRIDGE_MSG_H
#define VCCTL_VBRIDGE_MSG_H

#include <net/if.h>
#include <stdbool.h>
#include <stdint.h>
#include <linux/vbridge.h>

#include "attrs.h"
#include "nl.h"

#define MAC_LEN	6

/*
 * Each structure is one attribute set of the spec: its members are the
 * attributes of those names, and bit n of the first, given, is set if number n
 * is there. Requests and answers have the same.
 */

struct vb_stats {
	uint64_t given;
	uint64_t counter[VBRIDGE_A_STATS_MAX + 1];
};

struct network {
	uint64_t given;
	uint32_t ifindex;
	char ifname[IFNAMSIZ];
	bool private;
	bool smartlink;
	bool tunnel;
	uint32_t ageing;
	uint32_t mac_limit;
	bool mcast_snooping;
	bool mcast_unknown;
	uint64_t preferred;
	uint64_t max_rate;
	char uplinkset[VBRIDGE_NAME_LEN];
	uint32_t uplink;
	uint32_t conns;
	uint32_t macs;
	bool link;
	struct vb_stats stats;
};

struct storm {
	uint64_t given;
	uint32_t kind;
	uint64_t kbps;
	uint64_t pps;
};

/**
 * struct conn - attribute set conn
 * @storms: of struct storm
 * @lock_macs: of MAC_LEN bytes each
 */
struct conn {
	uint64_t given;
	uint32_t id;
	uint32_t ifindex;
	char ifname[IFNAMSIZ];
	uint32_t network;
	char network_name[IFNAMSIZ];
	uint32_t role;
	uint32_t tag;
	uint16_t vid;
	uint16_t channel;
	uint16_t channel_proto;
	uint32_t preference;
	char uplinkset[VBRIDGE_NAME_LEN];
	bool learning;
	bool flood;
	bool mcast_flood;
	bool bcast_flood;
	bool isolated;
	uint32_t mac_limit;
	bool loop_protect;
	struct list storms;
	bool locked;
	struct list lock_macs;
	uint32_t state;
	uint32_t block;
	uint32_t macs;
	struct vb_stats stats;
};

struct member {
	uint64_t given;
	uint32_t ifindex;
	char ifname[IFNAMSIZ];
	uint32_t preference;
	bool remove;
	bool carrier;
	bool active;
};

struct carried {
	uint64_t given;
	uint32_t network;
	char network_name[IFNAMSIZ];
	uint32_t tag;
	uint16_t vid;
	bool remove;
};

/**
 * struct uplinkset - attribute set uplinkset
 * @members: of struct member
 * @carried: of struct carried
 */
struct uplinkset {
	uint64_t given;
	char name[VBRIDGE_NAME_LEN];
	uint32_t mode;
	bool preempt;
	uint32_t hold_down;
	uint32_t announce_rate;
	uint32_t announce_count;
	struct list members;
	struct list carried;
	uint32_t active;
	uint32_t failovers;
};

struct fdb {
	uint64_t given;
	uint8_t mac[MAC_LEN];
	uint32_t network;
	char network_name[IFNAMSIZ];
	uint32_t conn;
	uint32_t ifindex;
	char ifname[IFNAMSIZ];
	bool local;
	bool is_static;
	bool sticky;
	uint32_t age;
	uint32_t count;
};

struct mdb {
	uint64_t given;
	uint32_t network;
	char network_name[IFNAMSIZ];
	struct bytes group;
	uint32_t conn;
	char ifname[IFNAMSIZ];
	uint32_t expires;
	bool router;
};

struct source {
	uint64_t given;
	uint32_t conn;
	uint32_t direction;
};

/**
 * struct mirror - attribute set mirror
 * @sources: of struct source
 */
struct mirror {
	uint64_t given;
	char name[VBRIDGE_NAME_LEN];
	uint32_t to_ifindex;
	char to_ifname[IFNAMSIZ];
	uint32_t to_conn;
	struct list sources;
	uint64_t packets;
};

struct protect {
	uint64_t given;
	uint32_t loop_interval;
	uint32_t loop_retry;
	uint32_t flap_limit;
};

struct vb_port {
	uint64_t given;
	uint32_t ifindex;
	char ifname[IFNAMSIZ];
	bool carrier;
	uint16_t channel_proto;
	uint32_t conns;
	uint64_t unknown_tag;
};

struct event {
	uint64_t given;
	uint32_t type;
	char network_name[IFNAMSIZ];
	char uplinkset[VBRIDGE_NAME_LEN];
	uint32_t conn;
	uint32_t ifindex;
	char ifname[IFNAMSIZ];
	uint8_t mac[MAC_LEN];
	uint32_t block;
	uint32_t count;
};

/* one request of a batch */
struct item {
	uint64_t given;
	uint32_t cmd;
	struct network network;
	struct conn conn;
	struct uplinkset uplinkset;
};

/**
 * struct batch - attribute set batch
 * @items: of struct item
 */
struct batch {
	uint64_t given;
	struct list items;
};

extern const struct attr_space vb_stats_space;
extern const struct attr_space network_space;
extern const struct attr_space storm_space;
extern const struct attr_space conn_space;
extern const struct attr_space member_space;
extern const struct attr_space carried_space;
extern const struct attr_space uplinkset_space;
extern const struct attr_space fdb_space;
extern const struct attr_space mdb_space;
extern const struct attr_space source_space;
extern const struct attr_space mirror_space;
extern const struct attr_space protect_space;
extern const struct attr_space vb_port_space;
extern const struct attr_space event_space;
extern const struct attr_space item_space;
extern const struct attr_space batch_space;

extern const struct vcnl_family vbridge_family;

/* names of the uAPI's enums, NULL-terminated */
extern const char *const role_names[];
extern const char *const tag_names[];
extern const char *const state_names[];
extern const char *const block_names[];
extern const char *const set_mode_names[];
extern const char *const storm_names[];
extern const char *const direction_names[];
extern const char *const event_names[];

#endif
