/* SPDX-License-Identifier: GPL-2.0 */
/* Messages of family "flexnic", to and from structures. No I/O. */
#ifndef VCCTL_PORT_MSG_H
#define VCCTL_PORT_MSG_H

#include <net/if.h>
#include <stdbool.h>
#include <stdint.h>
#include <netlink/msg.h>
#include <linux/flexnic.h>

#include "nl.h"
#include "params.h"

/**
 * struct stats - counters
 * @given: bit n is set if attribute n of enum flexnic_stats_attr was there
 * @counter: by the same number
 */
struct stats {
	uint64_t given;
	uint64_t counter[FLEXNIC_A_STATS_MAX + 1];
};

/**
 * struct flexnic - one FlexNIC as the kernel reports it
 * @given: bit n is set if attribute n of enum flexnic_attr was there
 *
 * The other members are the attributes of those names.
 */
struct flexnic {
	uint64_t given;
	uint32_t slot;
	uint32_t ifindex;
	char ifname[IFNAMSIZ];
	int32_t netnsid;
	uint8_t mac[6];
	uint16_t vid;
	uint32_t speed_type;
	uint64_t requested;
	uint64_t min;
	uint64_t max;
	uint32_t prio;
	bool link;
	bool carrier;
	struct stats stats;
};

/**
 * struct port - one port as the kernel reports it
 * @given: bit n is set if attribute n of enum flexnic_port_attr was there
 * @n_flexnics: how many of @flexnics are filled in
 *
 * The other members are the attributes of those names.
 */
struct port {
	uint64_t given;
	uint32_t ifindex;
	char ifname[IFNAMSIZ];
	char base[IFNAMSIZ];
	uint32_t mode;
	uint16_t tag_proto;
	uint32_t count;
	uint64_t speed;
	uint64_t speed_fixed;
	bool carrier;
	uint32_t qdisc;
	struct stats stats;
	unsigned int n_flexnics;
	struct flexnic flexnics[FLEXNIC_SLOTS];
};

/* what is in these */
extern const struct attr_space stats_space;
extern const struct attr_space flexnic_space;
extern const struct attr_space port_space;

extern const struct vcnl_family flexnic_family;

/* Add to a request what @p asks for. Returns 0 or libnl's error. */
int port_put(struct nl_msg *msg, uint32_t ifindex, const struct port_params *p);

/* Read a message of the kernel's. Returns 0 or -EBADMSG. */
int port_parse(struct nlmsghdr *nlh, struct port *port);

#endif
