// SPDX-License-Identifier: GPL-2.0
/*
 * A connection: some frames of a port, told by their tag, on a network.
 */
#include <linux/slab.h>

#include "vbridge.h"

/**
 * vb_conn_default() - what a connection is unless told otherwise
 * @cfg: filled in; the network is not
 */
void vb_conn_default(struct vb_conn_cfg *cfg)
{
	memset(cfg, 0, sizeof(*cfg));
	cfg->channel_proto = htons(ETH_P_8021AD);
	cfg->flags = VB_CONN_DEFAULT;
}

/* ---- what can't be -------------------------------------------------------- */

static int vb_conn_refuse(const struct vb_conn_cfg *cfg, unsigned int attr,
			  struct netlink_ext_ack *extack, const char *why,
			  int err)
{
	if (extack) {
		extack->_msg = why;
		if (cfg->attr[attr])
			NL_SET_BAD_ATTR(extack, cfg->attr[attr]);
	}
	return err;
}

static int vb_conn_check_vid(const struct vb_conn_cfg *cfg,
			     struct netlink_ext_ack *extack)
{
	bool may = cfg->tag == VBRIDGE_TAG_VLAN || cfg->tag == VBRIDGE_TAG_NATIVE;

	if (cfg->vid && !may)
		return vb_conn_refuse(cfg, VBRIDGE_A_CONN_VID, extack,
				      "Only a VLAN or native connection has a VID",
				      -EINVAL);
	if (!cfg->vid && cfg->tag == VBRIDGE_TAG_VLAN)
		return vb_conn_refuse(cfg, VBRIDGE_A_CONN_TAG, extack,
				      "A VLAN connection needs a VID", -EINVAL);
	if (cfg->vid >= VLAN_VID_MASK)
		return vb_conn_refuse(cfg, VBRIDGE_A_CONN_VID, extack,
				      "The VID is not within 1 to 4094",
				      -ERANGE);
	if (cfg->channel >= VLAN_VID_MASK)
		return vb_conn_refuse(cfg, VBRIDGE_A_CONN_CHANNEL, extack,
				      "The channel is not within 1 to 4094",
				      -ERANGE);
	if (!eth_type_vlan(cfg->channel_proto))
		return vb_conn_refuse(cfg, VBRIDGE_A_CONN_CHANNEL_PROTO, extack,
				      "The tag is neither 802.1Q nor 802.1ad",
				      -EPROTONOSUPPORT);
	return 0;
}

static int vb_conn_check_network(const struct vb_conn_cfg *cfg,
				 struct netlink_ext_ack *extack)
{
	bool tunnel = cfg->network->flags & VB_NET_TUNNEL;

	if (tunnel && cfg->tag != VBRIDGE_TAG_TUNNEL)
		return vb_conn_refuse(cfg, VBRIDGE_A_CONN_TAG, extack,
				      "The network tunnels VLANs: its connections are tunnels",
				      -EINVAL);
	if (!tunnel && cfg->tag == VBRIDGE_TAG_TUNNEL)
		return vb_conn_refuse(cfg, VBRIDGE_A_CONN_TAG, extack,
				      "The network does not tunnel VLANs",
				      -EINVAL);
	if (cfg->uplink && !cfg->of_set && cfg->network->uset &&
	    cfg->network->uset->named)
		return vb_conn_refuse(cfg, VBRIDGE_A_CONN_NETWORK, extack,
				      "The network's uplinks are an uplink set's",
				      -EBUSY);
	return 0;
}

/* a channel's tag must not be taken for a VLAN's */
static int vb_conn_check_proto(const struct vb_port *port,
			       const struct vb_conn_cfg *cfg,
			       struct netlink_ext_ack *extack)
{
	const struct vb_conn *conn;

	if (cfg->channel && port->channel_proto &&
	    port->channel_proto != cfg->channel_proto)
		return vb_conn_refuse(cfg, VBRIDGE_A_CONN_CHANNEL_PROTO, extack,
				      "The port's channels have another tag",
				      -EBUSY);
	if (!cfg->channel && cfg->vid &&
	    port->channel_proto == htons(ETH_P_8021Q))
		return vb_conn_refuse(cfg, VBRIDGE_A_CONN_VID, extack,
				      "802.1Q tags are channels on this port",
				      -EBUSY);
	if (!cfg->channel || cfg->channel_proto != htons(ETH_P_8021Q))
		return 0;
	list_for_each_entry(conn, &port->conns, port_list)
		if (!conn->cfg.channel && conn->cfg.vid)
			return vb_conn_refuse(cfg, VBRIDGE_A_CONN_CHANNEL,
					      extack,
					      "802.1Q tags are VLANs on this port",
					      -EBUSY);
	return 0;
}

