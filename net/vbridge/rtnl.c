// SPDX-License-Identifier: GPL-2.0
/*
 * rtnetlink kind "vbridge": networks by `ip link`.
 */
#include <net/rtnetlink.h>

#include "vbridge.h"

static const struct nla_policy vb_link_policy[IFLA_VBRIDGE_MAX + 1] = {
	[IFLA_VBRIDGE_PRIVATE] = NLA_POLICY_MAX(NLA_U8, 1),
	[IFLA_VBRIDGE_SMARTLINK] = NLA_POLICY_MAX(NLA_U8, 1),
	[IFLA_VBRIDGE_TUNNEL] = NLA_POLICY_MAX(NLA_U8, 1),
	[IFLA_VBRIDGE_AGEING] = { .type = NLA_U32 },
	[IFLA_VBRIDGE_MAC_LIMIT] = { .type = NLA_U32 },
	[IFLA_VBRIDGE_MCAST_SNOOPING] = NLA_POLICY_MAX(NLA_U8, 1),
	[IFLA_VBRIDGE_MCAST_UNKNOWN] = NLA_POLICY_MAX(NLA_U8, 1),
	[IFLA_VBRIDGE_PREFERRED] = { .type = NLA_U64 },
	[IFLA_VBRIDGE_MAX_RATE] = { .type = NLA_U64 },
};

/* IFLA_VBRIDGE_* and VBRIDGE_A_NETWORK_* say the same */
static const struct {
	unsigned int attr;
	u32 flag;
} vb_link_flags[] = {
	{ IFLA_VBRIDGE_PRIVATE, VB_NET_PRIVATE },
	{ IFLA_VBRIDGE_SMARTLINK, VB_NET_SMARTLINK },
	{ IFLA_VBRIDGE_TUNNEL, VB_NET_TUNNEL },
	{ IFLA_VBRIDGE_MCAST_SNOOPING, VB_NET_SNOOPING },
	{ IFLA_VBRIDGE_MCAST_UNKNOWN, VB_NET_MCAST_UNKNOWN },
};

static int vb_link_validate(struct nlattr *tb[], struct nlattr *data[],
			    struct netlink_ext_ack *extack)
{
	if (!tb[IFLA_ADDRESS])
		return 0;
	if (nla_len(tb[IFLA_ADDRESS]) != ETH_ALEN ||
	    !is_valid_ether_addr(nla_data(tb[IFLA_ADDRESS]))) {
		NL_SET_ERR_MSG_ATTR(extack, tb[IFLA_ADDRESS],
				    "Not a unicast Ethernet address");
		return -EADDRNOTAVAIL;
	}
	return 0;
}

static int vb_link_parse(struct nlattr *data[], struct vb_network_cfg *cfg,
			 struct netlink_ext_ack *extack)
{
	unsigned int i;

	if (!data)
		return 0;
	for (i = 0; i < ARRAY_SIZE(vb_link_flags); i++)
		if (data[vb_link_flags[i].attr])
			vb_flag_parse(data[vb_link_flags[i].attr], &cfg->flags,
				      vb_link_flags[i].flag);
	if (data[IFLA_VBRIDGE_MAC_LIMIT])
		cfg->mac_limit = nla_get_u32(data[IFLA_VBRIDGE_MAC_LIMIT]);
	if (data[IFLA_VBRIDGE_PREFERRED])
		cfg->preferred = nla_get_u64(data[IFLA_VBRIDGE_PREFERRED]);
	if (data[IFLA_VBRIDGE_MAX_RATE])
		cfg->max_rate = nla_get_u64(data[IFLA_VBRIDGE_MAX_RATE]);
	return vb_rates_check(cfg, data[IFLA_VBRIDGE_PREFERRED] ?:
				   data[IFLA_VBRIDGE_MAX_RATE], extack) ?:
	       vb_ageing_parse(data[IFLA_VBRIDGE_AGEING], cfg, extack);
}

/**
 * vb_network_new() - a network begins, as rtnetlink wants it
 * @dev: its device, set up, named and in its namespace
 * @data: IFLA_VBRIDGE_*, or NULL
 * @extack: why not
 *
 * Context: RTNL.
 * Return: 0 or a negative errno.
 */
static int vb_network_new(struct net_device *dev, struct nlattr *data[],
			  struct netlink_ext_ack *extack)
{
	struct vb_network_cfg cfg;
	int err;

	vb_network_default(&cfg);
	err = vb_link_parse(data, &cfg, extack);
	if (err)
		return err;
	return vb_network_create(dev, &cfg, extack);
}

#ifdef COMPAT_NEWLINK_PARAMS
static int vb_link_new(struct net_device *dev, struct rtnl_newlink_params *params,
		       struct netlink_ext_ack *extack)
{
	return vb_network_new(dev, params->data, extack);
}
#else
static int vb_link_new(struct net *src_net, struct net_device *dev,
		       struct nlattr *tb[], struct nlattr *data[],
		       struct netlink_ext_ack *extack)
{
	return vb_network_new(dev, data, extack);
}
#endif

static int vb_link_change(struct net_device *dev, struct nlattr *tb[],
			  struct nlattr *data[], struct netlink_ext_ack *extack)
{
	struct vb_network *network = netdev_priv(dev);
	struct vb_network_cfg cfg = network->cfg;
	int err;

	err = vb_link_parse(data, &cfg, extack);
	if (err)
		return err;
	return vb_network_change(network, &cfg, extack);
}

static size_t vb_link_size(const struct net_device *dev)
{
	return nla_total_size(sizeof(u8)) * ARRAY_SIZE(vb_link_flags) +
	       nla_total_size(sizeof(u32)) * 2 +
	       nla_total_size_64bit(sizeof(u64)) * 2;
}

static int vb_link_fill(struct sk_buff *skb, const struct net_device *dev)
{
	const struct vb_network *network = netdev_priv(dev);
	const struct vb_network_cfg *cfg = &network->cfg;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(vb_link_flags); i++)
		if (nla_put_u8(skb, vb_link_flags[i].attr,
			       !!(cfg->flags & vb_link_flags[i].flag)))
			return -EMSGSIZE;
	if (nla_put_u32(skb, IFLA_VBRIDGE_AGEING,
			jiffies_to_msecs(cfg->ageing)) ||
	    nla_put_u32(skb, IFLA_VBRIDGE_MAC_LIMIT, cfg->mac_limit) ||
	    nla_put_u64_64bit(skb, IFLA_VBRIDGE_PREFERRED, cfg->preferred,
			      IFLA_VBRIDGE_PAD) ||
	    nla_put_u64_64bit(skb, IFLA_VBRIDGE_MAX_RATE, cfg->max_rate,
			      IFLA_VBRIDGE_PAD))
		return -EMSGSIZE;
	return 0;
}

struct rtnl_link_ops vb_link_ops __read_mostly = {
	.kind		= "vbridge",
	.priv_size	= sizeof(struct vb_network),
	.setup		= vb_network_setup,
	.maxtype	= IFLA_VBRIDGE_MAX,
	.policy		= vb_link_policy,
	.validate	= vb_link_validate,
	.newlink	= vb_link_new,
	.changelink	= vb_link_change,
	.dellink	= vb_network_destroy,
	.get_size	= vb_link_size,
	.fill_info	= vb_link_fill,
};
