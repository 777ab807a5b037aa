// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <netlink/genl/genl.h>

#include "util.h"
#include "vcid_msg.h"

const char *const vcid_type_names[] = {
	[VCID_TYPE_MAC]		= "mac",
	[VCID_TYPE_SERIAL]	= "serial",
	[VCID_TYPE_UUID]	= "uuid",
	[VCID_TYPE_FC]		= "fc",
	[VCID_TYPE_ISCSI]	= "iscsi",
	[VCID_TYPE_PXE]		= "pxe",
	[VCID_TYPE_FC_BOOT]	= "fc-boot",
	NULL
};

const char *const vcid_pxe_names[] = {
	[VCID_PXE_USE_BIOS]	= "use-bios",
	[VCID_PXE_ENABLED]	= "enabled",
	[VCID_PXE_DISABLED]	= "disabled",
	NULL
};

const char *const vcid_fc_boot_names[] = {
	[VCID_FC_BOOT_USE_BIOS]		= "use-bios",
	[VCID_FC_BOOT_DISABLED]		= "disabled",
	[VCID_FC_BOOT_PRIMARY]		= "primary",
	[VCID_FC_BOOT_SECONDARY]	= "secondary",
	NULL
};

const char *const vcid_state_names[] = {
	[VCID_STATE_PENDING]	= "pending",
	[VCID_STATE_APPLIED]	= "applied",
	[VCID_STATE_CONFLICT]	= "conflict",
	[VCID_STATE_FAILED]	= "failed",
	NULL
};

const char *const vcid_reason_names[] = {
	[VCID_REASON_NONE]		= "none",
	[VCID_REASON_NO_DEVICE]		= "no-device",
	[VCID_REASON_DUPLICATE_MAC]	= "duplicate-mac",
	[VCID_REASON_DUPLICATE_ITEM]	= "duplicate-item",
	[VCID_REASON_DEVICE_TAKEN]	= "device-taken",
	[VCID_REASON_DEVICE_BUSY]	= "device-busy",
	[VCID_REASON_DEVICE_IN_LAG]	= "device-in-lag",
	[VCID_REASON_NOT_SUPPORTED]	= "not-supported",
	[VCID_REASON_DEVICE_ERROR]	= "device-error",
	[VCID_REASON_NO_MEMORY]		= "no-memory",
	[VCID_REASON_NO_SMBIOS]		= "no-smbios",
	[VCID_REASON_BAD_SMBIOS]	= "bad-smbios",
	[VCID_REASON_SMBIOS_FULL]	= "smbios-full",
	[VCID_REASON_DUPLICATE_WWN]	= "duplicate-wwn",
	[VCID_REASON_FC_LOGGED_IN]	= "fc-logged-in",
	[VCID_REASON_ISCSI_BOOT_TAKEN]	= "iscsi-boot-taken",
	NULL
};

static const char *const reason_texts[] = {
	[VCID_REASON_NONE]		= "nothing stands against it",
	[VCID_REASON_NO_DEVICE]		=
		"no device is the one selected; it gets the address when it comes",
	[VCID_REASON_DUPLICATE_MAC]	=
		"another device of the host has the address",
	[VCID_REASON_DUPLICATE_ITEM]	=
		"another item of the profile is for the same",
	[VCID_REASON_DEVICE_TAKEN]	=
		"another item has the device that this one selects",
	[VCID_REASON_DEVICE_BUSY]	=
		"the device keeps its address while it is up; it is tried again when it goes down",
	[VCID_REASON_DEVICE_IN_LAG]	=
		"the device is a port of a bond or team; it is tried again when it leaves",
	[VCID_REASON_NOT_SUPPORTED]	=
		"the device cannot change its address",
	[VCID_REASON_DEVICE_ERROR]	= "the device refused the address",
	[VCID_REASON_NO_MEMORY]		= "memory ran out",
	[VCID_REASON_NO_SMBIOS]		=
		"the host shows no SMBIOS table of a known form",
	[VCID_REASON_BAD_SMBIOS]	=
		"the host's SMBIOS table is not well-formed",
	[VCID_REASON_SMBIOS_FULL]	=
		"the host's SMBIOS table has no room for this",
	[VCID_REASON_DUPLICATE_WWN]	=
		"another FC port of the host has the port name",
	[VCID_REASON_FC_LOGGED_IN]	=
		"an FC port that is there would have to change its names: remove it first, or force it",
	[VCID_REASON_ISCSI_BOOT_TAKEN]	=
		"firmware has published iSCSI targets to boot from",
};

const char *vcid_reason_text(uint32_t reason)
{
	return reason < ARRAY_SIZE(reason_texts) ? reason_texts[reason] :
						   "this vcctl is too old to know it";
}

