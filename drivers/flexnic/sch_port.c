// SPDX-License-Identifier: GPL-2.0
/*
 * What the qdisc "flexnic" offers flexnic.ko: put itself at the root of a port
 * and set all shares at once. The same can be done with tc, before and after:
 * each call looks at what the root is now.
 */
#include <linux/flexnic_sched.h>
#include <linux/hashtable.h>
#include <linux/module.h>
#include <net/rtnetlink.h>

#include "sch_flexnic.h"

/* the first handle to try, and those that the kernel takes for itself */
#define FLEXQ_HANDLE		0xf1e00000U
#define FLEXQ_HANDLE_FIRST	0x80010000U
#define FLEXQ_HANDLE_LAST	0xfffe0000U
#define FLEXQ_HANDLE_STEP	0x00010000U

/* The root of a device if it is ours, else %NULL */
static struct Qdisc *flexq_root_of(const struct net_device *dev)
{
	struct Qdisc *root = rtnl_dereference(dev->qdisc);

	return root && root->ops == &flexq_root_ops ? root : NULL;
}

/* ... and enforces the shares of the device's FlexNICs */
static struct Qdisc *flexq_root_owned(const struct net_device *dev)
{
	struct Qdisc *root = flexq_root_of(dev);
	struct flexq_root *priv;

	if (!root)
		return NULL;
	priv = qdisc_priv(root);
	return priv->port->owned ? root : NULL;
}

static void flexq_set_owned(struct Qdisc *root, bool owned)
{
	struct flexq_root *priv = qdisc_priv(root);

	WRITE_ONCE(priv->port->owned, owned);
}

/* ---- notification ---- */

static int flexq_fill(struct sk_buff *skb, struct Qdisc *root, int event)
{
	struct nlmsghdr *nlh;
	struct tcmsg *tcm;

	nlh = nlmsg_put(skb, 0, 0, event, sizeof(*tcm), 0);
	if (!nlh)
		return -EMSGSIZE;
	tcm = nlmsg_data(nlh);
	memset(tcm, 0, sizeof(*tcm));
	tcm->tcm_family = AF_UNSPEC;
	tcm->tcm_ifindex = qdisc_dev(root)->ifindex;
	tcm->tcm_parent = TC_H_ROOT;
	tcm->tcm_handle = root->handle;
	tcm->tcm_info = refcount_read(&root->refcnt);
	if (nla_put_string(skb, TCA_KIND, root->ops->id) ||
	    root->ops->dump(root, skb))
		return -EMSGSIZE;
	nlmsg_end(skb, nlh);
	return 0;
}

/* As the core does after a change by tc, which can't be asked to do it */
static void flexq_notify(struct Qdisc *root, int event)
{
	struct net *net = dev_net(qdisc_dev(root));
	struct sk_buff *skb;
	int err = -ENOBUFS;

	skb = nlmsg_new(NLMSG_GOODSIZE, GFP_KERNEL);
	if (!skb)
		goto err_lost;
	err = flexq_fill(skb, root, event);
	if (err) {
		nlmsg_free(skb);
		goto err_lost;
	}
	rtnl_notify(skb, net, 0, RTNLGRP_TC, NULL, GFP_KERNEL);
	return;

err_lost:
	rtnl_set_sk_err(net, RTNLGRP_TC, err);
}

/* ---- handles ---- */

static bool flexq_handle_used(struct net_device *dev, u32 handle)
{
	struct Qdisc *qdisc = rtnl_dereference(dev->qdisc);
	struct netdev_queue *ingress;

	if (qdisc->handle == handle)
		return true;
	hash_for_each_possible(dev->qdisc_hash, qdisc, hash, handle)
		if (qdisc->handle == handle)
			return true;
	ingress = dev_ingress_queue(dev);
	return ingress &&
	       rtnl_dereference(ingress->qdisc_sleeping)->handle == handle;
}

/* Return: a free handle, 0 if there is none */
static u32 flexq_handle_find(struct net_device *dev)
{
	u32 handle;

	if (!flexq_handle_used(dev, FLEXQ_HANDLE))
		return FLEXQ_HANDLE;
	for (handle = FLEXQ_HANDLE_FIRST; handle <= FLEXQ_HANDLE_LAST;
	     handle += FLEXQ_HANDLE_STEP)
		if (!flexq_handle_used(dev, handle))
			return handle;
	return 0;
}

