/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Protection of the switch against what is connected to it: loops, storms,
 * addresses that are not a server's own.
 */
#ifndef _VBRIDGE_PROTECT_H
#define _VBRIDGE_PROTECT_H

#include <linux/siphash.h>
#include <linux/types.h>
#include <linux/workqueue.h>

#include <linux/vbridge.h>

/* local experimental ethertype 1 (IEEE 802, 9.2.4) */
#define VB_PROBE_PROTO		0x88b5

/* ms; a loop is to end within 2 s */
#define VB_LOOP_INTERVAL_DEFAULT	500
#define VB_LOOP_INTERVAL_LEAST		50
/* ms from a sign of trouble to probes */
#define VB_LOOP_HURRY			10
#define VB_LOOP_RETRY_DEFAULT		30000
/* moves of addresses to a connection, per second */
#define VB_FLAP_LIMIT_DEFAULT		200

/**
 * struct vb_loop - protection against loops, of one switch
 * @interval: ms between probes; 0 is off
 * @retry: ms without a sign of the loop until a connection is tried again
 * @flap_limit: moves of addresses per second that a connection may see; 0 is any
 * @key: knows this switch's probes
 * @work: sends probes, counts moves, tries again
 * @urgent: addresses flap: do not wait for the interval
 */
struct vb_loop {
	u32			interval;
	u32			retry;
	u32			flap_limit;
	siphash_key_t		key;
	struct delayed_work	work;
	bool			urgent;
};

/**
 * struct vb_storm_cfg - one limit of a connection
 * @kbps: kb/s, or 0
 * @pps: packets/s, or 0
 */
struct vb_storm_cfg {
	u64	kbps;
	u64	pps;
};

/**
 * struct vb_bucket - one limit at work
 * @tat: when the next frame would be on time, ns
 * @cost_byte: ns/1024 that a byte takes; 0 if packets are counted
 * @cost_packet: ns/1024 that a packet takes
 */
struct vb_bucket {
	atomic64_t	tat;
	u64		cost_byte;
	u64		cost_packet;
};

/**
 * struct vb_storm - limits of a connection
 * @cfg: what is configured
 * @bucket: what comes of it; costs of 0 are no limit
 * @told: jiffies of the last event
 * @rcu: to free it
 */
struct vb_storm {
	struct vb_storm_cfg	cfg[VB_STORMS];
	struct vb_bucket	bucket[VB_STORMS];
	unsigned long		told;
	struct rcu_head		rcu;
};

/**
 * struct vb_lock - addresses that may be sources on a connection
 * @told: jiffies of the last event
 * @rcu: to free it
 * @n: how many
 * @mac: the addresses
 */
struct vb_lock {
	unsigned long	told;
	struct rcu_head	rcu;
	unsigned int	n;
	u8		mac[][ETH_ALEN];
};

/* storm.c */
struct vb_storm *vb_storm_alloc(void);
int vb_storm_init(struct vb_conn *conn, const struct vb_storm_cfg *cfg);
void vb_storm_put(struct vb_conn *conn, const struct vb_storm_cfg *cfg,
		  struct vb_storm **room);
int vb_storm_set(struct vb_conn *conn, const struct vb_storm_cfg *cfg);
bool vb_storm_admits(struct vb_conn *conn, const struct sk_buff *skb,
		     enum vbridge_storm kind);

/* lock.c */
struct vb_lock *vb_lock_alloc(unsigned int n);
void vb_lock_init(struct vb_conn *conn, struct vb_lock *lock);
void vb_lock_set(struct vb_conn *conn, struct vb_lock *lock);
bool vb_lock_admits(const struct vb_conn *conn, const u8 *addr);

/* loop.c */
void vb_loop_switch_init(struct vb_switch *sw);
void vb_loop_switch_exit(struct vb_switch *sw);
void vb_loop_hurry(struct vb_switch *sw);
bool vb_loop_probe_rcv(struct vb_conn *conn, const struct sk_buff *skb);
void vb_loop_moved(struct vb_conn *to);
void vb_loop_reset(struct vb_conn *conn);

#endif /* _VBRIDGE_PROTECT_H */
