// SPDX-License-Identifier: GPL-2.0
/*
 * After a failover every address behind a network's downlinks is announced on
 * the new uplink, so that the switches beyond learn where it is now.
 *
 * The announcement is a reverse ARP request (RFC 903) from that address, as
 * hypervisors send it for a virtual machine that has moved: any switch learns
 * from it, and no host answers.
 */
#include <linux/if_arp.h>
#include <linux/if_ether.h>

#include "vbridge.h"

/* a pass begins so long after the one before has ended */
#define VB_ANNOUNCE_PAUSE	HZ
/* a turn that is later than this does not make up for all of it */
#define VB_ANNOUNCE_LATE	(HZ / 50)
/* addresses taken from the FDB at once, that is, under its lock */
#define VB_ANNOUNCE_BATCH	32

/* what stands in an announcement behind the Ethernet header */
struct vb_rarp {
	struct arphdr	arp;
	u8		sender[ETH_ALEN];
	__be32		sender_ip;
	u8		target[ETH_ALEN];
	__be32		target_ip;
} __packed;

static struct sk_buff *vb_announce_frame(const struct net_device *dev,
					 const u8 *addr)
{
	struct vb_rarp *rarp;
	struct sk_buff *skb;
	u8 dest[ETH_ALEN];

	eth_broadcast_addr(dest);
	skb = vb_own_frame(dev, dest, addr, ETH_P_RARP);
	if (!skb)
		return NULL;
	rarp = (struct vb_rarp *)skb->data;
	rarp->arp.ar_hrd = htons(ARPHRD_ETHER);
	rarp->arp.ar_pro = htons(ETH_P_IP);
	rarp->arp.ar_hln = ETH_ALEN;
	rarp->arp.ar_pln = sizeof(__be32);
	rarp->arp.ar_op = htons(ARPOP_RREQUEST);
	ether_addr_copy(rarp->sender, addr);
	ether_addr_copy(rarp->target, addr);
	return skb;
}

static void vb_announce_one(const struct vb_conn *uplink, const u8 *addr)
{
	struct sk_buff *skb = vb_announce_frame(uplink->dev, addr);

	if (skb)
		vb_send(uplink, skb);
	else
		vb_drop(uplink, NULL, VBRIDGE_DROP_NO_MEMORY);
}

/* is the address one that others know to be behind this switch? */
static bool vb_announce_wanted(const struct vb_fdb *fdb)
{
	const struct vb_conn *conn = rcu_dereference(fdb->conn);

	return !conn || !(conn->flags & VB_CONN_UPLINK);
}

/* the next addresses; fewer than @n at the end of a pass */
static unsigned int vb_announce_take(struct vb_network *network,
				     u8 (*addr)[ETH_ALEN], unsigned int n)
{
	struct vb_fdb *fdb;
	unsigned int i = 0;

	spin_lock(&network->fdb_lock);
	while (i < n && (fdb = vb_fdb_walk_next(&network->announce_walk)))
		if (vb_announce_wanted(fdb))
			vb_fdb_addr(fdb, addr[i++]);
	spin_unlock(&network->fdb_lock);
	return i;
}

static void vb_announce_begin_pass(struct vb_network *network)
{
	spin_lock(&network->fdb_lock);
	vb_fdb_walk_begin(network, &network->announce_walk);
	spin_unlock(&network->fdb_lock);
}

static void vb_announce_end_pass(struct vb_network *network)
{
	network->announce_left--;
	network->announce_at = jiffies + VB_ANNOUNCE_PAUSE;
	vb_announce_begin_pass(network);
}

/* up to @n addresses of one network; returns how many */
static unsigned int vb_announce_some(struct vb_network *network,
				     unsigned int n)
{
	const struct vb_conn *uplink = rcu_dereference(network->uplink);
	bool first = network->announce_left == network->announce_passes;
	u8 addr[VB_ANNOUNCE_BATCH][ETH_ALEN];
	unsigned int got, i, sent = 0;

	if (!uplink || !network->announce_left ||
	    time_before(jiffies, network->announce_at))
		return 0;
	while (sent < n) {
		unsigned int want = min_t(unsigned int, n - sent,
					  VB_ANNOUNCE_BATCH);

		got = vb_announce_take(network, addr, want);
		for (i = 0; i < got; i++)
			vb_announce_one(uplink, addr[i]);
		sent += got;
		if (got < want) {
			vb_announce_end_pass(network);
			break;
		}
	}
	if (first) {
		network->announced += sent;
		if (network->announce_left != network->announce_passes)
			vb_event_announced(network, network->announced);
	}
	return sent;
}

