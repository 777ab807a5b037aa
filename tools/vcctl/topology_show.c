// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <string.h>

#include "connection_show.h"
#include "port_show.h"
#include "rate.h"
#include "topology.h"

/* the branch to one of several children */
static void branch(bool last)
{
	fputs(last ? "`-- " : "|-- ", stdout);
}

/* longest: "channel 65535 untagged" and the like */
#define TAG_SIZE	48

const char *topology_tag(const struct conn *c, char *text, size_t size)
{
	struct value tag = conn_tag_value(c);
	char channel[24] = "";

	if (attr_given(c, VBRIDGE_A_CONN_CHANNEL))
		snprintf(channel, sizeof(channel), "channel %u ", c->channel);
	snprintf(text, size, "%s%.20s", channel,
		 tag.kind == VALUE_TEXT ? tag.text : "");
	return text;
}

static void print_tag(const struct conn *c)
{
	char text[TAG_SIZE];

	fputs(topology_tag(c, text, sizeof(text)), stdout);
}

static const struct flexnic *find_flexnic(const struct topology *t,
					  const char *dev,
					  const struct port **port)
{
	const struct flexnic *nic;
	unsigned int i;
	size_t p;

	for (p = 0; p < t->split.n; p++) {
		*port = list_at(&t->split, p);
		for (i = 0; i < (*port)->n_flexnics; i++) {
			nic = &(*port)->flexnics[i];
			if (!(nic->given & BIT(FLEXNIC_A_NETNSID)) &&
			    !strcmp(nic->ifname, dev))
				return nic;
		}
	}
	return NULL;
}

static void show_conn(const struct topology *t, const struct conn *c, bool last)
{
	struct value state = conn_state_value(c);
	const struct flexnic *nic;
	const struct port *port;

	branch(last);
	printf("%s %u: %s ", c->role == VBRIDGE_ROLE_UPLINK ? "uplink" :
			     "downlink", c->id, c->ifname);
	print_tag(c);
	if (state.kind == VALUE_TEXT)
		printf(" [%s]", state.text);
	if (*c->uplinkset)
		printf(" of %s", c->uplinkset);
	nic = find_flexnic(t, c->ifname, &port);
	if (nic)
		printf(" (FlexNIC %c of %s)", 'a' + (int)nic->slot,
		       port->ifname);
	putchar('\n');
}

/* the connection of @network at or behind place @from, of role @role */
static size_t next_conn(const struct topology *t, const struct network *network,
			size_t from, uint32_t role)
{
	const struct conn *c;
	size_t i;

	for (i = from; i < t->conns.n; i++) {
		c = list_at(&t->conns, i);
		if (c->network == network->ifindex && c->role == role)
			break;
	}
	return i;
}

/* those of one role; @more of another come behind them */
static void show_conns(const struct topology *t, const struct network *network,
		       uint32_t role, bool more)
{
	size_t i, next;

	for (i = next_conn(t, network, 0, role); i < t->conns.n; i = next) {
		next = next_conn(t, network, i + 1, role);
		show_conn(t, list_at(&t->conns, i),
			  next == t->conns.n && !more);
	}
}

static void show_network(const struct topology *t, const struct network *n)
{
	bool downlinks = next_conn(t, n, 0, VBRIDGE_ROLE_DOWNLINK) <
			 t->conns.n;

	printf("network %s%s%s%s%s\n", n->ifname, n->private ? " private" : "",
	       n->smartlink ? " smartlink" : "", n->tunnel ? " tunnel" : "",
	       attr_given(n, VBRIDGE_A_NETWORK_LINK) && !n->link ?
	       " (links taken away)" : "");
	show_conns(t, n, VBRIDGE_ROLE_UPLINK, downlinks);
	show_conns(t, n, VBRIDGE_ROLE_DOWNLINK, false);
}

static void show_set(const struct uplinkset *u)
{
	const struct member *m;
	size_t i;

	printf("uplinkset %s%s\n", u->name,
	       u->mode == VBRIDGE_MODE_LACP ? " lacp" : "");
	for (i = 0; i < u->members.n; i++) {
		m = list_at(&u->members, i);
		branch(i == u->members.n - 1);
		printf("%s%s\n", m->ifname, m->active ? " [active]" :
		       m->carrier ? "" : " [no carrier]");
	}
}

static const struct port *find_split(const struct topology *t, const char *dev)
{
	const struct port *port;
	size_t i;

	for (i = 0; i < t->split.n; i++) {
		port = list_at(&t->split, i);
		if (!strcmp(port->ifname, dev))
			return port;
	}
	return NULL;
}

static void show_flexnics(const struct port *p)
{
	char min[RATE_STRLEN], max[RATE_STRLEN];
	const struct flexnic *nic;
	unsigned int i;

	for (i = 0; i < p->n_flexnics; i++) {
		nic = &p->flexnics[i];
		branch(i == p->n_flexnics - 1);
		printf("%c: %s %s to %s%s\n", 'a' + (int)nic->slot, nic->ifname,
		       rate_format(nic->min, min, sizeof(min)),
		       rate_format(nic->max, max, sizeof(max)),
		       nic->carrier ? "" : " [no carrier]");
	}
}

