// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <net/if.h>

#include "cmd.h"
#include "port_list.h"

static int add_port(struct nlmsghdr *nlh, void *arg)
{
	struct port *port = list_add(arg, sizeof(*port));

	return port ? port_parse(nlh, port) : -ENOMEM;
}

static void forget_ports(void *arg)
{
	list_free(arg);
}

int port_list_dump(struct vcnl *nl, struct list *list)
{
	return vcnl_dump(nl, FLEXNIC_CMD_PORT_GET, NULL, add_port,
			 forget_ports, list);
}

int port_ifindex(const char *dev, uint32_t *ifindex)
{
	*ifindex = if_nametoindex(dev);
	if (*ifindex)
		return EXIT_OK;
	print_error("cannot find device \"%s\"", dev);
	return EXIT_USAGE;
}

int port_talk(struct vcnl *nl, int cmd, uint32_t ifindex,
	      const struct port_params *params, vcnl_fn fn, void *arg)
{
	struct nl_msg *msg = vcnl_request(nl, cmd);

	if (!msg || port_put(msg, ifindex, params)) {
		nlmsg_free(msg);
		print_error("the request does not fit a message");
		return EXIT_REFUSED;
	}
	return vcnl_talk(nl, msg, fn, arg);
}

int port_list_get(struct vcnl *nl, uint32_t ifindex, struct list *list)
{
	static const struct port_params none;

	return port_talk(nl, FLEXNIC_CMD_PORT_GET, ifindex, &none, add_port,
			 list);
}
