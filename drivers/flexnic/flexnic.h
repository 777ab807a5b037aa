/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the files of flexnic.ko share.
 *
 * Locking: ports and FlexNICs come, change and go under the RTNL. The packet
 * path reads them under RCU: a port is reached through its rx_handler_data or
 * from a FlexNIC, and it is freed after the last of these. The set of a port's
 * FlexNICs never changes in between, therefore &struct flexnic_port.slot needs
 * no barrier of its own.
 */
#ifndef _FLEXNIC_H
#define _FLEXNIC_H

#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include <linux/kref.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <linux/types.h>

#include <linux/flexnic.h>
#include <linux/flexnic_sched.h>

#include "alloc.h"

struct netlink_ext_ack;

/* a FlexNIC's name is its base name and "-a" to "-d" */
#define FLEXNIC_SUFFIX_LEN	2

/* channel of slot a unless told otherwise; b, c and d follow */
#define FLEXNIC_CHANNEL_BASE	101

/* the fastest port, bit/s: keeps products with it within 64 bits */
#define FLEXNIC_SPEED_LIMIT	(10ULL * 1000 * 1000 * 1000 * 1000)
/* the slowest port, bit/s: a step of less means nothing */
#define FLEXNIC_SPEED_LEAST	(1000ULL * 1000)

/* buckets of a FlexNIC's multicast filter, as in a small NIC's hash table */
#define FLEXNIC_MC_BITS		8
#define FLEXNIC_MC_BUCKETS	BIT(FLEXNIC_MC_BITS)

/**
 * struct flexnic_slot_cfg - what is configured for one FlexNIC
 * @request: the guaranteed share it asks for
 * @max: ceiling, bit/s; 0 is the port's speed
 * @prio: order of borrowing, 0 first
 * @vid: channel or access VLAN; 0 in mode mac
 * @link: administrative link
 * @mac: its address
 * @attr: what of it the request at hand sets, by enum flexnic_attr: a refusal
 *        names the attribute
 */
struct flexnic_slot_cfg {
	struct flexnic_request	request;
	u64			max;
	u32			prio;
	u16			vid;
	bool			link;
	u8			mac[ETH_ALEN];
	const struct nlattr	*attr[FLEXNIC_A_MAX + 1];
};

/**
 * struct flexnic_port_cfg - what is configured for a port
 * @mode: how its FlexNICs are told apart
 * @proto: tag of mode channel and vlan
 * @count: FlexNICs
 * @speed_fixed: bit/s, set by hand; 0 follows the device
 * @base: base of the FlexNICs' names; room for one that is refused as too long
 * @slot: its FlexNICs
 */
struct flexnic_port_cfg {
	enum flexnic_mode	mode;
	__be16			proto;
	unsigned int		count;
	u64			speed_fixed;
	char			base[ALTIFNAMSIZ];
	struct flexnic_slot_cfg	slot[FLEXNIC_SLOTS];
};

/**
 * struct flexnic_port_stats - counters of a port that no FlexNIC owns
 * @unknown_tag: frames dropped because their tag is no FlexNIC's
 * @syncp: of the counters, on 32 bits
 */
struct flexnic_port_stats {
	u64_stats_t		unknown_tag;
	struct u64_stats_sync	syncp;
};

struct flexnic;
struct flexnic_copies;

/**
 * struct flexnic_port - a physical port and its FlexNICs
 * @dev: the port's device, held by @tracker
 * @slot: its FlexNICs; constant while the port has its rx_handler
 * @count: how many
 * @mode: how they are told apart
 * @proto: tag of mode channel and vlan
 * @uc_lists: bit per slot whose FlexNIC has secondary unicast addresses
 * @stats: per CPU
 * @copies: of frames for several FlexNICs, per CPU
 * @cfg: what is configured; its speed types and rates are the requests
 * @speed: in force, bit/s; 0 if unknown
 * @speed_seen: that the device had last, bit/s; 0 if it never told
 * @share: in force, as the qdisc has them
 * @max_mtu: of its FlexNICs so far, to tell which of them follow it
 * @changing_macs: a transaction checked the addresses that it sets now
 * @tracker: of the reference on @dev
 * @list: in all ports
 * @refs: one while it is a port, and one of each FlexNIC that is not freed yet:
 *        the core asks a FlexNIC for its port until the very end
 *
 * All but the first eight are the control path's, under the RTNL.
 */
struct flexnic_port {
	struct net_device		*dev;
	struct flexnic			*slot[FLEXNIC_SLOTS];
	unsigned int			count;
	enum flexnic_mode		mode;
	__be16				proto;
	unsigned long			uc_lists;
	struct flexnic_port_stats __percpu *stats;
	struct flexnic_copies __percpu	*copies;

	struct flexnic_port_cfg		cfg;
	u64				speed;
	u64				speed_seen;
	struct flexnic_sched_share	share[FLEXNIC_SLOTS];
	unsigned int			max_mtu;
	bool				changing_macs;
	netdevice_tracker		tracker;
	struct list_head		list;
	struct kref			refs;
};

/**
 * struct flexnic - one FlexNIC, the private part of its net_device
 * @dev: its device
 * @port: its port
 * @slot: 0..3
 * @vid: channel or access VLAN
 * @up: link, unless off or disabled; without it no frame goes in or out
 * @taken: another part of the kernel took the link away (ndo_change_carrier)
 * @mc_filter: hash of the multicast addresses it receives
 */
struct flexnic {
	struct net_device	*dev;
	struct flexnic_port	*port;
	unsigned int		slot;
	u16			vid;
	bool			up;
	bool			taken;
	DECLARE_BITMAP(mc_filter, FLEXNIC_MC_BUCKETS);
};

