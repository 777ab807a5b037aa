// SPDX-License-Identifier: GPL-2.0
/*
 * One frame: Ethernet, IPv4, and UDP or, with GSO, TCP.
 */
#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include <linux/ip.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <net/ip.h>

#include "framegen.h"

#define FRAMEGEN_PORT	9	/* discard (RFC 863) */
#define FRAMEGEN_NET	0xc6120000U	/* 198.18.0.0/15: benchmarks (RFC 2544) */
/* a NIC leaves so much in the linear part */
#define FRAMEGEN_LINEAR	256U

/* hosts of side a have 02:bb:00:.., those of side b 02:bb:01:.. */
static void framegen_mac(u8 *addr, bool b, u32 host)
{
	u64_to_ether_addr(0x02bb00000000ULL | (u64)b << 24 | host, addr);
}

static void framegen_eth(const struct framegen *gen, struct sk_buff *skb,
			 u32 pair)
{
	struct ethhdr *eth = skb_put(skb, ETH_HLEN);

	framegen_mac(eth->h_dest, !gen->back, pair);
	if (gen->own_source)
		ether_addr_copy(eth->h_source, gen->dev->dev_addr);
	else
		framegen_mac(eth->h_source, gen->back, pair);
	eth->h_proto = htons(ETH_P_IP);
}

static void framegen_ip(const struct framegen *gen, struct sk_buff *skb,
			u32 pair)
{
	struct iphdr *iph;

	skb_set_network_header(skb, skb->len);
	iph = skb_put(skb, sizeof(*iph));
	memset(iph, 0, sizeof(*iph));
	iph->version = IPVERSION;
	iph->ihl = sizeof(*iph) / 4;
	iph->ttl = IPDEFTTL;
	iph->protocol = gen->gso ? IPPROTO_TCP : IPPROTO_UDP;
	iph->tot_len = htons(gen->size - ETH_HLEN);
	iph->saddr = htonl(FRAMEGEN_NET | gen->back << 16 | (u16)pair);
	iph->daddr = htonl(FRAMEGEN_NET | !gen->back << 16 | (u16)pair);
	ip_send_check(iph);
}

static void framegen_udp(const struct framegen *gen, struct sk_buff *skb,
			 u32 flow)
{
	struct udphdr *uh;

	skb_set_transport_header(skb, skb->len);
	uh = skb_put(skb, sizeof(*uh));
	uh->source = htons(FRAMEGEN_PORT + flow);
	uh->dest = htons(FRAMEGEN_PORT);
	uh->len = htons(gen->size - ETH_HLEN - sizeof(struct iphdr));
	uh->check = 0;
}

static void framegen_tcp(const struct framegen *gen, struct sk_buff *skb,
			 u32 flow)
{
	struct skb_shared_info *shinfo = skb_shinfo(skb);
	struct iphdr *iph = ip_hdr(skb);
	struct tcphdr *th;
	u32 headers;

	skb_set_transport_header(skb, skb->len);
	th = skb_put(skb, sizeof(*th));
	memset(th, 0, sizeof(*th));
	th->source = htons(FRAMEGEN_PORT + flow);
	th->dest = htons(FRAMEGEN_PORT);
	th->doff = sizeof(*th) / 4;
	th->ack = 1;
	th->check = ~csum_tcpudp_magic(iph->saddr, iph->daddr,
				       gen->size - ETH_HLEN - sizeof(*iph),
				       IPPROTO_TCP, 0);
	skb->ip_summed = CHECKSUM_PARTIAL;
	skb->csum_start = skb_transport_header(skb) - skb->head;
	skb->csum_offset = offsetof(struct tcphdr, check);

	headers = skb->len;
	shinfo->gso_type = SKB_GSO_TCPV4;
	shinfo->gso_size = gen->gso;
	shinfo->gso_segs = DIV_ROUND_UP(gen->size - headers, gen->gso);
}

/* what does not fit the linear part is a page that all frames have */
static void framegen_payload(const struct framegen *gen, struct sk_buff *skb)
{
	u32 left = gen->size - skb->len;
	u32 here = gen->size > FRAMEGEN_LINEAR ? 0 : left;

	if (here)
		memset(skb_put(skb, here), 0, here);
	left -= here;
	if (!left)
		return;
	get_page(gen->payload);
	skb_add_rx_frag(skb, 0, gen->payload, 0, left, left);
}

/**
 * framegen_frame() - make a frame
 * @gen: which frames
 * @pair: which pair of hosts
 * @flow: which flow of theirs
 *
 * Context: BH off.
 * Return: the frame, data at its Ethernet header, or NULL.
 */
struct sk_buff *framegen_frame(const struct framegen *gen, u32 pair, u32 flow)
{
	unsigned int room = LL_RESERVED_SPACE(gen->dev);
	struct sk_buff *skb;

	skb = netdev_alloc_skb(gen->dev, room + min(gen->size, FRAMEGEN_LINEAR));
	if (unlikely(!skb))
		return NULL;
	skb_reserve(skb, room);
	skb_reset_mac_header(skb);
	framegen_eth(gen, skb, pair);
	framegen_ip(gen, skb, pair);
	if (gen->gso)
		framegen_tcp(gen, skb, flow);
	else
		framegen_udp(gen, skb, flow);
	framegen_payload(gen, skb);
	skb->protocol = htons(ETH_P_IP);
	skb->priority = gen->priority;
	if (gen->vid)
		__vlan_hwaccel_put_tag(skb, htons(gen->proto),
				       gen->vid + pair % gen->networks);
	return skb;
}
