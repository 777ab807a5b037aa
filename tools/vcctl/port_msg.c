// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <netlink/attr.h>
#include <netlink/errno.h>
#include <netlink/genl/genl.h>

#include "port_msg.h"

static const struct attr_name flexnic_attr_names[] = {
	[FLEXNIC_A_SLOT]	= { "slot", NULL },
	[FLEXNIC_A_IFINDEX]	= { "ifindex", NULL },
	[FLEXNIC_A_IFNAME]	= { "ifname", NULL },
	[FLEXNIC_A_NETNSID]	= { "netnsid", NULL },
	[FLEXNIC_A_MAC]		= { "mac", NULL },
	[FLEXNIC_A_VID]		= { "vid", NULL },
	[FLEXNIC_A_SPEED_TYPE]	= { "speed-type", NULL },
	[FLEXNIC_A_REQUESTED]	= { "requested", NULL },
	[FLEXNIC_A_MIN]		= { "min", NULL },
	[FLEXNIC_A_MAX_RATE]	= { "max-rate", NULL },
	[FLEXNIC_A_PRIO]	= { "prio", NULL },
	[FLEXNIC_A_LINK]	= { "link", NULL },
	[FLEXNIC_A_CARRIER]	= { "carrier", NULL },
};

static void name_slot(struct nlattr *nest, int len, char *buf, size_t size)
{
	struct nlattr *slot = nla_find(nest, len, FLEXNIC_A_SLOT);

	if (slot && nla_len(slot) == sizeof(uint32_t) &&
	    nla_get_u32(slot) < FLEXNIC_SLOTS)
		snprintf(buf, size, "slot %c", 'a' + (int)nla_get_u32(slot));
}

static const struct attr_space flexnic_attrs = {
	.attrs = flexnic_attr_names,
	.n_attrs = ARRAY_SIZE(flexnic_attr_names),
	.instance = name_slot,
};

static const struct attr_name port_attr_names[] = {
	[FLEXNIC_A_PORT_IFINDEX]	= { "ifindex", NULL },
	[FLEXNIC_A_PORT_IFNAME]		= { "ifname", NULL },
	[FLEXNIC_A_PORT_BASE_NAME]	= { "base-name", NULL },
	[FLEXNIC_A_PORT_MODE]		= { "mode", NULL },
	[FLEXNIC_A_PORT_TAG_PROTO]	= { "tag-proto", NULL },
	[FLEXNIC_A_PORT_COUNT]		= { "count", NULL },
	[FLEXNIC_A_PORT_SPEED]		= { "speed", NULL },
	[FLEXNIC_A_PORT_SPEED_FIXED]	= { "speed-fixed", NULL },
	[FLEXNIC_A_PORT_CARRIER]	= { "carrier", NULL },
	[FLEXNIC_A_PORT_QDISC]		= { "qdisc", NULL },
	[FLEXNIC_A_PORT_FLEXNIC]	= { "flexnic", &flexnic_attrs },
};

static const struct attr_space port_attrs = {
	.attrs = port_attr_names,
	.n_attrs = ARRAY_SIZE(port_attr_names),
};

const struct vcnl_family flexnic_family = {
	.name = FLEXNIC_FAMILY_NAME,
	.version = FLEXNIC_FAMILY_VERSION,
	.module = "flexnic",
	.attrs = &port_attrs,
};

/*
 * Where the value of one attribute is: the size of the member is that of the
 * attribute's type, but for strings, and for switches, which are bool.
 */
enum member_kind { NUMBER, STRING, SWITCH };

struct source {
	const void *from;
	size_t size;
	enum member_kind kind;
};

#define FROM_NUMBER(member)	{ &(member), sizeof(member), NUMBER }
#define FROM_STRING(member)	{ (member), 0, STRING }
#define FROM_SWITCH(member)	{ &(member), sizeof(member), SWITCH }

