// SPDX-License-Identifier: GPL-2.0
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "vbridge.h"

int word_ifname(struct args *a, const char *word, void *member)
{
	return args_name(a, word, member, IFNAMSIZ);
}

/* @text is @word and a number behind it, or without one if that may be */
static bool match_tag(const char *text, const char *word, const char **vid)
{
	size_t len = strlen(word);

	if (strncmp(text, word, len))
		return false;
	*vid = text + len;
	return !**vid || isdigit((unsigned char)**vid);
}

int tag_parse(struct args *a, const char *text, uint32_t *tag, uint16_t *vid,
	      bool *has_vid)
{
	const char *number = NULL;
	uint64_t v = 0;
	unsigned int i;

	for (i = 0; tag_names[i]; i++)
		if (match_tag(text, tag_names[i], &number))
			break;
	if (!tag_names[i] ||
	    (*number && i != VBRIDGE_TAG_VLAN && i != VBRIDGE_TAG_NATIVE) ||
	    (!*number && i == VBRIDGE_TAG_VLAN))
		return args_fail(a, "\"%s\" is none of untagged, vlanV, native, nativeV, tunnel",
				 text);
	*tag = i;
	*has_vid = *number;
	if (!*number)
		return 0;
	if (args_parse_uint(a, tag_names[i], number, UINT16_MAX, &v))
		return -EINVAL;
	*vid = v;
	return 0;
}

struct value value_tag(uint32_t tag, uint16_t vid)
{
	struct value name = value_name(tag_names, tag), v = name;

	if (vid && name.kind == VALUE_TEXT)
		snprintf(v.text, sizeof(v.text), "%.16s %u", name.text, vid);
	return v;
}

const struct vb_verb *vb_find_verb(const struct vb_kind *kind, const char *name)
{
	const struct vb_verb *verb;

	for (verb = kind->verbs; verb->name; verb++)
		if (!strcmp(verb->name, name))
			return verb;
	return NULL;
}

/**
 * struct dump - a list that is being fetched
 * @space: of the objects in it
 * @list: what has come so far
 */
struct dump {
	const struct attr_space *space;
	struct list *list;
};

static int add_object(struct nlmsghdr *nlh, void *arg)
{
	struct dump *d = arg;
	void *object = list_add(d->list, d->space->size);

	if (!object)
		return -ENOMEM;
	return attrs_parse_msg(nlh, d->space, object);
}

static void list_free_objects(const struct attr_space *space, struct list *list)
{
	size_t i;

	for (i = 0; i < list->n; i++)
		attrs_free(space, list_at(list, i));
	list_free(list);
}

static void forget_objects(void *arg)
{
	struct dump *d = arg;

	list_free_objects(d->space, d->list);
}

int vb_dump(struct vcnl *nl, const struct vb_kind *kind, const void *filter,
	    struct list *list)
{
	struct dump d = { kind->space, list };

	return vcnl_dump(nl, kind->get, filter, add_object, forget_objects, &d);
}

void vb_list_free(const struct vb_kind *kind, struct list *list)
{
	list_free_objects(kind->space, list);
}

/**
 * struct reply - room for the answer to a request
 * @space: its attributes
 * @object: all zero, or NULL if nobody wants to know
 */
struct reply {
	const struct attr_space *space;
	void *object;
};

static int keep_reply(struct nlmsghdr *nlh, void *arg)
{
	struct reply *r = arg;

	return r->object ? attrs_parse_msg(nlh, r->space, r->object) : 0;
}

int vb_send(struct vcnl *nl, const struct vb_kind *kind, int cmd,
	    const void *object, void *reply)
{
	struct nl_msg *msg = vcnl_request_of(nl, cmd, object);
	struct reply r = { kind->space, reply };

	if (!msg)
		return EXIT_REFUSED;
	return vcnl_talk(nl, msg, keep_reply, &r);
}

static void keep_wanted(const struct vb_kind *kind, struct list *list,
			bool (*wanted)(const void *object, const void *filter),
			const void *filter)
{
	size_t i, kept = 0;

	for (i = 0; i < list->n; i++) {
		if (!wanted(list_at(list, i), filter))
			attrs_free(kind->space, list_at(list, i));
		else if (kept++ < i)
			memcpy(list_at(list, kept - 1), list_at(list, i),
			       list->size);
	}
	list->n = kept;
}

int vb_show_some(const struct vb_kind *kind, const struct options *opts,
		 const void *request,
		 bool (*wanted)(const void *object, const void *filter),
		 const void *filter)
{
	struct list list = { 0 };
	struct vcnl nl;
	int status;

	status = vcnl_open(&nl, &vbridge_family);
	if (status)
		return status;
	status = vb_dump(&nl, kind, request, &list);
	if (!status) {
		if (wanted)
			keep_wanted(kind, &list, wanted, filter);
		vb_show(kind, &list, opts);
	}
	vb_list_free(kind, &list);
	vcnl_close(&nl);
	return status;
}

/* send @cmd; the answer is shown if @show, and if there is one */
static int send_and_show(const struct vb_kind *kind, const struct options *opts,
			 int cmd, const void *object, bool show)
{
	struct list answer = { 0 };
	struct vcnl nl;
	void *reply;
	int status;

	status = vcnl_open(&nl, &vbridge_family);
	if (status)
		return status;
	reply = list_add(&answer, kind->space->size);
	status = vb_send(&nl, kind, cmd, object, reply);
	if (!status && show && reply && *(uint64_t *)reply)
		vb_show(kind, &answer, opts);
	list_free_objects(kind->space, &answer);
	vcnl_close(&nl);
	return status;
}

int vb_request(const struct vb_kind *kind, const struct options *opts, int cmd,
	       const void *object)
{
	return send_and_show(kind, opts, cmd, object, opts->json);
}

int vb_show_one(const struct vb_kind *kind, const struct options *opts,
		const void *name)
{
	return send_and_show(kind, opts, kind->get, name, true);
}

/* what the words say, in an empty list that list_free_objects() frees */
static int parse_request(const struct vb_kind *kind,
			 int (*parse)(struct args *a, void *object), int argc,
			 char **argv, struct list *request)
{
	struct args a = { .argc = argc, .argv = argv };
	void *object = list_add(request, kind->space->size);

	if (!object) {
		print_error("out of memory");
		return EXIT_REFUSED;
	}
	if (parse(&a, object) || args_end(&a))
		return usage_error(kind->object, &a);
	return EXIT_OK;
}

int vb_show_named(const struct vb_kind *kind, const struct options *opts,
		  int (*parse)(struct args *a, void *object), int argc,
		  char **argv)
{
	struct list request = { 0 };
	int status;

	if (!argc)
		return vb_show_some(kind, opts, NULL, NULL, NULL);
	status = parse_request(kind, parse, argc, argv, &request);
	if (!status)
		status = vb_show_one(kind, opts, list_at(&request, 0));
	list_free_objects(kind->space, &request);
	return status;
}

int vb_change(const struct vb_kind *kind, const struct options *opts,
	      const char *name, int argc, char **argv)
{
	const struct vb_verb *verb = vb_find_verb(kind, name);
	struct list request = { 0 };
	int status;

	status = parse_request(kind, verb->parse, argc, argv, &request);
	if (!status)
		status = vb_request(kind, opts, verb->cmd,
				    list_at(&request, 0));
	list_free_objects(kind->space, &request);
	return status;
}
