// SPDX-License-Identifier: GPL-2.0
/*
 * Generic netlink: connections.
 */
#include "request.h"

static const struct nla_policy vb_storm_policy[VBRIDGE_A_STORM_MAX + 1] = {
	[VBRIDGE_A_STORM_KIND] = NLA_POLICY_MAX(NLA_U32,
						VBRIDGE_STORM_MULTICAST),
	[VBRIDGE_A_STORM_KBPS] = { .type = NLA_U64 },
	[VBRIDGE_A_STORM_PPS] = { .type = NLA_U64 },
};

const struct nla_policy vb_conn_policy[VBRIDGE_A_CONN_MAX + 1] = {
	[VBRIDGE_A_CONN_ID] = NLA_POLICY_MIN(NLA_U32, 1),
	[VBRIDGE_A_CONN_IFINDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[VBRIDGE_A_CONN_IFNAME] = { .type = NLA_NUL_STRING,
				    .len = IFNAMSIZ - 1 },
	[VBRIDGE_A_CONN_NETWORK] = NLA_POLICY_MIN(NLA_U32, 1),
	[VBRIDGE_A_CONN_NETWORK_NAME] = { .type = NLA_NUL_STRING,
					  .len = IFNAMSIZ - 1 },
	[VBRIDGE_A_CONN_ROLE] = NLA_POLICY_MAX(NLA_U32, VBRIDGE_ROLE_UPLINK),
	[VBRIDGE_A_CONN_TAG] = NLA_POLICY_MAX(NLA_U32, VBRIDGE_TAG_TUNNEL),
	[VBRIDGE_A_CONN_VID] = { .type = NLA_U16 },
	[VBRIDGE_A_CONN_CHANNEL] = { .type = NLA_U16 },
	[VBRIDGE_A_CONN_CHANNEL_PROTO] = { .type = NLA_U16 },
	[VBRIDGE_A_CONN_PREFERENCE] = { .type = NLA_U32 },
	[VBRIDGE_A_CONN_LEARNING] = NLA_POLICY_MAX(NLA_U8, 1),
	[VBRIDGE_A_CONN_FLOOD] = NLA_POLICY_MAX(NLA_U8, 1),
	[VBRIDGE_A_CONN_MCAST_FLOOD] = NLA_POLICY_MAX(NLA_U8, 1),
	[VBRIDGE_A_CONN_BCAST_FLOOD] = NLA_POLICY_MAX(NLA_U8, 1),
	[VBRIDGE_A_CONN_ISOLATED] = NLA_POLICY_MAX(NLA_U8, 1),
	[VBRIDGE_A_CONN_MAC_LIMIT] = { .type = NLA_U32 },
	[VBRIDGE_A_CONN_LOOP_PROTECT] = NLA_POLICY_MAX(NLA_U8, 1),
	[VBRIDGE_A_CONN_STORM] = NLA_POLICY_NESTED(vb_storm_policy),
	[VBRIDGE_A_CONN_LOCKED] = NLA_POLICY_MAX(NLA_U8, 1),
	[VBRIDGE_A_CONN_LOCK_MAC] = NLA_POLICY_EXACT_LEN(ETH_ALEN),
	[VBRIDGE_A_CONN_BLOCK] = NLA_POLICY_MAX(NLA_U32, VBRIDGE_BLOCK_NONE),
};

static const struct {
	unsigned int attr;
	u32 flag;
} vb_conn_flags[] = {
	{ VBRIDGE_A_CONN_LEARNING, VB_CONN_LEARNING },
	{ VBRIDGE_A_CONN_FLOOD, VB_CONN_FLOOD },
	{ VBRIDGE_A_CONN_MCAST_FLOOD, VB_CONN_MCAST_FLOOD },
	{ VBRIDGE_A_CONN_BCAST_FLOOD, VB_CONN_BCAST_FLOOD },
	{ VBRIDGE_A_CONN_ISOLATED, VB_CONN_ISOLATED },
	{ VBRIDGE_A_CONN_LOOP_PROTECT, VB_CONN_LOOP_PROTECT },
};

static void vb_conn_answer(struct vb_request *req, const struct vb_conn *conn)
{
	req->fill = vb_conn_fill;
	req->object = conn;
}

/* has the batch at hand deleted it, or its network? */
static bool vb_conn_leaves(const struct vb_conn *conn)
{
	return conn->leaving || conn->network->leaving;
}

/**
 * vb_parse_conn() - a connection by id
 * @req: the request
 * @id: names it
 *
 * Context: RTNL.
 * Return: the connection or an error pointer.
 */
struct vb_conn *vb_parse_conn(const struct vb_request *req,
			      const struct nlattr *id)
{
	struct vb_conn *conn = xa_load(&req->sw->conns, nla_get_u32(id));

	if (conn && !vb_conn_leaves(conn))
		return conn;
	NL_SET_ERR_MSG_ATTR(req->extack, id, "There is no such connection");
	return ERR_PTR(-ENOENT);
}

/* ---- which frames --------------------------------------------------------------- */

static void vb_conn_parse_tag(const struct vb_request *req,
			      struct vb_conn_cfg *cfg)
{
	struct nlattr **tb = req->tb;

	if (tb[VBRIDGE_A_CONN_VID]) {
		cfg->vid = nla_get_u16(tb[VBRIDGE_A_CONN_VID]);
		cfg->tag = VBRIDGE_TAG_VLAN;
	}
	if (tb[VBRIDGE_A_CONN_TAG])
		cfg->tag = nla_get_u32(tb[VBRIDGE_A_CONN_TAG]);
	if (tb[VBRIDGE_A_CONN_CHANNEL])
		cfg->channel = nla_get_u16(tb[VBRIDGE_A_CONN_CHANNEL]);
	if (tb[VBRIDGE_A_CONN_CHANNEL_PROTO])
		cfg->channel_proto =
			htons(nla_get_u16(tb[VBRIDGE_A_CONN_CHANNEL_PROTO]));
}

/* an attribute that must be named, or not, must not be 0 either */
static int vb_conn_check_zero(const struct vb_request *req)
{
	static const u8 attrs[] = { VBRIDGE_A_CONN_VID,
				    VBRIDGE_A_CONN_CHANNEL };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(attrs); i++) {
		if (!req->tb[attrs[i]] || nla_get_u16(req->tb[attrs[i]]))
			continue;
		NL_SET_ERR_MSG_ATTR(req->extack, req->tb[attrs[i]],
				    "VID 0 is a priority, not a VLAN");
		return -ERANGE;
	}
	return 0;
}

