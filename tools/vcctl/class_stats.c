// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <string.h>
#include <linux/gen_stats.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>

#include "class_stats.h"
#include "cmd.h"

/* the slot that a class of the qdisc is of, or FLEXNIC_SLOTS */
static unsigned int slot_of(const struct tcmsg *tcm, struct nlattr *kind)
{
	unsigned int minor = TC_H_MIN(tcm->tcm_handle);

	if (!kind || nla_strcmp(kind, "flexnic"))
		return FLEXNIC_SLOTS;
	return minor && minor <= FLEXNIC_SLOTS ? minor - 1 : FLEXNIC_SLOTS;
}

int class_stats_parse(struct nlmsghdr *nlh, struct class_stats *stats)
{
	struct nlattr *tb[TCA_MAX + 1], *gen[TCA_STATS_MAX + 1];
	struct tc_flexnic_xstats counted;
	struct tcmsg *tcm;
	unsigned int slot;

	if (!nlmsg_valid_hdr(nlh, sizeof(*tcm)) ||
	    nlmsg_parse(nlh, sizeof(*tcm), tb, TCA_MAX, NULL))
		return -EBADMSG;
	tcm = nlmsg_data(nlh);
	slot = slot_of(tcm, tb[TCA_KIND]);
	if (slot == FLEXNIC_SLOTS || !tb[TCA_STATS2])
		return 0;
	if (nla_parse_nested(gen, TCA_STATS_MAX, tb[TCA_STATS2], NULL))
		return -EBADMSG;
	if (!gen[TCA_STATS_APP])
		return 0;
	if (nla_len(gen[TCA_STATS_APP]) < (int)sizeof(counted))
		return -EBADMSG;
	memcpy(&counted, nla_data(gen[TCA_STATS_APP]), sizeof(counted));
	stats->given |= BIT(slot);
	stats->guaranteed[slot] = counted.guaranteed;
	stats->borrowed[slot] = counted.borrowed;
	return 0;
}

static int take_class(struct nlmsghdr *nlh, void *arg)
{
	return class_stats_parse(nlh, arg);
}

int class_stats_get(struct vcnl *route, uint32_t ifindex,
		    struct class_stats *stats)
{
	struct tcmsg tcm = { .tcm_family = AF_UNSPEC, .tcm_ifindex = ifindex };
	struct nl_msg *msg = nlmsg_alloc_simple(RTM_GETTCLASS, NLM_F_DUMP);

	memset(stats, 0, sizeof(*stats));
	if (!msg || nlmsg_append(msg, &tcm, sizeof(tcm), NLMSG_ALIGNTO)) {
		nlmsg_free(msg);
		print_error("out of memory");
		return EXIT_REFUSED;
	}
	return vcnl_talk(route, msg, take_class, stats);
}
