// SPDX-License-Identifier: GPL-2.0
/*
 * One Tx queue of the qdisc "flexnic": five FIFOs under the queue's own lock.
 *
 * The paths that matter are short. A packet that finds its class empty and
 * credit left takes no time stamp and touches no line that another CPU writes.
 * A queue whose classes all have to wait answers without looking at the clocks
 * until its watchdog fires or another class gets a packet.
 */
#include <linux/flexnic_sched.h>
#include <linux/if_ether.h>
#include <linux/if_vlan.h>
#include <linux/ktime.h>
#include <linux/module.h>

#include "sch_flexnic.h"

/* after net/codel.h, which it needs and does not include */
#include <net/codel_impl.h>

/* ---- FIFOs ---- */

static void flexq_fifo_push(struct flexq_fifo *fifo, struct sk_buff *skb)
{
	skb->next = NULL;
	if (fifo->head)
		fifo->tail->next = skb;
	else
		fifo->head = skb;
	fifo->tail = skb;
}

/* Before all others, behind the control packets that wait already */
static void flexq_fifo_push_control(struct flexq_fifo *fifo,
				    struct sk_buff *skb)
{
	struct sk_buff **at = fifo->control ? &fifo->control->next :
					      &fifo->head;

	skb->next = *at;
	*at = skb;
	fifo->control = skb;
	if (!skb->next)
		fifo->tail = skb;
}

static struct sk_buff *flexq_fifo_pop(struct Qdisc *sch,
				      struct flexq_fifo *fifo)
{
	struct sk_buff *skb = fifo->head;

	fifo->head = skb->next;
	if (fifo->control == skb)
		fifo->control = NULL;
	skb_mark_not_on_list(skb);
	fifo->backlog -= qdisc_pkt_len(skb);
	fifo->qlen--;
	qdisc_qstats_backlog_dec(sch, skb);
	sch->q.qlen--;
	return skb;
}

/* ---- classification ---- */

static bool flexq_is_control(const struct sk_buff *skb)
{
	return (skb->priority & TC_PRIO_MAX) == TC_PRIO_CONTROL ||
	       skb->protocol == htons(ETH_P_LLDP) ||
	       skb->protocol == htons(ETH_P_SLOW);
}

/* Class named by a class id, or -1 */
static int flexq_class_by_id(const struct flexq_port *port, u32 classid)
{
	u32 minor = TC_H_MIN(classid);

	if (TC_H_MAJ(classid) != port->handle || !minor ||
	    minor > FLEXQ_CLASSES)
		return -1;
	return minor - 1;
}

/* Return: the class, or -1 and what enqueue returns in @ret */
static int flexq_filter(const struct flexq_port *port, struct sk_buff *skb,
			const struct tcf_proto *filters, int *ret)
{
	struct tcf_result res;
	int verdict, class;

	*ret = NET_XMIT_SUCCESS | __NET_XMIT_BYPASS;
	verdict = tcf_classify(skb, NULL, filters, &res, false);
	switch (verdict) {
	case TC_ACT_STOLEN:
	case TC_ACT_QUEUED:
	case TC_ACT_TRAP:
		*ret = NET_XMIT_SUCCESS | __NET_XMIT_STOLEN;
		return -1;
	case TC_ACT_SHOT:
	case TC_ACT_REDIRECT:
		return -1;
	}
	class = verdict < 0 ? -1 : flexq_class_by_id(port, res.classid);
	return class < 0 ? FLEXQ_CLASS_PORT : class;
}

DEFINE_PER_CPU(struct flexnic_sched_sending, flexnic_sched_sending);
EXPORT_PER_CPU_SYMBOL_GPL(flexnic_sched_sending);

/* Slot of the FlexNIC that sends this packet, or -1. It is told once. */
static int flexq_sender(const struct sk_buff *skb)
{
	struct flexnic_sched_sending *sending;

	sending = this_cpu_ptr(&flexnic_sched_sending);
	if (sending->skb != skb || sending->dev != skb->dev)
		return -1;
	sending->skb = NULL;
	return sending->slot;
}

