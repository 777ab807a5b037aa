// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <linux/if_ether.h>

#include "output.h"
#include "rate.h"

/* longest text of a value: value.text */
#define CELL_SIZE	sizeof(((struct value *)NULL)->text)

struct value value_absent(void)
{
	return (struct value){ .kind = VALUE_ABSENT };
}

struct value value_null(void)
{
	return (struct value){ .kind = VALUE_NULL };
}

struct value value_text(const char *text)
{
	struct value v = { .kind = VALUE_TEXT };

	snprintf(v.text, sizeof(v.text), "%s", text);
	return v;
}

struct value value_number(uint64_t number)
{
	return (struct value){ .kind = VALUE_NUMBER, .number = number };
}

struct value value_rate(uint64_t rate)
{
	return (struct value){ .kind = VALUE_RATE, .number = rate };
}

struct value value_switch(bool on)
{
	return (struct value){ .kind = VALUE_SWITCH, .on = on };
}

struct value value_ms(uint64_t ms)
{
	return (struct value){ .kind = VALUE_MS, .number = ms };
}

struct value value_mac(const uint8_t mac[6])
{
	struct value v = { .kind = VALUE_TEXT };

	snprintf(v.text, sizeof(v.text), "%02x:%02x:%02x:%02x:%02x:%02x",
		 mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]);
	return v;
}

struct value value_proto(uint16_t proto)
{
	struct value v = { .kind = VALUE_TEXT };

	if (proto == ETH_P_8021AD)
		return value_text("802.1ad");
	if (proto == ETH_P_8021Q)
		return value_text("802.1Q");
	snprintf(v.text, sizeof(v.text), "0x%04x", proto);
	return v;
}

struct value value_name(const char *const *names, uint32_t index)
{
	uint32_t i;

	for (i = 0; names[i]; i++)
		if (i == index)
			return value_text(names[i]);
	return value_number(index);
}

static struct value number_value(const struct field *f, uint64_t number)
{
	if (!number && f->flags & FIELD_ZERO_NULL)
		return value_null();
	if (f->names)
		return value_name(f->names, number);
	switch (f->show) {
	case SHOW_RATE:
		return value_rate(number);
	case SHOW_MS:
		return value_ms(number);
	case SHOW_PROTO:
		return value_proto(number);
	default:
		return value_number(number);
	}
}

static struct value attr_value(const struct field *f, const void *object)
{
	const void *member = attr_member(f->space, f->attr, object);

	switch (f->space->attrs[f->attr].kind) {
	case ATTR_STRING:
		return value_text(member);
	case ATTR_SWITCH:
	case ATTR_FLAG:
		if (f->names)
			return value_name(f->names, *(const bool *)member);
		return value_switch(*(const bool *)member);
	case ATTR_NUMBER:
		if (f->show == SHOW_MAC)
			return value_mac(member);
		return number_value(f, attr_number(f->space, f->attr, object));
	default:
		return value_absent();
	}
}

static struct value get_value(const struct field *f, const void *object)
{
	if (f->get)
		return f->get(object);
	if (f->of)
		object = f->of(object);
	if (!attr_given(object, f->attr))
		return value_absent();
	return attr_value(f, object);
}

/* what is 0 can be left out where people read */
static struct value get_text(const struct field *f, const void *object)
{
	struct value v = get_value(f, object);

	if (f->flags & FIELD_ZERO_ABSENT && v.kind == VALUE_NUMBER && !v.number)
		return value_absent();
	return v;
}

/* as few decimals as it takes */
static void ms_format(uint64_t ms, char cell[CELL_SIZE])
{
	int n = snprintf(cell, CELL_SIZE, "%llu.%03u",
			 (unsigned long long)ms / 1000,
			 (unsigned int)(ms % 1000));

	while (cell[n - 1] == '0')
		cell[--n] = '\0';
	if (cell[n - 1] == '.')
		cell[--n] = '\0';
}

/* json-c keeps the text beside the number, so no digit is lost or added */
static struct json_object *json_rate(uint64_t rate)
{
	char mbit[RATE_STRLEN];

	rate_format_mbit(rate, mbit, sizeof(mbit));
	if (!strchr(mbit, '.'))
		return json_object_new_uint64(strtoull(mbit, NULL, 10));
	return json_object_new_double_s(rate / 1e6, mbit);
}

static struct json_object *json_ms(uint64_t ms)
{
	char seconds[CELL_SIZE];

	ms_format(ms, seconds);
	if (ms % 1000 == 0)
		return json_object_new_uint64(ms / 1000);
	return json_object_new_double_s(ms / 1e3, seconds);
}

static struct json_object *json_value(const struct value *v)
{
	switch (v->kind) {
	case VALUE_TEXT:
		return json_object_new_string(v->text);
	case VALUE_NUMBER:
		return json_object_new_uint64(v->number);
	case VALUE_RATE:
		return json_rate(v->number);
	case VALUE_SWITCH:
		return json_object_new_boolean(v->on);
	case VALUE_MS:
		return json_ms(v->number);
	default:
		return NULL;
	}
}

