// SPDX-License-Identifier: GPL-2.0
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "kind.h"
#include "rate.h"
#include "resolve.h"

#define PORTS	9

/**
 * struct resolving - a profile being put in its place
 * @store: the store
 * @name: the profile
 * @ports: the bay's, NULL if it is not known
 * @group: networks that it may use, NULL for all
 * @group_name: who says so
 * @hbas: FC ports of the bay, NULL if it names none
 * @connections: of struct resolved
 * @problems: what stands against it
 * @used: by port, bit n is set if FlexNIC n is taken
 * @count: by port, FlexNICs taken
 * @hbas_used: bit n is set if HBA n is taken
 */
struct resolving {
	struct store *store;
	const char *name;
	struct json_object *ports;
	struct json_object *group;
	const char *group_name;
	struct json_object *hbas;
	struct list *connections;
	struct problems *problems;
	unsigned int used[PORTS + 1];
	unsigned int count[PORTS + 1];
	unsigned int hbas_used;
};

__printf(3, 4)
static void complain(const struct resolving *r, const struct resolved *c,
		     const char *fmt, ...)
{
	char why[256];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(why, sizeof(why), fmt, ap);
	va_end(ap);
	problem_add(r->problems, "profile \"%s\": connection %u: %s", r->name,
		    c->id, why);
}

static const char *const slot_names = "abcd";

static struct json_object *port_of(const struct resolving *r, unsigned int port)
{
	char key[12];

	snprintf(key, sizeof(key), "%u", port);
	return r->ports ? doc_get(r->ports, key) : NULL;
}

static int add_connection(struct resolving *r, const char *id,
			  struct json_object *doc)
{
	struct resolved *c = list_add(r->connections, sizeof(*c));

	if (!c) {
		print_error("out of memory");
		return EXIT_REFUSED;
	}
	c->id = strtoul(id, NULL, 10);
	c->type = connection_type(doc);
	c->doc = doc;
	return EXIT_OK;
}

static int wanted_slot(const struct resolved *c)
{
	const char *slot = doc_text(c->doc, "flexnic");

	return slot && !slot[1] ? slot[0] - 'a' : -1;
}

static void put_at(struct resolving *r, struct resolved *c, unsigned int port,
		   unsigned int slot)
{
	c->port = port;
	c->slot = slot;
	r->used[port] |= BIT(slot);
	r->count[port]++;
}

static const struct resolved *who_has(const struct resolving *r,
				      unsigned int port, unsigned int slot)
{
	const struct resolved *c;
	size_t i;

	for (i = 0; i < r->connections->n; i++) {
		c = list_at(r->connections, i);
		if (c->port == port && c->slot == slot)
			return c;
	}
	return NULL;
}

/* those that say both are first */
static void place_fixed(struct resolving *r, struct resolved *c)
{
	unsigned int port = doc_number(c->doc, "port", 0);
	int slot = wanted_slot(c);

	if (port && r->ports && !port_of(r, port)) {
		complain(r, c, "the bay has no port %u", port);
		return;
	}
	if (!port || slot < 0)
		return;
	if (r->used[port] & BIT(slot))
		complain(r, c, "connection %u has FlexNIC %c of port %u",
			 who_has(r, port, slot)->id, slot_names[slot], port);
	else
		put_at(r, c, port, slot);
}

static bool fits(const struct resolving *r, unsigned int port, int slot)
{
	if (r->ports && !port_of(r, port))
		return false;
	if (slot >= 0)
		return !(r->used[port] & BIT(slot));
	return r->count[port] < FLEXNIC_SLOTS;
}

static unsigned int best_port(const struct resolving *r, int slot)
{
	unsigned int port, best = 0;

	for (port = 1; port <= PORTS; port++)
		if (fits(r, port, slot) &&
		    (!best || r->count[port] < r->count[best]))
			best = port;
	return best;
}

static void place_rest(struct resolving *r, struct resolved *c)
{
	unsigned int port = doc_number(c->doc, "port", 0);
	int slot = wanted_slot(c), i;

	/* it was placed, or complained of */
	if (c->port || (port && slot >= 0) ||
	    (port && r->ports && !port_of(r, port)))
		return;
	if (!port)
		port = best_port(r, slot);
	if (!port || !fits(r, port, slot)) {
		if (port)
			complain(r, c, "port %u has no free FlexNIC", port);
		else
			complain(r, c, "the bay has no free FlexNIC");
		return;
	}
	for (i = 0; slot < 0; i++)
		if (!(r->used[port] & BIT(i)))
			slot = i;
	put_at(r, c, port, slot);
}

static bool has_hba(const struct resolving *r, unsigned int hba)
{
	char key[12];

	snprintf(key, sizeof(key), "%u", hba);
	return doc_get(r->hbas, key);
}