/* ---- grafting ---- */

static void flexq_offload_root(struct net_device *dev, struct Qdisc *new,
			       struct Qdisc *old,
			       struct netlink_ext_ack *extack)
{
	struct tc_root_qopt_offload opt = {
		.command	= TC_ROOT_GRAFT,
		.handle		= new ? new->handle : 0,
	};

	qdisc_offload_graft_helper(dev, NULL, new, old, TC_SETUP_ROOT_QDISC,
				   &opt, extack);
}

/*
 * As `tc qdisc replace dev DEV root` does, under the lock of the device. Nobody
 * comes here from a notifier that the core runs under it.
 */
static void flexq_graft(struct net_device *dev, struct Qdisc *root,
			struct netlink_ext_ack *extack)
{
	struct Qdisc *old = rtnl_dereference(dev->qdisc);

	netdev_lock_ops(dev);
	if (dev->flags & IFF_UP)
		dev_deactivate(dev, false);
	flexq_offload_root(dev, root, old, extack);
	rcu_assign_pointer(dev->qdisc, root);
	qdisc_put(old);
	root->ops->attach(root);
	if (dev->flags & IFF_UP)
		dev_activate(dev);
	netdev_unlock_ops(dev);
}

/* As `tc qdisc del dev DEV root` does: the core attaches its default */
static void flexq_ungraft(struct net_device *dev, struct Qdisc *root)
{
	unsigned int ntx;

	netdev_lock_ops(dev);
	if (dev->flags & IFF_UP)
		dev_deactivate(dev, false);
	flexq_offload_root(dev, NULL, root, NULL);
	for (ntx = 0; ntx < dev->num_tx_queues; ntx++)
		qdisc_put(dev_graft_qdisc(netdev_get_tx_queue(dev, ntx), NULL));
	rcu_assign_pointer(dev->qdisc, &noop_qdisc);
	qdisc_put(root);
	if (dev->flags & IFF_UP)
		dev_activate(dev);
	netdev_unlock_ops(dev);
}

/* ---- API ---- */

static int flexq_commit_shares(struct Qdisc *root,
			       const struct flexnic_sched_shares *shares,
			       struct netlink_ext_ack *extack)
{
	struct flexq_conf conf = *flexq_conf_rtnl(root);
	enum flexq_refusal refusal;
	unsigned int slot;

	conf.rate = shares->rate;
	for (slot = 0; slot < FLEXNIC_SLOTS; slot++) {
		conf.ask[slot].min = shares->slot[slot].min;
		conf.ask[slot].max = shares->slot[slot].max;
		conf.ask[slot].prio = shares->slot[slot].prio;
	}
	refusal = flexq_conf_check(&conf, &slot);
	if (refusal)
		return flexq_refuse(refusal, slot % FLEXNIC_SLOTS, extack);
	return flexq_conf_commit(root, &conf);
}

/**
 * flexnic_sched_set() - set all shares of a port at once
 * @dev: the port
 * @shares: what each FlexNIC gets
 * @extack: says why not
 *
 * No packet is dropped, no counter reset, and other settings of the qdisc stay.
 *
 * Context: RTNL.
 * Return: 0; -ENOENT if the root of @dev is not a flexnic qdisc that enforces shares
 * of FlexNICs (any more); another negative error code if @shares do not fit.
 */
int flexnic_sched_set(struct net_device *dev,
		      const struct flexnic_sched_shares *shares,
		      struct netlink_ext_ack *extack)
{
	struct Qdisc *root;
	int err;

	ASSERT_RTNL();
	root = flexq_root_owned(dev);
	if (!root)
		return -ENOENT;
	err = flexq_commit_shares(root, shares, extack);
	if (!err)
		flexq_notify(root, RTM_NEWQDISC);
	return err;
}
EXPORT_SYMBOL_GPL(flexnic_sched_set);

