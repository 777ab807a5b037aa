// SPDX-License-Identifier: GPL-2.0
/* The profile of this host's bay, as ports, FlexNICs and an identity. */
#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cmd.h"
#include "vcid_params.h"
#include "want.h"

/**
 * struct permanent - answer to ETHTOOL_GPERMADDR
 * @head: its start
 * @addr: the address behind it
 */
struct permanent {
	struct ethtool_perm_addr head;
	uint8_t addr[32];
};

static int ask(const char *dev, unsigned long request, struct ifreq *ifr)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), err = -1;

	if (fd < 0)
		return -1;
	snprintf(ifr->ifr_name, sizeof(ifr->ifr_name), "%s", dev);
	err = ioctl(fd, request, ifr);
	close(fd);
	return err;
}

/* the burned-in address or, of a device that has none, the one it has */
static int burned_in(const char *dev, uint8_t mac[6])
{
	static const uint8_t none[6];
	struct permanent p = { .head = { .cmd = ETHTOOL_GPERMADDR,
					 .size = sizeof(p.addr) } };
	struct ifreq ifr = { .ifr_data = (void *)&p };

	if (!ask(dev, SIOCETHTOOL, &ifr) && p.head.size == sizeof(none) &&
	    memcmp(p.addr, none, sizeof(none))) {
		memcpy(mac, p.addr, sizeof(none));
		return 0;
	}
	memset(&ifr, 0, sizeof(ifr));
	if (ask(dev, SIOCGIFHWADDR, &ifr))
		return -1;
	memcpy(mac, ifr.ifr_hwaddr.sa_data, sizeof(none));
	return 0;
}

static int select_device(struct json_object *port, struct vcid_item *item)
{
	const char *device = doc_text(port, "device");

	if (device)
		return vcid_read_device(device, item);
	attr_give(item, VCID_A_ITEM_BURNED_IN);
	return burned_in(doc_text(port, "dev"), item->burned_in);
}

static bool is_address(const char *text)
{
	return text && strcmp(text, PROFILE_FACTORY) &&
	       strcmp(text, PROFILE_AUTO);
}

/* an item for the FlexNIC of a connection */
static struct vcid_item *add_item(struct host *host,
				  const struct placed *placed,
				  const struct resolved *c, uint32_t type)
{
	struct vcid_item *item = vcid_item_add(&host->identity, type);

	if (!item || select_device(placed_port(placed, c->port), item))
		return NULL;
	attr_give(item, VCID_A_ITEM_SLOT);
	item->slot = c->slot;
	return item;
}

static int add_mac(struct host *host, const struct placed *placed,
		   const struct resolved *c)
{
	const char *mac = doc_text(c->doc, "mac");
	struct vcid_item *item;

	if (!is_address(mac) || !c->port)
		return EXIT_OK;
	item = add_item(host, placed, c, VCID_TYPE_MAC);
	return item && !vcid_read_mac(mac, item) ? EXIT_OK : want_memory();
}

/* an HBA, found by what is burned in; it need not be there yet */
static struct vcid_item *add_hba(struct host *host, const struct placed *placed,
				 const struct resolved *c, uint32_t type)
{
	struct vcid_item *item = vcid_item_add(&host->identity, type);
	struct json_object *hbas = doc_get(placed->bay, "hbas");
	char key[12];

	snprintf(key, sizeof(key), "%u", c->hba);
	if (!item || vcid_read_fc_port(doc_text(hbas, key), item))
		return NULL;
	return item;
}

/* has it an FC port, of an HBA or on a FlexNIC? */
static bool has_fc(const struct resolved *c)
{
	return c->type == CONNECTION_FCOE || c->hba;
}

static struct vcid_item *add_fc_item(struct host *host,
				     const struct placed *placed,
				     const struct resolved *c, uint32_t type)
{
	return c->hba ? add_hba(host, placed, c, type) :
			add_item(host, placed, c, type);
}

