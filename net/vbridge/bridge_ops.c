// SPDX-License-Identifier: GPL-2.0
/*
 * What bridge(8) says to a network: `bridge fdb` and `bridge link`.
 *
 * rtnetlink takes devices for ports only if they have IFF_BRIDGE_PORT, which
 * net/bridge takes as its own. Therefore entries are the network's, with "self",
 * and their port is named by "via" and "vlan", as VXLAN devices have it.
 */
#include <linux/if_bridge.h>
#include <linux/neighbour.h>

#include "vbridge.h"

/* ---- `bridge fdb` --------------------------------------------------------------- */

static int vb_fdb_ndm_state(const struct vb_fdb *fdb)
{
	if (fdb->flags & VB_FDB_LOCAL)
		return NUD_PERMANENT;
	return fdb->flags & VB_FDB_STATIC ? NUD_NOARP : NUD_REACHABLE;
}

static int vb_fdb_fill_times(struct sk_buff *skb, const struct vb_fdb *fdb)
{
	clock_t age = jiffies_to_clock_t(vb_fdb_age(fdb));
	struct nda_cacheinfo info = {
		.ndm_confirmed	= age,
		.ndm_used	= age,
		.ndm_updated	= age,
	};

	return nla_put(skb, NDA_CACHEINFO, sizeof(info), &info);
}

static int vb_fdb_rtnl_fill(struct sk_buff *skb,
			    const struct vb_network *network,
			    const struct vb_fdb *fdb, u32 portid, u32 seq,
			    int type, unsigned int flags)
{
	const struct vb_conn *conn = rcu_dereference(fdb->conn);
	struct nlmsghdr *nlh;
	struct ndmsg *ndm;
	u8 addr[ETH_ALEN];

	nlh = nlmsg_put(skb, portid, seq, type, sizeof(*ndm), flags);
	if (!nlh)
		return -EMSGSIZE;
	ndm = nlmsg_data(nlh);
	memset(ndm, 0, sizeof(*ndm));
	ndm->ndm_family = AF_BRIDGE;
	ndm->ndm_flags = NTF_SELF;
	if (fdb->flags & VB_FDB_STICKY)
		ndm->ndm_flags |= NTF_STICKY;
	ndm->ndm_ifindex = network->dev->ifindex;
	ndm->ndm_state = vb_fdb_ndm_state(fdb);
	vb_fdb_addr(fdb, addr);
	if (nla_put(skb, NDA_LLADDR, ETH_ALEN, addr) ||
	    vb_fdb_fill_times(skb, fdb))
		goto cancel;
	if (conn && (nla_put_u32(skb, NDA_IFINDEX, conn->dev->ifindex) ||
		     (conn->push_vid &&
		      nla_put_u16(skb, NDA_VLAN, conn->push_vid))))
		goto cancel;
	nlmsg_end(skb, nlh);
	return 0;

cancel:
	nlmsg_cancel(skb, nlh);
	return -EMSGSIZE;
}

/* for `bridge monitor fdb`; under the network's fdb_lock */
void vb_fdb_rtnl_notify(const struct vb_network *network,
			const struct vb_fdb *fdb, int type)
{
	struct net *net = network->sw->net;
	struct sk_buff *skb;
	int err;

	if (!rtnl_has_listeners(net, RTNLGRP_NEIGH))
		return;
	skb = nlmsg_new(NLMSG_GOODSIZE, GFP_ATOMIC);
	if (!skb)
		return;
	rcu_read_lock();
	err = vb_fdb_rtnl_fill(skb, network, fdb, 0, 0, type, 0);
	rcu_read_unlock();
	if (err)
		kfree_skb(skb);
	else
		rtnl_notify(skb, net, 0, RTNLGRP_NEIGH, NULL, GFP_ATOMIC);
}

int vb_fdb_dev_dump(struct sk_buff *skb, struct netlink_callback *cb,
		    struct net_device *dev, struct net_device *filter_dev,
		    int *idx)
{
	const struct vb_network *network = netdev_priv(dev);
	const struct vb_fdb *fdb;
	int err = 0;

	/* a port's own addresses are shown by the default */
	if (filter_dev && filter_dev != dev)
		return 0;
	rcu_read_lock();
	hlist_for_each_entry_rcu(fdb, &network->fdb, list) {
		if (*idx >= compat_fdb_dump_idx(cb)) {
			err = vb_fdb_rtnl_fill(skb, network, fdb,
					       NETLINK_CB(cb->skb).portid,
					       cb->nlh->nlmsg_seq,
					       RTM_NEWNEIGH, NLM_F_MULTI);
			if (err)
				break;
		}
		(*idx)++;
	}
	rcu_read_unlock();
	return err;
}

