// SPDX-License-Identifier: GPL-2.0
/*
 * What queriers, hosts and routers say, and for how long that is good.
 *
 * Memberships mean something only while a querier makes hosts repeat them. On
 * a network without one, hosts report a group once, when they join it; a switch
 * that then let memberships end would cut them off, and so would one that comes
 * up later than they. As long as no querier is known, and until everybody has
 * had the time to answer its first query, groups are therefore flooded as if
 * there were no table (net/bridge does the same). Queries of a switch that
 * helps out, whose source is 0.0.0.0, make hosts report as well and count for
 * this, but do not tell where a router is (RFC 4541, 2.1.1, rules 1b and 2).
 */
#include <net/ipv6.h>

#include "vbridge.h"

/* how often to look at memberships, at most */
#define VB_MCAST_LEAST	(HZ / 10)
/* answers take time, whatever a query says: ms */
#define VB_MCAST_ANSWER	100
/* A router is believed to be there for so long: RFC 3376, 8.5, s. It is longer
 * than the hold time of a PIM router's hello, 105 s (RFC 7761, 4.11).
 */
#define VB_MCAST_ROUTER	(VB_MCAST_ROBUSTNESS * VB_MCAST_INTERVAL + \
			 VB_MCAST_RESPONSE / 2 / MSEC_PER_SEC)

/* ---- ageing ------------------------------------------------------------------ */

/* something ends @left jiffies from now; ULONG_MAX is never */
static void vb_mcast_due(struct vb_network *network, unsigned long left)
{
	struct vb_mcast *mcast = &network->mcast;
	unsigned long when;

	lockdep_assert_held(&mcast->lock);
	if (left == ULONG_MAX || mcast->closed)
		return;
	left = max_t(unsigned long, left, VB_MCAST_LEAST);
	when = jiffies + left;
	if (mcast->armed && time_after_eq(when, mcast->due))
		return;
	mcast->armed = true;
	mcast->due = when;
	mod_delayed_work(system_long_wq, &mcast->work, left);
}

/* jiffies until the querier's state changes next */
static unsigned long vb_mcast_follow(struct vb_mcast *mcast, unsigned int proto)
{
	struct vb_mcast_querier *querier = &mcast->querier[proto];

	if (querier->known && time_after_eq(jiffies, querier->until))
		querier->known = false;
	if (!querier->known) {
		WRITE_ONCE(mcast->cuts[proto], false);
		return ULONG_MAX;
	}
	if (!mcast->cuts[proto] && time_before(jiffies, querier->ready))
		return min(querier->ready, querier->until) - jiffies;
	WRITE_ONCE(mcast->cuts[proto], true);
	return querier->until - jiffies;
}

static void vb_mcast_work(struct work_struct *work)
{
	struct vb_network *network = container_of(to_delayed_work(work),
						  struct vb_network,
						  mcast.work);
	struct vb_mcast *mcast = &network->mcast;
	unsigned long next;
	unsigned int i;

	spin_lock_bh(&mcast->lock);
	mcast->armed = false;
	next = vb_mcast_age_routers(network);
	for (i = 0; i < VB_MCAST_PROTOS; i++)
		next = min(next, vb_mcast_follow(mcast, i));
	spin_unlock_bh(&mcast->lock);

	rcu_read_lock();
	next = min(next, vb_mcast_age_groups(network));
	rcu_read_unlock();

	spin_lock_bh(&mcast->lock);
	vb_mcast_due(network, next);
	spin_unlock_bh(&mcast->lock);
}

/* ---- queries ------------------------------------------------------------------- */

/* nothing is learned while a connection or network goes, or does not snoop */
static bool vb_mcast_listens(const struct vb_network *network,
			     const struct vb_conn *from)
{
	return !network->mcast.closed &&
	       READ_ONCE(network->flags) & VB_NET_SNOOPING &&
	       !(from && READ_ONCE(from->flags) & VB_CONN_DEAD);
}

/* The lowest address is the querier (RFC 3376, 6.6.2); 0.0.0.0 is nobody's and
 * gives way to any other.
 */
static bool vb_mcast_elect(const struct vb_mcast_querier *querier,
			   const struct in6_addr *source, bool helper)
{
	bool incumbent_helps = ipv6_addr_any(&querier->addr);

	if (!querier->known || incumbent_helps)
		return true;
	return !helper &&
	       memcmp(source, &querier->addr, sizeof(*source)) <= 0;
}

