// SPDX-License-Identifier: GPL-2.0
/*
 * An item of a request: what it may have, and what of that makes sense.
 */
#include <linux/flexnic.h>
#include <net/genetlink.h>
#include <net/netlink.h>

#include "vcid.h"

const struct nla_policy vcid_item_policy[VCID_A_ITEM_MAX + 1] = {
	[VCID_A_ITEM_TYPE] = NLA_POLICY_MAX(NLA_U32, VCID_TYPE_FC_BOOT),
	[VCID_A_ITEM_BURNED_IN] = NLA_POLICY_EXACT_LEN(ETH_ALEN),
	[VCID_A_ITEM_PARENT] = { .type = NLA_NUL_STRING,
				 .len = VCID_PARENT_LEN },
	[VCID_A_ITEM_PORT] = { .type = NLA_U32 },
	[VCID_A_ITEM_SLOT] = NLA_POLICY_MAX(NLA_U32, FLEXNIC_SLOTS - 1),
	[VCID_A_ITEM_MAC] = NLA_POLICY_EXACT_LEN(ETH_ALEN),
	[VCID_A_ITEM_SERIAL] = { .type = NLA_NUL_STRING,
				 .len = VCID_SERIAL_LEN },
	[VCID_A_ITEM_UUID] = NLA_POLICY_EXACT_LEN(UUID_SIZE),
	[VCID_A_ITEM_BURNED_IN_WWPN] = { .type = NLA_U64 },
	[VCID_A_ITEM_WWNN] = { .type = NLA_U64 },
	[VCID_A_ITEM_WWPN] = { .type = NLA_U64 },
	[VCID_A_ITEM_INITIATOR] = { .type = NLA_NUL_STRING,
				    .len = VCID_ISCSI_NAME_LEN },
	[VCID_A_ITEM_TARGET] = { .type = NLA_NUL_STRING,
				 .len = VCID_ISCSI_NAME_LEN },
	[VCID_A_ITEM_TARGET_IP] = { .type = NLA_BINARY, .len = 16 },
	[VCID_A_ITEM_TARGET_PORT] = NLA_POLICY_MIN(NLA_U16, 1),
	[VCID_A_ITEM_LUN] = NLA_POLICY_MAX(NLA_U32, VCID_LUN_LIMIT),
	[VCID_A_ITEM_IP] = { .type = NLA_BINARY, .len = 16 },
	[VCID_A_ITEM_PREFIX_LEN] = NLA_POLICY_RANGE(NLA_U32, 1, 128),
	[VCID_A_ITEM_GATEWAY] = { .type = NLA_BINARY, .len = 16 },
	[VCID_A_ITEM_CHAP_NAME] = { .type = NLA_NUL_STRING,
				    .len = VCID_CHAP_LEN },
	[VCID_A_ITEM_CHAP_SECRET] = { .type = NLA_NUL_STRING,
				      .len = VCID_CHAP_LEN },
	[VCID_A_ITEM_NPIV] = { .type = NLA_FLAG },
	[VCID_A_ITEM_PXE] = NLA_POLICY_MAX(NLA_U32, VCID_PXE_DISABLED),
	[VCID_A_ITEM_FC_BOOT] = NLA_POLICY_MAX(NLA_U32,
					       VCID_FC_BOOT_SECONDARY),
	[VCID_A_ITEM_TARGET_WWPN] = { .type = NLA_U64 },
};

/* by type: the attribute that has the value */
static const enum vcid_item_attr vcid_value_attr[] = {
	[VCID_TYPE_MAC] = VCID_A_ITEM_MAC,
	[VCID_TYPE_SERIAL] = VCID_A_ITEM_SERIAL,
	[VCID_TYPE_UUID] = VCID_A_ITEM_UUID,
	[VCID_TYPE_FC] = VCID_A_ITEM_WWPN,
	[VCID_TYPE_ISCSI] = VCID_A_ITEM_TARGET,
	[VCID_TYPE_PXE] = VCID_A_ITEM_PXE,
	[VCID_TYPE_FC_BOOT] = VCID_A_ITEM_FC_BOOT,
};

#define VCID_SELECTED							\
	(BIT(VCID_TYPE_MAC) | BIT(VCID_TYPE_FC) | BIT(VCID_TYPE_ISCSI) |	\
	 BIT(VCID_TYPE_PXE) | BIT(VCID_TYPE_FC_BOOT))

