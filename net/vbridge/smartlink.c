// SPDX-License-Identifier: GPL-2.0
/*
 * SmartLink: a network that has lost its uplinks takes the link of its
 * downlinks away, so that servers with a second way use that.
 */
#include "vbridge.h"

static const char vb_smartlink_unable[] =
	"SmartLink can't take the link of a port's device away";
static const char vb_smartlink_shared[] =
	"SmartLink needs ports that are on no other network";

static void vb_smartlink_refuse(struct netlink_ext_ack *extack, const char *why)
{
	if (extack)
		extack->_msg = why;
}

/* a FlexNIC and the like have the first, macvlan the second */
static bool vb_smartlink_able(const struct net_device *dev)
{
	return dev->netdev_ops->ndo_change_carrier ||
	       compat_can_proto_down(dev);
}

static void vb_link_set(struct net_device *dev, bool on)
{
	if (dev->netdev_ops->ndo_change_carrier) {
		dev->netdev_ops->ndo_change_carrier(dev, on);
		return;
	}
	if (on)
		netif_carrier_on(dev);
	else
		netif_carrier_off(dev);
	WRITE_ONCE(dev->proto_down, !on);
}

/**
 * vb_smartlink_link() - does SmartLink leave a network's downlinks up?
 * @network: the network
 *
 * A network that nothing carries has no uplink to lose.
 *
 * Context: RTNL.
 */
bool vb_smartlink_link(const struct vb_network *network)
{
	return !(network->flags & VB_NET_SMARTLINK) || !network->uset ||
	       rcu_access_pointer(network->uplink);
}

static void vb_smartlink_apply(struct vb_conn *conn, bool on)
{
	if (conn->link_taken == !on)
		return;
	conn->link_taken = !on;
	vb_link_set(conn->dev, on);
}

/* a connection that the request at hand deletes does not count */
static bool vb_smartlink_in_use(const struct net_device *dev)
{
	const struct vb_port *port = vb_port_get_rtnl(dev);

	return port && port->n_conns;
}

/* ports of networks with SmartLink are on that one alone */
static bool vb_smartlink_alone(const struct net_device *dev)
{
	const struct vb_port *port = vb_port_get_rtnl(dev);
	const struct vb_conn *conn;

	if (!port)
		return true;
	list_for_each_entry(conn, &port->conns, port_list)
		if (conn->network->flags & VB_NET_SMARTLINK &&
		    !conn->cfg.uplink)
			return false;
	return true;
}

/**
 * vb_smartlink_check() - may a device be a port of a network?
 * @network: the network
 * @dev: the device
 * @cfg: the connection that is asked for
 * @extack: why not
 *
 * Context: RTNL.
 * Return: 0, -EOPNOTSUPP or -EBUSY.
 */
int vb_smartlink_check(const struct vb_network *network,
		       const struct net_device *dev,
		       const struct vb_conn_cfg *cfg,
		       struct netlink_ext_ack *extack)
{
	const char *why = NULL;

	if (!vb_smartlink_alone(dev) ||
	    (network->flags & VB_NET_SMARTLINK && !cfg->uplink &&
	     vb_smartlink_in_use(dev)))
		why = vb_smartlink_shared;
	else if (network->flags & VB_NET_SMARTLINK && !cfg->uplink &&
		 !vb_smartlink_able(dev))
		why = vb_smartlink_unable;
	if (!why)
		return 0;
	vb_smartlink_refuse(extack, why);
	return why == vb_smartlink_shared ? -EBUSY : -EOPNOTSUPP;
}

/**
 * vb_smartlink_change() - SmartLink is switched on or off
 * @network: the network
 * @on: which of both
 * @extack: why not
 *
 * What follows from it is vb_smartlink_follow()'s, once the network says so.
 *
 * Context: RTNL.
 * Return: 0, -EOPNOTSUPP or -EBUSY.
 */
int vb_smartlink_change(struct vb_network *network, bool on,
			struct netlink_ext_ack *extack)
{
	const struct vb_conn *conn;

	if (!on)
		return 0;
	list_for_each_entry(conn, &network->conns, list) {
		if (conn->cfg.uplink)
			continue;
		if (conn->port->n_conns > 1) {
			vb_smartlink_refuse(extack, vb_smartlink_shared);
			return -EBUSY;
		}
		if (!vb_smartlink_able(conn->dev)) {
			vb_smartlink_refuse(extack, vb_smartlink_unable);
			return -EOPNOTSUPP;
		}
	}
	return 0;
}

/**
 * vb_smartlink_follow() - bring the downlinks' links in line
 * @network: the network
 *
 * Context: RTNL.
 */
void vb_smartlink_follow(struct vb_network *network)
{
	bool on = vb_smartlink_link(network);
	struct vb_conn *conn;

	list_for_each_entry(conn, &network->conns, list)
		if (!conn->cfg.uplink)
			vb_smartlink_apply(conn, on);
	if (network->link_told == on)
		return;
	network->link_told = on;
	vb_event_smartlink(network, on);
}

/**
 * vb_smartlink_release() - a connection ends: its port has its link back
 * @conn: the connection
 *
 * Context: RTNL.
 */
void vb_smartlink_release(struct vb_conn *conn)
{
	vb_smartlink_apply(conn, true);
}