/* RFC 3376, 8.4 and 8.5; RFC 3810, 9.4 and 9.5 */
static void vb_mcast_querier_set(struct vb_mcast_querier *querier,
				 const struct vb_mcast_query *query,
				 const struct in6_addr *source, bool helper)
{
	u32 response = max_t(u32, query->response, VB_MCAST_ANSWER);
	unsigned long ready = jiffies + msecs_to_jiffies(response +
							 VB_MCAST_ANSWER);
	u64 interval = (u64)query->robustness * query->interval * MSEC_PER_SEC;

	if (helper)
		memset(&querier->addr, 0, sizeof(querier->addr));
	else
		querier->addr = *source;
	if (!querier->known || time_before(ready, querier->ready))
		querier->ready = ready;
	querier->known = true;
	querier->robustness = query->robustness;
	querier->membership = msecs_to_jiffies(interval + response);
	querier->until = jiffies + msecs_to_jiffies(interval + response / 2);
}

/* The querier asks who still wants a group: who does not answer, does not (RFC
 * 3376, 6.6.3.1). A question for sources says nothing about members who want
 * other ones; it only gives those that are leaving the time to stay.
 */
static void vb_mcast_recheck(struct vb_network *network,
			     const struct vb_mcast_querier *querier,
			     const struct vb_mcast_query *query)
{
	const struct vb_mcast_group *group;
	struct vb_mcast_member *member;
	unsigned long left, expires;

	group = vb_mcast_find(network, &query->group);
	if (!group || query->suppress)
		return;
	left = msecs_to_jiffies(max_t(u32, query->response, VB_MCAST_ANSWER) *
				querier->robustness);
	expires = jiffies + left;
	hlist_for_each_entry(member, &group->members, list) {
		/* hosts of IGMPv1 do not know such questions */
		if (member->flags & VB_MEMBER_MUTE)
			continue;
		if (member->flags & VB_MEMBER_LEAVING ||
		    (!query->sources && time_before(expires, member->expires)))
			WRITE_ONCE(member->expires, expires);
	}
	vb_mcast_due(network, left);
}

/**
 * vb_mcast_hear_query() - a query came
 * @network: on this network
 * @from: by this connection, or NULL if the host sent it
 * @msg: the query
 * @source: its source address
 *
 * Context: RCU, BH off.
 */
void vb_mcast_hear_query(struct vb_network *network, struct vb_conn *from,
			 const struct vb_mcast_msg *msg,
			 const struct in6_addr *source)
{
	static const struct in6_addr nobody = { .s6_addr = { [10] = 0xff,
							     [11] = 0xff } };
	struct vb_mcast *mcast = &network->mcast;
	struct vb_mcast_querier *querier = &mcast->querier[msg->proto];
	const struct vb_mcast_query *query = &msg->query;
	bool helper = ipv6_addr_equal(source, &nobody);

	spin_lock(&mcast->lock);
	if (!vb_mcast_listens(network, from))
		goto unlock;
	if (vb_mcast_elect(querier, source, helper)) {
		if (query->general)
			vb_mcast_querier_set(querier, query, source, helper);
		else if (querier->known)
			vb_mcast_recheck(network, querier, query);
	}
	if (!helper)
		vb_mcast_router_set(network, from, querier->known ?
				    querier->until :
				    jiffies + VB_MCAST_ROUTER * HZ);
	vb_mcast_due(network, vb_mcast_follow(mcast, msg->proto));
unlock:
	spin_unlock(&mcast->lock);
}

/* ---- reports ------------------------------------------------------------------- */

static void vb_mcast_join(struct vb_network *network, struct vb_conn *from,
			  const struct vb_mcast_record *record,
			  unsigned long membership, bool *refused)
{
	struct vb_mcast_group *group;

	group = vb_mcast_group_get(network, from, &record->group);
	if (!group || !vb_mcast_member_set(network, group, from, record,
					   jiffies + membership))
		*refused = true;
	if (group)
		vb_mcast_group_put(network, group);
	vb_mcast_due(network, membership);
}

/* Another host behind the same connection may want the group on. The querier
 * asks; if nobody answers within the last member query time (RFC 3376, 8.10) it
 * ends. A host that leaves a single source leaves the group if it had no other.
 */