/* what says which is first: @fixed */
static void place_hba(struct resolving *r, struct resolved *c, bool fixed)
{
	unsigned int hba = doc_number(c->doc, "port", 0), i;

	if (fixed != !!hba)
		return;
	if (hba && !has_hba(r, hba)) {
		complain(r, c, "the bay has no FC port %u", hba);
		return;
	}
	if (hba && r->hbas_used & BIT(hba)) {
		complain(r, c, "FC port %u has a connection already", hba);
		return;
	}
	for (i = 1; !hba && i <= PORTS; i++)
		if (has_hba(r, i) && !(r->hbas_used & BIT(i)))
			hba = i;
	c->hba = hba;
	if (hba)
		r->hbas_used |= BIT(hba);
	else
		complain(r, c, "the bay has no free FC port");
}

/* a bay that names none has whatever it has: that is not put into force */
static void place_hbas(struct resolving *r, bool fixed)
{
	struct resolved *c;
	size_t i;

	for (i = 0; r->hbas && i < r->connections->n; i++) {
		c = list_at(r->connections, i);
		if (c->type == CONNECTION_FC)
			place_hba(r, c, fixed);
	}
}

static void place_all(struct resolving *r)
{
	struct resolved *c;
	size_t i;

	for (i = 0; i < r->connections->n; i++) {
		c = list_at(r->connections, i);
		if (c->type != CONNECTION_FC)
			place_fixed(r, c);
	}
	/* without a bay nobody knows how many ports there are */
	for (i = 0; r->ports && i < r->connections->n; i++) {
		c = list_at(r->connections, i);
		if (c->type != CONNECTION_FC)
			place_rest(r, c);
	}
}

static bool group_has(const struct resolving *r, const char *network)
{
	struct json_object *list = doc_get(r->group, "networks"), *name;
	size_t i;

	for (i = 0; i < json_object_array_length(list); i++) {
		name = json_object_array_get_idx(list, i);
		if (!strcmp(json_object_get_string(name), network))
			return true;
	}
	return false;
}

/**
 * struct rates - what the networks of a connection say
 * @max: the least, 0 if none says so
 * @preferred: the greatest
 */
struct rates {
	uint64_t max;
	uint64_t preferred;
};

static int add_network(struct resolving *r, const struct resolved *c,
		       const char *network, struct rates *rates)
{
	struct json_object *doc;
	uint64_t max, preferred;
	int status;

	status = store_get(r->store, net_kind.name, network, &doc);
	if (status)
		return status;
	if (!doc) {
		complain(r, c, "there is no network \"%s\"", network);
		return EXIT_OK;
	}
	if (r->group && !group_has(r, network))
		complain(r, c, "network \"%s\" is not in access group \"%s\"",
			 network, r->group_name);
	max = doc_rate(doc, "max", 0);
	preferred = doc_rate(doc, "preferred", 0);
	if (max && (!rates->max || max < rates->max))
		rates->max = max;
	if (preferred > rates->preferred)
		rates->preferred = preferred;
	json_object_put(doc);
	return EXIT_OK;
}

static int look_at_networks(struct resolving *r, const struct resolved *c,
			    struct rates *rates)
{
	struct json_object *nets = doc_get(c->doc, "networks");
	const char *network = doc_text(c->doc, "network");
	int status = EXIT_OK;

	if (network)
		return add_network(r, c, network, rates);
	if (!nets)
		return EXIT_OK;
	json_object_object_foreach(nets, name, tag) {
		(void)tag;
		if (!status)
			status = add_network(r, c, name, rates);
	}
	return status;
}

/* min is the profile's to say, max the network's */
static void set_speed(struct resolving *r, struct resolved *c,
		      const struct rates *rates)
{
	const char *speed = doc_text(c->doc, "speed");
	char asked[RATE_STRLEN], most[RATE_STRLEN];

	c->max = rates->max;
	c->speed_type = FLEXNIC_SPEED_AUTO;
	if (!speed || !strcmp(speed, "preferred")) {
		/* without one it is as auto, as in Virtual Connect */
		c->requested = rates->preferred;
		if (c->max && c->requested > c->max)
			c->requested = c->max;
		if (c->requested)
			c->speed_type = FLEXNIC_SPEED_PREFERRED;
	} else if (!strcmp(speed, "disabled")) {
		c->speed_type = FLEXNIC_SPEED_DISABLED;
	} else if (strcmp(speed, "auto")) {
		c->speed_type = FLEXNIC_SPEED_CUSTOM;
		c->requested = doc_rate(c->doc, "speed", 0);
	}
	if (c->max && c->requested > c->max)
		complain(r, c, "speed %s is more than its networks allow, %s",
			 rate_format(c->requested, asked, sizeof(asked)),
			 rate_format(c->max, most, sizeof(most)));
}

static int look_at_fabric(struct resolving *r, const struct resolved *c)
{
	const char *name = doc_text(c->doc, "fabric"), *type;
	struct json_object *doc;
	int status;

	if (c->type != CONNECTION_FC && c->type != CONNECTION_FCOE)
		return EXIT_OK;
	if (!name) {
		complain(r, c, "no fabric is given");
		return EXIT_OK;
	}
	status = store_get(r->store, fabric_kind.name, name, &doc);
	if (status)
		return status;
	type = doc ? doc_text(doc, "type") : NULL;
	if (!doc)
		complain(r, c, "there is no fabric \"%s\"", name);
	else if (strcmp(type, c->type == CONNECTION_FC ? "fc" : "fcoe"))
		complain(r, c, "fabric \"%s\" is one of %s", name, type);
	json_object_put(doc);
	return EXIT_OK;
}

