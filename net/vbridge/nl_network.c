// SPDX-License-Identifier: GPL-2.0
/*
 * Generic netlink: networks.
 */
#include "request.h"

const struct nla_policy vb_network_policy[VBRIDGE_A_NETWORK_MAX + 1] = {
	[VBRIDGE_A_NETWORK_IFINDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[VBRIDGE_A_NETWORK_IFNAME] = { .type = NLA_NUL_STRING,
				       .len = IFNAMSIZ - 1 },
	[VBRIDGE_A_NETWORK_PRIVATE] = NLA_POLICY_MAX(NLA_U8, 1),
	[VBRIDGE_A_NETWORK_SMARTLINK] = NLA_POLICY_MAX(NLA_U8, 1),
	[VBRIDGE_A_NETWORK_TUNNEL] = NLA_POLICY_MAX(NLA_U8, 1),
	[VBRIDGE_A_NETWORK_AGEING] = { .type = NLA_U32 },
	[VBRIDGE_A_NETWORK_MAC_LIMIT] = { .type = NLA_U32 },
	[VBRIDGE_A_NETWORK_MCAST_SNOOPING] = NLA_POLICY_MAX(NLA_U8, 1),
	[VBRIDGE_A_NETWORK_MCAST_UNKNOWN] = NLA_POLICY_MAX(NLA_U8, 1),
	[VBRIDGE_A_NETWORK_PREFERRED] = { .type = NLA_U64 },
	[VBRIDGE_A_NETWORK_MAX_RATE] = { .type = NLA_U64 },
};

static const struct {
	unsigned int attr;
	u32 flag;
} vb_network_flags[] = {
	{ VBRIDGE_A_NETWORK_PRIVATE, VB_NET_PRIVATE },
	{ VBRIDGE_A_NETWORK_SMARTLINK, VB_NET_SMARTLINK },
	{ VBRIDGE_A_NETWORK_TUNNEL, VB_NET_TUNNEL },
	{ VBRIDGE_A_NETWORK_MCAST_SNOOPING, VB_NET_SNOOPING },
	{ VBRIDGE_A_NETWORK_MCAST_UNKNOWN, VB_NET_MCAST_UNKNOWN },
};

static void vb_network_answer(struct vb_request *req,
			      const struct vb_network *network)
{
	req->fill = vb_network_fill;
	req->object = network;
}

static struct vb_network *vb_network_named(const struct vb_request *req)
{
	return vb_parse_network(req, req->tb[VBRIDGE_A_NETWORK_IFINDEX],
				req->tb[VBRIDGE_A_NETWORK_IFNAME]);
}

static int vb_network_parse(const struct vb_request *req,
			    struct vb_network_cfg *cfg)
{
	struct nlattr **tb = req->tb;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(vb_network_flags); i++)
		if (tb[vb_network_flags[i].attr])
			vb_flag_parse(tb[vb_network_flags[i].attr],
				      &cfg->flags, vb_network_flags[i].flag);
	if (tb[VBRIDGE_A_NETWORK_MAC_LIMIT])
		cfg->mac_limit = nla_get_u32(tb[VBRIDGE_A_NETWORK_MAC_LIMIT]);
	if (tb[VBRIDGE_A_NETWORK_PREFERRED])
		cfg->preferred = nla_get_u64(tb[VBRIDGE_A_NETWORK_PREFERRED]);
	if (tb[VBRIDGE_A_NETWORK_MAX_RATE])
		cfg->max_rate = nla_get_u64(tb[VBRIDGE_A_NETWORK_MAX_RATE]);
	return vb_rates_check(cfg, tb[VBRIDGE_A_NETWORK_PREFERRED] ?:
				   tb[VBRIDGE_A_NETWORK_MAX_RATE],
			      req->extack) ?:
	       vb_ageing_parse(tb[VBRIDGE_A_NETWORK_AGEING], cfg, req->extack);
}

/* ---- the way back ------------------------------------------------------------------- */

/* back to what was before it came, or on to the end that it was to have */
static void vb_network_gone(struct vb_undo *undo)
{
	struct vb_network *network = undo->object;

	vb_network_destroy(network->dev, NULL);
}

