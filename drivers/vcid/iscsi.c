// SPDX-License-Identifier: GPL-2.0
/*
 * iSCSI targets to boot from, published in /sys/firmware/ibft as those that
 * firmware itself has in its boot table: "iscsiadm -m fw" reads them there. The
 * other place that it reads, iscsi_bootN, is for the HBA that is SCSI host N.
 *
 * Target and Ethernet device number N belong together, and are those of item N
 * of the profile. An item whose device is not there has none yet.
 */
#include <linux/inetdevice.h>
#include <linux/iscsi_boot_sysfs.h>
#include <linux/kernfs.h>
#include <linux/slab.h>

#include "iscsi.h"

#define VCID_ISCSI_KSET		"ibft"

/* this entry is valid, and the one that was chosen (ACPI iBFT, 1.4) */
#define VCID_ISCSI_FLAGS	3

/* the bits of "origin" (ACPI iBFT, 1.4.4.4): set by hand, by DHCP */
#define VCID_ISCSI_BY_HAND	1
#define VCID_ISCSI_BY_DHCP	3

/**
 * struct vcid_boot_entry - what one folder of sysfs shows
 * @iscsi: the target
 * @mac: address of the Ethernet device on the way
 * @index: its number
 */
struct vcid_boot_entry {
	struct vcid_iscsi	iscsi;
	u8			mac[ETH_ALEN];
	unsigned int		index;
};

/**
 * struct vcid_boot_list - what is to be published
 * @entry: one for each target; NULL if there is none
 * @n: how many
 */
struct vcid_boot_list {
	struct vcid_boot_entry	*entry;
	unsigned int		n;
};

/* published now: what, and under which folder; under the RTNL */
static struct iscsi_boot_kset *vcid_boot_kset;
static struct vcid_boot_list vcid_boot;

/* what was before, while a profile replaces another and changes it */
static struct vcid_boot_list vcid_boot_before;
static bool vcid_boot_changed;

static ssize_t vcid_show_ip(char *buf, const struct vcid_ip *ip)
{
	if (ip->len == 16)
		return sysfs_emit(buf, "%pI6c\n", ip->addr);
	return sysfs_emit(buf, "%pI4\n", ip->addr);
}

static ssize_t vcid_show_mask(char *buf, const struct vcid_iscsi *iscsi)
{
	const __be32 mask = inet_make_mask(iscsi->prefix_len);

	return sysfs_emit(buf, "%pI4\n", &mask);
}

/* eight bytes, of which the second has the number (SAM-5, 4.7.5) */
static ssize_t vcid_show_lun(char *buf, u32 lun)
{
	const __be64 wire = cpu_to_be64((u64)lun << 48);

	return sysfs_emit(buf, "%8phN\n", &wire);
}

static ssize_t vcid_target_show(void *data, int type, char *buf)
{
	const struct vcid_boot_entry *entry = data;
	const struct vcid_iscsi *iscsi = &entry->iscsi;

	switch (type) {
	case ISCSI_BOOT_TGT_INDEX:
	case ISCSI_BOOT_TGT_NIC_ASSOC:
		return sysfs_emit(buf, "%u\n", entry->index);
	case ISCSI_BOOT_TGT_FLAGS:
		return sysfs_emit(buf, "%d\n", VCID_ISCSI_FLAGS);
	case ISCSI_BOOT_TGT_IP_ADDR:
		return vcid_show_ip(buf, &iscsi->target_ip);
	case ISCSI_BOOT_TGT_PORT:
		return sysfs_emit(buf, "%u\n", iscsi->target_port);
	case ISCSI_BOOT_TGT_LUN:
		return vcid_show_lun(buf, iscsi->lun);
	case ISCSI_BOOT_TGT_CHAP_TYPE:
		return sysfs_emit(buf, "%d\n", !!*iscsi->chap_name);
	case ISCSI_BOOT_TGT_NAME:
		return sysfs_emit(buf, "%s\n", iscsi->target);
	case ISCSI_BOOT_TGT_CHAP_NAME:
		return sysfs_emit(buf, "%s\n", iscsi->chap_name);
	case ISCSI_BOOT_TGT_CHAP_SECRET:
		return sysfs_emit(buf, "%s\n", iscsi->chap_secret);
	}
	return 0;
}

