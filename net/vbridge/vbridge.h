/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the files of vbridge.ko share.
 *
 * A frame's way: a port's receive handler (input.c) finds by tag the connection
 * that it came by, and with it the network; the FDB (fdb.c) learns the source
 * and says by which connection the destination is reached; that puts its tag on
 * and sends it (output.c).
 *
 * Locking: networks, ports, connections and uplink sets come, change and go
 * under the RTNL. The packet path reads them under RCU, and they are freed
 * after a grace period. Which uplink a network uses changes under
 * &struct vb_switch.uplink_lock, since a lost carrier cannot wait for the RTNL.
 * FDB entries come and go under &struct vb_network.fdb_lock, multicast groups
 * and their members under &struct vb_mcast.lock, inside of which none is taken.
 * Order: RTNL, uplink_lock, fdb_lock.
 */
#ifndef _VBRIDGE_H
#define _VBRIDGE_H

#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include <linux/netdevice.h>
#include <linux/rhashtable.h>
#include <linux/rtnetlink.h>
#include <linux/u64_stats_sync.h>
#include <linux/workqueue.h>
#include <linux/xarray.h>
#include <net/genetlink.h>
#include <net/rtnetlink.h>

#include <linux/vbridge.h>

#include "tags.h"

/* as long as net/bridge's */
#define VB_AGEING_DEFAULT	(300 * HZ)
/* addresses of one switch: hostile frames must not take all memory */
#define VB_FDB_MAX		BIT(20)
#define VB_DROPS		(VBRIDGE_DROP_REFLECTED + 1)
#define VB_STORMS		(VBRIDGE_STORM_MULTICAST + 1)
/* buckets of a network device's multicast filter */
#define VB_MC_BITS		8

struct vb_conn;
struct vb_conn_cfg;
struct vb_network;
struct vb_port;
struct vb_switch;

#include "uplink.h"
#include "mcast.h"
#include "protect.h"
#include "mirror.h"

/**
 * struct vb_stats - counters of a connection, per CPU
 *
 * What every frame counts lies in one cache line.
 *
 * @rx_packets: into the switch
 * @rx_bytes: likewise
 * @tx_packets: out of the switch
 * @tx_bytes: likewise
 * @drop: by enum vbridge_drop
 * @syncp: of all of them, on 32 bits
 */
struct vb_stats {
	u64_stats_t		rx_packets;
	u64_stats_t		rx_bytes;
	u64_stats_t		tx_packets;
	u64_stats_t		tx_bytes;
	u64_stats_t		drop[VB_DROPS];
	struct u64_stats_sync	syncp;
} __aligned(4 * sizeof(u64));

/**
 * struct vb_switch - the switch of a network namespace
 * @net: the namespace
 * @fdb: all addresses, by network and MAC
 * @fdb_count: how many
 * @mcast_groups: all multicast groups, by network and address
 * @mcast_changes: memberships that came or went, for dumps
 * @networks: all &struct vb_network
 * @ports: all &struct vb_port
 * @usets: all &struct vb_uset, under RTNL and @uplink_lock
 * @conns: all &struct vb_conn by id
 * @network_ids: of the networks, for the FDB's keys
 * @generation: changes with every object that comes or goes: a dump that sees
 *              it change says so
 * @gc: forgets addresses
 * @uplink_lock: see above
 * @uplink_work: looks at the uplinks' carriers
 * @settle_work: tells the rest of the world what came of it
 * @announce_work: tells new uplinks who is behind the switch
 * @announce_turn: jiffies when it did so last, under uplink_lock
 * @mirrors: all &struct vb_mirror
 * @loop: protection against loops
 * @dying: the namespace ends, and nothing may be started any more
 */
struct vb_switch {
	struct net		*net;
	struct rhashtable	fdb;
	atomic_t		fdb_count;
	struct rhashtable	mcast_groups;
	atomic_t		mcast_changes;