/* by attribute: the types of item that may have it; none is said of all */
static const unsigned long vcid_attr_types[VCID_A_ITEM_MAX + 1] = {
	[VCID_A_ITEM_BURNED_IN]		= VCID_SELECTED,
	[VCID_A_ITEM_PARENT]		= VCID_SELECTED,
	[VCID_A_ITEM_PORT]		= VCID_SELECTED,
	[VCID_A_ITEM_SLOT]		= VCID_SELECTED,
	[VCID_A_ITEM_MAC]		= BIT(VCID_TYPE_MAC),
	[VCID_A_ITEM_SERIAL]		= BIT(VCID_TYPE_SERIAL),
	[VCID_A_ITEM_UUID]		= BIT(VCID_TYPE_UUID),
	[VCID_A_ITEM_BURNED_IN_WWPN]	= BIT(VCID_TYPE_FC) |
					  BIT(VCID_TYPE_FC_BOOT),
	[VCID_A_ITEM_WWNN]		= BIT(VCID_TYPE_FC),
	[VCID_A_ITEM_WWPN]		= BIT(VCID_TYPE_FC),
	[VCID_A_ITEM_NPIV]		= BIT(VCID_TYPE_FC),
	[VCID_A_ITEM_INITIATOR]		= BIT(VCID_TYPE_ISCSI),
	[VCID_A_ITEM_TARGET]		= BIT(VCID_TYPE_ISCSI),
	[VCID_A_ITEM_TARGET_IP]		= BIT(VCID_TYPE_ISCSI),
	[VCID_A_ITEM_TARGET_PORT]	= BIT(VCID_TYPE_ISCSI),
	[VCID_A_ITEM_LUN]		= BIT(VCID_TYPE_ISCSI) |
					  BIT(VCID_TYPE_FC_BOOT),
	[VCID_A_ITEM_IP]		= BIT(VCID_TYPE_ISCSI),
	[VCID_A_ITEM_PREFIX_LEN]	= BIT(VCID_TYPE_ISCSI),
	[VCID_A_ITEM_GATEWAY]		= BIT(VCID_TYPE_ISCSI),
	[VCID_A_ITEM_CHAP_NAME]		= BIT(VCID_TYPE_ISCSI),
	[VCID_A_ITEM_CHAP_SECRET]	= BIT(VCID_TYPE_ISCSI),
	[VCID_A_ITEM_PXE]		= BIT(VCID_TYPE_PXE),
	[VCID_A_ITEM_FC_BOOT]		= BIT(VCID_TYPE_FC_BOOT),
	[VCID_A_ITEM_TARGET_WWPN]	= BIT(VCID_TYPE_FC_BOOT),
};

static int vcid_parse_burned_in(struct vcid_select *sel, struct nlattr *attr,
				struct netlink_ext_ack *extack)
{
	ether_addr_copy(sel->burned_in, nla_data(attr));
	if (is_valid_ether_addr(sel->burned_in))
		return 0;
	NL_SET_ERR_MSG_ATTR(extack, attr, "No device has such an address");
	return -EINVAL;
}

static int vcid_parse_parent(struct vcid_select *sel, struct nlattr **tb,
			     struct netlink_ext_ack *extack)
{
	const char *slash;

	nla_strscpy(sel->parent, tb[VCID_A_ITEM_PARENT], sizeof(sel->parent));
	if (tb[VCID_A_ITEM_PORT])
		sel->port = nla_get_u32(tb[VCID_A_ITEM_PORT]);
	slash = strchr(sel->parent, '/');
	if (slash && slash != sel->parent && slash[1])
		return 0;
	NL_SET_ERR_MSG_ATTR(extack, tb[VCID_A_ITEM_PARENT],
			    "A parent device is given as BUS/NAME");
	return -EINVAL;
}

/*
 * The forms of a 64-bit name (FC-FS-3, 15.2): IEEE 48-bit, IEEE extended,
 * locally assigned, IEEE registered.
 */
static bool vcid_wwn_is_valid(u64 wwn)
{
	switch (wwn >> 60) {
	case 1:
		return wwn >> 48 == 0x1000;
	case 2:
	case 3:
	case 5:
		return true;
	default:
		return false;
	}
}

/**
 * vcid_parse_wwn() - read a name of Fibre Channel from a request
 * @wwn: set to it
 * @attr: the attribute that has it
 * @extack: says why not
 *
 * Return: 0 or a negative errno.
 */
int vcid_parse_wwn(u64 *wwn, const struct nlattr *attr,
		   struct netlink_ext_ack *extack)
{
	*wwn = nla_get_u64(attr);
	if (vcid_wwn_is_valid(*wwn))
		return 0;
	NL_SET_ERR_MSG_ATTR(extack, attr, "Not a name of NAA 1, 2, 3 or 5");
	return -EINVAL;
}

static int vcid_parse_select(struct vcid_item *item, struct nlattr **tb,
			     struct netlink_ext_ack *extack)
{
	struct vcid_select *sel = &item->select;