/* Put those of @sources, by attribute number, that @given has the bits of. */
static int gather(struct nl_msg *msg, const struct source *sources,
		  unsigned int n_sources, unsigned int given)
{
	const struct source *s;
	unsigned int i;
	int err = 0;

	for (i = 0; i < n_sources && !err; i++) {
		s = &sources[i];
		if (!(given & BIT(i)) || !s->from)
			continue;
		if (s->kind == STRING)
			err = nla_put_string(msg, i, s->from);
		else if (s->kind == SWITCH)
			err = nla_put_u8(msg, i, *(const bool *)s->from);
		else
			err = nla_put(msg, i, s->size, s->from);
	}
	return err;
}

static int flexnic_put(struct nl_msg *msg, uint32_t slot,
		       const struct flexnic_params *p)
{
	const struct source sources[] = {
		[FLEXNIC_A_SLOT]	= FROM_NUMBER(slot),
		[FLEXNIC_A_MAC]		= FROM_NUMBER(p->mac),
		[FLEXNIC_A_VID]		= FROM_NUMBER(p->vid),
		[FLEXNIC_A_SPEED_TYPE]	= FROM_NUMBER(p->speed_type),
		[FLEXNIC_A_REQUESTED]	= FROM_NUMBER(p->requested),
		[FLEXNIC_A_MAX_RATE]	= FROM_NUMBER(p->max),
		[FLEXNIC_A_PRIO]	= FROM_NUMBER(p->prio),
		[FLEXNIC_A_LINK]	= FROM_SWITCH(p->link),
	};
	struct nlattr *nest;
	int err;

	/* strict validation wants the flag, older libnl does not set it */
	nest = nla_nest_start(msg, FLEXNIC_A_PORT_FLEXNIC | NLA_F_NESTED);
	if (!nest)
		return -NLE_NOMEM;
	err = gather(msg, sources, ARRAY_SIZE(sources),
		     p->given | BIT(FLEXNIC_A_SLOT));
	if (err) {
		nla_nest_cancel(msg, nest);
		return err;
	}
	return nla_nest_end(msg, nest);
}

int port_put(struct nl_msg *msg, uint32_t ifindex, const struct port_params *p)
{
	const struct source sources[] = {
		[FLEXNIC_A_PORT_IFINDEX]	= FROM_NUMBER(ifindex),
		[FLEXNIC_A_PORT_BASE_NAME]	= FROM_STRING(p->base),
		[FLEXNIC_A_PORT_MODE]		= FROM_NUMBER(p->mode),
		[FLEXNIC_A_PORT_TAG_PROTO]	= FROM_NUMBER(p->tag_proto),
		[FLEXNIC_A_PORT_COUNT]		= FROM_NUMBER(p->count),
		[FLEXNIC_A_PORT_SPEED_FIXED]	= FROM_NUMBER(p->speed_fixed),
	};
	unsigned int slot;
	int err;

	err = gather(msg, sources, ARRAY_SIZE(sources),
		     p->given | BIT(FLEXNIC_A_PORT_IFINDEX));
	for (slot = 0; slot < FLEXNIC_SLOTS && !err; slot++)
		if (p->slots & BIT(slot))
			err = flexnic_put(msg, slot, &p->flexnic[slot]);
	return err;
}

static struct nla_policy stats_policy[FLEXNIC_A_STATS_MAX + 1] = {
	[FLEXNIC_A_STATS_RX_PACKETS]		= { .type = NLA_U64 },
	[FLEXNIC_A_STATS_RX_BYTES]		= { .type = NLA_U64 },
	[FLEXNIC_A_STATS_TX_PACKETS]		= { .type = NLA_U64 },
	[FLEXNIC_A_STATS_TX_BYTES]		= { .type = NLA_U64 },
	[FLEXNIC_A_STATS_RX_DROPPED]		= { .type = NLA_U64 },
	[FLEXNIC_A_STATS_TX_DROPPED]		= { .type = NLA_U64 },
	[FLEXNIC_A_STATS_RX_UNKNOWN_TAG]	= { .type = NLA_U64 },
};

