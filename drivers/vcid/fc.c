// SPDX-License-Identifier: GPL-2.0
/*
 * Names of Fibre Channel ports: WWNN and WWPN of any port of libfc, which are
 * FCoE on whatever netdev, a FlexNIC among them, and the HBAs that build on it.
 *
 * libfc tells of a port when it has its names and has not logged in: that is
 * when they are changed. Later they are not, because to a fabric and to targets
 * a port with another name is another port, and a disk that was found by the one
 * would silently become the other's. A profile that would is refused.
 *
 * Ports that were there before this module are not known to it.
 */
#include <linux/if_vlan.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <scsi/libfc.h>
#include <scsi/scsi_host.h>

#include "vcid.h"

/**
 * struct vcid_fc_port - a port of libfc
 * @list: in all of them
 * @lport: the port
 * @wwpn: port name that it came with
 * @item: the item that named it, or NULL
 * @next: while a profile replaces another: the item of the new one, or NULL
 */
struct vcid_fc_port {
	struct list_head	list;
	struct fc_lport		*lport;
	u64			wwpn;
	struct vcid_item	*item;
	struct vcid_item	*next;
};

/*
 * Guards the ports, and the profile that new ones get their names from. Taken
 * within the RTNL, and within libfc's own lock, which a port that is on no
 * netdev comes with alone.
 */
static DEFINE_MUTEX(vcid_fc_lock);
static LIST_HEAD(vcid_fc_ports);
static struct vcid_profile *vcid_fc_profile;

/* the netdev that a port is on, if it is on one; the RTNL is held then */
static const struct net_device *vcid_fc_netdev(const struct fc_lport *lport)
{
	const struct device *dev = lport->host->shost_gendev.parent;

	for (; dev; dev = dev->parent)
		if (dev->class && !strcmp(dev->class->name, "net"))
			return container_of(dev, struct net_device, dev);
	return NULL;
}

static bool vcid_fc_is_on_netdev(const struct vcid_select *sel,
				 const struct net_device *dev)
{
	return vcid_select_matches(sel, dev) ||
	       (is_vlan_dev(dev) &&
		vcid_select_matches(sel, vlan_dev_real_dev(dev)));
}

static bool vcid_fc_matches(const struct vcid_select *sel,
			    const struct vcid_fc_port *port)
{
	const struct net_device *dev;

	if (sel->wwpn)
		return port->wwpn == sel->wwpn;
	dev = vcid_fc_netdev(port->lport);
	if (dev)
		return vcid_fc_is_on_netdev(sel, dev);
	return *sel->parent && !sel->of_flexnic && !sel->port &&
	       vcid_device_is(port->lport->host->shost_gendev.parent,
			      sel->parent);
}

static struct vcid_item *vcid_fc_item_for(struct vcid_profile *profile,
					  const struct vcid_fc_port *port)
{
	struct vcid_item *item;

	if (!profile)
		return NULL;
	for (item = profile->item; item < vcid_items_end(profile); item++)
		if (item->type == VCID_TYPE_FC &&
		    vcid_fc_matches(&item->select, port))
			return item;
	return NULL;
}

/* the port that an item named; with @next, that it is going to */
static struct vcid_fc_port *vcid_fc_port_of(const struct vcid_item *item,
					    bool next)
{
	struct vcid_fc_port *port;

	lockdep_assert_held(&vcid_fc_lock);
	list_for_each_entry(port, &vcid_fc_ports, list)
		if ((next ? port->next : port->item) == item)
			return port;
	return NULL;
}

static bool vcid_fc_is_duplicate(u64 wwpn, const struct vcid_fc_port *own)
{
	const struct vcid_fc_port *port;

	lockdep_assert_held(&vcid_fc_lock);
	list_for_each_entry(port, &vcid_fc_ports, list)
		if (port != own && port->lport->wwpn == wwpn)
			return true;
	return false;
}

/* before it logs in; fc_host has taken over the names that it came with */
static void vcid_fc_name(struct vcid_fc_port *port, struct vcid_item *item)
{
	struct fc_lport *lport = port->lport;

	fc_set_wwnn(lport, item->fc.wwnn);
	fc_set_wwpn(lport, item->fc.wwpn);
	fc_host_node_name(lport->host) = item->fc.wwnn;
	fc_host_port_name(lport->host) = item->fc.wwpn;
	port->item = item;
}

static void vcid_fc_add(struct fc_lport *lport)
{
	struct vcid_fc_port *port;
	struct vcid_item *item;

	/* without memory, of which the log tells, it keeps its names */
	port = kzalloc(sizeof(*port), GFP_KERNEL);
	if (!port)
		return;
	port->lport = lport;
	port->wwpn = lport->wwpn;

	mutex_lock(&vcid_fc_lock);
	item = vcid_fc_item_for(vcid_fc_profile, port);
	if (item && !vcid_fc_port_of(item, false) &&
	    !vcid_fc_is_duplicate(item->fc.wwpn, port))
		vcid_fc_name(port, item);
	list_add_tail(&port->list, &vcid_fc_ports);
	mutex_unlock(&vcid_fc_lock);
}

static void vcid_fc_del(const struct fc_lport *lport)
{
	struct vcid_fc_port *port, *tmp;

	mutex_lock(&vcid_fc_lock);
	list_for_each_entry_safe(port, tmp, &vcid_fc_ports, list) {
		if (port->lport != lport)
			continue;
		list_del(&port->list);
		kfree(port);
	}
	mutex_unlock(&vcid_fc_lock);
}