static void vb_network_back_set(struct vb_undo *undo)
{
	vb_network_change(undo->object, undo->data, NULL);
}

static void vb_network_back_del(struct vb_undo *undo)
{
	struct vb_network *network = undo->object;

	network->leaving = false;
}

/* ---- requests ------------------------------------------------------------------------- */

static int vb_network_begin(const struct vb_request *req, const char *name,
			    const struct vb_network_cfg *cfg,
			    struct vb_network **made)
{
	struct net_device *dev;
	int err;

	dev = alloc_netdev(sizeof(struct vb_network), name, NET_NAME_USER,
			   vb_network_setup);
	if (!dev)
		return -ENOMEM;
	dev_net_set(dev, req->sw->net);
	err = vb_network_create(dev, cfg, req->extack);
	if (err) {
		free_netdev(dev);
		return err;
	}
	err = dev_open(dev, req->extack);
	if (err) {
		vb_network_destroy(dev, NULL);
		return err;
	}
	*made = netdev_priv(dev);
	return 0;
}

/**
 * vb_network_do_new() - NETWORK_NEW: a network begins, and is up
 * @req: the request
 *
 * Context: RTNL.
 * Return: 0 or a negative errno.
 */
int vb_network_do_new(struct vb_request *req)
{
	const struct nlattr *ifname = req->tb[VBRIDGE_A_NETWORK_IFNAME];
	struct vb_network *network;
	struct vb_network_cfg cfg;
	struct vb_undo *undo;
	int err;

	if (!ifname) {
		NL_SET_ERR_MSG(req->extack, "A new network needs a name");
		return -EINVAL;
	}
	if (__dev_get_by_name(req->sw->net, nla_data(ifname))) {
		NL_SET_ERR_MSG_ATTR(req->extack, ifname,
				    "There is a device of this name");
		return -EEXIST;
	}
	vb_network_default(&cfg);
	err = vb_network_parse(req, &cfg) ?: vb_step(req, &undo, 0);
	if (err)
		return err;
	err = vb_network_begin(req, nla_data(ifname), &cfg, &network);
	if (!err) {
		vb_network_answer(req, network);
		if (undo) {
			undo->object = network;
			undo->back = vb_network_gone;
		}
	}
	return vb_step_done(req, undo, err);
}

/**
 * vb_network_do_set() - NETWORK_SET
 * @req: the request
 *
 * Context: RTNL.
 * Return: 0 or a negative errno.
 */
int vb_network_do_set(struct vb_request *req)
{
	struct vb_network *network = vb_network_named(req);
	struct vb_network_cfg cfg;
	struct vb_undo *undo;
	int err;

	if (IS_ERR(network))
		return PTR_ERR(network);
	cfg = network->cfg;
	err = vb_network_parse(req, &cfg) ?: vb_step(req, &undo, sizeof(cfg));
	if (err)
		return err;
	if (undo) {
		undo->object = network;
		undo->back = vb_network_back_set;
		memcpy(undo->data, &network->cfg, sizeof(cfg));
	}
	vb_network_answer(req, network);
	return vb_step_done(req, undo,
			    vb_network_change(network, &cfg, req->extack));
}

/**
 * vb_network_do_del() - NETWORK_DEL
 * @req: the request
 *
 * Context: RTNL.
 * Return: 0 or a negative errno.
 */
int vb_network_do_del(struct vb_request *req)
{
	struct vb_network *network = vb_network_named(req);
	struct vb_undo *undo;

	if (IS_ERR(network))
		return PTR_ERR(network);
	if (vb_step(req, &undo, 0))
		return -ENOMEM;
	if (undo) {
		undo->object = network;
		undo->back = vb_network_back_del;
		undo->end = vb_network_gone;
		network->leaving = true;
	} else {
		vb_network_destroy(network->dev, NULL);
	}
	return vb_step_done(req, undo, 0);
}

/**
 * vb_network_do_get() - NETWORK_GET of one network
 * @req: the request
 *
 * Context: RTNL.
 * Return: 0 or a negative errno.
 */
int vb_network_do_get(struct vb_request *req)
{
	struct vb_network *network = vb_network_named(req);

	if (IS_ERR(network))
		return PTR_ERR(network);
	vb_network_answer(req, network);
	return 0;
}