static umode_t vcid_target_is_visible(void *data, int type)
{
	const struct vcid_boot_entry *entry = data;

	switch (type) {
	case ISCSI_BOOT_TGT_CHAP_NAME:
		return *entry->iscsi.chap_name ? 0444 : 0;
	case ISCSI_BOOT_TGT_CHAP_SECRET:
		return *entry->iscsi.chap_name ? 0400 : 0;
	case ISCSI_BOOT_TGT_REV_CHAP_NAME:
	case ISCSI_BOOT_TGT_REV_CHAP_SECRET:
		return 0;
	}
	return 0444;
}

static ssize_t vcid_ethernet_show(void *data, int type, char *buf)
{
	const struct vcid_boot_entry *entry = data;
	const struct vcid_iscsi *iscsi = &entry->iscsi;

	switch (type) {
	case ISCSI_BOOT_ETH_INDEX:
		return sysfs_emit(buf, "%u\n", entry->index);
	case ISCSI_BOOT_ETH_FLAGS:
		return sysfs_emit(buf, "%d\n", VCID_ISCSI_FLAGS);
	case ISCSI_BOOT_ETH_IP_ADDR:
		return vcid_show_ip(buf, &iscsi->ip);
	case ISCSI_BOOT_ETH_PREFIX_LEN:
		return sysfs_emit(buf, "%u\n", iscsi->prefix_len);
	case ISCSI_BOOT_ETH_SUBNET_MASK:
		return vcid_show_mask(buf, iscsi);
	case ISCSI_BOOT_ETH_ORIGIN:
		return sysfs_emit(buf, "%d\n",
				  iscsi->ip.len ? VCID_ISCSI_BY_HAND :
						  VCID_ISCSI_BY_DHCP);
	case ISCSI_BOOT_ETH_GATEWAY:
		return vcid_show_ip(buf, &iscsi->gateway);
	case ISCSI_BOOT_ETH_MAC:
		return sysfs_emit(buf, "%pM\n", entry->mac);
	}
	return 0;
}

static umode_t vcid_ethernet_is_visible(void *data, int type)
{
	const struct vcid_boot_entry *entry = data;

	switch (type) {
	case ISCSI_BOOT_ETH_INDEX:
	case ISCSI_BOOT_ETH_FLAGS:
	case ISCSI_BOOT_ETH_IP_ADDR:
	case ISCSI_BOOT_ETH_ORIGIN:
	case ISCSI_BOOT_ETH_MAC:
		return 0444;
	case ISCSI_BOOT_ETH_PREFIX_LEN:
		return entry->iscsi.ip.len ? 0444 : 0;
	case ISCSI_BOOT_ETH_SUBNET_MASK:
		return entry->iscsi.ip.len == 4 ? 0444 : 0;
	case ISCSI_BOOT_ETH_GATEWAY:
		return entry->iscsi.gateway.len ? 0444 : 0;
	}
	return 0;
}

static ssize_t vcid_initiator_show(void *data, int type, char *buf)
{
	const struct vcid_boot_entry *entry = data;

	switch (type) {
	case ISCSI_BOOT_INI_INDEX:
		return sysfs_emit(buf, "0\n");
	case ISCSI_BOOT_INI_FLAGS:
		return sysfs_emit(buf, "%d\n", VCID_ISCSI_FLAGS);
	case ISCSI_BOOT_INI_INITIATOR_NAME:
		return sysfs_emit(buf, "%s\n", entry->iscsi.initiator);
	}
	return 0;
}

static umode_t vcid_initiator_is_visible(void *data, int type)
{
	switch (type) {
	case ISCSI_BOOT_INI_INDEX:
	case ISCSI_BOOT_INI_FLAGS:
	case ISCSI_BOOT_INI_INITIATOR_NAME:
		return 0444;
	}
	return 0;
}

/* the address that the device of an item has, or is to have */
static bool vcid_boot_mac(const struct vcid_profile *profile,
			  const struct vcid_item *item, u8 *mac)
{
	const struct net_device *dev = vcid_select_find(&item->select);
	const struct vcid_item *other;

	if (!dev)
		return false;
	ether_addr_copy(mac, dev->dev_addr);
	for (other = profile->item; other < vcid_items_end(profile); other++)
		if (other->type == VCID_TYPE_MAC &&
		    !memcmp(&other->select, &item->select,
			    sizeof(other->select)))
			ether_addr_copy(mac, other->mac);
	return true;
}

static int vcid_boot_collect(const struct vcid_profile *profile,
			     struct vcid_boot_list *list)
{
	const struct vcid_item *item;

