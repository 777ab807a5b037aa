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
 * @show: prints several of them
 * @line: what one of them is like, behind its kind on a line without its end;
 *	NULL if @show does for it
 * @to_json: one of them
 */
struct vb_kind {
	const struct object *object;
	int get;
	const struct attr_space *space;
	const struct vb_verb *verbs;
	unsigned int item;
	void (*show)(const struct list *objects, const struct options *opts);
	void (*line)(const void *object);
	struct json_object *(*to_json)(const void *object,
				       const struct options *opts);
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

void vb_show(const struct vb_kind *kind, const struct list *list,
	     const struct options *opts);
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

/* send @cmd with what @object has; with -j the answer is printed */
int vb_request(const struct vb_kind *kind, const struct options *opts, int cmd,
	       const void *object);

/* do what the words after verb @name say, by vb_request() */
int vb_change(const struct vb_kind *kind, const struct options *opts,
	      const char *name, int argc, char **argv);

/* counters: a line of a table, and an object */
struct counter_row {
	struct vb_stats stats;
	char of[64];
};

void counters_show(const struct list *rows, const char *title);
struct json_object *counters_to_json(const struct vb_stats *stats);

#endif
