/* SPDX-License-Identifier: GPL-2.0 */
/* Messages of family "vcid", to and from structures. No I/O. */
#ifndef VCCTL_VCID_MSG_H
#define VCCTL_VCID_MSG_H

#include <net/if.h>
#include <stdbool.h>
#include <stdint.h>
#include <netlink/msg.h>
#include <linux/vcid.h>

#include "attrs.h"
#include "nl.h"

/**
 * struct vcid_item - one item of a profile
 * @given: bit n is set if attribute n of enum vcid_item_attr is there
 *
 * The other members are the attributes of those names; an IP address is in
 * network order.
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
	uint32_t netnsid;
	uint8_t original[6];
	uint64_t burned_in_wwpn;
	uint64_t wwnn;
	uint64_t wwpn;
	uint32_t host;
	uint64_t original_wwpn;
	char initiator[VCID_ISCSI_NAME_LEN + 1];
	char target[VCID_ISCSI_NAME_LEN + 1];
	struct bytes target_ip;
	uint16_t target_port;
	uint32_t lun;
	struct bytes ip;
	uint32_t prefix_len;
	struct bytes gateway;
	char chap_name[VCID_CHAP_LEN + 1];
	char chap_secret[VCID_CHAP_LEN + 1];
	bool npiv;
	uint32_t pxe;
	uint32_t fc_boot;
	uint64_t target_wwpn;
};

/**
 * struct vcid_profile - a profile, all zero if there is none
 * @given: bit n is set if attribute n of enum vcid_profile_attr is there
 * @name: its name
 * @items: its items, struct vcid_item
 * @force: of a request: ports that are there change their names too
 */
struct vcid_profile {
	uint64_t given;
	char name[VCID_NAME_LEN + 1];
	struct list items;
	bool force;
};

extern const struct vcnl_family vcid_family;
extern const struct attr_space vcid_profile_space;
extern const struct attr_space vcid_item_space;

/* a new item, to be freed with the profile; NULL if memory ran out */
struct vcid_item *vcid_item_add(struct vcid_profile *profile, uint32_t type);
struct vcid_item *vcid_item_at(const struct vcid_profile *profile, size_t i);

/* names of enum vcid_type and the others, NULL-terminated */
extern const char *const vcid_type_names[];
extern const char *const vcid_pxe_names[];
extern const char *const vcid_fc_boot_names[];
extern const char *const vcid_state_names[];
extern const char *const vcid_reason_names[];

/* what a reason means, a sentence without its full stop */
const char *vcid_reason_text(uint32_t reason);

/* Are two items for the same thing, whatever they set? */
bool vcid_item_same(const struct vcid_item *a, const struct vcid_item *b);

/* FC ports that are there change their names too */
void vcid_set_force(struct vcid_profile *profile);

/*
 * Leave of the items what a request may have: not what the kernel has made of
 * them.
 */
void vcid_strip(struct vcid_profile *profile);

/*
 * Add to a profile, which is to be freed in any case, what a message of the
 * kernel's has of it. Returns 0, -EBADMSG or -ENOMEM.
 */
int vcid_parse(struct nlmsghdr *nlh, struct vcid_profile *profile);
void vcid_free(struct vcid_profile *profile);

#endif
