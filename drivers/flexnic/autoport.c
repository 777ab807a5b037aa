// SPDX-License-Identifier: GPL-2.0
/*
 * Ports without a control program: insmod flexnic.ko ports=eth0,eth1
 *
 * A name stands for the device of the initial network namespace that has it
 * when the module is loaded, or gets it later. Such a port has the defaults;
 * everything can be set afterwards as on any other port.
 */
#include <linux/module.h>
#include <linux/workqueue.h>

#include "flexnic.h"

#define FLEXNIC_AUTOPORTS	16

static char *ports[FLEXNIC_AUTOPORTS];
static unsigned int nr_ports;
module_param_array(ports, charp, &nr_ports, 0444);
MODULE_PARM_DESC(ports, "Names of the devices to split in four FlexNICs");

/* bit per name that a device has come for; under the RTNL */
static unsigned long flexnic_arrived;

static void flexnic_autoport_create(const char *name)
{
	struct netlink_ext_ack extack = {};
	struct flexnic_port_cfg cfg;
	struct flexnic_port *port;
	struct net_device *dev;
	int err;

	dev = __dev_get_by_name(&init_net, name);
	if (!dev || flexnic_port_get_rtnl(dev))
		return;

	flexnic_cfg_default(&cfg, dev);
	err = flexnic_port_check_dev(dev, &extack) ?:
	      flexnic_cfg_check(&cfg, dev, 0, &extack);
	if (!err) {
		port = flexnic_port_create(dev, &cfg, &extack);
		err = PTR_ERR_OR_ZERO(port);
	}
	if (err)
		netdev_err(dev, "not split in FlexNICs: %s (%d)\n",
			   extack._msg ?: "no more is known", err);
}

static void flexnic_autoport_work(struct work_struct *work)
{
	unsigned int i;

	rtnl_lock();
	for (i = 0; i < nr_ports; i++)
		if (__test_and_clear_bit(i, &flexnic_arrived))
			flexnic_autoport_create(ports[i]);
	rtnl_unlock();
}

static DECLARE_WORK(flexnic_autoport, flexnic_autoport_work);

/**
 * flexnic_autoport_event() - a device has come or got a name
 * @dev: the device
 *
 * The port is made later: a device that is just being registered is not ready
 * to carry others.
 *
 * Context: RTNL.
 */
void flexnic_autoport_event(struct net_device *dev)
{
	unsigned int i;

	if (!net_eq(dev_net(dev), &init_net))
		return;
	for (i = 0; i < nr_ports; i++) {
		if (strcmp(ports[i], dev->name))
			continue;
		__set_bit(i, &flexnic_arrived);
		schedule_work(&flexnic_autoport);
	}
}

/**
 * flexnic_autoport_init() - make the ports that were asked for
 *
 * Devices that are there were announced when the notifier was registered:
 * what remains is to have them split when insmod comes back.
 */
void __init flexnic_autoport_init(void)
{
	flush_work(&flexnic_autoport);
}

/**
 * flexnic_autoport_exit() - make no more ports
 *
 * The notifier is gone already.
 */
void flexnic_autoport_exit(void)
{
	cancel_work_sync(&flexnic_autoport);
}
