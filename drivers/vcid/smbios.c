// SPDX-License-Identifier: GPL-2.0
/*
 * SMBIOS tables as bytes (DMTF DSP0134, SMBIOS Reference Specification 3.6).
 *
 * A table is a row of structures (6.1). Each has a formatted area, whose first
 * bytes are its type and the area's length, and a set of strings, each with a
 * NUL behind it and all with another one; where there are none there are two
 * NULs. A field of the formatted area names a string by its number from 1; 0 is
 * none. The system's serial number and UUID are in the structure of type 1
 * (7.2). A structure of type 127 is the last.
 */
#include <linux/errno.h>
#include <linux/string.h>

#include "smbios.h"

#define SMBIOS_HEADER_SIZE	4
#define SMBIOS_TYPE_SYSTEM	1
#define SMBIOS_TYPE_END		127
#define SMBIOS_MAX_STRINGS	255

/* offsets in a structure of type 1 (7.2) */
#define SYSTEM_SERIAL		0x07
#define SYSTEM_UUID		0x08

/* its fields that name strings; the last two since SMBIOS 2.4 */
static const u8 system_strings[] = { 0x04, 0x05, 0x06, 0x07, 0x19, 0x1a };

/* offsets in an entry point: 2.x (5.2.1), and 3.x (5.2.2) */
#define ENTRY_SUM		0x04
#define ENTRY_LEN		0x05
#define ENTRY_MAJOR		0x06
#define ENTRY_MINOR		0x07
#define ENTRY_MAX_STRUCTURE	0x08
#define ENTRY_DMI		0x10
#define ENTRY_DMI_SUM		0x15
#define ENTRY_TABLE_LEN		0x16
#define ENTRY_DMI_LEN		0x0f
#define ENTRY_SIZE		0x1f
/* what 2.1 firmware says by mistake, and all readers know (5.2.1) */
#define ENTRY_SIZE_2_1		0x1e

#define ENTRY3_SUM		0x05
#define ENTRY3_LEN		0x06
#define ENTRY3_MAJOR		0x07
#define ENTRY3_MINOR		0x08
#define ENTRY3_TABLE_LEN	0x0c
#define ENTRY3_SIZE		0x18

/* the UUID's first fields are little-endian since then (7.2.1) */
#define UUID_LITTLE_ENDIAN	0x0206

static u16 get_le16(const u8 *p)
{
	return p[0] | p[1] << 8;
}

static u32 get_le32(const u8 *p)
{
	return get_le16(p) | (u32)get_le16(p + 2) << 16;
}

static void put_le16(u8 *p, u16 v)
{
	p[0] = v;
	p[1] = v >> 8;
}

static void put_le32(u8 *p, u32 v)
{
	put_le16(p, v);
	put_le16(p + 2, v >> 16);
}

static u8 smbios_sum(const u8 *p, size_t len)
{
	u8 sum = 0;

	while (len--)
		sum += *p++;
	return sum;
}

/* sets the byte at @sum so that all @len add up to 0 */
static void smbios_set_sum(u8 *p, size_t len, size_t sum)
{
	p[sum] = 0;
	p[sum] = -smbios_sum(p, len);
}

static int smbios_entry3_parse(const u8 *entry, size_t len,
			       struct smbios_entry *out)
{
	if (len < ENTRY3_SIZE || entry[ENTRY3_LEN] < ENTRY3_SIZE ||
	    entry[ENTRY3_LEN] > len || smbios_sum(entry, entry[ENTRY3_LEN]))
		return -EBADMSG;
	out->is_64 = true;
	out->version = entry[ENTRY3_MAJOR] << 8 | entry[ENTRY3_MINOR];
	out->table_len = get_le32(entry + ENTRY3_TABLE_LEN);
	return 0;
}

static int smbios_entry2_parse(const u8 *entry, size_t len,
			       struct smbios_entry *out)
{
	if (len < ENTRY_SIZE || entry[ENTRY_LEN] < ENTRY_SIZE_2_1 ||
	    entry[ENTRY_LEN] > len || smbios_sum(entry, entry[ENTRY_LEN]) ||
	    memcmp(entry + ENTRY_DMI, "_DMI_", 5) ||
	    smbios_sum(entry + ENTRY_DMI, ENTRY_DMI_LEN))
		return -EBADMSG;
	out->is_64 = false;
	out->version = entry[ENTRY_MAJOR] << 8 | entry[ENTRY_MINOR];
	out->table_len = get_le16(entry + ENTRY_TABLE_LEN);
	return 0;
}

