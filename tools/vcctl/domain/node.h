/* SPDX-License-Identifier: GPL-2.0 */
/* Values as they were written, with the place where, before they are judged. */
#ifndef VCCTL_DOMAIN_NODE_H
#define VCCTL_DOMAIN_NODE_H

#include <json-c/json.h>
#include <stdio.h>

#include "list.h"

enum node_type {
	NODE_NULL,	/* nothing, or "null" */
	NODE_TEXT,
	NODE_LIST,
	NODE_MAP,
};

/**
 * struct node - a value
 * @type: which of the others holds it
 * @line: where it begins, from 1; 0 if it is of no file
 * @column: on that line, from 1
 * @text: NODE_TEXT
 * @children: NODE_LIST: of struct node; NODE_MAP: of struct node_pair
 */
struct node {
	enum node_type type;
	unsigned int line;
	unsigned int column;
	char *text;
	struct list children;
};

/**
 * struct node_pair - an entry of a map
 * @key: a NODE_TEXT
 * @value: its value
 */
struct node_pair {
	struct node key;
	struct node value;
};

/**
 * node_read() - read YAML, of which JSON is a part
 * @file: one document
 * @node: result, for node_free() in any case
 * @err: what is wrong with it, a sentence without its full stop
 * @size: of @err
 *
 * Anchors and tags are refused: a value stands where it is used. So are keys
 * that are no texts, or are there twice, and what is nested deeper than 32.
 *
 * Return: 0, or -EINVAL, and @node tells the place then.
 */
int node_read(FILE *file, struct node *node, char *err, size_t size);
int node_read_text(const char *text, struct node *node, char *err, size_t size);

/* a document as a value; 0 or -ENOMEM, to be freed in any case */
int node_of_json(struct json_object *json, struct node *node);

void node_free(struct node *node);

/* the value of a key, NULL if the map has none */
const struct node *node_get(const struct node *map, const char *key);

#endif
