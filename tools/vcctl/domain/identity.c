// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cmd.h"
#include "identity.h"
#include "kind.h"
#include "object.h"
#include "profile_doc.h"

/**
 * struct item - a kind of address that a profile may have
 * @key: in its document, or in that of a connection
 * @kind: of the address
 * @types: of connections that have it: bits by enum connection_type; 0 for
 *	those of the profile itself
 */
struct item {
	const char *key;
	enum addr_kind kind;
	unsigned int types;
};

static const struct item items[] = {
	{ "serial", ADDR_SERIAL, 0 },
	{ "uuid", ADDR_UUID, 0 },
	{ "mac", ADDR_MAC, BIT(CONNECTION_ETHERNET) | BIT(CONNECTION_FCOE) |
			   BIT(CONNECTION_ISCSI) },
	{ "wwpn", ADDR_WWN, BIT(CONNECTION_FCOE) | BIT(CONNECTION_FC) },
	{ "initiator", ADDR_IQN, BIT(CONNECTION_ISCSI) },
};

/**
 * struct place - an item of a document
 * @item: what it is
 * @name: of the profile
 * @id: of the connection, NULL for the profile itself
 * @doc: that has the key, or not
 */
struct place {
	const struct item *item;
	const char *name;
	const char *id;
	struct json_object *doc;
};

typedef int (*place_fn)(const struct place *place, void *arg);

static void write_owner(const struct place *p, char owner[IDENTITY_OWNER_SIZE])
{
	snprintf(owner, IDENTITY_OWNER_SIZE, "%s/%s%s%s", p->name,
		 p->id ? p->id : "", p->id ? "/" : "", p->item->key);
}

/* an address, not a word that stands for one */
static const char *pinned_text(const struct place *p)
{
	const char *text = doc_text(p->doc, p->item->key);

	if (!text || !strcmp(text, PROFILE_AUTO) ||
	    !strcmp(text, PROFILE_FACTORY))
		return NULL;
	return text;
}

static int take_out(const struct place *p, void *arg)
{
	const char *text = pinned_text(p);
	struct pin *pin;

	if (text) {
		pin = list_add(arg, sizeof(*pin));
		if (!pin)
			return -ENOMEM;
		write_owner(p, pin->owner);
		pin->kind = p->item->kind;
		snprintf(pin->text, sizeof(pin->text), "%s", text);
	}
	text = doc_text(p->doc, p->item->key);
	/* "auto" is what is meant where nothing is said */
	if (text && strcmp(text, PROFILE_FACTORY))
		json_object_object_del(p->doc, p->item->key);
	return 0;
}

static int is_pinned(const struct place *p, void *arg)
{
	(void)arg;
	return !!pinned_text(p);
}

/* of a connection whose type its template says it may be any */
#define ANY_TYPE	(~0U)

/* @id is NULL for the profile itself */
static int each_item(const char *name, const char *id, struct json_object *doc,
		     place_fn fn, void *arg)
{
	unsigned int type = doc_get(doc, "type") ? BIT(connection_type(doc)) :
			    fn == take_out || fn == is_pinned ? ANY_TYPE :
			    BIT(CONNECTION_ETHERNET);
	struct place p = { NULL, name, id, doc };
	int status = 0;
	size_t i;

	for (i = 0; !status && i < ARRAY_SIZE(items); i++) {
		p.item = &items[i];
		if (id ? items[i].types & type : !items[i].types)
			status = fn(&p, arg);
	}
	return status;
}

/* every place where a profile may have an address */
static int each_place(const char *name, struct json_object *doc, place_fn fn,
		      void *arg)
{
	struct json_object *connections = doc_get(doc, "connections");
	int status = each_item(name, NULL, doc, fn, arg);

	if (!connections)
		return status;
	json_object_object_foreach(connections, id, c) {
		if (status)
			break;
		status = each_item(name, id, c, fn, arg);
	}
	return status;
}

