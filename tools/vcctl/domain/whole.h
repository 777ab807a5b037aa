/* SPDX-License-Identifier: GPL-2.0 */
/* What no object can be wrong about alone, and the switch would refuse. */
#ifndef VCCTL_DOMAIN_WHOLE_H
#define VCCTL_DOMAIN_WHOLE_H

#include "kind.h"
#include "store.h"

/* may a change of such an object be one? */
bool whole_is_about(const struct kind *kind);

/*
 * Look at all of a domain, in the transaction that changed it: devices, uplinks
 * and tags that two have. All that is wrong is printed; returns an exit status.
 */
int whole_check(struct store *store);

#endif
