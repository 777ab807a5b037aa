// SPDX-License-Identifier: GPL-2.0
/*
 * Which connections lead to the members of a group, and which to routers.
 *
 * One hash table for the whole switch. Frames are forwarded by it under RCU;
 * what comes, changes or goes does so under &struct vb_mcast.lock.
 *
 * What is behind an uplink is behind whichever is active: all uplinks of a
 * network are one member. Members and routers are sorted, so that a frame for
 * both goes to each connection once.
 */
#include <linux/slab.h>
#include <net/ipv6.h>

#include "vbridge.h"

static const struct rhashtable_params vb_mcast_params = {
	.head_offset		= offsetof(struct vb_mcast_group, node),
	.key_offset		= offsetof(struct vb_mcast_group, key),
	.key_len		= sizeof_field(struct vb_mcast_group, key),
	.automatic_shrinking	= true,
};

/**
 * vb_mcast_find() - a group
 * @network: on this network
 * @addr: its address
 *
 * Context: RCU.
 * Return: the group, or NULL if nobody joined it.
 */
struct vb_mcast_group *vb_mcast_find(const struct vb_network *network,
				     const struct in6_addr *addr)
{
	const struct vb_mcast_key key = { .addr = *addr,
					  .network = network->id };

	return rhashtable_lookup(&network->sw->mcast_groups, &key,
				 vb_mcast_params);
}

/* ---- places ------------------------------------------------------------------ */

static struct vb_conn *vb_mcast_place(const struct vb_conn *from)
{
	if (from && from->flags & VB_CONN_UPLINK)
		return VB_MCAST_UPLINK;
	return (struct vb_conn *)from;
}

/**
 * vb_mcast_conn() - by which connection a member or router is reached now
 * @network: on this network
 * @member: the member or router
 *
 * Context: RCU or RTNL.
 * Return: the connection; NULL if it is the network device itself, or if no
 * uplink works.
 */
struct vb_conn *vb_mcast_conn(const struct vb_network *network,
			      const struct vb_mcast_member *member)
{
	if (member->conn == VB_MCAST_UPLINK)
		return rcu_dereference_rtnl(network->uplink);
	return member->conn;
}

/* the member at @place, or NULL; *@before is the last one that sorts before */
static struct vb_mcast_member *
vb_mcast_search(const struct hlist_head *head, const struct vb_conn *place,
		struct vb_mcast_member **before)
{
	struct vb_mcast_member *member;

	*before = NULL;
	hlist_for_each_entry(member, head, list) {
		if (member->conn == place)
			return member;
		if ((unsigned long)member->conn > (unsigned long)place)
			break;
		*before = member;
	}
	return NULL;
}

/* finds or makes it; NULL if there is no memory */
static struct vb_mcast_member *vb_mcast_insert(struct hlist_head *head,
					       struct vb_conn *place, bool *new)
{
	struct vb_mcast_member *member, *before;

	member = vb_mcast_search(head, place, &before);
	*new = !member;
	if (member)
		return member;
	member = kzalloc(sizeof(*member), GFP_ATOMIC);
	if (!member)
		return NULL;
	member->conn = place;
	if (before)
		hlist_add_behind_rcu(&member->list, &before->list);
	else
		hlist_add_head_rcu(&member->list, head);
	return member;
}

static void vb_mcast_changed(struct vb_network *network)
{
	atomic_inc(&network->sw->mcast_changes);
}

/* ---- members ----------------------------------------------------------------- */

/* groups joined count against a downlink; the uplink is many hosts */
static void vb_mcast_count(struct vb_network *network,
			   struct vb_mcast_member *member, int diff)
{
	lockdep_assert_held(&network->mcast.lock);
	network->mcast.n_members += diff;
	if (member->conn && member->conn != VB_MCAST_UPLINK)
		member->conn->mcast_groups += diff;
	vb_mcast_changed(network);
}

static void vb_mcast_member_del(struct vb_network *network,
				struct vb_mcast_member *member)
{
	vb_mcast_count(network, member, -1);
	hlist_del_rcu(&member->list);
	kfree_rcu(member, rcu);
}

static bool vb_mcast_full(const struct vb_network *network,
			  const struct vb_conn *from)
{
	return network->mcast.n_members >= VB_MCAST_MEMBERS ||
	       (from && !(from->flags & VB_CONN_UPLINK) &&
		from->mcast_groups >= VB_MCAST_CONN_GROUPS);
}

/* what one more host behind the same connection wants */
static void vb_mcast_member_wants(struct vb_mcast_member *member,
				  const struct vb_mcast_record *record,
				  bool new)
{
	bool one = record->change == VB_MCAST_JOIN_ONE;

	member->flags &= ~VB_MEMBER_LEAVING;
	if (record->mute)
		member->flags |= VB_MEMBER_MUTE;
	if (new && one) {
		member->flags |= VB_MEMBER_ONE;
		member->source = record->source;
	} else if (!one || !ipv6_addr_equal(&member->source, &record->source)) {
		member->flags &= ~VB_MEMBER_ONE;
	}
}

