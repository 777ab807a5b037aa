// SPDX-License-Identifier: GPL-2.0
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "connection_show.h"
#include "rate.h"
#include "vbridge.h"

struct value conn_tag_value(const void *object)
{
	const struct conn *c = object;

	if (!attr_given(c, VBRIDGE_A_CONN_TAG))
		return value_absent();
	return value_tag(c->tag, attr_given(c, VBRIDGE_A_CONN_VID) ? c->vid : 0);
}

/* why it is blocked says more than that it is */
struct value conn_state_value(const void *object)
{
	const struct conn *c = object;
	struct value v;

	if (!attr_given(c, VBRIDGE_A_CONN_STATE))
		return value_absent();
	v = value_name(state_names, c->state);
	if (c->state == VBRIDGE_STATE_BLOCKED && c->block &&
	    c->block <= VBRIDGE_BLOCK_FLAP)
		snprintf(v.text, sizeof(v.text), "blocked (%s)",
			 block_names[c->block]);
	return v;
}

/* downlinks have no order */
static struct value preference_value(const void *object)
{
	const struct conn *c = object;

	if (c->role != VBRIDGE_ROLE_UPLINK ||
	    !attr_given(c, VBRIDGE_A_CONN_PREFERENCE))
		return value_absent();
	return value_number(c->preference);
}

/* what differs from how connections are by default, divided by commas */
struct options_text {
	char text[128];
	size_t len;
};

__printf(2, 3)
static void add_option(struct options_text *t, const char *fmt, ...)
{
	size_t left = sizeof(t->text) - t->len;
	va_list ap;
	int n;

	if (t->len && left > 1) {
		t->text[t->len++] = ',';
		left--;
	}
	va_start(ap, fmt);
	n = vsnprintf(t->text + t->len, left, fmt, ap);
	va_end(ap);
	if (n > 0)
		t->len += (size_t)n < left ? (size_t)n : left - 1;
}

static void add_switches(struct options_text *t, const struct conn *c)
{
	static const struct {
		unsigned int attr;
		bool usual;
	} switches[] = {
		{ VBRIDGE_A_CONN_LEARNING, true },
		{ VBRIDGE_A_CONN_FLOOD, true },
		{ VBRIDGE_A_CONN_MCAST_FLOOD, true },
		{ VBRIDGE_A_CONN_BCAST_FLOOD, true },
		{ VBRIDGE_A_CONN_ISOLATED, false },
	};
	unsigned int attr;
	bool on;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(switches); i++) {
		attr = switches[i].attr;
		on = *(const bool *)attr_member(&conn_space, attr, c);
		if (attr_given(c, attr) && on != switches[i].usual)
			add_option(t, "%s%s", on ? "" : "no-",
				   conn_space.attrs[attr].name);
	}
}

static void add_storms(struct options_text *t, const struct conn *c)
{
	const struct storm *s;
	char rate[RATE_STRLEN];
	size_t i;

	for (i = 0; i < c->storms.n; i++) {
		s = list_at(&c->storms, i);
		if (s->kind > VBRIDGE_STORM_MULTICAST)
			continue;
		if (s->kbps)
			add_option(t, "%s:%s", storm_names[s->kind],
				   rate_format(s->kbps * 1000, rate,
					       sizeof(rate)));
		else if (s->pps)
			add_option(t, "%s:%llupps", storm_names[s->kind],
				   (unsigned long long)s->pps);
	}
}

static struct value options_value(const void *object)
{
	struct options_text t = { "", 0 };
	const struct conn *c = object;

	add_switches(&t, c);
	/* uplinks are not looked after */
	if (attr_given(c, VBRIDGE_A_CONN_LOOP_PROTECT) && !c->loop_protect &&
	    c->role == VBRIDGE_ROLE_DOWNLINK)
		add_option(&t, "no-loop-protect");
	if (c->mac_limit)
		add_option(&t, "mac-limit:%u", c->mac_limit);
	if (c->locked)
		add_option(&t, "locked:%zu", c->lock_macs.n);
	add_storms(&t, c);
	return t.len ? value_text(t.text) : value_absent();
}

