/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The only place that knows kernel versions. The code is written for the
 * newest API; what an older kernel lacks is made up for here. Guards look at
 * the macro itself first, then at what probes.mk found in the headers, and at
 * the version last, because stable trees backport helpers.
 */
#ifndef _FLEXNIC_COMPAT_H
#define _FLEXNIC_COMPAT_H

#include <linux/version.h>
#include <linux/ethtool.h>
#include <linux/net_tstamp.h>
#include <linux/netdevice.h>
#include <linux/sockios.h>
#include <net/sch_generic.h>

/* skb_gso_segment() has had a header of its own since 6.5 */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 5, 0)
#include <net/gso.h>
#endif

/* and so have a device's locks since 6.15 */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 15, 0)
#include <net/netdev_lock.h>
#else
/* no driver has its operations under such a lock before */
static inline void netdev_lock_ops(struct net_device *dev)
{
}

static inline void netdev_unlock_ops(struct net_device *dev)
{
}
#endif

/* lockless Tx: a feature flag up to 6.11, a bit of the device since */
static inline void compat_set_lltx(struct net_device *dev)
{
#ifdef NETIF_F_LLTX
	dev->features |= NETIF_F_LLTX;
#else
	dev->lltx = true;
#endif
}

/* the flag must survive ndo_fix_features where it is one */
#ifdef NETIF_F_LLTX
#define COMPAT_F_LLTX NETIF_F_LLTX
#else
#define COMPAT_F_LLTX ((netdev_features_t)0)
#endif

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 11, 0)
#define kernel_ethtool_ts_info ethtool_ts_info
#endif

/* what a device on top of another says of time stamps: a function since 6.10 */
#ifndef COMPAT_HAVE_TS_INFO_BY_LAYER
#include <linux/phy.h>

static inline int
ethtool_get_ts_info_by_layer(struct net_device *dev,
			     struct kernel_ethtool_ts_info *info)
{
	const struct ethtool_ops *ops = dev->ethtool_ops;

	memset(info, 0, sizeof(*info));
	info->cmd = ETHTOOL_GET_TS_INFO;
	if (phy_has_tsinfo(dev->phydev))
		return phy_ts_info(dev->phydev, info);
	if (ops->get_ts_info)
		return ops->get_ts_info(dev, info);
	return ethtool_op_get_ts_info(dev, info);
}
#endif

/*
 * How a device stamps frames with the time is asked for by operations of its own since
 * 6.6, by an ioctl of the driver before: that is handed to the device below. In the
 * list of a device's operations stands COMPAT_HWTSTAMP_OPS() with the two that the
 * newest kernel has, and an ndo_eth_ioctl that is compat_hwtstamp_ioctl() of them.
 */
#ifdef COMPAT_HAVE_HWTSTAMP_LOWER
#define COMPAT_HWTSTAMP_OPS(_ioctl, _get, _set)				\
	.ndo_hwtstamp_get	= _get,					\
	.ndo_hwtstamp_set	= _set
#else
#define COMPAT_HWTSTAMP_OPS(_ioctl, _get, _set)				\
	.ndo_eth_ioctl		= _ioctl

struct kernel_hwtstamp_config {
	struct ifreq	*ifr;
};

static inline int compat_hwtstamp_lower(struct net_device *dev,
					struct ifreq *ifr, int cmd)
{
	const struct net_device_ops *ops = dev->netdev_ops;
	struct ifreq lower = { .ifr_ifru = ifr->ifr_ifru };
	int err;

	if (!netif_device_present(dev))
		return -ENODEV;
	if (!ops->ndo_eth_ioctl)
		return -EOPNOTSUPP;
	strscpy(lower.ifr_name, dev->name, IFNAMSIZ);
	err = ops->ndo_eth_ioctl(dev, &lower, cmd);
	if (!err)
		ifr->ifr_ifru = lower.ifr_ifru;
	return err;
}

static inline int
generic_hwtstamp_get_lower(struct net_device *dev,
			   struct kernel_hwtstamp_config *cfg)
{
	return compat_hwtstamp_lower(dev, cfg->ifr, SIOCGHWTSTAMP);
}

static inline int
generic_hwtstamp_set_lower(struct net_device *dev,
			   struct kernel_hwtstamp_config *cfg,
			   struct netlink_ext_ack *extack)
{
	return compat_hwtstamp_lower(dev, cfg->ifr, SIOCSHWTSTAMP);
}
#endif

static inline int
compat_hwtstamp_ioctl(struct net_device *dev, struct ifreq *ifr, int cmd,
		      int (*get)(struct net_device *dev,
				 struct kernel_hwtstamp_config *cfg),
		      int (*set)(struct net_device *dev,
				 struct kernel_hwtstamp_config *cfg,
				 struct netlink_ext_ack *extack))
{
	struct kernel_hwtstamp_config cfg = { .ifr = ifr };

	if (cmd == SIOCGHWTSTAMP)
		return get(dev, &cfg);
	if (cmd == SIOCSHWTSTAMP)
		return set(dev, &cfg, NULL);
	return -EOPNOTSUPP;
}

