// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <string.h>

#include "output.h"
#include "vcid_params.h"
#include "vcid_show.h"

/* longest of all that is written: a parent device with its port */
#define TEXT_SIZE	(VCID_PARENT_LEN + 12)

static const char *name_of(const char *const *names, uint32_t number)
{
	uint32_t i;

	for (i = 0; names[i]; i++)
		if (i == number)
			return names[i];
	return "unknown";
}

static bool has(const struct vcid_item *item, unsigned int attr)
{
	return item->given & GIVEN(attr);
}

static struct value get_type(const void *item)
{
	const struct vcid_item *i = item;

	return value_text(name_of(vcid_type_names, i->type));
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

static struct value get_mac(const uint8_t mac[6])
{
	char text[TEXT_SIZE];

	vcid_write_mac(mac, text, sizeof(text));
	return value_text(text);
}

static struct value get_address(const void *item)
{
	const struct vcid_item *i = item;

	return has(i, VCID_A_ITEM_MAC) ? get_mac(i->mac) : value_absent();
}

static struct value get_serial(const void *item)
{
	const struct vcid_item *i = item;

	return has(i, VCID_A_ITEM_SERIAL) ? value_text(i->serial) :
					    value_absent();
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

static struct value get_host(const void *item)
{
	const struct vcid_item *i = item;
	char text[TEXT_SIZE];

	if (!has(i, VCID_A_ITEM_HOST))
		return value_absent();
	snprintf(text, sizeof(text), "host%u", i->host);
	return value_text(text);
}

static struct value get_text(const struct vcid_item *item, unsigned int attr,
			     const char *text)
{
	return has(item, attr) ? value_text(text) : value_absent();
}

static struct value get_initiator(const void *item)
{
	const struct vcid_item *i = item;

	return get_text(i, VCID_A_ITEM_INITIATOR, i->initiator);
}

static struct value get_target(const void *item)
{
	const struct vcid_item *i = item;

	return get_text(i, VCID_A_ITEM_TARGET, i->target);
}

static struct value get_chap_name(const void *item)
{
	const struct vcid_item *i = item;

	return get_text(i, VCID_A_ITEM_CHAP_NAME, i->chap_name);
}

static struct value get_chap_secret(const void *item)
{
	const struct vcid_item *i = item;

	return get_text(i, VCID_A_ITEM_CHAP_SECRET, i->chap_secret);
}

static struct value get_address_of(const struct vcid_item *item,
				   unsigned int attr, const struct vcid_ip *ip)
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

static struct value get_target_port(const void *item)
{
	const struct vcid_item *i = item;

	return has(i, VCID_A_ITEM_TARGET_PORT) ? value_number(i->target_port) :
						 value_absent();
}

static struct value get_lun(const void *item)
{
	const struct vcid_item *i = item;

	return has(i, VCID_A_ITEM_LUN) ? value_number(i->lun) : value_absent();
}

static struct value get_value(const void *item)
{
	const struct vcid_item *i = item;

	switch (i->type) {
	case VCID_TYPE_MAC:
		return get_address(item);
	case VCID_TYPE_SERIAL:
		return get_serial(item);
	case VCID_TYPE_UUID:
		return get_uuid(item);
	case VCID_TYPE_FC:
		return get_wwpn(item);
	case VCID_TYPE_ISCSI:
		return get_target(item);
	}
	return value_absent();
}

static struct value get_state(const void *item)
{
	const struct vcid_item *i = item;

	return value_text(name_of(vcid_state_names, i->state));
}

static struct value get_reason(const void *item)
{
	const struct vcid_item *i = item;

	return i->reason ? value_text(name_of(vcid_reason_names, i->reason)) :
			   value_absent();
}

static struct value get_ifname(const void *item)
{
	const struct vcid_item *i = item;

	return has(i, VCID_A_ITEM_IFNAME) ? value_text(i->ifname) :
					    value_absent();
}

static struct value get_ifindex(const void *item)
{
	const struct vcid_item *i = item;

	return has(i, VCID_A_ITEM_IFINDEX) ? value_number(i->ifindex) :
					     value_absent();
}

/* a namespace that has no number here is told by none */
static struct value get_netns(const void *item)
{
	const struct vcid_item *i = item;

