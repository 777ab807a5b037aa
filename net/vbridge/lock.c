// SPDX-License-Identifier: GPL-2.0
/*
 * MAC lock: only the addresses that a profile gave a server may send.
 */
#include <linux/slab.h>

#include "vbridge.h"

/**
 * vb_lock_alloc() - room for addresses
 * @n: how many
 *
 * Return: the lock, whose addresses are the caller's to fill in, or NULL.
 */
struct vb_lock *vb_lock_alloc(unsigned int n)
{
	struct vb_lock *lock;

	lock = kzalloc(struct_size(lock, mac, n), GFP_KERNEL_ACCOUNT);
	if (!lock)
		return NULL;
	lock->n = n;
	lock->told = jiffies - HZ;
	return lock;
}

/**
 * vb_lock_init() - a lock that a connection begins with
 * @conn: the connection, which nobody knows yet
 * @lock: the addresses, the connection's from now on, or NULL
 */
void vb_lock_init(struct vb_conn *conn, struct vb_lock *lock)
{
	RCU_INIT_POINTER(conn->lock, lock);
	if (lock)
		conn->flags |= VB_CONN_LOCKED;
}

/**
 * vb_lock_set() - lock a connection, or unlock it
 * @conn: the connection
 * @lock: the addresses, the connection's from now on; NULL unlocks
 *
 * What others sent before is forgotten.
 *
 * Context: RTNL.
 */
void vb_lock_set(struct vb_conn *conn, struct vb_lock *lock)
{
	struct vb_lock *old = rtnl_dereference(conn->lock);

	rcu_assign_pointer(conn->lock, lock);
	vb_conn_flag(conn, VB_CONN_LOCKED, lock);
	if (old)
		kfree_rcu(old, rcu);
	if (lock)
		vb_fdb_flush(conn->network, conn,
			     VB_FDB_STATIC | VB_FDB_LOCAL);
}

static void vb_lock_tell(const struct vb_conn *conn, struct vb_lock *lock,
			 const u8 *addr)
{
	unsigned long told = READ_ONCE(lock->told);

	if (time_before(jiffies, told + HZ))
		return;
	if (cmpxchg(&lock->told, told, jiffies) == told)
		vb_event_violation(conn, addr);
}

/**
 * vb_lock_admits() - may an address be a source on a connection?
 * @conn: the connection, which has VB_CONN_LOCKED
 * @addr: the address
 *
 * Violations are told of once a second at most, and counted all.
 *
 * Context: RCU.
 */
bool vb_lock_admits(const struct vb_conn *conn, const u8 *addr)
{
	struct vb_lock *lock = rcu_dereference(conn->lock);
	unsigned int i;

	if (!lock)
		return true;
	for (i = 0; i < lock->n; i++)
		if (ether_addr_equal(lock->mac[i], addr))
			return true;
	vb_lock_tell(conn, lock, addr);
	return false;
}
