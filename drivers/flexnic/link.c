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
 * link is on, and when it has a share of the port at all.
 *
 * Context: RTNL.
 */
void flexnic_link_update(struct flexnic *fn)
{
	const struct flexnic_port *port = fn->port;
	const struct flexnic_slot_cfg *cfg = &port->cfg.slot[fn->slot];
	bool up = cfg->link && cfg->request.type != FLEXNIC_SPEED_DISABLED;

	WRITE_ONCE(fn->up, up);
	if (up && netif_running(port->dev))
		netif_stacked_transfer_operstate(port->dev, fn->dev);
	else
		netif_carrier_off(fn->dev);
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
