// SPDX-License-Identifier: GPL-2.0
/*
 * The profile, and the transaction that puts another in its place.
 *
 * All kinds of items come into force, or none. First each kind is asked whether it
 * can, and gets ready. Then come the kinds that others may refuse: devices, which
 * are asked for another address, and sysfs, which makes files. Each of those can be
 * undone without a check and without a plan, so that going back does not depend on
 * what the profile before would be allowed today. Only then is anything kept or let
 * go. The profile before is untouched until the last step has succeeded.
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
 * struct vcid_kind_ops - what the transaction asks of a kind of item
 * @prepare: can the items of a profile come into force? Gets ready, and changes
 *           nothing that anybody sees. What it refuses it has cleaned up.
 * @apply: changes what others may refuse, and has undone that if they did
 * @undo: puts back what @apply has changed; makes no checks
 * @commit: what was prepared is what is in force; cannot fail
 * @abort: forgets what was prepared, after @undo
 * @release: the end of the module: all is as burned in
 *
 * All under the RTNL; those that a kind does not need are NULL.
 */
struct vcid_kind_ops {
	int (*prepare)(struct vcid_profile *profile, bool force,
		       struct netlink_ext_ack *extack);
	int (*apply)(struct vcid_profile *profile,
		     struct netlink_ext_ack *extack);
	void (*undo)(void);
	void (*commit)(struct vcid_profile *profile);
	void (*abort)(void);
	void (*release)(void);
};

/*
 * In the order in which they are prepared, applied and committed; they are undone
 * the other way round. A target's folder shows the address of its device, which
 * has it by then. FC ports come last: their names are changed by the commit, and
 * their disks go for that.
 */
static const struct vcid_kind_ops vcid_kinds[] = {
	{
		.prepare	= vcid_macs_prepare,
		.apply		= vcid_macs_apply,
		.undo		= vcid_macs_undo,
		.commit		= vcid_macs_commit,
		.abort		= vcid_macs_abort,
		.release	= vcid_macs_release,
	}, {
		.prepare	= vcid_dmi_prepare,
		.apply		= vcid_dmi_apply,
		.undo		= vcid_dmi_undo,
		.commit		= vcid_dmi_commit,
		.abort		= vcid_dmi_abort,
		.release	= vcid_dmi_release,
	}, {
		.apply		= vcid_iscsi_apply,
		.undo		= vcid_iscsi_undo,
		.commit		= vcid_iscsi_commit,
		.release	= vcid_iscsi_release,
	}, {
		.commit		= vcid_boot_policy_follow,
	}, {
		.prepare	= vcid_fc_prepare,
		.commit		= vcid_fc_commit,
		.abort		= vcid_fc_abort,
		.release	= vcid_fc_release,
	},
};

static void vcid_kinds_abort(unsigned int n)
{
	while (n--)
		if (vcid_kinds[n].abort)
			vcid_kinds[n].abort();
}

static int vcid_kinds_prepare(struct vcid_profile *profile, bool force,
			      struct netlink_ext_ack *extack)
{
	unsigned int i;
	int err;

	for (i = 0; i < ARRAY_SIZE(vcid_kinds); i++) {
		if (!vcid_kinds[i].prepare)
			continue;
		err = vcid_kinds[i].prepare(profile, force, extack);
		if (err) {
			vcid_kinds_abort(i);
			return err;
		}
	}
	return 0;
}

static int vcid_kinds_apply(struct vcid_profile *profile,
			    struct netlink_ext_ack *extack)
{
	unsigned int i;
	int err;

	for (i = 0; i < ARRAY_SIZE(vcid_kinds); i++) {
		if (!vcid_kinds[i].apply)
			continue;
		err = vcid_kinds[i].apply(profile, extack);
		if (err)
			goto err_undo;
	}
	return 0;

err_undo:
	while (i--)
		if (vcid_kinds[i].undo)
			vcid_kinds[i].undo();
	vcid_kinds_abort(ARRAY_SIZE(vcid_kinds));
	return err;
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
	unsigned int i;
	int err;

	ASSERT_RTNL();
	if (!profile)
		profile = &vcid_no_profile;
	err = vcid_kinds_prepare(profile, force, extack);
	if (err)
		return err;
	err = vcid_kinds_apply(profile, extack);
	if (err)
		return err;
	for (i = 0; i < ARRAY_SIZE(vcid_kinds); i++)
		if (vcid_kinds[i].commit)
			vcid_kinds[i].commit(profile);
	vcid_profile_put_in_place(profile);
	/* what an item waits for may have come, or be what another one has let go */
	vcid_follow_soon();
	return 0;
}

/**
 * vcid_profile_remove() - end the profile, come what may
 *
 * Context: takes the RTNL, may sleep.
 */
void vcid_profile_remove(void)
{
	unsigned int i = ARRAY_SIZE(vcid_kinds);

	rtnl_lock();
	while (i--)
		if (vcid_kinds[i].release)
			vcid_kinds[i].release();
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