#define CONN(name, number, ...)						\
	FIELD(name, &conn_space, number, ##__VA_ARGS__)
/* text has it otherwise, or sums it up: options_value() */
#define DETAIL(name, number, ...)					\
	CONN(name, number, .flags = FIELD_JSON_ONLY, ##__VA_ARGS__)

/* text has the channel and the tag beside the port, and words for the state */
static const struct field fields[] = {
	CONN("id", VBRIDGE_A_CONN_ID, .flags = FIELD_RIGHT),
	CONN("port", VBRIDGE_A_CONN_IFNAME),
	DETAIL("ifindex", VBRIDGE_A_CONN_IFINDEX),
	CONN("channel", VBRIDGE_A_CONN_CHANNEL,
	     .flags = FIELD_TEXT_ONLY | FIELD_RIGHT),
	{ .key = "tag", .get = conn_tag_value, .flags = FIELD_TEXT_ONLY },
	CONN("network", VBRIDGE_A_CONN_NETWORK_NAME),
	CONN("role", VBRIDGE_A_CONN_ROLE, .names = role_names),
	DETAIL("tag", VBRIDGE_A_CONN_TAG, .names = tag_names),
	DETAIL("vlan", VBRIDGE_A_CONN_VID),
	DETAIL("channel", VBRIDGE_A_CONN_CHANNEL),
	DETAIL("channel_proto", VBRIDGE_A_CONN_CHANNEL_PROTO,
	       .show = SHOW_PROTO),
	CONN("uplinkset", VBRIDGE_A_CONN_UPLINKSET),
	{ .key = "preference", .get = preference_value, .flags = FIELD_RIGHT },
	{ .key = "state", .get = conn_state_value, .flags = FIELD_TEXT_ONLY },
	DETAIL("state", VBRIDGE_A_CONN_STATE, .names = state_names),
	DETAIL("block", VBRIDGE_A_CONN_BLOCK, .names = block_names),
	CONN("macs", VBRIDGE_A_CONN_MACS, .flags = FIELD_RIGHT),
	DETAIL("learning", VBRIDGE_A_CONN_LEARNING),
	DETAIL("flood", VBRIDGE_A_CONN_FLOOD),
	DETAIL("mcast_flood", VBRIDGE_A_CONN_MCAST_FLOOD),
	DETAIL("bcast_flood", VBRIDGE_A_CONN_BCAST_FLOOD),
	DETAIL("isolated", VBRIDGE_A_CONN_ISOLATED),
	DETAIL("loop_protect", VBRIDGE_A_CONN_LOOP_PROTECT),
	CONN("mac_limit", VBRIDGE_A_CONN_MAC_LIMIT,
	     .flags = FIELD_JSON_ONLY | FIELD_ZERO_NULL),
	DETAIL("locked", VBRIDGE_A_CONN_LOCKED),
	{ .key = "options", .get = options_value, .flags = FIELD_TEXT_ONLY },
};

static void label(const void *object, char *text, size_t size)
{
	const struct conn *c = object;

	snprintf(text, size, "%u %s %s", c->id, c->ifname, c->network_name);
}

static struct value storm_rate(const void *object)
{
	const struct storm *s = object;

	return value_rate(s->kbps * 1000);
}

/* by kind: "rate" in Mb/s or "pps" */
static struct json_object *storms_to_json(const struct list *storms)
{
	static const struct field limits[] = {
		{ .key = "rate", .get = storm_rate },
		FIELD("pps", &storm_space, VBRIDGE_A_STORM_PPS),
	};
	struct json_object *json = json_object_new_object(), *limit;
	const struct storm *s;
	size_t i;

	for (i = 0; i < storms->n; i++) {
		s = list_at(storms, i);
		if (s->kind > VBRIDGE_STORM_MULTICAST || (!s->kbps && !s->pps))
			continue;
		limit = json_object_new_object();
		json_add_fields(limit, &limits[s->kbps ? 0 : 1], 1, s);
		json_object_object_add(json, storm_names[s->kind], limit);
	}
	return json;
}

static struct json_object *lock_to_json(const struct list *macs)
{
	struct json_object *json = json_object_new_array();
	struct value v;
	size_t i;

	for (i = 0; i < macs->n; i++) {
		v = value_mac(list_at(macs, i));
		json_object_array_add(json, json_object_new_string(v.text));
	}
	return json;
}

static void add_json(struct json_object *json, const void *object)
{
	const struct conn *c = object;

	json_object_object_add(json, "lock", lock_to_json(&c->lock_macs));
	json_object_object_add(json, "storm", storms_to_json(&c->storms));
}

const struct vb_kind conn_kind = {
	.object = &connection_object,
	.get = VBRIDGE_CMD_CONN_GET,
	.space = &conn_space,
	.verbs = conn_verbs,
	.item = VBRIDGE_A_ITEM_CONN,
	.fields = fields,
	.n_fields = ARRAY_SIZE(fields),
	.add_json = add_json,
	.label = label,
	.stats = offsetof(struct conn, stats),
};
