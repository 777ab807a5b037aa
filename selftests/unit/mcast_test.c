// SPDX-License-Identifier: GPL-2.0
/*
 * Unit test of what multicast snooping reads from IGMP and MLD (mcast_msg.c):
 * every message and record, cut short at every byte, and lengths that lie.
 * Messages stand in blocks of just their size, so that the sanitizer sees a
 * byte read too far. Prints KTAP.
 */
#include <arpa/inet.h>
#include <stdlib.h>

#include "ktap.h"
#include "../../net/vbridge/mcast_msg.c"

#define RANDOM_ROUNDS	200000
#define LONGEST		256

static u8 buf[LONGEST];
static unsigned int buf_len;

static void put(unsigned int byte)
{
	buf[buf_len++] = byte;
}

static void put16(unsigned int value)
{
	put(value >> 8);
	put(value & 0xff);
}

/* an address of either family */
static void put_addr(const char *text)
{
	int family = strchr(text, ':') ? AF_INET6 : AF_INET;

	inet_pton(family, text, buf + buf_len);
	buf_len += family == AF_INET ? 4 : 16;
}

static struct in6_addr addr(const char *text)
{
	struct in6_addr out;
	u8 ip4[4];

	if (inet_pton(AF_INET, text, ip4) == 1)
		vb_mcast_from_ip4(&out, ip4);
	else
		inet_pton(AF_INET6, text, &out);
	return out;
}

static bool is(const struct in6_addr *a, const char *text)
{
	struct in6_addr b = addr(text);

	return !memcmp(a, &b, sizeof(b));
}

/* the message in a block of its own, that the caller frees */
static u8 *exact(unsigned int len)
{
	u8 *copy = malloc(len);

	memcpy(copy, buf, len);
	return copy;
}

/* parses the first @len bytes, and every record */
static int parse(enum vb_mcast_proto proto, unsigned int len,
		 struct vb_mcast_msg *msg, struct vb_mcast_record *record,
		 unsigned int *n)
{
	struct vb_mcast_record none;
	u8 *copy = exact(len);
	int err;

	*n = 0;
	err = vb_mcast_parse(proto, copy, len, msg);
	while (!err && vb_mcast_next(msg, *n ? &none : record))
		(*n)++;
	free(copy);
	return err;
}

/* ---- messages of the older versions ------------------------------------------ */

static const struct {
	const char		*what;
	enum vb_mcast_proto	proto;
	unsigned int		type;
	const char		*group;
	enum vb_mcast_change	change;
	bool			mute;
} singles[] = {
	{ "an IGMPv1 report joins, and will not say goodbye", VB_MCAST_IGMP,
	  0x12, "239.1.2.3", VB_MCAST_JOIN, true },
	{ "an IGMPv2 report joins", VB_MCAST_IGMP,
	  0x16, "239.1.2.3", VB_MCAST_JOIN, false },
	{ "an IGMPv2 leave leaves", VB_MCAST_IGMP,
	  0x17, "239.1.2.3", VB_MCAST_LEAVE, false },
	{ "an MLDv1 report joins", VB_MCAST_MLD,
	  131, "ff05::1:3", VB_MCAST_JOIN, false },
	{ "an MLDv1 done leaves", VB_MCAST_MLD,
	  132, "ff05::1:3", VB_MCAST_LEAVE, false },
};

/* up to the group */
static void head(enum vb_mcast_proto proto, unsigned int type,
		 unsigned int code)
{
	buf_len = 0;
	put(type);
	put(proto == VB_MCAST_IGMP ? code : 0);
	put16(0);
	if (proto == VB_MCAST_MLD) {
		put16(code);
		put16(0);
	}
}

static void test_singles(void)
{
	struct vb_mcast_record record;
	struct vb_mcast_msg msg;
	unsigned int i, n;
	int err;

	for (i = 0; i < ARRAY_SIZE(singles); i++) {
		head(singles[i].proto, singles[i].type, 0);
		put_addr(singles[i].group);
		err = parse(singles[i].proto, buf_len, &msg, &record, &n);
		ktap_result(!err && n == 1 &&
			    msg.type == VB_MCAST_REPORT &&
			    record.change == singles[i].change &&
			    record.mute == singles[i].mute &&
			    is(&record.group, singles[i].group) &&
			    is(&record.source, "::"),
			    "%s", singles[i].what);
	}
}

