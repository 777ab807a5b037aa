/* SPDX-License-Identifier: GPL-2.0 */
/* Pools as documents. Pure. */
#ifndef VCCTL_DOMAIN_POOL_H
#define VCCTL_DOMAIN_POOL_H

#include <json-c/json.h>

#include "addr.h"
#include "list.h"

/* what a pool has, by its document as it is stored */
enum addr_kind pool_doc_kind(struct json_object *doc);

/*
 * Its ranges, as struct addr_range in an empty list, which is to be freed in
 * any case; @key is "ranges" or "exclude". 0, -EINVAL or -ENOMEM.
 */
int pool_doc_ranges(struct json_object *doc, const char *key,
		    struct list *list);

#endif
