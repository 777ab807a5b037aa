// SPDX-License-Identifier: GPL-2.0
/*
 * The addresses of one profile in the place of those of another: all of them,
 * or none. It is planned before anything changes, in steps that can be taken
 * back.
 */
#include <linux/slab.h>

#include "vcid.h"

/* a plan is made, or carried out: bindings tell by @next what they come to */
static bool vcid_planning;

/**
 * vcid_macs_changing() - is the change to another profile under way?
 *
 * Context: RTNL.
 */
bool vcid_macs_changing(void)
{
	return vcid_planning;
}

/* bind the devices that are there to the items that are for them */
static int vcid_plan_item(struct vcid_item *item,
			  struct netlink_ext_ack *extack)
{
	struct net_device *dev = vcid_select_find(&item->select);
	struct vcid_binding *binding;

	if (!dev)
		return 0;
	binding = vcid_binding_get(dev);
	if (!binding) {
		binding = vcid_binding_alloc(dev);
		if (!binding)
			return vcid_refuse(extack, item->nest,
					   VCID_REASON_NO_MEMORY);
		vcid_binding_add(binding);
	}
	if (binding->next)
		return vcid_refuse(extack, item->nest,
				   VCID_REASON_DEVICE_TAKEN);
	binding->next = item;
	return 0;
}

static struct vcid_binding *vcid_planned(const struct vcid_item *item)
{
	struct vcid_binding *binding;

	list_for_each_entry(binding, &vcid_bindings, list)
		if (binding->next == item)
			return binding;
	return NULL;
}

/* an item of the profile in force that asks for the same, and is in conflict */
static bool vcid_was_in_conflict(const struct vcid_item *item)
{
	struct vcid_profile *profile = vcid_profile_get_rtnl();
	const struct vcid_item *old;

	for (old = profile->item; old < vcid_items_end(profile); old++)
		if (old->type == VCID_TYPE_MAC &&
		    old->state == VCID_STATE_CONFLICT &&
		    ether_addr_equal(old->mac, item->mac) &&
		    !memcmp(&old->select, &item->select, sizeof(old->select)))
			return true;
	return false;
}

/*
 * Somebody else has the address. What is new is refused for that. An item that was
 * there before, and was so then, says so: all that is for other things may change.
 */
static int vcid_plan_conflict(struct vcid_item *item,
			      struct vcid_binding *binding,
			      struct netlink_ext_ack *extack)
{
	if (!vcid_was_in_conflict(item))
		return vcid_refuse(extack, item->attr[VCID_A_ITEM_MAC],
				   VCID_REASON_DUPLICATE_MAC);
	/* a device that has it keeps it, another one does not get it */
	if (binding && !ether_addr_equal(binding->wanted, item->mac))
		binding->next = NULL;
	item->state = VCID_STATE_CONFLICT;
	return 0;
}

static int vcid_plan(struct vcid_profile *profile,
		     struct netlink_ext_ack *extack)
{
	struct vcid_binding *binding;
	struct vcid_item *item;
	int err;

	for (item = profile->item; item < vcid_items_end(profile); item++) {
		if (item->type != VCID_TYPE_MAC)
			continue;
		err = vcid_plan_item(item, extack);
		if (err)
			return err;
	}
	for (item = profile->item; item < vcid_items_end(profile); item++) {
		if (item->type != VCID_TYPE_MAC)
			continue;
		binding = vcid_planned(item);
		if (!vcid_mac_is_duplicate(item->mac,
					   binding ? binding->dev : NULL))
			continue;
		err = vcid_plan_conflict(item, binding, extack);
		if (err)
			return err;
	}
	return 0;
}

static const u8 *vcid_target(const struct vcid_binding *binding)
{
	return binding->next ? binding->next->mac : binding->original;
}

static bool vcid_must_change(const struct vcid_binding *binding)
{
	return !ether_addr_equal(binding->wanted, vcid_target(binding));
}

