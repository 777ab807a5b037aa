// SPDX-License-Identifier: GPL-2.0
/*
 * Storm control: so much broadcast, unknown unicast and multicast, and no more.
 *
 * The generic cell rate algorithm (ITU-T I.371, annex A): a limit is one point
 * in time, when the next frame would be on time, and a frame may come early by
 * the tolerance. One atomic word per limit, and only where there is one.
 */
#include <linux/slab.h>

#include "vbridge.h"

/* bytes of Ethernet, IPv4 and UDP in front of each frame that a packet becomes */
#define VB_STORM_HEADERS	(ETH_HLEN + 20 + 8)

/* how early frames may come: a burst of so much, ns */
#define VB_STORM_TOLERANCE	(50 * NSEC_PER_MSEC)
/* costs have this many bits behind the point */
#define VB_STORM_SHIFT		10

static void vb_bucket_init(struct vb_bucket *bucket,
			   const struct vb_storm_cfg *cfg)
{
	atomic64_set(&bucket->tat, 0);
	bucket->cost_byte = 0;
	bucket->cost_packet = 0;
	if (cfg->kbps)
		bucket->cost_byte = div64_u64((8ULL * NSEC_PER_SEC / 1000)
					      << VB_STORM_SHIFT, cfg->kbps);
	else if (cfg->pps)
		bucket->cost_packet = div64_u64((u64)NSEC_PER_SEC <<
						VB_STORM_SHIFT, cfg->pps);
}

/* frames that a packet becomes on the wire: a guest that sends it may not have counted */
static unsigned int vb_storm_frames(const struct sk_buff *skb)
{
	unsigned int size = skb_shinfo(skb)->gso_size;

	if (!size)
		return 1;
	return max_t(unsigned int, skb_shinfo(skb)->gso_segs,
		     DIV_ROUND_UP(skb->len, size + VB_STORM_HEADERS));
}

static bool vb_bucket_admits(struct vb_bucket *bucket,
			     const struct sk_buff *skb)
{
	unsigned int n = vb_storm_frames(skb);
	u64 bytes = skb->len + ETH_HLEN + (u64)(n - 1) * VB_STORM_HEADERS;
	u64 cost = (bucket->cost_packet * n + bucket->cost_byte * bytes) >>
		   VB_STORM_SHIFT;
	s64 now = ktime_get_ns(), tat = atomic64_read(&bucket->tat), next;

	do {
		if (tat - now > VB_STORM_TOLERANCE)
			return false;
		next = max(tat, now) + cost;
	} while (!atomic64_try_cmpxchg(&bucket->tat, &tat, next));
	return true;
}

static void vb_storm_tell(struct vb_conn *conn, struct vb_storm *storm)
{
	unsigned long told = READ_ONCE(storm->told);

	if (time_before(jiffies, told + HZ))
		return;
	if (cmpxchg(&storm->told, told, jiffies) == told)
		vb_event_storm(conn);
}

/**
 * vb_storm_admits() - is a frame within the limit of its kind?
 * @conn: the connection that it came by
 * @skb: the frame
 * @kind: of which limit it counts
 *
 * Context: RCU, BH off.
 */
bool vb_storm_admits(struct vb_conn *conn, const struct sk_buff *skb,
		     enum vbridge_storm kind)
{
	struct vb_storm *storm = rcu_dereference(conn->storm);
	struct vb_bucket *bucket;

	if (!storm)
		return true;
	bucket = &storm->bucket[kind];
	if (!bucket->cost_byte && !bucket->cost_packet)
		return true;
	if (vb_bucket_admits(bucket, skb))
		return true;
	vb_storm_tell(conn, storm);
	return false;
}

/**
 * vb_storm_alloc() - room for limits
 *
 * Return: the limits, or NULL.
 */
struct vb_storm *vb_storm_alloc(void)
{
	return kzalloc(sizeof(struct vb_storm), GFP_KERNEL_ACCOUNT);
}

static bool vb_storm_any(const struct vb_storm_cfg *cfg)
{
	unsigned int i;

	for (i = 0; i < VB_STORMS; i++)
		if (cfg[i].kbps || cfg[i].pps)
			return true;
	return false;
}

static void vb_storm_fill(struct vb_storm *storm, const struct vb_storm_cfg *cfg)
{
	unsigned int i;

	storm->told = jiffies - HZ;
	for (i = 0; i < VB_STORMS; i++) {
		storm->cfg[i] = cfg[i];
		vb_bucket_init(&storm->bucket[i], &cfg[i]);
	}
}

/**
 * vb_storm_init() - limits that a connection begins with
 * @conn: the connection, which nobody knows yet
 * @cfg: by enum vbridge_storm, or NULL
 *
 * Return: 0 or -ENOMEM.
 */
int vb_storm_init(struct vb_conn *conn, const struct vb_storm_cfg *cfg)
{
	struct vb_storm *storm;

	if (!cfg || !vb_storm_any(cfg))
		return 0;
	storm = vb_storm_alloc();
	if (!storm)
		return -ENOMEM;
	vb_storm_fill(storm, cfg);
	RCU_INIT_POINTER(conn->storm, storm);
	conn->flags |= VB_CONN_STORM;
	return 0;
}

/**
 * vb_storm_put() - set all limits of a connection, for which there is room
 * @conn: the connection
 * @cfg: by enum vbridge_storm
 * @room: from vb_storm_alloc(); NULL afterwards if it was used
 *
 * Context: RTNL.
 */
void vb_storm_put(struct vb_conn *conn, const struct vb_storm_cfg *cfg,
		  struct vb_storm **room)
{
	struct vb_storm *old = rtnl_dereference(conn->storm), *storm = NULL;

	if (vb_storm_any(cfg)) {
		swap(storm, *room);
		vb_storm_fill(storm, cfg);
	}
	rcu_assign_pointer(conn->storm, storm);
	vb_conn_flag(conn, VB_CONN_STORM, storm);
	if (old)
		kfree_rcu(old, rcu);
}

/**
 * vb_storm_set() - set all limits of a connection
 * @conn: the connection
 * @cfg: by enum vbridge_storm
 *
 * Context: RTNL.
 * Return: 0, or -ENOMEM with nothing changed.
 */
int vb_storm_set(struct vb_conn *conn, const struct vb_storm_cfg *cfg)
{
	struct vb_storm *room = vb_storm_alloc();

	if (!room)
		return -ENOMEM;
	vb_storm_put(conn, cfg, &room);
	kfree(room);
	return 0;
}
