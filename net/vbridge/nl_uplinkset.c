// SPDX-License-Identifier: GPL-2.0
/*
 * Generic netlink: uplink sets.
 */
#include "request.h"

static struct netlink_range_validation vb_hold_down_range = {
	.max = VB_HOLD_DOWN_MAX,
};

static struct netlink_range_validation vb_announce_range = {
	.max = VB_ANNOUNCE_RATE_MAX,
};

static const struct nla_policy vb_member_policy[VBRIDGE_A_MEMBER_MAX + 1] = {
	[VBRIDGE_A_MEMBER_IFINDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[VBRIDGE_A_MEMBER_IFNAME] = { .type = NLA_NUL_STRING,
				      .len = IFNAMSIZ - 1 },
	[VBRIDGE_A_MEMBER_PREFERENCE] = { .type = NLA_U32 },
	[VBRIDGE_A_MEMBER_REMOVE] = { .type = NLA_FLAG },
};

static const struct nla_policy vb_carried_policy[VBRIDGE_A_CARRIED_MAX + 1] = {
	[VBRIDGE_A_CARRIED_NETWORK] = NLA_POLICY_MIN(NLA_U32, 1),
	[VBRIDGE_A_CARRIED_NETWORK_NAME] = { .type = NLA_NUL_STRING,
					     .len = IFNAMSIZ - 1 },
	[VBRIDGE_A_CARRIED_TAG] = NLA_POLICY_MAX(NLA_U32, VBRIDGE_TAG_TUNNEL),
	[VBRIDGE_A_CARRIED_VID] = NLA_POLICY_RANGE(NLA_U16, 1, VLAN_VID_MASK - 1),
	[VBRIDGE_A_CARRIED_REMOVE] = { .type = NLA_FLAG },
};

const struct nla_policy vb_uset_policy[VBRIDGE_A_UPLINKSET_MAX + 1] = {
	[VBRIDGE_A_UPLINKSET_NAME] = { .type = NLA_NUL_STRING,
				       .len = VBRIDGE_NAME_LEN - 1 },
	[VBRIDGE_A_UPLINKSET_MODE] = NLA_POLICY_MAX(NLA_U32, VBRIDGE_MODE_LACP),
	[VBRIDGE_A_UPLINKSET_PREEMPT] = NLA_POLICY_MAX(NLA_U8, 1),
	[VBRIDGE_A_UPLINKSET_HOLD_DOWN] =
		NLA_POLICY_FULL_RANGE(NLA_U32, &vb_hold_down_range),
	[VBRIDGE_A_UPLINKSET_ANNOUNCE_RATE] =
		NLA_POLICY_FULL_RANGE(NLA_U32, &vb_announce_range),
	[VBRIDGE_A_UPLINKSET_ANNOUNCE_COUNT] =
		NLA_POLICY_MAX(NLA_U32, VB_ANNOUNCE_COUNT_MAX),
	[VBRIDGE_A_UPLINKSET_MEMBER] = NLA_POLICY_NESTED(vb_member_policy),
	[VBRIDGE_A_UPLINKSET_CARRIED] = NLA_POLICY_NESTED(vb_carried_policy),
};

static void vb_uset_answer(struct vb_request *req, const struct vb_uset *uset)
{
	req->fill = vb_uset_fill;
	req->object = uset;
}

static struct vb_uset *vb_uset_named(const struct vb_request *req)
{
	const struct nlattr *name = req->tb[VBRIDGE_A_UPLINKSET_NAME];
	struct vb_uset *uset;

	if (!name) {
		NL_SET_ERR_MSG(req->extack, "No uplink set named");
		return ERR_PTR(-EINVAL);
	}
	uset = vb_uset_find(req->sw, nla_data(name));
	if (uset && !uset->leaving)
		return uset;
	NL_SET_ERR_MSG_ATTR(req->extack, name,
			    "There is no such uplink set");
	return ERR_PTR(-ENOENT);
}

static void vb_uset_parse(const struct vb_request *req, struct vb_uset_cfg *cfg)
{
	struct nlattr **tb = req->tb;

	if (tb[VBRIDGE_A_UPLINKSET_MODE])
		cfg->mode = nla_get_u32(tb[VBRIDGE_A_UPLINKSET_MODE]);
	if (tb[VBRIDGE_A_UPLINKSET_PREEMPT])
		cfg->preempt = nla_get_u8(tb[VBRIDGE_A_UPLINKSET_PREEMPT]);
	if (tb[VBRIDGE_A_UPLINKSET_HOLD_DOWN])
		cfg->hold_down = nla_get_u32(tb[VBRIDGE_A_UPLINKSET_HOLD_DOWN]);
	if (tb[VBRIDGE_A_UPLINKSET_ANNOUNCE_RATE])
		cfg->announce_rate =
			nla_get_u32(tb[VBRIDGE_A_UPLINKSET_ANNOUNCE_RATE]);
	if (tb[VBRIDGE_A_UPLINKSET_ANNOUNCE_COUNT])
		cfg->announce_count =
			nla_get_u32(tb[VBRIDGE_A_UPLINKSET_ANNOUNCE_COUNT]);
}

/* ---- steps of a change, and the way back -------------------------------------------- */

/**
 * struct vb_uset_step - one port or network that a request adds or removes
 * @dev: the port's device, or NULL
 * @network: or the network
 * @add: added rather than removed
 * @preference: of the port
 * @tag: of the network
 * @vid: of the network
 * @attr: what of the request it is
 * @done: it was carried out
 */
struct vb_uset_step {
	struct net_device	*dev;
	struct vb_network	*network;
	bool			add;
	u32			preference;
	enum vbridge_tag	tag;
	u16			vid;
	const struct nlattr	*attr;
	bool			done;
};

static int vb_uset_step_member(const struct vb_request *req,
			       const struct vb_uset *uset,
			       const struct nlattr *nest,
			       struct vb_uset_step *step)
{
	struct nlattr *tb[VBRIDGE_A_MEMBER_MAX + 1];
	const struct vb_uplink *member;
	int err;

	err = nla_parse_nested(tb, VBRIDGE_A_MEMBER_MAX, nest,
			       vb_member_policy, req->extack);
	if (err)
		return err;
	step->dev = vb_parse_dev(req, tb[VBRIDGE_A_MEMBER_IFINDEX],
				 tb[VBRIDGE_A_MEMBER_IFNAME]);
	if (IS_ERR(step->dev))
		return PTR_ERR(step->dev);
	step->add = !tb[VBRIDGE_A_MEMBER_REMOVE];
	member = vb_uset_member(uset, step->dev);
	if (member)
		step->preference = member->preference;
	if (tb[VBRIDGE_A_MEMBER_PREFERENCE])
		step->preference = nla_get_u32(tb[VBRIDGE_A_MEMBER_PREFERENCE]);
	return 0;
}

static int vb_uset_step_carried(const struct vb_request *req,
				const struct nlattr *nest,
				struct vb_uset_step *step)
{
	struct nlattr *tb[VBRIDGE_A_CARRIED_MAX + 1];
	int err;

	err = nla_parse_nested(tb, VBRIDGE_A_CARRIED_MAX, nest,
			       vb_carried_policy, req->extack);
	if (err)
		return err;
	step->network = vb_parse_network(req, tb[VBRIDGE_A_CARRIED_NETWORK],
					 tb[VBRIDGE_A_CARRIED_NETWORK_NAME]);
	if (IS_ERR(step->network))
		return PTR_ERR(step->network);
	step->add = !tb[VBRIDGE_A_CARRIED_REMOVE];
	if (!step->add)
		return 0;
	if (step->network->flags & VB_NET_TUNNEL)
		step->tag = VBRIDGE_TAG_TUNNEL;
	if (tb[VBRIDGE_A_CARRIED_VID]) {
		step->vid = nla_get_u16(tb[VBRIDGE_A_CARRIED_VID]);
		step->tag = VBRIDGE_TAG_VLAN;
	}
	if (tb[VBRIDGE_A_CARRIED_TAG])
		step->tag = nla_get_u32(tb[VBRIDGE_A_CARRIED_TAG]);
	return 0;
}

/* will it be there when it is the turn of @step? */
static bool vb_uset_has(const struct vb_uset *uset,
			const struct vb_uset_step *first,
			const struct vb_uset_step *step)
{
	const struct vb_uset_step *before = step;

	while (before > first) {
		before--;
		if (before->dev == step->dev &&
		    before->network == step->network)
			return before->add;
	}
	if (step->dev)
		return vb_uset_member(uset, step->dev);
	return step->network->uset == uset;
}

static int vb_uset_check_removal(const struct vb_request *req,
				 const struct vb_uset *uset,
				 const struct vb_uset_step *first,
				 const struct vb_uset_step *step)
{
	if (step->add || vb_uset_has(uset, first, step))
		return 0;
	if (step->dev)
		NL_SET_ERR_MSG_ATTR(req->extack, step->attr,
				    "The uplink set has no such port");
	else
		NL_SET_ERR_MSG_ATTR(req->extack, step->attr,
				    "The uplink set does not carry the network");
	return -ENOENT;
}

static bool vb_uset_is_step(const struct nlattr *attr)
{
	return nla_type(attr) == VBRIDGE_A_UPLINKSET_MEMBER ||
	       nla_type(attr) == VBRIDGE_A_UPLINKSET_CARRIED;
}

static unsigned int vb_uset_count_steps(const struct vb_request *req)
{
	const struct nlattr *attr;
	unsigned int n = 0;
	int rem;

	nla_for_each_attr(attr, req->head, req->len, rem)
		n += vb_uset_is_step(attr);
	return n;
}

static int vb_uset_parse_steps(const struct vb_request *req,
			       const struct vb_uset *uset,
			       struct vb_uset_step *first)
{
	struct vb_uset_step *step = first;
	const struct nlattr *attr;
	int rem, err;

	nla_for_each_attr(attr, req->head, req->len, rem) {
		if (!vb_uset_is_step(attr))
			continue;
		step->attr = attr;
		if (nla_type(attr) == VBRIDGE_A_UPLINKSET_MEMBER)
			err = vb_uset_step_member(req, uset, attr, step);
		else
			err = vb_uset_step_carried(req, attr, step);
		if (!err)
			err = vb_uset_check_removal(req, uset, first, step);
		if (err)
			return err;
		step++;
	}
	return 0;
}

static int vb_uset_do_member(struct vb_uset *uset, struct vb_uset_step *step,
			     bool add, struct netlink_ext_ack *extack)
{
	struct vb_uplink *member = vb_uset_member(uset, step->dev);
	u32 preference;

	if (!add) {
		/* for the way back */
		step->preference = member->preference;
		vb_uset_del_member(uset, member);
		return 0;
	}
	if (!member)
		return vb_uset_add_member(uset, step->dev, step->preference,
					  extack);
	/* what it was goes into the step, for the way back */
	preference = member->preference;
	vb_uset_prefer(uset, member, step->preference);
	step->preference = preference;
	return 0;
}

static int vb_uset_do_carried(struct vb_uset *uset, struct vb_uset_step *step,
			      bool add, struct netlink_ext_ack *extack)
{
	if (add)
		return vb_uset_carry(uset, step->network, step->tag, step->vid,
				     extack);
	step->tag = step->network->carried_tag;
	step->vid = step->network->carried_vid;
	vb_uset_drop(uset, step->network);
	return 0;
}

static int vb_uset_do_step(struct vb_uset *uset, struct vb_uset_step *step,
			   bool add, struct netlink_ext_ack *extack)
{
	if (step->dev)
		return vb_uset_do_member(uset, step, add, extack);
	return vb_uset_do_carried(uset, step, add, extack);
}

/* was the port there before, and only its preference is another? */
static bool vb_uset_only_prefers(const struct vb_uset *uset,
				 const struct vb_uset_step *step)
{
	return step->add && step->dev && vb_uset_member(uset, step->dev);
}

/* the last of them first */
static void vb_uset_undo_steps(struct vb_uset *uset, struct vb_uset_step *step,
			       unsigned int n)
{
	while (n--)
		vb_uset_do_step(uset, &step[n], step[n].done || !step[n].add,
				NULL);
}

static int vb_uset_do_steps(const struct vb_request *req, struct vb_uset *uset,
			    struct vb_uset_step *step, unsigned int n)
{
	unsigned int i;
	int err = 0;

	for (i = 0; i < n; i++) {
		step[i].done = vb_uset_only_prefers(uset, &step[i]);
		err = vb_uset_do_step(uset, &step[i], step[i].add,
				      req->extack);
		if (err)
			break;
	}
	if (!err)
		return 0;
	if (req->extack && !req->extack->bad_attr)
		NL_SET_BAD_ATTR(req->extack, step[i].attr);
	vb_uset_undo_steps(uset, step, i);
	return err;
}

/**
 * struct vb_uset_change - what a request changes of an uplink set
 * @old: what was configured before
 * @n: steps
 * @step: the ports and networks that it adds or removes
 */
struct vb_uset_change {
	struct vb_uset_cfg	old;
	unsigned int		n;
	struct vb_uset_step	step[];
};

static void vb_uset_configure(struct vb_uset *uset,
			      const struct vb_uset_cfg *cfg)
{
	spin_lock_bh(&uset->sw->uplink_lock);
	uset->cfg = *cfg;
	spin_unlock_bh(&uset->sw->uplink_lock);
}

/* everything, or nothing */
static int vb_uset_apply(struct vb_request *req, struct vb_uset *uset,
			 struct vb_uset_change *change)
{
	struct vb_uset_cfg cfg = uset->cfg;
	int err;

	change->old = uset->cfg;
	vb_uset_parse(req, &cfg);
	err = vb_uset_parse_steps(req, uset, change->step);
	if (err)
		return err;
	vb_uset_configure(uset, &cfg);
	err = vb_uset_do_steps(req, uset, change->step, change->n);
	if (err)
		vb_uset_configure(uset, &change->old);
	return err;
}

/* ---- the way back, of a batch ---------------------------------------------------------- */

static void vb_uset_back_new(struct vb_undo *undo)
{
	struct vb_uset *uset = undo->object;

	vb_uset_notify(uset, VBRIDGE_CMD_UPLINKSET_DEL_NTF);
	vb_uset_destroy(uset);
}

static void vb_uset_back_set(struct vb_undo *undo)
{
	struct vb_uset_change *change = undo->data;
	struct vb_uset *uset = undo->object;

	vb_uset_undo_steps(uset, change->step, change->n);
	vb_uset_configure(uset, &change->old);
	vb_uset_notify(uset, VBRIDGE_CMD_UPLINKSET_CHANGE_NTF);
}

/* what a full set has, out of it, and as much into it */
#define VB_USET_STEPS							\
	(2 * (VBRIDGE_UPLINKSET_NETWORKS + VBRIDGE_UPLINKSET_PORTS))

/* what the request said is kept, batch or not */
static struct vb_undo *vb_uset_step_begin(const struct vb_request *req,
					  void (*back)(struct vb_undo *undo))
{
	unsigned int n = vb_uset_count_steps(req);
	struct vb_uset_change *change;
	struct vb_undo *undo;

	if (n > VB_USET_STEPS) {
		NL_SET_ERR_MSG_ATTR(req->extack,
				    req->tb[VBRIDGE_A_UPLINKSET_CARRIED] ?:
				    req->tb[VBRIDGE_A_UPLINKSET_MEMBER],
				    "More ports and networks than an uplink set can exchange");
		return ERR_PTR(-E2BIG);
	}
	undo = vb_undo_alloc(struct_size(change, step, n));
	if (!undo)
		return ERR_PTR(-ENOMEM);
	change = undo->data;
	change->n = n;
	undo->back = back;
	return undo;
}

static void vb_uset_step_end(const struct vb_request *req, struct vb_undo *undo,
			     struct vb_uset *uset)
{
	undo->object = uset;
	if (req->journal)
		vb_journal_add(req->journal, undo);
	else
		vb_undo_free(undo);
}

/* ---- requests ---------------------------------------------------------------------------- */

static int vb_uset_begin(struct vb_request *req, const char *name,
			 struct vb_uset_change *change, struct vb_uset **made)
{
	struct vb_uset_cfg cfg;
	int err;

	vb_uset_default(&cfg);
	vb_uset_parse(req, &cfg);
	err = vb_uset_create(req->sw, name, &cfg, made, req->extack);
	if (err)
		return err;
	err = vb_uset_apply(req, *made, change);
	if (err)
		vb_uset_destroy(*made);
	return err;
}

/**
 * vb_uset_do_new() - UPLINKSET_NEW
 * @req: the request
 *
 * Context: RTNL.
 * Return: 0 or a negative errno.
 */
int vb_uset_do_new(struct vb_request *req)
{
	const struct nlattr *name = req->tb[VBRIDGE_A_UPLINKSET_NAME];
	struct vb_uset *uset;
	struct vb_undo *undo;
	int err;

	if (!name || !nla_strcmp(name, "")) {
		NL_SET_ERR_MSG(req->extack, "A new uplink set needs a name");
		return -EINVAL;
	}
	undo = vb_uset_step_begin(req, vb_uset_back_new);
	if (IS_ERR(undo))
		return PTR_ERR(undo);
	err = vb_uset_begin(req, nla_data(name), undo->data, &uset);
	if (err) {
		vb_undo_free(undo);
		return err;
	}
	vb_uset_step_end(req, undo, uset);
	vb_uplink_changed(req->sw);
	vb_uset_notify(uset, VBRIDGE_CMD_UPLINKSET_NEW_NTF);
	vb_uset_answer(req, uset);
	return 0;
}

/**
 * vb_uset_do_set() - UPLINKSET_SET
 * @req: the request
 *
 * Ports and networks that are not named stay as they are.
 *
 * Context: RTNL.
 * Return: 0 or a negative errno.
 */
int vb_uset_do_set(struct vb_request *req)
{
	const struct nlattr *mode = req->tb[VBRIDGE_A_UPLINKSET_MODE];
	struct vb_uset *uset = vb_uset_named(req);
	struct vb_undo *undo;
	int err;

	if (IS_ERR(uset))
		return PTR_ERR(uset);
	if (mode && nla_get_u32(mode) != uset->cfg.mode) {
		NL_SET_ERR_MSG_ATTR(req->extack, mode,
				    "The mode of an uplink set is for good");
		return -EBUSY;
	}
	undo = vb_uset_step_begin(req, vb_uset_back_set);
	if (IS_ERR(undo))
		return PTR_ERR(undo);
	err = vb_uset_apply(req, uset, undo->data);
	if (err) {
		vb_undo_free(undo);
		return err;
	}
	vb_uset_step_end(req, undo, uset);
	vb_uplink_changed(req->sw);
	vb_uset_notify(uset, VBRIDGE_CMD_UPLINKSET_CHANGE_NTF);
	vb_uset_answer(req, uset);
	return 0;
}

static void vb_uset_back_del(struct vb_undo *undo)
{
	struct vb_uset *uset = undo->object;

	uset->leaving = false;
}

static void vb_uset_end_del(struct vb_undo *undo)
{
	struct vb_uset *uset = undo->object;

	vb_uset_notify(uset, VBRIDGE_CMD_UPLINKSET_DEL_NTF);
	vb_uset_destroy(uset);
}

/**
 * vb_uset_do_del() - UPLINKSET_DEL
 * @req: the request
 *
 * Context: RTNL.
 * Return: 0 or a negative errno.
 */
int vb_uset_do_del(struct vb_request *req)
{
	struct vb_uset *uset = vb_uset_named(req);
	struct vb_undo undo = { .object = uset }, *later;

	if (IS_ERR(uset))
		return PTR_ERR(uset);
	if (vb_step(req, &later, 0))
		return -ENOMEM;
	if (!later) {
		vb_uset_end_del(&undo);
		return 0;
	}
	later->object = uset;
	later->back = vb_uset_back_del;
	later->end = vb_uset_end_del;
	uset->leaving = true;
	return vb_step_done(req, later, 0);
}

/**
 * vb_uset_do_get() - UPLINKSET_GET of one set
 * @req: the request
 *
 * Context: RTNL.
 * Return: 0 or a negative errno.
 */
int vb_uset_do_get(struct vb_request *req)
{
	struct vb_uset *uset = vb_uset_named(req);

	if (IS_ERR(uset))
		return PTR_ERR(uset);
	vb_uset_answer(req, uset);
	return 0;
}
