// SPDX-License-Identifier: GPL-2.0
/*
 * Speed of a port, which its shares are parts of.
 *
 * The driver is asked in a work item and in requests, never in a notifier: the
 * core runs many of these under the lock of the device that they are about,
 * which asking takes, and a device on top of others asks those in turn. The
 * work item also looks from time to time, because not every driver tells when
 * its speed changes.
 */
#include <linux/ethtool.h>
#include <linux/workqueue.h>

#include "flexnic.h"

/* between two looks at ports that nothing was told of */
#define FLEXNIC_SPEED_PERIOD	(4 * HZ)

/**
 * flexnic_read_speed() - the speed that a device has now
 * @dev: the device
 * @fixed: speed set by hand, bit/s, or 0
 *
 * Context: RTNL, without the lock of any device.
 * Return: bit/s; 0 if nobody knows it.
 */
u64 flexnic_read_speed(struct net_device *dev, u64 fixed)
{
	struct ethtool_link_ksettings ks;

	if (fixed)
		return fixed;
	if (__ethtool_get_link_ksettings(dev, &ks) ||
	    ks.base.speed == (u32)SPEED_UNKNOWN)
		return 0;
	return min_t(u64, ks.base.speed * 1000000ULL, FLEXNIC_SPEED_LIMIT);
}

/**
 * flexnic_port_speed() - the speed that a port's shares are parts of
 * @port: the port
 * @fixed: speed set by hand, bit/s, or 0
 *
 * Many a device forgets its speed while it has no carrier, and so it is
 * remembered for it.
 *
 * Context: RTNL, without the lock of any device.
 * Return: bit/s; 0 if nobody knows it.
 */
u64 flexnic_port_speed(struct flexnic_port *port, u64 fixed)
{
	u64 speed;

	if (fixed)
		return fixed;
	speed = flexnic_read_speed(port->dev, 0);
	if (speed)
		port->speed_seen = speed;
	return port->speed_seen;
}

static void flexnic_speed_work(struct work_struct *work);
static DECLARE_DEFERRABLE_WORK(flexnic_speed_watch, flexnic_speed_work);

static void flexnic_speed_work(struct work_struct *work)
{
	struct flexnic_port *port = NULL;
	bool again = false;

	rtnl_lock();
	while ((port = flexnic_ports_next(NULL, port))) {
		/* one that is set by hand is followed by the request */
		if (port->cfg.speed_fixed)
			continue;
		again = true;
		if (flexnic_shares_follow(port))
			flexnic_port_notify(port, FLEXNIC_CMD_PORT_CHANGE_NTF);
	}
	if (again)
		queue_delayed_work(system_power_efficient_wq,
				   &flexnic_speed_watch,
				   round_jiffies_relative(FLEXNIC_SPEED_PERIOD));
	rtnl_unlock();
}

/**
 * flexnic_speed_look() - look at the speed of all ports soon
 *
 * Context: Any.
 */
void flexnic_speed_look(void)
{
	mod_delayed_work(system_power_efficient_wq, &flexnic_speed_watch, 0);
}

/**
 * flexnic_speed_exit() - look no more
 *
 * There is no port, and so nobody who asks for a look.
 */
void flexnic_speed_exit(void)
{
	cancel_delayed_work_sync(&flexnic_speed_watch);
}
