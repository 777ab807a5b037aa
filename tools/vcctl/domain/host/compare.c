// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <string.h>

#include "compare.h"

bool compare_owns(const struct comparing *c, const char *dev)
{
	size_t i;

	for (i = 0; i < c->want->own_devs.n; i++)
		if (!strcmp(list_at(&c->want->own_devs, i), dev))
			return true;
	return c->all;
}

int host_compare(const struct host *have, const struct host *want, bool all,
		 struct host_changes *changes, struct plan *plan)
{
	struct comparing c = { have, want, all, changes, plan };
	int err = compare_ports(&c);

	if (!err)
		err = compare_identity(&c);
	if (!err)
		err = compare_bonds(&c);
	if (!err)
		err = compare_switch(&c);
	return err;
}

void host_changes_free(struct host_changes *changes)
{
	struct bond_change *bond;
	size_t i;

	for (i = 0; i < changes->bonds.n; i++) {
		bond = list_at(&changes->bonds, i);
		list_free(&bond->join);
		list_free(&bond->leave);
	}
	list_free(&changes->bonds);
	attrs_free(&batch_space, &changes->early);
	list_free(&changes->leaving);
	list_free(&changes->ports);
	attrs_free(&batch_space, &changes->batch);
}

bool host_unchanged(const struct host_changes *changes)
{
	return !changes->leaving.n && !changes->identity && !changes->ports.n &&
	       !changes->early.items.n && !changes->bonds.n &&
	       !changes->batch.items.n;
}
