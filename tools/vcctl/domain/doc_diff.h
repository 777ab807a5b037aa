/* SPDX-License-Identifier: GPL-2.0 */
/* What differs between two documents. Pure. */
#ifndef VCCTL_DOMAIN_DOC_DIFF_H
#define VCCTL_DOMAIN_DOC_DIFF_H

#include <json-c/json.h>

/*
 * @before and @after are values as they would be in a file, or NULL where
 * there is none. Lists are compared as a whole.
 */
typedef void (*doc_diff_fn)(const char *path, const char *before,
			    const char *after, void *arg);

/* hand each value that differs to @fn; either document may be NULL */
void doc_diff(struct json_object *before, struct json_object *after,
	      doc_diff_fn fn, void *arg);

#endif
