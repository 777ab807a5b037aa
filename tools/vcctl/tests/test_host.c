// SPDX-License-Identifier: GPL-2.0
/* What leads from one state of this host to another: then they are the same. */
#include <stdlib.h>

#include "domain/host/host.h"
#include "ktap.h"

#define GBIT	1000000000ULL

static struct host have, want;
static struct host_changes changes;
static struct plan plan;

static void forget(void)
{
	host_changes_free(&changes);
	memset(&changes, 0, sizeof(changes));
	plan_free(&plan);
	memset(&plan, 0, sizeof(plan));
}

static void start(void)
{
	forget();
	host_free(&have);
	host_free(&want);
	memset(&have, 0, sizeof(have));
	memset(&want, 0, sizeof(want));
}

static void compare(void)
{
	forget();
	EXPECT_INT(host_compare(&have, &want, false, &changes, &plan), 0);
}

static const char *line(size_t i)
{
	return i < plan.lines.n ? *(char **)list_at(&plan.lines, i) : "";
}

static struct port *add_port(struct host *host)
{
	struct port *port = list_add(&host->ports, sizeof(*port));
	unsigned int slot;

	if (!port)
		abort();
	strcpy(port->ifname, "eth0");
	port->mode = FLEXNIC_MODE_CHANNEL;
	port->count = FLEXNIC_SLOTS;
	port->n_flexnics = FLEXNIC_SLOTS;
	for (slot = 0; slot < FLEXNIC_SLOTS; slot++) {
		port->flexnics[slot].slot = slot;
		port->flexnics[slot].vid = HOST_CHANNEL_BASE + slot;
		port->flexnics[slot].link = true;
	}
	return port;
}

static struct vcid_item *add_target(struct host *host)
{
	struct vcid_item *item = vcid_item_add(&host->identity,
					       VCID_TYPE_ISCSI);

	if (!item)
		abort();
	strcpy(host->identity.name, "web01");
	attr_give(&host->identity, VCID_A_PROFILE_NAME);
	attr_give(item, VCID_A_ITEM_BURNED_IN);
	attr_give(item, VCID_A_ITEM_SLOT);
	attr_give(item, VCID_A_ITEM_TARGET);
	strcpy(item->target, "iqn.2026-01.org.example:disk1");
	attr_give(item, VCID_A_ITEM_CHAP_NAME);
	strcpy(item->chap_name, "esx");
	attr_give(item, VCID_A_ITEM_CHAP_SECRET);
	strcpy(item->chap_secret, "very secret 12345");
	return item;
}

/* the kernel's: with the defaults, and states */
static struct vcid_item *add_known_target(enum vcid_state state)
{
	struct vcid_item *item = add_target(&have);

	attr_give(item, VCID_A_ITEM_TARGET_PORT);
	item->target_port = 3260;
	attr_give(item, VCID_A_ITEM_LUN);
	attr_give(item, VCID_A_ITEM_STATE);
	item->state = state;
	return item;
}

/* a maximum that is the port's speed, fixed or as the link has it */
static void maximum_is_speed(void)
{
	struct port *is, *to;

	start();
	is = add_port(&have);
	to = add_port(&want);
	is->speed = 10 * GBIT;
	is->flexnics[0].max = 10 * GBIT;
	to->flexnics[0].max = 10 * GBIT;
	compare();
	EXPECT_STR(line(0), "");
	to->flexnics[0].max = 0;
	compare();
	EXPECT_STR(line(0), "");
	is->speed_fixed = 10 * GBIT;
	to->speed_fixed = 10 * GBIT;
	to->flexnics[0].max = 10 * GBIT;
	compare();
	EXPECT_STR(line(0), "");
	to->flexnics[0].max = 9 * GBIT;
	compare();
	EXPECT_STR(line(0),
		   "~ port eth0 flexnic a: max: none -> 9Gbit");
}

/* which the kernel would refuse of a FlexNIC */
static void maximum_above_speed(void)
{
	const struct port_change *change;
	struct port *is, *to;

	start();
	is = add_port(&have);
	to = add_port(&want);
	is->speed = 10 * GBIT;
	is->speed_fixed = 10 * GBIT;
	to->speed_fixed = 10 * GBIT;
	is->flexnics[0].max = 5 * GBIT;
	to->flexnics[0].max = 25 * GBIT;
	compare();
	EXPECT_INT(changes.ports.n, 1);
	change = list_at(&changes.ports, 0);
	EXPECT_INT(change->params.flexnic[0].max, 0);
}

