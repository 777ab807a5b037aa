// SPDX-License-Identifier: GPL-2.0
/*
 * A device whose address an item holds: bound to it, changed and restored.
 */
#include <linux/slab.h>
#include <net/net_namespace.h>

#include "vcid.h"

/* all devices that an item holds; under the RTNL */
LIST_HEAD(vcid_bindings);

/**
 * vcid_binding_get() - what holds a device's address
 * @dev: the device
 *
 * Context: RTNL.
 * Return: the binding, or NULL.
 */
struct vcid_binding *vcid_binding_get(const struct net_device *dev)
{
	struct vcid_binding *binding;

	ASSERT_RTNL();
	list_for_each_entry(binding, &vcid_bindings, list)
		if (binding->dev == dev)
			return binding;
	return NULL;
}

/**
 * vcid_binding_alloc() - make a binding, which holds nothing yet
 * @dev: the device, with the address that is to come back
 *
 * Context: RTNL, may sleep.
 * Return: the binding, or NULL for want of memory.
 */
struct vcid_binding *vcid_binding_alloc(struct net_device *dev)
{
	struct vcid_binding *binding;

	binding = kzalloc(sizeof(*binding), GFP_KERNEL);
	if (!binding)
		return NULL;
	INIT_LIST_HEAD(&binding->list);
	binding->dev = dev;
	binding->original_type = dev->addr_assign_type;
	ether_addr_copy(binding->burned_in, vcid_burned_in(dev));
	ether_addr_copy(binding->original, dev->dev_addr);
	ether_addr_copy(binding->wanted, dev->dev_addr);
	return binding;
}

/**
 * vcid_binding_add() - begin to hold a device's address
 * @binding: the binding; its device is registered
 *
 * Context: RTNL.
 */
void vcid_binding_add(struct vcid_binding *binding)
{
	ASSERT_RTNL();
	netdev_hold(binding->dev, &binding->tracker, GFP_KERNEL);
	list_add_tail(&binding->list, &vcid_bindings);
}

/**
 * vcid_binding_del() - hold a device's address no more, whatever it is
 * @binding: the binding; freed
 *
 * Context: RTNL.
 */
void vcid_binding_del(struct vcid_binding *binding)
{
	ASSERT_RTNL();
	if (binding->item)
		binding->item->binding = NULL;
	list_del(&binding->list);
	netdev_put(binding->dev, &binding->tracker);
	kfree(binding);
}

/**
 * vcid_binding_set() - give a device an address, and hold it to that
 * @binding: what holds it
 * @addr: the address
 * @extack: says why not; may be NULL
 *
 * Context: RTNL.
 * Return: 0 or a negative errno; nothing has changed then.
 */
int vcid_binding_set(struct vcid_binding *binding, const u8 *addr,
		     struct netlink_ext_ack *extack)
{
	int err;

	if (!ether_addr_equal(binding->dev->dev_addr, addr)) {
		binding->changing = true;
		err = compat_set_mac_address(binding->dev, addr, extack);
		binding->changing = false;
		if (err)
			return err;
	}
	ether_addr_copy(binding->wanted, addr);
	return 0;
}

/**
 * vcid_binding_restore() - give a device back the address that it had
 * @binding: what holds it, and goes on to
 * @extack: says why not; may be NULL
 *
 * Context: RTNL.
 * Return: 0 or a negative errno; nothing has changed then.
 */
int vcid_binding_restore(struct vcid_binding *binding,
			 struct netlink_ext_ack *extack)
{
	int err = vcid_binding_set(binding, binding->original, extack);

	if (!err)
		binding->dev->addr_assign_type = binding->original_type;
	return err;
}

/**
 * vcid_binding_sync() - tell a device's hardware of the address that it has
 * @binding: what holds it
 *
 * For an address that was put in place before the device was registered, when
 * a driver is not ready to be asked. One that answers with EBUSY has been
 * opened since and programs its filter at that time.
 *
 * Context: RTNL.
 */
void vcid_binding_sync(struct vcid_binding *binding)
{
	struct net_device *dev = binding->dev;
	struct sockaddr sa = { .sa_family = dev->type };
	int err;

	if (!binding->stale_filter || !netif_device_present(dev))
		return;
	binding->stale_filter = false;
	ether_addr_copy(sa.sa_data, dev->dev_addr);
	err = dev->netdev_ops->ndo_set_mac_address(dev, &sa);
	if (err && err != -EBUSY)
		netdev_warn(dev, "address of the profile not in the hardware's filter: %d\n",
			    err);
}

/**
 * vcid_mac_reason() - why a device did not change its address
 * @err: what it said
 *
 * Return: the reason.
 */
enum vcid_reason vcid_mac_reason(int err)
{
	switch (err) {
	case -EBUSY:
		return VCID_REASON_DEVICE_BUSY;
	case -EOPNOTSUPP:
		return VCID_REASON_NOT_SUPPORTED;
	case -ENOMEM:
		return VCID_REASON_NO_MEMORY;
	case -EADDRINUSE:
		return VCID_REASON_DUPLICATE_MAC;
	default:
		return VCID_REASON_DEVICE_ERROR;
	}
}

/* the address that a device has when the change that is under way is done */
static const u8 *vcid_final_address(const struct net_device *dev)
{
	const struct vcid_binding *binding = vcid_binding_get(dev);

	if (!binding)
		return dev->dev_addr;
	/* as a port of a bond it has the bond's */
	if (vcid_is_lag_port(dev))
		return dev->dev_addr;
	if (binding->next)
		return binding->next->mac;
	return vcid_macs_changing() ? binding->original : binding->wanted;
}

/*
 * Some devices have the address of another by their nature: those on top of
 * it, and the ports of one bond or team.
 */
static bool vcid_shares_address(const struct net_device *other,
				const struct net_device *own)
{
	if (other->addr_assign_type == NET_ADDR_STOLEN)
		return true;
	if (!own)
		return false;
	if (netdev_has_upper_dev_all_rcu((struct net_device *)own,
					 (struct net_device *)other))
		return true;
	return vcid_is_lag_port(own) && vcid_is_lag_port(other) &&
	       netdev_master_upper_dev_get_rcu((struct net_device *)own) ==
	       netdev_master_upper_dev_get_rcu((struct net_device *)other);
}

/**
 * vcid_mac_is_duplicate() - has another device of the host an address?
 * @mac: the address
 * @own: the device that is to have it, or NULL
 *
 * In all network namespaces of the host's own, and as things are when the change of
 * the profile that is under way is done. In those of a user namespace anybody may
 * make a device with any address: that is nothing to the server.
 *
 * Context: RTNL.
 */
bool vcid_mac_is_duplicate(const u8 *mac, const struct net_device *own)
{
	struct net_device *dev;
	bool found = false;
	struct net *net;

	ASSERT_RTNL();
	rcu_read_lock();
	for_each_net_rcu(net) {
		if (!vcid_is_of_host(net))
			continue;
		for_each_netdev_rcu(net, dev) {
			found = dev != own && vcid_is_ethernet(dev) &&
				ether_addr_equal(vcid_final_address(dev), mac) &&
				!vcid_shares_address(dev, own);
			if (found)
				goto out;
		}
	}
out:
	rcu_read_unlock();
	return found;
}