/* an NPIV port was given its names by whoever made it */
static int vcid_fc_event(struct notifier_block *nb, unsigned long event,
			 void *ptr)
{
	struct fc_lport *lport = ptr;

	if (lport->vport)
		return NOTIFY_DONE;
	switch (event) {
	case FC_LPORT_EV_ADD:
		vcid_fc_add(lport);
		break;
	case FC_LPORT_EV_DEL:
		vcid_fc_del(lport);
		break;
	}
	vcid_follow_soon();
	return NOTIFY_DONE;
}

/* before others, who may look at the names */
static struct notifier_block vcid_fc_notifier = {
	.notifier_call	= vcid_fc_event,
	.priority	= INT_MAX,
};

/* which item each port is to have; none may need another name for that */
static int vcid_fc_plan(struct vcid_profile *profile,
			struct netlink_ext_ack *extack)
{
	struct vcid_fc_port *port;
	struct vcid_item *item;

	list_for_each_entry(port, &vcid_fc_ports, list) {
		item = vcid_fc_item_for(profile, port);
		port->next = item;
		if (!item && !port->item)
			continue;
		if (!item || port->lport->wwpn != item->fc.wwpn ||
		    port->lport->wwnn != item->fc.wwnn)
			return vcid_refuse(extack, item ? item->nest : NULL,
					   VCID_REASON_FC_LOGGED_IN);
	}
	for (item = profile->item; item < vcid_items_end(profile); item++)
		if (item->type == VCID_TYPE_FC &&
		    vcid_fc_is_duplicate(item->fc.wwpn,
					 vcid_fc_port_of(item, true)))
			return vcid_refuse(extack,
					   item->attr[VCID_A_ITEM_WWPN],
					   VCID_REASON_DUPLICATE_WWN);
	return 0;
}

static void vcid_fc_set_state(struct vcid_item *item)
{
	const struct vcid_fc_port *port = vcid_fc_port_of(item, false);

	if (port)
		vcid_item_set_state(item, VCID_STATE_APPLIED,
				    VCID_REASON_NONE);
	else if (vcid_fc_is_duplicate(item->fc.wwpn, NULL))
		vcid_item_set_state(item, VCID_STATE_CONFLICT,
				    VCID_REASON_DUPLICATE_WWN);
	else
		vcid_item_set_state(item, VCID_STATE_PENDING,
				    VCID_REASON_NO_DEVICE);
}

static void vcid_fc_set_states(struct vcid_profile *profile)
{
	struct vcid_item *item;

	for (item = profile->item; item < vcid_items_end(profile); item++)
		if (item->type == VCID_TYPE_FC)
			vcid_fc_set_state(item);
}

/**
 * vcid_fc_replace() - put the FC names of a profile into force
 * @profile: the profile, checked
 * @extack: says why not; may be NULL
 *
 * Ports that are there must have the names already.
 *
 * Context: RTNL, may sleep.
 * Return: 0 or a negative errno; nothing has changed then.
 */
int vcid_fc_replace(struct vcid_profile *profile,
		    struct netlink_ext_ack *extack)
{
	struct vcid_fc_port *port;
	int err;

	ASSERT_RTNL();
	mutex_lock(&vcid_fc_lock);
	err = vcid_fc_plan(profile, extack);
	if (!err) {
		list_for_each_entry(port, &vcid_fc_ports, list)
			port->item = port->next;
		vcid_fc_profile = profile;
		vcid_fc_set_states(profile);
	}
	mutex_unlock(&vcid_fc_lock);
	return err;
}

/**
 * vcid_fc_release() - name no more ports
 *
 * Those that have logged in keep their names as long as they are there.
 *
 * Context: RTNL, may sleep.
 */
void vcid_fc_release(void)
{
	struct vcid_fc_port *port;

	ASSERT_RTNL();
	mutex_lock(&vcid_fc_lock);
	vcid_fc_profile = NULL;
	list_for_each_entry(port, &vcid_fc_ports, list)
		port->item = NULL;
	mutex_unlock(&vcid_fc_lock);
}

/**
 * vcid_fc_follow() - see what has become of a profile's FC names
 * @profile: the profile in force
 *
 * Context: RTNL, may sleep.
 */
void vcid_fc_follow(struct vcid_profile *profile)
{
	ASSERT_RTNL();
	mutex_lock(&vcid_fc_lock);
	vcid_fc_set_states(profile);
	mutex_unlock(&vcid_fc_lock);
}

/**
 * vcid_fc_get_port() - the port that an item named
 * @item: the item
 * @host: set to the number of its SCSI host
 * @wwpn: set to the port name that it came with
 *
 * Context: RTNL.
 * Return: false if it named none.
 */
bool vcid_fc_get_port(const struct vcid_item *item, u32 *host, u64 *wwpn)
{
	const struct vcid_fc_port *port;

	mutex_lock(&vcid_fc_lock);
	port = vcid_fc_port_of(item, false);
	if (port) {
		*host = port->lport->host->host_no;
		*wwpn = port->wwpn;
	}
	mutex_unlock(&vcid_fc_lock);
	return port;
}

/**
 * vcid_fc_init() - begin to follow ports of libfc
 *
 * Return: 0 or a negative errno.
 */
int __init vcid_fc_init(void)
{
	return blocking_notifier_chain_register(&fc_lport_notifier_head,
						&vcid_fc_notifier);
}

/**
 * vcid_fc_exit() - follow ports of libfc no more
 */
void vcid_fc_exit(void)
{
	struct vcid_fc_port *port, *tmp;

	blocking_notifier_chain_unregister(&fc_lport_notifier_head,
					   &vcid_fc_notifier);
	list_for_each_entry_safe(port, tmp, &vcid_fc_ports, list)
		kfree(port);
	INIT_LIST_HEAD(&vcid_fc_ports);
}
