// SPDX-License-Identifier: GPL-2.0
/*
 * Several requests in one: carried out in their order, all or none.
 *
 * Networks and uplink sets that a batch deletes, and dedicated uplinks, go when
 * all the rest has succeeded: until then their names and tags are in use. A
 * downlink's tag is free for the requests behind its end.
 */
#include "request.h"

static const struct nla_policy vb_item_policy[VBRIDGE_A_ITEM_MAX + 1] = {
	[VBRIDGE_A_ITEM_CMD] = { .type = NLA_U32 },
	[VBRIDGE_A_ITEM_NETWORK] = NLA_POLICY_NESTED(vb_network_policy),
	[VBRIDGE_A_ITEM_CONN] = NLA_POLICY_NESTED(vb_conn_policy),
	[VBRIDGE_A_ITEM_UPLINKSET] = NLA_POLICY_NESTED(vb_uset_policy),
};

const struct nla_policy vb_batch_policy[VBRIDGE_A_BATCH_MAX + 1] = {
	[VBRIDGE_A_BATCH_ITEM] = NLA_POLICY_NESTED(vb_item_policy),
};

/* enough for the attributes of any of them */
#define VB_ITEM_ATTRS	(VBRIDGE_A_CONN_MAX + VBRIDGE_A_NETWORK_MAX +	\
			 VBRIDGE_A_UPLINKSET_MAX)

/**
 * struct vb_item_kind - a request that may stand in a batch
 * @cmd: enum vbridge_cmd
 * @attr: enum vbridge_item_attr that holds its attributes
 * @policy: of these
 * @maxattr: last one of them
 * @what: carries it out
 */
struct vb_item_kind {
	u32			cmd;
	int			attr;
	const struct nla_policy	*policy;
	int			maxattr;
	int			(*what)(struct vb_request *req);
};

#define VB_ITEM_KIND(_cmd, _object, _policy, _what)			\
	{								\
		.cmd		= VBRIDGE_CMD_##_cmd,			\
		.attr		= VBRIDGE_A_ITEM_##_object,		\
		.policy		= _policy,				\
		.maxattr	= VBRIDGE_A_##_object##_MAX,		\
		.what		= _what,				\
	}

static const struct vb_item_kind vb_item_kinds[] = {
	VB_ITEM_KIND(NETWORK_NEW, NETWORK, vb_network_policy,
		     vb_network_do_new),
	VB_ITEM_KIND(NETWORK_SET, NETWORK, vb_network_policy,
		     vb_network_do_set),
	VB_ITEM_KIND(NETWORK_DEL, NETWORK, vb_network_policy,
		     vb_network_do_del),
	VB_ITEM_KIND(CONN_NEW, CONN, vb_conn_policy, vb_conn_do_new),
	VB_ITEM_KIND(CONN_SET, CONN, vb_conn_policy, vb_conn_do_set),
	VB_ITEM_KIND(CONN_DEL, CONN, vb_conn_policy, vb_conn_do_del),
	VB_ITEM_KIND(UPLINKSET_NEW, UPLINKSET, vb_uset_policy, vb_uset_do_new),
	VB_ITEM_KIND(UPLINKSET_SET, UPLINKSET, vb_uset_policy, vb_uset_do_set),
	VB_ITEM_KIND(UPLINKSET_DEL, UPLINKSET, vb_uset_policy, vb_uset_do_del),
};

static const struct vb_item_kind *vb_item_kind(const struct nlattr *cmd)
{
	unsigned int i;

	for (i = 0; cmd && i < ARRAY_SIZE(vb_item_kinds); i++)
		if (vb_item_kinds[i].cmd == nla_get_u32(cmd))
			return &vb_item_kinds[i];
	return NULL;
}

static int vb_batch_item(const struct vb_request *batch,
			 struct vb_journal *journal, const struct nlattr *nest)
{
	struct nlattr *item[VBRIDGE_A_ITEM_MAX + 1];
	struct nlattr *tb[VB_ITEM_ATTRS];
	struct vb_request req = *batch;
	const struct vb_item_kind *kind;
	int err;

	err = nla_parse_nested(item, VBRIDGE_A_ITEM_MAX, nest, vb_item_policy,
			       req.extack);
	if (err)
		return err;
	kind = vb_item_kind(item[VBRIDGE_A_ITEM_CMD]);
	if (!kind) {
		NL_SET_ERR_MSG_ATTR(req.extack,
				    item[VBRIDGE_A_ITEM_CMD] ?: nest,
				    "A batch can't hold such a request");
		return -EOPNOTSUPP;
	}
	if (!item[kind->attr]) {
		NL_SET_ERR_MSG_ATTR(req.extack, nest,
				    "The request does not say what it is about");
		return -EINVAL;
	}
	err = nla_parse_nested(tb, kind->maxattr, item[kind->attr],
			       kind->policy, req.extack);
	if (err)
		return err;
	req.tb = tb;
	req.head = nla_data(item[kind->attr]);
	req.len = nla_len(item[kind->attr]);
	req.journal = journal;
	err = kind->what(&req);
	if (err && req.extack && !req.extack->bad_attr)
		NL_SET_BAD_ATTR(req.extack, nest);
	return err;
}

/**
 * vb_batch_do() - BATCH
 * @req: the request
 *
 * Context: RTNL.
 * Return: 0, or a negative errno with nothing changed.
 */
int vb_batch_do(struct vb_request *req)
{
	struct vb_journal journal;
	const struct nlattr *attr;
	int rem, err;

	INIT_LIST_HEAD(&journal.steps);
	nla_for_each_attr(attr, req->head, req->len, rem) {
		err = vb_batch_item(req, &journal, attr);
		if (err) {
			vb_journal_back(&journal);
			return err;
		}
	}
	vb_journal_end(&journal);
	return 0;
}