/**
 * vb_mcast_member_find() - a group's member
 * @group: the group
 * @from: behind this connection, or NULL for the network device
 *
 * Context: the network's mcast lock.
 * Return: the member, or NULL.
 */
struct vb_mcast_member *vb_mcast_member_find(const struct vb_mcast_group *group,
					     const struct vb_conn *from)
{
	struct vb_mcast_member *before;

	return vb_mcast_search(&group->members, vb_mcast_place(from), &before);
}

/**
 * vb_mcast_member_set() - somebody wants a group
 * @network: on this network
 * @group: the group
 * @from: behind this connection, or NULL for the network device
 * @record: what was said
 * @expires: jiffies until when that is good
 *
 * Context: the network's mcast lock.
 * Return: false if there are too many, or no memory.
 */
bool vb_mcast_member_set(struct vb_network *network,
			 struct vb_mcast_group *group, struct vb_conn *from,
			 const struct vb_mcast_record *record,
			 unsigned long expires)
{
	struct vb_mcast_member *member = vb_mcast_member_find(group, from);
	bool new = false;

	if (!member) {
		if (vb_mcast_full(network, from))
			return false;
		member = vb_mcast_insert(&group->members, vb_mcast_place(from),
					 &new);
		if (!member)
			return false;
		vb_mcast_count(network, member, 1);
	}
	vb_mcast_member_wants(member, record, new);
	WRITE_ONCE(member->expires, expires);
	return true;
}

/* ---- groups ------------------------------------------------------------------ */

/**
 * vb_mcast_group_get() - a group that somebody is about to join
 * @network: on this network
 * @from: who does
 * @addr: its address
 *
 * Context: RCU, the network's mcast lock.
 * Return: the group, perhaps a new one without members; NULL if there are too
 * many, or no memory.
 */
struct vb_mcast_group *vb_mcast_group_get(struct vb_network *network,
					  const struct vb_conn *from,
					  const struct in6_addr *addr)
{
	struct vb_mcast *mcast = &network->mcast;
	struct vb_mcast_group *group = vb_mcast_find(network, addr);

	lockdep_assert_held(&mcast->lock);
	if (group)
		return group;
	if (mcast->n_groups >= VB_MCAST_GROUPS || vb_mcast_full(network, from))
		return NULL;
	group = kzalloc(sizeof(*group), GFP_ATOMIC);
	if (!group)
		return NULL;
	group->key.addr = *addr;
	group->key.network = network->id;
	if (rhashtable_lookup_insert_fast(&network->sw->mcast_groups,
					  &group->node, vb_mcast_params)) {
		kfree(group);
		return NULL;
	}
	list_add_tail_rcu(&group->list, &mcast->groups);
	mcast->n_groups++;
	return group;
}

/**
 * vb_mcast_group_put() - a group that nobody wants any more goes
 * @network: on this network
 * @group: the group; one with members stays
 *
 * Context: the network's mcast lock.
 */
void vb_mcast_group_put(struct vb_network *network,
			struct vb_mcast_group *group)
{
	if (!hlist_empty(&group->members))
		return;
	rhashtable_remove_fast(&network->sw->mcast_groups, &group->node,
			       vb_mcast_params);
	list_del_rcu(&group->list);
	network->mcast.n_groups--;
	kfree_rcu(group, rcu);
}

/* ---- routers ------------------------------------------------------------------ */

static void vb_mcast_router_del(struct vb_network *network,
				struct vb_mcast_member *router)
{
	hlist_del_rcu(&router->list);
	kfree_rcu(router, rcu);
	vb_mcast_changed(network);
}

/**
 * vb_mcast_router_set() - there is a router
 * @network: on this network
 * @from: behind this connection, or NULL for the network device
 * @expires: jiffies until when that is good
 *
 * Context: the network's mcast lock.
 */
void vb_mcast_router_set(struct vb_network *network, struct vb_conn *from,
			 unsigned long expires)
{
	struct vb_mcast_member *router;
	bool new;

	lockdep_assert_held(&network->mcast.lock);
	router = vb_mcast_insert(&network->mcast.routers, vb_mcast_place(from),
				 &new);
	if (!router)
		return;
	if (new)
		vb_mcast_changed(network);
	/* the hello of a router that is querier too must not make it age */
	if (new || time_after(expires, router->expires))
		WRITE_ONCE(router->expires, expires);
}

/* ---- ageing ------------------------------------------------------------------ */

/* jiffies until @expires: 0 if that is over */
static unsigned long vb_mcast_left(unsigned long expires)
{
	long left = expires - jiffies;

	return max(left, 0L);
}

/**
 * vb_mcast_age_routers() - forget routers that were not heard of for long
 * @network: on this network
 *
 * Context: the network's mcast lock.
 * Return: jiffies until the next is due; ULONG_MAX if there is none.
 */
