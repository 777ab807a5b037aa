// SPDX-License-Identifier: GPL-2.0
/* Objects of the switch as text and as JSON. */
#include <stdio.h>
#include <string.h>

#include "vbridge.h"

/**
 * struct counter_row - a line of the table of counters
 * @stats: the counters
 * @of: whose
 */
struct counter_row {
	struct vb_stats stats;
	char of[64];
};

static struct value counter_of(const void *object)
{
	const struct counter_row *row = object;

	return value_text(row->of);
}

#define COUNTER(name, number, ...)					\
	FIELD(name, &vb_stats_space, number, .flags = FIELD_RIGHT, ##__VA_ARGS__)
/* what was never dropped is not worth a column */
#define DROPS(name, number, words)					\
	FIELD(name, &vb_stats_space, number, .title = words,		\
	      .flags = FIELD_RIGHT | FIELD_ZERO_ABSENT)

static const struct field counter_fields[] = {
	{ .get = counter_of },
	COUNTER("rx_packets", VBRIDGE_A_STATS_RX_PACKETS,
		.title = "rx-packets"),
	COUNTER("rx_bytes", VBRIDGE_A_STATS_RX_BYTES, .title = "rx-bytes"),
	COUNTER("tx_packets", VBRIDGE_A_STATS_TX_PACKETS,
		.title = "tx-packets"),
	COUNTER("tx_bytes", VBRIDGE_A_STATS_TX_BYTES, .title = "tx-bytes"),
	DROPS("standby", VBRIDGE_A_STATS_DROP_STANDBY, "drop-standby"),
	DROPS("blocked", VBRIDGE_A_STATS_DROP_BLOCKED, "drop-blocked"),
	DROPS("source", VBRIDGE_A_STATS_DROP_SOURCE, "drop-source"),
	DROPS("locked", VBRIDGE_A_STATS_DROP_LOCKED, "drop-locked"),
	DROPS("storm", VBRIDGE_A_STATS_DROP_STORM, "drop-storm"),
	DROPS("nowhere", VBRIDGE_A_STATS_DROP_NOWHERE, "drop-nowhere"),
	DROPS("no_uplink", VBRIDGE_A_STATS_DROP_NO_UPLINK, "drop-no-uplink"),
	DROPS("too_long", VBRIDGE_A_STATS_DROP_TOO_LONG, "drop-too-long"),
	DROPS("no_memory", VBRIDGE_A_STATS_DROP_NO_MEMORY, "drop-no-memory"),
	DROPS("xmit", VBRIDGE_A_STATS_DROP_XMIT, "drop-xmit"),
	DROPS("tagged", VBRIDGE_A_STATS_DROP_TAGGED, "drop-tagged"),
	DROPS("reflected", VBRIDGE_A_STATS_DROP_REFLECTED, "drop-reflected"),
};

/* places in it */
#define TRAFFIC_FIRST	1
#define DROPS_FIRST	5

static struct json_object *counters_to_json(const struct vb_stats *stats)
{
	struct json_object *json = json_object_new_object();
	struct json_object *drops = json_object_new_object();

	json_add_fields(json, counter_fields + TRAFFIC_FIRST,
			DROPS_FIRST - TRAFFIC_FIRST, stats);
	json_add_fields(drops, counter_fields + DROPS_FIRST,
			ARRAY_SIZE(counter_fields) - DROPS_FIRST, stats);
	json_object_object_add(json, "drops", drops);
	return json;
}

static const struct vb_stats *stats_of(const struct vb_kind *kind,
				       const void *object)
{
	return (const void *)((const char *)object + kind->stats);
}

static void show_counters(const struct vb_kind *kind, const struct list *list)
{
	struct field fields[ARRAY_SIZE(counter_fields)];
	struct list rows = { 0 };
	struct counter_row *row;
	size_t i;

	for (i = 0; i < list->n; i++) {
		row = list_add(&rows, sizeof(*row));
		if (!row)
			break;
		row->stats = *stats_of(kind, list_at(list, i));
		kind->label(list_at(list, i), row->of, sizeof(row->of));
	}
	memcpy(fields, counter_fields, sizeof(fields));
	fields[0].title = kind->object->name;
	print_table(fields, ARRAY_SIZE(fields), &rows, 0);
	list_free(&rows);
}

void vb_print_line(const struct vb_kind *kind, const void *object)
{
	print_line(kind->fields, kind->n_fields, object);
}

static void show_text(const struct vb_kind *kind, const struct list *list)
{
	size_t i;

	if (kind->single) {
		printf("%s:", kind->object->name);
		vb_print_line(kind, list_at(list, 0));
		putchar('\n');
	} else if (kind->print) {
		for (i = 0; i < list->n; i++)
			kind->print(list_at(list, i));
	} else {
		print_table(kind->fields, kind->n_fields, list, 0);
	}
}

struct json_object *vb_to_json(const struct vb_kind *kind, const void *object,
			       const struct options *opts)
{
	struct json_object *json = json_object_new_object();

	json_add_fields(json, kind->fields, kind->n_fields, object);
	if (kind->add_json)
		kind->add_json(json, object);
	if (opts->stats && kind->label)
		json_object_object_add(json, "stats",
				       counters_to_json(stats_of(kind, object)));
	return json;
}

struct json_object *vb_list_to_json(const struct vb_kind *kind,
				    const struct list *list,
				    const struct options *opts)
{
	struct json_object *array = json_object_new_array();
	size_t i;

	for (i = 0; i < list->n; i++)
		json_object_array_add(array,
				      vb_to_json(kind, list_at(list, i), opts));
	return array;
}

void vb_show(const struct vb_kind *kind, const struct list *list,
	     const struct options *opts)
{
	if (opts->json) {
		json_show(vb_list_to_json(kind, list, opts), opts);
		return;
	}
	show_text(kind, list);
	if (opts->stats && kind->label)
		show_counters(kind, list);
}
