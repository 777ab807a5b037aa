// SPDX-License-Identifier: GPL-2.0
/* Networks, uplink sets, and what of each bay's wires belongs to which network. */
#include <stdio.h>
#include <string.h>

#include "cmd.h"
#include "domain/tag.h"
#include "want.h"

/* what a network has of which nothing is said, as the kernel has it */
#define AGEING_MS	300000

/**
 * struct wanting - the switch being put together
 * @store: the store
 * @host: the result
 */
struct wanting {
	struct store *store;
	struct host *host;
};

static int add_network(const char *name, struct json_object *doc, void *arg)
{
	struct wanting *w = arg;
	struct network *n = list_add(&w->host->networks, sizeof(*n));

	if (!n)
		return want_memory();
	if (strlen(name) >= sizeof(n->ifname)) {
		print_error("network \"%s\": a device's name has %zu characters at most",
			    name, sizeof(n->ifname) - 1);
		return EXIT_REFUSED;
	}
	snprintf(n->ifname, sizeof(n->ifname), "%s", name);
	n->private = doc_on(doc, "private");
	n->smartlink = doc_on(doc, "smartlink");
	n->tunnel = doc_on(doc, "tunnel");
	n->ageing = doc_number(doc, "ageing", AGEING_MS / 1000) * 1000;
	n->mac_limit = doc_number(doc, "mac-limit", 0);
	n->preferred = doc_rate(doc, "preferred", 0);
	n->max_rate = doc_rate(doc, "max", 0);
	return EXIT_OK;
}

static int add_members(struct uplinkset *set, struct json_object *ports)
{
	struct member *m;

	if (!ports)
		return EXIT_OK;
	json_object_object_foreach(ports, name, preference) {
		m = list_add(&set->members, sizeof(*m));
		if (!m)
			return want_memory();
		snprintf(m->ifname, sizeof(m->ifname), "%s", name);
		m->preference = json_object_get_int64(preference);
	}
	return EXIT_OK;
}

static int add_carried(struct uplinkset *set, struct json_object *networks)
{
	struct carried *c;
	struct tag tag;

	if (!networks)
		return EXIT_OK;
	json_object_object_foreach(networks, name, text) {
		c = list_add(&set->carried, sizeof(*c));
		if (!c || tag_read(json_object_get_string(text), &tag))
			return want_memory();
		snprintf(c->network_name, sizeof(c->network_name), "%s", name);
		c->tag = tag.type;
		c->vid = tag.vid;
	}
	return EXIT_OK;
}

static int add_bond_port(struct host_bond *bond, const char *name)
{
	char *port = list_add(&bond->ports, IFNAMSIZ);

	if (!port)
		return want_memory();
	snprintf(port, IFNAMSIZ, "%s", name);
	return EXIT_OK;
}

/* the ports are the bonding device's, and that is the one port of the set */
static int add_bond(struct host *host, struct uplinkset *set,
		    struct json_object *ports)
{
	struct host_bond *bond = list_add(&host->bonds, sizeof(*bond));
	struct member *m = list_add(&set->members, sizeof(*m));
	int status = EXIT_OK;

	if (!bond || !m)
		return want_memory();
	if (strlen(set->name) >= sizeof(bond->name)) {
		print_error("uplink set \"%s\": a name in mode lacp has %zu characters at most",
			    set->name, sizeof(bond->name) - 1);
		return EXIT_REFUSED;
	}
	memcpy(bond->name, set->name, strlen(set->name) + 1);
	memcpy(m->ifname, bond->name, sizeof(m->ifname));
	if (!ports)
		return EXIT_OK;
	json_object_object_foreach(ports, name, preference) {
		(void)preference;
		if (!status)
			status = add_bond_port(bond, name);
	}
	return status;
}

static int add_set(const char *name, struct json_object *doc, void *arg)
{
	const char *mode = doc_text(doc, "mode");
	struct wanting *w = arg;
	struct uplinkset *set;
	int status;

	set = list_add(&w->host->sets, sizeof(*set));
	if (!set)
		return want_memory();
	snprintf(set->name, sizeof(set->name), "%s", name);
	if (mode && !strcmp(mode, "lacp"))
		set->mode = VBRIDGE_MODE_LACP;
	status = set->mode == VBRIDGE_MODE_LACP ?
		 add_bond(w->host, set, doc_get(doc, "ports")) :
		 add_members(set, doc_get(doc, "ports"));
	return status ? status : add_carried(set, doc_get(doc, "networks"));
}

