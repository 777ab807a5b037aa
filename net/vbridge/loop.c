// SPDX-License-Identifier: GPL-2.0
/*
 * Protection against loops behind the downlinks.
 *
 * Every downlink sends a probe now and then. One that comes back in its own
 * network tells of a loop, and one connection of it is blocked: the sender's,
 * or, if two downlinks are connected, the younger one. A blocked connection
 * goes on sending probes, and is tried again when none has come back for some
 * time. A loop that swallows probes shows by addresses that flap: probes are
 * sent at once then, and if they find nothing, the connection that most
 * addresses were taken to, from where they had been, is blocked.
 */
#include <linux/random.h>

#include "vbridge.h"

#define VB_PROBE_MAGIC	0x76626c70	/* "vblp" */

/* the last ones sent that may come back */
#define VB_PROBES_VALID	2

/* a locally administered group: a host's hardware need not look at it */
static const u8 vb_probe_dest[ETH_ALEN] = { 0x03, 'v', 'b', 'l', 'p', 0x01 };

/**
 * struct vb_probe - what stands in a probe behind the Ethernet header
 * @magic: VB_PROBE_MAGIC
 * @conn: id of the connection that sent it
 * @seq: which one of that connection's
 * @token: proves it: known on the sender's segment alone, and only since it was sent
 */
struct vb_probe {
	__be32	magic;
	__be32	conn;
	__be32	seq;
	__be64	token;
} __packed;

static u64 vb_probe_token(const struct vb_switch *sw, u32 id, u32 seq)
{
	return siphash_2u32(id, seq, &sw->loop.key);
}

/* One of the last two, and not long ago: whoever has seen a probe cannot use it when
 * there is a loop no more.
 */
static bool vb_probe_is_fresh(const struct vb_conn *sender, u32 seq)
{
	u32 interval = READ_ONCE(sender->network->sw->loop.interval);

	return READ_ONCE(sender->probe_seq) - seq < VB_PROBES_VALID &&
	       time_before(jiffies, READ_ONCE(sender->probe_sent) +
			   msecs_to_jiffies(VB_PROBES_VALID * interval) + HZ);
}

/* ---- block and unblock -------------------------------------------------------- */

static void vb_loop_block(struct vb_conn *conn, enum vbridge_block why)
{
	struct vb_network *network = conn->network;
	bool new;

	WRITE_ONCE(conn->loop_seen, jiffies);
	if (READ_ONCE(conn->flags) & VB_CONN_BLOCKED)
		return;
	spin_lock_bh(&network->fdb_lock);
	new = !(conn->flags & (VB_CONN_BLOCKED | VB_CONN_DEAD));
	if (new) {
		conn->block = why;
		WRITE_ONCE(conn->flags, conn->flags | VB_CONN_BLOCKED);
	}
	spin_unlock_bh(&network->fdb_lock);
	if (!new)
		return;
	netdev_warn(network->dev, "%s: connection %u (%s) blocked\n",
		    why == VBRIDGE_BLOCK_LOOP ? "loop" : "addresses flap",
		    conn->id, conn->dev->name);
	/* what was learned in the loop is wrong */
	vb_fdb_flush(network, conn, VB_FDB_STATIC | VB_FDB_LOCAL);
	vb_event_block(conn);
}

/**
 * vb_loop_reset() - a connection may be used again
 * @conn: the connection
 *
 * Context: any but hard interrupts.
 */
void vb_loop_reset(struct vb_conn *conn)
{
	bool was;

	spin_lock_bh(&conn->network->fdb_lock);
	was = conn->flags & VB_CONN_BLOCKED;
	conn->block = VBRIDGE_BLOCK_NONE;
	WRITE_ONCE(conn->flags, conn->flags & ~VB_CONN_BLOCKED);
	spin_unlock_bh(&conn->network->fdb_lock);
	if (was)
		vb_event_block(conn);
}

static bool vb_loop_watches(const struct vb_conn *conn)
{
	return conn->flags & VB_CONN_LOOP_PROTECT &&
	       !(conn->flags & VB_CONN_UPLINK);
}

/* ---- signs of a loop ----------------------------------------------------------- */

