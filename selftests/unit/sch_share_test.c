// SPDX-License-Identifier: GPL-2.0
/*
 * Unit tests of the qdisc's arithmetic and of its shares (sch_clock.h,
 * sch_share.c): in simulated time, so that the answers are exact and the same
 * on every machine. Prints KTAP.
 *
 * The simulated port has queues, each with saturated or on-off classes. A
 * queue that may send does so at once; one that may not sleeps, and its timer
 * fires late by a random time up to @late.
 */
#include <stdlib.h>

#include "ktap.h"
#include "../../drivers/flexnic/sch_share.c"

#define SIM_QUEUES	64
#define SEC		NSEC_PER_SEC
#define MS		NSEC_PER_MSEC
#define MBIT		1000000ULL

struct sim_queue {
	struct flexq_purse	purse[FLEXQ_CLASSES];
	u32			active;		/* classes that have packets */
	u32			credited;
	s64			next;
	u64			wakes;
};

struct sim {
	struct flexq_clocks	clocks;
	struct flexq_conf	conf;
	struct sim_queue	queue[SIM_QUEUES];
	unsigned int		queues;
	u32			load[SIM_QUEUES];	/* classes offered */
	u32			wire[FLEXQ_CLASSES];	/* bytes a packet */
	s64			late;			/* ns, at most */
	s64			stall;			/* ns, one wake in 50 */
	s64			on_off[FLEXQ_CLASSES];	/* half period; 0 */
	u64			sent[FLEXQ_CLASSES];
	s64			now;
};

static bool near(double is, double want, double percent)
{
	return is >= want * (1 - percent / 100) &&
	       is <= want * (1 + percent / 100);
}

/* ---- the simulated port ---- */

static struct sim *sim_new(u64 rate, unsigned int queues)
{
	struct sim *s = calloc(1, sizeof(*s));
	unsigned int i;

	flexq_conf_init(&s->conf);
	s->conf.rate = rate;
	s->queues = queues;
	s->now = 1000 * SEC;
	for (i = 0; i < FLEXQ_CLASSES; i++)
		s->wire[i] = 1538;
	return s;
}

static void sim_conf(struct sim *s)
{
	unsigned int bad;

	if (flexq_conf_check(&s->conf, &bad))
		abort();
	flexq_conf_derive(&s->conf);
}

static void sim_share(struct sim *s, unsigned int c, u64 min, u64 max,
		      u32 prio)
{
	s->conf.ask[c] = (struct flexq_ask){ .min = min, .max = max,
					      .prio = prio };
}

/* Saturated classes, in turn one to a queue; all of them to an only queue */
static void sim_spread(struct sim *s, unsigned int classes)
{
	unsigned int q;

	for (q = 0; q < s->queues; q++)
		s->load[q] = s->queues > 1 ? BIT(q % classes) :
					     BIT(classes) - 1;
}

static u32 sim_offered(const struct sim *s, unsigned int q)
{
	u32 load = s->load[q];
	unsigned int c;

	for (c = 0; c < FLEXQ_CLASSES; c++)
		if (s->on_off[c] && (s->now / s->on_off[c]) & 1)
			load &= ~BIT(c);
	return load;
}

static void sim_run_queue(struct sim *s, unsigned int q)
{
	struct sim_queue *queue = &s->queue[q];
	u32 active = sim_offered(s, q), ready;
	unsigned int c;
	s64 wake = 0;

	for (c = 0; c < FLEXQ_CLASSES; c++) {
		if (queue->active & ~active & BIT(c))
			flexq_purse_empty(&s->clocks.class[c],
					  &queue->purse[c]);
		queue->purse[c].ask = s->wire[c];
	}
	queue->active = active;
	queue->wakes++;
	if (!active) {
		queue->next = s->now + MS / 10;
		return;
	}
	while ((ready = flexq_refill(&s->clocks, &s->conf, queue->purse,
				     active, s->now, &wake))) {
		for (c = 0; c < FLEXQ_CLASSES; c++) {
			if (!(ready & BIT(c)))
				continue;
			while (queue->purse[c].credit >= (s32)s->wire[c]) {
				queue->purse[c].credit -= s->wire[c];
				s->sent[c] += s->wire[c];
			}
		}
	}
	queue->next = wake;
	if (s->late)
		queue->next += random() % s->late;
	if (s->stall && random() % 50 == 0)
		queue->next += random() % s->stall;
}

