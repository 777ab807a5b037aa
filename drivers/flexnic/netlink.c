// SPDX-License-Identifier: GPL-2.0
/*
 * Generic netlink family "flexnic": requests.
 *
 * The source of truth is Documentation/netlink/specs/flexnic.yaml.
 */
#include <net/genetlink.h>
#include <net/net_namespace.h>
#include <net/sock.h>

#include "flexnic.h"

static struct netlink_range_validation flexnic_speed_range = {
	.max = FLEXNIC_SPEED_LIMIT,
};

static struct netlink_range_validation flexnic_request_range = {
	.min = 1,
	.max = FLEXNIC_SPEED_LIMIT,
};

static const struct nla_policy flexnic_slot_policy[FLEXNIC_A_MAX + 1] = {
	[FLEXNIC_A_SLOT] = NLA_POLICY_MAX(NLA_U32, FLEXNIC_SLOTS - 1),
	[FLEXNIC_A_MAC] = NLA_POLICY_EXACT_LEN(ETH_ALEN),
	[FLEXNIC_A_VID] = { .type = NLA_U16 },
	[FLEXNIC_A_SPEED_TYPE] = NLA_POLICY_MAX(NLA_U32,
						FLEXNIC_SPEED_DISABLED),
	[FLEXNIC_A_REQUESTED] = NLA_POLICY_FULL_RANGE(NLA_U64,
						      &flexnic_request_range),
	[FLEXNIC_A_MAX_RATE] = NLA_POLICY_FULL_RANGE(NLA_U64,
						     &flexnic_speed_range),
	[FLEXNIC_A_PRIO] = NLA_POLICY_MAX(NLA_U32, FLEXNIC_PRIO_MAX),
	[FLEXNIC_A_LINK] = NLA_POLICY_MAX(NLA_U8, 1),
};

/* the last attribute that a request may have: to name a port, to change one */
#define FLEXNIC_PORT_POLICY_MAX		FLEXNIC_A_PORT_IFNAME
#define FLEXNIC_PORT_CHANGE_POLICY_MAX	FLEXNIC_A_PORT_FLEXNIC

#define FLEXNIC_PORT_POLICY						\
	[FLEXNIC_A_PORT_IFINDEX] = NLA_POLICY_MIN(NLA_U32, 1),		\
	[FLEXNIC_A_PORT_IFNAME] = { .type = NLA_NUL_STRING,		\
				    .len = IFNAMSIZ - 1 }

static const struct nla_policy
flexnic_port_policy[FLEXNIC_PORT_POLICY_MAX + 1] = {
	FLEXNIC_PORT_POLICY,
};

static const struct nla_policy
flexnic_port_new_policy[FLEXNIC_PORT_CHANGE_POLICY_MAX + 1] = {
	FLEXNIC_PORT_POLICY,
	[FLEXNIC_A_PORT_BASE_NAME] = { .type = NLA_NUL_STRING,
				       .len = ALTIFNAMSIZ - 1 },
	[FLEXNIC_A_PORT_MODE] = NLA_POLICY_MAX(NLA_U32, FLEXNIC_MODE_CHANNEL),
	[FLEXNIC_A_PORT_TAG_PROTO] = { .type = NLA_U16 },
	[FLEXNIC_A_PORT_COUNT] = NLA_POLICY_RANGE(NLA_U32, 1, FLEXNIC_SLOTS),
	[FLEXNIC_A_PORT_SPEED_FIXED] = NLA_POLICY_FULL_RANGE(NLA_U64,
							     &flexnic_speed_range),
	[FLEXNIC_A_PORT_FLEXNIC] = NLA_POLICY_NESTED(flexnic_slot_policy),
};

static const struct nla_policy
flexnic_port_set_policy[FLEXNIC_PORT_CHANGE_POLICY_MAX + 1] = {
	FLEXNIC_PORT_POLICY,
	[FLEXNIC_A_PORT_SPEED_FIXED] = NLA_POLICY_FULL_RANGE(NLA_U64,
							     &flexnic_speed_range),
	[FLEXNIC_A_PORT_FLEXNIC] = NLA_POLICY_NESTED(flexnic_slot_policy),
};

/* the device that a request is about, in the namespace it came from */
static struct net_device *flexnic_get_dev(struct genl_info *info)
{
	struct nlattr *ifindex = info->attrs[FLEXNIC_A_PORT_IFINDEX];
	struct nlattr *ifname = info->attrs[FLEXNIC_A_PORT_IFNAME];
	struct net *net = genl_info_net(info);
	struct net_device *dev = NULL;

