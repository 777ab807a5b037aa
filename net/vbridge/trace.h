/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Tracepoints: what becomes of frames and addresses.
 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM vbridge

#if !defined(_VBRIDGE_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define _VBRIDGE_TRACE_H

#include <linux/tracepoint.h>

#include "vbridge.h"

TRACE_EVENT(vbridge_forward,
	TP_PROTO(const struct vb_conn *to, const struct sk_buff *skb),
	TP_ARGS(to, skb),
	TP_STRUCT__entry(
		__field(u32, conn)
		__field(int, ifindex)
		__field(unsigned int, len)
		__field(const void *, skbaddr)
	),
	TP_fast_assign(
		__entry->conn = to->id;
		__entry->ifindex = to->dev->ifindex;
		__entry->len = skb->len;
		__entry->skbaddr = skb;
	),
	TP_printk("skb=%p conn=%u ifindex=%d len=%u", __entry->skbaddr,
		  __entry->conn, __entry->ifindex, __entry->len)
);

TRACE_EVENT(vbridge_drop,
	TP_PROTO(const struct vb_conn *conn, const struct sk_buff *skb, int why),
	TP_ARGS(conn, skb, why),
	TP_STRUCT__entry(
		__field(u32, conn)
		__field(int, why)
		__field(const void *, skbaddr)
	),
	TP_fast_assign(
		__entry->conn = conn ? conn->id : 0;
		__entry->why = why;
		__entry->skbaddr = skb;
	),
	TP_printk("skb=%p conn=%u why=%s", __entry->skbaddr, __entry->conn,
		  __print_symbolic(__entry->why,
				   { VBRIDGE_DROP_STANDBY, "standby" },
				   { VBRIDGE_DROP_BLOCKED, "blocked" },
				   { VBRIDGE_DROP_SOURCE, "source" },
				   { VBRIDGE_DROP_LOCKED, "locked" },
				   { VBRIDGE_DROP_STORM, "storm" },
				   { VBRIDGE_DROP_NOWHERE, "nowhere" },
				   { VBRIDGE_DROP_NO_UPLINK, "no-uplink" },
				   { VBRIDGE_DROP_TOO_LONG, "too-long" },
				   { VBRIDGE_DROP_NO_MEMORY, "no-memory" },
				   { VBRIDGE_DROP_XMIT, "xmit" },
				   { VBRIDGE_DROP_TAGGED, "tagged" },
				   { VBRIDGE_DROP_REFLECTED, "reflected" }))
);

TRACE_EVENT(vbridge_learn,
	TP_PROTO(const struct vb_conn *conn, const u8 *addr),
	TP_ARGS(conn, addr),
	TP_STRUCT__entry(
		__field(u32, conn)
		__array(u8, addr, ETH_ALEN)
	),
	TP_fast_assign(
		__entry->conn = conn->id;
		memcpy(__entry->addr, addr, ETH_ALEN);
	),
	TP_printk("conn=%u addr=%pM", __entry->conn, __entry->addr)
);

TRACE_EVENT(vbridge_failover,
	TP_PROTO(const struct vb_network *network, const struct vb_conn *conn),
	TP_ARGS(network, conn),
	TP_STRUCT__entry(
		__field(int, network)
		__field(u32, conn)
	),
	TP_fast_assign(
		__entry->network = network->dev->ifindex;
		__entry->conn = conn ? conn->id : 0;
	),
	TP_printk("network=%d conn=%u", __entry->network, __entry->conn)
);

#endif /* _VBRIDGE_TRACE_H */

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace
#include <trace/define_trace.h>
