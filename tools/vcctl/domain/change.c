// SPDX-License-Identifier: GPL-2.0
#include "change.h"
#include "object.h"

int change_put(struct store *store, const struct kind *kind, const char *name,
	       struct json_object *doc)
{
	return object_put(store, kind, name, doc);
}

int change_del(struct store *store, const struct kind *kind, const char *name)
{
	return object_del(store, kind, name);
}