static void sim_run(struct sim *s, s64 time)
{
	s64 end = s->now + time;
	unsigned int q, first;

	memset(s->sent, 0, sizeof(s->sent));
	for (;;) {
		first = 0;
		for (q = 1; q < s->queues; q++)
			if (s->queue[q].next < s->queue[first].next)
				first = q;
		if (s->queue[first].next >= end)
			break;
		s->now = max(s->now, s->queue[first].next);
		sim_run_queue(s, first);
	}
	s->now = end;
}

static double sim_rate(const struct sim *s, unsigned int c, s64 time)
{
	return s->sent[c] * 8.0 * SEC / time;
}

static double sim_total(const struct sim *s, s64 time)
{
	double sum = 0;
	unsigned int c;

	for (c = 0; c < FLEXQ_CLASSES; c++)
		sum += sim_rate(s, c, time);
	return sum;
}

static u64 sim_wakes(const struct sim *s)
{
	u64 wakes = 0;
	unsigned int q;

	for (q = 0; q < s->queues; q++)
		wakes += s->queue[q].wakes;
	return wakes;
}

/* ---- arithmetic ---- */

static void test_arithmetic(void)
{
	static const u64 rates[] = { 8000, 1 * MBIT, 200 * MBIT, 10000 * MBIT,
				     100000 * MBIT, 400000 * MBIT,
				     FLEXQ_RATE_HIGH };
	atomic64_t clock = { 0 };
	bool ok = true;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(rates); i++) {
		u64 cost = flexq_ns_per_byte(rates[i]);
		double want = 65536 * 8e9 / rates[i];

		ok &= near(flexq_cost(cost, 65536) + 0.5, want + 0.5, 2);
		ok &= near(flexq_cost(cost, 1U << 30), (1U << 30) * 8e9 /
			   rates[i], 0.001);
		ok &= near(flexq_bytes(rates[i], 1000000) + 1,
			   min(rates[i] / 8, 1ULL << 30) + 1, 0.1);
	}
	ktap_result(ok, "cost and bytes agree with the rate, 8 kbit/s to 10 Tbit/s");

	ok = flexq_wire_len(1514, 1, false, 24) == 1538 &&
	     flexq_wire_len(1514, 1, true, 24) == 1542 &&
	     flexq_wire_len(42, 1, false, 24) == 84 &&
	     flexq_wire_len(42, 1, true, 24) == 84 &&
	     flexq_wire_len(58, 1, true, 24) == 86 &&
	     flexq_wire_len(3 * 1514, 3, false, 24) == 3 * 1538 &&
	     flexq_wire_len(3 * 1514, 3, true, 0) == 3 * 1518;
	ktap_result(ok, "wire length: padding, tags, segments, overhead");

	flexq_clock_spend(&clock, 100, 50);
	ok = atomic64_read(&clock) == 150;
	flexq_clock_spend(&clock, 100, 50);
	ok &= atomic64_read(&clock) == 200 && !flexq_clock_behind(&clock, 200);
	ok &= flexq_clock_behind(&clock, 201);
	flexq_clock_rewind(&clock, 300);
	ok &= atomic64_read(&clock) == 200;
	flexq_clock_rewind(&clock, 20);
	ok &= atomic64_read(&clock) == 20;
	ktap_result(ok, "clocks: floor, spending, rewinding");
}

