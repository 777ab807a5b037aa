// SPDX-License-Identifier: GPL-2.0
/*
 * Uplink sets: ports in an order, and the networks that they carry.
 *
 * For each network and port of a set there is an uplink connection, which the
 * set makes and ends.
 */
#include <linux/slab.h>

#include "vbridge.h"

/**
 * vb_uset_default() - what an uplink set is unless told otherwise
 * @cfg: filled in
 */
void vb_uset_default(struct vb_uset_cfg *cfg)
{
	cfg->mode = VBRIDGE_MODE_FAILOVER;
	cfg->preempt = true;
	cfg->hold_down = VB_HOLD_DOWN_DEFAULT;
	cfg->announce_rate = VB_ANNOUNCE_RATE;
	cfg->announce_count = VB_ANNOUNCE_COUNT;
}

/**
 * vb_uset_alloc() - an uplink set without ports and networks
 * @sw: the switch
 * @name: its name; NULL for the dedicated uplinks of a network
 *
 * Return: the set, which is in no list yet, or NULL.
 */
struct vb_uset *vb_uset_alloc(struct vb_switch *sw, const char *name)
{
	struct vb_uset *uset;

	uset = kzalloc(sizeof(*uset), GFP_KERNEL_ACCOUNT);
	if (!uset)
		return NULL;
	uset->sw = sw;
	if (name) {
		uset->named = true;
		strscpy(uset->name, name, sizeof(uset->name));
	}
	vb_uset_default(&uset->cfg);
	INIT_LIST_HEAD(&uset->members);
	INIT_LIST_HEAD(&uset->carried);
	return uset;
}

/**
 * vb_uset_find() - an uplink set by name
 * @sw: the switch
 * @name: its name
 *
 * Context: RTNL.
 * Return: the set, or NULL.
 */
struct vb_uset *vb_uset_find(const struct vb_switch *sw, const char *name)
{
	struct vb_uset *uset;

	list_for_each_entry(uset, &sw->usets, list)
		if (uset->named && !strcmp(uset->name, name))
			return uset;
	return NULL;
}

/**
 * vb_uset_create() - an uplink set begins
 * @sw: the switch
 * @name: its name
 * @cfg: what it shall be
 * @made: the set
 * @extack: why not
 *
 * Context: RTNL.
 * Return: 0, -EEXIST or -ENOMEM.
 */
int vb_uset_create(struct vb_switch *sw, const char *name,
		   const struct vb_uset_cfg *cfg, struct vb_uset **made,
		   struct netlink_ext_ack *extack)
{
	struct vb_uset *uset;

	if (vb_uset_find(sw, name)) {
		NL_SET_ERR_MSG(extack, "There is an uplink set of this name");
		return -EEXIST;
	}
	uset = vb_uset_alloc(sw, name);
	if (!uset)
		return -ENOMEM;
	uset->cfg = *cfg;
	spin_lock_bh(&sw->uplink_lock);
	list_add_tail(&uset->list, &sw->usets);
	spin_unlock_bh(&sw->uplink_lock);
	sw->generation++;
	*made = uset;
	return 0;
}

/**
 * vb_uset_destroy() - an uplink set ends, and with it its connections
 * @uset: the set
 *
 * Context: RTNL.
 */
void vb_uset_destroy(struct vb_uset *uset)
{
	struct vb_network *network, *next_network;
	struct vb_uplink *member, *next;
	struct vb_switch *sw = uset->sw;

	list_for_each_entry_safe(network, next_network, &uset->carried,
				 uset_list)
		vb_uset_drop(uset, network);
	list_for_each_entry_safe(member, next, &uset->members, list)
		vb_uset_del_member(uset, member);
	spin_lock_bh(&sw->uplink_lock);
	list_del(&uset->list);
	spin_unlock_bh(&sw->uplink_lock);
	sw->generation++;
	kfree(uset);
}

/* ---- connections of a set -------------------------------------------------- */

static int vb_uset_connect(struct vb_uset *uset, struct vb_network *network,
			   const struct vb_uplink *member,
			   struct netlink_ext_ack *extack)
{
	struct vb_conn_cfg cfg;
	struct vb_conn *conn;

	vb_conn_default(&cfg);
	cfg.network = network;
	cfg.uplink = true;
	cfg.of_set = true;
	cfg.tag = network->carried_tag;
	cfg.vid = network->carried_vid;
	cfg.preference = member->preference;
	conn = vb_conn_create(member->dev, &cfg, extack);
	return PTR_ERR_OR_ZERO(conn);
}

