// SPDX-License-Identifier: GPL-2.0
/* Messages: built and read back, and what is made of the kernel's errors. */
#include <errno.h>
#include <stdlib.h>
#include <netlink/attr.h>
#include <netlink/genl/genl.h>

#include "extack.h"
#include "ktap.h"
#include "port_msg.h"

#define FAMILY_ID	32

static struct nl_msg *new_msg(int cmd)
{
	struct nl_msg *msg = nlmsg_alloc();

	genlmsg_put(msg, 0, 0, FAMILY_ID, 0, 0, cmd, 1);
	return msg;
}

static struct port_params example(void)
{
	struct port_params p = {
		.given = BIT(FLEXNIC_A_PORT_MODE) | BIT(FLEXNIC_A_PORT_COUNT) |
			 BIT(FLEXNIC_A_PORT_TAG_PROTO) |
			 BIT(FLEXNIC_A_PORT_SPEED_FIXED) |
			 BIT(FLEXNIC_A_PORT_BASE_NAME),
		.base = "blade",
		.mode = FLEXNIC_MODE_CHANNEL,
		.tag_proto = 0x88a8,
		.count = 4,
		.speed_fixed = 10000000000,
		.slots = BIT(1) | BIT(3),
	};

	p.flexnic[1] = (struct flexnic_params) {
		.given = BIT(FLEXNIC_A_MAC) | BIT(FLEXNIC_A_VID) |
			 BIT(FLEXNIC_A_SPEED_TYPE) | BIT(FLEXNIC_A_REQUESTED) |
			 BIT(FLEXNIC_A_MAX_RATE) | BIT(FLEXNIC_A_PRIO) |
			 BIT(FLEXNIC_A_LINK),
		.vid = 102,
		.speed_type = FLEXNIC_SPEED_CUSTOM,
		.requested = 2500000000,
		.max = 5000000000,
		.prio = 7,
		.link = true,
		.mac = { 2, 0, 0, 0, 0, 1 },
	};
	p.flexnic[3] = (struct flexnic_params) {
		.given = BIT(FLEXNIC_A_SPEED_TYPE),
		.speed_type = FLEXNIC_SPEED_DISABLED,
	};
	return p;
}

static void build_and_read(void)
{
	static const uint8_t mac[6] = { 2, 0, 0, 0, 0, 1 };
	struct nl_msg *msg = new_msg(FLEXNIC_CMD_PORT_NEW);
	struct port_params p = example();
	struct port port;

	EXPECT_INT(port_put(msg, 17, &p), 0);
	EXPECT_INT(port_parse(nlmsg_hdr(msg), &port), 0);
	EXPECT_INT(port.given, p.given | BIT(FLEXNIC_A_PORT_IFINDEX));
	EXPECT_INT(port.ifindex, 17);
	EXPECT_STR(port.base, "blade");
	EXPECT_INT(port.mode, FLEXNIC_MODE_CHANNEL);
	EXPECT_INT(port.tag_proto, 0x88a8);
	EXPECT_INT(port.count, 4);
	EXPECT_INT(port.speed_fixed, 10000000000);
	EXPECT_INT(port.n_flexnics, 2);

	EXPECT_INT(port.flexnics[0].given,
		   p.flexnic[1].given | BIT(FLEXNIC_A_SLOT));
	EXPECT_INT(port.flexnics[0].slot, 1);
	EXPECT_INT(port.flexnics[0].vid, 102);
	EXPECT_INT(port.flexnics[0].speed_type, FLEXNIC_SPEED_CUSTOM);
	EXPECT_INT(port.flexnics[0].requested, 2500000000);
	EXPECT_INT(port.flexnics[0].max, 5000000000);
	EXPECT_INT(port.flexnics[0].prio, 7);
	EXPECT_INT(port.flexnics[0].link, true);
	EXPECT_INT(memcmp(port.flexnics[0].mac, mac, 6), 0);

	EXPECT_INT(port.flexnics[1].given,
		   BIT(FLEXNIC_A_SLOT) | BIT(FLEXNIC_A_SPEED_TYPE));
	EXPECT_INT(port.flexnics[1].slot, 3);
	nlmsg_free(msg);
}