	if (!ifindex && !ifname) {
		NL_SET_ERR_MSG(info->extack, "No port named");
		return ERR_PTR(-EINVAL);
	}
	if (ifindex)
		dev = __dev_get_by_index(net, nla_get_u32(ifindex));
	else
		dev = __dev_get_by_name(net, nla_data(ifname));
	if (!dev) {
		NL_SET_ERR_MSG_ATTR(info->extack, ifindex ?: ifname,
				    "No such device in this network namespace");
		return ERR_PTR(-ENODEV);
	}
	return dev;
}

static struct flexnic_port *flexnic_get_port(struct genl_info *info)
{
	struct net_device *dev = flexnic_get_dev(info);
	struct flexnic_port *port;

	if (IS_ERR(dev))
		return ERR_CAST(dev);
	port = flexnic_port_get_rtnl(dev);
	if (!port) {
		NL_SET_ERR_MSG_ATTR(info->extack,
				    info->attrs[FLEXNIC_A_PORT_IFINDEX] ?:
				    info->attrs[FLEXNIC_A_PORT_IFNAME],
				    "The device is not a port");
		return ERR_PTR(-ENODEV);
	}
	return port;
}

static void flexnic_parse_speed(struct nlattr **tb,
				struct flexnic_slot_cfg *slot)
{
	if (tb[FLEXNIC_A_SPEED_TYPE]) {
		slot->request.type = nla_get_u32(tb[FLEXNIC_A_SPEED_TYPE]);
		/* the rate of another type is not remembered */
		if (slot->request.type == FLEXNIC_SPEED_AUTO ||
		    slot->request.type == FLEXNIC_SPEED_DISABLED)
			slot->request.rate = 0;
	} else if (tb[FLEXNIC_A_REQUESTED]) {
		slot->request.type = FLEXNIC_SPEED_CUSTOM;
	}
	if (tb[FLEXNIC_A_REQUESTED])
		slot->request.rate = nla_get_u64(tb[FLEXNIC_A_REQUESTED]);
}

static int flexnic_parse_slot(const struct nlattr *nest,
			      struct flexnic_port_cfg *cfg,
			      struct netlink_ext_ack *extack)
{
	struct nlattr *tb[FLEXNIC_A_MAX + 1];
	struct flexnic_slot_cfg *slot;
	int err;

	err = nla_parse_nested(tb, FLEXNIC_A_MAX, nest, flexnic_slot_policy,
			       extack);
	if (err)
		return err;
	if (!tb[FLEXNIC_A_SLOT]) {
		NL_SET_ERR_MSG_ATTR(extack, nest, "No slot named");
		return -EINVAL;
	}
	if (nla_get_u32(tb[FLEXNIC_A_SLOT]) >= cfg->count) {
		NL_SET_ERR_MSG_ATTR(extack, tb[FLEXNIC_A_SLOT],
				    "The port has no such FlexNIC");
		return -ENOENT;
	}
	slot = &cfg->slot[nla_get_u32(tb[FLEXNIC_A_SLOT])];
	if (slot->attr[FLEXNIC_A_SLOT]) {
		NL_SET_ERR_MSG_ATTR(extack, tb[FLEXNIC_A_SLOT],
				    "The FlexNIC is named twice");
		return -EINVAL;
	}
	memcpy(slot->attr, tb, sizeof(tb));

	flexnic_parse_speed(tb, slot);
	if (tb[FLEXNIC_A_MAX_RATE])
		slot->max = nla_get_u64(tb[FLEXNIC_A_MAX_RATE]);
	if (tb[FLEXNIC_A_PRIO])
		slot->prio = nla_get_u32(tb[FLEXNIC_A_PRIO]);
	if (tb[FLEXNIC_A_VID])
		slot->vid = nla_get_u16(tb[FLEXNIC_A_VID]);
	if (tb[FLEXNIC_A_LINK])
		slot->link = nla_get_u8(tb[FLEXNIC_A_LINK]);
	if (tb[FLEXNIC_A_MAC])
		nla_memcpy(slot->mac, tb[FLEXNIC_A_MAC], ETH_ALEN);
	return 0;
}

static int flexnic_parse_slots(const struct genl_info *info,
			       struct flexnic_port_cfg *cfg)
{
	const struct nlattr *attr;
	int err, rem;

	nlmsg_for_each_attr(attr, info->nlhdr, GENL_HDRLEN, rem) {
		if (nla_type(attr) != FLEXNIC_A_PORT_FLEXNIC)
			continue;
		err = flexnic_parse_slot(attr, cfg, info->extack);
		if (err)
			return err;
	}
	return 0;
}

static int flexnic_parse_proto(const struct genl_info *info,
			       struct flexnic_port_cfg *cfg)
{
	struct nlattr *attr = info->attrs[FLEXNIC_A_PORT_TAG_PROTO];
	u16 proto = cfg->mode == FLEXNIC_MODE_CHANNEL ? ETH_P_8021AD :
							ETH_P_8021Q;

