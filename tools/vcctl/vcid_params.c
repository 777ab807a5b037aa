// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "params.h"
#include "vcid_params.h"

int vcid_read_wwn(const char *word, uint64_t *wwn)
{
	uint8_t octets[8];
	size_t i;

	if (!strncmp(word, "0x", 2)) {
		word += 2;
		for (i = 0; i < sizeof(octets); i++)
			if (hex_parse(&word, &octets[i]))
				return -EINVAL;
		if (*word)
			return -EINVAL;
	} else if (octets_parse(word, octets, sizeof(octets))) {
		return -EINVAL;
	}
	*wwn = 0;
	for (i = 0; i < sizeof(octets); i++)
		*wwn = *wwn << 8 | octets[i];
	return 0;
}

/* the length of @word without ":PORT"; @port is left alone if it has none */
static size_t cut_port(const char *word, uint32_t *port)
{
	const char *colon = strrchr(word, ':');
	size_t n;

	if (!colon)
		return strlen(word);
	n = strspn(colon + 1, "0123456789");
	if (!n || n > 9 || colon[1 + n])
		return strlen(word);
	*port = strtoul(colon + 1, NULL, 10);
	return colon - word;
}

int vcid_read_device(const char *word, struct vcid_item *item)
{
	size_t len;

	if (!octets_parse(word, item->burned_in, 6)) {
		item->given |= BIT(VCID_A_ITEM_BURNED_IN);
		return 0;
	}
	item->port = 0;
	len = cut_port(word, &item->port);
	if (!memchr(word, '/', len) || len > VCID_PARENT_LEN)
		return -EINVAL;
	memcpy(item->parent, word, len);
	item->parent[len] = '\0';
	item->given |= BIT(VCID_A_ITEM_PARENT) | BIT(VCID_A_ITEM_PORT);
	return 0;
}

int vcid_read_fc_port(const char *word, struct vcid_item *item)
{
	if (vcid_read_wwn(word, &item->burned_in_wwpn))
		return vcid_read_device(word, item);
	item->given |= BIT(VCID_A_ITEM_BURNED_IN_WWPN);
	return 0;
}

int vcid_read_wwnn(const char *word, struct vcid_item *item)
{
	item->given |= BIT(VCID_A_ITEM_WWNN);
	return vcid_read_wwn(word, &item->wwnn);
}

int vcid_read_wwpn(const char *word, struct vcid_item *item)
{
	item->given |= BIT(VCID_A_ITEM_WWPN);
	return vcid_read_wwn(word, &item->wwpn);
}

static void vcid_set_npiv(struct vcid_item *item)
{
	item->npiv = true;
	item->given |= BIT(VCID_A_ITEM_NPIV);
}

int vcid_read_npiv(const char *word, struct vcid_item *item)
{
	if (!strcmp(word, "true"))
		vcid_set_npiv(item);
	return strcmp(word, "true") && strcmp(word, "false") ? -EINVAL : 0;
}

int vcid_read_slot(const char *word, struct vcid_item *item)
{
	int slot = slot_parse(word);

	if (slot < 0)
		return -EINVAL;
	item->slot = slot;
	item->given |= BIT(VCID_A_ITEM_SLOT);
	return 0;
}

int vcid_read_mac(const char *word, struct vcid_item *item)
{
	item->given |= BIT(VCID_A_ITEM_MAC);
	return octets_parse(word, item->mac, 6);
}

int vcid_read_serial(const char *word, struct vcid_item *item)
{
	if (!*word || strlen(word) > VCID_SERIAL_LEN)
		return -EINVAL;
	strcpy(item->serial, word);
	item->given |= BIT(VCID_A_ITEM_SERIAL);
	return 0;
}

/* 8-4-4-4-12 digits */
int vcid_read_uuid(const char *word, struct vcid_item *item)
{
	int i;

	for (i = 0; i < 16; i++) {
		if ((i == 4 || i == 6 || i == 8 || i == 10) && *word++ != '-')
			return -EINVAL;
		if (hex_parse(&word, &item->uuid[i]))
			return -EINVAL;
	}
	item->given |= BIT(VCID_A_ITEM_UUID);
	return *word ? -EINVAL : 0;
}

static void write_mac(const uint8_t mac[6], char *buf, size_t size)
{
	snprintf(buf, size, "%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1],
		 mac[2], mac[3], mac[4], mac[5]);
}

void vcid_write_wwn(uint64_t wwn, char *buf, size_t size)
{
	size_t len = 0;
	int i;

	for (i = 56; i >= 0 && len < size; i -= 8)
		len += snprintf(buf + len, size - len, "%02x%s",
				(unsigned int)(wwn >> i & 0xff), i ? ":" : "");
}

void vcid_write_device(const struct vcid_item *item, char *buf, size_t size)
{
	if (item->given & BIT(VCID_A_ITEM_BURNED_IN_WWPN))
		vcid_write_wwn(item->burned_in_wwpn, buf, size);
	else if (item->given & BIT(VCID_A_ITEM_PARENT))
		snprintf(buf, size, "%s:%u", item->parent, item->port);
	else
		write_mac(item->burned_in, buf, size);
}

void vcid_write_uuid(const uint8_t uuid[16], char *buf, size_t size)
{
	size_t len = 0;
	int i;

	for (i = 0; i < 16 && len < size; i++)
		len += snprintf(buf + len, size - len, "%s%02x",
				i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "",
				uuid[i]);
}

