// SPDX-License-Identifier: GPL-2.0
/*
 * A network as a network device: the host's own way onto it, its counters, and
 * what `ip` and `bridge` say to it.
 */
#include <linux/slab.h>

#include "vbridge.h"

/* what a network offers to the host, as far as its ports can do it */
#define VB_NETWORK_FEATURES	(NETIF_F_SG | NETIF_F_FRAGLIST | \
				 NETIF_F_HIGHDMA | NETIF_F_GSO_MASK | \
				 NETIF_F_HW_CSUM)

/* ---- what the host sends and receives ------------------------------------- */

static netdev_tx_t vb_network_xmit(struct sk_buff *skb, struct net_device *dev)
{
	struct vb_network *network = netdev_priv(dev);

	/* what is on top, or a raw socket, may have sent anything */
	if (unlikely(!pskb_may_pull(skb, ETH_HLEN)))
		goto drop;
	skb_reset_mac_header(skb);
	if (unlikely(vb_has_tag_inside(network, skb)))
		goto drop;
	dev_sw_netstats_tx_add(dev, 1, skb->len);
	VB_CB(skb)->pcp = 0;
	skb_pull(skb, ETH_HLEN);

	rcu_read_lock();
	vb_forward(network, NULL, skb);
	rcu_read_unlock();
	return NETDEV_TX_OK;

drop:
	dev_core_stats_tx_dropped_inc(dev);
	kfree_skb(skb);
	return NETDEV_TX_OK;
}

/* which frames the host wants that are not to its own addresses */
static void vb_network_rx_mode(struct net_device *dev)
{
	struct vb_network *network = netdev_priv(dev);
	DECLARE_BITMAP(filter, BIT(VB_MC_BITS));
	const struct netdev_hw_addr *ha;

	bitmap_zero(filter, BIT(VB_MC_BITS));
	if (dev->flags & IFF_UP)
		__set_bit(vb_mc_hash(dev->broadcast), filter);
	netdev_for_each_mc_addr(ha, dev)
		__set_bit(vb_mc_hash(ha->addr), filter);
	bitmap_copy(network->mc_filter, filter, BIT(VB_MC_BITS));
	WRITE_ONCE(network->promisc, dev->flags & IFF_PROMISC);
}

static int vb_network_uc_add(struct net_device *dev, const unsigned char *addr)
{
	return vb_fdb_set(netdev_priv(dev), NULL, addr,
			  VB_FDB_LOCAL | VB_FDB_STATIC, NULL);
}

static int vb_network_uc_del(struct net_device *dev, const unsigned char *addr)
{
	vb_fdb_unset(netdev_priv(dev), addr);
	return 0;
}

static void vb_network_set_rx_mode(struct net_device *dev)
{
	vb_network_rx_mode(dev);
	__dev_uc_sync(dev, vb_network_uc_add, vb_network_uc_del);
}

static void vb_network_set_up(struct vb_network *network, bool up)
{
	WRITE_ONCE(network->flags, up ? network->flags | VB_NET_UP :
					network->flags & ~VB_NET_UP);
}

static int vb_network_open(struct net_device *dev)
{
	struct vb_network *network = netdev_priv(dev);

	vb_network_set_up(network, true);
	vb_network_rx_mode(dev);
	netif_start_queue(dev);
	return 0;
}

static int vb_network_stop(struct net_device *dev)
{
	struct vb_network *network = netdev_priv(dev);

	vb_network_set_up(network, false);
	netif_stop_queue(dev);
	bitmap_zero(network->mc_filter, BIT(VB_MC_BITS));
	return 0;
}

static int vb_network_set_mac(struct net_device *dev, void *p)
{
	struct vb_network *network = netdev_priv(dev);
	struct sockaddr *addr = p;
	int err;

	if (!is_valid_ether_addr(addr->sa_data))
		return -EADDRNOTAVAIL;
	if (ether_addr_equal(dev->dev_addr, addr->sa_data))
		return 0;
	err = vb_fdb_set(network, NULL, addr->sa_data,
			 VB_FDB_LOCAL | VB_FDB_STATIC, NULL);
	if (err)
		return err;
	vb_fdb_unset(network, dev->dev_addr);
	eth_hw_addr_set(dev, addr->sa_data);
	return 0;
}

