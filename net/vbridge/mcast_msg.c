// SPDX-License-Identifier: GPL-2.0
/*
 * What IGMP and MLD messages say.
 *
 * IGMP is RFC 1112 (v1), RFC 2236 (v2) and RFC 3376 (v3); MLD is RFC 2710 (v1)
 * and RFC 3810 (v2). The two differ in numbers and in the size of addresses
 * alone, so one table of these serves both. Checksums are the caller's.
 */
#include <linux/errno.h>
#include <linux/string.h>

#include "mcast_msg.h"

/* types of messages */
#define IGMP_QUERY		0x11
#define IGMP_V1_REPORT		0x12
#define IGMP_V2_REPORT		0x16
#define IGMP_V2_LEAVE		0x17
#define IGMP_V3_REPORT		0x22
#define MLD_QUERY		130
#define MLD_V1_REPORT		131
#define MLD_V1_DONE		132
#define MLD_V2_REPORT		143

/* types of records: RFC 3376, 4.2.12 and RFC 3810, 5.2.12 */
#define RECORD_IS_INCLUDE	1
#define RECORD_IS_EXCLUDE	2
#define RECORD_TO_INCLUDE	3
#define RECORD_TO_EXCLUDE	4
#define RECORD_ALLOW		5
#define RECORD_BLOCK		6

/* type, length of auxiliary data in words, number of sources */
#define RECORD_HEAD		4
/* of a report of the newer version, up to its records */
#define REPORT_HEAD		8
/* in a query, behind the group */
#define QUERY_TAIL		4
#define QUERY_SUPPRESS		0x08
#define QUERY_ROBUSTNESS	0x07

/* PIM: version in the high half of the first byte, type in the low one */
#define PIM_V2_HELLO		0x20

/**
 * struct vb_mcast_format - in what the two protocols differ
 * @query: type of a query
 * @v1_report: of a report of one group that its host leaves silently, or 0
 * @report: of a report of one group
 * @leave: of a report that one group is left
 * @records: of a report of many groups
 * @addr: bytes of an address
 * @group: offset of the group
 */
struct vb_mcast_format {
	u8		query;
	u8		v1_report;
	u8		report;
	u8		leave;
	u8		records;
	unsigned int	addr;
	unsigned int	group;
};

static const struct vb_mcast_format vb_mcast_formats[VB_MCAST_PROTOS] = {
	[VB_MCAST_IGMP] = { IGMP_QUERY, IGMP_V1_REPORT, IGMP_V2_REPORT,
			    IGMP_V2_LEAVE, IGMP_V3_REPORT, 4, 4 },
	[VB_MCAST_MLD] = { MLD_QUERY, 0, MLD_V1_REPORT, MLD_V1_DONE,
			   MLD_V2_REPORT, 16, 8 },
};

/* ---- addresses -------------------------------------------------------------- */

/**
 * vb_mcast_from_ip4() - an IPv4 address as an IPv6 one
 * @addr: the IPv6 address
 * @ip4: the IPv4 address, 4 bytes
 */
void vb_mcast_from_ip4(struct in6_addr *addr, const u8 *ip4)
{
	memset(addr, 0, sizeof(*addr));
	addr->s6_addr[10] = 0xff;
	addr->s6_addr[11] = 0xff;
	memcpy(addr->s6_addr + 12, ip4, 4);
}

/**
 * vb_mcast_is_ip4() - is it an IPv4 address?
 * @addr: the address
 */
bool vb_mcast_is_ip4(const struct in6_addr *addr)
{
	static const u8 mapped[12] = { [10] = 0xff, [11] = 0xff };

	return !memcmp(addr->s6_addr, mapped, sizeof(mapped));
}

/**
 * vb_mcast_link_local() - is a group flooded whoever joined?
 * @group: the group
 *
 * 224.0.0.0/24 is (RFC 4541, 2.1.2, rule 2): hosts need not report what they
 * joined there. Of IPv6 the same holds for ff02::1 (section 3); all of ff02::/16
 * is treated alike, since neighbours, routers and name resolution meet there
 * and a lost report must not part them.
 */
bool vb_mcast_link_local(const struct in6_addr *group)
{
	const u8 *byte = group->s6_addr;

	if (vb_mcast_is_ip4(group))
		return byte[12] == 224 && !byte[13] && !byte[14];
	return byte[0] == 0xff && byte[1] == 0x02;
}

/**
 * vb_mcast_tracked() - can a group have members that matter to a switch?
 * @group: what a host claims to be a group
 *
 * Groups of scope 0 and 1 never leave a host (RFC 4541, 3).
 */