	struct list_head	networks;
	struct list_head	ports;
	struct list_head	usets;
	struct xarray		conns;
	struct ida		network_ids;
	unsigned int		generation;
	struct delayed_work	gc;

	spinlock_t		uplink_lock;	/* choice of uplinks */
	struct delayed_work	uplink_work;
	struct work_struct	settle_work;
	struct delayed_work	announce_work;
	unsigned long		announce_turn;

	struct list_head	mirrors;
	struct vb_loop		loop;
	bool			dying;
};

/* &struct vb_network.flags */
#define VB_NET_UP		BIT(0)
#define VB_NET_PRIVATE		BIT(1)
#define VB_NET_SMARTLINK	BIT(2)
#define VB_NET_TUNNEL		BIT(3)
#define VB_NET_SNOOPING		BIT(4)
#define VB_NET_MCAST_UNKNOWN	BIT(5)

/**
 * struct vb_network_cfg - what is configured for a network
 * @flags: VB_NET_*, all but VB_NET_UP
 * @ageing: jiffies; 0 is for ever
 * @mac_limit: addresses learned; 0 is any number
 * @preferred: bit/s, for FlexNICs on it; 0 says nothing
 * @max_rate: likewise
 */
struct vb_network_cfg {
	u32	flags;
	u32	ageing;
	u32	mac_limit;
	u64	preferred;
	u64	max_rate;
};

/**
 * struct vb_fdb_walk - a way through a network's addresses, with rests
 * @next: the next address, or NULL; it moves on when that one goes
 * @list: in the network's walks
 *
 * Addresses that come meanwhile are not on the way.
 */
struct vb_fdb_walk {
	struct vb_fdb		*next;
	struct list_head	list;
};

/**
 * struct vb_network - a network, the private part of its device
 *
 * Frames between known addresses need the first 32 bytes only, which is what a
 * device's private part is aligned to: a switch has a thousand networks.
 *
 * @flags: VB_NET_*
 * @promisc: the device is promiscuous
 * @id: its part of the FDB's keys, in place: bits 48 and up
 * @sw: its switch
 * @uplink: the one that is active, or NULL
 * @dev: its device
 * @conns: its connections, RCU
 * @mc_filter: hash of the multicast addresses that the device receives
 * @fdb_lock: guards @fdb, @fdb_walks, @fdb_learned and the entries' places
 * @fdb: its addresses
 * @fdb_learned: how many of them count against the limit
 * @fdb_walks: who is on the way through them
 * @announce_walk: the one who announces them
 * @announce_passes: how often each address is announced
 * @announce_left: how often still; all of these under uplink_lock
 * @announce_at: jiffies when the next pass begins
 * @announced: addresses so far, in the first pass
 * @cfg: what is configured
 * @leaving: the batch at hand ends it
 * @mtu_set: the MTU was set by hand
 * @link_told: what user space knows of SmartLink: are the downlinks up?
 * @carried_tag: by which frames the uplink set carries it
 * @carried_vid: VLAN of those, or 0
 * @flapped: addresses moved too often in the last turn of loop protection
 * @mcast: groups and routers
 * @uset: the uplink set that carries it, or its own one for dedicated uplinks
 * @uset_list: in that set's networks
 * @n_conns: connections
 * @list: in the switch's networks
 */
struct vb_network {
	u32			flags;
	bool			promisc;
	u64			id;
	struct vb_switch	*sw;
	struct vb_conn __rcu	*uplink;

	struct net_device	*dev;
	struct list_head	conns;
	DECLARE_BITMAP(mc_filter, BIT(VB_MC_BITS));

	spinlock_t		fdb_lock ____cacheline_aligned_in_smp;
	struct hlist_head	fdb;
	struct list_head	fdb_walks;
	u32			fdb_learned;
	struct vb_fdb_walk	announce_walk;

	u32			announce_passes;
	u32			announce_left;
	unsigned long		announce_at;
	u32			announced;

