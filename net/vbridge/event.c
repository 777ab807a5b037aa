// SPDX-License-Identifier: GPL-2.0
/*
 * What happens to ports from outside: netdevice events.
 */
#include "vbridge.h"

static void vb_port_follow(struct vb_port *port)
{
	struct vb_conn *conn;

	list_for_each_entry(conn, &port->conns, port_list)
		vb_network_follow(conn->network);
}

static void vb_port_link_changed(struct vb_port *port)
{
	struct vb_conn *conn;

	list_for_each_entry(conn, &port->conns, port_list) {
		vb_network_carrier(conn->network);
		/* who was there is not any more, and may turn up elsewhere */
		if (!netif_carrier_ok(conn->dev) &&
		    !(conn->flags & VB_CONN_UPLINK))
			vb_fdb_flush(conn->network, conn,
				     VB_FDB_STATIC | VB_FDB_LOCAL);
	}
	vb_uplink_changed(port->sw);
	vb_loop_hurry(port->sw);
}

static int vb_port_event(struct vb_port *port, unsigned long event)
{
	switch (event) {
	case NETDEV_UP:
	case NETDEV_DOWN:
	case NETDEV_CHANGE:
		vb_port_link_changed(port);
		break;
	case NETDEV_CHANGEMTU:
	case NETDEV_FEAT_CHANGE:
		vb_port_follow(port);
		break;
	case NETDEV_PRE_TYPE_CHANGE:
		/* the switch is Ethernet and so must its ports stay */
		return NOTIFY_BAD;
	case NETDEV_UNREGISTER:
		vb_port_destroy(port);
		break;
	}
	return NOTIFY_DONE;
}

static int vb_device_event(struct notifier_block *nb, unsigned long event,
			   void *ptr)
{
	struct net_device *dev = netdev_notifier_info_to_dev(ptr);
	struct vb_port *port;

	if (event == NETDEV_UNREGISTER) {
		vb_mirror_forget_dev(vb_switch(dev_net(dev)), dev);
		vb_uset_forget_dev(vb_switch(dev_net(dev)), dev);
	}
	port = vb_port_get_rtnl(dev);
	return port ? vb_port_event(port, event) : NOTIFY_DONE;
}

static struct notifier_block vb_notifier = {
	.notifier_call = vb_device_event,
};

/**
 * vb_event_init() - begin to follow the outside
 *
 * Return: 0 or a negative errno.
 */
int __init vb_event_init(void)
{
	return register_netdevice_notifier(&vb_notifier);
}

/**
 * vb_event_exit() - follow the outside no more
 *
 * To the notifier all devices go, and so every port ends.
 */
void vb_event_exit(void)
{
	unregister_netdevice_notifier(&vb_notifier);
}
