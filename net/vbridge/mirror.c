// SPDX-License-Identifier: GPL-2.0
/*
 * Port mirroring.
 *
 * What comes in is copied before anything is decided about it, what leaves
 * after everything is. An analyser's device gets frames with the tags that they
 * have on the wire of the mirrored connection; an analyser's connection puts its
 * own tags on.
 */
#include <linux/slab.h>

#include "vbridge.h"

/* ---- packet path ------------------------------------------------------------ */

static void vb_mirror_to_dev(struct vb_mirror *mirror,
			     const struct vb_conn *conn, struct sk_buff *copy)
{
	copy->dev = mirror->dev;
	skb_push(copy, ETH_HLEN);
	skb_forward_csum(copy);
	skb_clear_tstamp(copy);
	copy = vb_push_tags(conn, copy);
	if (copy)
		dev_queue_xmit(copy);
}

/**
 * vb_mirror() - send a copy of a frame to the analyser
 * @conn: the connection whose frame it is
 * @skb: the frame, data behind its Ethernet header
 * @flag: VB_CONN_MIRROR_RX or VB_CONN_MIRROR_TX
 *
 * Context: RCU, BH off.
 */
void vb_mirror(const struct vb_conn *conn, const struct sk_buff *skb, u32 flag)
{
	struct vb_mirror *mirror = rcu_dereference(conn->mirror);
	struct sk_buff *copy;

	if (!mirror)
		return;
	copy = skb_clone((struct sk_buff *)skb, GFP_ATOMIC);
	if (!copy)
		return;
	this_cpu_inc(*mirror->packets);
	if (mirror->conn)
		vb_send(mirror->conn, copy);
	else
		vb_mirror_to_dev(mirror, conn, copy);
}

/* ---- configuration ------------------------------------------------------------ */

/**
 * vb_mirror_find() - a mirror by name
 * @sw: the switch
 * @name: its name
 *
 * Context: RTNL.
 * Return: the mirror, or NULL.
 */
struct vb_mirror *vb_mirror_find(const struct vb_switch *sw, const char *name)
{
	struct vb_mirror *mirror;

	list_for_each_entry(mirror, &sw->mirrors, list)
		if (!strcmp(mirror->name, name))
			return mirror;
	return NULL;
}

/* copies of copies could go round for ever */
static bool vb_mirror_is_analyser(const struct vb_switch *sw,
				  const struct vb_conn *conn)
{
	const struct vb_mirror *mirror;

	list_for_each_entry(mirror, &sw->mirrors, list)
		if (mirror->conn == conn)
			return true;
	return false;
}

static int vb_mirror_check(const struct vb_switch *sw,
			   const struct vb_mirror *want,
			   struct netlink_ext_ack *extack)
{
	const char *why = NULL;
	unsigned int i, j;

	if (vb_mirror_find(sw, want->name))
		why = "There is a mirror of this name";
	for (i = 0; i < want->n && !why; i++) {
		if (rtnl_dereference(want->source[i].conn->mirror))
			why = "A connection is mirrored already";
		else if (want->source[i].conn == want->conn ||
			 vb_mirror_is_analyser(sw, want->source[i].conn))
			why = "The analyser can't be one of those mirrored";
		for (j = 0; j < i; j++)
			if (want->source[i].conn == want->source[j].conn)
				why = "A connection is named twice";
	}
	if (want->conn && want->conn->flags & (VB_CONN_MIRROR_RX |
					       VB_CONN_MIRROR_TX))
		why = "The analyser can't be one of those mirrored";
	if (want->dev && vb_port_get_rtnl(want->dev))
		why = "The analyser's device is a port: name a connection of it";
	if (!why)
		return 0;
	if (extack)
		extack->_msg = why;
	return -EBUSY;
}

static u32 vb_mirror_flags(enum vbridge_direction direction)
{
	switch (direction) {
	case VBRIDGE_DIRECTION_RX:
		return VB_CONN_MIRROR_RX;
	case VBRIDGE_DIRECTION_TX:
		return VB_CONN_MIRROR_TX;
	default:
		return VB_CONN_MIRROR_RX | VB_CONN_MIRROR_TX;
	}
}

static void vb_source_begin(struct vb_mirror *mirror,
			    const struct vb_source *source)
{
	rcu_assign_pointer(source->conn->mirror, mirror);
	vb_conn_flag(source->conn, vb_mirror_flags(source->direction), true);
}