/* by id, or by port and tag */
static struct vb_conn *vb_conn_named(const struct vb_request *req)
{
	struct nlattr **tb = req->tb;
	struct vb_conn_cfg cfg;
	struct net_device *dev;
	struct vb_port *port;
	struct vb_conn *conn;

	if (tb[VBRIDGE_A_CONN_ID])
		return vb_parse_conn(req, tb[VBRIDGE_A_CONN_ID]);
	dev = vb_parse_dev(req, tb[VBRIDGE_A_CONN_IFINDEX],
			   tb[VBRIDGE_A_CONN_IFNAME]);
	if (IS_ERR(dev))
		return ERR_CAST(dev);
	port = vb_port_get_rtnl(dev);
	vb_conn_default(&cfg);
	vb_conn_parse_tag(req, &cfg);
	conn = port ? vb_conn_find(port, cfg.channel, cfg.tag, cfg.vid) : NULL;
	if (conn && !vb_conn_leaves(conn))
		return conn;
	NL_SET_ERR_MSG_ATTR(req->extack, tb[VBRIDGE_A_CONN_IFINDEX] ?:
					 tb[VBRIDGE_A_CONN_IFNAME],
			    "The port has no such connection");
	return ERR_PTR(-ENOENT);
}

/* ---- what it may ------------------------------------------------------------------- */

/**
 * struct vb_conn_change - what a request changes of a connection
 * @flags: VB_CONN_SETTABLE ones
 * @mac_limit: addresses learned
 * @preference: of a dedicated uplink
 * @storm: limits, by enum vbridge_storm
 * @set_storm: are they changed?
 * @lock: addresses that may be sources, or NULL
 * @set_lock: is it changed?
 * @spare: room for limits that are to be put back
 */
struct vb_conn_change {
	u32			flags;
	u32			mac_limit;
	u32			preference;
	struct vb_storm_cfg	storm[VB_STORMS];
	bool			set_storm;
	struct vb_lock		*lock;
	bool			set_lock;
	struct vb_storm		*spare;
};

static int vb_conn_parse_storm(const struct vb_request *req,
			       const struct nlattr *nest,
			       struct vb_conn_change *change)
{
	struct nlattr *tb[VBRIDGE_A_STORM_MAX + 1];
	struct vb_storm_cfg *cfg;
	int err;