static void show_port(const struct topology *t, const struct vb_port *p,
		      const struct options *opts)
{
	const struct port *split = find_split(t, p->ifname), *of;

	/* under its own port there is more to say of it */
	if (find_flexnic(t, p->ifname, &of))
		return;
	printf("port %s%s", p->ifname, p->carrier ? "" : " [no carrier]");
	if (opts->stats)
		printf(" unknown-tag %llu",
		       (unsigned long long)p->unknown_tag);
	putchar('\n');
	if (split)
		show_flexnics(split);
}

static bool is_listed(const struct topology *t, const struct port *split)
{
	const struct vb_port *p;
	size_t i;

	for (i = 0; i < t->ports.n; i++) {
		p = list_at(&t->ports, i);
		if (!strcmp(p->ifname, split->ifname))
			return true;
	}
	return false;
}

static void show_ports(const struct topology *t, const struct options *opts)
{
	const struct port *split;
	size_t i;

	for (i = 0; i < t->ports.n; i++)
		show_port(t, list_at(&t->ports, i), opts);
	for (i = 0; i < t->split.n; i++) {
		split = list_at(&t->split, i);
		if (is_listed(t, split))
			continue;
		printf("port %s%s\n", split->ifname,
		       split->carrier ? "" : " [no carrier]");
		show_flexnics(split);
	}
}

void topology_show_text(const struct topology *t, const struct options *opts)
{
	size_t i;

	for (i = 0; i < t->networks.n; i++)
		show_network(t, list_at(&t->networks, i));
	for (i = 0; i < t->sets.n; i++)
		show_set(list_at(&t->sets, i));
	show_ports(t, opts);
}

/* graphviz */

/* a node or a cluster; names may have quotes in them */
static void dot_name(const char *what, const char *name)
{
	printf("\"%s", what);
	for (; *name; name++)
		printf(*name == '"' || *name == '\\' ? "\\%c" : "%c", *name);
	putchar('"');
}

static void dot_node(const char *what, const char *name, const char *style)
{
	putchar('\t');
	dot_name(what, name);
	printf(" [");
	if (*what) {
		printf("label=");
		dot_name("", name);
		printf(", ");
	}
	printf("%s];\n", style);
}

/* what leads up is on the right */
static void dot_conn(const struct conn *c)
{
	bool up = c->role == VBRIDGE_ROLE_UPLINK;

	putchar('\t');
	dot_name(up ? "network " : "port ", up ? c->network_name : c->ifname);
	printf(" -- ");
	dot_name(up ? "port " : "network ", up ? c->ifname : c->network_name);
	printf(" [label=\"");
	print_tag(c);
	printf("\"%s];\n", c->state == VBRIDGE_STATE_FORWARDING ? "" :
	       c->state == VBRIDGE_STATE_BLOCKED ? ", color=red" :
	       ", style=dashed");
}

static void dot_set(const struct uplinkset *u)
{
	const struct member *m;
	size_t i;

	printf("\tsubgraph ");
	dot_name("cluster ", u->name);
	printf(" {\n\t\tlabel=");
	dot_name("", u->name);
	printf(";\n");
	for (i = 0; i < u->members.n; i++) {
		m = list_at(&u->members, i);
		printf("\t\t");
		dot_name("port ", m->ifname);
		printf(";\n");
	}
	printf("\t}\n");
}

static void dot_split(const struct port *p)
{
	const struct flexnic *nic;
	unsigned int i;

	dot_node("port ", p->ifname, "shape=box");
	for (i = 0; i < p->n_flexnics; i++) {
		nic = &p->flexnics[i];
		dot_node("port ", nic->ifname, "shape=box, style=rounded");
		putchar('\t');
		dot_name("port ", p->ifname);
		printf(" -- ");
		dot_name("port ", nic->ifname);
		printf(" [label=\"%c\"];\n", 'a' + (int)nic->slot);
	}
}

void topology_show_dot(const struct topology *t)
{
	const struct vb_port *p;
	const struct network *n;
	size_t i;

	puts("graph vbridge {\n\trankdir=LR;");
	for (i = 0; i < t->networks.n; i++) {
		n = list_at(&t->networks, i);
		dot_node("network ", n->ifname, "shape=ellipse");
	}
	for (i = 0; i < t->ports.n; i++) {
		p = list_at(&t->ports, i);
		dot_node("port ", p->ifname, "shape=box");
	}
	for (i = 0; i < t->split.n; i++)
		dot_split(list_at(&t->split, i));
	for (i = 0; i < t->sets.n; i++)
		dot_set(list_at(&t->sets, i));
	for (i = 0; i < t->conns.n; i++)
		dot_conn(list_at(&t->conns, i));
	puts("}");
}

/* JSON: what the objects' own commands show */

struct json_object *topology_to_json(const struct topology *t,
				     const struct options *opts)
{
	const struct {
		const char *key;
		const struct vb_kind *kind;
		const struct list *list;
	} parts[] = {
		{ "networks", &network_kind, &t->networks },
		{ "connections", &conn_kind, &t->conns },
		{ "uplinksets", &uplinkset_kind, &t->sets },
		{ "ports", &vb_port_kind, &t->ports },
	};
	struct json_object *json = json_object_new_object();
	struct json_object *split = json_object_new_array();
	size_t i;

	for (i = 0; i < ARRAY_SIZE(parts); i++)
		json_object_object_add(json, parts[i].key,
				       vb_list_to_json(parts[i].kind,
						       parts[i].list, opts));
	for (i = 0; i < t->split.n; i++)
		json_object_array_add(split, port_to_json(list_at(&t->split, i),
							  opts));
	json_object_object_add(json, "flexnic_ports", split);
	return json;
}