bool vb_mcast_tracked(const struct in6_addr *group)
{
	const u8 *byte = group->s6_addr;

	if (vb_mcast_link_local(group))
		return false;
	if (vb_mcast_is_ip4(group))
		return byte[12] >> 4 == 0xe;
	return byte[0] == 0xff && (byte[1] & 0xf) > 1;
}

static void vb_mcast_get_addr(const struct vb_mcast_format *format,
			      struct in6_addr *addr, const u8 *from)
{
	if (format->addr == 4)
		vb_mcast_from_ip4(addr, from);
	else
		memcpy(addr, from, sizeof(*addr));
}

/* ---- numbers ------------------------------------------------------------------ */

static u32 vb_mcast_get16(const u8 *from)
{
	return from[0] << 8 | from[1];
}

/* Codes with the highest bit set are floating point, 3 bits of exponent above
 * @bits of mantissa: RFC 3376, 4.1.1 and 4.1.7; RFC 3810, 5.1.3 and 5.1.9.
 */
static u32 vb_mcast_float(u32 code, unsigned int bits)
{
	u32 hidden = 1U << bits;

	if (!(code & hidden << 3))
		return code;
	return (hidden | (code & (hidden - 1))) << ((code >> bits & 7) + 3);
}

/* ---- queries -------------------------------------------------------------------- */

static u32 vb_mcast_response(const u8 *msg, bool mld, bool newer)
{
	u32 code;

	if (mld) {
		code = vb_mcast_get16(msg + 4);
		return newer ? vb_mcast_float(code, 12) : code;
	}
	/* IGMPv1 has no such field (RFC 2236, 4) */
	if (!msg[1] && !newer)
		return VB_MCAST_RESPONSE;
	return 100 * (newer ? vb_mcast_float(msg[1], 4) : msg[1]);
}

/* what a query of the newer version says beyond its group */
static int vb_mcast_parse_tail(const u8 *tail, unsigned int len,
			       const struct vb_mcast_format *format,
			       struct vb_mcast_query *query)
{
	unsigned int sources;

	if (len < QUERY_TAIL)
		return -EINVAL;
	sources = vb_mcast_get16(tail + 2);
	if (len - QUERY_TAIL < sources * format->addr)
		return -EINVAL;
	query->sources = sources;
	query->suppress = tail[0] & QUERY_SUPPRESS;
	/* 0 is a value that does not fit, or none: the default then */
	query->robustness = tail[0] & QUERY_ROBUSTNESS ?: VB_MCAST_ROBUSTNESS;
	query->interval = vb_mcast_float(tail[1], 4) ?: VB_MCAST_INTERVAL;
	return 0;
}

static int vb_mcast_parse_query(const struct vb_mcast_format *format,
				const u8 *msg, unsigned int len,
				struct vb_mcast_query *query)
{
	static const u8 none[sizeof(struct in6_addr)];
	unsigned int head = format->group + format->addr;
	bool newer = len > head;

	memset(query, 0, sizeof(*query));
	query->general = !memcmp(msg + format->group, none, format->addr);
	vb_mcast_get_addr(format, &query->group, msg + format->group);
	query->response = vb_mcast_response(msg, format->addr != 4, newer);
	query->robustness = VB_MCAST_ROBUSTNESS;
	query->interval = VB_MCAST_INTERVAL;
	if (!newer)
		return 0;
	return vb_mcast_parse_tail(msg + head, len - head, format, query);
}

/* ---- reports -------------------------------------------------------------------- */

/* bytes of the record at @at; 0 if it does not fit in @left */
static unsigned int vb_mcast_record_len(const struct vb_mcast_format *format,
					const u8 *at, unsigned int left)
{
	unsigned int len = RECORD_HEAD + format->addr;

	if (left < len)
		return 0;
	len += vb_mcast_get16(at + 2) * format->addr + at[1] * 4;
	return len <= left ? len : 0;
}

static int vb_mcast_check_records(const struct vb_mcast_format *format,
				  const struct vb_mcast_msg *msg)
{
	unsigned int i, len, left = msg->left;
	const u8 *at = msg->at;

	for (i = 0; i < msg->records; i++) {
		len = vb_mcast_record_len(format, at, left);
		if (!len)
			return -EINVAL;
		at += len;
		left -= len;
	}
	return 0;
}

/* Sources are not told apart in forwarding: a group goes to whoever wants it
 * from any source (RFC 4541, 2.1.2, rule 7). They matter when a host leaves:
 * one that has named a single source says goodbye by blocking it, while one
 * that has named several, or excluded some, may want others on.
 */
