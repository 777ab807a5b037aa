// SPDX-License-Identifier: GPL-2.0
/*
 * Which address of a network is behind which connection.
 *
 * One hash table for the whole switch: a lookup costs the same with 4 networks
 * as with 1,000. Lookups and refreshes take no lock. What comes, moves or goes
 * does so under its network's fdb_lock.
 */
#include <linux/jhash.h>
#include <linux/slab.h>

#include "trace.h"
#include "vbridge.h"

/* jiffies; moves closer than this are back and forth */
#define VB_FDB_FLAP		HZ
/* an address that was heard of no longer ago is still there */
#define VB_FDB_FRESH		HZ
/* where it has not moved for so long, an address is at home */
#define VB_FDB_REST		(30 * HZ)

/* entries are looked for that have aged at most this often */
#define VB_GC_LEAST	HZ
/* entries that are worked on under the lock in one go */
#define VB_FDB_BATCH	256

static struct kmem_cache *vb_fdb_cache;

static u32 vb_fdb_key_hash(const void *data, u32 len, u32 seed)
{
	u64 key = *(const u64 *)data;

	return jhash_2words(key, key >> 32, seed);
}

static int vb_fdb_cmp(struct rhashtable_compare_arg *arg, const void *obj)
{
	const struct vb_fdb *fdb = obj;

	return fdb->key != *(const u64 *)arg->key;
}

static const struct rhashtable_params vb_fdb_params = {
	.head_offset		= offsetof(struct vb_fdb, node),
	.key_offset		= offsetof(struct vb_fdb, key),
	.key_len		= sizeof_field(struct vb_fdb, key),
	.hashfn			= vb_fdb_key_hash,
	.obj_cmpfn		= vb_fdb_cmp,
	.automatic_shrinking	= true,
};

/* @net: &struct vb_network.id */
static u64 vb_fdb_key(u64 net, const u8 *addr)
{
	return net | ether_addr_to_u64(addr);
}

static struct vb_fdb *vb_fdb_find_key(struct vb_switch *sw, u64 key)
{
	return rhashtable_lookup(&sw->fdb, &key, vb_fdb_params);
}

/**
 * vb_fdb_find() - where an address is
 * @network: the network
 * @addr: the address
 *
 * Context: RCU.
 * Return: its entry, or NULL.
 */
struct vb_fdb *vb_fdb_find(const struct vb_network *network, const u8 *addr)
{
	return vb_fdb_find_key(network->sw, vb_fdb_key(network->id, addr));
}

/**
 * vb_fdb_find_from() - where an address of a connection's network is
 * @conn: the connection
 * @addr: the address
 *
 * As vb_fdb_find(), and what it needs of the connection is at hand.
 *
 * Context: RCU.
 * Return: its entry, or NULL.
 */
struct vb_fdb *vb_fdb_find_from(const struct vb_conn *conn, const u8 *addr)
{
	return vb_fdb_find_key(conn->sw, vb_fdb_key(conn->fdb_net, addr));
}

/* ---- walks --------------------------------------------------------------- */

/**
 * vb_fdb_walk_begin() - go to a network's first address
 * @network: the network
 * @walk: a walk that the network knows, see vb_fdb_walk_add()
 *
 * Context: the network's fdb_lock.
 */
void vb_fdb_walk_begin(const struct vb_network *network,
		       struct vb_fdb_walk *walk)
{
	lockdep_assert_held(&network->fdb_lock);
	walk->next = hlist_entry_safe(network->fdb.first, struct vb_fdb, list);
}

/**
 * vb_fdb_walk_next() - the next address on the way
 * @walk: the walk
 *
 * Context: the network's fdb_lock.
 * Return: the entry, or NULL at the end.
 */
struct vb_fdb *vb_fdb_walk_next(struct vb_fdb_walk *walk)
{
	struct vb_fdb *fdb = walk->next;

