// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <netlink/attr.h>
#include <netlink/genl/genl.h>

#include "util.h"
#include "vcid_msg.h"

const char *const vcid_type_names[] = {
	[VCID_TYPE_MAC]		= "mac",
	[VCID_TYPE_SERIAL]	= "serial",
	[VCID_TYPE_UUID]	= "uuid",
	[VCID_TYPE_FC]		= "fc",
	[VCID_TYPE_ISCSI]	= "iscsi",
	NULL
};

const char *const vcid_state_names[] = {
	[VCID_STATE_PENDING]	= "pending",
	[VCID_STATE_APPLIED]	= "applied",
	[VCID_STATE_CONFLICT]	= "conflict",
	[VCID_STATE_FAILED]	= "failed",
	NULL
};

const char *const vcid_reason_names[] = {
	[VCID_REASON_NONE]		= "none",
	[VCID_REASON_NO_DEVICE]		= "no-device",
	[VCID_REASON_DUPLICATE_MAC]	= "duplicate-mac",
	[VCID_REASON_DUPLICATE_ITEM]	= "duplicate-item",
	[VCID_REASON_DEVICE_TAKEN]	= "device-taken",
	[VCID_REASON_DEVICE_BUSY]	= "device-busy",
	[VCID_REASON_DEVICE_IN_LAG]	= "device-in-lag",
	[VCID_REASON_NOT_SUPPORTED]	= "not-supported",
	[VCID_REASON_DEVICE_ERROR]	= "device-error",
	[VCID_REASON_NO_MEMORY]		= "no-memory",
	[VCID_REASON_NO_SMBIOS]		= "no-smbios",
	[VCID_REASON_BAD_SMBIOS]	= "bad-smbios",
	[VCID_REASON_SMBIOS_FULL]	= "smbios-full",
	[VCID_REASON_DUPLICATE_WWN]	= "duplicate-wwn",
	[VCID_REASON_FC_LOGGED_IN]	= "fc-logged-in",
	[VCID_REASON_ISCSI_BOOT_TAKEN]	= "iscsi-boot-taken",
	NULL
};

static const char *const reason_texts[] = {
	[VCID_REASON_NONE]		= "nothing stands against it",
	[VCID_REASON_NO_DEVICE]		=
		"no device is the one selected; it gets the address when it comes",
	[VCID_REASON_DUPLICATE_MAC]	=
		"another device of the host has the address",
	[VCID_REASON_DUPLICATE_ITEM]	=
		"another item of the profile is for the same",
	[VCID_REASON_DEVICE_TAKEN]	=
		"another item has the device that this one selects",
	[VCID_REASON_DEVICE_BUSY]	=
		"the device keeps its address while it is up; it is tried again when it goes down",
	[VCID_REASON_DEVICE_IN_LAG]	=
		"the device is a port of a bond or team; it is tried again when it leaves",
	[VCID_REASON_NOT_SUPPORTED]	=
		"the device cannot change its address",
	[VCID_REASON_DEVICE_ERROR]	= "the device refused the address",
	[VCID_REASON_NO_MEMORY]		= "memory ran out",
	[VCID_REASON_NO_SMBIOS]		=
		"the host shows no SMBIOS table of a known form",
	[VCID_REASON_BAD_SMBIOS]	=
		"the host's SMBIOS table is not well-formed",
	[VCID_REASON_SMBIOS_FULL]	=
		"the host's SMBIOS table has no room for this",
	[VCID_REASON_DUPLICATE_WWN]	=
		"another FC port of the host has the port name",
	[VCID_REASON_FC_LOGGED_IN]	=
		"an FC port that is there would have to change its names",
	[VCID_REASON_ISCSI_BOOT_TAKEN]	=
		"firmware has published iSCSI targets to boot from",
};

const char *vcid_reason_text(uint32_t reason)
{
	return reason < ARRAY_SIZE(reason_texts) ? reason_texts[reason] :
						   "this vcctl is too old to know it";
}

