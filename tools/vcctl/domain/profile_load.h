/* SPDX-License-Identifier: GPL-2.0 */
/* Profiles with what they have from elsewhere. All return an exit status. */
#ifndef VCCTL_DOMAIN_PROFILE_LOAD_H
#define VCCTL_DOMAIN_PROFILE_LOAD_H

#include <json-c/json.h>

#include "store.h"

/* A profile's copy of its initial template, of the profile's name. */
#define TEMPLATE_COPY	"template-copy"

/*
 * What a profile is on top of, NULL if it has no template: the template, if it
 * is updating, else the copy. For json_object_put().
 */
int profile_base(struct store *store, const char *name,
		 struct json_object *profile, struct json_object **base);

/* The profile with its template; for json_object_put(). */
int profile_effective(struct store *store, const char *name,
		      struct json_object *profile,
		      struct json_object **effective);

/* the profile that a bay has, "" if it has none */
int bay_profile(struct store *store, const char *bay,
		char name[STORE_NAME_LEN + 1]);

#endif