	struct vb_network_cfg	cfg;
	bool			leaving;
	bool			mtu_set;
	bool			link_told;
	enum vbridge_tag	carried_tag;
	u16			carried_vid;
	bool			flapped;
	struct vb_mcast		mcast;
	struct vb_uset		*uset;
	struct list_head	uset_list;
	unsigned int		n_conns;
	struct list_head	list;
};

/**
 * struct vb_port - a device that has connections
 * @dev: the device, held by @tracker
 * @channel_proto: tag of its channels; 0 if it has none
 * @tags: who has which frames
 * @channels: who has which frames within an outer tag: &struct vb_channel
 * @unknown_tag: frames that nobody has, per CPU
 * @sw: its switch
 * @conns: its connections
 * @master: the one of the network that is the device's master, or NULL
 * @n_conns: how many
 * @n_suspended: connections that have lost their frames, but may get them back
 * @n_channels: channels
 * @list: in the switch's ports
 * @tracker: of the reference on @dev
 * @rcu: to free it
 */
struct vb_port {
	struct net_device	*dev;
	__be16			channel_proto;
	struct vb_tagset	tags;
	struct vb_vidmap	channels;
	u64 __percpu		*unknown_tag;

	struct vb_switch	*sw;
	struct list_head	conns;
	struct vb_conn		*master;
	unsigned int		n_conns;
	unsigned int		n_suspended;
	unsigned int		n_channels;
	struct list_head	list;
	netdevice_tracker	tracker;
	struct rcu_head		rcu;
};

/* &struct vb_conn.flags: what it is and may */
#define VB_CONN_UPLINK		BIT(0)
#define VB_CONN_LEARNING	BIT(1)
#define VB_CONN_FLOOD		BIT(2)
#define VB_CONN_MCAST_FLOOD	BIT(3)
#define VB_CONN_BCAST_FLOOD	BIT(4)
#define VB_CONN_ISOLATED	BIT(5)
#define VB_CONN_LOOP_PROTECT	BIT(6)
#define VB_CONN_LOCKED		BIT(7)
#define VB_CONN_STORM		BIT(8)
#define VB_CONN_MIRROR_RX	BIT(9)
#define VB_CONN_MIRROR_TX	BIT(10)
#define VB_CONN_BLOCKED		BIT(11)
/* it goes: nothing is learned on it any more */
#define VB_CONN_DEAD		BIT(12)
/* all that no other connection of the port has, with its tags */
#define VB_CONN_TUNNEL		BIT(13)

/* set by the administrator, one by one */
#define VB_CONN_SETTABLE	(VB_CONN_LEARNING | VB_CONN_FLOOD | \
				 VB_CONN_MCAST_FLOOD | VB_CONN_BCAST_FLOOD | \
				 VB_CONN_ISOLATED | VB_CONN_LOOP_PROTECT)
#define VB_CONN_DEFAULT		(VB_CONN_LEARNING | VB_CONN_FLOOD | \
				 VB_CONN_MCAST_FLOOD | VB_CONN_BCAST_FLOOD | \
				 VB_CONN_LOOP_PROTECT)
/* a frame that comes in needs more than the usual checks */
#define VB_CONN_RX_SLOW		(VB_CONN_BLOCKED | VB_CONN_LOCKED | \
				 VB_CONN_MIRROR_RX)

/**
 * struct vb_conn_cfg - what is asked for of a connection
 * @network: its network
 * @uplink: is it an uplink?
 * @of_set: an uplink set makes it
 * @tag: which frames it has
 * @vid: of tag VLAN; of tag native if tagged frames are welcome too, else 0
 * @channel: VID of the outer tag, or 0
 * @channel_proto: of the outer tag
 * @preference: of a dedicated uplink, lowest first
 * @flags: VB_CONN_SETTABLE ones
 * @mac_limit: addresses learned; 0 is any number
 * @storm: limits that it begins with, by enum vbridge_storm, or NULL
 * @lock: the addresses that may be sources from its first frame on, or NULL; the
 *        connection's from now on, and freed where there comes to be none
 * @attr: of the request at hand, by enum vbridge_conn_attr: a refusal names it
 *
 * The last three are the request's: a connection does not keep them here.
 */
