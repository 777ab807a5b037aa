// SPDX-License-Identifier: GPL-2.0
/* Bonding devices of uplink sets in mode lacp, and the ports in them. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "compare.h"

static bool has_port(const struct host_bond *bond, const char *port)
{
	size_t i;

	for (i = 0; bond && i < bond->ports.n; i++)
		if (!strcmp(list_at(&bond->ports, i), port))
			return true;
	return false;
}

/* those of @from that @other, which may be NULL, does not have */
static int add_ports(struct list *to, const struct host_bond *from,
		     const struct host_bond *other)
{
	const char *port;
	char *added;
	size_t i;

	for (i = 0; i < from->ports.n; i++) {
		port = list_at(&from->ports, i);
		if (has_port(other, port))
			continue;
		added = list_add(to, IFNAMSIZ);
		if (!added)
			return -ENOMEM;
		snprintf(added, IFNAMSIZ, "%s", port);
	}
	return 0;
}

static void tell_ports(struct comparing *c, char sign, const char *name,
		       const struct list *ports)
{
	size_t i;

	for (i = 0; i < ports->n; i++)
		tell(c, sign, "uplinkset %s: port %s", name,
		     (char *)list_at(ports, i));
}

static struct bond_change *add_change(struct comparing *c, const char *name)
{
	struct bond_change *change = list_add(&c->changes->bonds,
					      sizeof(*change));

	if (change)
		snprintf(change->name, sizeof(change->name), "%s", name);
	return change;
}

/* a new one is told of as the set that it is of */
static int change_bond(struct comparing *c, const struct host_bond *have,
		       const struct host_bond *want)
{
	struct bond_change change = { .is_new = !have }, *added;
	int err = add_ports(&change.join, want, have);

	if (!err && have)
		err = add_ports(&change.leave, have, want);
	if (!err && have && !change.join.n && !change.leave.n)
		return 0;
	added = err ? NULL : add_change(c, want->name);
	if (!added) {
		list_free(&change.join);
		list_free(&change.leave);
		return -ENOMEM;
	}
	memcpy(change.name, added->name, sizeof(change.name));
	*added = change;
	if (have) {
		tell_ports(c, '-', want->name, &change.leave);
		tell_ports(c, '+', want->name, &change.join);
	}
	return 0;
}

/* it goes where its set does, or does without it */
static bool may_go(const struct comparing *c, const struct host_bond *have)
{
	const struct uplinkset *set;
	size_t i;

	if (host_find_bond(&c->want->bonds, have->name))
		return false;
	for (i = 0; i < c->want->sets.n; i++) {
		set = list_at(&c->want->sets, i);
		if (!strcmp(set->name, have->name))
			return true;
	}
	return c->all;
}

int compare_bonds(struct comparing *c)
{
	const struct host_bond *bond;
	struct bond_change *change;
	int err = 0;
	size_t i;

	for (i = 0; i < c->have->bonds.n; i++) {
		bond = list_at(&c->have->bonds, i);
		if (!may_go(c, bond))
			continue;
		change = add_change(c, bond->name);
		if (!change)
			return -ENOMEM;
		change->goes = true;
	}
	for (i = 0; !err && i < c->want->bonds.n; i++) {
		bond = list_at(&c->want->bonds, i);
		err = change_bond(c, host_find_bond(&c->have->bonds,
						    bond->name), bond);
	}
	return err;
}
