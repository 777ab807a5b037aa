// SPDX-License-Identifier: GPL-2.0
/*
 * Shares of a port: from what is asked to what the qdisc enforces.
 */
#include <linux/math64.h>

#include "flexnic.h"

/**
 * flexnic_shares_calc() - what a configuration comes to at a speed
 * @cfg: the configuration
 * @speed: the port's, bit/s; 0 if unknown
 * @shares: filled in
 *
 * Context: Any.
 */
void flexnic_shares_calc(const struct flexnic_port_cfg *cfg, u64 speed,
			 struct flexnic_sched_shares *shares)
{
	struct flexnic_request req[FLEXNIC_SLOTS];
	unsigned int steps[FLEXNIC_SLOTS];
	unsigned int i;

	memset(shares, 0, sizeof(*shares));
	shares->rate = speed;
	if (!speed)
		return;

	for (i = 0; i < cfg->count; i++)
		req[i] = cfg->slot[i].request;
	flexnic_alloc(req, cfg->count, speed, steps);

	for (i = 0; i < cfg->count; i++) {
		struct flexnic_sched_share *share = &shares->slot[i];

		share->prio = cfg->slot[i].prio;
		if (!steps[i])
			continue;
		share->max = min(cfg->slot[i].max ?: speed, speed);
		share->min = min(div_u64(speed, FLEXNIC_STEPS) * steps[i],
				 share->max);
	}
}

/**
 * flexnic_shares_install() - have a port's qdisc enforce shares
 * @port: the port
 * @shares: the shares
 * @extack: says why not
 *
 * Puts the qdisc in place if it is not there.
 *
 * Context: RTNL.
 * Return: 0 or a negative errno; nothing has changed then.
 */
int flexnic_shares_install(struct flexnic_port *port,
			   const struct flexnic_sched_shares *shares,
			   struct netlink_ext_ack *extack)
{
	if (flexnic_sched_in_force(port->dev))
		return flexnic_sched_set(port->dev, shares, extack);
	return flexnic_sched_attach(port->dev, shares, extack);
}

/**
 * flexnic_shares_store() - note the shares in force
 * @port: the port
 * @shares: what the qdisc enforces now
 *
 * A FlexNIC's speed is its ceiling: whoever follows it, a bond, SNMP, networkd,
 * is told of the change as of any NIC's.
 *
 * Context: RTNL.
 */
void flexnic_shares_store(struct flexnic_port *port,
			  const struct flexnic_sched_shares *shares)
{
	unsigned long other = 0;
	unsigned int i;

	for (i = 0; i < port->count; i++)
		if (port->share[i].max != shares->slot[i].max)
			other |= BIT(i);
	port->speed = shares->rate;
	memcpy(port->share, shares->slot, sizeof(port->share));
	for_each_set_bit(i, &other, port->count)
		if (port->slot[i])
			netdev_state_change(port->slot[i]->dev);
}

/**
 * flexnic_shares_follow() - allocate again if the port's speed has changed
 * @port: the port
 *
 * A qdisc that the administrator took away stays away.
 *
 * Context: RTNL, without the lock of any device.
 * Return: true if the speed has changed.
 */
bool flexnic_shares_follow(struct flexnic_port *port)
{
	u64 speed = flexnic_port_speed(port, port->cfg.speed_fixed);
	struct flexnic_sched_shares shares;
	int err;

	if (speed == port->speed)
		return false;

	flexnic_shares_calc(&port->cfg, speed, &shares);
	if (flexnic_sched_in_force(port->dev)) {
		err = flexnic_sched_set(port->dev, &shares, NULL);
		if (err) {
			netdev_err(port->dev,
				   "shares not adapted to the new speed: %d\n",
				   err);
			return false;
		}
	}
	flexnic_shares_store(port, &shares);
	return true;
}