/* ---- what it takes over from its ports ------------------------------------ */

static netdev_features_t vb_network_fix_features(struct net_device *dev,
						 netdev_features_t features)
{
	const struct vb_network *network = netdev_priv(dev);
	netdev_features_t mask = features;
	const struct vb_conn *conn;

	features &= ~NETIF_F_ONE_FOR_ALL;
	/* VLANs on a network make sense where it carries them */
	if (!(network->flags & VB_NET_TUNNEL))
		features |= NETIF_F_VLAN_CHALLENGED;
	list_for_each_entry(conn, &network->conns, list)
		features = netdev_increment_features(features,
						     conn->dev->features, mask);
	return netdev_add_tso_features(features, mask) | COMPAT_F_LLTX;
}

static unsigned int vb_network_least_mtu(const struct vb_network *network)
{
	const struct vb_conn *conn;
	unsigned int mtu = ETH_MAX_MTU;

	list_for_each_entry(conn, &network->conns, list)
		mtu = min(mtu, conn->dev->mtu);
	return list_empty(&network->conns) ? ETH_DATA_LEN : mtu;
}

static void vb_network_headroom(struct vb_network *network)
{
	const struct vb_conn *conn;
	unsigned int head = 0, tail = 0;

	list_for_each_entry(conn, &network->conns, list) {
		head = max_t(unsigned int, head, conn->dev->needed_headroom +
			     (conn->push_channel ? VLAN_HLEN : 0));
		tail = max_t(unsigned int, tail, conn->dev->needed_tailroom);
	}
	network->dev->needed_headroom = head;
	network->dev->needed_tailroom = tail;
}

static void vb_network_tso(struct vb_network *network)
{
	unsigned int size = TSO_MAX_SIZE;
	const struct vb_conn *conn;
	u16 segs = TSO_MAX_SEGS;

	list_for_each_entry(conn, &network->conns, list) {
		size = min(size, READ_ONCE(conn->dev->tso_max_size));
		segs = min(segs, READ_ONCE(conn->dev->tso_max_segs));
	}
	netif_set_tso_max_size(network->dev, size);
	netif_set_tso_max_segs(network->dev, segs);
}

/**
 * vb_network_carrier() - a network has a carrier when one of its ports has
 * @network: the network
 *
 * Context: RTNL.
 */
void vb_network_carrier(struct vb_network *network)
{
	const struct vb_conn *conn;

	list_for_each_entry(conn, &network->conns, list) {
		if (netif_running(conn->dev) && netif_carrier_ok(conn->dev)) {
			netif_carrier_on(network->dev);
			return;
		}
	}
	netif_carrier_off(network->dev);
}

/**
 * vb_network_follow() - a network's ports are others, or have changed
 * @network: the network
 *
 * Its MTU follows the smallest of them, unless it was set by hand.
 *
 * Context: RTNL.
 */
void vb_network_follow(struct vb_network *network)
{
	struct net_device *dev = network->dev;
	unsigned int mtu = vb_network_least_mtu(network);

	if (dev->reg_state != NETREG_REGISTERED)
		return;
	if (!network->mtu_set && dev->mtu != mtu) {
		dev_set_mtu(dev, mtu);
		network->mtu_set = false;
	}
	vb_network_headroom(network);
	vb_network_tso(network);
	netdev_update_features(dev);
	vb_network_carrier(network);
}

static int vb_network_change_mtu(struct net_device *dev, int mtu)
{
	struct vb_network *network = netdev_priv(dev);

	network->mtu_set = true;
	WRITE_ONCE(dev->mtu, mtu);
	return 0;
}

/* ---- `ip link set PORT master NETWORK` ------------------------------------- */

static int vb_network_add_slave(struct net_device *dev, struct net_device *port,
				struct netlink_ext_ack *extack)
{
	struct vb_network *network = netdev_priv(dev);
	struct vb_conn_cfg cfg;
	struct vb_conn *conn;

	vb_conn_default(&cfg);
	cfg.network = network;
	if (network->flags & VB_NET_TUNNEL)
		cfg.tag = VBRIDGE_TAG_TUNNEL;
	conn = vb_conn_create(port, &cfg, extack);
	return PTR_ERR_OR_ZERO(conn);
}

