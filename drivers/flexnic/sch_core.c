// SPDX-License-Identifier: GPL-2.0
/*
 * The qdisc "flexnic": four FlexNICs and the port's own traffic share a port.
 *
 * Description
 * ===========
 * A classful qdisc for the root of a multi-queue (or single-queue) port, with
 * five fixed classes: minors 1..4 are the FlexNICs a..d, minor 5 is what the
 * port sends for itself. Each FlexNIC has a guaranteed rate (min), a ceiling
 * (max) and a priority for borrowing what others leave. Rates count what the
 * wire carries: the headers of every GSO segment, preamble, FCS and gap.
 *
 * Like mq, the root only attaches one child to each Tx queue and then is not
 * on the packet path. Each child (sch_child.c) holds one FIFO with CoDel for
 * each class, under the lock of its own queue. What HTB, HFSC and CBQ do under
 * one lock for all CPUs, the children do by a few virtual clocks that they
 * share (sch_share.c, sch_clock.h): they take credit from them by
 * compare-and-exchange, tens of microseconds of a rate at a time, and send
 * from it without asking again.
 *
 * A FlexNIC tells the class of its packets (flexnic_sched_xmit()). Of others it comes
 * from the tc filters of the root; else it is the port's own. Where tc alone governs
 * the shares, skb->priority may name it too, as SO_PRIORITY can: HANDLE:1..5.
 *
 * Locking
 * =======
 * RTNL: everything that configures. Child's qdisc lock: its packets, its
 * credit. The configuration is replaced under RTNL and read under RCU (packets
 * are handled with BH disabled). What the children share is reference counted,
 * because a child may outlive the root: the core puts the old root before it
 * replaces the old children.
 */
#include <linux/flexnic_sched.h>
#include <linux/module.h>
#include <linux/slab.h>

#include "sch_flexnic.h"

static void flexq_port_release(struct kref *ref)
{
	struct flexq_port *port = container_of(ref, struct flexq_port, ref);

	kfree(rcu_dereference_protected(port->rule, true));
	kfree_rcu(port, rcu);
}

/**
 * flexq_port_put() - give up a reference
 * @port: what the children share
 *
 * Context: any that may free memory; no packet is under way in a child that
 * gives its reference up.
 */
void flexq_port_put(struct flexq_port *port)
{
	kref_put(&port->ref, flexq_port_release);
}

static struct flexq_port *flexq_port_new(void)
{
	struct flexq_port *port = kzalloc(sizeof(*port), GFP_KERNEL);
	struct flexq_rule *rule = kzalloc(sizeof(*rule), GFP_KERNEL);

	if (!port || !rule) {
		kfree(port);
		kfree(rule);
		return NULL;
	}
	flexq_conf_init(&rule->conf);
	flexq_conf_derive(&rule->conf);
	RCU_INIT_POINTER(port->rule, rule);
	kref_init(&port->ref);
	return port;
}

/**
 * flexq_child_of() - the child at a Tx queue
 * @root: the root qdisc
 * @ntx: number of the queue
 * @qdisc: set to the child's qdisc
 *
 * Context: RTNL.
 * Return: the child, or %NULL if the queue has another qdisc.
 */
struct flexq_child *flexq_child_of(struct Qdisc *root, unsigned int ntx,
				   struct Qdisc **qdisc)
{
	struct flexq_root *priv = qdisc_priv(root);
	struct netdev_queue *txq = netdev_get_tx_queue(qdisc_dev(root), ntx);
	struct flexq_child *child;
	struct Qdisc *sch;

	if (priv->children)
		sch = priv->children[ntx];
	else
		sch = rtnl_dereference(txq->qdisc_sleeping);
	*qdisc = sch;
	if (!sch || sch->ops != &flexq_child_ops)
		return NULL;
	child = qdisc_priv(sch);
	return child->port == priv->port ? child : NULL;
}

/* Whoever sleeps by the old configuration looks again */
static void flexq_wake_children(struct Qdisc *root)
{
	struct net_device *dev = qdisc_dev(root);
	struct flexq_child *child;
	struct Qdisc *qdisc;
	unsigned int ntx;

	for (ntx = 0; ntx < dev->num_tx_queues; ntx++) {
		child = flexq_child_of(root, ntx, &qdisc);
		if (!child)
			continue;
		spin_lock_bh(qdisc_lock(qdisc));
		child->blocked = 0;
		if (child->active &&
		    !test_bit(__QDISC_STATE_DEACTIVATED, &qdisc->state))
			__netif_schedule(qdisc);
		spin_unlock_bh(qdisc_lock(qdisc));
	}
}

