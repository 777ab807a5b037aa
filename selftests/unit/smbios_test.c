// SPDX-License-Identifier: GPL-2.0
/*
 * Unit test of SMBIOS tables made anew (smbios.c): entry points of 2.x and 3.x,
 * strings that are there, missing, longer, shared or too many, several type 1
 * structures, and tables that are none. Prints KTAP.
 */
#include <stdlib.h>
#include <string.h>

#include "ktap.h"
#include "../../drivers/vcid/smbios.c"

#define RANDOM_ROUNDS	200000
#define ROOM		4096

static const u8 uuid[16] = {
	0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77,
	0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff
};

/* a table as it grows */
struct table {
	u8	data[ROOM];
	size_t	len;
};

static void add(struct table *t, const void *data, size_t len)
{
	if (len)
		memcpy(t->data + t->len, data, len);
	t->len += len;
}

/* @strings: separated and ended by NULs, as in a string constant "a\0b\0" */
static void add_structure(struct table *t, u8 type, const u8 *body, u8 body_len,
			  const char *strings, size_t strings_len)
{
	u8 header[4] = { type, 4 + body_len, type, 0 };

	add(t, header, sizeof(header));
	add(t, body, body_len);
	add(t, strings, strings_len);
	add(t, "\0", strings_len ? 1 : 2);
}

/* manufacturer 1, product 2, version 3, and serial as told; SKU 0, family 0 */
static void add_system(struct table *t, u8 serial, const char *strings,
		       size_t len)
{
	u8 body[0x1b - 4] = { 1, 2, 3, serial };

	memset(body + 4, 0xa5, 16);
	add_structure(t, 1, body, sizeof(body), strings, len);
}

static void add_bios(struct table *t)
{
	static const u8 body[20] = { 1 };

	add_structure(t, 0, body, sizeof(body), "firm\0", 5);
}

static void add_end(struct table *t)
{
	add_structure(t, 127, NULL, 0, "", 0);
}

/* the @nth structure of @type, or NULL */
static const u8 *find(const u8 *data, size_t len, u8 type, int nth)
{
	struct smbios_structure s;
	size_t off;

	for (off = 0; off < len; off += s.size) {
		if (smbios_structure_parse(data + off, len - off, &s))
			return NULL;
		if (s.data[0] == type && !nth--)
			return s.data;
		if (s.data[0] == 127)
			return NULL;
	}
	return NULL;
}

static const char *string(const u8 *structure, size_t field)
{
	const char *p = (const char *)structure + structure[1];
	u8 number = structure[field];

	if (!number)
		return "";
	while (--number)
		p += strlen(p) + 1;
	return p;
}

static u8 out[2 * ROOM];
static u16 largest;

static int rebuild(const struct table *t, u16 version, const char *serial,
		   const u8 *id)
{
	struct smbios_change change = { .serial = serial, .uuid = id };
	size_t size = smbios_rebuilt_size(t->data, t->len, &change);

	memset(out, 0xee, sizeof(out));
	return smbios_table_rebuild(t->data, t->len, version, &change, out,
				    size, &largest);
}

static void test_serial(void)
{
	static const char long_one[] =
		"a serial number that is longer than any that was burned in, by far";
	struct table t = { .len = 0 };
	const u8 *sys;
	int len;

	add_bios(&t);
	add_system(&t, 4, "maker\0box\0v1\0BURNED\0", 20);
	add_end(&t);

	len = rebuild(&t, 0x0208, "X", NULL);
	sys = find(out, len, 1, 0);
	ktap_result(len == (int)t.len - 5 && sys && !strcmp(string(sys, 7), "X"),
		    "a shorter serial number");
	ktap_result(sys && !strcmp(string(sys, 4), "maker") &&
		    !strcmp(string(sys, 6), "v1") &&
		    !memcmp(sys + 8, t.data + (t.len - 6 - 21 - 0x1b) + 8, 16),
		    "leaves the other fields");
	len = rebuild(&t, 0x0208, long_one, NULL);
	sys = find(out, len, 1, 0);
	ktap_result(len > 0 && sys && !strcmp(string(sys, 7), long_one),
		    "a longer serial number");
	ktap_result(find(out, len, 127, 0) && find(out, len, 0, 0),
		    "leaves the other structures");
	ktap_result(largest == 0x1b + 6 + 4 + 3 + sizeof(long_one) + 1,
		    "tells the largest structure");
	len = rebuild(&t, 0x0208, "BURNED", NULL);
	ktap_result(len == (int)t.len && !memcmp(out, t.data, len),
		    "the same serial number gives the same table");
}

