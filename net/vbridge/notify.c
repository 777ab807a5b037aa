// SPDX-License-Identifier: GPL-2.0
/*
 * Who listens is told: of objects, of events, of addresses.
 */
#include "vbridge.h"

/* the family's groups have numbers only while it is registered */
static bool vb_notify_on;

/**
 * vb_notify_enable() - the family is registered, or is about to be no more
 * @enable: which of both
 */
void vb_notify_enable(bool enable)
{
	WRITE_ONCE(vb_notify_on, enable);
}

static bool vb_notify_wanted(const struct vb_switch *sw, unsigned int group)
{
	return READ_ONCE(vb_notify_on) &&
	       genl_has_listeners(&vb_family, sw->net, group);
}

/* ---- objects, group "config" -------------------------------------------------------- */

/* a listener that is not told sees ENOBUFS */
static void vb_notify(const struct vb_switch *sw, u8 cmd, size_t size,
		      int (*fill)(struct sk_buff *skb, const void *object),
		      const void *object)
{
	struct sk_buff *skb;
	void *hdr;

	if (!vb_notify_wanted(sw, VB_GROUP_CONFIG))
		return;
	skb = genlmsg_new(size, GFP_KERNEL);
	if (!skb)
		goto err_report;
	hdr = genlmsg_put(skb, 0, 0, &vb_family, 0, cmd);
	if (!hdr || fill(skb, object))
		goto err_free;
	genlmsg_end(skb, hdr);
	genlmsg_multicast_netns(&vb_family, sw->net, skb, 0, VB_GROUP_CONFIG,
				GFP_KERNEL);
	return;

err_free:
	nlmsg_free(skb);
err_report:
	genl_set_err(&vb_family, sw->net, 0, VB_GROUP_CONFIG, -ENOBUFS);
}

static int vb_notify_fill_network(struct sk_buff *skb, const void *network)
{
	return vb_network_fill(skb, network);
}

void vb_network_notify(const struct vb_network *network, u8 cmd)
{
	vb_notify(network->sw, cmd, GENLMSG_DEFAULT_SIZE,
		  vb_notify_fill_network, network);
}

static int vb_notify_fill_conn(struct sk_buff *skb, const void *conn)
{
	return vb_conn_fill(skb, conn);
}

void vb_conn_notify(const struct vb_conn *conn, u8 cmd)
{
	vb_notify(conn->network->sw, cmd, GENLMSG_DEFAULT_SIZE,
		  vb_notify_fill_conn, conn);
}

static int vb_notify_fill_uset(struct sk_buff *skb, const void *uset)
{
	return vb_uset_fill(skb, uset);
}

void vb_uset_notify(const struct vb_uset *uset, u8 cmd)
{
	if (uset->named)
		vb_notify(uset->sw, cmd, vb_uset_msg_size(uset->n_carried),
			  vb_notify_fill_uset, uset);
}

static int vb_notify_fill_mirror(struct sk_buff *skb, const void *mirror)
{
	return vb_mirror_fill(skb, mirror);
}

void vb_mirror_notify(const struct vb_mirror *mirror, u8 cmd)
{
	vb_notify(mirror->sw, cmd, GENLMSG_DEFAULT_SIZE,
		  vb_notify_fill_mirror, mirror);
}

static int vb_notify_fill_protect(struct sk_buff *skb, const void *sw)
{
	return vb_protect_fill(skb, sw);
}

void vb_protect_notify(const struct vb_switch *sw)
{
	vb_notify(sw, VBRIDGE_CMD_PROTECT_CHANGE_NTF, GENLMSG_DEFAULT_SIZE,
		  vb_notify_fill_protect, sw);
}

/* ---- addresses, group "fdb" ------------------------------------------------------------ */

/**
 * vb_fdb_notify() - an address is there, somewhere else, or gone
 * @network: its network
 * @fdb: the entry
 * @there: is it there?
 *
 * Context: the network's fdb_lock.
 */
