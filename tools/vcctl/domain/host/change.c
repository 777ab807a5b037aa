// SPDX-License-Identifier: GPL-2.0
/* Making a state of the kernel. */
#include "bond.h"
#include "cmd.h"
#include "host.h"
#include "port_list.h"
#include "vcid_talk.h"

static int send_port(struct vcnl *nl, int cmd, const char *dev,
		     const struct port_params *params)
{
	uint32_t ifindex;
	int status = port_ifindex(dev, &ifindex);

	if (status)
		return status;
	return port_talk(nl, cmd, ifindex, params, NULL, NULL);
}

static int leave_ports(const struct host_changes *changes)
{
	static const struct port_params none;
	struct vcnl nl;
	int status;
	size_t i;

	if (!changes->leaving.n)
		return EXIT_OK;
	status = vcnl_open(&nl, &flexnic_family);
	if (status)
		return status;
	for (i = 0; !status && i < changes->leaving.n; i++)
		status = send_port(&nl, FLEXNIC_CMD_PORT_DEL,
				   list_at(&changes->leaving, i), &none);
	vcnl_close(&nl);
	return status;
}

static int change_ports(const struct host_changes *changes)
{
	const struct port_change *p;
	struct vcnl nl;
	int status;
	size_t i;

	if (!changes->ports.n)
		return EXIT_OK;
	status = vcnl_open(&nl, &flexnic_family);
	if (status)
		return status;
	for (i = 0; !status && i < changes->ports.n; i++) {
		p = list_at(&changes->ports, i);
		status = send_port(&nl, p->is_new ? FLEXNIC_CMD_PORT_NEW :
				   FLEXNIC_CMD_PORT_SET, p->dev, &p->params);
	}
	vcnl_close(&nl);
	return status;
}

static int change_identity(const struct host_changes *changes,
			   const struct host *want)
{
	struct vcid_profile profile = want->identity;
	struct vcnl nl;
	int status;

	if (!changes->identity)
		return EXIT_OK;
	status = vcnl_open(&nl, &vcid_family);
	if (status)
		return status;
	/* what the kernel said of them is no part of a request */
	vcid_strip(&profile);
	status = *profile.name ? vcid_send(&nl, &profile) :
				 vcid_clear(&nl, false);
	vcnl_close(&nl);
	return status;
}

static int move_ports(struct bond *bond, const struct list *ports, bool join)
{
	int status = EXIT_OK;
	size_t i;

	for (i = 0; !status && i < ports->n; i++)
		status = bond_change_port(bond, list_at(ports, i), join);
	return status;
}

static int change_bond(struct bond *bond, const struct bond_change *change)
{
	int status = EXIT_OK;

	if (change->goes)
		status = bond_delete(bond);
	else if (change->is_new)
		status = bond_create(bond);
	if (!status)
		status = move_ports(bond, &change->leave, false);
	if (!status)
		status = move_ports(bond, &change->join, true);
	return status;
}

/* @bonds, of struct bond, is what was done */
static int change_bonds(const struct host_changes *changes, struct list *bonds)
{
	const struct bond_change *change;
	int status = EXIT_OK;
	struct bond *bond;
	size_t i;

	for (i = 0; !status && i < changes->bonds.n; i++) {
		change = list_at(&changes->bonds, i);
		bond = list_add(bonds, sizeof(*bond));
		if (!bond) {
			print_error("out of memory");
			return EXIT_REFUSED;
		}
		status = bond_open(bond, change->name);
		if (status)
			bonds->n--;
		else
			status = change_bond(bond, change);
	}
	return status;
}

/* the last first, if @undo */
static void end_bonds(struct list *bonds, bool undo)
{
	struct bond *bond;
	size_t i;

	for (i = bonds->n; i--;) {
		bond = list_at(bonds, i);
		if (undo)
			bond_undo(bond);
		bond_close(bond);
	}
	list_free(bonds);
}

static int change_switch(const struct batch *batch)
{
	struct nl_msg *msg;
	struct vcnl nl;
	int status;

	if (!batch->items.n)
		return EXIT_OK;
	status = vcnl_open(&nl, &vbridge_family);
	if (status)
		return status;
	msg = vcnl_request_of(&nl, VBRIDGE_CMD_BATCH, batch);
	status = msg ? vcnl_talk(&nl, msg, NULL, NULL) : EXIT_REFUSED;
	vcnl_close(&nl);
	return status;
}

int host_change(const struct host_changes *changes, const struct host *want)
{
	int status = leave_ports(changes);
	struct list bonds = { 0 };

	if (!status)
		status = change_identity(changes, want);
	if (!status)
		status = change_ports(changes);
	if (!status)
		status = change_switch(&changes->early);
	if (!status)
		status = change_bonds(changes, &bonds);
	if (!status)
		status = change_switch(&changes->batch);
	end_bonds(&bonds, status);
	return status;
}

int host_restore(const struct host *before, const struct host *want)
{
	struct host_changes changes = { 0 };
	struct host now = { 0 };
	int status = host_fetch(&now);

	if (!status)
		status = host_fetch_bonds(&now, want);
	if (!status && host_compare(&now, before, true, &changes, NULL)) {
		print_error("out of memory");
		status = EXIT_REFUSED;
	}
	if (!status)
		status = host_change(&changes, before);
	host_changes_free(&changes);
	host_free(&now);
	return status;
}