static int vb_fdb_refuse_vlan(struct netlink_ext_ack *extack)
{
	NL_SET_ERR_MSG(extack,
		       "A network knows its addresses without a VLAN: leave it out");
	return -EOPNOTSUPP;
}

int vb_fdb_dev_get(struct sk_buff *skb, struct nlattr *tb[],
		   struct net_device *dev, const unsigned char *addr, u16 vid,
		   u32 portid, u32 seq, struct netlink_ext_ack *extack)
{
	const struct vb_network *network = netdev_priv(dev);
	const struct vb_fdb *fdb;
	int err;

	if (vid)
		return vb_fdb_refuse_vlan(extack);
	rcu_read_lock();
	fdb = vb_fdb_find(network, addr);
	if (fdb) {
		err = vb_fdb_rtnl_fill(skb, network, fdb, portid, seq,
				       RTM_NEWNEIGH, 0);
	} else {
		NL_SET_ERR_MSG(extack, "The network knows no such address");
		err = -ENOENT;
	}
	rcu_read_unlock();
	return err;
}

/* the connection of a network by port */
static struct vb_conn *vb_network_conn_by(const struct vb_network *network,
					  int ifindex)
{
	struct vb_conn *conn;

	list_for_each_entry(conn, &network->conns, list)
		if (conn->dev->ifindex == ifindex)
			return conn;
	return NULL;
}

/* the connection that NDA_IFINDEX names; NULL if nothing does */
static struct vb_conn *vb_fdb_dev_conn(const struct vb_network *network,
				       struct nlattr *attr,
				       struct netlink_ext_ack *extack)
{
	struct vb_conn *conn;

	if (!attr)
		return NULL;
	/* the core has not looked at lengths on all kernels */
	if (nla_len(attr) != sizeof(u32)) {
		NL_SET_ERR_MSG_ATTR(extack, attr, "Not the index of a port");
		return ERR_PTR(-EINVAL);
	}
	conn = vb_network_conn_by(network, nla_get_u32(attr));
	if (conn)
		return conn;
	NL_SET_ERR_MSG_ATTR(extack, attr, "The port is not on the network");
	return ERR_PTR(-ENOENT);
}

/* what is accepted is done: of all attributes that iproute2 knows these are */
static int vb_fdb_check_attrs(struct nlattr *tb[], u16 vid,
			      struct netlink_ext_ack *extack)
{
	unsigned int i;

	if (vid || tb[NDA_VLAN])
		return vb_fdb_refuse_vlan(extack);
	for (i = 0; i <= NDA_MAX; i++) {
		if (!tb[i] || i == NDA_LLADDR || i == NDA_IFINDEX)
			continue;
		NL_SET_ERR_MSG_ATTR(extack, tb[i],
				    "An address of a network has a port and nothing else (via PORT)");
		return -EOPNOTSUPP;
	}
	return 0;
}

static int vb_fdb_check_flags(const struct ndmsg *ndm,
			      struct netlink_ext_ack *extack)
{
	if (!(ndm->ndm_flags & ~(NTF_SELF | NTF_MASTER | NTF_STICKY)))
		return 0;
	NL_SET_ERR_MSG(extack,
		       "An address of a network is static, dynamic or sticky: extern_learn, use, router and offload are not supported");
	return -EOPNOTSUPP;
}

static bool vb_fdb_knows(const struct vb_network *network, const u8 *addr)
{
	bool known;

	rcu_read_lock();
	known = vb_fdb_find(network, addr);
	rcu_read_unlock();
	return known;
}

/* add, replace and append of `bridge fdb`, as net/bridge takes them */
static int vb_fdb_check_add(const struct vb_network *network, const u8 *addr,
			    u16 flags, struct netlink_ext_ack *extack)
{
	bool known = vb_fdb_knows(network, addr);

	if (known && flags & NLM_F_EXCL) {
		NL_SET_ERR_MSG(extack,
			       "The network knows the address already: replace says anew where it is");
		return -EEXIST;
	}
	if (!known && !(flags & NLM_F_CREATE)) {
		NL_SET_ERR_MSG(extack, "The network knows no such address");
		return -ENOENT;
	}
	if (flags & NLM_F_APPEND) {
		NL_SET_ERR_MSG(extack, "An address is behind one port: add or replace it");
		return -EOPNOTSUPP;
	}
	return 0;
}

