// SPDX-License-Identifier: GPL-2.0
/*
 * Generic netlink: everything of a kind.
 *
 * A dump that goes on in a further message finds its place by counting. If an
 * object came or went meanwhile, the messages say so (NLM_F_DUMP_INTR), and
 * who asked asks again.
 */
#include <net/sock.h>

#include "request.h"

static void *vb_dump_begin(struct sk_buff *skb, struct netlink_callback *cb,
			   u8 cmd)
{
	void *hdr;

	hdr = genlmsg_put(skb, NETLINK_CB(cb->skb).portid, cb->nlh->nlmsg_seq,
			  &vb_family, NLM_F_MULTI, cmd);
	if (hdr)
		genl_dump_check_consistent(cb, hdr);
	return hdr;
}

/* one object as one message, unless -ENODATA; false if there is no room left */
static bool vb_dump_one(struct sk_buff *skb, struct netlink_callback *cb,
			u8 cmd, int (*fill)(struct sk_buff *skb, const void *object),
			const void *object)
{
	unsigned int prev_seq = cb->prev_seq;
	void *hdr = vb_dump_begin(skb, cb, cmd);
	int err;

	if (!hdr)
		return false;
	err = fill(skb, object);
	if (err) {
		genlmsg_cancel(skb, hdr);
		/* what the header said of changes goes with it */
		cb->prev_seq = prev_seq;
		return err == -ENODATA;
	}
	genlmsg_end(skb, hdr);
	return true;
}

/* an object larger than a whole message would be asked for again and again */
static int vb_dump_end(const struct sk_buff *skb, bool full)
{
	return full && !skb->len ? -EMSGSIZE : skb->len;
}

static struct vb_switch *vb_dump_switch(const struct sk_buff *skb,
					struct netlink_callback *cb)
{
	struct vb_switch *sw = vb_switch(sock_net(skb->sk));

	cb->seq = sw->generation;
	return sw;
}

/* ---- objects that stand in a list of the switch ----------------------------------- */

/**
 * struct vb_dump_kind - a kind of objects
 * @cmd: of the messages
 * @fill: describes one
 * @head: their list, from the switch
 * @list: place in it, from the object
 */
struct vb_dump_kind {
	u8	cmd;
	int	(*fill)(struct sk_buff *skb, const void *object);
	size_t	head;
	size_t	list;
};

#define VB_DUMP_KIND(_cmd, _fill, _head, _type)				\
	{								\
		.cmd	= _cmd,						\
		.fill	= _fill,					\
		.head	= offsetof(struct vb_switch, _head),		\
		.list	= offsetof(_type, list),			\
	}

static int vb_dump_list(struct sk_buff *skb, struct netlink_callback *cb,
			const struct vb_dump_kind *kind)
{
	const struct list_head *head, *place;
	struct vb_switch *sw;
	bool full = false;
	long i = 0;

	rtnl_lock();
	sw = vb_dump_switch(skb, cb);
	head = (void *)sw + kind->head;
	list_for_each(place, head) {
		if (i++ < cb->args[0])
			continue;
		full = !vb_dump_one(skb, cb, kind->cmd, kind->fill,
				    (void *)place - kind->list);
		if (full)
			break;
		cb->args[0]++;
	}
	rtnl_unlock();
	return vb_dump_end(skb, full);
}

static int vb_network_dump_fill(struct sk_buff *skb, const void *object)
{
	return vb_network_fill(skb, object);
}

int vb_network_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	static const struct vb_dump_kind kind =
		VB_DUMP_KIND(VBRIDGE_CMD_NETWORK_GET, vb_network_dump_fill,
			     networks, struct vb_network);

	return vb_dump_list(skb, cb, &kind);
}

/* dedicated uplinks are shown with their network */
static int vb_uset_dump_fill(struct sk_buff *skb, const void *object)
{
	const struct vb_uset *uset = object;

	return uset->named ? vb_uset_fill(skb, uset) : -ENODATA;
}

/**
 * vb_uset_dump_start() - every message has room for the largest uplink set
 * @cb: the dump that begins
 *
 * Return: 0.
 */
