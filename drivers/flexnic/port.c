// SPDX-License-Identifier: GPL-2.0
/*
 * Life of a port: made from a network device, unmade when it is told to, when
 * the device goes, or when the network namespace or the module does.
 */
#include <linux/if_arp.h>
#include <linux/slab.h>
#include <net/net_namespace.h>
#include <net/rtnetlink.h>
#include <net/sch_generic.h>

#include "flexnic.h"

/* all ports, oldest first, and how often that changed; under the RTNL */
static LIST_HEAD(flexnic_ports);
static unsigned int flexnic_ports_changes;

/**
 * flexnic_port_get_rtnl() - the port that a device is
 * @dev: the device
 *
 * Context: RTNL.
 * Return: the port, or NULL.
 */
struct flexnic_port *flexnic_port_get_rtnl(const struct net_device *dev)
{
	if (rtnl_dereference(dev->rx_handler) != flexnic_handle_frame)
		return NULL;
	return rtnl_dereference(dev->rx_handler_data);
}

static int flexnic_refuse_lower(struct net_device *lower,
				struct netdev_nested_priv *priv)
{
	return netif_is_flexnic(lower);
}

static bool flexnic_is_below(struct net_device *dev)
{
	struct netdev_nested_priv priv = {};
	bool below;

	rcu_read_lock();
	below = netdev_walk_all_lower_dev_rcu(dev, flexnic_refuse_lower, &priv);
	rcu_read_unlock();
	return below;
}

/**
 * flexnic_port_check_dev() - can a device be split in FlexNICs?
 * @dev: the device
 * @extack: says why not
 *
 * Context: RTNL.
 * Return: 0 or a negative errno.
 */
int flexnic_port_check_dev(struct net_device *dev,
			   struct netlink_ext_ack *extack)
{
	if (dev->flags & IFF_LOOPBACK) {
		NL_SET_ERR_MSG(extack, "A loopback device is not a port");
		return -EINVAL;
	}
	if (dev->type != ARPHRD_ETHER) {
		NL_SET_ERR_MSG(extack, "Only an Ethernet device can be a port");
		return -EINVAL;
	}
	if (netif_is_flexnic(dev) || flexnic_is_below(dev)) {
		NL_SET_ERR_MSG(extack, "A FlexNIC cannot be split again");
		return -EINVAL;
	}
	if (flexnic_port_get_rtnl(dev)) {
		NL_SET_ERR_MSG(extack, "The device is a port already");
		return -EEXIST;
	}
	if (netdev_master_upper_dev_get(dev)) {
		NL_SET_ERR_MSG(extack,
			       "The device has a master: release it first");
		return -EBUSY;
	}
	if (netdev_is_rx_handler_busy(dev)) {
		NL_SET_ERR_MSG(extack,
			       "Another device on top receives the port's frames");
		return -EBUSY;
	}
	/* what nobody configured has no handle */
	if (rtnl_dereference(dev->qdisc)->handle &&
	    !flexnic_sched_handle(dev)) {
		NL_SET_ERR_MSG(extack,
			       "The device has a qdisc that somebody configured: delete it first");
		return -EBUSY;
	}
	return 0;
}

static void flexnic_name(char *name, const struct flexnic_port_cfg *cfg,
			 unsigned int slot)
{
	snprintf(name, IFNAMSIZ, "%.*s-%c", IFNAMSIZ - 1 - FLEXNIC_SUFFIX_LEN,
		 cfg->base, 'a' + slot);
}

static int flexnic_check_names(const struct flexnic_port_cfg *cfg,
			       struct net *net, struct netlink_ext_ack *extack)
{
	char name[IFNAMSIZ];
	unsigned int i;

	for (i = 0; i < cfg->count; i++) {
		flexnic_name(name, cfg, i);
		if (!netdev_name_in_use(net, name))
			continue;
		NL_SET_ERR_MSG(extack,
			       "A device has the name of one of the FlexNICs already: give another base name");
		return -EEXIST;
	}
	return 0;
}

