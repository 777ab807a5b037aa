/* SPDX-License-Identifier: GPL-2.0 */
/* Fetching ports from the kernel. */
#ifndef VCCTL_PORT_LIST_H
#define VCCTL_PORT_LIST_H

#include <stddef.h>
#include <stdint.h>

#include "nl.h"
#include "port_msg.h"

/**
 * struct port_list - ports as a dump brought them
 * @ports: array
 * @n_ports: how many
 */
struct port_list {
	struct port *ports;
	size_t n_ports;
};

/* Fetch one port or all of them into an empty list; return an exit status. */
int port_list_get(struct vcnl *nl, uint32_t ifindex, struct port_list *list);
int port_list_dump(struct vcnl *nl, struct port_list *list);
void port_list_free(struct port_list *list);

/* the index of device @dev; returns an exit status */
int port_ifindex(const char *dev, uint32_t *ifindex);

#endif
