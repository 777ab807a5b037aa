// SPDX-License-Identifier: GPL-2.0
/*
 * A profile as a message: answers, dumps and notifications are the same.
 */
#include <net/genetlink.h>
#include <net/net_namespace.h>

#include "vcid.h"

/* an item at its largest: a selector, a value, a state and a device */
#define VCID_ITEM_SIZE							\
	(nla_total_size(0) +		/* VCID_A_PROFILE_ITEM */	\
	 9 * nla_total_size(sizeof(u32)) +				\
	 4 * nla_total_size_64bit(sizeof(u64)) +			\
	 nla_total_size(0) +		/* VCID_A_ITEM_NPIV */		\
	 3 * nla_total_size(ETH_ALEN) +					\
	 nla_total_size(VCID_PARENT_LEN + 1) +				\
	 nla_total_size(VCID_SERIAL_LEN + 1) +				\
	 nla_total_size(IFNAMSIZ))

/* what an iSCSI target has beside that */
#define VCID_ISCSI_SIZE							\
	(2 * nla_total_size(sizeof(u32)) +				\
	 nla_total_size(sizeof(u16)) +					\
	 3 * nla_total_size(16) +	/* IP addresses */		\
	 2 * nla_total_size(VCID_ISCSI_NAME_LEN + 1) +			\
	 2 * nla_total_size(VCID_CHAP_LEN + 1))

static size_t vcid_item_size(const struct vcid_item *item)
{
	return VCID_ITEM_SIZE +
	       (item->type == VCID_TYPE_ISCSI ? VCID_ISCSI_SIZE : 0);
}

/**
 * vcid_profile_size() - room that a profile takes in a message
 * @profile: the profile
 *
 * Return: bytes.
 */
size_t vcid_profile_size(const struct vcid_profile *profile)
{
	size_t size = nla_total_size(VCID_NAME_LEN + 1);
	const struct vcid_item *item;

	for (item = profile->item; item < vcid_items_end(profile); item++)
		size += vcid_item_size(item);
	return size;
}

static int vcid_fill_select(struct sk_buff *skb, const struct vcid_select *sel)
{
	if (sel->wwpn) {
		if (nla_put_u64_64bit(skb, VCID_A_ITEM_BURNED_IN_WWPN,
				      sel->wwpn, VCID_A_ITEM_PAD))
			return -EMSGSIZE;
	} else if (*sel->parent) {
		if (nla_put_string(skb, VCID_A_ITEM_PARENT, sel->parent) ||
		    nla_put_u32(skb, VCID_A_ITEM_PORT, sel->port))
			return -EMSGSIZE;
	} else if (nla_put(skb, VCID_A_ITEM_BURNED_IN, ETH_ALEN,
			   sel->burned_in)) {
		return -EMSGSIZE;
	}
	if (sel->of_flexnic && nla_put_u32(skb, VCID_A_ITEM_SLOT, sel->slot))
		return -EMSGSIZE;
	return 0;
}

/* where it is applied, as seen from the initial namespace */
static int vcid_fill_device(struct sk_buff *skb,
			    const struct vcid_binding *binding)
{
	const struct net_device *dev = binding->dev;
	struct net *net = dev_net(dev);

	if (nla_put_u32(skb, VCID_A_ITEM_IFINDEX, dev->ifindex) ||
	    nla_put_string(skb, VCID_A_ITEM_IFNAME, dev->name) ||
	    nla_put(skb, VCID_A_ITEM_ORIGINAL, ETH_ALEN, binding->original))
		return -EMSGSIZE;
	if (!net_eq(net, &init_net) &&
	    nla_put_s32(skb, VCID_A_ITEM_NETNSID,
			peernet2id_alloc(&init_net, net, GFP_KERNEL)))
		return -EMSGSIZE;
	return 0;
}

static int vcid_fill_mac(struct sk_buff *skb, const struct vcid_item *item)
{
	if (vcid_fill_select(skb, &item->select) ||
	    nla_put(skb, VCID_A_ITEM_MAC, ETH_ALEN, item->mac))
		return -EMSGSIZE;
	return item->binding ? vcid_fill_device(skb, item->binding) : 0;
}

static int vcid_fill_fc(struct sk_buff *skb, const struct vcid_item *item)
{
	u64 wwpn;
	u32 host;

	if (vcid_fill_select(skb, &item->select) ||
	    nla_put_u64_64bit(skb, VCID_A_ITEM_WWNN, item->fc.wwnn,
			      VCID_A_ITEM_PAD) ||
	    nla_put_u64_64bit(skb, VCID_A_ITEM_WWPN, item->fc.wwpn,
			      VCID_A_ITEM_PAD))
		return -EMSGSIZE;
	if (item->fc.npiv && nla_put_flag(skb, VCID_A_ITEM_NPIV))
		return -EMSGSIZE;
	if (!vcid_fc_get_port(item, &host, &wwpn))
		return 0;
	if (nla_put_u32(skb, VCID_A_ITEM_HOST, host))
		return -EMSGSIZE;
	return wwpn ? nla_put_u64_64bit(skb, VCID_A_ITEM_ORIGINAL_WWPN, wwpn,
					VCID_A_ITEM_PAD) : 0;
}

