/* SPDX-License-Identifier: GPL-2.0 */
/* Talking to one generic netlink family. Errors are printed where they occur. */
#ifndef VCCTL_NL_H
#define VCCTL_NL_H

#include <netlink/netlink.h>
#include <netlink/msg.h>

#include "extack.h"

/**
 * struct vcnl_family - what there is to know of a family beforehand
 * @name: as it is registered
 * @version: of the uAPI that the tool was built for
 * @module: kernel module that brings it
 * @hdrlen: bytes of header between that of netlink and the attributes
 * @space_of: the attributes of command @cmd
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
 */
struct vcnl {
	struct nl_sock *sk;
	int id;
	const struct vcnl_family *family;
};

/* takes one message of an answer; a negative errno ends the conversation */
typedef int (*vcnl_fn)(struct nlmsghdr *nlh, void *arg);

/* All that return int return an exit status, see cmd.h. */
int vcnl_open(struct vcnl *nl, const struct vcnl_family *family);
void vcnl_close(struct vcnl *nl);

/* a request to fill in, NULL if memory ran out */
struct nl_msg *vcnl_request(struct vcnl *nl, int cmd);

/* send and free @msg, hand each message of the answer to @fn (may be NULL) */
int vcnl_talk(struct vcnl *nl, struct nl_msg *msg, vcnl_fn fn, void *arg);

/*
 * Dump with @cmd. If the kernel says that the objects changed meanwhile,
 * @reset forgets what @fn has collected and the dump starts again.
 */
int vcnl_dump(struct vcnl *nl, int cmd, vcnl_fn fn, void (*reset)(void *),
	      void *arg);

/* join multicast group @group */
int vcnl_subscribe(struct vcnl *nl, const char *group);
/*
 * Hand notifications to @fn as long as the family is there; @lost is called
 * when some were lost.
 */
int vcnl_follow(struct vcnl *nl, vcnl_fn fn, void (*lost)(void *), void *arg);

/* whatever process creates or opens from now on is in network namespace @name */
int netns_enter(const char *name);

#endif
