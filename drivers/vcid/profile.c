// SPDX-License-Identifier: GPL-2.0
/*
 * The profile, and the transaction that puts another in its place.
 *
 * Each kind of item is put into force as a whole or not at all (see
 * vcid_macs_replace()). The profile before is kept until all have succeeded:
 * what a later kind refuses, an earlier one takes back by putting the items of
 * the profile before into force again.
 */
#include <linux/slab.h>

#include "vcid.h"

/* stands for no profile, so that there always is one */
static struct vcid_profile vcid_no_profile;

/* in force, and how often that changed; under the RTNL */
static struct vcid_profile *vcid_profile = &vcid_no_profile;
static unsigned int vcid_profile_changes;

/**
 * vcid_profile_get_rtnl() - the profile in force
 *
 * Context: RTNL.
 * Return: the profile, without a name and items if there is none.
 */
struct vcid_profile *vcid_profile_get_rtnl(void)
{
	ASSERT_RTNL();
	return vcid_profile;
}

/**
 * vcid_profile_generation() - tells one profile from the next
 *
 * Context: RTNL.
 * Return: never 0.
 */
unsigned int vcid_profile_generation(void)
{
	return vcid_profile_changes << 1 | 1;
}

/**
 * vcid_profile_alloc() - make a profile
 * @n_items: room for so many items, all zero
 *
 * Return: the profile, for vcid_profile_free(), or NULL.
 */
struct vcid_profile *vcid_profile_alloc(unsigned int n_items)
{
	struct vcid_profile *profile;

	profile = kzalloc(struct_size(profile, item, n_items), GFP_KERNEL);
	if (profile)
		profile->n_items = n_items;
	return profile;
}

/**
 * vcid_profile_free() - free a profile, which is not in force
 * @profile: the profile
 */
void vcid_profile_free(struct vcid_profile *profile)
{
	struct vcid_item *item;

	if (profile == &vcid_no_profile)
		return;
	for (item = profile->item; item < vcid_items_end(profile); item++)
		if (item->type == VCID_TYPE_ISCSI)
			kfree_sensitive(item->iscsi);
	kfree_sensitive(profile);
}

static void vcid_profile_put_in_place(struct vcid_profile *profile)
{
	struct vcid_profile *old = vcid_profile;
	struct vcid_item *item;

	/* the request that these point into ends */
	for (item = profile->item; item < vcid_items_end(profile); item++) {
		item->nest = NULL;
		memset(item->attr, 0, sizeof(item->attr));
	}
	vcid_profile = profile;
	vcid_profile_changes++;
	vcid_profile_free(old);
	vcid_profile_notify(profile);
}

/**
 * vcid_profile_replace() - put a profile into force in the place of another
 * @profile: the profile, its items checked; NULL for none. It is this module's
 *           from now on, unless it is refused.
 * @force: FC ports that are there change their names: they log out, and their
 *         disks go
 * @extack: says why not
 *
 * Context: RTNL, may sleep.
 * Return: 0 or a negative errno; nothing has changed then.
 */
int vcid_profile_replace(struct vcid_profile *profile, bool force,
			 struct netlink_ext_ack *extack)
{
	int err;

	ASSERT_RTNL();
	if (!profile)
		profile = &vcid_no_profile;
	err = vcid_macs_replace(profile, extack);
	if (err)
		return err;
	err = vcid_fc_replace(profile, force, extack);
	if (err)
		goto err_macs;
	err = vcid_dmi_replace(profile, extack);
	if (err)
		goto err_fc;
	err = vcid_iscsi_replace(profile, extack);
	if (err)
		goto err_dmi;
	vcid_boot_policy_follow(profile);
	/* cannot be taken back, and cannot fail */
	vcid_fc_rename();
	vcid_profile_put_in_place(profile);
	return 0;

err_dmi:
	if (vcid_dmi_replace(vcid_profile, NULL))
		pr_warn("vcid: SMBIOS is not as it was\n");
err_fc:
	vcid_fc_replace(vcid_profile, false, NULL);
err_macs:
	if (vcid_macs_replace(vcid_profile, NULL))
		pr_warn("vcid: not all addresses are as they were\n");
	return err;
}

/**
 * vcid_profile_remove() - end the profile, come what may
 *
 * Context: takes the RTNL, may sleep.
 */
void vcid_profile_remove(void)
{
	rtnl_lock();
	vcid_iscsi_release();
	vcid_dmi_release();
	vcid_fc_release();
	vcid_macs_release();
	vcid_profile_put_in_place(&vcid_no_profile);
	rtnl_unlock();
}

/**
 * vcid_item_set_state() - note what has become of an item, and tell
 * @item: the item
 * @state: its state
 * @reason: why
 *
 * Of items of a profile that is not in force yet nobody is told: they are when
 * it is.
 *
 * Context: RTNL, may sleep.
 */
void vcid_item_set_state(struct vcid_item *item, enum vcid_state state,
			 enum vcid_reason reason)
{
	ASSERT_RTNL();
	if (item->state == state && item->reason == reason)
		return;
	item->state = state;
	item->reason = reason;
	if (item >= vcid_profile->item &&
	    item < vcid_items_end(vcid_profile))
		vcid_item_notify(vcid_profile, item);
}
