/* SPDX-License-Identifier: GPL-2.0 */
/* Talking to one generic netlink family. Errors are printed where they occur. */
#ifndef VCCTL_NL_H
#define VCCTL_NL_H

#include <stdbool.h>
#include <netlink/netlink.h>
#include <netlink/msg.h>

#include "extack.h"

/**
 * struct vcnl_family - what there is to know of a family beforehand
 * @name: as it is registered
 * @version: of the uAPI that the tool was built for
 * @module: kernel module that brings it
 * @hdrlen: bytes of header between that of netlink and the attributes
 * @space_of: the attributes of command @cmd; NULL if they have no names
 */
struct vcnl_family {
	const char *name;
	int version;
	const char *module;
	int hdrlen;
	const struct attr_space *(*space_of)(int cmd);
};

/**
 * struct vcnl - an open socket
 * @sk: libnl's socket
 * @id: the family's number
 * @family: the family
 * @refused_at: offset of the attribute that the last request was refused for,
 *	from the start of the request, or 0
 */
struct vcnl {
	struct nl_sock *sk;
	int id;
	const struct vcnl_family *family;
	uint32_t refused_at;
};

/* takes one message of an answer; a negative errno ends the conversation */
typedef int (*vcnl_fn)(struct nlmsghdr *nlh, void *arg);

/* All that return int return an exit status, see cmd.h. */
int vcnl_open(struct vcnl *nl, const struct vcnl_family *family);
/*
 * a socket to rtnetlink, whose messages are built by hand; of answers only those
 * of type @answer, such as RTM_NEWLINK, are taken
 */
int vcnl_open_route(struct vcnl *nl, int answer);
void vcnl_close(struct vcnl *nl);

/* Is @family there? Unlike vcnl_open() this does not bring its module. */
bool vcnl_has(const struct vcnl_family *family);

/* a request to fill in, NULL if memory ran out */
struct nl_msg *vcnl_request(struct vcnl *nl, int cmd);

/*
 * A request with the attributes that @object has, see attrs_put(), as large as
 * it takes. What cannot be sent is reported; NULL then.
 */
struct nl_msg *vcnl_request_of(struct vcnl *nl, int cmd, const void *object);

/* send and free @msg, hand each message of the answer to @fn (may be NULL) */
int vcnl_talk(struct vcnl *nl, struct nl_msg *msg, vcnl_fn fn, void *arg);

/*
 * Dump with @cmd, what @filter asks for if that is not NULL: an object as for
 * vcnl_request_of(). If the kernel says that the objects changed meanwhile,
 * @reset forgets what @fn has collected and the dump starts again.
 */
int vcnl_dump(struct vcnl *nl, int cmd, const void *filter, vcnl_fn fn,
	      void (*reset)(void *), void *arg);

/* join multicast group @group of @family, which may be another than @nl's */
int vcnl_subscribe(struct vcnl *nl, const struct vcnl_family *family,
		   const char *group);

/**
 * struct vcnl_source - a family whose notifications are followed
 * @family: the family
 * @fn: takes its notifications
 * @id: the family's number, which vcnl_follow() finds
 */
struct vcnl_source {
	const struct vcnl_family *family;
	vcnl_fn fn;
	int id;
};

/*
 * Hand notifications to the @n_sources as long as their families are there;
 * @lost is called when some were lost, and those that came before have been read.
 */
int vcnl_follow(struct vcnl *nl, struct vcnl_source *sources, size_t n_sources,
		void (*lost)(void *), void *arg);

/* whatever process creates or opens from now on is in network namespace @name */
int netns_enter(const char *name);

#endif