/* does @mode put a tag of its own on every frame? */
static inline bool flexnic_mode_tags(enum flexnic_mode mode)
{
	return mode != FLEXNIC_MODE_MAC;
}

/* port.c */
struct flexnic_port *flexnic_port_get_rtnl(const struct net_device *dev);
struct flexnic_port *flexnic_port_create(struct net_device *dev,
					 const struct flexnic_port_cfg *cfg,
					 struct netlink_ext_ack *extack);
void flexnic_port_destroy(struct flexnic_port *port);
int flexnic_port_check_dev(struct net_device *dev,
			   struct netlink_ext_ack *extack);
unsigned int flexnic_ports_generation(void);
struct flexnic_port *flexnic_ports_next(struct net *net,
					const struct flexnic_port *after);

/* config.c */
void flexnic_cfg_default(struct flexnic_port_cfg *cfg,
			 const struct net_device *dev);
void flexnic_cfg_current(struct flexnic_port_cfg *cfg,
			 const struct flexnic_port *port);
void flexnic_cfg_store(struct flexnic_port *port,
		       const struct flexnic_port_cfg *cfg);
int flexnic_cfg_check_mac(const struct flexnic_port_cfg *cfg, unsigned int i,
			  const struct net_device *dev,
			  struct netlink_ext_ack *extack);
int flexnic_cfg_check(const struct flexnic_port_cfg *cfg,
		      struct net_device *dev, u64 speed,
		      struct netlink_ext_ack *extack);
int flexnic_cfg_commit(struct flexnic_port *port,
		       const struct flexnic_port_cfg *cfg,
		       struct netlink_ext_ack *extack);

/* netdev.c */
extern const struct net_device_ops flexnic_netdev_ops;
void flexnic_netdev_setup(struct net_device *dev);
void flexnic_inherit(struct flexnic *fn);
unsigned int flexnic_max_mtu(const struct flexnic_port *port);
static inline bool netif_is_flexnic(const struct net_device *dev)
{
	return dev->netdev_ops == &flexnic_netdev_ops;
}

/* filter.c */
void flexnic_mac_derive(u8 *mac, const struct net_device *port_dev,
			unsigned int slot);
void flexnic_mac_init(struct flexnic *fn, const u8 *mac);
int flexnic_filter_open(struct flexnic *fn);
void flexnic_filter_close(struct flexnic *fn);
void flexnic_filter_flags(struct flexnic *fn, int change);
int flexnic_filter_mac(struct flexnic *fn, const u8 *mac);
void flexnic_filter_lists(struct flexnic *fn);
int flexnic_vids_add(struct net_device *dev,
		     const struct flexnic_port_cfg *cfg,
		     struct netlink_ext_ack *extack);
void flexnic_vids_del(struct net_device *dev,
		      const struct flexnic_port_cfg *cfg, unsigned int n);

static inline u32 flexnic_mc_hash(const u8 *addr)
{
	/* the low bytes of a group address are the ones that differ */
	return hash_32(get_unaligned((const u32 *)(addr + 2)), FLEXNIC_MC_BITS);
}

/* rx.c */
rx_handler_result_t flexnic_handle_frame(struct sk_buff **pskb);
rx_handler_result_t flexnic_deliver(struct flexnic *fn, struct sk_buff *skb);

/* copies.c */
int flexnic_copies_alloc(struct flexnic_port *port);
void flexnic_copies_free(struct flexnic_port *port);
void flexnic_copies_end(struct flexnic_port *port);
void flexnic_copies_add(struct flexnic_port *port, unsigned int takers,
			struct sk_buff *skb);

/* link.c */
void flexnic_link_update(struct flexnic *fn);
int flexnic_change_carrier(struct net_device *dev, bool carrier);
void flexnic_port_link_update(struct flexnic_port *port);

/* speed.c */
u64 flexnic_read_speed(struct net_device *dev, u64 fixed);
u64 flexnic_port_speed(struct flexnic_port *port, u64 fixed);
void flexnic_speed_look(void);
void flexnic_speed_exit(void);

/* shares.c */
void flexnic_shares_calc(const struct flexnic_port_cfg *cfg, u64 speed,
			 struct flexnic_sched_shares *shares);
int flexnic_shares_install(struct flexnic_port *port,
			   const struct flexnic_sched_shares *shares,
			   struct netlink_ext_ack *extack);
void flexnic_shares_store(struct flexnic_port *port,
			  const struct flexnic_sched_shares *shares);
bool flexnic_shares_follow(struct flexnic_port *port);

/* ethtool.c */
extern const struct ethtool_ops flexnic_ethtool_ops;

/* rtnl.c */
extern struct rtnl_link_ops flexnic_link_ops;

/* event.c */
int flexnic_event_init(void);
void flexnic_event_exit(void);

/* netns.c */
int flexnic_netns_init(void);
void flexnic_netns_exit(void);

/* autoport.c */
void flexnic_autoport_init(void);
void flexnic_autoport_exit(void);
void flexnic_autoport_event(struct net_device *dev);

/* netlink.c */
int flexnic_netlink_init(void);
void flexnic_netlink_exit(void);

/* notify.c */
int flexnic_port_fill(struct sk_buff *skb, const struct flexnic_port *port,
		      void *hdr);
void flexnic_notify_enable(bool enable);
void flexnic_port_notify(const struct flexnic_port *port, u8 cmd);
extern struct genl_family flexnic_family;

#endif /* _FLEXNIC_H */