static void test_missing(void)
{
	struct table t = { .len = 0 };
	const u8 *sys;
	int len;

	add_system(&t, 0, "maker\0box\0v1\0", 13);
	add_end(&t);
	len = rebuild(&t, 0x0300, "NEW", NULL);
	sys = find(out, len, 1, 0);
	ktap_result(sys && sys[7] == 4 && !strcmp(string(sys, 7), "NEW"),
		    "a serial number where there is none");

	t.len = 0;
	add_system(&t, 0, "", 0);
	add_end(&t);
	len = rebuild(&t, 0x0300, "NEW", NULL);
	sys = find(out, len, 1, 0);
	ktap_result(sys && sys[7] == 1 && !strcmp(string(sys, 7), "NEW") &&
		    len == (int)t.len + 3,
		    "a serial number where there are no strings");

	t.len = 0;
	add_system(&t, 9, "maker\0box\0v1\0", 13);
	add_end(&t);
	len = rebuild(&t, 0x0300, "NEW", NULL);
	sys = find(out, len, 1, 0);
	ktap_result(sys && sys[7] == 4 && !strcmp(string(sys, 7), "NEW"),
		    "a serial number whose string is missing");
}

static void test_shared(void)
{
	struct table t = { .len = 0 };
	const u8 *sys;
	int len;

	add_system(&t, 3, "maker\0box\0same\0", 15);
	add_end(&t);
	len = rebuild(&t, 0x0300, "NEW", NULL);
	sys = find(out, len, 1, 0);
	ktap_result(sys && !strcmp(string(sys, 7), "NEW") &&
		    !strcmp(string(sys, 6), "same"),
		    "a string that another field has too stays with that");
}

static void test_full(void)
{
	struct table t = { .len = 0 };
	char strings[2 * 255];
	int i;

	for (i = 0; i < 255; i++)
		memcpy(strings + 2 * i, "s", 2);
	add_system(&t, 0, strings, sizeof(strings));
	add_end(&t);
	ktap_result(rebuild(&t, 0x0300, "NEW", NULL) == -ENOSPC,
		    "no string is left for a serial number");
	t.len = 0;
	add_system(&t, 255, strings, sizeof(strings));
	add_end(&t);
	ktap_result(rebuild(&t, 0x0300, "NEW", NULL) > 0,
		    "the last string can be one");
}

static void test_several(void)
{
	struct table t = { .len = 0 };
	const u8 *one, *two;
	int len;

	add_system(&t, 4, "maker\0box\0v1\0ONE\0", 17);
	add_bios(&t);
	add_system(&t, 0, "other\0", 6);
	add_end(&t);
	add(&t, "left behind", 11);
	len = rebuild(&t, 0x0208, "NEW", uuid);
	one = find(out, len, 1, 0);
	two = find(out, len, 1, 1);
	ktap_result(one && two && !strcmp(string(one, 7), "NEW") &&
		    !strcmp(string(two, 7), "NEW") &&
		    !memcmp(one + 8, two + 8, 16),
		    "every type 1 structure is changed");
	ktap_result(len == (int)t.len + 4 &&
		    !memcmp(out + len - 11, "left behind", 11),
		    "what is behind the end stays");
}