	list->n = 0;
	list->entry = kcalloc(profile->n_items, sizeof(*list->entry),
			      GFP_KERNEL);
	if (!list->entry)
		return -ENOMEM;
	for (item = profile->item; item < vcid_items_end(profile); item++) {
		struct vcid_boot_entry *entry = &list->entry[list->n];

		if (item->type != VCID_TYPE_ISCSI ||
		    !vcid_boot_mac(profile, item, entry->mac))
			continue;
		/* with what is between the members: they are compared */
		memcpy(&entry->iscsi, item->iscsi, sizeof(entry->iscsi));
		entry->index = item - profile->item;
		list->n++;
	}
	return 0;
}

static void vcid_boot_free(struct vcid_boot_list *list)
{
	kfree_sensitive(list->entry);
	list->entry = NULL;
	list->n = 0;
}

/**
 * struct vcid_boot_folder - a kind of folder
 * @create: makes one
 * @show: prints the value of one of its files
 * @is_visible: the mode of a file; 0: there is no such file
 */
struct vcid_boot_folder {
	struct iscsi_boot_kobj *
		(*create)(struct iscsi_boot_kset *kset, int index, void *data,
			  ssize_t (*show)(void *data, int type, char *buf),
			  umode_t (*is_visible)(void *data, int type),
			  void (*release)(void *data));
	ssize_t (*show)(void *data, int type, char *buf);
	umode_t (*is_visible)(void *data, int type);
};

static const struct vcid_boot_folder vcid_boot_initiator = {
	.create		= iscsi_boot_create_initiator,
	.show		= vcid_initiator_show,
	.is_visible	= vcid_initiator_is_visible,
};

static const struct vcid_boot_folder vcid_boot_ethernet = {
	.create		= iscsi_boot_create_ethernet,
	.show		= vcid_ethernet_show,
	.is_visible	= vcid_ethernet_is_visible,
};

static const struct vcid_boot_folder vcid_boot_target = {
	.create		= iscsi_boot_create_target,
	.show		= vcid_target_show,
	.is_visible	= vcid_target_is_visible,
};

static void vcid_boot_release(void *data)
{
	kfree_sensitive(data);
}

/* a folder has a copy of its own, which goes when it does */
static int vcid_boot_create(struct iscsi_boot_kset *kset,
			    const struct vcid_boot_folder *folder,
			    const struct vcid_boot_entry *entry)
{
	struct vcid_boot_entry *copy;

	copy = kmemdup(entry, sizeof(*entry), GFP_KERNEL);
	if (!copy)
		return -ENOMEM;
	if (folder->create(kset, entry->index, copy, folder->show,
			   folder->is_visible, vcid_boot_release))
		return 0;
	kfree_sensitive(copy);
	return -ENOMEM;
}

static int vcid_boot_fill(struct iscsi_boot_kset *kset,
			  const struct vcid_boot_list *list)
{
	const struct vcid_boot_entry *entry = list->entry;
	int err;

	err = vcid_boot_create(kset, &vcid_boot_initiator, entry);
	for (; entry < list->entry + list->n && !err; entry++)
		err = vcid_boot_create(kset, &vcid_boot_ethernet, entry) ?:
		      vcid_boot_create(kset, &vcid_boot_target, entry);
	return err;
}

/* firmware's own may be there, published by the driver iscsi_ibft */
static bool vcid_boot_is_taken(void)
{
	struct kernfs_node *kn;

	kn = kernfs_find_and_get(firmware_kobj->sd, VCID_ISCSI_KSET);
	kernfs_put(kn);
	return kn;
}

static int vcid_boot_publish(const struct vcid_boot_list *list)
{
	struct iscsi_boot_kset *kset;
	int err;

	if (!list->n)
		return 0;
	if (vcid_boot_is_taken())
		return -EEXIST;
	kset = iscsi_boot_create_kset(VCID_ISCSI_KSET);
	if (!kset)
		return -ENOMEM;
	err = vcid_boot_fill(kset, list);
	if (err) {
		iscsi_boot_destroy_kset(kset);
		return err;
	}
	vcid_boot_kset = kset;
	return 0;
}

static void vcid_boot_withdraw(void)
{
	iscsi_boot_destroy_kset(vcid_boot_kset);
	vcid_boot_kset = NULL;
}

/* publish what was before; where that fails nothing is, and is known to be */
static void vcid_boot_restore(struct vcid_boot_list *before)
{
	vcid_boot_withdraw();
	vcid_boot_free(&vcid_boot);
	if (vcid_boot_publish(before)) {
		pr_warn("vcid: iSCSI targets are published no more\n");
		vcid_boot_free(before);
	}
	vcid_boot = *before;
	*before = (struct vcid_boot_list){};
}