struct vb_conn_cfg {
	struct vb_network	*network;
	bool			uplink;
	bool			of_set;
	enum vbridge_tag	tag;
	u16			vid;
	u16			channel;
	__be16			channel_proto;
	u32			preference;
	u32			flags;
	u32			mac_limit;
	const struct vb_storm_cfg *storm;
	struct vb_lock		*lock;
	const struct nlattr	*attr[VBRIDGE_A_CONN_MAX + 1];
};

/**
 * struct vb_conn - a connection: some frames of a port, on a network
 * @dev: the port's device
 * @network: the network
 * @sw: its switch
 * @fdb_net: its &struct vb_network.id
 * @flags: VB_CONN_*
 * @push_vid: tag put on what leaves, or 0
 * @push_channel: outer tag put on what leaves, or 0
 * @channel_proto: of that
 * @stats: per CPU
 * @list: in the network's connections, RCU
 * @storm: limits, by enum vbridge_storm, if VB_CONN_STORM
 * @lock: addresses allowed, if VB_CONN_LOCKED
 * @mirror: where copies go, if VB_CONN_MIRROR_*
 * @port: its port
 * @port_list: in the port's connections
 * @id: in &struct vb_switch.conns
 * @cfg: what is configured; without its attributes
 * @macs: addresses learned on it, under the network's fdb_lock
 * @mcast_groups: groups joined on it, under the network's mcast lock
 * @member: uplinks: its port's place in the network's uplink set
 * @block: why it is blocked
 * @loop_seen: jiffies of the last sign of a loop
 * @probe_sent: jiffies of its last probe
 * @probe_seq: number of that
 * @moves: addresses that moved to it within the last second
 * @link_taken: SmartLink took its port's link away
 * @suspended: out of reach of frames, see vb_conn_suspend()
 * @leaving: the batch at hand ends it
 * @rcu: to free it
 *
 * What every frame needs comes first, in one cache line. Addresses are looked up
 * with no more than that: the network's own cache line is not waited for.
 */
struct vb_conn {
	struct net_device	*dev;
	struct vb_network	*network;
	struct vb_switch	*sw;
	u64			fdb_net;
	struct vb_stats __percpu *stats;
	u32			flags;
	u16			push_vid;
	u16			push_channel;
	__be16			channel_proto;
	struct list_head	list;
	struct vb_storm __rcu	*storm;
	struct vb_lock __rcu	*lock;
	struct vb_mirror __rcu	*mirror;

	struct vb_port		*port;
	struct list_head	port_list;
	u32			id;
	struct vb_conn_cfg	cfg;
	u32			macs;
	u32			mcast_groups;
	struct vb_uplink	*member;
	enum vbridge_block	block;
	unsigned long		loop_seen;
	unsigned long		probe_sent;
	u32			probe_seq;
	atomic_t		moves;
	bool			link_taken;
	bool			suspended;
	bool			leaving;
	struct rcu_head		rcu;
};

/* &struct vb_fdb.flags */
#define VB_FDB_LOCAL		BIT(0)
#define VB_FDB_STATIC		BIT(1)
#define VB_FDB_STICKY		BIT(2)
#define VB_FDB_LEARNED		BIT(3)

/**
 * struct vb_fdb - where an address of a network is
 * @node: in &struct vb_switch.fdb
 * @key: the network's id and the MAC
 * @conn: by which connection; NULL for the network device's own
 * @updated: when last seen as a source, low bits of jiffies
 * @flags: VB_FDB_*
 * @list: in the network's addresses
 * @home: id of the connection that it was behind before it began to move
 * @moved: when it last moved, low bits of jiffies; 0 if it never has
 * @rcu: to free it
 *
 * One cache line: there may be hundreds of thousands. @home and @moved are under the
 * network's fdb_lock, and only while the entry is in its list.
 */
