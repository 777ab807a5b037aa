// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <netlink/errno.h>
#include <netlink/genl/genl.h>

#include "attrs.h"
#include "port_msg.h"

/* counters of a FlexNIC, and of a port */
#define COUNTER(title, n)	U64_ATTR(title, struct stats, counter[n])

static const struct attr stats_attrs[] = {
	[FLEXNIC_A_STATS_RX_PACKETS] =
		COUNTER("rx-packets", FLEXNIC_A_STATS_RX_PACKETS),
	[FLEXNIC_A_STATS_RX_BYTES] =
		COUNTER("rx-bytes", FLEXNIC_A_STATS_RX_BYTES),
	[FLEXNIC_A_STATS_TX_PACKETS] =
		COUNTER("tx-packets", FLEXNIC_A_STATS_TX_PACKETS),
	[FLEXNIC_A_STATS_TX_BYTES] =
		COUNTER("tx-bytes", FLEXNIC_A_STATS_TX_BYTES),
	[FLEXNIC_A_STATS_RX_DROPPED] =
		COUNTER("rx-dropped", FLEXNIC_A_STATS_RX_DROPPED),
	[FLEXNIC_A_STATS_TX_DROPPED] =
		COUNTER("tx-dropped", FLEXNIC_A_STATS_TX_DROPPED),
	[FLEXNIC_A_STATS_RX_UNKNOWN_TAG] =
		COUNTER("rx-unknown-tag", FLEXNIC_A_STATS_RX_UNKNOWN_TAG),
};

const struct attr_space stats_space = {
	.attrs = stats_attrs,
	.n_attrs = ARRAY_SIZE(stats_attrs),
	.size = sizeof(struct stats),
};

static const struct attr flexnic_attrs[] = {
	[FLEXNIC_A_SLOT] = U32_ATTR("slot", struct flexnic, slot),
	[FLEXNIC_A_IFINDEX] = U32_ATTR("ifindex", struct flexnic, ifindex),
	[FLEXNIC_A_IFNAME] =
		STRING_ATTR("ifname", struct flexnic, ifname, IFNAMSIZ),
	[FLEXNIC_A_NETNSID] = U32_ATTR("netnsid", struct flexnic, netnsid),
	[FLEXNIC_A_MAC] = NUMBER_ATTR("mac", struct flexnic, mac, 6),
	[FLEXNIC_A_VID] = U16_ATTR("vid", struct flexnic, vid),
	[FLEXNIC_A_SPEED_TYPE] =
		U32_ATTR("speed-type", struct flexnic, speed_type),
	[FLEXNIC_A_REQUESTED] =
		U64_ATTR("requested", struct flexnic, requested),
	[FLEXNIC_A_MIN] = U64_ATTR("min", struct flexnic, min),
	[FLEXNIC_A_MAX_RATE] = U64_ATTR("max-rate", struct flexnic, max),
	[FLEXNIC_A_PRIO] = U32_ATTR("prio", struct flexnic, prio),
	[FLEXNIC_A_LINK] = SWITCH_ATTR("link", struct flexnic, link),
	[FLEXNIC_A_CARRIER] = SWITCH_ATTR("carrier", struct flexnic, carrier),
	[FLEXNIC_A_STATS] =
		NEST_ATTR("stats", struct flexnic, stats, &stats_space),
};

static void name_slot(struct nlattr *nest, int len, char *buf, size_t size)
{
	struct nlattr *slot = nla_find(nest, len, FLEXNIC_A_SLOT);

	if (slot && nla_len(slot) == sizeof(uint32_t) &&
	    nla_get_u32(slot) < FLEXNIC_SLOTS)
		snprintf(buf, size, "slot %c", 'a' + (int)nla_get_u32(slot));
}

const struct attr_space flexnic_space = {
	.attrs = flexnic_attrs,
	.n_attrs = ARRAY_SIZE(flexnic_attrs),
	.size = sizeof(struct flexnic),
	.instance = name_slot,
};

static const struct attr port_attrs[] = {
	[FLEXNIC_A_PORT_IFINDEX] = U32_ATTR("ifindex", struct port, ifindex),
	[FLEXNIC_A_PORT_IFNAME] =
		STRING_ATTR("ifname", struct port, ifname, IFNAMSIZ),
	[FLEXNIC_A_PORT_BASE_NAME] =
		STRING_ATTR("base-name", struct port, base, IFNAMSIZ),
	[FLEXNIC_A_PORT_MODE] = U32_ATTR("mode", struct port, mode),
	[FLEXNIC_A_PORT_TAG_PROTO] =
		U16_ATTR("tag-proto", struct port, tag_proto),
	[FLEXNIC_A_PORT_COUNT] = U32_ATTR("count", struct port, count),
	[FLEXNIC_A_PORT_SPEED] = U64_ATTR("speed", struct port, speed),
	[FLEXNIC_A_PORT_SPEED_FIXED] =
		U64_ATTR("speed-fixed", struct port, speed_fixed),
	[FLEXNIC_A_PORT_CARRIER] = SWITCH_ATTR("carrier", struct port, carrier),
	[FLEXNIC_A_PORT_QDISC] = U32_ATTR("qdisc", struct port, qdisc),
	[FLEXNIC_A_PORT_STATS] =
		NEST_ATTR("stats", struct port, stats, &stats_space),
	/* there are no more than slots: flexnics_parse() */
	[FLEXNIC_A_PORT_FLEXNIC] = NAMED_ATTR("flexnic", &flexnic_space),
};