/* one that had no share: what its maximum was is not known */
static void maximum_of_enabled(void)
{
	const struct port_change *change;
	struct port *is, *to;

	start();
	is = add_port(&have);
	to = add_port(&want);
	is->speed = 10 * GBIT;
	is->flexnics[2].speed_type = FLEXNIC_SPEED_DISABLED;
	to->flexnics[2].max = 5 * GBIT;
	compare();
	EXPECT_INT(changes.ports.n, 1);
	change = list_at(&changes.ports, 0);
	EXPECT_INT(!!(change->params.flexnic[2].given &
		      BIT(FLEXNIC_A_MAX_RATE)), 1);
	EXPECT_INT(change->params.flexnic[2].max, 5 * GBIT);
}

/* each that a target may have: changed, added, removed */
static void every_value(void)
{
	static const struct {
		unsigned int attr;
		const char *line;
	} rows[] = {
		{ VCID_A_ITEM_CHAP_SECRET, "chap-secret" },
		{ VCID_A_ITEM_CHAP_NAME, "chap-name" },
		{ VCID_A_ITEM_TARGET_IP, "target-ip" },
		{ VCID_A_ITEM_IP, "ip" },
		{ VCID_A_ITEM_GATEWAY, "gateway" },
		{ VCID_A_ITEM_PREFIX_LEN, "prefix-len" },
		{ VCID_A_ITEM_INITIATOR, "initiator" },
		{ VCID_A_ITEM_TARGET, "target" },
		{ VCID_A_ITEM_TARGET_PORT, "target-port" },
		{ VCID_A_ITEM_LUN, "lun" },
	};
	char text[96], *value;
	struct vcid_item *item;
	size_t i;

	for (i = 0; i < 2 * ARRAY_SIZE(rows); i++) {
		start();
		add_target(&want);
		item = add_known_target(VCID_STATE_APPLIED);
		compare();
		EXPECT_STR(line(0), "");
		/* of the kernel's, then of the domain's: one that is gone */
		if (i & 1)
			item = vcid_item_at(&want.identity, 0);
		attr_give(item, rows[i / 2].attr);
		value = (char *)item +
			vcid_item_space.attrs[rows[i / 2].attr].offset;
		*value ^= 1;
		if (vcid_item_space.attrs[rows[i / 2].attr].kind == ATTR_BINARY)
			item->target_ip.data[0] ^= 4;
		compare();
		EXPECT_INT(changes.identity, true);
		snprintf(text, sizeof(text),
			 "~ identity iscsi of 00:00:00:00:00:00 slot a: %s",
			 rows[i / 2].line);
		EXPECT_STR(line(0), "~ identity: web01 -> web01, 1 item");
		EXPECT_STR(line(1), text);
	}
}

/* who is no administrator does not see them */
static void hidden_secret(void)
{
	start();
	add_target(&want);
	add_known_target(VCID_STATE_APPLIED)->given &=
		~BIT(VCID_A_ITEM_CHAP_SECRET);
	memset(vcid_item_at(&have.identity, 0)->chap_secret, 0, 8);
	compare();
	EXPECT_STR(line(0), "");
}

/* CHAP that is not wanted any more */
static void removed_chap(void)
{
	struct vcid_item *item;

	start();
	item = add_target(&want);
	item->given &= ~(BIT(VCID_A_ITEM_CHAP_NAME) |
			 BIT(VCID_A_ITEM_CHAP_SECRET));
	memset(item->chap_name, 0, sizeof(item->chap_name));
	memset(item->chap_secret, 0, sizeof(item->chap_secret));
	add_known_target(VCID_STATE_APPLIED);
	compare();
	EXPECT_STR(line(1), "~ identity iscsi of 00:00:00:00:00:00 slot a: chap-name, chap-secret");
}

static void not_in_force(void)
{
	static const struct {
		enum vcid_state state;
		unsigned int all, severe;
	} rows[] = {
		{ VCID_STATE_APPLIED, 0, 0 },
		{ VCID_STATE_PENDING, 1, 0 },
		{ VCID_STATE_CONFLICT, 1, 1 },
		{ VCID_STATE_FAILED, 1, 1 },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		start();
		add_known_target(rows[i].state)->reason =
			VCID_REASON_DUPLICATE_MAC;
		EXPECT_INT(host_not_in_force(&have, &plan, true), rows[i].all);
		EXPECT_INT(host_not_in_force(&have, &plan, false),
			   rows[i].severe);
		EXPECT_INT(plan.lines.n, 2 * rows[i].all);
	}
	EXPECT(strstr(line(0), "slot a: failed: another device of the host"),
	       "it says \"%s\"", line(0));
}

/*
 * A port as the kernel has it: what it was asked for is kept, what it shows
 * depends on its speed. That of its link is LINK.
 */
#define LINK	(10 * GBIT)

static uint64_t kept_max[FLEXNIC_SLOTS];

static void show(struct port *port)
{
	struct flexnic *nic;

	port->speed = port->speed_fixed ? port->speed_fixed : LINK;
	for (nic = port->flexnics; nic < port->flexnics + FLEXNIC_SLOTS; nic++) {
		nic->max = kept_max[nic->slot];
		if (!nic->max || nic->max > port->speed)
			nic->max = port->speed;
		if (nic->speed_type == FLEXNIC_SPEED_DISABLED)
			nic->max = 0;
	}
}