/* `bridge fdb add MAC dev NETWORK self via PORT [static|dynamic] [sticky]` */
COMPAT_FDB_ADD(vb_fdb_dev_add)
{
	struct vb_network *network = netdev_priv(dev);
	struct vb_conn *conn;
	u32 want = 0;
	int err;

	err = vb_fdb_check_attrs(tb, vid, extack) ?:
	      vb_fdb_check_flags(ndm, extack);
	if (err)
		return err;
	if (!tb[NDA_IFINDEX]) {
		NL_SET_ERR_MSG(extack, "Name the port that the address is behind: via PORT");
		return -EINVAL;
	}
	conn = vb_fdb_dev_conn(network, tb[NDA_IFINDEX], extack);
	if (IS_ERR(conn))
		return PTR_ERR(conn);
	if (!is_valid_ether_addr(addr)) {
		NL_SET_ERR_MSG(extack, "Not a unicast Ethernet address");
		return -EINVAL;
	}
	err = vb_fdb_check_add(network, addr, flags, extack);
	if (err)
		return err;
	if (ndm->ndm_state & (NUD_PERMANENT | NUD_NOARP))
		want |= VB_FDB_STATIC;
	if (ndm->ndm_flags & NTF_STICKY)
		want |= VB_FDB_STICKY;
	return vb_fdb_set(network, conn, addr, want, extack);
}

COMPAT_FDB_DEL(vb_fdb_dev_del)
{
	struct vb_network *network = netdev_priv(dev);
	struct vb_conn *conn;
	int err;

	err = vb_fdb_check_attrs(tb, vid, extack);
	if (err)
		return err;
	conn = vb_fdb_dev_conn(network, tb[NDA_IFINDEX], extack);
	if (IS_ERR(conn))
		return PTR_ERR(conn);
	return vb_fdb_forget(network, conn, addr, extack);
}

static const struct nla_policy vb_fdb_flush_policy[NDA_MAX + 1] = {
	[NDA_IFINDEX]		= { .type = NLA_U32 },
	[NDA_VLAN]		= { .type = NLA_U16 },
	[NDA_NDM_STATE_MASK]	= { .type = NLA_U16 },
	[NDA_NDM_FLAGS_MASK]	= { .type = NLA_U8 },
};

/* `bridge fdb flush dev NETWORK self [brport PORT]`: what was learned */
COMPAT_FDB_DEL_BULK(vb_fdb_dev_flush)
{
	struct nlattr *attrs[NDA_MAX + 1];
	const struct vb_network *network = netdev_priv(dev);
	struct vb_conn *conn;
	int err;

	err = COMPAT_FDB_BULK_ATTRS(attrs, vb_fdb_flush_policy);
	if (err)
		return err;
	if (attrs[NDA_NDM_STATE_MASK] || attrs[NDA_NDM_FLAGS_MASK]) {
		NL_SET_ERR_MSG(extack,
			       "A network's learned addresses are flushed, all or those of a port (brport PORT): what was set by hand stays");
		return -EOPNOTSUPP;
	}
	err = vb_fdb_check_attrs(attrs, 0, extack);
	if (err)
		return err;
	conn = vb_fdb_dev_conn(network, attrs[NDA_IFINDEX], extack);
	if (IS_ERR(conn))
		return PTR_ERR(conn);
	vb_fdb_flush(netdev_priv(dev), conn, VB_FDB_LOCAL | VB_FDB_STATIC);
	return 0;
}

/* ---- `bridge link` ------------------------------------------------------------------ */

static const struct {
	int attr;
	u32 flag;
} vb_brport_flags[] = {
	{ IFLA_BRPORT_LEARNING, VB_CONN_LEARNING },
	{ IFLA_BRPORT_UNICAST_FLOOD, VB_CONN_FLOOD },
	{ IFLA_BRPORT_MCAST_FLOOD, VB_CONN_MCAST_FLOOD },
	{ IFLA_BRPORT_BCAST_FLOOD, VB_CONN_BCAST_FLOOD },
	{ IFLA_BRPORT_ISOLATED, VB_CONN_ISOLATED },
};