static const struct attr_name item_attr_names[] = {
	[VCID_A_ITEM_INDEX]	= { "index", NULL },
	[VCID_A_ITEM_TYPE]	= { "type", NULL },
	[VCID_A_ITEM_STATE]	= { "state", NULL },
	[VCID_A_ITEM_REASON]	= { "reason", NULL },
	[VCID_A_ITEM_BURNED_IN]	= { "burned-in", NULL },
	[VCID_A_ITEM_PARENT]	= { "parent", NULL },
	[VCID_A_ITEM_PORT]	= { "port", NULL },
	[VCID_A_ITEM_SLOT]	= { "slot", NULL },
	[VCID_A_ITEM_MAC]	= { "mac", NULL },
	[VCID_A_ITEM_SERIAL]	= { "serial", NULL },
	[VCID_A_ITEM_UUID]	= { "uuid", NULL },
	[VCID_A_ITEM_BURNED_IN_WWPN] = { "burned-in-wwpn", NULL },
	[VCID_A_ITEM_WWNN]	= { "wwnn", NULL },
	[VCID_A_ITEM_WWPN]	= { "wwpn", NULL },
	[VCID_A_ITEM_INITIATOR]	= { "initiator", NULL },
	[VCID_A_ITEM_TARGET]	= { "target", NULL },
	[VCID_A_ITEM_TARGET_IP]	= { "target-ip", NULL },
	[VCID_A_ITEM_TARGET_PORT] = { "target-port", NULL },
	[VCID_A_ITEM_LUN]	= { "lun", NULL },
	[VCID_A_ITEM_IP]	= { "ip", NULL },
	[VCID_A_ITEM_PREFIX_LEN] = { "prefix-len", NULL },
	[VCID_A_ITEM_GATEWAY]	= { "gateway", NULL },
	[VCID_A_ITEM_CHAP_NAME]	= { "chap-name", NULL },
	[VCID_A_ITEM_CHAP_SECRET] = { "chap-secret", NULL },
};

/* by its place in the profile, which is that in the file */
static void name_item(struct nlattr *nest, int len, char *buf, size_t size)
{
	struct nlattr *index = nla_find(nest, len, VCID_A_ITEM_TYPE);
	uint32_t type;

	if (!index || nla_memcpy(&type, index, sizeof(type)) != sizeof(type) ||
	    type >= ARRAY_SIZE(vcid_type_names) - 1)
		return;
	snprintf(buf, size, "a %s", vcid_type_names[type]);
}

static const struct attr_space item_attrs = {
	.attrs = item_attr_names,
	.n_attrs = ARRAY_SIZE(item_attr_names),
	.instance = name_item,
};

static const struct attr_name profile_attr_names[] = {
	[VCID_A_PROFILE_NAME]	= { "name", NULL },
	[VCID_A_PROFILE_ITEM]	= { "item", &item_attrs },
};

static const struct attr_space profile_attrs = {
	.attrs = profile_attr_names,
	.n_attrs = ARRAY_SIZE(profile_attr_names),
};

const struct vcnl_family vcid_family = {
	.name = VCID_FAMILY_NAME,
	.version = VCID_FAMILY_VERSION,
	.module = "vcid",
	.attrs = &profile_attrs,
};

/* what of @item says what it is for */
static uint64_t selectors(const struct vcid_item *item)
{
	return item->given & (GIVEN(VCID_A_ITEM_BURNED_IN) |
			      GIVEN(VCID_A_ITEM_PARENT) |
			      GIVEN(VCID_A_ITEM_BURNED_IN_WWPN) |
			      GIVEN(VCID_A_ITEM_SLOT));
}

bool vcid_item_same(const struct vcid_item *a, const struct vcid_item *b)
{
	if (a->type != b->type || selectors(a) != selectors(b))
		return false;
	if (selectors(a) & GIVEN(VCID_A_ITEM_BURNED_IN) &&
	    memcmp(a->burned_in, b->burned_in, sizeof(a->burned_in)))
		return false;
	if (selectors(a) & GIVEN(VCID_A_ITEM_PARENT) &&
	    (strcmp(a->parent, b->parent) || a->port != b->port))
		return false;
	if (selectors(a) & GIVEN(VCID_A_ITEM_BURNED_IN_WWPN) &&
	    a->burned_in_wwpn != b->burned_in_wwpn)
		return false;
	return !(selectors(a) & GIVEN(VCID_A_ITEM_SLOT)) || a->slot == b->slot;
}