static struct nla_policy flexnic_policy[FLEXNIC_A_MAX + 1] = {
	[FLEXNIC_A_SLOT]	= { .type = NLA_U32 },
	[FLEXNIC_A_IFINDEX]	= { .type = NLA_U32 },
	[FLEXNIC_A_IFNAME]	= { .type = NLA_STRING },
	[FLEXNIC_A_NETNSID]	= { .type = NLA_S32 },
	[FLEXNIC_A_MAC]		= { .minlen = 6, .maxlen = 6 },
	[FLEXNIC_A_VID]		= { .type = NLA_U16 },
	[FLEXNIC_A_SPEED_TYPE]	= { .type = NLA_U32 },
	[FLEXNIC_A_REQUESTED]	= { .type = NLA_U64 },
	[FLEXNIC_A_MIN]		= { .type = NLA_U64 },
	[FLEXNIC_A_MAX_RATE]	= { .type = NLA_U64 },
	[FLEXNIC_A_PRIO]	= { .type = NLA_U32 },
	[FLEXNIC_A_LINK]	= { .type = NLA_U8 },
	[FLEXNIC_A_CARRIER]	= { .type = NLA_U8 },
	[FLEXNIC_A_STATS]	= { .type = NLA_NESTED },
};

static struct nla_policy port_policy[FLEXNIC_A_PORT_MAX + 1] = {
	[FLEXNIC_A_PORT_IFINDEX]	= { .type = NLA_U32 },
	[FLEXNIC_A_PORT_IFNAME]		= { .type = NLA_STRING },
	[FLEXNIC_A_PORT_BASE_NAME]	= { .type = NLA_STRING },
	[FLEXNIC_A_PORT_MODE]		= { .type = NLA_U32 },
	[FLEXNIC_A_PORT_TAG_PROTO]	= { .type = NLA_U16 },
	[FLEXNIC_A_PORT_COUNT]		= { .type = NLA_U32 },
	[FLEXNIC_A_PORT_SPEED]		= { .type = NLA_U64 },
	[FLEXNIC_A_PORT_SPEED_FIXED]	= { .type = NLA_U64 },
	[FLEXNIC_A_PORT_CARRIER]	= { .type = NLA_U8 },
	[FLEXNIC_A_PORT_QDISC]		= { .type = NLA_U32 },
	[FLEXNIC_A_PORT_STATS]		= { .type = NLA_NESTED },
	[FLEXNIC_A_PORT_FLEXNIC]	= { .type = NLA_NESTED },
};

/* where the value of one attribute goes; strings are cut to fit */
struct target {
	void *to;
	size_t size;
	enum member_kind kind;
};

#define TO_NUMBER(member)	{ &(member), sizeof(member), NUMBER }
#define TO_STRING(member)	{ (member), sizeof(member), STRING }
#define TO_SWITCH(member)	{ &(member), sizeof(member), SWITCH }

/* Returns the bits of those that were there. */
static unsigned int scatter(struct nlattr **tb, const struct target *targets,
			    unsigned int n_targets)
{
	unsigned int i, given = 0;

	for (i = 0; i < n_targets; i++) {
		const struct target *t = &targets[i];

		if (!tb[i] || !t->to)
			continue;
		given |= BIT(i);
		if (t->kind == STRING)
			nla_strlcpy(t->to, tb[i], t->size);
		else if (t->kind == SWITCH)
			*(bool *)t->to = nla_get_u8(tb[i]);
		else
			nla_memcpy(t->to, tb[i], t->size);
	}
	return given;
}

static int stats_parse(struct nlattr *nest, struct stats *stats)
{
	struct nlattr *tb[FLEXNIC_A_STATS_MAX + 1];
	int i;

	memset(stats, 0, sizeof(*stats));
	if (!nest)
		return 0;
	if (nla_parse_nested(tb, FLEXNIC_A_STATS_MAX, nest, stats_policy))
		return -EBADMSG;
	for (i = 1; i <= FLEXNIC_A_STATS_MAX; i++) {
		if (!tb[i] || i == FLEXNIC_A_STATS_PAD)
			continue;
		stats->given |= BIT(i);
		stats->counter[i] = nla_get_u64(tb[i]);
	}
	return 0;
}