static void test_uuid(void)
{
	static const u8 le[16] = {
		0x33, 0x22, 0x11, 0x00, 0x55, 0x44, 0x77, 0x66,
		0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff
	};
	static const u8 old_body[4] = { 1, 0, 0, 0 };
	static const u8 short_body[0x18 - 4] = { 1 };
	struct table t = { .len = 0 };
	int len;

	add_system(&t, 0, "maker\0box\0v1\0", 13);
	add_end(&t);
	len = rebuild(&t, 0x0206, NULL, uuid);
	ktap_result(len == (int)t.len && !memcmp(out + 8, le, 16) &&
		    !memcmp(out + 24, t.data + 24, len - 24),
		    "a UUID, little-endian since 2.6");
	len = rebuild(&t, 0x0205, NULL, uuid);
	ktap_result(len == (int)t.len && !memcmp(out + 8, uuid, 16),
		    "a UUID as it is before 2.6");

	t.len = 0;
	add_structure(&t, 1, old_body, sizeof(old_body), "maker\0", 6);
	add_end(&t);
	ktap_result(rebuild(&t, 0x0200, NULL, uuid) == -ENOSPC,
		    "a type 1 structure of 2.0 has no UUID");
	ktap_result(rebuild(&t, 0x0200, "NEW", NULL) > 0,
		    "but it has a serial number");

	t.len = 0;
	add_structure(&t, 1, short_body, sizeof(short_body), "maker\0", 6);
	add_end(&t);
	len = rebuild(&t, 0x0205, NULL, uuid);
	ktap_result(len == (int)t.len && !memcmp(out + 8, uuid, 16),
		    "one that ends with the UUID has one");
}

static void test_size(void)
{
	struct smbios_change change = { .uuid = uuid };
	struct table t = { .len = 0 };
	bool ok;

	add_system(&t, 4, "maker\0box\0v1\0ONE\0", 17);
	add_bios(&t);
	add_system(&t, 0, "other\0", 6);
	add_end(&t);
	ok = smbios_rebuilt_size(t.data, t.len, &change) == t.len;
	change.serial = "NEW";
	ok &= smbios_rebuilt_size(t.data, t.len, &change) == t.len + 2 * 4;
	ktap_result(ok, "room for a string in every type 1 structure");
	ok = !smbios_rebuilt_size(t.data, t.len - 1, &change);
	/* what is behind the end is no structure */
	add_system(&t, 0, "other\0", 6);
	ok &= smbios_rebuilt_size(t.data, t.len, &change) == t.len + 2 * 4;
	ktap_result(ok, "room for what is a table only");
}

static void test_bad(void)
{
	struct table t = { .len = 0 };
	struct smbios_change change = { .serial = "NEW" };
	size_t n;
	bool ok = true;

	add_bios(&t);
	add_end(&t);
	ktap_result(rebuild(&t, 0x0300, "NEW", NULL) == -ENOENT,
		    "no type 1 structure");

	t.len = 0;
	add_bios(&t);
	add_system(&t, 4, "maker\0box\0v1\0BURNED\0", 20);
	add_end(&t);
	/* a copy of its own size, so that what reads on is found out */
	for (n = 1; n < t.len; n++) {
		u8 *copy = malloc(n);
		int err;

		memcpy(copy, t.data, n);
		err = smbios_table_rebuild(copy, n, 0x0300, &change, out,
					   sizeof(out), &largest);
		ok &= err == -EBADMSG || err == -ENOENT ||
		      (err > 0 && find(out, err, 1, 0));
		free(copy);
	}
	ktap_result(ok, "a table that is cut short");
	ok = true;
	for (n = 0; n < t.len + 4; n++) {
		u8 *room = malloc(n + 1);

		ok &= smbios_table_rebuild(t.data, t.len, 0x0300, &change, room,
					   n, &largest) ==
		      (n < t.len - 3 ? -ENOSPC : (int)t.len - 3);
		free(room);
	}
	ktap_result(ok, "too little room");
}

static void test_random(void)
{
	struct smbios_change change = { .serial = "NEW", .uuid = uuid };
	bool ok = true;
	int i, err;

	srand(1);
	for (i = 0; i < RANDOM_ROUNDS; i++) {
		size_t len = rand() % 96, size, n;
		u8 *copy = malloc(len + 1), *room;

		for (n = 0; n < len; n++)
			copy[n] = rand() % 3 ? rand() % 9 : 0;
		size = smbios_rebuilt_size(copy, len, &change);
		room = malloc(size + 1);
		err = smbios_table_rebuild(copy, len, 0x0300, &change, room,
					   size, &largest);
		/* whoever is told enough room has it, but for a short type 1 */
		if (err > 0)
			ok &= (size_t)err <= size && find(room, err, 1, 0);
		else
			ok &= err == -EBADMSG || err == -ENOENT ||
			      err == -ENOSPC;
		free(room);
		free(copy);
	}
	ktap_result(ok, "%d tables of random bytes", RANDOM_ROUNDS);
}

