// SPDX-License-Identifier: GPL-2.0
/*
 * Why a request is refused: the reasons that an item can be failed for, as an
 * error number and a text that begins with the reason's name.
 */
#include <linux/netlink.h>

#include "vcid.h"

static const struct {
	int		err;
	const char	*text;
} vcid_reasons[] = {
	[VCID_REASON_NO_DEVICE] = {
		-ENODEV, "no-device: no device is the one selected",
	},
	[VCID_REASON_DUPLICATE_MAC] = {
		-EADDRINUSE,
		"duplicate-mac: another device or item has this address",
	},
	[VCID_REASON_DUPLICATE_ITEM] = {
		-EEXIST,
		"duplicate-item: another item of the profile is for the same",
	},
	[VCID_REASON_DEVICE_TAKEN] = {
		-EEXIST,
		"device-taken: another item has the device that this selects",
	},
	[VCID_REASON_DEVICE_BUSY] = {
		-EBUSY,
		"device-busy: the device keeps its address while it is up",
	},
	[VCID_REASON_DEVICE_IN_LAG] = {
		-EBUSY,
		"device-in-lag: the device is a port of a bond or team: release it first",
	},
	[VCID_REASON_NOT_SUPPORTED] = {
		-EOPNOTSUPP,
		"not-supported: the device cannot change its address",
	},
	[VCID_REASON_DEVICE_ERROR] = {
		-EIO, "device-error: the device refused the address",
	},
	[VCID_REASON_NO_MEMORY] = {
		-ENOMEM, "no-memory: memory ran out",
	},
	[VCID_REASON_NO_SMBIOS] = {
		-ENODEV,
		"no-smbios: the host shows no SMBIOS table of a known form",
	},
	[VCID_REASON_BAD_SMBIOS] = {
		-EBADMSG,
		"bad-smbios: the host's SMBIOS table is not well-formed",
	},
	[VCID_REASON_SMBIOS_FULL] = {
		-ENOSPC,
		"smbios-full: the host's SMBIOS table has no room for this",
	},
	[VCID_REASON_DUPLICATE_WWN] = {
		-EADDRINUSE,
		"duplicate-wwn: another FC port or item has this port name",
	},
	[VCID_REASON_FC_LOGGED_IN] = {
		-EBUSY,
		"fc-logged-in: an FC port that is there would change its names: remove it first, or force it",
	},
	[VCID_REASON_ISCSI_BOOT_TAKEN] = {
		-EEXIST,
		"iscsi-boot-taken: firmware has published iSCSI targets to boot from",
	},
};

/**
 * vcid_refuse() - refuse a request for a reason
 * @extack: gets the reason's text, unless there is a text already, for whoever
 *          refused closer to the cause knows more; may be NULL
 * @attr: the attribute that is at fault; may be NULL
 * @reason: the reason
 *
 * The text is static, as the one that NL_SET_ERR_MSG() makes.
 *
 * Return: the reason's errno.
 */
int vcid_refuse(struct netlink_ext_ack *extack, const struct nlattr *attr,
		enum vcid_reason reason)
{
	if (extack && !extack->_msg)
		extack->_msg = vcid_reasons[reason].text;
	if (extack && !extack->bad_attr)
		extack->bad_attr = attr;
	return vcid_reasons[reason].err;
}
