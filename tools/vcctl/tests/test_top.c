// SPDX-License-Identifier: GPL-2.0
/* vcctl top: rates out of counters, and what they look like. */
#include <errno.h>
#include <linux/gen_stats.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>

#include "ktap.h"
#include "show.h"
#include "top.h"

#define SECOND	1000000000ULL
#define MBIT	1000000ULL

static struct top_sample before, now;
static struct list rows;

/* a port of 100 Mb/s with two FlexNICs */
static struct port *add_port(struct top_sample *sample, const char *name,
			     uint32_t ifindex)
{
	struct port *port = list_add(&sample->ports, sizeof(*port));
	struct class_stats *c = list_add(&sample->classes, sizeof(*c));
	unsigned int i;

	c->given = BIT(0) | BIT(1);
	port->ifindex = ifindex;
	strcpy(port->ifname, name);
	port->speed = 100 * MBIT;
	port->n_flexnics = 2;
	for (i = 0; i < 2; i++) {
		port->flexnics[i].slot = i;
		port->flexnics[i].ifindex = ifindex + 1 + i;
		snprintf(port->flexnics[i].ifname, IFNAMSIZ, "%.8s-%c", name,
			 'a' + i);
		port->flexnics[i].carrier = true;
	}
	port->flexnics[0].min = 20 * MBIT;
	port->flexnics[0].max = 60 * MBIT;
	port->flexnics[1].min = 80 * MBIT;
	port->flexnics[1].max = 100 * MBIT;
	return port;
}

static struct class_stats *classes(const struct top_sample *sample, size_t i)
{
	return list_at(&sample->classes, i);
}

static const struct top_row *row(size_t i)
{
	return list_at(&rows, i);
}

static void one_port(void)
{
	before = (struct top_sample){ .ns = 5 * SECOND };
	now = (struct top_sample){ .ns = 7 * SECOND };
	add_port(&before, "eth0", 2);
	add_port(&now, "eth0", 2);
}

static void forget(void)
{
	list_free(&rows);
	top_sample_free(&before);
	top_sample_free(&now);
}

static void rates(void)
{
	EXPECT_INT(top_rate(125, SECOND), 1000);
	EXPECT_INT(top_rate(125, SECOND / 2), 2000);
	EXPECT_INT(top_rate(125, 0), 0);
	/* 1.25 TB in a tenth of a second: no overflow on the way */
	EXPECT_INT(top_rate(1250000000000, SECOND / 10), 100000000000000);
}

static void of_counters(void)
{
	struct port *port;

	one_port();
	classes(&before, 0)->guaranteed[0] = 1000;
	classes(&now, 0)->guaranteed[0] = 1000 + 5000000;
	classes(&now, 0)->borrowed[0] = 2500000;
	port = list_at(&now.ports, 0);
	/* with the qdisc's, the device's say nothing of what is sent */
	port->flexnics[0].stats.counter[FLEXNIC_A_STATS_TX_BYTES] = 77;
	port->flexnics[1].stats.counter[FLEXNIC_A_STATS_RX_BYTES] = 250000;
	EXPECT_INT(top_compare(&before, &now, &rows), 0);
	EXPECT_INT(rows.n, 2);
	EXPECT_INT(row(0)->rated, true);
	EXPECT_INT(row(0)->tx, 30 * MBIT);
	EXPECT_INT(row(0)->borrowed, 10 * MBIT);
	EXPECT_INT(row(0)->rx, 0);
	EXPECT_INT(row(1)->tx, 0);
	EXPECT_INT(row(1)->rx, MBIT);
	forget();
}

static void without_qdisc(void)
{
	struct port *port;

	one_port();
	classes(&now, 0)->given = 0;
	port = list_at(&now.ports, 0);
	port->flexnics[0].stats.counter[FLEXNIC_A_STATS_TX_BYTES] = 250000;
	EXPECT_INT(top_compare(&before, &now, &rows), 0);
	EXPECT_INT(row(0)->tx, MBIT);
	EXPECT_INT(row(0)->borrowed, 0);
	forget();
}

/* made anew between the looks: what it had before is nothing to compare with */
static void that_came(void)
{
	struct port *port;

	one_port();
	port = list_at(&now.ports, 0);
	port->flexnics[1].ifindex = 99;
	add_port(&now, "eth7", 70);
	EXPECT_INT(top_compare(&before, &now, &rows), 0);
	EXPECT_INT(rows.n, 4);
	EXPECT_INT(row(0)->rated, true);
	EXPECT_INT(row(1)->rated, false);
	EXPECT_INT(row(2)->rated, false);
	forget();
}

