// SPDX-License-Identifier: GPL-2.0
/* vcctl pool: addresses to hand out */
#include <stdio.h>
#include <string.h>

#include "domain.h"
#include "edit.h"
#include "object.h"
#include "output.h"
#include "pool.h"
#include "pool_store.h"

/**
 * struct pool_row - a line of the table
 * @name: of the pool
 * @kind: what it has
 * @counts: of what
 */
struct pool_row {
	char name[STORE_NAME_LEN + 1];
	enum addr_kind kind;
	struct store_pool_counts counts;
};

static struct value get_name(const void *object)
{
	return value_text(((const struct pool_row *)object)->name);
}

static struct value get_kind(const void *object)
{
	return value_name(addr_kind_names,
			  ((const struct pool_row *)object)->kind);
}

#define COUNT(name)							\
	static struct value get_##name(const void *object)		\
	{								\
		const struct pool_row *row = object;			\
									\
		return value_number(row->counts.name);			\
	}

COUNT(total)
COUNT(free)
COUNT(in_use)
COUNT(external)
COUNT(excluded)

static const struct field fields[] = {
	{ .key = "pool", .get = get_name },
	{ .key = "kind", .get = get_kind },
	{ .key = "total", .get = get_total, .flags = FIELD_RIGHT },
	{ .key = "free", .get = get_free, .flags = FIELD_RIGHT },
	{ .key = "in_use", .get = get_in_use, .flags = FIELD_RIGHT,
	  .title = "in-use" },
	{ .key = "external", .get = get_external, .flags = FIELD_RIGHT },
	{ .key = "excluded", .get = get_excluded, .flags = FIELD_RIGHT },
};

/**
 * struct request - a command
 * @opts: options
 * @pool: the pool it is about, NULL for all
 * @kind: what that has
 * @rows: what is to be shown
 * @store: where it comes from
 * @a: words that are left
 * @owner: who gets or has addresses
 * @addr: the address it is about, or ""
 * @count: how many
 * @array: of them, for JSON
 */
struct request {
	const struct options *opts;
	const char *pool;
	enum addr_kind kind;
	struct list rows;
	struct store *store;
	const char *owner;
	const char *addr;
	uint64_t count;
	struct json_object *array;
};

static int add_row(const char *name, struct json_object *doc, void *arg)
{
	struct request *r = arg;
	struct pool_row *row = list_add(&r->rows, sizeof(*row));

	if (!row) {
		print_error("out of memory");
		return EXIT_REFUSED;
	}
	snprintf(row->name, sizeof(row->name), "%s", name);
	row->kind = pool_doc_kind(doc);
	return store_pool_counts(r->store, name, &row->counts);
}

static int show_all(struct store *store, void *arg)
{
	struct request *r = arg;
	int status;

	r->store = store;
	status = store_each(store, pool_kind.name, add_row, r);
	if (status)
		return status;
	if (r->opts->json)
		json_show(json_of_list(fields, ARRAY_SIZE(fields), &r->rows),
			  r->opts);
	else
		print_table(fields, ARRAY_SIZE(fields), &r->rows, 0);
	return EXIT_OK;
}

static const char *const state_names[] = {
	[STORE_ADDR_FREE] = "free",
	[STORE_ADDR_IN_USE] = "in-use",
	[STORE_ADDR_EXTERNAL] = "external",
};

static void show_addr(struct request *r, const struct store_addr *a)
{
	struct json_object *json;
	char text[ADDR_TEXT_SIZE];

	addr_format(&a->addr, text);
	if (!r->opts->json) {
		printf("    %s %s%s%s\n", text, state_names[a->state],
		       *a->owner ? " " : "", a->owner);
		return;
	}
	json = json_object_new_object();
	json_object_object_add(json, "address", json_object_new_string(text));
	json_object_object_add(json, "state",
			       json_object_new_string(state_names[a->state]));
	json_object_object_add(json, "owner", *a->owner ?
			       json_object_new_string(a->owner) : NULL);
	json_object_array_add(r->array, json);
}

static int take_addr(const struct store_addr *a, void *arg)
{
	show_addr(arg, a);
	return EXIT_OK;
}

