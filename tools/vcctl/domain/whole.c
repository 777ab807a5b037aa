// SPDX-License-Identifier: GPL-2.0
/* What no object can be wrong about alone, and the switch would refuse. */
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <linux/vbridge.h>

#include "cmd.h"
#include "kind.h"
#include "tag.h"
#include "whole.h"

/**
 * struct whole - a domain being looked at
 * @problems: result
 * @devices: of the switch: who has each, by name
 * @carried: which uplink set carries a network
 * @host: the bay that is this host, if it is the switch as well; or NULL
 */
struct whole {
	struct problems problems;
	struct json_object *devices;
	struct json_object *carried;
	char *host;
};

/* @name is @who's, unless it is another's already */
static void claim(struct whole *w, struct json_object *map, const char *name,
		  const char *what, const char *who)
{
	const char *other = doc_text(map, name);

	if (other)
		problem_add(&w->problems, "%s: %s \"%s\" is that of %s already",
			    who, what, name, other);
	else
		json_object_object_add(map, name, json_object_new_string(who));
}

static int look_at_domain(struct store *store, struct whole *w)
{
	struct json_object *doc;
	const char *host;
	int status = store_get(store, domain_kind.name, DOMAIN_NAME, &doc);

	host = doc ? doc_text(doc, "host") : NULL;
	if (host && doc_on(doc, "switch"))
		w->host = strdup(host);
	json_object_put(doc);
	return status;
}

/* on one wire a network is known by its tag */
static void check_tags(struct whole *w, struct json_object *networks,
		       const char *who)
{
	struct tag a, b;

	json_object_object_foreach(networks, name, text) {
		json_object_object_foreach(networks, other, second) {
			if (strcmp(name, other) >= 0 ||
			    tag_read(json_object_get_string(text), &a) ||
			    tag_read(json_object_get_string(second), &b) ||
			    a.vid != b.vid ||
			    (a.type != b.type &&
			     (a.type == VBRIDGE_TAG_TUNNEL ||
			      b.type == VBRIDGE_TAG_TUNNEL)))
				continue;
			problem_add(&w->problems,
				    "%s: \"%s\" and \"%s\" have the same tag, %s",
				    who, name, other,
				    json_object_get_string(second));
		}
	}
}

static int look_at_set(const char *name, struct json_object *doc, void *arg)
{
	struct json_object *ports = doc_get(doc, "ports");
	struct json_object *networks = doc_get(doc, "networks");
	const char *mode = doc_text(doc, "mode");
	struct whole *w = arg;
	char who[96];

	snprintf(who, sizeof(who), "uplink set \"%s\"", name);
	if (mode && !strcmp(mode, "lacp")) {
		if (strlen(name) >= IFNAMSIZ)
			problem_add(&w->problems,
				    "uplink set \"%s\": a name in mode lacp has %d characters at most",
				    name, IFNAMSIZ - 1);
		claim(w, w->devices, name, "device", who);
	}
	if (ports) {
		json_object_object_foreach(ports, port, preference) {
			(void)preference;
			claim(w, w->devices, port, "device", who);
		}
	}
	if (!networks)
		return EXIT_OK;
	json_object_object_foreach(networks, network, tag) {
		(void)tag;
		claim(w, w->carried, network, "the uplink of network", who);
	}
	check_tags(w, networks, who);
	return EXIT_OK;
}

static int look_at_bay(const char *name, struct json_object *doc, void *arg)
{
	struct json_object *ports = doc_get(doc, "ports"), *own;
	struct whole *w = arg;
	const char *downlink;
	char who[128];

	if (!ports)
		return EXIT_OK;
	own = json_object_new_object();
	json_object_object_foreach(ports, number, port) {
		snprintf(who, sizeof(who), "port %s of bay \"%s\"", number,
			 name);
		claim(w, own, doc_text(port, "dev"), "device", who);
		downlink = doc_text(port, "downlink");
		if (downlink)
			claim(w, w->devices, downlink, "device", who);
		if (w->host && !strcmp(w->host, name))
			claim(w, w->devices, doc_text(port, "dev"), "device",
			      who);
	}
	json_object_put(own);
	return EXIT_OK;
}

/* a network is a device of the switch as well */
static int look_at_network(const char *name, struct json_object *doc, void *arg)
{
	struct whole *w = arg;
	char who[96];

	(void)doc;
	snprintf(who, sizeof(who), "network \"%s\"", name);
	if (strlen(name) >= IFNAMSIZ)
		problem_add(&w->problems,
			    "network \"%s\": a device's name has %d characters at most",
			    name, IFNAMSIZ - 1);
	else
		claim(w, w->devices, name, "device", who);
	return EXIT_OK;
}

bool whole_is_about(const struct kind *kind)
{
	return kind == &net_kind || kind == &uplinks_kind ||
	       kind == &bay_kind || kind == &domain_kind;
}

int whole_check(struct store *store)
{
	struct whole w = {
		.devices = json_object_new_object(),
		.carried = json_object_new_object(),
	};
	int status = look_at_domain(store, &w);

	claim(&w, w.devices, "lo", "device", "this host");
	if (!status)
		status = store_each(store, uplinks_kind.name, look_at_set, &w);
	if (!status)
		status = store_each(store, bay_kind.name, look_at_bay, &w);
	if (!status)
		status = store_each(store, net_kind.name, look_at_network, &w);
	if (!status)
		status = problems_print(&w.problems, NULL);
	problems_free(&w.problems);
	json_object_put(w.devices);
	json_object_put(w.carried);
	free(w.host);
	return status;
}
