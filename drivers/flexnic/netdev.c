// SPDX-License-Identifier: GPL-2.0
/*
 * A FlexNIC as a network device: transmit, MTU, features, addresses.
 */
#include <linux/module.h>

#include "flexnic.h"

/*
 * A FlexNIC offers segmentation and checksums whatever its port can do: the
 * port's own transmit path does in software what its hardware cannot, and
 * does so behind the qdisc, which therefore works on large packets.
 */
#define FLEXNIC_TX_FEATURES	(NETIF_F_SG | NETIF_F_HW_CSUM | \
				 NETIF_F_HIGHDMA | NETIF_F_FRAGLIST | \
				 NETIF_F_GSO_SOFTWARE | NETIF_F_GSO_ENCAP_ALL)
/* what the port has done to a frame when a FlexNIC gets it */
#define FLEXNIC_RX_FEATURES	(NETIF_F_RXCSUM | NETIF_F_GRO | \
				 NETIF_F_RXHASH | NETIF_F_LRO)
#define FLEXNIC_VLAN_FEATURES	(NETIF_F_HW_VLAN_CTAG_TX | \
				 NETIF_F_HW_VLAN_CTAG_RX | \
				 NETIF_F_HW_VLAN_STAG_TX | \
				 NETIF_F_HW_VLAN_STAG_RX)
#define FLEXNIC_FILTER_FEATURES	(NETIF_F_HW_VLAN_CTAG_FILTER | \
				 NETIF_F_HW_VLAN_STAG_FILTER)

/* the tag of a FlexNIC is put on by the port's hardware where it can be */
static struct sk_buff *flexnic_tag(const struct flexnic *fn,
				   struct sk_buff *skb)
{
	const struct flexnic_port *port = fn->port;

	if (!flexnic_mode_tags(port->mode))
		return skb;

	/* a tag that the server put on stays, inside of ours */
	if (skb_vlan_tag_present(skb)) {
		skb = __vlan_hwaccel_push_inside(skb);
		if (unlikely(!skb))
			return NULL;
	}
	__vlan_hwaccel_put_tag(skb, port->proto, READ_ONCE(fn->vid));
	return skb;
}

/*
 * The answer of the port's qdisc is the FlexNIC's: who sends UDP with IP_RECVERR,
 * TCP and FCoE act on a packet that was lost here.
 */
static netdev_tx_t flexnic_start_xmit(struct sk_buff *skb,
				      struct net_device *dev)
{
	struct flexnic *fn = netdev_priv(dev);
	unsigned int len = skb->len;
	int ret;

	/* a FlexNIC whose link was taken away is silent at once */
	if (unlikely(!READ_ONCE(fn->up))) {
		kfree_skb_reason(skb, SKB_DROP_REASON_DEV_READY);
		goto drop;
	}

	skb = flexnic_tag(fn, skb);
	if (unlikely(!skb))
		goto drop;

	skb->dev = fn->port->dev;
	ret = flexnic_sched_xmit(skb, fn->slot);
	if (likely(ret == NET_XMIT_SUCCESS || ret == NET_XMIT_CN))
		dev_sw_netstats_tx_add(dev, 1, len);
	else
		dev_core_stats_tx_dropped_inc(dev);
	return ret;

drop:
	dev_core_stats_tx_dropped_inc(dev);
	return NETDEV_TX_OK;
}

static int flexnic_open(struct net_device *dev)
{
	struct flexnic *fn = netdev_priv(dev);
	int err;

	err = flexnic_filter_open(fn);
	if (err)
		return err;
	flexnic_link_update(fn);
	return 0;
}

static int flexnic_stop(struct net_device *dev)
{
	flexnic_filter_close(netdev_priv(dev));
	return 0;
}

static int flexnic_set_mac_address(struct net_device *dev, void *p)
{
	struct flexnic *fn = netdev_priv(dev);
	struct sockaddr *addr = p;
	int err;

	if (!is_valid_ether_addr(addr->sa_data))
		return -EADDRNOTAVAIL;
	err = flexnic_filter_mac(fn, addr->sa_data);
	if (err)
		return err;
	eth_hw_addr_set(dev, addr->sa_data);
	return 0;
}

static void flexnic_change_rx_flags(struct net_device *dev, int change)
{
	flexnic_filter_flags(netdev_priv(dev), change);
}

static void flexnic_set_rx_mode(struct net_device *dev)
{
	flexnic_filter_lists(netdev_priv(dev));
}

/**
 * flexnic_max_mtu() - the largest MTU of a port's FlexNICs
 * @port: the port
 *
 * A port that counts tags in its MTU has less for a tagged FlexNIC.
 *
 * Context: RTNL.
 */
unsigned int flexnic_max_mtu(const struct flexnic_port *port)
{
	unsigned int mtu = port->dev->mtu;

	if (flexnic_mode_tags(port->mode) && netif_reduces_vlan_mtu(port->dev))
		mtu -= VLAN_HLEN;
	return mtu;
}

static netdev_features_t flexnic_fix_features(struct net_device *dev,
					      netdev_features_t features)
{
	const struct flexnic *fn = netdev_priv(dev);
	netdev_features_t lower = fn->port->dev->features;

	/* what was done before the frame came here follows the port */
	features &= ~FLEXNIC_RX_FEATURES | lower;
	return features | COMPAT_F_LLTX;
}

static int flexnic_vlan_rx_add_vid(struct net_device *dev, __be16 proto,
				   u16 vid)
{
	const struct flexnic *fn = netdev_priv(dev);

	return vlan_vid_add(fn->port->dev, proto, vid);
}

