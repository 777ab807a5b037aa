// SPDX-License-Identifier: GPL-2.0
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <netlink/attr.h>
#include <netlink/msg.h>

#include "extack.h"

/* The TLVs' distance from the start of the payload; more than it has if bad. */
static uint32_t tlv_start(struct nlmsghdr *answer)
{
	const struct nlmsgerr *e = nlmsg_data(answer);

	if (answer->nlmsg_type == NLMSG_DONE)
		return NLMSG_ALIGN(sizeof(int));
	/* the refused request comes first unless NETLINK_CAP_ACK is in force */
	if (!e->error || answer->nlmsg_flags & NLM_F_CAPPED)
		return NLMSG_ALIGN(sizeof(*e));
	if (e->msg.nlmsg_len >= answer->nlmsg_len)
		return answer->nlmsg_len;
	return NLMSG_ALIGN(sizeof(e->error)) + NLMSG_ALIGN(e->msg.nlmsg_len);
}

static bool get_uint(struct nlattr *attr, void *value, int len)
{
	return attr && nla_memcpy(value, attr, len) == len;
}

static void parse_bounds(struct nlattr *policy, struct extack *ack)
{
	struct nlattr *tb[NL_POLICY_TYPE_ATTR_MAX + 1];

	if (nla_parse_nested(tb, NL_POLICY_TYPE_ATTR_MAX, policy, NULL))
		return;
	ack->bounded = get_uint(tb[NL_POLICY_TYPE_ATTR_MIN_VALUE_U],
				&ack->min, sizeof(ack->min)) &&
		       get_uint(tb[NL_POLICY_TYPE_ATTR_MAX_VALUE_U],
				&ack->max, sizeof(ack->max));
	get_uint(tb[NL_POLICY_TYPE_ATTR_MAX_LENGTH],
		 &ack->max_len, sizeof(ack->max_len));
}

static void parse_tlv(struct nlattr *attr, struct extack *ack)
{
	bool ok = true;

	switch (nla_type(attr)) {
	case NLMSGERR_ATTR_MSG:
		nla_strlcpy(ack->msg, attr, sizeof(ack->msg));
		break;
	case NLMSGERR_ATTR_OFFS:
		ok = get_uint(attr, &ack->offs, sizeof(ack->offs));
		break;
	case NLMSGERR_ATTR_MISS_TYPE:
		ok = get_uint(attr, &ack->miss_type, sizeof(ack->miss_type));
		break;
	case NLMSGERR_ATTR_MISS_NEST:
		ok = get_uint(attr, &ack->miss_nest, sizeof(ack->miss_nest));
		break;
	case NLMSGERR_ATTR_POLICY:
		parse_bounds(attr, ack);
		break;
	default:
		return;
	}
	if (ok)
		ack->given |= BIT(nla_type(attr));
}

void extack_parse(struct nlmsghdr *answer, struct extack *ack)
{
	int least = answer->nlmsg_type == NLMSG_DONE ?
		    sizeof(int) : sizeof(struct nlmsgerr);
	struct nlattr *attr;
	uint32_t start;
	int left;

	memset(ack, 0, sizeof(*ack));
	if (!(answer->nlmsg_flags & NLM_F_ACK_TLVS) ||
	    nlmsg_datalen(answer) < least)
		return;
	start = tlv_start(answer);
	if (start >= (uint32_t)nlmsg_datalen(answer))
		return;
	left = nlmsg_datalen(answer) - start;
	attr = (struct nlattr *)((char *)nlmsg_data(answer) + start);
	nla_for_each_attr(attr, attr, left, left)
		parse_tlv(attr, ack);
}

/* A growing sentence; what does not fit is left out. */
struct text {
	char *buf;
	size_t size;
	size_t len;
};

__printf(2, 3)
static void add(struct text *t, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(t->buf + t->len, t->size - t->len, fmt, ap);
	va_end(ap);
	if (n > 0)
		t->len += (size_t)n < t->size - t->len ?
			  (size_t)n : t->size - t->len - 1;
}

