/* SPDX-License-Identifier: GPL-2.0 */
/* What the qdisc of a port has counted, FlexNIC by FlexNIC. */
#ifndef VCCTL_CLASS_STATS_H
#define VCCTL_CLASS_STATS_H

#include <stdbool.h>
#include <stdint.h>
#include <linux/flexnic.h>

#include "nl.h"

/**
 * struct class_stats - bytes on the wire, with preamble, check sequence and gap
 * @given: bit n is set if the class of slot n has told
 * @guaranteed: sent on the FlexNIC's own min
 * @borrowed: sent on what others left
 */
struct class_stats {
	unsigned int given;
	uint64_t guaranteed[FLEXNIC_SLOTS];
	uint64_t borrowed[FLEXNIC_SLOTS];
};

/*
 * Read a message about a class. Of classes of other qdiscs, and of the port's
 * own, nothing is taken. Returns 0 or -EBADMSG.
 */
int class_stats_parse(struct nlmsghdr *nlh, struct class_stats *stats);

/*
 * What port @ifindex has counted, by one dump on a socket of
 * vcnl_open_route(); without the qdisc @stats stays empty. Returns an exit status.
 */
int class_stats_get(struct vcnl *route, uint32_t ifindex,
		    struct class_stats *stats);

#endif