/* the node name is the one behind the port name */
static int add_fc(struct host *host, const struct placed *placed,
		  const struct resolved *c)
{
	const char *wwpn = doc_text(c->doc, "wwpn");
	struct vcid_item *item;

	if (!has_fc(c) || !is_address(wwpn))
		return EXIT_OK;
	item = add_fc_item(host, placed, c, VCID_TYPE_FC);
	if (!item || vcid_read_wwpn(wwpn, item))
		return want_memory();
	attr_give(item, VCID_A_ITEM_WWNN);
	item->wwnn = item->wwpn + 1;
	return EXIT_OK;
}

/* a key of a connection, and what reads it into an item */
struct item_key {
	const char *key;
	int (*read)(const char *word, struct vcid_item *item);
};

static int read_keys(const struct resolved *c, const struct item_key *keys,
		     size_t n_keys, struct vcid_item *item)
{
	const char *text;
	size_t i;

	for (i = 0; i < n_keys; i++) {
		text = doc_text(c->doc, keys[i].key);
		if (text && keys[i].read(text, item)) {
			print_error("connection %u: vcid does not take %s \"%s\"",
				    c->id, keys[i].key, text);
			return EXIT_REFUSED;
		}
	}
	return EXIT_OK;
}

/* held for whoever sets up the firmware; a disabled one has no target */
static int add_fc_boot(struct host *host, const struct placed *placed,
		       const struct resolved *c)
{
	static const struct item_key keys[] = {
		{ "boot", vcid_read_fc_boot },
		{ "target", vcid_read_target_wwpn },
		{ "lun", vcid_read_lun },
	};
	const char *boot = doc_text(c->doc, "boot");
	struct vcid_item *item;

	if (!has_fc(c) || !boot)
		return EXIT_OK;
	item = add_fc_item(host, placed, c, VCID_TYPE_FC_BOOT);
	if (!item)
		return want_memory();
	return read_keys(c, keys, strcmp(boot, "disabled") ?
			 ARRAY_SIZE(keys) : 1, item);
}

/* the domain's word is Virtual Connect's, and vcid's is the firmware's */
static int add_pxe(struct host *host, const struct placed *placed,
		   const struct resolved *c)
{
	const char *pxe = doc_text(c->doc, "pxe");
	struct vcid_item *item;

	if (!pxe || !c->port)
		return EXIT_OK;
	item = add_item(host, placed, c, VCID_TYPE_PXE);
	if (!item || vcid_read_pxe(strcmp(pxe, "bios") ? pxe : "use-bios",
				   item))
		return want_memory();
	return EXIT_OK;
}

static const struct item_key iscsi_keys[] = {
	{ "initiator", vcid_read_initiator },
	{ "target", vcid_read_target },
	{ "target-ip", vcid_read_target_ip },
	{ "target-port", vcid_read_target_port },
	{ "lun", vcid_read_lun },
	{ "ip", vcid_read_ip },
	{ "gateway", vcid_read_gateway },
	{ "chap-name", vcid_read_chap_name },
	{ "chap-secret", vcid_read_chap_secret },
};

/* vcid knows of targets to boot from only */
static int add_iscsi(struct host *host, const struct placed *placed,
		     const struct resolved *c)
{
	const char *text = doc_text(c->doc, "boot");
	struct vcid_item *item;

	if (c->type != CONNECTION_ISCSI || !text || !strcmp(text, "disabled") ||
	    !is_address(doc_text(c->doc, "initiator")))
		return EXIT_OK;
	item = add_item(host, placed, c, VCID_TYPE_ISCSI);
	if (!item)
		return want_memory();
	return read_keys(c, iscsi_keys, ARRAY_SIZE(iscsi_keys), item);
}

static int add_server(struct host *host, struct json_object *profile)
{
	const char *serial = doc_text(profile, "serial");
	const char *uuid = doc_text(profile, "uuid");
	struct vcid_item *item;

	if (is_address(serial)) {
		item = vcid_item_add(&host->identity, VCID_TYPE_SERIAL);
		if (!item || vcid_read_serial(serial, item))
			return want_memory();
	}
	if (is_address(uuid)) {
		item = vcid_item_add(&host->identity, VCID_TYPE_UUID);
		if (!item || vcid_read_uuid(uuid, item))
			return want_memory();
	}
	return EXIT_OK;
}

