// SPDX-License-Identifier: GPL-2.0
/*
 * The FC names of one profile in the place of those of another: all of them, or
 * none. What a port that is there would have to give up is only taken from it by
 * force, and at the very end, when nothing can be refused any more.
 */
#include <linux/device.h>
#include <scsi/libfc.h>
#include <scsi/scsi_host.h>

#include "fc.h"
#include "vcid.h"

/* ports whose names change; under the RTNL */
static LIST_HEAD(vcid_fc_renamed);

/* the port that is to have the names of an item */
static struct vcid_fc_port *vcid_fc_planned(const struct vcid_item *item)
{
	struct vcid_fc_port *port;

	list_for_each_entry(port, &vcid_fc_ports, list)
		if (port->next == item)
			return port;
	return NULL;
}

/* the names that a port has when the item is for it, or none is any more */
static void vcid_fc_names(const struct vcid_fc_port *port,
			  const struct vcid_item *item, u64 *wwnn, u64 *wwpn)
{
	if (item) {
		*wwnn = item->fc.wwnn;
		*wwpn = item->fc.wwpn;
	} else if (port->item && !vcid_fc_is_npiv(port)) {
		*wwnn = port->wwnn;
		*wwpn = port->wwpn;
	} else {
		*wwnn = port->lport->wwnn;
		*wwpn = port->lport->wwpn;
	}
}

/*
 * One on a netdev goes under the RTNL. One that is not goes with its device,
 * whose lock others take before the RTNL: it can only be tried.
 */
static int vcid_fc_claim(struct vcid_fc_port *port, const struct nlattr *nest,
			 struct netlink_ext_ack *extack)
{
	struct device *dev = port->lport->host->shost_gendev.parent;

	if (!vcid_fc_netdev(port)) {
		if (!device_trylock(dev)) {
			NL_SET_ERR_MSG_ATTR(extack, nest,
					    "The device of an FC port is coming or going");
			return -EBUSY;
		}
		port->claimed = dev;
	}
	list_add_tail(&port->renamed, &vcid_fc_renamed);
	return 0;
}

static void vcid_fc_unclaim_all(void)
{
	struct vcid_fc_port *port, *tmp;

	list_for_each_entry_safe(port, tmp, &vcid_fc_renamed, renamed) {
		list_del_init(&port->renamed);
		if (port->claimed)
			device_unlock(port->claimed);
		port->claimed = NULL;
	}
}

static int vcid_fc_plan_port(struct vcid_fc_port *port,
			     struct vcid_profile *profile, bool force,
			     struct netlink_ext_ack *extack)
{
	struct vcid_item *item = vcid_fc_item_for(profile, port);
	u64 wwnn, wwpn;

	/* a VLAN and its device may both have a port */
	if (item && !vcid_fc_planned(item))
		port->next = item;
	vcid_fc_names(port, port->next, &wwnn, &wwpn);
	if (port->lport->wwpn == wwpn && port->lport->wwnn == wwnn)
		return 0;
	if (!force)
		return vcid_refuse(extack, item ? item->nest : NULL,
				   VCID_REASON_FC_LOGGED_IN);
	return vcid_fc_claim(port, item ? item->nest : NULL, extack);
}

/* ... when all is done */
static bool vcid_fc_will_be_duplicate(const struct vcid_item *item)
{
	const struct vcid_fc_port *port;
	u64 wwnn, wwpn;

	list_for_each_entry(port, &vcid_fc_ports, list) {
		vcid_fc_names(port, port->next, &wwnn, &wwpn);
		if (port->next != item && wwpn == item->fc.wwpn)
			return true;
	}
	return false;
}

static int vcid_fc_plan(struct vcid_profile *profile, bool force,
			struct netlink_ext_ack *extack)
{
	struct vcid_fc_port *port;
	struct vcid_item *item;
	int err;

	list_for_each_entry(port, &vcid_fc_ports, list) {
		err = vcid_fc_plan_port(port, profile, force, extack);
		if (err)
			return err;
	}
	for (item = profile->item; item < vcid_items_end(profile); item++)
		if (item->type == VCID_TYPE_FC &&
		    vcid_fc_will_be_duplicate(item))
			return vcid_refuse(extack,
					   item->attr[VCID_A_ITEM_WWPN],
					   VCID_REASON_DUPLICATE_WWN);
	return 0;
}

static void vcid_fc_unplan(void)
{
	struct vcid_fc_port *port;

	list_for_each_entry(port, &vcid_fc_ports, list)
		port->next = NULL;
	vcid_fc_unclaim_all();
}

/**
 * vcid_fc_prepare() - can the FC names of a profile come into force?
 * @profile: the profile, checked
 * @force: also of ports that are there, which get theirs by the commit
 * @extack: says why not
 *
 * Context: RTNL, held until vcid_fc_commit() or vcid_fc_abort(); may sleep.
 * Return: 0 or a negative errno; nothing is prepared then.
 */
int vcid_fc_prepare(struct vcid_profile *profile, bool force,
		    struct netlink_ext_ack *extack)
{
	int err;

	ASSERT_RTNL();
	mutex_lock(&vcid_fc_lock);
	vcid_fc_unclaim_all();
	err = vcid_fc_plan(profile, force, extack);
	if (err)
		vcid_fc_unplan();
	mutex_unlock(&vcid_fc_lock);
	return err;
}

/**
 * vcid_fc_abort() - forget what was prepared
 *
 * Context: RTNL, may sleep.
 */
void vcid_fc_abort(void)
{
	ASSERT_RTNL();
	mutex_lock(&vcid_fc_lock);
	vcid_fc_unplan();
	mutex_unlock(&vcid_fc_lock);
}

/*
 * Give ports that are there the names that they are to have. All log out before one
 * gets a name, which another may have had. Sleeps for as long as disks take to be
 * removed.
 */
static void vcid_fc_rename(void)
{
	struct vcid_fc_port *port;

	list_for_each_entry(port, &vcid_fc_renamed, renamed)
		vcid_fc_log_out(port->lport);
	list_for_each_entry(port, &vcid_fc_renamed, renamed)
		vcid_fc_set_names(port,
				  port->item ? port->item->fc.wwnn : port->wwnn,
				  port->item ? port->item->fc.wwpn : port->wwpn);
	/* a peer that was heard of meanwhile has been called by the old name */
	list_for_each_entry(port, &vcid_fc_renamed, renamed)
		vcid_fc_log_out(port->lport);
	list_for_each_entry(port, &vcid_fc_renamed, renamed)
		vcid_fc_log_in(port->lport);
	vcid_fc_unclaim_all();
}

/**
 * vcid_fc_commit() - put the FC names of a profile into force
 * @profile: the profile
 *
 * Cannot be taken back, and cannot fail.
 *
 * Context: RTNL, may sleep for as long as disks take to be removed.
 */
void vcid_fc_commit(struct vcid_profile *profile)
{
	struct vcid_fc_port *port;

	ASSERT_RTNL();
	mutex_lock(&vcid_fc_lock);
	list_for_each_entry(port, &vcid_fc_ports, list) {
		port->item = port->next;
		port->next = NULL;
	}
	vcid_fc_profile = profile;
	mutex_unlock(&vcid_fc_lock);
	vcid_fc_rename();
	vcid_fc_set_states(profile);
}

/**
 * vcid_fc_release() - name no more ports
 *
 * Those that are there keep their names as long as they are.
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
