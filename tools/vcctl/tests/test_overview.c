// SPDX-License-Identifier: GPL-2.0
/* vcctl show: this host as text and as JSON. */
#include "domain/kind.h"
#include "domain/overview.h"
#include "ktap.h"
#include "show.h"

static struct overview shown;

static void add_port(void)
{
	struct port *port = list_add(&shown.host.ports, sizeof(*port));
	unsigned int i;

	port->given = ~0U;
	strcpy(port->ifname, "eth0");
	port->speed = 10000000000;
	port->carrier = true;
	port->n_flexnics = 3;
	for (i = 0; i < 3; i++) {
		port->flexnics[i] = (struct flexnic){
			.given = ~0U, .slot = i, .ifindex = 10 + i,
			.mac = { 2, 0, 0, 0, 0, i }, .min = 1000000000,
			.max = 10000000000, .link = true, .carrier = i < 2,
		};
		snprintf(port->flexnics[i].ifname, IFNAMSIZ, "eth0-%c",
			 'a' + i);
	}
}

static void add_network(void)
{
	struct network *n = list_add(&shown.host.networks, sizeof(*n));
	struct conn *c = list_add(&shown.host.conns, sizeof(*c));

	n->given = ~BIT(VBRIDGE_A_NETWORK_UPLINKSET);
	strcpy(n->ifname, "lab");
	n->max_rate = 5000000000;
	n->conns = 1;
	n->link = true;
	c->ifindex = 12;
	strcpy(c->network_name, "lab");
}

static void add_identity(void)
{
	struct vcid_profile *identity = &shown.host.identity;
	struct vcid_item *item;

	strcpy(identity->name, "web01");
	item = vcid_item_add(identity, VCID_TYPE_SERIAL);
	item->state = VCID_STATE_APPLIED;
	strcpy(item->serial, "VCX0000001");
	item = vcid_item_add(identity, VCID_TYPE_UUID);
	item->uuid[15] = 7;
	item->state = VCID_STATE_PENDING;
}

static struct json_object *parse_json(const char *text)
{
	return json_tokener_parse(text);
}

static void add_connection(struct json_object *connections, const char *id,
			   unsigned int slot)
{
	struct resolved *r = list_add(&shown.placed.connections, sizeof(*r));

	r->id = id[0] - '0';
	r->port = 1;
	r->slot = slot;
	r->doc = json_object_object_get(connections, id);
}

/* the profile has a and b; c is the switch's */
static void add_domain(void)
{
	struct json_object *connections, *connection, *several;

	shown.domain = parse_json("{\"name\":\"dc1\",\"host\":\"b1\"}");
	shown.bays = 2;
	shown.profiles = 1;
	strcpy(shown.bay, "b1");
	strcpy(shown.placed.name, "web01");
	shown.placed.bay = parse_json("{\"model\":\"BL460\",\"ports\":{\"1\":{\"dev\":\"eth0\"}}}");
	shown.placed.profile = parse_json("{\"template\":\"web\"}");
	connections = json_object_new_object();
	json_object_object_add(shown.placed.profile, "connections",
			       connections);
	json_object_object_add(connections, "1",
			       parse_json("{\"network\":\"prod\"}"));
	several = parse_json("{\"backup\":\"vlan7\",\"voice\":\"untagged\"}");
	connection = json_object_new_object();
	json_object_object_add(connection, "networks", several);
	json_object_object_add(connections, "2", connection);
	add_connection(connections, "1", 0);
	add_connection(connections, "2", 1);
}

static void forget(void)
{
	host_free(&shown.host);
	placed_free(&shown.placed);
	json_object_put(shown.domain);
	memset(&shown, 0, sizeof(shown));
}

static void show(void)
{
	overview_show_text(&shown);
}

static void of_all(void)
{
	char buf[4096];

	add_port();
	add_network();
	add_identity();
	add_domain();
	capture(show, buf, sizeof(buf));
	expect_file(buf, "overview.txt");
	expect_json(overview_to_json(&shown), "overview.json");
	forget();
}

/* without a store, FlexNICs have no connections */
static void of_the_kernel(void)
{
	char buf[4096];

	add_port();
	capture(show, buf, sizeof(buf));
	expect_file(buf, "overview_kernel.txt");
	forget();
}

static void of_an_empty_bay(void)
{
	char buf[256];

	shown.domain = parse_json("{\"host\":\"b1\"}");
	shown.bays = 1;
	strcpy(shown.bay, "b1");
	capture(show, buf, sizeof(buf));
	EXPECT_STR(buf, "domain: bays 1 profiles 0 bay b1 profile none\n");
	forget();
}

static void of_nothing(void)
{
	struct json_object *json = overview_to_json(&shown);
	char buf[256];

	capture(show, buf, sizeof(buf));
	EXPECT_STR(buf,
		   "nothing is configured here: see \"vcctl help port\", \"vcctl help network\"\n");
	EXPECT_STR(json_object_to_json_string_ext(json, 0),
		   "{\"domain\":null,\"identity\":null,\"ports\":[],\"networks\":[]}");
	json_object_put(json);
	forget();
}

static const struct test_case cases[] = {
	{ "a host with all there is", of_all },
	{ "a host without a store", of_the_kernel },
	{ "a host in an empty bay", of_an_empty_bay },
	{ "a host with nothing", of_nothing },
};

int main(void)
{
	return run_tests(cases, ARRAY_SIZE(cases));
}
