/* SPDX-License-Identifier: GPL-2.0 */
/* Fetching ports from the kernel, and asking it to change them. */
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

/*
 * Send @cmd with what @params ask for of a port; @fn takes the answer, if there
 * is one. Returns an exit status.
 */
int port_talk(struct vcnl *nl, int cmd, uint32_t ifindex,
	      const struct port_params *params, vcnl_fn fn, void *arg);

#endif