	if (!!tb[VCID_A_ITEM_BURNED_IN] + !!tb[VCID_A_ITEM_PARENT] +
	    !!tb[VCID_A_ITEM_BURNED_IN_WWPN] != 1) {
		NL_SET_ERR_MSG_ATTR(extack, item->nest,
				    "A device is selected either by what is burned in or by its parent device");
		return -EINVAL;
	}
	if (tb[VCID_A_ITEM_PORT] && !tb[VCID_A_ITEM_PARENT]) {
		NL_SET_ERR_MSG_ATTR(extack, tb[VCID_A_ITEM_PORT],
				    "A port is one of a parent device");
		return -EINVAL;
	}
	if (tb[VCID_A_ITEM_SLOT] && tb[VCID_A_ITEM_BURNED_IN_WWPN]) {
		NL_SET_ERR_MSG_ATTR(extack, tb[VCID_A_ITEM_SLOT],
				    "An FC port has no FlexNICs");
		return -EINVAL;
	}
	if (tb[VCID_A_ITEM_SLOT]) {
		sel->of_flexnic = true;
		sel->slot = nla_get_u32(tb[VCID_A_ITEM_SLOT]);
	}
	if (tb[VCID_A_ITEM_BURNED_IN])
		return vcid_parse_burned_in(sel, tb[VCID_A_ITEM_BURNED_IN],
					    extack);
	if (tb[VCID_A_ITEM_PARENT])
		return vcid_parse_parent(sel, tb, extack);
	return vcid_parse_wwn(&sel->wwpn, tb[VCID_A_ITEM_BURNED_IN_WWPN],
			      extack);
}

static int vcid_parse_mac(struct vcid_item *item, struct nlattr **tb,
			  struct netlink_ext_ack *extack)
{
	ether_addr_copy(item->mac, nla_data(tb[VCID_A_ITEM_MAC]));
	if (!is_valid_ether_addr(item->mac)) {
		NL_SET_ERR_MSG_ATTR(extack, tb[VCID_A_ITEM_MAC],
				    "Not a unicast MAC address");
		return -EINVAL;
	}
	return vcid_parse_select(item, tb, extack);
}

static int vcid_parse_fc(struct vcid_item *item, struct nlattr **tb,
			 struct netlink_ext_ack *extack)
{
	if (!tb[VCID_A_ITEM_WWNN]) {
		NL_SET_ERR_MSG_ATTR(extack, item->nest,
				    "An FC port without its node name");
		return -EINVAL;
	}
	item->fc.npiv = nla_get_flag(tb[VCID_A_ITEM_NPIV]);
	return vcid_parse_wwn(&item->fc.wwnn, tb[VCID_A_ITEM_WWNN], extack) ?:
	       vcid_parse_wwn(&item->fc.wwpn, tb[VCID_A_ITEM_WWPN], extack) ?:
	       vcid_parse_select(item, tb, extack);
}

/* readers of it take it for a word of a line, and it is stored as C has it */
static bool vcid_serial_is_valid(const char *serial)
{
	size_t len = strlen(serial), i;

	for (i = 0; i < len; i++)
		if (serial[i] < ' ' || serial[i] > '~')
			return false;
	return len && serial[0] != ' ' && serial[len - 1] != ' ';
}

static int vcid_parse_serial(struct vcid_item *item, struct nlattr **tb,
			     struct netlink_ext_ack *extack)
{
	nla_strscpy(item->serial, tb[VCID_A_ITEM_SERIAL],
		    sizeof(item->serial));
	if (vcid_serial_is_valid(item->serial))
		return 0;
	NL_SET_ERR_MSG_ATTR(extack, tb[VCID_A_ITEM_SERIAL],
			    "A serial number is printable ASCII without a blank at either end");
	return -EINVAL;
}

/* all zeros and all ones have meanings of their own (SMBIOS 3.6, 7.2.1) */
static int vcid_parse_uuid(struct vcid_item *item, struct nlattr **tb,
			   struct netlink_ext_ack *extack)
{
	import_uuid(&item->uuid, nla_data(tb[VCID_A_ITEM_UUID]));
	if (!uuid_is_null(&item->uuid) &&
	    memchr_inv(&item->uuid, 0xff, sizeof(item->uuid)))
		return 0;
	NL_SET_ERR_MSG_ATTR(extack, tb[VCID_A_ITEM_UUID],
			    "Neither the nil UUID nor all ones identify a server");
	return -EINVAL;
}

/* what would be ignored is a mistake */
static int vcid_check_foreign(const struct vcid_item *item, struct nlattr **tb,
			      struct netlink_ext_ack *extack)
{
	const struct nlattr *foreign = NULL;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(vcid_attr_types); i++)
		if (tb[i] && vcid_attr_types[i] &&
		    !(vcid_attr_types[i] & BIT(item->type)))
			foreign = tb[i];
	if (!foreign)
		return 0;
	NL_SET_ERR_MSG_ATTR(extack, foreign,
			    "An item of this type has no such attribute");
	return -EINVAL;
}