static void vb_mcast_leave(struct vb_network *network, struct vb_conn *from,
			   const struct vb_mcast_record *record)
{
	const struct vb_mcast_group *group;
	struct vb_mcast_member *member;
	unsigned long left, expires;

	group = vb_mcast_find(network, &record->group);
	member = group ? vb_mcast_member_find(group, from) : NULL;
	/* silent hosts are not heard over those that say goodbye (RFC 2236, 4) */
	if (!member || member->flags & VB_MEMBER_MUTE)
		return;
	if (record->change == VB_MCAST_LEAVE_ONE &&
	    !(member->flags & VB_MEMBER_ONE &&
	      ipv6_addr_equal(&member->source, &record->source)))
		return;
	left = msecs_to_jiffies(VB_MCAST_LAST_MEMBER * VB_MCAST_ROBUSTNESS);
	expires = jiffies + left;
	if (time_before(expires, member->expires)) {
		member->flags |= VB_MEMBER_LEAVING;
		WRITE_ONCE(member->expires, expires);
		vb_mcast_due(network, left);
	}
}

/**
 * vb_mcast_hear_report() - hosts joined or left groups
 * @network: on this network
 * @from: behind this connection, or NULL if the host itself did
 * @msg: what they say; used up
 *
 * Too many groups, or memberships: what is not remembered is forwarded as a
 * group that nobody joined is, and user space is told.
 *
 * Context: RCU, BH off.
 */
void vb_mcast_hear_report(struct vb_network *network, struct vb_conn *from,
			  struct vb_mcast_msg *msg)
{
	struct vb_mcast *mcast = &network->mcast;
	struct vb_mcast_record record;
	bool refused = false;

	while (vb_mcast_next(msg, &record)) {
		if (record.change == VB_MCAST_NOTHING ||
		    !vb_mcast_tracked(&record.group))
			continue;
		spin_lock(&mcast->lock);
		if (!vb_mcast_listens(network, from))
			msg->records = 0;
		else if (record.change == VB_MCAST_JOIN ||
			 record.change == VB_MCAST_JOIN_ONE)
			vb_mcast_join(network, from, &record,
				      mcast->querier[msg->proto].membership,
				      &refused);
		else
			vb_mcast_leave(network, from, &record);
		spin_unlock(&mcast->lock);
	}
	if (refused && from)
		vb_event_mcast_limit(from);
}

/* ---- routers ------------------------------------------------------------------- */

/**
 * vb_mcast_hear_hello() - a PIM router said hello
 * @network: on this network
 * @from: by this connection, or NULL if it is the host
 *
 * Context: RCU, BH off.
 */
void vb_mcast_hear_hello(struct vb_network *network, struct vb_conn *from)
{
	const unsigned long left = VB_MCAST_ROUTER * HZ;
	struct vb_mcast *mcast = &network->mcast;

	spin_lock(&mcast->lock);
	if (vb_mcast_listens(network, from)) {
		vb_mcast_router_set(network, from, jiffies + left);
		vb_mcast_due(network, left);
	}
	spin_unlock(&mcast->lock);
}

/* ---- init and exit -------------------------------------------------------------- */

/**
 * vb_mcast_no_querier() - forget the queriers
 * @network: of this network
 *
 * Context: the network's mcast lock, or nobody else knows the network.
 */
void vb_mcast_no_querier(struct vb_network *network)
{
	const u32 membership = VB_MCAST_ROBUSTNESS * VB_MCAST_INTERVAL *
			       MSEC_PER_SEC + VB_MCAST_RESPONSE;
	struct vb_mcast *mcast = &network->mcast;
	unsigned int i;

	memset(mcast->querier, 0, sizeof(mcast->querier));
	for (i = 0; i < VB_MCAST_PROTOS; i++) {
		mcast->querier[i].membership = msecs_to_jiffies(membership);
		WRITE_ONCE(mcast->cuts[i], false);
	}
}

/**
 * vb_mcast_network_init() - begin with no group, router or querier
 * @network: a new network
 */
void vb_mcast_network_init(struct vb_network *network)
{
	struct vb_mcast *mcast = &network->mcast;

	spin_lock_init(&mcast->lock);
	INIT_LIST_HEAD(&mcast->groups);
	INIT_HLIST_HEAD(&mcast->routers);
	INIT_DELAYED_WORK(&mcast->work, vb_mcast_work);
	vb_mcast_no_querier(network);
}

/**
 * vb_mcast_network_exit() - forget all, and learn nothing any more
 * @network: the network, without connections
 *
 * Context: RTNL.
 */
void vb_mcast_network_exit(struct vb_network *network)
{
	spin_lock_bh(&network->mcast.lock);
	network->mcast.closed = true;
	spin_unlock_bh(&network->mcast.lock);
	vb_mcast_flush(network);
	cancel_delayed_work_sync(&network->mcast.work);
}
