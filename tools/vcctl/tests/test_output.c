// SPDX-License-Identifier: GPL-2.0
/* What a port looks like, as text and as JSON. */
#include <stdlib.h>

#include "ktap.h"
#include "output.h"
#include "port_show.h"
#include "show.h"

static const struct port example = {
	.given = BIT(FLEXNIC_A_PORT_IFINDEX) | BIT(FLEXNIC_A_PORT_IFNAME) |
		 BIT(FLEXNIC_A_PORT_BASE_NAME) | BIT(FLEXNIC_A_PORT_MODE) |
		 BIT(FLEXNIC_A_PORT_TAG_PROTO) | BIT(FLEXNIC_A_PORT_COUNT) |
		 BIT(FLEXNIC_A_PORT_SPEED) | BIT(FLEXNIC_A_PORT_SPEED_FIXED) |
		 BIT(FLEXNIC_A_PORT_CARRIER) | BIT(FLEXNIC_A_PORT_QDISC),
	.ifindex = 2,
	.ifname = "eth0",
	.base = "eth0",
	.mode = FLEXNIC_MODE_CHANNEL,
	.tag_proto = 0x88a8,
	.count = 2,
	.speed = 10000000000,
	.carrier = true,
	.qdisc = 0x80010000,
	.stats = {
		.given = BIT(FLEXNIC_A_STATS_RX_UNKNOWN_TAG),
		.counter = { [FLEXNIC_A_STATS_RX_UNKNOWN_TAG] = 5 },
	},
	.n_flexnics = 2,
	.flexnics = {
		{
			.given = ~(BIT(FLEXNIC_A_NETNSID)),
			.slot = 0,
			.ifindex = 5,
			.ifname = "eth0-a",
			.mac = { 2, 0, 0, 0, 0, 1 },
			.vid = 101,
			.speed_type = FLEXNIC_SPEED_CUSTOM,
			.requested = 2500000000,
			.min = 2500000000,
			.max = 10000000000,
			.prio = 0,
			.link = true,
			.carrier = true,
			.stats = {
				.given = BIT(FLEXNIC_A_STATS_RX_BYTES),
				.counter = { [FLEXNIC_A_STATS_RX_BYTES] = 9 },
			},
		}, {
			.given = ~(BIT(FLEXNIC_A_NETNSID)),
			.slot = 1,
			.ifindex = 6,
			.ifname = "storage0",
			.mac = { 2, 0, 0, 0, 0, 2 },
			.vid = 102,
			.speed_type = FLEXNIC_SPEED_AUTO,
			.min = 7500000,
			.max = 10000000000,
			.prio = 3,
			.link = false,
		},
	},
};

static struct port shown;
static struct options opts;

static void show_port(void)
{
	port_show_text(&shown, &opts);
}

static void show_flexnics(void)
{
	struct flexnic_row rows[FLEXNIC_SLOTS];
	unsigned int i;

	for (i = 0; i < shown.n_flexnics; i++)
		rows[i] = (struct flexnic_row){ &shown, &shown.flexnics[i] };
	flexnics_show_text(rows, shown.n_flexnics, &opts);
}

static void port_text(void)
{
	char buf[2048];

	shown = example;
	opts = (struct options){ 0 };
	capture(show_port, buf, sizeof(buf));
	expect_file(buf, "port.txt");
}

/* other mode, other base, no speed, no qdisc, one FlexNIC elsewhere */
static void port_text_variants(void)
{
	char buf[2048];

	shown = example;
	opts = (struct options){ 0 };
	shown.mode = FLEXNIC_MODE_MAC;
	shown.speed = 0;
	shown.given &= ~BIT(FLEXNIC_A_PORT_QDISC);
	strcpy(shown.base, "blade");
	shown.flexnics[1].given |= BIT(FLEXNIC_A_NETNSID);
	shown.flexnics[1].netnsid = 4;
	capture(show_port, buf, sizeof(buf));
	expect_file(buf, "port_variants.txt");
}

static void flexnic_text(void)
{
	char buf[2048];

	shown = example;
	shown.n_flexnics = 1;
	shown.mode = FLEXNIC_MODE_VLAN;
	opts = (struct options){ .stats = true };
	capture(show_flexnics, buf, sizeof(buf));
	expect_file(buf, "flexnic.txt");
}

/* a notification may say little: what it does not say is not shown */
static void bare_port(void)
{
	struct json_object *json;
	char buf[512];

	shown = (struct port){ 0 };
	opts = (struct options){ .stats = true };
	shown.given = BIT(FLEXNIC_A_PORT_IFINDEX);
	shown.ifindex = 7;
	capture(show_port, buf, sizeof(buf));
	EXPECT_STR(buf, "if7:\n");
	json = port_to_json(&shown, &opts);
	EXPECT_STR(json_object_to_json_string_ext(json, 0),
		   "{\"port\":\"if7\",\"ifindex\":7,\"stats\":{},\"flexnics\":[]}");
	json_object_put(json);
}

static void port_json(void)
{
	struct json_object *json;

	shown = example;
	opts = (struct options){ .json = true };
	json = port_to_json(&shown, &opts);
	expect_json(json, "port.json");
}

static void port_json_stats(void)
{
	struct json_object *json, *stats, *flexnics;

	shown = example;
	opts = (struct options){ .json = true, .stats = true };
	json = port_to_json(&shown, &opts);
	stats = json_object_object_get(json, "stats");
	EXPECT_STR(json_object_to_json_string_ext(stats, 0),
		   "{\"rx_unknown_tag\":5}");
	flexnics = json_object_object_get(json, "flexnics");
	stats = json_object_object_get(json_object_array_get_idx(flexnics, 0),
				       "stats");
	EXPECT_STR(json_object_to_json_string_ext(stats, 0),
		   "{\"rx_bytes\":9}");
	json_object_put(json);
}

static void flexnic_json(void)
{
	struct flexnic_row row = { &shown, &shown.flexnics[0] };
	struct json_object *json;

	shown = example;
	shown.mode = FLEXNIC_MODE_VLAN;
	shown.flexnics[0].given |= BIT(FLEXNIC_A_NETNSID);
	shown.flexnics[0].netnsid = -1;
	opts = (struct options){ .json = true };
	json = flexnic_to_json(&row, &opts);
	expect_json(json, "flexnic.json");
}

static const struct test_case cases[] = {
	{ "a port as text", port_text },
	{ "a port as text, less usual", port_text_variants },
	{ "FlexNICs as text", flexnic_text },
	{ "a port that little is said of", bare_port },
	{ "a port as JSON", port_json },
	{ "a port as JSON, with counters", port_json_stats },
	{ "a FlexNIC as JSON", flexnic_json },
};

int main(void)
{
	return run_tests(cases, ARRAY_SIZE(cases));
}
