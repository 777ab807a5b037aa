// SPDX-License-Identifier: GPL-2.0
/*
 * The serial number and UUID of the server: the SMBIOS table is made anew with
 * those of the profile, and shown in the place of the burned-in one.
 */
#include <linux/slab.h>

#include "dmi.h"
#include "smbios.h"

/* shown now; NULL: all is as burned in. Under the RTNL. */
static struct vcid_dmi *vcid_dmi;

/* to be shown instead, while a profile replaces another; the same if it does not
 * change
 */
static struct vcid_dmi *vcid_dmi_next;

static void vcid_dmi_free(struct vcid_dmi *dmi)
{
	if (!dmi)
		return;
	kfree(dmi->table);
	kfree(dmi->entry);
	kfree(dmi);
}

/* what a profile asks for; @dmi is NULL where it asks for nothing */
static int vcid_dmi_ask(const struct vcid_profile *profile,
			struct vcid_dmi **dmi)
{
	const struct vcid_item *item;

	*dmi = NULL;
	for (item = profile->item; item < vcid_items_end(profile); item++) {
		if (!vcid_item_is_smbios(item))
			continue;
		if (!*dmi)
			*dmi = kzalloc(sizeof(**dmi), GFP_KERNEL);
		if (!*dmi)
			return -ENOMEM;
		if (item->type == VCID_TYPE_SERIAL) {
			(*dmi)->has_serial = true;
			strscpy((*dmi)->serial, item->serial,
				sizeof((*dmi)->serial));
		} else {
			(*dmi)->has_uuid = true;
			uuid_copy(&(*dmi)->uuid, &item->uuid);
		}
	}
	return 0;
}

static bool vcid_dmi_equal(const struct vcid_dmi *a, const struct vcid_dmi *b)
{
	if (!a || !b)
		return a == b;
	return a->has_serial == b->has_serial && a->has_uuid == b->has_uuid &&
	       !strcmp(a->serial, b->serial) && uuid_equal(&a->uuid, &b->uuid);
}

/* make the table and its entry point, from those that are burned in */
static int vcid_dmi_build(struct vcid_dmi *dmi)
{
	const struct smbios_change change = {
		.serial = dmi->has_serial ? dmi->serial : NULL,
		.uuid = dmi->has_uuid ? (const u8 *)&dmi->uuid : NULL,
	};
	struct smbios_entry parsed;
	const u8 *table, *entry;
	size_t len, size;
	u16 largest;
	int err;

	err = vcid_dmi_find(&table, &len, &entry, &dmi->entry_len);
	if (err)
		return err;
	err = smbios_entry_parse(entry, dmi->entry_len, &parsed);
	if (err)
		return err;
	size = smbios_rebuilt_size(table, len, &change);
	if (!size)
		return -EBADMSG;
	dmi->table = kzalloc(size, GFP_KERNEL);
	dmi->entry = kmemdup(entry, dmi->entry_len, GFP_KERNEL);
	if (!dmi->table || !dmi->entry)
		return -ENOMEM;
	err = smbios_table_rebuild(table, len, parsed.version, &change,
				   dmi->table, size, &largest);
	if (err < 0)
		return err;
	dmi->table_len = err;
	err = smbios_entry_rebuild(dmi->entry, dmi->entry_len, dmi->table_len,
				   largest);
	if (err)
		return err;
	vcid_dmi_init_files(dmi);
	return 0;
}

static enum vcid_reason vcid_dmi_reason(int err)
{
	switch (err) {
	case -ENOMEM:
		return VCID_REASON_NO_MEMORY;
	case -ENOSPC:
		return VCID_REASON_SMBIOS_FULL;
	case -EBADMSG:
	case -ENOENT:
		return VCID_REASON_BAD_SMBIOS;
	default:
		return VCID_REASON_NO_SMBIOS;
	}
}

static void vcid_dmi_adopt(struct vcid_profile *profile)
{
	struct vcid_item *item;

	for (item = profile->item; item < vcid_items_end(profile); item++)
		if (vcid_item_is_smbios(item))
			vcid_item_set_state(item, VCID_STATE_APPLIED,
					    VCID_REASON_NONE);
}

