// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdlib.h>

#include "ktap.h"
#include "rate.h"

static void accepted(void)
{
	static const struct {
		const char *text;
		uint64_t rate;
	} good[] = {
		{ "0", 0 },
		{ "1", 1 },
		{ "1000", 1000 },
		{ "007", 7 },
		{ "1bit", 1 },
		{ "1kbit", 1000 },
		{ "100mbit", 100000000 },
		{ "100Mbit", 100000000 },
		{ "100MBIT", 100000000 },
		{ "1gbit", 1000000000 },
		{ "10Gbit", 10000000000 },
		{ "1tbit", 1000000000000 },
		{ "2.5G", 2500000000 },
		{ "2.5g", 2500000000 },
		{ "40K", 40000 },
		{ "40M", 40000000 },
		{ "1T", 1000000000000 },
		{ "1kibit", 1024 },
		{ "1mibit", 1048576 },
		{ "1gibit", 1073741824 },
		{ "1tibit", 1099511627776 },
		{ "2.5kibit", 2560 },
		{ "1bps", 1 },
		{ "1kbps", 1000 },
		{ "1Mbps", 1000000 },
		{ "1gbps", 1000000000 },
		{ "1tbps", 1000000000000 },
		{ "1Gb", 1000000000 },
		{ "1000Mb", 1000000000 },
		{ "10Gbit/s", 10000000000 },
		{ "1KiBps", 1024 },
		{ "1mibps", 1048576 },
		{ "1gibps", 1073741824 },
		{ "1tibps", 1099511627776 },
		{ "0.5mbit", 500000 },
		{ ".5mbit", 500000 },
		{ "5.mbit", 5000000 },
		{ "0.1", 0 },
		{ "0.9999999999bit", 0 },
		{ "0.0000000000000000000000000000001gbit", 0 },
		{ "1.9999999999999999999999999999kbit", 1999 },
		{ "0.333333333333333333gbit", 333333333 },
		{ "18446744073709551615", UINT64_MAX },
		{ "18446744073709551615.9", UINT64_MAX },
		{ "18446744073709551.615kbit", UINT64_MAX },
	};
	uint64_t rate;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(good); i++) {
		EXPECT(!rate_parse(good[i].text, &rate), "\"%s\" refused",
		       good[i].text);
		EXPECT(rate == good[i].rate, "\"%s\" is %llu", good[i].text,
		       (unsigned long long)rate);
	}
}

static void refused(void)
{
	static const struct {
		const char *text;
		int err;
	} bad[] = {
		{ "", -EINVAL },
		{ ".", -EINVAL },
		{ ".mbit", -EINVAL },
		{ "mbit", -EINVAL },
		{ "G", -EINVAL },
		{ "-1", -EINVAL },
		{ "-1mbit", -EINVAL },
		{ "+1mbit", -EINVAL },
		{ " 1mbit", -EINVAL },
		{ "1 mbit", -EINVAL },
		{ "1mbit ", -EINVAL },
		{ "1mbits", -EINVAL },
		{ "1mbyte", -EINVAL },
		{ "1.2.3mbit", -EINVAL },
		{ "1,5mbit", -EINVAL },
		{ "1e9", -EINVAL },
		{ "0x10", -EINVAL },
		{ "nan", -EINVAL },
		{ "NaNmbit", -EINVAL },
		{ "inf", -EINVAL },
		{ "infinity", -EINVAL },
		{ "10%", -EINVAL },
		{ "auto", -EINVAL },
		{ "1\xff", -EINVAL },
		{ "18446744073709551616", -ERANGE },
		{ "18446744073709551.616kbit", -ERANGE },
		{ "99999999999999999999999999", -ERANGE },
		{ "18446744073710tbit", -ERANGE },
		{ "20000000000gbit", -ERANGE },
		{ "30000000000gbps", -ERANGE },
	};
	uint64_t rate;
	size_t i;
	int err;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		err = rate_parse(bad[i].text, &rate);
		EXPECT(err == bad[i].err, "\"%s\" gives %d, expected %d",
		       bad[i].text, err, bad[i].err);
	}
}

