/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the qdisc "flexnic" (sch_flexnic.ko) offers flexnic.ko.
 */
#ifndef _LINUX_FLEXNIC_SCHED_H
#define _LINUX_FLEXNIC_SCHED_H

#include <linux/bits.h>
#include <linux/types.h>
#include <uapi/linux/flexnic.h>
#include <uapi/linux/pkt_sched.h>

struct net_device;
struct netlink_ext_ack;

/*
 * A FlexNIC names its class in skb->priority, as SO_PRIORITY names a class of
 * any classful qdisc. The major number is this one whatever the handle of the
 * qdisc, so that the FlexNIC need not follow tc; the low four bits keep the
 * packet's own priority, because drivers map those to a traffic class
 * (netdev_get_prio_tc_map()).
 */
#define FLEXNIC_SKB_MAJOR	0xf1e00000U

/**
 * flexnic_skb_priority() - the skb->priority that names a FlexNIC's class
 * @slot: slot of the FlexNIC, 0..3
 * @priority: the packet's own priority (TC_PRIO_*), of which 4 bits are kept
 */
static inline u32 flexnic_skb_priority(unsigned int slot, u32 priority)
{
	return FLEXNIC_SKB_MAJOR | (slot + 1) << 4 | (priority & TC_PRIO_MAX);
}

/**
 * struct flexnic_sched_share - what one FlexNIC gets of its port
 * @min: guaranteed rate, bit/s; 0 gives nothing but what others leave
 * @max: ceiling, bit/s; 0 is the port's rate
 * @prio: order of borrowing, 0 first
 */
struct flexnic_sched_share {
	u64	min;
	u64	max;
	u32	prio;
};

/**
 * struct flexnic_sched_shares - all shares of a port
 * @rate: the port's rate, bit/s; 0 if unknown: nothing is limited then
 * @slot: the FlexNICs' shares; the sum of the mins does not exceed @rate
 */
struct flexnic_sched_shares {
	u64				rate;
	struct flexnic_sched_share	slot[FLEXNIC_SLOTS];
};

int flexnic_sched_attach(struct net_device *dev,
			 const struct flexnic_sched_shares *shares,
			 struct netlink_ext_ack *extack);
void flexnic_sched_detach(struct net_device *dev);
int flexnic_sched_set(struct net_device *dev,
		      const struct flexnic_sched_shares *shares,
		      struct netlink_ext_ack *extack);
u32 flexnic_sched_handle(const struct net_device *dev);

#endif /* _LINUX_FLEXNIC_SCHED_H */
