// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <string.h>

#include "output.h"
#include "vcid_params.h"
#include "vcid_show.h"

/* longest of all that is written: a parent device with its port */
#define TEXT_SIZE	(VCID_PARENT_LEN + 12)

static bool has(const struct vcid_item *item, unsigned int attr)
{
	return attr_given(item, attr);
}

static struct value get_device(const void *item)
{
	const struct vcid_item *i = item;
	char text[TEXT_SIZE];

	if (i->type == VCID_TYPE_SERIAL || i->type == VCID_TYPE_UUID)
		return value_absent();
	vcid_write_device(i, text, sizeof(text));
	return value_text(text);
}

static struct value get_slot(const void *item)
{
	const struct vcid_item *i = item;
	char text[2] = { 'a' + i->slot };

	return has(i, VCID_A_ITEM_SLOT) ? value_text(text) : value_absent();
}

static struct value get_uuid(const void *item)
{
	const struct vcid_item *i = item;
	char text[TEXT_SIZE];

	if (!has(i, VCID_A_ITEM_UUID))
		return value_absent();
	vcid_write_uuid(i->uuid, text, sizeof(text));
	return value_text(text);
}

static struct value get_wwn(const struct vcid_item *item, unsigned int attr,
			    uint64_t wwn)
{
	char text[TEXT_SIZE];

	if (!has(item, attr))
		return value_absent();
	vcid_write_wwn(wwn, text, sizeof(text));
	return value_text(text);
}

static struct value get_wwnn(const void *item)
{
	const struct vcid_item *i = item;

	return get_wwn(i, VCID_A_ITEM_WWNN, i->wwnn);
}

static struct value get_wwpn(const void *item)
{
	const struct vcid_item *i = item;

	return get_wwn(i, VCID_A_ITEM_WWPN, i->wwpn);
}

static struct value get_target_wwpn(const void *item)
{
	const struct vcid_item *i = item;

	return get_wwn(i, VCID_A_ITEM_TARGET_WWPN, i->target_wwpn);
}

static struct value get_host(const void *item)
{
	const struct vcid_item *i = item;
	char text[TEXT_SIZE];

	if (!has(i, VCID_A_ITEM_HOST))
		return value_absent();
	snprintf(text, sizeof(text), "host%u", i->host);
	return value_text(text);
}

static struct value get_address_of(const struct vcid_item *item,
				   unsigned int attr, const struct bytes *ip)
{
	char text[TEXT_SIZE];

	if (!has(item, attr))
		return value_absent();
	vcid_write_ip(ip, text, sizeof(text));
	return value_text(text);
}

static struct value get_target_ip(const void *item)
{
	const struct vcid_item *i = item;

	return get_address_of(i, VCID_A_ITEM_TARGET_IP, &i->target_ip);
}

static struct value get_gateway(const void *item)
{
	const struct vcid_item *i = item;

	return get_address_of(i, VCID_A_ITEM_GATEWAY, &i->gateway);
}

static struct value get_ip(const void *item)
{
	const struct vcid_item *i = item;
	char text[TEXT_SIZE];
	size_t len;

	if (!has(i, VCID_A_ITEM_IP))
		return value_absent();
	vcid_write_ip(&i->ip, text, sizeof(text));
	len = strlen(text);
	snprintf(text + len, sizeof(text) - len, "/%u", i->prefix_len);
	return value_text(text);
}

/* what an item of each type sets, in short */
static const unsigned int value_attrs[] = {
	[VCID_TYPE_MAC]		= VCID_A_ITEM_MAC,
	[VCID_TYPE_SERIAL]	= VCID_A_ITEM_SERIAL,
	[VCID_TYPE_UUID]	= VCID_A_ITEM_UUID,
	[VCID_TYPE_FC]		= VCID_A_ITEM_WWPN,
	[VCID_TYPE_ISCSI]	= VCID_A_ITEM_TARGET,
	[VCID_TYPE_PXE]		= VCID_A_ITEM_PXE,
	[VCID_TYPE_FC_BOOT]	= VCID_A_ITEM_FC_BOOT,
};