/* ---- queries ------------------------------------------------------------------- */

static const struct {
	const char		*what;
	enum vb_mcast_proto	proto;
	unsigned int		code;
	const char		*group;
	bool			newer;
	unsigned int		flags;
	unsigned int		qqic;
	unsigned int		sources;
	struct vb_mcast_query	want;
} queries[] = {
	{ "an IGMPv1 query", VB_MCAST_IGMP, 0, "0.0.0.0", false, 0, 0, 0,
	  { .general = true, .response = 10000, .robustness = 2,
	    .interval = 125 } },
	{ "an IGMPv2 query", VB_MCAST_IGMP, 30, "0.0.0.0", false, 0, 0, 0,
	  { .general = true, .response = 3000, .robustness = 2,
	    .interval = 125 } },
	{ "an IGMPv2 query has no floating point", VB_MCAST_IGMP, 0xff,
	  "0.0.0.0", false, 0, 0, 0,
	  { .general = true, .response = 25500, .robustness = 2,
	    .interval = 125 } },
	{ "an IGMPv2 query of a group", VB_MCAST_IGMP, 10, "239.1.1.1", false,
	  0, 0, 0,
	  { .response = 1000, .robustness = 2, .interval = 125 } },
	{ "an IGMPv3 query", VB_MCAST_IGMP, 20, "0.0.0.0", true, 3, 60, 0,
	  { .general = true, .response = 2000, .robustness = 3,
	    .interval = 60 } },
	{ "an IGMPv3 query that tells neither robustness nor interval",
	  VB_MCAST_IGMP, 20, "0.0.0.0", true, 0, 0, 0,
	  { .general = true, .response = 2000, .robustness = 2,
	    .interval = 125 } },
	{ "an IGMPv3 query that wants answers at once", VB_MCAST_IGMP, 0,
	  "0.0.0.0", true, 2, 1, 0,
	  { .general = true, .response = 0, .robustness = 2, .interval = 1 } },
	{ "an IGMPv3 query with the least floating point", VB_MCAST_IGMP, 0x80,
	  "0.0.0.0", true, 2, 0x80, 0,
	  { .general = true, .response = 12800, .robustness = 2,
	    .interval = 128 } },
	{ "an IGMPv3 query with the most floating point", VB_MCAST_IGMP, 0xff,
	  "0.0.0.0", true, 7, 0xff, 0,
	  { .general = true, .response = 3174400, .robustness = 7,
	    .interval = 31744 } },
	{ "an IGMPv3 query of a group, repeated", VB_MCAST_IGMP, 10,
	  "239.1.1.1", true, 8 | 2, 125, 0,
	  { .suppress = true, .response = 1000, .robustness = 2,
	    .interval = 125 } },
	{ "an IGMPv3 query of sources", VB_MCAST_IGMP, 10, "239.1.1.1", true,
	  2, 125, 2,
	  { .sources = true, .response = 1000, .robustness = 2,
	    .interval = 125 } },
	{ "an MLDv1 query", VB_MCAST_MLD, 10000, "::", false, 0, 0, 0,
	  { .general = true, .response = 10000, .robustness = 2,
	    .interval = 125 } },
	{ "an MLDv1 query has no floating point", VB_MCAST_MLD, 0xffff, "::",
	  false, 0, 0, 0,
	  { .general = true, .response = 65535, .robustness = 2,
	    .interval = 125 } },
	{ "an MLDv1 query of a group", VB_MCAST_MLD, 1000, "ff05::7", false,
	  0, 0, 0,
	  { .response = 1000, .robustness = 2, .interval = 125 } },
	{ "an MLDv2 query", VB_MCAST_MLD, 2000, "::", true, 4, 30, 0,
	  { .general = true, .response = 2000, .robustness = 4,
	    .interval = 30 } },
	{ "an MLDv2 query with the least floating point", VB_MCAST_MLD, 0x8000,
	  "::", true, 2, 0x90, 0,
	  { .general = true, .response = 32768, .robustness = 2,
	    .interval = 256 } },
	{ "an MLDv2 query with the most floating point", VB_MCAST_MLD, 0xffff,
	  "::", true, 2, 0xff, 0,
	  { .general = true, .response = 8387584, .robustness = 2,
	    .interval = 31744 } },
	{ "an MLDv2 query of sources", VB_MCAST_MLD, 1000, "ff05::7", true,
	  2, 125, 3,
	  { .sources = true, .response = 1000, .robustness = 2,
	    .interval = 125 } },
};