static void test_check(void)
{
	static const struct {
		u64			rate;
		struct flexq_ask	ask;
		enum flexq_refusal	want;
	} cases[] = {
		{ 0, { 0, 0, 0 }, FLEXQ_FITS },
		{ 100 * MBIT, { 100 * MBIT, 0, 7 }, FLEXQ_FITS },
		{ 7999, { 0, 0, 0 }, FLEXQ_RATE_RANGE },
		{ FLEXQ_RATE_HIGH + 1, { 0, 0, 0 }, FLEXQ_RATE_RANGE },
		{ 100 * MBIT, { 100, 0, 0 }, FLEXQ_MIN_RANGE },
		{ 100 * MBIT, { 0, 100, 0 }, FLEXQ_MAX_RANGE },
		{ 100 * MBIT, { 20 * MBIT, 10 * MBIT, 0 }, FLEXQ_MIN_OVER_MAX },
		{ 100 * MBIT, { 10 * MBIT + 1, 10 * MBIT, 0 },
		  FLEXQ_MIN_OVER_MAX },
		{ 100 * MBIT, { 100 * MBIT + 1, 0, 0 }, FLEXQ_MIN_OVER_RATE },
		{ 100 * MBIT, { 0, 0, 8 }, FLEXQ_PRIO_RANGE },
		{ 0, { 100 * MBIT, 0, 0 }, FLEXQ_FITS },
		{ FLEXQ_RATE_LOW, { FLEXQ_RATE_LOW, FLEXQ_RATE_LOW, 0 },
		  FLEXQ_FITS },
		{ FLEXQ_RATE_HIGH, { FLEXQ_RATE_HIGH, FLEXQ_RATE_HIGH, 0 },
		  FLEXQ_FITS },
		{ 0, { FLEXQ_RATE_HIGH + 1, 0, 0 }, FLEXQ_MIN_RANGE },
		{ 0, { 0, FLEXQ_RATE_HIGH + 1, 0 }, FLEXQ_MAX_RANGE },
	};
	struct flexq_conf conf;
	unsigned int i, class;
	bool ok = true;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		flexq_conf_init(&conf);
		conf.rate = cases[i].rate;
		conf.ask[2] = cases[i].ask;
		if (flexq_conf_check(&conf, &class) != cases[i].want ||
		    (cases[i].want > FLEXQ_RATE_RANGE && class != 2)) {
			ktap_detail("case %u; ", i);
			ok = false;
		}
	}
	flexq_conf_init(&conf);
	conf.batch = conf.burst;
	ok &= flexq_conf_check(&conf, &class) == FLEXQ_FITS;
	conf.batch = conf.burst + 1;
	ok &= flexq_conf_check(&conf, &class) == FLEXQ_BATCH_OVER_BURST;
	ktap_result(ok, "what does not fit is refused");
}

/* each fits alone, and the last one is told */
static void test_check_sum(void)
{
	struct flexq_conf conf;
	unsigned int class;
	bool ok;

	flexq_conf_init(&conf);
	conf.rate = 100 * MBIT;
	conf.ask[0].min = 60 * MBIT;
	conf.ask[FLEXNIC_SLOTS - 1].min = 40 * MBIT;
	ok = flexq_conf_check(&conf, &class) == FLEXQ_FITS;
	conf.ask[FLEXNIC_SLOTS - 1].min++;
	ok &= flexq_conf_check(&conf, &class) == FLEXQ_MIN_OVER_RATE &&
	      class == FLEXNIC_SLOTS - 1;
	ktap_result(ok, "the mins together fit the port, to the bit");
}

static void test_derive(void)
{
	struct flexq_conf conf;
	bool ok;

	flexq_conf_init(&conf);
	conf.rate = 200 * MBIT;
	conf.ask[0].min = 1 * MBIT;
	conf.ask[1].max = 300 * MBIT;
	flexq_conf_derive(&conf);
	ok = conf.split == 25000 && !conf.pace[1].max_cost &&
	     conf.pace[0].target >= 24000 && conf.pace[0].target < 26000 &&
	     conf.pace[0].interval == conf.pace[0].target + 95000 &&
	     conf.pace[3].limit == 500000 && !conf.pace[3].min_cost &&
	     conf.pace[FLEXQ_CLASS_PORT].prio > FLEXNIC_PRIO_MAX;
	conf.limit = 70000;
	conf.target = 1000;
	conf.rate = 0;
	flexq_conf_derive(&conf);
	ok &= conf.pace[3].limit == 70000 && conf.pace[0].target == 1000 &&
	      !conf.port_cost && conf.split == ~0U;
	ktap_result(ok, "derived limits, CoDel times and GSO bound");
}

