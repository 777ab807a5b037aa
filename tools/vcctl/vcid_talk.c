// SPDX-License-Identifier: GPL-2.0
#include "cmd.h"
#include "vcid_talk.h"

static int add_message(struct nlmsghdr *nlh, void *arg)
{
	return vcid_parse(nlh, arg);
}

static int talk(struct vcnl *nl, int cmd, const struct vcid_profile *profile,
		vcnl_fn fn, void *arg)
{
	struct nl_msg *msg = vcnl_request_of(nl, cmd, profile);

	return msg ? vcnl_talk(nl, msg, fn, arg) : EXIT_REFUSED;
}

/* In one message: a dump of no items would not tell the name. */
int vcid_fetch(struct vcnl *nl, struct vcid_profile *profile)
{
	return talk(nl, VCID_CMD_PROFILE_GET, NULL, add_message, profile);
}

int vcid_send(struct vcnl *nl, const struct vcid_profile *profile)
{
	return talk(nl, VCID_CMD_PROFILE_SET, profile, NULL, NULL);
}

int vcid_clear(struct vcnl *nl, bool force)
{
	struct vcid_profile none = { 0 };

	if (force)
		vcid_set_force(&none);
	return talk(nl, VCID_CMD_PROFILE_CLEAR, &none, NULL, NULL);
}
