// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <linux/if_ether.h>

#include "ktap.h"
#include "line.h"
#include "params.h"

static void add_plain(void)
{
	struct port_params p;
	struct line l;

	EXPECT_INT(params_port_add(split(&l, "eth0"), &p), 0);
	EXPECT_STR(p.dev, "eth0");
	EXPECT_INT(p.given, 0);
	EXPECT_INT(p.slots, 0);
	EXPECT_INT(params_port_add(split(&l, "dev eth0"), &p), 0);
	EXPECT_STR(p.dev, "eth0");
	/* only the first "dev" is the keyword */
	EXPECT_INT(params_port_add(split(&l, "dev dev"), &p), 0);
	EXPECT_STR(p.dev, "dev");
}

static void add_full(void)
{
	static const char full[] =
		"eth0 mode channel proto 802.1q count 4 speed 10G name blade\n"
		"a speed 1G max 10gbit prio 3 channel 100 link off\n"
		"address 02:00:00:Ab:cd:ff\n"
		"c speed preferred 2.5G max port link on d speed disabled\n"
		"b speed auto";
	static const uint8_t mac[6] = { 2, 0, 0, 0xaB, 0xcd, 0xff };
	struct port_params p;
	struct line l;
	int err;

	err = params_port_add(split(&l, full), &p);
	EXPECT_INT(err, 0);
	EXPECT_STR(l.a.err, "");
	EXPECT_INT(p.given, BIT(FLEXNIC_A_PORT_MODE) |
			    BIT(FLEXNIC_A_PORT_TAG_PROTO) |
			    BIT(FLEXNIC_A_PORT_COUNT) |
			    BIT(FLEXNIC_A_PORT_SPEED_FIXED) |
			    BIT(FLEXNIC_A_PORT_BASE_NAME));
	EXPECT_INT(p.mode, FLEXNIC_MODE_CHANNEL);
	EXPECT_INT(p.tag_proto, ETH_P_8021Q);
	EXPECT_INT(p.count, 4);
	EXPECT_INT(p.speed_fixed, 10000000000);
	EXPECT_STR(p.base, "blade");
	EXPECT_INT(p.slots, 15);

	EXPECT_INT(p.flexnic[0].given, BIT(FLEXNIC_A_SPEED_TYPE) |
		   BIT(FLEXNIC_A_REQUESTED) | BIT(FLEXNIC_A_MAX_RATE) |
		   BIT(FLEXNIC_A_PRIO) | BIT(FLEXNIC_A_VID) |
		   BIT(FLEXNIC_A_LINK) | BIT(FLEXNIC_A_MAC));
	EXPECT_INT(p.flexnic[0].speed_type, FLEXNIC_SPEED_CUSTOM);
	EXPECT_INT(p.flexnic[0].requested, 1000000000);
	EXPECT_INT(p.flexnic[0].max, 10000000000);
	EXPECT_INT(p.flexnic[0].prio, 3);
	EXPECT_INT(p.flexnic[0].vid, 100);
	EXPECT_INT(p.flexnic[0].link, false);
	EXPECT_INT(memcmp(p.flexnic[0].mac, mac, 6), 0);

	EXPECT_INT(p.flexnic[1].given, BIT(FLEXNIC_A_SPEED_TYPE));
	EXPECT_INT(p.flexnic[1].speed_type, FLEXNIC_SPEED_AUTO);

	EXPECT_INT(p.flexnic[2].given, BIT(FLEXNIC_A_SPEED_TYPE) |
		   BIT(FLEXNIC_A_REQUESTED) | BIT(FLEXNIC_A_MAX_RATE) |
		   BIT(FLEXNIC_A_LINK));
	EXPECT_INT(p.flexnic[2].speed_type, FLEXNIC_SPEED_PREFERRED);
	EXPECT_INT(p.flexnic[2].requested, 2500000000);
	EXPECT_INT(p.flexnic[2].max, 0);
	EXPECT_INT(p.flexnic[2].link, true);

	EXPECT_INT(p.flexnic[3].speed_type, FLEXNIC_SPEED_DISABLED);
}

