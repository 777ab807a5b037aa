// SPDX-License-Identifier: GPL-2.0
/*
 * What happens to devices: netdevice events of all network namespaces.
 */
#include "vcid.h"

static int vcid_pre_change(const struct vcid_binding *binding, void *ptr)
{
	struct netdev_notifier_pre_changeaddr_info *info = ptr;

	if (!binding)
		return NOTIFY_DONE;
	return notifier_from_errno(vcid_hold_check(binding, info->dev_addr,
						   netdev_notifier_info_to_extack(ptr)));
}

static void vcid_registered(struct net_device *dev)
{
	/* one that moved to another network namespace is bound already */
	vcid_newcomer_registered(dev);
	vcid_follow_soon();
}

/* a device that moves between namespaces is unregistered in none */
static void vcid_unregistered(struct net_device *dev)
{
	struct vcid_binding *binding = vcid_binding_get(dev);
	struct vcid_item *item;

	if (dev->reg_state != NETREG_UNREGISTERING)
		return;
	if (binding) {
		item = binding->item;
		vcid_binding_del(binding);
		vcid_item_set_state(item, VCID_STATE_PENDING,
				    VCID_REASON_NO_DEVICE);
	}
	vcid_follow_soon();
}

/* what an event is to the items of the profile */
static int vcid_profile_event(struct net_device *dev, unsigned long event,
			      void *ptr)
{
	switch (event) {
	case NETDEV_POST_INIT:
		vcid_newcomer(dev);
		break;
	case NETDEV_REGISTER:
		vcid_registered(dev);
		break;
	case NETDEV_UNREGISTER:
		vcid_unregistered(dev);
		break;
	case NETDEV_PRE_CHANGEADDR:
		return vcid_pre_change(vcid_binding_get(dev), ptr);
	case NETDEV_CHANGEADDR:
	case NETDEV_CHANGEUPPER:
	case NETDEV_DOWN:
		vcid_follow_soon();
		break;
	}
	return NOTIFY_DONE;
}

static int vcid_device_event(struct notifier_block *nb, unsigned long event,
			     void *ptr)
{
	struct net_device *dev = netdev_notifier_info_to_dev(ptr);
	int ret = NOTIFY_DONE;

	if (vcid_profile_get_rtnl()->n_items)
		ret = vcid_profile_event(dev, event, ptr);
	if (event == NETDEV_REGISTER)
		vcid_origin_note(dev);
	else if (event == NETDEV_UNREGISTER &&
		 dev->reg_state == NETREG_UNREGISTERING)
		vcid_origin_forget(dev);
	return ret;
}

/* before others, who may look at the address of a device that comes */
static struct notifier_block vcid_notifier = {
	.notifier_call	= vcid_device_event,
	.priority	= INT_MAX,
};

/**
 * vcid_event_init() - begin to follow devices
 *
 * Return: 0 or a negative errno.
 */
int __init vcid_event_init(void)
{
	return register_netdevice_notifier(&vcid_notifier);
}

/**
 * vcid_event_exit() - follow devices no more
 */
void vcid_event_exit(void)
{
	unregister_netdevice_notifier(&vcid_notifier);
	vcid_follow_exit();
	vcid_origin_exit();
}