static int flexq_classify(const struct flexq_port *port, struct sk_buff *skb,
			  int *ret)
{
	const struct tcf_proto *filters;
	int class = flexq_sender(skb);

	if (likely(class >= 0))
		return class;
	/* what a FlexNIC is guaranteed nobody else spends */
	if (!READ_ONCE(port->owned)) {
		class = flexq_class_by_id(port, skb->priority);
		if (class >= 0)
			return class;
	}

	filters = rcu_dereference_bh(port->filters);
	if (filters)
		return flexq_filter(port, skb, filters, ret);
	return FLEXQ_CLASS_PORT;
}

/* ---- enqueue ---- */

static u32 flexq_frames(const struct sk_buff *skb)
{
	const struct skb_shared_info *shinfo = skb_shinfo(skb);

	if (!shinfo->gso_size)
		return 1;
	/* a guest's packet: its count of segments is not set */
	if (unlikely(shinfo->gso_type & SKB_GSO_DODGY))
		return DIV_ROUND_UP(skb->len, shinfo->gso_size);
	return max_t(u32, shinfo->gso_segs, 1);
}

/*
 * Is there room for so many bytes more? What a packet takes of memory is far more
 * than its bytes if these are few.
 */
static bool flexq_has_room(const struct flexq_fifo *fifo, u32 len, u32 limit)
{
	return likely(fifo->backlog + len <= limit &&
		      fifo->qlen < limit / FLEXQ_LIMIT_PACKET);
}

static int flexq_drop_full(struct sk_buff *skb, struct flexq_fifo *fifo,
			   struct Qdisc *sch, struct sk_buff **to_free)
{
	fifo->stats.drops++;
	fifo->stats.overlimit_drops++;
	return qdisc_drop(skb, sch, to_free);
}

/* CoDel needs times only of what waits behind something */
static void flexq_stamp(struct flexq_fifo *fifo, struct sk_buff *skb)
{
	codel_time_t now;

	flexq_skb_cb(skb)->enqueue_time = 0;
	if (!fifo->head)
		return;
	now = codel_get_time();
	now += !now;
	flexq_skb_cb(skb)->enqueue_time = now;
	if (!flexq_skb_cb(fifo->head)->enqueue_time)
		flexq_skb_cb(fifo->head)->enqueue_time = now;
}

static void flexq_activate(struct flexq_child *child, unsigned int class)
{
	struct flexq_fifo *fifo = &child->fifo[class];

	child->active |= BIT(class);
	if (fifo->vtime - child->vtime < 0)
		fifo->vtime = child->vtime;
}

static int flexq_add(struct sk_buff *skb, struct Qdisc *sch,
		     const struct flexq_conf *conf, unsigned int class,
		     struct sk_buff **to_free)
{
	struct flexq_child *child = qdisc_priv(sch);
	struct flexq_fifo *fifo = &child->fifo[class];
	u32 len = qdisc_pkt_len(skb);
	bool control;
	u32 frames;

	control = unlikely(class == FLEXQ_CLASS_PORT) && flexq_is_control(skb);
	/* room for control packets: nobody else sends many */
	if (!flexq_has_room(fifo, len, conf->pace[class].limit << control))
		return flexq_drop_full(skb, fifo, sch, to_free);

	frames = flexq_frames(skb);
	flexq_skb_cb(skb)->frames = min_t(u32, frames, U16_MAX);
	flexq_skb_cb(skb)->wire = flexq_wire_len(len, frames,
						 skb_vlan_tag_present(skb),
						 conf->overhead);
	flexq_stamp(fifo, skb);
	if (!fifo->head)
		flexq_activate(child, class);
	if (control)
		flexq_fifo_push_control(fifo, skb);
	else
		flexq_fifo_push(fifo, skb);
	fifo->backlog += len;
	fifo->qlen++;
	qdisc_qstats_backlog_inc(sch, skb);
	sch->q.qlen++;
	return NET_XMIT_SUCCESS;
}