void vb_fdb_notify(const struct vb_network *network, const struct vb_fdb *fdb,
		   bool there)
{
	struct vb_switch *sw = network->sw;
	struct sk_buff *skb;
	void *hdr;
	int err;

	vb_fdb_rtnl_notify(network, fdb, there ? RTM_NEWNEIGH : RTM_DELNEIGH);
	if (!vb_notify_wanted(sw, VB_GROUP_FDB))
		return;
	skb = genlmsg_new(GENLMSG_DEFAULT_SIZE, GFP_ATOMIC);
	if (!skb)
		return;
	hdr = genlmsg_put(skb, 0, 0, &vb_family, 0,
			  there ? VBRIDGE_CMD_FDB_NEW_NTF :
				  VBRIDGE_CMD_FDB_DEL_NTF);
	rcu_read_lock();
	err = hdr ? vb_fdb_fill(skb, network, fdb) : -EMSGSIZE;
	rcu_read_unlock();
	if (err) {
		nlmsg_free(skb);
		return;
	}
	genlmsg_end(skb, hdr);
	genlmsg_multicast_netns(&vb_family, sw->net, skb, 0, VB_GROUP_FDB,
				GFP_ATOMIC);
}

/* ---- events, group "event" ---------------------------------------------------------------- */

/**
 * struct vb_event - something that happened
 * @type: what
 * @network: where, or NULL
 * @uset: likewise
 * @conn: likewise
 * @addr: an address that it is about, or NULL
 * @count: addresses or frames, or 0
 * @tell_block: say why the connection is blocked
 */
struct vb_event {
	enum vbridge_event		type;
	const struct vb_network		*network;
	const struct vb_uset		*uset;
	const struct vb_conn		*conn;
	const u8			*addr;
	u32				count;
	bool				tell_block;
};

static int vb_event_fill_conn(struct sk_buff *skb, const struct vb_event *event)
{
	const struct vb_conn *conn = event->conn;

	if (nla_put_u32(skb, VBRIDGE_A_EVENT_CONN, conn->id) ||
	    nla_put_u32(skb, VBRIDGE_A_EVENT_IFINDEX, conn->dev->ifindex) ||
	    nla_put_string(skb, VBRIDGE_A_EVENT_IFNAME, conn->dev->name))
		return -EMSGSIZE;
	if (event->tell_block &&
	    nla_put_u32(skb, VBRIDGE_A_EVENT_BLOCK, conn->block))
		return -EMSGSIZE;
	return 0;
}

static int vb_event_fill(struct sk_buff *skb, const struct vb_event *event)
{
	if (nla_put_u32(skb, VBRIDGE_A_EVENT_TYPE, event->type))
		return -EMSGSIZE;
	if (event->network &&
	    nla_put_string(skb, VBRIDGE_A_EVENT_NETWORK_NAME,
			   event->network->dev->name))
		return -EMSGSIZE;
	if (event->uset && event->uset->named &&
	    nla_put_string(skb, VBRIDGE_A_EVENT_UPLINKSET, event->uset->name))
		return -EMSGSIZE;
	if (event->conn && vb_event_fill_conn(skb, event))
		return -EMSGSIZE;
	if (event->addr &&
	    nla_put(skb, VBRIDGE_A_EVENT_MAC, ETH_ALEN, event->addr))
		return -EMSGSIZE;
	if (event->count &&
	    nla_put_u32(skb, VBRIDGE_A_EVENT_COUNT, event->count))
		return -EMSGSIZE;
	return 0;
}

/* any context but hard interrupts */
static void vb_event_send(const struct vb_switch *sw,
			  const struct vb_event *event)
{
	struct sk_buff *skb;
	void *hdr;

	if (!vb_notify_wanted(sw, VB_GROUP_EVENT))
		return;
	skb = genlmsg_new(GENLMSG_DEFAULT_SIZE, GFP_ATOMIC);
	if (!skb)
		return;
	hdr = genlmsg_put(skb, 0, 0, &vb_family, 0, VBRIDGE_CMD_EVENT_NTF);
	if (!hdr || vb_event_fill(skb, event)) {
		nlmsg_free(skb);
		return;
	}
	genlmsg_end(skb, hdr);
	genlmsg_multicast_netns(&vb_family, sw->net, skb, 0, VB_GROUP_EVENT,
				GFP_ATOMIC);
}