/* the order of ports is the kernel's */
static void that_moved(void)
{
	before = (struct top_sample){ .ns = 0 };
	now = (struct top_sample){ .ns = SECOND };
	add_port(&before, "eth0", 2);
	add_port(&before, "eth1", 20);
	add_port(&now, "eth1", 20);
	classes(&before, 1)->guaranteed[1] = 10;
	classes(&now, 0)->guaranteed[1] = 10 + 125;
	EXPECT_INT(top_compare(&before, &now, &rows), 0);
	EXPECT_INT(row(1)->tx, 1000);
	forget();
}

/* a qdisc that was put back counts from 0 */
static void that_was_reset(void)
{
	one_port();
	classes(&before, 0)->guaranteed[0] = 1000000;
	classes(&now, 0)->guaranteed[0] = 250000;
	EXPECT_INT(top_compare(&before, &now, &rows), 0);
	EXPECT_INT(row(0)->tx, MBIT);
	forget();
}

static void show(void)
{
	top_show_text(&rows, 20);
}

static void as_text(void)
{
	struct port *port;
	char buf[2048];

	one_port();
	add_port(&now, "eth1", 20);
	port = list_at(&now.ports, 1);
	port->speed = 0;
	port->flexnics[0].carrier = false;
	classes(&now, 0)->guaranteed[0] = 5000000;
	classes(&now, 0)->borrowed[0] = 5000000;
	classes(&now, 0)->guaranteed[1] = 10250000;
	EXPECT_INT(top_compare(&before, &now, &rows), 0);
	capture(show, buf, sizeof(buf));
	expect_file(buf, "top.txt");
	forget();
}

static void as_json(void)
{
	one_port();
	classes(&now, 0)->guaranteed[0] = 5000000;
	classes(&now, 0)->borrowed[0] = 125;
	EXPECT_INT(top_compare(&before, &now, &rows), 0);
	expect_json(top_to_json(&rows, 2 * SECOND), "top.json");
	forget();
}

/* a class as the kernel tells of it, of a qdisc of kind @kind */
static struct nl_msg *class_msg(const char *kind, uint32_t handle, size_t size)
{
	struct tc_flexnic_xstats counted = { .guaranteed = 5, .borrowed = 6 };
	struct tcmsg tcm = { .tcm_handle = handle };
	struct nl_msg *msg = nlmsg_alloc_simple(RTM_NEWTCLASS, 0);
	struct nlattr *nest;

	nlmsg_append(msg, &tcm, sizeof(tcm), NLMSG_ALIGNTO);
	nla_put_string(msg, TCA_KIND, kind);
	nest = nla_nest_start(msg, TCA_STATS2);
	nla_put(msg, TCA_STATS_APP, size, &counted);
	nla_nest_end(msg, nest);
	return msg;
}

static int parse(const char *kind, uint32_t handle, size_t size,
		 struct class_stats *stats)
{
	struct nl_msg *msg = class_msg(kind, handle, size);
	int err;

	memset(stats, 0, sizeof(*stats));
	err = class_stats_parse(nlmsg_hdr(msg), stats);
	nlmsg_free(msg);
	return err;
}

static void class_messages(void)
{
	const size_t size = sizeof(struct tc_flexnic_xstats);
	struct class_stats stats;

	EXPECT_INT(parse("flexnic", 0xf1e00002, size, &stats), 0);
	EXPECT_INT(stats.given, BIT(1));
	EXPECT_INT(stats.guaranteed[1], 5);
	EXPECT_INT(stats.borrowed[1], 6);
	/* the port's own class, no class, another qdisc */
	EXPECT_INT(parse("flexnic", 0xf1e00005, size, &stats), 0);
	EXPECT_INT(stats.given, 0);
	EXPECT_INT(parse("flexnic", 0xf1e00000, size, &stats), 0);
	EXPECT_INT(stats.given, 0);
	EXPECT_INT(parse("htb", 0xf1e00002, size, &stats), 0);
	EXPECT_INT(stats.given, 0);
	EXPECT_INT(parse("flexnic", 0xf1e00002, size - 1, &stats), -EBADMSG);
}

static const struct test_case cases[] = {
	{ "bytes and time make a rate", rates },
	{ "rates of counters", of_counters },
	{ "rates without the qdisc", without_qdisc },
	{ "a FlexNIC and a port that came", that_came },
	{ "a port that has moved in the list", that_moved },
	{ "counters that were reset", that_was_reset },
	{ "rates as text, with bars", as_text },
	{ "rates as JSON", as_json },
	{ "messages about classes", class_messages },
};

int main(void)
{
	return run_tests(cases, ARRAY_SIZE(cases));
}
