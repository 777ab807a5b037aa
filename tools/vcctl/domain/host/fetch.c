// SPDX-License-Identifier: GPL-2.0
/* What is there now. */
#include <stdio.h>
#include <string.h>

#include "bond.h"
#include "cmd.h"
#include "host.h"
#include "port_list.h"
#include "vbridge.h"
#include "vcid_talk.h"

static int fetch_ports(struct host *host)
{
	struct vcnl nl;
	int status = vcnl_open(&nl, &flexnic_family);

	if (status)
		return status;
	status = port_list_dump(&nl, &host->ports);
	vcnl_close(&nl);
	return status;
}

static int fetch_identity(struct host *host)
{
	struct vcnl nl;
	int status = vcnl_open(&nl, &vcid_family);

	if (status)
		return status;
	status = vcid_fetch(&nl, &host->identity);
	vcnl_close(&nl);
	return status;
}

/* what an uplink set made goes with it */
static void drop_made(struct list *conns)
{
	struct conn *c = conns->items;
	size_t i, kept = 0;

	for (i = 0; i < conns->n; i++) {
		if (attr_given(&c[i], VBRIDGE_A_CONN_UPLINKSET) &&
		    *c[i].uplinkset)
			attrs_free(&conn_space, &c[i]);
		else
			c[kept++] = c[i];
	}
	conns->n = kept;
}

static int fetch_bond(struct host *host, const char *name)
{
	struct host_bond *found = list_add(&host->bonds, sizeof(*found));
	struct bond bond;
	int status;

	if (!found) {
		print_error("out of memory");
		return EXIT_REFUSED;
	}
	snprintf(found->name, sizeof(found->name), "%.*s", IFNAMSIZ - 1, name);
	status = bond_open(&bond, name);
	if (status)
		return status;
	status = bond_get_ports(&bond, &found->ports);
	bond_close(&bond);
	return status;
}

/* one that somebody deleted is no more: its set is to be mended */
static int fetch_bonds(struct host *host)
{
	const struct uplinkset *set;
	int status = EXIT_OK;
	size_t i;

	for (i = 0; !status && i < host->sets.n; i++) {
		set = list_at(&host->sets, i);
		if (set->mode == VBRIDGE_MODE_LACP &&
		    if_nametoindex(set->name))
			status = fetch_bond(host, set->name);
	}
	return status;
}

const struct host_bond *host_find_bond(const struct list *bonds,
				       const char *name)
{
	const struct host_bond *bond;
	size_t i;

	for (i = 0; i < bonds->n; i++) {
		bond = list_at(bonds, i);
		if (!strcmp(bond->name, name))
			return bond;
	}
	return NULL;
}

static int fetch_switch(struct host *host)
{
	struct vcnl nl;
	int status = vcnl_open(&nl, &vbridge_family);

	if (status)
		return status;
	status = vb_dump(&nl, &network_kind, NULL, &host->networks);
	if (!status)
		status = vb_dump(&nl, &conn_kind, NULL, &host->conns);
	if (!status)
		status = vb_dump(&nl, &uplinkset_kind, NULL, &host->sets);
	vcnl_close(&nl);
	drop_made(&host->conns);
	return status ? status : fetch_bonds(host);
}

int host_fetch_bonds(struct host *host, const struct host *want)
{
	const struct host_bond *bond;
	int status = EXIT_OK;
	size_t i;

	for (i = 0; !status && i < want->bonds.n; i++) {
		bond = list_at(&want->bonds, i);
		if (host_find_bond(&host->bonds, bond->name) ||
		    !if_nametoindex(bond->name))
			continue;
		status = bond_check(bond->name);
		if (!status)
			status = fetch_bond(host, bond->name);
	}
	return status;
}

int host_fetch(struct host *host)
{
	int status = EXIT_OK;

	if (vcnl_has(&flexnic_family))
		status = fetch_ports(host);
	if (!status && vcnl_has(&vcid_family))
		status = fetch_identity(host);
	if (!status && vcnl_has(&vbridge_family))
		status = fetch_switch(host);
	return status;
}

void host_free(struct host *host)
{
	struct host_bond *bond;
	size_t i;

	for (i = 0; i < host->bonds.n; i++) {
		bond = list_at(&host->bonds, i);
		list_free(&bond->ports);
	}
	list_free(&host->bonds);
	list_free(&host->ports);
	list_free(&host->own_devs);
	vcid_free(&host->identity);
	vb_list_free(&network_kind, &host->networks);
	vb_list_free(&conn_kind, &host->conns);
	vb_list_free(&uplinkset_kind, &host->sets);
}