/* primary 50:00:09:72:00:00:00:01 lun 3 */
static struct value get_fc_boot(const struct vcid_item *item)
{
	struct value value = value_name(vcid_fc_boot_names, item->fc_boot);
	char wwpn[TEXT_SIZE], text[2 * TEXT_SIZE];

	if (!has(item, VCID_A_ITEM_TARGET_WWPN) || value.kind != VALUE_TEXT)
		return value;
	vcid_write_wwn(item->target_wwpn, wwpn, sizeof(wwpn));
	snprintf(text, sizeof(text), "%.16s %s lun %u", value.text, wwpn,
		 item->lun);
	return value_text(text);
}

static struct value get_value(const void *item)
{
	const struct vcid_item *i = item;

	if (i->type >= ARRAY_SIZE(value_attrs) || !has(i, value_attrs[i->type]))
		return value_absent();
	switch (i->type) {
	case VCID_TYPE_MAC:
		return value_mac(i->mac);
	case VCID_TYPE_UUID:
		return get_uuid(item);
	case VCID_TYPE_FC:
		return get_wwpn(item);
	case VCID_TYPE_PXE:
		return value_name(vcid_pxe_names, i->pxe);
	case VCID_TYPE_FC_BOOT:
		return get_fc_boot(i);
	default:
		return value_text(attr_member(&vcid_item_space,
					      value_attrs[i->type], item));
	}
}

static struct value get_reason(const void *item)
{
	const struct vcid_item *i = item;

	return i->reason ? value_name(vcid_reason_names, i->reason) :
			   value_absent();
}

/* a namespace that has no number here is told by none */
static struct value get_netns(const void *item)
{
	const struct vcid_item *i = item;

	if (!has(i, VCID_A_ITEM_NETNSID))
		return value_absent();
	return (int32_t)i->netnsid < 0 ? value_null() :
					 value_number(i->netnsid);
}

static struct value get_original(const void *item)
{
	const struct vcid_item *i = item;

	if (has(i, VCID_A_ITEM_ORIGINAL_WWPN))
		return get_wwn(i, VCID_A_ITEM_ORIGINAL_WWPN, i->original_wwpn);
	return has(i, VCID_A_ITEM_ORIGINAL) ? value_mac(i->original) :
					      value_absent();
}

