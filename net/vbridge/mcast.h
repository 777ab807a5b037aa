/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Multicast goes to those who joined.
 */
#ifndef _VBRIDGE_MCAST_H
#define _VBRIDGE_MCAST_H

#include <linux/types.h>

/**
 * struct vb_mcast - groups and routers of a network
 */
struct vb_mcast {
};

void vb_mcast_network_init(struct vb_network *network);
void vb_mcast_flush(struct vb_network *network);
void vb_mcast_forget(const struct vb_conn *conn);
bool vb_mcast_forward(struct vb_network *network, struct vb_conn *from,
		      struct sk_buff *skb, bool local);

#endif /* _VBRIDGE_MCAST_H */