static bool vcid_boot_is_published(const struct vcid_boot_list *list)
{
	return list->n == vcid_boot.n &&
	       (!list->n || !memcmp(list->entry, vcid_boot.entry,
				    list->n * sizeof(*list->entry)));
}

static bool vcid_boot_is_asked(const struct vcid_profile *profile)
{
	const struct vcid_item *item;

	for (item = profile->item; item < vcid_items_end(profile); item++)
		if (item->type == VCID_TYPE_ISCSI)
			return true;
	return false;
}

/*
 * Publish what a profile has, in the place of what was: that is in @before if it
 * returns 1. 0: nothing has changed; what was is published again after an error.
 */
static int vcid_boot_update(const struct vcid_profile *profile,
			    struct vcid_boot_list *before)
{
	struct vcid_boot_list list;
	int err;

	if (!vcid_boot.n && !vcid_boot_is_asked(profile))
		return 0;
	err = vcid_boot_collect(profile, &list);
	if (err)
		return err;
	if (vcid_boot_is_published(&list)) {
		vcid_boot_free(&list);
		return 0;
	}
	*before = vcid_boot;
	vcid_boot = list;
	vcid_boot_withdraw();
	err = vcid_boot_publish(&list);
	if (err) {
		vcid_boot_restore(before);
		return err;
	}
	return 1;
}

static bool vcid_boot_has(unsigned int index)
{
	unsigned int i;

	for (i = 0; i < vcid_boot.n; i++)
		if (vcid_boot.entry[i].index == index)
			return true;
	return false;
}

static void vcid_boot_set_states(struct vcid_profile *profile, int err)
{
	struct vcid_item *item;

	for (item = profile->item; item < vcid_items_end(profile); item++) {
		if (item->type != VCID_TYPE_ISCSI)
			continue;
		if (err)
			vcid_item_set_state(item, VCID_STATE_FAILED,
					    err == -EEXIST ?
					    VCID_REASON_ISCSI_BOOT_TAKEN :
					    VCID_REASON_NO_MEMORY);
		else if (vcid_boot_has(item - profile->item))
			vcid_item_set_state(item, VCID_STATE_APPLIED,
					    VCID_REASON_NONE);
		else
			vcid_item_set_state(item, VCID_STATE_PENDING,
					    VCID_REASON_NO_DEVICE);
	}
}

/**
 * vcid_iscsi_apply() - publish the iSCSI targets of a profile
 * @profile: the profile, checked; its devices have its addresses
 * @extack: says why not
 *
 * Context: RTNL, may sleep.
 * Return: 0 or a negative errno; what was published is again then.
 */
int vcid_iscsi_apply(struct vcid_profile *profile,
		     struct netlink_ext_ack *extack)
{
	int err;

	ASSERT_RTNL();
	err = vcid_boot_update(profile, &vcid_boot_before);
	vcid_boot_changed = err > 0;
	if (err >= 0)
		return 0;
	return vcid_refuse(extack, NULL, err == -EEXIST ?
			   VCID_REASON_ISCSI_BOOT_TAKEN :
			   VCID_REASON_NO_MEMORY);
}

/**
 * vcid_iscsi_undo() - publish again what was before
 *
 * Context: RTNL, may sleep.
 */
void vcid_iscsi_undo(void)
{
	ASSERT_RTNL();
	if (vcid_boot_changed)
		vcid_boot_restore(&vcid_boot_before);
	vcid_boot_changed = false;
}

/**
 * vcid_iscsi_commit() - what is published stays
 * @profile: the profile
 *
 * Context: RTNL, may sleep.
 */
void vcid_iscsi_commit(struct vcid_profile *profile)
{
	ASSERT_RTNL();
	vcid_boot_free(&vcid_boot_before);
	vcid_boot_changed = false;
	vcid_boot_set_states(profile, 0);
}

/**
 * vcid_iscsi_follow() - publish what has changed of a profile's devices
 * @profile: the profile in force
 *
 * Context: RTNL, may sleep.
 */
void vcid_iscsi_follow(struct vcid_profile *profile)
{
	struct vcid_boot_list before = {};
	int err;

	ASSERT_RTNL();
	err = vcid_boot_update(profile, &before);
	vcid_boot_free(&before);
	vcid_boot_set_states(profile, min(err, 0));
}

/**
 * vcid_iscsi_release() - publish nothing more
 *
 * Context: RTNL, may sleep.
 */
void vcid_iscsi_release(void)
{
	ASSERT_RTNL();
	vcid_boot_withdraw();
	vcid_boot_free(&vcid_boot);
}