static int vb_conn_check_taken(const struct vb_port *port,
			       const struct vb_conn_cfg *cfg,
			       struct netlink_ext_ack *extack)
{
	const struct vb_conn *conn;

	if (port->n_conns >= VBRIDGE_PORT_CONNS)
		return vb_conn_refuse(cfg, VBRIDGE_A_CONN_IFINDEX, extack,
				      "The port has all the connections it can",
				      -ENOSPC);
	if (vb_conn_find(port, cfg->channel, cfg->tag, cfg->vid))
		return vb_conn_refuse(cfg, cfg->vid ? VBRIDGE_A_CONN_VID :
						      VBRIDGE_A_CONN_TAG,
				      extack,
				      "The port has a connection with this tag",
				      -EEXIST);
	list_for_each_entry(conn, &port->conns, port_list)
		if (conn->network == cfg->network)
			return vb_conn_refuse(cfg, VBRIDGE_A_CONN_NETWORK,
					      extack,
					      "The port is on the network already",
					      -EEXIST);
	return 0;
}

static int vb_conn_check(struct net_device *dev, const struct vb_conn_cfg *cfg,
			 struct netlink_ext_ack *extack)
{
	const struct vb_port *port = vb_port_get_rtnl(dev);
	int err;

	err = vb_conn_check_vid(cfg, extack) ?:
	      vb_conn_check_network(cfg, extack) ?:
	      vb_port_check_dev(cfg->network->sw, dev,
				cfg->attr[VBRIDGE_A_CONN_IFINDEX] ?:
				cfg->attr[VBRIDGE_A_CONN_IFNAME], extack) ?:
	      vb_smartlink_check(cfg->network, dev, cfg, extack);
	if (err || !port)
		return err;
	return vb_conn_check_proto(port, cfg, extack) ?:
	       vb_conn_check_taken(port, cfg, extack);
}

/* ---- create and destroy --------------------------------------------------- */

static void vb_conn_free(struct vb_conn *conn)
{
	kfree(rcu_access_pointer(conn->storm));
	kfree(rcu_access_pointer(conn->lock));
	free_percpu(conn->stats);
	kfree(conn);
}

static void vb_conn_free_rcu(struct rcu_head *head)
{
	vb_conn_free(container_of(head, struct vb_conn, rcu));
}

static struct vb_conn *vb_conn_alloc(struct net_device *dev,
				     const struct vb_conn_cfg *cfg)
{
	struct vb_conn *conn;

	conn = kzalloc(sizeof(*conn), GFP_KERNEL_ACCOUNT);
	if (!conn)
		return NULL;
	conn->stats = netdev_alloc_pcpu_stats(struct vb_stats);
	if (!conn->stats || vb_storm_init(conn, cfg->storm)) {
		free_percpu(conn->stats);
		kfree(conn);
		return NULL;
	}
	vb_lock_init(conn, cfg->lock);
	conn->dev = dev;
	conn->network = cfg->network;
	conn->sw = cfg->network->sw;
	conn->fdb_net = cfg->network->id;
	conn->flags |= cfg->flags | (cfg->uplink ? VB_CONN_UPLINK : 0) |
		      (cfg->tag == VBRIDGE_TAG_TUNNEL ? VB_CONN_TUNNEL : 0);
	if (cfg->tag == VBRIDGE_TAG_VLAN)
		conn->push_vid = cfg->vid;
	conn->push_channel = cfg->channel;
	conn->channel_proto = cfg->channel_proto;
	conn->cfg = *cfg;
	conn->cfg.storm = NULL;
	conn->cfg.lock = NULL;
	memset(conn->cfg.attr, 0, sizeof(conn->cfg.attr));
	return conn;
}

/* the one that `ip link set PORT master NETWORK` makes */
static bool vb_conn_is_plain(const struct vb_conn *conn)
{
	const struct vb_conn_cfg *cfg = &conn->cfg;

	return !cfg->uplink && !cfg->channel &&
	       (cfg->tag == VBRIDGE_TAG_UNTAGGED ||
		cfg->tag == VBRIDGE_TAG_TUNNEL);
}

