/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The qdisc "flexnic": what its files share. See sch_core.c for how it works.
 */
#ifndef _SCH_FLEXNIC_H
#define _SCH_FLEXNIC_H

#include <linux/kref.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <net/codel.h>
#include <net/pkt_cls.h>
#include <net/pkt_sched.h>
#include <net/sch_generic.h>

#include "sch_share.h"

/**
 * struct flexq_rule - a configuration as the packet path reads it
 * @conf: the configuration
 * @rcu: freed after the last reader
 */
struct flexq_rule {
	struct flexq_conf	conf;
	struct rcu_head		rcu;
};

/**
 * struct flexq_port - what the children of one root share
 * @rule: configuration; written under RTNL, read under RCU
 * @filters: tc filters of the root, %NULL if none; read under RCU
 * @handle: handle of the root, major number only
 * @owned: its classes are FlexNICs', and flexnic.ko sets their shares
 * @ref: one of the root and one of each child
 * @rcu: freed after the last reader
 * @clocks: the budgets, written by all children
 */
struct flexq_port {
	struct flexq_rule __rcu	*rule;
	struct tcf_proto __rcu	*filters;
	u32			handle;
	bool			owned;
	struct kref		ref;
	struct rcu_head		rcu;
	struct flexq_clocks	clocks;
};

/**
 * struct flexq_root - private part of the root
 * @port: shared with the children
 * @block: tc filters
 * @children: one for each Tx queue until they are attached, then %NULL
 * @before: of one that tc has put there and that flexnic.ko has taken over: what it was
 *          set to, and will be again
 */
struct flexq_root {
	struct flexq_port	*port;
	struct tcf_block	*block;
	struct Qdisc		**children;
	struct flexq_rule	*before;
};

/**
 * struct flexq_stats - what one child sent and lost of one class
 * @bytes: sent, of frames
 * @packets: sent, GSO segments counted
 * @wire: bytes that they took on the wire
 * @drops: packets lost, for whatever reason
 * @overlimit_drops: of those, for lack of room
 * @codel_drops: of those, by CoDel
 * @overlimits: times that a backlog had to wait
 */
struct flexq_stats {
	u64	bytes;
	u64	packets;
	u64	wire;
	u32	drops;
	u32	overlimit_drops;
	u32	codel_drops;
	u32	overlimits;
};

/* Bytes of its limit that a packet counts for at least */
#define FLEXQ_LIMIT_PACKET	256U

/**
 * struct flexq_fifo - one class's packets in one child
 * @head: first packet
 * @tail: last packet, if there is a first
 * @control: last of the control packets, which are the first; %NULL if there is
 *           none
 * @vtime: bytes sent over weight, ns: order among classes that all may send
 * @backlog: bytes of frames
 * @qlen: packets, a GSO packet counts once
 * @stats: counters
 * @codel: CoDel's state
 * @codel_stats: CoDel's counters
 */
struct flexq_fifo {
	struct sk_buff		*head;
	struct sk_buff		*tail;
	struct sk_buff		*control;
	s64			vtime;
	u32			backlog;
	u32			qlen;
	struct flexq_stats	stats;
	struct codel_vars	codel;
	struct codel_stats	codel_stats;
};

/**
 * struct flexq_child - private part of a child; all under its qdisc lock
 * @port: shared with the root and the other children
 * @active: classes that have packets
 * @blocked: classes that had to wait when they last asked for credit
 * @vtime: of the class that sent last
 * @purse: credit
 * @fifo: packets
 * @watchdog: wakes the child when there may be credit
 */
struct flexq_child {
	struct flexq_port	*port;
	u32			active;
	u32			blocked;
	s64			vtime;
	struct flexq_purse	purse[FLEXQ_CLASSES];
	struct flexq_fifo	fifo[FLEXQ_CLASSES];
	struct qdisc_watchdog	watchdog;
};

/**
 * struct flexq_skb_cb - what a packet carries while it is queued
 * @enqueue_time: for CoDel; 0 if the class was empty
 * @wire: bytes on the wire
 * @frames: frames it is sent as
 */
struct flexq_skb_cb {
	codel_time_t	enqueue_time;
	u32		wire;
	u16		frames;
};

static inline struct flexq_skb_cb *flexq_skb_cb(const struct sk_buff *skb)
{
	qdisc_cb_private_validate(skb, sizeof(struct flexq_skb_cb));
	return (struct flexq_skb_cb *)qdisc_skb_cb(skb)->data;
}

/* sch_core.c */
extern struct Qdisc_ops flexq_root_ops;

struct flexq_child *flexq_child_of(struct Qdisc *root, unsigned int ntx,
				   struct Qdisc **qdisc);
struct flexq_rule *flexq_rule_new(const struct flexq_conf *conf);
void flexq_rule_commit(struct Qdisc *root, struct flexq_rule *rule);
int flexq_conf_commit(struct Qdisc *root, const struct flexq_conf *conf);
int flexq_conf_change(struct Qdisc *root, const struct flexq_conf *conf,
		      struct netlink_ext_ack *extack);
void flexq_port_put(struct flexq_port *port);

static inline struct flexq_conf *flexq_conf_rtnl(struct Qdisc *root)
{
	struct flexq_root *priv = qdisc_priv(root);

	return &rtnl_dereference(priv->port->rule)->conf;
}

/* sch_child.c */
extern struct Qdisc_ops flexq_child_ops;

struct Qdisc *flexq_child_create(struct netdev_queue *txq,
				 struct flexq_port *port,
				 struct netlink_ext_ack *extack);

/* sch_class.c */
extern const struct Qdisc_class_ops flexq_class_ops;

void flexq_dump_totals(struct Qdisc *root);

/* sch_opts.c */
int flexq_opts_parse(struct nlattr *opt, struct flexq_conf *conf,
		     struct netlink_ext_ack *extack);
int flexq_opts_parse_class(struct nlattr *opt, unsigned int class,
			   struct flexq_conf *conf,
			   struct netlink_ext_ack *extack);
int flexq_opts_dump(struct sk_buff *skb, const struct flexq_conf *conf);
int flexq_opts_dump_class(struct sk_buff *skb, const struct flexq_conf *conf,
			  unsigned int class);
int flexq_refuse(enum flexq_refusal refusal, unsigned int class,
		 struct netlink_ext_ack *extack);

#endif /* _SCH_FLEXNIC_H */