static int vb_network_del_slave(struct net_device *dev, struct net_device *port)
{
	struct vb_conn *conn = vb_conn_of_master(port);

	if (!conn || conn->network->dev != dev)
		return -EINVAL;
	vb_conn_destroy(conn);
	return 0;
}

/* ---- device ---------------------------------------------------------------- */

/* its part of the FDB's keys, and its own address there */
static int vb_network_init(struct net_device *dev)
{
	struct vb_network *network = netdev_priv(dev);
	struct ida *ids = &network->sw->network_ids;
	int id, err;

	netdev_lockdep_set_classes(dev);
	id = ida_alloc_range(ids, 1, U16_MAX, GFP_KERNEL);
	if (id < 0)
		return id;
	network->id = (u64)id << 48;
	err = vb_fdb_set(network, NULL, dev->dev_addr,
			 VB_FDB_LOCAL | VB_FDB_STATIC, NULL);
	if (err)
		ida_free(ids, id);
	return err;
}

/* without connections nothing is learned any more */
static void vb_network_uninit(struct net_device *dev)
{
	struct vb_network *network = netdev_priv(dev);

	vb_fdb_flush(network, NULL, 0);
	ida_free(&network->sw->network_ids, network->id >> 48);
}

const struct net_device_ops vb_network_ops = {
	.ndo_init		= vb_network_init,
	.ndo_uninit		= vb_network_uninit,
	.ndo_open		= vb_network_open,
	.ndo_stop		= vb_network_stop,
	.ndo_start_xmit		= vb_network_xmit,
	.ndo_features_check	= passthru_features_check,
	.ndo_set_rx_mode	= vb_network_set_rx_mode,
	.ndo_set_mac_address	= vb_network_set_mac,
	.ndo_validate_addr	= eth_validate_addr,
	.ndo_change_mtu		= vb_network_change_mtu,
	.ndo_fix_features	= vb_network_fix_features,
	.ndo_get_stats64	= dev_get_tstats64,
	.ndo_add_slave		= vb_network_add_slave,
	.ndo_del_slave		= vb_network_del_slave,
	.ndo_fdb_add		= vb_fdb_dev_add,
	.ndo_fdb_del		= vb_fdb_dev_del,
	.ndo_fdb_del_bulk	= vb_fdb_dev_flush,
	.ndo_fdb_get		= vb_fdb_dev_get,
	.ndo_fdb_dump		= vb_fdb_dev_dump,
	.ndo_bridge_getlink	= vb_link_dev_get,
	.ndo_bridge_setlink	= vb_link_dev_set,
};

static void vb_network_drvinfo(struct net_device *dev,
			       struct ethtool_drvinfo *info)
{
	strscpy(info->driver, "vbridge", sizeof(info->driver));
	strscpy(info->bus_info, "N/A", sizeof(info->bus_info));
}

static const struct ethtool_ops vb_network_ethtool_ops = {
	.get_drvinfo	= vb_network_drvinfo,
	.get_link	= ethtool_op_get_link,
};

/**
 * vb_network_setup() - fill in a new network's device
 * @dev: the device
 */
void vb_network_setup(struct net_device *dev)
{
	ether_setup(dev);
	dev->netdev_ops = &vb_network_ops;
	dev->ethtool_ops = &vb_network_ethtool_ops;
	dev->rtnl_link_ops = &vb_link_ops;
	dev->needs_free_netdev = true;
	dev->pcpu_stat_type = NETDEV_PCPU_STAT_TSTATS;
	dev->priv_flags |= IFF_NO_QUEUE | IFF_UNICAST_FLT |
			   IFF_LIVE_ADDR_CHANGE | IFF_DONT_BRIDGE;
	/* a packet sent is the ports' to change */
	dev->priv_flags &= ~(IFF_TX_SKB_SHARING | IFF_XMIT_DST_RELEASE);
	dev->min_mtu = ETH_MIN_MTU;
	dev->max_mtu = ETH_MAX_MTU;
	dev->hw_features = VB_NETWORK_FEATURES;
	dev->features = VB_NETWORK_FEATURES;
	dev->vlan_features = VB_NETWORK_FEATURES;
	compat_set_lltx(dev);
	compat_set_netns_immutable(dev);
	eth_hw_addr_random(dev);
}