int vb_uset_dump_start(struct netlink_callback *cb)
{
	const struct vb_switch *sw;
	const struct vb_uset *uset;
	unsigned int most = 0;
	size_t size;

	rtnl_lock();
	sw = vb_dump_switch(cb->skb, cb);
	list_for_each_entry(uset, &sw->usets, list)
		most = max(most, uset->n_carried);
	rtnl_unlock();
	cb->prev_seq = cb->seq;
	cb->args[1] = cb->seq;
	size = genlmsg_total_size(vb_uset_msg_size(most));
	cb->min_dump_alloc = nlmsg_total_size(size);
	return 0;
}

/**
 * vb_uset_dump() - all uplink sets
 * @skb: the message
 * @cb: where it goes on: in args[0] the set's number, in args[1] of which
 *      generation the messages have room for the largest
 *
 * A set may be too large since then: the dump ends, and says that it is not what
 * there is.
 *
 * Return: as any dump.
 */
int vb_uset_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	static const struct vb_dump_kind kind =
		VB_DUMP_KIND(VBRIDGE_CMD_UPLINKSET_GET, vb_uset_dump_fill,
			     usets, struct vb_uset);
	int len = vb_dump_list(skb, cb, &kind);

	return len == -EMSGSIZE && (u32)cb->args[1] != cb->seq ? 0 : len;
}

static int vb_mirror_dump_fill(struct sk_buff *skb, const void *object)
{
	return vb_mirror_fill(skb, object);
}

int vb_mirror_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	static const struct vb_dump_kind kind =
		VB_DUMP_KIND(VBRIDGE_CMD_MIRROR_GET, vb_mirror_dump_fill,
			     mirrors, struct vb_mirror);

	return vb_dump_list(skb, cb, &kind);
}

static int vb_port_dump_fill(struct sk_buff *skb, const void *object)
{
	return vb_port_fill(skb, object);
}

int vb_port_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	static const struct vb_dump_kind kind =
		VB_DUMP_KIND(VBRIDGE_CMD_PORT_GET, vb_port_dump_fill,
			     ports, struct vb_port);

	return vb_dump_list(skb, cb, &kind);
}

/* ---- connections -------------------------------------------------------------------- */

static int vb_conn_dump_fill(struct sk_buff *skb, const void *object)
{
	return vb_conn_fill(skb, object);
}

/**
 * vb_conn_dump() - all connections, in the order of their ids
 * @skb: the message
 * @cb: where it goes on
 *
 * Return: as any dump.
 */
int vb_conn_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct vb_switch *sw;
	struct vb_conn *conn;
	bool full = false;
	unsigned long id;

	rtnl_lock();
	sw = vb_dump_switch(skb, cb);
	xa_for_each_start(&sw->conns, id, conn, cb->args[0]) {
		full = !vb_dump_one(skb, cb, VBRIDGE_CMD_CONN_GET,
				    vb_conn_dump_fill, conn);
		if (full)
			break;
		cb->args[0] = id + 1;
	}
	rtnl_unlock();
	return vb_dump_end(skb, full);
}

/* ---- addresses --------------------------------------------------------------------- */

static int vb_fdb_dump_one(struct sk_buff *skb, struct netlink_callback *cb,
			   const struct vb_network *network,
			   const struct vb_fdb *fdb)
{
	void *hdr = vb_dump_begin(skb, cb, VBRIDGE_CMD_FDB_GET);

	if (!hdr)
		return -EMSGSIZE;
	if (vb_fdb_fill(skb, network, fdb)) {
		genlmsg_cancel(skb, hdr);
		return -EMSGSIZE;
	}
	genlmsg_end(skb, hdr);
	return 0;
}

static int vb_fdb_dump_network(struct sk_buff *skb, struct netlink_callback *cb,
			       const struct vb_network *network)
{
	const struct vb_fdb *fdb;
	long i = 0;
	int err = 0;

	rcu_read_lock();
	hlist_for_each_entry_rcu(fdb, &network->fdb, list) {
		if (i++ < cb->args[1])
			continue;
		err = vb_fdb_dump_one(skb, cb, network, fdb);
		if (err)
			break;
		cb->args[1]++;
	}
	rcu_read_unlock();
	return err;
}