	if (fdb)
		walk->next = hlist_entry_safe(fdb->list.next, struct vb_fdb,
					      list);
	return fdb;
}

/**
 * vb_fdb_walk_add() - a walk may rest: what goes meanwhile is not on its way
 * @network: the network
 * @walk: the walk, at its end
 *
 * Context: the network's fdb_lock, or nobody else knows the network.
 */
void vb_fdb_walk_add(struct vb_network *network, struct vb_fdb_walk *walk)
{
	walk->next = NULL;
	list_add(&walk->list, &network->fdb_walks);
}

/**
 * vb_fdb_for_each() - do something with each address of a network
 * @network: the network; it stays
 * @what: the thing; it may remove the address
 * @arg: of @what
 *
 * Others get at the addresses, and interrupts' work at the CPU, between any
 * VB_FDB_BATCH of them.
 *
 * Context: any but hard interrupts.
 */
static void vb_fdb_for_each(struct vb_network *network,
			    void (*what)(struct vb_network *network,
					 struct vb_fdb *fdb, void *arg),
			    void *arg)
{
	struct vb_fdb_walk walk;
	struct vb_fdb *fdb;
	unsigned int n = 0;

	spin_lock_bh(&network->fdb_lock);
	vb_fdb_walk_add(network, &walk);
	vb_fdb_walk_begin(network, &walk);
	while ((fdb = vb_fdb_walk_next(&walk))) {
		what(network, fdb, arg);
		if (++n % VB_FDB_BATCH)
			continue;
		spin_unlock_bh(&network->fdb_lock);
		spin_lock_bh(&network->fdb_lock);
	}
	list_del(&walk.list);
	spin_unlock_bh(&network->fdb_lock);
}

/* ---- entries come and go ------------------------------------------------ */

static void vb_fdb_free_rcu(struct rcu_head *head)
{
	kmem_cache_free(vb_fdb_cache, container_of(head, struct vb_fdb, rcu));
}

/* one address more or less on @conn, if it is a learned one */
static void vb_fdb_count(struct vb_network *network, struct vb_conn *conn,
			 const struct vb_fdb *fdb, int diff)
{
	lockdep_assert_held(&network->fdb_lock);
	if (!(fdb->flags & VB_FDB_LEARNED))
		return;
	network->fdb_learned += diff;
	if (conn)
		conn->macs += diff;
}

static struct vb_conn *vb_fdb_conn(const struct vb_network *network,
				   const struct vb_fdb *fdb)
{
	return rcu_dereference_protected(fdb->conn,
					 lockdep_is_held(&network->fdb_lock));
}

static void vb_fdb_remove(struct vb_network *network, struct vb_fdb *fdb)
{
	struct vb_switch *sw = network->sw;
	struct vb_fdb_walk *walk;

	lockdep_assert_held(&network->fdb_lock);
	list_for_each_entry(walk, &network->fdb_walks, list)
		if (walk->next == fdb)
			vb_fdb_walk_next(walk);
	vb_fdb_count(network, vb_fdb_conn(network, fdb), fdb, -1);
	hlist_del_init_rcu(&fdb->list);
	rhashtable_remove_fast(&sw->fdb, &fdb->node, vb_fdb_params);
	atomic_dec(&sw->fdb_count);
	vb_fdb_notify(network, fdb, false);
	call_rcu(&fdb->rcu, vb_fdb_free_rcu);
}