	if (!flexnic_mode_tags(cfg->mode)) {
		if (!attr)
			return 0;
		NL_SET_ERR_MSG_ATTR(info->extack, attr, "Mode mac has no tag");
		return -EINVAL;
	}
	if (attr)
		proto = nla_get_u16(attr);
	if (!eth_type_vlan(htons(proto))) {
		NL_SET_ERR_MSG_ATTR(info->extack, attr,
				    "The tag is neither 802.1Q nor 802.1ad");
		return -EPROTONOSUPPORT;
	}
	if (cfg->mode == FLEXNIC_MODE_VLAN && proto != ETH_P_8021Q) {
		NL_SET_ERR_MSG_ATTR(info->extack, attr,
				    "An access VLAN is tagged 802.1Q");
		return -EPROTONOSUPPORT;
	}
	cfg->proto = htons(proto);
	return 0;
}

/* the configuration that a PORT_NEW asks for, over the defaults in @cfg */
static int flexnic_parse_new(const struct genl_info *info,
			     struct flexnic_port_cfg *cfg)
{
	struct nlattr **tb = info->attrs;
	unsigned int i;
	int err;

	if (tb[FLEXNIC_A_PORT_BASE_NAME])
		nla_strscpy(cfg->base, tb[FLEXNIC_A_PORT_BASE_NAME],
			    sizeof(cfg->base));
	if (tb[FLEXNIC_A_PORT_MODE])
		cfg->mode = nla_get_u32(tb[FLEXNIC_A_PORT_MODE]);
	if (tb[FLEXNIC_A_PORT_COUNT])
		cfg->count = nla_get_u32(tb[FLEXNIC_A_PORT_COUNT]);
	if (tb[FLEXNIC_A_PORT_SPEED_FIXED])
		cfg->speed_fixed = nla_get_u64(tb[FLEXNIC_A_PORT_SPEED_FIXED]);
	err = flexnic_parse_proto(info, cfg);
	if (err)
		return err;
	for (i = 0; cfg->mode == FLEXNIC_MODE_CHANNEL && i < cfg->count; i++)
		cfg->slot[i].vid = FLEXNIC_CHANNEL_BASE + i;
	return flexnic_parse_slots(info, cfg);
}

/* a reply is made before the change, so that it cannot fail after it */
static struct sk_buff *flexnic_reply_new(struct genl_info *info, void **hdr)
{
	struct sk_buff *skb;

	skb = genlmsg_new(GENLMSG_DEFAULT_SIZE, GFP_KERNEL);
	if (!skb)
		return NULL;
	*hdr = genlmsg_put_reply(skb, info, &flexnic_family, 0,
				 info->genlhdr->cmd);
	return skb;
}

static int flexnic_reply_port(struct genl_info *info, struct sk_buff *skb,
			      void *hdr, const struct flexnic_port *port)
{
	int err = flexnic_port_fill(skb, port, hdr);

	if (err) {
		nlmsg_free(skb);
		return err;
	}
	return genlmsg_reply(skb, info);
}

static struct flexnic_port *flexnic_port_new(struct genl_info *info)
{
	struct netlink_ext_ack *extack = info->extack;
	struct flexnic_port_cfg cfg;
	struct net_device *dev;
	int err;

	dev = flexnic_get_dev(info);
	if (IS_ERR(dev))
		return ERR_CAST(dev);
	flexnic_cfg_default(&cfg, dev);
	err = flexnic_port_check_dev(dev, extack) ?:
	      flexnic_parse_new(info, &cfg) ?:
	      flexnic_cfg_check(&cfg, dev,
				flexnic_read_speed(dev, cfg.speed_fixed),
				extack);
	if (err)
		return ERR_PTR(err);
	return flexnic_port_create(dev, &cfg, extack);
}

static struct flexnic_port *flexnic_port_set(struct genl_info *info)
{
	struct nlattr *fixed = info->attrs[FLEXNIC_A_PORT_SPEED_FIXED];
	struct netlink_ext_ack *extack = info->extack;
	struct flexnic_port_cfg cfg;
	struct flexnic_port *port;
	int err;

	port = flexnic_get_port(info);
	if (IS_ERR(port))
		return port;
	flexnic_cfg_current(&cfg, port);
	if (fixed)
		cfg.speed_fixed = nla_get_u64(fixed);
	err = flexnic_parse_slots(info, &cfg) ?:
	      flexnic_cfg_check(&cfg, port->dev,
				flexnic_port_speed(port, cfg.speed_fixed),
				extack) ?:
	      flexnic_cfg_commit(port, &cfg, extack);
	if (err)
		return ERR_PTR(err);
	flexnic_port_notify(port, FLEXNIC_CMD_PORT_CHANGE_NTF);
	return port;
}