struct vb_fdb {
	struct rhash_head	node;
	u64			key;
	struct vb_conn __rcu	*conn;
	u32			updated;
	u32			flags;
	struct hlist_node	list;
	union {
		struct {
			u32	home;
			u32	moved;
		};
		struct rcu_head	rcu;
	};
};

/**
 * struct vb_cb - what a frame brings along on its way through the switch
 * @pcp: priority of the tag that it came with, in place (IEEE 802.1Q, 9.6)
 */
struct vb_cb {
	u16	pcp;
};

#define VB_CB(skb) ((struct vb_cb *)(skb)->cb)

/* netns.c */
struct vb_switch *vb_switch(const struct net *net);
int vb_netns_init(void);
void vb_netns_exit(void);

/* network.c */
extern const struct net_device_ops vb_network_ops;
void vb_network_setup(struct net_device *dev);
int vb_network_create(struct net_device *dev, const struct vb_network_cfg *cfg,
		      struct netlink_ext_ack *extack);
int vb_network_change(struct vb_network *network,
		      const struct vb_network_cfg *cfg,
		      struct netlink_ext_ack *extack);
void vb_network_destroy(struct net_device *dev, struct list_head *head);
void vb_network_default(struct vb_network_cfg *cfg);
void vb_network_follow(struct vb_network *network);
void vb_network_carrier(struct vb_network *network);
static inline bool netif_is_vbridge(const struct net_device *dev)
{
	return dev->netdev_ops == &vb_network_ops;
}

/* a tag that is none of the frame's own business on this network */
static inline bool vb_has_tag_inside(const struct vb_network *network,
				     const struct sk_buff *skb)
{
	return (skb_vlan_tag_present(skb) ||
		eth_type_vlan(eth_hdr(skb)->h_proto)) &&
	       !(READ_ONCE(network->flags) & VB_NET_TUNNEL);
}

static inline u32 vb_mc_hash(const u8 *addr)
{
	/* the low bytes of a group address are the ones that differ */
	return hash_32(get_unaligned((const u32 *)(addr + 2)), VB_MC_BITS);
}

/* bridge_ops.c */
COMPAT_FDB_ADD(vb_fdb_dev_add);
COMPAT_FDB_DEL(vb_fdb_dev_del);
COMPAT_FDB_DEL_BULK(vb_fdb_dev_flush);
int vb_fdb_dev_get(struct sk_buff *skb, struct nlattr *tb[],
		   struct net_device *dev, const unsigned char *addr, u16 vid,
		   u32 portid, u32 seq, struct netlink_ext_ack *extack);
int vb_fdb_dev_dump(struct sk_buff *skb, struct netlink_callback *cb,
		    struct net_device *dev, struct net_device *filter_dev,
		    int *idx);
int vb_link_dev_get(struct sk_buff *skb, u32 pid, u32 seq,
		    struct net_device *dev, u32 filter_mask, int nlflags);
int vb_link_dev_set(struct net_device *dev, struct nlmsghdr *nlh, u16 flags,
		    struct netlink_ext_ack *extack);
void vb_fdb_rtnl_notify(const struct vb_network *network,
			const struct vb_fdb *fdb, int type);

/* rtnl.c */
extern struct rtnl_link_ops vb_link_ops;

/* port.c */
struct vb_port *vb_port_get_rtnl(const struct net_device *dev);
int vb_port_check_dev(const struct vb_switch *sw, struct net_device *dev,
		      const struct nlattr *attr,
		      struct netlink_ext_ack *extack);
struct vb_port *vb_port_open(struct vb_switch *sw, struct net_device *dev,
			     struct netlink_ext_ack *extack);
void vb_port_put(struct vb_port *port);
void vb_port_destroy(struct vb_port *port);
int vb_port_attach(struct vb_port *port, struct vb_conn *conn,
		   struct netlink_ext_ack *extack);
void vb_port_detach(struct vb_port *port, struct vb_conn *conn);

