/* SPDX-License-Identifier: GPL-2.0 */
/* Messages of family "vcid", to and from structures. No I/O. */
#ifndef VCCTL_VCID_MSG_H
#define VCCTL_VCID_MSG_H

#include <net/if.h>
#include <stdbool.h>
#include <stdint.h>
#include <netlink/msg.h>
#include <linux/vcid.h>

#include "nl.h"

/**
 * struct vcid_ip - an IP address
 * @len: 4 or 16 bytes
 * @addr: in network order
 */
struct vcid_ip {
	uint8_t len;
	uint8_t addr[16];
};

/**
 * struct vcid_item - one item of a profile
 * @given: GIVEN(n) is set if attribute n of enum vcid_item_attr is there
 *
 * The other members are the attributes of those names.
 */
struct vcid_item {
	uint64_t given;
	uint32_t index;
	uint32_t type;
	uint32_t state;
	uint32_t reason;
	uint8_t burned_in[6];
	char parent[VCID_PARENT_LEN + 1];
	uint32_t port;
	uint32_t slot;
	uint8_t mac[6];
	char serial[VCID_SERIAL_LEN + 1];
	uint8_t uuid[16];
	uint32_t ifindex;
	char ifname[IFNAMSIZ];
	int32_t netnsid;
	uint8_t original[6];
	uint64_t burned_in_wwpn;
	uint64_t wwnn;
	uint64_t wwpn;
	uint32_t host;
	uint64_t original_wwpn;
	char initiator[VCID_ISCSI_NAME_LEN + 1];
	char target[VCID_ISCSI_NAME_LEN + 1];
	struct vcid_ip target_ip;
	uint16_t target_port;
	uint32_t lun;
	struct vcid_ip ip;
	uint32_t prefix_len;
	struct vcid_ip gateway;
	char chap_name[VCID_CHAP_LEN + 1];
	char chap_secret[VCID_CHAP_LEN + 1];
};

/**
 * struct vcid_profile - a profile
 * @name: its name; empty if there is none
 * @n_items: how many of @items are filled in
 * @items: its items
 */
struct vcid_profile {
	char name[VCID_NAME_LEN + 1];
	size_t n_items;
	struct vcid_item items[VCID_MAX_ITEMS];
};

extern const struct vcnl_family vcid_family;

/* the bit of an attribute in vcid_item.given */
#define GIVEN(attr)	(1ULL << (attr))

/* names of enum vcid_type, vcid_state and vcid_reason, NULL-terminated */
extern const char *const vcid_type_names[];
extern const char *const vcid_state_names[];
extern const char *const vcid_reason_names[];

/* what a reason means, a sentence without its full stop */
const char *vcid_reason_text(uint32_t reason);

/* Are two items for the same thing, whatever they set? */
bool vcid_item_same(const struct vcid_item *a, const struct vcid_item *b);

/* Add a profile to a request. Returns 0 or libnl's error. */
int vcid_put(struct nl_msg *msg, const struct vcid_profile *profile);

/*
 * Add to a profile the items of a message of the kernel's. Returns 0 or
 * -EBADMSG.
 */
int vcid_parse(struct nlmsghdr *nlh, struct vcid_profile *profile);

#endif