const struct attr_space port_space = {
	.attrs = port_attrs,
	.n_attrs = ARRAY_SIZE(port_attrs),
	.size = sizeof(struct port),
};

static const struct attr_space *space_of(int cmd)
{
	(void)cmd;
	return &port_space;
}

const struct vcnl_family flexnic_family = {
	.name = FLEXNIC_FAMILY_NAME,
	.version = FLEXNIC_FAMILY_VERSION,
	.module = "flexnic",
	.hdrlen = GENL_HDRLEN,
	.space_of = space_of,
};

/* what a request may carry of them */

static const struct attr flexnic_param_attrs[] = {
	[FLEXNIC_A_MAC] = NUMBER_ATTR("mac", struct flexnic_params, mac, 6),
	[FLEXNIC_A_VID] = U16_ATTR("vid", struct flexnic_params, vid),
	[FLEXNIC_A_SPEED_TYPE] =
		U32_ATTR("speed-type", struct flexnic_params, speed_type),
	[FLEXNIC_A_REQUESTED] =
		U64_ATTR("requested", struct flexnic_params, requested),
	[FLEXNIC_A_MAX_RATE] = U64_ATTR("max-rate", struct flexnic_params, max),
	[FLEXNIC_A_PRIO] = U32_ATTR("prio", struct flexnic_params, prio),
	[FLEXNIC_A_LINK] = SWITCH_ATTR("link", struct flexnic_params, link),
};

static const struct attr_space flexnic_param_space = {
	.attrs = flexnic_param_attrs,
	.n_attrs = ARRAY_SIZE(flexnic_param_attrs),
	.size = sizeof(struct flexnic_params),
};

static const struct attr port_param_attrs[] = {
	[FLEXNIC_A_PORT_MODE] = U32_ATTR("mode", struct port_params, mode),
	[FLEXNIC_A_PORT_TAG_PROTO] =
		U16_ATTR("tag-proto", struct port_params, tag_proto),
	[FLEXNIC_A_PORT_COUNT] = U32_ATTR("count", struct port_params, count),
	[FLEXNIC_A_PORT_SPEED_FIXED] =
		U64_ATTR("speed-fixed", struct port_params, speed_fixed),
};

static const struct attr_space port_param_space = {
	.attrs = port_param_attrs,
	.n_attrs = ARRAY_SIZE(port_param_attrs),
	.size = sizeof(struct port_params),
};

static int flexnic_put(struct nl_msg *msg, uint32_t slot,
		       const struct flexnic_params *p)
{
	struct nlattr *nest;
	int err;

	/* strict validation wants the flag, older libnl does not set it */
	nest = nla_nest_start(msg, FLEXNIC_A_PORT_FLEXNIC | NLA_F_NESTED);
	if (!nest)
		return -NLE_NOMEM;
	err = nla_put_u32(msg, FLEXNIC_A_SLOT, slot);
	if (!err)
		err = attrs_put(msg, &flexnic_param_space, p);
	if (err) {
		nla_nest_cancel(msg, nest);
		return err;
	}
	return nla_nest_end(msg, nest);
}

int port_put(struct nl_msg *msg, uint32_t ifindex, const struct port_params *p)
{
	unsigned int slot;
	int err;

	err = nla_put_u32(msg, FLEXNIC_A_PORT_IFINDEX, ifindex);
	if (!err && p->given & BIT(FLEXNIC_A_PORT_BASE_NAME))
		err = nla_put_string(msg, FLEXNIC_A_PORT_BASE_NAME, p->base);
	if (!err)
		err = attrs_put(msg, &port_param_space, p);
	for (slot = 0; slot < FLEXNIC_SLOTS && !err; slot++)
		if (p->slots & BIT(slot))
			err = flexnic_put(msg, slot, &p->flexnic[slot]);
	return err;
}

static int flexnic_parse(struct nlattr *nest, struct flexnic *nic)
{
	memset(nic, 0, sizeof(*nic));
	if (attrs_parse(nla_data(nest), nla_len(nest), &flexnic_space, nic))
		return -EBADMSG;
	/* all that is shown of a FlexNIC hangs on its slot */
	if (!attr_given(nic, FLEXNIC_A_SLOT) || nic->slot >= FLEXNIC_SLOTS)
		return -EBADMSG;
	return 0;
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
	memset(port, 0, sizeof(*port));
	if (attrs_parse_msg(nlh, &port_space, port))
		return -EBADMSG;
	return flexnics_parse(nlh, port);
}
