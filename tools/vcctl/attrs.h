/* SPDX-License-Identifier: GPL-2.0 */
/* Attributes of netlink messages, to and from structures, by tables. No I/O. */
#ifndef VCCTL_ATTRS_H
#define VCCTL_ATTRS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <netlink/attr.h>
#include <netlink/msg.h>

#include "list.h"
#include "util.h"

enum attr_kind {
	ATTR_NAMED,	/* nothing is known but its name */
	ATTR_NUMBER,	/* as many bytes as the member has, in host order */
	ATTR_STRING,	/* what does not fit the member is cut */
	ATTR_SWITCH,	/* u8; the member is a bool */
	ATTR_FLAG,	/* there or not; the member is a bool */
	ATTR_BINARY,	/* the member is a struct bytes */
	ATTR_NEST,	/* the member is a structure */
	ATTR_LIST,	/* any number of times; the member is a struct list */
};

struct attr_space;

/**
 * struct attr - one attribute
 * @name: as the spec calls it
 * @nest: what is in it if it is a nest
 * @kind: what the message has, and what member of the structure
 * @offset: of the member
 * @size: of the member, or of each item of an ATTR_LIST that is no nest
 */
struct attr {
	const char *name;
	const struct attr_space *nest;
	enum attr_kind kind;
	size_t offset;
	size_t size;
};

/**
 * struct attr_space - attributes that stand beside each other
 * @attrs: by attribute number
 * @n_attrs: size of @attrs
 * @size: of the structure. It begins with a uint64_t, of which bit n is set
 *	if attribute n is there
 * @instance: where a nest may occur several times, writes which one @nest (its
 *	payload, @len bytes) is, or nothing; NULL where it occurs once
 */
struct attr_space {
	const struct attr *attrs;
	unsigned int n_attrs;
	size_t size;
	void (*instance)(struct nlattr *nest, int len, char *buf, size_t size);
};

/* bytes whose number differs; more than fit are an error */
struct bytes {
	size_t len;
	uint8_t data[16];
};

#define ATTR_AT(kind, title, at, size)	{ title, NULL, kind, at, size }

/* @member of structure @type, which has the size of the attribute */
#define NUMBER_ATTR(title, type, member, size)				\
	ATTR_AT(ATTR_NUMBER, title, offsetof(type, member), size)
#define U16_ATTR(title, type, member)					\
	NUMBER_ATTR(title, type, member, sizeof(uint16_t))
#define U32_ATTR(title, type, member)					\
	NUMBER_ATTR(title, type, member, sizeof(uint32_t))
#define U64_ATTR(title, type, member)					\
	NUMBER_ATTR(title, type, member, sizeof(uint64_t))
#define STRING_ATTR(title, type, member, size)				\
	ATTR_AT(ATTR_STRING, title, offsetof(type, member), size)
#define SWITCH_ATTR(title, type, member)				\
	ATTR_AT(ATTR_SWITCH, title, offsetof(type, member), sizeof(bool))
#define FLAG_ATTR(title, type, member)					\
	ATTR_AT(ATTR_FLAG, title, offsetof(type, member), sizeof(bool))
#define BINARY_ATTR(title, type, member)				\
	ATTR_AT(ATTR_BINARY, title, offsetof(type, member),		\
		sizeof(struct bytes))
#define NEST_ATTR(title, type, member, space)				\
	{ title, space, ATTR_NEST, offsetof(type, member), 0 }
/* a list of nests, and one of plain values of @size bytes */
#define NESTS_ATTR(title, type, member, space)				\
	{ title, space, ATTR_LIST, offsetof(type, member), 0 }
#define VALUES_ATTR(title, type, member, size)				\
	ATTR_AT(ATTR_LIST, title, offsetof(type, member), size)
#define NAMED_ATTR(title, space)	{ title, space, ATTR_NAMED, 0, 0 }

/* Is attribute @attr there? @object begins as struct attr_space says. */
bool attr_given(const void *object, unsigned int attr);
void attr_give(void *object, unsigned int attr);

/* its member, of an attribute that has one */
const void *attr_member(const struct attr_space *space, unsigned int attr,
			const void *object);
/* the value of an ATTR_NUMBER of up to 8 bytes */
uint64_t attr_number(const struct attr_space *space, unsigned int attr,
		     const void *object);

/*
 * Put into @msg what @object has: those attributes that are given, and what is
 * in the lists. Returns 0 or libnl's error.
 */
int attrs_put(struct nl_msg *msg, const struct attr_space *space,
	      const void *object);

/*
 * Read @left bytes of attributes into @object, which is all zero; what it has
 * in lists is to be freed, also after an error. Attributes that @space does not
 * know are passed over. Returns 0, -EBADMSG or -ENOMEM.
 */
int attrs_parse(struct nlattr *attr, int left, const struct attr_space *space,
		void *object);

/* the same for a message of a generic netlink family */
int attrs_parse_msg(struct nlmsghdr *nlh, const struct attr_space *space,
		    void *object);

/* Free the lists in @object, which is all zero then. */
void attrs_free(const struct attr_space *space, void *object);

#endif
