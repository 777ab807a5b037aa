// SPDX-License-Identifier: GPL-2.0
/*
 * The topology as a picture for a browser. Servers are on the left and the world
 * on the right, in columns:
 *
 *	split port -- FlexNIC or port -- network -- uplinks, in their sets
 *
 * Letters have all the same width, so that no measuring is needed.
 */
#include <stdio.h>
#include <string.h>

#include "connection_show.h"
#include "topology.h"

/* pixels */
#define LETTER		8
#define ROW		36
#define BOX		24
#define PAD		10
#define GAP		190
#define MARGIN		20
#define LABEL_SIZE	48

enum column { SPLIT, PORT, NETWORK, UPLINK, COLUMNS };

enum node_kind { NODE_PORT, NODE_NETWORK, NODE_SET };

/**
 * struct node - a box, or the name above a set of them
 * @kind: what it is; names are of one kind only
 * @name: its name
 * @column: where it is
 * @row: where it is, from 0
 * @rows: of a set: how many it has below its name
 * @down: it has no carrier, or no link
 */
struct node {
	enum node_kind kind;
	const char *name;
	enum column column;
	unsigned int row;
	unsigned int rows;
	bool down;
};

/**
 * struct drawing - boxes in their places
 * @nodes: of struct node
 * @next: the first free row of each column
 * @x: where each column begins
 * @width: of the boxes of each column
 */
struct drawing {
	struct list nodes;
	unsigned int next[COLUMNS];
	unsigned int x[COLUMNS];
	unsigned int width[COLUMNS];
};

/* XML has no word for most control characters: names with such are rare */
static void put_text(const char *text)
{
	for (; *text; text++) {
		switch (*text) {
		case '&':
			fputs("&amp;", stdout);
			break;
		case '<':
			fputs("&lt;", stdout);
			break;
		case '>':
			fputs("&gt;", stdout);
			break;
		case '"':
			fputs("&quot;", stdout);
			break;
		default:
			putchar(*text < ' ' || *text > '~' ? '?' : *text);
		}
	}
}

static struct node *find_node(const struct drawing *d, enum node_kind kind,
			      const char *name)
{
	struct node *n;
	size_t i;

	for (i = 0; i < d->nodes.n; i++) {
		n = list_at(&d->nodes, i);
		if (n->kind == kind && !strcmp(n->name, name))
			return n;
	}
	return NULL;
}

/* at the end of its column; what is there already stays where it is */
static struct node *add_node(struct drawing *d, enum node_kind kind,
			     const char *name, enum column column, bool down)
{
	struct node *n = find_node(d, kind, name);

	if (n)
		return n;
	n = list_add(&d->nodes, sizeof(*n));
	if (n)
		*n = (struct node){ kind, name, column, d->next[column]++, 0,
				    down };
	return n;
}

/* a port stands beside the first of its FlexNICs */
static void add_split(struct drawing *d, const struct port *port)
{
	unsigned int row, i;

	row = d->next[SPLIT] > d->next[PORT] ? d->next[SPLIT] : d->next[PORT];
	d->next[SPLIT] = row;
	d->next[PORT] = row;
	add_node(d, NODE_PORT, port->ifname, SPLIT, !port->carrier);
	for (i = 0; i < port->n_flexnics; i++)
		add_node(d, NODE_PORT, port->flexnics[i].ifname, PORT,
			 !port->flexnics[i].carrier);
}

static void add_set(struct drawing *d, const struct uplinkset *u)
{
	struct node *set = add_node(d, NODE_SET, u->name, UPLINK, false);
	size_t place = d->nodes.n - 1, i;
	const struct member *m;

	if (!set)
		return;
	for (i = 0; i < u->members.n; i++) {
		m = list_at(&u->members, i);
		add_node(d, NODE_PORT, m->ifname, UPLINK, !m->carrier);
	}
	/* the list has moved */
	set = list_at(&d->nodes, place);
	set->rows = d->next[UPLINK] - set->row - 1;
}

static bool is_uplink(const struct topology *t, const struct vb_port *p)
{
	const struct conn *c;
	size_t i;

	for (i = 0; i < t->conns.n; i++) {
		c = list_at(&t->conns, i);
		if (c->ifindex == p->ifindex &&
		    c->role == VBRIDGE_ROLE_UPLINK)
			return true;
	}
	return false;
}

static void add_nodes(struct drawing *d, const struct topology *t)
{
	const struct vb_port *p;
	const struct network *n;
	size_t i;

	for (i = 0; i < t->split.n; i++)
		add_split(d, list_at(&t->split, i));
	for (i = 0; i < t->networks.n; i++) {
		n = list_at(&t->networks, i);
		add_node(d, NODE_NETWORK, n->ifname, NETWORK,
			 attr_given(n, VBRIDGE_A_NETWORK_LINK) && !n->link);
	}
	for (i = 0; i < t->sets.n; i++)
		add_set(d, list_at(&t->sets, i));
	for (i = 0; i < t->ports.n; i++) {
		p = list_at(&t->ports, i);
		add_node(d, NODE_PORT, p->ifname,
			 is_uplink(t, p) ? UPLINK : PORT, !p->carrier);
	}
}

/* a column that has nothing takes no place */
static unsigned int place_columns(struct drawing *d)
{
	unsigned int x = MARGIN, width;
	const struct node *n;
	size_t i;

	for (i = 0; i < d->nodes.n; i++) {
		n = list_at(&d->nodes, i);
		width = strlen(n->name) * LETTER + 2 * PAD;
		if (width > d->width[n->column])
			d->width[n->column] = width;
	}
	for (i = 0; i < COLUMNS; i++) {
		d->x[i] = x;
		if (d->width[i])
			x += d->width[i] + GAP;
	}
	return x > GAP + MARGIN ? x - GAP + MARGIN : 2 * MARGIN;
}

