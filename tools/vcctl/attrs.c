// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <string.h>
#include <netlink/errno.h>
#include <netlink/genl/genl.h>

#include "attrs.h"

bool attr_given(const void *object, unsigned int attr)
{
	return *(const uint64_t *)object & BIT(attr);
}

void attr_give(void *object, unsigned int attr)
{
	*(uint64_t *)object |= BIT(attr);
}

static void *member_of(const struct attr *a, void *object)
{
	return (char *)object + a->offset;
}

static const void *const_member_of(const struct attr *a, const void *object)
{
	return (const char *)object + a->offset;
}

const void *attr_member(const struct attr_space *space, unsigned int attr,
			const void *object)
{
	return const_member_of(&space->attrs[attr], object);
}

uint64_t attr_number(const struct attr_space *space, unsigned int attr,
		     const void *object)
{
	const void *from = attr_member(space, attr, object);

	switch (space->attrs[attr].size) {
	case sizeof(uint8_t):
		return *(const uint8_t *)from;
	case sizeof(uint16_t):
		return *(const uint16_t *)from;
	case sizeof(uint32_t):
		return *(const uint32_t *)from;
	default:
		return *(const uint64_t *)from;
	}
}

static int put_nest(struct nl_msg *msg, int type,
		    const struct attr_space *space, const void *object)
{
	struct nlattr *nest;
	int err;

	/* strict validation wants the flag, older libnl does not set it */
	nest = nla_nest_start(msg, type | NLA_F_NESTED);
	if (!nest)
		return -NLE_NOMEM;
	err = attrs_put(msg, space, object);
	if (err) {
		nla_nest_cancel(msg, nest);
		return err;
	}
	return nla_nest_end(msg, nest);
}

static int put_list(struct nl_msg *msg, int type, const struct attr *a,
		    const struct list *list)
{
	int err = 0;
	size_t i;

	for (i = 0; i < list->n && !err; i++) {
		if (a->nest)
			err = put_nest(msg, type, a->nest, list_at(list, i));
		else
			err = nla_put(msg, type, a->size, list_at(list, i));
	}
	return err;
}

static int put_attr(struct nl_msg *msg, int type, const struct attr *a,
		    const void *from)
{
	const struct bytes *bytes = from;

	switch (a->kind) {
	case ATTR_NUMBER:
		return nla_put(msg, type, a->size, from);
	case ATTR_STRING:
		return nla_put_string(msg, type, from);
	case ATTR_SWITCH:
		return nla_put_u8(msg, type, *(const bool *)from);
	case ATTR_FLAG:
		return *(const bool *)from ? nla_put_flag(msg, type) : 0;
	case ATTR_BINARY:
		return nla_put(msg, type, bytes->len, bytes->data);
	case ATTR_NEST:
		return put_nest(msg, type, a->nest, from);
	default:
		return 0;
	}
}

int attrs_put(struct nl_msg *msg, const struct attr_space *space,
	      const void *object)
{
	const struct attr *a;
	const void *from;
	unsigned int i;
	int err = 0;

	for (i = 0; i < space->n_attrs && !err; i++) {
		a = &space->attrs[i];
		from = const_member_of(a, object);
		if (a->kind == ATTR_LIST)
			err = put_list(msg, i, a, from);
		else if (attr_given(object, i))
			err = put_attr(msg, i, a, from);
	}
	return err;
}

static int parse_value(struct nlattr *attr, void *to, size_t size)
{
	if ((size_t)nla_len(attr) != size)
		return -EBADMSG;
	memcpy(to, nla_data(attr), size);
	return 0;
}

static int parse_switch(struct nlattr *attr, bool *on)
{
	if (nla_len(attr) < 1)
		return -EBADMSG;
	*on = nla_get_u8(attr);
	return 0;
}

static int parse_binary(struct nlattr *attr, struct bytes *to)
{
	if ((size_t)nla_len(attr) > sizeof(to->data))
		return -EBADMSG;
	to->len = nla_len(attr);
	memcpy(to->data, nla_data(attr), to->len);
	return 0;
}

static int parse_item(struct nlattr *attr, const struct attr *a,
		      struct list *list)
{
	void *item = list_add(list, a->nest ? a->nest->size : a->size);

	if (!item)
		return -ENOMEM;
	if (a->nest)
		return attrs_parse(nla_data(attr), nla_len(attr), a->nest,
				   item);
	return parse_value(attr, item, a->size);
}

static int parse_attr(struct nlattr *attr, const struct attr *a, void *to)
{
	switch (a->kind) {
	case ATTR_NUMBER:
		return parse_value(attr, to, a->size);
	case ATTR_STRING:
		nla_strlcpy(to, attr, a->size);
		return 0;
	case ATTR_SWITCH:
		return parse_switch(attr, to);
	case ATTR_FLAG:
		*(bool *)to = true;
		return 0;
	case ATTR_BINARY:
		return parse_binary(attr, to);
	case ATTR_NEST:
		return attrs_parse(nla_data(attr), nla_len(attr), a->nest, to);
	case ATTR_LIST:
		return parse_item(attr, a, to);
	default:
		return 0;
	}
}

int attrs_parse(struct nlattr *attr, int left, const struct attr_space *space,
		void *object)
{
	unsigned int type;
	int err;

	nla_for_each_attr(attr, attr, left, left) {
		type = nla_type(attr);
		if (type >= space->n_attrs ||
		    space->attrs[type].kind == ATTR_NAMED)
			continue;
		err = parse_attr(attr, &space->attrs[type],
				 member_of(&space->attrs[type], object));
		if (err)
			return err;
		attr_give(object, type);
	}
	return 0;
}

int attrs_parse_msg(struct nlmsghdr *nlh, const struct attr_space *space,
		    void *object)
{
	if (!genlmsg_valid_hdr(nlh, 0))
		return -EBADMSG;
	return attrs_parse(nlmsg_attrdata(nlh, GENL_HDRLEN),
			   nlmsg_attrlen(nlh, GENL_HDRLEN), space, object);
}

static void free_attr(const struct attr *a, void *member)
{
	struct list *list = member;
	size_t i;

	if (a->kind == ATTR_NEST)
		attrs_free(a->nest, member);
	if (a->kind != ATTR_LIST)
		return;
	for (i = 0; a->nest && i < list->n; i++)
		attrs_free(a->nest, list_at(list, i));
	list_free(list);
}

void attrs_free(const struct attr_space *space, void *object)
{
	unsigned int i;

	for (i = 0; i < space->n_attrs; i++)
		free_attr(&space->attrs[i],
			  member_of(&space->attrs[i], object));
	memset(object, 0, space->size);
}
