// SPDX-License-Identifier: GPL-2.0
/*
 * Shares of the qdisc "flexnic": who may send now.
 *
 * Every Tx queue of the port asks here for credit, in bytes of the wire, when
 * a packet at the head of one of its classes is not covered by the credit
 * that it has. All that the queues share are a few clocks (sch_clock.h): one
 * for the port's rate, and three for each class.
 *
 *  1. Guarantee. A class whose min clock is behind now takes a batch of its
 *     min, however far ahead the port's clock is. The sum of the mins does
 *     not exceed the port's rate, so that clock can be ahead by no more than
 *     what idle classes saved and late timers were owed.
 *  2. Borrowing. If that gave no class of this queue anything and the port's
 *     clock is behind now, then the others do not use their shares: the class
 *     with the best priority takes a batch of the port's rate, among equals
 *     the one that borrowed the least for its weight (start-time fair queuing
 *     on the borrow clock). The min clock does not move: what was borrowed is
 *     not held against the guarantee.
 *  3. Else the queue sleeps until the first of these clocks is behind.
 *
 * All credit moves the clocks of the max and of the port, and nothing is given
 * to a class whose max clock is ahead.
 *
 * A packet is paid for in full before it is sent, so that a clock is at most
 * one batch or one packet ahead for each queue. Credit that is left stays with
 * the queue for its next packet: one packet at a time with empty queues in
 * between touches no shared line until the batch is used up.
 *
 * Idle or late? A clock may be behind by one burst, no more: an idle class
 * does not save up. But a class with a backlog is owed all of its time, also
 * if the timer that should have woken its queue was late. So what counts
 * is how far behind the clock is at the time the class was told to come back
 * (@due). If others borrowed what it was owed, then the port's clock gets ahead
 * by that, once: nobody borrows again before it is back, so the port does not
 * send more than its rate for any longer than that.
 *
 * Borrowing among queues. A queue that has to wait leaves in @want until when
 * it may come for its share. Another queue that is about to borrow for a class
 * of less priority, or for one that is more than a turn ahead of an equal,
 * leaves the share to it until then. A queue that runs empty takes its word
 * back, so this holds something up only if a driver stopped the queue or its
 * CPU is late; and nothing is left to anyone once the port's clock is half a
 * burst behind. Turns are long, so that queues need not alternate at every
 * batch.
 *
 * Many queues waiting for one class would all wake up for the same batch. Each
 * sleeps longer by the batches that the others are going to take: they soon
 * take turns.
 *
 * The port's own traffic has 1% beyond the sum of the mins. When the port is
 * full that time is taken off all FlexNICs alike, by moving their min clocks.
 */
#include <linux/kernel.h>
#include <linux/string.h>

#include "sch_share.h"

#define FLEXQ_PORT_MIN_PART	100	/* its own traffic: 1/100 of the rate */
#define FLEXQ_WEIGHT_PART	1000	/* weight without a min: 1/1000 of it */
#define FLEXQ_WEIGHT_LOW	1000000ULL	/* bit/s, with no rate either */
#define FLEXQ_NAP_PART		16	/* shortest sleep: 1/16 of the burst */
#define FLEXQ_TURN_PART		2	/* a turn of borrowing: 1/2 of it */
#define FLEXQ_PATIENCE_PART	2	/* patience: 1/2 of the burst */
#define FLEXQ_AHEAD_BURSTS	4	/* the port's clock: beside FLEXQ_LATE */
#define FLEXQ_FREE_GRANT	(256U << 10)	/* bytes, of an unlimited port */
#define FLEXQ_SPLIT		1000U	/* us that a GSO packet may take */
#define FLEXQ_LIMIT_TIME	20000U	/* us of the max that a queue holds */
#define FLEXQ_LIMIT_LOW		(32U << 10)	/* bytes */
#define FLEXQ_LIMIT_HIGH	(4U << 20)	/* bytes */
#define FLEXQ_GSO_MAX		(64U << 10)	/* bytes */
#define FLEXQ_MTU_WIRE		1538U	/* bytes of a full frame on the wire */