/* One that was put there with tc; what it was set to is kept for flexq_give_back() */
static int flexq_take_over(struct Qdisc *root,
			   const struct flexnic_sched_shares *shares,
			   struct netlink_ext_ack *extack)
{
	struct flexq_root *priv = qdisc_priv(root);
	struct flexq_rule *before = flexq_rule_new(flexq_conf_rtnl(root));
	int err;

	if (!before)
		return -ENOMEM;
	err = flexq_commit_shares(root, shares, extack);
	if (err) {
		kfree(before);
		return err;
	}
	priv->before = before;
	flexq_set_owned(root, true);
	flexq_notify(root, RTM_NEWQDISC);
	return 0;
}

static void flexq_give_back(struct Qdisc *root)
{
	struct flexq_root *priv = qdisc_priv(root);

	flexq_rule_commit(root, priv->before);
	priv->before = NULL;
	flexq_notify(root, RTM_NEWQDISC);
}

/**
 * flexnic_sched_attach() - make flexnic the root qdisc of a port
 * @dev: the port
 * @shares: what each FlexNIC gets
 * @extack: says why not
 *
 * A flexnic qdisc that is there already, put there with tc, is taken over.
 * The qdisc may be replaced or deleted with tc at any time.
 *
 * Context: RTNL. Process context, may sleep.
 * Return: 0 or a negative error code.
 */
int flexnic_sched_attach(struct net_device *dev,
			 const struct flexnic_sched_shares *shares,
			 struct netlink_ext_ack *extack)
{
	struct Qdisc *root;
	u32 handle;
	int err;

	ASSERT_RTNL();
	root = flexq_root_of(dev);
	if (root)
		return flexq_take_over(root, shares, extack);
	handle = flexq_handle_find(dev);
	if (!handle) {
		NL_SET_ERR_MSG(extack, "no qdisc handle is left on the port");
		return -ENOSPC;
	}
	root = qdisc_create_dflt(netdev_get_tx_queue(dev, 0), &flexq_root_ops,
				 TC_H_ROOT, extack);
	if (!root)
		return -ENOMEM;
	root->handle = handle;
	err = flexq_commit_shares(root, shares, extack);
	if (err) {
		qdisc_put(root);
		return err;
	}
	flexq_set_owned(root, true);
	flexq_graft(dev, root, extack);
	flexq_notify(root, RTM_NEWQDISC);
	return 0;
}
EXPORT_SYMBOL_GPL(flexnic_sched_attach);

/**
 * flexnic_sched_detach() - give a port its default qdisc back
 * @dev: the port; nothing is done if its root does not enforce shares of FlexNICs
 *
 * A flexnic qdisc that was put there with tc stays, and is set as it was.
 *
 * Context: RTNL. Process context, may sleep.
 */
void flexnic_sched_detach(struct net_device *dev)
{
	struct flexq_root *priv;
	struct Qdisc *root;

	ASSERT_RTNL();
	root = flexq_root_owned(dev);
	if (!root)
		return;
	flexq_set_owned(root, false);
	priv = qdisc_priv(root);
	if (priv->before) {
		flexq_give_back(root);
		return;
	}
	flexq_notify(root, RTM_DELQDISC);
	flexq_ungraft(dev, root);
}
EXPORT_SYMBOL_GPL(flexnic_sched_detach);

/**
 * flexnic_sched_handle() - handle of a port's flexnic qdisc
 * @dev: the port
 *
 * Context: RTNL.
 * Return: the handle; 0 if the root of @dev is not a flexnic qdisc.
 */
u32 flexnic_sched_handle(const struct net_device *dev)
{
	struct Qdisc *root = flexq_root_of(dev);

	return root ? root->handle : 0;
}
EXPORT_SYMBOL_GPL(flexnic_sched_handle);

/**
 * flexnic_sched_in_force() - are shares of FlexNICs enforced on a port?
 * @dev: the port
 *
 * Context: RTNL.
 * Return: true if its root is a flexnic qdisc that has them from flexnic.ko, and not
 * one that somebody has put there with tc since.
 */
bool flexnic_sched_in_force(const struct net_device *dev)
{
	return flexq_root_owned(dev);
}
EXPORT_SYMBOL_GPL(flexnic_sched_in_force);
