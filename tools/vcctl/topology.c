// SPDX-License-Identifier: GPL-2.0
/* vcctl topology: how networks, connections, ports and FlexNICs hang together */
#include <string.h>

#include "topology.h"

static const struct field fields[] = {
	FIELD("port", &vb_port_space, VBRIDGE_A_PORT_IFNAME),
	FIELD("ifindex", &vb_port_space, VBRIDGE_A_PORT_IFINDEX),
	FIELD("carrier", &vb_port_space, VBRIDGE_A_PORT_CARRIER),
	FIELD("channel_proto", &vb_port_space, VBRIDGE_A_PORT_CHANNEL_PROTO,
	      .show = SHOW_PROTO),
	FIELD("connections", &vb_port_space, VBRIDGE_A_PORT_CONNS),
	FIELD("unknown_tag", &vb_port_space, VBRIDGE_A_PORT_UNKNOWN_TAG),
};

const struct vb_kind vb_port_kind = {
	.object = &topology_object,
	.get = VBRIDGE_CMD_PORT_GET,
	.space = &vb_port_space,
	.fields = fields,
	.n_fields = ARRAY_SIZE(fields),
};

static int fetch_switch(struct topology *t)
{
	struct vcnl nl;
	int status;

	status = vcnl_open(&nl, &vbridge_family);
	if (status)
		return status;
	status = vb_dump(&nl, &network_kind, NULL, &t->networks);
	if (!status)
		status = vb_dump(&nl, &conn_kind, NULL, &t->conns);
	if (!status)
		status = vb_dump(&nl, &uplinkset_kind, NULL, &t->sets);
	if (!status)
		status = vb_dump(&nl, &vb_port_kind, NULL, &t->ports);
	vcnl_close(&nl);
	return status;
}

/* a module that serves other machines has none */
static int fetch_flexnics(struct topology *t)
{
	struct vcnl nl;
	int status;

	if (!vcnl_has(&flexnic_family))
		return EXIT_OK;
	status = vcnl_open(&nl, &flexnic_family);
	if (status)
		return status;
	status = port_list_dump(&nl, &t->split);
	vcnl_close(&nl);
	return status;
}

static void topology_free(struct topology *t)
{
	vb_list_free(&network_kind, &t->networks);
	vb_list_free(&conn_kind, &t->conns);
	vb_list_free(&uplinkset_kind, &t->sets);
	vb_list_free(&vb_port_kind, &t->ports);
	list_free(&t->split);
}

/* how it is drawn */
enum format { FORMAT_TEXT, FORMAT_DOT, FORMAT_SVG };

static void show(const struct topology *t, enum format as,
		 const struct options *opts)
{
	if (opts->json)
		json_show(topology_to_json(t, opts), opts);
	else if (as == FORMAT_DOT)
		topology_show_dot(t);
	else if (as == FORMAT_SVG)
		topology_show_svg(t);
	else
		topology_show_text(t, opts);
}

static enum format parse_format(struct args *a)
{
	if (args_match(a, "--dot") || args_match(a, "-dot"))
		return FORMAT_DOT;
	if (args_match(a, "--svg") || args_match(a, "-svg"))
		return FORMAT_SVG;
	return FORMAT_TEXT;
}

static int topology_run(const struct options *opts, int argc, char **argv)
{
	struct args a = { .argc = argc, .argv = argv };
	enum format as = parse_format(&a);
	struct topology t = { 0 };
	int status;

	if (args_end(&a))
		return usage_error(&topology_object, &a);
	status = fetch_switch(&t);
	if (!status)
		status = fetch_flexnics(&t);
	if (!status)
		show(&t, as, opts);
	topology_free(&t);
	return status;
}

static const struct command commands[] = {
	{ "", "[ --dot | --svg ]",
	  "draw a tree, a graph for dot(1), or a picture", topology_run },
};

const struct object topology_object = {
	.name = "topology",
	.help = "how all of this hangs together",
	.commands = commands,
	.n_commands = ARRAY_SIZE(commands),
};