static void test_derive_clocks(void)
{
	const struct flexq_pace *own, *pace;
	struct flexq_conf conf;
	bool ok;

	flexq_conf_init(&conf);
	ok = conf.burst == FLEXQ_BURST && conf.batch == FLEXQ_BATCH &&
	     conf.overhead == FLEXQ_OVERHEAD && conf.ecn;
	conf.rate = 1000 * MBIT;
	conf.ask[1].min = 100 * MBIT;
	conf.ask[1].max = 500 * MBIT;
	conf.ask[1].prio = 3;
	conf.burst = 8000;
	conf.batch = 400;
	flexq_conf_derive(&conf);
	ok &= conf.port_cost == flexq_ns_per_byte(1000 * MBIT) &&
	      conf.burst_ns == 8 * MS && conf.batch_ns == 400000 &&
	      conf.nap_ns == 500000 && conf.patience_ns == 4 * MS;
	ktap_result(ok, "defaults, and what a burst and a batch are in ns");

	pace = &conf.pace[1];
	own = &conf.pace[FLEXQ_CLASS_PORT];
	ok = pace->min_cost == flexq_ns_per_byte(100 * MBIT) &&
	     pace->max_cost == flexq_ns_per_byte(500 * MBIT) &&
	     pace->weight_cost == pace->min_cost && pace->prio == 3 &&
	     pace->grant == 5000 && pace->lend == 25000 &&
	     pace->turn == 40 * MS &&
	     conf.pace[0].weight_cost == flexq_ns_per_byte(1 * MBIT) &&
	     conf.pace[0].lend == 50000 && !conf.pace[0].grant &&
	     own->min_cost == flexq_ns_per_byte(10 * MBIT) &&
	     !own->max_cost && own->prio == FLEXNIC_PRIO_MAX + 1;
	ktap_detail("grant %u, lend %u and %u, turn %lld", pace->grant,
		    pace->lend, conf.pace[0].lend, (long long)pace->turn);
	ktap_result(ok, "the pace of a share, of none and of the port's own");

	conf.batch = 4000;
	flexq_conf_derive(&conf);
	ktap_result(conf.nap_ns == conf.batch_ns && conf.batch_ns == 4 * MS,
		    "no nap is shorter than a batch");
}

static void test_limits(void)
{
	static const struct {
		u64	rate, max;
		u32	limit;
	} cases[] = {
		{ 0, 0, 4 << 20 },
		/* two GSO packets, if the port takes them whole */
		{ 0, 1 * MBIT, 128 << 10 },
		{ 0, 200 * MBIT, 500000 },
		{ 200 * MBIT, 0, 500000 },
		{ 200 * MBIT, 100 * MBIT, 250000 },
		{ 200 * MBIT, 300 * MBIT, 500000 },
		{ 10000 * MBIT, 0, 4 << 20 },
		{ 1 * MBIT, 0, 32 << 10 },
	};
	struct flexq_conf conf;
	unsigned int i;
	bool ok = true;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		flexq_conf_init(&conf);
		conf.rate = cases[i].rate;
		conf.ask[2].max = cases[i].max;
		flexq_conf_derive(&conf);
		if (conf.pace[2].limit == cases[i].limit)
			continue;
		ktap_detail("case %u: %u; ", i, conf.pace[2].limit);
		ok = false;
	}
	ktap_result(ok, "a queue's limit: 20 ms of its max, within bounds");
}

/* an interval that is asked for is never below the target */
static void test_codel(void)
{
	struct flexq_conf conf;
	bool ok;

	flexq_conf_init(&conf);
	conf.rate = 1000 * MBIT;
	flexq_conf_derive(&conf);
	ok = conf.pace[0].target == FLEXQ_TARGET &&
	     conf.pace[0].interval == FLEXQ_INTERVAL;
	conf.interval = 50000;
	flexq_conf_derive(&conf);
	ok &= conf.pace[0].target == FLEXQ_TARGET &&
	      conf.pace[0].interval == 50000;
	conf.interval = 1000;
	conf.target = 7000;
	flexq_conf_derive(&conf);
	ok &= conf.pace[0].target == 7000 && conf.pace[0].interval == 7000;
	ktap_result(ok, "CoDel's times as asked, and by themselves");
}

static void test_same(void)
{
	static const size_t members[] = {
		offsetof(struct flexq_conf, rate),
		offsetof(struct flexq_conf, burst),
		offsetof(struct flexq_conf, batch),
		offsetof(struct flexq_conf, overhead),
		offsetof(struct flexq_conf, limit),
		offsetof(struct flexq_conf, target),
		offsetof(struct flexq_conf, interval),
		offsetof(struct flexq_conf, ecn),
		offsetof(struct flexq_conf, ask[0].min),
		offsetof(struct flexq_conf, ask[0].max),
		offsetof(struct flexq_conf, ask[0].prio),
		offsetof(struct flexq_conf, ask[FLEXNIC_SLOTS - 1].min),
	};
	unsigned int i;
	struct flexq_conf a, b;
	bool ok;

	flexq_conf_init(&a);
	b = a;
	ok = flexq_conf_same(&a, &b);
	for (i = 0; i < ARRAY_SIZE(members); i++) {
		b = a;
		((u8 *)&b)[members[i]] ^= 1;
		if (!flexq_conf_same(&a, &b))
			continue;
		ktap_detail("member %u; ", i);
		ok = false;
	}
	b = a;
	b.port_cost = 1;
	ok &= flexq_conf_same(&a, &b);
	ktap_result(ok, "a change is told from none");
}