/* ---- create, change, destroy ------------------------------------------------ */

/**
 * vb_network_default() - what a network is unless told otherwise
 * @cfg: filled in
 */
void vb_network_default(struct vb_network_cfg *cfg)
{
	memset(cfg, 0, sizeof(*cfg));
	cfg->flags = VB_NET_SNOOPING | VB_NET_MCAST_UNKNOWN;
	cfg->ageing = VB_AGEING_DEFAULT;
}

static void vb_network_apply(struct vb_network *network,
			     const struct vb_network_cfg *cfg)
{
	network->cfg = *cfg;
	WRITE_ONCE(network->flags, cfg->flags | (network->flags & VB_NET_UP));
}

/**
 * vb_network_create() - a network begins
 * @dev: its device, set up, named and in its namespace, but not registered
 * @cfg: what it shall be
 * @extack: why not
 *
 * Context: RTNL.
 * Return: 0 or a negative errno; the device is the caller's to free then.
 */
int vb_network_create(struct net_device *dev, const struct vb_network_cfg *cfg,
		      struct netlink_ext_ack *extack)
{
	struct vb_network *network = netdev_priv(dev);
	struct vb_switch *sw = vb_switch(dev_net(dev));
	int err;

	network->dev = dev;
	network->sw = sw;
	network->link_told = true;
	INIT_LIST_HEAD(&network->conns);
	INIT_HLIST_HEAD(&network->fdb);
	spin_lock_init(&network->fdb_lock);
	INIT_LIST_HEAD(&network->fdb_walks);
	vb_fdb_walk_add(network, &network->announce_walk);
	vb_mcast_network_init(network);
	vb_network_apply(network, cfg);
	netif_carrier_off(dev);
	err = register_netdevice(dev);
	if (err == -ENOSPC)
		NL_SET_ERR_MSG(extack, "The switch has as many networks or addresses as it can");
	if (err)
		return err;
	list_add_tail_rcu(&network->list, &sw->networks);
	sw->generation++;
	vb_network_notify(network, VBRIDGE_CMD_NETWORK_NEW_NTF);
	return 0;
}

/**
 * vb_network_change() - a network shall be something else
 * @network: the network
 * @cfg: what
 * @extack: why not
 *
 * Context: RTNL.
 * Return: 0, or -EBUSY or -EOPNOTSUPP with nothing changed.
 */
int vb_network_change(struct vb_network *network,
		      const struct vb_network_cfg *cfg,
		      struct netlink_ext_ack *extack)
{
	u32 changed = cfg->flags ^ network->flags;
	int err;

	if (changed & VB_NET_TUNNEL && !list_empty(&network->conns)) {
		NL_SET_ERR_MSG(extack, "A network with connections can't begin or cease to tunnel");
		return -EBUSY;
	}
	if (changed & VB_NET_SMARTLINK) {
		err = vb_smartlink_change(network,
					  cfg->flags & VB_NET_SMARTLINK,
					  extack);
		if (err)
			return err;
	}
	vb_network_apply(network, cfg);
	vb_smartlink_follow(network);
	if (changed & VB_NET_TUNNEL)
		netdev_update_features(network->dev);
	if (changed & VB_NET_SNOOPING && !(cfg->flags & VB_NET_SNOOPING))
		vb_mcast_flush(network);
	vb_fdb_ageing_changed(network->sw);
	vb_network_notify(network, VBRIDGE_CMD_NETWORK_CHANGE_NTF);
	return 0;
}

/**
 * vb_network_destroy() - a network ends, and its connections with it
 * @dev: its device
 * @head: where devices to unregister are gathered, or NULL to do it at once
 *
 * Context: RTNL.
 */
void vb_network_destroy(struct net_device *dev, struct list_head *head)
{
	struct vb_network *network = netdev_priv(dev);
	struct vb_conn *conn, *next;

	vb_network_notify(network, VBRIDGE_CMD_NETWORK_DEL_NTF);
	list_for_each_entry_safe(conn, next, &network->conns, list)
		vb_conn_destroy(conn);
	vb_uset_forget_network(network);
	vb_mcast_network_exit(network);
	list_del_rcu(&network->list);
	network->sw->generation++;
	unregister_netdevice_queue(dev, head);
}