/* ---- configuration ---- */

/**
 * flexq_conf_init() - the defaults
 * @conf: filled in; nothing is limited
 */
void flexq_conf_init(struct flexq_conf *conf)
{
	memset(conf, 0, sizeof(*conf));
	conf->burst = FLEXQ_BURST;
	conf->batch = FLEXQ_BATCH;
	conf->overhead = FLEXQ_OVERHEAD;
	conf->ecn = true;
}

static bool flexq_rate_fits(u64 rate)
{
	return !rate || (rate >= FLEXQ_RATE_LOW && rate <= FLEXQ_RATE_HIGH);
}

static enum flexq_refusal flexq_ask_check(const struct flexq_ask *ask)
{
	if (!flexq_rate_fits(ask->min))
		return FLEXQ_MIN_RANGE;
	if (!flexq_rate_fits(ask->max))
		return FLEXQ_MAX_RANGE;
	if (ask->max && ask->min > ask->max)
		return FLEXQ_MIN_OVER_MAX;
	if (ask->prio > FLEXNIC_PRIO_MAX)
		return FLEXQ_PRIO_RANGE;
	return FLEXQ_FITS;
}

/**
 * flexq_conf_check() - can this be configured?
 * @conf: what is asked; the derived members are not looked at
 * @class: set to the slot that a refusal is about
 *
 * Return: why not, or %FLEXQ_FITS.
 */
enum flexq_refusal flexq_conf_check(const struct flexq_conf *conf,
				    unsigned int *class)
{
	enum flexq_refusal refusal;
	u64 sum = 0;

	*class = 0;
	if (!flexq_rate_fits(conf->rate))
		return FLEXQ_RATE_RANGE;
	if (conf->batch > conf->burst)
		return FLEXQ_BATCH_OVER_BURST;
	for (; *class < FLEXNIC_SLOTS; (*class)++) {
		refusal = flexq_ask_check(&conf->ask[*class]);
		if (refusal)
			return refusal;
		sum += conf->ask[*class].min;
		if (conf->rate && sum > conf->rate)
			return FLEXQ_MIN_OVER_RATE;
	}
	return FLEXQ_FITS;
}

static bool flexq_ask_same(const struct flexq_ask *a, const struct flexq_ask *b)
{
	return a->min == b->min && a->max == b->max && a->prio == b->prio;
}

/**
 * flexq_conf_same() - is the same asked for?
 * @a: a configuration
 * @b: another one
 */
bool flexq_conf_same(const struct flexq_conf *a, const struct flexq_conf *b)
{
	unsigned int i;

	for (i = 0; i < FLEXNIC_SLOTS; i++)
		if (!flexq_ask_same(&a->ask[i], &b->ask[i]))
			return false;
	return a->rate == b->rate && a->burst == b->burst &&
	       a->batch == b->batch && a->overhead == b->overhead &&
	       a->limit == b->limit && a->target == b->target &&
	       a->interval == b->interval && a->ecn == b->ecn;
}

static u32 flexq_limit_default(const struct flexq_conf *conf, u64 max)
{
	u32 low = max(2 * min(conf->split, FLEXQ_GSO_MAX), FLEXQ_LIMIT_LOW);

	if (!max)
		return FLEXQ_LIMIT_HIGH;
	return clamp(flexq_bytes(max, FLEXQ_LIMIT_TIME), low, FLEXQ_LIMIT_HIGH);
}

/* Two full frames at the min must pass: below that CoDel only does harm */
static void flexq_pace_codel(const struct flexq_conf *conf, u64 rate,
			     struct flexq_pace *pace)
{
	u32 two = 0;

	if (rate)
		two = div64_u64(2ULL * FLEXQ_MTU_WIRE * 8 * USEC_PER_SEC, rate);