static const struct attr item_attrs[] = {
	[VCID_A_ITEM_INDEX] = U32_ATTR("index", struct vcid_item, index),
	[VCID_A_ITEM_TYPE] = U32_ATTR("type", struct vcid_item, type),
	[VCID_A_ITEM_STATE] = U32_ATTR("state", struct vcid_item, state),
	[VCID_A_ITEM_REASON] = U32_ATTR("reason", struct vcid_item, reason),
	[VCID_A_ITEM_BURNED_IN] =
		NUMBER_ATTR("burned-in", struct vcid_item, burned_in, 6),
	[VCID_A_ITEM_PARENT] =
		STRING_ATTR("parent", struct vcid_item, parent,
			    VCID_PARENT_LEN + 1),
	[VCID_A_ITEM_PORT] = U32_ATTR("port", struct vcid_item, port),
	[VCID_A_ITEM_SLOT] = U32_ATTR("slot", struct vcid_item, slot),
	[VCID_A_ITEM_MAC] = NUMBER_ATTR("mac", struct vcid_item, mac, 6),
	[VCID_A_ITEM_SERIAL] =
		STRING_ATTR("serial", struct vcid_item, serial,
			    VCID_SERIAL_LEN + 1),
	[VCID_A_ITEM_UUID] = NUMBER_ATTR("uuid", struct vcid_item, uuid, 16),
	[VCID_A_ITEM_IFINDEX] = U32_ATTR("ifindex", struct vcid_item, ifindex),
	[VCID_A_ITEM_IFNAME] =
		STRING_ATTR("ifname", struct vcid_item, ifname, IFNAMSIZ),
	[VCID_A_ITEM_NETNSID] = U32_ATTR("netnsid", struct vcid_item, netnsid),
	[VCID_A_ITEM_ORIGINAL] =
		NUMBER_ATTR("original", struct vcid_item, original, 6),
	[VCID_A_ITEM_BURNED_IN_WWPN] =
		U64_ATTR("burned-in-wwpn", struct vcid_item, burned_in_wwpn),
	[VCID_A_ITEM_WWNN] = U64_ATTR("wwnn", struct vcid_item, wwnn),
	[VCID_A_ITEM_WWPN] = U64_ATTR("wwpn", struct vcid_item, wwpn),
	[VCID_A_ITEM_HOST] = U32_ATTR("host", struct vcid_item, host),
	[VCID_A_ITEM_ORIGINAL_WWPN] =
		U64_ATTR("original-wwpn", struct vcid_item, original_wwpn),
	[VCID_A_ITEM_INITIATOR] =
		STRING_ATTR("initiator", struct vcid_item, initiator,
			    VCID_ISCSI_NAME_LEN + 1),
	[VCID_A_ITEM_TARGET] =
		STRING_ATTR("target", struct vcid_item, target,
			    VCID_ISCSI_NAME_LEN + 1),
	[VCID_A_ITEM_TARGET_IP] =
		BINARY_ATTR("target-ip", struct vcid_item, target_ip),
	[VCID_A_ITEM_TARGET_PORT] =
		U16_ATTR("target-port", struct vcid_item, target_port),
	[VCID_A_ITEM_LUN] = U32_ATTR("lun", struct vcid_item, lun),
	[VCID_A_ITEM_IP] = BINARY_ATTR("ip", struct vcid_item, ip),
	[VCID_A_ITEM_PREFIX_LEN] =
		U32_ATTR("prefix-len", struct vcid_item, prefix_len),
	[VCID_A_ITEM_GATEWAY] =
		BINARY_ATTR("gateway", struct vcid_item, gateway),
	[VCID_A_ITEM_CHAP_NAME] =
		STRING_ATTR("chap-name", struct vcid_item, chap_name,
			    VCID_CHAP_LEN + 1),
	[VCID_A_ITEM_CHAP_SECRET] =
		STRING_ATTR("chap-secret", struct vcid_item, chap_secret,
			    VCID_CHAP_LEN + 1),
	[VCID_A_ITEM_NPIV] = FLAG_ATTR("npiv", struct vcid_item, npiv),
	[VCID_A_ITEM_PXE] = U32_ATTR("pxe", struct vcid_item, pxe),
	[VCID_A_ITEM_FC_BOOT] = U32_ATTR("fc-boot", struct vcid_item, fc_boot),
	[VCID_A_ITEM_TARGET_WWPN] =
		U64_ATTR("target-wwpn", struct vcid_item, target_wwpn),
};

/* what the item is, since its place in the file is not in the message */
static void name_item(struct nlattr *nest, int len, char *buf, size_t size)
{
	struct nlattr *attr = nla_find(nest, len, VCID_A_ITEM_TYPE);
	uint32_t type;

	if (!attr || nla_memcpy(&type, attr, sizeof(type)) != sizeof(type) ||
	    type >= ARRAY_SIZE(vcid_type_names) - 1)
		return;
	snprintf(buf, size, "a %s", vcid_type_names[type]);
}

