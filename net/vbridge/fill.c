// SPDX-License-Identifier: GPL-2.0
/*
 * Objects of the switch as netlink attributes.
 */
#include "vbridge.h"

/* a flag that is off is shown as well */
static int vb_put_flag(struct sk_buff *skb, int attr, u32 flags, u32 flag)
{
	return nla_put_u8(skb, attr, !!(flags & flag));
}

static int vb_stats_fill(struct sk_buff *skb, int attr, const u64 *sum)
{
	struct nlattr *nest = nla_nest_start(skb, attr);
	unsigned int i;

	if (!nest)
		return -EMSGSIZE;
	for (i = 0; i < VB_STATS_SUMS; i++)
		if (nla_put_u64_64bit(skb, VBRIDGE_A_STATS_RX_PACKETS + i,
				      sum[i], VBRIDGE_A_STATS_PAD))
			return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

/* ---- networks ------------------------------------------------------------------- */

static int vb_network_fill_cfg(struct sk_buff *skb,
			       const struct vb_network_cfg *cfg)
{
	if (vb_put_flag(skb, VBRIDGE_A_NETWORK_PRIVATE, cfg->flags,
			VB_NET_PRIVATE) ||
	    vb_put_flag(skb, VBRIDGE_A_NETWORK_SMARTLINK, cfg->flags,
			VB_NET_SMARTLINK) ||
	    vb_put_flag(skb, VBRIDGE_A_NETWORK_TUNNEL, cfg->flags,
			VB_NET_TUNNEL) ||
	    nla_put_u32(skb, VBRIDGE_A_NETWORK_AGEING,
			jiffies_to_msecs(cfg->ageing)) ||
	    nla_put_u32(skb, VBRIDGE_A_NETWORK_MAC_LIMIT, cfg->mac_limit) ||
	    vb_put_flag(skb, VBRIDGE_A_NETWORK_MCAST_SNOOPING, cfg->flags,
			VB_NET_SNOOPING) ||
	    vb_put_flag(skb, VBRIDGE_A_NETWORK_MCAST_UNKNOWN, cfg->flags,
			VB_NET_MCAST_UNKNOWN) ||
	    nla_put_u64_64bit(skb, VBRIDGE_A_NETWORK_PREFERRED, cfg->preferred,
			      VBRIDGE_A_NETWORK_PAD) ||
	    nla_put_u64_64bit(skb, VBRIDGE_A_NETWORK_MAX_RATE, cfg->max_rate,
			      VBRIDGE_A_NETWORK_PAD))
		return -EMSGSIZE;
	return 0;
}

static int vb_network_fill_state(struct sk_buff *skb,
				 const struct vb_network *network)
{
	const struct vb_conn *uplink = rcu_dereference_rtnl(network->uplink);

	if (network->uset && network->uset->named &&
	    nla_put_string(skb, VBRIDGE_A_NETWORK_UPLINKSET,
			   network->uset->name))
		return -EMSGSIZE;
	if (uplink && nla_put_u32(skb, VBRIDGE_A_NETWORK_UPLINK, uplink->id))
		return -EMSGSIZE;
	if (nla_put_u32(skb, VBRIDGE_A_NETWORK_CONNS, network->n_conns) ||
	    nla_put_u32(skb, VBRIDGE_A_NETWORK_MACS,
			READ_ONCE(network->fdb_learned)) ||
	    nla_put_u8(skb, VBRIDGE_A_NETWORK_LINK,
		       vb_smartlink_link(network)))
		return -EMSGSIZE;
	return 0;
}

/**
 * vb_network_fill() - describe a network
 * @skb: the message
 * @object: the network
 *
 * Context: RTNL.
 * Return: 0 or -EMSGSIZE.
 */
int vb_network_fill(struct sk_buff *skb, const void *object)
{
	const struct vb_network *network = object;
	u64 sum[VB_STATS_SUMS] = {};
	const struct vb_conn *conn;

	list_for_each_entry(conn, &network->conns, list)
		vb_stats_add(conn, sum);
	if (nla_put_u32(skb, VBRIDGE_A_NETWORK_IFINDEX,
			network->dev->ifindex) ||
	    nla_put_string(skb, VBRIDGE_A_NETWORK_IFNAME, network->dev->name) ||
	    vb_network_fill_cfg(skb, &network->cfg) ||
	    vb_network_fill_state(skb, network))
		return -EMSGSIZE;
	return vb_stats_fill(skb, VBRIDGE_A_NETWORK_STATS, sum);
}

/* ---- connections ------------------------------------------------------------------ */

static int vb_storm_fill(struct sk_buff *skb, const struct vb_storm_cfg *cfg,
			 enum vbridge_storm kind)
{
	struct nlattr *nest;

	if (!cfg->kbps && !cfg->pps)
		return 0;
	nest = nla_nest_start(skb, VBRIDGE_A_CONN_STORM);
	if (!nest || nla_put_u32(skb, VBRIDGE_A_STORM_KIND, kind))
		return -EMSGSIZE;
	if (cfg->kbps && nla_put_u64_64bit(skb, VBRIDGE_A_STORM_KBPS, cfg->kbps,
					   VBRIDGE_A_STORM_PAD))
		return -EMSGSIZE;
	if (cfg->pps && nla_put_u64_64bit(skb, VBRIDGE_A_STORM_PPS, cfg->pps,
					  VBRIDGE_A_STORM_PAD))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int vb_conn_fill_protect(struct sk_buff *skb, const struct vb_conn *conn)
{
	const struct vb_storm *storm = rtnl_dereference(conn->storm);
	const struct vb_lock *lock = rtnl_dereference(conn->lock);
	unsigned int i;

	for (i = 0; storm && i < VB_STORMS; i++)
		if (vb_storm_fill(skb, &storm->cfg[i], i))
			return -EMSGSIZE;
	if (nla_put_u8(skb, VBRIDGE_A_CONN_LOCKED, !!lock))
		return -EMSGSIZE;
	for (i = 0; lock && i < lock->n; i++)
		if (nla_put(skb, VBRIDGE_A_CONN_LOCK_MAC, ETH_ALEN,
			    lock->mac[i]))
			return -EMSGSIZE;
	return 0;
}

static int vb_conn_fill_tag(struct sk_buff *skb, const struct vb_conn_cfg *cfg)
{
	if (nla_put_u32(skb, VBRIDGE_A_CONN_ROLE, cfg->uplink ?
			VBRIDGE_ROLE_UPLINK : VBRIDGE_ROLE_DOWNLINK) ||
	    nla_put_u32(skb, VBRIDGE_A_CONN_TAG, cfg->tag))
		return -EMSGSIZE;
	if (cfg->vid && nla_put_u16(skb, VBRIDGE_A_CONN_VID, cfg->vid))
		return -EMSGSIZE;
	if (cfg->channel &&
	    (nla_put_u16(skb, VBRIDGE_A_CONN_CHANNEL, cfg->channel) ||
	     nla_put_u16(skb, VBRIDGE_A_CONN_CHANNEL_PROTO,
			 ntohs(cfg->channel_proto))))
		return -EMSGSIZE;
	if (cfg->uplink && nla_put_u32(skb, VBRIDGE_A_CONN_PREFERENCE,
				       cfg->preference))
		return -EMSGSIZE;
	return 0;
}

static int vb_conn_fill_flags(struct sk_buff *skb, const struct vb_conn *conn)
{
	u32 flags = conn->flags;

	if (vb_put_flag(skb, VBRIDGE_A_CONN_LEARNING, flags,
			VB_CONN_LEARNING) ||
	    vb_put_flag(skb, VBRIDGE_A_CONN_FLOOD, flags, VB_CONN_FLOOD) ||
	    vb_put_flag(skb, VBRIDGE_A_CONN_MCAST_FLOOD, flags,
			VB_CONN_MCAST_FLOOD) ||
	    vb_put_flag(skb, VBRIDGE_A_CONN_BCAST_FLOOD, flags,
			VB_CONN_BCAST_FLOOD) ||
	    vb_put_flag(skb, VBRIDGE_A_CONN_ISOLATED, flags,
			VB_CONN_ISOLATED) ||
	    nla_put_u32(skb, VBRIDGE_A_CONN_MAC_LIMIT, conn->cfg.mac_limit) ||
	    vb_put_flag(skb, VBRIDGE_A_CONN_LOOP_PROTECT, flags,
			VB_CONN_LOOP_PROTECT))
		return -EMSGSIZE;
	return 0;
}

/**
 * vb_conn_fill() - describe a connection
 * @skb: the message
 * @object: the connection
 *
 * Context: RTNL.
 * Return: 0 or -EMSGSIZE.
 */
int vb_conn_fill(struct sk_buff *skb, const void *object)
{
	const struct vb_conn *conn = object;
	const struct vb_network *network = conn->network;
	u64 sum[VB_STATS_SUMS] = {};

	vb_stats_add(conn, sum);
	if (nla_put_u32(skb, VBRIDGE_A_CONN_ID, conn->id) ||
	    nla_put_u32(skb, VBRIDGE_A_CONN_IFINDEX, conn->dev->ifindex) ||
	    nla_put_string(skb, VBRIDGE_A_CONN_IFNAME, conn->dev->name) ||
	    nla_put_u32(skb, VBRIDGE_A_CONN_NETWORK, network->dev->ifindex) ||
	    nla_put_string(skb, VBRIDGE_A_CONN_NETWORK_NAME,
			   network->dev->name) ||
	    vb_conn_fill_tag(skb, &conn->cfg) ||
	    vb_conn_fill_flags(skb, conn) || vb_conn_fill_protect(skb, conn))
		return -EMSGSIZE;
	if (conn->cfg.of_set && network->uset &&
	    nla_put_string(skb, VBRIDGE_A_CONN_UPLINKSET, network->uset->name))
		return -EMSGSIZE;
	if (nla_put_u32(skb, VBRIDGE_A_CONN_STATE, vb_conn_state(conn)) ||
	    nla_put_u32(skb, VBRIDGE_A_CONN_BLOCK, conn->block) ||
	    nla_put_u32(skb, VBRIDGE_A_CONN_MACS, READ_ONCE(conn->macs)))
		return -EMSGSIZE;
	return vb_stats_fill(skb, VBRIDGE_A_CONN_STATS, sum);
}

/* ---- uplink sets --------------------------------------------------------------------- */

static int vb_member_fill(struct sk_buff *skb, const struct vb_uset *uset,
			  const struct vb_uplink *member)
{
	struct nlattr *nest = nla_nest_start(skb, VBRIDGE_A_UPLINKSET_MEMBER);

	if (!nest ||
	    nla_put_u32(skb, VBRIDGE_A_MEMBER_IFINDEX, member->dev->ifindex) ||
	    nla_put_string(skb, VBRIDGE_A_MEMBER_IFNAME, member->dev->name) ||
	    nla_put_u32(skb, VBRIDGE_A_MEMBER_PREFERENCE, member->preference) ||
	    nla_put_u8(skb, VBRIDGE_A_MEMBER_CARRIER,
		       netif_running(member->dev) &&
		       netif_carrier_ok(member->dev)) ||
	    nla_put_u8(skb, VBRIDGE_A_MEMBER_ACTIVE,
		       READ_ONCE(uset->active) == member))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int vb_carried_fill(struct sk_buff *skb,
			   const struct vb_network *network)
{
	struct nlattr *nest = nla_nest_start(skb, VBRIDGE_A_UPLINKSET_CARRIED);

	if (!nest ||
	    nla_put_u32(skb, VBRIDGE_A_CARRIED_NETWORK,
			network->dev->ifindex) ||
	    nla_put_string(skb, VBRIDGE_A_CARRIED_NETWORK_NAME,
			   network->dev->name) ||
	    nla_put_u32(skb, VBRIDGE_A_CARRIED_TAG, network->carried_tag))
		return -EMSGSIZE;
	if (network->carried_vid &&
	    nla_put_u16(skb, VBRIDGE_A_CARRIED_VID, network->carried_vid))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static size_t vb_member_size(void)
{
	return nla_total_size(nla_total_size(sizeof(u32)) +	/* IFINDEX */
			      nla_total_size(IFNAMSIZ) +	/* IFNAME */
			      nla_total_size(sizeof(u32)) +	/* PREFERENCE */
			      nla_total_size(sizeof(u8)) +	/* CARRIER */
			      nla_total_size(sizeof(u8)));	/* ACTIVE */
}

static size_t vb_carried_size(void)
{
	return nla_total_size(nla_total_size(sizeof(u32)) +	/* NETWORK */
			      nla_total_size(IFNAMSIZ) +	/* NETWORK_NAME */
			      nla_total_size(sizeof(u32)) +	/* TAG */
			      nla_total_size(sizeof(u16)));	/* VID */
}

/**
 * vb_uset_msg_size() - room that the description of an uplink set takes
 * @n_carried: networks that it carries
 *
 * Return: bytes, with as many ports as there can be.
 */
size_t vb_uset_msg_size(unsigned int n_carried)
{
	return nla_total_size(VBRIDGE_NAME_LEN) +
	       nla_total_size(sizeof(u32)) +			/* MODE */
	       nla_total_size(sizeof(u8)) +			/* PREEMPT */
	       nla_total_size(sizeof(u32)) +			/* HOLD_DOWN */
	       nla_total_size(sizeof(u32)) +			/* ANNOUNCE_RATE */
	       nla_total_size(sizeof(u32)) +			/* ANNOUNCE_COUNT */
	       nla_total_size(sizeof(u32)) +			/* FAILOVERS */
	       nla_total_size(sizeof(u32)) +			/* ACTIVE */
	       VBRIDGE_UPLINKSET_PORTS * vb_member_size() +
	       n_carried * vb_carried_size();
}

/**
 * vb_uset_fill() - describe an uplink set
 * @skb: the message
 * @object: the set
 *
 * Context: RTNL.
 * Return: 0 or -EMSGSIZE.
 */
int vb_uset_fill(struct sk_buff *skb, const void *object)
{
	const struct vb_uset *uset = object;
	const struct vb_uset_cfg *cfg = &uset->cfg;
	const struct vb_uplink *active = READ_ONCE(uset->active);
	const struct vb_network *network;
	const struct vb_uplink *member;

	if (nla_put_string(skb, VBRIDGE_A_UPLINKSET_NAME, uset->name) ||
	    nla_put_u32(skb, VBRIDGE_A_UPLINKSET_MODE, cfg->mode) ||
	    nla_put_u8(skb, VBRIDGE_A_UPLINKSET_PREEMPT, cfg->preempt) ||
	    nla_put_u32(skb, VBRIDGE_A_UPLINKSET_HOLD_DOWN, cfg->hold_down) ||
	    nla_put_u32(skb, VBRIDGE_A_UPLINKSET_ANNOUNCE_RATE,
			cfg->announce_rate) ||
	    nla_put_u32(skb, VBRIDGE_A_UPLINKSET_ANNOUNCE_COUNT,
			cfg->announce_count) ||
	    nla_put_u32(skb, VBRIDGE_A_UPLINKSET_FAILOVERS, uset->failovers))
		return -EMSGSIZE;
	if (active && nla_put_u32(skb, VBRIDGE_A_UPLINKSET_ACTIVE,
				  active->dev->ifindex))
		return -EMSGSIZE;
	list_for_each_entry(member, &uset->members, list)
		if (vb_member_fill(skb, uset, member))
			return -EMSGSIZE;
	list_for_each_entry(network, &uset->carried, uset_list)
		if (vb_carried_fill(skb, network))
			return -EMSGSIZE;
	return 0;
}

/* ---- multicast groups ----------------------------------------------------------- */

static int vb_mdb_fill_group(struct sk_buff *skb, const struct in6_addr *addr)
{
	if (vb_mcast_is_ip4(addr))
		return nla_put(skb, VBRIDGE_A_MDB_GROUP, sizeof(struct in_addr),
			       addr->s6_addr + 12);
	return nla_put(skb, VBRIDGE_A_MDB_GROUP, sizeof(*addr), addr);
}

/**
 * vb_mdb_fill() - describe a member of a group, or a router
 * @skb: the message
 * @network: its network
 * @group: the group; NULL if it is a router
 * @member: the member or router
 *
 * Context: RCU and RTNL.
 * Return: 0 or -EMSGSIZE.
 */
int vb_mdb_fill(struct sk_buff *skb, const struct vb_network *network,
		const struct vb_mcast_group *group,
		const struct vb_mcast_member *member)
{
	const struct vb_conn *conn = vb_mcast_conn(network, member);
	long left = READ_ONCE(member->expires) - jiffies;

	if (nla_put_u32(skb, VBRIDGE_A_MDB_NETWORK, network->dev->ifindex) ||
	    nla_put_string(skb, VBRIDGE_A_MDB_NETWORK_NAME,
			   network->dev->name) ||
	    nla_put_u32(skb, VBRIDGE_A_MDB_EXPIRES,
			jiffies_to_msecs(max(left, 0L))))
		return -EMSGSIZE;
	if (group ? vb_mdb_fill_group(skb, &group->key.addr) :
		    nla_put_flag(skb, VBRIDGE_A_MDB_ROUTER))
		return -EMSGSIZE;
	if (conn &&
	    (nla_put_u32(skb, VBRIDGE_A_MDB_CONN, conn->id) ||
	     nla_put_string(skb, VBRIDGE_A_MDB_IFNAME, conn->dev->name)))
		return -EMSGSIZE;
	return 0;
}

/* ---- the rest -------------------------------------------------------------------------- */

/**
 * vb_fdb_fill() - describe where an address is
 * @skb: the message
 * @network: its network
 * @fdb: the entry
 *
 * Context: RCU.
 * Return: 0 or -EMSGSIZE.
 */
int vb_fdb_fill(struct sk_buff *skb, const struct vb_network *network,
		const struct vb_fdb *fdb)
{
	const struct vb_conn *conn = rcu_dereference(fdb->conn);
	u32 age = vb_fdb_age(fdb);
	u8 addr[ETH_ALEN];

	vb_fdb_addr(fdb, addr);
	if (nla_put(skb, VBRIDGE_A_FDB_MAC, ETH_ALEN, addr) ||
	    nla_put_u32(skb, VBRIDGE_A_FDB_NETWORK, network->dev->ifindex) ||
	    nla_put_string(skb, VBRIDGE_A_FDB_NETWORK_NAME,
			   network->dev->name) ||
	    vb_put_flag(skb, VBRIDGE_A_FDB_LOCAL, fdb->flags, VB_FDB_LOCAL) ||
	    vb_put_flag(skb, VBRIDGE_A_FDB_STATIC, fdb->flags,
			VB_FDB_STATIC) ||
	    vb_put_flag(skb, VBRIDGE_A_FDB_STICKY, fdb->flags,
			VB_FDB_STICKY) ||
	    nla_put_u32(skb, VBRIDGE_A_FDB_AGE, jiffies_to_msecs(age)))
		return -EMSGSIZE;
	if (!conn)
		return 0;
	if (nla_put_u32(skb, VBRIDGE_A_FDB_CONN, conn->id) ||
	    nla_put_u32(skb, VBRIDGE_A_FDB_IFINDEX, conn->dev->ifindex) ||
	    nla_put_string(skb, VBRIDGE_A_FDB_IFNAME, conn->dev->name))
		return -EMSGSIZE;
	return 0;
}

static int vb_source_fill(struct sk_buff *skb, const struct vb_source *source)
{
	struct nlattr *nest = nla_nest_start(skb, VBRIDGE_A_MIRROR_SOURCE);

	if (!nest ||
	    nla_put_u32(skb, VBRIDGE_A_SOURCE_CONN, source->conn->id) ||
	    nla_put_u32(skb, VBRIDGE_A_SOURCE_DIRECTION, source->direction))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

/**
 * vb_mirror_fill() - describe a mirror
 * @skb: the message
 * @object: the mirror
 *
 * Context: RTNL.
 * Return: 0 or -EMSGSIZE.
 */
int vb_mirror_fill(struct sk_buff *skb, const void *object)
{
	const struct vb_mirror *mirror = object;
	unsigned int i;

	if (nla_put_string(skb, VBRIDGE_A_MIRROR_NAME, mirror->name) ||
	    nla_put_u64_64bit(skb, VBRIDGE_A_MIRROR_PACKETS,
			      vb_mirror_packets(mirror), VBRIDGE_A_MIRROR_PAD))
		return -EMSGSIZE;
	if (mirror->dev &&
	    (nla_put_u32(skb, VBRIDGE_A_MIRROR_TO_IFINDEX,
			 mirror->dev->ifindex) ||
	     nla_put_string(skb, VBRIDGE_A_MIRROR_TO_IFNAME,
			    mirror->dev->name)))
		return -EMSGSIZE;
	if (mirror->conn &&
	    nla_put_u32(skb, VBRIDGE_A_MIRROR_TO_CONN, mirror->conn->id))
		return -EMSGSIZE;
	for (i = 0; i < mirror->n; i++)
		if (vb_source_fill(skb, &mirror->source[i]))
			return -EMSGSIZE;
	return 0;
}

/**
 * vb_protect_fill() - describe the protection of a switch
 * @skb: the message
 * @object: the switch
 *
 * Return: 0 or -EMSGSIZE.
 */
int vb_protect_fill(struct sk_buff *skb, const void *object)
{
	const struct vb_switch *sw = object;

	if (nla_put_u32(skb, VBRIDGE_A_PROTECT_LOOP_INTERVAL,
			sw->loop.interval) ||
	    nla_put_u32(skb, VBRIDGE_A_PROTECT_LOOP_RETRY, sw->loop.retry) ||
	    nla_put_u32(skb, VBRIDGE_A_PROTECT_FLAP_LIMIT,
			sw->loop.flap_limit))
		return -EMSGSIZE;
	return 0;
}

/**
 * vb_port_fill() - describe a port
 * @skb: the message
 * @object: the port
 *
 * Context: RTNL.
 * Return: 0 or -EMSGSIZE.
 */
int vb_port_fill(struct sk_buff *skb, const void *object)
{
	const struct vb_port *port = object;
	u64 unknown = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		unknown += *per_cpu_ptr(port->unknown_tag, cpu);
	if (nla_put_u32(skb, VBRIDGE_A_PORT_IFINDEX, port->dev->ifindex) ||
	    nla_put_string(skb, VBRIDGE_A_PORT_IFNAME, port->dev->name) ||
	    nla_put_u8(skb, VBRIDGE_A_PORT_CARRIER, netif_running(port->dev) &&
		       netif_carrier_ok(port->dev)) ||
	    nla_put_u32(skb, VBRIDGE_A_PORT_CONNS, port->n_conns) ||
	    nla_put_u64_64bit(skb, VBRIDGE_A_PORT_UNKNOWN_TAG, unknown,
			      VBRIDGE_A_PORT_PAD))
		return -EMSGSIZE;
	if (port->channel_proto &&
	    nla_put_u16(skb, VBRIDGE_A_PORT_CHANNEL_PROTO,
			ntohs(port->channel_proto)))
		return -EMSGSIZE;
	return 0;
}
