/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the qdisc "flexnic" (sch_flexnic.ko) offers flexnic.ko.
 */
#ifndef _LINUX_FLEXNIC_SCHED_H
#define _LINUX_FLEXNIC_SCHED_H

#include <linux/netdevice.h>
#include <linux/percpu.h>
#include <linux/types.h>
#include <uapi/linux/flexnic.h>
#include <uapi/linux/pkt_sched.h>

struct netlink_ext_ack;

/**
 * struct flexnic_sched_sending - what a FlexNIC is handing to its port on this CPU
 * @skb: the packet; %NULL when there is none, or when the port's qdisc has seen it
 * @dev: the port: a filter may send the packet to another one, where it is nobody's
 * @slot: slot of the FlexNIC
 */
struct flexnic_sched_sending {
	const struct sk_buff	*skb;
	const struct net_device	*dev;
	unsigned int		slot;
};

DECLARE_PER_CPU(struct flexnic_sched_sending, flexnic_sched_sending);

/**
 * flexnic_sched_xmit() - hand a packet of a FlexNIC to its port
 * @skb: the packet, whose device is the port
 * @slot: slot of the FlexNIC, 0..3
 *
 * The class is told beside the packet, because anybody who sends through the port, from
 * a VLAN device in a container say, writes what is in a packet: skb->priority by
 * SO_PRIORITY, skb->cb by IP options. So the packet's priority stays its own, for the
 * port's traffic classes and for the PCP that a VLAN device makes of it.
 *
 * Context: BH off, as in ndo_start_xmit: nobody else sends on this CPU meanwhile, but
 * for who is called by dev_queue_xmit() and comes back before it does.
 * Return: the answer of dev_queue_xmit().
 */
static inline int flexnic_sched_xmit(struct sk_buff *skb, unsigned int slot)
{
	struct flexnic_sched_sending *sending, outer;
	int ret;

	sending = this_cpu_ptr(&flexnic_sched_sending);
	outer = *sending;
	sending->skb = skb;
	sending->dev = skb->dev;
	sending->slot = slot;
	ret = dev_queue_xmit(skb);
	*sending = outer;
	return ret;
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
bool flexnic_sched_in_force(const struct net_device *dev);
void flexnic_sched_on_loss(void (*lost)(struct net_device *dev));

#endif /* _LINUX_FLEXNIC_SCHED_H */