/* what only had an address, of a connection that the template has, is not there */
static void drop_empty(struct json_object *doc)
{
	struct json_object *connections = doc_get(doc, "connections"), *c;
	struct json_object *empty;
	size_t i;

	if (!connections || !doc_get(doc, "template"))
		return;
	empty = json_object_new_array();
	json_object_object_foreach(connections, id, value) {
		if (!json_object_object_length(value))
			json_object_array_add(empty, json_object_new_string(id));
	}
	for (i = 0; i < json_object_array_length(empty); i++) {
		c = json_object_array_get_idx(empty, i);
		json_object_object_del(connections, json_object_get_string(c));
	}
	json_object_put(empty);
	if (!json_object_object_length(connections))
		json_object_object_del(doc, "connections");
}

int identity_take_out(const char *name, struct json_object *doc,
		      struct list *pins)
{
	int err = each_place(name, doc, take_out, pins);

	if (!err && pins->n)
		drop_empty(doc);
	return err;
}

int identity_pinned(struct json_object *doc)
{
	return each_place("", doc, is_pinned, NULL);
}

/**
 * struct giving - addresses being given to a profile
 * @store: the store
 * @name: the profile
 * @pools: the domain's pools by kind, NULL if it names none
 * @pins: of struct pin
 * @owned: of struct store_addr: what it had before
 */
struct giving {
	struct store *store;
	const char *name;
	struct json_object *pools;
	const struct list *pins;
	struct list owned;
};

static int log_item(struct giving *g, const char *owner, const char *what)
{
	char line[IDENTITY_OWNER_SIZE + ADDR_TEXT_SIZE + 4];

	snprintf(line, sizeof(line), "%s: %s", strchr(owner, '/') + 1, what);
	return store_log(g->store, profile_kind.name, g->name, line);
}

/* takes what it had out of those that are to be released */
static bool had(struct giving *g, const char *owner, enum addr_kind kind,
		struct addr *addr)
{
	struct store_addr *a;
	size_t i;

	for (i = 0; i < g->owned.n; i++) {
		a = list_at(&g->owned, i);
		if (a->addr.kind != kind || strcmp(a->owner, owner))
			continue;
		*addr = a->addr;
		a->owner[0] = '\0';
		return true;
	}
	return false;
}

static const struct pin *find_pin(const struct giving *g, const char *owner,
				  enum addr_kind kind)
{
	const struct pin *pin;
	size_t i;

	for (i = 0; g->pins && i < g->pins->n; i++) {
		pin = list_at(g->pins, i);
		if (pin->kind == kind && !strcmp(pin->owner, owner))
			return pin;
	}
	return NULL;
}

static int give_pinned(struct giving *g, const struct pin *pin)
{
	struct addr wanted, addr;
	int status = EXIT_OK;

	addr_parse(pin->kind, pin->text, &wanted);
	if (had(g, pin->owner, pin->kind, &addr)) {
		if (!strcmp(addr.prefix, wanted.prefix) &&
		    addr.number == wanted.number)
			return EXIT_OK;
		status = store_addr_release(g->store, &addr);
	}
	if (!status)
		status = store_addr_claim(g->store, &wanted, pin->owner, false);
	return status ? status : log_item(g, pin->owner, pin->text);
}

static int give_any(struct giving *g, const char *owner, enum addr_kind kind)
{
	const char *pool = doc_text(g->pools, addr_kind_names[kind]);
	char text[ADDR_TEXT_SIZE];
	struct addr addr;
	int status;

	if (!pool || had(g, owner, kind, &addr))
		return EXIT_OK;
	status = store_addr_take(g->store, pool, owner, &addr);
	return status ? status : log_item(g, owner, addr_format(&addr, text));
}

static int give_item(const struct place *p, void *arg)
{
	const char *text = doc_text(p->doc, p->item->key);
	char owner[IDENTITY_OWNER_SIZE];
	struct giving *g = arg;
	const struct pin *pin;
	struct addr addr;

	write_owner(p, owner);
	pin = find_pin(g, owner, p->item->kind);
	if (pin)
		return give_pinned(g, pin);
	if (text && !strcmp(text, PROFILE_FACTORY))
		return EXIT_OK;
	/* what was pinned once stays, also if there is no pool */
	if (had(g, owner, p->item->kind, &addr))
		return EXIT_OK;
	return give_any(g, owner, p->item->kind);
}