/* conn.c */
void vb_conn_default(struct vb_conn_cfg *cfg);
struct vb_conn *vb_conn_create(struct net_device *dev,
			       const struct vb_conn_cfg *cfg,
			       struct netlink_ext_ack *extack);
void vb_conn_change(struct vb_conn *conn, u32 flags, u32 mac_limit);
void vb_conn_prefer(struct vb_conn *conn, u32 preference);
void vb_conn_destroy(struct vb_conn *conn);
void vb_conn_suspend(struct vb_conn *conn);
void vb_conn_resume(struct vb_conn *conn);
struct vb_conn *vb_conn_find(const struct vb_port *port, u16 channel,
			     enum vbridge_tag tag, u16 vid);
struct vb_conn *vb_conn_of_master(const struct net_device *dev);
enum vbridge_state vb_conn_state(const struct vb_conn *conn);
void vb_conn_flag(struct vb_conn *conn, u32 flag, bool on);

/* stats.c */
void vb_stats_add(const struct vb_conn *conn, u64 *sum);
#define VB_STATS_SUMS	(4 + VB_DROPS)

static inline void vb_count_rx(const struct vb_conn *conn, unsigned int len)
{
	struct vb_stats *stats = this_cpu_ptr(conn->stats);

	u64_stats_update_begin(&stats->syncp);
	u64_stats_inc(&stats->rx_packets);
	u64_stats_add(&stats->rx_bytes, len);
	u64_stats_update_end(&stats->syncp);
}

static inline void vb_count_tx(const struct vb_conn *conn, unsigned int len)
{
	struct vb_stats *stats = this_cpu_ptr(conn->stats);

	u64_stats_update_begin(&stats->syncp);
	u64_stats_inc(&stats->tx_packets);
	u64_stats_add(&stats->tx_bytes, len);
	u64_stats_update_end(&stats->syncp);
}

void vb_drop(const struct vb_conn *conn, struct sk_buff *skb,
	     enum vbridge_drop why);

/* input.c */
rx_handler_result_t vb_handle_frame(struct sk_buff **pskb);
void vb_forward(struct vb_network *network, struct vb_conn *from,
		struct sk_buff *skb);
void vb_pass_up(struct vb_network *network, struct sk_buff *skb);
void vb_pass_up_copy(struct vb_network *network, struct sk_buff *skb);

/* output.c */
bool vb_may_forward(const struct vb_network *network,
		    const struct vb_conn *from, const struct vb_conn *to);
struct sk_buff *vb_own_frame(const struct net_device *dev, const u8 *dest,
			     const u8 *source, u16 proto);
struct sk_buff *vb_push_tags(const struct vb_conn *to, struct sk_buff *skb);
void vb_send(const struct vb_conn *to, struct sk_buff *skb);
void vb_send_copy(const struct vb_conn *to, struct sk_buff *skb);
void vb_send_last(struct vb_network *network, const struct vb_conn *from,
		  const struct vb_conn *last, struct sk_buff *skb, bool local);
void vb_flood(struct vb_network *network, const struct vb_conn *from,
	      struct sk_buff *skb, u32 want, bool local);

/* fdb.c */
int vb_fdb_init(void);
void vb_fdb_exit(void);
int vb_fdb_switch_init(struct vb_switch *sw);
void vb_fdb_switch_exit(struct vb_switch *sw);
struct vb_fdb *vb_fdb_find_from(const struct vb_conn *conn, const u8 *addr);
struct vb_fdb *vb_fdb_find(const struct vb_network *network, const u8 *addr);
void vb_fdb_walk_add(struct vb_network *network, struct vb_fdb_walk *walk);
void vb_fdb_walk_begin(const struct vb_network *network,
		       struct vb_fdb_walk *walk);
struct vb_fdb *vb_fdb_walk_next(struct vb_fdb_walk *walk);
bool vb_fdb_learn(struct vb_network *network, struct vb_conn *conn,
		  const u8 *addr);
