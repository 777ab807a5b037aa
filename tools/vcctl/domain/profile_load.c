// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <string.h>

#include "cmd.h"
#include "kind.h"
#include "object.h"
#include "overlay.h"
#include "profile_load.h"

int profile_base(struct store *store, const char *name,
		 struct json_object *profile, struct json_object **base)
{
	const char *template = doc_text(profile, "template");
	int status;

	*base = NULL;
	if (!template)
		return EXIT_OK;
	status = object_get(store, &template_kind, template, base);
	if (status || !strcmp(doc_text(*base, "type"), "updating"))
		return status;
	json_object_put(*base);
	return store_get(store, TEMPLATE_COPY, name, base);
}

int profile_effective(struct store *store, const char *name,
		      struct json_object *profile,
		      struct json_object **effective)
{
	struct json_object *base;
	int status = profile_base(store, name, profile, &base);

	*effective = NULL;
	if (status)
		return status;
	*effective = overlay(base, profile);
	json_object_put(base);
	if (*effective)
		return EXIT_OK;
	print_error("out of memory");
	return EXIT_REFUSED;
}

static int keep_profile(const char *kind, const char *name, void *arg)
{
	if (!strcmp(kind, profile_kind.name))
		snprintf(arg, STORE_NAME_LEN + 1, "%s", name);
	return EXIT_OK;
}

int bay_profile(struct store *store, const char *bay,
		char name[STORE_NAME_LEN + 1])
{
	name[0] = '\0';
	return store_referrers(store, bay_kind.name, bay, keep_profile, name);
}
