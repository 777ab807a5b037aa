// SPDX-License-Identifier: GPL-2.0
/*
 * One active uplink per network: which, and what to do when it fails.
 *
 * The core tells of a lost carrier late, up to a second after another change of
 * a link. The ports of uplink sets are therefore looked at every few
 * milliseconds, without the RTNL, and a network goes over to the next port
 * there and then. What others are to know of it (user space, SmartLink, the
 * carrier of the network device) needs the RTNL and follows.
 */
#include <linux/slab.h>

#include "trace.h"
#include "vbridge.h"

/* how often carriers are looked at: far below the 100 ms that are promised */
#define VB_UPLINK_PERIOD	msecs_to_jiffies(20)

/* ---- the choice ----------------------------------------------------------- */

static bool vb_uplink_ok(const struct net_device *dev)
{
	return netif_running(dev) && netif_carrier_ok(dev);
}

static void vb_uplink_look(struct vb_uplink *member)
{
	bool up = vb_uplink_ok(member->dev);

	if (up && !member->up)
		member->up_since = jiffies;
	member->up = up;
}

static bool vb_uplink_lasts(const struct vb_uset *uset,
			    const struct vb_uplink *member)
{
	return time_after_eq(jiffies, member->up_since +
			     msecs_to_jiffies(uset->cfg.hold_down));
}

/* the first member that is up, and has been for long enough if it has to */
static struct vb_uplink *vb_uset_first(const struct vb_uset *uset, bool lasting)
{
	struct vb_uplink *member;

	list_for_each_entry(member, &uset->members, list)
		if (member->up && (!lasting || vb_uplink_lasts(uset, member)))
			return member;
	return NULL;
}

static struct vb_uplink *vb_uset_choose(const struct vb_uset *uset)
{
	struct vb_uplink *best = vb_uset_first(uset, true);

	if (uset->active && uset->active->up) {
		if (!uset->cfg.preempt || !best ||
		    best->preference >= uset->active->preference)
			return uset->active;
		return best;
	}
	/* a young link is better than none */
	return best ?: vb_uset_first(uset, false);
}

/* uplinks stand first in a network's connections */
static struct vb_conn *vb_network_uplink_by(const struct vb_network *network,
					    const struct vb_uplink *member)
{
	struct vb_conn *conn;

	if (!member)
		return NULL;
	list_for_each_entry_rcu(conn, &network->conns, list) {
		if (!(conn->flags & VB_CONN_UPLINK))
			break;
		if (conn->member == member)
			return conn;
	}
	return NULL;
}

static void vb_network_use(struct vb_network *network,
			   const struct vb_uplink *member)
{
	struct vb_conn *conn = vb_network_uplink_by(network, member);

	if (rcu_access_pointer(network->uplink) == conn)
		return;
	trace_vbridge_failover(network, conn);
	rcu_assign_pointer(network->uplink, conn);
	network->uset->changed = true;
	if (conn)
		vb_announce(network);
	else
		vb_announce_stop(network);
}

static bool vb_uset_select(struct vb_uset *uset)
{
	struct vb_uplink *member, *active;
	struct vb_network *network;

	lockdep_assert_held(&uset->sw->uplink_lock);
	list_for_each_entry(member, &uset->members, list)
		vb_uplink_look(member);
	active = vb_uset_choose(uset);
	if (active != uset->active) {
		if (uset->active && active)
			uset->failovers++;
		uset->active = active;
		uset->changed = true;
	}
	list_for_each_entry(network, &uset->carried, uset_list)
		vb_network_use(network, active);
	return uset->changed;
}

/* true if there is any uplink to look at */
static bool vb_uplink_select_all(struct vb_switch *sw)
{
	struct vb_uset *uset;
	bool changed = false, any;

	rcu_read_lock();
	spin_lock_bh(&sw->uplink_lock);
	list_for_each_entry(uset, &sw->usets, list)
		changed |= vb_uset_select(uset);
	any = !list_empty(&sw->usets);
	spin_unlock_bh(&sw->uplink_lock);
	rcu_read_unlock();
	if (changed)
		queue_work(system_long_wq, &sw->settle_work);
	return any;
}

static void vb_uplink_poll(struct work_struct *work)
{
	struct vb_switch *sw = container_of(to_delayed_work(work),
					    struct vb_switch, uplink_work);

	if (vb_uplink_select_all(sw))
		queue_delayed_work(system_highpri_wq, &sw->uplink_work,
				   VB_UPLINK_PERIOD);
}

/**
 * vb_uplink_changed() - a link, an uplink or an uplink set is another
 * @sw: the switch
 *
 * Context: RTNL.
 */
void vb_uplink_changed(struct vb_switch *sw)
{
	if (!READ_ONCE(sw->dying) && vb_uplink_select_all(sw))
		mod_delayed_work(system_highpri_wq, &sw->uplink_work,
				 VB_UPLINK_PERIOD);
}

