// SPDX-License-Identifier: GPL-2.0
/*
 * The addresses of one profile in the place of those of another: all of them,
 * or none. It is planned before anything changes, in steps that can be taken
 * back.
 */
#include <linux/slab.h>

#include "vcid.h"

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
		if (vcid_mac_is_duplicate(item->mac,
					  binding ? binding->dev : NULL))
			return vcid_refuse(extack,
					   item->attr[VCID_A_ITEM_MAC],
					   VCID_REASON_DUPLICATE_MAC);
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

static void vcid_take_back(struct vcid_steps *steps)
{
	while (steps->n--) {
		struct vcid_step *step = &steps->step[steps->n];
		int err;

		if (ether_addr_equal(step->from, step->binding->original))
			err = vcid_binding_restore(step->binding, NULL);
		else
			err = vcid_binding_set(step->binding, step->from,
					       NULL);
		if (err)
			netdev_warn(step->binding->dev,
				    "does not take its address back: %d\n",
				    err);
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

/* the plan has become what is; items of the profile before are let go */
static void vcid_adopt(struct vcid_profile *profile)
{
	struct vcid_binding *binding, *tmp;
	struct vcid_item *item;

	for (item = profile->item; item < vcid_items_end(profile); item++)
		if (item->type == VCID_TYPE_MAC)
			vcid_item_set_state(item, VCID_STATE_PENDING,
					    VCID_REASON_NO_DEVICE);
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
		vcid_item_set_state(binding->item, VCID_STATE_APPLIED,
				    VCID_REASON_NONE);
	}
}

/**
 * vcid_macs_replace() - put the addresses of a profile into force
 * @profile: the profile, checked; one without items brings back what was
 * @extack: says why not; may be NULL
 *
 * Devices that have the same address in the profile before are not touched. An
 * address that goes from one device to another is given up by the first
 * before the second gets it.
 *
 * Context: RTNL, may sleep.
 * Return: 0 or a negative errno; nothing has changed then.
 */
int vcid_macs_replace(struct vcid_profile *profile,
		      struct netlink_ext_ack *extack)
{
	struct vcid_steps *steps;
	int err;

	ASSERT_RTNL();
	err = vcid_plan(profile, extack);
	if (err)
		goto err_unplan;
	steps = vcid_steps_alloc();
	if (!steps) {
		err = vcid_refuse(extack, NULL, VCID_REASON_NO_MEMORY);
		goto err_unplan;
	}
	err = vcid_make_steps(steps, extack);
	if (err)
		goto err_take_back;
	kfree(steps);
	vcid_adopt(profile);
	return 0;

err_take_back:
	vcid_take_back(steps);
	kfree(steps);
err_unplan:
	vcid_unplan();
	return err;
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