	pace->target = conf->target ?: max(FLEXQ_TARGET, two);
	pace->interval = conf->interval ?:
			 FLEXQ_INTERVAL + pace->target - FLEXQ_TARGET;
	pace->interval = max(pace->interval, pace->target);
}

static void flexq_pace_derive(const struct flexq_conf *conf,
			      const struct flexq_ask *ask,
			      struct flexq_pace *pace)
{
	u64 max = ask->max, weight;

	if (conf->rate && (!max || max >= conf->rate))
		max = 0;
	weight = max3(ask->min, div_u64(conf->rate, FLEXQ_WEIGHT_PART),
		      conf->rate ? FLEXQ_RATE_LOW : FLEXQ_WEIGHT_LOW);

	memset(pace, 0, sizeof(*pace));
	pace->prio = ask->prio;
	pace->weight_cost = flexq_ns_per_byte(weight);
	if (ask->min)
		pace->min_cost = flexq_ns_per_byte(ask->min);
	if (max)
		pace->max_cost = flexq_ns_per_byte(max);
	max = max ?: conf->rate;
	pace->grant = flexq_bytes(ask->min, conf->batch);
	pace->lend = max ? flexq_bytes(max, conf->batch) : FLEXQ_FREE_GRANT;
	pace->turn = flexq_cost(pace->weight_cost,
				flexq_bytes(conf->rate, conf->burst /
							FLEXQ_TURN_PART));
	pace->limit = conf->limit ?: flexq_limit_default(conf, max);
	flexq_pace_codel(conf, ask->min ?: max, pace);
}

/**
 * flexq_conf_own() - the share of the port's own traffic
 * @conf: the port's
 * @own: filled in
 */
void flexq_conf_own(const struct flexq_conf *conf, struct flexq_ask *own)
{
	own->min = div_u64(conf->rate, FLEXQ_PORT_MIN_PART);
	own->max = 0;
	own->prio = FLEXNIC_PRIO_MAX + 1;
}

/**
 * flexq_conf_derive() - work out the derived members
 * @conf: what flexq_conf_check() let pass
 */
void flexq_conf_derive(struct flexq_conf *conf)
{
	struct flexq_ask own;
	unsigned int i;

	conf->port_cost = conf->rate ? flexq_ns_per_byte(conf->rate) : 0;
	conf->burst_ns = (s64)conf->burst * NSEC_PER_USEC;
	conf->batch_ns = (s64)conf->batch * NSEC_PER_USEC;
	conf->nap_ns = max(conf->batch_ns,
			   div_s64(conf->burst_ns, FLEXQ_NAP_PART));
	conf->patience_ns = div_s64(conf->burst_ns, FLEXQ_PATIENCE_PART);
	conf->split = conf->rate ? flexq_bytes(conf->rate, FLEXQ_SPLIT) : ~0U;
	for (i = 0; i < FLEXNIC_SLOTS; i++)
		flexq_pace_derive(conf, &conf->ask[i], &conf->pace[i]);
	flexq_conf_own(conf, &own);
	flexq_pace_derive(conf, &own, &conf->pace[FLEXQ_CLASS_PORT]);
}

/* ---- credit ---- */

static bool flexq_covered(const struct flexq_purse *purse)
{
	return purse->credit >= (s32)purse->ask;
}

static bool flexq_under_max(const struct flexq_clocks_class *clock,
			    const struct flexq_pace *pace, s64 now)
{
	return !pace->max_cost || flexq_clock_behind(&clock->max, now);
}

/* Where a clock starts from that is further behind */
static s64 flexq_floor(const struct flexq_conf *conf,
		       const struct flexq_purse *purse, s64 now)
{
	return clamp(purse->due, now - FLEXQ_LATE * NSEC_PER_MSEC, now) -
	       conf->burst_ns;
}