/**
 * flexq_rule_new() - prepare a configuration
 * @conf: what flexq_conf_check() let pass
 *
 * Context: may sleep.
 * Return: what flexq_rule_commit() takes, or kfree(); %NULL without memory.
 */
struct flexq_rule *flexq_rule_new(const struct flexq_conf *conf)
{
	struct flexq_rule *rule = kzalloc(sizeof(*rule), GFP_KERNEL);

	if (!rule)
		return NULL;
	rule->conf = *conf;
	flexq_conf_derive(&rule->conf);
	return rule;
}

/**
 * flexq_rule_commit() - put a configuration in force that was prepared
 * @root: the root qdisc
 * @rule: the configuration, which is the qdisc's from here on
 *
 * Packets stay where they are, counters too. Clocks that are far ahead by the
 * old rates are set back, so that the new ones hold at once.
 *
 * Context: RTNL. Cannot fail.
 */
void flexq_rule_commit(struct Qdisc *root, struct flexq_rule *rule)
{
	struct flexq_root *priv = qdisc_priv(root);
	struct flexq_rule *old = rtnl_dereference(priv->port->rule);

	rcu_assign_pointer(priv->port->rule, rule);
	flexq_clocks_rewind(&priv->port->clocks, ktime_get_ns());
	flexq_wake_children(root);
	kfree_rcu(old, rcu);
}

/**
 * flexq_conf_commit() - put a configuration in force
 * @root: the root qdisc
 * @conf: what flexq_conf_check() let pass
 *
 * As flexq_rule_commit() does. Nothing is done where it is in force already.
 *
 * Context: RTNL.
 * Return: 0, or -ENOMEM.
 */
int flexq_conf_commit(struct Qdisc *root, const struct flexq_conf *conf)
{
	struct flexq_rule *rule;

	if (flexq_conf_same(conf, flexq_conf_rtnl(root)))
		return 0;
	rule = flexq_rule_new(conf);
	if (!rule)
		return -ENOMEM;
	flexq_rule_commit(root, rule);
	return 0;
}

static void flexq_put_children(struct Qdisc *root)
{
	struct flexq_root *priv = qdisc_priv(root);
	unsigned int ntx;

	if (!priv->children)
		return;
	for (ntx = 0; ntx < qdisc_dev(root)->num_tx_queues; ntx++)
		qdisc_put(priv->children[ntx]);
	kfree(priv->children);
	priv->children = NULL;
}

/* Made here, since attaching can't fail */
static int flexq_create_children(struct Qdisc *root,
				 struct netlink_ext_ack *extack)
{
	struct flexq_root *priv = qdisc_priv(root);
	struct net_device *dev = qdisc_dev(root);
	unsigned int ntx;

	priv->children = kcalloc(dev->num_tx_queues, sizeof(*priv->children),
				 GFP_KERNEL);
	if (!priv->children)
		return -ENOMEM;
	for (ntx = 0; ntx < dev->num_tx_queues; ntx++) {
		priv->children[ntx] =
			flexq_child_create(netdev_get_tx_queue(dev, ntx),
					   priv->port, extack);
		if (!priv->children[ntx])
			return -ENOMEM;
	}
	return 0;
}

/**
 * flexq_conf_change() - put in force what tc asks for
 * @root: the root qdisc
 * @conf: what flexq_conf_check() let pass
 * @extack: says why not
 *
 * Shares of FlexNICs are changed where they are kept: what tc made of them would be
 * told by none of those who show them, and the next change would undo it.
 *
 * Context: RTNL.
 * Return: 0 or a negative error code.
 */
int flexq_conf_change(struct Qdisc *root, const struct flexq_conf *conf,
		      struct netlink_ext_ack *extack)
{
	const struct flexq_conf *now = flexq_conf_rtnl(root);
	struct flexq_root *priv = qdisc_priv(root);