int vb_fdb_set(struct vb_network *network, struct vb_conn *conn,
	       const u8 *addr, u32 flags, struct netlink_ext_ack *extack);
int vb_fdb_unset(struct vb_network *network, const u8 *addr);
int vb_fdb_forget(struct vb_network *network, const struct vb_conn *conn,
		  const u8 *addr, struct netlink_ext_ack *extack);
unsigned int vb_fdb_flush(struct vb_network *network,
			  const struct vb_conn *conn, u32 keep);
unsigned int vb_fdb_flush_one(struct vb_network *network,
			      const struct vb_conn *conn, const u8 *addr);
void vb_fdb_ageing_changed(struct vb_switch *sw);
/**
 * vb_fdb_age() - how long ago an address was seen
 * @fdb: its entry
 *
 * Its time is read first: a frame that comes between the two readings must not
 * make it older than all others.
 *
 * Return: jiffies.
 */
static inline u32 vb_fdb_age(const struct vb_fdb *fdb)
{
	u32 updated = READ_ONCE(fdb->updated);

	return (u32)jiffies - updated;
}

static inline void vb_fdb_addr(const struct vb_fdb *fdb, u8 *addr)
{
	u64_to_ether_addr(fdb->key & GENMASK_ULL(47, 0), addr);
}

/* event.c */
int vb_event_init(void);
void vb_event_exit(void);

/* netlink.c */
int vb_netlink_init(void);
void vb_netlink_exit(void);
extern struct genl_family vb_family;

/* groups of listeners, in the family's order */
enum {
	VB_GROUP_CONFIG,
	VB_GROUP_EVENT,
	VB_GROUP_FDB,
};

/* notify.c */
void vb_notify_enable(bool enable);
void vb_network_notify(const struct vb_network *network, u8 cmd);
void vb_conn_notify(const struct vb_conn *conn, u8 cmd);
void vb_uset_notify(const struct vb_uset *uset, u8 cmd);
void vb_mirror_notify(const struct vb_mirror *mirror, u8 cmd);
void vb_protect_notify(const struct vb_switch *sw);
void vb_fdb_notify(const struct vb_network *network, const struct vb_fdb *fdb,
		   bool there);
void vb_event_uplink(const struct vb_uset *uset);
void vb_event_announced(const struct vb_network *network, u32 count);
void vb_event_smartlink(const struct vb_network *network, bool on);
void vb_event_block(const struct vb_conn *conn);
void vb_event_violation(const struct vb_conn *conn, const u8 *addr);
void vb_event_mac_limit(const struct vb_conn *conn, const u8 *addr);
void vb_event_storm(const struct vb_conn *conn);
void vb_event_mcast_limit(const struct vb_conn *conn);

/* fill.c */
int vb_network_fill(struct sk_buff *skb, const void *object);
int vb_conn_fill(struct sk_buff *skb, const void *object);
size_t vb_uset_msg_size(unsigned int n_carried);
int vb_uset_fill(struct sk_buff *skb, const void *object);
int vb_fdb_fill(struct sk_buff *skb, const struct vb_network *network,
		const struct vb_fdb *fdb);
int vb_mdb_fill(struct sk_buff *skb, const struct vb_network *network,
		const struct vb_mcast_group *group,
		const struct vb_mcast_member *member);
int vb_mirror_fill(struct sk_buff *skb, const void *object);
int vb_protect_fill(struct sk_buff *skb, const void *object);
int vb_port_fill(struct sk_buff *skb, const void *object);

/* parse.c */
void vb_flag_parse(const struct nlattr *attr, u32 *flags, u32 flag);
int vb_rates_check(const struct vb_network_cfg *cfg, const struct nlattr *attr,
		   struct netlink_ext_ack *extack);
int vb_ageing_parse(const struct nlattr *attr, struct vb_network_cfg *cfg,
		    struct netlink_ext_ack *extack);

#endif /* _VBRIDGE_H */
