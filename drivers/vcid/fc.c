// SPDX-License-Identifier: GPL-2.0
/*
 * Names of Fibre Channel ports: WWNN and WWPN of any port of libfc, which are
 * FCoE on whatever netdev, a FlexNIC among them, and the HBAs that build on it.
 *
 * libfc tells of a port when it has its names and has not logged in: that is
 * when they are changed. Of a port that is there they are only by force, because
 * to a fabric and to targets a port with another name is another port (see
 * fc_replace.c and fc_relogin.c).
 *
 * A port of NPIV is named by whoever makes it: it is only seen whether it is the
 * one that an item wants.
 */
#include <linux/if_vlan.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <scsi/libfc.h>
#include <scsi/scsi_host.h>

#include "fc.h"
#include "vcid.h"

/* guards what is below, see fc.h */
DEFINE_MUTEX(vcid_fc_lock);
LIST_HEAD(vcid_fc_ports);
struct vcid_profile *vcid_fc_profile;

/**
 * vcid_fc_is_npiv() - is a port a virtual one on top of another?
 * @port: the port
 */
bool vcid_fc_is_npiv(const struct vcid_fc_port *port)
{
	return port->lport->vport;
}

/* the port of the hardware, which others may be on top of */
static const struct fc_lport *vcid_fc_base(const struct fc_lport *lport)
{
	return lport->vport ? shost_priv(vport_to_shost(lport->vport)) : lport;
}

/**
 * vcid_fc_netdev() - the netdev that a port is on
 * @port: the port
 *
 * Return: the netdev, or NULL if it is on none.
 */
const struct net_device *vcid_fc_netdev(const struct vcid_fc_port *port)
{
	const struct device *dev = port->lport->host->shost_gendev.parent;

	for (; dev; dev = dev->parent)
		if (dev->class && !strcmp(dev->class->name, "net"))
			return container_of(dev, struct net_device, dev);
	return NULL;
}

static struct vcid_fc_port *vcid_fc_find(const struct fc_lport *lport)
{
	struct vcid_fc_port *port;

	lockdep_assert_held(&vcid_fc_lock);
	list_for_each_entry(port, &vcid_fc_ports, list)
		if (port->lport == lport)
			return port;
	return NULL;
}

static bool vcid_fc_is_on_netdev(const struct vcid_select *sel,
				 const struct net_device *dev)
{
	return vcid_select_matches(sel, dev) ||
	       (is_vlan_dev(dev) &&
		vcid_select_matches(sel, vlan_dev_real_dev(dev)));
}

/* of a port on a netdev the RTNL is held */
static bool vcid_fc_matches(const struct vcid_select *sel,
			    const struct vcid_fc_port *port)
{
	const struct fc_lport *base = vcid_fc_base(port->lport);
	const struct vcid_fc_port *known;
	const struct net_device *dev;

	if (sel->wwpn) {
		known = base == port->lport ? port : vcid_fc_find(base);
		return known && known->wwpn == sel->wwpn;
	}
	dev = vcid_fc_netdev(port);
	if (dev)
		return vcid_fc_is_on_netdev(sel, dev);
	return *sel->parent && !sel->of_flexnic && !sel->port &&
	       vcid_device_is(base->host->shost_gendev.parent, sel->parent);
}

static bool vcid_fc_is_for(const struct vcid_item *item,
			   const struct vcid_fc_port *port)
{
	if (item->type != VCID_TYPE_FC ||
	    item->fc.npiv != vcid_fc_is_npiv(port))
		return false;
	if (item->fc.npiv && (item->fc.wwpn != port->lport->wwpn ||
			      item->fc.wwnn != port->lport->wwnn))
		return false;
	return vcid_fc_matches(&item->select, port);
}

/**
 * vcid_fc_item_for() - the item that is for a port
 * @profile: the profile; may be NULL
 * @port: the port
 *
 * Context: vcid_fc_lock; RTNL if the port is on a netdev.
 * Return: the item, or NULL.
 */
struct vcid_item *vcid_fc_item_for(struct vcid_profile *profile,
				   const struct vcid_fc_port *port)
{
	struct vcid_item *item;

	if (!profile)
		return NULL;
	for (item = profile->item; item < vcid_items_end(profile); item++)
		if (vcid_fc_is_for(item, port))
			return item;
	return NULL;
}

/* the port that has the names of an item */
static struct vcid_fc_port *vcid_fc_port_of(const struct vcid_item *item)
{
	struct vcid_fc_port *port;

