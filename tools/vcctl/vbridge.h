/* SPDX-License-Identifier: GPL-2.0 */
/* What the objects of the switch have in common. */
#ifndef VCCTL_VBRIDGE_H
#define VCCTL_VBRIDGE_H

#include <json-c/json.h>

#include "args.h"
#include "cmd.h"
#include "output.h"
#include "vbridge_msg.h"

/**
 * struct vb_verb - a change that a command line asks for
 * @name: the word for it; NULL ends a list
 * @cmd: its request
 * @parse: reads the words after @name into the structure of the request
 */
struct vb_verb {
	const char *name;
	int cmd;
	int (*parse)(struct args *a, void *object);
};

/**
 * struct vb_kind - a kind of object of the switch
 * @object: its commands
 * @get: request that dumps it
 * @space: its structure
 * @verbs: how it is changed
 * @item: number of its attribute in an item of a batch, 0 if it has none
 * @single: there is one of it, which has no name
 * @fields: what is shown of one. In text it is a row of a table; a line if it is
 *	@single
 * @n_fields: how many
 * @print: one of them in text where it is no row: its name, and lines
 * @add_json: what one has in JSON beside @fields, or NULL
 * @label: whose counters those of one are, for the table of them; NULL if it
 *	has none
 * @stats: place of these counters in its structure
 */
struct vb_kind {
	const struct object *object;
	int get;
	const struct attr_space *space;
	const struct vb_verb *verbs;
	unsigned int item;
	bool single;
	const struct field *fields;
	size_t n_fields;
	void (*print)(const void *object);
	void (*add_json)(struct json_object *json, const void *object);
	void (*label)(const void *object, char *text, size_t size);
	size_t stats;
};

extern const struct vb_kind network_kind;
extern const struct vb_kind conn_kind;
extern const struct vb_kind uplinkset_kind;
extern const struct vb_kind fdb_kind;
extern const struct vb_kind mdb_kind;
extern const struct vb_kind mirror_kind;
extern const struct vb_kind protect_kind;

/* Words that several objects have. All return 0, or -EINVAL. */
int word_ifname(struct args *a, const char *word, void *member);
/* "vlanV", "native", "nativeV", "untagged" or "tunnel" as @text has it */
int tag_parse(struct args *a, const char *text, uint32_t *tag, uint16_t *vid,
	      bool *has_vid);
/* how a tag is shown; @vid is 0 if it has none */
struct value value_tag(uint32_t tag, uint16_t vid);

/* the verb @name, or NULL */
const struct vb_verb *vb_find_verb(const struct vb_kind *kind,
				   const char *name);

/* All that follow return an exit status. */

/* everything of a kind, in an empty list that vb_list_free() frees */
int vb_dump(struct vcnl *nl, const struct vb_kind *kind, const void *filter,
	    struct list *list);
void vb_list_free(const struct vb_kind *kind, struct list *list);

/* send @cmd with what @object has; the answer, if any, goes to @reply */
int vb_send(struct vcnl *nl, const struct vb_kind *kind, int cmd,
	    const void *object, void *reply);

/*
 * Fetch what @request, an object or NULL for all, asks for, and show that for
 * which @wanted, if there is one, is true; it is handed @filter.
 */
int vb_show_some(const struct vb_kind *kind, const struct options *opts,
		 const void *request,
		 bool (*wanted)(const void *object, const void *filter),
		 const void *filter);
/* the one that @name, as a request, names */
int vb_show_one(const struct vb_kind *kind, const struct options *opts,
		const void *name);

/* the one that the words, which @parse reads, name; without words all */
int vb_show_named(const struct vb_kind *kind, const struct options *opts,
		  int (*parse)(struct args *a, void *object), int argc,
		  char **argv);

/* send @cmd with what @object has; with -j the answer is printed */
int vb_request(const struct vb_kind *kind, const struct options *opts, int cmd,
	       const void *object);

/* do what the words after verb @name say, by vb_request() */
int vb_change(const struct vb_kind *kind, const struct options *opts,
	      const char *name, int argc, char **argv);

/* Showing them: vbridge_show.c */

/* what one is like, behind its kind on a line without its end; no @print */
void vb_print_line(const struct vb_kind *kind, const void *object);
struct json_object *vb_to_json(const struct vb_kind *kind, const void *object,
			       const struct options *opts);
/* an array of them */
struct json_object *vb_list_to_json(const struct vb_kind *kind,
				    const struct list *list,
				    const struct options *opts);
void vb_show(const struct vb_kind *kind, const struct list *list,
	     const struct options *opts);

#endif
