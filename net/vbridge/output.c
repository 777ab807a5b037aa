// SPDX-License-Identifier: GPL-2.0
/*
 * A frame leaves by a connection, or by several.
 */
#include "trace.h"
#include "vbridge.h"

/**
 * vb_may_forward() - may a frame that came by one connection leave by another?
 * @network: their network
 * @from: where it came in, or NULL if the host sent it
 * @to: where it would leave
 *
 * Context: RCU.
 */
bool vb_may_forward(const struct vb_network *network,
		    const struct vb_conn *from, const struct vb_conn *to)
{
	u32 both;

	if (unlikely(READ_ONCE(to->flags) & (VB_CONN_BLOCKED |
						 VB_CONN_DEAD)))
		return false;
	if (!from)
		return true;
	if (from == to)
		return false;
	both = from->flags & to->flags;
	if (both & (VB_CONN_UPLINK | VB_CONN_ISOLATED))
		return false;
	if (network->flags & VB_NET_PRIVATE &&
	    !((from->flags | to->flags) & VB_CONN_UPLINK))
		return false;
	return true;
}

/**
 * vb_own_frame() - a frame of the switch's own
 * @dev: port that it is to leave by
 * @dest: destination address
 * @source: source address
 * @proto: ethertype
 *
 * Context: any but hard interrupts.
 * Return: the shortest frame that there is, for vb_send(), zeroes behind its
 *         Ethernet header, where its data is; NULL without memory.
 */
struct sk_buff *vb_own_frame(const struct net_device *dev, const u8 *dest,
			     const u8 *source, u16 proto)
{
	/* vb_push_tags() may put on two */
	int headroom = LL_RESERVED_SPACE(dev) + 2 * VLAN_HLEN;
	struct sk_buff *skb;
	struct ethhdr *eth;

	skb = alloc_skb(headroom + ETH_ZLEN + dev->needed_tailroom, GFP_ATOMIC);
	if (!skb)
		return NULL;
	skb_reserve(skb, headroom);
	skb_reset_mac_header(skb);
	eth = skb_put_zero(skb, ETH_ZLEN);
	ether_addr_copy(eth->h_dest, dest);
	ether_addr_copy(eth->h_source, source);
	eth->h_proto = htons(proto);
	skb->protocol = eth->h_proto;
	skb_pull(skb, ETH_HLEN);
	skb_reset_network_header(skb);
	VB_CB(skb)->pcp = 0;
	return skb;
}

/* a tag that the frame brought along stays, inside of this one */
static struct sk_buff *vb_push(struct sk_buff *skb, __be16 proto, u16 tci)
{
	if (skb_vlan_tag_present(skb)) {
		skb = __vlan_hwaccel_push_inside(skb);
		if (unlikely(!skb))
			return NULL;
	}
	__vlan_hwaccel_put_tag(skb, proto, tci);
	return skb;
}

/**
 * vb_push_tags() - put on the tags that a connection has on the wire
 * @to: the connection
 * @skb: the frame, data at its Ethernet header
 *
 * Context: RCU, BH off.
 * Return: the frame, or NULL if it is gone.
 */
struct sk_buff *vb_push_tags(const struct vb_conn *to, struct sk_buff *skb)
{
	u16 pcp = VB_CB(skb)->pcp;

	if (to->push_vid) {
		skb = vb_push(skb, htons(ETH_P_8021Q), to->push_vid | pcp);
		if (unlikely(!skb))
			return NULL;
	}
	if (to->push_channel)
		skb = vb_push(skb, to->channel_proto, to->push_channel | pcp);
	return skb;
}

/* the network header is behind the tags that are in the data */
static bool vb_set_network_header(struct sk_buff *skb)
{
	int depth;

	if (skb->ip_summed != CHECKSUM_PARTIAL || !eth_type_vlan(skb->protocol))
		return true;
	if (!__vlan_get_protocol(skb, skb->protocol, &depth) ||
	    !pskb_may_pull(skb, depth))
		return false;
	skb_set_network_header(skb, depth);
	return true;
}

/* A tunnel has what no other connection of the port has, one way and the other: a
 * frame whose tag is another's would arrive on that one's network.
 */
static bool vb_is_anothers(const struct vb_conn *to, const struct sk_buff *skb)
{
	const struct vb_port *port = rcu_dereference(to->dev->rx_handler_data);
	const struct vb_tagset *tags = port ? &port->tags : NULL;
	__be16 proto = eth_hdr(skb)->h_proto;
	const struct vb_channel *channel;
	const struct vb_conn *other;
	const struct vlan_hdr *vlan;
	struct vlan_hdr buf;
	u16 vid = 0;

	if (skb_vlan_tag_present(skb)) {
		proto = skb->vlan_proto;
		vid = skb_vlan_tag_get_id(skb);
	} else if (eth_type_vlan(proto)) {
		vlan = skb_header_pointer(skb, 0, sizeof(buf), &buf);
		if (!vlan)
			return true;
		vid = ntohs(vlan->h_vlan_TCI) & VLAN_VID_MASK;
	}
	if (port && to->push_channel) {
		channel = vb_vidmap_find(&port->channels, to->push_channel);
		tags = channel ? &channel->tags : NULL;
	} else if (port && proto == port->channel_proto &&
		   vb_vidmap_find(&port->channels, vid)) {
		return true;
	}
	/* it goes at this moment */
	if (!tags)
		return true;
	if (proto == htons(ETH_P_8021AD))
		return false;
	other = vid ? vb_vidmap_find(&tags->vids, vid) :
		      rcu_dereference(tags->untagged);
	return other && other != to;
}

