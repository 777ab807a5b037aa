// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <linux/if_ether.h>

#include "output.h"
#include "port_show.h"

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

/* text indents what belongs to a port by this much, as ip does */
#define INDENT	4

/* What a message does not carry is not shown. */
#define NEED(object, attr)				\
	do {						\
		if (!((object)->given & BIT(attr)))	\
			return value_absent();		\
	} while (0)

static struct value name_of(const char *const *names, uint32_t index)
{
	uint32_t i;

	/* a newer kernel may have more than we know */
	for (i = 0; names[i]; i++)
		if (i == index)
			return value_text(names[i]);
	return value_number(index);
}

/* fields of a port */

static struct value port_name(const void *object)
{
	const struct port *p = object;
	char number[16];

	if (p->given & BIT(FLEXNIC_A_PORT_IFNAME))
		return value_text(p->ifname);
	snprintf(number, sizeof(number), "if%" PRIu32, p->ifindex);
	return value_text(number);
}

static struct value port_index(const void *object)
{
	const struct port *p = object;

	NEED(p, FLEXNIC_A_PORT_IFINDEX);
	return value_number(p->ifindex);
}

static struct value port_base(const void *object)
{
	const struct port *p = object;

	NEED(p, FLEXNIC_A_PORT_BASE_NAME);
	return value_text(p->base);
}

/* only worth a word if it is not what everyone expects */
static struct value port_other_base(const void *object)
{
	const struct port *p = object;

	if (!strcmp(p->base, p->ifname))
		return value_absent();
	return port_base(object);
}

static struct value port_mode(const void *object)
{
	const struct port *p = object;

	NEED(p, FLEXNIC_A_PORT_MODE);
	return name_of(mode_names, p->mode);
}

static struct value port_tag_proto(const void *object)
{
	const struct port *p = object;
	char number[8];

	NEED(p, FLEXNIC_A_PORT_TAG_PROTO);
	if (p->mode == FLEXNIC_MODE_MAC)
		return value_absent();
	if (p->tag_proto == ETH_P_8021AD)
		return value_text("802.1ad");
	if (p->tag_proto == ETH_P_8021Q)
		return value_text("802.1Q");
	snprintf(number, sizeof(number), "0x%04x", p->tag_proto);
	return value_text(number);
}

static struct value port_count(const void *object)
{
	const struct port *p = object;

	NEED(p, FLEXNIC_A_PORT_COUNT);
	return value_number(p->count);
}

static struct value port_speed(const void *object)
{
	const struct port *p = object;

	NEED(p, FLEXNIC_A_PORT_SPEED);
	return p->speed ? value_rate(p->speed) : value_null();
}

static struct value port_speed_fixed(const void *object)
{
	const struct port *p = object;

	NEED(p, FLEXNIC_A_PORT_SPEED_FIXED);
	return p->speed_fixed ? value_rate(p->speed_fixed) : value_null();
}

/* the rate itself is in "speed" */
static struct value port_is_fixed(const void *object)
{
	const struct port *p = object;

	if (!p->speed_fixed)
		return value_absent();
	return value_switch(true);
}

static struct value port_carrier(const void *object)
{
	const struct port *p = object;

	NEED(p, FLEXNIC_A_PORT_CARRIER);
	return value_switch(p->carrier);
}

/* absent from the message if it is not in place: that is worth showing */
static struct value port_qdisc(const void *object)
{
	const struct port *p = object;
	char handle[8];

	NEED(p, FLEXNIC_A_PORT_MODE);
	if (!(p->given & BIT(FLEXNIC_A_PORT_QDISC)))
		return value_null();
	snprintf(handle, sizeof(handle), "%x:", p->qdisc >> 16);
	return value_text(handle);
}

