// SPDX-License-Identifier: GPL-2.0
#include <unistd.h>

#include "domain.h"

int domain_open(const struct options *opts, bool may_create,
		struct store **store)
{
	return store_open(opts->db ? opts->db : STORE_DEFAULT, may_create,
			  store);
}

int domain_open_or_empty(const struct options *opts, struct store **store)
{
	if (access(opts->db ? opts->db : STORE_DEFAULT, F_OK))
		return store_open(NULL, true, store);
	return domain_open(opts, false, store);
}

static int in_transaction(const struct options *opts, bool may_create,
			  const char *command,
			  int (*fn)(struct store *store, void *arg), void *arg)
{
	struct store *store;
	int status = domain_open(opts, may_create, &store);

	if (status)
		return status;
	status = store_begin(store, command);
	if (!status)
		status = fn(store, arg);
	if (!status)
		status = store_commit(store);
	store_close(store);
	return status;
}

int domain_change(const struct options *opts, const char *command,
		  int (*fn)(struct store *store, void *arg), void *arg)
{
	return in_transaction(opts, true, command, fn, arg);
}

int domain_delete(const struct options *opts, const char *command,
		  int (*fn)(struct store *store, void *arg), void *arg)
{
	return in_transaction(opts, false, command, fn, arg);
}

int domain_look(const struct options *opts,
		int (*fn)(struct store *store, void *arg), void *arg)
{
	return in_transaction(opts, false, NULL, fn, arg);
}