static int put_select(struct nl_msg *msg, const struct vcid_item *item)
{
	int err = 0;

	if (item->given & GIVEN(VCID_A_ITEM_BURNED_IN))
		err = nla_put(msg, VCID_A_ITEM_BURNED_IN,
			      sizeof(item->burned_in), item->burned_in);
	if (!err && item->given & GIVEN(VCID_A_ITEM_PARENT))
		err = nla_put_string(msg, VCID_A_ITEM_PARENT, item->parent);
	if (!err && item->given & GIVEN(VCID_A_ITEM_PORT))
		err = nla_put_u32(msg, VCID_A_ITEM_PORT, item->port);
	if (!err && item->given & GIVEN(VCID_A_ITEM_SLOT))
		err = nla_put_u32(msg, VCID_A_ITEM_SLOT, item->slot);
	if (!err && item->given & GIVEN(VCID_A_ITEM_BURNED_IN_WWPN))
		err = nla_put_u64(msg, VCID_A_ITEM_BURNED_IN_WWPN,
				  item->burned_in_wwpn);
	return err;
}

static int put_value(struct nl_msg *msg, const struct vcid_item *item)
{
	int err = 0;

	if (item->given & GIVEN(VCID_A_ITEM_MAC))
		err = nla_put(msg, VCID_A_ITEM_MAC, sizeof(item->mac),
			      item->mac);
	if (!err && item->given & GIVEN(VCID_A_ITEM_SERIAL))
		err = nla_put_string(msg, VCID_A_ITEM_SERIAL, item->serial);
	if (!err && item->given & GIVEN(VCID_A_ITEM_UUID))
		err = nla_put(msg, VCID_A_ITEM_UUID, sizeof(item->uuid),
			      item->uuid);
	if (!err && item->given & GIVEN(VCID_A_ITEM_WWNN))
		err = nla_put_u64(msg, VCID_A_ITEM_WWNN, item->wwnn);
	if (!err && item->given & GIVEN(VCID_A_ITEM_WWPN))
		err = nla_put_u64(msg, VCID_A_ITEM_WWPN, item->wwpn);
	return err;
}

static int put_ip(struct nl_msg *msg, const struct vcid_item *item,
		  unsigned int attr, const struct vcid_ip *ip)
{
	if (!(item->given & GIVEN(attr)))
		return 0;
	return nla_put(msg, attr, ip->len, ip->addr);
}

static int put_text(struct nl_msg *msg, const struct vcid_item *item,
		    unsigned int attr, const char *text)
{
	return item->given & GIVEN(attr) ? nla_put_string(msg, attr, text) : 0;
}

static int put_iscsi(struct nl_msg *msg, const struct vcid_item *item)
{
	if (item->given & GIVEN(VCID_A_ITEM_TARGET_PORT) &&
	    nla_put_u16(msg, VCID_A_ITEM_TARGET_PORT, item->target_port))
		return -NLE_NOMEM;
	if (item->given & GIVEN(VCID_A_ITEM_LUN) &&
	    nla_put_u32(msg, VCID_A_ITEM_LUN, item->lun))
		return -NLE_NOMEM;
	if (item->given & GIVEN(VCID_A_ITEM_PREFIX_LEN) &&
	    nla_put_u32(msg, VCID_A_ITEM_PREFIX_LEN, item->prefix_len))
		return -NLE_NOMEM;
	if (put_text(msg, item, VCID_A_ITEM_INITIATOR, item->initiator) ||
	    put_text(msg, item, VCID_A_ITEM_TARGET, item->target) ||
	    put_text(msg, item, VCID_A_ITEM_CHAP_NAME, item->chap_name) ||
	    put_text(msg, item, VCID_A_ITEM_CHAP_SECRET, item->chap_secret) ||
	    put_ip(msg, item, VCID_A_ITEM_TARGET_IP, &item->target_ip) ||
	    put_ip(msg, item, VCID_A_ITEM_IP, &item->ip) ||
	    put_ip(msg, item, VCID_A_ITEM_GATEWAY, &item->gateway))
		return -NLE_NOMEM;
	return 0;
}

static int put_item(struct nl_msg *msg, const struct vcid_item *item)
{
	struct nlattr *nest;
	int err;

	/* strict validation wants the flag, older libnl does not set it */
	nest = nla_nest_start(msg, VCID_A_PROFILE_ITEM | NLA_F_NESTED);
	if (!nest)
		return -NLE_NOMEM;
	err = nla_put_u32(msg, VCID_A_ITEM_TYPE, item->type);
	if (!err)
		err = put_select(msg, item);
	if (!err)
		err = put_value(msg, item);
	if (!err)
		err = put_iscsi(msg, item);
	if (err) {
		nla_nest_cancel(msg, nest);
		return err;
	}
	return nla_nest_end(msg, nest);
}

