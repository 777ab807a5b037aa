// SPDX-License-Identifier: GPL-2.0
/*
 * Classes of the qdisc "flexnic": fixed, without leaf qdiscs; and statistics,
 * which are summed up over the children when they are read.
 */
#include <linux/module.h>
#include <net/gen_stats.h>

#include "sch_flexnic.h"

/**
 * struct flexq_sum - one class over all children
 * @stats: counters
 * @backlog: bytes
 * @qlen: packets
 * @ecn_marks: packets that CoDel marked
 * @borrowed: wire bytes borrowed
 * @queues: children that have a backlog
 * @delay_us: longest that CoDel saw a packet wait
 */
struct flexq_sum {
	struct flexq_stats	stats;
	u32			backlog;
	u32			qlen;
	u32			ecn_marks;
	u64			borrowed;
	u32			queues;
	u32			delay_us;
};

static void flexq_sum_child(const struct flexq_child *child,
			    unsigned int class, struct flexq_sum *sum)
{
	const struct flexq_fifo *fifo = &child->fifo[class];

	sum->stats.bytes += fifo->stats.bytes;
	sum->stats.packets += fifo->stats.packets;
	sum->stats.wire += fifo->stats.wire;
	sum->stats.drops += fifo->stats.drops;
	sum->stats.overlimit_drops += fifo->stats.overlimit_drops;
	sum->stats.codel_drops += fifo->stats.codel_drops;
	sum->stats.overlimits += fifo->stats.overlimits;
	sum->backlog += fifo->backlog;
	sum->qlen += fifo->qlen;
	sum->ecn_marks += fifo->codel_stats.ecn_mark;
	sum->borrowed += child->purse[class].borrowed;
	sum->queues += !!fifo->head;
	if (fifo->head)
		sum->delay_us = max(sum->delay_us,
				    codel_time_to_us(fifo->codel.ldelay));
}

static void flexq_sum_class(struct Qdisc *root, unsigned int class,
			    struct flexq_sum *sum)
{
	struct flexq_child *child;
	struct Qdisc *qdisc;
	unsigned int ntx;

	memset(sum, 0, sizeof(*sum));
	for (ntx = 0; ntx < qdisc_dev(root)->num_tx_queues; ntx++) {
		child = flexq_child_of(root, ntx, &qdisc);
		if (!child)
			continue;
		spin_lock_bh(qdisc_lock(qdisc));
		flexq_sum_child(child, class, sum);
		spin_unlock_bh(qdisc_lock(qdisc));
	}
}

/* Packets that a driver gave back are not in a class any more */
static void flexq_sum_requeues(struct Qdisc *root)
{
	struct Qdisc *qdisc;
	unsigned int ntx;

	for (ntx = 0; ntx < qdisc_dev(root)->num_tx_queues; ntx++) {
		if (!flexq_child_of(root, ntx, &qdisc))
			continue;
		spin_lock_bh(qdisc_lock(qdisc));
		root->q.qlen += qdisc->q.qlen;
		root->qstats.backlog += qdisc->qstats.backlog;
		root->qstats.requeues += qdisc->qstats.requeues;
		spin_unlock_bh(qdisc_lock(qdisc));
	}
}

/**
 * flexq_dump_totals() - set the root's statistics to the sum over all
 * @root: the root qdisc
 *
 * Context: RTNL.
 */
void flexq_dump_totals(struct Qdisc *root)
{
	struct flexq_sum sum;
	unsigned int class;

	root->q.qlen = 0;
	memset(&root->qstats, 0, sizeof(root->qstats));
	gnet_stats_basic_sync_init(&root->bstats);
	for (class = 0; class < FLEXQ_CLASSES; class++) {
		flexq_sum_class(root, class, &sum);
		_bstats_update(&root->bstats, sum.stats.bytes,
			       sum.stats.packets);
		root->qstats.drops += sum.stats.drops;
		root->qstats.overlimits += sum.stats.overlimits;
	}
	flexq_sum_requeues(root);
}

static void flexq_fill_xstats(const struct flexq_sum *sum,
			      struct tc_flexnic_xstats *xstats)
{
	u64 borrowed = min(sum->borrowed, sum->stats.wire);

	memset(xstats, 0, sizeof(*xstats));
	xstats->guaranteed = sum->stats.wire - borrowed;
	xstats->borrowed = borrowed;
	xstats->codel_drops = sum->stats.codel_drops;
	xstats->ecn_marks = sum->ecn_marks;
	xstats->overlimit_drops = sum->stats.overlimit_drops;
	xstats->queues = sum->queues;
	xstats->delay_us = sum->delay_us;
}

static int flexq_class_dump_stats(struct Qdisc *root, unsigned long cl,
				  struct gnet_dump *d)
{
	struct gnet_stats_basic_sync bstats;
	struct gnet_stats_queue qstats = {};
	struct tc_flexnic_xstats xstats;
	struct flexq_sum sum;

