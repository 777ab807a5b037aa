/* SPDX-License-Identifier: GPL-2.0 */
/* How frames of a network are tagged on a port. Pure. */
#ifndef VCCTL_DOMAIN_TAG_H
#define VCCTL_DOMAIN_TAG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * struct tag - how it is tagged
 * @type: enum vbridge_tag
 * @vid: the VLAN, if @has_vid
 * @has_vid: a VLAN is given
 */
struct tag {
	uint32_t type;
	uint16_t vid;
	bool has_vid;
};

/* "vlanV", "native", "nativeV", "untagged" or "tunnel"; 0 or -EINVAL */
int tag_read(const char *text, struct tag *tag);

/* for shapes: on an uplink, and at a server, where a native VLAN has no use */
int tag_read_uplink(const char *text, char *stored, size_t size);
int tag_read_server(const char *text, char *stored, size_t size);

#endif