/* A packet that would hold up a slow port for long goes frame by frame */
static int flexq_add_split(struct sk_buff *skb, struct Qdisc *sch,
			   const struct flexq_conf *conf, unsigned int class,
			   struct sk_buff **to_free)
{
	netdev_features_t features = netif_skb_features(skb);
	struct flexq_child *child = qdisc_priv(sch);
	struct sk_buff *segs, *next;
	int added = 0;

	segs = skb_gso_segment(skb, features & ~NETIF_F_GSO_MASK);
	if (IS_ERR_OR_NULL(segs)) {
		child->fifo[class].stats.drops++;
		return qdisc_drop(skb, sch, to_free);
	}
	skb_list_walk_safe(segs, segs, next) {
		skb_mark_not_on_list(segs);
		qdisc_skb_cb(segs)->pkt_len = segs->len;
		if (flexq_add(segs, sch, conf, class, to_free) ==
		    NET_XMIT_SUCCESS)
			added++;
	}
	consume_skb(skb);
	return added ? NET_XMIT_SUCCESS : NET_XMIT_DROP;
}

static int flexq_child_enqueue(struct sk_buff *skb, struct Qdisc *sch,
			       struct sk_buff **to_free)
{
	struct flexq_child *child = qdisc_priv(sch);
	const struct flexq_conf *conf;
	int class, ret;

	class = flexq_classify(child->port, skb, &ret);
	if (unlikely(class < 0)) {
		if (ret & __NET_XMIT_BYPASS) {
			child->fifo[FLEXQ_CLASS_PORT].stats.drops++;
			qdisc_qstats_drop(sch);
		}
		__qdisc_drop(skb, to_free);
		return ret;
	}
	conf = &rcu_dereference_bh(child->port->rule)->conf;
	if (unlikely(qdisc_pkt_len(skb) > conf->split) && skb_is_gso(skb))
		return flexq_add_split(skb, sch, conf, class, to_free);
	return flexq_add(skb, sch, conf, class, to_free);
}

/* ---- choosing a class ---- */

static u32 flexq_head_wire(const struct flexq_fifo *fifo)
{
	return flexq_skb_cb(fifo->head)->wire;
}

/* Of classes that may all send: the one that sent the least for its weight */
static unsigned int flexq_first(const struct flexq_child *child, u32 classes)
{
	unsigned int class, best = __ffs(classes);

	classes &= classes - 1;
	while (classes) {
		class = __ffs(classes);
		classes &= classes - 1;
		if (child->fifo[class].vtime - child->fifo[best].vtime < 0)
			best = class;
	}
	return best;
}

/* Every class has to wait: sleep until there may be credit */
static void flexq_throttle(struct flexq_child *child,
			   const struct flexq_conf *conf, s64 wake)
{
	u32 active = child->active;

	for (; active; active &= active - 1)
		child->fifo[__ffs(active)].stats.overlimits++;
	qdisc_watchdog_schedule_range_ns(&child->watchdog, wake,
					 conf->batch_ns);
}

/* Return: the class to send from, or -1 */
static int flexq_ask(struct flexq_child *child, const struct flexq_conf *conf)
{
	u32 active = child->active, ready, freed;
	s64 wake;

	for (; active; active &= active - 1) {
		unsigned int class = __ffs(active);

		child->purse[class].ask = flexq_head_wire(&child->fifo[class]);
	}
	active = child->active;
	ready = flexq_refill(&child->port->clocks, conf, child->purse, active,
			     ktime_get_ns(), &wake);
	freed = ready & child->blocked;
	child->blocked = active & ~ready;
	for (; freed; freed &= freed - 1)
		flexq_activate(child, __ffs(freed));
	if (ready)
		return flexq_first(child, ready);
	flexq_throttle(child, conf, wake);
	return -1;
}

