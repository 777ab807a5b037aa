/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the kernel of this host has, or is to have, of the domain: ports with
 * FlexNICs and an identity if it is in a bay, networks and what is on them if it
 * is the switch. All that return int return an exit status.
 */
#ifndef VCCTL_DOMAIN_HOST_H
#define VCCTL_DOMAIN_HOST_H

#include "domain/plan.h"
#include "domain/store.h"
#include "port_msg.h"
#include "vbridge_msg.h"
#include "vcid_msg.h"

/* the channel of FlexNIC a, as the kernel has it */
#define HOST_CHANNEL_BASE	101

/**
 * struct host_bond - the bonding device of an uplink set in mode lacp
 * @name: of both
 * @ports: of char[IFNAMSIZ]
 */
struct host_bond {
	char name[IFNAMSIZ];
	struct list ports;
};

/* NULL if there is none of that name in a list of them */
const struct host_bond *host_find_bond(const struct list *bonds,
				       const char *name);

/**
 * struct host - a state of the kernel
 * @ports: of struct port
 * @identity: the profile in force; no name if there is none
 * @networks: of struct network
 * @conns: of struct conn, without those that uplink sets made
 * @sets: of struct uplinkset
 * @bonds: of struct host_bond
 * @own_devs: of char[IFNAMSIZ]: devices of which the domain has all say
 */
struct host {
	struct list ports;
	struct vcid_profile identity;
	struct list networks;
	struct list conns;
	struct list sets;
	struct list bonds;
	struct list own_devs;
};

void host_free(struct host *host);

/* what is there; families that are not loaded have nothing */
int host_fetch(struct host *host);

/*
 * ... and of the bonding devices in @want those that are there without the set
 * that they are for: whoever made them was killed. Another device of that name
 * is refused.
 */
int host_fetch_bonds(struct host *host, const struct host *want);

/*
 * Tell @plan of what was asked of the identity and has not been applied. Returns
 * how many of that there are: with @pending all, else without what is applied by
 * itself when its device comes.
 */
unsigned int host_not_in_force(const struct host *have, struct plan *plan,
			       bool pending);

/*
 * What the domain wants here. Devices that are not there are left out, with a
 * warning: they have their turn when they come.
 */
int host_want(struct store *store, struct host *host);

/**
 * struct port_change - a port to be made or changed
 * @is_new: it is to be made
 * @dev: the port
 * @params: what is asked of it
 */
struct port_change {
	bool is_new;
	char dev[IFNAMSIZ];
	struct port_params params;
};

/**
 * struct bond_change - a bonding device to be made, changed or deleted
 * @is_new: it is to be made
 * @goes: it is to be deleted
 * @name: the device
 * @join: of char[IFNAMSIZ]: ports that come
 * @leave: of char[IFNAMSIZ]: ports that go
 */
struct bond_change {
	bool is_new;
	bool goes;
	char name[IFNAMSIZ];
	struct list join;
	struct list leave;
};

/**
 * struct host_changes - what leads from one state to another
 * @leaving: of char[IFNAMSIZ]: ports that are to go
 * @identity: it changes
 * @ports: of struct port_change
 * @early: of the switch: sets whose bonding device comes or goes
 * @bonds: of struct bond_change
 * @batch: of the switch
 */
struct host_changes {
	struct list leaving;
	bool identity;
	struct list ports;
	struct batch early;
	struct list bonds;
	struct batch batch;
};

/*
 * Compare two states; @plan, which may be NULL, is told in words. With @all what
 * only @have has goes, else only where the domain has the say. 0 or -ENOMEM.
 */
int host_compare(const struct host *have, const struct host *want, bool all,
		 struct host_changes *changes, struct plan *plan);
void host_changes_free(struct host_changes *changes);
bool host_unchanged(const struct host_changes *changes);

/*
 * Make the changes that lead to @want, in an order in which nobody has another's
 * identity or traffic: ports leave first, then the identity, then ports come,
 * then bonding devices, which nothing leads to meanwhile, and what leads to all of
 * them at the switch is one request, the last. A few messages. What was done to
 * bonding devices is undone if that is refused, the rest is for host_restore().
 */
int host_change(const struct host_changes *changes, const struct host *want);

/* make it as it was on the way to @want, whatever became of it since */
int host_restore(const struct host *before, const struct host *want);

#endif
