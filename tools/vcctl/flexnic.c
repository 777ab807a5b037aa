// SPDX-License-Identifier: GPL-2.0
/* vcctl flexnic: one network device of those that a port is split into */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "output.h"
#include "params.h"
#include "port_list.h"
#include "port_show.h"

/**
 * struct name - how the user names a FlexNIC
 * @word: as given
 * @port: IFNAME of "IFNAME:SLOT", or empty if @word is the FlexNIC's own name
 * @slot: SLOT of the same
 */
struct name {
	const char *word;
	char port[IFNAMSIZ];
	unsigned int slot;
};

/* A device's name has no colon in it: the kernel sees to that. */
static int parse_name(struct args *a, struct name *name)
{
	const char *colon;
	int slot, err;

	err = params_dev(a, &name->word);
	if (err)
		return err;
	colon = strrchr(name->word, ':');
	if (!colon)
		return 0;
	slot = slot_parse(colon + 1);
	if (slot < 0)
		return args_fail(a, "\"%s\" is not a slot, a to %c", colon + 1,
				 'a' + FLEXNIC_SLOTS - 1);
	if (colon == name->word || colon - name->word >= IFNAMSIZ)
		return args_fail(a, "\"%s\" has no name of a port",
				 name->word);
	memcpy(name->port, name->word, colon - name->word);
	name->slot = slot;
	return 0;
}

static bool is_named(const struct flexnic_row *row, const struct name *name)
{
	if (*name->port)
		return row->nic->slot == name->slot &&
		       !strcmp(row->port->ifname, name->port);
	/* names in another network namespace are not ours to resolve */
	return !(row->nic->given & BIT(FLEXNIC_A_NETNSID)) &&
	       !strcmp(row->nic->ifname, name->word);
}

/* All FlexNICs of @list, or those that @name fits; the caller frees them. */
static struct flexnic_row *select_rows(const struct list *list,
				       const struct name *name, size_t *n_rows)
{
	struct flexnic_row *rows, row;
	unsigned int i;
	size_t p;

	*n_rows = 0;
	rows = calloc(list->n * FLEXNIC_SLOTS + 1, sizeof(*rows));
	for (p = 0; rows && p < list->n; p++) {
		row.port = list_at(list, p);
		for (i = 0; i < row.port->n_flexnics; i++) {
			row.nic = &row.port->flexnics[i];
			if (!name->word || is_named(&row, name))
				rows[(*n_rows)++] = row;
		}
	}
	return rows;
}

static void rows_show(const struct flexnic_row *rows, size_t n_rows,
		      const struct options *opts)
{
	struct json_object *array;
	size_t i;

	if (!opts->json) {
		flexnics_show_text(rows, n_rows, opts);
		return;
	}
	array = json_object_new_array();
	for (i = 0; i < n_rows; i++)
		json_object_array_add(array, flexnic_to_json(&rows[i], opts));
	json_show(array, opts);
}

static int no_such(const struct name *name)
{
	print_error("cannot find FlexNIC \"%s\"", name->word);
	return EXIT_USAGE;
}

static int dump(struct vcnl *nl, const struct name *name,
		struct list *list, struct flexnic_row **rows,
		size_t *n_rows)
{
	int status = port_list_dump(nl, list);

	if (status)
		return status;
	*rows = select_rows(list, name, n_rows);
	if (!*rows) {
		print_error("out of memory");
		return EXIT_REFUSED;
	}
	if (name->word && !*n_rows)
		return no_such(name);
	return EXIT_OK;
}

static int flexnic_show(const struct options *opts, int argc, char **argv)
{
	struct args a = { .argc = argc, .argv = argv };
	struct list list = { 0 };
	struct flexnic_row *rows = NULL;
	struct name name = { 0 };
	size_t n_rows = 0;
	struct vcnl nl;
	int status;

	if ((argc && parse_name(&a, &name)) || args_end(&a))
		return usage_error(&flexnic_object, &a);
	status = vcnl_open(&nl, &flexnic_family);
	if (status)
		return status;
	status = dump(&nl, &name, &list, &rows, &n_rows);
	if (!status)
		rows_show(rows, n_rows, opts);
	free(rows);
	list_free(&list);
	vcnl_close(&nl);
	return status;
}

/* the port and the slot that @name stands for */
static int resolve(struct vcnl *nl, const struct name *name, uint32_t *ifindex,
		   unsigned int *slot)
{
	struct list list = { 0 };
	struct flexnic_row *rows = NULL;
	size_t n_rows = 0;
	int status;

	if (*name->port) {
		*slot = name->slot;
		return port_ifindex(name->port, ifindex);
	}
	status = dump(nl, name, &list, &rows, &n_rows);
	if (!status) {
		*ifindex = rows->port->ifindex;
		*slot = rows->nic->slot;
	}
	free(rows);
	list_free(&list);
	return status;
}

static int change(struct vcnl *nl, const struct name *name,
		  const struct flexnic_params *params)
{
	struct port_params p = { 0 };
	unsigned int slot;
	uint32_t ifindex;
	int status;

	status = resolve(nl, name, &ifindex, &slot);
	if (status)
		return status;
	p.slots = BIT(slot);
	p.flexnic[slot] = *params;
	return port_talk(nl, FLEXNIC_CMD_PORT_SET, ifindex, &p, NULL, NULL);
}

static int flexnic_set(const struct options *opts, int argc, char **argv)
{
	struct args a = { .argc = argc, .argv = argv };
	struct flexnic_params params = { 0 };
	struct name name = { 0 };
	struct vcnl nl;
	int status;

	(void)opts;
	if (parse_name(&a, &name) || params_flexnic(&a, &params) ||
	    args_end(&a))
		return usage_error(&flexnic_object, &a);
	if (!params.given) {
		args_fail(&a, "nothing is to be changed");
		return usage_error(&flexnic_object, &a);
	}
	status = vcnl_open(&nl, &flexnic_family);
	if (status)
		return status;
	status = change(&nl, &name, &params);
	vcnl_close(&nl);
	return status;
}

static const struct command commands[] = {
	{ "show", "[ FLEXNIC ]", "show one FlexNIC or all", flexnic_show },
	{ "set", "FLEXNIC PARAMS", "change a FlexNIC", flexnic_set },
};

const struct object flexnic_object = {
	.name = "flexnic",
	.help = "network devices that ports are split into",
	.terms =
	"FLEXNIC := { IFNAME | PORT:SLOT }, such as eth0-a or eth0:a\n"
	PARAMS_HELP,
	.commands = commands,
	.n_commands = ARRAY_SIZE(commands),
};