/* does a device have to give up its address before another can have it? */
static bool vcid_is_in_the_way(const struct vcid_binding *binding)
{
	const struct vcid_binding *other;

	list_for_each_entry(other, &vcid_bindings, list)
		if (other != binding && vcid_must_change(other) &&
		    ether_addr_equal(vcid_target(other), binding->wanted))
			return true;
	return false;
}

/**
 * struct vcid_step - one change of an address
 * @binding: of which device
 * @from: what it was held to, to go back
 */
struct vcid_step {
	struct vcid_binding	*binding;
	u8			from[ETH_ALEN];
};

/**
 * struct vcid_steps - those that were made
 * @n: how many
 * @step: room for two of each binding: out of the way, and to its end
 */
struct vcid_steps {
	unsigned int		n;
	struct vcid_step	step[];
};

static int vcid_make_step(struct vcid_steps *steps,
			  struct vcid_binding *binding, const u8 *addr,
			  struct netlink_ext_ack *extack)
{
	struct vcid_step *step = &steps->step[steps->n];
	int err;

	/* what the bond's address is for, and whose it is, only it knows */
	if (vcid_is_lag_port(binding->dev))
		return vcid_refuse(extack,
				   binding->next ? binding->next->nest : NULL,
				   VCID_REASON_DEVICE_IN_LAG);
	step->binding = binding;
	ether_addr_copy(step->from, binding->wanted);
	if (ether_addr_equal(addr, binding->original))
		err = vcid_binding_restore(binding, extack);
	else
		err = vcid_binding_set(binding, addr, extack);
	if (err)
		return vcid_refuse(extack,
				   binding->next ? binding->next->nest : NULL,
				   vcid_mac_reason(err));
	steps->n++;
	return 0;
}

static int vcid_make_steps(struct vcid_steps *steps,
			   struct netlink_ext_ack *extack)
{
	struct vcid_binding *binding;
	int err;

	list_for_each_entry(binding, &vcid_bindings, list) {
		if (!vcid_must_change(binding) || !vcid_is_in_the_way(binding))
			continue;
		err = vcid_make_step(steps, binding, binding->original, extack);
		if (err)
			return err;
	}
	list_for_each_entry(binding, &vcid_bindings, list) {
		if (!vcid_must_change(binding))
			continue;
		err = vcid_make_step(steps, binding, vcid_target(binding),
				     extack);
		if (err)
			return err;
	}
	return 0;
}

/*
 * Without a check, and all of them, whatever a device says: one that does not take
 * its address back is asked again when things are looked at the next time, and its
 * item tells that it failed.
 */
static void vcid_take_back(struct vcid_steps *steps)
{
	while (steps->n) {
		struct vcid_step *step = &steps->step[--steps->n];
		int err;

		if (ether_addr_equal(step->from, step->binding->original))
			err = vcid_binding_restore(step->binding, NULL);
		else
			err = vcid_binding_set(step->binding, step->from,
					       NULL);
		if (!err)
			continue;
		netdev_warn(step->binding->dev,
			    "does not take its address back: %d\n", err);
		ether_addr_copy(step->binding->wanted, step->from);
	}
}

static struct vcid_steps *vcid_steps_alloc(void)
{
	struct vcid_binding *binding;
	struct vcid_steps *steps;
	unsigned int n = 0;

	list_for_each_entry(binding, &vcid_bindings, list)
		n += 2;
	return kzalloc(struct_size(steps, step, n), GFP_KERNEL);
}

/* what was done of the plan, to go back */
static struct vcid_steps *vcid_steps;

static void vcid_plan_ends(void)
{
	kfree(vcid_steps);
	vcid_steps = NULL;
	vcid_planning = false;
}

/* forget the plan: bindings that it made go again */
static void vcid_unplan(void)
{
	struct vcid_binding *binding, *tmp;

	list_for_each_entry_safe(binding, tmp, &vcid_bindings, list) {
		binding->next = NULL;
		if (!binding->item)
			vcid_binding_del(binding);
	}
}

/* the plan says which of them are in conflict */
static void vcid_state_without_device(struct vcid_item *item)
{
	if (item->state == VCID_STATE_CONFLICT)
		vcid_item_set_state(item, VCID_STATE_CONFLICT,
				    VCID_REASON_DUPLICATE_MAC);
	else
		vcid_item_set_state(item, VCID_STATE_PENDING,
				    VCID_REASON_NO_DEVICE);
}