static void put_query(unsigned int i)
{
	unsigned int n;

	head(queries[i].proto, queries[i].proto == VB_MCAST_IGMP ? 0x11 : 130,
	     queries[i].code);
	put_addr(queries[i].group);
	if (!queries[i].newer)
		return;
	put(queries[i].flags);
	put(queries[i].qqic);
	put16(queries[i].sources);
	for (n = 0; n < queries[i].sources; n++)
		put_addr(queries[i].proto == VB_MCAST_IGMP ? "192.0.2.1" :
							     "2001:db8::1");
}

static void test_queries(void)
{
	struct vb_mcast_query want;
	struct vb_mcast_record none;
	struct vb_mcast_msg msg;
	unsigned int i, n;
	int err;

	for (i = 0; i < ARRAY_SIZE(queries); i++) {
		put_query(i);
		err = parse(queries[i].proto, buf_len, &msg, &none, &n);
		want = queries[i].want;
		want.group = addr(queries[i].group);
		ktap_detail("response %u robustness %u interval %u",
			    msg.query.response, msg.query.robustness,
			    msg.query.interval);
		ktap_result(!err && !n && msg.type == VB_MCAST_QUERY &&
			    msg.query.general == want.general &&
			    msg.query.sources == want.sources &&
			    msg.query.suppress == want.suppress &&
			    msg.query.response == want.response &&
			    msg.query.robustness == want.robustness &&
			    msg.query.interval == want.interval &&
			    is(&msg.query.group, queries[i].group),
			    "%s", queries[i].what);
	}
}

/* the newer versions' queries cut anywhere but where the older ones end */
static void test_query_lengths(void)
{
	struct vb_mcast_record none;
	unsigned int i, len, n, bad = 0;
	struct vb_mcast_msg msg;
	bool want;

	for (i = 0; i < ARRAY_SIZE(queries); i++) {
		put_query(i);
		for (len = 0; len < buf_len; len++) {
			want = queries[i].newer &&
			       len == (queries[i].proto == VB_MCAST_IGMP ?
				       8 : 24);
			bad += parse(queries[i].proto, len, &msg, &none, &n) !=
			       (want ? 0 : -EINVAL);
		}
	}
	ktap_result(!bad, "queries that are cut short are refused");
}

/* ---- reports of the newer versions ---------------------------------------------- */

static const struct {
	const char		*what;
	unsigned int		type;
	unsigned int		sources;
	enum vb_mcast_change	change;
} records[] = {
	{ "is include: nothing", 1, 0, VB_MCAST_LEAVE },
	{ "is include: one source", 1, 1, VB_MCAST_JOIN_ONE },
	{ "is include: sources", 1, 2, VB_MCAST_JOIN },
	{ "is exclude: nothing", 2, 0, VB_MCAST_JOIN },
	{ "is exclude: a source", 2, 1, VB_MCAST_JOIN },
	{ "to include: nothing", 3, 0, VB_MCAST_LEAVE },
	{ "to include: one source", 3, 1, VB_MCAST_JOIN_ONE },
	{ "to include: sources", 3, 3, VB_MCAST_JOIN },
	{ "to exclude: nothing", 4, 0, VB_MCAST_JOIN },
	{ "to exclude: sources", 4, 2, VB_MCAST_JOIN },
	{ "allow: nothing", 5, 0, VB_MCAST_NOTHING },
	{ "allow: one source", 5, 1, VB_MCAST_JOIN_ONE },
	{ "allow: sources", 5, 2, VB_MCAST_JOIN },
	{ "block: nothing", 6, 0, VB_MCAST_NOTHING },
	{ "block: one source", 6, 1, VB_MCAST_LEAVE_ONE },
	{ "block: sources, maybe not all", 6, 2, VB_MCAST_NOTHING },
	{ "type 0", 0, 1, VB_MCAST_NOTHING },
	{ "type 7", 7, 1, VB_MCAST_NOTHING },
};