void json_add_fields(struct json_object *to, const struct field *fields,
		     size_t n_fields, const void *object)
{
	struct value v;
	size_t i;

	for (i = 0; i < n_fields; i++) {
		if (fields[i].flags & FIELD_TEXT_ONLY)
			continue;
		v = get_value(&fields[i], object);
		if (v.kind != VALUE_ABSENT)
			json_object_object_add(to, fields[i].key,
					       json_value(&v));
	}
}

struct json_object *json_of_list(const struct field *fields, size_t n_fields,
				 const struct list *objects)
{
	struct json_object *array = json_object_new_array(), *json;
	size_t i;

	for (i = 0; i < objects->n; i++) {
		json = json_object_new_object();
		json_add_fields(json, fields, n_fields, list_at(objects, i));
		json_object_array_add(array, json);
	}
	return array;
}

void json_add_list(struct json_object *to, const char *key,
		   const struct field *fields, size_t n_fields,
		   const struct list *objects)
{
	json_object_object_add(to, key,
			       json_of_list(fields, n_fields, objects));
}

static const char *title(const struct field *f)
{
	return f->title ? f->title : f->key;
}

static void text_value(const struct field *f, const struct value *v,
		       char cell[CELL_SIZE])
{
	switch (v->kind) {
	case VALUE_TEXT:
		snprintf(cell, CELL_SIZE, "%s", v->text);
		break;
	case VALUE_NUMBER:
		snprintf(cell, CELL_SIZE, "%llu",
			 (unsigned long long)v->number);
		break;
	case VALUE_RATE:
		rate_format(v->number, cell, CELL_SIZE);
		break;
	case VALUE_SWITCH:
		snprintf(cell, CELL_SIZE, "%s", v->on ? "on" : "off");
		break;
	case VALUE_MS:
		ms_format(v->number, cell);
		break;
	case VALUE_NULL:
		snprintf(cell, CELL_SIZE, "%s", f->none ? f->none : "-");
		break;
	case VALUE_ABSENT:
		snprintf(cell, CELL_SIZE, "-");
		break;
	}
}

void print_line(const struct field *fields, size_t n_fields,
		const void *object)
{
	char cell[CELL_SIZE];
	struct value v;
	size_t i;

	for (i = 0; i < n_fields; i++) {
		if (fields[i].flags & FIELD_JSON_ONLY)
			continue;
		v = get_text(&fields[i], object);
		if (v.kind == VALUE_ABSENT)
			continue;
		text_value(&fields[i], &v, cell);
		printf(" %s %s", title(&fields[i]), cell);
	}
}

/* the width that column @f needs, 0 if it applies to no object */
static int column_width(const struct field *f, const struct list *objects)
{
	char cell[CELL_SIZE];
	struct value v;
	int width = 0;
	size_t i;

	if (f->flags & FIELD_JSON_ONLY)
		return 0;
	for (i = 0; i < objects->n; i++) {
		v = get_text(f, list_at(objects, i));
		if (v.kind == VALUE_ABSENT)
			continue;
		text_value(f, &v, cell);
		if ((int)strlen(cell) > width)
			width = strlen(cell);
	}
	if (width && width < (int)strlen(title(f)))
		width = strlen(title(f));
	return width;
}

/*
 * Blanks are owed until something follows them, so that no line ends in
 * blanks.
 */
static void print_cell(const char *text, int width, bool right, int *owed)
{
	int pad = width - (int)strlen(text);

	if (right)
		*owed += pad;
	printf("%*s%s", *owed, "", text);
	*owed = right ? 2 : pad + 2;
}

static void print_titles(const struct field *fields, size_t n_fields,
			 const int *widths, int indent)
{
	size_t i;

	for (i = 0; i < n_fields; i++)
		if (widths[i])
			print_cell(title(&fields[i]), widths[i],
				   fields[i].flags & FIELD_RIGHT, &indent);
	putchar('\n');
}

static void print_row(const struct field *fields, size_t n_fields,
		      const int *widths, const void *object, int indent)
{
	char cell[CELL_SIZE];
	struct value v;
	size_t i;

	for (i = 0; i < n_fields; i++) {
		if (!widths[i])
			continue;
		v = get_text(&fields[i], object);
		text_value(&fields[i], &v, cell);
		print_cell(cell, widths[i], fields[i].flags & FIELD_RIGHT,
			   &indent);
	}
	putchar('\n');
}

void print_table(const struct field *fields, size_t n_fields,
		 const struct list *objects, int indent)
{
	int widths[n_fields];
	size_t i;

	if (!objects->n)
		return;
	for (i = 0; i < n_fields; i++)
		widths[i] = column_width(&fields[i], objects);
	print_titles(fields, n_fields, widths, indent);
	for (i = 0; i < objects->n; i++)
		print_row(fields, n_fields, widths, list_at(objects, i),
			  indent);
}

void json_show(struct json_object *json, const struct options *opts)
{
	int flags = JSON_C_TO_STRING_NOSLASHESCAPE;

	if (opts->pretty)
		flags |= JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED;
	puts(json_object_to_json_string_ext(json, flags));
	json_object_put(json);
}