unsigned long vb_mcast_age_routers(struct vb_network *network)
{
	unsigned long next = ULONG_MAX, left;
	struct vb_mcast_member *router;
	struct hlist_node *tmp;

	hlist_for_each_entry_safe(router, tmp, &network->mcast.routers, list) {
		left = vb_mcast_left(router->expires);
		if (left)
			next = min(next, left);
		else
			vb_mcast_router_del(network, router);
	}
	return next;
}

/* when the first of a group's memberships ends */
static unsigned long vb_mcast_group_left(const struct vb_mcast_group *group)
{
	const struct vb_mcast_member *member;
	unsigned long next = ULONG_MAX;

	hlist_for_each_entry_rcu(member, &group->members, list)
		next = min(next, vb_mcast_left(READ_ONCE(member->expires)));
	return next;
}

static void vb_mcast_age_group(struct vb_network *network,
			       struct vb_mcast_group *group)
{
	struct vb_mcast_member *member;
	struct hlist_node *tmp;

	spin_lock_bh(&network->mcast.lock);
	/* it may have gone by another way meanwhile */
	if (hlist_empty(&group->members))
		goto unlock;
	hlist_for_each_entry_safe(member, tmp, &group->members, list)
		if (!vb_mcast_left(member->expires))
			vb_mcast_member_del(network, member);
	vb_mcast_group_put(network, group);
unlock:
	spin_unlock_bh(&network->mcast.lock);
}

/**
 * vb_mcast_age_groups() - end memberships that nobody has confirmed
 * @network: on this network
 *
 * There may be many: the lock is taken only where one has ended.
 *
 * Context: RCU, not the network's mcast lock.
 * Return: jiffies until the next is due; ULONG_MAX if there is none.
 */
unsigned long vb_mcast_age_groups(struct vb_network *network)
{
	unsigned long next = ULONG_MAX, left;
	struct vb_mcast_group *group;

	list_for_each_entry_rcu(group, &network->mcast.groups, list) {
		left = vb_mcast_group_left(group);
		if (!left) {
			vb_mcast_age_group(network, group);
			left = vb_mcast_group_left(group);
		}
		next = min(next, left);
	}
	return next;
}

/* ---- all at once --------------------------------------------------------------- */

/* members at @place go, or all if @all */
static void vb_mcast_clear(struct vb_network *network,
			   const struct vb_conn *place, bool all)
{
	struct vb_mcast_group *group, *next_group;
	struct vb_mcast_member *member;
	struct hlist_node *tmp;

	lockdep_assert_held(&network->mcast.lock);
	hlist_for_each_entry_safe(member, tmp, &network->mcast.routers, list)
		if (all || member->conn == place)
			vb_mcast_router_del(network, member);
	list_for_each_entry_safe(group, next_group, &network->mcast.groups,
				 list) {
		hlist_for_each_entry_safe(member, tmp, &group->members, list)
			if (all || member->conn == place)
				vb_mcast_member_del(network, member);
		vb_mcast_group_put(network, group);
	}
}

/**
 * vb_mcast_flush() - forget all groups, routers and queriers
 * @network: of this network, which snoops no more
 *
 * Context: any but hard interrupts.
 */
void vb_mcast_flush(struct vb_network *network)
{
	spin_lock_bh(&network->mcast.lock);
	vb_mcast_clear(network, NULL, true);
	vb_mcast_no_querier(network);
	spin_unlock_bh(&network->mcast.lock);
}

/* uplinks stand first in a network's connections */
static bool vb_mcast_has_uplink(struct vb_network *network)
{
	const struct vb_conn *conn;

	conn = list_first_or_null_rcu(&network->conns, struct vb_conn, list);
	return conn && conn->flags & VB_CONN_UPLINK;
}

/**
 * vb_mcast_forget() - who is behind a connection is gone
 * @conn: the connection, marked dead and out of its network's connections
 *
 * What was behind one uplink is behind another one, if there is any.
 *
 * Context: RTNL.
 */
void vb_mcast_forget(struct vb_conn *conn)
{
	struct vb_network *network = conn->network;

	rcu_read_lock();
	spin_lock_bh(&network->mcast.lock);
	if (!(conn->flags & VB_CONN_UPLINK) || !vb_mcast_has_uplink(network))
		vb_mcast_clear(network, vb_mcast_place(conn), false);
	spin_unlock_bh(&network->mcast.lock);
	rcu_read_unlock();
}

/* ---- init and exit -------------------------------------------------------------- */

/**
 * vb_mcast_switch_init() - begin with no group
 * @sw: a new switch
 *
 * Return: 0 or a negative errno.
 */
int vb_mcast_switch_init(struct vb_switch *sw)
{
	atomic_set(&sw->mcast_changes, 0);
	return rhashtable_init(&sw->mcast_groups, &vb_mcast_params);
}

/**
 * vb_mcast_switch_exit() - end of a switch that has no network left
 * @sw: the switch
 *
 * Context: may sleep.
 */
void vb_mcast_switch_exit(struct vb_switch *sw)
{
	rhashtable_destroy(&sw->mcast_groups);
}
