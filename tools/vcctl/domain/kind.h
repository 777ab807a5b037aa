/* SPDX-License-Identifier: GPL-2.0 */
/* The kinds of objects that a domain has. Pure. */
#ifndef VCCTL_DOMAIN_KIND_H
#define VCCTL_DOMAIN_KIND_H

#include "shape.h"

/**
 * struct kind - a kind of object
 * @name: of one, in commands and in the store
 * @section: of all of them, in a file
 * @shape: their documents, a SHAPE_OBJECT
 * @check: what a shape cannot say; may write values the way that they are
 *	stored. NULL if there is nothing
 */
struct kind {
	const char *name;
	const char *section;
	const struct shape *shape;
	void (*check)(struct json_object *doc, const char *path,
		      struct problems *problems);
};

extern const struct kind domain_kind;
extern const struct kind pool_kind;
extern const struct kind net_kind;
extern const struct kind uplinks_kind;
extern const struct kind fabric_kind;
extern const struct kind group_kind;
extern const struct kind bay_kind;
extern const struct kind template_kind;
extern const struct kind profile_kind;

/* all of them, what is referred to before what refers; NULL ends them */
extern const struct kind *const kinds[];

/* NULL if there is none of that name */
const struct kind *kind_find(const char *name);

/* There is one object of kind "domain", and this is its name. */
#define DOMAIN_NAME	"domain"

/* Read what was written as a document of a kind, see shape_read(). */
struct json_object *kind_read(const struct kind *kind, const struct node *node,
			      const char *path, struct problems *problems);

/* a JSON Schema of a file that has objects of all kinds */
struct json_object *kinds_schema(void);

/* a member of an object as text, NULL if it has none */
const char *doc_text(struct json_object *doc, const char *key);
/* ... as it is */
struct json_object *doc_get(struct json_object *doc, const char *key);
/* ... as a switch: off if it has none */
bool doc_on(struct json_object *doc, const char *key);
/* ... as a number: @none if it has none */
int64_t doc_number(struct json_object *doc, const char *key, int64_t none);
/* ... as a rate in bit/s */
uint64_t doc_rate(struct json_object *doc, const char *key, uint64_t none);

/* what several kinds have */
extern const struct shape text_shape;
extern const struct shape name_shape;
extern const struct shape switch_shape;
extern const struct shape rate_shape;
extern const struct shape ifname_shape;

#endif