/* the uplinks of @network, or only those by @member */
static void vb_uset_disconnect(struct vb_network *network,
			       const struct vb_uplink *member)
{
	struct vb_conn *conn, *next;

	list_for_each_entry_safe(conn, next, &network->conns, list)
		if (conn->member && (!member || conn->member == member))
			vb_conn_destroy(conn);
}

/* ---- members ------------------------------------------------------------------ */

/**
 * vb_uset_member() - a device's place in an uplink set
 * @uset: the set
 * @dev: the device
 *
 * Context: RTNL.
 * Return: the member, or NULL.
 */
struct vb_uplink *vb_uset_member(const struct vb_uset *uset,
				 const struct net_device *dev)
{
	struct vb_uplink *member;

	list_for_each_entry(member, &uset->members, list)
		if (member->dev == dev)
			return member;
	return NULL;
}

/* behind all that are as good */
static void vb_uset_insert(struct vb_uset *uset, struct vb_uplink *new)
{
	struct list_head *place = &uset->members;
	struct vb_uplink *member;

	list_for_each_entry(member, &uset->members, list) {
		if (member->preference > new->preference)
			break;
		place = &member->list;
	}
	spin_lock_bh(&uset->sw->uplink_lock);
	list_add(&new->list, place);
	spin_unlock_bh(&uset->sw->uplink_lock);
}

static bool vb_uset_has_dev(const struct vb_switch *sw,
			    const struct net_device *dev)
{
	const struct vb_uset *uset;

	list_for_each_entry(uset, &sw->usets, list)
		if (uset->named && vb_uset_member(uset, dev))
			return true;
	return false;
}

/**
 * vb_uset_add_member() - an uplink set gets a port
 * @uset: the set
 * @dev: the device
 * @preference: lowest first; behind those that are as good
 * @extack: why not
 *
 * All networks of the set are connected to it. The link counts as having
 * lasted, however young it is.
 *
 * Context: RTNL.
 * Return: 0 or a negative errno; nothing has changed then.
 */
int vb_uset_add_member(struct vb_uset *uset, struct net_device *dev,
		       u32 preference, struct netlink_ext_ack *extack)
{
	struct vb_network *network;
	struct vb_uplink *member;
	int err;

	if (uset->named && vb_uset_has_dev(uset->sw, dev)) {
		NL_SET_ERR_MSG(extack, "The device is in an uplink set already");
		return -EBUSY;
	}
	if (uset->named && uset->cfg.mode == VBRIDGE_MODE_LACP &&
	    !list_empty(&uset->members)) {
		NL_SET_ERR_MSG(extack, "In mode LACP the one port is the bonding device");
		return -EINVAL;
	}
	if (uset->named && uset->n_members >= VBRIDGE_UPLINKSET_PORTS) {
		NL_SET_ERR_MSG(extack, "The uplink set has all the ports it can");
		return -ENOSPC;
	}
	err = vb_port_check_dev(uset->sw, dev, NULL, extack);
	if (err)
		return err;
	member = kzalloc(sizeof(*member), GFP_KERNEL_ACCOUNT);
	if (!member)
		return -ENOMEM;
	member->dev = dev;
	member->preference = preference;
	member->up = true;
	member->up_since = jiffies - msecs_to_jiffies(uset->cfg.hold_down);
	vb_uset_insert(uset, member);
	uset->n_members++;
	if (!uset->named)
		return 0;
	list_for_each_entry(network, &uset->carried, uset_list) {
		err = vb_uset_connect(uset, network, member, extack);
		if (err) {
			vb_uset_del_member(uset, member);
			return err;
		}
	}
	vb_uplink_changed(uset->sw);
	return 0;
}

/**
 * vb_uset_prefer() - a port of an uplink set gets another place
 * @uset: the set
 * @member: the port's place
 * @preference: lowest first; behind those that are as good
 *
 * Context: RTNL.
 */
void vb_uset_prefer(struct vb_uset *uset, struct vb_uplink *member,
		    u32 preference)
{
	spin_lock_bh(&uset->sw->uplink_lock);
	list_del(&member->list);
	spin_unlock_bh(&uset->sw->uplink_lock);
	member->preference = preference;
	vb_uset_insert(uset, member);
}

/**
 * vb_uset_del_member() - an uplink set loses a port
 * @uset: the set
 * @member: the port's place in it
 *
 * Context: RTNL.
 */