	if (priv->port->owned &&
	    (conf->rate != now->rate ||
	     memcmp(conf->ask, now->ask, sizeof(now->ask)))) {
		NL_SET_ERR_MSG(extack,
			       "rate, min, max and prio are those of the port's FlexNICs: vcctl port set changes them");
		return -EBUSY;
	}
	return flexq_conf_commit(root, conf);
}

static int flexq_change(struct Qdisc *root, struct nlattr *opt,
			struct netlink_ext_ack *extack)
{
	struct flexq_conf conf = *flexq_conf_rtnl(root);
	int err;

	if (!opt)
		return 0;
	err = flexq_opts_parse(opt, &conf, extack);
	if (err)
		return err;
	return flexq_conf_change(root, &conf, extack);
}

/* The core calls destroy if this fails */
static int flexq_init(struct Qdisc *root, struct nlattr *opt,
		      struct netlink_ext_ack *extack)
{
	struct flexq_root *priv = qdisc_priv(root);
	int err;

	if (root->parent != TC_H_ROOT) {
		NL_SET_ERR_MSG(extack,
			       "flexnic can only be the root qdisc of a device");
		return -EOPNOTSUPP;
	}
	priv->port = flexq_port_new();
	if (!priv->port)
		return -ENOMEM;
	err = tcf_block_get(&priv->block, &priv->port->filters, root, extack);
	if (err)
		return err;
	err = flexq_create_children(root, extack);
	if (err)
		return err;
	root->flags |= TCQ_F_MQROOT;
	return flexq_change(root, opt, extack);
}

static void (*flexq_lost)(struct net_device *dev);

/**
 * flexnic_sched_on_loss() - who wants to know that shares are not in force any more
 * @lost: called under the RTNL when tc has deleted or replaced the qdisc of a port, whose
 *        root is another one by then; maybe under the lock of the device as well.
 *        %NULL for nobody
 *
 * Context: RTNL.
 */
void flexnic_sched_on_loss(void (*lost)(struct net_device *dev))
{
	ASSERT_RTNL();
	flexq_lost = lost;
}
EXPORT_SYMBOL_GPL(flexnic_sched_on_loss);

static void flexq_destroy(struct Qdisc *root)
{
	struct flexq_root *priv = qdisc_priv(root);
	struct net_device *dev = qdisc_dev(root);

	/* a device that goes takes its qdisc along, and its port ends as well */
	if (priv->port && priv->port->owned && flexq_lost &&
	    dev->reg_state == NETREG_REGISTERED)
		flexq_lost(dev);
	flexq_put_children(root);
	kfree(priv->before);
	tcf_block_put(priv->block);
	if (priv->port)
		flexq_port_put(priv->port);
}

static void flexq_attach(struct Qdisc *root)
{
	struct flexq_root *priv = qdisc_priv(root);
	struct net_device *dev = qdisc_dev(root);
	struct Qdisc *qdisc;
	unsigned int ntx;

	priv->port->handle = root->handle;
	for (ntx = 0; ntx < dev->num_tx_queues; ntx++) {
		qdisc = priv->children[ntx];
		qdisc_put(dev_graft_qdisc(qdisc->dev_queue, qdisc));
	}
	kfree(priv->children);
	priv->children = NULL;
}

static int flexq_dump(struct Qdisc *root, struct sk_buff *skb)
{
	flexq_dump_totals(root);
	return flexq_opts_dump(skb, flexq_conf_rtnl(root));
}

struct Qdisc_ops flexq_root_ops __read_mostly = {
	.id		= "flexnic",
	.cl_ops		= &flexq_class_ops,
	.priv_size	= sizeof(struct flexq_root),
	.init		= flexq_init,
	.destroy	= flexq_destroy,
	.attach		= flexq_attach,
	.change		= flexq_change,
	.dump		= flexq_dump,
	.owner		= THIS_MODULE,
};

static int __init flexq_module_init(void)
{
	return register_qdisc(&flexq_root_ops);
}

static void __exit flexq_module_exit(void)
{
	unregister_qdisc(&flexq_root_ops);
	rcu_barrier();
}

module_init(flexq_module_init);
module_exit(flexq_module_exit);

MODULE_DESCRIPTION("Shares of a port among its FlexNICs");
MODULE_LICENSE("GPL");
MODULE_ALIAS("net-sch-flexnic");