/* ---- shares ---- */

static void share_10_20_30_40(struct sim *s)
{
	unsigned int c;

	for (c = 0; c < FLEXNIC_SLOTS; c++)
		sim_share(s, c, s->conf.rate * (c + 1) / 10, 0, 0);
	sim_conf(s);
}

/* All saturated: each its min, together the port */
static bool sim_proportional(struct sim *s, double percent)
{
	double part, total;
	bool ok = true;
	unsigned int c;

	sim_run(s, 10 * SEC);
	total = sim_total(s, 10 * SEC) / s->conf.rate;
	for (c = 0; c < FLEXNIC_SLOTS; c++) {
		part = sim_rate(s, c, 10 * SEC) / s->conf.rate;
		ok &= near(part, (c + 1) / 10.0, percent);
		ktap_detail("%.4f ", part);
	}
	ktap_detail("= %.4f, %llu wakes/s", total,
		    (unsigned long long)sim_wakes(s) / 10);
	return ok && total > 0.97 && total < 1.005;
}

static void test_proportional(u64 rate, unsigned int queues, s64 late,
			      u32 small)
{
	struct sim *s = sim_new(rate, queues);
	unsigned int q;

	s->late = late;
	if (small)
		s->wire[1] = small;
	for (q = 0; q < queues; q++)
		s->load[q] = queues > 1 ? BIT(q % 4) | BIT((q + q / 4) % 4) :
					  0xf;
	share_10_20_30_40(s);
	ktap_result(sim_proportional(s, 1),
		    "10/20/30/40%% of %llu Mbit/s, %u queues, timers late by %lld us%s",
		    rate / MBIT, queues, late / 1000,
		    small ? ", one of small frames" : "");
	free(s);
}

static void test_late_beyond_burst(void)
{
	struct sim *s = sim_new(200 * MBIT, 1);

	s->late = 30 * MS;
	s->load[0] = 0xf;
	share_10_20_30_40(s);
	ktap_result(sim_proportional(s, 1), "timers late by far more than the burst");
	free(s);
}

/* One CPU at a time stands still: the others must not use its share up */
static void test_stalls(unsigned int queues, s64 stall)
{
	struct sim *s = sim_new(137 * MBIT, queues);
	unsigned int q;

	s->late = MS;
	s->stall = stall;
	for (q = 0; q < queues; q++)
		s->load[q] = queues > 4 ? 0xf : BIT(q % 4);
	share_10_20_30_40(s);
	/* what is borrowed at first, until the port's clock is ahead */
	ktap_result(sim_proportional(s, stall > 20 * MS ? 4 : 1),
		    "now and then a queue stands still for up to %lld ms, %u queues",
		    stall / MS, queues);
	free(s);
}

static void test_alone(u64 max, unsigned int queues, s64 late)
{
	struct sim *s = sim_new(1000 * MBIT, queues);
	double rate, want = max ?: s->conf.rate;

	s->late = late;
	sim_share(s, 0, 100 * MBIT, max, 0);
	sim_conf(s);
	sim_spread(s, 1);
	sim_run(s, 10 * SEC);
	rate = sim_rate(s, 0, 10 * SEC);
	ktap_detail("%.1f Mbit/s, %llu wakes/s", rate / MBIT,
		    (unsigned long long)sim_wakes(s) / 10);
	ktap_result(near(rate, want, 1), "one alone gets its max, %llu of 1000 Mbit/s, %u queues",
		    (unsigned long long)(want / MBIT), queues);
	free(s);
}

static void test_zero_min(void)
{
	struct sim *s = sim_new(1000 * MBIT, 2);

	sim_conf(s);
	sim_spread(s, 2);
	sim_run(s, 10 * SEC);
	ktap_detail("%.1f %.1f", sim_rate(s, 0, 10 * SEC) / MBIT,
		    sim_rate(s, 1, 10 * SEC) / MBIT);
	ktap_result(near(sim_rate(s, 0, 10 * SEC), 5e8, 2) &&
		    near(sim_rate(s, 1, 10 * SEC), 5e8, 2),
		    "without mins two share evenly");
	free(s);
}

