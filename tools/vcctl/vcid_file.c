// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include <yaml.h>

#include "vcid_file.h"
#include "vcid_params.h"

/**
 * struct reader - a file being read
 * @doc: what libyaml made of it
 * @profile: what it says
 * @err: the first error found, a sentence without its full stop
 * @size: of @err
 */
struct reader {
	yaml_document_t doc;
	struct vcid_profile *profile;
	char *err;
	size_t size;
};

/**
 * struct key - one that a mapping may have
 * @name: the key
 * @read: takes its value
 * @needed: without it the mapping is not complete
 */
struct key {
	const char *name;
	int (*read)(struct reader *r, yaml_node_t *value, void *to);
	bool needed;
};

__printf(3, 4)
static int complain(struct reader *r, const yaml_node_t *node,
		    const char *fmt, ...)
{
	size_t len;
	va_list ap;

	len = snprintf(r->err, r->size, "line %zu: ",
		       node->start_mark.line + 1);
	va_start(ap, fmt);
	vsnprintf(r->err + len, r->size - len, fmt, ap);
	va_end(ap);
	return -EINVAL;
}

static const char *scalar(const yaml_node_t *node)
{
	const char *text = (const char *)node->data.scalar.value;

	if (node->type != YAML_SCALAR_NODE ||
	    strlen(text) != node->data.scalar.length)
		return NULL;
	return text;
}

static const struct key *find_key(const struct key *keys, const char *name)
{
	for (; keys->name; keys++)
		if (name && !strcmp(keys->name, name))
			return keys;
	return NULL;
}

static int read_mapping(struct reader *r, yaml_node_t *node,
			const struct key *keys, void *to)
{
	const struct key *key;
	unsigned int seen = 0;
	yaml_node_pair_t *pair;
	yaml_node_t *word;
	int err;

	if (node->type != YAML_MAPPING_NODE)
		return complain(r, node, "a mapping is expected here");
	for (pair = node->data.mapping.pairs.start;
	     pair < node->data.mapping.pairs.top; pair++) {
		word = yaml_document_get_node(&r->doc, pair->key);
		key = find_key(keys, scalar(word));
		if (!key)
			return complain(r, word, "\"%s\" is not understood here",
					scalar(word) ? scalar(word) : "");
		if (seen & BIT(key - keys))
			return complain(r, word, "\"%s\" is there already",
					key->name);
		seen |= BIT(key - keys);
		err = key->read(r, yaml_document_get_node(&r->doc, pair->value),
				to);
		if (err)
			return err;
	}
	for (key = keys; key->name; key++)
		if (key->needed && !(seen & BIT(key - keys)))
			return complain(r, node, "\"%s\" is missing", key->name);
	return 0;
}

static int read_word(struct reader *r, yaml_node_t *node, const char *what,
		     int (*read)(const char *word, struct vcid_item *item),
		     struct vcid_item *item)
{
	const char *word = scalar(node);

	if (!word || read(word, item))
		return complain(r, node, "\"%s\" is not %s", word ? word : "",
				what);
	return 0;
}

static int read_device(struct reader *r, yaml_node_t *node, void *to)
{
	return read_word(r, node, "a MAC address or BUS/NAME[:PORT]",
			 vcid_read_device, to);
}

static int read_slot(struct reader *r, yaml_node_t *node, void *to)
{
	return read_word(r, node, "a slot, a to d", vcid_read_slot, to);
}

static int read_fc_port(struct reader *r, yaml_node_t *node, void *to)
{
	return read_word(r, node, "a MAC address, a WWPN or BUS/NAME[:PORT]",
			 vcid_read_fc_port, to);
}

static int read_wwnn(struct reader *r, yaml_node_t *node, void *to)
{
	return read_word(r, node, "a WWN", vcid_read_wwnn, to);
}

static int read_wwpn(struct reader *r, yaml_node_t *node, void *to)
{
	return read_word(r, node, "a WWN", vcid_read_wwpn, to);
}

static int read_npiv(struct reader *r, yaml_node_t *node, void *to)
{
	return read_word(r, node, "true or false", vcid_read_npiv, to);
}

static int read_address(struct reader *r, yaml_node_t *node, void *to)
{
	return read_word(r, node, "a MAC address", vcid_read_mac, to);
}

static struct vcid_item *new_item(struct reader *r, const yaml_node_t *node,
				  uint32_t type)
{
	struct vcid_profile *profile = r->profile;
	struct vcid_item *item;

	if (profile->items.n == VCID_MAX_ITEMS) {
		complain(r, node, "a profile has no more than %d items",
			 VCID_MAX_ITEMS);
		return NULL;
	}
	item = vcid_item_add(profile, type);
	if (!item)
		complain(r, node, "out of memory");
	return item;
}

/* a list of mappings, each of which is an item of type @type */
static int read_items(struct reader *r, yaml_node_t *node, uint32_t type,
		      const struct key *keys)
{
	struct vcid_item *item;
	yaml_node_item_t *i;
	int err;

	if (node->type != YAML_SEQUENCE_NODE)
		return complain(r, node, "a list is expected here");
	for (i = node->data.sequence.items.start;
	     i < node->data.sequence.items.top; i++) {
		item = new_item(r, node, type);
		if (!item)
			return -EINVAL;
		err = read_mapping(r, yaml_document_get_node(&r->doc, *i), keys,
				   item);
		if (err)
			return err;
	}
	return 0;
}

