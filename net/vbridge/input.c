// SPDX-License-Identifier: GPL-2.0
/*
 * A frame comes in: which connection's is it, and where does it go?
 *
 * Within the switch a frame has no tag, but on a tunnelled network: there the
 * servers' own tags travel with it. Anywhere else a tag that is left when the
 * connection is known would be the outermost one when the frame leaves by an untagged
 * connection, and name another network there: such a frame is dropped.
 */
#include "vbridge.h"

static rx_handler_result_t vb_consume(struct sk_buff *skb)
{
	kfree_skb(skb);
	return RX_HANDLER_CONSUMED;
}

/* the outer tag goes; what was inside of it comes to the front */
static struct sk_buff *vb_pop_channel(struct sk_buff *skb)
{
	__vlan_hwaccel_clear_tag(skb);
	if (eth_type_vlan(skb->protocol))
		skb = skb_vlan_untag(skb);
	return skb;
}

/* who has the frame, by its tag within @tags; the tag goes if it was used up */
static struct vb_conn *vb_classify_tag(const struct vb_tagset *tags,
				       struct sk_buff *skb)
{
	struct vb_conn *conn;

	if (skb_vlan_tag_present(skb) && skb->vlan_proto == htons(ETH_P_8021Q)) {
		VB_CB(skb)->pcp = skb_vlan_tag_get(skb) & ~VLAN_VID_MASK;
		conn = NULL;
		if (skb_vlan_tag_get_id(skb))
			conn = vb_vidmap_find(&tags->vids,
					      skb_vlan_tag_get_id(skb));
		else	/* a priority is no VLAN (IEEE 802.1Q, 9.6) */
			conn = rcu_dereference(tags->untagged);
		if (likely(conn)) {
			__vlan_hwaccel_clear_tag(skb);
			return conn;
		}
	} else if (!skb_vlan_tag_present(skb)) {
		conn = rcu_dereference(tags->untagged);
		if (likely(conn))
			return conn;
	}
	return rcu_dereference(tags->tunnel);
}

/* NULL if nobody has it; *@pskb is NULL then if it is gone already */
static struct vb_conn *vb_classify(const struct vb_port *port,
				   struct sk_buff **pskb)
{
	struct sk_buff *skb = *pskb;
	struct vb_channel *channel;

	VB_CB(skb)->pcp = 0;
	if (port->channel_proto && skb_vlan_tag_present(skb) &&
	    skb->vlan_proto == port->channel_proto) {
		channel = vb_vidmap_find(&port->channels,
					 skb_vlan_tag_get_id(skb));
		if (channel) {
			VB_CB(skb)->pcp = skb_vlan_tag_get(skb) & ~VLAN_VID_MASK;
			skb = vb_pop_channel(skb);
			*pskb = skb;
			if (unlikely(!skb))
				return NULL;
			return vb_classify_tag(&channel->tags, skb);
		}
	}
	return vb_classify_tag(&port->tags, skb);
}

/* to the network's own device, as if it had received it */
void vb_pass_up(struct vb_network *network, struct sk_buff *skb)
{
	struct net_device *dev = network->dev;
	const struct ethhdr *eth = eth_hdr(skb);

	skb->dev = dev;
	if (is_broadcast_ether_addr(eth->h_dest))
		skb->pkt_type = PACKET_BROADCAST;
	else if (is_multicast_ether_addr(eth->h_dest))
		skb->pkt_type = PACKET_MULTICAST;
	else if (ether_addr_equal(eth->h_dest, dev->dev_addr))
		skb->pkt_type = PACKET_HOST;
	else
		skb->pkt_type = PACKET_OTHERHOST;
	dev_sw_netstats_rx_add(dev, skb->len + ETH_HLEN);
	netif_receive_skb(skb);
}

/* a copy to the network's own device */
void vb_pass_up_copy(struct vb_network *network, struct sk_buff *skb)
{
	struct sk_buff *copy = skb_clone(skb, GFP_ATOMIC);

	if (likely(copy))
		vb_pass_up(network, copy);
	else
		dev_core_stats_rx_dropped_inc(network->dev);
}

/* does the network's own device take a multicast or broadcast frame? */
static bool vb_takes_multicast(const struct vb_network *network,
			       const u8 *addr)
{
	return network->dev->flags & (IFF_PROMISC | IFF_ALLMULTI) ||
	       test_bit(vb_mc_hash(addr), network->mc_filter);
}

static void vb_multicast(struct vb_network *network, struct vb_conn *from,
			 struct sk_buff *skb)
{
	const u8 *dest = eth_hdr(skb)->h_dest;
	bool broadcast = is_broadcast_ether_addr(dest);
	bool local = from && vb_takes_multicast(network, dest);

	if (from && from->flags & VB_CONN_STORM &&
	    !vb_storm_admits(from, skb, broadcast ? VBRIDGE_STORM_BROADCAST :
						    VBRIDGE_STORM_MULTICAST)) {
		vb_drop(from, skb, VBRIDGE_DROP_STORM);
		return;
	}
	if (!broadcast && network->flags & VB_NET_SNOOPING &&
	    vb_mcast_forward(network, from, skb, local))
		return;
	vb_flood(network, from, skb, broadcast ? VB_CONN_BCAST_FLOOD :
						 VB_CONN_MCAST_FLOOD, local);
}