static void set_all(void)
{
	static const char all[] =
		"eth0 a speed 1G max 10G b speed 2G c speed auto d speed disabled";
	struct port_params p;
	struct line l;

	EXPECT_INT(params_port_set(split(&l, all), &p), 0);
	EXPECT_INT(p.given, 0);
	EXPECT_INT(p.slots, 15);
	EXPECT_INT(params_port_set(split(&l, "eth0 speed auto"), &p), 0);
	EXPECT_INT(p.given, BIT(FLEXNIC_A_PORT_SPEED_FIXED));
	EXPECT_INT(p.speed_fixed, 0);
	EXPECT_INT(params_port_set(split(&l, "eth0 b speed custom 5M"), &p), 0);
	EXPECT_INT(p.flexnic[1].speed_type, FLEXNIC_SPEED_CUSTOM);
	EXPECT_INT(p.flexnic[1].requested, 5000000);
	EXPECT_INT(params_port_set(split(&l, "eth0 d vlan 4095"), &p), 0);
	EXPECT_INT(p.flexnic[3].vid, 4095);
}

/* a number that the attribute can hold is for the kernel to refuse */
static void out_of_range_is_passed_on(void)
{
	struct port_params p;
	struct line l;

	split(&l, "eth0 count 5 a prio 8 vlan 65535");
	EXPECT_INT(params_port_add(&l.a, &p), 0);
	EXPECT_INT(p.count, 5);
	EXPECT_INT(p.flexnic[0].prio, 8);
	EXPECT_INT(p.flexnic[0].vid, 65535);
}

struct bad_line {
	const char *line;
	const char *err;
};

static void expect_refused(int (*parse)(struct args *, struct port_params *),
			   const struct bad_line *bad, size_t n)
{
	struct port_params p;
	struct line l;
	size_t i;

	for (i = 0; i < n; i++) {
		EXPECT(parse(split(&l, bad[i].line), &p) == -EINVAL,
		       "\"%s\" accepted", bad[i].line);
		EXPECT_STR(l.a.err, bad[i].err);
	}
}

static void add_refused(void)
{
	static const struct bad_line bad[] = {
		{ "", "no device is given" },
		{ "dev", "no device is given" },
		{ "eth0 mode", "\"mode\" wants a value" },
		{ "eth0 mode bridge",
		  "mode \"bridge\" is none of mac, vlan, channel" },
		{ "eth0 proto 0x88a8",
		  "proto \"0x88a8\" is none of 802.1ad, 802.1Q" },
		{ "eth0 count four", "count \"four\" is not a number" },
		{ "eth0 count -1", "count \"-1\" is not a number" },
		{ "eth0 count 4294967296",
		  "count \"4294967296\" is out of range" },
		{ "eth0 count 99999999999999999999",
		  "count \"99999999999999999999\" is out of range" },
		{ "eth0 speed fast", "speed \"fast\" is not a rate" },
		{ "eth0 speed 0", "speed \"0\" is below 1 bit/s" },
		{ "eth0 speed 99999999999gbit",
		  "speed \"99999999999gbit\" is out of range" },
		{ "eth0 mode mac mode vlan",
		  "\"mode\" is given a second time" },
		{ "eth0 frobnicate", "\"frobnicate\" is not understood here" },
		{ "eth0 e speed 1G", "\"e\" is not understood here" },
		{ "eth0 a", "nothing is asked of FlexNIC a" },
		{ "eth0 a b speed 1G", "nothing is asked of FlexNIC a" },
		{ "eth0 a speed", "\"speed\" wants a value" },
		{ "eth0 a speed preferred", "\"speed\" wants a value" },
		{ "eth0 a speed -1G", "speed \"-1G\" is not a rate" },
		{ "eth0 a max nan", "max \"nan\" is not a rate" },
		{ "eth0 a max 0", "max \"0\" is below 1 bit/s" },
		{ "eth0 a prio high", "prio \"high\" is not a number" },
		{ "eth0 a prio 0x1", "prio \"0x1\" is not a number" },
		{ "eth0 a vlan 65536", "vlan \"65536\" is out of range" },
		{ "eth0 a channel ten", "channel \"ten\" is not a number" },
		{ "eth0 a channel 1 vlan 2",
		  "\"vlan\" is given a second time" },
		{ "eth0 a link up",
		  "link \"up\" is neither \"on\" nor \"off\"" },
		{ "eth0 a address 02:00:00:00:00",
		  "address \"02:00:00:00:00\" is not a MAC address" },
		{ "eth0 a address 02:00:00:00:00:0g",
		  "address \"02:00:00:00:00:0g\" is not a MAC address" },
		{ "eth0 a address 02:00:00:00:00:00:00",
		  "address \"02:00:00:00:00:00:00\" is not a MAC address" },
		{ "eth0 a address 2:0:0:0:0:0",
		  "address \"2:0:0:0:0:0\" is not a MAC address" },
		{ "eth0 a address 02-00-00-00-00-00",
		  "address \"02-00-00-00-00-00\" is not a MAC address" },
		{ "eth0 a address 0", "address \"0\" is not a MAC address" },
		{ "eth0 a speed 1G speed 2G",
		  "\"speed\" is given a second time" },
		{ "eth0 a speed 1G a max 2G",
		  "FlexNIC a is given a second time" },
		{ "eth0 a speed 1G mode vlan",
		  "\"mode\" is not understood here" },
		{ "eth0 mode vlan a channel 5", "mode vlan has no \"channel\"" },
		{ "eth0 mode channel b vlan 5", "mode channel has no \"vlan\"" },
		{ "eth0 mode mac d vlan 5", "mode mac has no \"vlan\"" },
	};

	expect_refused(params_port_add, bad, ARRAY_SIZE(bad));
}

