// SPDX-License-Identifier: GPL-2.0
/*
 * What happens to ports and FlexNICs from outside: netdevice events.
 */
#include <linux/if_vlan.h>

#include "flexnic.h"

/* FlexNICs that had the largest MTU follow the port; the others must fit */
static void flexnic_port_mtu(struct flexnic_port *port)
{
	unsigned int i, old = port->max_mtu, new = flexnic_max_mtu(port);

	port->max_mtu = new;
	for (i = 0; i < port->count; i++) {
		struct net_device *dev = port->slot[i]->dev;
		bool follow = dev->mtu == old || dev->mtu > new;

		dev->max_mtu = max(new, dev->mtu);
		if (follow && dev_set_mtu(dev, new))
			netdev_warn(dev, "MTU %u of the port not taken over\n",
				    new);
		dev->max_mtu = new;
	}
}

static void flexnic_port_features(struct flexnic_port *port)
{
	unsigned int i;

	for (i = 0; i < port->count; i++) {
		flexnic_inherit(port->slot[i]);
		netdev_update_features(port->slot[i]->dev);
	}
}

/*
 * Under the lock of the port's device, if it has one, as for all of UP, DOWN,
 * CHANGE and CHANGENAME: the device is not asked or changed here.
 */
static void flexnic_port_changed(struct flexnic_port *port)
{
	flexnic_speed_look();
	flexnic_port_link_update(port);
	flexnic_port_notify(port, FLEXNIC_CMD_PORT_CHANGE_NTF);
}

/* Maybe under the lock of the device as well: it is only told of */
static void flexnic_shares_lost(struct net_device *dev)
{
	struct flexnic_port *port = flexnic_port_get_rtnl(dev);

	if (!port)
		return;
	netdev_warn(dev, "the shares of its FlexNICs are not enforced: its qdisc was taken away with tc; a change of the port puts it back\n");
	flexnic_port_notify(port, FLEXNIC_CMD_PORT_CHANGE_NTF);
}

static int flexnic_is_port(struct net_device *dev,
			   struct netdev_nested_priv *priv)
{
	return !!flexnic_port_get_rtnl(dev);
}

/* the speed of a bond or a VLAN device comes from the devices below it */
static bool flexnic_below_port(struct net_device *dev)
{
	struct netdev_nested_priv priv = {};
	bool below;

	rcu_read_lock();
	below = netdev_walk_all_upper_dev_rcu(dev, flexnic_is_port, &priv);
	rcu_read_unlock();
	return below;
}

static void flexnic_lower_event(struct net_device *dev, unsigned long event)
{
	switch (event) {
	case NETDEV_UP:
	case NETDEV_DOWN:
	case NETDEV_CHANGE:
	case NETDEV_CHANGEUPPER:
	case NETDEV_CHANGELOWERSTATE:
		if (flexnic_below_port(dev))
			flexnic_speed_look();
		break;
	}
}

/* a bond moved to another link: who is on top of it announces itself there */
static void flexnic_port_moved(struct flexnic_port *port, unsigned long event)
{
	unsigned int i;

	for (i = 0; i < port->count; i++)
		call_netdevice_notifiers(event, port->slot[i]->dev);
}

/* a VLAN device on the port would take the frames of a FlexNIC */
static int flexnic_port_new_upper(struct flexnic_port *port,
				  struct netdev_notifier_changeupper_info *info)
{
	const struct net_device *upper = info->upper_dev;
	struct netlink_ext_ack *extack;
	unsigned int i;

	if (!info->linking || !flexnic_mode_tags(port->mode) ||
	    !is_vlan_dev(upper) || vlan_dev_vlan_proto(upper) != port->proto)
		return NOTIFY_DONE;
	extack = netdev_notifier_info_to_extack(&info->info);
	for (i = 0; i < port->count; i++) {
		if (port->slot[i]->vid != vlan_dev_vlan_id(upper))
			continue;
		NL_SET_ERR_MSG(extack, "A FlexNIC of the port has this tag");
		return notifier_from_errno(-EBUSY);
	}
	return NOTIFY_DONE;
}

static int flexnic_port_new_addr(struct flexnic_port *port,
				 struct netdev_notifier_pre_changeaddr_info *info)
{
	struct netlink_ext_ack *extack;
	unsigned int i;

