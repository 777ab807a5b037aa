/* SPDX-License-Identifier: GPL-2.0 */
#ifndef VCCTL_DOMAIN_HOST_COMPARE_H
#define VCCTL_DOMAIN_HOST_COMPARE_H

#include "host.h"

/**
 * struct comparing - two states being compared
 * @have: what is there
 * @want: what is to be there
 * @all: what only @have has goes
 * @changes: result
 * @plan: is told in words, or NULL
 */
struct comparing {
	const struct host *have;
	const struct host *want;
	bool all;
	struct host_changes *changes;
	struct plan *plan;
};

/* All return 0 or -ENOMEM. */
int compare_ports(struct comparing *c);
int compare_identity(struct comparing *c);
int compare_bonds(struct comparing *c);
int compare_switch(struct comparing *c);

/* has the domain all say over a device, or is everything to go? */
bool compare_owns(const struct comparing *c, const char *dev);

#define tell(c, sign, fmt, ...)						\
	do {								\
		const struct comparing *tell_c = (c);			\
									\
		if (tell_c->plan)					\
			plan_add(tell_c->plan, sign, fmt, ##__VA_ARGS__);\
	} while (0)

#endif
