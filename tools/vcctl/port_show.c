// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <string.h>

#include "output.h"
#include "port_show.h"

/* text indents what belongs to a port by this much, as ip does */
#define INDENT	4

/* what a message does not carry is not shown */
static bool port_has(const struct port *p, int attr)
{
	return p->given & BIT(attr);
}

static bool row_has(const struct flexnic_row *r, int attr)
{
	return r->nic->given & BIT(attr);
}

static struct value value_if(bool applies, struct value value)
{
	return applies ? value : value_absent();
}

static struct value rate_or_null(uint64_t rate)
{
	return rate ? value_rate(rate) : value_null();
}

/* fields of a port */

static struct value port_name(const void *object)
{
	const struct port *p = object;
	char number[16];

	if (port_has(p, FLEXNIC_A_PORT_IFNAME))
		return value_text(p->ifname);
	snprintf(number, sizeof(number), "if%u", p->ifindex);
	return value_text(number);
}

/* only worth a word if it is not what everyone expects */
static struct value port_other_base(const void *object)
{
	const struct port *p = object;

	return value_if(port_has(p, FLEXNIC_A_PORT_BASE_NAME) &&
			strcmp(p->base, p->ifname), value_text(p->base));
}

static struct value port_tag_proto(const void *object)
{
	const struct port *p = object;

	if (!port_has(p, FLEXNIC_A_PORT_TAG_PROTO))
		return value_absent();
	if (p->mode == FLEXNIC_MODE_MAC)
		return value_absent();
	return value_proto(p->tag_proto);
}

/* the rate itself is in "speed" */
static struct value port_is_fixed(const void *object)
{
	const struct port *p = object;

	if (!p->speed_fixed)
		return value_absent();
	return value_switch(true);
}

/* absent from the message if it is not in place: that is worth showing */
static struct value port_qdisc(const void *object)
{
	const struct port *p = object;
	char handle[8];

	if (!port_has(p, FLEXNIC_A_PORT_MODE))
		return value_absent();
	if (!port_has(p, FLEXNIC_A_PORT_QDISC))
		return value_null();
	snprintf(handle, sizeof(handle), "%x:", p->qdisc >> 16);
	return value_text(handle);
}

