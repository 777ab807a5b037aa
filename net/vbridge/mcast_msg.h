/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What IGMP and MLD messages say. Touches no device and no packet buffer, so
 * that all of it is tested in user space.
 *
 * An IPv4 group is an IPv4-mapped address here. None of IPv6's groups looks
 * like one: they begin with ff.
 */
#ifndef _VBRIDGE_MCAST_MSG_H
#define _VBRIDGE_MCAST_MSG_H

#include <linux/in6.h>
#include <linux/types.h>

/* RFC 3376, 8.1 and RFC 3810, 9.1: Robustness Variable */
#define VB_MCAST_ROBUSTNESS	2
/* RFC 3376, 8.2 and RFC 3810, 9.2: Query Interval, s */
#define VB_MCAST_INTERVAL	125
/* RFC 3376, 8.3 and RFC 3810, 9.3: Query Response Interval, ms */
#define VB_MCAST_RESPONSE	10000
/* RFC 3376, 8.8 and RFC 3810, 9.8: Last Member Query Interval, ms */
#define VB_MCAST_LAST_MEMBER	1000

enum vb_mcast_proto {
	VB_MCAST_IGMP,
	VB_MCAST_MLD,
	VB_MCAST_PROTOS,
};

enum vb_mcast_type {
	VB_MCAST_QUERY,
	VB_MCAST_REPORT,
};

/* what a record of a report changes, on the connection it came by */
enum vb_mcast_change {
	VB_MCAST_NOTHING,
	VB_MCAST_JOIN,		/* wants the group, from more than one source */
	VB_MCAST_JOIN_ONE,	/* wants it from this source */
	VB_MCAST_LEAVE,		/* wants nothing of it any more */
	VB_MCAST_LEAVE_ONE,	/* wants nothing from this source any more */
};

/**
 * struct vb_mcast_query - a query
 * @group: which group's members are to answer
 * @general: the members of every group are, and there is no @group
 * @sources: only those who want certain sources are
 * @suppress: it is repeated for hosts that missed it; routers have seen it
 * @response: within so many ms
 * @robustness: VB_MCAST_ROBUSTNESS if the querier did not tell it
 * @interval: s between general queries, VB_MCAST_INTERVAL likewise
 */
struct vb_mcast_query {
	struct in6_addr	group;
	bool		general;
	bool		sources;
	bool		suppress;
	u32		response;
	u32		robustness;
	u32		interval;
};

/**
 * struct vb_mcast_record - what a report says of one group
 * @group: the group
 * @change: what changes
 * @mute: the host will not say when it leaves: it speaks IGMPv1
 * @source: of JOIN_ONE and LEAVE_ONE
 */
struct vb_mcast_record {
	struct in6_addr		group;
	enum vb_mcast_change	change;
	bool			mute;
	struct in6_addr		source;
};

/**
 * struct vb_mcast_msg - a message
 * @type: what it is
 * @query: what it asks
 * @proto: IGMP or MLD
 * @at: next record of a report
 * @left: bytes from there on
 * @records: how many still
 */
struct vb_mcast_msg {
	enum vb_mcast_type	type;
	struct vb_mcast_query	query;

	enum vb_mcast_proto	proto;
	const u8		*at;
	unsigned int		left;
	unsigned int		records;
};

void vb_mcast_from_ip4(struct in6_addr *addr, const u8 *ip4);
bool vb_mcast_is_ip4(const struct in6_addr *addr);
bool vb_mcast_link_local(const struct in6_addr *group);
bool vb_mcast_tracked(const struct in6_addr *group);
bool vb_mcast_is_hello(u8 first);
int vb_mcast_parse(enum vb_mcast_proto proto, const u8 *msg, unsigned int len,
		   struct vb_mcast_msg *out);
bool vb_mcast_next(struct vb_mcast_msg *msg, struct vb_mcast_record *record);

#endif /* _VBRIDGE_MCAST_MSG_H */