/* not by the code that is tested */
static u8 sum_of(const u8 *p, size_t len)
{
	unsigned int sum = 0;
	size_t i;

	for (i = 0; i < len; i++)
		sum += p[i];
	return sum & 0xff;
}

static void entry2(u8 *entry)
{
	static const u8 blank[0x1f] = "_SM_";

	memcpy(entry, blank, sizeof(blank));
	entry[5] = 0x1f;
	entry[6] = 2;
	entry[7] = 8;
	put_le16(entry + 8, 77);
	memcpy(entry + 0x10, "_DMI_", 5);
	put_le16(entry + 0x16, 400);
	put_le16(entry + 0x1c, 9);
	smbios_set_sum(entry + 0x10, 0x0f, 5);
	smbios_set_sum(entry, 0x1f, 4);
}

static void test_entry2(void)
{
	u8 entry[0x20] = { 0 }, before[0x20];
	struct smbios_entry e;

	entry2(entry);
	ktap_result(!smbios_entry_parse(entry, 0x1f, &e) && !e.is_64 &&
		    e.version == 0x0208 && e.table_len == 400,
		    "an entry point of 2.x");
	memcpy(before, entry, sizeof(entry));
	ktap_result(!smbios_entry_rebuild(entry, 0x1f, 460, 50) &&
		    !smbios_entry_parse(entry, 0x1f, &e) &&
		    e.table_len == 460 && get_le16(entry + 8) == 77 &&
		    get_le16(entry + 0x1c) == 9 && !sum_of(entry, 0x1f) &&
		    !sum_of(entry + 0x10, 0x0f),
		    "told another length, with both checksums right");
	ktap_result(!smbios_entry_rebuild(entry, 0x1f, 460, 78) &&
		    get_le16(entry + 8) == 78, "told a larger structure");
	memcpy(entry, before, sizeof(entry));
	ktap_result(!smbios_entry_rebuild(entry, 0x1f, 400, 50) &&
		    !memcmp(entry, before, sizeof(entry)),
		    "told the same it is the same");
	ktap_result(smbios_entry_rebuild(entry, 0x1f, 0x10000, 9) == -ENOSPC &&
		    !memcmp(entry, before, sizeof(entry)),
		    "64 KiB are too much for it");
	entry[0x16]++;
	ktap_result(smbios_entry_parse(entry, 0x1f, &e) == -EBADMSG,
		    "a wrong checksum");
	ktap_result(smbios_entry_rebuild(entry, 0x1f, 460, 50) == -EBADMSG,
		    "what is no entry point is told nothing");
	entry[4]--;
	ktap_result(smbios_entry_parse(entry, 0x1f, &e) == -EBADMSG,
		    "a wrong inner checksum");
}

static void test_entry3(void)
{
	u8 entry[0x18] = "_SM3_";
	struct smbios_entry e;
	size_t n;
	bool ok = true;

	entry[6] = 0x18;
	entry[7] = 3;
	entry[8] = 2;
	put_le32(entry + 0x0c, 70000);
	smbios_set_sum(entry, 0x18, 5);
	ktap_result(!smbios_entry_parse(entry, 0x18, &e) && e.is_64 &&
		    e.version == 0x0302 && e.table_len == 70000,
		    "an entry point of 3.x");
	ktap_result(!smbios_entry_rebuild(entry, 0x18, 71234, 50) &&
		    !smbios_entry_parse(entry, 0x18, &e) &&
		    e.table_len == 71234 && !sum_of(entry, 0x18),
		    "told another length");
	for (n = 0; n < 0x18; n++)
		ok &= smbios_entry_parse(entry, n, &e) == -EBADMSG;
	ktap_result(ok, "an entry point that is cut short");
	entry[6] = 0x19;
	ktap_result(smbios_entry_parse(entry, 0x18, &e) == -EBADMSG,
		    "one that says it is longer than it is");
	ktap_result(smbios_entry_parse((const u8 *)"_XM_", 4, &e) == -EBADMSG,
		    "something else");
}

int main(void)
{
	ktap_begin();
	test_serial();
	test_missing();
	test_shared();
	test_full();
	test_several();
	test_uuid();
	test_size();
	test_bad();
	test_random();
	test_entry2();
	test_entry3();
	return ktap_end();
}
