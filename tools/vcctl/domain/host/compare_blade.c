// SPDX-License-Identifier: GPL-2.0
/* Ports with their FlexNICs. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "compare.h"
#include "rate.h"

static const struct port *find_port(const struct list *ports, const char *dev)
{
	const struct port *p;
	size_t i;

	for (i = 0; i < ports->n; i++) {
		p = list_at(ports, i);
		if (!strcmp(p->ifname, dev))
			return p;
	}
	return NULL;
}

static const struct flexnic *find_flexnic(const struct port *port,
					  unsigned int slot)
{
	unsigned int i;

	for (i = 0; i < port->n_flexnics; i++)
		if (port->flexnics[i].slot == slot)
			return &port->flexnics[i];
	return NULL;
}

/* what cannot be changed while the port is there */
static bool same_port(const struct port *a, const struct port *b)
{
	return a->mode == b->mode && a->count == b->count;
}

static int leave(struct comparing *c, const struct port *port)
{
	char *dev = list_add(&c->changes->leaving, IFNAMSIZ);

	if (!dev)
		return -ENOMEM;
	memcpy(dev, port->ifname, IFNAMSIZ);
	tell(c, '-', "port %s", port->ifname);
	return 0;
}

static int leave_ports(struct comparing *c)
{
	const struct port *have, *want;
	int err = 0;
	size_t i;

	for (i = 0; !err && i < c->have->ports.n; i++) {
		have = list_at(&c->have->ports, i);
		want = find_port(&c->want->ports, have->ifname);
		if (want ? !same_port(have, want) :
			   compare_owns(c, have->ifname))
			err = leave(c, have);
	}
	return err;
}

/*
 * The speed that a port will have, 0 if it is not known. One that is wanted has
 * none of its own: it is fixed, or as the link has it.
 */
static uint64_t speed_to_be(const struct port *have, const struct port *want)
{
	if (want->speed_fixed)
		return want->speed_fixed;
	return have->speed_fixed ? 0 : have->speed;
}

/*
 * The kernel shows a FlexNIC without a maximum, and one whose maximum is the
 * speed of its port, as the same.
 */
static uint64_t max_in_force(const struct flexnic *nic, uint64_t speed)
{
	return speed && nic->max >= speed ? 0 : nic->max;
}

/* one that is more than the port has is refused, and means none */
static uint64_t max_to_ask(const struct flexnic *nic, uint64_t speed)
{
	return speed && nic->max > speed ? 0 : nic->max;
}

/**
 * struct nic_change - how a FlexNIC differs
 * @c: for whom
 * @dev: its port
 * @slot: its slot
 * @speed: that its port will have
 * @speed_changes: it is another than before
 * @p: what is to be asked of it
 */
struct nic_change {
	struct comparing *c;
	const char *dev;
	unsigned int slot;
	uint64_t speed;
	bool speed_changes;
	struct flexnic_params *p;
};

static void number_differs(struct nic_change *n, unsigned int attr,
			   const char *name, uint64_t have, uint64_t want)
{
	if (have == want)
		return;
	attr_give(n->p, attr);
	tell(n->c, '~', "port %s flexnic %c: %s: %llu -> %llu", n->dev,
	     'a' + n->slot, name, (unsigned long long)have,
	     (unsigned long long)want);
}

static void rate_differs(struct nic_change *n, unsigned int attr,
			 const char *name, uint64_t have, uint64_t want)
{
	char before[RATE_STRLEN], after[RATE_STRLEN];

	if (have == want)
		return;
	attr_give(n->p, attr);
	tell(n->c, '~', "port %s flexnic %c: %s: %s -> %s", n->dev,
	     'a' + n->slot, name,
	     have ? rate_format(have, before, sizeof(before)) : "none",
	     want ? rate_format(want, after, sizeof(after)) : "none");
}

static bool has_rate(const struct flexnic *nic)
{
	return nic->speed_type == FLEXNIC_SPEED_PREFERRED ||
	       nic->speed_type == FLEXNIC_SPEED_CUSTOM;
}

static void compare_speed(struct nic_change *n, const struct flexnic *have,
			  const struct flexnic *want)
{
	if (have->speed_type != want->speed_type) {
		attr_give(n->p, FLEXNIC_A_SPEED_TYPE);
		tell(n->c, '~', "port %s flexnic %c: speed: %s -> %s", n->dev,
		     'a' + n->slot, speed_type_names[have->speed_type],
		     speed_type_names[want->speed_type]);
	}
	if (has_rate(want))
		rate_differs(n, FLEXNIC_A_REQUESTED, "requested",
			     has_rate(have) ? have->requested : 0,
			     want->requested);
	/* one is not taken without the other */
	if (has_rate(want) && n->p->given & BIT(FLEXNIC_A_SPEED_TYPE))
		attr_give(n->p, FLEXNIC_A_REQUESTED);
	if (has_rate(want) && n->p->given & BIT(FLEXNIC_A_REQUESTED))
		attr_give(n->p, FLEXNIC_A_SPEED_TYPE);
}

/*
 * What the kernel has stored is not told where there is no share, nor where it
 * is the speed that the port is about to lose: it is said anew.
 */
