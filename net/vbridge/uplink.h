/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which of its uplinks a network uses.
 */
#ifndef _VBRIDGE_UPLINK_H
#define _VBRIDGE_UPLINK_H

#include <linux/list.h>
#include <linux/types.h>

#include <linux/vbridge.h>

/* an uplink is taken back when its link has lasted so long, ms */
#define VB_HOLD_DOWN_DEFAULT	1000
#define VB_HOLD_DOWN_MAX	(3600 * MSEC_PER_SEC)
/* addresses told to a new uplink: per second, and how often each */
#define VB_ANNOUNCE_RATE	10000
#define VB_ANNOUNCE_RATE_MAX	100000
#define VB_ANNOUNCE_COUNT	3
#define VB_ANNOUNCE_COUNT_MAX	100

/**
 * struct vb_uplink - a port of an uplink set
 * @dev: its device
 * @preference: lowest first
 * @list: in the set's members, in order of preference
 * @conns: uplink connections by it
 * @up: it had a carrier when last looked at
 * @up_since: jiffies since when
 */
struct vb_uplink {
	struct net_device	*dev;
	u32			preference;
	struct list_head	list;
	unsigned int		conns;
	bool			up;
	unsigned long		up_since;
};

/**
 * struct vb_uset_cfg - what is configured for an uplink set
 * @mode: how its ports are used
 * @preempt: a better port is taken back when its link has returned
 * @hold_down: ms that the link must have lasted for that
 * @announce_rate: addresses per second told to a new uplink; 0 is none
 * @announce_count: how often each
 */
struct vb_uset_cfg {
	enum vbridge_mode	mode;
	bool			preempt;
	u32			hold_down;
	u32			announce_rate;
	u32			announce_count;
};

/**
 * struct vb_uset - an uplink set, or the dedicated uplinks of one network
 * @sw: its switch
 * @name: of a set; empty for dedicated uplinks
 * @named: is it a set?
 * @cfg: what is configured
 * @members: its &struct vb_uplink, under RTNL and uplink_lock
 * @carried: its networks, &struct vb_network.uset_list, likewise
 * @n_members: how many ports, under RTNL
 * @n_carried: how many networks, likewise
 * @active: the member in use, or NULL; under uplink_lock
 * @failovers: how often another one was taken, likewise
 * @leaving: the batch at hand ends it
 * @changed: the outside has not been told of it yet, likewise
 * @list: in &struct vb_switch.usets
 */
struct vb_uset {
	struct vb_switch	*sw;
	char			name[VBRIDGE_NAME_LEN];
	bool			named;
	struct vb_uset_cfg	cfg;
	struct list_head	members;
	struct list_head	carried;
	unsigned int		n_members;
	unsigned int		n_carried;
	struct vb_uplink	*active;
	u32			failovers;
	bool			leaving;
	bool			changed;
	struct list_head	list;
};

/* uplink.c */
void vb_uplink_switch_init(struct vb_switch *sw);
void vb_uplink_switch_clear(struct vb_switch *sw);
void vb_uplink_switch_exit(struct vb_switch *sw);
int vb_uplink_attach(struct vb_conn *conn, struct netlink_ext_ack *extack);
void vb_uplink_detach(struct vb_conn *conn);
void vb_uplink_changed(struct vb_switch *sw);

/* uset.c */
void vb_uset_default(struct vb_uset_cfg *cfg);
struct vb_uset *vb_uset_alloc(struct vb_switch *sw, const char *name);
struct vb_uset *vb_uset_find(const struct vb_switch *sw, const char *name);
int vb_uset_create(struct vb_switch *sw, const char *name,
		   const struct vb_uset_cfg *cfg, struct vb_uset **made,
		   struct netlink_ext_ack *extack);
void vb_uset_destroy(struct vb_uset *uset);
struct vb_uplink *vb_uset_member(const struct vb_uset *uset,
				 const struct net_device *dev);
int vb_uset_add_member(struct vb_uset *uset, struct net_device *dev,
		       u32 preference, struct netlink_ext_ack *extack);
void vb_uset_prefer(struct vb_uset *uset, struct vb_uplink *member,
		    u32 preference);
void vb_uset_del_member(struct vb_uset *uset, struct vb_uplink *member);
void vb_uset_take(struct vb_uset *uset, struct vb_network *network);
int vb_uset_carry(struct vb_uset *uset, struct vb_network *network,
		  enum vbridge_tag tag, u16 vid,
		  struct netlink_ext_ack *extack);
void vb_uset_drop(struct vb_uset *uset, struct vb_network *network);
void vb_uset_forget_network(struct vb_network *network);
void vb_uset_forget_dev(struct vb_switch *sw, struct net_device *dev);

/* announce.c */
void vb_announce_switch_init(struct vb_switch *sw);
void vb_announce_switch_exit(struct vb_switch *sw);
void vb_announce(struct vb_network *network);
void vb_announce_stop(struct vb_network *network);

/* smartlink.c */
int vb_smartlink_check(const struct vb_network *network,
		       const struct net_device *dev,
		       const struct vb_conn_cfg *cfg,
		       struct netlink_ext_ack *extack);
int vb_smartlink_change(struct vb_network *network, bool on,
			struct netlink_ext_ack *extack);
void vb_smartlink_follow(struct vb_network *network);
void vb_smartlink_release(struct vb_conn *conn);
bool vb_smartlink_link(const struct vb_network *network);

#endif /* _VBRIDGE_UPLINK_H */