static const struct field port_fields[] = {
	{ .key = "port", .get = port_name, .flags = FIELD_JSON_ONLY },
	{ .key = "ifindex", .get = port_index, .flags = FIELD_JSON_ONLY },
	{ .key = "base", .get = port_base, .flags = FIELD_JSON_ONLY },
	{ .key = "base", .get = port_other_base, .flags = FIELD_TEXT_ONLY },
	{ .key = "mode", .get = port_mode },
	{ .key = "tag_proto", .get = port_tag_proto, .title = "proto" },
	{ .key = "count", .get = port_count, .flags = FIELD_JSON_ONLY },
	{ .key = "speed", .get = port_speed, .none = "unknown" },
	{ .key = "speed_fixed", .get = port_speed_fixed,
	  .flags = FIELD_JSON_ONLY },
	{ .key = "fixed", .get = port_is_fixed, .flags = FIELD_TEXT_ONLY },
	{ .key = "qdisc", .get = port_qdisc, .none = "none" },
	{ .key = "carrier", .get = port_carrier },
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

static struct value row_ifname(const void *object)
{
	const struct flexnic_row *r = object;

	NEED(r->nic, FLEXNIC_A_IFNAME);
	return value_text(r->nic->ifname);
}

static struct value row_ifindex(const void *object)
{
	const struct flexnic_row *r = object;

	NEED(r->nic, FLEXNIC_A_IFINDEX);
	return value_number(r->nic->ifindex);
}

static struct value row_netnsid(const void *object)
{
	const struct flexnic_row *r = object;

	NEED(r->nic, FLEXNIC_A_NETNSID);
	/* negative if the other namespace has no number here */
	if (r->nic->netnsid < 0)
		return value_null();
	return value_number(r->nic->netnsid);
}

static struct value row_mac(const void *object)
{
	const struct flexnic_row *r = object;
	const uint8_t *m = r->nic->mac;
	char mac[18];

	NEED(r->nic, FLEXNIC_A_MAC);
	snprintf(mac, sizeof(mac), "%02x:%02x:%02x:%02x:%02x:%02x",
		 m[0], m[1], m[2], m[3], m[4], m[5]);
	return value_text(mac);
}

static struct value vid_in_mode(const struct flexnic_row *r, uint32_t mode)
{
	NEED(r->port, FLEXNIC_A_PORT_MODE);
	NEED(r->nic, FLEXNIC_A_VID);
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

static struct value row_speed_type(const void *object)
{
	const struct flexnic_row *r = object;

	NEED(r->nic, FLEXNIC_A_SPEED_TYPE);
	return name_of(speed_type_names, r->nic->speed_type);
}

/* an auto or disabled FlexNIC asks for no rate */
static struct value row_requested(const void *object)
{
	const struct flexnic_row *r = object;

	NEED(r->nic, FLEXNIC_A_SPEED_TYPE);
	return r->nic->requested ? value_rate(r->nic->requested) :
				   value_null();
}

/* there are no shares in a port whose speed nobody knows */
static struct value share(const struct flexnic_row *r, uint64_t rate)
{
	return r->port->speed ? value_rate(rate) : value_null();
}

static struct value row_min(const void *object)
{
	const struct flexnic_row *r = object;

	NEED(r->nic, FLEXNIC_A_MIN);
	return share(r, r->nic->min);
}

static struct value row_max(const void *object)
{
	const struct flexnic_row *r = object;

	NEED(r->nic, FLEXNIC_A_MAX_RATE);
	return share(r, r->nic->max);
}

static struct value row_prio(const void *object)
{
	const struct flexnic_row *r = object;

	NEED(r->nic, FLEXNIC_A_PRIO);
	return value_number(r->nic->prio);
}

static struct value row_link(const void *object)
{
	const struct flexnic_row *r = object;

	NEED(r->nic, FLEXNIC_A_LINK);
	return value_switch(r->nic->link);
}

static struct value row_carrier(const void *object)
{
	const struct flexnic_row *r = object;

	NEED(r->nic, FLEXNIC_A_CARRIER);
	return value_switch(r->nic->carrier);
}

#define FLEXNIC_FIELDS							\
	{ .key = "slot", .get = row_slot },				\
	{ .key = "ifname", .get = row_ifname },				\
	{ .key = "ifindex", .get = row_ifindex,				\
	  .flags = FIELD_JSON_ONLY },					\
	{ .key = "netnsid", .get = row_netnsid },			\
	{ .key = "mac", .get = row_mac },				\
	{ .key = "channel", .get = row_channel, .flags = FIELD_RIGHT },	\
	{ .key = "vlan", .get = row_vlan, .flags = FIELD_RIGHT },	\
	{ .key = "speed_type", .get = row_speed_type, .title = "type" },\
	{ .key = "requested", .get = row_requested,			\
	  .flags = FIELD_RIGHT },					\
	{ .key = "min", .get = row_min, .flags = FIELD_RIGHT },		\
	{ .key = "max", .get = row_max, .flags = FIELD_RIGHT },		\
	{ .key = "prio", .get = row_prio, .flags = FIELD_RIGHT },	\
	{ .key = "link", .get = row_link },				\
	{ .key = "carrier", .get = row_carrier }

/* on its own, and under its port */
static const struct field flexnic_fields[] = {
	{ .key = "port", .get = row_port },
	FLEXNIC_FIELDS,
};

static const struct field port_flexnic_fields[] = {
	FLEXNIC_FIELDS,
};

/* counters */

static struct value counter(const struct stats *stats, int attr)
{
	NEED(stats, attr);
	return value_number(stats->counter[attr]);
}

#define COUNTER_GETTER(name, attr)				\
static struct value name(const void *object)			\
{								\
	const struct flexnic_row *r = object;			\
								\
	return counter(&r->nic->stats, attr);			\
}

COUNTER_GETTER(rx_packets, FLEXNIC_A_STATS_RX_PACKETS)
COUNTER_GETTER(rx_bytes, FLEXNIC_A_STATS_RX_BYTES)
COUNTER_GETTER(rx_dropped, FLEXNIC_A_STATS_RX_DROPPED)
COUNTER_GETTER(tx_packets, FLEXNIC_A_STATS_TX_PACKETS)
COUNTER_GETTER(tx_bytes, FLEXNIC_A_STATS_TX_BYTES)
COUNTER_GETTER(tx_dropped, FLEXNIC_A_STATS_TX_DROPPED)

#define COUNTER_FIELDS							\
	{ .key = "rx_packets", .get = rx_packets, .flags = FIELD_RIGHT,	\
	  .title = "rx-packets" },					\
	{ .key = "rx_bytes", .get = rx_bytes, .flags = FIELD_RIGHT,	\
	  .title = "rx-bytes" },					\
	{ .key = "rx_dropped", .get = rx_dropped, .flags = FIELD_RIGHT,	\
	  .title = "rx-dropped" },					\
	{ .key = "tx_packets", .get = tx_packets, .flags = FIELD_RIGHT,	\
	  .title = "tx-packets" },					\
	{ .key = "tx_bytes", .get = tx_bytes, .flags = FIELD_RIGHT,	\
	  .title = "tx-bytes" },					\
	{ .key = "tx_dropped", .get = tx_dropped, .flags = FIELD_RIGHT,	\
	  .title = "tx-dropped" }

static const struct field counter_fields[] = {
	COUNTER_FIELDS,
};

/* the text needs to say whose they are */
static const struct field port_counter_fields[] = {
	{ .key = "slot", .get = row_slot },
	COUNTER_FIELDS,
};

static const struct field flexnic_counter_fields[] = {
	{ .key = "port", .get = row_port },
	{ .key = "slot", .get = row_slot },
	COUNTER_FIELDS,
};

static struct value rx_unknown_tag(const void *object)
{
	const struct port *p = object;

	return counter(&p->stats, FLEXNIC_A_STATS_RX_UNKNOWN_TAG);
}

static const struct field port_stats_fields[] = {
	{ .key = "rx_unknown_tag", .get = rx_unknown_tag,
	  .title = "rx-unknown-tag" },
};

static void print_rows(const struct field *fields, size_t n_fields,
		       const struct flexnic_row *rows, size_t n_rows,
		       int indent)
{
	const struct array array = { rows, sizeof(*rows), n_rows };

	print_table(fields, n_fields, &array, indent);
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
	print_rows(port_flexnic_fields, ARRAY_SIZE(port_flexnic_fields),
		   rows, n_rows, INDENT);
	if (opts->stats)
		print_rows(port_counter_fields,
			   ARRAY_SIZE(port_counter_fields), rows, n_rows,
			   INDENT);
}

void flexnics_show_text(const struct flexnic_row *rows, size_t n_rows,
			const struct options *opts)
{
	print_rows(flexnic_fields, ARRAY_SIZE(flexnic_fields), rows, n_rows, 0);
	if (opts->stats)
		print_rows(flexnic_counter_fields,
			   ARRAY_SIZE(flexnic_counter_fields), rows, n_rows, 0);
}

static void add_counters(struct json_object *to, const struct flexnic_row *row)
{
	struct json_object *stats = json_object_new_object();

	json_add_fields(stats, counter_fields, ARRAY_SIZE(counter_fields), row);
	json_object_object_add(to, "stats", stats);
}

struct json_object *flexnic_to_json(const struct flexnic_row *row,
				    const struct options *opts)
{
	struct json_object *json = json_object_new_object();

	json_add_fields(json, flexnic_fields, ARRAY_SIZE(flexnic_fields), row);
	if (opts->stats)
		add_counters(json, row);
	return json;
}

static struct json_object *rows_to_json(const struct flexnic_row *rows,
					size_t n_rows,
					const struct options *opts)
{
	struct json_object *array = json_object_new_array(), *json;
	size_t i;

	for (i = 0; i < n_rows; i++) {
		json = json_object_new_object();
		json_add_fields(json, port_flexnic_fields,
				ARRAY_SIZE(port_flexnic_fields), &rows[i]);
		if (opts->stats)
			add_counters(json, &rows[i]);
		json_object_array_add(array, json);
	}
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
