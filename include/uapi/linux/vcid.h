/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * The identity of a server, from its profile.
 *
 * Generic netlink family "vcid" (Documentation/netlink/specs/vcid.yaml).
 */
#ifndef _UAPI_LINUX_VCID_H
#define _UAPI_LINUX_VCID_H

#include <linux/types.h>

#define VCID_FAMILY_NAME	"vcid"
#define VCID_FAMILY_VERSION	1
#define VCID_MCGRP_PROFILE	"profile"

/* items of a profile */
#define VCID_MAX_ITEMS		64
/* lengths of strings, without the NUL behind them */
#define VCID_NAME_LEN		63
#define VCID_PARENT_LEN		63
#define VCID_SERIAL_LEN		64
#define VCID_ISCSI_NAME_LEN	223
#define VCID_CHAP_LEN		127
/* the largest number of a LUN to boot from */
#define VCID_LUN_LIMIT		255

/* what an item sets */
enum vcid_type {
	VCID_TYPE_MAC,		/* the address of an Ethernet device */
	VCID_TYPE_SERIAL,	/* the serial number of the server */
	VCID_TYPE_UUID,		/* the UUID of the server */
	VCID_TYPE_FC,		/* the names of a Fibre Channel port */
	VCID_TYPE_ISCSI,	/* an iSCSI target to boot from */
	VCID_TYPE_PXE,		/* whether a connection boots by PXE */
	VCID_TYPE_FC_BOOT,	/* whether, and what, one boots from FC */
};

/* does a connection boot by PXE? */
enum vcid_pxe {
	VCID_PXE_USE_BIOS,	/* as the server's firmware is set */
	VCID_PXE_ENABLED,
	VCID_PXE_DISABLED,
};

/* does a connection boot from Fibre Channel? */
enum vcid_fc_boot {
	VCID_FC_BOOT_USE_BIOS,	/* as the server's firmware is set */
	VCID_FC_BOOT_DISABLED,
	VCID_FC_BOOT_PRIMARY,	/* from its target */
	VCID_FC_BOOT_SECONDARY,	/* ... if it cannot from the primary one */
};

/* what has become of an item */
enum vcid_state {
	VCID_STATE_PENDING,	/* what it is for is not there yet */
	VCID_STATE_APPLIED,	/* it is in force */
	VCID_STATE_CONFLICT,	/* something else has the same identity */
	VCID_STATE_FAILED,	/* it could not be put into force */
};

/* why an item is not in force, or why a request was refused */
enum vcid_reason {
	VCID_REASON_NONE,
	VCID_REASON_NO_DEVICE,
	VCID_REASON_DUPLICATE_MAC,
	VCID_REASON_DUPLICATE_ITEM,
	VCID_REASON_DEVICE_TAKEN,
	VCID_REASON_DEVICE_BUSY,
	VCID_REASON_DEVICE_IN_LAG,
	VCID_REASON_NOT_SUPPORTED,
	VCID_REASON_DEVICE_ERROR,
	VCID_REASON_NO_MEMORY,
	VCID_REASON_NO_SMBIOS,
	VCID_REASON_BAD_SMBIOS,
	VCID_REASON_SMBIOS_FULL,
	VCID_REASON_DUPLICATE_WWN,
	VCID_REASON_FC_LOGGED_IN,
	VCID_REASON_ISCSI_BOOT_TAKEN,
};

enum vcid_cmd {
	VCID_CMD_PROFILE_GET = 1,
	VCID_CMD_PROFILE_SET,
	VCID_CMD_PROFILE_CLEAR,
	/* notifications, group "profile" */
	VCID_CMD_PROFILE_NTF,
	VCID_CMD_ITEM_NTF,

	/* private: */
	__VCID_CMD_MAX,
	VCID_CMD_MAX = (__VCID_CMD_MAX - 1)
};

enum vcid_profile_attr {
	VCID_A_PROFILE_NAME = 1,	/* string */
	VCID_A_PROFILE_ITEM,		/* nest: enum vcid_item_attr, several */
	VCID_A_PROFILE_FORCE,		/* flag: FC ports that are there too */

	/* private: */
	__VCID_A_PROFILE_MAX,
	VCID_A_PROFILE_MAX = (__VCID_A_PROFILE_MAX - 1)
};

/* one item, inside VCID_A_PROFILE_ITEM */
enum vcid_item_attr {
	VCID_A_ITEM_INDEX = 1,		/* u32: place in the profile */
	VCID_A_ITEM_TYPE,		/* u32: enum vcid_type */
	VCID_A_ITEM_STATE,		/* u32: enum vcid_state */
	VCID_A_ITEM_REASON,		/* u32: enum vcid_reason */
	/* which device it is for */
	VCID_A_ITEM_BURNED_IN,		/* binary, 6 bytes */
	VCID_A_ITEM_PARENT,		/* string: BUS/NAME */
	VCID_A_ITEM_PORT,		/* u32: of the parent */
	VCID_A_ITEM_SLOT,		/* u32: a FlexNIC of the device, 0..3 */
	/* what it sets */
	VCID_A_ITEM_MAC,		/* binary, 6 bytes */
	VCID_A_ITEM_SERIAL,		/* string */
	VCID_A_ITEM_UUID,		/* binary, 16 bytes */
	/* the device that it is applied to */
	VCID_A_ITEM_IFINDEX,		/* u32: in its own netns */
	VCID_A_ITEM_IFNAME,		/* string */
	VCID_A_ITEM_NETNSID,		/* s32: if not the initial netns */
	VCID_A_ITEM_ORIGINAL,		/* binary, 6 bytes: what comes back */
	/* Fibre Channel */
	VCID_A_ITEM_BURNED_IN_WWPN,	/* u64: which port it is for */
	VCID_A_ITEM_WWNN,		/* u64 */
	VCID_A_ITEM_WWPN,		/* u64 */
	VCID_A_ITEM_HOST,		/* u32: SCSI host that has the names */
	VCID_A_ITEM_ORIGINAL_WWPN,	/* u64: the name that it came with */
	VCID_A_ITEM_PAD,
	/* iSCSI; addresses are of 4 or 16 bytes */
	VCID_A_ITEM_INITIATOR,		/* string: name of the server */
	VCID_A_ITEM_TARGET,		/* string: name of the target */
	VCID_A_ITEM_TARGET_IP,		/* binary */
	VCID_A_ITEM_TARGET_PORT,	/* u16: TCP, by default 3260 */
	VCID_A_ITEM_LUN,		/* u32: 0..VCID_LUN_LIMIT */
	VCID_A_ITEM_IP,			/* binary: of the server; else DHCP */
	VCID_A_ITEM_PREFIX_LEN,		/* u32 */
	VCID_A_ITEM_GATEWAY,		/* binary */
	VCID_A_ITEM_CHAP_NAME,		/* string */
	VCID_A_ITEM_CHAP_SECRET,	/* string */
	VCID_A_ITEM_NPIV,		/* flag: FC names of a port of NPIV */
	/* what to boot from */
	VCID_A_ITEM_PXE,		/* u32: enum vcid_pxe */
	VCID_A_ITEM_FC_BOOT,		/* u32: enum vcid_fc_boot */
	VCID_A_ITEM_TARGET_WWPN,	/* u64: port name of the FC target */

	/* private: */
	__VCID_A_ITEM_MAX,
	VCID_A_ITEM_MAX = (__VCID_A_ITEM_MAX - 1)
};

#endif /* _UAPI_LINUX_VCID_H */