static void text(void)
{
	static const struct {
		uint64_t rate;
		const char *text;
	} as[] = {
		{ 0, "0bit" },
		{ 999, "999bit" },
		{ 1000, "1Kbit" },
		{ 1500, "1500bit" },
		{ 2500000, "2500Kbit" },
		{ 200000000, "200Mbit" },
		{ 2500000000, "2500Mbit" },
		{ 10000000000, "10Gbit" },
		{ 100000000000, "100Gbit" },
		{ 1000000000000, "1Tbit" },
		{ 5000000000000000, "5000Tbit" },
		{ 123456, "123456bit" },
		{ 1234567, "1234Kbit" },
	};
	char buf[RATE_STRLEN];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(as); i++)
		EXPECT_STR(rate_format(as[i].rate, buf, sizeof(buf)),
			   as[i].text);
}

static void megabits(void)
{
	static const struct {
		uint64_t rate;
		const char *text;
	} as[] = {
		{ 0, "0" },
		{ 1, "0.000001" },
		{ 10, "0.00001" },
		{ 500000, "0.5" },
		{ 1000000, "1" },
		{ 1500000, "1.5" },
		{ 10000000000, "10000" },
		{ 3333333333, "3333.333333" },
		{ 1000001, "1.000001" },
		{ 1010000, "1.01" },
		{ UINT64_MAX, "18446744073709.551615" },
	};
	char buf[RATE_STRLEN];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(as); i++)
		EXPECT_STR(rate_format_mbit(as[i].rate, buf, sizeof(buf)),
			   as[i].text);
}

static void in_short(void)
{
	static const struct {
		uint64_t rate;
		const char *text;
	} as[] = {
		{ 0, "0" },
		{ 999, "999" },
		{ 1000, "1.0k" },
		{ 94349999, "94.3M" },
		{ 94350000, "94.4M" },
		{ 999949, "999.9k" },
		{ 999950, "1.0M" },
		{ 9999999999, "10.0G" },
		{ 5000000000000000, "5000.0T" },
		{ UINT64_MAX, "18446744.1T" },
	};
	char buf[RATE_STRLEN];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(as); i++)
		EXPECT_STR(rate_format_short(as[i].rate, buf, sizeof(buf)),
			   as[i].text);
}

/* what rate_format() leaves out is little, and never makes the rate higher */
static void round_trip(void)
{
	char text[RATE_STRLEN];
	uint64_t rate, back;
	int i, zeros;

	for (i = 0; i < 100000; i++) {
		rate = noise() % 1000000;
		for (zeros = noise() % 12; zeros; zeros--)
			rate *= 10;
		rate_format(rate, text, sizeof(text));
		EXPECT(!rate_parse(text, &back), "\"%s\" refused", text);
		EXPECT(back <= rate && rate - back <= rate / 1000,
		       "%llu became \"%s\"", (unsigned long long)rate, text);
	}
}

static void garbage(void)
{
	static const char alphabet[] = "0123456789.kKmMgGtTiIbBpsPS-+ e%x";
	char text[24];
	uint64_t rate;
	size_t len;
	int i;

	for (i = 0; i < 1000000; i++) {
		len = noise() % (sizeof(text) - 1);
		text[len] = '\0';
		while (len--)
			text[len] = alphabet[noise() % (sizeof(alphabet) - 1)];
		rate_parse(text, &rate);
	}
}

static const struct test_case cases[] = {
	{ "rates that are accepted", accepted },
	{ "rates that are refused", refused },
	{ "rates as text", text },
	{ "rates as megabits", megabits },
	{ "rates in short", in_short },
	{ "text to rate and back", round_trip },
	{ "garbage does no harm", garbage },
};

int main(void)
{
	return run_tests(cases, ARRAY_SIZE(cases));
}
