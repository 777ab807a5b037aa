/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a document may have, described once: files and command lines are read
 * by it, the JSON Schema for editors is made of it, and references are found by
 * it. Pure.
 */
#ifndef VCCTL_DOMAIN_SHAPE_H
#define VCCTL_DOMAIN_SHAPE_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stdint.h>

#include "node.h"
#include "problems.h"

enum shape_type {
	SHAPE_TEXT,
	SHAPE_NUMBER,	/* a JSON number */
	SHAPE_SWITCH,	/* on, off, true, false, yes or no; a JSON boolean */
	SHAPE_CHOICE,	/* one of several words */
	SHAPE_REF,	/* the name of an object */
	SHAPE_LIST,
	SHAPE_MAP,	/* keys that are free, and values of one shape */
	SHAPE_OBJECT,	/* keys that are known */
};

/**
 * struct shape - what a value may be
 * @type: the kind of value
 * @what: what it is, with its article, for messages and the schema
 * @read: SHAPE_TEXT: writes @text the way it is stored; -EINVAL if it is no
 *	@what. NULL if any text of up to 255 characters will do
 * @pattern: SHAPE_TEXT: a regular expression for editors, or NULL
 * @words: SHAPE_CHOICE: NULL-terminated
 * @min: SHAPE_NUMBER
 * @max: SHAPE_NUMBER
 * @kind: SHAPE_REF: the kind of object
 * @key: SHAPE_MAP: what its keys may be
 * @item: SHAPE_LIST, SHAPE_MAP: what its values may be
 * @members: SHAPE_OBJECT: what it may have; one without a name is the last
 * @base: SHAPE_OBJECT: another, whose members it may have as well, or NULL
 */
struct shape {
	enum shape_type type;
	const char *what;
	int (*read)(const char *text, char *stored, size_t size);
	const char *pattern;
	const char *const *words;
	int64_t min;
	int64_t max;
	const char *kind;
	const struct shape *key;
	const struct shape *item;
	const struct shape_member *members;
	const struct shape *base;
};

/**
 * struct shape_member - a key of a SHAPE_OBJECT
 * @name: the key
 * @shape: its value
 * @help: what it is for, one line
 * @needed: it must be there
 * @secret: its value is not to be shown
 */
struct shape_member {
	const char *name;
	const struct shape *shape;
	const char *help;
	bool needed;
	bool secret;
};

/* a member; .needed and .secret may follow */
#define MEMBER(title, of, about, ...)					\
	{ .name = title, .shape = of, .help = about, ##__VA_ARGS__ }

/* longest SHAPE_TEXT, without the NUL behind it */
#define SHAPE_TEXT_LEN	255

/**
 * shape_read() - make a document of what was written
 * @shape: what it may be
 * @node: what was written
 * @path: what it is, for messages: "networks.prod"
 * @problems: gets all that is wrong with it, each as "LINE:COLUMN: PATH: ..."
 *	or, if it is of no file, without its place
 *
 * Values are written in the way they are stored, keys of objects in the order
 * of the shape, so that equal documents have equal texts. What is null is not
 * there.
 *
 * Return: the document for json_object_put(), also if something is wrong; NULL
 * if it is null.
 */
struct json_object *shape_read(const struct shape *shape,
			       const struct node *node, const char *path,
			       struct problems *problems);

/* call @fn for all objects that a document refers to, for some perhaps twice */
void shape_refs(const struct shape *shape, struct json_object *doc,
		void (*fn)(const char *kind, const char *name, void *arg),
		void *arg);

/* a JSON Schema (draft 2020-12) of one shape */
struct json_object *shape_schema(const struct shape *shape);

/* of a key in a path */
#define SHAPE_KEY_SIZE	256

/*
 * The first key of @path, keys with dots between them; one that has dots itself
 * stands in double quotes. Returns what follows.
 */
const char *shape_next_key(const char *path, char key[SHAPE_KEY_SIZE]);

/* is the member that a path of keys ends with a secret? */
bool shape_is_secret(const struct shape *shape, const char *path);
/* is it one word or text, neither a list nor a map? */
bool shape_is_text(const struct shape *shape, const char *path);

/* for SHAPE_TEXT */
int shape_read_rate(const char *text, char *stored, size_t size);
/* a name of an object: letters, digits, ".", "_" and "-"; no sign first */
int shape_read_name(const char *text, char *stored, size_t size);

#endif