static int add_conn(struct host *host, const char *dev, unsigned int slot,
		    const char *network, const struct tag *tag)
{
	struct conn *c = list_add(&host->conns, sizeof(*c));

	if (!c)
		return want_memory();
	snprintf(c->ifname, sizeof(c->ifname), "%s", dev);
	snprintf(c->network_name, sizeof(c->network_name), "%s", network);
	c->channel = HOST_CHANNEL_BASE + slot;
	c->tag = tag->type;
	c->vid = tag->vid;
	return EXIT_OK;
}

/* what has no tag, beside what has one, is native */
static int add_tagged(struct host *host, const char *dev,
		      const struct resolved *c, struct json_object *networks)
{
	int status = EXIT_OK;
	struct tag tag;

	json_object_object_foreach(networks, name, text) {
		if (tag_read(json_object_get_string(text), &tag))
			return want_memory();
		if (tag.type == VBRIDGE_TAG_UNTAGGED &&
		    json_object_object_length(networks) > 1)
			tag.type = VBRIDGE_TAG_NATIVE;
		if (!status)
			status = add_conn(host, dev, c->slot, name, &tag);
	}
	return status;
}

/* an FCoE connection is on the network that its fabric has */
static int add_fabric(struct wanting *w, const char *dev,
		      const struct resolved *c)
{
	static const struct tag untagged;
	const char *name = doc_text(c->doc, "fabric"), *network;
	struct json_object *fabric;
	int status;

	if (c->type != CONNECTION_FCOE || !name)
		return EXIT_OK;
	status = store_get(w->store, fabric_kind.name, name, &fabric);
	network = fabric ? doc_text(fabric, "network") : NULL;
	if (!status && network)
		status = add_conn(w->host, dev, c->slot, network, &untagged);
	json_object_put(fabric);
	return status;
}

static int add_connection(struct wanting *w, const struct placed *placed,
			  const struct resolved *c)
{
	struct json_object *networks = doc_get(c->doc, "networks");
	const char *network = doc_text(c->doc, "network"), *dev = NULL;
	static const struct tag untagged;

	if (c->port)
		dev = doc_text(placed_port(placed, c->port), "downlink");
	if (!dev || c->speed_type == FLEXNIC_SPEED_DISABLED)
		return EXIT_OK;
	if (!if_nametoindex(dev)) {
		print_warning("downlink \"%s\" is not there", dev);
		return EXIT_OK;
	}
	if (network)
		return add_conn(w->host, dev, c->slot, network, &untagged);
	if (networks)
		return add_tagged(w->host, dev, c, networks);
	return add_fabric(w, dev, c);
}

static int own_downlinks(struct host *host, struct json_object *bay)
{
	struct json_object *ports = doc_get(bay, "ports");
	int status = EXIT_OK;

	if (!ports)
		return EXIT_OK;
	json_object_object_foreach(ports, number, doc) {
		(void)number;
		if (!status && doc_text(doc, "downlink"))
			status = want_own(host, doc_text(doc, "downlink"));
	}
	return status;
}

static int add_bay(const char *name, struct json_object *doc, void *arg)
{
	struct wanting *w = arg;
	struct placed placed;
	int status;
	size_t i;

	status = own_downlinks(w->host, doc);
	if (status)
		return status;
	status = placed_load(w->store, name, &placed);
	for (i = 0; !status && i < placed.connections.n; i++)
		status = add_connection(w, &placed,
					list_at(&placed.connections, i));
	placed_free(&placed);
	return status;
}

int want_switch(struct store *store, struct host *host)
{
	struct wanting w = { store, host };
	int status;

	status = store_each(store, net_kind.name, add_network, &w);
	if (!status)
		status = store_each(store, uplinks_kind.name, add_set, &w);
	if (!status)
		status = store_each(store, bay_kind.name, add_bay, &w);
	return status;
}
