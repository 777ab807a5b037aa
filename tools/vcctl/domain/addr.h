/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What pools hand out: MAC addresses, WWNs, serial numbers, UUIDs and iSCSI
 * names, as texts and as numbers that can be counted through. Pure.
 */
#ifndef VCCTL_DOMAIN_ADDR_H
#define VCCTL_DOMAIN_ADDR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum addr_kind {
	ADDR_MAC,
	ADDR_WWN,	/* a pair: a port name, and the node name behind it */
	ADDR_SERIAL,
	ADDR_UUID,
	ADDR_IQN,
};

/* names of enum addr_kind, NULL-terminated */
extern const char *const addr_kind_names[];

/* the longest text, an iSCSI name, without the NUL behind it */
#define ADDR_TEXT_LEN	223
#define ADDR_TEXT_SIZE	(ADDR_TEXT_LEN + 1)
/* a range as text */
#define ADDR_RANGE_SIZE	(2 * ADDR_TEXT_LEN + 3)

/**
 * struct addr - one address
 * @kind: what it is
 * @prefix: what it shares with those before and after it, and how many digits
 *	follow; two addresses are the same if prefix and number are
 * @number: the rest of it
 */
struct addr {
	enum addr_kind kind;
	char prefix[ADDR_TEXT_SIZE + 4];
	int64_t number;
};

/**
 * struct addr_range - addresses that follow each other
 * @first: the first
 * @last: number of the last
 */
struct addr_range {
	struct addr first;
	int64_t last;
};

/* from one address to the next: WWNs are handed out in pairs */
int64_t addr_step(enum addr_kind kind);
/* how many addresses, or pairs, are in it */
int64_t addr_count(const struct addr_range *range);

/**
 * addr_parse() - read an address
 * @kind: what it is to be
 * @text: the address
 * @addr: result
 *
 * A WWN is of NAA 1, 2, 3, 5 or 6 (FC-FS: the first four bits), a MAC address
 * is no group's.
 *
 * Return: 0, or -EINVAL if it is none such.
 */
int addr_parse(enum addr_kind kind, const char *text, struct addr *addr);

/* ... and write it, the way it is stored. Returns @text. */
const char *addr_format(const struct addr *addr, char text[ADDR_TEXT_SIZE]);

/**
 * addr_parse_range() - read a range
 * @kind: what it has
 * @text: FIRST..LAST, ADDRESS, or PRESET[:N]
 * @range: result
 * @err: what is wrong with it, a sentence without its full stop
 * @size: of @err
 *
 * Return: 0 or -EINVAL.
 */
int addr_parse_range(enum addr_kind kind, const char *text,
		     struct addr_range *range, char *err, size_t size);
/* FIRST..LAST; returns @text */
const char *addr_format_range(const struct addr_range *range,
			      char text[ADDR_RANGE_SIZE]);

/* do they have an address in common? */
bool addr_ranges_meet(const struct addr_range *a, const struct addr_range *b);

/**
 * addr_preset() - a range that is known by name
 * @kind: what it has
 * @name: PRESET[:N]
 * @range: result
 *
 * Return: 0, -ENOENT if there is none of that name, -ERANGE if there is no
 * such number of it.
 */
int addr_preset(enum addr_kind kind, const char *name,
		struct addr_range *range);

#endif
