// SPDX-License-Identifier: GPL-2.0
#include <string.h>

#include "cmd.h"
#include "vcid_talk.h"

/* bytes of a request: all items at their largest, and then some */
#define REQUEST_SIZE	(VCID_MAX_ITEMS * 1024)

int vcid_open(struct vcnl *nl)
{
	nlmsg_set_default_size(REQUEST_SIZE);
	return vcnl_open(nl, &vcid_family);
}

static int add_message(struct nlmsghdr *nlh, void *arg)
{
	return vcid_parse(nlh, arg);
}

/* In one message: a dump of no items would not tell the name. */
int vcid_fetch(struct vcnl *nl, struct vcid_profile *profile)
{
	struct nl_msg *msg = vcnl_request(nl, VCID_CMD_PROFILE_GET);

	memset(profile, 0, sizeof(*profile));
	if (!msg) {
		print_error("out of memory");
		return EXIT_REFUSED;
	}
	return vcnl_talk(nl, msg, add_message, profile);
}

int vcid_send(struct vcnl *nl, const struct vcid_profile *profile)
{
	struct nl_msg *msg = vcnl_request(nl, VCID_CMD_PROFILE_SET);

	if (!msg || vcid_put(msg, profile)) {
		nlmsg_free(msg);
		print_error("the request does not fit a message");
		return EXIT_REFUSED;
	}
	return vcnl_talk(nl, msg, NULL, NULL);
}

int vcid_clear(struct vcnl *nl)
{
	struct nl_msg *msg = vcnl_request(nl, VCID_CMD_PROFILE_CLEAR);

	if (!msg) {
		print_error("out of memory");
		return EXIT_REFUSED;
	}
	return vcnl_talk(nl, msg, NULL, NULL);
}
