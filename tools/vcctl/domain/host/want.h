/* SPDX-License-Identifier: GPL-2.0 */
#ifndef VCCTL_DOMAIN_HOST_WANT_H
#define VCCTL_DOMAIN_HOST_WANT_H

#include "domain/resolve.h"
#include "host.h"

/**
 * struct placed - a profile in its bay
 * @name: of the profile, "" if the bay has none
 * @profile: with its template and its addresses
 * @bay: the bay's document
 * @connections: of struct resolved
 */
struct placed {
	char name[STORE_NAME_LEN + 1];
	struct json_object *profile;
	struct json_object *bay;
	struct list connections;
};

/* the profile of a bay, for placed_free() in any case */
int placed_load(struct store *store, const char *bay, struct placed *placed);
void placed_free(struct placed *placed);
/* a port of the bay, NULL if it has none of that number */
struct json_object *placed_port(const struct placed *placed, unsigned int port);

/* what is wanted of this host in its bay, and as the switch */
int want_blade(struct store *store, const char *bay, struct host *host);
int want_switch(struct store *store, struct host *host);

/* the domain has all say over this device */
int want_own(struct host *host, const char *dev);

int want_memory(void);

#endif
