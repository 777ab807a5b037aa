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

#include "attrs.h"
#include "cmd.h"

enum value_kind {
	VALUE_ABSENT,	/* does not apply: not shown at all */
	VALUE_NULL,	/* applies, but there is none */
	VALUE_TEXT,
	VALUE_NUMBER,
	VALUE_RATE,	/* bit/s; Mb/s in JSON */
	VALUE_SWITCH,	/* on or off; true or false in JSON */
	VALUE_MS,	/* ms; shown in s */
};

/**
 * struct value - what a field has to show
 * @kind: which of the others holds it
 * @number: VALUE_NUMBER, VALUE_RATE and VALUE_MS
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
struct value value_ms(uint64_t ms);
struct value value_mac(const uint8_t mac[6]);
/* the tag that a VLAN's ethertype stands for */
struct value value_proto(uint16_t proto);
/* one of @names, which NULL ends; a number if a newer kernel has more */
struct value value_name(const char *const *names, uint32_t index);

enum field_flags {
	FIELD_JSON_ONLY	= 1,
	FIELD_TEXT_ONLY	= 2,
	FIELD_RIGHT	= 4,	/* right-aligned in a table */
	FIELD_ZERO_NULL	= 8,	/* 0 is VALUE_NULL */
	FIELD_ZERO_ABSENT = 16,	/* 0 is not shown in text */
};

/* how the value of an attribute is to be read */
enum field_show {
	SHOW_PLAIN,	/* as its kind is */
	SHOW_RATE,	/* bit/s */
	SHOW_MS,
	SHOW_MAC,
	SHOW_PROTO,
};

/**
 * struct field - one thing shown of an object
 * @key: its name in JSON, and in text unless @title says otherwise
 * @get: its value; NULL if it is that of attribute @attr of @space
 * @flags: enum field_flags
 * @title: its name in text
 * @none: what text shows for VALUE_NULL; NULL for "-"
 * @of: the part of the object that @space is of; NULL if that is the object
 * @space: attributes of the object; the value is absent if @attr is not given
 * @attr: number of the attribute
 * @show: how its value is to be read
 * @names: names that its values have, or NULL
 */
struct field {
	const char *key;
	struct value (*get)(const void *object);
	unsigned int flags;
	const char *title;
	const char *none;
	const void *(*of)(const void *object);
	const struct attr_space *space;
	unsigned int attr;
	enum field_show show;
	const char *const *names;
};

/* a field that shows an attribute; what else there is to say of it follows */
#define FIELD(name, from, number, ...)					\
	{ .key = name, .space = from, .attr = number, ##__VA_ARGS__ }

/* one object's fields as members of a JSON object */
void json_add_fields(struct json_object *to, const struct field *fields,
		     size_t n_fields, const void *object);

/* ... as "title value" pairs on a line, without its end */
void print_line(const struct field *fields, size_t n_fields,
		const void *object);

/*
 * ... as a table with a line per object, indented by @indent. A column that
 * applies to no object is left out.
 */
void print_table(const struct field *fields, size_t n_fields,
		 const struct list *objects, int indent);

/* ... as an array of JSON objects */
struct json_object *json_of_list(const struct field *fields, size_t n_fields,
				 const struct list *objects);

/* ... as member @key of @to, such an array */
void json_add_list(struct json_object *to, const char *key,
		   const struct field *fields, size_t n_fields,
		   const struct list *objects);

/* print and free @json */
void json_show(struct json_object *json, const struct options *opts);

#endif
