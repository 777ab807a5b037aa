/* SPDX-License-Identifier: GPL-2.0 */
/* What the kernel says of a request beside its error number. No I/O. */
#ifndef VCCTL_EXTACK_H
#define VCCTL_EXTACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <linux/netlink.h>

#include "attrs.h"

/**
 * struct extack - the TLVs of an NLMSG_ERROR or NLMSG_DONE message
 * @given: bit n is set if NLMSGERR_ATTR n was there
 * @msg: NLMSGERR_ATTR_MSG
 * @offs: NLMSGERR_ATTR_OFFS, from the start of the request
 * @miss_type: NLMSGERR_ATTR_MISS_TYPE
 * @miss_nest: NLMSGERR_ATTR_MISS_NEST, from the start of the request
 * @bounded: NLMSGERR_ATTR_POLICY had both a minimum and a maximum
 * @min: least value that the policy lets pass
 * @max: greatest value that the policy lets pass
 * @max_len: greatest length that the policy lets pass, 0 if not said
 */
struct extack {
	uint64_t given;
	char msg[256];
	uint32_t offs;
	uint32_t miss_type;
	uint32_t miss_nest;
	bool bounded;
	uint64_t min;
	uint64_t max;
	uint32_t max_len;
};

/* read what stands behind the error number in @answer; all of it is optional */
void extack_parse(struct nlmsghdr *answer, struct extack *ack);

/**
 * extack_describe() - one sentence for the user, without its full stop
 * @ack: what the kernel said
 * @errnum: its error number, positive; 0 for a warning
 * @request: what it was asked, or NULL
 * @hdrlen: bytes of family header in @request
 * @space: names of the attributes in @request, or NULL
 * @buf: result
 * @size: of @buf
 *
 * Return: @buf.
 */
const char *extack_describe(const struct extack *ack, int errnum,
			    struct nlmsghdr *request, int hdrlen,
			    const struct attr_space *space,
			    char *buf, size_t size);

#endif
