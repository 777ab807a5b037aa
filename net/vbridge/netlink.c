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
		return vb_uset_msg_size(VBRIDGE_UPLINKSET_NETWORKS);
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

static const vb_do_t vb_do_table[VBRIDGE_CMD_MAX + 1] = {
	[VBRIDGE_CMD_NETWORK_GET]	= vb_network_do_get,
	[VBRIDGE_CMD_NETWORK_NEW]	= vb_network_do_new,
	[VBRIDGE_CMD_NETWORK_DEL]	= vb_network_do_del,
	[VBRIDGE_CMD_NETWORK_SET]	= vb_network_do_set,
	[VBRIDGE_CMD_CONN_GET]		= vb_conn_do_get,
	[VBRIDGE_CMD_CONN_NEW]		= vb_conn_do_new,
	[VBRIDGE_CMD_CONN_DEL]		= vb_conn_do_del,
	[VBRIDGE_CMD_CONN_SET]		= vb_conn_do_set,
	[VBRIDGE_CMD_UPLINKSET_GET]	= vb_uset_do_get,
	[VBRIDGE_CMD_UPLINKSET_NEW]	= vb_uset_do_new,
	[VBRIDGE_CMD_UPLINKSET_DEL]	= vb_uset_do_del,
	[VBRIDGE_CMD_UPLINKSET_SET]	= vb_uset_do_set,
	[VBRIDGE_CMD_FDB_NEW]		= vb_fdb_do_new,
	[VBRIDGE_CMD_FDB_DEL]		= vb_fdb_do_del,
	[VBRIDGE_CMD_FDB_FLUSH]		= vb_fdb_do_flush,
	[VBRIDGE_CMD_MIRROR_GET]	= vb_mirror_do_get,
	[VBRIDGE_CMD_MIRROR_NEW]	= vb_mirror_do_new,
	[VBRIDGE_CMD_MIRROR_DEL]	= vb_mirror_do_del,
	[VBRIDGE_CMD_PROTECT_GET]	= vb_protect_do_get,
	[VBRIDGE_CMD_PROTECT_SET]	= vb_protect_do_set,
	[VBRIDGE_CMD_BATCH]		= vb_batch_do,
};

static int vb_doit(struct sk_buff *skb, struct genl_info *info)
{
	return vb_do(info, vb_do_table[info->genlhdr->cmd]);
}

#define VB_GET(_cmd, _doit, _dump, _policy, _max)			\
	{								\
		.cmd		= _cmd,					\
		.doit		= _doit,				\
		.dumpit		= _dump,				\
		.policy		= _policy,				\
		.maxattr	= _max,					\
	}

#define VB_SET(_cmd, _policy, _max)					\
	{								\
		.cmd		= _cmd,					\
		.doit		= vb_doit,				\
		.policy		= _policy,				\
		.maxattr	= _max,					\
		.flags		= GENL_UNS_ADMIN_PERM,			\
	}

static const struct nla_policy vb_port_policy[VBRIDGE_A_PORT_MAX + 1] = {
	[VBRIDGE_A_PORT_IFINDEX] = NLA_POLICY_MIN(NLA_U32, 1),
};

static const struct nla_policy vb_mdb_policy[VBRIDGE_A_MDB_MAX + 1] = {
	[VBRIDGE_A_MDB_NETWORK] = NLA_POLICY_MIN(NLA_U32, 1),
	[VBRIDGE_A_MDB_NETWORK_NAME] = { .type = NLA_NUL_STRING,
					 .len = IFNAMSIZ - 1 },
};

static const struct genl_ops vb_ops[] = {
	VB_GET(VBRIDGE_CMD_NETWORK_GET, vb_doit, vb_network_dump,
	       vb_network_policy, VBRIDGE_A_NETWORK_MAX),
	VB_SET(VBRIDGE_CMD_NETWORK_NEW, vb_network_policy,
	       VBRIDGE_A_NETWORK_MAX),
	VB_SET(VBRIDGE_CMD_NETWORK_DEL, vb_network_policy,
	       VBRIDGE_A_NETWORK_MAX),
	VB_SET(VBRIDGE_CMD_NETWORK_SET, vb_network_policy,
	       VBRIDGE_A_NETWORK_MAX),
	VB_GET(VBRIDGE_CMD_CONN_GET, vb_doit, vb_conn_dump,
	       vb_conn_policy, VBRIDGE_A_CONN_MAX),
	VB_SET(VBRIDGE_CMD_CONN_NEW, vb_conn_policy,
	       VBRIDGE_A_CONN_MAX),
	VB_SET(VBRIDGE_CMD_CONN_DEL, vb_conn_policy,
	       VBRIDGE_A_CONN_MAX),
	VB_SET(VBRIDGE_CMD_CONN_SET, vb_conn_policy,
	       VBRIDGE_A_CONN_MAX),
	{
		.cmd		= VBRIDGE_CMD_UPLINKSET_GET,
		.doit		= vb_doit,
		.start		= vb_uset_dump_start,
		.dumpit		= vb_uset_dump,
		.policy		= vb_uset_policy,
		.maxattr	= VBRIDGE_A_UPLINKSET_MAX,
	},
	VB_SET(VBRIDGE_CMD_UPLINKSET_NEW, vb_uset_policy,
	       VBRIDGE_A_UPLINKSET_MAX),
	VB_SET(VBRIDGE_CMD_UPLINKSET_DEL, vb_uset_policy,
	       VBRIDGE_A_UPLINKSET_MAX),
	VB_SET(VBRIDGE_CMD_UPLINKSET_SET, vb_uset_policy,
	       VBRIDGE_A_UPLINKSET_MAX),
	VB_GET(VBRIDGE_CMD_FDB_GET, NULL, vb_fdb_dump,
	       vb_fdb_policy, VBRIDGE_A_FDB_MAX),
	VB_SET(VBRIDGE_CMD_FDB_NEW, vb_fdb_policy,
	       VBRIDGE_A_FDB_MAX),
	VB_SET(VBRIDGE_CMD_FDB_DEL, vb_fdb_policy,
	       VBRIDGE_A_FDB_MAX),
	VB_SET(VBRIDGE_CMD_FDB_FLUSH, vb_fdb_policy,
	       VBRIDGE_A_FDB_MAX),
	VB_GET(VBRIDGE_CMD_MDB_GET, NULL, vb_mdb_dump,
	       vb_mdb_policy, VBRIDGE_A_MDB_MAX),
	VB_GET(VBRIDGE_CMD_MIRROR_GET, vb_doit, vb_mirror_dump,
	       vb_mirror_policy, VBRIDGE_A_MIRROR_MAX),
	VB_SET(VBRIDGE_CMD_MIRROR_NEW, vb_mirror_policy,
	       VBRIDGE_A_MIRROR_MAX),
	VB_SET(VBRIDGE_CMD_MIRROR_DEL, vb_mirror_policy,
	       VBRIDGE_A_MIRROR_MAX),
	VB_GET(VBRIDGE_CMD_PROTECT_GET, vb_doit, NULL,
	       vb_protect_policy, VBRIDGE_A_PROTECT_MAX),
	VB_SET(VBRIDGE_CMD_PROTECT_SET, vb_protect_policy,
	       VBRIDGE_A_PROTECT_MAX),
	VB_SET(VBRIDGE_CMD_BATCH, vb_batch_policy,
	       VBRIDGE_A_BATCH_MAX),
	VB_GET(VBRIDGE_CMD_PORT_GET, NULL, vb_port_dump,
	       vb_port_policy, VBRIDGE_A_PORT_MAX),
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