/**
 * vb_conn_of_master() - the connection that a port's master stands for
 * @dev: the port's device
 *
 * Context: RTNL.
 * Return: the connection, or NULL.
 */
struct vb_conn *vb_conn_of_master(const struct net_device *dev)
{
	const struct vb_port *port = vb_port_get_rtnl(dev);

	return port ? port->master : NULL;
}

/* a device has one master, but may be below many networks */
static int vb_conn_link(struct vb_conn *conn, struct netlink_ext_ack *extack)
{
	struct net_device *upper = conn->network->dev;
	int err;

	if (!vb_conn_is_plain(conn) || netdev_master_upper_dev_get(conn->dev))
		return netdev_upper_dev_link(conn->dev, upper, extack);
	err = netdev_master_upper_dev_link(conn->dev, upper, NULL, NULL,
					   extack);
	if (!err)
		conn->port->master = conn;
	return err;
}

static void vb_conn_unlink(struct vb_conn *conn)
{
	if (conn->port->master == conn)
		conn->port->master = NULL;
	netdev_upper_dev_unlink(conn->dev, conn->network->dev);
}

static void vb_conn_publish(struct vb_conn *conn)
{
	struct vb_network *network = conn->network;

	/* uplinks first: they are looked for when one fails */
	if (conn->cfg.uplink)
		list_add_rcu(&conn->list, &network->conns);
	else
		list_add_tail_rcu(&conn->list, &network->conns);
	network->n_conns++;
	network->sw->generation++;
	vb_network_follow(network);
	vb_smartlink_follow(network);
}

/**
 * vb_conn_create() - connect a device to a network
 * @dev: the device
 * @cfg: what the connection shall be
 * @extack: why not
 *
 * Context: RTNL.
 * Return: the connection or an error pointer; nothing has changed then.
 */
struct vb_conn *vb_conn_create(struct net_device *dev,
			       const struct vb_conn_cfg *cfg,
			       struct netlink_ext_ack *extack)
{
	struct vb_switch *sw = cfg->network->sw;
	struct vb_port *port;
	struct vb_conn *conn;
	int err;

	ASSERT_RTNL();
	err = vb_conn_check(dev, cfg, extack);
	if (err)
		goto err_lock;
	err = -ENOMEM;
	conn = vb_conn_alloc(dev, cfg);
	if (!conn)
		goto err_lock;
	port = vb_port_open(sw, dev, extack);
	if (IS_ERR(port)) {
		err = PTR_ERR(port);
		goto err_free;
	}
	conn->port = port;
	err = xa_alloc(&sw->conns, &conn->id, conn, xa_limit_31b, GFP_KERNEL);
	if (err)
		goto err_port;
	err = vb_uplink_attach(conn, extack);
	if (err)
		goto err_id;
	err = vb_conn_link(conn, extack);
	if (err)
		goto err_uplink;
	/* from here on frames come in */
	err = vb_port_attach(port, conn, extack);
	if (err)
		goto err_link;
	vb_conn_publish(conn);
	vb_uplink_changed(sw);
	vb_loop_hurry(sw);
	vb_conn_notify(conn, VBRIDGE_CMD_CONN_NEW_NTF);
	return conn;

err_link:
	vb_conn_unlink(conn);
err_uplink:
	vb_uplink_detach(conn);
err_id:
	xa_erase(&sw->conns, conn->id);
err_port:
	vb_port_put(port);
err_free:
	/* a frame that came in meanwhile may still have it */
	call_rcu(&conn->rcu, vb_conn_free_rcu);
	return ERR_PTR(err);

err_lock:
	kfree(cfg->lock);
	return ERR_PTR(err);
}

/**
 * vb_conn_destroy() - end a connection
 * @conn: the connection
 *
 * Frames that are on their way by it may still arrive; nothing is learned on
 * it any more. The port goes with its last connection.
 *
 * Context: RTNL.
 */