	if (!has(i, VCID_A_ITEM_NETNSID))
		return value_absent();
	return i->netnsid < 0 ? value_null() : value_number(i->netnsid);
}

static struct value get_original(const void *item)
{
	const struct vcid_item *i = item;

	if (has(i, VCID_A_ITEM_ORIGINAL_WWPN))
		return get_wwn(i, VCID_A_ITEM_ORIGINAL_WWPN, i->original_wwpn);
	return has(i, VCID_A_ITEM_ORIGINAL) ? get_mac(i->original) :
					      value_absent();
}

static const struct field item_fields[] = {
	{ .key = "type", .get = get_type },
	{ .key = "device", .get = get_device },
	{ .key = "slot", .get = get_slot },
	{ .key = "address", .get = get_address, .flags = FIELD_JSON_ONLY },
	{ .key = "serial", .get = get_serial, .flags = FIELD_JSON_ONLY },
	{ .key = "uuid", .get = get_uuid, .flags = FIELD_JSON_ONLY },
	{ .key = "wwnn", .get = get_wwnn, .flags = FIELD_JSON_ONLY },
	{ .key = "wwpn", .get = get_wwpn, .flags = FIELD_JSON_ONLY },
	{ .key = "initiator", .get = get_initiator,
	  .flags = FIELD_JSON_ONLY },
	{ .key = "target", .get = get_target, .flags = FIELD_JSON_ONLY },
	{ .key = "target_ip", .get = get_target_ip,
	  .flags = FIELD_JSON_ONLY },
	{ .key = "target_port", .get = get_target_port,
	  .flags = FIELD_JSON_ONLY },
	{ .key = "lun", .get = get_lun, .flags = FIELD_JSON_ONLY },
	{ .key = "ip", .get = get_ip, .flags = FIELD_JSON_ONLY },
	{ .key = "gateway", .get = get_gateway, .flags = FIELD_JSON_ONLY },
	{ .key = "chap_name", .get = get_chap_name,
	  .flags = FIELD_JSON_ONLY },
	{ .key = "chap_secret", .get = get_chap_secret,
	  .flags = FIELD_JSON_ONLY },
	{ .key = "value", .get = get_value, .flags = FIELD_TEXT_ONLY },
	{ .key = "state", .get = get_state },
	{ .key = "reason", .get = get_reason },
	{ .key = "ifname", .get = get_ifname },
	{ .key = "host", .get = get_host },
	{ .key = "ifindex", .get = get_ifindex, .flags = FIELD_JSON_ONLY },
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
	size_t i;

	for (i = 0; i < profile->n_items; i++)
		if (profile->items[i].type == VCID_TYPE_SERIAL ||
		    profile->items[i].type == VCID_TYPE_UUID)
			return true;
	return false;
}

struct json_object *vcid_to_json(const struct vcid_profile *profile)
{
	struct json_object *json = json_object_new_object();
	struct json_object *items = json_object_new_array();
	struct json_object *except = json_object_new_array();
	size_t i;

	json_object_object_add(json, "profile", *profile->name ?
			       json_object_new_string(profile->name) : NULL);
	for (i = 0; i < profile->n_items; i++)
		json_object_array_add(items,
				      vcid_item_to_json(&profile->items[i]));
	json_object_object_add(json, "items", items);
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
	unsigned int said = 0;
	uint32_t reason;
	size_t i;

	for (i = 0; i < profile->n_items; i++) {
		reason = profile->items[i].reason;
		if (!reason || reason > 31 || said & BIT(reason))
			continue;
		said |= BIT(reason);
		printf("%s: %s\n", name_of(vcid_reason_names, reason),
		       vcid_reason_text(reason));
	}
}

void vcid_show_text(const struct vcid_profile *profile)
{
	const struct array items = {
		profile->items, sizeof(profile->items[0]), profile->n_items,
	};

	if (!*profile->name) {
		puts("no profile: all is as burned in");
		return;
	}
	printf("profile %s\n", profile->name);
	print_table(item_fields, ARRAY_SIZE(item_fields), &items, 4);
	explain_reasons(profile);
	if (covers_smbios(profile))
		fputs(not_covered, stdout);
}