static void test_borrow(unsigned int queues, s64 late)
{
	struct sim *s = sim_new(1000 * MBIT, queues);
	double want[] = { 166.67, 333.33, 500, 0 };
	unsigned int c;
	bool ok = true;

	s->late = late;
	share_10_20_30_40(s);
	sim_spread(s, 3);
	sim_run(s, 10 * SEC);
	for (c = 0; c < 4; c++) {
		double rate = sim_rate(s, c, 10 * SEC) / MBIT;

		ok &= near(rate, want[c], 3);
		ktap_detail("%.1f ", rate);
	}
	ktap_result(ok, "what an idle one leaves goes by min, %u queues, late %lld us",
		    queues, late / 1000);
	free(s);
}

static void test_priority(unsigned int queues, s64 late)
{
	struct sim *s = sim_new(1000 * MBIT, queues);
	double want[] = { 100, 100, 500, 300 };
	unsigned int c;
	bool ok = true;

	s->late = late;
	sim_share(s, 0, 100 * MBIT, 0, 3);
	sim_share(s, 1, 100 * MBIT, 0, 2);
	sim_share(s, 2, 100 * MBIT, 500 * MBIT, 0);
	sim_share(s, 3, 100 * MBIT, 0, 1);
	sim_conf(s);
	sim_spread(s, 4);
	sim_run(s, 10 * SEC);
	for (c = 0; c < 4; c++) {
		double rate = sim_rate(s, c, 10 * SEC) / MBIT;

		/* a share that is left for a late queue is not left idle */
		ok &= c == 2 || late < MS ? near(rate, want[c], 3) :
					    rate >= 100;
		ktap_detail("%.1f ", rate);
	}
	ok &= near(sim_total(s, 10 * SEC), 1e9, 0.5) &&
	      sim_rate(s, 3, 10 * SEC) > sim_rate(s, 0, 10 * SEC);
	ktap_detail("= %.1f", sim_total(s, 10 * SEC) / MBIT);
	ktap_result(ok, "borrowing in the order of priority, %u queues, late %lld us",
		    queues, late / 1000);
	free(s);
}

static void test_on_off(s64 half)
{
	struct sim *s = sim_new(1000 * MBIT, 4);
	double rate[FLEXNIC_SLOTS];
	unsigned int c;
	bool ok = true;

	share_10_20_30_40(s);
	s->on_off[3] = half;
	sim_spread(s, 4);
	sim_run(s, 10 * SEC);
	for (c = 0; c < 4; c++) {
		rate[c] = sim_rate(s, c, 10 * SEC) / MBIT;
		ktap_detail("%.1f ", rate[c]);
	}
	ktap_detail("= %.1f", sim_total(s, 10 * SEC) / MBIT);
	/* on half of the time: at least half of its min */
	ok = rate[3] >= 198 && rate[0] >= 99 && rate[1] >= 198 &&
	     rate[2] >= 297 && near(sim_total(s, 10 * SEC), 1e9, 1);
	ktap_result(ok, "an on-off load takes nothing from the mins, half period %lld us",
		    half / 1000);
	free(s);
}

static void test_own_traffic(void)
{
	struct sim *s = sim_new(1000 * MBIT, 2);
	double own, total;
	unsigned int c;
	bool ok = true;

	share_10_20_30_40(s);
	s->load[0] = 0xf;
	s->load[1] = BIT(FLEXQ_CLASS_PORT);
	sim_run(s, 10 * SEC);
	own = sim_rate(s, FLEXQ_CLASS_PORT, 10 * SEC);
	total = sim_total(s, 10 * SEC);
	for (c = 0; c < 4; c++)
		ok &= near(sim_rate(s, c, 10 * SEC), 99 * MBIT * (c + 1), 1);
	ktap_detail("own %.1f, total %.1f", own / MBIT, total / MBIT);
	ktap_result(ok && near(own, 1e7, 2) && near(total, 1e9, 0.5),
		    "the port's own traffic has 1%%, all pay alike for it");
	free(s);
}

