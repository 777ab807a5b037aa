// SPDX-License-Identifier: GPL-2.0
/*
 * The bare path from port to port: whatever one port receives another one
 * sends, and nothing is looked at. "echo IN OUT >wire" makes the wire, of which
 * there is one.
 */
#include <linux/etherdevice.h>
#include <linux/module.h>
#include <linux/rtnetlink.h>
#include <net/net_namespace.h>

#include "framegen.h"

/* both under RTNL; NULL if there is no wire */
static struct net_device *wire_in, *wire_out;

static rx_handler_result_t framegen_wire_rx(struct sk_buff **pskb)
{
	struct sk_buff *skb = *pskb;

	skb_push(skb, ETH_HLEN);
	skb->dev = rcu_dereference(skb->dev->rx_handler_data);
	dev_queue_xmit(skb);
	return RX_HANDLER_CONSUMED;
}

static void framegen_wire_cut(void)
{
	ASSERT_RTNL();
	if (!wire_in)
		return;
	netdev_rx_handler_unregister(wire_in);
	wire_in = NULL;
	wire_out = NULL;
}

static int framegen_wire_join(struct net *net, const char *in, const char *out)
{
	struct net_device *from = __dev_get_by_name(net, in);
	struct net_device *to = __dev_get_by_name(net, out);
	int err;

	if (!from || !to)
		return -ENODEV;
	framegen_wire_cut();
	err = netdev_rx_handler_register(from, framegen_wire_rx, to);
	if (err)
		return err;
	wire_in = from;
	wire_out = to;
	return 0;
}

static int framegen_wire_set(const char *text, const struct kernel_param *kp)
{
	char in[IFNAMSIZ], out[IFNAMSIZ];
	int err;

	/* IFNAMSIZ - 1 characters each */
	if (sscanf(text, "%15s %15s", in, out) != 2)
		return -EINVAL;
	rtnl_lock();
	err = framegen_wire_join(current->nsproxy->net_ns, in, out);
	rtnl_unlock();
	return err;
}

static const struct kernel_param_ops framegen_wire_ops = {
	.set	= framegen_wire_set,
};

module_param_cb(wire, &framegen_wire_ops, NULL, 0200);
MODULE_PARM_DESC(wire, "two devices: what the first receives the second sends");

static int framegen_wire_event(struct notifier_block *block,
			       unsigned long event, void *ptr)
{
	struct net_device *dev = netdev_notifier_info_to_dev(ptr);

	if (event == NETDEV_UNREGISTER && (dev == wire_in || dev == wire_out))
		framegen_wire_cut();
	return NOTIFY_DONE;
}

static struct notifier_block framegen_wire_block = {
	.notifier_call	= framegen_wire_event,
};

/**
 * framegen_wire_init() - follow devices that go
 *
 * Return: 0 or a negative errno.
 */
int framegen_wire_init(void)
{
	return register_netdevice_notifier(&framegen_wire_block);
}

/**
 * framegen_wire_exit() - end the wire
 */
void framegen_wire_exit(void)
{
	unregister_netdevice_notifier(&framegen_wire_block);
	rtnl_lock();
	framegen_wire_cut();
	rtnl_unlock();
}