/* the plan has become what is; items of the profile before are let go */
static void vcid_adopt(struct vcid_profile *profile)
{
	struct vcid_binding *binding, *tmp;
	struct vcid_item *item;

	for (item = profile->item; item < vcid_items_end(profile); item++)
		if (item->type == VCID_TYPE_MAC)
			vcid_state_without_device(item);
	list_for_each_entry_safe(binding, tmp, &vcid_bindings, list) {
		if (binding->item)
			binding->item->binding = NULL;
		binding->item = binding->next;
		binding->next = NULL;
		if (!binding->item) {
			vcid_binding_del(binding);
			continue;
		}
		binding->item->binding = binding;
		if (binding->item->state != VCID_STATE_CONFLICT)
			vcid_item_set_state(binding->item, VCID_STATE_APPLIED,
					    VCID_REASON_NONE);
	}
}

/**
 * vcid_macs_prepare() - can the addresses of a profile come into force?
 * @profile: the profile, checked; one without items brings back what was
 * @force: of no meaning here
 * @extack: says why not
 *
 * Context: RTNL, may sleep.
 * Return: 0 or a negative errno; nothing is prepared then.
 */
int vcid_macs_prepare(struct vcid_profile *profile, bool force,
		      struct netlink_ext_ack *extack)
{
	int err;

	ASSERT_RTNL();
	vcid_planning = true;
	err = vcid_plan(profile, extack);
	if (err)
		goto err_unplan;
	vcid_steps = vcid_steps_alloc();
	if (!vcid_steps) {
		err = vcid_refuse(extack, NULL, VCID_REASON_NO_MEMORY);
		goto err_unplan;
	}
	return 0;

err_unplan:
	vcid_unplan();
	vcid_plan_ends();
	return err;
}

/**
 * vcid_macs_apply() - give devices the addresses of a profile
 * @profile: the profile
 * @extack: says why not
 *
 * Devices that have the same address in the profile before are not touched. An
 * address that goes from one device to another is given up by the first
 * before the second gets it.
 *
 * Context: RTNL, may sleep.
 * Return: 0 or a negative errno; all have the address that they had then.
 */
int vcid_macs_apply(struct vcid_profile *profile,
		    struct netlink_ext_ack *extack)
{
	int err;

	ASSERT_RTNL();
	err = vcid_make_steps(vcid_steps, extack);
	if (err)
		vcid_take_back(vcid_steps);
	return err;
}

/**
 * vcid_macs_undo() - give devices the addresses that they had
 *
 * Context: RTNL, may sleep.
 */
void vcid_macs_undo(void)
{
	ASSERT_RTNL();
	vcid_take_back(vcid_steps);
	vcid_follow_soon();
}

/**
 * vcid_macs_abort() - forget what was prepared
 *
 * Context: RTNL.
 */
void vcid_macs_abort(void)
{
	ASSERT_RTNL();
	vcid_unplan();
	vcid_plan_ends();
}

/**
 * vcid_macs_commit() - hold devices by the items of a profile
 * @profile: the profile
 *
 * Context: RTNL, may sleep.
 */
void vcid_macs_commit(struct vcid_profile *profile)
{
	ASSERT_RTNL();
	vcid_adopt(profile);
	vcid_plan_ends();
}

/**
 * vcid_macs_release() - bring back all addresses, come what may
 *
 * For the end of the module, which nothing can refuse: also a port of a bond
 * gets back its own, and what a device refuses is told to the log.
 *
 * Context: RTNL.
 */
void vcid_macs_release(void)
{
	struct vcid_binding *binding, *tmp;
	int err;

	list_for_each_entry_safe(binding, tmp, &vcid_bindings, list) {
		err = vcid_binding_restore(binding, NULL);
		if (err)
			netdev_warn(binding->dev,
				    "keeps the address of the profile: %d\n",
				    err);
		vcid_binding_del(binding);
	}
}