static unsigned int height(const struct drawing *d)
{
	unsigned int i, rows = 0;

	for (i = 0; i < COLUMNS; i++)
		if (d->next[i] > rows)
			rows = d->next[i];
	return rows * ROW + 2 * MARGIN;
}

static unsigned int top_of(const struct node *n)
{
	return MARGIN + n->row * ROW;
}

static void put_node(const struct drawing *d, const struct node *n)
{
	static const char *const classes[] = {
		[NODE_PORT] = "port", [NODE_NETWORK] = "network",
	};
	unsigned int x = d->x[n->column], y = top_of(n);

	printf("<rect class=\"%s%s\" x=\"%u\" y=\"%u\" width=\"%u\" height=\"%u\" rx=\"%u\"/>\n",
	       classes[n->kind], n->down ? " down" : "", x, y,
	       d->width[n->column], BOX, n->kind == NODE_NETWORK ? BOX / 2 : 3);
	printf("<text x=\"%u\" y=\"%u\">", x + PAD, y + BOX - 8);
	put_text(n->name);
	puts("</text>");
}

/* around its ports, with its name above them */
static void put_set(const struct drawing *d, const struct node *n)
{
	unsigned int x = d->x[n->column], y = top_of(n);

	printf("<rect class=\"set\" x=\"%u\" y=\"%u\" width=\"%u\" height=\"%u\" rx=\"6\"/>\n",
	       x - PAD, y, d->width[n->column] + 2 * PAD,
	       (n->rows + 1) * ROW - 4);
	printf("<text class=\"set\" x=\"%u\" y=\"%u\">", x, y + BOX - 8);
	put_text(n->name);
	puts("</text>");
}

/* from the right of one to the left of the other, the label near the port */
static void put_edge(const struct drawing *d, const struct node *from,
		     const struct node *to, const char *class,
		     const char *label, bool at_end)
{
	unsigned int x1, x2, y1, y2, bend;

	if (!from || !to)
		return;
	x1 = d->x[from->column] + d->width[from->column];
	x2 = d->x[to->column];
	y1 = top_of(from) + BOX / 2;
	y2 = top_of(to) + BOX / 2;
	bend = (x1 + x2) / 2;
	printf("<path class=\"%s\" d=\"M%u %u C%u %u %u %u %u %u\"/>\n", class,
	       x1, y1, bend, y1, bend, y2, x2, y2);
	printf("<text class=\"label%s\" x=\"%u\" y=\"%u\">",
	       at_end ? " end" : "", at_end ? x2 - PAD : x1 + PAD,
	       (at_end ? y2 : y1) - 4);
	put_text(label);
	puts("</text>");
}

static void put_split(const struct drawing *d, const struct port *port)
{
	const struct node *from = find_node(d, NODE_PORT, port->ifname);
	char slot[2] = "";
	unsigned int i;

	for (i = 0; i < port->n_flexnics; i++) {
		slot[0] = 'a' + port->flexnics[i].slot;
		put_edge(d, from, find_node(d, NODE_PORT,
					    port->flexnics[i].ifname),
			 "on", slot, true);
	}
}

static void put_conn(const struct drawing *d, const struct conn *c)
{
	const struct node *port = find_node(d, NODE_PORT, c->ifname);
	const struct node *network = find_node(d, NODE_NETWORK,
					       c->network_name);
	bool up = c->role == VBRIDGE_ROLE_UPLINK;
	const char *class = c->state == VBRIDGE_STATE_FORWARDING ? "on" :
			    c->state == VBRIDGE_STATE_BLOCKED ? "blocked" :
			    "standby";
	char label[LABEL_SIZE];

	topology_tag(c, label, sizeof(label));
	put_edge(d, up ? network : port, up ? port : network, class, label,
		 up);
}

static void put_head(unsigned int width, unsigned int rows)
{
	printf("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	       "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%u\" height=\"%u\" viewBox=\"0 0 %u %u\">\n",
	       width, rows, width, rows);
	puts("<style>\n"
	     "text { font: 13px monospace; fill: #222; }\n"
	     ".label { font-size: 11px; fill: #666; }\n"
	     ".end { text-anchor: end; }\n"
	     "rect { fill: #fff; stroke: #333; }\n"
	     "rect.network { fill: #e8f0fe; }\n"
	     "rect.set { fill: #f4f4f4; stroke: #bbb; }\n"
	     "text.set { fill: #666; }\n"
	     "rect.down { stroke: #c00; stroke-dasharray: 4 3; }\n"
	     "path { fill: none; stroke: #333; }\n"
	     "path.standby { stroke-dasharray: 5 4; stroke: #999; }\n"
	     "path.blocked { stroke: #c00; }\n"
	     "</style>");
}

static void put_nodes(const struct drawing *d, bool sets)
{
	const struct node *n;
	size_t i;

	for (i = 0; i < d->nodes.n; i++) {
		n = list_at(&d->nodes, i);
		if (n->kind == NODE_SET && sets)
			put_set(d, n);
		else if (n->kind != NODE_SET && !sets)
			put_node(d, n);
	}
}

void topology_show_svg(const struct topology *t)
{
	struct drawing d = { 0 };
	unsigned int width;
	size_t i;

	add_nodes(&d, t);
	width = place_columns(&d);
	put_head(width, height(&d));
	/* what is behind comes first */
	put_nodes(&d, true);
	for (i = 0; i < t->split.n; i++)
		put_split(&d, list_at(&t->split, i));
	for (i = 0; i < t->conns.n; i++)
		put_conn(&d, list_at(&t->conns, i));
	put_nodes(&d, false);
	puts("</svg>");
	list_free(&d.nodes);
}