/* @conn is NULL for the network device itself */
static struct vb_fdb *vb_fdb_insert(struct vb_network *network,
				    struct vb_conn *conn, const u8 *addr,
				    u32 flags)
{
	struct vb_switch *sw = network->sw;
	struct vb_fdb *fdb;

	lockdep_assert_held(&network->fdb_lock);
	if (atomic_read(&sw->fdb_count) >= VB_FDB_MAX)
		return ERR_PTR(-ENOSPC);
	fdb = kmem_cache_alloc(vb_fdb_cache, GFP_ATOMIC);
	if (!fdb)
		return ERR_PTR(-ENOMEM);
	fdb->key = vb_fdb_key(network->id, addr);
	fdb->updated = jiffies;
	fdb->flags = flags;
	fdb->home = 0;
	fdb->moved = 0;
	RCU_INIT_POINTER(fdb->conn, conn);
	if (rhashtable_lookup_insert_fast(&sw->fdb, &fdb->node,
					  vb_fdb_params)) {
		kmem_cache_free(vb_fdb_cache, fdb);
		return ERR_PTR(-ENOMEM);
	}
	hlist_add_head_rcu(&fdb->list, &network->fdb);
	atomic_inc(&sw->fdb_count);
	vb_fdb_count(network, conn, fdb, 1);
	vb_fdb_notify(network, fdb, true);
	return fdb;
}

/* An address that moves once has moved. One that is taken away again from where it
 * had been is a sign of a loop, or of somebody who uses the address of another: that
 * counts against who takes it, never against whose it was.
 */
static void vb_fdb_note_move(struct vb_network *network, struct vb_fdb *fdb,
			     struct vb_conn *conn)
{
	const struct vb_conn *old = vb_fdb_conn(network, fdb);
	u32 now = (u32)jiffies | 1;

	if (!fdb->moved || now - fdb->moved > VB_FDB_REST)
		fdb->home = old ? old->id : 0;
	else if (now - fdb->moved < VB_FDB_FLAP && conn->id != fdb->home)
		vb_loop_moved(conn);
	fdb->moved = now;
}

static void vb_fdb_move(struct vb_network *network, struct vb_fdb *fdb,
			struct vb_conn *conn)
{
	vb_fdb_note_move(network, fdb, conn);
	vb_fdb_count(network, vb_fdb_conn(network, fdb), fdb, -1);
	rcu_assign_pointer(fdb->conn, conn);
	vb_fdb_count(network, conn, fdb, 1);
	fdb->updated = jiffies;
	vb_fdb_notify(network, fdb, true);
}

/* ---- learning ------------------------------------------------------------ */

static bool vb_fdb_full(const struct vb_network *network,
			const struct vb_conn *conn)
{
	return (network->cfg.mac_limit &&
		network->fdb_learned >= network->cfg.mac_limit) ||
	       (conn->cfg.mac_limit && conn->macs >= conn->cfg.mac_limit);
}

/* Is an address that comes in by an uplink known to be behind a downlink? What was
 * sent from there may be flooded back, after a failover say, or a stranger uses the
 * address. One that has just been taken there from somewhere else proves nothing.
 */
static bool vb_fdb_is_at_home(const struct vb_network *network,
			      const struct vb_fdb *fdb)
{
	const struct vb_conn *conn = vb_fdb_conn(network, fdb);
	u32 now = jiffies;

	if (!conn || conn->flags & VB_CONN_UPLINK)
		return false;
	if (fdb->flags & (VB_FDB_STATIC | VB_FDB_STICKY))
		return true;
	return now - fdb->updated < VB_FDB_FRESH &&
	       (!fdb->moved || fdb->home == conn->id ||
		now - fdb->moved > VB_FDB_REST);
}

/* An address that is somewhere else than it was, or was nowhere. Returns false if it
 * cannot be here.
 */