/* do something to a port and answer with what has become of it */
static int flexnic_doit_port(struct genl_info *info,
			     struct flexnic_port *(*op)(struct genl_info *))
{
	struct flexnic_port *port;
	struct sk_buff *reply;
	void *hdr;
	int err;

	reply = flexnic_reply_new(info, &hdr);
	if (!reply)
		return -ENOMEM;
	rtnl_lock();
	port = op(info);
	if (IS_ERR(port)) {
		nlmsg_free(reply);
		err = PTR_ERR(port);
	} else {
		err = flexnic_reply_port(info, reply, hdr, port);
	}
	rtnl_unlock();
	return err;
}

static int flexnic_port_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	return flexnic_doit_port(info, flexnic_get_port);
}

static int flexnic_port_new_doit(struct sk_buff *skb, struct genl_info *info)
{
	return flexnic_doit_port(info, flexnic_port_new);
}

static int flexnic_port_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	return flexnic_doit_port(info, flexnic_port_set);
}

static int flexnic_port_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct flexnic_port *port;

	rtnl_lock();
	port = flexnic_get_port(info);
	if (!IS_ERR(port))
		flexnic_port_destroy(port);
	rtnl_unlock();
	return PTR_ERR_OR_ZERO(port);
}

static int flexnic_port_get_dumpit(struct sk_buff *skb,
				   struct netlink_callback *cb)
{
	struct net *net = sock_net(skb->sk);
	struct flexnic_port *port = NULL;
	long i = 0;
	void *hdr;

	rtnl_lock();
	cb->seq = flexnic_ports_generation();
	while ((port = flexnic_ports_next(net, port))) {
		if (i++ < cb->args[0])
			continue;
		hdr = genlmsg_put(skb, NETLINK_CB(cb->skb).portid,
				  cb->nlh->nlmsg_seq, &flexnic_family,
				  NLM_F_MULTI, FLEXNIC_CMD_PORT_GET);
		if (hdr)
			genl_dump_check_consistent(cb, hdr);
		if (flexnic_port_fill(skb, port, hdr))
			break;
		cb->args[0] = i;
	}
	rtnl_unlock();
	return skb->len;
}

/* a port belongs to its namespace, and so does the right to change it */
static const struct genl_ops flexnic_ops[] = {
	{
		.cmd		= FLEXNIC_CMD_PORT_GET,
		.doit		= flexnic_port_get_doit,
		.dumpit		= flexnic_port_get_dumpit,
		.policy		= flexnic_port_policy,
		.maxattr	= FLEXNIC_PORT_POLICY_MAX,
	},
	{
		.cmd		= FLEXNIC_CMD_PORT_NEW,
		.flags		= GENL_UNS_ADMIN_PERM,
		.doit		= flexnic_port_new_doit,
		.policy		= flexnic_port_new_policy,
		.maxattr	= FLEXNIC_PORT_CHANGE_POLICY_MAX,
	},
	{
		.cmd		= FLEXNIC_CMD_PORT_DEL,
		.flags		= GENL_UNS_ADMIN_PERM,
		.doit		= flexnic_port_del_doit,
		.policy		= flexnic_port_policy,
		.maxattr	= FLEXNIC_PORT_POLICY_MAX,
	},
	{
		.cmd		= FLEXNIC_CMD_PORT_SET,
		.flags		= GENL_UNS_ADMIN_PERM,
		.doit		= flexnic_port_set_doit,
		.policy		= flexnic_port_set_policy,
		.maxattr	= FLEXNIC_PORT_CHANGE_POLICY_MAX,
	},
};

static const struct genl_multicast_group flexnic_groups[] = {
	{ .name = FLEXNIC_MCGRP_PORT },
};

struct genl_family flexnic_family __ro_after_init = {
	.name		= FLEXNIC_FAMILY_NAME,
	.version	= FLEXNIC_FAMILY_VERSION,
	.netnsok	= true,
	/* the handlers take the RTNL, which orders all there is to order */
	.parallel_ops	= true,
	.module		= THIS_MODULE,
	.ops		= flexnic_ops,
	.n_ops		= ARRAY_SIZE(flexnic_ops),
	.mcgrps		= flexnic_groups,
	.n_mcgrps	= ARRAY_SIZE(flexnic_groups),
};

/**
 * flexnic_netlink_init() - open the family
 *
 * Return: 0 or a negative errno.
 */
int __init flexnic_netlink_init(void)
{
	int err = genl_register_family(&flexnic_family);

	if (!err)
		flexnic_notify_enable(true);
	return err;
}

/**
 * flexnic_netlink_exit() - close the family
 */
void flexnic_netlink_exit(void)
{
	flexnic_notify_enable(false);
	genl_unregister_family(&flexnic_family);
}