static void vb_unknown(struct vb_network *network, struct vb_conn *from,
		       struct sk_buff *skb)
{
	if (from && from->flags & VB_CONN_STORM &&
	    !vb_storm_admits(from, skb, VBRIDGE_STORM_UNKNOWN)) {
		vb_drop(from, skb, VBRIDGE_DROP_STORM);
		return;
	}
	vb_flood(network, from, skb, VB_CONN_FLOOD,
		 from && READ_ONCE(network->promisc));
}

/**
 * vb_forward() - a frame finds its way
 * @network: the network it is on
 * @from: the connection it came by, or NULL if the host sent it
 * @skb: the frame, data behind its Ethernet header; consumed
 *
 * Context: RCU, BH off.
 */
void vb_forward(struct vb_network *network, struct vb_conn *from,
		struct sk_buff *skb)
{
	const u8 *dest = eth_hdr(skb)->h_dest;
	const struct vb_fdb *fdb;
	struct vb_conn *to;

	if (is_multicast_ether_addr(dest)) {
		vb_multicast(network, from, skb);
		return;
	}
	fdb = from ? vb_fdb_find_from(from, dest) : vb_fdb_find(network, dest);
	if (!fdb) {
		vb_unknown(network, from, skb);
		return;
	}
	to = rcu_dereference(fdb->conn);
	if (!to) {
		vb_pass_up(network, skb);
		return;
	}
	if (unlikely(from && READ_ONCE(network->promisc)))
		vb_pass_up_copy(network, skb);
	/* what was learned by an uplink is behind whichever is active now */
	if (to->flags & VB_CONN_UPLINK) {
		to = rcu_dereference(network->uplink);
		if (unlikely(!to)) {
			vb_drop(from, skb, VBRIDGE_DROP_NO_UPLINK);
			return;
		}
	}
	if (likely(vb_may_forward(network, from, to)))
		vb_send(to, skb);
	else
		vb_drop(from, skb, VBRIDGE_DROP_NOWHERE);
}

/* checks that most connections do not need; false if the frame is gone */
static bool vb_admits(struct vb_conn *conn, struct sk_buff *skb)
{
	u32 flags = READ_ONCE(conn->flags);

	if (flags & VB_CONN_MIRROR_RX)
		vb_mirror(conn, skb, VB_CONN_MIRROR_RX);
	if (flags & VB_CONN_BLOCKED) {
		vb_drop(conn, skb, VBRIDGE_DROP_BLOCKED);
		return false;
	}
	if (flags & VB_CONN_LOCKED &&
	    !vb_lock_admits(conn, eth_hdr(skb)->h_source)) {
		vb_drop(conn, skb, VBRIDGE_DROP_LOCKED);
		return false;
	}
	return true;
}

static void vb_input(struct vb_conn *conn, struct sk_buff *skb)
{
	struct vb_network *network = conn->network;
	u32 flags = READ_ONCE(conn->flags);

	vb_count_rx(conn, skb->len + ETH_HLEN);
	if (unlikely(vb_has_tag_inside(network, skb))) {
		vb_drop(conn, skb, VBRIDGE_DROP_TAGGED);
		return;
	}
	if (unlikely(skb->protocol == htons(VB_PROBE_PROTO)) &&
	    vb_loop_probe_rcv(conn, skb)) {
		consume_skb(skb);
		return;
	}
	if (unlikely(flags & VB_CONN_RX_SLOW) && !vb_admits(conn, skb))
		return;
	/* one uplink at a time: what floods in by the others came twice */
	if (flags & VB_CONN_UPLINK &&
	    rcu_access_pointer(network->uplink) != conn) {
		vb_drop(conn, skb, VBRIDGE_DROP_STANDBY);
		return;
	}
	if (unlikely(!(READ_ONCE(network->flags) & VB_NET_UP))) {
		vb_drop(conn, skb, VBRIDGE_DROP_NOWHERE);
		return;
	}
	if (flags & VB_CONN_LEARNING &&
	    unlikely(!vb_fdb_learn(network, conn, eth_hdr(skb)->h_source))) {
		vb_drop(conn, skb, VBRIDGE_DROP_REFLECTED);
		return;
	}
	vb_forward(network, conn, skb);
}

/**
 * vb_handle_frame() - receive handler of a port
 * @pskb: the frame
 *
 * Context: RCU, BH off.
 * Return: as any rx_handler.
 */
rx_handler_result_t vb_handle_frame(struct sk_buff **pskb)
{
	struct sk_buff *skb = *pskb;
	struct vb_port *port;
	struct vb_conn *conn;

	if (unlikely(skb->pkt_type == PACKET_LOOPBACK))
		return RX_HANDLER_PASS;
	/* LLDP, LACP and the like end at the port (IEEE 802.1Q, 8.6.3) */
	if (unlikely(is_link_local_ether_addr(eth_hdr(skb)->h_dest)))
		return RX_HANDLER_PASS;
	port = rcu_dereference(skb->dev->rx_handler_data);

	/* it is changed from here on */
	skb = skb_share_check(skb, GFP_ATOMIC);
	if (unlikely(!skb))
		return RX_HANDLER_CONSUMED;

	conn = vb_classify(port, &skb);
	if (unlikely(!conn)) {
		if (skb)
			this_cpu_inc(*port->unknown_tag);
		return vb_consume(skb);
	}
	if (unlikely(!is_valid_ether_addr(eth_hdr(skb)->h_source))) {
		vb_drop(conn, skb, VBRIDGE_DROP_SOURCE);
		return RX_HANDLER_CONSUMED;
	}
	vb_input(conn, skb);
	return RX_HANDLER_CONSUMED;
}
