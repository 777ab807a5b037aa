/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Multicast goes to those who joined.
 *
 * mcast_msg.c understands messages, mcast_db.c knows who joined what and where
 * routers are, mcast_query.c follows the querier and lets memberships end,
 * mcast.c is the frames' way.
 */
#ifndef _VBRIDGE_MCAST_H
#define _VBRIDGE_MCAST_H

#include <linux/list.h>
#include <linux/rhashtable.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

#include "mcast_msg.h"

/* groups of one network: hostile hosts must not take all memory */
#define VB_MCAST_GROUPS		4096
/* of these, groups that one downlink has joined: nor all groups */
#define VB_MCAST_CONN_GROUPS	1024
/* memberships of one network */
#define VB_MCAST_MEMBERS	65536

/* in place of a connection: whichever uplink is active */
#define VB_MCAST_UPLINK		((struct vb_conn *)1UL)

/* &struct vb_mcast_member.flags */
/* wants the group from one source only, as far as was heard */
#define VB_MEMBER_ONE		BIT(0)
/* a host that leaves silently is among them */
#define VB_MEMBER_MUTE		BIT(1)
/* one has left: who remains will say so, or it ends soon */
#define VB_MEMBER_LEAVING	BIT(2)

/**
 * struct vb_mcast_member - a group's way to members, or the way to a router
 * @list: in the group's members or the network's routers, RCU, by @conn
 * @conn: the connection, VB_MCAST_UPLINK, or NULL for the network device
 * @expires: jiffies when it ends
 * @flags: VB_MEMBER_*
 * @source: the only one, if VB_MEMBER_ONE
 * @rcu: to free it
 */
struct vb_mcast_member {
	struct hlist_node	list;
	struct vb_conn		*conn;
	unsigned long		expires;
	u32			flags;
	struct in6_addr		source;
	struct rcu_head		rcu;
};

/**
 * struct vb_mcast_key - which group
 * @addr: its address
 * @network: id of its network
 */
struct vb_mcast_key {
	struct in6_addr	addr;
	u64		network;
};

/**
 * struct vb_mcast_group - a group that somebody joined
 * @node: in &struct vb_switch.mcast_groups
 * @key: which one
 * @members: its &struct vb_mcast_member
 * @list: in the network's groups, RCU
 * @rcu: to free it
 */
struct vb_mcast_group {
	struct rhash_head	node;
	struct vb_mcast_key	key;
	struct hlist_head	members;
	struct list_head	list;
	struct rcu_head		rcu;
};

/**
 * struct vb_mcast_querier - what is known of the querier of one protocol
 * @known: there is one
 * @addr: its address; all 0 if it is a switch that only helps out
 * @until: jiffies when it is believed to be gone
 * @ready: jiffies when all members have had the time to answer it
 * @membership: jiffies that a report is good for
 * @robustness: how often it asks again
 */
struct vb_mcast_querier {
	bool		known;
	struct in6_addr	addr;
	unsigned long	until;
	unsigned long	ready;
	unsigned long	membership;
	u32		robustness;
};

/**
 * struct vb_mcast - groups and routers of a network
 * @cuts: by protocol: is the table to be trusted? Read by the packet path
 * @routers: where routers are, &struct vb_mcast_member, RCU
 * @lock: see there
 * @groups: its &struct vb_mcast_group, RCU
 * @n_groups: how many
 * @n_members: of all groups
 * @querier: by protocol
 * @work: lets memberships, routers and queriers end
 * @due: jiffies when @work runs, if @armed
 * @armed: it will run
 * @closed: the network ends
 */
struct vb_mcast {
	bool			cuts[VB_MCAST_PROTOS];
	struct hlist_head	routers;

	/* guards all but the packet path's reading */
	spinlock_t		lock;
	struct list_head	groups;
	unsigned int		n_groups;
	unsigned int		n_members;
	struct vb_mcast_querier	querier[VB_MCAST_PROTOS];
	struct delayed_work	work;
	unsigned long		due;
	bool			armed;
	bool			closed;
};

/* mcast.c */
bool vb_mcast_forward(struct vb_network *network, struct vb_conn *from,
		      struct sk_buff *skb, bool local);

/* mcast_db.c */
int vb_mcast_switch_init(struct vb_switch *sw);
void vb_mcast_switch_exit(struct vb_switch *sw);
void vb_mcast_flush(struct vb_network *network);
void vb_mcast_forget(struct vb_conn *conn);
struct vb_mcast_group *vb_mcast_find(const struct vb_network *network,
				     const struct in6_addr *addr);
struct vb_conn *vb_mcast_conn(const struct vb_network *network,
			      const struct vb_mcast_member *member);
bool vb_mcast_member_set(struct vb_network *network,
			 struct vb_mcast_group *group, struct vb_conn *from,
			 const struct vb_mcast_record *record,
			 unsigned long expires);
struct vb_mcast_member *vb_mcast_member_find(const struct vb_mcast_group *group,
					     const struct vb_conn *from);
struct vb_mcast_group *vb_mcast_group_get(struct vb_network *network,
					  const struct vb_conn *from,
					  const struct in6_addr *addr);
void vb_mcast_group_put(struct vb_network *network,
			struct vb_mcast_group *group);
void vb_mcast_router_set(struct vb_network *network, struct vb_conn *from,
			 unsigned long expires);
unsigned long vb_mcast_age_routers(struct vb_network *network);
unsigned long vb_mcast_age_groups(struct vb_network *network);

/* mcast_query.c */
void vb_mcast_network_init(struct vb_network *network);
void vb_mcast_network_exit(struct vb_network *network);
void vb_mcast_hear_query(struct vb_network *network, struct vb_conn *from,
			 const struct vb_mcast_msg *msg,
			 const struct in6_addr *source);
void vb_mcast_hear_report(struct vb_network *network, struct vb_conn *from,
			  struct vb_mcast_msg *msg);
void vb_mcast_hear_hello(struct vb_network *network, struct vb_conn *from);
void vb_mcast_no_querier(struct vb_network *network);

#endif /* _VBRIDGE_MCAST_H */
