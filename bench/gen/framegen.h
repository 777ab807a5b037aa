/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A source of frames for `make bench`, for what pktgen can't do: many networks
 * and addresses in an order of one's choice, tags as hardware takes them off,
 * and GSO packets.
 */
#ifndef _FRAMEGEN_H
#define _FRAMEGEN_H

#include <linux/netdevice.h>
#include <linux/skbuff.h>

/**
 * struct framegen - which frames
 * @dev: that receives or sends them
 * @back: they go from the hosts of side b to those of side a
 * @sequential: addresses in turn, not in a random order
 * @size: bytes of a frame without tag and FCS; with @gso of all of them
 * @networks: number of networks, told by VLAN
 * @vid: VLAN of the first; 0 is no tag
 * @proto: of the tag
 * @pairs: pairs of hosts over all networks; the n-th is on network n % @networks
 * @flows: different UDP source ports
 * @gso: payload of a segment, bytes; 0 is no GSO
 * @own_source: the source is @dev's own address
 * @priority: of the packets
 * @payload: what is behind the headers, of all frames
 */
struct framegen {
	struct net_device	*dev;
	bool			back;
	bool			sequential;
	u32			size;
	u32			networks;
	u16			vid;
	u16			proto;
	u32			pairs;
	u32			flows;
	u16			gso;
	bool			own_source;
	u32			priority;
	struct page		*payload;
};

/* the largest frame, and what page holds its payload */
#define FRAMEGEN_SIZE_MAX	65000U
#define FRAMEGEN_ORDER		get_order(FRAMEGEN_SIZE_MAX)

struct sk_buff *framegen_frame(const struct framegen *gen, u32 pair, u32 flow);

int framegen_wire_init(void);
void framegen_wire_exit(void);

#endif /* _FRAMEGEN_H */