/**
 * smbios_entry_parse() - read an entry point
 * @entry: the entry point
 * @len: bytes of it
 * @out: filled with what it says
 *
 * Return: 0, or -EBADMSG if it is none, or its checksums are wrong.
 */
int smbios_entry_parse(const u8 *entry, size_t len, struct smbios_entry *out)
{
	if (len >= 5 && !memcmp(entry, "_SM3_", 5))
		return smbios_entry3_parse(entry, len, out);
	if (len >= 4 && !memcmp(entry, "_SM_", 4))
		return smbios_entry2_parse(entry, len, out);
	return -EBADMSG;
}

/**
 * smbios_entry_rebuild() - make an entry point fit another table
 * @entry: the entry point, which is changed
 * @len: bytes of it
 * @table_len: length of the table, bytes
 * @max_structure: size of its largest structure with its strings, bytes
 *
 * Return: 0, -EBADMSG if it is no entry point, or -ENOSPC if one of 2.x cannot
 * tell such a length; nothing has changed then.
 */
int smbios_entry_rebuild(u8 *entry, size_t len, u32 table_len,
			 u16 max_structure)
{
	struct smbios_entry parsed;
	int err;

	err = smbios_entry_parse(entry, len, &parsed);
	if (err)
		return err;
	if (parsed.is_64) {
		put_le32(entry + ENTRY3_TABLE_LEN, table_len);
		smbios_set_sum(entry, entry[ENTRY3_LEN], ENTRY3_SUM);
		return 0;
	}
	if (table_len > 0xffff)
		return -ENOSPC;
	put_le16(entry + ENTRY_TABLE_LEN, table_len);
	if (get_le16(entry + ENTRY_MAX_STRUCTURE) < max_structure)
		put_le16(entry + ENTRY_MAX_STRUCTURE, max_structure);
	smbios_set_sum(entry + ENTRY_DMI, ENTRY_DMI_LEN,
		       ENTRY_DMI_SUM - ENTRY_DMI);
	smbios_set_sum(entry, entry[ENTRY_LEN], ENTRY_SUM);
	return 0;
}

/**
 * smbios_uuid_encode() - a UUID as a table has it
 * @out: 16 bytes
 * @uuid: the UUID, in the order of RFC 4122
 * @version: of SMBIOS
 */
void smbios_uuid_encode(u8 *out, const u8 *uuid, u16 version)
{
	static const u8 little_endian[SMBIOS_UUID_SIZE] = {
		3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15
	};
	unsigned int i;

	for (i = 0; i < SMBIOS_UUID_SIZE; i++)
		out[i] = uuid[version < UUID_LITTLE_ENDIAN ? i :
							     little_endian[i]];
}

/**
 * struct smbios_structure - one structure of a table
 * @data: its first byte
 * @len: of its formatted area, bytes
 * @size: of all of it, bytes
 */
struct smbios_structure {
	const u8	*data;
	size_t		len;
	size_t		size;
};

static int smbios_structure_parse(const u8 *p, size_t left,
				  struct smbios_structure *out)
{
	size_t i;

	if (left < SMBIOS_HEADER_SIZE || p[1] < SMBIOS_HEADER_SIZE)
		return -EBADMSG;
	for (i = p[1]; i + 1 < left; i++) {
		if (p[i] || p[i + 1])
			continue;
		out->data = p;
		out->len = p[1];
		out->size = i + 2;
		return 0;
	}
	return -EBADMSG;
}

/* the strings of a structure, from the first to their end */
static const u8 *smbios_strings(const struct smbios_structure *s)
{
	return s->data + s->len;
}

static unsigned int smbios_count_strings(const struct smbios_structure *s)
{
	const u8 *p = smbios_strings(s);
	unsigned int n = 0;

	for (; *p; p += strlen((const char *)p) + 1)
		n++;
	return n;
}

/* does another field than the serial number's name this string? */
static bool smbios_string_is_shared(const struct smbios_structure *s, u8 number)
{
	size_t i;

	for (i = 0; i < sizeof(system_strings); i++)
		if (system_strings[i] != SYSTEM_SERIAL &&
		    system_strings[i] < s->len &&
		    s->data[system_strings[i]] == number)
			return true;
	return false;
}

/**
 * struct smbios_writer - a table being written
 * @p: where the next byte goes
 * @left: room from there, bytes
 * @full: there was not enough
 */
struct smbios_writer {
	u8	*p;
	size_t	left;
	bool	full;
};

static void smbios_write(struct smbios_writer *w, const void *data, size_t len)
{
	if (len > w->left) {
		w->full = true;
		return;
	}
	memcpy(w->p, data, len);
	w->p += len;
	w->left -= len;
}