	err = nla_parse_nested(tb, VBRIDGE_A_STORM_MAX, nest, vb_storm_policy,
			       req->extack);
	if (err)
		return err;
	if (!tb[VBRIDGE_A_STORM_KIND]) {
		NL_SET_ERR_MSG_ATTR(req->extack, nest,
				    "A limit needs a kind of frames");
		return -EINVAL;
	}
	if (tb[VBRIDGE_A_STORM_KBPS] && tb[VBRIDGE_A_STORM_PPS]) {
		NL_SET_ERR_MSG_ATTR(req->extack, tb[VBRIDGE_A_STORM_PPS],
				    "A limit counts bits or packets, not both");
		return -EINVAL;
	}
	cfg = &change->storm[nla_get_u32(tb[VBRIDGE_A_STORM_KIND])];
	memset(cfg, 0, sizeof(*cfg));
	if (tb[VBRIDGE_A_STORM_KBPS])
		cfg->kbps = nla_get_u64(tb[VBRIDGE_A_STORM_KBPS]);
	if (tb[VBRIDGE_A_STORM_PPS])
		cfg->pps = nla_get_u64(tb[VBRIDGE_A_STORM_PPS]);
	change->set_storm = true;
	return 0;
}

static int vb_conn_parse_storms(const struct vb_request *req,
				struct vb_conn_change *change)
{
	const struct nlattr *attr;
	int rem, err;

	nla_for_each_attr(attr, req->head, req->len, rem) {
		if (nla_type(attr) != VBRIDGE_A_CONN_STORM)
			continue;
		err = vb_conn_parse_storm(req, attr, change);
		if (err)
			return err;
	}
	return 0;
}

static unsigned int vb_conn_count_macs(const struct vb_request *req)
{
	const struct nlattr *attr;
	unsigned int n = 0;
	int rem;

	nla_for_each_attr(attr, req->head, req->len, rem)
		n += nla_type(attr) == VBRIDGE_A_CONN_LOCK_MAC;
	return n;
}

static int vb_conn_fill_lock(const struct vb_request *req, struct vb_lock *lock)
{
	const struct nlattr *attr;
	unsigned int i = 0;
	int rem, err;

	nla_for_each_attr(attr, req->head, req->len, rem) {
		if (nla_type(attr) != VBRIDGE_A_CONN_LOCK_MAC)
			continue;
		err = vb_parse_mac(req, attr, lock->mac[i++]);
		if (err)
			return err;
	}
	return 0;
}

/* addresses lock, "locked 0" unlocks; the addresses named are all there are */
static int vb_conn_parse_lock(const struct vb_request *req,
			      struct vb_conn_change *change)
{
	const struct nlattr *locked = req->tb[VBRIDGE_A_CONN_LOCKED];
	unsigned int n = vb_conn_count_macs(req);
	int err;

	if (!locked && !n)
		return 0;
	if (n > VBRIDGE_LOCK_MACS) {
		NL_SET_ERR_MSG_ATTR(req->extack,
				    req->tb[VBRIDGE_A_CONN_LOCK_MAC],
				    "More addresses than a lock can hold");
		return -E2BIG;
	}
	if (locked && !nla_get_u8(locked) && n) {
		NL_SET_ERR_MSG_ATTR(req->extack, locked,
				    "Without a lock there are no addresses");
		return -EINVAL;
	}
	change->set_lock = true;
	if (locked && !nla_get_u8(locked))
		return 0;
	change->lock = vb_lock_alloc(n);
	if (!change->lock)
		return -ENOMEM;
	err = vb_conn_fill_lock(req, change->lock);
	if (err)
		kfree(change->lock);
	return err;
}

/* @change holds what is in force; its lock is the caller's to use or free */
static int vb_conn_parse_change(const struct vb_request *req,
				struct vb_conn_change *change)
{
	struct nlattr **tb = req->tb;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(vb_conn_flags); i++)
		if (tb[vb_conn_flags[i].attr])
			vb_flag_parse(tb[vb_conn_flags[i].attr],
				      &change->flags, vb_conn_flags[i].flag);
	if (tb[VBRIDGE_A_CONN_MAC_LIMIT])
		change->mac_limit = nla_get_u32(tb[VBRIDGE_A_CONN_MAC_LIMIT]);
	return vb_conn_parse_storms(req, change) ?:
	       vb_conn_parse_lock(req, change);
}

/* all that can fail first */
static int vb_conn_apply_change(struct vb_conn *conn,
				struct vb_conn_change *change)
{
	if (change->set_storm && vb_storm_set(conn, change->storm)) {
		kfree(change->lock);
		return -ENOMEM;
	}
	if (change->set_lock)
		vb_lock_set(conn, change->lock);
	vb_conn_change(conn, change->flags, change->mac_limit);
	vb_conn_prefer(conn, change->preference);
	return 0;
}