/* Return: the class to send from, or -1 */
static int flexq_pick(struct flexq_child *child, const struct flexq_conf *conf)
{
	u32 ready = child->active & ~child->blocked;
	unsigned int class;

	if (likely(ready)) {
		class = flexq_first(child, ready);
		if (likely(child->purse[class].credit >=
			   (s32)flexq_head_wire(&child->fifo[class])))
			return class;
	} else if (hrtimer_is_queued(&child->watchdog.timer)) {
		return -1;
	}
	return flexq_ask(child, conf);
}

/* ---- CoDel ---- */

/* CoDel counts in 1024 ns */
static codel_time_t flexq_codel_us(u32 us)
{
	return ((u64)us * NSEC_PER_USEC) >> CODEL_SHIFT;
}

/* What CoDel's callbacks know */
struct flexq_codel_ctx {
	struct Qdisc		*sch;
	struct flexq_fifo	*fifo;
};

static struct sk_buff *flexq_codel_next(struct codel_vars *vars, void *ctx)
{
	struct flexq_codel_ctx *c = ctx;

	return c->fifo->head ? flexq_fifo_pop(c->sch, c->fifo) : NULL;
}

static void flexq_codel_drop(struct sk_buff *skb, void *ctx)
{
	struct flexq_codel_ctx *c = ctx;

	c->fifo->stats.drops++;
	c->fifo->stats.codel_drops++;
	kfree_skb_reason(skb, SKB_DROP_REASON_QDISC_DROP);
	qdisc_qstats_drop(c->sch);
}

static codel_time_t flexq_codel_time(const struct sk_buff *skb)
{
	return flexq_skb_cb(skb)->enqueue_time;
}

static struct sk_buff *flexq_codel_pop(struct Qdisc *sch,
				       struct flexq_fifo *fifo,
				       const struct flexq_conf *conf,
				       const struct flexq_pace *pace, u32 mtu)
{
	struct flexq_codel_ctx ctx = { .sch = sch, .fifo = fifo };
	struct codel_params params;

	codel_params_init(&params);
	params.target = flexq_codel_us(pace->target);
	params.interval = flexq_codel_us(pace->interval);
	params.mtu = mtu;
	params.ecn = conf->ecn;
	return codel_dequeue(&ctx, &fifo->backlog, &params, &fifo->codel,
			     &fifo->codel_stats, qdisc_pkt_len,
			     flexq_codel_time, flexq_codel_drop,
			     flexq_codel_next);
}

/* CoDel lets the last packets of a queue pass: that needs no clock */
static struct sk_buff *flexq_pop(struct Qdisc *sch, struct flexq_fifo *fifo,
				 const struct flexq_conf *conf,
				 const struct flexq_pace *pace)
{
	u32 mtu = psched_mtu(qdisc_dev(sch));

	if (fifo->backlog - qdisc_pkt_len(fifo->head) > mtu)
		return flexq_codel_pop(sch, fifo, conf, pace, mtu);
	fifo->codel.first_above_time = 0;
	fifo->codel.dropping = false;
	return flexq_fifo_pop(sch, fifo);
}

/* ---- dequeue ---- */

static void flexq_account(struct flexq_child *child, unsigned int class,
			  const struct flexq_pace *pace,
			  const struct sk_buff *skb)
{
	struct flexq_fifo *fifo = &child->fifo[class];
	u32 wire = flexq_skb_cb(skb)->wire;

	child->purse[class].credit -= wire;
	fifo->stats.bytes += qdisc_pkt_len(skb);
	fifo->stats.packets += flexq_skb_cb(skb)->frames;
	fifo->stats.wire += wire;
	/* the order matters only among several */
	if (child->active & (child->active - 1)) {
		child->vtime = fifo->vtime;
		fifo->vtime += flexq_cost(pace->weight_cost, wire);
	}
}