static const struct vb_network *vb_event_first(const struct vb_uset *uset)
{
	const struct vb_network *network;

	list_for_each_entry(network, &uset->carried, uset_list)
		return network;
	return NULL;
}

/* the connection that a set's first network uses now */
static const struct vb_conn *vb_event_uplink_conn(const struct vb_uset *uset)
{
	const struct vb_network *network = vb_event_first(uset);

	return network ? rcu_dereference_rtnl(network->uplink) : NULL;
}

/**
 * vb_event_uplink() - an uplink set uses another port, or none
 * @uset: the set, or the dedicated uplinks of a network
 *
 * Context: RTNL.
 */
void vb_event_uplink(const struct vb_uset *uset)
{
	struct vb_event event = {
		.type	= VBRIDGE_EVENT_UPLINK_LOST,
		.uset	= uset,
		.conn	= vb_event_uplink_conn(uset),
		.count	= uset->failovers,
	};

	if (event.conn)
		event.type = VBRIDGE_EVENT_FAILOVER;
	if (!uset->named)
		event.network = vb_event_first(uset);
	vb_event_send(uset->sw, &event);
}

/**
 * vb_event_announced() - all addresses were told to a new uplink once
 * @network: whose
 * @count: how many
 *
 * Context: uplink_lock.
 */
void vb_event_announced(const struct vb_network *network, u32 count)
{
	const struct vb_event event = {
		.type		= VBRIDGE_EVENT_ANNOUNCED,
		.network	= network,
		.uset		= network->uset,
		.count		= count,
	};

	vb_event_send(network->sw, &event);
}

/**
 * vb_event_smartlink() - SmartLink took links away, or gave them back
 * @network: of this network's downlinks
 * @on: gave them back
 */
void vb_event_smartlink(const struct vb_network *network, bool on)
{
	const struct vb_event event = {
		.type		= on ? VBRIDGE_EVENT_SMARTLINK_UP :
				       VBRIDGE_EVENT_SMARTLINK_DOWN,
		.network	= network,
	};

	vb_event_send(network->sw, &event);
}

/**
 * vb_event_block() - a connection is blocked, or is no more
 * @conn: the connection
 */
void vb_event_block(const struct vb_conn *conn)
{
	const struct vb_event event = {
		.type		= conn->block ? VBRIDGE_EVENT_BLOCKED :
						VBRIDGE_EVENT_UNBLOCKED,
		.network	= conn->network,
		.conn		= conn,
		.tell_block	= true,
	};

	vb_event_send(conn->network->sw, &event);
}

static void vb_event_addr(enum vbridge_event type, const struct vb_conn *conn,
			  const u8 *addr)
{
	const struct vb_event event = {
		.type		= type,
		.network	= conn->network,
		.conn		= conn,
		.addr		= addr,
	};

	vb_event_send(conn->network->sw, &event);
}

void vb_event_violation(const struct vb_conn *conn, const u8 *addr)
{
	vb_event_addr(VBRIDGE_EVENT_LOCK_VIOLATION, conn, addr);
}

/* a flood of new addresses must not become a flood of events */
void vb_event_mac_limit(const struct vb_conn *conn, const u8 *addr)
{
	static DEFINE_RATELIMIT_STATE(limit, HZ, 10);

	if (vb_notify_wanted(conn->network->sw, VB_GROUP_EVENT) &&
	    __ratelimit(&limit))
		vb_event_addr(VBRIDGE_EVENT_MAC_LIMIT, conn, addr);
}

void vb_event_storm(const struct vb_conn *conn)
{
	vb_event_addr(VBRIDGE_EVENT_STORM, conn, NULL);
}

/* nor must a flood of joins */
void vb_event_mcast_limit(const struct vb_conn *conn)
{
	static DEFINE_RATELIMIT_STATE(limit, HZ, 10);

	if (vb_notify_wanted(conn->network->sw, VB_GROUP_EVENT) &&
	    __ratelimit(&limit))
		vb_event_addr(VBRIDGE_EVENT_MCAST_LIMIT, conn, NULL);
}