	lockdep_assert_held(&vcid_fc_lock);
	list_for_each_entry(port, &vcid_fc_ports, list)
		if (port->item == item)
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

/**
 * vcid_fc_set_names() - give a port its names
 * @port: the port, which is not logged in
 * @wwnn: node name
 * @wwpn: port name
 *
 * fc_host has taken over the names that the port came with.
 */
void vcid_fc_set_names(struct vcid_fc_port *port, u64 wwnn, u64 wwpn)
{
	struct fc_lport *lport = port->lport;

	fc_set_wwnn(lport, wwnn);
	fc_set_wwpn(lport, wwpn);
	fc_host_node_name(lport->host) = wwnn;
	fc_host_port_name(lport->host) = wwpn;
}

/* a port that comes, before it logs in */
static void vcid_fc_name(struct vcid_fc_port *port)
{
	struct vcid_item *item = vcid_fc_item_for(vcid_fc_profile, port);

	if (!item || vcid_fc_port_of(item) ||
	    vcid_fc_is_duplicate(item->fc.wwpn, port))
		return;
	vcid_fc_set_names(port, item->fc.wwnn, item->fc.wwpn);
	port->item = item;
}

static void vcid_fc_add(struct fc_lport *lport)
{
	struct vcid_fc_port *port;

	/* without memory, of which the log tells, it keeps its names */
	port = kzalloc(sizeof(*port), GFP_KERNEL);
	if (!port)
		return;
	INIT_LIST_HEAD(&port->renamed);
	port->lport = lport;
	port->wwnn = lport->wwnn;
	port->wwpn = lport->wwpn;

	mutex_lock(&vcid_fc_lock);
	if (vcid_fc_find(lport)) {
		kfree(port);
	} else {
		/* one of NPIV comes without the RTNL from some drivers */
		if (!vcid_fc_is_npiv(port))
			vcid_fc_name(port);
		list_add_tail(&port->list, &vcid_fc_ports);
	}
	mutex_unlock(&vcid_fc_lock);
}

static void vcid_fc_del(const struct fc_lport *lport)
{
	struct vcid_fc_port *port;

	mutex_lock(&vcid_fc_lock);
	port = vcid_fc_find(lport);
	if (port)
		list_del(&port->list);
	mutex_unlock(&vcid_fc_lock);
	kfree(port);
}

static int vcid_fc_event(struct notifier_block *nb, unsigned long event,
			 void *ptr)
{
	switch (event) {
	case FC_LPORT_EV_ADD:
		vcid_fc_add(ptr);
		break;
	case FC_LPORT_EV_DEL:
		vcid_fc_del(ptr);
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

/* a port that is there and kept its names when the item would have set them */
static bool vcid_fc_is_there(const struct vcid_item *item)
{
	const struct vcid_fc_port *port;

	list_for_each_entry(port, &vcid_fc_ports, list)
		if (vcid_fc_is_for(item, port))
			return true;
	return false;
}

/* what has become of an item's names; under vcid_fc_lock */
static enum vcid_state vcid_fc_state(const struct vcid_item *item,
				     enum vcid_reason *reason)
{
	*reason = VCID_REASON_NONE;
	if (vcid_fc_port_of(item))
		return VCID_STATE_APPLIED;
	if (vcid_fc_is_duplicate(item->fc.wwpn, NULL)) {
		*reason = VCID_REASON_DUPLICATE_WWN;
		return VCID_STATE_CONFLICT;
	}
	if (vcid_fc_is_there(item)) {
		*reason = VCID_REASON_FC_LOGGED_IN;
		return VCID_STATE_FAILED;
	}
	*reason = VCID_REASON_NO_DEVICE;
	return VCID_STATE_PENDING;
}

/**
 * vcid_fc_set_states() - note what has become of a profile's FC names
 * @profile: the profile
 *
 * Whoever is told of an item is told of its port as well, which takes vcid_fc_lock:
 * it is not held meanwhile.
 *
 * Context: RTNL, not vcid_fc_lock; may sleep.
 */
void vcid_fc_set_states(struct vcid_profile *profile)
{
	enum vcid_reason reason;
	enum vcid_state state;
	struct vcid_item *item;

	for (item = profile->item; item < vcid_items_end(profile); item++) {
		if (item->type != VCID_TYPE_FC)
			continue;
		mutex_lock(&vcid_fc_lock);
		state = vcid_fc_state(item, &reason);
		mutex_unlock(&vcid_fc_lock);
		vcid_item_set_state(item, state, reason);
	}
}

/* ports of NPIV that have come: they have the names of an item, or not */
static void vcid_fc_adopt_npiv(struct vcid_profile *profile)
{
	struct vcid_fc_port *port;
	struct vcid_item *item;

	list_for_each_entry(port, &vcid_fc_ports, list) {
		if (!vcid_fc_is_npiv(port) || port->item)
			continue;
		item = vcid_fc_item_for(profile, port);
		if (item && !vcid_fc_port_of(item))
			port->item = item;
	}
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
	vcid_fc_adopt_npiv(profile);
	mutex_unlock(&vcid_fc_lock);
	vcid_fc_set_states(profile);
}

/**
 * vcid_fc_get_port() - the port that has the names of an item
 * @item: the item
 * @host: set to the number of its SCSI host
 * @wwpn: set to the port name that it came with; 0 if the item changed none
 *
 * Context: RTNL.
 * Return: false if there is none.
 */
bool vcid_fc_get_port(const struct vcid_item *item, u32 *host, u64 *wwpn)
{
	const struct vcid_fc_port *port;

	mutex_lock(&vcid_fc_lock);
	port = vcid_fc_port_of(item);
	if (port) {
		*host = port->lport->host->host_no;
		*wwpn = vcid_fc_is_npiv(port) ? 0 : port->wwpn;
	}
	mutex_unlock(&vcid_fc_lock);
	return port;
}

/**
 * vcid_fc_is_found() - is there a port that a selector means?
 * @sel: the selector
 *
 * Context: RTNL.
 */
bool vcid_fc_is_found(const struct vcid_select *sel)
{
	const struct vcid_fc_port *port;
	bool found = false;

	mutex_lock(&vcid_fc_lock);
	list_for_each_entry(port, &vcid_fc_ports, list)
		if (!vcid_fc_is_npiv(port) && vcid_fc_matches(sel, port))
			found = true;
	mutex_unlock(&vcid_fc_lock);
	return found;
}

/* one that was there before us; the profile is empty yet */
static void vcid_fc_add_old(struct fc_lport *lport, void *unused)
{
	vcid_fc_add(lport);
}

/**
 * vcid_fc_init() - begin to follow ports of libfc
 *
 * Return: 0 or a negative errno.
 */
int __init vcid_fc_init(void)
{
	int err = blocking_notifier_chain_register(&fc_lport_notifier_head,
						   &vcid_fc_notifier);

	if (!err)
		fc_lport_iterate(vcid_fc_add_old, NULL);
	return err;
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
