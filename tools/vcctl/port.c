// SPDX-License-Identifier: GPL-2.0
/* vcctl port: a physical port that is split into FlexNICs */
#include <errno.h>
#include <stdio.h>

#include "cmd.h"
#include "output.h"
#include "params.h"
#include "port_list.h"
#include "port_show.h"

static void list_show(const struct list *list, const struct options *opts)
{
	struct json_object *array;
	size_t i;

	if (!opts->json) {
		for (i = 0; i < list->n; i++)
			port_show_text(list_at(list, i), opts);
		return;
	}
	array = json_object_new_array();
	for (i = 0; i < list->n; i++)
		json_object_array_add(array,
				      port_to_json(list_at(list, i), opts));
	json_show(array, opts);
}

/* @dev may be NULL, for all */
static int fetch(const char *dev, struct list *list)
{
	struct vcnl nl;
	uint32_t ifindex = 0;
	int status;

	status = dev ? port_ifindex(dev, &ifindex) : EXIT_OK;
	if (status)
		return status;
	status = vcnl_open(&nl, &flexnic_family);
	if (status)
		return status;
	status = dev ? port_list_get(&nl, ifindex, list) :
		       port_list_dump(&nl, list);
	vcnl_close(&nl);
	return status;
}

static int port_show(const struct options *opts, int argc, char **argv)
{
	struct args a = { .argc = argc, .argv = argv };
	struct list list = { 0 };
	const char *dev = NULL;
	int status;

	if ((argc && params_dev(&a, &dev)) || args_end(&a))
		return usage_error(&port_object, &a);
	status = fetch(dev, &list);
	if (!status)
		list_show(&list, opts);
	list_free(&list);
	return status;
}

/* send @cmd with what @p asks for; @fn takes the answer */
static int change(int cmd, const struct port_params *p, vcnl_fn fn, void *arg)
{
	struct vcnl nl;
	uint32_t ifindex;
	int status;

	status = port_ifindex(p->dev, &ifindex);
	if (status)
		return status;
	status = vcnl_open(&nl, &flexnic_family);
	if (status)
		return status;
	status = port_talk(&nl, cmd, ifindex, p, fn, arg);
	vcnl_close(&nl);
	return status;
}

static int keep_port(struct nlmsghdr *nlh, void *arg)
{
	return port_parse(nlh, arg);
}

static int port_add(const struct options *opts, int argc, char **argv)
{
	struct args a = { .argc = argc, .argv = argv };
	struct port_params p;
	struct port made = { 0 };
	int status;

	(void)opts;
	if (params_port_add(&a, &p))
		return usage_error(&port_object, &a);
	status = change(FLEXNIC_CMD_PORT_NEW, &p, keep_port, &made);
	if (!status && made.given & BIT(FLEXNIC_A_PORT_SPEED) && !made.speed)
		print_warning("port %s reports no speed: shares are not enforced until it does; give speed RATE",
			      p.dev);
	return status;
}

static int port_set(const struct options *opts, int argc, char **argv)
{
	struct args a = { .argc = argc, .argv = argv };
	struct port_params p;

	(void)opts;
	if (params_port_set(&a, &p))
		return usage_error(&port_object, &a);
	return change(FLEXNIC_CMD_PORT_SET, &p, NULL, NULL);
}

static int port_del(const struct options *opts, int argc, char **argv)
{
	struct args a = { .argc = argc, .argv = argv };
	struct port_params p = { 0 };

	(void)opts;
	if (params_dev(&a, &p.dev) || args_end(&a))
		return usage_error(&port_object, &a);
	return change(FLEXNIC_CMD_PORT_DEL, &p, NULL, NULL);
}

static const struct command commands[] = {
	{ "show", "[ DEV ]",
	  "show one port or all, and the FlexNICs on them", port_show },
	{ "add", "DEV [ mode { mac | vlan | channel } ]\n"
	  "\t[ proto { 802.1ad | 802.1Q } ] [ count 1..4 ] [ speed RATE ]\n"
	  "\t[ name BASE ] [ SLOT PARAMS ]...",
	  "split device DEV into FlexNICs BASE-a, BASE-b, ...", port_add },
	{ "set", "DEV [ speed { RATE | auto } ] [ SLOT PARAMS ]...",
	  "change a port and any of its FlexNICs, all at once or not at all",
	  port_set },
	{ "del", "DEV", "remove the FlexNICs of a port", port_del },
};

const struct object port_object = {
	.name = "port",
	.help = "physical ports that are split into FlexNICs",
	.terms =
	"SLOT := { a | b | c | d }\n"
	PARAMS_HELP,
	.commands = commands,
	.n_commands = ARRAY_SIZE(commands),
};
