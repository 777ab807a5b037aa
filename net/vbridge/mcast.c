// SPDX-License-Identifier: GPL-2.0
/*
 * Multicast goes to those who joined.
 *
 * Data is forwarded by its IP address, not its MAC: 32 groups share one of
 * those (RFC 4541, 2.1.2, rule 5). A group is forwarded as a whole, from
 * whichever source; what IGMPv3 and MLDv2 say of sources is heard only for when
 * a host leaves. Frames that keep a VLAN tag, on a network that tunnels, are
 * not snooped: a group in one VLAN is another one in the next.
 */
#include <linux/igmp.h>
#include <linux/in.h>
#include <linux/ipv6.h>
#include <net/addrconf.h>
#include <net/ip.h>
#include <net/ipv6.h>

#include "vbridge.h"

/* what becomes of a frame */
enum vb_mcast_way {
	VB_MCAST_WAY_FLOOD,	/* as if there were no snooping */
	VB_MCAST_WAY_DROP,	/* malformed (RFC 4541, 2.1.1, rule 5) */
	VB_MCAST_WAY_ROUTERS,	/* a report */
	VB_MCAST_WAY_GROUP,	/* data of a group that is not link-local */
};

/**
 * struct vb_mcast_frame - what is known of a frame
 * @proto: which protocol manages its group
 * @group: its destination
 * @source: its source
 */
struct vb_mcast_frame {
	enum vb_mcast_proto	proto;
	struct in6_addr		group;
	struct in6_addr		source;
};

/* ---- to members and routers ------------------------------------------------------ */

static struct vb_mcast_member *vb_mcast_first(const struct hlist_head *head)
{
	return hlist_entry_safe(rcu_dereference(hlist_first_rcu(head)),
				struct vb_mcast_member, list);
}

static struct vb_mcast_member *
vb_mcast_after(const struct vb_mcast_member *member)
{
	return hlist_entry_safe(rcu_dereference(hlist_next_rcu(&member->list)),
				struct vb_mcast_member, list);
}

/* the next of two sorted lists, once if it stands in both; not for two ends */
static const struct vb_mcast_member *
vb_mcast_merge(const struct vb_mcast_member **a,
	       const struct vb_mcast_member **b)
{
	const struct vb_mcast_member *next = *a;

	if (!next || (*b && (unsigned long)(*b)->conn <
			    (unsigned long)next->conn)) {
		next = *b;
		*b = vb_mcast_after(next);
		return next;
	}
	if (*b && (*b)->conn == next->conn)
		*b = vb_mcast_after(*b);
	*a = vb_mcast_after(next);
	return next;
}

/* @member: the first one, or NULL; routers get it as well */
static void vb_mcast_send(struct vb_network *network, struct vb_conn *from,
			  struct sk_buff *skb, bool local,
			  const struct vb_mcast_member *member)
{
	const struct vb_mcast_member *next, *router;
	struct vb_conn *to, *last = NULL;

	router = vb_mcast_first(&network->mcast.routers);
	while (member || router) {
		next = vb_mcast_merge(&member, &router);
		to = vb_mcast_conn(network, next);
		if (!next->conn)
			local = !!from;
		if (!to || !vb_may_forward(network, from, to))
			continue;
		if (last)
			vb_send_copy(last, skb);
		last = to;
	}
	vb_send_last(network, from, last, skb, local);
}

/* Reports go to routers only, since a host that heard another's would not send
 * its own (RFC 4541, 2.1.1, rule 1); and to the uplink, behind which there may
 * be one that was not heard of yet. If there is neither, there is no telling,
 * and no membership that depends on it.
 */
static bool vb_mcast_report(struct vb_network *network, struct vb_conn *from,
			    struct sk_buff *skb, bool local)
{
	static const struct vb_mcast_member uplink = {
		.conn = VB_MCAST_UPLINK,
	};

	if (hlist_empty(&network->mcast.routers) &&
	    !rcu_access_pointer(network->uplink))
		return false;
	vb_mcast_send(network, from, skb, local, &uplink);
	return true;
}

static bool vb_mcast_data(struct vb_network *network, struct vb_conn *from,
			  struct sk_buff *skb, bool local,
			  const struct vb_mcast_frame *frame)
{
	const struct vb_mcast_group *group;
	const struct vb_mcast_member *member = NULL;

	if (!READ_ONCE(network->mcast.cuts[frame->proto]))
		return false;
	group = vb_mcast_find(network, &frame->group);
	if (group)
		member = vb_mcast_first(&group->members);
	/* nobody joined it: RFC 4541, 2.1.2, rule 3 */
	if (!member && network->flags & VB_NET_MCAST_UNKNOWN)
		return false;
	vb_mcast_send(network, from, skb, local, member);
	return true;
}

/* ---- what a frame is -------------------------------------------------------------- */

/* @len: of the message at the transport header, that is in the frame */
static enum vb_mcast_way vb_mcast_control(struct vb_network *network,
					  struct vb_conn *from,
					  struct sk_buff *skb, unsigned int len,
					  const struct vb_mcast_frame *frame)
{
	struct vb_mcast_msg msg;

	if (!pskb_may_pull(skb, skb_transport_offset(skb) + len) ||
	    vb_mcast_parse(frame->proto, skb_transport_header(skb), len, &msg))
		return VB_MCAST_WAY_DROP;
	if (msg.type == VB_MCAST_QUERY) {
		vb_mcast_hear_query(network, from, &msg, &frame->source);
		return VB_MCAST_WAY_FLOOD;
	}
	vb_mcast_hear_report(network, from, &msg);
	return VB_MCAST_WAY_ROUTERS;
}

