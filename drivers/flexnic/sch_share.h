/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Shares of the qdisc "flexnic": who may send now. See sch_share.c.
 */
#ifndef _SCH_FLEXNIC_SHARE_H
#define _SCH_FLEXNIC_SHARE_H

#include <linux/bits.h>
#include <linux/cache.h>
#include <uapi/linux/flexnic.h>

#include "sch_clock.h"

/* classes by index: FlexNICs a..d, then the port's own traffic */
#define FLEXQ_CLASS_PORT	FLEXNIC_SLOTS
#define FLEXQ_CLASSES		(FLEXNIC_SLOTS + 1)

#define FLEXQ_RATE_LOW		8000ULL			/* bit/s */
#define FLEXQ_RATE_HIGH		10000000000000ULL	/* bit/s */

#define FLEXQ_BURST		4000U	/* us */
#define FLEXQ_BATCH		50U	/* us */
#define FLEXQ_OVERHEAD		24U	/* bytes: preamble 8, FCS 4, gap 12 */
#define FLEXQ_TARGET		5000U	/* us */
#define FLEXQ_INTERVAL		100000U	/* us */
#define FLEXQ_LATE		64	/* ms that a late timer may make good */

/**
 * struct flexq_ask - what is asked for one FlexNIC
 * @min: guaranteed, bit/s; 0 is nothing
 * @max: ceiling, bit/s; 0 is the port's rate
 * @prio: order of borrowing, 0 first
 */
struct flexq_ask {
	u64	min;
	u64	max;
	u32	prio;
};

/**
 * struct flexq_pace - what that comes to
 * @min_cost: fixed-point ns per byte at the min; 0 guarantees nothing
 * @max_cost: at the max; 0 if only the port limits
 * @weight_cost: at the weight that shares among equals go by
 * @turn: lead in borrowing over an equal that waits, ns of its weight
 * @grant: bytes taken on the guarantee at once
 * @lend: bytes borrowed at once
 * @limit: bytes that one queue holds
 * @prio: order of borrowing, 0 first
 * @target: CoDel's, us
 * @interval: CoDel's, us
 */
struct flexq_pace {
	u64	min_cost;
	u64	max_cost;
	u64	weight_cost;
	s64	turn;
	u32	grant;
	u32	lend;
	u32	limit;
	u32	prio;
	u32	target;
	u32	interval;
};

/**
 * struct flexq_conf - configuration of one port, replaced as a whole
 * @rate: the port's, bit/s; 0 is unlimited
 * @burst: what an idle class may save, us
 * @batch: credit that a queue takes at once, us
 * @overhead: bytes on the wire beside each frame
 * @limit: bytes per class and queue; 0 goes by the class's max
 * @target: CoDel's, us; 0 goes by the class's min
 * @interval: CoDel's, us; 0 goes by the target
 * @ecn: CoDel marks rather than drops
 * @ask: what is asked for each FlexNIC
 *
 * @port_cost: derived: fixed-point ns per byte at @rate; 0 is unlimited
 * @burst_ns: derived: @burst, ns
 * @batch_ns: derived: @batch, ns
 * @nap_ns: derived: shortest sleep of a queue that may not send
 * @patience_ns: derived: how long a share is left to a queue that waits
 * @split: derived: a GSO packet of more bytes is split
 * @pace: derived, for each class
 */
struct flexq_conf {
	u64			rate;
	u32			burst;
	u32			batch;
	u32			overhead;
	u32			limit;
	u32			target;
	u32			interval;
	bool			ecn;
	struct flexq_ask	ask[FLEXNIC_SLOTS];

	u64			port_cost;
	s64			burst_ns;
	s64			batch_ns;
	s64			nap_ns;
	s64			patience_ns;
	u32			split;
	struct flexq_pace	pace[FLEXQ_CLASSES];
};

/* why a configuration is refused */
enum flexq_refusal {
	FLEXQ_FITS,
	FLEXQ_RATE_RANGE,	/* the port's rate */
	FLEXQ_MIN_RANGE,
	FLEXQ_MAX_RANGE,
	FLEXQ_MIN_OVER_MAX,
	FLEXQ_MIN_OVER_RATE,	/* all mins together */
	FLEXQ_PRIO_RANGE,
	FLEXQ_BATCH_OVER_BURST,
};

/**
 * struct flexq_clocks_class - one class's clocks, used by all queues
 * @min: of its guarantee
 * @max: of its ceiling
 * @borrow: of what it borrowed, in the time of its weight
 * @want: until then a queue may be waiting to borrow
 * @waiters: queues whose backlog of this class has to wait
 */
struct flexq_clocks_class {
	atomic64_t	min;
	atomic64_t	max;
	atomic64_t	borrow;
	atomic64_t	want;
	atomic_t	waiters;
} ____cacheline_aligned_in_smp;

/**
 * struct flexq_clocks - all that the queues of a port share and write
 * @class: the classes'
 * @port: clock of the port's rate
 * @lender: by priority, where the borrow clock of the last borrower stood
 */
struct flexq_clocks {
	struct flexq_clocks_class	class[FLEXQ_CLASSES];
	atomic64_t			port ____cacheline_aligned_in_smp;
	atomic64_t			lender[FLEXNIC_PRIO_MAX + 2];
};

/**
 * struct flexq_purse - what one queue holds for one class
 * @credit: bytes it may send without asking
 * @ask: wire length of the packet at the head, set before flexq_refill()
 * @due: when it may have the credit that it waits for; 0 was empty since
 * @want: what it wrote to &flexq_clocks_class.want
 * @waiting: it is counted in &flexq_clocks_class.waiters
 * @borrowed: bytes borrowed, ever
 */
struct flexq_purse {
	s32	credit;
	u32	ask;
	s64	due;
	s64	want;
	bool	waiting;
	u64	borrowed;
};

void flexq_conf_init(struct flexq_conf *conf);
enum flexq_refusal flexq_conf_check(const struct flexq_conf *conf,
				    unsigned int *class);
bool flexq_conf_same(const struct flexq_conf *a, const struct flexq_conf *b);
void flexq_conf_own(const struct flexq_conf *conf, struct flexq_ask *own);
void flexq_conf_derive(struct flexq_conf *conf);

u32 flexq_refill(struct flexq_clocks *clocks, const struct flexq_conf *conf,
		 struct flexq_purse *purse, u32 active, s64 now, s64 *wake);
void flexq_leave(struct flexq_clocks_class *clock, struct flexq_purse *purse);
void flexq_clocks_rewind(struct flexq_clocks *clocks, s64 now);

/**
 * flexq_purse_empty() - a queue has no packet of a class any more
 * @clock: the class's clocks
 * @purse: the queue's
 */
static inline void flexq_purse_empty(struct flexq_clocks_class *clock,
				     struct flexq_purse *purse)
{
	purse->due = 0;
	if (purse->waiting)
		flexq_leave(clock, purse);
}

#endif /* _SCH_FLEXNIC_SHARE_H */