	if (port->mode != FLEXNIC_MODE_MAC)
		return NOTIFY_DONE;
	extack = netdev_notifier_info_to_extack(&info->info);
	for (i = 0; i < port->count; i++) {
		if (!ether_addr_equal(port->slot[i]->dev->dev_addr,
				      info->dev_addr))
			continue;
		NL_SET_ERR_MSG(extack,
			       "A FlexNIC of the port has this address");
		return notifier_from_errno(-EADDRINUSE);
	}
	return NOTIFY_DONE;
}

static int flexnic_port_event(struct flexnic_port *port, unsigned long event,
			      void *ptr)
{
	switch (event) {
	case NETDEV_UP:
	case NETDEV_DOWN:
	case NETDEV_CHANGE:
	case NETDEV_CHANGENAME:
		flexnic_port_changed(port);
		break;
	case NETDEV_CHANGEMTU:
		flexnic_port_mtu(port);
		break;
	case NETDEV_FEAT_CHANGE:
		flexnic_port_features(port);
		break;
	case NETDEV_NOTIFY_PEERS:
	case NETDEV_BONDING_FAILOVER:
	case NETDEV_RESEND_IGMP:
		flexnic_port_moved(port, event);
		break;
	case NETDEV_PRECHANGEUPPER:
		return flexnic_port_new_upper(port, ptr);
	case NETDEV_PRE_CHANGEADDR:
		return flexnic_port_new_addr(port, ptr);
	case NETDEV_PRE_TYPE_CHANGE:
		/* FlexNICs are Ethernet and so must the port stay */
		return NOTIFY_BAD;
	case NETDEV_UNREGISTER:
		flexnic_port_destroy(port);
		break;
	}
	return NOTIFY_DONE;
}

static int flexnic_new_addr(struct flexnic *fn,
			    struct netdev_notifier_pre_changeaddr_info *info)
{
	struct flexnic_port *port = fn->port;
	struct flexnic_port_cfg cfg;
	int err;

	/* a transaction has looked at all addresses that it sets at once */
	if (port->changing_macs)
		return NOTIFY_DONE;
	flexnic_cfg_current(&cfg, port);
	ether_addr_copy(cfg.slot[fn->slot].mac, info->dev_addr);
	err = flexnic_cfg_check_mac(&cfg, fn->slot, port->dev,
				    netdev_notifier_info_to_extack(&info->info));
	return notifier_from_errno(err);
}

static int flexnic_own_event(struct flexnic *fn, unsigned long event,
			     void *ptr)
{
	switch (event) {
	case NETDEV_PRE_CHANGEADDR:
		return flexnic_new_addr(fn, ptr);
	case NETDEV_CHANGEADDR:
	case NETDEV_CHANGENAME:
		/* a transaction tells of all that it did at once */
		if (!fn->port->changing_macs)
			flexnic_port_notify(fn->port,
					    FLEXNIC_CMD_PORT_CHANGE_NTF);
		break;
	}
	return NOTIFY_DONE;
}

static int flexnic_device_event(struct notifier_block *nb,
				unsigned long event, void *ptr)
{
	struct net_device *dev = netdev_notifier_info_to_dev(ptr);
	struct flexnic_port *port;

	if (netif_is_flexnic(dev))
		return flexnic_own_event(netdev_priv(dev), event, ptr);
	port = flexnic_port_get_rtnl(dev);
	if (port)
		return flexnic_port_event(port, event, ptr);
	flexnic_lower_event(dev, event);
	if (event == NETDEV_REGISTER || event == NETDEV_CHANGENAME)
		flexnic_autoport_event(dev);
	return NOTIFY_DONE;
}

static struct notifier_block flexnic_notifier = {
	.notifier_call = flexnic_device_event,
};

/**
 * flexnic_event_init() - begin to follow the outside
 *
 * The devices that there are already are announced.
 *
 * Return: 0 or a negative errno.
 */
int __init flexnic_event_init(void)
{
	int err = register_netdevice_notifier(&flexnic_notifier);

	if (err)
		return err;
	rtnl_lock();
	flexnic_sched_on_loss(flexnic_shares_lost);
	rtnl_unlock();
	return 0;
}

/**
 * flexnic_event_exit() - follow the outside no more
 *
 * To the notifier all devices go, and so every port ends.
 */
void flexnic_event_exit(void)
{
	rtnl_lock();
	flexnic_sched_on_loss(NULL);
	rtnl_unlock();
	unregister_netdevice_notifier(&flexnic_notifier);
}
