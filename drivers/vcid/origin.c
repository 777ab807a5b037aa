// SPDX-License-Identifier: GPL-2.0
/*
 * The address that a device was registered with, of devices that have no
 * permanent one. A bond or team gives its ports another, and a port is still to
 * be found by its own.
 */
#include <linux/hashtable.h>
#include <linux/slab.h>

#include "vcid.h"

/**
 * struct vcid_origin - what a device was registered with
 * @node: in all of them
 * @dev: the device, which is registered
 * @addr: its address then
 */
struct vcid_origin {
	struct hlist_node	node;
	const struct net_device	*dev;
	u8			addr[ETH_ALEN];
};

/* by device; under the RTNL */
static DEFINE_HASHTABLE(vcid_origins, 8);

static struct vcid_origin *vcid_origin_find(const struct net_device *dev)
{
	struct vcid_origin *origin;

	ASSERT_RTNL();
	hash_for_each_possible(vcid_origins, origin, node, (unsigned long)dev)
		if (origin->dev == dev)
			return origin;
	return NULL;
}

/**
 * vcid_origin() - the address that a device was registered with
 * @dev: the device
 *
 * Context: RTNL.
 * Return: the address, or NULL if it is not known.
 */
const u8 *vcid_origin(const struct net_device *dev)
{
	const struct vcid_origin *origin = vcid_origin_find(dev);

	return origin ? origin->addr : NULL;
}

/**
 * vcid_origin_note() - remember the address that a device is registered with
 * @dev: the device
 *
 * Not where another tells who it is, the permanent one, nor where it tells
 * nothing: a random one, which user space is about to change. Without memory it
 * is known by the address that it has, as if it had come before our time.
 *
 * Context: RTNL, NETDEV_REGISTER, which also tells of devices that are there.
 */
void vcid_origin_note(const struct net_device *dev)
{
	struct vcid_origin *origin;

	if (!vcid_is_ethernet(dev) || is_valid_ether_addr(dev->perm_addr) ||
	    dev->addr_assign_type == NET_ADDR_RANDOM || vcid_origin_find(dev))
		return;
	origin = kmalloc(sizeof(*origin), GFP_KERNEL);
	if (!origin)
		return;
	origin->dev = dev;
	ether_addr_copy(origin->addr, vcid_burned_in(dev));
	hash_add(vcid_origins, &origin->node, (unsigned long)dev);
}

static void vcid_origin_free(struct vcid_origin *origin)
{
	hash_del(&origin->node);
	kfree(origin);
}

/**
 * vcid_origin_forget() - a device goes
 * @dev: the device
 *
 * Context: RTNL.
 */
void vcid_origin_forget(const struct net_device *dev)
{
	struct vcid_origin *origin = vcid_origin_find(dev);

	if (origin)
		vcid_origin_free(origin);
}

/**
 * vcid_origin_exit() - forget all devices
 *
 * Context: takes the RTNL.
 */
void vcid_origin_exit(void)
{
	struct vcid_origin *origin;
	struct hlist_node *tmp;
	int i;

	rtnl_lock();
	hash_for_each_safe(vcid_origins, i, tmp, origin, node)
		vcid_origin_free(origin);
	rtnl_unlock();
}
