/* SPDX-License-Identifier: GPL-2.0 */
/* Documents that others may have written, read as if they were in a file. */
#ifndef VCCTL_DOMAIN_VERIFY_H
#define VCCTL_DOMAIN_VERIFY_H

#include "store.h"

/*
 * Hand each fault of a document in the store to @fn; a status that is not 0 ends
 * it. What has none can be relied on where it is used.
 */
int verify_docs(struct store *store, int (*fn)(const char *fault, void *arg),
		void *arg);

#endif
