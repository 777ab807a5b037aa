// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "output.h"
#include "rate.h"

/* longest text of a value: 20 digits, or value.text */
#define CELL_SIZE	256

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

/* json-c keeps the text beside the number, so no digit is lost or added */
static struct json_object *json_rate(uint64_t rate)
{
	char mbit[RATE_STRLEN];

	rate_format_mbit(rate, mbit, sizeof(mbit));
	if (!strchr(mbit, '.'))
		return json_object_new_uint64(strtoull(mbit, NULL, 10));
	return json_object_new_double_s(rate / 1e6, mbit);
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
		v = fields[i].get(object);
		if (v.kind != VALUE_ABSENT)
			json_object_object_add(to, fields[i].key,
					       json_value(&v));
	}
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
		v = fields[i].get(object);
		if (v.kind == VALUE_ABSENT)
			continue;
		text_value(&fields[i], &v, cell);
		printf(" %s %s", title(&fields[i]), cell);
	}
}

static const void *array_at(const struct array *array, size_t i)
{
	return (const char *)array->first + i * array->size;
}

/* the width that column @f needs, 0 if it applies to no object */
static int column_width(const struct field *f, const struct array *objects)
{
	char cell[CELL_SIZE];
	struct value v;
	int width = 0;
	size_t i;

	if (f->flags & FIELD_JSON_ONLY)
		return 0;
	for (i = 0; i < objects->n; i++) {
		v = f->get(array_at(objects, i));
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
		v = fields[i].get(object);
		text_value(&fields[i], &v, cell);
		print_cell(cell, widths[i], fields[i].flags & FIELD_RIGHT,
			   &indent);
	}
	putchar('\n');
}

void print_table(const struct field *fields, size_t n_fields,
		 const struct array *objects, int indent)
{
	int widths[n_fields];
	size_t i;

	if (!objects->n)
		return;
	for (i = 0; i < n_fields; i++)
		widths[i] = column_width(&fields[i], objects);
	print_titles(fields, n_fields, widths, indent);
	for (i = 0; i < objects->n; i++)
		print_row(fields, n_fields, widths, array_at(objects, i),
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
