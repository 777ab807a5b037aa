// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <string.h>

#include "kind.h"
#include "output.h"
#include "overview.h"
#include "vcid_params.h"

/* FlexNICs stand under their port */
#define INDENT	4

/* of the domain */

static struct value text_if(const char *text)
{
	return text && *text ? value_text(text) : value_absent();
}

static struct value get_domain_name(const void *object)
{
	const struct overview *o = object;

	return text_if(doc_text(o->domain, "name"));
}

static struct value get_bays(const void *object)
{
	return value_number(((const struct overview *)object)->bays);
}

static struct value get_profiles(const void *object)
{
	return value_number(((const struct overview *)object)->profiles);
}

static struct value get_bay(const void *object)
{
	return text_if(((const struct overview *)object)->bay);
}

static struct value get_model(const void *object)
{
	const struct overview *o = object;

	return o->placed.bay ? text_if(doc_text(o->placed.bay, "model")) :
			       value_absent();
}

/* a bay may be empty: worth saying */
static struct value get_profile(const void *object)
{
	const struct overview *o = object;

	if (!*o->bay)
		return value_absent();
	return *o->placed.name ? value_text(o->placed.name) : value_null();
}

static struct value get_template(const void *object)
{
	const struct overview *o = object;

	return o->placed.profile ?
	       text_if(doc_text(o->placed.profile, "template")) :
	       value_absent();
}

static const struct field domain_fields[] = {
	{ .key = "name", .get = get_domain_name },
	{ .key = "bays", .get = get_bays },
	{ .key = "profiles", .get = get_profiles },
	{ .key = "bay", .get = get_bay },
	{ .key = "model", .get = get_model },
	{ .key = "profile", .get = get_profile, .none = "none" },
	{ .key = "template", .get = get_template },
};

/* of the identity in force */

static const struct vcid_item *item_of(const struct vcid_profile *profile,
				       uint32_t type)
{
	const struct vcid_item *item;
	size_t i;

	for (i = 0; i < profile->items.n; i++) {
		item = vcid_item_at(profile, i);
		if (item->type == type)
			return item;
	}
	return NULL;
}

static struct value get_identity(const void *object)
{
	return value_text(((const struct vcid_profile *)object)->name);
}

static struct value get_serial(const void *object)
{
	const struct vcid_item *item = item_of(object, VCID_TYPE_SERIAL);

	return item ? value_text(item->serial) : value_absent();
}

static struct value get_uuid(const void *object)
{
	const struct vcid_item *item = item_of(object, VCID_TYPE_UUID);
	char text[64];

	if (!item)
		return value_absent();
	vcid_write_uuid(item->uuid, text, sizeof(text));
	return value_text(text);
}

static struct value get_items(const void *object)
{
	return value_number(((const struct vcid_profile *)object)->items.n);
}

static struct value get_in_force(const void *object)
{
	const struct vcid_profile *profile = object;
	uint64_t n = 0;
	size_t i;

	for (i = 0; i < profile->items.n; i++)
		n += vcid_item_at(profile, i)->state == VCID_STATE_APPLIED;
	return value_number(n);
}

static const struct field identity_fields[] = {
	{ .key = "profile", .get = get_identity },
	{ .key = "serial", .get = get_serial },
	{ .key = "uuid", .get = get_uuid },
	{ .key = "items", .get = get_items },
	{ .key = "in_force", .get = get_in_force, .title = "in-force" },
};

/* of ports */

