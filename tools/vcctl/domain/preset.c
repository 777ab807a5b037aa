// SPDX-License-Identifier: GPL-2.0
/* Ranges that are known by name. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "addr.h"
#include "args.h"

/**
 * struct preset - several ranges of equal size, one behind the other
 * @kind: what they have
 * @name: what they are called
 * @first: the first of the first
 * @ranges: how many there are
 * @numbers: from the start of one to the start of the next
 */
struct preset {
	enum addr_kind kind;
	const char *name;
	const char *first;
	unsigned int ranges;
	int64_t numbers;
};

/*
 * "virtual-connect" and "vcem" are those that HP published for Virtual Connect
 * Manager (64 ranges of 1,024) and Virtual Connect Enterprise Manager (131,072)
 * and gives to no hardware. Serial numbers of Virtual Connect have ten
 * characters and begin with VCX; how they are divided is ours.
 *
 * "local" are locally administered: MAC addresses have the bit for it (IEEE
 * 802, 8.2), WWNs are made of such a MAC address (NAA 1), UUIDs are of version
 * 8, which is for whoever makes them (RFC 9562, 5.8). There is none of iSCSI
 * names: they begin with a domain that only its owner may use (RFC 3720).
 */
static const struct preset presets[] = {
	{ ADDR_MAC, "virtual-connect", "00:17:a4:77:00:00", 64, 1024 },
	{ ADDR_MAC, "vcem", "00:21:5a:9b:00:00", 1, 131072 },
	{ ADDR_MAC, "local", "06:17:a4:00:00:00", 256, 65536 },
	{ ADDR_WWN, "virtual-connect", "50:06:0b:00:00:c2:62:00", 64, 1024 },
	{ ADDR_WWN, "vcem", "50:01:43:80:02:a3:00:00", 1, 131072 },
	{ ADDR_WWN, "local", "10:00:06:17:a4:00:00:00", 256, 65536 },
	{ ADDR_SERIAL, "virtual-connect", "VCX0000000", 100, 100000 },
	{ ADDR_UUID, "local", "0617a400-0000-8000-8000-000000000000", 256,
	  1LL << 32 },
};

static const struct preset *find_preset(enum addr_kind kind, const char *name,
					size_t len)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(presets); i++)
		if (presets[i].kind == kind && strlen(presets[i].name) == len &&
		    !strncmp(presets[i].name, name, len))
			return &presets[i];
	return NULL;
}

int addr_preset(enum addr_kind kind, const char *name, struct addr_range *range)
{
	size_t len = strcspn(name, ":");
	const struct preset *p = find_preset(kind, name, len);
	uint64_t n = 1;

	if (!p)
		return -ENOENT;
	if (name[len] && (uint_parse(name + len + 1, &n) || !n ||
			  n > p->ranges))
		return -ERANGE;
	addr_parse(kind, p->first, &range->first);
	range->first.number += (n - 1) * p->numbers;
	range->last = range->first.number + p->numbers - addr_step(kind);
	return 0;
}