void vb_uset_del_member(struct vb_uset *uset, struct vb_uplink *member)
{
	struct vb_network *network;

	if (uset->named)
		list_for_each_entry(network, &uset->carried, uset_list)
			vb_uset_disconnect(network, member);
	spin_lock_bh(&uset->sw->uplink_lock);
	list_del(&member->list);
	if (uset->active == member) {
		uset->active = NULL;
		uset->changed = true;
	}
	spin_unlock_bh(&uset->sw->uplink_lock);
	uset->n_members--;
	kfree(member);
	vb_uplink_changed(uset->sw);
}

/**
 * vb_uset_forget_dev() - a device goes: it is in no uplink set any more
 * @sw: the switch
 * @dev: the device
 *
 * Context: RTNL.
 */
void vb_uset_forget_dev(struct vb_switch *sw, struct net_device *dev)
{
	struct vb_uplink *member;
	struct vb_uset *uset;

	list_for_each_entry(uset, &sw->usets, list) {
		member = uset->named ? vb_uset_member(uset, dev) : NULL;
		if (!member)
			continue;
		vb_uset_del_member(uset, member);
		vb_uset_notify(uset, VBRIDGE_CMD_UPLINKSET_CHANGE_NTF);
	}
}

/* ---- networks ------------------------------------------------------------------ */

/**
 * vb_uset_take() - a network's uplinks are those of a set from now on
 * @uset: the set, or the network's own for dedicated uplinks
 * @network: a network without uplinks
 *
 * Context: RTNL.
 */
void vb_uset_take(struct vb_uset *uset, struct vb_network *network)
{
	spin_lock_bh(&uset->sw->uplink_lock);
	network->uset = uset;
	list_add_tail(&network->uset_list, &uset->carried);
	spin_unlock_bh(&uset->sw->uplink_lock);
	uset->n_carried++;
}

static int vb_uset_check_carry(const struct vb_uset *uset,
			       const struct vb_network *network,
			       struct netlink_ext_ack *extack)
{
	if (network->uset && network->uset->named) {
		NL_SET_ERR_MSG(extack, "An uplink set carries the network already");
		return -EBUSY;
	}
	if (network->uset) {
		NL_SET_ERR_MSG(extack, "The network has uplinks of its own");
		return -EBUSY;
	}
	if (uset->n_carried >= VBRIDGE_UPLINKSET_NETWORKS) {
		NL_SET_ERR_MSG(extack, "The uplink set has all the networks it can");
		return -ENOSPC;
	}
	return 0;
}

/**
 * vb_uset_carry() - an uplink set carries a network
 * @uset: the set
 * @network: the network
 * @tag: by which frames
 * @vid: of a VLAN, else 0
 * @extack: why not
 *
 * Context: RTNL.
 * Return: 0 or a negative errno; nothing has changed then.
 */
int vb_uset_carry(struct vb_uset *uset, struct vb_network *network,
		  enum vbridge_tag tag, u16 vid,
		  struct netlink_ext_ack *extack)
{
	struct vb_uplink *member;
	int err;

	err = vb_uset_check_carry(uset, network, extack);
	if (err)
		return err;
	network->carried_tag = tag;
	network->carried_vid = vid;
	vb_uset_take(uset, network);
	list_for_each_entry(member, &uset->members, list) {
		err = vb_uset_connect(uset, network, member, extack);
		if (err) {
			vb_uset_drop(uset, network);
			return err;
		}
	}
	uset->sw->generation++;
	vb_uplink_changed(uset->sw);
	return 0;
}

/**
 * vb_uset_drop() - an uplink set carries a network no more
 * @uset: the set
 * @network: the network
 *
 * Context: RTNL.
 */
void vb_uset_drop(struct vb_uset *uset, struct vb_network *network)
{
	if (uset->named)
		vb_uset_disconnect(network, NULL);
	vb_announce_stop(network);
	spin_lock_bh(&uset->sw->uplink_lock);
	list_del(&network->uset_list);
	network->uset = NULL;
	spin_unlock_bh(&uset->sw->uplink_lock);
	uset->n_carried--;
	uset->sw->generation++;
	/* without uplinks there is nothing that SmartLink could wait for */
	vb_smartlink_follow(network);
}

/**
 * vb_uset_forget_network() - a network ends: nobody carries it
 * @network: the network
 *
 * Context: RTNL.
 */
void vb_uset_forget_network(struct vb_network *network)
{
	if (network->uset)
		vb_uset_drop(network->uset, network);
}
