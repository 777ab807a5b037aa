// SPDX-License-Identifier: GPL-2.0
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "addr.h"
#include "args.h"

#define MAC_OCTETS	6
#define WWN_OCTETS	8

/* digits of a text that are counted through: what surely fits an int64_t */
#define DIGITS_MAX	15
/* the longest serial number that vcid takes */
#define SERIAL_LEN	64

/* where the counted part of a UUID starts: its last group, of 48 bits */
#define UUID_GROUPS	"########-####-####-####-"
#define UUID_LEN	36

const char *const addr_kind_names[] = {
	[ADDR_MAC] = "mac",
	[ADDR_WWN] = "wwn",
	[ADDR_SERIAL] = "serial",
	[ADDR_UUID] = "uuid",
	[ADDR_IQN] = "iqn",
	NULL
};

int64_t addr_step(enum addr_kind kind)
{
	return kind == ADDR_WWN ? 2 : 1;
}

int64_t addr_count(const struct addr_range *range)
{
	int64_t step = addr_step(range->first.kind);

	return (range->last - range->first.number) / step + 1;
}

static int parse_octets(const char *text, unsigned int n, int64_t *number)
{
	uint8_t octets[WWN_OCTETS];
	unsigned int i;

	if (octets_parse(text, octets, n))
		return -EINVAL;
	*number = 0;
	for (i = 0; i < n; i++)
		*number = *number << 8 | octets[i];
	return 0;
}

static int parse_mac(const char *text, struct addr *addr)
{
	if (parse_octets(text, MAC_OCTETS, &addr->number))
		return -EINVAL;
	/* a group's, or nobody's */
	if (addr->number >> 40 & 1 || !addr->number)
		return -EINVAL;
	return 0;
}

static int parse_wwn(const char *text, struct addr *addr)
{
	unsigned char high;

	/* NAA 8 and above would be negative */
	if (hex_parse(&text, &high) || high >= 0x80)
		return -EINVAL;
	if (parse_octets(text - 2, WWN_OCTETS, &addr->number))
		return -EINVAL;
	return strchr("\1\2\3\5\6", high >> 4) && high >> 4 ? 0 : -EINVAL;
}

static int parse_uuid(const char *text, struct addr *addr)
{
	size_t i;

	if (strlen(text) != UUID_LEN)
		return -EINVAL;
	for (i = 0; i < UUID_LEN; i++) {
		if (UUID_GROUPS[i < strlen(UUID_GROUPS) ? i : 0] == '-' ?
		    text[i] != '-' : !isxdigit((unsigned char)text[i]))
			return -EINVAL;
		if (i < strlen(UUID_GROUPS))
			addr->prefix[i] = tolower((unsigned char)text[i]);
	}
	addr->prefix[strlen(UUID_GROUPS)] = '\0';
	addr->number = strtoll(text + strlen(UUID_GROUPS), NULL, 16);
	return 0;
}

/* "HEAD|4": what ends in digits is counted through by as many digits */
static int parse_digits(const char *text, size_t max, struct addr *addr)
{
	size_t len = strlen(text), head = len;

	if (!len || len > max)
		return -EINVAL;
	while (head && len - head < DIGITS_MAX &&
	       isdigit((unsigned char)text[head - 1]))
		head--;
	snprintf(addr->prefix, sizeof(addr->prefix), "%.*s|%zu", (int)head,
		 text, len - head);
	addr->number = strtoll(len > head ? text + head : "0", NULL, 10);
	return 0;
}

static int parse_serial(const char *text, struct addr *addr)
{
	const char *c;

	for (c = text; *c; c++)
		if (!isgraph((unsigned char)*c))
			return -EINVAL;
	return parse_digits(text, SERIAL_LEN, addr);
}

/* RFC 3720, 3.2.6: one of three types, in lower case */
static int parse_iqn(const char *text, struct addr *addr)
{
	const char *c;

	if (strncmp(text, "iqn.", 4) && strncmp(text, "eui.", 4) &&
	    strncmp(text, "naa.", 4))
		return -EINVAL;
	for (c = text; *c; c++)
		if (!islower((unsigned char)*c) &&
		    !isdigit((unsigned char)*c) && !strchr(".-:", *c))
			return -EINVAL;
	return c - text < 5 ? -EINVAL : parse_digits(text, ADDR_TEXT_LEN, addr);
}

