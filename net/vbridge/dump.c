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

/* one object as one message; false if there is no room left for it */
static bool vb_dump_one(struct sk_buff *skb, struct netlink_callback *cb,
			u8 cmd, int (*fill)(struct sk_buff *skb, const void *object),
			const void *object)
{
	void *hdr = vb_dump_begin(skb, cb, cmd);

	if (!hdr)
		return false;
	if (fill(skb, object)) {
		genlmsg_cancel(skb, hdr);
		return false;
	}
	genlmsg_end(skb, hdr);
	return true;
}

/* an object larger than a whole message would be asked for for ever */
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

#define VB_DUMP_LIST(name, type, member, cmd, wanted)			\
static int vb_##name##_dump_fill(struct sk_buff *skb, const void *object) \
{									\
	return vb_##name##_fill(skb, object);				\
}									\
									\
int vb_##name##_dump(struct sk_buff *skb, struct netlink_callback *cb)	\
{									\
	struct vb_switch *sw;						\
	const type *object;						\
	bool full = false;						\
	long i = 0;							\
									\
	rtnl_lock();							\
	sw = vb_dump_switch(skb, cb);					\
	list_for_each_entry(object, &sw->member, list) {		\
		if (!(wanted) || i++ < cb->args[0])			\
			continue;					\
		full = !vb_dump_one(skb, cb, cmd,			\
				    vb_##name##_dump_fill, object);	\
		if (full)						\
			break;						\
		cb->args[0]++;						\
	}								\
	rtnl_unlock();							\
	return vb_dump_end(skb, full);					\
}

VB_DUMP_LIST(network, struct vb_network, networks, VBRIDGE_CMD_NETWORK_GET, true)
VB_DUMP_LIST(uset, struct vb_uset, usets, VBRIDGE_CMD_UPLINKSET_GET, object->named)
VB_DUMP_LIST(mirror, struct vb_mirror, mirrors, VBRIDGE_CMD_MIRROR_GET, true)
VB_DUMP_LIST(port, struct vb_port, ports, VBRIDGE_CMD_PORT_GET, true)

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