static bool vb_fdb_learn_new(struct vb_network *network, struct vb_conn *conn,
			     const u8 *addr)
{
	bool full = false, ok = true;
	struct vb_fdb *fdb;

	trace_vbridge_learn(conn, addr);
	spin_lock(&network->fdb_lock);
	if (conn->flags & VB_CONN_DEAD)
		goto unlock;
	fdb = vb_fdb_find(network, addr);
	if (!fdb) {
		full = vb_fdb_full(network, conn);
		if (full)
			goto unlock;
		/* it rests while there is nothing that ages */
		if (!network->fdb_learned)
			vb_fdb_ageing_changed(network->sw);
		vb_fdb_insert(network, conn, addr, VB_FDB_LEARNED);
	} else if (vb_fdb_conn(network, fdb) != conn) {
		if (conn->flags & VB_CONN_UPLINK &&
		    vb_fdb_is_at_home(network, fdb))
			ok = false;
		else if (fdb->flags & (VB_FDB_LOCAL | VB_FDB_STICKY |
				       VB_FDB_STATIC))
			vb_loop_moved(conn);
		else
			vb_fdb_move(network, fdb, conn);
	}
unlock:
	spin_unlock(&network->fdb_lock);
	if (full)
		vb_event_mac_limit(conn, addr);
	return ok;
}

/**
 * vb_fdb_learn() - a frame with this source came in
 * @network: the network
 * @conn: by which connection
 * @addr: the source, a valid unicast address
 *
 * Context: RCU, BH off.
 * Return: false if the frame cannot be from there: it came in by an uplink, and the
 * address is behind a downlink, from where it has just been heard.
 */
bool vb_fdb_learn(struct vb_network *network, struct vb_conn *conn,
		  const u8 *addr)
{
	struct vb_fdb *fdb = vb_fdb_find_from(conn, addr);
	u32 now = jiffies;

	if (likely(fdb)) {
		if (likely(rcu_access_pointer(fdb->conn) == conn)) {
			/* a cache line that all CPUs read is seldom written */
			if (READ_ONCE(fdb->updated) != now)
				WRITE_ONCE(fdb->updated, now);
			return true;
		}
		if (unlikely(fdb->flags & VB_FDB_LOCAL)) {
			vb_loop_moved(conn);
			return true;
		}
	}
	return vb_fdb_learn_new(network, conn, addr);
}

/* ---- by hand -------------------------------------------------------------- */

/* in its place: without memory for another one the old entry would be lost */
static void vb_fdb_overwrite(struct vb_network *network, struct vb_fdb *fdb,
			     struct vb_conn *conn, u32 flags)
{
	vb_fdb_count(network, vb_fdb_conn(network, fdb), fdb, -1);
	rcu_assign_pointer(fdb->conn, conn);
	WRITE_ONCE(fdb->flags, flags);
	vb_fdb_count(network, conn, fdb, 1);
	fdb->updated = jiffies;
	fdb->home = 0;
	fdb->moved = 0;
	vb_fdb_notify(network, fdb, true);
}

/**
 * vb_fdb_set() - say where an address is
 * @network: the network
 * @conn: by which connection, or NULL for the network device itself
 * @addr: the address
 * @flags: VB_FDB_*; without any it ages as if learned
 * @extack: why not
 *
 * An entry that is there already is overwritten, but not a local one.
 *
 * Context: any but hard interrupts.
 * Return: 0, -EEXIST, -ENOSPC or -ENOMEM.
 */
int vb_fdb_set(struct vb_network *network, struct vb_conn *conn,
	       const u8 *addr, u32 flags, struct netlink_ext_ack *extack)
{
	struct vb_fdb *fdb;
	int err = 0;

	rcu_read_lock();
	spin_lock_bh(&network->fdb_lock);
	fdb = vb_fdb_find(network, addr);
	if (fdb && fdb->flags & VB_FDB_LOCAL && !(flags & VB_FDB_LOCAL)) {
		NL_SET_ERR_MSG(extack, "The address is the network device's own");
		err = -EEXIST;
		goto unlock;
	}
	if (fdb)
		vb_fdb_overwrite(network, fdb, conn, flags);
	else
		fdb = vb_fdb_insert(network, conn, addr, flags);
	if (IS_ERR(fdb)) {
		err = PTR_ERR(fdb);
		if (err == -ENOSPC)
			NL_SET_ERR_MSG(extack, "The switch knows as many addresses as it can");
	}
unlock:
	spin_unlock_bh(&network->fdb_lock);
	rcu_read_unlock();
	vb_fdb_ageing_changed(network->sw);
	return err;
}