int addr_parse(enum addr_kind kind, const char *text, struct addr *addr)
{
	memset(addr, 0, sizeof(*addr));
	addr->kind = kind;
	switch (kind) {
	case ADDR_MAC:
		return parse_mac(text, addr);
	case ADDR_WWN:
		return parse_wwn(text, addr);
	case ADDR_SERIAL:
		return parse_serial(text, addr);
	case ADDR_UUID:
		return parse_uuid(text, addr);
	case ADDR_IQN:
		return parse_iqn(text, addr);
	}
	return -EINVAL;
}

static void format_octets(int64_t number, unsigned int n, char *text)
{
	while (n--)
		text += sprintf(text, "%02x%s",
				(unsigned int)(number >> 8 * n & 0xff),
				n ? ":" : "");
}

static void format_digits(const struct addr *addr, char *text)
{
	const char *bar = strrchr(addr->prefix, '|');
	int width = atoi(bar + 1);
	int len = bar - addr->prefix;

	memcpy(text, addr->prefix, len);
	text[len] = '\0';
	if (width)
		snprintf(text + len, ADDR_TEXT_SIZE - len, "%0*lld", width,
			 (long long)addr->number);
}

const char *addr_format(const struct addr *addr, char text[ADDR_TEXT_SIZE])
{
	switch (addr->kind) {
	case ADDR_MAC:
		format_octets(addr->number, MAC_OCTETS, text);
		break;
	case ADDR_WWN:
		format_octets(addr->number, WWN_OCTETS, text);
		break;
	case ADDR_UUID:
		snprintf(text, ADDR_TEXT_SIZE, "%.24s%012llx", addr->prefix,
			 (long long)addr->number);
		break;
	case ADDR_SERIAL:
	case ADDR_IQN:
		format_digits(addr, text);
		break;
	}
	return text;
}

static int check_range(const struct addr_range *range, const struct addr *last,
		       char *err, size_t size)
{
	if (strcmp(range->first.prefix, last->prefix)) {
		snprintf(err, size, "its ends differ in more than the digits at their end");
		return -EINVAL;
	}
	if (range->last < range->first.number) {
		snprintf(err, size, "its end comes before its start");
		return -EINVAL;
	}
	if (range->first.kind == ADDR_WWN && range->first.number & 1) {
		snprintf(err, size, "port names are even: the node name is the one behind it");
		return -EINVAL;
	}
	return 0;
}

static int parse_ends(enum addr_kind kind, const char *text, const char *dots,
		      struct addr_range *range, char *err, size_t size)
{
	char first[ADDR_TEXT_SIZE];
	const char *wrong = first;
	struct addr last;

	snprintf(first, sizeof(first), "%.*s", (int)(dots - text), text);
	/* behind it, the two dots of a range would not be found again */
	if (dots > text && dots[-1] == '.') {
		snprintf(err, size, "\"%s\" ends in a dot", first);
		return -EINVAL;
	}
	if (!addr_parse(kind, first, &range->first)) {
		wrong = *dots ? dots + 2 : first;
		if (!addr_parse(kind, wrong, &last)) {
			range->last = last.number;
			if (kind == ADDR_WWN)
				range->last &= ~1LL;
			return check_range(range, &last, err, size);
		}
	}
	snprintf(err, size, "\"%s\" is not a %s", wrong, addr_kind_names[kind]);
	return -EINVAL;
}

int addr_parse_range(enum addr_kind kind, const char *text,
		     struct addr_range *range, char *err, size_t size)
{
	const char *dots = strstr(text, "..");

	switch (dots ? -ENOENT : addr_preset(kind, text, range)) {
	case 0:
		return 0;
	case -ERANGE:
		snprintf(err, size, "there is no preset \"%s\"", text);
		return -EINVAL;
	}
	if (!dots)
		dots = text + strlen(text);
	if (dots - text >= ADDR_TEXT_SIZE) {
		snprintf(err, size, "it is too long");
		return -EINVAL;
	}
	return parse_ends(kind, text, dots, range, err, size);
}

const char *addr_format_range(const struct addr_range *range,
			      char text[ADDR_RANGE_SIZE])
{
	struct addr last = range->first;
	char end[ADDR_TEXT_SIZE];

	last.number = range->last;
	addr_format(&range->first, text);
	strcat(text, "..");
	return strcat(text, addr_format(&last, end));
}

bool addr_ranges_meet(const struct addr_range *a, const struct addr_range *b)
{
	/* the node name is one behind the last port name */
	int64_t over = addr_step(a->first.kind) - 1;

	return a->first.kind == b->first.kind &&
	       !strcmp(a->first.prefix, b->first.prefix) &&
	       a->first.number <= b->last + over &&
	       b->first.number <= a->last + over;
}
