/* SPDX-License-Identifier: GPL-2.0 */
/* All that matters of this host on one screen, from the store and the kernel. */
#ifndef VCCTL_DOMAIN_OVERVIEW_H
#define VCCTL_DOMAIN_OVERVIEW_H

#include <json-c/json.h>

#include "cmd.h"
#include "host/want.h"

/**
 * struct overview - what there is to see
 * @domain: the domain's document; NULL without a store, or if it has none
 * @bays: how many bays there are
 * @profiles: how many profiles
 * @bay: name of the bay that this host is in, or ""
 * @placed: the profile in this bay
 * @host: what the kernel has
 */
struct overview {
	struct json_object *domain;
	uint64_t bays;
	uint64_t profiles;
	char bay[STORE_NAME_LEN + 1];
	struct placed placed;
	struct host host;
};

void overview_show_text(const struct overview *o);
struct json_object *overview_to_json(const struct overview *o);

#endif
