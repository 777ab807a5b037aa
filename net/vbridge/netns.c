// SPDX-License-Identifier: GPL-2.0
/*
 * Every network namespace has a switch of its own.
 */
#include <net/netns/generic.h>

#include "vbridge.h"

static unsigned int vb_net_id;

/**
 * vb_switch() - the switch of a network namespace
 * @net: the namespace
 *
 * Context: any, while the namespace lives.
 */
struct vb_switch *vb_switch(const struct net *net)
{
	return net_generic(net, vb_net_id);
}

static int __net_init vb_net_init(struct net *net)
{
	struct vb_switch *sw = vb_switch(net);
	int err;

	sw->net = net;
	INIT_LIST_HEAD(&sw->networks);
	INIT_LIST_HEAD(&sw->ports);
	INIT_LIST_HEAD(&sw->mirrors);
	xa_init_flags(&sw->conns, XA_FLAGS_ALLOC1);
	ida_init(&sw->network_ids);
	vb_uplink_switch_init(sw);
	vb_loop_switch_init(sw);
	err = vb_fdb_switch_init(sw);
	if (err)
		return err;
	err = vb_mcast_switch_init(sw);
	if (err)
		vb_fdb_switch_exit(sw);
	return err;
}

static void __net_exit vb_net_pre_exit(struct net *net)
{
	struct vb_switch *sw = vb_switch(net);

	/* nothing may begin again what the exit ends */
	WRITE_ONCE(sw->dying, true);
}

/* Networks end here, before the devices that are their ports do or are moved
 * back to the first namespace: see the order of pernet devices.
 */
static void __net_exit vb_net_exit(struct net *net)
{
	struct vb_switch *sw = vb_switch(net);
	struct vb_network *network, *next;
	LIST_HEAD(gone);

	rtnl_lock();
	vb_mirror_switch_exit(sw);
	list_for_each_entry_safe(network, next, &sw->networks, list)
		vb_network_destroy(network->dev, &gone);
	vb_uplink_switch_clear(sw);
	unregister_netdevice_many(&gone);
	rtnl_unlock();
	vb_uplink_switch_exit(sw);
	vb_loop_switch_exit(sw);
	vb_mcast_switch_exit(sw);
	vb_fdb_switch_exit(sw);
	ida_destroy(&sw->network_ids);
	xa_destroy(&sw->conns);
}

static struct pernet_operations vb_net_ops = {
	.init		= vb_net_init,
	.pre_exit	= vb_net_pre_exit,
	.exit		= vb_net_exit,
	.id		= &vb_net_id,
	.size		= sizeof(struct vb_switch),
};

/**
 * vb_netns_init() - a switch for each namespace, present and to come
 *
 * Return: 0 or a negative errno.
 */
int __init vb_netns_init(void)
{
	return register_pernet_device(&vb_net_ops);
}

/**
 * vb_netns_exit() - all switches end
 *
 * Connections and entries are freed after a grace period, which is waited for.
 */
void vb_netns_exit(void)
{
	unregister_pernet_device(&vb_net_ops);
	rcu_barrier();
}