#define ITEM(name, number, ...)						\
	FIELD(name, &vcid_item_space, number, ##__VA_ARGS__)
/* with all the rest the table would be too wide */
#define DETAIL(name, number, ...)					\
	ITEM(name, number, .flags = FIELD_JSON_ONLY, ##__VA_ARGS__)

static const struct field item_fields[] = {
	ITEM("type", VCID_A_ITEM_TYPE, .names = vcid_type_names),
	{ .key = "device", .get = get_device },
	{ .key = "slot", .get = get_slot },
	DETAIL("address", VCID_A_ITEM_MAC, .show = SHOW_MAC),
	DETAIL("serial", VCID_A_ITEM_SERIAL),
	{ .key = "uuid", .get = get_uuid, .flags = FIELD_JSON_ONLY },
	{ .key = "wwnn", .get = get_wwnn, .flags = FIELD_JSON_ONLY },
	{ .key = "wwpn", .get = get_wwpn, .flags = FIELD_JSON_ONLY },
	DETAIL("npiv", VCID_A_ITEM_NPIV),
	DETAIL("initiator", VCID_A_ITEM_INITIATOR),
	DETAIL("target", VCID_A_ITEM_TARGET),
	{ .key = "target_ip", .get = get_target_ip,
	  .flags = FIELD_JSON_ONLY },
	DETAIL("target_port", VCID_A_ITEM_TARGET_PORT),
	DETAIL("pxe", VCID_A_ITEM_PXE, .names = vcid_pxe_names),
	DETAIL("fc_boot", VCID_A_ITEM_FC_BOOT, .names = vcid_fc_boot_names),
	{ .key = "target_wwpn", .get = get_target_wwpn,
	  .flags = FIELD_JSON_ONLY },
	DETAIL("lun", VCID_A_ITEM_LUN),
	{ .key = "ip", .get = get_ip, .flags = FIELD_JSON_ONLY },
	{ .key = "gateway", .get = get_gateway, .flags = FIELD_JSON_ONLY },
	DETAIL("chap_name", VCID_A_ITEM_CHAP_NAME),
	{ .key = "value", .get = get_value, .flags = FIELD_TEXT_ONLY },
	ITEM("state", VCID_A_ITEM_STATE, .names = vcid_state_names),
	{ .key = "reason", .get = get_reason },
	ITEM("ifname", VCID_A_ITEM_IFNAME),
	{ .key = "host", .get = get_host },
	DETAIL("ifindex", VCID_A_ITEM_IFINDEX),
	{ .key = "netnsid", .get = get_netns,
	  .title = "netns", .none = "unknown" },
	{ .key = "original", .get = get_original },
};

struct json_object *vcid_item_to_json(const struct vcid_item *item)
{
	struct json_object *json = json_object_new_object();

	json_add_fields(json, item_fields, ARRAY_SIZE(item_fields), item);
	return json;
}

void vcid_item_show_text(const struct vcid_item *item)
{
	print_line(item_fields, ARRAY_SIZE(item_fields), item);
	putchar('\n');
}

/* said where it is of use: with a serial number or UUID in force */
static const char not_covered[] =
	"serial and uuid are as sysfs has them: a program that reads the memory of the\n"
	"firmware itself (dmidecode --no-sysfs), and the kernel, see the burned-in ones\n";

static bool covers_smbios(const struct vcid_profile *profile)
{
	uint32_t type;
	size_t i;

	for (i = 0; i < profile->items.n; i++) {
		type = vcid_item_at(profile, i)->type;
		if (type == VCID_TYPE_SERIAL || type == VCID_TYPE_UUID)
			return true;
	}
	return false;
}

struct json_object *vcid_to_json(const struct vcid_profile *profile)
{
	struct json_object *json = json_object_new_object();
	struct json_object *except = json_object_new_array();

	json_object_object_add(json, "profile", *profile->name ?
			       json_object_new_string(profile->name) : NULL);
	json_add_list(json, "items", item_fields, ARRAY_SIZE(item_fields),
		      &profile->items);
	if (covers_smbios(profile)) {
		json_object_array_add(except,
				      json_object_new_string("firmware-memory"));
		json_object_array_add(except, json_object_new_string("kernel"));
	}
	json_object_object_add(json, "not_covered", except);
	return json;
}

static void explain_reasons(const struct vcid_profile *profile)
{
	uint64_t said = 0;
	struct value name;
	uint32_t reason;
	size_t i;

	for (i = 0; i < profile->items.n; i++) {
		reason = vcid_item_at(profile, i)->reason;
		if (!reason || reason > 63 || said & BIT(reason))
			continue;
		said |= BIT(reason);
		name = value_name(vcid_reason_names, reason);
		if (name.kind != VALUE_TEXT)
			name = value_text("unknown");
		printf("%s: %s\n", name.text, vcid_reason_text(reason));
	}
}

void vcid_show_text(const struct vcid_profile *profile)
{
	if (!*profile->name) {
		puts("no profile: all is as burned in");
		return;
	}
	printf("profile %s\n", profile->name);
	print_table(item_fields, ARRAY_SIZE(item_fields),
		    &profile->items, 4);
	explain_reasons(profile);
	if (covers_smbios(profile))
		fputs(not_covered, stdout);
}
