/* SPDX-License-Identifier: GPL-2.0 */
/* Fetching ports from the kernel. */
#ifndef VCCTL_PORT_LIST_H
#define VCCTL_PORT_LIST_H

#include <stdint.h>

#include "list.h"
#include "nl.h"
#include "port_msg.h"

/*
 * Fetch one port or all of them into an empty list of struct port; return an
 * exit status.
 */
int port_list_get(struct vcnl *nl, uint32_t ifindex, struct list *list);
int port_list_dump(struct vcnl *nl, struct list *list);

/* the index of device @dev; returns an exit status */
int port_ifindex(const char *dev, uint32_t *ifindex);

#endif