static int vb_link_fill_port(struct sk_buff *skb, const struct vb_conn *conn)
{
	struct nlattr *nest = nla_nest_start(skb, IFLA_PROTINFO);
	u8 state = BR_STATE_FORWARDING;
	unsigned int i;

	switch (vb_conn_state(conn)) {
	case VBRIDGE_STATE_FORWARDING:
		break;
	case VBRIDGE_STATE_NO_LINK:
		state = BR_STATE_DISABLED;
		break;
	default:
		state = BR_STATE_BLOCKING;
		break;
	}
	if (!nest || nla_put_u8(skb, IFLA_BRPORT_STATE, state) ||
	    nla_put_u16(skb, IFLA_BRPORT_PRIORITY, 0) ||
	    nla_put_u32(skb, IFLA_BRPORT_COST, 0))
		return -EMSGSIZE;
	for (i = 0; i < ARRAY_SIZE(vb_brport_flags); i++)
		if (nla_put_u8(skb, vb_brport_flags[i].attr,
			       !!(conn->flags & vb_brport_flags[i].flag)))
			return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int vb_link_fill_dev(struct sk_buff *skb, const struct net_device *dev,
			    const struct vb_conn *conn)
{
	if (nla_put_string(skb, IFLA_IFNAME, dev->name) ||
	    nla_put_u32(skb, IFLA_MASTER, conn->network->dev->ifindex) ||
	    nla_put_u32(skb, IFLA_MTU, dev->mtu) ||
	    nla_put_u8(skb, IFLA_OPERSTATE, netif_running(dev) ?
					    dev->operstate : IF_OPER_DOWN) ||
	    nla_put(skb, IFLA_ADDRESS, ETH_ALEN, dev->dev_addr))
		return -EMSGSIZE;
	return vb_link_fill_port(skb, conn);
}

int vb_link_dev_get(struct sk_buff *skb, u32 pid, u32 seq,
		    struct net_device *dev, u32 filter_mask, int nlflags)
{
	const struct vb_conn *conn = vb_conn_of_master(dev);
	struct ifinfomsg *hdr;
	struct nlmsghdr *nlh;

	/* asked of the network itself */
	if (!conn)
		return 0;
	nlh = nlmsg_put(skb, pid, seq, RTM_NEWLINK, sizeof(*hdr), nlflags);
	if (!nlh)
		return -EMSGSIZE;
	hdr = nlmsg_data(nlh);
	memset(hdr, 0, sizeof(*hdr));
	hdr->ifi_family = AF_BRIDGE;
	hdr->ifi_type = dev->type;
	hdr->ifi_index = dev->ifindex;
	hdr->ifi_flags = netif_get_flags(dev);
	if (vb_link_fill_dev(skb, dev, conn)) {
		nlmsg_cancel(skb, nlh);
		return -EMSGSIZE;
	}
	nlmsg_end(skb, nlh);
	return 0;
}

static int vb_link_check_attr(const struct nlattr *attr,
			      struct netlink_ext_ack *extack)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(vb_brport_flags); i++)
		if (nla_type(attr) == vb_brport_flags[i].attr &&
		    nla_len(attr) >= (int)sizeof(u8))
			return 0;
	NL_SET_ERR_MSG_ATTR(extack, attr,
			    "A port of a network has no such setting");
	return -EOPNOTSUPP;
}

int vb_link_dev_set(struct net_device *dev, struct nlmsghdr *nlh, u16 flags,
		    struct netlink_ext_ack *extack)
{
	struct vb_conn *conn = vb_conn_of_master(dev);
	const struct nlattr *nest, *attr;
	unsigned int i;
	u32 want;
	int rem, err;

	nest = nlmsg_find_attr(nlh, sizeof(struct ifinfomsg), IFLA_PROTINFO);
	if (!conn || !nest)
		return -EOPNOTSUPP;
	nla_for_each_nested(attr, nest, rem) {
		err = vb_link_check_attr(attr, extack);
		if (err)
			return err;
	}
	want = conn->cfg.flags;
	nla_for_each_nested(attr, nest, rem)
		for (i = 0; i < ARRAY_SIZE(vb_brport_flags); i++)
			if (nla_type(attr) == vb_brport_flags[i].attr)
				vb_flag_parse(attr, &want,
					      vb_brport_flags[i].flag);
	vb_conn_change(conn, want, conn->cfg.mac_limit);
	vb_conn_notify(conn, VBRIDGE_CMD_CONN_CHANGE_NTF);
	return 0;
}