static void flexq_deactivate(struct flexq_child *child, unsigned int class)
{
	child->active &= ~BIT(class);
	child->blocked &= ~BIT(class);
	flexq_purse_empty(&child->port->clocks.class[class],
			  &child->purse[class]);
}

static struct sk_buff *flexq_child_dequeue(struct Qdisc *sch)
{
	struct flexq_child *child = qdisc_priv(sch);
	const struct flexq_conf *conf;
	const struct flexq_pace *pace;
	struct sk_buff *skb;
	int class;

	if (!child->active)
		return NULL;

	conf = &rcu_dereference_bh(child->port->rule)->conf;
	class = flexq_pick(child, conf);
	if (class < 0)
		return NULL;

	/* not NULL: CoDel does not drop the last packet */
	pace = &conf->pace[class];
	skb = flexq_pop(sch, &child->fifo[class], conf, pace);
	flexq_account(child, class, pace, skb);
	if (!child->fifo[class].head)
		flexq_deactivate(child, class);
	return skb;
}

/* ---- life ---- */

/* What a queue loses when its device goes down counts as dropped */
static void flexq_child_reset(struct Qdisc *sch)
{
	struct flexq_child *child = qdisc_priv(sch);
	unsigned int class;

	qdisc_watchdog_cancel(&child->watchdog);
	for (class = 0; class < FLEXQ_CLASSES; class++) {
		struct flexq_fifo *fifo = &child->fifo[class];

		fifo->stats.drops += fifo->qlen;
		while (fifo->head)
			kfree_skb_reason(flexq_fifo_pop(sch, fifo),
					 SKB_DROP_REASON_QDISC_DROP);
		codel_vars_init(&fifo->codel);
		child->purse[class].credit = 0;
		if (child->port)
			flexq_deactivate(child, class);
	}
}

static int flexq_child_init(struct Qdisc *sch, struct nlattr *opt,
			    struct netlink_ext_ack *extack)
{
	struct flexq_child *child = qdisc_priv(sch);
	unsigned int class;

	qdisc_watchdog_init(&child->watchdog, sch);
	for (class = 0; class < FLEXQ_CLASSES; class++) {
		codel_vars_init(&child->fifo[class].codel);
		codel_stats_init(&child->fifo[class].codel_stats);
	}
	return 0;
}

static void flexq_child_destroy(struct Qdisc *sch)
{
	struct flexq_child *child = qdisc_priv(sch);

	qdisc_watchdog_cancel(&child->watchdog);
	if (child->port)
		flexq_port_put(child->port);
}

struct Qdisc_ops flexq_child_ops __read_mostly = {
	.id		= "flexnic_child",
	.priv_size	= sizeof(struct flexq_child),
	.enqueue	= flexq_child_enqueue,
	.dequeue	= flexq_child_dequeue,
	.peek		= qdisc_peek_dequeued,
	.init		= flexq_child_init,
	.reset		= flexq_child_reset,
	.destroy	= flexq_child_destroy,
	.owner		= THIS_MODULE,
};

/**
 * flexq_child_create() - make the qdisc of one Tx queue
 * @txq: the queue
 * @port: shared by all children of a root
 * @extack: says why not
 *
 * Its ops are not registered and it is not hashed: tc does not see it.
 *
 * Context: RTNL.
 * Return: the qdisc, or %NULL.
 */
struct Qdisc *flexq_child_create(struct netdev_queue *txq,
				 struct flexq_port *port,
				 struct netlink_ext_ack *extack)
{
	struct flexq_child *child;
	struct Qdisc *sch;

	sch = qdisc_create_dflt(txq, &flexq_child_ops, TC_H_ROOT, extack);
	if (!sch)
		return NULL;
	sch->flags |= TCQ_F_ONETXQUEUE | TCQ_F_NOPARENT;
	child = qdisc_priv(sch);
	kref_get(&port->ref);
	child->port = port;
	return sch;
}
