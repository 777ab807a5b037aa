// SPDX-License-Identifier: GPL-2.0
/*
 * Generic netlink family "vbridge".
 *
 * The source of truth is Documentation/netlink/specs/vbridge.yaml.
 */
#include <net/net_namespace.h>
#include <net/sock.h>

#include "request.h"

typedef int (*vb_do_t)(struct vb_request *req);

static size_t vb_reply_size(const struct genl_info *info)
{
	switch (info->genlhdr->cmd) {
	case VBRIDGE_CMD_UPLINKSET_GET:
	case VBRIDGE_CMD_UPLINKSET_NEW:
	case VBRIDGE_CMD_UPLINKSET_SET:
		/* there may be many networks in it */
		return VB_USET_MSG_SIZE;
	default:
		return GENLMSG_DEFAULT_SIZE;
	}
}

/**
 * vb_do() - carry out a request and reply with what came of it
 * @info: the request
 * @what: carries it out
 *
 * The reply has its room before anything is changed.
 *
 * Return: 0 or a negative errno.
 */
static int vb_do(struct genl_info *info, vb_do_t what)
{
	struct vb_request req = {
		.sw	= vb_switch(genl_info_net(info)),
		.tb	= info->attrs,
		.head	= genlmsg_data(info->genlhdr),
		.len	= genlmsg_len(info->genlhdr),
		.extack	= info->extack,
	};
	struct sk_buff *skb;
	void *hdr;
	int err;

	skb = genlmsg_new(vb_reply_size(info), GFP_KERNEL);
	if (!skb)
		return -ENOMEM;
	hdr = genlmsg_put_reply(skb, info, &vb_family, 0, info->genlhdr->cmd);
	rtnl_lock();
	err = what(&req);
	if (!err && req.fill)
		err = req.fill(skb, req.object);
	rtnl_unlock();
	if (err || !req.fill) {
		nlmsg_free(skb);
		return err;
	}
	genlmsg_end(skb, hdr);
	return genlmsg_reply(skb, info);
}

#define VB_DOIT(name, what)						\
static int name(struct sk_buff *skb, struct genl_info *info)		\
{									\
	return vb_do(info, what);					\
}

VB_DOIT(vb_doit_network_get, vb_network_do_get)
VB_DOIT(vb_doit_network_new, vb_network_do_new)
VB_DOIT(vb_doit_network_del, vb_network_do_del)
VB_DOIT(vb_doit_network_set, vb_network_do_set)
VB_DOIT(vb_doit_conn_get, vb_conn_do_get)
VB_DOIT(vb_doit_conn_new, vb_conn_do_new)
VB_DOIT(vb_doit_conn_del, vb_conn_do_del)
VB_DOIT(vb_doit_conn_set, vb_conn_do_set)
VB_DOIT(vb_doit_uset_get, vb_uset_do_get)
VB_DOIT(vb_doit_uset_new, vb_uset_do_new)
VB_DOIT(vb_doit_uset_del, vb_uset_do_del)
VB_DOIT(vb_doit_uset_set, vb_uset_do_set)
VB_DOIT(vb_doit_fdb_new, vb_fdb_do_new)
VB_DOIT(vb_doit_fdb_del, vb_fdb_do_del)
VB_DOIT(vb_doit_fdb_flush, vb_fdb_do_flush)
VB_DOIT(vb_doit_mirror_get, vb_mirror_do_get)
VB_DOIT(vb_doit_mirror_new, vb_mirror_do_new)
VB_DOIT(vb_doit_mirror_del, vb_mirror_do_del)
VB_DOIT(vb_doit_protect_get, vb_protect_do_get)
VB_DOIT(vb_doit_protect_set, vb_protect_do_set)

#define VB_GET(_cmd, _doit, _dump, _policy)				\
	{								\
		.cmd		= _cmd,					\
		.doit		= _doit,				\
		.dumpit		= _dump,				\
		.policy		= _policy,				\
		.maxattr	= ARRAY_SIZE(_policy) - 1,		\
	}

#define VB_SET(_cmd, _doit, _policy)					\
	{								\
		.cmd		= _cmd,					\
		.doit		= _doit,				\
		.policy		= _policy,				\
		.maxattr	= ARRAY_SIZE(_policy) - 1,		\
		.flags		= GENL_UNS_ADMIN_PERM,			\
	}