static void compare_max(struct nic_change *n, const struct port *have,
			const struct flexnic *is, const struct flexnic *to)
{
	n->p->max = max_to_ask(to, n->speed);
	if (to->speed_type == FLEXNIC_SPEED_DISABLED)
		return;
	if (is->speed_type == FLEXNIC_SPEED_DISABLED || n->speed_changes)
		attr_give(n->p, FLEXNIC_A_MAX_RATE);
	if (is->speed_type != FLEXNIC_SPEED_DISABLED)
		rate_differs(n, FLEXNIC_A_MAX_RATE, "max",
			     max_in_force(is, have->speed),
			     max_in_force(to, n->speed));
}

static void compare_flexnic(struct nic_change *n, const struct port *have,
			    const struct flexnic *is, const struct flexnic *to)
{
	n->p->vid = to->vid;
	n->p->speed_type = to->speed_type;
	n->p->requested = to->requested;
	n->p->prio = to->prio;
	n->p->link = to->link;
	number_differs(n, FLEXNIC_A_VID, "channel", is->vid, to->vid);
	compare_speed(n, is, to);
	compare_max(n, have, is, to);
	number_differs(n, FLEXNIC_A_PRIO, "prio", is->prio, to->prio);
	number_differs(n, FLEXNIC_A_LINK, "link", is->link, to->link);
}

static void compare_flexnics(struct comparing *c, const struct port *have,
			     const struct port *want, struct port_params *p)
{
	const struct flexnic *is, *to;
	struct nic_change n = {
		.c = c,
		.dev = want->ifname,
		.speed = speed_to_be(have, want),
		.speed_changes = have->speed_fixed != want->speed_fixed,
	};

	for (n.slot = 0; n.slot < FLEXNIC_SLOTS; n.slot++) {
		is = find_flexnic(have, n.slot);
		to = find_flexnic(want, n.slot);
		if (!is || !to)
			continue;
		n.p = &p->flexnic[n.slot];
		compare_flexnic(&n, have, is, to);
		if (n.p->given)
			p->slots |= BIT(n.slot);
	}
}

static int change_port(struct comparing *c, const struct port *have,
		       const struct port *want)
{
	struct port_change change = { 0 }, *added;
	char before[RATE_STRLEN], after[RATE_STRLEN];

	memcpy(change.dev, want->ifname, IFNAMSIZ);
	if (have->speed_fixed != want->speed_fixed) {
		attr_give(&change.params, FLEXNIC_A_PORT_SPEED_FIXED);
		change.params.speed_fixed = want->speed_fixed;
		tell(c, '~', "port %s: speed: %s -> %s", want->ifname,
		     rate_format(have->speed_fixed, before, sizeof(before)),
		     rate_format(want->speed_fixed, after, sizeof(after)));
	}
	compare_flexnics(c, have, want, &change.params);
	/* without its qdisc no share is enforced; a speed that is set anew
	 * brings it back
	 */
	if (attr_given(have, FLEXNIC_A_PORT_SPEED) &&
	    !attr_given(have, FLEXNIC_A_PORT_QDISC) && have->speed) {
		attr_give(&change.params, FLEXNIC_A_PORT_SPEED_FIXED);
		change.params.speed_fixed = want->speed_fixed;
		tell(c, '~', "port %s: its qdisc is missing", want->ifname);
	}
	if (!change.params.given && !change.params.slots)
		return 0;
	added = list_add(&c->changes->ports, sizeof(*added));
	if (!added)
		return -ENOMEM;
	*added = change;
	return 0;
}

static int new_port(struct comparing *c, const struct port *want)
{
	/* as the kernel makes them: all that is not so is to be said */
	struct port fresh = { .n_flexnics = want->count };
	struct port_change *change;
	struct comparing quiet = *c;
	unsigned int slot;

	change = list_add(&c->changes->ports, sizeof(*change));
	if (!change)
		return -ENOMEM;
	for (slot = 0; slot < want->count; slot++) {
		fresh.flexnics[slot].slot = slot;
		fresh.flexnics[slot].link = true;
		fresh.flexnics[slot].vid = HOST_CHANNEL_BASE + slot;
	}
	change->is_new = true;
	memcpy(change->dev, want->ifname, IFNAMSIZ);
	attr_give(&change->params, FLEXNIC_A_PORT_MODE);
	change->params.mode = want->mode;
	attr_give(&change->params, FLEXNIC_A_PORT_COUNT);
	change->params.count = want->count;
	if (want->speed_fixed) {
		attr_give(&change->params, FLEXNIC_A_PORT_SPEED_FIXED);
		change->params.speed_fixed = want->speed_fixed;
	}
	quiet.plan = NULL;
	compare_flexnics(&quiet, &fresh, want, &change->params);
	tell(c, '+', "port %s: %u FlexNICs", want->ifname, want->count);
	return 0;
}

int compare_ports(struct comparing *c)
{
	const struct port *have, *want;
	int err = leave_ports(c);
	size_t i;

	for (i = 0; !err && i < c->want->ports.n; i++) {
		want = list_at(&c->want->ports, i);
		have = find_port(&c->have->ports, want->ifname);
		if (have && same_port(have, want))
			err = change_port(c, have, want);
		else
			err = new_port(c, want);
	}
	return err;
}
