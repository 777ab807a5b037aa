// SPDX-License-Identifier: GPL-2.0
/* What the domain wants of this host. */
#include <stdio.h>
#include <string.h>

#include "cmd.h"
#include "domain/identity.h"
#include "domain/object.h"
#include "domain/profile_load.h"
#include "want.h"

int want_memory(void)
{
	print_error("out of memory");
	return EXIT_REFUSED;
}

static int load_profile(struct store *store, struct placed *placed)
{
	struct problems problems = { 0 };
	struct json_object *doc;
	int status = object_get(store, &profile_kind, placed->name, &doc);

	if (!status)
		status = profile_effective(store, placed->name, doc,
					   &placed->profile);
	json_object_put(doc);
	if (!status)
		status = identity_put_in(store, placed->name, placed->profile);
	if (!status)
		status = resolve_profile(store, placed->name, placed->profile,
					 placed->bay, &placed->connections,
					 &problems);
	if (!status && problems_print(&problems, NULL))
		status = EXIT_REFUSED;
	problems_free(&problems);
	return status;
}

int placed_load(struct store *store, const char *bay, struct placed *placed)
{
	int status;

	memset(placed, 0, sizeof(*placed));
	status = object_get(store, &bay_kind, bay, &placed->bay);
	if (!status)
		status = bay_profile(store, bay, placed->name);
	if (!status && *placed->name)
		status = load_profile(store, placed);
	return status;
}

void placed_free(struct placed *placed)
{
	list_free(&placed->connections);
	json_object_put(placed->profile);
	json_object_put(placed->bay);
}

struct json_object *placed_port(const struct placed *placed, unsigned int port)
{
	struct json_object *ports = doc_get(placed->bay, "ports");
	char key[12];

	snprintf(key, sizeof(key), "%u", port);
	return ports ? doc_get(ports, key) : NULL;
}

int want_own(struct host *host, const char *dev)
{
	char *own = list_add(&host->own_devs, IFNAMSIZ);

	if (!own)
		return want_memory();
	snprintf(own, IFNAMSIZ, "%s", dev);
	return EXIT_OK;
}

int host_want(struct store *store, struct host *host)
{
	struct json_object *domain;
	const char *bay;
	int status;

	status = store_get(store, domain_kind.name, DOMAIN_NAME, &domain);
	if (status || !domain)
		return status;
	bay = doc_text(domain, "host");
	if (bay)
		status = want_blade(store, bay, host);
	if (!status && doc_on(domain, "switch"))
		status = want_switch(store, host);
	json_object_put(domain);
	return status;
}
