/* SPDX-License-Identifier: GPL-2.0 */
/* All that hangs together, and drawings of it. */
#ifndef VCCTL_TOPOLOGY_H
#define VCCTL_TOPOLOGY_H

#include "port_list.h"
#include "vbridge.h"

/**
 * struct topology - what there is in a network namespace
 * @networks: of struct network
 * @conns: of struct conn
 * @sets: of struct uplinkset
 * @ports: of struct vb_port: the devices that have connections
 * @split: of struct port: the devices that are split into FlexNICs
 */
struct topology {
	struct list networks;
	struct list conns;
	struct list sets;
	struct list ports;
	struct list split;
};

/* of the ports of the switch there is no more to see than here */
extern const struct vb_kind vb_port_kind;

void topology_show_text(const struct topology *t, const struct options *opts);
void topology_show_dot(const struct topology *t);
void topology_show_svg(const struct topology *t);
/* "channel 101 vlan 10": what of its port a connection is; returns @text */
const char *topology_tag(const struct conn *c, char *text, size_t size);
struct json_object *topology_to_json(const struct topology *t,
				     const struct options *opts);

#endif