/**
 * vb_fdb_unset() - forget an address
 * @network: the network
 * @addr: the address
 *
 * Context: any but hard interrupts.
 * Return: 0 or -ENOENT.
 */
int vb_fdb_unset(struct vb_network *network, const u8 *addr)
{
	struct vb_fdb *fdb;

	rcu_read_lock();
	spin_lock_bh(&network->fdb_lock);
	fdb = vb_fdb_find(network, addr);
	if (fdb)
		vb_fdb_remove(network, fdb);
	spin_unlock_bh(&network->fdb_lock);
	rcu_read_unlock();
	return fdb ? 0 : -ENOENT;
}

/**
 * vb_fdb_forget() - forget an address that somebody names
 * @network: the network
 * @conn: behind this connection, or NULL
 * @addr: the address
 * @extack: why not
 *
 * Context: any but hard interrupts.
 * Return: 0, -ENOENT, or -EBUSY for one that is the network device's own or that of a
 * device on top of it, which would be cut off for good.
 */
int vb_fdb_forget(struct vb_network *network, const struct vb_conn *conn,
		  const u8 *addr, struct netlink_ext_ack *extack)
{
	struct vb_fdb *fdb;
	int err = 0;

	rcu_read_lock();
	spin_lock_bh(&network->fdb_lock);
	fdb = vb_fdb_find(network, addr);
	if (!fdb) {
		NL_SET_ERR_MSG(extack, "The network knows no such address");
		err = -ENOENT;
	} else if (fdb->flags & VB_FDB_LOCAL) {
		NL_SET_ERR_MSG(extack,
			       "The address is the network device's own, or that of a device on it");
		err = -EBUSY;
	} else if (conn && vb_fdb_conn(network, fdb) != conn) {
		NL_SET_ERR_MSG(extack, "The address is behind another port");
		err = -ENOENT;
	} else {
		vb_fdb_remove(network, fdb);
	}
	spin_unlock_bh(&network->fdb_lock);
	rcu_read_unlock();
	return err;
}

/* which addresses to forget, and how many were */
struct vb_fdb_flush {
	const struct vb_conn	*conn;
	u32			keep;
	unsigned int		n;
};

static void vb_fdb_flush_step(struct vb_network *network, struct vb_fdb *fdb,
			      void *arg)
{
	struct vb_fdb_flush *flush = arg;

	if (fdb->flags & flush->keep ||
	    (flush->conn && rcu_access_pointer(fdb->conn) != flush->conn))
		return;
	vb_fdb_remove(network, fdb);
	flush->n++;
}

/**
 * vb_fdb_flush() - forget many addresses
 * @network: the network
 * @conn: only those behind this one, or NULL
 * @keep: but none that has one of these VB_FDB_* flags
 *
 * Context: any but hard interrupts.
 * Return: how many.
 */
unsigned int vb_fdb_flush(struct vb_network *network,
			  const struct vb_conn *conn, u32 keep)
{
	struct vb_fdb_flush flush = { .conn = conn, .keep = keep };

	vb_fdb_for_each(network, vb_fdb_flush_step, &flush);
	return flush.n;
}

/**
 * vb_fdb_flush_one() - forget an address, unless it was set by hand
 * @network: the network
 * @conn: only if it is behind this one, or NULL
 * @addr: the address
 *
 * Context: any but hard interrupts.
 * Return: 1 if it is forgotten, else 0.
 */
