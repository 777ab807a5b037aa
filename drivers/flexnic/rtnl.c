// SPDX-License-Identifier: GPL-2.0
/*
 * rtnetlink kind "flexnic": what `ip -d link` shows of a FlexNIC.
 *
 * The FlexNICs of a port come and go together, with the port (genetlink family
 * "flexnic"). Therefore the kind has no ->setup: rtnetlink then refuses to make
 * a single one, and to delete one.
 */
#include <net/rtnetlink.h>

#include "flexnic.h"

static size_t flexnic_link_size(const struct net_device *dev)
{
	return nla_total_size(sizeof(u32)) +	/* IFLA_FLEXNIC_SLOT */
	       nla_total_size(sizeof(u32)) +	/* IFLA_FLEXNIC_MODE */
	       nla_total_size(sizeof(u16)) +	/* IFLA_FLEXNIC_VID */
	       nla_total_size(sizeof(u16));	/* IFLA_FLEXNIC_TAG_PROTO */
}

static int flexnic_link_fill(struct sk_buff *skb, const struct net_device *dev)
{
	const struct flexnic *fn = netdev_priv(dev);
	const struct flexnic_port *port = fn->port;

	if (nla_put_u32(skb, IFLA_FLEXNIC_SLOT, fn->slot) ||
	    nla_put_u32(skb, IFLA_FLEXNIC_MODE, port->mode))
		return -EMSGSIZE;
	if (flexnic_mode_tags(port->mode) &&
	    (nla_put_u16(skb, IFLA_FLEXNIC_VID, fn->vid) ||
	     nla_put_u16(skb, IFLA_FLEXNIC_TAG_PROTO, ntohs(port->proto))))
		return -EMSGSIZE;
	return 0;
}

static struct net *flexnic_link_net(const struct net_device *dev)
{
	const struct flexnic *fn = netdev_priv(dev);

	return dev_net(fn->port->dev);
}

struct rtnl_link_ops flexnic_link_ops __read_mostly = {
	.kind		= "flexnic",
	.priv_size	= sizeof(struct flexnic),
	.get_size	= flexnic_link_size,
	.fill_info	= flexnic_link_fill,
	.get_link_net	= flexnic_link_net,
	/* as a discrete NIC does, it outlives the namespace it was lent to */
	.netns_refund	= true,
};