	flexq_sum_class(root, cl - 1, &sum);
	gnet_stats_basic_sync_init(&bstats);
	_bstats_update(&bstats, sum.stats.bytes, sum.stats.packets);
	qstats.backlog = sum.backlog;
	qstats.drops = sum.stats.drops;
	qstats.overlimits = sum.stats.overlimits;
	flexq_fill_xstats(&sum, &xstats);
	if (gnet_stats_copy_basic(d, NULL, &bstats, false) < 0 ||
	    gnet_stats_copy_queue(d, NULL, &qstats, sum.qlen) < 0)
		return -1;
	return gnet_stats_copy_app(d, &xstats, sizeof(xstats));
}

static int flexq_class_dump(struct Qdisc *root, unsigned long cl,
			    struct sk_buff *skb, struct tcmsg *tcm)
{
	tcm->tcm_parent = TC_H_ROOT;
	tcm->tcm_handle |= TC_H_MIN(cl);
	return flexq_opts_dump_class(skb, flexq_conf_rtnl(root), cl - 1);
}

/* A class is known by its minor */
static unsigned long flexq_class_find(struct Qdisc *root, u32 classid)
{
	u32 minor = TC_H_MIN(classid);

	return minor <= FLEXQ_CLASSES ? minor : 0;
}

static struct Qdisc *flexq_class_leaf(struct Qdisc *root, unsigned long cl)
{
	return NULL;
}

static int flexq_class_graft(struct Qdisc *root, unsigned long cl,
			     struct Qdisc *new, struct Qdisc **old,
			     struct netlink_ext_ack *extack)
{
	NL_SET_ERR_MSG(extack,
		       "classes of flexnic hold their own queues, a qdisc can't be attached to them");
	return -EOPNOTSUPP;
}

static int flexq_class_change(struct Qdisc *root, u32 classid, u32 parentid,
			      struct nlattr **tca, unsigned long *cl,
			      struct netlink_ext_ack *extack)
{
	struct flexq_conf conf;
	int err;

	if (!*cl) {
		NL_SET_ERR_MSG(extack,
			       "classes of flexnic are fixed: minor 1 to 4 can be changed, none added");
		return -EOPNOTSUPP;
	}
	if (*cl - 1 == FLEXQ_CLASS_PORT) {
		NL_SET_ERR_MSG(extack,
			       "the share of the port's own traffic is fixed");
		return -EOPNOTSUPP;
	}
	if (tca[TCA_RATE]) {
		NL_SET_ERR_MSG_ATTR(extack, tca[TCA_RATE],
				    "classes of flexnic have no rate estimator");
		return -EOPNOTSUPP;
	}
	if (!tca[TCA_OPTIONS]) {
		NL_SET_ERR_MSG(extack, "nothing to change: min, max or prio");
		return -EINVAL;
	}
	conf = *flexq_conf_rtnl(root);
	err = flexq_opts_parse_class(tca[TCA_OPTIONS], *cl - 1, &conf, extack);
	if (err)
		return err;
	return flexq_conf_change(root, &conf, extack);
}

static int flexq_class_delete(struct Qdisc *root, unsigned long cl,
			      struct netlink_ext_ack *extack)
{
	NL_SET_ERR_MSG(extack, "classes of flexnic are fixed, none can be deleted");
	return -EOPNOTSUPP;
}

static void flexq_class_walk(struct Qdisc *root, struct qdisc_walker *arg)
{
	unsigned long cl;

	if (arg->stop)
		return;
	for (cl = 1; cl <= FLEXQ_CLASSES; cl++)
		if (!tc_qdisc_stats_dump(root, cl, arg))
			break;
}

/* Filters are attached to the root, not to a class */
static struct tcf_block *flexq_class_block(struct Qdisc *root,
					   unsigned long cl,
					   struct netlink_ext_ack *extack)
{
	struct flexq_root *priv = qdisc_priv(root);

	if (!cl)
		return priv->block;
	NL_SET_ERR_MSG(extack,
		       "filters of flexnic are attached to the qdisc, not to a class");
	return NULL;
}

static unsigned long flexq_class_bind(struct Qdisc *root, unsigned long parent,
				      u32 classid)
{
	return flexq_class_find(root, classid);
}

static void flexq_class_unbind(struct Qdisc *root, unsigned long cl)
{
}

const struct Qdisc_class_ops flexq_class_ops = {
	.graft		= flexq_class_graft,
	.leaf		= flexq_class_leaf,
	.find		= flexq_class_find,
	.change		= flexq_class_change,
	.delete		= flexq_class_delete,
	.walk		= flexq_class_walk,
	.tcf_block	= flexq_class_block,
	.bind_tcf	= flexq_class_bind,
	.unbind_tcf	= flexq_class_unbind,
	.dump		= flexq_class_dump,
	.dump_stats	= flexq_class_dump_stats,
};
