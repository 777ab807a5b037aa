/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Copies of what connections carry, for an analyser.
 */
#ifndef _VBRIDGE_MIRROR_H
#define _VBRIDGE_MIRROR_H

#include <linux/types.h>

#include <linux/vbridge.h>

/**
 * struct vb_source - a connection that is mirrored
 * @conn: the connection
 * @direction: what of it
 */
struct vb_source {
	struct vb_conn		*conn;
	enum vbridge_direction	direction;
};

/**
 * struct vb_mirror - connections and where copies of their frames go
 * @sw: the switch
 * @dev: the analyser's device, or NULL; held by @tracker
 * @conn: or the analyser's connection
 * @packets: copies sent, per CPU
 * @name: its name
 * @n: connections
 * @source: the connections
 * @list: in &struct vb_switch.mirrors
 * @tracker: of the reference on @dev
 * @rcu: to free it
 */
struct vb_mirror {
	struct vb_switch	*sw;
	struct net_device	*dev;
	struct vb_conn		*conn;
	u64 __percpu		*packets;
	char			name[VBRIDGE_NAME_LEN];
	unsigned int		n;
	struct vb_source	source[VBRIDGE_MIRROR_CONNS];
	struct list_head	list;
	netdevice_tracker	tracker;
	struct rcu_head		rcu;
};

struct vb_mirror *vb_mirror_find(const struct vb_switch *sw, const char *name);
struct vb_mirror *vb_mirror_create(struct vb_switch *sw,
				   const struct vb_mirror *want,
				   struct netlink_ext_ack *extack);
void vb_mirror_destroy(struct vb_mirror *mirror);
void vb_mirror_forget(struct vb_conn *conn);
void vb_mirror_forget_dev(struct vb_switch *sw, const struct net_device *dev);
void vb_mirror_switch_exit(struct vb_switch *sw);
u64 vb_mirror_packets(const struct vb_mirror *mirror);
void vb_mirror(const struct vb_conn *conn, const struct sk_buff *skb, u32 flag);

#endif /* _VBRIDGE_MIRROR_H */