/* ---- the way back ---------------------------------------------------------------------- */

/* what is in force, but its lock */
static void vb_conn_current(const struct vb_conn *conn,
			    struct vb_conn_change *change)
{
	const struct vb_storm *storm = rtnl_dereference(conn->storm);

	change->flags = conn->cfg.flags;
	change->mac_limit = conn->cfg.mac_limit;
	change->preference = conn->cfg.preference;
	if (storm)
		memcpy(change->storm, storm->cfg, sizeof(change->storm));
}

/* what is in force; its lock is a copy */
static int vb_conn_snapshot(const struct vb_conn *conn,
			    struct vb_conn_change *change)
{
	const struct vb_lock *lock = rtnl_dereference(conn->lock);

	vb_conn_current(conn, change);
	if (!lock)
		return 0;
	change->lock = vb_lock_alloc(lock->n);
	if (!change->lock)
		return -ENOMEM;
	memcpy(change->lock->mac, lock->mac, lock->n * sizeof(lock->mac[0]));
	return 0;
}

/* back to what was before it came, or on to the end that it was to have */
static void vb_conn_gone(struct vb_undo *undo)
{
	vb_conn_destroy(undo->object);
}

static void vb_conn_back_set(struct vb_undo *undo)
{
	struct vb_conn_change *old = undo->data;
	struct vb_conn *conn = undo->object;

	vb_storm_put(conn, old->storm, &old->spare);
	vb_lock_set(conn, old->lock);
	old->lock = NULL;
	vb_conn_change(conn, old->flags, old->mac_limit);
	vb_conn_prefer(conn, old->preference);
	vb_conn_notify(conn, VBRIDGE_CMD_CONN_CHANGE_NTF);
}

static void vb_conn_free_set(void *data)
{
	struct vb_conn_change *old = data;

	kfree(old->lock);
	kfree(old->spare);
	kvfree(old);
}

static void vb_conn_back_del(struct vb_undo *undo)
{
	struct vb_conn *conn = undo->object;

	conn->leaving = false;
	if (conn->suspended)
		vb_conn_resume(conn);
}

/* ---- requests ------------------------------------------------------------------------ */

static int vb_conn_parse_new(const struct vb_request *req,
			     struct vb_conn_cfg *cfg)
{
	struct nlattr **tb = req->tb;
	int err;

	vb_conn_default(cfg);
	memcpy(cfg->attr, tb, sizeof(cfg->attr));
	cfg->network = vb_parse_network(req, tb[VBRIDGE_A_CONN_NETWORK],
					tb[VBRIDGE_A_CONN_NETWORK_NAME]);
	if (IS_ERR(cfg->network))
		return PTR_ERR(cfg->network);
	if (cfg->network->flags & VB_NET_TUNNEL)
		cfg->tag = VBRIDGE_TAG_TUNNEL;
	err = vb_conn_check_zero(req);
	if (err)
		return err;
	vb_conn_parse_tag(req, cfg);
	if (tb[VBRIDGE_A_CONN_ROLE])
		cfg->uplink = nla_get_u32(tb[VBRIDGE_A_CONN_ROLE]) ==
			      VBRIDGE_ROLE_UPLINK;
	if (tb[VBRIDGE_A_CONN_PREFERENCE]) {
		cfg->preference = nla_get_u32(tb[VBRIDGE_A_CONN_PREFERENCE]);
		if (!cfg->uplink) {
			NL_SET_ERR_MSG_ATTR(req->extack,
					    tb[VBRIDGE_A_CONN_PREFERENCE],
					    "Only an uplink has a preference");
			return -EINVAL;
		}
	}
	return 0;
}

static struct vb_conn *vb_conn_begin(const struct vb_request *req,
				     struct net_device *dev,
				     struct vb_conn_cfg *cfg,
				     struct vb_conn_change *change)
{
	/* what it may not do is in force before its first frame */
	cfg->flags = change->flags;
	cfg->mac_limit = change->mac_limit;
	cfg->storm = change->storm;
	cfg->lock = change->lock;
	return vb_conn_create(dev, cfg, req->extack);
}

/**
 * vb_conn_do_new() - CONN_NEW
 * @req: the request
 *
 * Context: RTNL.
 * Return: 0 or a negative errno.
 */