static void report(enum vb_mcast_proto proto, unsigned int n)
{
	buf_len = 0;
	put(proto == VB_MCAST_IGMP ? 0x22 : 143);
	put(0);
	put16(0);
	put16(0);
	put16(n);
}

static void put_record(enum vb_mcast_proto proto, unsigned int type,
		       unsigned int aux, unsigned int sources)
{
	bool mld = proto == VB_MCAST_MLD;
	unsigned int i;

	put(type);
	put(aux);
	put16(sources);
	put_addr(mld ? "ff05::1:3" : "239.1.2.3");
	for (i = 0; i < sources; i++)
		put_addr(mld ? "2001:db8::1" : "192.0.2.1");
	for (i = 0; i < aux * 4; i++)
		put(0xff);
}

static bool record_is(enum vb_mcast_proto proto,
		      const struct vb_mcast_record *record,
		      enum vb_mcast_change change)
{
	bool mld = proto == VB_MCAST_MLD;

	if (record->change != change || record->mute ||
	    !is(&record->group, mld ? "ff05::1:3" : "239.1.2.3"))
		return false;
	if (change != VB_MCAST_JOIN_ONE && change != VB_MCAST_LEAVE_ONE)
		return true;
	return is(&record->source, mld ? "2001:db8::1" : "192.0.2.1");
}

static void test_records(enum vb_mcast_proto proto, const char *name)
{
	struct vb_mcast_record record;
	struct vb_mcast_msg msg;
	unsigned int i, n;
	int err;

	for (i = 0; i < ARRAY_SIZE(records); i++) {
		report(proto, 1);
		put_record(proto, records[i].type, 0, records[i].sources);
		err = parse(proto, buf_len, &msg, &record, &n);
		ktap_result(!err && n == 1 &&
			    record_is(proto, &record, records[i].change),
			    "%s: %s", name, records[i].what);
	}
}

/* auxiliary data is skipped, and what stands behind it is found */
static void test_many_records(enum vb_mcast_proto proto, const char *name)
{
	struct vb_mcast_record record;
	struct vb_mcast_msg msg;
	u8 *copy;
	bool ok;

	report(proto, 3);
	put_record(proto, 4, 2, 0);
	put_record(proto, 6, 1, 1);
	put_record(proto, 3, 0, 0);
	put16(0xffff);
	copy = exact(buf_len);
	ok = !vb_mcast_parse(proto, copy, buf_len, &msg) &&
	     vb_mcast_next(&msg, &record) &&
	     record_is(proto, &record, VB_MCAST_JOIN) &&
	     vb_mcast_next(&msg, &record) &&
	     record_is(proto, &record, VB_MCAST_LEAVE_ONE) &&
	     vb_mcast_next(&msg, &record) &&
	     record_is(proto, &record, VB_MCAST_LEAVE) &&
	     !vb_mcast_next(&msg, &record);
	free(copy);
	ktap_result(ok, "%s: three records, with auxiliary data and a tail",
		    name);
	report(proto, 0);
	ktap_result(!parse(proto, buf_len, &msg, &record, &msg.records) &&
		    !msg.records, "%s: a report of nothing", name);
}

static void test_report_lengths(enum vb_mcast_proto proto, const char *name)
{
	struct vb_mcast_record record;
	struct vb_mcast_msg msg;
	unsigned int len, n, bad = 0;

	report(proto, 2);
	put_record(proto, 4, 1, 2);
	put_record(proto, 1, 0, 1);
	for (len = 0; len < buf_len; len++)
		bad += parse(proto, len, &msg, &record, &n) != -EINVAL;
	ktap_result(!bad, "%s: cut short anywhere", name);

	buf[7] = 3;
	ktap_result(parse(proto, buf_len, &msg, &record, &n) == -EINVAL,
		    "%s: more records told than there are", name);
	buf[6] = 0xff;
	ktap_result(parse(proto, buf_len, &msg, &record, &n) == -EINVAL,
		    "%s: far more", name);
	buf[6] = 0;
	buf[7] = 2;
	buf[10] = 0xff;
	ktap_result(parse(proto, buf_len, &msg, &record, &n) == -EINVAL,
		    "%s: more sources told than there are", name);
	buf[10] = 0;
	buf[9] = 0xff;
	ktap_result(parse(proto, buf_len, &msg, &record, &n) == -EINVAL,
		    "%s: more auxiliary data told than there is", name);
}