int vcid_put(struct nl_msg *msg, const struct vcid_profile *profile)
{
	size_t i;
	int err;

	err = nla_put_string(msg, VCID_A_PROFILE_NAME, profile->name);
	for (i = 0; i < profile->n_items && !err; i++)
		err = put_item(msg, &profile->items[i]);
	return err;
}

static struct nla_policy item_policy[VCID_A_ITEM_MAX + 1] = {
	[VCID_A_ITEM_INDEX]	= { .type = NLA_U32 },
	[VCID_A_ITEM_TYPE]	= { .type = NLA_U32 },
	[VCID_A_ITEM_STATE]	= { .type = NLA_U32 },
	[VCID_A_ITEM_REASON]	= { .type = NLA_U32 },
	[VCID_A_ITEM_BURNED_IN]	= { .minlen = 6, .maxlen = 6 },
	[VCID_A_ITEM_PARENT]	= { .type = NLA_STRING },
	[VCID_A_ITEM_PORT]	= { .type = NLA_U32 },
	[VCID_A_ITEM_SLOT]	= { .type = NLA_U32 },
	[VCID_A_ITEM_MAC]	= { .minlen = 6, .maxlen = 6 },
	[VCID_A_ITEM_SERIAL]	= { .type = NLA_STRING },
	[VCID_A_ITEM_UUID]	= { .minlen = 16, .maxlen = 16 },
	[VCID_A_ITEM_IFINDEX]	= { .type = NLA_U32 },
	[VCID_A_ITEM_IFNAME]	= { .type = NLA_STRING },
	[VCID_A_ITEM_NETNSID]	= { .type = NLA_S32 },
	[VCID_A_ITEM_ORIGINAL]	= { .minlen = 6, .maxlen = 6 },
	[VCID_A_ITEM_BURNED_IN_WWPN] = { .type = NLA_U64 },
	[VCID_A_ITEM_WWNN]	= { .type = NLA_U64 },
	[VCID_A_ITEM_WWPN]	= { .type = NLA_U64 },
	[VCID_A_ITEM_HOST]	= { .type = NLA_U32 },
	[VCID_A_ITEM_ORIGINAL_WWPN] = { .type = NLA_U64 },
	[VCID_A_ITEM_INITIATOR]	= { .type = NLA_STRING },
	[VCID_A_ITEM_TARGET]	= { .type = NLA_STRING },
	[VCID_A_ITEM_TARGET_IP]	= { .minlen = 4, .maxlen = 16 },
	[VCID_A_ITEM_TARGET_PORT] = { .type = NLA_U16 },
	[VCID_A_ITEM_LUN]	= { .type = NLA_U32 },
	[VCID_A_ITEM_IP]	= { .minlen = 4, .maxlen = 16 },
	[VCID_A_ITEM_PREFIX_LEN] = { .type = NLA_U32 },
	[VCID_A_ITEM_GATEWAY]	= { .minlen = 4, .maxlen = 16 },
	[VCID_A_ITEM_CHAP_NAME]	= { .type = NLA_STRING },
	[VCID_A_ITEM_CHAP_SECRET] = { .type = NLA_STRING },
};

/* where the value of one attribute goes; strings are cut to fit */
struct target {
	void *to;
	size_t size;
	bool string;
};

#define TO_NUMBER(member)	{ &(member), sizeof(member), false }
#define TO_STRING(member)	{ (member), sizeof(member), true }

static uint8_t ip_len(const struct nlattr *attr)
{
	return attr ? nla_len(attr) : 0;
}

