// SPDX-License-Identifier: GPL-2.0
/*
 * Generic netlink: mirrors.
 */
#include <linux/if_arp.h>

#include "request.h"

static const struct nla_policy vb_source_policy[VBRIDGE_A_SOURCE_MAX + 1] = {
	[VBRIDGE_A_SOURCE_CONN] = NLA_POLICY_MIN(NLA_U32, 1),
	[VBRIDGE_A_SOURCE_DIRECTION] = NLA_POLICY_MAX(NLA_U32,
						      VBRIDGE_DIRECTION_TX),
};

const struct nla_policy vb_mirror_policy[VBRIDGE_A_MIRROR_MAX + 1] = {
	[VBRIDGE_A_MIRROR_NAME] = { .type = NLA_NUL_STRING,
				    .len = VBRIDGE_NAME_LEN - 1 },
	[VBRIDGE_A_MIRROR_TO_IFINDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[VBRIDGE_A_MIRROR_TO_IFNAME] = { .type = NLA_NUL_STRING,
					 .len = IFNAMSIZ - 1 },
	[VBRIDGE_A_MIRROR_TO_CONN] = NLA_POLICY_MIN(NLA_U32, 1),
	[VBRIDGE_A_MIRROR_SOURCE] = NLA_POLICY_NESTED(vb_source_policy),
};

static void vb_mirror_answer(struct vb_request *req,
			     const struct vb_mirror *mirror)
{
	req->fill = vb_mirror_fill;
	req->object = mirror;
}

static int vb_mirror_parse_source(const struct vb_request *req,
				  const struct nlattr *nest,
				  struct vb_mirror *want)
{
	struct vb_source *source = &want->source[want->n];
	struct nlattr *tb[VBRIDGE_A_SOURCE_MAX + 1];
	int err;

	if (want->n == VBRIDGE_MIRROR_CONNS) {
		NL_SET_ERR_MSG_ATTR(req->extack, nest,
				    "More connections than a mirror can have");
		return -E2BIG;
	}
	err = nla_parse_nested(tb, VBRIDGE_A_SOURCE_MAX, nest,
			       vb_source_policy, req->extack);
	if (err)
		return err;
	if (!tb[VBRIDGE_A_SOURCE_CONN]) {
		NL_SET_ERR_MSG_ATTR(req->extack, nest, "No connection named");
		return -EINVAL;
	}
	source->conn = vb_parse_conn(req, tb[VBRIDGE_A_SOURCE_CONN]);
	if (IS_ERR(source->conn))
		return PTR_ERR(source->conn);
	if (tb[VBRIDGE_A_SOURCE_DIRECTION])
		source->direction = nla_get_u32(tb[VBRIDGE_A_SOURCE_DIRECTION]);
	want->n++;
	return 0;
}

static int vb_mirror_parse_sources(const struct vb_request *req,
				   struct vb_mirror *want)
{
	const struct nlattr *attr;
	int rem, err;

	nla_for_each_attr(attr, req->head, req->len, rem) {
		if (nla_type(attr) != VBRIDGE_A_MIRROR_SOURCE)
			continue;
		err = vb_mirror_parse_source(req, attr, want);
		if (err)
			return err;
	}
	if (want->n)
		return 0;
	NL_SET_ERR_MSG(req->extack, "No connection named");
	return -EINVAL;
}

static int vb_mirror_parse_to(const struct vb_request *req,
			      struct vb_mirror *want)
{
	struct nlattr **tb = req->tb;

	if (tb[VBRIDGE_A_MIRROR_TO_CONN]) {
		want->conn = vb_parse_conn(req, tb[VBRIDGE_A_MIRROR_TO_CONN]);
		return PTR_ERR_OR_ZERO(want->conn);
	}
	want->dev = vb_parse_dev(req, tb[VBRIDGE_A_MIRROR_TO_IFINDEX],
				 tb[VBRIDGE_A_MIRROR_TO_IFNAME]);
	if (IS_ERR(want->dev))
		return PTR_ERR(want->dev);
	if (want->dev->type != ARPHRD_ETHER || netif_is_vbridge(want->dev)) {
		NL_SET_ERR_MSG(req->extack,
			       "The analyser's device must be an Ethernet port");
		return -EINVAL;
	}
	return 0;
}

static int vb_mirror_do_create(struct vb_request *req, struct vb_mirror *want)
{
	struct vb_mirror *mirror;
	int err;

	err = vb_mirror_parse_to(req, want) ?:
	      vb_mirror_parse_sources(req, want);
	if (err)
		return err;
	mirror = vb_mirror_create(req->sw, want, req->extack);
	if (IS_ERR(mirror))
		return PTR_ERR(mirror);
	vb_mirror_answer(req, mirror);
	return 0;
}

/**
 * vb_mirror_do_new() - MIRROR_NEW
 * @req: the request
 *
 * Context: RTNL.
 * Return: 0 or a negative errno.
 */
int vb_mirror_do_new(struct vb_request *req)
{
	const struct nlattr *name = req->tb[VBRIDGE_A_MIRROR_NAME];
	struct vb_mirror *want;
	int err;

	if (!name || !nla_strcmp(name, "")) {
		NL_SET_ERR_MSG(req->extack, "A new mirror needs a name");
		return -EINVAL;
	}
	want = kzalloc(sizeof(*want), GFP_KERNEL);
	if (!want)
		return -ENOMEM;
	nla_strscpy(want->name, name, sizeof(want->name));
	err = vb_mirror_do_create(req, want);
	kfree(want);
	return err;
}

static struct vb_mirror *vb_mirror_named(const struct vb_request *req)
{
	const struct nlattr *name = req->tb[VBRIDGE_A_MIRROR_NAME];
	struct vb_mirror *mirror;

	if (!name) {
		NL_SET_ERR_MSG(req->extack, "No mirror named");
		return ERR_PTR(-EINVAL);
	}
	mirror = vb_mirror_find(req->sw, nla_data(name));
	if (mirror)
		return mirror;
	NL_SET_ERR_MSG_ATTR(req->extack, name, "There is no such mirror");
	return ERR_PTR(-ENOENT);
}

/**
 * vb_mirror_do_del() - MIRROR_DEL
 * @req: the request
 *
 * Context: RTNL.
 * Return: 0 or a negative errno.
 */
int vb_mirror_do_del(struct vb_request *req)
{
	struct vb_mirror *mirror = vb_mirror_named(req);

	if (IS_ERR(mirror))
		return PTR_ERR(mirror);
	vb_mirror_destroy(mirror);
	return 0;
}

/**
 * vb_mirror_do_get() - MIRROR_GET of one mirror
 * @req: the request
 *
 * Context: RTNL.
 * Return: 0 or a negative errno.
 */
int vb_mirror_do_get(struct vb_request *req)
{
	struct vb_mirror *mirror = vb_mirror_named(req);

	if (IS_ERR(mirror))
		return PTR_ERR(mirror);
	vb_mirror_answer(req, mirror);
	return 0;
}
