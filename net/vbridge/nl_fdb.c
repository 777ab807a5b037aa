// SPDX-License-Identifier: GPL-2.0
/*
 * Generic netlink: addresses.
 */
#include "request.h"

const struct nla_policy vb_fdb_policy[VBRIDGE_A_FDB_MAX + 1] = {
	[VBRIDGE_A_FDB_MAC] = NLA_POLICY_EXACT_LEN(ETH_ALEN),
	[VBRIDGE_A_FDB_NETWORK] = NLA_POLICY_MIN(NLA_U32, 1),
	[VBRIDGE_A_FDB_NETWORK_NAME] = { .type = NLA_NUL_STRING,
					 .len = IFNAMSIZ - 1 },
	[VBRIDGE_A_FDB_CONN] = NLA_POLICY_MIN(NLA_U32, 1),
	[VBRIDGE_A_FDB_STATIC] = NLA_POLICY_MAX(NLA_U8, 1),
	[VBRIDGE_A_FDB_STICKY] = NLA_POLICY_MAX(NLA_U8, 1),
};

static struct vb_network *vb_fdb_network(const struct vb_request *req)
{
	return vb_parse_network(req, req->tb[VBRIDGE_A_FDB_NETWORK],
				req->tb[VBRIDGE_A_FDB_NETWORK_NAME]);
}

/* a connection, and that it is on @network */
static struct vb_conn *vb_fdb_parse_conn(const struct vb_request *req,
					 const struct vb_network *network)
{
	const struct nlattr *id = req->tb[VBRIDGE_A_FDB_CONN];
	struct vb_conn *conn;

	if (!id) {
		NL_SET_ERR_MSG(req->extack, "No connection named");
		return ERR_PTR(-EINVAL);
	}
	conn = vb_parse_conn(req, id);
	if (!IS_ERR(conn) && conn->network != network) {
		NL_SET_ERR_MSG_ATTR(req->extack, id,
				    "The connection is on another network");
		return ERR_PTR(-EINVAL);
	}
	return conn;
}

/**
 * vb_fdb_do_new() - FDB_NEW
 * @req: the request
 *
 * Context: RTNL.
 * Return: 0 or a negative errno.
 */
int vb_fdb_do_new(struct vb_request *req)
{
	struct vb_network *network = vb_fdb_network(req);
	struct vb_conn *conn;
	u8 addr[ETH_ALEN];
	u32 flags = 0;
	int err;

	if (IS_ERR(network))
		return PTR_ERR(network);
	conn = vb_fdb_parse_conn(req, network);
	if (IS_ERR(conn))
		return PTR_ERR(conn);
	err = vb_parse_mac(req, req->tb[VBRIDGE_A_FDB_MAC], addr);
	if (err)
		return err;
	/* what is set by hand stays unless told otherwise */
	if (!req->tb[VBRIDGE_A_FDB_STATIC] ||
	    nla_get_u8(req->tb[VBRIDGE_A_FDB_STATIC]))
		flags |= VB_FDB_STATIC;
	if (req->tb[VBRIDGE_A_FDB_STICKY] &&
	    nla_get_u8(req->tb[VBRIDGE_A_FDB_STICKY]))
		flags |= VB_FDB_STICKY;
	return vb_fdb_set(network, conn, addr, flags, req->extack);
}

/**
 * vb_fdb_do_del() - FDB_DEL
 * @req: the request
 *
 * Context: RTNL.
 * Return: 0 or a negative errno.
 */
int vb_fdb_do_del(struct vb_request *req)
{
	struct vb_network *network = vb_fdb_network(req);
	u8 addr[ETH_ALEN];
	int err;

	if (IS_ERR(network))
		return PTR_ERR(network);
	err = vb_parse_mac(req, req->tb[VBRIDGE_A_FDB_MAC], addr);
	if (err)
		return err;
	err = vb_fdb_forget(network, NULL, addr, req->extack);
	if (err)
		NL_SET_BAD_ATTR(req->extack, req->tb[VBRIDGE_A_FDB_MAC]);
	return err;
}

/**
 * struct vb_flush - which addresses are to be forgotten
 * @network: of this network, or NULL
 * @conn: behind this connection, or NULL
 * @addr: this one
 * @one: is it one address?
 */
struct vb_flush {
	const struct vb_network	*network;
	const struct vb_conn	*conn;
	u8			addr[ETH_ALEN];
	bool			one;
};

static int vb_fdb_parse_flush(const struct vb_request *req,
			      struct vb_flush *flush)
{
	struct nlattr **tb = req->tb;
	struct vb_network *network;
	struct vb_conn *conn;

	if (tb[VBRIDGE_A_FDB_NETWORK] || tb[VBRIDGE_A_FDB_NETWORK_NAME]) {
		network = vb_fdb_network(req);
		if (IS_ERR(network))
			return PTR_ERR(network);
		flush->network = network;
	}
	if (tb[VBRIDGE_A_FDB_CONN]) {
		conn = vb_parse_conn(req, tb[VBRIDGE_A_FDB_CONN]);
		if (IS_ERR(conn))
			return PTR_ERR(conn);
		flush->conn = conn;
	}
	flush->one = tb[VBRIDGE_A_FDB_MAC];
	return flush->one ?
	       vb_parse_mac(req, tb[VBRIDGE_A_FDB_MAC], flush->addr) : 0;
}

static unsigned int vb_fdb_flush_network(struct vb_network *network,
					 const struct vb_flush *flush)
{
	if (flush->network && flush->network != network)
		return 0;
	if (flush->conn && flush->conn->network != network)
		return 0;
	if (flush->one)
		return vb_fdb_flush_one(network, flush->conn, flush->addr);
	return vb_fdb_flush(network, flush->conn,
			    VB_FDB_LOCAL | VB_FDB_STATIC);
}

static int vb_fdb_flush_reply(struct sk_buff *skb, const void *count)
{
	return nla_put_u32(skb, VBRIDGE_A_FDB_COUNT, (uintptr_t)count);
}

/**
 * vb_fdb_do_flush() - FDB_FLUSH: of a network, a connection, an address, or all
 * @req: the request; what it names all restricts what is flushed
 *
 * What was set by hand stays.
 *
 * Context: RTNL.
 * Return: 0 or a negative errno.
 */
int vb_fdb_do_flush(struct vb_request *req)
{
	struct vb_network *network;
	struct vb_flush flush = {};
	uintptr_t n = 0;
	int err;

	err = vb_fdb_parse_flush(req, &flush);
	if (err)
		return err;
	list_for_each_entry(network, &req->sw->networks, list)
		n += vb_fdb_flush_network(network, &flush);
	req->fill = vb_fdb_flush_reply;
	req->object = (const void *)n;
	return 0;
}
