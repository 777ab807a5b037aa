/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A netlink request, alone or as an item of a batch.
 */
#ifndef _VBRIDGE_REQUEST_H
#define _VBRIDGE_REQUEST_H

#include <net/netlink.h>

#include "journal.h"
#include "vbridge.h"

/**
 * struct vb_request - a request to change the switch
 * @sw: the switch
 * @tb: its attributes, by type
 * @head: and in their order, for those that may come several times
 * @len: bytes of these
 * @extack: why not
 * @journal: of the batch that it is part of, or NULL
 * @fill: describes what came of it, for the reply; NULL if nothing is to be said
 * @object: what @fill describes
 */
struct vb_request {
	struct vb_switch	*sw;
	struct nlattr		**tb;
	const struct nlattr	*head;
	int			len;
	struct netlink_ext_ack	*extack;
	struct vb_journal	*journal;
	int			(*fill)(struct sk_buff *skb, const void *object);
	const void		*object;
};

/**
 * vb_step() - begin a step that may have to be undone
 * @req: the request
 * @undo: the step, or NULL outside of a batch
 * @size: bytes that hold what was before; 0 is none
 *
 * Return: 0 or -ENOMEM.
 */
static inline int vb_step(const struct vb_request *req, struct vb_undo **undo,
			  size_t size)
{
	*undo = req->journal ? vb_undo_alloc(size) : NULL;
	return req->journal && !*undo ? -ENOMEM : 0;
}

/**
 * vb_step_done() - a step has succeeded, or has not
 * @req: the request
 * @undo: the step, or NULL
 * @err: how it ended
 *
 * Return: @err.
 */
static inline int vb_step_done(const struct vb_request *req,
			       struct vb_undo *undo, int err)
{
	if (undo && err)
		vb_undo_free(undo);
	else if (undo)
		vb_journal_add(req->journal, undo);
	return err;
}

/* parse.c */
struct net_device *vb_parse_dev(const struct vb_request *req,
				const struct nlattr *ifindex,
				const struct nlattr *ifname);
struct vb_network *vb_parse_network(const struct vb_request *req,
				    const struct nlattr *ifindex,
				    const struct nlattr *ifname);
int vb_parse_mac(const struct vb_request *req, const struct nlattr *attr,
		 u8 *addr);

/* nl_network.c */
extern const struct nla_policy vb_network_policy[VBRIDGE_A_NETWORK_MAX + 1];
int vb_network_do_new(struct vb_request *req);
int vb_network_do_set(struct vb_request *req);
int vb_network_do_del(struct vb_request *req);
int vb_network_do_get(struct vb_request *req);

/* nl_conn.c */
extern const struct nla_policy vb_conn_policy[VBRIDGE_A_CONN_MAX + 1];
struct vb_conn *vb_parse_conn(const struct vb_request *req,
			      const struct nlattr *id);
int vb_conn_do_new(struct vb_request *req);
int vb_conn_do_set(struct vb_request *req);
int vb_conn_do_del(struct vb_request *req);
int vb_conn_do_get(struct vb_request *req);

/* nl_uplinkset.c */
extern const struct nla_policy vb_uset_policy[VBRIDGE_A_UPLINKSET_MAX + 1];
int vb_uset_do_new(struct vb_request *req);
int vb_uset_do_set(struct vb_request *req);
int vb_uset_do_del(struct vb_request *req);
int vb_uset_do_get(struct vb_request *req);

/* nl_fdb.c */
extern const struct nla_policy vb_fdb_policy[VBRIDGE_A_FDB_MAX + 1];
int vb_fdb_do_new(struct vb_request *req);
int vb_fdb_do_del(struct vb_request *req);
int vb_fdb_do_flush(struct vb_request *req);

/* nl_mirror.c */
extern const struct nla_policy vb_mirror_policy[VBRIDGE_A_MIRROR_MAX + 1];
int vb_mirror_do_new(struct vb_request *req);
int vb_mirror_do_del(struct vb_request *req);
int vb_mirror_do_get(struct vb_request *req);

/* nl_protect.c */
extern const struct nla_policy vb_protect_policy[VBRIDGE_A_PROTECT_MAX + 1];
int vb_protect_do_get(struct vb_request *req);
int vb_protect_do_set(struct vb_request *req);

/* batch.c */
extern const struct nla_policy vb_batch_policy[VBRIDGE_A_BATCH_MAX + 1];
int vb_batch_do(struct vb_request *req);

/* dump.c */
int vb_network_dump(struct sk_buff *skb, struct netlink_callback *cb);
int vb_conn_dump(struct sk_buff *skb, struct netlink_callback *cb);
int vb_uset_dump_start(struct netlink_callback *cb);
int vb_uset_dump(struct sk_buff *skb, struct netlink_callback *cb);
int vb_fdb_dump(struct sk_buff *skb, struct netlink_callback *cb);
int vb_mdb_dump(struct sk_buff *skb, struct netlink_callback *cb);
int vb_mirror_dump(struct sk_buff *skb, struct netlink_callback *cb);
int vb_port_dump(struct sk_buff *skb, struct netlink_callback *cb);

#endif /* _VBRIDGE_REQUEST_H */