static int parse_item(struct nlattr *nest, struct vcid_item *item)
{
	const struct target targets[] = {
		[VCID_A_ITEM_INDEX]	= TO_NUMBER(item->index),
		[VCID_A_ITEM_TYPE]	= TO_NUMBER(item->type),
		[VCID_A_ITEM_STATE]	= TO_NUMBER(item->state),
		[VCID_A_ITEM_REASON]	= TO_NUMBER(item->reason),
		[VCID_A_ITEM_BURNED_IN]	= TO_NUMBER(item->burned_in),
		[VCID_A_ITEM_PARENT]	= TO_STRING(item->parent),
		[VCID_A_ITEM_PORT]	= TO_NUMBER(item->port),
		[VCID_A_ITEM_SLOT]	= TO_NUMBER(item->slot),
		[VCID_A_ITEM_MAC]	= TO_NUMBER(item->mac),
		[VCID_A_ITEM_SERIAL]	= TO_STRING(item->serial),
		[VCID_A_ITEM_UUID]	= TO_NUMBER(item->uuid),
		[VCID_A_ITEM_IFINDEX]	= TO_NUMBER(item->ifindex),
		[VCID_A_ITEM_IFNAME]	= TO_STRING(item->ifname),
		[VCID_A_ITEM_NETNSID]	= TO_NUMBER(item->netnsid),
		[VCID_A_ITEM_ORIGINAL]	= TO_NUMBER(item->original),
		[VCID_A_ITEM_BURNED_IN_WWPN] = TO_NUMBER(item->burned_in_wwpn),
		[VCID_A_ITEM_WWNN]	= TO_NUMBER(item->wwnn),
		[VCID_A_ITEM_WWPN]	= TO_NUMBER(item->wwpn),
		[VCID_A_ITEM_HOST]	= TO_NUMBER(item->host),
		[VCID_A_ITEM_ORIGINAL_WWPN] = TO_NUMBER(item->original_wwpn),
		[VCID_A_ITEM_INITIATOR]	= TO_STRING(item->initiator),
		[VCID_A_ITEM_TARGET]	= TO_STRING(item->target),
		[VCID_A_ITEM_TARGET_IP]	= TO_NUMBER(item->target_ip.addr),
		[VCID_A_ITEM_TARGET_PORT] = TO_NUMBER(item->target_port),
		[VCID_A_ITEM_LUN]	= TO_NUMBER(item->lun),
		[VCID_A_ITEM_IP]	= TO_NUMBER(item->ip.addr),
		[VCID_A_ITEM_PREFIX_LEN] = TO_NUMBER(item->prefix_len),
		[VCID_A_ITEM_GATEWAY]	= TO_NUMBER(item->gateway.addr),
		[VCID_A_ITEM_CHAP_NAME]	= TO_STRING(item->chap_name),
		[VCID_A_ITEM_CHAP_SECRET] = TO_STRING(item->chap_secret),
	};
	struct nlattr *tb[VCID_A_ITEM_MAX + 1];
	size_t i;

	memset(item, 0, sizeof(*item));
	if (nla_parse_nested(tb, VCID_A_ITEM_MAX, nest, item_policy))
		return -EBADMSG;
	for (i = 0; i < ARRAY_SIZE(targets); i++) {
		if (!tb[i] || !targets[i].to)
			continue;
		item->given |= GIVEN(i);
		if (targets[i].string)
			nla_strlcpy(targets[i].to, tb[i], targets[i].size);
		else
			nla_memcpy(targets[i].to, tb[i], targets[i].size);
	}
	item->target_ip.len = ip_len(tb[VCID_A_ITEM_TARGET_IP]);
	item->ip.len = ip_len(tb[VCID_A_ITEM_IP]);
	item->gateway.len = ip_len(tb[VCID_A_ITEM_GATEWAY]);
	return tb[VCID_A_ITEM_TYPE] ? 0 : -EBADMSG;
}

int vcid_parse(struct nlmsghdr *nlh, struct vcid_profile *profile)
{
	struct nlattr *attr;
	int left, err;

	if (!genlmsg_valid_hdr(nlh, 0))
		return -EBADMSG;
	nla_for_each_attr(attr, nlmsg_attrdata(nlh, GENL_HDRLEN),
			  nlmsg_attrlen(nlh, GENL_HDRLEN), left) {
		if (nla_type(attr) == VCID_A_PROFILE_NAME)
			nla_strlcpy(profile->name, attr, sizeof(profile->name));
		if (nla_type(attr) != VCID_A_PROFILE_ITEM)
			continue;
		if (profile->n_items == VCID_MAX_ITEMS)
			return -EBADMSG;
		err = parse_item(attr, &profile->items[profile->n_items]);
		if (err)
			return err;
		profile->n_items++;
	}
	return 0;
}
