// SPDX-License-Identifier: GPL-2.0
/* Networks, uplink sets and connections: one request of the switch. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "compare.h"
#include "vbridge.h"

/* a request more; NULL if memory ran out */
static struct item *add_item_to(struct batch *batch, uint32_t cmd,
				unsigned int attr)
{
	struct item *item = list_add(&batch->items, sizeof(*item));

	if (!item)
		return NULL;
	attr_give(batch, VBRIDGE_A_BATCH_ITEM);
	attr_give(item, VBRIDGE_A_ITEM_CMD);
	attr_give(item, attr);
	item->cmd = cmd;
	return item;
}

static struct item *add_item(struct comparing *c, uint32_t cmd,
			     unsigned int attr)
{
	return add_item_to(&c->changes->batch, cmd, attr);
}

static const void *find_name(const struct list *list, size_t offset,
			     const char *name)
{
	size_t i;

	for (i = 0; i < list->n; i++)
		if (!strcmp((char *)list_at(list, i) + offset, name))
			return list_at(list, i);
	return NULL;
}

#define FIND(list, type, member, name)					\
	((const type *)find_name(list, offsetof(type, member), name))

/* what of a network the domain has a say in */
static const unsigned int net_attrs[] = {
	VBRIDGE_A_NETWORK_PRIVATE, VBRIDGE_A_NETWORK_SMARTLINK,
	VBRIDGE_A_NETWORK_TUNNEL, VBRIDGE_A_NETWORK_AGEING,
	VBRIDGE_A_NETWORK_MAC_LIMIT, VBRIDGE_A_NETWORK_PREFERRED,
	VBRIDGE_A_NETWORK_MAX_RATE,
};

static void net_differs(struct comparing *c, struct network *to,
			const struct network *have, const struct network *want)
{
	const struct attr *a;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(net_attrs); i++) {
		a = &network_space.attrs[net_attrs[i]];
		if (!memcmp((char *)have + a->offset, (char *)want + a->offset,
			    a->size))
			continue;
		attr_give(to, net_attrs[i]);
		tell(c, '~', "network %s: %s", want->ifname, a->name);
	}
}

static int change_net(struct comparing *c, const struct network *have,
		      const struct network *want)
{
	static const struct network fresh = { .ageing = 300000 };
	struct comparing quiet = *c;
	struct network change = *want;
	struct item *item;

	change.given = 0;
	if (!have)
		quiet.plan = NULL;
	net_differs(&quiet, &change, have ? have : &fresh, want);
	if (have && !change.given)
		return 0;
	if (!have)
		tell(c, '+', "network %s", want->ifname);
	attr_give(&change, VBRIDGE_A_NETWORK_IFNAME);
	item = add_item(c, have ? VBRIDGE_CMD_NETWORK_SET :
			VBRIDGE_CMD_NETWORK_NEW, VBRIDGE_A_ITEM_NETWORK);
	if (!item)
		return -ENOMEM;
	item->network = change;
	return 0;
}

static int change_nets(struct comparing *c)
{
	const struct network *want;
	int err = 0;
	size_t i;

	for (i = 0; !err && i < c->want->networks.n; i++) {
		want = list_at(&c->want->networks, i);
		err = change_net(c, FIND(&c->have->networks, struct network,
					 ifname, want->ifname), want);
	}
	return err;
}

static int drop_nets(struct comparing *c)
{
	const struct network *have;
	struct item *item;
	size_t i;

	for (i = 0; c->all && i < c->have->networks.n; i++) {
		have = list_at(&c->have->networks, i);
		if (FIND(&c->want->networks, struct network, ifname,
			 have->ifname))
			continue;
		item = add_item(c, VBRIDGE_CMD_NETWORK_DEL,
				VBRIDGE_A_ITEM_NETWORK);
		if (!item)
			return -ENOMEM;
		attr_give(&item->network, VBRIDGE_A_NETWORK_IFNAME);
		memcpy(item->network.ifname, have->ifname, IFNAMSIZ);
		tell(c, '-', "network %s", have->ifname);
	}
	return 0;
}

static bool same_place(const struct conn *a, const struct conn *b)
{
	return !strcmp(a->ifname, b->ifname) && a->channel == b->channel &&
	       a->tag == b->tag && a->vid == b->vid;
}

static bool has_conn(const struct list *list, const struct conn *c)
{
	const struct conn *other;
	size_t i;

	for (i = 0; i < list->n; i++) {
		other = list_at(list, i);
		if (same_place(other, c) &&
		    !strcmp(other->network_name, c->network_name))
			return true;
	}
	return false;
}

