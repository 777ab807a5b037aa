// SPDX-License-Identifier: GPL-2.0
/*
 * Whose frame is it? The port's receive handler.
 *
 * The core has taken the outermost tag off the frame and into the skb, and has
 * offered the frame to VLAN devices of the port itself, before it comes here.
 * What has no tag belongs to the port in the modes that tag: LLDP and the like
 * keep working. A frame for one FlexNIC is handed on as it is; what several want,
 * or the port as well, is copied: multicast by copies.c.
 */
#include "flexnic.h"

static rx_handler_result_t flexnic_drop(struct sk_buff *skb,
					enum skb_drop_reason reason)
{
	kfree_skb_reason(skb, reason);
	return RX_HANDLER_CONSUMED;
}

static bool flexnic_receives(const struct flexnic *fn)
{
	return fn->dev->flags & IFF_UP && READ_ONCE(fn->up);
}

/* eth_type_trans() judged the frame by the port's address, not by ours */
static void flexnic_set_pkt_type(struct sk_buff *skb,
				 const struct net_device *dev)
{
	const struct ethhdr *eth = eth_hdr(skb);

	if (is_multicast_ether_addr_64bits(eth->h_dest))
		return;
	if (ether_addr_equal_64bits(eth->h_dest, dev->dev_addr))
		skb->pkt_type = PACKET_HOST;
	else
		skb->pkt_type = PACKET_OTHERHOST;
}

/**
 * flexnic_deliver() - a frame is a FlexNIC's
 * @fn: the FlexNIC
 * @skb: the frame
 *
 * Context: RCU, BH off.
 * Return: RX_HANDLER_ANOTHER if the core is to go on with it as if the FlexNIC had
 * received it; RX_HANDLER_CONSUMED if it was dropped.
 */
rx_handler_result_t flexnic_deliver(struct flexnic *fn, struct sk_buff *skb)
{
	struct net_device *dev = fn->dev;

	if (unlikely(!flexnic_receives(fn))) {
		dev_core_stats_rx_dropped_inc(dev);
		return flexnic_drop(skb, SKB_DROP_REASON_DEV_READY);
	}
	skb->dev = dev;
	flexnic_set_pkt_type(skb, dev);
	dev_sw_netstats_rx_add(dev, skb->len + ETH_HLEN);
	return RX_HANDLER_ANOTHER;
}

/* a copy for @fn; the original goes elsewhere */
static void flexnic_deliver_copy(struct flexnic *fn, struct sk_buff *skb)
{
	struct sk_buff *copy;

	copy = skb_clone(skb, GFP_ATOMIC);
	if (unlikely(!copy)) {
		dev_core_stats_rx_dropped_inc(fn->dev);
		return;
	}
	/* through the backlog: a stack may not nest as deep as devices do */
	if (flexnic_deliver(fn, copy) == RX_HANDLER_ANOTHER)
		netif_rx(copy);
}

static bool flexnic_has_uc(const struct flexnic *fn, const u8 *addr)
{
	const struct netdev_hw_addr *ha;

	list_for_each_entry_rcu(ha, &fn->dev->uc.list, list)
		if (ether_addr_equal_64bits(ha->addr, addr))
			return true;
	return false;
}

/* the FlexNIC of @members that owns a unicast address */
static struct flexnic *flexnic_owner(const struct flexnic_port *port,
				     unsigned int members, const u8 *addr)
{
	unsigned long lists = READ_ONCE(port->uc_lists);
	unsigned int i;

	for (i = 0; i < port->count; i++) {
		struct flexnic *fn = port->slot[i];

		if (members & BIT(i) &&
		    ether_addr_equal_64bits(fn->dev->dev_addr, addr))
			return fn;
	}
	for_each_set_bit(i, &lists, port->count) {
		struct flexnic *fn = port->slot[i];

		if (members & BIT(i) && flexnic_has_uc(fn, addr))
			return fn;
	}
	return NULL;
}

/* what a FlexNIC sent itself and a switch reflected is not for it */
static bool flexnic_joined(const struct flexnic *fn, const struct ethhdr *eth,
			   u32 hash)
{
	return test_bit(hash, fn->mc_filter) &&
	       !ether_addr_equal_64bits(eth->h_source, fn->dev->dev_addr);
}

/* which of @members a frame without an owner is for */
static unsigned int flexnic_takers(const struct flexnic_port *port,
				   unsigned int members,
				   const struct ethhdr *eth)
{
	bool multicast = is_multicast_ether_addr_64bits(eth->h_dest);
	unsigned int i, takers = 0;
	u32 hash = 0;

	if (multicast)
		hash = flexnic_mc_hash(eth->h_dest);
	for (i = 0; i < port->count; i++) {
		const struct flexnic *fn = port->slot[i];

		if (!(members & BIT(i)) || !flexnic_receives(fn))
			continue;
		/* only a promiscuous FlexNIC takes what nobody owns */
		if (multicast ? flexnic_joined(fn, eth, hash) :
				!!(fn->dev->flags & IFF_PROMISC))
			takers |= BIT(i);
	}
	return takers;
}