static int flexnic_vlan_rx_kill_vid(struct net_device *dev, __be16 proto,
				    u16 vid)
{
	const struct flexnic *fn = netdev_priv(dev);

	vlan_vid_del(fn->port->dev, proto, vid);
	return 0;
}

static int flexnic_get_iflink(const struct net_device *dev)
{
	const struct flexnic *fn = netdev_priv(dev);

	return fn->port->dev->ifindex;
}

/*
 * Frames are stamped by the port. What one FlexNIC asks of it holds for all that use
 * the port: therefore only the initial namespace may, as with macvlan.
 */
static int flexnic_hwtstamp_get(struct net_device *dev,
				struct kernel_hwtstamp_config *cfg)
{
	const struct flexnic *fn = netdev_priv(dev);

	return generic_hwtstamp_get_lower(fn->port->dev, cfg);
}

static int flexnic_hwtstamp_set(struct net_device *dev,
				struct kernel_hwtstamp_config *cfg,
				struct netlink_ext_ack *extack)
{
	const struct flexnic *fn = netdev_priv(dev);

	if (!net_eq(dev_net(dev), &init_net)) {
		NL_SET_ERR_MSG(extack,
			       "The port's time stamps are set in the initial network namespace");
		return -EOPNOTSUPP;
	}
	return generic_hwtstamp_set_lower(fn->port->dev, cfg, extack);
}

static int __maybe_unused flexnic_eth_ioctl(struct net_device *dev,
					    struct ifreq *ifr, int cmd)
{
	return compat_hwtstamp_ioctl(dev, ifr, cmd, flexnic_hwtstamp_get,
				     flexnic_hwtstamp_set);
}

/*
 * The addresses of the FlexNICs of several ports of one machine nest: each
 * device gets lock classes of its own, as macvlan and vlan do it.
 */
static int flexnic_init(struct net_device *dev)
{
	netdev_lockdep_set_classes(dev);
	return 0;
}

const struct net_device_ops flexnic_netdev_ops = {
	.ndo_init		= flexnic_init,
	.ndo_open		= flexnic_open,
	.ndo_stop		= flexnic_stop,
	.ndo_start_xmit		= flexnic_start_xmit,
	.ndo_features_check	= passthru_features_check,
	.ndo_set_mac_address	= flexnic_set_mac_address,
	.ndo_validate_addr	= eth_validate_addr,
	.ndo_change_rx_flags	= flexnic_change_rx_flags,
	.ndo_set_rx_mode	= flexnic_set_rx_mode,
	.ndo_fix_features	= flexnic_fix_features,
	.ndo_vlan_rx_add_vid	= flexnic_vlan_rx_add_vid,
	.ndo_vlan_rx_kill_vid	= flexnic_vlan_rx_kill_vid,
	.ndo_get_iflink		= flexnic_get_iflink,
	COMPAT_HWTSTAMP_OPS(flexnic_eth_ioctl, flexnic_hwtstamp_get,
			    flexnic_hwtstamp_set),
	.ndo_change_carrier	= flexnic_change_carrier,
	.ndo_get_stats64	= dev_get_tstats64,
};

/**
 * flexnic_inherit() - take over from the port what a FlexNIC's packets need
 * @fn: the FlexNIC
 *
 * Context: RTNL.
 */
void flexnic_inherit(struct flexnic *fn)
{
	const struct net_device *lower = fn->port->dev;
	struct net_device *dev = fn->dev;

	netif_inherit_tso_max(dev, lower);
	dev->needed_headroom = lower->needed_headroom;
	if (flexnic_mode_tags(fn->port->mode))
		dev->needed_headroom += VLAN_HLEN;
	dev->needed_tailroom = lower->needed_tailroom;
	dev->max_mtu = flexnic_max_mtu(fn->port);
}

static void flexnic_init_features(struct flexnic *fn)
{
	const struct net_device *lower = fn->port->dev;
	struct net_device *dev = fn->dev;

	dev->hw_features = FLEXNIC_TX_FEATURES | FLEXNIC_RX_FEATURES;
	/*
	 * In mode mac the server's tags are the only ones and are the port's
	 * to put on and filter. Inside of a tag of ours they are payload.
	 */
	if (!flexnic_mode_tags(fn->port->mode)) {
		dev->hw_features |= FLEXNIC_VLAN_FEATURES & lower->features;
		dev->features |= FLEXNIC_FILTER_FEATURES & lower->features;
	}
	dev->features |= dev->hw_features;
	dev->vlan_features = FLEXNIC_TX_FEATURES | FLEXNIC_RX_FEATURES;
	dev->hw_enc_features = FLEXNIC_TX_FEATURES;
	compat_set_lltx(dev);
}

/**
 * flexnic_netdev_setup() - fill in a new FlexNIC's device
 * @dev: the device, whose private part names port and slot already
 *
 * Context: RTNL, before registration.
 */
void flexnic_netdev_setup(struct net_device *dev)
{
	struct flexnic *fn = netdev_priv(dev);

	dev->netdev_ops = &flexnic_netdev_ops;
	dev->ethtool_ops = &flexnic_ethtool_ops;
	dev->rtnl_link_ops = &flexnic_link_ops;
	dev->needs_free_netdev = true;
	dev->pcpu_stat_type = NETDEV_PCPU_STAT_TSTATS;
	dev->priv_flags |= IFF_NO_QUEUE | IFF_UNICAST_FLT |
			   IFF_LIVE_ADDR_CHANGE;
	/* a packet sent is the port's to change */
	dev->priv_flags &= ~(IFF_TX_SKB_SHARING | IFF_XMIT_DST_RELEASE);

	flexnic_inherit(fn);
	flexnic_init_features(fn);
	dev->min_mtu = ETH_MIN_MTU;
	dev->mtu = dev->max_mtu;
	netif_carrier_off(dev);
}