/* @pim: offset of a message of PIM, or 0 */
static enum vb_mcast_way vb_mcast_other(struct vb_network *network,
					struct vb_conn *from,
					struct sk_buff *skb, int pim,
					const struct vb_mcast_frame *frame)
{
	u8 hello;

	if (!vb_mcast_link_local(&frame->group))
		return VB_MCAST_WAY_GROUP;
	if (pim && !skb_copy_bits(skb, pim, &hello, 1) &&
	    vb_mcast_is_hello(hello))
		vb_mcast_hear_hello(network, from);
	return VB_MCAST_WAY_FLOOD;
}

static enum vb_mcast_way vb_mcast_ip4(struct vb_network *network,
				      struct vb_conn *from, struct sk_buff *skb,
				      struct vb_mcast_frame *frame)
{
	const struct iphdr *ip;
	int err;

	/* the IP header, with its checksum, is looked at in any case */
	err = ip_mc_check_igmp(skb);
	if (err && err != -ENOMSG)
		return VB_MCAST_WAY_DROP;
	ip = ip_hdr(skb);
	frame->proto = VB_MCAST_IGMP;
	vb_mcast_from_ip4(&frame->group, (const u8 *)&ip->daddr);
	vb_mcast_from_ip4(&frame->source, (const u8 *)&ip->saddr);
	if (!err)
		return vb_mcast_control(network, from, skb,
					ip_transport_len(skb), frame);
	/* IGMP that we don't know (RFC 4541, 2.1.1, rule 3), or no multicast */
	if (ip->protocol == IPPROTO_IGMP || !ipv4_is_multicast(ip->daddr))
		return VB_MCAST_WAY_FLOOD;
	return vb_mcast_other(network, from, skb,
			      ip->protocol == IPPROTO_PIM ?
			      skb_transport_offset(skb) : 0, frame);
}

#if IS_ENABLED(CONFIG_IPV6)
static enum vb_mcast_way vb_mcast_ip6(struct vb_network *network,
				      struct vb_conn *from, struct sk_buff *skb,
				      struct vb_mcast_frame *frame)
{
	const struct ipv6hdr *ip6;
	int err = -ENOMSG;

	if (!pskb_may_pull(skb, sizeof(*ip6)) || ipv6_hdr(skb)->version != 6)
		return VB_MCAST_WAY_DROP;
	/* MLD has a router alert in front (RFC 2710, 3) */
	if (ipv6_hdr(skb)->nexthdr == NEXTHDR_HOP)
		err = ipv6_mc_check_mld(skb);
	if (err && err != -ENOMSG && err != -ENODATA)
		return VB_MCAST_WAY_DROP;
	ip6 = ipv6_hdr(skb);
	frame->proto = VB_MCAST_MLD;
	frame->group = ip6->daddr;
	frame->source = ip6->saddr;
	if (!err)
		return vb_mcast_control(network, from, skb,
					ipv6_transport_len(skb), frame);
	if (!ipv6_addr_is_multicast(&ip6->daddr))
		return VB_MCAST_WAY_FLOOD;
	return vb_mcast_other(network, from, skb,
			      ip6->nexthdr == IPPROTO_PIM ? sizeof(*ip6) : 0,
			      frame);
}
#else
static enum vb_mcast_way vb_mcast_ip6(struct vb_network *network,
				      struct vb_conn *from, struct sk_buff *skb,
				      struct vb_mcast_frame *frame)
{
	return VB_MCAST_WAY_FLOOD;
}
#endif

static enum vb_mcast_way vb_mcast_way(struct vb_network *network,
				      struct vb_conn *from, struct sk_buff *skb,
				      struct vb_mcast_frame *frame)
{
	if (skb_vlan_tag_present(skb))
		return VB_MCAST_WAY_FLOOD;
	skb_reset_network_header(skb);
	if (skb->protocol == htons(ETH_P_IP))
		return vb_mcast_ip4(network, from, skb, frame);
	if (skb->protocol == htons(ETH_P_IPV6))
		return vb_mcast_ip6(network, from, skb, frame);
	/* RFC 4541, 2.1.2, rule 4 */
	return VB_MCAST_WAY_FLOOD;
}

/**
 * vb_mcast_forward() - a multicast frame finds its way, if it isn't flooded
 * @network: the network it is on, which snoops
 * @from: the connection it came by, or NULL if the host sent it
 * @skb: the frame, data behind its Ethernet header; consumed if this says so
 * @local: the network's own device gets it too
 *
 * Context: RCU, BH off.
 * Return: false if the frame is to be flooded.
 */
bool vb_mcast_forward(struct vb_network *network, struct vb_conn *from,
		      struct sk_buff *skb, bool local)
{
	struct vb_mcast_frame frame;

	switch (vb_mcast_way(network, from, skb, &frame)) {
	case VB_MCAST_WAY_ROUTERS:
		return vb_mcast_report(network, from, skb, local);
	case VB_MCAST_WAY_GROUP:
		return vb_mcast_data(network, from, skb, local, &frame);
	case VB_MCAST_WAY_DROP:
		vb_drop(from, skb, VBRIDGE_DROP_NOWHERE);
		return true;
	default:
		return false;
	}
}
