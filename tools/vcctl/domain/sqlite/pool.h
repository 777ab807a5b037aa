/* SPDX-License-Identifier: GPL-2.0 */
#ifndef VCCTL_DOMAIN_SQLITE_POOL_H
#define VCCTL_DOMAIN_SQLITE_POOL_H

#include <sqlite3.h>

#include "domain/pool_store.h"

/* the kind that a column names */
enum addr_kind db_addr_kind(struct sqlite3_stmt *row, int column);

#endif