static int add_conn_item(struct comparing *c, uint32_t cmd,
			 const struct conn *conn)
{
	struct item *item = add_item(c, cmd, VBRIDGE_A_ITEM_CONN);
	struct conn *to;

	if (!item)
		return -ENOMEM;
	to = &item->conn;
	attr_give(to, VBRIDGE_A_CONN_IFNAME);
	memcpy(to->ifname, conn->ifname, IFNAMSIZ);
	attr_give(to, VBRIDGE_A_CONN_TAG);
	to->tag = conn->tag;
	if (conn->vid) {
		attr_give(to, VBRIDGE_A_CONN_VID);
		to->vid = conn->vid;
	}
	if (conn->channel) {
		attr_give(to, VBRIDGE_A_CONN_CHANNEL);
		to->channel = conn->channel;
	}
	if (cmd == VBRIDGE_CMD_CONN_NEW) {
		attr_give(to, VBRIDGE_A_CONN_NETWORK_NAME);
		memcpy(to->network_name, conn->network_name, IFNAMSIZ);
	}
	return 0;
}

static void tell_conn(struct comparing *c, char sign, const struct conn *conn)
{
	char tag[24];

	snprintf(tag, sizeof(tag), conn->vid ? "%s %u" : "%s",
		 tag_names[conn->tag], conn->vid);
	tell(c, sign, "connection %s channel %u %s: network %s", conn->ifname,
	     conn->channel, tag, conn->network_name);
}

/* a tag is free for what comes behind its deletion */
static int drop_conns(struct comparing *c)
{
	const struct conn *have;
	int err = 0;
	size_t i;

	for (i = 0; !err && i < c->have->conns.n; i++) {
		have = list_at(&c->have->conns, i);
		if (!compare_owns(c, have->ifname) ||
		    has_conn(&c->want->conns, have))
			continue;
		tell_conn(c, '-', have);
		err = add_conn_item(c, VBRIDGE_CMD_CONN_DEL, have);
	}
	return err;
}

static int add_conns(struct comparing *c)
{
	const struct conn *want;
	int err = 0;
	size_t i;

	for (i = 0; !err && i < c->want->conns.n; i++) {
		want = list_at(&c->want->conns, i);
		if (has_conn(&c->have->conns, want))
			continue;
		tell_conn(c, '+', want);
		err = add_conn_item(c, VBRIDGE_CMD_CONN_NEW, want);
	}
	return err;
}

static int add_member(struct list *to, const struct member *from, bool remove)
{
	struct member *m = list_add(to, sizeof(*m));

	if (!m)
		return -ENOMEM;
	attr_give(m, VBRIDGE_A_MEMBER_IFNAME);
	memcpy(m->ifname, from->ifname, IFNAMSIZ);
	if (remove) {
		attr_give(m, VBRIDGE_A_MEMBER_REMOVE);
		m->remove = true;
	} else {
		attr_give(m, VBRIDGE_A_MEMBER_PREFERENCE);
		m->preference = from->preference;
	}
	return 0;
}

static int add_carried(struct list *to, const struct carried *from, bool remove)
{
	struct carried *k = list_add(to, sizeof(*k));

	if (!k)
		return -ENOMEM;
	attr_give(k, VBRIDGE_A_CARRIED_NETWORK_NAME);
	memcpy(k->network_name, from->network_name, IFNAMSIZ);
	if (remove) {
		attr_give(k, VBRIDGE_A_CARRIED_REMOVE);
		k->remove = true;
		return 0;
	}
	attr_give(k, VBRIDGE_A_CARRIED_TAG);
	k->tag = from->tag;
	if (from->vid) {
		attr_give(k, VBRIDGE_A_CARRIED_VID);
		k->vid = from->vid;
	}
	return 0;
}

static int change_members(struct comparing *c, struct list *to,
			  const struct uplinkset *have,
			  const struct uplinkset *want)
{
	const struct member *m, *other;
	int err = 0;
	size_t i;

	for (i = 0; !err && i < have->members.n; i++) {
		m = list_at(&have->members, i);
		if (FIND(&want->members, struct member, ifname, m->ifname))
			continue;
		tell(c, '-', "uplinkset %s: port %s", want->name, m->ifname);
		err = add_member(to, m, true);
	}
	for (i = 0; !err && i < want->members.n; i++) {
		m = list_at(&want->members, i);
		other = FIND(&have->members, struct member, ifname, m->ifname);
		if (other && other->preference == m->preference)
			continue;
		tell(c, other ? '~' : '+', "uplinkset %s: port %s: %u",
		     want->name, m->ifname, m->preference);
		err = add_member(to, m, false);
	}
	return err;
}