/**
 * vb_loop_probe_rcv() - a frame of the probes' ethertype came in
 * @conn: by this connection
 * @skb: the frame
 *
 * Another switch's probe is a frame like any other: it finds loops through us.
 *
 * Context: RCU, BH off.
 * Return: true if it was a probe of our own.
 */
bool vb_loop_probe_rcv(struct vb_conn *conn, const struct sk_buff *skb)
{
	struct vb_switch *sw = conn->network->sw;
	struct vb_conn *sender;
	struct vb_probe buf;
	const struct vb_probe *probe;
	u32 id, seq;

	probe = skb_header_pointer(skb, 0, sizeof(buf), &buf);
	if (!probe || probe->magic != htonl(VB_PROBE_MAGIC))
		return false;
	id = ntohl(probe->conn);
	seq = ntohl(probe->seq);
	if (be64_to_cpu(probe->token) != vb_probe_token(sw, id, seq))
		return false;
	sender = xa_load(&sw->conns, id);
	/* two networks that meet outside are no loop */
	if (!sender || sender->network != conn->network ||
	    !vb_probe_is_fresh(sender, seq))
		return true;
	/* who is not watched is not blocked: nobody would try it again */
	if (!vb_loop_watches(conn) || sender->id > conn->id)
		conn = sender;
	if (vb_loop_watches(conn))
		vb_loop_block(conn, VBRIDGE_BLOCK_LOOP);
	return true;
}

/**
 * vb_loop_hurry() - do not wait for the interval to send probes
 * @sw: the switch
 *
 * A loop that has just been closed is found before a storm has grown in it.
 *
 * Context: any.
 */
void vb_loop_hurry(struct vb_switch *sw)
{
	if (READ_ONCE(sw->dying) || READ_ONCE(sw->loop.urgent))
		return;
	WRITE_ONCE(sw->loop.urgent, true);
	mod_delayed_work(system_highpri_wq, &sw->loop.work,
			 msecs_to_jiffies(VB_LOOP_HURRY));
}

/**
 * vb_loop_moved() - an address is behind another connection than before
 * @to: the new one, also if the address is the network device's own
 *
 * Between the uplinks of a network addresses move with every failover.
 *
 * Context: RCU, BH off.
 */
void vb_loop_moved(struct vb_conn *to)
{
	struct vb_switch *sw = to->network->sw;
	u32 limit = READ_ONCE(sw->loop.flap_limit);

	if (to->flags & VB_CONN_UPLINK || !limit ||
	    !(to->flags & VB_CONN_LOOP_PROTECT))
		return;
	if (atomic_inc_return(&to->moves) > limit)
		vb_loop_hurry(sw);
}

/* ---- probes ---------------------------------------------------------------------- */

static struct sk_buff *vb_probe_frame(struct vb_conn *conn)
{
	u32 seq = conn->probe_seq + 1;
	struct vb_probe *probe;
	struct sk_buff *skb;

	skb = vb_own_frame(conn->dev, vb_probe_dest,
			   conn->network->dev->dev_addr, VB_PROBE_PROTO);
	if (!skb)
		return NULL;
	probe = (struct vb_probe *)skb->data;
	probe->magic = htonl(VB_PROBE_MAGIC);
	probe->conn = htonl(conn->id);
	probe->seq = htonl(seq);
	probe->token = cpu_to_be64(vb_probe_token(conn->network->sw, conn->id,
						  seq));
	/* it may be back before this returns */
	WRITE_ONCE(conn->probe_sent, jiffies);
	WRITE_ONCE(conn->probe_seq, seq);
	return skb;
}

static void vb_loop_retry(struct vb_conn *conn)
{
	u32 retry = READ_ONCE(conn->network->sw->loop.retry);

	if (time_after(jiffies, READ_ONCE(conn->loop_seen) +
		       msecs_to_jiffies(retry)))
		vb_loop_reset(conn);
}

static void vb_loop_conn(struct vb_conn *conn)
{
	struct sk_buff *skb;

	/* also one that was blocked when it was still watched */
	if (!vb_loop_watches(conn)) {
		if (conn->flags & VB_CONN_BLOCKED)
			vb_loop_reset(conn);
		return;
	}
	if (conn->flags & VB_CONN_BLOCKED)
		vb_loop_retry(conn);
	if (!netif_running(conn->dev) || !netif_carrier_ok(conn->dev))
		return;
	skb = vb_probe_frame(conn);
	if (!skb)
		return;
	/* others' interrupts may come in between two probes */
	local_bh_disable();
	vb_send(conn, skb);
	local_bh_enable();
}