/* an HBA is found by itself; a port that is not there yet has its turn later */
static bool has_device(const struct placed *placed, const struct resolved *c)
{
	if (!c->port)
		return c->hba;
	return if_nametoindex(doc_text(placed_port(placed, c->port), "dev"));
}

static int add_items(struct host *host, const struct placed *placed,
		     const struct resolved *c)
{
	static int (*const add[])(struct host *host,
				  const struct placed *placed,
				  const struct resolved *c) = {
		add_mac, add_fc, add_fc_boot, add_iscsi, add_pxe,
	};
	int status = EXIT_OK;
	size_t i;

	for (i = 0; !status && i < ARRAY_SIZE(add); i++)
		status = add[i](host, placed, c);
	return status;
}

static int add_identity(struct host *host, const struct placed *placed)
{
	const struct resolved *c;
	int status;
	size_t i;

	status = add_server(host, placed->profile);
	for (i = 0; !status && i < placed->connections.n; i++) {
		c = list_at(&placed->connections, i);
		if (has_device(placed, c))
			status = add_items(host, placed, c);
	}
	/* a profile that says nothing of it leaves the hardware's */
	if (!status && host->identity.items.n) {
		attr_give(&host->identity, VCID_A_PROFILE_NAME);
		snprintf(host->identity.name, sizeof(host->identity.name),
			 "%s", placed->name);
	}
	return status;
}

static void add_flexnic(struct port *port, const struct resolved *c)
{
	struct flexnic *nic = &port->flexnics[c->slot];

	nic->speed_type = c->speed_type;
	nic->requested = c->requested;
	nic->max = c->max;
	nic->prio = doc_number(c->doc, "prio", 0);
	nic->link = c->speed_type != FLEXNIC_SPEED_DISABLED;
}

/* those that nobody connects have no link and no share */
static void add_unused(struct port *port)
{
	unsigned int slot;

	for (slot = 0; slot < FLEXNIC_SLOTS; slot++) {
		port->flexnics[slot].slot = slot;
		port->flexnics[slot].vid = HOST_CHANNEL_BASE + slot;
		port->flexnics[slot].speed_type = FLEXNIC_SPEED_DISABLED;
	}
}

static int add_port(struct host *host, const struct placed *placed,
		    unsigned int number, struct json_object *doc)
{
	struct port port = { .mode = FLEXNIC_MODE_CHANNEL };
	unsigned int last = 0, used = 0;
	const struct resolved *c;
	struct port *added;
	size_t i;

	snprintf(port.ifname, sizeof(port.ifname), "%s", doc_text(doc, "dev"));
	port.speed_fixed = doc_rate(doc, "speed", 0);
	add_unused(&port);
	for (i = 0; i < placed->connections.n; i++) {
		c = list_at(&placed->connections, i);
		if (c->port != number)
			continue;
		add_flexnic(&port, c);
		used++;
		if (c->slot > last)
			last = c->slot;
	}
	if (!used)
		return EXIT_OK;
	port.count = doc_on(placed->profile, "hide-unused") ? last + 1 :
							      FLEXNIC_SLOTS;
	port.n_flexnics = port.count;
	added = list_add(&host->ports, sizeof(*added));
	if (!added)
		return want_memory();
	*added = port;
	return EXIT_OK;
}

static int add_ports(struct host *host, const struct placed *placed)
{
	struct json_object *ports = doc_get(placed->bay, "ports");
	int status = EXIT_OK;

	if (!ports)
		return EXIT_OK;
	json_object_object_foreach(ports, number, doc) {
		if (!if_nametoindex(doc_text(doc, "dev"))) {
			print_warning("port %s: device \"%s\" is not there",
				      number, doc_text(doc, "dev"));
			continue;
		}
		if (!status)
			status = want_own(host, doc_text(doc, "dev"));
		if (!status && *placed->name)
			status = add_port(host, placed, atoi(number), doc);
	}
	return status;
}

int want_blade(struct store *store, const char *bay, struct host *host)
{
	struct placed placed;
	int status = placed_load(store, bay, &placed);

	if (!status)
		status = add_ports(host, &placed);
	if (!status && *placed.name)
		status = add_identity(host, &placed);
	placed_free(&placed);
	return status;
}