/* The clocks that all credit moves */
static void flexq_spend(struct flexq_clocks *clocks,
			const struct flexq_conf *conf, unsigned int c,
			u32 bytes, s64 floor, s64 now)
{
	s64 ahead = now + FLEXQ_LATE * NSEC_PER_MSEC +
		    FLEXQ_AHEAD_BURSTS * conf->burst_ns;
	const struct flexq_pace *pace = &conf->pace[c];

	if (pace->max_cost)
		flexq_clock_spend(&clocks->class[c].max, floor,
				  flexq_cost(pace->max_cost, bytes));
	/* roundings of the mins may add up, over days */
	if (conf->port_cost && flexq_clock_behind(&clocks->port, ahead))
		flexq_clock_spend(&clocks->port, floor,
				  flexq_cost(conf->port_cost, bytes));
}

/* What the port sends for itself, all FlexNICs pay for alike */
static void flexq_tax(struct flexq_clocks *clocks,
		      const struct flexq_conf *conf, u32 bytes)
{
	s64 cost = flexq_cost(conf->port_cost, bytes);
	unsigned int i;

	for (i = 0; i < FLEXNIC_SLOTS; i++)
		if (conf->pace[i].min_cost)
			atomic64_add(cost, &clocks->class[i].min);
}

/* An unlimited port: no class has to wait but for its own max */
static bool flexq_take_free(struct flexq_clocks *clocks,
			    const struct flexq_conf *conf, unsigned int c,
			    struct flexq_purse *purse, s64 now)
{
	const struct flexq_pace *pace = &conf->pace[c];
	u32 bytes;

	if (!flexq_under_max(&clocks->class[c], pace, now))
		return false;
	bytes = max(pace->lend, purse->ask) - purse->credit;
	flexq_spend(clocks, conf, c, bytes,
		    flexq_floor(conf, purse, now), now);
	purse->credit += bytes;
	return true;
}

/* How far is clock @a behind clock @b? They may wrap. */
static s64 flexq_lag(const atomic64_t *a, const atomic64_t *b)
{
	return (u64)atomic64_read(b) - (u64)atomic64_read(a);
}

/* A class that was idle on this queue has not saved up to borrow */
static void flexq_join(struct flexq_clocks *clocks,
		       const struct flexq_conf *conf, unsigned int c,
		       struct flexq_purse *purse, s64 now)
{
	const atomic64_t *lender = &clocks->lender[conf->pace[c].prio];
	atomic64_t *borrow = &clocks->class[c].borrow;

	purse->due = now;
	if (flexq_lag(borrow, lender) > 0)
		atomic64_set(borrow, atomic64_read(lender));
}

static bool flexq_take_min(struct flexq_clocks *clocks,
			   const struct flexq_conf *conf, unsigned int c,
			   struct flexq_purse *purse, s64 now)
{
	struct flexq_clocks_class *clock = &clocks->class[c];
	const struct flexq_pace *pace = &conf->pace[c];
	bool port_full;
	s64 floor;
	u32 bytes;

	if (!conf->port_cost)
		return flexq_take_free(clocks, conf, c, purse, now);
	if (!pace->min_cost || !flexq_clock_behind(&clock->min, now) ||
	    !flexq_under_max(clock, pace, now))
		return false;

	port_full = !flexq_clock_behind(&clocks->port, now);
	floor = flexq_floor(conf, purse, now);
	bytes = max(pace->grant, purse->ask) - purse->credit;
	flexq_clock_spend(&clock->min, floor,
			  flexq_cost(pace->min_cost, bytes));
	flexq_spend(clocks, conf, c, bytes, floor, now);
	if (c == FLEXQ_CLASS_PORT && port_full)
		flexq_tax(clocks, conf, bytes);
	purse->credit += bytes;
	return true;
}

/* Is class @a before class @b in the order of borrowing, by @lead if equal? */
static bool flexq_before(const struct flexq_clocks *clocks,
			 const struct flexq_conf *conf,
			 unsigned int a, unsigned int b, s64 lead)
{
	if (conf->pace[a].prio != conf->pace[b].prio)
		return conf->pace[a].prio < conf->pace[b].prio;
	return flexq_lag(&clocks->class[a].borrow, &clocks->class[b].borrow) >
	       lead;
}