static void change_flexnic(struct flexnic *nic, const struct flexnic_params *p)
{
	if (p->given & BIT(FLEXNIC_A_VID))
		nic->vid = p->vid;
	if (p->given & BIT(FLEXNIC_A_SPEED_TYPE))
		nic->speed_type = p->speed_type;
	if (p->given & BIT(FLEXNIC_A_REQUESTED))
		nic->requested = p->requested;
	if (p->given & BIT(FLEXNIC_A_MAX_RATE))
		kept_max[nic->slot] = p->max;
	if (p->given & BIT(FLEXNIC_A_PRIO))
		nic->prio = p->prio;
	if (p->given & BIT(FLEXNIC_A_LINK))
		nic->link = p->link;
}

static void carry_out(void)
{
	const struct port_change *change;
	struct port *port;
	size_t i, slot;

	for (i = 0; i < changes.ports.n; i++) {
		change = list_at(&changes.ports, i);
		if (change->is_new) {
			port = add_port(&have);
			memset(kept_max, 0, sizeof(kept_max));
		}
		port = list_at(&have.ports, 0);
		if (change->params.given & BIT(FLEXNIC_A_PORT_SPEED_FIXED))
			port->speed_fixed = change->params.speed_fixed;
		for (slot = 0; slot < FLEXNIC_SLOTS; slot++)
			if (change->params.slots & BIT(slot))
				change_flexnic(&port->flexnics[slot],
					       &change->params.flexnic[slot]);
		show(port);
	}
}

static uint64_t any_rate(void)
{
	static const uint64_t rates[] = { 0, 0, 1, 5, 9, 10, 10, 20, 25 };

	return rates[noise() % ARRAY_SIZE(rates)] * GBIT;
}

static void any_port(struct port *port)
{
	struct flexnic *nic;

	port->speed_fixed = noise() % 2 ? 10 * GBIT :
			    noise() % 2 * 20 * GBIT;
	for (nic = port->flexnics; nic < port->flexnics + FLEXNIC_SLOTS; nic++) {
		nic->speed_type = noise() % (FLEXNIC_SPEED_DISABLED + 1);
		nic->requested = (1 + noise() % 3) * GBIT;
		nic->max = any_rate();
		nic->prio = noise() % 3;
		nic->link = nic->speed_type != FLEXNIC_SPEED_DISABLED;
		nic->vid += noise() % 2;
	}
}

/* whatever was there: changed once, there is nothing to change any more */
static void converges(void)
{
	struct port *port;
	int round;
	size_t i;

	for (round = 0; round < 20000 && !test_failures; round++) {
		start();
		any_port(add_port(&want));
		if (noise() % 4) {
			port = add_port(&have);
			any_port(port);
			for (i = 0; i < FLEXNIC_SLOTS; i++)
				kept_max[i] = port->flexnics[i].max;
			show(port);
		}
		compare();
		carry_out();
		compare();
		EXPECT(host_unchanged(&changes), "round %d: %s", round,
		       line(0));
	}
}

/* made by an apply that was killed before the set came */
static void bond_without_set(void)
{
	const struct bond_change *change;
	struct uplinkset *set;
	struct host_bond *bond;
	struct host *host;

	start();
	for (host = &have; host; host = host == &have ? &want : NULL) {
		bond = list_add(&host->bonds, sizeof(*bond));
		strcpy(bond->name, "LAG1");
		strcpy(list_add(&bond->ports, IFNAMSIZ), "up1");
	}
	strcpy(list_add(&bond->ports, IFNAMSIZ), "up2");
	set = list_add(&want.sets, sizeof(*set));
	strcpy(set->name, "LAG1");
	set->mode = VBRIDGE_MODE_LACP;
	compare();
	EXPECT_INT(changes.bonds.n, 1);
	change = list_at(&changes.bonds, 0);
	EXPECT_INT(change->is_new, false);
	EXPECT_INT(change->join.n, 1);
	EXPECT_STR(line(0), "+ uplinkset LAG1: port up2");
	EXPECT_STR(line(1), "+ uplinkset LAG1");
}

int main(void)
{
	static const struct test_case cases[] = {
		{ "a maximum that is the port's speed", maximum_is_speed },
		{ "a maximum above the port's speed", maximum_above_speed },
		{ "the maximum of what had no share", maximum_of_enabled },
		{ "every value of an item", every_value },
		{ "a secret that is not shown", hidden_secret },
		{ "CHAP that is removed", removed_chap },
		{ "items that are not in force", not_in_force },
		{ "ports converge", converges },
		{ "a bonding device without its set", bond_without_set },
	};
	int rc = run_tests(cases, ARRAY_SIZE(cases));

	start();
	return rc;
}