static const struct nla_policy vb_port_policy[VBRIDGE_A_PORT_MAX + 1] = {
	[VBRIDGE_A_PORT_IFINDEX] = NLA_POLICY_MIN(NLA_U32, 1),
};

static const struct genl_ops vb_ops[] = {
	VB_GET(VBRIDGE_CMD_NETWORK_GET, vb_doit_network_get, vb_network_dump,
	       vb_network_policy),
	VB_SET(VBRIDGE_CMD_NETWORK_NEW, vb_doit_network_new, vb_network_policy),
	VB_SET(VBRIDGE_CMD_NETWORK_DEL, vb_doit_network_del, vb_network_policy),
	VB_SET(VBRIDGE_CMD_NETWORK_SET, vb_doit_network_set, vb_network_policy),
	VB_GET(VBRIDGE_CMD_CONN_GET, vb_doit_conn_get, vb_conn_dump,
	       vb_conn_policy),
	VB_SET(VBRIDGE_CMD_CONN_NEW, vb_doit_conn_new, vb_conn_policy),
	VB_SET(VBRIDGE_CMD_CONN_DEL, vb_doit_conn_del, vb_conn_policy),
	VB_SET(VBRIDGE_CMD_CONN_SET, vb_doit_conn_set, vb_conn_policy),
	VB_GET(VBRIDGE_CMD_UPLINKSET_GET, vb_doit_uset_get, vb_uset_dump,
	       vb_uset_policy),
	VB_SET(VBRIDGE_CMD_UPLINKSET_NEW, vb_doit_uset_new, vb_uset_policy),
	VB_SET(VBRIDGE_CMD_UPLINKSET_DEL, vb_doit_uset_del, vb_uset_policy),
	VB_SET(VBRIDGE_CMD_UPLINKSET_SET, vb_doit_uset_set, vb_uset_policy),
	VB_GET(VBRIDGE_CMD_FDB_GET, NULL, vb_fdb_dump, vb_fdb_policy),
	VB_SET(VBRIDGE_CMD_FDB_NEW, vb_doit_fdb_new, vb_fdb_policy),
	VB_SET(VBRIDGE_CMD_FDB_DEL, vb_doit_fdb_del, vb_fdb_policy),
	VB_SET(VBRIDGE_CMD_FDB_FLUSH, vb_doit_fdb_flush, vb_fdb_policy),
	VB_GET(VBRIDGE_CMD_MIRROR_GET, vb_doit_mirror_get, vb_mirror_dump,
	       vb_mirror_policy),
	VB_SET(VBRIDGE_CMD_MIRROR_NEW, vb_doit_mirror_new, vb_mirror_policy),
	VB_SET(VBRIDGE_CMD_MIRROR_DEL, vb_doit_mirror_del, vb_mirror_policy),
	VB_GET(VBRIDGE_CMD_PROTECT_GET, vb_doit_protect_get, NULL,
	       vb_protect_policy),
	VB_SET(VBRIDGE_CMD_PROTECT_SET, vb_doit_protect_set, vb_protect_policy),
	VB_GET(VBRIDGE_CMD_PORT_GET, NULL, vb_port_dump, vb_port_policy),
};

static const struct genl_multicast_group vb_groups[] = {
	[VB_GROUP_CONFIG] = { .name = VBRIDGE_MCGRP_CONFIG },
	[VB_GROUP_EVENT] = { .name = VBRIDGE_MCGRP_EVENT },
	[VB_GROUP_FDB] = { .name = VBRIDGE_MCGRP_FDB },
};

struct genl_family vb_family __ro_after_init = {
	.name		= VBRIDGE_FAMILY_NAME,
	.version	= VBRIDGE_FAMILY_VERSION,
	.module		= THIS_MODULE,
	.netnsok	= true,
	.parallel_ops	= true,
	.ops		= vb_ops,
	.n_ops		= ARRAY_SIZE(vb_ops),
	.resv_start_op	= __VBRIDGE_CMD_MAX,
	.mcgrps		= vb_groups,
	.n_mcgrps	= ARRAY_SIZE(vb_groups),
};

/**
 * vb_netlink_init() - open to requests
 *
 * Return: 0 or a negative errno.
 */
int __init vb_netlink_init(void)
{
	int err = genl_register_family(&vb_family);

	if (!err)
		vb_notify_enable(true);
	return err;
}

/**
 * vb_netlink_exit() - closed to requests, and silent
 */
void vb_netlink_exit(void)
{
	vb_notify_enable(false);
	genl_unregister_family(&vb_family);
}