static int show_one(struct store *store, void *arg)
{
	struct request *r = arg;
	struct json_object *doc, *json;
	int status;

	r->store = store;
	status = object_get(store, &pool_kind, r->pool, &doc);
	if (status)
		return status;
	status = add_row(r->pool, doc, r);
	if (!status && !r->opts->json) {
		print_table(fields, ARRAY_SIZE(fields), &r->rows, 0);
		printf("    ranges %s\n", doc_text(doc, "ranges"));
		if (doc_get(doc, "exclude"))
			printf("    exclude %s\n", doc_text(doc, "exclude"));
	}
	if (!status)
		status = store_pool_each(store, r->pool, take_addr, r);
	if (!status && r->opts->json) {
		json = json_object_new_object();
		json_add_fields(json, fields, ARRAY_SIZE(fields),
				list_at(&r->rows, 0));
		json_object_object_add(json, "settings", json_object_get(doc));
		json_object_object_add(json, "addresses",
				       json_object_get(r->array));
		json_show(json, r->opts);
	}
	json_object_put(doc);
	return status;
}

static int pool_show(const struct options *opts, int argc, char **argv)
{
	struct args a = { .argc = argc, .argv = argv };
	struct request r = { .opts = opts, .pool = args_take(&a) };
	int status;

	if (args_end(&a))
		return usage_error(&pool_object, &a);
	r.array = json_object_new_array();
	status = domain_look(opts, r.pool ? show_one : show_all, &r);
	json_object_put(r.array);
	list_free(&r.rows);
	return status;
}

static int pool_add(const struct options *opts, int argc, char **argv)
{
	return edit_add(opts, &pool_object, &pool_kind, argc, argv);
}

static int pool_set(const struct options *opts, int argc, char **argv)
{
	return edit_set(opts, &pool_object, &pool_kind, argc, argv);
}

static int pool_del(const struct options *opts, int argc, char **argv)
{
	return edit_del(opts, &pool_object, &pool_kind, argc, argv);
}

static int find_kind(struct store *store, struct request *r)
{
	struct json_object *doc;
	int status = object_get(store, &pool_kind, r->pool, &doc);

	if (!status)
		r->kind = pool_doc_kind(doc);
	json_object_put(doc);
	return status;
}

static int parse_addr(struct store *store, struct request *r, struct addr *addr)
{
	int status = find_kind(store, r);

	if (!status && addr_parse(r->kind, r->addr, addr)) {
		print_error("\"%s\" is not a %s", r->addr,
			    addr_kind_names[r->kind]);
		return EXIT_USAGE;
	}
	return status;
}

static int log_addr(struct store *store, const struct request *r,
		    const struct addr *addr, const char *what)
{
	char text[ADDR_TEXT_SIZE], line[2 * ADDR_TEXT_SIZE];

	snprintf(line, sizeof(line), "%s: %s", addr_format(addr, text), what);
	return store_log(store, pool_kind.name, r->pool, line);
}

static int keep_taken(struct request *r, const struct addr *addr)
{
	char text[ADDR_TEXT_SIZE];
	struct json_object *json;

	json = json_object_new_string(addr_format(addr, text));
	return json_object_array_add(r->array, json) ? EXIT_REFUSED : EXIT_OK;
}

/* an address of another pool, or of none, is not this one's to give */
static int check_pool(struct store *store, struct request *r,
		      const struct addr *addr)
{
	char pool[STORE_NAME_LEN + 1], text[ADDR_TEXT_SIZE];
	int status = store_addr_pool(store, addr, pool);

	if (status || !strcmp(pool, r->pool))
		return status;
	if (*pool)
		print_error("%s is in pool \"%s\", not in \"%s\"",
			    addr_format(addr, text), pool, r->pool);
	else
		print_error("%s is in no range of pool \"%s\"",
			    addr_format(addr, text), r->pool);
	return EXIT_USAGE;
}

static int take(struct store *store, void *arg)
{
	struct request *r = arg;
	struct addr addr;
	int status;

	status = r->addr ? parse_addr(store, r, &addr) : find_kind(store, r);
	if (!status && r->addr)
		status = check_pool(store, r, &addr);
	if (!status && r->addr) {
		status = store_addr_claim(store, &addr, r->owner, false);
		if (!status)
			status = keep_taken(r, &addr);
		return status ? status : log_addr(store, r, &addr, r->owner);
	}
	while (!status && r->count--) {
		status = store_addr_take(store, r->pool, r->owner, &addr);
		if (!status)
			status = keep_taken(r, &addr);
		if (!status)
			status = log_addr(store, r, &addr, r->owner);
	}
	return status;
}

static void show_taken(const struct request *r)
{
	size_t i;

	if (r->opts->json) {
		json_show(json_object_get(r->array), r->opts);
		return;
	}
	for (i = 0; i < json_object_array_length(r->array); i++)
		puts(json_object_get_string(json_object_array_get_idx(r->array,
								      i)));
}