static void test_change(void)
{
	struct sim *s = sim_new(1000 * MBIT, 4);
	unsigned int c;
	bool ok;

	for (c = 0; c < 4; c++) {
		sim_share(s, c, 1 * MBIT, 1 * MBIT, 0);
		s->wire[c] = 65536;
	}
	sim_spread(s, 4);
	sim_conf(s);
	sim_run(s, 600 * MS);
	ok = atomic64_read(&s->clocks.class[0].max) > s->now + 100 * MS;
	for (c = 0; c < 4; c++)
		s->conf.ask[c].max = 0;
	share_10_20_30_40(s);
	flexq_clocks_rewind(&s->clocks, s->now);
	for (c = 0; c < 4; c++) {
		s->queue[c].next = s->now;
		s->wire[c] = 1538;
	}
	sim_run(s, 100 * MS);
	for (c = 0; c < 4; c++) {
		ktap_detail("%.1f ", sim_rate(s, c, 100 * MS) / MBIT);
		ok &= sim_rate(s, c, 100 * MS) > 97e6 * (c + 1);
	}
	/* the port was idle: it may have saved a burst of 4 ms */
	ok &= sim_total(s, 100 * MS) < 1.045e9;
	ktap_result(ok, "a change is in force at once though the clocks were far ahead");
	free(s);
}

static void test_unlimited(void)
{
	struct sim *s = sim_new(0, 1);
	s64 wake = 0;
	bool ok;

	sim_share(s, 1, 0, 100 * MBIT, 0);
	sim_conf(s);
	s->queue[0].purse[0].ask = 1538;
	s->queue[0].purse[1].ask = 1538;
	ok = flexq_refill(&s->clocks, &s->conf, s->queue[0].purse, 3, s->now,
			  &wake) == 3;
	s->queue[0].purse[0].credit = 0;
	ok &= flexq_refill(&s->clocks, &s->conf, s->queue[0].purse, 1, s->now,
			   &wake) == 1;
	s->load[0] = BIT(1);
	sim_run(s, SEC);
	ok &= near(sim_rate(s, 1, SEC), 1e8, 2);
	ktap_result(ok, "an unlimited port limits nothing but an explicit max");
	free(s);
}

static void test_light_load(void)
{
	struct sim *s = sim_new(10000 * MBIT, 1);
	u64 asked = 0, sent = 0;
	s64 wake;

	share_10_20_30_40(s);
	for (s->now = SEC; s->now < 2 * SEC; s->now += 100000) {
		struct flexq_purse *purse = s->queue[0].purse;

		purse->ask = 100;
		sent++;
		if (purse->credit < 100) {
			asked++;
			if (!flexq_refill(&s->clocks, &s->conf, purse, 1,
					  s->now, &wake))
				break;
		}
		purse->credit -= 100;
		flexq_purse_empty(&s->clocks.class[0], purse);
	}
	ktap_detail("%llu of %llu packets asked", (unsigned long long)asked,
		    (unsigned long long)sent);
	ktap_result(sent == 10000 && asked * 50 < sent,
		    "a light load seldom touches the shared clocks");
	free(s);
}

int main(void)
{
	ktap_begin();
	test_arithmetic();
	test_check();
	test_check_sum();
	test_derive();
	test_derive_clocks();
	test_limits();
	test_codel();
	test_same();
	test_proportional(200 * MBIT, 1, 0, 0);
	test_proportional(200 * MBIT, 1, 2 * MS, 0);
	test_proportional(200 * MBIT, 1, 2 * MS, 84);
	test_proportional(200 * MBIT, 4, 0, 0);
	test_proportional(200 * MBIT, 4, 2 * MS, 0);
	test_proportional(200 * MBIT, 4, 2 * MS, 84);
	test_proportional(10000 * MBIT, 1, 50000, 0);
	test_proportional(10000 * MBIT, 4, 50000, 0);
	test_proportional(10000 * MBIT, 64, 50000, 0);
	test_proportional(100000 * MBIT, 64, 50000, 84);
	test_late_beyond_burst();
	test_stalls(4, 10 * MS);
	test_stalls(4, 60 * MS);
	test_stalls(8, 60 * MS);
	test_alone(0, 1, 0);
	test_alone(500 * MBIT, 1, 0);
	test_alone(500 * MBIT, 4, MS);
	test_alone(0, 64, 50000);
	test_zero_min();
	test_borrow(1, 0);
	test_borrow(3, 0);
	test_borrow(3, MS);
	test_borrow(48, 50000);
	test_priority(1, 0);
	test_priority(4, 0);
	test_priority(4, MS);
	test_priority(64, 50000);
	test_on_off(300000);
	test_on_off(1 * MS);
	test_on_off(10 * MS);
	test_own_traffic();
	test_change();
	test_unlimited();
	test_light_load();
	return ktap_end();
}