#define PORT(name, number, ...)						\
	FIELD(name, &port_space, number, ##__VA_ARGS__)

static const struct field port_fields[] = {
	{ .key = "port", .get = port_name, .flags = FIELD_JSON_ONLY },
	PORT("ifindex", FLEXNIC_A_PORT_IFINDEX, .flags = FIELD_JSON_ONLY),
	PORT("base", FLEXNIC_A_PORT_BASE_NAME, .flags = FIELD_JSON_ONLY),
	{ .key = "base", .get = port_other_base, .flags = FIELD_TEXT_ONLY },
	PORT("mode", FLEXNIC_A_PORT_MODE, .names = mode_names),
	{ .key = "tag_proto", .get = port_tag_proto, .title = "proto" },
	PORT("count", FLEXNIC_A_PORT_COUNT, .flags = FIELD_JSON_ONLY),
	PORT("speed", FLEXNIC_A_PORT_SPEED, .show = SHOW_RATE,
	     .flags = FIELD_ZERO_NULL, .none = "unknown"),
	PORT("speed_fixed", FLEXNIC_A_PORT_SPEED_FIXED, .show = SHOW_RATE,
	     .flags = FIELD_JSON_ONLY | FIELD_ZERO_NULL),
	{ .key = "fixed", .get = port_is_fixed, .flags = FIELD_TEXT_ONLY },
	{ .key = "qdisc", .get = port_qdisc, .none = "none" },
	PORT("carrier", FLEXNIC_A_PORT_CARRIER),
};

/* fields of a FlexNIC */

static struct value row_port(const void *object)
{
	const struct flexnic_row *r = object;

	return port_name(r->port);
}

static struct value row_slot(const void *object)
{
	const struct flexnic_row *r = object;
	char letter[2] = { 'a' + r->nic->slot, '\0' };

	return value_text(letter);
}

static struct value row_netnsid(const void *object)
{
	const struct flexnic_row *r = object;

	if (!row_has(r, FLEXNIC_A_NETNSID))
		return value_absent();
	/* negative if the other namespace has no number here */
	if (r->nic->netnsid < 0)
		return value_null();
	return value_number(r->nic->netnsid);
}

static struct value vid_in_mode(const struct flexnic_row *r, uint32_t mode)
{
	if (!port_has(r->port, FLEXNIC_A_PORT_MODE))
		return value_absent();
	if (!row_has(r, FLEXNIC_A_VID))
		return value_absent();
	if (r->port->mode != mode)
		return value_absent();
	return value_number(r->nic->vid);
}

static struct value row_channel(const void *object)
{
	return vid_in_mode(object, FLEXNIC_MODE_CHANNEL);
}

static struct value row_vlan(const void *object)
{
	return vid_in_mode(object, FLEXNIC_MODE_VLAN);
}

/* an auto or disabled FlexNIC asks for no rate */
static struct value row_requested(const void *object)
{
	const struct flexnic_row *r = object;

	if (!row_has(r, FLEXNIC_A_SPEED_TYPE))
		return value_absent();
	return rate_or_null(r->nic->requested);
}

/* there are no shares in a port whose speed nobody knows */
static struct value share(const struct flexnic_row *r, uint64_t rate)
{
	return r->port->speed ? value_rate(rate) : value_null();
}

static struct value row_min(const void *object)
{
	const struct flexnic_row *r = object;

	return value_if(row_has(r, FLEXNIC_A_MIN), share(r, r->nic->min));
}

static struct value row_max(const void *object)
{
	const struct flexnic_row *r = object;

	return value_if(row_has(r, FLEXNIC_A_MAX_RATE), share(r, r->nic->max));
}

static const void *row_nic(const void *object)
{
	const struct flexnic_row *r = object;

	return r->nic;
}

#define NIC(name, number, ...)						\
	FIELD(name, &flexnic_space, number, .of = row_nic, ##__VA_ARGS__)

static const struct field flexnic_fields[] = {
	{ .key = "port", .get = row_port },
	{ .key = "slot", .get = row_slot },
	NIC("ifname", FLEXNIC_A_IFNAME),
	NIC("ifindex", FLEXNIC_A_IFINDEX, .flags = FIELD_JSON_ONLY),
	{ .key = "netnsid", .get = row_netnsid },
	NIC("mac", FLEXNIC_A_MAC, .show = SHOW_MAC),
	{ .key = "channel", .get = row_channel, .flags = FIELD_RIGHT },
	{ .key = "vlan", .get = row_vlan, .flags = FIELD_RIGHT },
	NIC("speed_type", FLEXNIC_A_SPEED_TYPE, .title = "type",
	    .names = speed_type_names),
	{ .key = "requested", .get = row_requested, .flags = FIELD_RIGHT },
	{ .key = "min", .get = row_min, .flags = FIELD_RIGHT },
	{ .key = "max", .get = row_max, .flags = FIELD_RIGHT },
	NIC("prio", FLEXNIC_A_PRIO, .flags = FIELD_RIGHT),
	NIC("link", FLEXNIC_A_LINK),
	NIC("carrier", FLEXNIC_A_CARRIER),
};

/* under its port, a FlexNIC need not say which that is: leave the first out */
#define UNDER_PORT	1

/* counters */

static const void *row_stats(const void *object)
{
	const struct flexnic_row *r = object;

	return &r->nic->stats;
}

#define COUNTER(name, number, words)					\
	FIELD(name, &stats_space, number, .of = row_stats,		\
	      .title = words, .flags = FIELD_RIGHT)

static const struct field counter_fields[] = {
	{ .key = "port", .get = row_port },
	{ .key = "slot", .get = row_slot },
	COUNTER("rx_packets", FLEXNIC_A_STATS_RX_PACKETS, "rx-packets"),
	COUNTER("rx_bytes", FLEXNIC_A_STATS_RX_BYTES, "rx-bytes"),
	COUNTER("rx_dropped", FLEXNIC_A_STATS_RX_DROPPED, "rx-dropped"),
	COUNTER("tx_packets", FLEXNIC_A_STATS_TX_PACKETS, "tx-packets"),
	COUNTER("tx_bytes", FLEXNIC_A_STATS_TX_BYTES, "tx-bytes"),
	COUNTER("tx_dropped", FLEXNIC_A_STATS_TX_DROPPED, "tx-dropped"),
};

/* JSON has them inside the FlexNIC, text has to say whose they are */
#define UNDER_FLEXNIC	2

static const void *port_stats(const void *object)
{
	const struct port *p = object;

	return &p->stats;
}

static const struct field port_stats_fields[] = {
	FIELD("rx_unknown_tag", &stats_space, FLEXNIC_A_STATS_RX_UNKNOWN_TAG,
	      .of = port_stats, .title = "rx-unknown-tag"),
};

/* the tables of some FlexNICs, without the first @skip fields */
static void print_rows(const struct flexnic_row *rows, size_t n_rows,
		       size_t skip, int indent, const struct options *opts)
{
	const struct list list = { (void *)rows, sizeof(*rows), n_rows, 0 };

	print_table(flexnic_fields + skip, ARRAY_SIZE(flexnic_fields) - skip,
		    &list, indent);
	if (opts->stats)
		print_table(counter_fields + skip,
			    ARRAY_SIZE(counter_fields) - skip, &list, indent);
}

static size_t port_rows(const struct port *port,
			struct flexnic_row rows[FLEXNIC_SLOTS])
{
	size_t i;

	for (i = 0; i < port->n_flexnics; i++)
		rows[i] = (struct flexnic_row){ port, &port->flexnics[i] };
	return i;
}

void port_show_text(const struct port *port, const struct options *opts)
{
	struct flexnic_row rows[FLEXNIC_SLOTS];
	struct value name = port_name(port);
	size_t n_rows = port_rows(port, rows);

	printf("%s:", name.text);
	print_line(port_fields, ARRAY_SIZE(port_fields), port);
	if (opts->stats)
		print_line(port_stats_fields, ARRAY_SIZE(port_stats_fields),
			   port);
	putchar('\n');
	print_rows(rows, n_rows, UNDER_PORT, INDENT, opts);
}

void flexnics_show_text(const struct flexnic_row *rows, size_t n_rows,
			const struct options *opts)
{
	print_rows(rows, n_rows, 0, 0, opts);
}

static struct json_object *row_to_json(const struct flexnic_row *row,
				       size_t skip, const struct options *opts)
{
	struct json_object *json = json_object_new_object(), *stats;

	json_add_fields(json, flexnic_fields + skip,
			ARRAY_SIZE(flexnic_fields) - skip, row);
	if (!opts->stats)
		return json;
	stats = json_object_new_object();
	json_add_fields(stats, counter_fields + UNDER_FLEXNIC,
			ARRAY_SIZE(counter_fields) - UNDER_FLEXNIC, row);
	json_object_object_add(json, "stats", stats);
	return json;
}

struct json_object *flexnic_to_json(const struct flexnic_row *row,
				    const struct options *opts)
{
	return row_to_json(row, 0, opts);
}

static struct json_object *rows_to_json(const struct flexnic_row *rows,
					size_t n_rows,
					const struct options *opts)
{
	struct json_object *array = json_object_new_array();
	size_t i;

	for (i = 0; i < n_rows; i++)
		json_object_array_add(array,
				      row_to_json(&rows[i], UNDER_PORT, opts));
	return array;
}

struct json_object *port_to_json(const struct port *port,
				 const struct options *opts)
{
	struct json_object *json = json_object_new_object(), *stats;
	struct flexnic_row rows[FLEXNIC_SLOTS];
	size_t n_rows = port_rows(port, rows);

	json_add_fields(json, port_fields, ARRAY_SIZE(port_fields), port);
	if (opts->stats) {
		stats = json_object_new_object();
		json_add_fields(stats, port_stats_fields,
				ARRAY_SIZE(port_stats_fields), port);
		json_object_object_add(json, "stats", stats);
	}
	json_object_object_add(json, "flexnics",
			       rows_to_json(rows, n_rows, opts));
	return json;
}