static int keep_owned(const struct store_addr *a, void *arg)
{
	struct store_addr *kept = list_add(arg, sizeof(*kept));

	if (!kept) {
		print_error("out of memory");
		return EXIT_REFUSED;
	}
	*kept = *a;
	return EXIT_OK;
}

static int release_rest(struct giving *g)
{
	struct store_addr *a;
	int status = EXIT_OK;
	size_t i;

	for (i = 0; !status && i < g->owned.n; i++) {
		a = list_at(&g->owned, i);
		if (!*a->owner)
			continue;
		status = store_addr_release(g->store, &a->addr);
		if (!status)
			status = log_item(g, a->owner, "released");
	}
	return status;
}

static int give_all(struct giving *g, struct json_object *effective)
{
	struct json_object *domain;
	int status;

	status = store_get(g->store, domain_kind.name, DOMAIN_NAME, &domain);
	if (!status)
		status = store_addr_owned(g->store, g->name, keep_owned,
					  &g->owned);
	g->pools = domain ? doc_get(domain, "pools") : NULL;
	if (!status && effective)
		status = each_place(g->name, effective, give_item, g);
	if (!status)
		status = release_rest(g);
	list_free(&g->owned);
	json_object_put(domain);
	return status;
}

int identity_give(struct store *store, const char *name,
		  struct json_object *effective, const struct list *pins)
{
	struct giving g = { .store = store, .name = name, .pins = pins };

	return give_all(&g, effective);
}

int identity_release(struct store *store, const char *name)
{
	struct giving g = { .store = store, .name = name };

	return give_all(&g, NULL);
}

static int put_in(const struct place *p, void *arg)
{
	char owner[IDENTITY_OWNER_SIZE], text[ADDR_TEXT_SIZE];
	struct giving *g = arg;
	struct addr addr;

	write_owner(p, owner);
	if (had(g, owner, p->item->kind, &addr))
		json_object_object_add(p->doc, p->item->key,
				       json_object_new_string(addr_format(&addr,
									  text)));
	return EXIT_OK;
}

int identity_put_in(struct store *store, const char *name,
		    struct json_object *doc)
{
	struct giving g = { .store = store, .name = name };
	int status;

	status = store_addr_owned(store, name, keep_owned, &g.owned);
	if (!status)
		status = each_place(name, doc, put_in, &g);
	list_free(&g.owned);
	return status;
}

/* the map that a key of a map has, made if there is none */
static struct json_object *sub_object(struct json_object *doc, const char *key)
{
	struct json_object *sub = doc_get(doc, key);

	if (!sub) {
		sub = json_object_new_object();
		json_object_object_add(doc, key, sub);
	}
	return sub;
}

static int copy_in(const struct place *p, void *arg)
{
	const char *text = pinned_text(p);
	struct json_object *to = arg;

	if (!text)
		return EXIT_OK;
	if (p->id)
		to = sub_object(sub_object(to, "connections"), p->id);
	json_object_object_add(to, p->item->key, json_object_new_string(text));
	return EXIT_OK;
}

int identity_write_out(struct store *store, const char *name,
		       struct json_object *effective, struct json_object *doc)
{
	int status = identity_put_in(store, name, effective);

	return status ? status : each_place(name, effective, copy_in, doc);
}

int identity_differs(struct store *store, const struct list *pins,
		     void (*fn)(const char *owner, const char *before,
				const char *after, void *arg), void *arg)
{
	char text[ADDR_TEXT_SIZE];
	const struct pin *pin;
	int status = EXIT_OK;
	struct addr addr;
	bool found;
	size_t i;

	for (i = 0; !status && i < pins->n; i++) {
		pin = list_at(pins, i);
		status = store_addr_of(store, pin->owner, pin->kind, &addr,
				       &found);
		if (status)
			break;
		if (found)
			addr_format(&addr, text);
		if (!found || strcmp(text, pin->text))
			fn(pin->owner, found ? text : NULL, pin->text, arg);
	}
	return status;
}
