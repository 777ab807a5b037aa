// SPDX-License-Identifier: GPL-2.0
/*
 * Generic netlink family "vcid": requests.
 *
 * The source of truth is Documentation/netlink/specs/vcid.yaml.
 */
#include <net/genetlink.h>
#include <net/sock.h>

#include "vcid.h"

static const struct nla_policy
vcid_profile_policy[VCID_A_PROFILE_MAX + 1] = {
	[VCID_A_PROFILE_NAME] = { .type = NLA_NUL_STRING,
				  .len = VCID_NAME_LEN },
	[VCID_A_PROFILE_ITEM] = NLA_POLICY_NESTED(vcid_item_policy),
	[VCID_A_PROFILE_FORCE] = { .type = NLA_FLAG },
};

static const struct nla_policy vcid_clear_policy[VCID_A_PROFILE_MAX + 1] = {
	[VCID_A_PROFILE_NAME] = { .type = NLA_REJECT },
	[VCID_A_PROFILE_ITEM] = { .type = NLA_REJECT },
	[VCID_A_PROFILE_FORCE] = { .type = NLA_FLAG },
};

/* of a request that has no attributes: without a policy they would pass */
static const struct nla_policy vcid_no_policy[] = {
	[VCID_A_PROFILE_NAME] = { .type = NLA_REJECT },
};

/* what sysfs keeps from others than root, and nobody else need know */
static bool vcid_may_see_secrets(const struct sk_buff *skb)
{
	return netlink_capable(skb, CAP_NET_ADMIN);
}

static int vcid_count_items(const struct genl_info *info, unsigned int *n)
{
	const struct nlattr *attr;
	int rem;

	*n = 0;
	nlmsg_for_each_attr(attr, info->nlhdr, GENL_HDRLEN, rem) {
		if (nla_type(attr) != VCID_A_PROFILE_ITEM ||
		    ++*n <= VCID_MAX_ITEMS)
			continue;
		NL_SET_ERR_MSG_ATTR(info->extack, attr,
				    "A profile has no more than 64 items");
		return -E2BIG;
	}
	return 0;
}

static int vcid_parse_items(const struct genl_info *info,
			    struct vcid_profile *profile)
{
	struct vcid_item *item = profile->item;
	const struct nlattr *attr;
	int err, rem;

	nlmsg_for_each_attr(attr, info->nlhdr, GENL_HDRLEN, rem) {
		if (nla_type(attr) != VCID_A_PROFILE_ITEM)
			continue;
		err = vcid_item_parse(item++, attr, info->extack);
		if (err)
			return err;
	}
	return vcid_items_check(profile, info->extack);
}

static int vcid_parse_name(const struct genl_info *info, char *name)
{
	struct nlattr *attr = info->attrs[VCID_A_PROFILE_NAME];

	if (!attr || !*(const char *)nla_data(attr)) {
		NL_SET_ERR_MSG_ATTR(info->extack, attr,
				    "A profile has a name");
		return -EINVAL;
	}
	nla_strscpy(name, attr, VCID_NAME_LEN + 1);
	return 0;
}

static struct vcid_profile *vcid_parse_profile(const struct genl_info *info)
{
	struct vcid_profile *profile;
	unsigned int n;
	int err;

	err = vcid_count_items(info, &n);
	if (err)
		return ERR_PTR(err);
	profile = vcid_profile_alloc(n);
	if (!profile)
		return ERR_PTR(-ENOMEM);
	err = vcid_parse_name(info, profile->name) ?:
	      vcid_parse_items(info, profile);
	if (!err)
		return profile;
	vcid_profile_free(profile);
	return ERR_PTR(err);
}

static bool vcid_is_forced(const struct genl_info *info)
{
	return nla_get_flag(info->attrs[VCID_A_PROFILE_FORCE]);
}

static int vcid_profile_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct vcid_profile *profile = vcid_parse_profile(info);
	int err;

	if (IS_ERR(profile))
		return PTR_ERR(profile);
	rtnl_lock();
	err = vcid_profile_replace(profile, vcid_is_forced(info), info->extack);
	rtnl_unlock();
	if (err)
		vcid_profile_free(profile);
	return err;
}

