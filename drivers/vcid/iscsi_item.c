// SPDX-License-Identifier: GPL-2.0
/*
 * An iSCSI target in a request, and in a message.
 */
#include <linux/ctype.h>
#include <linux/slab.h>
#include <net/netlink.h>

#include "iscsi.h"

/* IANA's port for iSCSI */
#define VCID_ISCSI_PORT		3260

/* the forms of a name (RFC 7143, 4.2.7): what follows them is lower-case */
static bool vcid_iscsi_name_is_valid(const char *name)
{
	const char *p;

	if (strncmp(name, "iqn.", 4) && strncmp(name, "eui.", 4) &&
	    strncmp(name, "naa.", 4))
		return false;
	for (p = name + 4; *p; p++)
		if (!islower(*p) && !isdigit(*p) && !strchr(".:-", *p))
			return false;
	return name[4];
}

static int vcid_parse_iscsi_name(char *name, const struct nlattr *attr,
				 struct netlink_ext_ack *extack)
{
	nla_strscpy(name, attr, VCID_ISCSI_NAME_LEN + 1);
	if (vcid_iscsi_name_is_valid(name))
		return 0;
	NL_SET_ERR_MSG_ATTR(extack, attr,
			    "Not an iSCSI name: iqn., eui. or naa., in lower case");
	return -EINVAL;
}

static int vcid_parse_ip(struct vcid_ip *ip, const struct nlattr *attr,
			 struct netlink_ext_ack *extack)
{
	if (!attr)
		return 0;
	ip->len = nla_len(attr);
	if (ip->len == 4 || ip->len == 16) {
		memcpy(ip->addr, nla_data(attr), ip->len);
		if (memchr_inv(ip->addr, 0, ip->len))
			return 0;
	}
	NL_SET_ERR_MSG_ATTR(extack, attr, "Not an IPv4 or IPv6 address");
	return -EINVAL;
}

static int vcid_parse_chap(struct vcid_iscsi *iscsi, struct nlattr *const *tb,
			   const struct nlattr *nest,
			   struct netlink_ext_ack *extack)
{
	if (!tb[VCID_A_ITEM_CHAP_NAME] != !tb[VCID_A_ITEM_CHAP_SECRET]) {
		NL_SET_ERR_MSG_ATTR(extack, nest,
				    "CHAP needs both a name and a secret");
		return -EINVAL;
	}
	if (!tb[VCID_A_ITEM_CHAP_NAME])
		return 0;
	nla_strscpy(iscsi->chap_name, tb[VCID_A_ITEM_CHAP_NAME],
		    sizeof(iscsi->chap_name));
	nla_strscpy(iscsi->chap_secret, tb[VCID_A_ITEM_CHAP_SECRET],
		    sizeof(iscsi->chap_secret));
	return 0;
}

/* an address of its own comes with the length of its prefix */
static int vcid_parse_own_ip(struct vcid_iscsi *iscsi,
			     struct nlattr *const *tb,
			     const struct nlattr *nest,
			     struct netlink_ext_ack *extack)
{
	const struct nlattr *prefix = tb[VCID_A_ITEM_PREFIX_LEN];
	int err;

	err = vcid_parse_ip(&iscsi->ip, tb[VCID_A_ITEM_IP], extack) ?:
	      vcid_parse_ip(&iscsi->gateway, tb[VCID_A_ITEM_GATEWAY], extack);
	if (err)
		return err;
	if (!tb[VCID_A_ITEM_IP] != !prefix ||
	    (tb[VCID_A_ITEM_GATEWAY] && !tb[VCID_A_ITEM_IP])) {
		NL_SET_ERR_MSG_ATTR(extack, nest,
				    "An address, its prefix length and a gateway belong together");
		return -EINVAL;
	}
	if (!prefix)
		return 0;
	iscsi->prefix_len = nla_get_u32(prefix);
	if (iscsi->prefix_len && iscsi->prefix_len <= iscsi->ip.len * 8)
		return 0;
	NL_SET_ERR_MSG_ATTR(extack, prefix, "Not a length of such a prefix");
	return -EINVAL;
}

