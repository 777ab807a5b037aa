/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Arithmetic of the qdisc "flexnic": rates, wire lengths and virtual clocks.
 *
 * A virtual clock says up to when a rate has been used: sending n bytes moves
 * it by the time n bytes take at that rate. A clock behind now has something
 * left to send, a clock ahead of now has to wait. All times are ns of
 * CLOCK_MONOTONIC. Nothing here knows of a packet, a qdisc or a device.
 */
#ifndef _SCH_FLEXNIC_CLOCK_H
#define _SCH_FLEXNIC_CLOCK_H

#include <linux/atomic.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/time64.h>
#include <linux/types.h>

/* fraction bits of "ns per byte": 8000 bit/s .. 10 Tbit/s fit in 64 bits */
#define FLEXQ_FRACTION_BITS	28

#define FLEXQ_MIN_FRAME		60U	/* bytes, without FCS */
#define FLEXQ_VLAN_TAG		4U	/* bytes */

/**
 * flexq_ns_per_byte() - a rate as the fixed-point time of one byte
 * @rate: bit/s, not 0
 */
static inline u64 flexq_ns_per_byte(u64 rate)
{
	return div64_u64((8ULL * NSEC_PER_SEC) << FLEXQ_FRACTION_BITS, rate);
}

/**
 * flexq_cost() - the time that bytes take
 * @ns_per_byte: from flexq_ns_per_byte(); 0 is an unlimited rate
 * @bytes: how many
 *
 * Return: ns.
 */
static inline s64 flexq_cost(u64 ns_per_byte, u32 bytes)
{
	return mul_u64_u32_shr(ns_per_byte, bytes, FLEXQ_FRACTION_BITS);
}

/**
 * flexq_bytes() - what a rate carries in a time
 * @rate: bit/s
 * @us: the time, us
 *
 * Return: bytes, at most 2^30.
 */
static inline u32 flexq_bytes(u64 rate, u32 us)
{
	u64 bytes = mul_u64_u32_div(rate, us, 8 * USEC_PER_SEC);

	return min_t(u64, bytes, 1U << 30);
}

/**
 * flexq_wire_len() - what the wire carries for a packet
 * @len: bytes of all its frames from the Ethernet header on, without FCS
 * @frames: how many frames it is sent as
 * @tagged: a VLAN tag is still to be put into each of them
 * @overhead: bytes beside each frame: preamble, FCS, inter-frame gap
 *
 * Frames are padded to the Ethernet minimum; only a single one can be shorter.
 *
 * Return: bytes.
 */
static inline u32 flexq_wire_len(u32 len, u32 frames, bool tagged,
				 u32 overhead)
{
	if (tagged)
		len += frames * FLEXQ_VLAN_TAG;
	return max(len, FLEXQ_MIN_FRAME) + frames * overhead;
}

/**
 * flexq_clock_behind() - may the rate of this clock be used now?
 * @clock: the clock
 * @now: the time, ns
 */
static inline bool flexq_clock_behind(const atomic64_t *clock, s64 now)
{
	return atomic64_read(clock) < now;
}

/**
 * flexq_clock_spend() - account for a use of the rate
 * @clock: the clock
 * @floor: a clock further behind than that was idle; it has saved no more
 * @cost: time used, ns
 *
 * Return: the time the use began.
 */
static inline s64 flexq_clock_spend(atomic64_t *clock, s64 floor, s64 cost)
{
	s64 old = atomic64_read(clock);

	while (!atomic64_try_cmpxchg(clock, &old, max(old, floor) + cost))
		;
	return max(old, floor);
}

/**
 * flexq_clock_rewind() - forgive a clock that is far ahead
 * @clock: the clock
 * @limit: it will be at most there, ns
 */
static inline void flexq_clock_rewind(atomic64_t *clock, s64 limit)
{
	s64 old = atomic64_read(clock);

	while (old > limit && !atomic64_try_cmpxchg(clock, &old, limit))
		;
}

#endif /* _SCH_FLEXNIC_CLOCK_H */