/* Congestion means that the frame is queued, and another may have been dropped for
 * it. But it is also what a port without a link answers, whose queue takes nothing.
 */
static bool vb_xmit_failed(const struct net_device *dev, int answer)
{
	answer &= NET_XMIT_MASK;
	if (likely(!answer))
		return false;
	return answer != NET_XMIT_CN || !netif_carrier_ok(dev);
}

/**
 * vb_send() - a frame leaves
 * @to: by this connection
 * @skb: the frame, data behind its Ethernet header; consumed
 *
 * Context: RCU, BH off.
 */
void vb_send(const struct vb_conn *to, struct sk_buff *skb)
{
	unsigned int len = skb->len + ETH_HLEN;

	if (unlikely(to->flags & VB_CONN_TUNNEL && vb_is_anothers(to, skb))) {
		vb_drop(to, skb, VBRIDGE_DROP_TAGGED);
		return;
	}
	if (unlikely(to->flags & VB_CONN_MIRROR_TX))
		vb_mirror(to, skb, VB_CONN_MIRROR_TX);
	trace_vbridge_forward(to, skb);
	skb_push(skb, ETH_HLEN);
	skb->dev = to->dev;
	skb_forward_csum(skb);
	skb_clear_tstamp(skb);
	skb = vb_push_tags(to, skb);
	if (unlikely(!skb)) {
		vb_drop(to, NULL, VBRIDGE_DROP_NO_MEMORY);
		return;
	}
	if (unlikely(!is_skb_forwardable(to->dev, skb))) {
		vb_drop(to, skb, netif_running(to->dev) ?
			VBRIDGE_DROP_TOO_LONG : VBRIDGE_DROP_XMIT);
		return;
	}
	if (unlikely(!vb_set_network_header(skb))) {
		vb_drop(to, skb, VBRIDGE_DROP_XMIT);
		return;
	}
	if (unlikely(vb_xmit_failed(to->dev, dev_queue_xmit(skb)))) {
		vb_drop(to, NULL, VBRIDGE_DROP_XMIT);
		return;
	}
	vb_count_tx(to, len);
}

/**
 * vb_send_copy() - a frame leaves, and is needed on
 * @to: by this connection
 * @skb: the frame, as of vb_send(); a copy leaves
 *
 * Context: RCU, BH off.
 */
void vb_send_copy(const struct vb_conn *to, struct sk_buff *skb)
{
	struct sk_buff *copy = skb_clone(skb, GFP_ATOMIC);

	if (unlikely(!copy)) {
		vb_drop(to, NULL, VBRIDGE_DROP_NO_MEMORY);
		return;
	}
	vb_send(to, copy);
}

/**
 * vb_send_last() - the last one who gets a frame gets the frame itself
 * @network: its network
 * @from: the connection it came by, or NULL
 * @last: the last connection it leaves by, or NULL
 * @skb: the frame; consumed
 * @local: the network's own device gets it too
 *
 * Context: RCU, BH off.
 */
void vb_send_last(struct vb_network *network, const struct vb_conn *from,
		  const struct vb_conn *last, struct sk_buff *skb, bool local)
{
	if (local) {
		if (last)
			vb_pass_up_copy(network, skb);
		else
			vb_pass_up(network, skb);
	} else if (!last) {
		vb_drop(from, skb, VBRIDGE_DROP_NOWHERE);
	}
	if (last)
		vb_send(last, skb);
}

/**
 * vb_flood() - a frame leaves by all connections that may have it
 * @network: their network
 * @from: the connection it came by, or NULL
 * @skb: the frame; consumed
 * @want: VB_CONN_* flag that a connection must have for it
 * @local: the network's own device gets it too
 *
 * Context: RCU, BH off.
 */
void vb_flood(struct vb_network *network, const struct vb_conn *from,
	      struct sk_buff *skb, u32 want, bool local)
{
	struct vb_conn *to, *uplink = rcu_dereference(network->uplink);
	struct vb_conn *last = NULL;

	list_for_each_entry_rcu(to, &network->conns, list) {
		if (!(to->flags & want) ||
		    (to->flags & VB_CONN_UPLINK && to != uplink) ||
		    !vb_may_forward(network, from, to))
			continue;
		if (last)
			vb_send_copy(last, skb);
		last = to;
	}
	vb_send_last(network, from, last, skb, local);
}