/* the value behind @key, by @read */
static int read_value(struct args *a, const char *key, const char *what,
		      int (*read)(const char *word, struct vcid_item *item),
		      struct vcid_item *item)
{
	const char *word;

	if (args_value(a, key, &word))
		return -EINVAL;
	if (read(word, item))
		return args_fail(a, "%s \"%s\" is not %s", key, word, what);
	return 0;
}

/* DEVICE [ slot SLOT ] behind @key */
static int params_device(struct args *a, const char *key,
			 struct vcid_item *item)
{
	int err = read_value(a, key, "a MAC address or BUS/NAME[:PORT]",
			     vcid_read_device, item);

	if (!err && args_match(a, "slot"))
		err = read_value(a, "slot", "a slot, a to d", vcid_read_slot,
				 item);
	return err;
}

/* ... or WWPN */
static int params_fc_port(struct args *a, const char *key,
			  struct vcid_item *item)
{
	int err = read_value(a, key,
			     "a MAC address, a WWPN or BUS/NAME[:PORT]",
			     vcid_read_fc_port, item);

	if (!err && args_match(a, "slot"))
		err = read_value(a, "slot", "a slot, a to d", vcid_read_slot,
				 item);
	return err;
}

static int params_mac(struct args *a, struct vcid_item *item, bool set)
{
	int err;

	item->type = VCID_TYPE_MAC;
	err = params_device(a, "mac", item);
	if (err || !set)
		return err;
	if (!args_match(a, "address"))
		return args_fail(a, "no address is given");
	return read_value(a, "address", "a MAC address", vcid_read_mac, item);
}

static int params_fc(struct args *a, struct vcid_item *item, bool set)
{
	int err;

	item->type = VCID_TYPE_FC;
	err = params_fc_port(a, "fc", item);
	if (!err && args_match(a, "npiv"))
		vcid_set_npiv(item);
	while (!err && (set || item->npiv) && args_peek(a)) {
		if (args_match(a, "wwnn"))
			err = read_value(a, "wwnn", "a WWN", vcid_read_wwnn,
					 item);
		else if (args_match(a, "wwpn"))
			err = read_value(a, "wwpn", "a WWN", vcid_read_wwpn,
					 item);
		else
			break;
	}
	if (!err && set && (~item->given & (BIT(VCID_A_ITEM_WWNN) |
					    BIT(VCID_A_ITEM_WWPN))))
		err = args_fail(a, "wwnn and wwpn are both needed");
	if (!err && item->npiv && !(item->given & BIT(VCID_A_ITEM_WWPN)))
		err = args_fail(a, "a port of NPIV is known by its wwpn");
	return err;
}

/* too much for a line: an iSCSI target comes from a file */
static int params_iscsi(struct args *a, struct vcid_item *item, bool set)
{
	if (set)
		return args_fail(a, "an iSCSI target is set by a profile");
	item->type = VCID_TYPE_ISCSI;
	return params_device(a, "iscsi", item);
}

static int params_pxe(struct args *a, struct vcid_item *item, bool set)
{
	int err;

	item->type = VCID_TYPE_PXE;
	err = params_device(a, "pxe", item);
	if (err || !set)
		return err;
	if (!args_match(a, "policy"))
		return args_fail(a, "no policy is given");
	return read_value(a, "policy", VCID_PXE_WHAT, vcid_read_pxe, item);
}

static int params_fc_boot(struct args *a, struct vcid_item *item, bool set)
{
	int err;

	item->type = VCID_TYPE_FC_BOOT;
	err = params_fc_port(a, "fc-boot", item);
	if (err || !set)
		return err;
	if (!args_match(a, "role"))
		return args_fail(a, "no role is given");
	err = read_value(a, "role", VCID_FC_BOOT_WHAT, vcid_read_fc_boot,
			 item);
	if (!err && args_match(a, "target"))
		err = read_value(a, "target", "a WWN", vcid_read_target_wwpn,
				 item);
	if (!err && args_match(a, "lun"))
		err = read_value(a, "lun", VCID_LUN_WHAT, vcid_read_lun, item);
	return err;
}

int vcid_params_item(struct args *a, struct vcid_item *item, bool set)
{
	memset(item, 0, sizeof(*item));
	attr_give(item, VCID_A_ITEM_TYPE);
	if (args_match(a, "mac"))
		return params_mac(a, item, set);
	if (args_match(a, "fc"))
		return params_fc(a, item, set);
	if (args_match(a, "iscsi"))
		return params_iscsi(a, item, set);
	if (args_match(a, "pxe"))
		return params_pxe(a, item, set);
	if (args_match(a, "fc-boot"))
		return params_fc_boot(a, item, set);
	if (args_match(a, "serial")) {
		item->type = VCID_TYPE_SERIAL;
		return set ? read_value(a, "serial",
					"a serial number of 1 to 64 characters",
					vcid_read_serial, item) : 0;
	}
	if (args_match(a, "uuid")) {
		item->type = VCID_TYPE_UUID;
		return set ? read_value(a, "uuid", "a UUID", vcid_read_uuid,
					item) : 0;
	}
	return args_fail(a, "neither mac, fc, iscsi, pxe, fc-boot, serial nor uuid is given");
}
