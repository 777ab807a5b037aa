// SPDX-License-Identifier: GPL-2.0
/*
 * Parts that requests have in common.
 */
#include "request.h"

/**
 * vb_flag_parse() - an attribute sets or clears a flag
 * @attr: u8, 0 or 1
 * @flags: changed
 * @flag: which of them
 */
void vb_flag_parse(const struct nlattr *attr, u32 *flags, u32 flag)
{
	if (nla_get_u8(attr))
		*flags |= flag;
	else
		*flags &= ~flag;
}

/**
 * vb_rates_check() - what FlexNICs are to ask for on a network
 * @cfg: the network's configuration
 * @attr: what of the request set it, or NULL
 * @extack: why not
 *
 * Return: 0 or -EINVAL.
 */
int vb_rates_check(const struct vb_network_cfg *cfg, const struct nlattr *attr,
		   struct netlink_ext_ack *extack)
{
	if (!cfg->max_rate || cfg->preferred <= cfg->max_rate)
		return 0;
	NL_SET_ERR_MSG_ATTR(extack, attr,
			    "The preferred speed is above the largest");
	return -EINVAL;
}

/**
 * vb_ageing_parse() - the ageing time of a network
 * @attr: u32, ms; NULL leaves it as it is
 * @cfg: changed
 * @extack: why not
 *
 * Return: 0 or -ERANGE.
 */
int vb_ageing_parse(const struct nlattr *attr, struct vb_network_cfg *cfg,
		    struct netlink_ext_ack *extack)
{
	u32 ms;

	if (!attr)
		return 0;
	ms = nla_get_u32(attr);
	/* as IEEE 802.1Q, table 8-6 has it */
	if (ms && (ms < 10 * MSEC_PER_SEC || ms > 1000000 * MSEC_PER_SEC)) {
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "The ageing time is not within 10 to 1000000 seconds");
		return -ERANGE;
	}
	cfg->ageing = msecs_to_jiffies(ms);
	return 0;
}

static struct net_device *vb_find_dev(const struct vb_request *req,
				      const struct nlattr *ifindex,
				      const struct nlattr *ifname)
{
	if (ifindex)
		return __dev_get_by_index(req->sw->net, nla_get_u32(ifindex));
	return __dev_get_by_name(req->sw->net, nla_data(ifname));
}

/**
 * vb_parse_dev() - the device that a request is about
 * @req: the request
 * @ifindex: names it, or NULL
 * @ifname: names it, or NULL
 *
 * Context: RTNL.
 * Return: the device or an error pointer.
 */
struct net_device *vb_parse_dev(const struct vb_request *req,
				const struct nlattr *ifindex,
				const struct nlattr *ifname)
{
	struct net_device *dev;

	if (!ifindex && !ifname) {
		NL_SET_ERR_MSG(req->extack, "No device named");
		return ERR_PTR(-EINVAL);
	}
	dev = vb_find_dev(req, ifindex, ifname);
	if (!dev) {
		NL_SET_ERR_MSG_ATTR(req->extack, ifindex ?: ifname,
				    "No such device in this network namespace");
		return ERR_PTR(-ENODEV);
	}
	return dev;
}

/**
 * vb_parse_network() - the network that a request is about
 * @req: the request
 * @ifindex: names it, or NULL
 * @ifname: names it, or NULL
 *
 * Context: RTNL.
 * Return: the network or an error pointer.
 */
struct vb_network *vb_parse_network(const struct vb_request *req,
				    const struct nlattr *ifindex,
				    const struct nlattr *ifname)
{
	struct vb_network *network;
	struct net_device *dev;

	if (!ifindex && !ifname) {
		NL_SET_ERR_MSG(req->extack, "No network named");
		return ERR_PTR(-EINVAL);
	}
	dev = vb_find_dev(req, ifindex, ifname);
	if (!dev) {
		NL_SET_ERR_MSG_ATTR(req->extack, ifindex ?: ifname,
				    "There is no such network in this network namespace");
		return ERR_PTR(-ENODEV);
	}
	if (!netif_is_vbridge(dev)) {
		NL_SET_ERR_MSG_ATTR(req->extack, ifindex ?: ifname,
				    "The device is not a network");
		return ERR_PTR(-ENODEV);
	}
	network = netdev_priv(dev);
	if (network->leaving) {
		NL_SET_ERR_MSG_ATTR(req->extack, ifindex ?: ifname,
				    "The batch has deleted the network already");
		return ERR_PTR(-ENODEV);
	}
	return network;
}

/**
 * vb_parse_mac() - a unicast address
 * @req: the request
 * @attr: names it; NULL is refused
 * @addr: the address
 *
 * Return: 0 or -EINVAL.
 */
int vb_parse_mac(const struct vb_request *req, const struct nlattr *attr,
		 u8 *addr)
{
	if (!attr) {
		NL_SET_ERR_MSG(req->extack, "No address named");
		return -EINVAL;
	}
	nla_memcpy(addr, attr, ETH_ALEN);
	if (!is_valid_ether_addr(addr)) {
		NL_SET_ERR_MSG_ATTR(req->extack, attr,
				    "Not a unicast Ethernet address");
		return -EINVAL;
	}
	return 0;
}