/* ---- what follows from it -------------------------------------------------- */

static void vb_uset_settle(struct vb_uset *uset)
{
	struct vb_network *network;
	bool changed;

	spin_lock_bh(&uset->sw->uplink_lock);
	changed = uset->changed;
	uset->changed = false;
	spin_unlock_bh(&uset->sw->uplink_lock);
	if (!changed)
		return;
	vb_event_uplink(uset);
	list_for_each_entry(network, &uset->carried, uset_list)
		vb_smartlink_follow(network);
}

static void vb_uplink_settle(struct work_struct *work)
{
	struct vb_switch *sw = container_of(work, struct vb_switch,
					    settle_work);
	struct vb_uset *uset;

	rtnl_lock();
	list_for_each_entry(uset, &sw->usets, list)
		vb_uset_settle(uset);
	rtnl_unlock();
}

/* ---- connections ------------------------------------------------------------ */

/* the set of a network that has none yet: its own, for dedicated uplinks */
static struct vb_uset *vb_uset_dedicated(struct vb_network *network)
{
	struct vb_uset *uset;

	if (network->uset)
		return network->uset;
	uset = vb_uset_alloc(network->sw, NULL);
	if (!uset)
		return NULL;
	vb_uset_take(uset, network);
	spin_lock_bh(&network->sw->uplink_lock);
	list_add_tail(&uset->list, &network->sw->usets);
	spin_unlock_bh(&network->sw->uplink_lock);
	return uset;
}

static void vb_uset_dedicated_put(struct vb_network *network)
{
	struct vb_uset *uset = network->uset;

	if (!uset || uset->named || !list_empty(&uset->members))
		return;
	vb_uset_drop(uset, network);
	vb_uset_destroy(uset);
}

/**
 * vb_uplink_attach() - a new connection is an uplink
 * @conn: the connection, which is not published yet; a downlink is left alone
 * @extack: why not
 *
 * Context: RTNL.
 * Return: 0 or a negative errno.
 */
int vb_uplink_attach(struct vb_conn *conn, struct netlink_ext_ack *extack)
{
	struct vb_network *network = conn->network;
	struct vb_uset *uset;
	int err;

	if (!conn->cfg.uplink)
		return 0;
	uset = vb_uset_dedicated(network);
	if (!uset)
		return -ENOMEM;
	if (!uset->named) {
		err = vb_uset_add_member(uset, conn->dev, conn->cfg.preference,
					 extack);
		if (err) {
			vb_uset_dedicated_put(network);
			return err;
		}
	}
	conn->member = vb_uset_member(uset, conn->dev);
	conn->member->conns++;
	return 0;
}

/**
 * vb_uplink_detach() - an uplink ends, or a new one is not to be
 * @conn: the connection, out of reach of frames; a downlink is left alone
 *
 * Context: RTNL.
 */
void vb_uplink_detach(struct vb_conn *conn)
{
	struct vb_network *network = conn->network;
	struct vb_uplink *member = conn->member;

	if (!member)
		return;
	spin_lock_bh(&network->sw->uplink_lock);
	if (rcu_access_pointer(network->uplink) == conn) {
		RCU_INIT_POINTER(network->uplink, NULL);
		network->uset->changed = true;
	}
	spin_unlock_bh(&network->sw->uplink_lock);
	conn->member = NULL;
	member->conns--;
	if (!network->uset->named) {
		vb_uset_del_member(network->uset, member);
		vb_uset_dedicated_put(network);
	}
}

/* ---- init and exit ----------------------------------------------------------- */

/**
 * vb_uplink_switch_init() - a switch without uplinks
 * @sw: a new switch
 */
void vb_uplink_switch_init(struct vb_switch *sw)
{
	spin_lock_init(&sw->uplink_lock);
	INIT_LIST_HEAD(&sw->usets);
	INIT_DELAYED_WORK(&sw->uplink_work, vb_uplink_poll);
	INIT_WORK(&sw->settle_work, vb_uplink_settle);
	vb_announce_switch_init(sw);
}

/**
 * vb_uplink_switch_clear() - end all uplink sets
 * @sw: a switch that ends, without networks
 *
 * Context: RTNL.
 */
void vb_uplink_switch_clear(struct vb_switch *sw)
{
	struct vb_uset *uset, *next;

	list_for_each_entry_safe(uset, next, &sw->usets, list)
		vb_uset_destroy(uset);
}

/**
 * vb_uplink_switch_exit() - nothing runs any more
 * @sw: the switch, without uplink sets
 *
 * Context: may sleep; not under the RTNL, which the works take.
 */
void vb_uplink_switch_exit(struct vb_switch *sw)
{
	cancel_delayed_work_sync(&sw->uplink_work);
	cancel_work_sync(&sw->settle_work);
	vb_announce_switch_exit(sw);
}