static void flexnic_port_free(struct kref *refs)
{
	struct flexnic_port *port = container_of(refs, struct flexnic_port,
						 refs);

	netdev_put(port->dev, &port->tracker);
	flexnic_copies_free(port);
	free_percpu(port->stats);
	kfree(port);
}

static void flexnic_port_put(struct flexnic_port *port)
{
	kref_put(&port->refs, flexnic_port_free);
}

/* the last that the core does with a FlexNIC */
static void flexnic_destructor(struct net_device *dev)
{
	const struct flexnic *fn = netdev_priv(dev);

	flexnic_port_put(fn->port);
}

static int flexnic_add(struct flexnic_port *port, unsigned int slot,
		       struct netlink_ext_ack *extack)
{
	const struct flexnic_slot_cfg *cfg = &port->cfg.slot[slot];
	struct net_device *dev;
	char name[IFNAMSIZ];
	struct flexnic *fn;
	int err;

	flexnic_name(name, &port->cfg, slot);
	dev = alloc_netdev(sizeof(*fn), name, NET_NAME_PREDICTABLE,
			   ether_setup);
	if (!dev)
		return -ENOMEM;

	dev_net_set(dev, dev_net(port->dev));
	fn = netdev_priv(dev);
	fn->dev = dev;
	fn->port = port;
	fn->slot = slot;
	dev->dev_port = slot;
	fn->vid = cfg->vid;
	flexnic_netdev_setup(dev);
	flexnic_mac_init(fn, cfg->mac);

	err = register_netdevice(dev);
	if (err) {
		NL_SET_ERR_MSG(extack, "A FlexNIC could not be registered");
		free_netdev(dev);
		return err;
	}
	kref_get(&port->refs);
	dev->priv_destructor = flexnic_destructor;

	err = netdev_upper_dev_link(port->dev, dev, extack);
	if (err) {
		unregister_netdevice(dev);
		return err;
	}
	port->slot[slot] = fn;
	flexnic_link_update(fn);
	return 0;
}

static void flexnic_del_all(struct flexnic_port *port)
{
	LIST_HEAD(kill);
	unsigned int i;

	for (i = 0; i < port->count && port->slot[i]; i++) {
		struct net_device *dev = port->slot[i]->dev;

		if (netdev_has_upper_dev(port->dev, dev))
			netdev_upper_dev_unlink(port->dev, dev);
		unregister_netdevice_queue(dev, &kill);
	}
	unregister_netdevice_many(&kill);
}

static int flexnic_add_all(struct flexnic_port *port,
			   struct netlink_ext_ack *extack)
{
	unsigned int i;
	int err;

	for (i = 0; i < port->count; i++) {
		err = flexnic_add(port, i, extack);
		if (err) {
			flexnic_del_all(port);
			return err;
		}
	}
	return 0;
}

static struct flexnic_port *
flexnic_port_alloc(struct net_device *dev, const struct flexnic_port_cfg *cfg)
{
	struct flexnic_port *port;

	port = kzalloc(sizeof(*port), GFP_KERNEL);
	if (!port)
		return NULL;
	port->stats = netdev_alloc_pcpu_stats(struct flexnic_port_stats);
	if (!port->stats || flexnic_copies_alloc(port)) {
		free_percpu(port->stats);
		kfree(port);
		return NULL;
	}
	kref_init(&port->refs);
	port->dev = dev;
	flexnic_cfg_store(port, cfg);
	port->count = cfg->count;
	port->mode = cfg->mode;
	port->proto = cfg->proto;
	port->max_mtu = flexnic_max_mtu(port);
	netdev_hold(dev, &port->tracker, GFP_KERNEL);
	return port;
}

/**
 * flexnic_port_create() - split a device in FlexNICs
 * @dev: the device, fit to be a port
 * @cfg: how, checked
 * @extack: says why not
 *
 * Context: RTNL.
 * Return: the port, or an ERR_PTR; nothing has changed then.
 */
