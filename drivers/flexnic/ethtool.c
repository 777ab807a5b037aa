// SPDX-License-Identifier: GPL-2.0
/*
 * What ethtool shows of a FlexNIC: a NIC as fast as its ceiling.
 */
#include <linux/ethtool.h>
#include <linux/math64.h>

#include "flexnic.h"

static void flexnic_get_drvinfo(struct net_device *dev,
				struct ethtool_drvinfo *info)
{
	const struct flexnic *fn = netdev_priv(dev);

	strscpy(info->driver, "flexnic", sizeof(info->driver));
	snprintf(info->bus_info, sizeof(info->bus_info), "%s:%c",
		 netdev_name(fn->port->dev), 'a' + fn->slot);
}

static int flexnic_get_link_ksettings(struct net_device *dev,
				      struct ethtool_link_ksettings *ks)
{
	const struct flexnic *fn = netdev_priv(dev);
	u64 max = fn->port->share[fn->slot].max;

	/* the medium is the port's */
	if (__ethtool_get_link_ksettings(fn->port->dev, ks))
		ks->base.port = PORT_OTHER;
	ks->base.duplex = DUPLEX_FULL;
	ks->base.speed = max ? div_u64(max, 1000000) : SPEED_UNKNOWN;
	return 0;
}

static int flexnic_get_ts_info(struct net_device *dev,
			       struct kernel_ethtool_ts_info *info)
{
	const struct flexnic *fn = netdev_priv(dev);

	return ethtool_get_ts_info_by_layer(fn->port->dev, info);
}

const struct ethtool_ops flexnic_ethtool_ops = {
	.get_drvinfo		= flexnic_get_drvinfo,
	.get_link		= ethtool_op_get_link,
	.get_link_ksettings	= flexnic_get_link_ksettings,
	.get_ts_info		= flexnic_get_ts_info,
};