unsigned int vb_fdb_flush_one(struct vb_network *network,
			      const struct vb_conn *conn, const u8 *addr)
{
	struct vb_fdb *fdb;

	rcu_read_lock();
	spin_lock_bh(&network->fdb_lock);
	fdb = vb_fdb_find(network, addr);
	if (fdb && (fdb->flags & (VB_FDB_LOCAL | VB_FDB_STATIC) ||
		    (conn && rcu_access_pointer(fdb->conn) != conn)))
		fdb = NULL;
	if (fdb)
		vb_fdb_remove(network, fdb);
	spin_unlock_bh(&network->fdb_lock);
	rcu_read_unlock();
	return fdb ? 1 : 0;
}

/* ---- ageing --------------------------------------------------------------- */

/* when addresses are due, and jiffies until the next one is */
struct vb_fdb_age {
	u32	ageing;
	u32	next;
};

static void vb_fdb_age_step(struct vb_network *network, struct vb_fdb *fdb,
			    void *arg)
{
	struct vb_fdb_age *ageing = arg;
	u32 age = vb_fdb_age(fdb);

	if (fdb->flags & (VB_FDB_LOCAL | VB_FDB_STATIC))
		return;
	if (age >= ageing->ageing)
		vb_fdb_remove(network, fdb);
	else
		ageing->next = min(ageing->next, ageing->ageing - age);
}

/* forgets what is due in one network; returns jiffies until the next is */
static u32 vb_fdb_age_network(struct vb_network *network)
{
	struct vb_fdb_age ageing = {
		.ageing	= READ_ONCE(network->cfg.ageing),
		.next	= U32_MAX,
	};

	if (ageing.ageing && !hlist_empty(&network->fdb))
		vb_fdb_for_each(network, vb_fdb_age_step, &ageing);
	return ageing.next;
}

static void vb_fdb_gc(struct work_struct *work)
{
	struct vb_switch *sw = container_of(to_delayed_work(work),
					    struct vb_switch, gc);
	struct vb_network *network;
	u32 next = U32_MAX;

	rcu_read_lock();
	list_for_each_entry_rcu(network, &sw->networks, list)
		next = min(next, vb_fdb_age_network(network));
	rcu_read_unlock();
	if (next != U32_MAX)
		queue_delayed_work(system_long_wq, &sw->gc,
				   max_t(u32, next, VB_GC_LEAST));
}

/**
 * vb_fdb_ageing_changed() - addresses may be due earlier than was thought
 * @sw: the switch
 *
 * A look that comes sooner stays: whoever sets entries all the time would put it off
 * for ever.
 *
 * Context: any.
 */
void vb_fdb_ageing_changed(struct vb_switch *sw)
{
	if (!delayed_work_pending(&sw->gc) ||
	    time_after(READ_ONCE(sw->gc.timer.expires), jiffies + VB_GC_LEAST))
		mod_delayed_work(system_long_wq, &sw->gc, VB_GC_LEAST);
}

/* ---- init and exit -------------------------------------------------------- */

/**
 * vb_fdb_switch_init() - begin with no address
 * @sw: a new switch
 *
 * Return: 0 or a negative errno.
 */
int vb_fdb_switch_init(struct vb_switch *sw)
{
	INIT_DELAYED_WORK(&sw->gc, vb_fdb_gc);
	return rhashtable_init(&sw->fdb, &vb_fdb_params);
}

/**
 * vb_fdb_switch_exit() - end of a switch that has no network left
 * @sw: the switch
 *
 * Context: may sleep; not under the RTNL.
 */
void vb_fdb_switch_exit(struct vb_switch *sw)
{
	cancel_delayed_work_sync(&sw->gc);
	rhashtable_destroy(&sw->fdb);
}

int __init vb_fdb_init(void)
{
	vb_fdb_cache = kmem_cache_create("vbridge_fdb", sizeof(struct vb_fdb),
					 0, SLAB_HWCACHE_ALIGN, NULL);
	return vb_fdb_cache ? 0 : -ENOMEM;
}

/* after the last call_rcu() */
void vb_fdb_exit(void)
{
	rcu_barrier();
	kmem_cache_destroy(vb_fdb_cache);
}
