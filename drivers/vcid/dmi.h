/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What sysfs shows of SMBIOS while a profile sets the serial number or UUID.
 */
#ifndef _VCID_DMI_H
#define _VCID_DMI_H

#include <linux/device.h>
#include <linux/sysfs.h>

#include "vcid.h"

/**
 * struct vcid_dmi - what is shown
 * @serial: the serial number, if @has_serial; else it is as burned in
 * @uuid: likewise, in the order of RFC 4122
 * @has_serial: the profile sets the serial number
 * @has_uuid: the profile sets the UUID
 * @table: the SMBIOS table
 * @table_len: its length, bytes
 * @entry: its entry point
 * @entry_len: its length, bytes
 * @table_attr: file of @table
 * @entry_attr: file of @entry
 * @serial_attr: file of @serial
 * @uuid_attr: file of @uuid
 *
 * Never changed while it is shown: another one takes its place.
 */
struct vcid_dmi {
	char			serial[VCID_SERIAL_LEN + 1];
	uuid_t			uuid;
	bool			has_serial;
	bool			has_uuid;
	u8			*table;
	size_t			table_len;
	u8			*entry;
	size_t			entry_len;
	struct bin_attribute	table_attr;
	struct bin_attribute	entry_attr;
	struct device_attribute	serial_attr;
	struct device_attribute	uuid_attr;
};

int vcid_dmi_find(const u8 **table, size_t *table_len, const u8 **entry,
		  size_t *entry_len);
void vcid_dmi_lose(void);
void vcid_dmi_init_files(struct vcid_dmi *dmi);
int vcid_dmi_exchange(const struct vcid_dmi *from, const struct vcid_dmi *to);
void vcid_dmi_give_back(const struct vcid_dmi *from);

#endif /* _VCID_DMI_H */
