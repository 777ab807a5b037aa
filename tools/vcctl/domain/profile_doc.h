/* SPDX-License-Identifier: GPL-2.0 */
/* Profiles as documents. Pure. */
#ifndef VCCTL_DOMAIN_PROFILE_DOC_H
#define VCCTL_DOMAIN_PROFILE_DOC_H

#include <json-c/json.h>

#include "problems.h"

/* most connections of a profile: as many items as vcid takes */
#define PROFILE_CONNECTIONS	64

/* words that stand for an address: one of a pool, and that of the hardware */
#define PROFILE_AUTO	"auto"
#define PROFILE_FACTORY	"factory"

enum connection_type {
	CONNECTION_ETHERNET,
	CONNECTION_FCOE,
	CONNECTION_FC,
	CONNECTION_ISCSI,
};

enum connection_type connection_type(struct json_object *connection);

/* what a shape cannot say of a profile with its template, or of a template */
void profile_check_whole(struct json_object *doc, const char *path,
			 struct problems *problems);

#endif