/* ---- flapping --------------------------------------------------------------------- */

/* the downlink that most addresses moved to, if they were too many */
static struct vb_conn *vb_loop_flapping(const struct vb_network *network,
					unsigned int limit)
{
	struct vb_conn *conn, *worst = NULL;
	unsigned int moves;

	list_for_each_entry_rcu(conn, &network->conns, list) {
		if (!vb_loop_watches(conn))
			continue;
		moves = atomic_xchg(&conn->moves, 0);
		/* nothing comes in by it: those are moves from before */
		if (conn->flags & VB_CONN_BLOCKED)
			continue;
		if (moves > limit) {
			limit = moves;
			worst = conn;
		}
	}
	return worst;
}

/* over the limit twice in turn: the probes in between have found nothing */
static void vb_loop_network_flaps(struct vb_network *network,
				  unsigned int limit)
{
	struct vb_conn *worst = limit ? vb_loop_flapping(network, limit) : NULL;

	if (worst && network->flapped)
		vb_loop_block(worst, VBRIDGE_BLOCK_FLAP);
	network->flapped = worst;
}

static void vb_loop_network(struct vb_network *network)
{
	struct vb_loop *loop = &network->sw->loop;
	u64 limit = (u64)READ_ONCE(loop->flap_limit) * loop->interval;
	struct vb_conn *conn;

	/* moves are counted from one turn to the next */
	if (limit)
		limit = max_t(u64, div_u64(limit, MSEC_PER_SEC), 1);
	vb_loop_network_flaps(network, limit);
	list_for_each_entry_rcu(conn, &network->conns, list)
		vb_loop_conn(conn);
}

/* nobody looks any more: what is blocked would stay so */
static void vb_loop_unblock_all(struct vb_switch *sw)
{
	struct vb_network *network;
	struct vb_conn *conn;

	rcu_read_lock();
	list_for_each_entry_rcu(network, &sw->networks, list)
		list_for_each_entry_rcu(conn, &network->conns, list)
			if (conn->flags & VB_CONN_BLOCKED)
				vb_loop_reset(conn);
	rcu_read_unlock();
}

static void vb_loop_work(struct work_struct *work)
{
	struct vb_switch *sw = container_of(to_delayed_work(work),
					    struct vb_switch, loop.work);
	struct vb_network *network;
	u32 interval;

	/* Before the interval is read, with a barrier: who sets it then asks for
	 * another turn, and who has set it before is seen.
	 */
	smp_store_mb(sw->loop.urgent, false);
	interval = READ_ONCE(sw->loop.interval);
	if (READ_ONCE(sw->dying))
		return;
	if (!interval) {
		vb_loop_unblock_all(sw);
		return;
	}
	rcu_read_lock();
	list_for_each_entry_rcu(network, &sw->networks, list)
		vb_loop_network(network);
	rcu_read_unlock();
	if (!list_empty(&sw->networks))
		queue_delayed_work(system_highpri_wq, &sw->loop.work,
				   msecs_to_jiffies(interval));
}

/**
 * vb_loop_switch_init() - a switch without connections
 * @sw: a new switch
 */
void vb_loop_switch_init(struct vb_switch *sw)
{
	sw->loop.interval = VB_LOOP_INTERVAL_DEFAULT;
	sw->loop.retry = VB_LOOP_RETRY_DEFAULT;
	sw->loop.flap_limit = VB_FLAP_LIMIT_DEFAULT;
	get_random_bytes(&sw->loop.key, sizeof(sw->loop.key));
	INIT_DELAYED_WORK(&sw->loop.work, vb_loop_work);
}

/**
 * vb_loop_switch_exit() - send no more probes
 * @sw: the switch, without networks
 *
 * Context: may sleep.
 */
void vb_loop_switch_exit(struct vb_switch *sw)
{
	cancel_delayed_work_sync(&sw->loop.work);
}