/* Does another queue wait for a share that is due before that of class @c? */
static bool flexq_rivalled(const struct flexq_clocks *clocks,
			   const struct flexq_conf *conf, unsigned int c,
			   u32 active, s64 now)
{
	unsigned int i;

	for (i = 0; i < FLEXQ_CLASSES; i++) {
		const struct flexq_clocks_class *clock = &clocks->class[i];

		if (active & BIT(i) || atomic64_read(&clock->want) <= now)
			continue;
		if (flexq_under_max(clock, &conf->pace[i], now) &&
		    flexq_before(clocks, conf, i, c, conf->pace[c].turn))
			return true;
	}
	return false;
}

/* Leave a share to a rival, unless that would leave the port idle */
static bool flexq_outbid(const struct flexq_clocks *clocks,
			 const struct flexq_conf *conf, unsigned int c,
			 u32 active, s64 now)
{
	return !flexq_clock_behind(&clocks->port, now - conf->patience_ns) &&
	       flexq_rivalled(clocks, conf, c, active, now);
}

/* The class of this queue that would borrow first */
static int flexq_candidate(const struct flexq_clocks *clocks,
			   const struct flexq_conf *conf, u32 active, s64 now)
{
	int i, best = -1;

	for (i = 0; i < FLEXQ_CLASSES; i++) {
		if (!(active & BIT(i)) ||
		    !flexq_under_max(&clocks->class[i], &conf->pace[i], now))
			continue;
		if (best < 0 || flexq_before(clocks, conf, i, best, 0))
			best = i;
	}
	return best;
}

static void flexq_lend(struct flexq_clocks *clocks,
		       const struct flexq_conf *conf, unsigned int c,
		       struct flexq_purse *purse, s64 now)
{
	const struct flexq_pace *pace = &conf->pace[c];
	struct flexq_clocks_class *clock = &clocks->class[c];
	u32 bytes = max(pace->lend, purse->ask) - purse->credit;

	/* the lender's clock is a hint: a race costs one batch of fairness */
	atomic64_set(&clocks->lender[pace->prio],
		     atomic64_read(&clock->borrow));
	atomic64_add(flexq_cost(pace->weight_cost, bytes), &clock->borrow);
	flexq_spend(clocks, conf, c, bytes,
		    flexq_floor(conf, purse, now), now);
	purse->credit += bytes;
	purse->borrowed += bytes;
}

/* Return: the classes that may send now: none or one */
static u32 flexq_borrow(struct flexq_clocks *clocks,
			const struct flexq_conf *conf,
			struct flexq_purse *purse, u32 active, s64 now,
			bool *outbid)
{
	int c;

	if (!conf->port_cost || !flexq_clock_behind(&clocks->port, now))
		return 0;
	c = flexq_candidate(clocks, conf, active, now);
	if (c < 0)
		return 0;
	*outbid = flexq_outbid(clocks, conf, c, active, now);
	if (*outbid)
		return 0;
	flexq_lend(clocks, conf, c, &purse[c], now);
	return BIT(c);
}

/* ---- waiting ---- */

/**
 * flexq_leave() - a queue does not wait for credit of a class any more
 * @clock: the class's clocks
 * @purse: the queue's, which is counted as waiting
 */
void flexq_leave(struct flexq_clocks_class *clock, struct flexq_purse *purse)
{
	s64 want = purse->want;

	atomic64_try_cmpxchg(&clock->want, &want, 0);
	atomic_dec(&clock->waiters);
	purse->waiting = false;
}