/* dev_set_mac_address() takes a sockaddr_storage since 6.16 */
static inline int compat_set_mac_address(struct net_device *dev,
					 const u8 *addr,
					 struct netlink_ext_ack *extack)
{
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 16, 0)
	struct sockaddr sa = { .sa_family = dev->type };

	memcpy(sa.sa_data, addr, dev->addr_len);
#else
	struct sockaddr_storage sa = { .ss_family = dev->type };

	memcpy(sa.__data, addr, dev->addr_len);
#endif
	return dev_set_mac_address(dev, &sa, extack);
}

/*
 * bound to its namespace: a feature flag up to 6.11, a bit of the device since,
 * which got this name in 6.15 and in 6.12 stable
 */
static inline void compat_set_netns_immutable(struct net_device *dev)
{
#ifdef COMPAT_HAVE_NETNS_IMMUTABLE
	dev->netns_immutable = true;
#elif defined(NETIF_F_NETNS_LOCAL)
	dev->features |= NETIF_F_NETNS_LOCAL;
#else
	dev->netns_local = true;
#endif
}

/* rtnl_link_ops::newlink takes one argument for all since 6.15 */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 15, 0)
#define COMPAT_NEWLINK_PARAMS
#endif

/*
 * ndo_fdb_del_bulk takes the message as it is since 6.7, its attributes before. In a
 * function that COMPAT_FDB_DEL_BULK() defines COMPAT_FDB_BULK_ATTRS() gets at them.
 */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 7, 0)
#define COMPAT_FDB_BULK_ATTRS(_attrs, _policy)				\
	((void)(_policy), memcpy(_attrs, tb, sizeof(_attrs)), 0)
#define COMPAT_FDB_DEL_BULK(_name)					\
	int _name(struct ndmsg *ndm, struct nlattr *tb[],		\
		  struct net_device *dev, u16 vid,			\
		  struct netlink_ext_ack *extack)
#else
#define COMPAT_FDB_BULK_ATTRS(_attrs, _policy)				\
	nlmsg_parse(nlh, sizeof(struct ndmsg), _attrs, NDA_MAX, _policy, extack)
#define COMPAT_FDB_DEL_BULK(_name)					\
	int _name(struct nlmsghdr *nlh, struct net_device *dev,		\
		  struct netlink_ext_ack *extack)
#endif

/* who adds or deletes an entry may notify of it by itself since 6.13 */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 13, 0)
#define COMPAT_FDB_ADD(_name)						\
	int _name(struct ndmsg *ndm, struct nlattr *tb[],		\
		  struct net_device *dev, const unsigned char *addr,	\
		  u16 vid, u16 flags, struct netlink_ext_ack *extack)
#define COMPAT_FDB_DEL(_name)						\
	int _name(struct ndmsg *ndm, struct nlattr *tb[],		\
		  struct net_device *dev, const unsigned char *addr,	\
		  u16 vid, struct netlink_ext_ack *extack)
#else
#define COMPAT_FDB_ADD(_name)						\
	int _name(struct ndmsg *ndm, struct nlattr *tb[],		\
		  struct net_device *dev, const unsigned char *addr,	\
		  u16 vid, u16 flags, bool *notified,			\
		  struct netlink_ext_ack *extack)
#define COMPAT_FDB_DEL(_name)						\
	int _name(struct ndmsg *ndm, struct nlattr *tb[],		\
		  struct net_device *dev, const unsigned char *addr,	\
		  u16 vid, bool *notified,				\
		  struct netlink_ext_ack *extack)
#endif

/* a device with IFLA_PROTO_DOWN: a private flag up to 6.11, a bit since */
static inline bool compat_can_proto_down(const struct net_device *dev)
{
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 12, 0)
	return dev->priv_flags & IFF_CHANGE_PROTO_DOWN;
#else
	return dev->change_proto_down;
#endif
}

/* the attributes of a dump's request moved into its genl_info with 6.6 */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 6, 0)
#define compat_genl_dump_attrs(cb) (genl_dumpit_info(cb)->attrs)
#else
#define compat_genl_dump_attrs(cb) (genl_dumpit_info(cb)->info.attrs)
#endif

/* where an FDB dump goes on: in the callback's arguments up to 6.14 */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 15, 0)
#define compat_fdb_dump_idx(cb) \
	(((struct ndo_fdb_dump_context *)(cb)->ctx)->fdb_idx)
#else
#define compat_fdb_dump_idx(cb) ((cb)->args[2])
#endif

/* what is read from a binary file of sysfs is described as const since 6.17 */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 17, 0)
#define COMPAT_BIN_ATTR struct bin_attribute
#else
#define COMPAT_BIN_ATTR const struct bin_attribute
#endif

#ifndef COMPAT_HAVE_NETIF_GET_FLAGS
#define netif_get_flags(dev) dev_get_flags(dev)
#endif

/* resets the queues or not as it is asked to since 7.3, and always before */
#ifndef COMPAT_HAVE_DEACTIVATE_RESET
#define dev_deactivate(dev, reset_needed) dev_deactivate(dev)
#endif

#endif /* _FLEXNIC_COMPAT_H */