/* POOL [ count N | address ADDRESS ] for OWNER */
static int parse_take(struct args *a, struct request *r)
{
	int err = 0;

	r->pool = args_take(a);
	r->count = 1;
	if (!r->pool)
		return args_fail(a, "no pool is given");
	if (args_match(a, "count"))
		err = args_uint(a, "count", UINT32_MAX, &r->count);
	else if (args_match(a, "address"))
		err = args_value(a, "address", &r->addr);
	if (!err && !args_match(a, "for"))
		return args_fail(a, "\"for\" and who gets it are missing");
	if (!err)
		err = args_value(a, "for", &r->owner);
	if (!err && (!*r->owner || strlen(r->owner) > STORE_NAME_LEN ||
		     strchr(r->owner, '/')))
		return args_fail(a, "owner \"%s\" is empty, too long, or has a \"/\"",
				 r->owner);
	return err ? err : args_end(a);
}

static int pool_take(const struct options *opts, int argc, char **argv)
{
	struct args a = { .argc = argc, .argv = argv };
	struct request r = { .opts = opts };
	int status;

	if (parse_take(&a, &r))
		return usage_error(&pool_object, &a);
	r.array = json_object_new_array();
	status = domain_change(opts, "pool take", take, &r);
	/* not before it is certain */
	if (!status)
		show_taken(&r);
	json_object_put(r.array);
	return status;
}

static int mark_external(struct store *store, void *arg)
{
	struct request *r = arg;
	struct addr addr;
	int status = parse_addr(store, r, &addr);

	if (!status)
		status = store_addr_claim(store, &addr, r->owner, true);
	return status ? status : log_addr(store, r, &addr, "external");
}

static int release(struct store *store, void *arg)
{
	struct request *r = arg;
	struct store_addr known;
	struct addr addr;
	bool found;
	int status = parse_addr(store, r, &addr);

	if (!status)
		status = store_addr_get(store, &addr, &known, &found);
	if (status)
		return status;
	if (!found || known.state == STORE_ADDR_FREE) {
		print_error("%s is not in use", r->addr);
		return EXIT_USAGE;
	}
	/* owners with a "/" are items of profiles, which keep what they have */
	if (strchr(known.owner, '/')) {
		print_error("%s is in use by %s", r->addr, known.owner);
		return EXIT_REFUSED;
	}
	status = store_addr_release(store, &addr);
	return status ? status : log_addr(store, r, &addr, "released");
}

/* POOL ADDRESS */
static int change_one(const struct options *opts, int argc, char **argv,
		      const char *command,
		      int (*fn)(struct store *store, void *arg))
{
	struct args a = { .argc = argc, .argv = argv };
	struct request r = { .opts = opts, .owner = "somebody else" };

	r.pool = args_take(&a);
	r.addr = args_take(&a);
	if (!r.pool)
		args_fail(&a, "no pool is given");
	else if (!r.addr)
		args_fail(&a, "no address is given");
	if (!r.addr || args_end(&a))
		return usage_error(&pool_object, &a);
	return domain_change(opts, command, fn, &r);
}

static int pool_external(const struct options *opts, int argc, char **argv)
{
	return change_one(opts, argc, argv, "pool external", mark_external);
}

static int pool_release(const struct options *opts, int argc, char **argv)
{
	return change_one(opts, argc, argv, "pool release", release);
}

static const struct command commands[] = {
	{ "show", "[ POOL ]", "show all pools, or the addresses of one",
	  pool_show },
	{ "add", "POOL KEY VALUE ...", "add a pool", pool_add },
	{ "set", "POOL KEY VALUE ...", "change a pool", pool_set },
	{ "del", "POOL", "remove a pool of which nothing is in use", pool_del },
	{ "take", "POOL [ count N | address ADDRESS ] for OWNER",
	  "hand out free addresses, or one of them", pool_take },
	{ "release", "POOL ADDRESS", "it has no owner any longer",
	  pool_release },
	{ "external", "POOL ADDRESS", "it is used by somebody else",
	  pool_external },
};

const struct object pool_object = {
	.name = "pool",
	.help = "addresses to hand out",
	.terms =
	"KEY := { kind | ranges | exclude | description }\n"
	"kind VALUE := { mac | wwn | serial | uuid | iqn }\n"
	"ranges VALUE, exclude VALUE := [RANGE,RANGE...]\n"
	"RANGE := { FIRST..LAST | ADDRESS | PRESET[:N] }\n"
	"PRESET := { virtual-connect | vcem | local }\n",
	.commands = commands,
	.n_commands = ARRAY_SIZE(commands),
};