/* what a set may send in a turn that comes so many jiffies after the last one */
static unsigned int vb_announce_quota(const struct vb_uset *uset,
				      unsigned long elapsed)
{
	return max_t(unsigned int, 1,
		     DIV_ROUND_UP(uset->cfg.announce_rate * elapsed, HZ));
}

/* is a network in its first pass, or in a later one? */
static bool vb_announce_in(const struct vb_network *network, bool first)
{
	return network->announce_left &&
	       (network->announce_left == network->announce_passes) == first;
}

/* what is left of @quota when all networks of a set had an even part of it */
static unsigned int vb_announce_round(struct vb_uset *uset, bool first,
				      unsigned int quota)
{
	struct vb_network *network;
	unsigned int n = 0, part;

	list_for_each_entry(network, &uset->carried, uset_list)
		n += vb_announce_in(network, first);
	list_for_each_entry(network, &uset->carried, uset_list) {
		if (!quota)
			break;
		if (!vb_announce_in(network, first))
			continue;
		/* the last one has what is left */
		part = n > 1 ? max(quota / n--, 1U) : quota;
		quota -= vb_announce_some(network, part);
	}
	return quota;
}

/* A network's second pass waits for the first one of all: what nobody has told of
 * before is what is not reached. Among equals all go on beside each other.
 */
static bool vb_announce_uset(struct vb_uset *uset, unsigned long elapsed)
{
	unsigned int quota = vb_announce_quota(uset, elapsed);
	struct vb_network *network;

	quota = vb_announce_round(uset, true, quota);
	if (quota)
		vb_announce_round(uset, false, quota);
	/* one that has lost its uplink meanwhile begins anew with the next one */
	list_for_each_entry(network, &uset->carried, uset_list)
		if (network->announce_left &&
		    rcu_access_pointer(network->uplink))
			return true;
	return false;
}

static void vb_announce_work(struct work_struct *work)
{
	struct vb_switch *sw = container_of(to_delayed_work(work),
					    struct vb_switch, announce_work);
	unsigned long elapsed;
	struct vb_uset *uset;
	bool more = false;

	rcu_read_lock();
	spin_lock_bh(&sw->uplink_lock);
	/* a turn that comes late does more, but not without bounds */
	elapsed = clamp_t(unsigned long, jiffies - sw->announce_turn, 1,
			  VB_ANNOUNCE_LATE);
	sw->announce_turn = jiffies;
	list_for_each_entry(uset, &sw->usets, list)
		more |= vb_announce_uset(uset, elapsed);
	spin_unlock_bh(&sw->uplink_lock);
	rcu_read_unlock();
	if (more)
		queue_delayed_work(system_wq, &sw->announce_work, 1);
}

/**
 * vb_announce() - tell a network's new uplink who is behind the switch
 * @network: the network
 *
 * Addresses learned from now on are not announced: the frames that they were
 * learned from have gone, or go, the new way themselves.
 *
 * Context: uplink_lock held.
 */
void vb_announce(struct vb_network *network)
{
	const struct vb_uset_cfg *cfg = &network->uset->cfg;

	lockdep_assert_held(&network->sw->uplink_lock);
	if (!cfg->announce_rate || !cfg->announce_count)
		return;
	network->announce_passes = cfg->announce_count;
	network->announce_left = cfg->announce_count;
	network->announce_at = jiffies;
	network->announced = 0;
	vb_announce_begin_pass(network);
	mod_delayed_work(system_wq, &network->sw->announce_work, 0);
}

/**
 * vb_announce_stop() - there is nobody left to tell
 * @network: the network
 *
 * Context: BH off, or process context.
 */
void vb_announce_stop(struct vb_network *network)
{
	WRITE_ONCE(network->announce_left, 0);
}

void vb_announce_switch_init(struct vb_switch *sw)
{
	INIT_DELAYED_WORK(&sw->announce_work, vb_announce_work);
}

/* not under the uplink_lock, which the work takes */
void vb_announce_switch_exit(struct vb_switch *sw)
{
	cancel_delayed_work_sync(&sw->announce_work);
}