static int vcid_parse_value(struct vcid_item *item, struct nlattr **tb,
			    struct netlink_ext_ack *extack)
{
	if (!tb[vcid_value_attr[item->type]]) {
		NL_SET_ERR_MSG_ATTR(extack, item->nest,
				    "An item without its value");
		return -EINVAL;
	}
	switch (item->type) {
	case VCID_TYPE_MAC:
		return vcid_parse_mac(item, tb, extack);
	case VCID_TYPE_SERIAL:
		return vcid_parse_serial(item, tb, extack);
	case VCID_TYPE_UUID:
		return vcid_parse_uuid(item, tb, extack);
	case VCID_TYPE_FC:
		return vcid_parse_fc(item, tb, extack);
	case VCID_TYPE_ISCSI:
		return vcid_parse_select(item, tb, extack) ?:
		       vcid_iscsi_parse(item, tb, extack);
	case VCID_TYPE_PXE:
		vcid_pxe_parse(item, tb);
		return vcid_parse_select(item, tb, extack);
	case VCID_TYPE_FC_BOOT:
		return vcid_parse_select(item, tb, extack) ?:
		       vcid_fc_boot_parse(item, tb, extack);
	}
	return -EINVAL;
}

/**
 * vcid_item_parse() - read an item from a request
 * @item: filled with it; zero before
 * @nest: the attribute that has it
 * @extack: says why not
 *
 * Return: 0 or a negative errno.
 */
int vcid_item_parse(struct vcid_item *item, const struct nlattr *nest,
		    struct netlink_ext_ack *extack)
{
	struct nlattr *tb[VCID_A_ITEM_MAX + 1];
	int err;

	err = nla_parse_nested(tb, VCID_A_ITEM_MAX, nest, vcid_item_policy,
			       extack);
	if (err)
		return err;
	item->nest = nest;
	memcpy(item->attr, tb, sizeof(item->attr));
	if (!tb[VCID_A_ITEM_TYPE]) {
		NL_SET_ERR_MSG_ATTR(extack, nest, "An item without its type");
		return -EINVAL;
	}
	item->type = nla_get_u32(tb[VCID_A_ITEM_TYPE]);
	return vcid_check_foreign(item, tb, extack) ?:
	       vcid_parse_value(item, tb, extack);
}

/* a port may have any number of NPIV ports on top of it */
static bool vcid_item_is_npiv(const struct vcid_item *item)
{
	return item->type == VCID_TYPE_FC && item->fc.npiv;
}

/* are two items for the same thing? */
static bool vcid_items_collide(const struct vcid_item *a,
			       const struct vcid_item *b)
{
	if (vcid_item_is_npiv(a) || vcid_item_is_npiv(b))
		return false;
	return a->type == b->type &&
	       (vcid_item_is_smbios(a) ||
		!memcmp(&a->select, &b->select, sizeof(a->select)));
}

static int vcid_check_pair(const struct vcid_item *a,
			   const struct vcid_item *b,
			   struct netlink_ext_ack *extack)
{
	if (vcid_items_collide(a, b))
		return vcid_refuse(extack, a->nest, VCID_REASON_DUPLICATE_ITEM);
	if (a->type != b->type)
		return 0;
	if (a->type == VCID_TYPE_MAC && ether_addr_equal(a->mac, b->mac))
		return vcid_refuse(extack, a->attr[VCID_A_ITEM_MAC],
				   VCID_REASON_DUPLICATE_MAC);
	if (a->type == VCID_TYPE_FC && a->fc.wwpn == b->fc.wwpn)
		return vcid_refuse(extack, a->attr[VCID_A_ITEM_WWPN],
				   VCID_REASON_DUPLICATE_WWN);
	if (a->type == VCID_TYPE_FC_BOOT && vcid_fc_boot_collide(a, b))
		return vcid_refuse(extack, a->attr[VCID_A_ITEM_FC_BOOT],
				   VCID_REASON_DUPLICATE_ITEM);
	if (a->type != VCID_TYPE_ISCSI ||
	    vcid_iscsi_same_initiator(a->iscsi, b->iscsi))
		return 0;
	NL_SET_ERR_MSG_ATTR(extack, a->attr[VCID_A_ITEM_INITIATOR],
			    "A server has one iSCSI name");
	return -EINVAL;
}

/**
 * vcid_items_check() - do the items of a profile agree with each other?
 * @profile: the profile, as parsed
 * @extack: says why not
 *
 * Return: 0 or a negative errno.
 */
int vcid_items_check(const struct vcid_profile *profile,
		     struct netlink_ext_ack *extack)
{
	const struct vcid_item *a, *b;
	int err;

	for (a = profile->item; a < vcid_items_end(profile); a++) {
		for (b = profile->item; b < a; b++) {
			err = vcid_check_pair(a, b, extack);
			if (err)
				return err;
		}
	}
	return 0;
}