static int vcid_fill_value(struct sk_buff *skb, const struct vcid_item *item,
			   bool secrets)
{
	switch (item->type) {
	case VCID_TYPE_MAC:
		return vcid_fill_mac(skb, item);
	case VCID_TYPE_SERIAL:
		return secrets ? nla_put_string(skb, VCID_A_ITEM_SERIAL,
						item->serial) : 0;
	case VCID_TYPE_UUID:
		return secrets ? nla_put(skb, VCID_A_ITEM_UUID, UUID_SIZE,
					 &item->uuid) : 0;
	case VCID_TYPE_FC:
		return vcid_fill_fc(skb, item);
	case VCID_TYPE_ISCSI:
		return vcid_fill_select(skb, &item->select) ?:
		       vcid_iscsi_fill(skb, item->iscsi, secrets);
	case VCID_TYPE_PXE:
		return vcid_fill_select(skb, &item->select) ?:
		       nla_put_u32(skb, VCID_A_ITEM_PXE, item->pxe);
	case VCID_TYPE_FC_BOOT:
		return vcid_fill_select(skb, &item->select) ?:
		       vcid_fc_boot_fill(skb, item);
	}
	return 0;
}

static int vcid_put_item(struct sk_buff *skb,
			 const struct vcid_profile *profile,
			 const struct vcid_item *item, bool secrets)
{
	struct nlattr *nest;

	nest = nla_nest_start(skb, VCID_A_PROFILE_ITEM);
	if (!nest ||
	    nla_put_u32(skb, VCID_A_ITEM_INDEX, item - profile->item) ||
	    nla_put_u32(skb, VCID_A_ITEM_TYPE, item->type) ||
	    nla_put_u32(skb, VCID_A_ITEM_STATE, item->state) ||
	    nla_put_u32(skb, VCID_A_ITEM_REASON, item->reason) ||
	    vcid_fill_value(skb, item, secrets))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int vcid_put_name(struct sk_buff *skb,
			 const struct vcid_profile *profile)
{
	return *profile->name ? nla_put_string(skb, VCID_A_PROFILE_NAME,
					       profile->name) : 0;
}

/**
 * vcid_profile_fill() - put a profile in a message
 * @skb: the message
 * @profile: the profile
 * @hdr: the message's genetlink header; NULL means that it had no room
 * @secrets: with what only an administrator may see
 *
 * Context: RTNL.
 * Return: 0, or -EMSGSIZE; the message is as before then.
 */
int vcid_profile_fill(struct sk_buff *skb, const struct vcid_profile *profile,
		      void *hdr, bool secrets)
{
	const struct vcid_item *item;

	if (!hdr)
		return -EMSGSIZE;
	if (vcid_put_name(skb, profile))
		goto err_cancel;
	for (item = profile->item; item < vcid_items_end(profile); item++)
		if (vcid_put_item(skb, profile, item, secrets))
			goto err_cancel;
	genlmsg_end(skb, hdr);
	return 0;

err_cancel:
	genlmsg_cancel(skb, hdr);
	return -EMSGSIZE;
}

/**
 * vcid_item_fill() - put a profile in a message, with one of its items
 * @skb: the message
 * @profile: the profile
 * @item: the item
 * @hdr: the message's genetlink header; NULL means that it had no room
 * @secrets: with what only an administrator may see
 *
 * Context: RTNL.
 * Return: 0, or -EMSGSIZE; the message is as before then.
 */
int vcid_item_fill(struct sk_buff *skb, const struct vcid_profile *profile,
		   const struct vcid_item *item, void *hdr, bool secrets)
{
	if (!hdr)
		return -EMSGSIZE;
	if (vcid_put_name(skb, profile) ||
	    vcid_put_item(skb, profile, item, secrets)) {
		genlmsg_cancel(skb, hdr);
		return -EMSGSIZE;
	}
	genlmsg_end(skb, hdr);
	return 0;
}

/* the multicast group exists; under the RTNL */
static bool vcid_notify_enabled;

/**
 * vcid_notify_enable() - begin or cease to send notifications
 * @enable: which
 *
 * Context: takes the RTNL.
 */
void vcid_notify_enable(bool enable)
{
	rtnl_lock();
	vcid_notify_enabled = enable;
	rtnl_unlock();
}

/* whoever listens need not be an administrator: no secrets */
static void vcid_notify(const struct vcid_profile *profile,
			const struct vcid_item *item, u8 cmd)
{
	struct sk_buff *skb;
	void *hdr;
	int err;

	if (!vcid_notify_enabled ||
	    !genl_has_listeners(&vcid_family, &init_net, 0))
		return;
	skb = genlmsg_new(item ? nla_total_size(VCID_NAME_LEN + 1) +
				 vcid_item_size(item) :
				 vcid_profile_size(profile), GFP_KERNEL);
	if (!skb)
		goto err_report;
	hdr = genlmsg_put(skb, 0, 0, &vcid_family, 0, cmd);
	err = item ? vcid_item_fill(skb, profile, item, hdr, false) :
		     vcid_profile_fill(skb, profile, hdr, false);
	if (err)
		goto err_free;
	genlmsg_multicast(&vcid_family, skb, 0, 0, GFP_KERNEL);
	return;

err_free:
	nlmsg_free(skb);
err_report:
	genl_set_err(&vcid_family, &init_net, 0, 0, -ENOBUFS);
}

/**
 * vcid_profile_notify() - tell whoever listens of a profile
 * @profile: the profile, which has come into force
 *
 * A listener that is not told, for want of memory, sees ENOBUFS.
 *
 * Context: RTNL, may sleep.
 */
void vcid_profile_notify(const struct vcid_profile *profile)
{
	vcid_notify(profile, NULL, VCID_CMD_PROFILE_NTF);
}

/**
 * vcid_item_notify() - tell whoever listens of an item
 * @profile: the profile in force
 * @item: the item, whose state has changed
 *
 * Context: RTNL, may sleep.
 */
void vcid_item_notify(const struct vcid_profile *profile,
		      const struct vcid_item *item)
{
	vcid_notify(profile, item, VCID_CMD_ITEM_NTF);
}