/* the kernel, under strict validation, refuses a nest that is not marked */
static void nests_are_marked(void)
{
	struct nl_msg *msg = new_msg(FLEXNIC_CMD_PORT_SET);
	struct port_params p = example();
	struct nlattr *attr;
	int left, nests = 0;

	port_put(msg, 17, &p);
	nla_for_each_attr(attr, nlmsg_attrdata(nlmsg_hdr(msg), GENL_HDRLEN),
			  nlmsg_attrlen(nlmsg_hdr(msg), GENL_HDRLEN), left)
		if (nla_type(attr) == FLEXNIC_A_PORT_FLEXNIC) {
			EXPECT(attr->nla_type & NLA_F_NESTED, "not marked");
			nests++;
		}
	EXPECT_INT(nests, 2);
	nlmsg_free(msg);
}

static void put_flexnic(struct nl_msg *msg, uint32_t slot)
{
	struct nlattr *nest = nla_nest_start(msg, FLEXNIC_A_PORT_FLEXNIC);

	nla_put_u32(msg, FLEXNIC_A_SLOT, slot);
	nla_put_s32(msg, FLEXNIC_A_NETNSID, -1);
	nla_put_u8(msg, FLEXNIC_A_CARRIER, 1);
	nla_nest_end(msg, nest);
}

static void read_stats(void)
{
	struct nl_msg *msg = new_msg(FLEXNIC_CMD_PORT_GET);
	struct nlattr *nest;
	struct port port;

	nest = nla_nest_start(msg, FLEXNIC_A_PORT_STATS);
	nla_put(msg, FLEXNIC_A_STATS_PAD, 0, NULL);
	nla_put_u64(msg, FLEXNIC_A_STATS_RX_UNKNOWN_TAG, 1ULL << 40);
	nla_nest_end(msg, nest);
	put_flexnic(msg, 2);
	nla_put_string(msg, FLEXNIC_A_PORT_IFNAME, "far-too-long-for-a-device");
	EXPECT_INT(port_parse(nlmsg_hdr(msg), &port), 0);
	EXPECT_INT(port.stats.given, BIT(FLEXNIC_A_STATS_RX_UNKNOWN_TAG));
	EXPECT_INT(port.stats.counter[FLEXNIC_A_STATS_RX_UNKNOWN_TAG],
		   1LL << 40);
	EXPECT_INT(port.flexnics[0].netnsid, -1);
	EXPECT_INT(port.flexnics[0].carrier, true);
	EXPECT_INT(strlen(port.ifname), IFNAMSIZ - 1);
	nlmsg_free(msg);
}

static void expect_malformed(struct nl_msg *msg)
{
	struct port port;

	EXPECT_INT(port_parse(nlmsg_hdr(msg), &port), -EBADMSG);
	nlmsg_free(msg);
}

static void malformed(void)
{
	struct port port;
	struct nl_msg *msg;
	int i;

	/* a slot that does not exist */
	msg = new_msg(FLEXNIC_CMD_PORT_GET);
	put_flexnic(msg, FLEXNIC_SLOTS);
	expect_malformed(msg);

	/* more FlexNICs than there is room for */
	msg = new_msg(FLEXNIC_CMD_PORT_GET);
	for (i = 0; i <= FLEXNIC_SLOTS; i++)
		put_flexnic(msg, 0);
	expect_malformed(msg);

	/* a number too short */
	msg = new_msg(FLEXNIC_CMD_PORT_GET);
	nla_put_u16(msg, FLEXNIC_A_PORT_SPEED, 1);
	expect_malformed(msg);

	/* nothing but the header */
	msg = nlmsg_alloc();
	nlmsg_put(msg, 0, 0, FAMILY_ID, 0, 0);
	expect_malformed(msg);

	/* an attribute of a newer kernel is no error */
	msg = new_msg(FLEXNIC_CMD_PORT_GET);
	nla_put_u32(msg, 999, 1);
	EXPECT_INT(port_parse(nlmsg_hdr(msg), &port), 0);
	EXPECT_INT(port.given, 0);
	nlmsg_free(msg);
}

/*
 * @msg with up to eight bytes of its payload changed, in an allocation of its
 * own: the sanitizer sees what is behind it
 */
static struct nlmsghdr *spoil(struct nl_msg *msg)
{
	struct nlmsghdr *nlh = nlmsg_hdr(msg);
	uint8_t *bytes = nlmsg_data(nlh);
	int n;

	for (n = noise() % 8; n >= 0; n--)
		bytes[noise() % nlmsg_datalen(nlh)] = noise();
	return memcpy(malloc(nlh->nlmsg_len), nlh, nlh->nlmsg_len);
}

static void noise_is_survived(void)
{
	struct port_params p = example();
	struct port port;
	int i;

	for (i = 0; i < 200000; i++) {
		struct nl_msg *msg = new_msg(FLEXNIC_CMD_PORT_GET);
		struct nlmsghdr *nlh;

		port_put(msg, 17, &p);
		nlh = spoil(msg);
		port_parse(nlh, &port);
		free(nlh);
		nlmsg_free(msg);
	}
}

