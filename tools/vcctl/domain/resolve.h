/* SPDX-License-Identifier: GPL-2.0 */
/* What a profile comes to in a bay: which connection has which FlexNIC. */
#ifndef VCCTL_DOMAIN_RESOLVE_H
#define VCCTL_DOMAIN_RESOLVE_H

#include <json-c/json.h>
#include <linux/flexnic.h>

#include "problems.h"
#include "profile_doc.h"
#include "store.h"

/**
 * struct resolved - a connection in its place
 * @id: its number
 * @type: what it is
 * @doc: its document, as long as that of the profile is there
 * @port: of the bay; 0 for FC, which has no FlexNIC
 * @hba: of FC, the bay's host bus adapter; 0 if the bay names none
 * @slot: of the port
 * @speed_type: enum flexnic_speed_type
 * @requested: bit/s, of preferred and custom
 * @max: bit/s, 0 for the port's speed
 */
struct resolved {
	unsigned int id;
	enum connection_type type;
	struct json_object *doc;
	unsigned int port;
	unsigned int hba;
	unsigned int slot;
	unsigned int speed_type;
	uint64_t requested;
	uint64_t max;
};

/**
 * resolve_profile() - put connections in their places
 * @store: the store
 * @name: the profile
 * @profile: with its template
 * @bay: a bay's document; NULL to look at the profile alone
 * @connections: result, of struct resolved, an empty list to be freed
 * @problems: gets all that stands against it
 *
 * Connections that name port and FlexNIC have them; the others follow in the
 * order of their numbers, to the port that has the fewest. The speed is what
 * the profile asks for, the maximum the least of those of its networks.
 *
 * Return: exit status, of the store only: see @problems.
 */
int resolve_profile(struct store *store, const char *name,
		    struct json_object *profile, struct json_object *bay,
		    struct list *connections, struct problems *problems);

#endif