/* the strings of @s with @serial as number @number, which may be one more */
static void smbios_write_strings(struct smbios_writer *w,
				 const struct smbios_structure *s,
				 const char *serial, unsigned int number)
{
	const u8 *p = smbios_strings(s);
	unsigned int i;

	for (i = 1; *p; i++) {
		size_t size = strlen((const char *)p) + 1;

		if (i == number)
			smbios_write(w, serial, strlen(serial) + 1);
		else
			smbios_write(w, p, size);
		p += size;
	}
	if (i == number)
		smbios_write(w, serial, strlen(serial) + 1);
	smbios_write(w, "", 1);
}

/* which string is to be the serial number; 0 if there is room for none */
static unsigned int smbios_serial_number(const struct smbios_structure *s)
{
	unsigned int n = smbios_count_strings(s);
	u8 number = s->data[SYSTEM_SERIAL];

	if (number && number <= n && !smbios_string_is_shared(s, number))
		return number;
	return n < SMBIOS_MAX_STRINGS ? n + 1 : 0;
}

static int smbios_write_system(struct smbios_writer *w,
			       const struct smbios_structure *s, u16 version,
			       const struct smbios_change *change)
{
	u8 *area = w->p;
	unsigned int number;

	if (s->len <= SYSTEM_SERIAL ||
	    (change->uuid && s->len < SYSTEM_UUID + SMBIOS_UUID_SIZE))
		return -ENOSPC;
	smbios_write(w, s->data, s->len);
	if (w->full)
		return -ENOSPC;
	if (change->uuid)
		smbios_uuid_encode(area + SYSTEM_UUID, change->uuid, version);
	if (!change->serial) {
		smbios_write(w, smbios_strings(s), s->size - s->len);
		return w->full ? -ENOSPC : 0;
	}
	number = smbios_serial_number(s);
	if (!number)
		return -ENOSPC;
	area[SYSTEM_SERIAL] = number;
	smbios_write_strings(w, s, change->serial, number);
	return w->full ? -ENOSPC : 0;
}

/**
 * smbios_rebuilt_size() - room that a table takes at most once it is changed
 * @table: the table
 * @len: bytes of it
 * @change: what is to be another
 *
 * Return: bytes, or 0 if it is no table.
 */
size_t smbios_rebuilt_size(const u8 *table, size_t len,
			   const struct smbios_change *change)
{
	size_t size = len, off = 0;
	struct smbios_structure s;

	while (off < len) {
		if (smbios_structure_parse(table + off, len - off, &s))
			return 0;
		if (s.data[0] == SMBIOS_TYPE_SYSTEM && change->serial)
			size += strlen(change->serial) + 1;
		if (s.data[0] == SMBIOS_TYPE_END)
			break;
		off += s.size;
	}
	return size;
}

/**
 * smbios_table_rebuild() - write a table with another serial number or UUID
 * @table: the table
 * @len: bytes of it
 * @version: of SMBIOS
 * @change: what is to be another, in every structure of type 1
 * @out: filled with the new table
 * @size: room there, bytes: what smbios_rebuilt_size() says is enough
 * @max_structure: set to the size of its largest structure, bytes
 *
 * A string that another field names as well is left to that, and the serial
 * number gets one of its own. What stands behind the last structure stays.
 *
 * Return: length of the new table; -EBADMSG if the table is not well-formed;
 * -ENOENT if it has no structure of type 1; -ENOSPC if that has no room for
 * the field, or @out not for all of it.
 */
int smbios_table_rebuild(const u8 *table, size_t len, u16 version,
			 const struct smbios_change *change, u8 *out,
			 size_t size, u16 *max_structure)
{
	struct smbios_writer w = { .p = out, .left = size };
	struct smbios_structure s;
	bool found = false;
	size_t off = 0;
	u8 type = 0;
	int err;

	*max_structure = 0;
	while (off < len && type != SMBIOS_TYPE_END) {
		u8 *begin = w.p;

		err = smbios_structure_parse(table + off, len - off, &s);
		if (err)
			return err;
		type = s.data[0];
		if (type == SMBIOS_TYPE_SYSTEM) {
			err = smbios_write_system(&w, &s, version, change);
			if (err)
				return err;
			found = true;
		} else {
			smbios_write(&w, s.data, s.size);
		}
		if (w.p - begin > *max_structure)
			*max_structure = w.p - begin;
		off += s.size;
	}
	smbios_write(&w, table + off, len - off);
	if (w.full)
		return -ENOSPC;
	return found ? w.p - out : -ENOENT;
}
