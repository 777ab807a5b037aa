/* SPDX-License-Identifier: GPL-2.0 */
/*
 * SMBIOS tables as bytes: read, and made anew with another serial number and
 * UUID. Touches nothing of the kernel, so that it is tested in user space.
 */
#ifndef _VCID_SMBIOS_H
#define _VCID_SMBIOS_H

#include <linux/types.h>

#define SMBIOS_UUID_SIZE	16

/**
 * struct smbios_entry - what an entry point says
 * @is_64: it is one of SMBIOS 3.x ("_SM3_"), else of 2.x ("_SM_")
 * @version: major version << 8 | minor version
 * @table_len: length of the table; of 3.x the most that it may be, bytes
 */
struct smbios_entry {
	bool	is_64;
	u16	version;
	u32	table_len;
};

/**
 * struct smbios_change - what is to be another in a table
 * @serial: the system's serial number; NULL leaves it
 * @uuid: the system's UUID, in the order of RFC 4122; NULL leaves it
 */
struct smbios_change {
	const char	*serial;
	const u8	*uuid;
};

int smbios_entry_parse(const u8 *entry, size_t len, struct smbios_entry *out);
int smbios_entry_rebuild(u8 *entry, size_t len, u32 table_len,
			 u16 max_structure);
int smbios_table_rebuild(const u8 *table, size_t len, u16 version,
			 const struct smbios_change *change, u8 *out,
			 size_t size, u16 *max_structure);
size_t smbios_rebuilt_size(const u8 *table, size_t len,
			   const struct smbios_change *change);
void smbios_uuid_encode(u8 *out, const u8 *uuid, u16 version);

#endif /* _VCID_SMBIOS_H */