/* When credit of class @c may be had, with @others in front */
static s64 flexq_due(const struct flexq_clocks *clocks,
		     const struct flexq_conf *conf, unsigned int c,
		     u32 ask, unsigned int others, bool outbid, s64 now)
{
	const struct flexq_clocks_class *clock = &clocks->class[c];
	const struct flexq_pace *pace = &conf->pace[c];
	s64 due, own;

	due = now;
	if (conf->port_cost)
		due = max_t(s64, now, atomic64_read(&clocks->port)) +
		      min(others * conf->batch_ns, conf->patience_ns);
	if (outbid)
		due += conf->batch_ns;
	if (pace->min_cost) {
		own = flexq_cost(pace->min_cost, max(pace->grant, ask));
		own = max_t(s64, now, atomic64_read(&clock->min)) +
		      min(others * own, conf->patience_ns);
		due = min(due, own);
	}
	if (pace->max_cost)
		due = max_t(s64, due, atomic64_read(&clock->max));
	return due;
}

/* Return: when to look again */
static s64 flexq_wait(struct flexq_clocks *clocks,
		      const struct flexq_conf *conf, struct flexq_purse *purse,
		      u32 active, bool outbid, s64 now)
{
	unsigned int i, others;
	s64 due = S64_MAX;

	for (i = 0; i < FLEXQ_CLASSES; i++) {
		struct flexq_clocks_class *clock = &clocks->class[i];

		if (!(active & BIT(i)))
			continue;
		if (!purse[i].waiting)
			atomic_inc(&clock->waiters);
		purse[i].waiting = true;
		others = atomic_read(&clock->waiters) - 1;
		purse[i].due = flexq_due(clocks, conf, i, purse[i].ask, others,
					 outbid, now);
		due = min(due, purse[i].due);
	}
	due = max(due, now + conf->nap_ns);

	for (i = 0; i < FLEXQ_CLASSES; i++) {
		if (!(active & BIT(i)))
			continue;
		purse[i].want = due + conf->patience_ns;
		atomic64_set(&clocks->class[i].want, purse[i].want);
	}
	return due;
}

/**
 * flexq_refill() - ask for credit
 * @clocks: the port's
 * @conf: the port's
 * @purse: the queue's, one for each class
 * @active: the queue's classes that have a packet, with &flexq_purse.ask set
 * @now: the time, ns
 * @wake: set to the time to ask again, if no class may send
 *
 * Context: the queue's lock.
 * Return: the classes of @active whose first packet may be sent.
 */
u32 flexq_refill(struct flexq_clocks *clocks, const struct flexq_conf *conf,
		 struct flexq_purse *purse, u32 active, s64 now, s64 *wake)
{
	bool outbid = false;
	unsigned int i;
	u32 ready = 0;

	for (i = 0; i < FLEXQ_CLASSES; i++) {
		if (!(active & BIT(i)))
			continue;
		if (!purse[i].due)
			flexq_join(clocks, conf, i, &purse[i], now);
		if (flexq_covered(&purse[i]) ||
		    flexq_take_min(clocks, conf, i, &purse[i], now))
			ready |= BIT(i);
	}
	if (!ready)
		ready = flexq_borrow(clocks, conf, purse, active, now, &outbid);
	if (!ready)
		*wake = flexq_wait(clocks, conf, purse, active, outbid, now);

	for (i = 0; i < FLEXQ_CLASSES; i++) {
		if (ready & BIT(i) && purse[i].waiting)
			flexq_leave(&clocks->class[i], &purse[i]);
	}
	return ready;
}

/**
 * flexq_clocks_rewind() - let a new configuration be in force at once
 * @clocks: the port's
 * @now: the time, ns; no clock is ahead of it afterwards
 */
void flexq_clocks_rewind(struct flexq_clocks *clocks, s64 now)
{
	unsigned int i;

	flexq_clock_rewind(&clocks->port, now);
	for (i = 0; i < ARRAY_SIZE(clocks->lender); i++)
		atomic64_set(&clocks->lender[i], 0);
	for (i = 0; i < FLEXQ_CLASSES; i++) {
		atomic64_set(&clocks->class[i].borrow, 0);
		flexq_clock_rewind(&clocks->class[i].min, now);
		flexq_clock_rewind(&clocks->class[i].max, now);
	}
}