static int flexnic_parse(struct nlattr *nest, struct flexnic *nic)
{
	const struct target targets[] = {
		[FLEXNIC_A_SLOT]	= TO_NUMBER(nic->slot),
		[FLEXNIC_A_IFINDEX]	= TO_NUMBER(nic->ifindex),
		[FLEXNIC_A_IFNAME]	= TO_STRING(nic->ifname),
		[FLEXNIC_A_NETNSID]	= TO_NUMBER(nic->netnsid),
		[FLEXNIC_A_MAC]		= TO_NUMBER(nic->mac),
		[FLEXNIC_A_VID]		= TO_NUMBER(nic->vid),
		[FLEXNIC_A_SPEED_TYPE]	= TO_NUMBER(nic->speed_type),
		[FLEXNIC_A_REQUESTED]	= TO_NUMBER(nic->requested),
		[FLEXNIC_A_MIN]		= TO_NUMBER(nic->min),
		[FLEXNIC_A_MAX_RATE]	= TO_NUMBER(nic->max),
		[FLEXNIC_A_PRIO]	= TO_NUMBER(nic->prio),
		[FLEXNIC_A_LINK]	= TO_SWITCH(nic->link),
		[FLEXNIC_A_CARRIER]	= TO_SWITCH(nic->carrier),
	};
	struct nlattr *tb[FLEXNIC_A_MAX + 1];

	memset(nic, 0, sizeof(*nic));
	if (nla_parse_nested(tb, FLEXNIC_A_MAX, nest, flexnic_policy))
		return -EBADMSG;
	nic->given = scatter(tb, targets, ARRAY_SIZE(targets));
	/* all that is shown of a FlexNIC hangs on its slot */
	if (!tb[FLEXNIC_A_SLOT] || nic->slot >= FLEXNIC_SLOTS)
		return -EBADMSG;
	return stats_parse(tb[FLEXNIC_A_STATS], &nic->stats);
}

static int flexnics_parse(struct nlmsghdr *nlh, struct port *port)
{
	struct nlattr *attr;
	int left, err;

	nla_for_each_attr(attr, nlmsg_attrdata(nlh, GENL_HDRLEN),
			  nlmsg_attrlen(nlh, GENL_HDRLEN), left) {
		if (nla_type(attr) != FLEXNIC_A_PORT_FLEXNIC)
			continue;
		if (port->n_flexnics == FLEXNIC_SLOTS)
			return -EBADMSG;
		err = flexnic_parse(attr, &port->flexnics[port->n_flexnics]);
		if (err)
			return err;
		port->n_flexnics++;
	}
	return 0;
}

int port_parse(struct nlmsghdr *nlh, struct port *port)
{
	const struct target targets[] = {
		[FLEXNIC_A_PORT_IFINDEX]	= TO_NUMBER(port->ifindex),
		[FLEXNIC_A_PORT_IFNAME]		= TO_STRING(port->ifname),
		[FLEXNIC_A_PORT_BASE_NAME]	= TO_STRING(port->base),
		[FLEXNIC_A_PORT_MODE]		= TO_NUMBER(port->mode),
		[FLEXNIC_A_PORT_TAG_PROTO]	= TO_NUMBER(port->tag_proto),
		[FLEXNIC_A_PORT_COUNT]		= TO_NUMBER(port->count),
		[FLEXNIC_A_PORT_SPEED]		= TO_NUMBER(port->speed),
		[FLEXNIC_A_PORT_SPEED_FIXED]	= TO_NUMBER(port->speed_fixed),
		[FLEXNIC_A_PORT_CARRIER]	= TO_SWITCH(port->carrier),
		[FLEXNIC_A_PORT_QDISC]		= TO_NUMBER(port->qdisc),
	};
	struct nlattr *tb[FLEXNIC_A_PORT_MAX + 1];

	memset(port, 0, sizeof(*port));
	if (!genlmsg_valid_hdr(nlh, 0) ||
	    genlmsg_parse(nlh, 0, tb, FLEXNIC_A_PORT_MAX, port_policy))
		return -EBADMSG;
	port->given = scatter(tb, targets, ARRAY_SIZE(targets));
	if (stats_parse(tb[FLEXNIC_A_PORT_STATS], &port->stats))
		return -EBADMSG;
	return flexnics_parse(nlh, port);
}
