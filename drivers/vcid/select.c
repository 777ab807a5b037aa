// SPDX-License-Identifier: GPL-2.0
/*
 * Which device an item is for. Never by name, which user space changes, and in
 * whatever network namespace the device is.
 */
#include <linux/device.h>
#include <linux/if_arp.h>
#include <net/net_namespace.h>
#include <net/rtnetlink.h>

#include "vcid.h"

/**
 * vcid_burned_in() - the address that a device is known by
 * @dev: the device
 *
 * The permanent address, if it has one. Else the one that it was registered
 * with or, where that was before our time, the one that it had at our
 * beginning; of a random one, the one that it has now.
 *
 * Context: RTNL.
 * Return: the address.
 */
const u8 *vcid_burned_in(const struct net_device *dev)
{
	const struct vcid_binding *binding = vcid_binding_get(dev);

	if (binding)
		return binding->burned_in;
	if (is_valid_ether_addr(dev->perm_addr))
		return dev->perm_addr;
	return vcid_origin(dev) ?: dev->dev_addr;
}

static bool vcid_is_flexnic(const struct net_device *dev)
{
	return dev->rtnl_link_ops && !strcmp(dev->rtnl_link_ops->kind,
					     "flexnic");
}

/* the kind alone tells: flexnic.ko need not be there, nor be ready yet */
static const struct net_device *
vcid_flexnic_port(const struct net_device *dev)
{
	const struct rtnl_link_ops *ops = dev->rtnl_link_ops;
	struct net *net = ops->get_link_net ? ops->get_link_net(dev) :
					      dev_net(dev);

	return __dev_get_by_index(net, dev_get_iflink(dev));
}

/**
 * vcid_device_is() - has a device this name?
 * @device: the device
 * @name: BUS/NAME
 */
bool vcid_device_is(const struct device *device, const char *name)
{
	size_t len = device->bus ? strlen(device->bus->name) : 0;

	return len && !strncmp(name, device->bus->name, len) &&
	       name[len] == '/' && !strcmp(name + len + 1, dev_name(device));
}

/* a virtio device has a bus of its own, on which its number is by chance */
static bool vcid_is_on(const struct net_device *dev, const char *name)
{
	const struct device *parent = dev->dev.parent;

	if (!parent)
		return false;
	if (vcid_device_is(parent, name))
		return true;
	return parent->bus && !strcmp(parent->bus->name, "virtio") &&
	       parent->parent && vcid_device_is(parent->parent, name);
}

static bool vcid_select_matches_port(const struct vcid_select *sel,
				     const struct net_device *dev)
{
	if (!vcid_is_ethernet(dev))
		return false;
	if (*sel->parent)
		return !vcid_is_flexnic(dev) && dev->dev_port == sel->port &&
		       vcid_is_on(dev, sel->parent);
	/* an address that another device's was taken for is no identity */
	return dev->addr_assign_type != NET_ADDR_STOLEN &&
	       ether_addr_equal(vcid_burned_in(dev), sel->burned_in);
}

/**
 * vcid_select_matches() - is a device the one that an item is for?
 * @sel: how the item selects it
 * @dev: the device, which need not be registered yet
 *
 * Context: RTNL.
 */
bool vcid_select_matches(const struct vcid_select *sel,
			 const struct net_device *dev)
{
	const struct net_device *port;

	ASSERT_RTNL();
	if (!sel->of_flexnic)
		return vcid_select_matches_port(sel, dev);
	if (!vcid_is_flexnic(dev) || dev->dev_port != sel->slot)
		return false;
	port = vcid_flexnic_port(dev);
	return port && vcid_select_matches_port(sel, port);
}

/**
 * vcid_is_of_host() - does a network namespace belong to the host?
 * @net: the network namespace
 *
 * One of a user namespace does not: its owner may be anybody.
 */
bool vcid_is_of_host(const struct net *net)
{
	return net->user_ns == &init_user_ns;
}

/**
 * vcid_select_is_sure() - can nobody have made a device to match?
 * @sel: how an item selects it
 * @dev: a device that matches
 *
 * Any address can be given to a device of software. One that is on a bus, and has
 * the address by its hardware, is the one.
 *
 * Context: RTNL.
 */
bool vcid_select_is_sure(const struct vcid_select *sel,
			 const struct net_device *dev)
{
	return sel->of_flexnic || *sel->parent ||
	       (dev->dev.parent &&
		ether_addr_equal(dev->perm_addr, sel->burned_in));
}

/**
 * vcid_select_find() - the device that an item is for
 * @sel: how the item selects it
 *
 * One that is sure comes before others. Of those of software that are in a network
 * namespace of a user none is found.
 *
 * Context: RTNL.
 * Return: the device, or NULL.
 */
struct net_device *vcid_select_find(const struct vcid_select *sel)
{
	struct net_device *dev, *found = NULL;
	struct net *net;

	down_read(&net_rwsem);
	for_each_net(net) {
		for_each_netdev(net, dev) {
			if (!vcid_select_matches(sel, dev))
				continue;
			if (vcid_select_is_sure(sel, dev)) {
				found = dev;
				goto out;
			}
			if (!found && vcid_is_of_host(net))
				found = dev;
		}
	}
out:
	up_read(&net_rwsem);
	return found;
}