static void set_refused(void)
{
	static const struct bad_line bad[] = {
		{ "", "no device is given" },
		{ "eth0", "nothing is to be changed" },
		{ "eth0 mode mac", "\"mode\" is not understood here" },
		{ "eth0 count 2", "\"count\" is not understood here" },
		{ "eth0 speed", "\"speed\" wants a value" },
		{ "eth0 a speed 1G x", "\"x\" is not understood here" },
	};

	expect_refused(params_port_set, bad, ARRAY_SIZE(bad));
}

static void slots(void)
{
	EXPECT_INT(slot_parse("a"), 0);
	EXPECT_INT(slot_parse("d"), 3);
	EXPECT_INT(slot_parse("e"), -1);
	EXPECT_INT(slot_parse("A"), -1);
	EXPECT_INT(slot_parse(""), -1);
	EXPECT_INT(slot_parse("ab"), -1);
}

/* whatever the words and their order: an answer, and a text with a refusal */
static void random_words(void)
{
	static const char *const vocabulary[] = {
		"dev", "eth0", "mode", "mac", "vlan", "channel", "proto",
		"802.1ad", "count", "4", "speed", "auto", "disabled",
		"preferred", "custom", "1G", "0", "-1", "name", "blade", "a",
		"b", "c", "d", "e", "max", "port", "prio", "link", "on", "off",
		"address", "02:00:00:00:00:01", "", "99999999999999999999",
	};
	struct port_params p;
	char *words[16];
	struct args a;
	size_t i;
	int n, err;

	for (n = 0; n < 300000; n++) {
		memset(&a, 0, sizeof(a));
		a.argv = words;
		a.argc = noise() % ARRAY_SIZE(words);
		for (i = 0; i < ARRAY_SIZE(words); i++)
			words[i] = (char *)vocabulary[noise() % ARRAY_SIZE(vocabulary)];
		err = noise() & 1 ? params_port_add(&a, &p) :
				    params_port_set(&a, &p);
		EXPECT(err ? *a.err : !a.argc, "err %d, \"%s\", %d words left",
		       err, a.err, a.argc);
	}
}

static const struct test_case cases[] = {
	{ "port add: a device alone", add_plain },
	{ "port add: everything", add_full },
	{ "port add: refusals", add_refused },
	{ "port set: all four", set_all },
	{ "port set: refusals", set_refused },
	{ "ranges are the kernel's business", out_of_range_is_passed_on },
	{ "slots", slots },
	{ "random words", random_words },
};

int main(void)
{
	return run_tests(cases, ARRAY_SIZE(cases));
}