const struct attr_space vcid_item_space = {
	.attrs = item_attrs,
	.n_attrs = ARRAY_SIZE(item_attrs),
	.size = sizeof(struct vcid_item),
	.instance = name_item,
};

static const struct attr profile_attrs[] = {
	[VCID_A_PROFILE_NAME] =
		STRING_ATTR("name", struct vcid_profile, name,
			    VCID_NAME_LEN + 1),
	[VCID_A_PROFILE_ITEM] =
		NESTS_ATTR("item", struct vcid_profile, items,
			   &vcid_item_space),
	[VCID_A_PROFILE_FORCE] =
		FLAG_ATTR("force", struct vcid_profile, force),
};

const struct attr_space vcid_profile_space = {
	.attrs = profile_attrs,
	.n_attrs = ARRAY_SIZE(profile_attrs),
	.size = sizeof(struct vcid_profile),
};

static const struct attr_space *space_of(int cmd)
{
	(void)cmd;
	return &vcid_profile_space;
}

const struct vcnl_family vcid_family = {
	.name = VCID_FAMILY_NAME,
	.version = VCID_FAMILY_VERSION,
	.module = "vcid",
	.hdrlen = GENL_HDRLEN,
	.space_of = space_of,
};

struct vcid_item *vcid_item_add(struct vcid_profile *profile, uint32_t type)
{
	struct vcid_item *item = list_add(&profile->items, sizeof(*item));

	if (item) {
		item->type = type;
		attr_give(item, VCID_A_ITEM_TYPE);
	}
	return item;
}

struct vcid_item *vcid_item_at(const struct vcid_profile *profile, size_t i)
{
	return list_at(&profile->items, i);
}

/* what of @item says what it is for */
static uint64_t selectors(const struct vcid_item *item)
{
	return item->given &
	       (BIT(VCID_A_ITEM_BURNED_IN) | BIT(VCID_A_ITEM_PARENT) |
		BIT(VCID_A_ITEM_BURNED_IN_WWPN) | BIT(VCID_A_ITEM_SLOT) |
		BIT(VCID_A_ITEM_NPIV));
}

bool vcid_item_same(const struct vcid_item *a, const struct vcid_item *b)
{
	if (a->type != b->type || selectors(a) != selectors(b))
		return false;
	if (selectors(a) & BIT(VCID_A_ITEM_BURNED_IN) &&
	    memcmp(a->burned_in, b->burned_in, sizeof(a->burned_in)))
		return false;
	if (selectors(a) & BIT(VCID_A_ITEM_PARENT) &&
	    (strcmp(a->parent, b->parent) || a->port != b->port))
		return false;
	if (selectors(a) & BIT(VCID_A_ITEM_BURNED_IN_WWPN) &&
	    a->burned_in_wwpn != b->burned_in_wwpn)
		return false;
	/* a port may have several NPIV ports, which their names tell apart */
	if (selectors(a) & BIT(VCID_A_ITEM_NPIV) && a->wwpn != b->wwpn)
		return false;
	return !(selectors(a) & BIT(VCID_A_ITEM_SLOT)) || a->slot == b->slot;
}

void vcid_set_force(struct vcid_profile *profile)
{
	profile->force = true;
	attr_give(profile, VCID_A_PROFILE_FORCE);
}

void vcid_strip(struct vcid_profile *profile)
{
	size_t i;

	for (i = 0; i < profile->items.n; i++)
		vcid_item_at(profile, i)->given &=
			~(BIT(VCID_A_ITEM_INDEX) | BIT(VCID_A_ITEM_STATE) |
			  BIT(VCID_A_ITEM_REASON) | BIT(VCID_A_ITEM_IFINDEX) |
			  BIT(VCID_A_ITEM_IFNAME) | BIT(VCID_A_ITEM_NETNSID) |
			  BIT(VCID_A_ITEM_ORIGINAL) | BIT(VCID_A_ITEM_HOST) |
			  BIT(VCID_A_ITEM_ORIGINAL_WWPN));
}

int vcid_parse(struct nlmsghdr *nlh, struct vcid_profile *profile)
{
	int err = attrs_parse_msg(nlh, &vcid_profile_space, profile);
	size_t i;

	/* all that is shown of an item hangs on its type */
	for (i = 0; i < profile->items.n && !err; i++)
		if (!attr_given(vcid_item_at(profile, i), VCID_A_ITEM_TYPE))
			err = -EBADMSG;
	return err;
}

void vcid_free(struct vcid_profile *profile)
{
	attrs_free(&vcid_profile_space, profile);
}