/**
 * vcid_iscsi_parse() - read an iSCSI target from a request
 * @item: the item; its @iscsi is made
 * @tb: the item's attributes
 * @extack: says why not
 *
 * Return: 0 or a negative errno.
 */
int vcid_iscsi_parse(struct vcid_item *item, struct nlattr **tb,
		     struct netlink_ext_ack *extack)
{
	struct vcid_iscsi *iscsi;

	if (!tb[VCID_A_ITEM_INITIATOR] || !tb[VCID_A_ITEM_TARGET_IP]) {
		NL_SET_ERR_MSG_ATTR(extack, item->nest,
				    "An iSCSI target needs the initiator's name and an address");
		return -EINVAL;
	}
	iscsi = kzalloc(sizeof(*iscsi), GFP_KERNEL);
	if (!iscsi)
		return -ENOMEM;
	item->iscsi = iscsi;
	iscsi->target_port = VCID_ISCSI_PORT;
	if (tb[VCID_A_ITEM_TARGET_PORT])
		iscsi->target_port = nla_get_u16(tb[VCID_A_ITEM_TARGET_PORT]);
	if (tb[VCID_A_ITEM_LUN])
		iscsi->lun = nla_get_u32(tb[VCID_A_ITEM_LUN]);
	return vcid_parse_iscsi_name(iscsi->initiator,
				     tb[VCID_A_ITEM_INITIATOR], extack) ?:
	       vcid_parse_iscsi_name(iscsi->target, tb[VCID_A_ITEM_TARGET],
				     extack) ?:
	       vcid_parse_ip(&iscsi->target_ip, tb[VCID_A_ITEM_TARGET_IP],
			     extack) ?:
	       vcid_parse_own_ip(iscsi, tb, item->nest, extack) ?:
	       vcid_parse_chap(iscsi, tb, item->nest, extack);
}

/**
 * vcid_iscsi_same_initiator() - have two targets the same name of the server?
 * @a: the one
 * @b: the other
 */
bool vcid_iscsi_same_initiator(const struct vcid_iscsi *a,
			       const struct vcid_iscsi *b)
{
	return !strcmp(a->initiator, b->initiator);
}

static int vcid_fill_ip(struct sk_buff *skb, int attr,
			const struct vcid_ip *ip)
{
	return ip->len ? nla_put(skb, attr, ip->len, ip->addr) : 0;
}

static int vcid_fill_chap(struct sk_buff *skb, const struct vcid_iscsi *iscsi,
			  bool secrets)
{
	if (!*iscsi->chap_name)
		return 0;
	if (nla_put_string(skb, VCID_A_ITEM_CHAP_NAME, iscsi->chap_name))
		return -EMSGSIZE;
	return secrets ? nla_put_string(skb, VCID_A_ITEM_CHAP_SECRET,
					iscsi->chap_secret) : 0;
}

/**
 * vcid_iscsi_fill() - put an iSCSI target in a message
 * @skb: the message
 * @iscsi: the target
 * @secrets: with what only an administrator may see
 *
 * Return: 0 or -EMSGSIZE.
 */
int vcid_iscsi_fill(struct sk_buff *skb, const struct vcid_iscsi *iscsi,
		    bool secrets)
{
	if (nla_put_string(skb, VCID_A_ITEM_INITIATOR, iscsi->initiator) ||
	    nla_put_string(skb, VCID_A_ITEM_TARGET, iscsi->target) ||
	    vcid_fill_ip(skb, VCID_A_ITEM_TARGET_IP, &iscsi->target_ip) ||
	    nla_put_u16(skb, VCID_A_ITEM_TARGET_PORT, iscsi->target_port) ||
	    nla_put_u32(skb, VCID_A_ITEM_LUN, iscsi->lun) ||
	    vcid_fill_ip(skb, VCID_A_ITEM_IP, &iscsi->ip) ||
	    vcid_fill_ip(skb, VCID_A_ITEM_GATEWAY, &iscsi->gateway) ||
	    vcid_fill_chap(skb, iscsi, secrets))
		return -EMSGSIZE;
	return iscsi->prefix_len ? nla_put_u32(skb, VCID_A_ITEM_PREFIX_LEN,
					       iscsi->prefix_len) : 0;
}
