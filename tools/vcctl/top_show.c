// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <string.h>

#include "output.h"
#include "rate.h"
#include "top.h"

/* longest bar, with the zero behind it */
#define BAR_SIZE	128

/* width of the bars in the table being printed: a field is told its row only */
static unsigned int bar_width;

static struct value get_ifname(const void *object)
{
	const struct top_row *r = object;

	return value_text(r->nic->ifname);
}

static struct value get_port(const void *object)
{
	const struct top_row *r = object;

	return value_text(r->port->ifname);
}

static struct value get_slot(const void *object)
{
	const struct top_row *r = object;
	char letter[2] = { 'a' + r->nic->slot, '\0' };

	return value_text(letter);
}

/* there are no shares in a port whose speed nobody knows */
static struct value get_min(const void *object)
{
	const struct top_row *r = object;

	return r->port->speed ? value_rate(r->nic->min) : value_null();
}

static struct value get_max(const void *object)
{
	const struct top_row *r = object;

	return r->port->speed ? value_rate(r->nic->max) : value_null();
}

static struct value get_carrier(const void *object)
{
	const struct top_row *r = object;

	return value_switch(r->nic->carrier);
}

static struct value rated(const struct top_row *r, uint64_t rate)
{
	return r->rated ? value_rate(rate) : value_null();
}

static struct value get_tx(const void *object)
{
	const struct top_row *r = object;

	return rated(r, r->tx);
}

static struct value get_borrowed(const void *object)
{
	const struct top_row *r = object;

	return rated(r, r->borrowed);
}

static struct value get_rx(const void *object)
{
	const struct top_row *r = object;

	return rated(r, r->rx);
}

/* nobody reads nine digits that change every second */
static struct value short_rate(const struct top_row *r, uint64_t rate)
{
	char text[RATE_STRLEN];

	if (!r->rated)
		return value_null();
	return value_text(rate_format_short(rate, text, sizeof(text)));
}

static struct value get_short_tx(const void *object)
{
	const struct top_row *r = object;

	return short_rate(r, r->tx);
}

static struct value get_short_rx(const void *object)
{
	const struct top_row *r = object;

	return short_rate(r, r->rx);
}

/* how much of a bar a rate is, to the nearest character */
static unsigned int cells(uint64_t rate, uint64_t speed, unsigned int width)
{
	if (rate >= speed)
		return width;
	return (rate * width + speed / 2) / speed;
}

/*
 * "####|++....]": what is sent on the own share and what is borrowed, the min
 * between, and the max at the end. All of the width is the port's speed.
 */
static struct value get_bar(const void *object)
{
	const struct top_row *r = object;
	uint64_t speed = r->port->speed;
	unsigned int own, sent, min, max, i;
	char bar[BAR_SIZE];

	if (!speed)
		return value_null();
	min = cells(r->nic->min, speed, bar_width);
	max = cells(r->nic->max, speed, bar_width);
	sent = cells(r->tx, speed, bar_width);
	own = cells(r->tx - r->borrowed, speed, bar_width);
	for (i = 0; i < max || i < sent; i++)
		bar[i] = i < own ? '#' : i < sent ? '+' : '.';
	bar[i] = '\0';
	if (min < i)
		bar[min] = '|';
	if (max && max <= i)
		bar[max - 1] = ']';
	return value_text(bar);
}

static const struct field fields[] = {
	{ .key = "ifname", .get = get_ifname },
	{ .key = "port", .get = get_port },
	{ .key = "slot", .get = get_slot },
	{ .key = "carrier", .get = get_carrier },
	{ .key = "min", .get = get_min, .flags = FIELD_RIGHT },
	{ .key = "max", .get = get_max, .flags = FIELD_RIGHT },
	{ .key = "tx", .get = get_tx, .flags = FIELD_JSON_ONLY },
	{ .key = "tx_borrowed", .get = get_borrowed,
	  .flags = FIELD_JSON_ONLY },
	{ .key = "rx", .get = get_rx, .flags = FIELD_JSON_ONLY },
	{ .key = "tx", .get = get_short_tx,
	  .flags = FIELD_TEXT_ONLY | FIELD_RIGHT },
	{ .key = "rx", .get = get_short_rx,
	  .flags = FIELD_TEXT_ONLY | FIELD_RIGHT },
	{ .key = "bar", .get = get_bar, .flags = FIELD_TEXT_ONLY,
	  .title = "share" },
};

void top_show_text(const struct list *rows, unsigned int width)
{
	bar_width = width < BAR_SIZE ? width : BAR_SIZE - 1;
	print_table(fields, ARRAY_SIZE(fields), rows, 0);
}

static struct value get_interval(const void *object)
{
	return value_ms(*(const uint64_t *)object / 1000000);
}

static const struct field interval_field = {
	.key = "interval", .get = get_interval
};

struct json_object *top_to_json(const struct list *rows, uint64_t ns)
{
	struct json_object *json = json_object_new_object();

	json_add_fields(json, &interval_field, 1, &ns);
	json_add_list(json, "flexnics", fields, ARRAY_SIZE(fields), rows);
	return json;
}
