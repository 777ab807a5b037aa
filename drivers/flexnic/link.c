// SPDX-License-Identifier: GPL-2.0
/*
 * Link of a FlexNIC: the port's, unless it is taken away from this one.
 */
#include "flexnic.h"

/**
 * flexnic_link_update() - bring a FlexNIC's carrier in line
 * @fn: the FlexNIC
 *
 * It has a carrier when its port is up and has one, when its administrative
 * link is on, when nobody took it away, and when it has a share of the port at
 * all.
 *
 * Context: RTNL.
 */
void flexnic_link_update(struct flexnic *fn)
{
	const struct flexnic_port *port = fn->port;
	const struct flexnic_slot_cfg *cfg = &port->cfg.slot[fn->slot];
	bool up = cfg->link && cfg->request.type != FLEXNIC_SPEED_DISABLED &&
		  !fn->taken;

	WRITE_ONCE(fn->up, up);
	if (up && netif_running(port->dev))
		netif_stacked_transfer_operstate(port->dev, fn->dev);
	else
		netif_carrier_off(fn->dev);
}

/**
 * flexnic_change_carrier() - take a FlexNIC's link away, or give it back
 * @dev: its device
 * @carrier: give it back
 *
 * What a switch that the FlexNIC is a port of calls when its uplinks are gone
 * (SmartLink). The administrative link stays as it is.
 *
 * Context: RTNL.
 * Return: 0.
 */
int flexnic_change_carrier(struct net_device *dev, bool carrier)
{
	struct flexnic *fn = netdev_priv(dev);

	fn->taken = !carrier;
	flexnic_link_update(fn);
	flexnic_port_notify(fn->port, FLEXNIC_CMD_PORT_CHANGE_NTF);
	return 0;
}

/**
 * flexnic_port_link_update() - bring the carrier of all FlexNICs in line
 * @port: their port
 *
 * Context: RTNL.
 */
void flexnic_port_link_update(struct flexnic_port *port)
{
	unsigned int i;

	for (i = 0; i < port->count; i++)
		flexnic_link_update(port->slot[i]);
}