static int read_macs(struct reader *r, yaml_node_t *node, void *to)
{
	static const struct key keys[] = {
		{ "device", read_device, true },
		{ "slot", read_slot, false },
		{ "address", read_address, true },
		{ NULL, NULL, false }
	};

	(void)to;
	return read_items(r, node, VCID_TYPE_MAC, keys);
}

static int read_fcs(struct reader *r, yaml_node_t *node, void *to)
{
	static const struct key keys[] = {
		{ "device", read_fc_port, true },
		{ "slot", read_slot, false },
		{ "wwnn", read_wwnn, true },
		{ "wwpn", read_wwpn, true },
		{ "npiv", read_npiv, false },
		{ NULL, NULL, false }
	};

	(void)to;
	return read_items(r, node, VCID_TYPE_FC, keys);
}

#define READ_WORD(name, what)						\
	static int read_##name(struct reader *r, yaml_node_t *node, void *to)	\
	{								\
		return read_word(r, node, what, vcid_read_##name, to);	\
	}

READ_WORD(initiator, "an iSCSI name")
READ_WORD(target, "an iSCSI name")
READ_WORD(target_ip, "an IP address")
READ_WORD(target_port, "a port, 1 to 65535")
READ_WORD(lun, VCID_LUN_WHAT)
READ_WORD(ip, "an IP address with the length of its prefix")
READ_WORD(gateway, "an IP address")
READ_WORD(chap_name, "a name for CHAP")
READ_WORD(chap_secret, "a secret for CHAP")

static int read_iscsis(struct reader *r, yaml_node_t *node, void *to)
{
	static const struct key keys[] = {
		{ "device", read_device, true },
		{ "slot", read_slot, false },
		{ "initiator", read_initiator, true },
		{ "target", read_target, true },
		{ "target-ip", read_target_ip, true },
		{ "target-port", read_target_port, false },
		{ "lun", read_lun, false },
		{ "ip", read_ip, false },
		{ "gateway", read_gateway, false },
		{ "chap-name", read_chap_name, false },
		{ "chap-secret", read_chap_secret, false },
		{ NULL, NULL, false }
	};

	(void)to;
	return read_items(r, node, VCID_TYPE_ISCSI, keys);
}

READ_WORD(pxe, VCID_PXE_WHAT)
READ_WORD(fc_boot, VCID_FC_BOOT_WHAT)
READ_WORD(target_wwpn, "a WWN")

static int read_pxes(struct reader *r, yaml_node_t *node, void *to)
{
	static const struct key keys[] = {
		{ "device", read_device, true },
		{ "slot", read_slot, false },
		{ "policy", read_pxe, true },
		{ NULL, NULL, false }
	};

	(void)to;
	return read_items(r, node, VCID_TYPE_PXE, keys);
}

static int read_fc_boots(struct reader *r, yaml_node_t *node, void *to)
{
	static const struct key keys[] = {
		{ "device", read_fc_port, true },
		{ "slot", read_slot, false },
		{ "role", read_fc_boot, true },
		{ "target", read_target_wwpn, false },
		{ "lun", read_lun, false },
		{ NULL, NULL, false }
	};

	(void)to;
	return read_items(r, node, VCID_TYPE_FC_BOOT, keys);
}

static int read_serial(struct reader *r, yaml_node_t *node, void *to)
{
	struct vcid_item *item = new_item(r, node, VCID_TYPE_SERIAL);

	(void)to;
	return item ? read_word(r, node,
				"a serial number of 1 to 64 characters",
				vcid_read_serial, item) : -EINVAL;
}

static int read_uuid(struct reader *r, yaml_node_t *node, void *to)
{
	struct vcid_item *item = new_item(r, node, VCID_TYPE_UUID);

	(void)to;
	return item ? read_word(r, node, "a UUID", vcid_read_uuid, item) :
		      -EINVAL;
}

static int read_name(struct reader *r, yaml_node_t *node, void *to)
{
	const char *name = scalar(node);

	(void)to;
	if (!name || !*name || strlen(name) > VCID_NAME_LEN)
		return complain(r, node, "a name has 1 to %d characters",
				VCID_NAME_LEN);
	strcpy(r->profile->name, name);
	attr_give(r->profile, VCID_A_PROFILE_NAME);
	return 0;
}

static int read_document(struct reader *r)
{
	static const struct key keys[] = {
		{ "name", read_name, true },
		{ "mac", read_macs, false },
		{ "fc", read_fcs, false },
		{ "iscsi", read_iscsis, false },
		{ "pxe", read_pxes, false },
		{ "fc-boot", read_fc_boots, false },
		{ "serial", read_serial, false },
		{ "uuid", read_uuid, false },
		{ NULL, NULL, false }
	};
	yaml_node_t *root = yaml_document_get_root_node(&r->doc);

	if (!root) {
		snprintf(r->err, r->size, "there is nothing in it");
		return -EINVAL;
	}
	return read_mapping(r, root, keys, NULL);
}

int vcid_file_read(FILE *file, struct vcid_profile *profile, char *err,
		   size_t size)
{
	struct reader r = { .profile = profile, .err = err, .size = size };
	yaml_parser_t parser;
	int rc;

	if (!yaml_parser_initialize(&parser)) {
		snprintf(err, size, "out of memory");
		return -EINVAL;
	}
	yaml_parser_set_input_file(&parser, file);
	if (yaml_parser_load(&parser, &r.doc)) {
		rc = read_document(&r);
		yaml_document_delete(&r.doc);
	} else {
		snprintf(err, size, "line %zu: %s",
			 parser.problem_mark.line + 1, parser.problem ?
			 parser.problem : "it cannot be read");
		rc = -EINVAL;
	}
	yaml_parser_delete(&parser);
	return rc;
}