#define PORT(name, number, ...)						\
	FIELD(name, &port_space, number, ##__VA_ARGS__)

static const struct field port_fields[] = {
	PORT("port", FLEXNIC_A_PORT_IFNAME, .flags = FIELD_JSON_ONLY),
	PORT("speed", FLEXNIC_A_PORT_SPEED, .show = SHOW_RATE,
	     .flags = FIELD_ZERO_NULL, .none = "unknown"),
	PORT("carrier", FLEXNIC_A_PORT_CARRIER),
};

/**
 * struct row - a FlexNIC with what the domain knows of it
 * @overview: all
 * @port: the port
 * @nic: the FlexNIC
 * @connection: of the profile, NULL if it is none of the domain's
 */
struct row {
	const struct overview *overview;
	const struct port *port;
	const struct flexnic *nic;
	const struct resolved *connection;
};

static const void *row_nic(const void *object)
{
	return ((const struct row *)object)->nic;
}

static struct value get_slot(const void *object)
{
	const struct row *r = object;
	char letter[2] = { 'a' + r->nic->slot, '\0' };

	return value_text(letter);
}

static struct value get_connection(const void *object)
{
	const struct row *r = object;

	return r->connection ? value_number(r->connection->id) :
			       value_absent();
}

/* what the switch of this host has it connected to, if it is a port of that */
static const char *switch_network(const struct row *r)
{
	const struct list *conns = &r->overview->host.conns;
	const struct conn *c;
	size_t i;

	for (i = 0; i < conns->n; i++) {
		c = list_at(conns, i);
		if (c->ifindex == r->nic->ifindex)
			return c->network_name;
	}
	return NULL;
}

/* the one network or fabric that it is on, NULL if it has none or several */
static const char *only_network(const struct row *r)
{
	const char *name;

	if (!r->connection)
		return switch_network(r);
	name = doc_text(r->connection->doc, "network");
	return name ? name : doc_text(r->connection->doc, "fabric");
}

/* hand each network's name to @fn */
static void each_network(const struct row *r,
			 void (*fn)(const char *name, void *arg), void *arg)
{
	struct json_object *networks;

	if (only_network(r)) {
		fn(only_network(r), arg);
		return;
	}
	networks = r->connection ? doc_get(r->connection->doc, "networks") :
				   NULL;
	if (!networks)
		return;
	json_object_object_foreach(networks, name, tag) {
		(void)tag;
		fn(name, arg);
	}
}

/* behind a comma; what does not fit is cut */
static void join_name(const char *name, void *arg)
{
	struct value *v = arg;
	size_t len = strlen(v->text);

	snprintf(v->text + len, sizeof(v->text) - len, "%s%s", len ? "," : "",
		 name);
}

static struct value get_networks(const void *object)
{
	struct value v = value_text("");

	each_network(object, join_name, &v);
	return *v.text ? v : value_absent();
}

static void add_name(const char *name, void *arg)
{
	json_object_array_add(arg, json_object_new_string(name));
}

/* there are no shares in a port whose speed nobody knows */
static struct value share(const struct row *r, uint64_t rate)
{
	return r->port->speed ? value_rate(rate) : value_null();
}

static struct value get_min(const void *object)
{
	const struct row *r = object;

	return share(r, r->nic->min);
}

static struct value get_max(const void *object)
{
	const struct row *r = object;

	return share(r, r->nic->max);
}

#define NIC(name, number, ...)						\
	FIELD(name, &flexnic_space, number, .of = row_nic, ##__VA_ARGS__)

static const struct field nic_fields[] = {
	{ .key = "slot", .get = get_slot },
	NIC("ifname", FLEXNIC_A_IFNAME),
	NIC("mac", FLEXNIC_A_MAC, .show = SHOW_MAC),
	{ .key = "connection", .get = get_connection, .flags = FIELD_RIGHT },
	{ .key = "networks", .get = get_networks, .flags = FIELD_TEXT_ONLY },
	{ .key = "min", .get = get_min, .flags = FIELD_RIGHT },
	{ .key = "max", .get = get_max, .flags = FIELD_RIGHT },
	NIC("link", FLEXNIC_A_LINK),
	NIC("carrier", FLEXNIC_A_CARRIER),
};

/* the connection that the profile has in this place of the bay */
static const struct resolved *find_connection(const struct overview *o,
					      const struct port *port,
					      unsigned int slot)
{
	const struct resolved *c;
	const char *dev;
	size_t i;

	for (i = 0; i < o->placed.connections.n; i++) {
		c = list_at(&o->placed.connections, i);
		dev = c->port ? doc_text(placed_port(&o->placed, c->port),
					 "dev") : NULL;
		if (dev && c->slot == slot && !strcmp(dev, port->ifname))
			return c;
	}
	return NULL;
}

/* the FlexNICs of a port, of struct row in @rows */
static struct list rows_of(const struct overview *o, const struct port *port,
			   struct row rows[FLEXNIC_SLOTS])
{
	unsigned int i;

	for (i = 0; i < port->n_flexnics; i++)
		rows[i] = (struct row){
			o, port, &port->flexnics[i],
			find_connection(o, port, port->flexnics[i].slot),
		};
	return (struct list){ rows, sizeof(*rows), port->n_flexnics, 0 };
}

/* of networks: what the network's own command has more of */

#define NETWORK(name, number, ...)					\
	FIELD(name, &network_space, number, ##__VA_ARGS__)

static const struct field network_fields[] = {
	NETWORK("network", VBRIDGE_A_NETWORK_IFNAME),
	NETWORK("preferred", VBRIDGE_A_NETWORK_PREFERRED, .show = SHOW_RATE,
		.flags = FIELD_ZERO_NULL | FIELD_RIGHT),
	NETWORK("max", VBRIDGE_A_NETWORK_MAX_RATE, .show = SHOW_RATE,
		.flags = FIELD_ZERO_NULL | FIELD_RIGHT),
	NETWORK("uplinkset", VBRIDGE_A_NETWORK_UPLINKSET),
	NETWORK("connections", VBRIDGE_A_NETWORK_CONNS, .flags = FIELD_RIGHT),
	NETWORK("macs", VBRIDGE_A_NETWORK_MACS, .flags = FIELD_RIGHT),
	NETWORK("link", VBRIDGE_A_NETWORK_LINK),
};

static void show_line(const char *what, const struct field *fields,
		      size_t n_fields, const void *object)
{
	printf("%s:", what);
	print_line(fields, n_fields, object);
	putchar('\n');
}

static void show_port(const struct overview *o, const struct port *port)
{
	struct row rows[FLEXNIC_SLOTS];
	const struct list list = rows_of(o, port, rows);

	printf("port ");
	show_line(port->ifname, port_fields, ARRAY_SIZE(port_fields), port);
	print_table(nic_fields, ARRAY_SIZE(nic_fields), &list, INDENT);
}

void overview_show_text(const struct overview *o)
{
	const struct host *host = &o->host;
	size_t i;

	if (!o->domain && !*host->identity.name && !host->ports.n &&
	    !host->networks.n) {
		puts("nothing is configured here: see \"vcctl help port\", \"vcctl help network\"");
		return;
	}
	if (o->domain)
		show_line("domain", domain_fields, ARRAY_SIZE(domain_fields),
			  o);
	if (*host->identity.name)
		show_line("identity", identity_fields,
			  ARRAY_SIZE(identity_fields), &host->identity);
	for (i = 0; i < host->ports.n; i++)
		show_port(o, list_at(&host->ports, i));
	print_table(network_fields, ARRAY_SIZE(network_fields),
		    &host->networks, 0);
}

static struct json_object *object_of(const struct field *fields,
				     size_t n_fields, const void *object)
{
	struct json_object *json = json_object_new_object();

	json_add_fields(json, fields, n_fields, object);
	return json;
}

static struct json_object *row_to_json(const struct row *row)
{
	struct json_object *json, *names = json_object_new_array();

	json = object_of(nic_fields, ARRAY_SIZE(nic_fields), row);
	each_network(row, add_name, names);
	json_object_object_add(json, "networks", names);
	return json;
}

static struct json_object *rows_to_json(const struct list *rows)
{
	struct json_object *array = json_object_new_array();
	size_t i;

	for (i = 0; i < rows->n; i++)
		json_object_array_add(array, row_to_json(list_at(rows, i)));
	return array;
}

static struct json_object *ports_to_json(const struct overview *o)
{
	struct json_object *array = json_object_new_array(), *json;
	struct row rows[FLEXNIC_SLOTS];
	const struct port *port;
	struct list list;
	size_t i;

	for (i = 0; i < o->host.ports.n; i++) {
		port = list_at(&o->host.ports, i);
		list = rows_of(o, port, rows);
		json = object_of(port_fields, ARRAY_SIZE(port_fields), port);
		json_object_object_add(json, "flexnics", rows_to_json(&list));
		json_object_array_add(array, json);
	}
	return array;
}

struct json_object *overview_to_json(const struct overview *o)
{
	struct json_object *json = json_object_new_object();
	const struct vcid_profile *identity = &o->host.identity;

	json_object_object_add(json, "domain", o->domain ?
			       object_of(domain_fields,
					 ARRAY_SIZE(domain_fields), o) : NULL);
	json_object_object_add(json, "identity", *identity->name ?
			       object_of(identity_fields,
					 ARRAY_SIZE(identity_fields),
					 identity) : NULL);
	json_object_object_add(json, "ports", ports_to_json(o));
	json_add_list(json, "networks", network_fields,
		      ARRAY_SIZE(network_fields), &o->host.networks);
	return json;
}
