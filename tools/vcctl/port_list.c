// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <net/if.h>
#include <stdlib.h>

#include "cmd.h"
#include "port_list.h"

static int add_port(struct nlmsghdr *nlh, void *arg)
{
	struct port_list *list = arg;
	struct port *ports;
	int err;

	ports = realloc(list->ports, (list->n_ports + 1) * sizeof(*ports));
	if (!ports)
		return -ENOMEM;
	list->ports = ports;
	err = port_parse(nlh, &ports[list->n_ports]);
	if (!err)
		list->n_ports++;
	return err;
}

void port_list_free(struct port_list *list)
{
	free(list->ports);
	list->ports = NULL;
	list->n_ports = 0;
}

static void forget_ports(void *arg)
{
	port_list_free(arg);
}

int port_list_dump(struct vcnl *nl, struct port_list *list)
{
	return vcnl_dump(nl, FLEXNIC_CMD_PORT_GET, NULL, add_port,
			 forget_ports, list);
}

int port_list_get(struct vcnl *nl, uint32_t ifindex, struct port_list *list)
{
	struct nl_msg *msg = vcnl_request(nl, FLEXNIC_CMD_PORT_GET);

	if (!msg || nla_put_u32(msg, FLEXNIC_A_PORT_IFINDEX, ifindex)) {
		nlmsg_free(msg);
		print_error("out of memory");
		return EXIT_REFUSED;
	}
	return vcnl_talk(nl, msg, add_port, list);
}

int port_ifindex(const char *dev, uint32_t *ifindex)
{
	*ifindex = if_nametoindex(dev);
	if (*ifindex)
		return EXIT_OK;
	print_error("cannot find device \"%s\"", dev);
	return EXIT_USAGE;
}
