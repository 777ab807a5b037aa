// SPDX-License-Identifier: GPL-2.0
/*
 * Addresses follow what happens: devices come, go, move and change.
 *
 * A device that comes has its address before user space hears of it: it is put
 * in place between the driver's own setting up and the first event, and its
 * hardware is told once the driver is ready. All else is looked at a little
 * later, as a whole: what each item finds now decides its state.
 */
#include <linux/slab.h>
#include <linux/workqueue.h>

#include "vcid.h"

/*
 * The device that is being registered, if an item is for it: what it had is
 * kept from before its registration until that is known to have succeeded,
 * within one section under the RTNL.
 */
static struct vcid_binding *vcid_registering;

/* an item without a device that is for this one, and may have it */
static struct vcid_item *vcid_item_for(const struct net_device *dev)
{
	struct vcid_profile *profile = vcid_profile_get_rtnl();
	struct vcid_item *item;

	for (item = profile->item; item < vcid_items_end(profile); item++)
		if (item->type == VCID_TYPE_MAC && !item->binding &&
		    vcid_select_matches(&item->select, dev) &&
		    (vcid_is_of_host(dev_net(dev)) ||
		     vcid_select_is_sure(&item->select, dev)))
			return item;
	return NULL;
}

static void vcid_forget_newcomer(void)
{
	/* of a device whose registration failed, and that may be gone */
	kfree(vcid_registering);
	vcid_registering = NULL;
}

/**
 * vcid_newcomer() - give a device that is being registered its address
 * @dev: the device
 *
 * The driver's own word for the permanent address stays, and where the core
 * would take it from the address it is taken now.
 *
 * Context: RTNL, NETDEV_POST_INIT.
 */
void vcid_newcomer(struct net_device *dev)
{
	struct vcid_item *item;

	vcid_forget_newcomer();
	if (!vcid_is_ethernet(dev) || !dev->netdev_ops->ndo_set_mac_address)
		return;
	item = vcid_item_for(dev);
	if (!item || vcid_mac_is_duplicate(item->mac, dev))
		return;
	if (dev->addr_assign_type == NET_ADDR_PERM)
		memcpy(dev->perm_addr, dev->dev_addr, ETH_ALEN);
	vcid_registering = vcid_binding_alloc(dev);
	if (!vcid_registering)
		return;
	vcid_registering->next = item;
	vcid_registering->stale_filter = true;
	ether_addr_copy(vcid_registering->wanted, item->mac);
	eth_hw_addr_set(dev, item->mac);
	dev->addr_assign_type = NET_ADDR_SET;
}

/**
 * vcid_newcomer_registered() - hold the address that a newcomer was given
 * @dev: the device
 *
 * Context: RTNL, NETDEV_REGISTER.
 */
void vcid_newcomer_registered(struct net_device *dev)
{
	struct vcid_binding *binding = vcid_registering;

	if (!binding || binding->dev != dev)
		return;
	vcid_registering = NULL;
	binding->item = binding->next;
	binding->next = NULL;
	binding->item->binding = binding;
	vcid_binding_add(binding);
	vcid_item_set_state(binding->item, VCID_STATE_APPLIED,
			    VCID_REASON_NONE);
}

/* give a device that is there to an item */
static int vcid_bind(struct vcid_item *item, struct net_device *dev)
{
	struct vcid_binding *binding;
	int err;

	if (vcid_is_lag_port(dev))
		return -EBUSY;
	binding = vcid_binding_alloc(dev);
	if (!binding)
		return -ENOMEM;
	vcid_binding_add(binding);
	err = vcid_binding_set(binding, item->mac, NULL);
	if (err) {
		vcid_binding_del(binding);
		return err;
	}
	binding->item = item;
	item->binding = binding;
	return 0;
}

static void vcid_try_to_bind(struct vcid_item *item, struct net_device *dev)
{
	int err = vcid_bind(item, dev);

	if (!err)
		vcid_item_set_state(item, VCID_STATE_APPLIED,
				    VCID_REASON_NONE);
	else if (vcid_is_lag_port(dev))
		vcid_item_set_state(item, VCID_STATE_FAILED,
				    VCID_REASON_DEVICE_IN_LAG);
	else
		vcid_item_set_state(item, VCID_STATE_FAILED,
				    vcid_mac_reason(err));
}

/* an item whose device may be there */
static void vcid_follow_unbound(struct vcid_item *item)
{
	struct net_device *dev = vcid_select_find(&item->select);

	if (vcid_mac_is_duplicate(item->mac, dev))
		vcid_item_set_state(item, VCID_STATE_CONFLICT,
				    VCID_REASON_DUPLICATE_MAC);
	else if (!dev)
		vcid_item_set_state(item, VCID_STATE_PENDING,
				    VCID_REASON_NO_DEVICE);
	else if (vcid_binding_get(dev))
		vcid_item_set_state(item, VCID_STATE_CONFLICT,
				    VCID_REASON_DEVICE_TAKEN);
	else
		vcid_try_to_bind(item, dev);
}

/*
 * The device that the item is for has come, and another one that only had its
 * address has the item: that gets its own back.
 */
static bool vcid_give_up(struct vcid_item *item)
{
	struct net_device *dev = vcid_select_find(&item->select);
	struct vcid_binding *binding = item->binding;

	if (!dev || dev == binding->dev || vcid_binding_get(dev) ||
	    vcid_select_is_sure(&item->select, binding->dev) ||
	    !vcid_select_is_sure(&item->select, dev) ||
	    vcid_binding_restore(binding, NULL))
		return false;
	vcid_binding_del(binding);
	return true;
}

static void vcid_follow_bound(struct vcid_item *item)
{
	int err;

	if (vcid_give_up(item)) {
		vcid_follow_unbound(item);
		return;
	}
	vcid_binding_sync(item->binding);
	err = vcid_hold(item->binding);
	if (err)
		vcid_item_set_state(item, VCID_STATE_FAILED,
				    vcid_mac_reason(err));
	else if (vcid_mac_is_duplicate(item->mac, item->binding->dev))
		vcid_item_set_state(item, VCID_STATE_CONFLICT,
				    VCID_REASON_DUPLICATE_MAC);
	else
		vcid_item_set_state(item, VCID_STATE_APPLIED,
				    VCID_REASON_NONE);
}

static void vcid_follow(struct work_struct *work)
{
	struct vcid_profile *profile;
	struct vcid_item *item;

	rtnl_lock();
	profile = vcid_profile_get_rtnl();
	for (item = profile->item; item < vcid_items_end(profile); item++) {
		if (item->type != VCID_TYPE_MAC)
			continue;
		if (item->binding)
			vcid_follow_bound(item);
		else
			vcid_follow_unbound(item);
	}
	vcid_fc_follow(profile);
	vcid_iscsi_follow(profile);
	vcid_boot_policy_follow(profile);
	rtnl_unlock();
}

static DECLARE_WORK(vcid_follow_work, vcid_follow);

/**
 * vcid_follow_soon() - look at all devices again, a little later
 *
 * Context: any.
 */
void vcid_follow_soon(void)
{
	schedule_work(&vcid_follow_work);
}

/**
 * vcid_follow_exit() - look no more
 *
 * Context: not under the RTNL; nobody asks any more.
 */
void vcid_follow_exit(void)
{
	cancel_work_sync(&vcid_follow_work);
	rtnl_lock();
	vcid_forget_newcomer();
	rtnl_unlock();
}
