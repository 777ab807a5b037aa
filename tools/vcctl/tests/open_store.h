/* SPDX-License-Identifier: GPL-2.0 */
/* A store in the folder of a test, see folder.h. */
#ifndef VCCTL_TESTS_OPEN_STORE_H
#define VCCTL_TESTS_OPEN_STORE_H

#include "cmd.h"
#include "domain/store.h"
#include "folder.h"
#include "ktap.h"

/* made if it is not there; without it there is nothing to test */
static inline struct store *open_store(const char *name)
{
	struct store *store;

	EXPECT_INT(store_open(in_folder(name), true, &store), EXIT_OK);
	if (!store)
		exit(1);
	return store;
}

#endif