static enum vb_mcast_change vb_mcast_change(u8 type, unsigned int sources)
{
	switch (type) {
	case RECORD_IS_EXCLUDE:
	case RECORD_TO_EXCLUDE:
		return VB_MCAST_JOIN;
	case RECORD_IS_INCLUDE:
	case RECORD_TO_INCLUDE:
		if (!sources)
			return VB_MCAST_LEAVE;
		fallthrough;
	case RECORD_ALLOW:
		if (!sources)
			return VB_MCAST_NOTHING;
		return sources == 1 ? VB_MCAST_JOIN_ONE : VB_MCAST_JOIN;
	case RECORD_BLOCK:
		return sources == 1 ? VB_MCAST_LEAVE_ONE : VB_MCAST_NOTHING;
	default:
		/* unknown ones are to be ignored (RFC 3376, 4.2.12) */
		return VB_MCAST_NOTHING;
	}
}

static void vb_mcast_parse_record(const struct vb_mcast_format *format,
				  const u8 *at, struct vb_mcast_record *record)
{
	const u8 *group = at + RECORD_HEAD;

	memset(record, 0, sizeof(*record));
	record->change = vb_mcast_change(at[0], vb_mcast_get16(at + 2));
	vb_mcast_get_addr(format, &record->group, group);
	if (record->change == VB_MCAST_JOIN_ONE ||
	    record->change == VB_MCAST_LEAVE_ONE)
		vb_mcast_get_addr(format, &record->source,
				  group + format->addr);
}

/* a report of the older versions is about one group */
static void vb_mcast_parse_single(const struct vb_mcast_format *format,
				  const u8 *msg, struct vb_mcast_record *record)
{
	memset(record, 0, sizeof(*record));
	record->change = msg[0] == format->leave ? VB_MCAST_LEAVE :
						   VB_MCAST_JOIN;
	record->mute = msg[0] == format->v1_report;
	vb_mcast_get_addr(format, &record->group, msg + format->group);
}

/**
 * vb_mcast_next() - the next record of a report
 * @msg: the report
 * @record: filled in
 *
 * Return: false if there is none.
 */
bool vb_mcast_next(struct vb_mcast_msg *msg, struct vb_mcast_record *record)
{
	const struct vb_mcast_format *format = &vb_mcast_formats[msg->proto];
	unsigned int len;

	if (msg->type != VB_MCAST_REPORT || !msg->records)
		return false;
	msg->records--;
	if (!msg->left) {
		vb_mcast_parse_single(format, msg->at, record);
		return true;
	}
	len = vb_mcast_record_len(format, msg->at, msg->left);
	vb_mcast_parse_record(format, msg->at, record);
	msg->at += len;
	msg->left -= len;
	return true;
}

/* ---- messages ------------------------------------------------------------------- */

static int vb_mcast_parse_report(const struct vb_mcast_format *format,
				 const u8 *msg, unsigned int len,
				 struct vb_mcast_msg *out)
{
	if (msg[0] == format->records) {
		out->at = msg + REPORT_HEAD;
		out->left = len - REPORT_HEAD;
		out->records = vb_mcast_get16(msg + 6);
		return vb_mcast_check_records(format, out);
	}
	if (len < format->group + format->addr)
		return -EINVAL;
	out->at = msg;
	out->left = 0;
	out->records = 1;
	return 0;
}

/**
 * vb_mcast_parse() - understand a message
 * @proto: of this protocol
 * @msg: the message, behind the IP header; must stay while @out is used
 * @len: its bytes
 * @out: filled in
 *
 * All records of a report fit in it if this says so.
 *
 * Return: 0; -ENOMSG if it is none of those that matter to a switch; -EINVAL
 * if it is malformed.
 */
int vb_mcast_parse(enum vb_mcast_proto proto, const u8 *msg, unsigned int len,
		   struct vb_mcast_msg *out)
{
	const struct vb_mcast_format *format = &vb_mcast_formats[proto];

	/* no message of either protocol is shorter */
	if (len < REPORT_HEAD)
		return -EINVAL;
	memset(out, 0, sizeof(*out));
	out->proto = proto;
	if (msg[0] == format->query) {
		out->type = VB_MCAST_QUERY;
		if (len < format->group + format->addr)
			return -EINVAL;
		return vb_mcast_parse_query(format, msg, len, &out->query);
	}
	out->type = VB_MCAST_REPORT;
	if (!msg[0] || (msg[0] != format->v1_report &&
			msg[0] != format->report && msg[0] != format->leave &&
			msg[0] != format->records))
		return -ENOMSG;
	return vb_mcast_parse_report(format, msg, len, out);
}

/**
 * vb_mcast_is_hello() - is it a PIM router's hello (RFC 7761, 4.9)?
 * @first: first byte of the message
 */
bool vb_mcast_is_hello(u8 first)
{
	return first == PIM_V2_HELLO;
}
