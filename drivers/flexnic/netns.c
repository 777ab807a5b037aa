// SPDX-License-Identifier: GPL-2.0
/*
 * The end of a network namespace.
 */
#include <net/net_namespace.h>

#include "flexnic.h"

/*
 * A FlexNIC that was lent to a namespace goes back to where its port is. If its
 * name is taken there it gets another one; because the core links the two in
 * sysfs before it sets that, by the name that is taken, and never finds this
 * link again, they part for the while and are linked anew.
 */
static void flexnic_return(struct flexnic *fn)
{
	struct net_device *lower = fn->port->dev, *dev = fn->dev;
	int err;

	netdev_upper_dev_unlink(lower, dev);
	err = dev_change_net_namespace(dev, dev_net(lower), "flexnic%d");
	if (err)
		netdev_err(dev, "cannot go back to its port: %d\n", err);
	err = netdev_upper_dev_link(lower, dev, NULL);
	if (err)
		netdev_err(dev, "not shown on top of its port: %d\n", err);
}

static void flexnic_return_all(struct flexnic_port *port, struct net *net)
{
	unsigned int i;

	for (i = 0; i < port->count; i++)
		if (net_eq(dev_net(port->slot[i]->dev), net))
			flexnic_return(port->slot[i]);
}

/*
 * Runs before the core empties the namespace, because pernet devices go in
 * reverse order of registration. Ports are configured per namespace and end
 * with it, also where the device itself goes on in the initial one.
 */
static void __net_exit flexnic_net_exit(struct net *net)
{
	struct flexnic_port *port, *next;

	rtnl_lock();
	for (port = flexnic_ports_next(NULL, NULL); port; port = next) {
		next = flexnic_ports_next(NULL, port);
		if (net_eq(dev_net(port->dev), net))
			flexnic_port_destroy(port);
		else
			flexnic_return_all(port, net);
	}
	rtnl_unlock();
}

static struct pernet_operations flexnic_net_ops = {
	.exit = flexnic_net_exit,
};

/**
 * flexnic_netns_init() - begin to follow the ends of network namespaces
 *
 * Return: 0 or a negative errno.
 */
int __init flexnic_netns_init(void)
{
	return register_pernet_device(&flexnic_net_ops);
}

/**
 * flexnic_netns_exit() - follow them no more
 *
 * For the module every namespace ends here, and with it any port left.
 */
void flexnic_netns_exit(void)
{
	unregister_pernet_device(&flexnic_net_ops);
}
