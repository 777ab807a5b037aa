// SPDX-License-Identifier: GPL-2.0
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <strings.h>

#include "rate.h"
#include "util.h"

#define KILO	1000ULL
#define KIBI	1024ULL

static const struct {
	const char *name;
	uint64_t bits;
} units[] = {
	{ "", 1 },
	{ "bit", 1 },
	{ "b", 1 },
	{ "k", KILO },
	{ "m", KILO * KILO },
	{ "g", KILO * KILO * KILO },
	{ "t", KILO * KILO * KILO * KILO },
	{ "kbit", KILO },
	{ "mbit", KILO * KILO },
	{ "gbit", KILO * KILO * KILO },
	{ "tbit", KILO * KILO * KILO * KILO },
	{ "kibit", KIBI },
	{ "mibit", KIBI * KIBI },
	{ "gibit", KIBI * KIBI * KIBI },
	{ "tibit", KIBI * KIBI * KIBI * KIBI },
	/* as data sheets, switches and Virtual Connect have them, unlike tc */
	{ "kb", KILO },
	{ "mb", KILO * KILO },
	{ "gb", KILO * KILO * KILO },
	{ "tb", KILO * KILO * KILO * KILO },
	{ "bps", 1 },
	{ "kbps", KILO },
	{ "mbps", KILO * KILO },
	{ "gbps", KILO * KILO * KILO },
	{ "tbps", KILO * KILO * KILO * KILO },
	{ "bit/s", 1 },
	{ "kbit/s", KILO },
	{ "mbit/s", KILO * KILO },
	{ "gbit/s", KILO * KILO * KILO },
	{ "tbit/s", KILO * KILO * KILO * KILO },
	{ "kibps", KIBI },
	{ "mibps", KIBI * KIBI },
	{ "gibps", KIBI * KIBI * KIBI },
	{ "tibps", KIBI * KIBI * KIBI * KIBI },
};

static uint64_t unit_bits(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(units); i++)
		if (!strcasecmp(name, units[i].name))
			return units[i].bits;
	return 0;
}

/*
 * The part after the point, times @bits. Going from the last digit to the
 * first and dividing by ten at each, the result is exact but for the final
 * rounding down, whatever the number of digits: no floating point needed.
 */
static uint64_t fraction(const char *first, const char *end, uint64_t bits)
{
	uint64_t sum = 0;

	while (end > first)
		sum = (sum + (uint64_t)(*--end - '0') * bits) / 10;
	return sum;
}

static const char *skip_digits(const char *s)
{
	while (isdigit((unsigned char)*s))
		s++;
	return s;
}

int rate_parse(const char *str, uint64_t *rate)
{
	const char *point, *frac, *unit, *s;
	uint64_t whole = 0, bits;

	point = skip_digits(str);
	frac = *point == '.' ? point + 1 : point;
	unit = skip_digits(frac);
	if (point == str && unit == frac)
		return -EINVAL;

	bits = unit_bits(unit);
	if (!bits)
		return -EINVAL;

	for (s = str; s < point; s++)
		if (__builtin_mul_overflow(whole, 10, &whole) ||
		    __builtin_add_overflow(whole, *s - '0', &whole))
			return -ERANGE;

	if (__builtin_mul_overflow(whole, bits, &whole) ||
	    __builtin_add_overflow(whole, fraction(frac, unit, bits), rate))
		return -ERANGE;
	return 0;
}

/* Like tc, keep a unit while it is exact or still has under six digits. */
const char *rate_format(uint64_t rate, char *buf, size_t len)
{
	static const char *const prefix[] = { "", "K", "M", "G", "T" };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(prefix) - 1; i++) {
		if (rate < KILO)
			break;
		if (rate % KILO && rate < KILO * KILO)
			break;
		rate /= KILO;
	}
	snprintf(buf, len, "%llu%sbit", (unsigned long long)rate, prefix[i]);
	return buf;
}

/* Tenths, rounded to the nearest, of the largest unit that leaves no zero. */
const char *rate_format_short(uint64_t rate, char *buf, size_t len)
{
	static const char *const prefix[] = { "", "k", "M", "G", "T" };
	uint64_t unit = 1, tenths;
	size_t i = 0;

	while (i < ARRAY_SIZE(prefix) - 1 && rate >= KILO * unit - unit / 20) {
		unit *= KILO;
		i++;
	}
	if (!i) {
		snprintf(buf, len, "%llu", (unsigned long long)rate);
		return buf;
	}
	tenths = rate / unit * 10 + (rate % unit * 10 + unit / 2) / unit;
	snprintf(buf, len, "%llu.%llu%s", (unsigned long long)tenths / 10,
		 (unsigned long long)tenths % 10, prefix[i]);
	return buf;
}

const char *rate_format_mbit(uint64_t rate, char *buf, size_t len)
{
	const uint64_t mega = KILO * KILO;
	unsigned long long whole = rate / mega, frac = rate % mega;
	int digits = 6;

	if (!frac) {
		snprintf(buf, len, "%llu", whole);
		return buf;
	}
	for (; frac % 10 == 0; frac /= 10)
		digits--;
	snprintf(buf, len, "%llu.%0*llu", whole, digits, frac);
	return buf;
}