/* ---- the rest -------------------------------------------------------------------- */

static void test_strange(void)
{
	static const u8 igmp[] = { 0, 0x13, 0x14, 0x23, 0x30, 0xff };
	static const u8 mld[] = { 0, 0x11, 128, 135, 142, 255 };
	struct vb_mcast_record record;
	struct vb_mcast_msg msg;
	unsigned int i, n, bad = 0;

	for (i = 0; i < sizeof(igmp); i++) {
		head(VB_MCAST_IGMP, igmp[i], 0);
		put_addr("239.1.2.3");
		bad += parse(VB_MCAST_IGMP, buf_len, &msg, &record, &n) !=
		       -ENOMSG;
		head(VB_MCAST_MLD, mld[i], 0);
		put_addr("ff05::1:3");
		bad += parse(VB_MCAST_MLD, buf_len, &msg, &record, &n) !=
		       -ENOMSG;
	}
	ktap_result(!bad, "messages of other types are not understood");
	ktap_result(vb_mcast_is_hello(0x20) && !vb_mcast_is_hello(0x21) &&
		    !vb_mcast_is_hello(0x10), "a PIM router's hello");
}

static const struct {
	const char	*addr;
	bool		link_local;
	bool		tracked;
} groups[] = {
	{ "224.0.0.1", true, false }, { "224.0.0.251", true, false },
	{ "224.0.1.0", false, true }, { "239.255.255.255", false, true },
	{ "240.0.0.1", false, false }, { "192.0.2.1", false, false },
	{ "0.0.0.0", false, false }, { "255.255.255.255", false, false },
	{ "ff02::1", true, false }, { "ff02::1:ff00:1", true, false },
	{ "ff05::2", false, true }, { "ff0e::1", false, true },
	{ "ff12::1", false, true }, { "ff15::1", false, true },
	{ "ff00::1", false, false }, { "ff01::1", false, false },
	{ "2001:db8::1", false, false }, { "::", false, false },
};

static void test_groups(void)
{
	struct in6_addr group;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(groups); i++) {
		group = addr(groups[i].addr);
		ktap_result(vb_mcast_link_local(&group) == groups[i].link_local &&
			    vb_mcast_tracked(&group) == groups[i].tracked,
			    "%s is %s and %s", groups[i].addr,
			    groups[i].link_local ? "flooded" : "not flooded",
			    groups[i].tracked ? "tracked" : "not tracked");
	}
}

/* whatever comes, nothing is read beyond its end and it has an end */
static void test_random(void)
{
	static const u8 types[] = { 0x11, 0x12, 0x16, 0x17, 0x22,
				    130, 131, 132, 143 };
	struct vb_mcast_record record;
	struct vb_mcast_msg msg;
	unsigned int i, j, n, most = 0;
	bool ok = true;
	int err;

	srandom(1);
	for (i = 0; i < RANDOM_ROUNDS; i++) {
		buf_len = random() % 80;
		/* small numbers make more of it valid */
		for (j = 0; j < buf_len; j++)
			buf[j] = random() % (random() % 4 ? 3 : 256);
		if (buf_len > 7) {
			buf[0] = types[random() % sizeof(types)];
			buf[6] = 0;
		}
		err = parse(random() % 2, buf_len, &msg, &record, &n);
		ok &= !err || err == -EINVAL || err == -ENOMSG;
		ok &= n <= buf_len / 8 + 1;
		most = max(most, n);
	}
	ktap_detail("%u rounds, up to %u records", RANDOM_ROUNDS, most);
	ktap_result(ok, "random messages");
}

int main(void)
{
	ktap_begin();
	test_singles();
	test_queries();
	test_query_lengths();
	test_records(VB_MCAST_IGMP, "IGMPv3");
	test_records(VB_MCAST_MLD, "MLDv2");
	test_many_records(VB_MCAST_IGMP, "IGMPv3");
	test_many_records(VB_MCAST_MLD, "MLDv2");
	test_report_lengths(VB_MCAST_IGMP, "IGMPv3 report");
	test_report_lengths(VB_MCAST_MLD, "MLDv2 report");
	test_strange();
	test_groups();
	test_random();
	return ktap_end();
}