/**
 * vb_fdb_dump() - all addresses, network by network
 * @skb: the message
 * @cb: where it goes on: in args[0] the network's number, in args[1] the
 *      address's
 *
 * Addresses come and go all the time: one may be missed or told twice.
 *
 * Return: as any dump.
 */
int vb_fdb_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	const struct vb_network *network;
	struct vb_switch *sw;
	long i = 0;

	rtnl_lock();
	sw = vb_dump_switch(skb, cb);
	list_for_each_entry(network, &sw->networks, list) {
		if (i++ < cb->args[0])
			continue;
		if (vb_fdb_dump_network(skb, cb, network))
			break;
		cb->args[0]++;
		cb->args[1] = 0;
	}
	rtnl_unlock();
	return skb->len;
}

/* ---- multicast groups ------------------------------------------------------------- */

/**
 * struct vb_mdb_dump - a dump of multicast groups on its way
 * @skb: the message
 * @cb: where it goes on: in args[0] the network's number, in args[1] the
 *      member's, over all its groups; routers come first
 * @network: the network
 * @i: number of the next member
 */
struct vb_mdb_dump {
	struct sk_buff			*skb;
	struct netlink_callback		*cb;
	const struct vb_network		*network;
	long				i;
};

static int vb_mdb_dump_one(struct vb_mdb_dump *dump,
			   const struct vb_mcast_group *group,
			   const struct vb_mcast_member *member)
{
	void *hdr = vb_dump_begin(dump->skb, dump->cb, VBRIDGE_CMD_MDB_GET);

	if (!hdr)
		return -EMSGSIZE;
	if (vb_mdb_fill(dump->skb, dump->network, group, member)) {
		genlmsg_cancel(dump->skb, hdr);
		return -EMSGSIZE;
	}
	genlmsg_end(dump->skb, hdr);
	return 0;
}

/* @group is NULL for routers */
static int vb_mdb_dump_members(struct vb_mdb_dump *dump,
			       const struct vb_mcast_group *group,
			       const struct hlist_head *head)
{
	const struct vb_mcast_member *member;
	int err;

	hlist_for_each_entry_rcu(member, head, list) {
		if (dump->i++ < dump->cb->args[1])
			continue;
		err = vb_mdb_dump_one(dump, group, member);
		if (err)
			return err;
		dump->cb->args[1]++;
	}
	return 0;
}

static int vb_mdb_dump_network(struct vb_mdb_dump *dump)
{
	const struct vb_mcast *mcast = &dump->network->mcast;
	const struct vb_mcast_group *group;
	int err;

	dump->i = 0;
	rcu_read_lock();
	err = vb_mdb_dump_members(dump, NULL, &mcast->routers);
	if (err)
		goto unlock;
	list_for_each_entry_rcu(group, &mcast->groups, list) {
		err = vb_mdb_dump_members(dump, group, &group->members);
		if (err)
			break;
	}
unlock:
	rcu_read_unlock();
	return err;
}

/**
 * vb_mdb_dump() - all routers and members of groups, network by network
 * @skb: the message
 * @cb: where it goes on, see &struct vb_mdb_dump
 *
 * Return: as any dump.
 */
int vb_mdb_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct vb_mdb_dump dump = { .skb = skb, .cb = cb };
	const struct vb_network *network;
	struct vb_switch *sw;
	long i = 0;

	rtnl_lock();
	sw = vb_dump_switch(skb, cb);
	cb->seq += atomic_read(&sw->mcast_changes);
	list_for_each_entry(network, &sw->networks, list) {
		if (i++ < cb->args[0])
			continue;
		dump.network = network;
		if (vb_mdb_dump_network(&dump))
			break;
		cb->args[0]++;
		cb->args[1] = 0;
	}
	rtnl_unlock();
	return skb->len;
}
