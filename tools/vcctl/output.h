/* SPDX-License-Identifier: GPL-2.0 */
/*
 * One description of what is shown of an object, from which both the text
 * and the JSON are made.
 */
#ifndef VCCTL_OUTPUT_H
#define VCCTL_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <json-c/json.h>

#include "cmd.h"

enum value_kind {
	VALUE_ABSENT,	/* does not apply: not shown at all */
	VALUE_NULL,	/* applies, but there is none */
	VALUE_TEXT,
	VALUE_NUMBER,
	VALUE_RATE,	/* bit/s; Mb/s in JSON */
	VALUE_SWITCH,	/* on or off; true or false in JSON */
};

/**
 * struct value - what a field has to show
 * @kind: which of the others holds it
 * @number: VALUE_NUMBER and VALUE_RATE
 * @on: VALUE_SWITCH
 * @text: VALUE_TEXT
 */
struct value {
	enum value_kind kind;
	union {
		uint64_t number;
		bool on;
		char text[256];
	};
};

struct value value_absent(void);
struct value value_null(void);
struct value value_text(const char *text);
struct value value_number(uint64_t number);
struct value value_rate(uint64_t rate);
struct value value_switch(bool on);

enum field_flags {
	FIELD_JSON_ONLY	= 1,
	FIELD_TEXT_ONLY	= 2,
	FIELD_RIGHT	= 4,	/* right-aligned in a table */
};

/**
 * struct field - one thing shown of an object
 * @key: its name in JSON, and in text unless @title says otherwise
 * @get: its value
 * @flags: enum field_flags
 * @title: its name in text
 * @none: what text shows for VALUE_NULL; NULL for "-"
 */
struct field {
	const char *key;
	struct value (*get)(const void *object);
	unsigned int flags;
	const char *title;
	const char *none;
};

/* one object's fields as members of a JSON object */
void json_add_fields(struct json_object *to, const struct field *fields,
		     size_t n_fields, const void *object);

/* ... as "title value" pairs on a line, without its end */
void print_line(const struct field *fields, size_t n_fields,
		const void *object);

/**
 * struct array - objects of one kind, one after the other
 * @first: the first
 * @size: of one
 * @n: how many
 */
struct array {
	const void *first;
	size_t size;
	size_t n;
};

/*
 * ... as a table with a line per object, indented by @indent. A column that
 * applies to no object is left out.
 */
void print_table(const struct field *fields, size_t n_fields,
		 const struct array *objects, int indent);

/* print and free @json */
void json_show(struct json_object *json, const struct options *opts);

#endif
