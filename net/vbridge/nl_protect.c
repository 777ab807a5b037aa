// SPDX-License-Identifier: GPL-2.0
/*
 * Generic netlink: protection of the switch.
 */
#include "request.h"

const struct nla_policy vb_protect_policy[VBRIDGE_A_PROTECT_MAX + 1] = {
	[VBRIDGE_A_PROTECT_LOOP_INTERVAL] = { .type = NLA_U32 },
	[VBRIDGE_A_PROTECT_LOOP_RETRY] = NLA_POLICY_MIN(NLA_U32, 100),
	[VBRIDGE_A_PROTECT_FLAP_LIMIT] = { .type = NLA_U32 },
};

/**
 * vb_protect_do_get() - PROTECT_GET
 * @req: the request
 *
 * Context: RTNL.
 * Return: 0.
 */
int vb_protect_do_get(struct vb_request *req)
{
	req->fill = vb_protect_fill;
	req->object = req->sw;
	return 0;
}

static int vb_protect_check(const struct vb_request *req)
{
	const struct nlattr *interval =
		req->tb[VBRIDGE_A_PROTECT_LOOP_INTERVAL];
	u32 ms = interval ? nla_get_u32(interval) : 0;

	if (!ms || (ms >= VB_LOOP_INTERVAL_LEAST && ms <= MSEC_PER_SEC * 60))
		return 0;
	NL_SET_ERR_MSG_ATTR(req->extack, interval,
			    "The interval is neither 0 nor within 50 to 60000 ms");
	return -ERANGE;
}

/**
 * vb_protect_do_set() - PROTECT_SET
 * @req: the request
 *
 * Context: RTNL.
 * Return: 0 or -ERANGE.
 */
int vb_protect_do_set(struct vb_request *req)
{
	struct vb_loop *loop = &req->sw->loop;
	struct nlattr **tb = req->tb;
	int err;

	err = vb_protect_check(req);
	if (err)
		return err;
	if (tb[VBRIDGE_A_PROTECT_LOOP_INTERVAL])
		WRITE_ONCE(loop->interval,
			   nla_get_u32(tb[VBRIDGE_A_PROTECT_LOOP_INTERVAL]));
	if (tb[VBRIDGE_A_PROTECT_LOOP_RETRY])
		WRITE_ONCE(loop->retry,
			   nla_get_u32(tb[VBRIDGE_A_PROTECT_LOOP_RETRY]));
	if (tb[VBRIDGE_A_PROTECT_FLAP_LIMIT])
		WRITE_ONCE(loop->flap_limit,
			   nla_get_u32(tb[VBRIDGE_A_PROTECT_FLAP_LIMIT]));
	vb_loop_hurry(req->sw);
	vb_protect_notify(req->sw);
	return vb_protect_do_get(req);
}
