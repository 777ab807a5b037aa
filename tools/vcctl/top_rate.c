// SPDX-License-Identifier: GPL-2.0
/* Rates out of two samples. Pure. */
#include <errno.h>

#include "top.h"

#define NS_PER_S	1000000000ULL

uint64_t top_rate(uint64_t bytes, uint64_t ns)
{
	if (!ns)
		return 0;
	return (long double)bytes * 8 * NS_PER_S / ns;
}

/* a counter that went back was reset: what it has now has come since */
static uint64_t counted(uint64_t before, uint64_t now)
{
	return now < before ? now : now - before;
}

static const struct flexnic *find_nic(const struct port *port,
				      const struct flexnic *wanted)
{
	unsigned int i;

	for (i = 0; i < port->n_flexnics; i++)
		if (port->flexnics[i].ifindex == wanted->ifindex &&
		    port->flexnics[i].slot == wanted->slot)
			return &port->flexnics[i];
	return NULL;
}

/* the place of the port in @sample, or how many it has */
static size_t find_port(const struct top_sample *sample, uint32_t ifindex)
{
	const struct port *port;
	size_t i;

	for (i = 0; i < sample->ports.n; i++) {
		port = list_at(&sample->ports, i);
		if (port->ifindex == ifindex)
			break;
	}
	return i;
}

static void rate_tx(struct top_row *row, const struct class_stats *before,
		    const struct class_stats *now, uint64_t ns)
{
	unsigned int slot = row->nic->slot;
	uint64_t borrowed, guaranteed;

	if (!(before->given & now->given & BIT(slot)))
		return;
	borrowed = counted(before->borrowed[slot], now->borrowed[slot]);
	guaranteed = counted(before->guaranteed[slot], now->guaranteed[slot]);
	row->borrowed = top_rate(borrowed, ns);
	row->tx = top_rate(borrowed + guaranteed, ns);
}

static void rate_device(struct top_row *row, const struct stats *before,
			uint64_t ns)
{
	const struct stats *now = &row->nic->stats;

	row->rated = true;
	row->rx = top_rate(counted(before->counter[FLEXNIC_A_STATS_RX_BYTES],
				   now->counter[FLEXNIC_A_STATS_RX_BYTES]), ns);
	row->tx = top_rate(counted(before->counter[FLEXNIC_A_STATS_TX_BYTES],
				   now->counter[FLEXNIC_A_STATS_TX_BYTES]), ns);
}

static int add_port(const struct top_sample *before,
		    const struct top_sample *now, size_t place,
		    struct list *rows)
{
	const struct port *port = list_at(&now->ports, place), *old_port;
	size_t old_place = find_port(before, port->ifindex);
	uint64_t ns = now->ns - before->ns;
	const struct flexnic *old;
	struct top_row *row;
	unsigned int i;

	for (i = 0; i < port->n_flexnics; i++) {
		row = list_add(rows, sizeof(*row));
		if (!row)
			return -ENOMEM;
		row->port = port;
		row->nic = &port->flexnics[i];
		if (old_place == before->ports.n)
			continue;
		old_port = list_at(&before->ports, old_place);
		old = find_nic(old_port, row->nic);
		if (!old)
			continue;
		rate_device(row, &old->stats, ns);
		rate_tx(row, list_at(&before->classes, old_place),
			list_at(&now->classes, place), ns);
	}
	return 0;
}

int top_compare(const struct top_sample *before, const struct top_sample *now,
		struct list *rows)
{
	size_t i;
	int err;

	for (i = 0; i < now->ports.n; i++) {
		err = add_port(before, now, i, rows);
		if (err)
			return err;
	}
	return 0;
}

void top_sample_free(struct top_sample *sample)
{
	list_free(&sample->ports);
	list_free(&sample->classes);
}
