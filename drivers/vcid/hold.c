// SPDX-License-Identifier: GPL-2.0
/*
 * Holding an address against whoever else would change it.
 *
 * A bond and a team give their ports their own address, and change it later as
 * they see fit (failover, their own address changed by the administrator).
 * Therefore:
 *
 * - A port of a bond or team may change its address.
 * - A device about to become one is given the address of the bond or team
 *   before it is known to be its port: an address that one of the same network
 *   namespace has is let pass.
 * - What has come of it is looked at a little later. A device that is no port
 *   then, or has an address that is none of its bond's, gets that of the
 *   profile again. So it does when it leaves the bond.
 */
#include <net/net_namespace.h>

#include "vcid.h"

/**
 * vcid_is_lag_port() - is a device a port of a bond or team?
 * @dev: the device
 */
bool vcid_is_lag_port(const struct net_device *dev)
{
	return netif_is_lag_port(dev);
}

static bool vcid_is_lag_address(const struct net_device *dev, const u8 *addr)
{
	const struct net_device *lag;

	for_each_netdev(dev_net(dev), lag)
		if (netif_is_lag_master(lag) &&
		    ether_addr_equal(lag->dev_addr, addr))
			return true;
	return false;
}

/**
 * vcid_hold_check() - may a device that a profile holds change its address?
 * @binding: what holds it
 * @addr: the address asked for
 * @extack: says why not
 *
 * Context: RTNL.
 * Return: 0 or -EPERM.
 */
int vcid_hold_check(const struct vcid_binding *binding, const u8 *addr,
		    struct netlink_ext_ack *extack)
{
	ASSERT_RTNL();
	if (binding->changing || ether_addr_equal(addr, binding->wanted) ||
	    vcid_is_lag_port(binding->dev) ||
	    vcid_is_lag_address(binding->dev, addr))
		return 0;
	NL_SET_ERR_MSG(extack,
		       "The server's profile holds the address of this device (vcid)");
	return -EPERM;
}

/* the address of the bond, or one that a port brought into it */
static bool vcid_is_of_its_lag(struct net_device *dev)
{
	struct net_device *lag = netdev_master_upper_dev_get(dev), *port;
	struct list_head *iter;

	if (!lag)
		return false;
	if (ether_addr_equal(dev->dev_addr, lag->dev_addr))
		return true;
	netdev_for_each_lower_dev(lag, port, iter) {
		const struct vcid_binding *binding = vcid_binding_get(port);

		if (ether_addr_equal(dev->dev_addr, binding ? binding->wanted :
							      port->perm_addr))
			return true;
	}
	return false;
}

/**
 * vcid_hold() - see that a device has the address that it is held to
 * @binding: what holds it
 *
 * Context: RTNL, not in a notifier.
 * Return: 0, or what the device said when it was to take it again.
 */
int vcid_hold(struct vcid_binding *binding)
{
	struct net_device *dev = binding->dev;

	if (ether_addr_equal(dev->dev_addr, binding->wanted) ||
	    (vcid_is_lag_port(dev) && vcid_is_of_its_lag(dev)))
		return 0;
	return vcid_binding_set(binding, binding->wanted, NULL);
}
