// SPDX-License-Identifier: GPL-2.0
/*
 * Which connections a server boots from: PXE, and Fibre Channel with its target.
 *
 * That is read by the firmware of a NIC or HBA before any kernel runs. Here it is
 * held with the profile, checked, and shown to whoever configures that firmware:
 * an item is in force when the device that it is for is there.
 */
#include <net/netlink.h>

#include "vcid.h"

/**
 * vcid_pxe_parse() - read a PXE policy from a request
 * @item: the item
 * @tb: its attributes
 */
void vcid_pxe_parse(struct vcid_item *item, struct nlattr **tb)
{
	item->pxe = nla_get_u32(tb[VCID_A_ITEM_PXE]);
}

/* is there something to boot from? */
static bool vcid_fc_boot_has_target(enum vcid_fc_boot role)
{
	return role == VCID_FC_BOOT_PRIMARY || role == VCID_FC_BOOT_SECONDARY;
}

static int vcid_fc_boot_check_none(struct nlattr **tb,
				   struct netlink_ext_ack *extack)
{
	const struct nlattr *attr = tb[VCID_A_ITEM_TARGET_WWPN] ?:
				    tb[VCID_A_ITEM_LUN];

	if (!attr)
		return 0;
	NL_SET_ERR_MSG_ATTR(extack, attr,
			    "Only a primary and a secondary connection have a target");
	return -EINVAL;
}

/**
 * vcid_fc_boot_parse() - read from a request how to boot from Fibre Channel
 * @item: the item
 * @tb: its attributes
 * @extack: says why not
 *
 * Return: 0 or a negative errno.
 */
int vcid_fc_boot_parse(struct vcid_item *item, struct nlattr **tb,
		       struct netlink_ext_ack *extack)
{
	item->fc_boot.role = nla_get_u32(tb[VCID_A_ITEM_FC_BOOT]);
	if (!vcid_fc_boot_has_target(item->fc_boot.role))
		return vcid_fc_boot_check_none(tb, extack);
	if (!tb[VCID_A_ITEM_TARGET_WWPN]) {
		NL_SET_ERR_MSG_ATTR(extack, item->nest,
				    "A connection to boot from needs the port name of its target");
		return -EINVAL;
	}
	if (tb[VCID_A_ITEM_LUN])
		item->fc_boot.lun = nla_get_u32(tb[VCID_A_ITEM_LUN]);
	return vcid_parse_wwn(&item->fc_boot.target,
			      tb[VCID_A_ITEM_TARGET_WWPN], extack);
}

/**
 * vcid_fc_boot_collide() - are two connections to be the same to the server?
 * @a: the one
 * @b: the other
 *
 * A server has one primary connection and one secondary.
 */
bool vcid_fc_boot_collide(const struct vcid_item *a, const struct vcid_item *b)
{
	return a->fc_boot.role == b->fc_boot.role &&
	       vcid_fc_boot_has_target(a->fc_boot.role);
}

/**
 * vcid_fc_boot_fill() - put in a message how to boot from Fibre Channel
 * @skb: the message
 * @item: the item
 *
 * Return: 0 or -EMSGSIZE.
 */
int vcid_fc_boot_fill(struct sk_buff *skb, const struct vcid_item *item)
{
	if (nla_put_u32(skb, VCID_A_ITEM_FC_BOOT, item->fc_boot.role))
		return -EMSGSIZE;
	if (!vcid_fc_boot_has_target(item->fc_boot.role))
		return 0;
	if (nla_put_u64_64bit(skb, VCID_A_ITEM_TARGET_WWPN,
			      item->fc_boot.target, VCID_A_ITEM_PAD) ||
	    nla_put_u32(skb, VCID_A_ITEM_LUN, item->fc_boot.lun))
		return -EMSGSIZE;
	return 0;
}

static bool vcid_boot_device_is_there(const struct vcid_item *item)
{
	if (item->type == VCID_TYPE_FC_BOOT && vcid_fc_is_found(&item->select))
		return true;
	return !item->select.wwpn && vcid_select_find(&item->select);
}

/**
 * vcid_boot_policy_follow() - see what has become of a profile's boot policies
 * @profile: the profile
 *
 * Context: RTNL, may sleep.
 */
void vcid_boot_policy_follow(struct vcid_profile *profile)
{
	struct vcid_item *item;

	ASSERT_RTNL();
	for (item = profile->item; item < vcid_items_end(profile); item++) {
		if (item->type != VCID_TYPE_PXE &&
		    item->type != VCID_TYPE_FC_BOOT)
			continue;
		if (vcid_boot_device_is_there(item))
			vcid_item_set_state(item, VCID_STATE_APPLIED,
					    VCID_REASON_NONE);
		else
			vcid_item_set_state(item, VCID_STATE_PENDING,
					    VCID_REASON_NO_DEVICE);
	}
}