static const struct attr *find_name(const struct attr_space *space,
				    unsigned int type)
{
	if (!space || type >= space->n_attrs || !space->attrs[type].name)
		return NULL;
	return &space->attrs[type];
}

static void add_name(struct text *t, const struct attr_space *space,
		     unsigned int type, bool first)
{
	const struct attr *name = find_name(space, type);

	add(t, "%s", first ? "" : "/");
	if (name)
		add(t, "%s", name->name);
	else
		add(t, "%u", type);
}

/* the attribute among @attr.. whose bytes include the one @offs points to */
static struct nlattr *find_attr(struct nlattr *attr, int left,
				const char *target)
{
	nla_for_each_attr(attr, attr, left, left)
		if (target >= (char *)attr &&
		    target < (char *)attr + attr->nla_len)
			return attr;
	return NULL;
}

/*
 * The path to the attribute at @offs, and on to number @missing within it.
 * Kept iterative: a request nests no deeper than its spaces.
 */
static bool add_path(struct text *t, struct nlmsghdr *request, int hdrlen,
		     const struct attr_space *space, uint32_t offs,
		     const uint32_t *missing)
{
	char *target = (char *)request + offs, instance[64] = "";
	const struct attr *name;
	struct nlattr *attr, *nest;
	bool first = true;
	int left;

	attr = nlmsg_attrdata(request, hdrlen);
	left = offs < request->nlmsg_len ? nlmsg_attrlen(request, hdrlen) : 0;
	while ((attr = find_attr(attr, left, target))) {
		add_name(t, space, nla_type(attr), first);
		first = false;
		name = find_name(space, nla_type(attr));
		space = name ? name->nest : NULL;
		if (!space)
			break;
		nest = attr;
		attr = nla_data(nest);
		left = nla_len(nest);
		if (space->instance)
			space->instance(attr, left, instance, sizeof(instance));
		if (target < (char *)attr)
			break;
	}
	if (missing)
		add_name(t, space, *missing, first);
	if (*instance)
		add(t, " of %s", instance);
	return missing || !first;
}

static void add_missing(struct text *t, const struct extack *ack,
			struct nlmsghdr *request, int hdrlen,
			const struct attr_space *space)
{
	/* at offset 0 there is the header, no nest: the top level */
	uint32_t nest = ack->given & BIT(NLMSGERR_ATTR_MISS_NEST) ?
			ack->miss_nest : 0;

	add(t, " (attribute ");
	add_path(t, request, hdrlen, space, nest, &ack->miss_type);
	add(t, " is missing)");
}

static void add_attr(struct text *t, const struct extack *ack,
		     struct nlmsghdr *request, int hdrlen,
		     const struct attr_space *space)
{
	size_t before = t->len;

	add(t, " (attribute ");
	if (!add_path(t, request, hdrlen, space, ack->offs, NULL)) {
		t->len = before;
		t->buf[before] = '\0';
		return;
	}
	if (ack->bounded)
		add(t, ", %llu to %llu", (unsigned long long)ack->min,
		    (unsigned long long)ack->max);
	if (ack->max_len)
		add(t, ", at most %u bytes", ack->max_len);
	add(t, ")");
}

const char *extack_describe(const struct extack *ack, int errnum,
			    struct nlmsghdr *request, int hdrlen,
			    const struct attr_space *space,
			    char *buf, size_t size)
{
	struct text t = { .buf = buf, .size = size };

	add(&t, "%s", *ack->msg ? ack->msg : strerror(errnum));
	if (t.len && buf[t.len - 1] == '.')
		buf[--t.len] = '\0';
	if (!request)
		return buf;
	if (ack->given & BIT(NLMSGERR_ATTR_MISS_TYPE))
		add_missing(&t, ack, request, hdrlen, space);
	else if (ack->given & BIT(NLMSGERR_ATTR_OFFS))
		add_attr(&t, ack, request, hdrlen, space);
	return buf;
}
