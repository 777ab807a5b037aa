// SPDX-License-Identifier: GPL-2.0
/*
 * A port as a message: answers, dumps and notifications are the same object.
 */
#include <net/genetlink.h>
#include <net/net_namespace.h>

#include "flexnic.h"

static int flexnic_fill_flexnic_stats(struct sk_buff *skb,
				      struct net_device *dev)
{
	struct rtnl_link_stats64 stats;
	struct nlattr *nest;

	nest = nla_nest_start(skb, FLEXNIC_A_STATS);
	if (!nest)
		return -EMSGSIZE;
	dev_get_stats(dev, &stats);
	if (nla_put_u64_64bit(skb, FLEXNIC_A_STATS_RX_PACKETS,
			      stats.rx_packets, FLEXNIC_A_STATS_PAD) ||
	    nla_put_u64_64bit(skb, FLEXNIC_A_STATS_RX_BYTES,
			      stats.rx_bytes, FLEXNIC_A_STATS_PAD) ||
	    nla_put_u64_64bit(skb, FLEXNIC_A_STATS_TX_PACKETS,
			      stats.tx_packets, FLEXNIC_A_STATS_PAD) ||
	    nla_put_u64_64bit(skb, FLEXNIC_A_STATS_TX_BYTES,
			      stats.tx_bytes, FLEXNIC_A_STATS_PAD) ||
	    nla_put_u64_64bit(skb, FLEXNIC_A_STATS_RX_DROPPED,
			      stats.rx_dropped, FLEXNIC_A_STATS_PAD) ||
	    nla_put_u64_64bit(skb, FLEXNIC_A_STATS_TX_DROPPED,
			      stats.tx_dropped, FLEXNIC_A_STATS_PAD))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

/* which device it is, as seen from the port's namespace */
static int flexnic_fill_identity(struct sk_buff *skb, const struct flexnic *fn)
{
	struct net *net = dev_net(fn->port->dev), *own = dev_net(fn->dev);

	if (nla_put_u32(skb, FLEXNIC_A_SLOT, fn->slot) ||
	    nla_put_u32(skb, FLEXNIC_A_IFINDEX, fn->dev->ifindex) ||
	    nla_put_string(skb, FLEXNIC_A_IFNAME, fn->dev->name) ||
	    nla_put(skb, FLEXNIC_A_MAC, ETH_ALEN, fn->dev->dev_addr))
		return -EMSGSIZE;
	if (!net_eq(net, own) &&
	    nla_put_s32(skb, FLEXNIC_A_NETNSID,
			peernet2id_alloc(net, own, GFP_KERNEL)))
		return -EMSGSIZE;
	return 0;
}

static int flexnic_fill_flexnic(struct sk_buff *skb, const struct flexnic *fn)
{
	const struct flexnic_port *port = fn->port;
	const struct flexnic_sched_share *share = &port->share[fn->slot];
	const struct flexnic_slot_cfg *cfg = &port->cfg.slot[fn->slot];
	struct nlattr *nest;

	nest = nla_nest_start(skb, FLEXNIC_A_PORT_FLEXNIC);
	if (!nest)
		return -EMSGSIZE;
	if (flexnic_fill_identity(skb, fn) ||
	    nla_put_u32(skb, FLEXNIC_A_SPEED_TYPE, cfg->request.type) ||
	    nla_put_u64_64bit(skb, FLEXNIC_A_MIN, share->min, FLEXNIC_A_PAD) ||
	    nla_put_u64_64bit(skb, FLEXNIC_A_MAX_RATE, share->max,
			      FLEXNIC_A_PAD) ||
	    nla_put_u32(skb, FLEXNIC_A_PRIO, cfg->prio) ||
	    nla_put_u8(skb, FLEXNIC_A_LINK, cfg->link) ||
	    nla_put_u8(skb, FLEXNIC_A_CARRIER, netif_carrier_ok(fn->dev)) ||
	    flexnic_fill_flexnic_stats(skb, fn->dev))
		return -EMSGSIZE;
	if (flexnic_mode_tags(port->mode) &&
	    nla_put_u16(skb, FLEXNIC_A_VID, fn->vid))
		return -EMSGSIZE;
	if (cfg->request.rate &&
	    nla_put_u64_64bit(skb, FLEXNIC_A_REQUESTED, cfg->request.rate,
			      FLEXNIC_A_PAD))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int flexnic_fill_port_stats(struct sk_buff *skb,
				   const struct flexnic_port *port)
{
	struct nlattr *nest;
	u64 unknown = 0;
	int cpu;

	for_each_possible_cpu(cpu) {
		const struct flexnic_port_stats *stats;
		unsigned int start;
		u64 value;

		stats = per_cpu_ptr(port->stats, cpu);
		do {
			start = u64_stats_fetch_begin(&stats->syncp);
			value = u64_stats_read(&stats->unknown_tag);
		} while (u64_stats_fetch_retry(&stats->syncp, start));
		unknown += value;
	}

	nest = nla_nest_start(skb, FLEXNIC_A_PORT_STATS);
	if (!nest ||
	    nla_put_u64_64bit(skb, FLEXNIC_A_STATS_RX_UNKNOWN_TAG, unknown,
			      FLEXNIC_A_STATS_PAD))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int flexnic_fill_wire(struct sk_buff *skb,
			     const struct flexnic_port *port)
{
	if (nla_put_u32(skb, FLEXNIC_A_PORT_MODE, port->mode) ||
	    nla_put_u32(skb, FLEXNIC_A_PORT_COUNT, port->count))
		return -EMSGSIZE;
	if (flexnic_mode_tags(port->mode) &&
	    nla_put_u16(skb, FLEXNIC_A_PORT_TAG_PROTO, ntohs(port->proto)))
		return -EMSGSIZE;
	return 0;
}

static int flexnic_fill_speed(struct sk_buff *skb,
			      const struct flexnic_port *port)
{
	u32 handle = flexnic_sched_in_force(port->dev) ?
		     flexnic_sched_handle(port->dev) : 0;

	if (nla_put_u64_64bit(skb, FLEXNIC_A_PORT_SPEED, port->speed,
			      FLEXNIC_A_PORT_PAD) ||
	    nla_put_u64_64bit(skb, FLEXNIC_A_PORT_SPEED_FIXED,
			      port->cfg.speed_fixed, FLEXNIC_A_PORT_PAD) ||
	    nla_put_u8(skb, FLEXNIC_A_PORT_CARRIER,
		       netif_running(port->dev) && netif_carrier_ok(port->dev)))
		return -EMSGSIZE;
	if (handle && nla_put_u32(skb, FLEXNIC_A_PORT_QDISC, handle))
		return -EMSGSIZE;
	return 0;
}

/**
 * flexnic_port_fill() - put a port in a message
 * @skb: the message
 * @port: the port
 * @hdr: the message's genetlink header; NULL means that it had no room
 *
 * Context: RTNL.
 * Return: 0, or -EMSGSIZE; the message is as before then.
 */
int flexnic_port_fill(struct sk_buff *skb, const struct flexnic_port *port,
		      void *hdr)
{
	unsigned int i;

	if (!hdr)
		return -EMSGSIZE;
	if (nla_put_u32(skb, FLEXNIC_A_PORT_IFINDEX, port->dev->ifindex) ||
	    nla_put_string(skb, FLEXNIC_A_PORT_IFNAME, port->dev->name) ||
	    nla_put_string(skb, FLEXNIC_A_PORT_BASE_NAME, port->cfg.base) ||
	    flexnic_fill_wire(skb, port) ||
	    flexnic_fill_speed(skb, port) ||
	    flexnic_fill_port_stats(skb, port))
		goto err_cancel;
	for (i = 0; i < port->count; i++)
		if (flexnic_fill_flexnic(skb, port->slot[i]))
			goto err_cancel;
	genlmsg_end(skb, hdr);
	return 0;

err_cancel:
	genlmsg_cancel(skb, hdr);
	return -EMSGSIZE;
}

/* the multicast group exists; under the RTNL */
static bool flexnic_notify_enabled;

/**
 * flexnic_notify_enable() - begin or cease to send notifications
 * @enable: which
 *
 * Ports come before the family is registered and go after it: without it there
 * is no group to tell, and the numbers of one would be another family's.
 *
 * Context: takes the RTNL.
 */
void flexnic_notify_enable(bool enable)
{
	rtnl_lock();
	flexnic_notify_enabled = enable;
	rtnl_unlock();
}

/**
 * flexnic_port_notify() - tell whoever listens of a port
 * @port: the port
 * @cmd: what happened to it
 *
 * A listener that is not told, for want of memory, sees ENOBUFS.
 *
 * Context: RTNL, may sleep.
 */
void flexnic_port_notify(const struct flexnic_port *port, u8 cmd)
{
	struct net *net = dev_net(port->dev);
	struct sk_buff *skb;

	if (!flexnic_notify_enabled ||
	    !genl_has_listeners(&flexnic_family, net, 0))
		return;
	skb = genlmsg_new(GENLMSG_DEFAULT_SIZE, GFP_KERNEL);
	if (!skb)
		goto err_report;
	if (flexnic_port_fill(skb, port,
			      genlmsg_put(skb, 0, 0, &flexnic_family, 0, cmd)))
		goto err_free;
	genlmsg_multicast_netns(&flexnic_family, net, skb, 0, 0, GFP_KERNEL);
	return;

err_free:
	nlmsg_free(skb);
err_report:
	genl_set_err(&flexnic_family, net, 0, 0, -ENOBUFS);
}