static const struct nlattr *vcid_dmi_attr(const struct vcid_profile *profile)
{
	const struct vcid_item *item;

	for (item = profile->item; item < vcid_items_end(profile); item++)
		if (vcid_item_is_smbios(item))
			return item->nest;
	return NULL;
}

static int vcid_dmi_refuse(const struct vcid_profile *profile, int err,
			   struct netlink_ext_ack *extack)
{
	return vcid_refuse(extack, vcid_dmi_attr(profile),
			   vcid_dmi_reason(err));
}

/**
 * vcid_dmi_prepare() - make what is to be shown of a profile
 * @profile: the profile, checked; what it does not set is as burned in
 * @force: of no meaning here
 * @extack: says why not
 *
 * Context: RTNL, may sleep.
 * Return: 0 or a negative errno; nothing is prepared then.
 */
int vcid_dmi_prepare(struct vcid_profile *profile, bool force,
		     struct netlink_ext_ack *extack)
{
	struct vcid_dmi *dmi;
	int err;

	ASSERT_RTNL();
	err = vcid_dmi_ask(profile, &dmi);
	if (err)
		return vcid_dmi_refuse(profile, err, extack);
	if (vcid_dmi_equal(dmi, vcid_dmi)) {
		vcid_dmi_free(dmi);
		dmi = vcid_dmi;
	} else if (dmi) {
		err = vcid_dmi_build(dmi);
		if (err) {
			vcid_dmi_free(dmi);
			return vcid_dmi_refuse(profile, err, extack);
		}
	}
	vcid_dmi_next = dmi;
	return 0;
}

/**
 * vcid_dmi_apply() - show what was prepared
 * @profile: the profile
 * @extack: says why not
 *
 * Context: RTNL, may sleep.
 * Return: 0 or a negative errno; what was shown is shown again then.
 */
int vcid_dmi_apply(struct vcid_profile *profile,
		   struct netlink_ext_ack *extack)
{
	int err;

	ASSERT_RTNL();
	if (vcid_dmi_next == vcid_dmi)
		return 0;
	err = vcid_dmi_exchange(vcid_dmi, vcid_dmi_next);
	return err ? vcid_dmi_refuse(profile, err, extack) : 0;
}

/**
 * vcid_dmi_undo() - show again what was shown before
 *
 * Files are taken away and made, for which there may be no memory; the log tells.
 *
 * Context: RTNL, may sleep.
 */
void vcid_dmi_undo(void)
{
	ASSERT_RTNL();
	if (vcid_dmi_next == vcid_dmi ||
	    !vcid_dmi_exchange(vcid_dmi_next, vcid_dmi))
		return;
	pr_warn("vcid: SMBIOS is not as it was\n");
	/* what stays visible must not be freed */
	swap(vcid_dmi, vcid_dmi_next);
}

/**
 * vcid_dmi_abort() - forget what was prepared
 *
 * Context: RTNL.
 */
void vcid_dmi_abort(void)
{
	ASSERT_RTNL();
	if (vcid_dmi_next != vcid_dmi)
		vcid_dmi_free(vcid_dmi_next);
	vcid_dmi_next = NULL;
}

/**
 * vcid_dmi_commit() - what was prepared is what is shown from now on
 * @profile: the profile
 *
 * Context: RTNL, may sleep.
 */
void vcid_dmi_commit(struct vcid_profile *profile)
{
	ASSERT_RTNL();
	if (vcid_dmi_next != vcid_dmi)
		vcid_dmi_free(vcid_dmi);
	vcid_dmi = vcid_dmi_next;
	vcid_dmi_next = NULL;
	vcid_dmi_adopt(profile);
}

/**
 * vcid_dmi_release() - show what is burned in again, come what may
 *
 * Context: RTNL, may sleep.
 */
void vcid_dmi_release(void)
{
	ASSERT_RTNL();
	if (vcid_dmi) {
		vcid_dmi_give_back(vcid_dmi);
		vcid_dmi_free(vcid_dmi);
		vcid_dmi = NULL;
	}
	vcid_dmi_lose();
}
