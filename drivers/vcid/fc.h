/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Ports of libfc: what the files that name them share.
 */
#ifndef _VCID_FC_H
#define _VCID_FC_H

#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/types.h>

struct device;
struct fc_lport;
struct net_device;
struct vcid_item;
struct vcid_profile;

/**
 * struct vcid_fc_port - a port of libfc
 * @list: in all of them
 * @lport: the port
 * @wwnn: node name that it came with
 * @wwpn: port name that it came with
 * @item: the item whose names it has, or NULL
 * @next: while a profile replaces another: the item of the new one, or NULL
 * @renamed: while a profile replaces another: in those whose names change
 * @claimed: with @renamed, the device that is locked so that it does not go
 */
struct vcid_fc_port {
	struct list_head	list;
	struct fc_lport		*lport;
	u64			wwnn;
	u64			wwpn;
	struct vcid_item	*item;
	struct vcid_item	*next;
	struct list_head	renamed;
	struct device		*claimed;
};

/*
 * Guards the ports, and the profile that new ones get their names from. Taken
 * within the RTNL, and within libfc's own lock, which a port that is on no
 * netdev comes with alone.
 */
extern struct mutex vcid_fc_lock;
extern struct list_head vcid_fc_ports;
extern struct vcid_profile *vcid_fc_profile;

/* fc.c */
bool vcid_fc_is_npiv(const struct vcid_fc_port *port);
const struct net_device *vcid_fc_netdev(const struct vcid_fc_port *port);
struct vcid_item *vcid_fc_item_for(struct vcid_profile *profile,
				   const struct vcid_fc_port *port);
void vcid_fc_set_names(struct vcid_fc_port *port, u64 wwnn, u64 wwpn);
void vcid_fc_set_states(struct vcid_profile *profile);

/* fc_relogin.c */
void vcid_fc_log_out(struct fc_lport *lport);
void vcid_fc_log_in(struct fc_lport *lport);

#endif /* _VCID_FC_H */