static int vcid_profile_clear_doit(struct sk_buff *skb,
				   struct genl_info *info)
{
	int err;

	rtnl_lock();
	err = vcid_profile_replace(NULL, vcid_is_forced(info), info->extack);
	rtnl_unlock();
	return err;
}

static int vcid_profile_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	const struct vcid_profile *profile;
	struct sk_buff *reply;
	int err = -ENOMEM;

	rtnl_lock();
	profile = vcid_profile_get_rtnl();
	reply = genlmsg_new(vcid_profile_size(profile), GFP_KERNEL);
	if (!reply)
		goto out;
	err = vcid_profile_fill(reply, profile,
				genlmsg_put_reply(reply, info, &vcid_family, 0,
						  info->genlhdr->cmd),
				vcid_may_see_secrets(skb));
	if (err)
		nlmsg_free(reply);
	else
		err = genlmsg_reply(reply, info);
out:
	rtnl_unlock();
	return err;
}

static int vcid_profile_get_dumpit(struct sk_buff *skb,
				   struct netlink_callback *cb)
{
	bool secrets = vcid_may_see_secrets(cb->skb);
	const struct vcid_profile *profile;
	void *hdr;

	rtnl_lock();
	cb->seq = vcid_profile_generation();
	profile = vcid_profile_get_rtnl();
	for (; cb->args[0] < profile->n_items; cb->args[0]++) {
		hdr = genlmsg_put(skb, NETLINK_CB(cb->skb).portid,
				  cb->nlh->nlmsg_seq, &vcid_family,
				  NLM_F_MULTI, VCID_CMD_PROFILE_GET);
		if (hdr)
			genl_dump_check_consistent(cb, hdr);
		if (vcid_item_fill(skb, profile, &profile->item[cb->args[0]],
				   hdr, secrets))
			break;
	}
	rtnl_unlock();
	return skb->len;
}

/* the identity is the host's, and so is the right to change it */
static const struct genl_ops vcid_ops[] = {
	{
		.cmd		= VCID_CMD_PROFILE_GET,
		.doit		= vcid_profile_get_doit,
		.dumpit		= vcid_profile_get_dumpit,
		.policy		= vcid_no_policy,
		.maxattr	= ARRAY_SIZE(vcid_no_policy) - 1,
	},
	{
		.cmd		= VCID_CMD_PROFILE_SET,
		.flags		= GENL_ADMIN_PERM,
		.doit		= vcid_profile_set_doit,
		.policy		= vcid_profile_policy,
		.maxattr	= VCID_A_PROFILE_MAX,
	},
	{
		.cmd		= VCID_CMD_PROFILE_CLEAR,
		.flags		= GENL_ADMIN_PERM,
		.doit		= vcid_profile_clear_doit,
		.policy		= vcid_clear_policy,
		.maxattr	= VCID_A_PROFILE_MAX,
	},
};

static const struct genl_multicast_group vcid_groups[] = {
	{ .name = VCID_MCGRP_PROFILE },
};

struct genl_family vcid_family __ro_after_init = {
	.name		= VCID_FAMILY_NAME,
	.version	= VCID_FAMILY_VERSION,
	/* the handlers take the RTNL, which orders all there is to order */
	.parallel_ops	= true,
	.module		= THIS_MODULE,
	.ops		= vcid_ops,
	.n_ops		= ARRAY_SIZE(vcid_ops),
	.mcgrps		= vcid_groups,
	.n_mcgrps	= ARRAY_SIZE(vcid_groups),
};

/**
 * vcid_netlink_init() - open the family
 *
 * Return: 0 or a negative errno.
 */
int __init vcid_netlink_init(void)
{
	int err = genl_register_family(&vcid_family);

	if (!err)
		vcid_notify_enable(true);
	return err;
}

/**
 * vcid_netlink_exit() - close the family
 */
void vcid_netlink_exit(void)
{
	vcid_notify_enable(false);
	genl_unregister_family(&vcid_family);
}