static int change_carried(struct comparing *c, struct list *to,
			  const struct uplinkset *have,
			  const struct uplinkset *want)
{
	const struct carried *k, *other;
	int err = 0;
	size_t i;

	for (i = 0; !err && i < have->carried.n; i++) {
		k = list_at(&have->carried, i);
		other = FIND(&want->carried, struct carried, network_name,
			     k->network_name);
		if (other && other->tag == k->tag && other->vid == k->vid)
			continue;
		tell(c, '-', "uplinkset %s: network %s", want->name,
		     k->network_name);
		err = add_carried(to, k, true);
	}
	for (i = 0; !err && i < want->carried.n; i++) {
		k = list_at(&want->carried, i);
		other = FIND(&have->carried, struct carried, network_name,
			     k->network_name);
		if (other && other->tag == k->tag && other->vid == k->vid)
			continue;
		tell(c, '+', "uplinkset %s: network %s", want->name,
		     k->network_name);
		err = add_carried(to, k, false);
	}
	return err;
}

static int change_set(struct comparing *c, const struct uplinkset *have,
		      const struct uplinkset *want)
{
	static const struct uplinkset fresh;
	struct uplinkset change = { 0 };
	struct comparing quiet = *c;
	struct item *item;
	int err;

	if (!have) {
		tell(c, '+', "uplinkset %s", want->name);
		quiet.plan = NULL;
	}
	memcpy(change.name, want->name, sizeof(change.name));
	attr_give(&change, VBRIDGE_A_UPLINKSET_NAME);
	if (!have && want->mode) {
		attr_give(&change, VBRIDGE_A_UPLINKSET_MODE);
		change.mode = want->mode;
	}
	err = change_members(&quiet, &change.members, have ? have : &fresh,
			     want);
	if (!err)
		err = change_carried(&quiet, &change.carried,
				     have ? have : &fresh, want);
	if (!err && have && !change.members.n && !change.carried.n)
		return 0;
	item = err ? NULL : add_item(c, have ? VBRIDGE_CMD_UPLINKSET_SET :
				     VBRIDGE_CMD_UPLINKSET_NEW,
				     VBRIDGE_A_ITEM_UPLINKSET);
	if (!item) {
		attrs_free(&uplinkset_space, &change);
		return -ENOMEM;
	}
	item->uplinkset = change;
	return 0;
}

/* before its bonding device is gone, or its ports are in one */
static int drop_set(struct comparing *c, const struct uplinkset *have,
		    bool early)
{
	struct item *item = add_item_to(early ? &c->changes->early :
					&c->changes->batch,
					VBRIDGE_CMD_UPLINKSET_DEL,
					VBRIDGE_A_ITEM_UPLINKSET);

	if (!item)
		return -ENOMEM;
	attr_give(&item->uplinkset, VBRIDGE_A_UPLINKSET_NAME);
	memcpy(item->uplinkset.name, have->name, sizeof(have->name));
	tell(c, '-', "uplinkset %s", have->name);
	return 0;
}

/* what is of another mode is made anew */
static int change_sets(struct comparing *c)
{
	const struct uplinkset *want, *have;
	int err = 0;
	size_t i;

	for (i = 0; !err && i < c->want->sets.n; i++) {
		want = list_at(&c->want->sets, i);
		have = FIND(&c->have->sets, struct uplinkset, name,
			    want->name);
		if (have && have->mode != want->mode) {
			err = drop_set(c, have, true);
			have = NULL;
		}
		if (!err)
			err = change_set(c, have, want);
	}
	return err;
}

static int drop_sets(struct comparing *c)
{
	const struct uplinkset *have;
	int err = 0;
	size_t i;

	for (i = 0; !err && c->all && i < c->have->sets.n; i++) {
		have = list_at(&c->have->sets, i);
		if (!FIND(&c->want->sets, struct uplinkset, name, have->name))
			err = drop_set(c, have,
				       have->mode == VBRIDGE_MODE_LACP);
	}
	return err;
}

/* who is to leave a network leaves it before anybody comes */
int compare_switch(struct comparing *c)
{
	int err = drop_conns(c);

	if (!err)
		err = drop_sets(c);
	if (!err)
		err = change_nets(c);
	if (!err)
		err = change_sets(c);
	if (!err)
		err = add_conns(c);
	return err ? err : drop_nets(c);
}
