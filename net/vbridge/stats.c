// SPDX-License-Identifier: GPL-2.0
/*
 * What a connection has counted.
 */
#include "trace.h"
#include "vbridge.h"

/**
 * vb_drop() - a frame ends here
 * @conn: whose counter tells of it; NULL if the host sent it
 * @skb: the frame, or NULL if it is gone already
 * @why: the reason
 *
 * Context: BH off.
 */
void vb_drop(const struct vb_conn *conn, struct sk_buff *skb,
	     enum vbridge_drop why)
{
	struct vb_stats *stats;

	trace_vbridge_drop(conn, skb, why);
	if (conn) {
		stats = this_cpu_ptr(conn->stats);
		u64_stats_update_begin(&stats->syncp);
		u64_stats_inc(&stats->drop[why]);
		u64_stats_update_end(&stats->syncp);
	}
	kfree_skb(skb);
}

static void vb_stats_read(const struct vb_stats *stats, u64 *value)
{
	unsigned int start, i;

	do {
		start = u64_stats_fetch_begin(&stats->syncp);
		value[0] = u64_stats_read(&stats->rx_packets);
		value[1] = u64_stats_read(&stats->rx_bytes);
		value[2] = u64_stats_read(&stats->tx_packets);
		value[3] = u64_stats_read(&stats->tx_bytes);
		for (i = 0; i < VB_DROPS; i++)
			value[4 + i] = u64_stats_read(&stats->drop[i]);
	} while (u64_stats_fetch_retry(&stats->syncp, start));
}

/**
 * vb_stats_add() - add a connection's counters to a sum
 * @conn: the connection
 * @sum: VB_STATS_SUMS of them, in the order of enum vbridge_stats_attr
 */
void vb_stats_add(const struct vb_conn *conn, u64 *sum)
{
	u64 value[VB_STATS_SUMS];
	unsigned int i;
	int cpu;

	for_each_possible_cpu(cpu) {
		vb_stats_read(per_cpu_ptr(conn->stats, cpu), value);
		for (i = 0; i < VB_STATS_SUMS; i++)
			sum[i] += value[i];
	}
}