int vb_conn_do_new(struct vb_request *req)
{
	struct vb_conn_change change = { .flags = VB_CONN_DEFAULT };
	struct vb_conn_cfg cfg;
	struct net_device *dev;
	struct vb_conn *conn;
	struct vb_undo *undo;
	int err;

	dev = vb_parse_dev(req, req->tb[VBRIDGE_A_CONN_IFINDEX],
			   req->tb[VBRIDGE_A_CONN_IFNAME]);
	if (IS_ERR(dev))
		return PTR_ERR(dev);
	err = vb_conn_parse_new(req, &cfg) ?: vb_step(req, &undo, 0);
	if (err)
		return err;
	err = vb_conn_parse_change(req, &change);
	if (err)
		return vb_step_done(req, undo, err);
	conn = vb_conn_begin(req, dev, &cfg, &change);
	if (!IS_ERR(conn)) {
		vb_conn_answer(req, conn);
		if (undo) {
			undo->object = conn;
			undo->back = vb_conn_gone;
		}
	}
	return vb_step_done(req, undo, PTR_ERR_OR_ZERO(conn));
}

static int vb_conn_parse_preference(const struct vb_request *req,
				    const struct vb_conn *conn,
				    struct vb_conn_change *change)
{
	const struct nlattr *preference = req->tb[VBRIDGE_A_CONN_PREFERENCE];

	if (!preference)
		return 0;
	if (!conn->cfg.uplink || conn->cfg.of_set) {
		NL_SET_ERR_MSG_ATTR(req->extack, preference,
				    "Only a dedicated uplink has a preference of its own");
		return -EINVAL;
	}
	change->preference = nla_get_u32(preference);
	return 0;
}

static int vb_conn_step_set(const struct vb_request *req, struct vb_conn *conn,
			    struct vb_undo **undo)
{
	struct vb_conn_change *old;
	int err;

	err = vb_step(req, undo, sizeof(*old));
	if (err || !*undo)
		return err;
	old = (*undo)->data;
	(*undo)->object = conn;
	(*undo)->back = vb_conn_back_set;
	(*undo)->free = vb_conn_free_set;
	old->spare = vb_storm_alloc();
	if (!old->spare || vb_conn_snapshot(conn, old)) {
		vb_undo_free(*undo);
		return -ENOMEM;
	}
	return 0;
}

/**
 * vb_conn_do_set() - CONN_SET
 * @req: the request
 *
 * Context: RTNL.
 * Return: 0 or a negative errno.
 */
int vb_conn_do_set(struct vb_request *req)
{
	struct vb_conn *conn = vb_conn_named(req);
	struct vb_conn_change change = {};
	struct vb_undo *undo;
	int err;

	if (IS_ERR(conn))
		return PTR_ERR(conn);
	err = vb_conn_step_set(req, conn, &undo);
	if (err)
		return err;
	vb_conn_current(conn, &change);
	err = vb_conn_parse_preference(req, conn, &change) ?:
	      vb_conn_parse_change(req, &change) ?:
	      vb_conn_apply_change(conn, &change);
	if (vb_step_done(req, undo, err))
		return err;
	if (req->tb[VBRIDGE_A_CONN_BLOCK])
		vb_loop_reset(conn);
	vb_conn_notify(conn, VBRIDGE_CMD_CONN_CHANGE_NTF);
	vb_conn_answer(req, conn);
	return 0;
}

/**
 * vb_conn_do_del() - CONN_DEL
 * @req: the request
 *
 * Context: RTNL.
 * Return: 0 or a negative errno.
 */
int vb_conn_do_del(struct vb_request *req)
{
	struct vb_conn *conn = vb_conn_named(req);
	struct vb_undo *undo;

	if (IS_ERR(conn))
		return PTR_ERR(conn);
	if (conn->cfg.of_set) {
		NL_SET_ERR_MSG(req->extack,
			       "The connection is an uplink set's: change that");
		return -EBUSY;
	}
	if (vb_step(req, &undo, 0))
		return -ENOMEM;
	if (!undo) {
		vb_conn_destroy(conn);
		return 0;
	}
	undo->object = conn;
	undo->back = vb_conn_back_del;
	undo->end = vb_conn_gone;
	conn->leaving = true;
	if (!conn->cfg.uplink)
		vb_conn_suspend(conn);
	return vb_step_done(req, undo, 0);
}

/**
 * vb_conn_do_get() - CONN_GET of one connection
 * @req: the request
 *
 * Context: RTNL.
 * Return: 0 or a negative errno.
 */
int vb_conn_do_get(struct vb_request *req)
{
	struct vb_conn *conn = vb_conn_named(req);

	if (IS_ERR(conn))
		return PTR_ERR(conn);
	vb_conn_answer(req, conn);
	return 0;
}