/* errors */

static uint32_t offset_of(struct nl_msg *msg, int type, int skip, int inner)
{
	struct nlmsghdr *nlh = nlmsg_hdr(msg);
	struct nlattr *attr;
	int left;

	nla_for_each_attr(attr, nlmsg_attrdata(nlh, GENL_HDRLEN),
			  nlmsg_attrlen(nlh, GENL_HDRLEN), left) {
		if (nla_type(attr) != type || skip--)
			continue;
		if (inner)
			attr = nla_find(nla_data(attr), nla_len(attr), inner);
		return (char *)attr - (char *)nlh;
	}
	return 0;
}

/* an NLMSG_ERROR for @request, with or without a copy of its payload */
static struct nl_msg *new_error(struct nl_msg *request, int errnum, bool capped)
{
	struct nlmsghdr *req = nlmsg_hdr(request), *nlh;
	struct nl_msg *msg = nlmsg_alloc();
	struct nlmsgerr e = { .error = errnum, .msg = *req };

	nlh = nlmsg_put(msg, 0, 0, NLMSG_ERROR, 0,
			NLM_F_ACK_TLVS | (capped ? NLM_F_CAPPED : 0));
	nlmsg_append(msg, &e, sizeof(e), NLMSG_ALIGNTO);
	if (!capped)
		nlmsg_append(msg, nlmsg_data(req), nlmsg_datalen(req),
			     NLMSG_ALIGNTO);
	(void)nlh;
	return msg;
}

/* one with a text, about what stands at @offset of @request */
static struct nl_msg *new_refusal(struct nl_msg *request, bool capped,
				  const char *text, uint32_t offset)
{
	struct nl_msg *msg = new_error(request, -EINVAL, capped);

	nla_put_string(msg, NLMSGERR_ATTR_MSG, text);
	nla_put_u32(msg, NLMSGERR_ATTR_OFFS, offset);
	return msg;
}

static void expect_text(struct nl_msg *request, struct nl_msg *answer,
			int errnum, const char *want)
{
	struct extack ack;
	char text[512];

	extack_parse(nlmsg_hdr(answer), &ack);
	extack_describe(&ack, errnum, nlmsg_hdr(request), GENL_HDRLEN,
			flexnic_family.space_of(0), text, sizeof(text));
	EXPECT_STR(text, want);
	nlmsg_free(answer);
}

static void error_texts(bool capped)
{
	static const struct {
		const char *text;
		int type, skip, inner;	/* of the attribute at fault */
		const char *want;
	} refusals[] = {
		{ "Bad mode", FLEXNIC_A_PORT_MODE, 0, 0,
		  "Bad mode (attribute mode)" },
		{ "Channel is taken", FLEXNIC_A_PORT_FLEXNIC, 0, FLEXNIC_A_VID,
		  "Channel is taken (attribute flexnic/vid of slot b)" },
		{ "Nothing there", FLEXNIC_A_PORT_FLEXNIC, 1, 0,
		  "Nothing there (attribute flexnic of slot d)" },
	};
	/* an offset that is nowhere is no reason to fall over */
	static const uint32_t nowhere[] = { 1000000, 3 };
	struct nl_msg *request = new_msg(FLEXNIC_CMD_PORT_SET), *answer;
	struct port_params p = example();
	size_t i;

	port_put(request, 17, &p);
	answer = new_error(request, -EINVAL, capped);
	expect_text(request, answer, EINVAL, "Invalid argument");

	answer = new_error(request, -EINVAL, capped);
	nla_put_string(answer, NLMSGERR_ATTR_MSG, "No such port.");
	expect_text(request, answer, EINVAL, "No such port");

	for (i = 0; i < ARRAY_SIZE(refusals); i++) {
		answer = new_refusal(request, capped, refusals[i].text,
				     offset_of(request, refusals[i].type,
					       refusals[i].skip,
					       refusals[i].inner));
		expect_text(request, answer, EINVAL, refusals[i].want);
	}
	for (i = 0; i < ARRAY_SIZE(nowhere); i++) {
		answer = new_refusal(request, capped, "Odd", nowhere[i]);
		expect_text(request, answer, EINVAL, "Odd");
	}
	nlmsg_free(request);
}

static void error_texts_whole(void)
{
	error_texts(false);
}

static void error_texts_capped(void)
{
	error_texts(true);
}