static bool boots(const struct resolved *c)
{
	const char *boot = doc_text(c->doc, "boot");

	return boot && strcmp(boot, "disabled");
}

static void look_at_boot(struct resolving *r, const struct resolved *c)
{
	if (!boots(c))
		return;
	if (c->type == CONNECTION_ETHERNET)
		complain(r, c, "an Ethernet connection has no storage to boot from");
	else if (!doc_get(c->doc, "target"))
		complain(r, c, "it boots, but has no target");
	if (c->type == CONNECTION_ISCSI && !doc_get(c->doc, "target-ip"))
		complain(r, c, "it boots, but has no target-ip");
}

static int look_at_all(struct resolving *r)
{
	struct resolved *c;
	struct rates rates;
	int status = EXIT_OK;
	size_t i;

	for (i = 0; !status && i < r->connections->n; i++) {
		c = list_at(r->connections, i);
		memset(&rates, 0, sizeof(rates));
		status = look_at_networks(r, c, &rates);
		set_speed(r, c, &rates);
		if (!status)
			status = look_at_fabric(r, c);
		look_at_boot(r, c);
	}
	return status;
}

static bool has_network(const struct resolved *c, const char *network)
{
	struct json_object *nets = doc_get(c->doc, "networks");
	const char *own = doc_text(c->doc, "network");

	return (own && !strcmp(own, network)) ||
	       (nets && doc_get(nets, network));
}

static void refuse_second(struct resolving *r, const struct resolved *c,
			  const char *network)
{
	const struct resolved *other;
	size_t i;

	for (i = 0; i < r->connections->n; i++) {
		other = list_at(r->connections, i);
		if (other->id < c->id && other->port == c->port &&
		    has_network(other, network))
			complain(r, c, "network \"%s\" is on port %u already, by connection %u",
				 network, c->port, other->id);
	}
}

/* FlexNICs of one wire that share a network would be a loop: as the switch, so
 * does Virtual Connect refuse it
 */
static void look_at_wires(struct resolving *r)
{
	const struct resolved *c;
	struct json_object *nets;
	const char *network;
	size_t i;

	for (i = 0; i < r->connections->n; i++) {
		c = list_at(r->connections, i);
		nets = c->port ? doc_get(c->doc, "networks") : NULL;
		network = c->port ? doc_text(c->doc, "network") : NULL;
		if (network)
			refuse_second(r, c, network);
		if (!nets)
			continue;
		json_object_object_foreach(nets, name, tag) {
			(void)tag;
			refuse_second(r, c, name);
		}
	}
}

/* what is guaranteed must fit the port, where its speed is known */
static void look_at_sums(struct resolving *r)
{
	char asked[RATE_STRLEN], has[RATE_STRLEN];
	const struct resolved *c;
	uint64_t sum, speed;
	unsigned int port;
	size_t i;

	for (port = 1; port <= PORTS; port++) {
		speed = port_of(r, port) ?
			doc_rate(port_of(r, port), "speed", 0) : 0;
		for (sum = 0, i = 0; i < r->connections->n; i++) {
			c = list_at(r->connections, i);
			if (c->port == port)
				sum += c->requested;
		}
		if (speed && sum > speed)
			problem_add(r->problems,
				    "profile \"%s\": port %u: its FlexNICs ask for %s of %s",
				    r->name, port,
				    rate_format(sum, asked, sizeof(asked)),
				    rate_format(speed, has, sizeof(has)));
	}
}

static int load_group(struct resolving *r, struct json_object *profile)
{
	int status;

	r->group_name = doc_text(profile, "access-group");
	if (!r->group_name)
		return EXIT_OK;
	status = store_get(r->store, group_kind.name, r->group_name, &r->group);
	if (!status && !r->group)
		problem_add(r->problems,
			    "profile \"%s\": there is no access group \"%s\"",
			    r->name, r->group_name);
	return status;
}

int resolve_profile(struct store *store, const char *name,
		    struct json_object *profile, struct json_object *bay,
		    struct list *connections, struct problems *problems)
{
	struct json_object *all = doc_get(profile, "connections");
	struct resolving r = {
		.store = store,
		.name = name,
		.connections = connections,
		.problems = problems,
	};
	int status = load_group(&r, profile);

	if (bay) {
		r.hbas = doc_get(bay, "hbas");
		r.ports = doc_get(bay, "ports");
		/* a bay that says nothing has none */
		r.ports = r.ports ? json_object_get(r.ports) :
				    json_object_new_object();
	}
	if (all) {
		json_object_object_foreach(all, id, doc) {
			if (!status)
				status = add_connection(&r, id, doc);
		}
	}
	place_all(&r);
	place_hbas(&r, true);
	place_hbas(&r, false);
	if (!status)
		status = look_at_all(&r);
	look_at_sums(&r);
	look_at_wires(&r);
	json_object_put(r.ports);
	json_object_put(r.group);
	return status;
}
