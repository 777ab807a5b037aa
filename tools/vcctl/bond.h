/* SPDX-License-Identifier: GPL-2.0 */
/* Bonding devices, which do LACP for uplink sets, through rtnetlink. */
#ifndef VCCTL_BOND_H
#define VCCTL_BOND_H

#include <net/if.h>
#include <stdbool.h>

#include "list.h"
#include "nl.h"

/**
 * struct bond - a bonding device, and what was done to it
 * @route: socket to rtnetlink
 * @name: the device
 * @created: it was created here
 * @steps: changes of ports made here, of struct bond_step, the last first to be
 *	undone
 */
struct bond {
	struct vcnl route;
	char name[IFNAMSIZ];
	bool created;
	struct list steps;
};

/* All that return int return an exit status, and report errors. */
int bond_open(struct bond *bond, const char *name);
void bond_close(struct bond *bond);

/* a device with mode 802.3ad, up */
int bond_create(struct bond *bond);
int bond_delete(struct bond *bond);

/* refuse a device @name that is not one with mode 802.3ad */
int bond_check(const char *name);

/* the ports in it, in an empty list of char[IFNAMSIZ] */
int bond_get_ports(struct bond *bond, struct list *ports);

/* @enslave: put port @dev into it, else take it out */
int bond_change_port(struct bond *bond, const char *dev, bool enslave);

/* All that was done since bond_open(); what cannot be undone is reported. */
void bond_undo(struct bond *bond);

#endif