/* Copies for @takers. A unicast frame has few: promiscuous ones, a bridge's port say. */
static void flexnic_copy_to(struct flexnic_port *port, unsigned long takers,
			    struct sk_buff *skb)
{
	unsigned int i;

	if (!takers)
		return;
	if (is_multicast_ether_addr_64bits(eth_hdr(skb)->h_dest)) {
		flexnic_copies_add(port, takers, skb);
		return;
	}
	for_each_set_bit(i, &takers, port->count)
		flexnic_deliver_copy(port->slot[i], skb);
}

/* tell @members apart by address; @rest is what becomes of the original */
static rx_handler_result_t flexnic_rx_by_mac(struct flexnic_port *port,
					     unsigned int members,
					     struct sk_buff *skb,
					     rx_handler_result_t rest)
{
	const struct ethhdr *eth = eth_hdr(skb);
	unsigned int last, takers;
	struct flexnic *fn;

	if (!is_multicast_ether_addr_64bits(eth->h_dest)) {
		fn = flexnic_owner(port, members, eth->h_dest);
		if (likely(fn))
			return flexnic_deliver(fn, skb);
		/* what is the port's is nobody else's */
		if (rest == RX_HANDLER_PASS &&
		    ether_addr_equal_64bits(eth->h_dest, port->dev->dev_addr))
			return RX_HANDLER_PASS;
	}

	takers = flexnic_takers(port, members, eth);
	if (rest == RX_HANDLER_PASS) {
		flexnic_copy_to(port, takers, skb);
		return RX_HANDLER_PASS;
	}
	if (!takers)
		return flexnic_drop(skb, SKB_DROP_REASON_OTHERHOST);
	last = fls(takers) - 1;
	flexnic_copy_to(port, takers & ~BIT(last), skb);
	return flexnic_deliver(port->slot[last], skb);
}

static rx_handler_result_t flexnic_unknown_tag(struct flexnic_port *port,
					       struct sk_buff *skb)
{
	struct flexnic_port_stats *stats = this_cpu_ptr(port->stats);

	u64_stats_update_begin(&stats->syncp);
	u64_stats_inc(&stats->unknown_tag);
	u64_stats_update_end(&stats->syncp);
	return flexnic_drop(skb, SKB_DROP_REASON_UNHANDLED_PROTO);
}

static rx_handler_result_t flexnic_rx_by_tag(struct flexnic_port *port,
					     struct sk_buff *skb)
{
	unsigned int i, members = 0;
	u16 vid = skb_vlan_tag_get_id(skb);

	/* VID 0 is a priority, not a VLAN (IEEE 802.1Q, 9.6) */
	if (!vid)
		return RX_HANDLER_PASS;
	if (skb->vlan_proto == port->proto)
		for (i = 0; i < port->count; i++)
			if (READ_ONCE(port->slot[i]->vid) == vid)
				members |= BIT(i);
	if (!members)
		return flexnic_unknown_tag(port, skb);

	__vlan_hwaccel_clear_tag(skb);
	/* a channel has one FlexNIC, and all that is in it is that one's */
	if (port->mode == FLEXNIC_MODE_CHANNEL)
		return flexnic_deliver(port->slot[__ffs(members)], skb);
	return flexnic_rx_by_mac(port, members, skb, RX_HANDLER_CONSUMED);
}

/**
 * flexnic_handle_frame() - receive handler of a port
 * @pskb: the frame
 *
 * Context: RCU, BH off.
 * Return: as any rx_handler.
 */
rx_handler_result_t flexnic_handle_frame(struct sk_buff **pskb)
{
	struct flexnic_port *port;
	struct sk_buff *skb = *pskb;

	if (unlikely(skb->pkt_type == PACKET_LOOPBACK))
		return RX_HANDLER_PASS;
	port = rcu_dereference(skb->dev->rx_handler_data);

	if (flexnic_mode_tags(port->mode) && !skb_vlan_tag_present(skb))
		return RX_HANDLER_PASS;

	/* it is changed from here on */
	skb = skb_share_check(skb, GFP_ATOMIC);
	*pskb = skb;
	if (unlikely(!skb))
		return RX_HANDLER_CONSUMED;

	if (flexnic_mode_tags(port->mode))
		return flexnic_rx_by_tag(port, skb);
	return flexnic_rx_by_mac(port, GENMASK(port->count - 1, 0), skb,
				 RX_HANDLER_PASS);
}