void vb_conn_destroy(struct vb_conn *conn)
{
	struct vb_network *network = conn->network;
	struct vb_switch *sw = network->sw;
	struct vb_port *port = conn->port;

	ASSERT_RTNL();
	vb_conn_notify(conn, VBRIDGE_CMD_CONN_DEL_NTF);
	vb_mirror_forget(conn);
	vb_smartlink_release(conn);
	if (!conn->suspended)
		vb_conn_suspend(conn);
	vb_uplink_detach(conn);
	vb_mcast_forget(conn);
	vb_fdb_flush(network, conn, 0);
	xa_erase(&sw->conns, conn->id);
	sw->generation++;
	vb_network_follow(network);
	port->n_suspended--;
	vb_port_put(port);
	vb_uplink_changed(sw);
	call_rcu(&conn->rcu, vb_conn_free_rcu);
}

/* ---- suspend and resume, for batches --------------------------------------- */

/**
 * vb_conn_suspend() - take a downlink's frames away until its end, or not
 * @conn: the connection
 *
 * Its tag is free for another. vb_conn_destroy() or vb_conn_resume() follow
 * under the same RTNL.
 *
 * Context: RTNL.
 */
void vb_conn_suspend(struct vb_conn *conn)
{
	struct vb_network *network = conn->network;

	vb_conn_flag(conn, VB_CONN_DEAD, true);
	vb_port_detach(conn->port, conn);
	list_del_rcu(&conn->list);
	vb_conn_unlink(conn);
	network->n_conns--;
	conn->port->n_suspended++;
	conn->suspended = true;
}

/**
 * vb_conn_resume() - give a downlink back what vb_conn_suspend() took
 * @conn: the connection; nobody else has its tag any more
 *
 * Context: RTNL.
 */
void vb_conn_resume(struct vb_conn *conn)
{
	struct vb_network *network = conn->network;

	/* nobody may walk the list by its old place */
	synchronize_net();
	conn->suspended = false;
	conn->port->n_suspended--;
	WARN_ON(vb_port_attach(conn->port, conn, NULL) ||
		vb_conn_link(conn, NULL));
	list_add_tail_rcu(&conn->list, &network->conns);
	network->n_conns++;
	vb_conn_flag(conn, VB_CONN_DEAD, false);
}

/* ---- change --------------------------------------------------------------- */

/**
 * vb_conn_flag() - set or clear a flag of a connection
 * @conn: the connection
 * @flag: VB_CONN_*
 * @on: which of both
 *
 * Context: any but hard interrupts.
 */
void vb_conn_flag(struct vb_conn *conn, u32 flag, bool on)
{
	spin_lock_bh(&conn->network->fdb_lock);
	WRITE_ONCE(conn->flags, on ? conn->flags | flag : conn->flags & ~flag);
	spin_unlock_bh(&conn->network->fdb_lock);
}

/**
 * vb_conn_change() - change what the administrator may change at any time
 * @conn: the connection
 * @flags: VB_CONN_SETTABLE ones
 * @mac_limit: addresses learned; 0 is any number
 *
 * Addresses over a new limit stay until they age.
 *
 * Context: RTNL.
 */
void vb_conn_change(struct vb_conn *conn, u32 flags, u32 mac_limit)
{
	conn->cfg.flags = flags;
	WRITE_ONCE(conn->cfg.mac_limit, mac_limit);
	vb_conn_flag(conn, VB_CONN_SETTABLE & ~flags, false);
	vb_conn_flag(conn, flags, true);
}

/**
 * vb_conn_prefer() - change the preference of a dedicated uplink
 * @conn: the connection; any other is left alone
 * @preference: lowest first
 *
 * Context: RTNL.
 */
void vb_conn_prefer(struct vb_conn *conn, u32 preference)
{
	struct vb_network *network = conn->network;

	if (!conn->cfg.uplink || conn->cfg.of_set ||
	    conn->cfg.preference == preference)
		return;
	conn->cfg.preference = preference;
	vb_uset_prefer(network->uset, conn->member, preference);
	vb_uplink_changed(network->sw);
}

/**
 * vb_conn_state() - what a connection does with frames now
 * @conn: the connection
 *
 * Context: RTNL or RCU.
 */
enum vbridge_state vb_conn_state(const struct vb_conn *conn)
{
	if (!netif_running(conn->dev) || !netif_carrier_ok(conn->dev))
		return VBRIDGE_STATE_NO_LINK;
	if (conn->flags & VB_CONN_BLOCKED)
		return VBRIDGE_STATE_BLOCKED;
	if (conn->flags & VB_CONN_UPLINK &&
	    rcu_access_pointer(conn->network->uplink) != conn)
		return VBRIDGE_STATE_STANDBY;
	return VBRIDGE_STATE_FORWARDING;
}