static void vb_source_end(const struct vb_source *source)
{
	vb_conn_flag(source->conn, VB_CONN_MIRROR_RX | VB_CONN_MIRROR_TX,
		     false);
	RCU_INIT_POINTER(source->conn->mirror, NULL);
}

/**
 * vb_mirror_create() - a mirror begins
 * @sw: the switch
 * @want: its name, analyser and connections
 * @extack: why not
 *
 * Context: RTNL.
 * Return: the mirror or an error pointer; nothing has changed then.
 */
struct vb_mirror *vb_mirror_create(struct vb_switch *sw,
				   const struct vb_mirror *want,
				   struct netlink_ext_ack *extack)
{
	struct vb_mirror *mirror;
	unsigned int i;
	int err;

	err = vb_mirror_check(sw, want, extack);
	if (err)
		return ERR_PTR(err);
	mirror = kmemdup(want, sizeof(*want), GFP_KERNEL_ACCOUNT);
	if (!mirror)
		return ERR_PTR(-ENOMEM);
	mirror->sw = sw;
	mirror->packets = alloc_percpu_gfp(u64, GFP_KERNEL_ACCOUNT);
	if (!mirror->packets) {
		kfree(mirror);
		return ERR_PTR(-ENOMEM);
	}
	if (mirror->dev)
		netdev_hold(mirror->dev, &mirror->tracker, GFP_KERNEL);
	list_add_tail(&mirror->list, &sw->mirrors);
	for (i = 0; i < mirror->n; i++)
		vb_source_begin(mirror, &mirror->source[i]);
	sw->generation++;
	vb_mirror_notify(mirror, VBRIDGE_CMD_MIRROR_NEW_NTF);
	return mirror;
}

static void vb_mirror_free_rcu(struct rcu_head *head)
{
	struct vb_mirror *mirror = container_of(head, struct vb_mirror, rcu);

	free_percpu(mirror->packets);
	kfree(mirror);
}

/**
 * vb_mirror_destroy() - a mirror ends
 * @mirror: the mirror
 *
 * Context: RTNL.
 */
void vb_mirror_destroy(struct vb_mirror *mirror)
{
	unsigned int i;

	vb_mirror_notify(mirror, VBRIDGE_CMD_MIRROR_DEL_NTF);
	for (i = 0; i < mirror->n; i++)
		vb_source_end(&mirror->source[i]);
	list_del(&mirror->list);
	mirror->sw->generation++;
	netdev_put(mirror->dev, &mirror->tracker);
	call_rcu(&mirror->rcu, vb_mirror_free_rcu);
}

/* a connection ends: it is mirrored no more; true if the mirror ends with it */
static bool vb_mirror_forget_source(struct vb_mirror *mirror,
				    const struct vb_conn *conn)
{
	unsigned int i;

	for (i = 0; i < mirror->n; i++) {
		if (mirror->source[i].conn != conn)
			continue;
		vb_source_end(&mirror->source[i]);
		mirror->source[i] = mirror->source[--mirror->n];
		break;
	}
	return !mirror->n || mirror->conn == conn;
}

/**
 * vb_mirror_forget() - a connection ends
 * @conn: the connection
 *
 * Context: RTNL.
 */
void vb_mirror_forget(struct vb_conn *conn)
{
	struct vb_mirror *mirror, *next;

	list_for_each_entry_safe(mirror, next, &conn->network->sw->mirrors,
				 list)
		if (vb_mirror_forget_source(mirror, conn))
			vb_mirror_destroy(mirror);
}

/**
 * vb_mirror_forget_dev() - a device goes, which may be an analyser's
 * @sw: the switch
 * @dev: the device
 *
 * Context: RTNL.
 */
void vb_mirror_forget_dev(struct vb_switch *sw, const struct net_device *dev)
{
	struct vb_mirror *mirror, *next;

	list_for_each_entry_safe(mirror, next, &sw->mirrors, list)
		if (mirror->dev == dev)
			vb_mirror_destroy(mirror);
}

/**
 * vb_mirror_switch_exit() - end all mirrors
 * @sw: a switch that ends
 *
 * Context: RTNL.
 */
void vb_mirror_switch_exit(struct vb_switch *sw)
{
	struct vb_mirror *mirror, *next;

	list_for_each_entry_safe(mirror, next, &sw->mirrors, list)
		vb_mirror_destroy(mirror);
}

/**
 * vb_mirror_packets() - how many copies were made
 * @mirror: the mirror
 */
u64 vb_mirror_packets(const struct vb_mirror *mirror)
{
	u64 sum = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		sum += *per_cpu_ptr(mirror->packets, cpu);
	return sum;
}