struct flexnic_port *flexnic_port_create(struct net_device *dev,
					 const struct flexnic_port_cfg *cfg,
					 struct netlink_ext_ack *extack)
{
	struct flexnic_sched_shares shares;
	struct flexnic_port *port;
	bool was_up;
	int err;

	err = flexnic_check_names(cfg, dev_net(dev), extack);
	if (err)
		return ERR_PTR(err);
	port = flexnic_port_alloc(dev, cfg);
	if (!port)
		return ERR_PTR(-ENOMEM);

	/* a FlexNIC without its port up has no use; it may come down later */
	was_up = netif_running(dev);
	err = dev_open(dev, extack);
	if (err)
		goto err_free;
	err = flexnic_vids_add(dev, cfg, extack);
	if (err)
		goto err_close;

	/* the shares stand before the first FlexNIC can send */
	flexnic_shares_calc(cfg, flexnic_port_speed(port, cfg->speed_fixed),
			    &shares);
	err = flexnic_shares_install(port, &shares, extack);
	if (err)
		goto err_del_vids;
	flexnic_shares_store(port, &shares);

	err = flexnic_add_all(port, extack);
	if (err)
		goto err_detach;

	/* only now: the handler takes all slots to be there */
	err = netdev_rx_handler_register(dev, flexnic_handle_frame, port);
	if (err) {
		NL_SET_ERR_MSG(extack,
			       "The device does not give up its frames");
		goto err_del_all;
	}

	list_add_tail(&port->list, &flexnic_ports);
	flexnic_ports_changes++;
	flexnic_speed_look();
	flexnic_port_link_update(port);
	flexnic_port_notify(port, FLEXNIC_CMD_PORT_NEW_NTF);
	return port;

err_del_all:
	flexnic_del_all(port);
err_detach:
	flexnic_sched_detach(dev);
err_del_vids:
	flexnic_vids_del(dev, cfg, cfg->count);
err_close:
	if (!was_up)
		dev_close(dev);
err_free:
	flexnic_port_put(port);
	return ERR_PTR(err);
}

/**
 * flexnic_port_destroy() - make a port a plain device again
 * @port: the port
 *
 * No frame reaches a FlexNIC once the handler is gone: it waits for those that
 * are in it. None leaves one once unregister_netdevice_many() has come back:
 * it closes the devices and waits likewise.
 *
 * Context: RTNL.
 */
void flexnic_port_destroy(struct flexnic_port *port)
{
	struct net_device *dev = port->dev;

	flexnic_port_notify(port, FLEXNIC_CMD_PORT_DEL_NTF);
	list_del(&port->list);
	flexnic_ports_changes++;
	netdev_rx_handler_unregister(dev);
	flexnic_copies_end(port);
	flexnic_del_all(port);
	flexnic_sched_detach(dev);
	flexnic_vids_del(dev, &port->cfg, port->count);
	flexnic_port_put(port);
}

/**
 * flexnic_ports_generation() - tells one set of ports from another
 *
 * Context: RTNL.
 * Return: never 0.
 */
unsigned int flexnic_ports_generation(void)
{
	return flexnic_ports_changes << 1 | 1;
}

/**
 * flexnic_ports_next() - walk the ports of a network namespace
 * @net: the namespace; NULL walks all
 * @after: where to go on; NULL begins
 *
 * Context: RTNL.
 * Return: the next port, or NULL.
 */
struct flexnic_port *flexnic_ports_next(struct net *net,
					const struct flexnic_port *after)
{
	struct flexnic_port *port;
	const struct list_head *pos = after ? &after->list : &flexnic_ports;

	for (pos = pos->next; pos != &flexnic_ports; pos = pos->next) {
		port = list_entry(pos, struct flexnic_port, list);
		if (!net || net_eq(dev_net(port->dev), net))
			return port;
	}
	return NULL;
}