static void missing_attributes(void)
{
	struct nl_msg *request = new_msg(FLEXNIC_CMD_PORT_SET), *answer;
	struct port_params p = example();

	port_put(request, 17, &p);
	answer = new_error(request, -EINVAL, true);
	nla_put_u32(answer, NLMSGERR_ATTR_MISS_TYPE, FLEXNIC_A_PORT_IFINDEX);
	expect_text(request, answer, EINVAL,
		    "Invalid argument (attribute ifindex is missing)");

	answer = new_error(request, -EINVAL, true);
	nla_put_u32(answer, NLMSGERR_ATTR_MISS_TYPE, FLEXNIC_A_REQUESTED);
	nla_put_u32(answer, NLMSGERR_ATTR_MISS_NEST,
		    offset_of(request, FLEXNIC_A_PORT_FLEXNIC, 1, 0));
	expect_text(request, answer, EINVAL,
		    "Invalid argument (attribute flexnic/requested of slot d is missing)");
	nlmsg_free(request);
}

static void policy_bounds(void)
{
	struct nl_msg *request = new_msg(FLEXNIC_CMD_PORT_SET), *answer;
	struct port_params p = example();
	struct nlattr *nest;

	port_put(request, 17, &p);
	answer = new_refusal(request, true, "integer out of range",
			     offset_of(request, FLEXNIC_A_PORT_FLEXNIC, 0,
				       FLEXNIC_A_PRIO));
	nest = nla_nest_start(answer, NLMSGERR_ATTR_POLICY);
	nla_put_u64(answer, NL_POLICY_TYPE_ATTR_MIN_VALUE_U, 0);
	nla_put_u64(answer, NL_POLICY_TYPE_ATTR_MAX_VALUE_U, 7);
	nla_nest_end(answer, nest);
	expect_text(request, answer, ERANGE,
		    "integer out of range (attribute flexnic/prio of slot b, 0 to 7)");

	answer = new_refusal(request, true, "too long",
			     offset_of(request, FLEXNIC_A_PORT_BASE_NAME, 0, 0));
	nest = nla_nest_start(answer, NLMSGERR_ATTR_POLICY);
	nla_put_u32(answer, NL_POLICY_TYPE_ATTR_MAX_LENGTH, 15);
	nla_nest_end(answer, nest);
	expect_text(request, answer, ERANGE,
		    "too long (attribute base-name, at most 15 bytes)");
	nlmsg_free(request);
}

static void end_of_dump(void)
{
	struct nl_msg *msg = nlmsg_alloc();
	int error = -ENODEV;
	struct extack ack;

	nlmsg_put(msg, 0, 0, NLMSG_DONE, 0, NLM_F_ACK_TLVS);
	nlmsg_append(msg, &error, sizeof(error), NLMSG_ALIGNTO);
	nla_put_string(msg, NLMSGERR_ATTR_MSG, "gone");
	extack_parse(nlmsg_hdr(msg), &ack);
	EXPECT_STR(ack.msg, "gone");
	nlmsg_free(msg);
}

static void error_noise(void)
{
	struct nl_msg *request = new_msg(FLEXNIC_CMD_PORT_SET);
	struct port_params p = example();
	struct extack ack;
	char text[64];
	int i;

	port_put(request, 17, &p);
	for (i = 0; i < 200000; i++) {
		struct nl_msg *answer = new_refusal(request, i & 1, "a text",
						    noise() % 256);
		struct nlmsghdr *nlh = spoil(answer);

		extack_parse(nlh, &ack);
		extack_describe(&ack, EINVAL, nlmsg_hdr(request), GENL_HDRLEN,
				flexnic_family.space_of(0), text, sizeof(text));
		EXPECT(strlen(text) < sizeof(text), "overlong");
		free(nlh);
		nlmsg_free(answer);
	}
	nlmsg_free(request);
}

static const struct test_case cases[] = {
	{ "a request built is a request read", build_and_read },
	{ "nests are marked as such", nests_are_marked },
	{ "counters and odd lengths", read_stats },
	{ "malformed messages", malformed },
	{ "noise in messages", noise_is_survived },
	{ "texts of errors", error_texts_whole },
	{ "texts of errors without the request's copy", error_texts_capped },
	{ "missing attributes", missing_attributes },
	{ "bounds from the policy", policy_bounds },
	{ "errors at the end of a dump", end_of_dump },
	{ "noise in errors", error_noise },
};

int main(void)
{
	return run_tests(cases, ARRAY_SIZE(cases));
}
