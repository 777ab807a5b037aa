// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdio.h>
#include <string.h>
/* before the kernel's headers, which give way to it */
#include <net/if.h>
#include <linux/if_bonding.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>

#include "bond.h"
#include "cmd.h"

/* ms between looks at the carriers of the ports */
#define MIIMON	100

/**
 * struct bond_step - a port that was put in or taken out
 * @ifindex: the port
 * @master: device that it was in before, 0 for none
 * @was_up: it was up before
 */
struct bond_step {
	uint32_t ifindex;
	uint32_t master;
	bool was_up;
};

int bond_open(struct bond *bond, const char *name)
{
	memset(bond, 0, sizeof(*bond));
	snprintf(bond->name, sizeof(bond->name), "%s", name);
	return vcnl_open_route(&bond->route, RTM_NEWLINK);
}

void bond_close(struct bond *bond)
{
	list_free(&bond->steps);
	vcnl_close(&bond->route);
}

/* a request about a link; @ifi says which, or by name what is to be created */
static struct nl_msg *new_link_msg(int type, int flags,
				   const struct ifinfomsg *ifi)
{
	struct nl_msg *msg = nlmsg_alloc_simple(type, NLM_F_ACK | flags);

	if (msg && nlmsg_append(msg, (void *)ifi, sizeof(*ifi), NLMSG_ALIGNTO)) {
		nlmsg_free(msg);
		msg = NULL;
	}
	if (!msg)
		print_error("out of memory");
	return msg;
}

/* IFLA_LINKINFO of what is created */
static int put_kind(struct nl_msg *msg)
{
	struct nlattr *info, *data;

	info = nla_nest_start(msg, IFLA_LINKINFO);
	if (!info || nla_put_string(msg, IFLA_INFO_KIND, "bond"))
		return -1;
	data = nla_nest_start(msg, IFLA_INFO_DATA);
	if (!data || nla_put_u8(msg, IFLA_BOND_MODE, BOND_MODE_8023AD) ||
	    nla_put_u32(msg, IFLA_BOND_MIIMON, MIIMON))
		return -1;
	nla_nest_end(msg, data);
	return nla_nest_end(msg, info);
}

int bond_create(struct bond *bond)
{
	const struct ifinfomsg ifi = { .ifi_flags = IFF_UP,
				       .ifi_change = IFF_UP };
	struct nl_msg *msg;
	int status;

	msg = new_link_msg(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, &ifi);
	if (!msg)
		return EXIT_REFUSED;
	if (nla_put_string(msg, IFLA_IFNAME, bond->name) || put_kind(msg)) {
		nlmsg_free(msg);
		print_error("out of memory");
		return EXIT_REFUSED;
	}
	status = vcnl_talk(&bond->route, msg, NULL, NULL);
	bond->created = !status;
	return status;
}

int bond_delete(struct bond *bond)
{
	struct ifinfomsg ifi = { .ifi_index = if_nametoindex(bond->name) };
	struct nl_msg *msg;

	/* it is gone already */
	if (!ifi.ifi_index)
		return EXIT_OK;
	msg = new_link_msg(RTM_DELLINK, 0, &ifi);
	return msg ? vcnl_talk(&bond->route, msg, NULL, NULL) : EXIT_REFUSED;
}

static int set_up(struct bond *bond, uint32_t ifindex, bool up)
{
	const struct ifinfomsg ifi = { .ifi_index = ifindex,
				       .ifi_flags = up ? IFF_UP : 0,
				       .ifi_change = IFF_UP };
	struct nl_msg *msg = new_link_msg(RTM_NEWLINK, 0, &ifi);

	return msg ? vcnl_talk(&bond->route, msg, NULL, NULL) : EXIT_REFUSED;
}

static int set_master(struct bond *bond, uint32_t ifindex, uint32_t master)
{
	const struct ifinfomsg ifi = { .ifi_index = ifindex };
	struct nl_msg *msg = new_link_msg(RTM_NEWLINK, 0, &ifi);

	if (!msg)
		return EXIT_REFUSED;
	if (nla_put_u32(msg, IFLA_MASTER, master)) {
		nlmsg_free(msg);
		print_error("out of memory");
		return EXIT_REFUSED;
	}
	return vcnl_talk(&bond->route, msg, NULL, NULL);
}

static int keep_link(struct nlmsghdr *nlh, void *arg)
{
	struct bond_step *step = arg;
	struct ifinfomsg *ifi = nlmsg_data(nlh);
	struct nlattr *master;

	if (!nlmsg_valid_hdr(nlh, sizeof(*ifi)))
		return -EBADMSG;
	step->was_up = ifi->ifi_flags & IFF_UP;
	master = nlmsg_find_attr(nlh, sizeof(*ifi), IFLA_MASTER);
	step->master = master ? nla_get_u32(master) : 0;
	return 0;
}

/* of a link: is it a bonding device that does LACP? */
static int keep_kind(struct nlmsghdr *nlh, void *arg)
{
	struct nlattr *info, *kind, *data, *mode = NULL;
	bool *is_lacp = arg;

	if (!nlmsg_valid_hdr(nlh, sizeof(struct ifinfomsg)))
		return -EBADMSG;
	info = nlmsg_find_attr(nlh, sizeof(struct ifinfomsg), IFLA_LINKINFO);
	kind = info ? nla_find(nla_data(info), nla_len(info),
			       IFLA_INFO_KIND) : NULL;
	data = info ? nla_find(nla_data(info), nla_len(info),
			       IFLA_INFO_DATA) : NULL;
	if (data)
		mode = nla_find(nla_data(data), nla_len(data), IFLA_BOND_MODE);
	*is_lacp = kind && !nla_strcmp(kind, "bond") && mode &&
		   nla_get_u8(mode) == BOND_MODE_8023AD;
	return 0;
}

int bond_check(const char *name)
{
	const struct ifinfomsg ifi = { .ifi_index = if_nametoindex(name) };
	struct nl_msg *msg;
	bool is_lacp = false;
	struct bond bond;
	int status = bond_open(&bond, name);

	if (status)
		return status;
	msg = new_link_msg(RTM_GETLINK, 0, &ifi);
	status = msg ? vcnl_talk(&bond.route, msg, keep_kind, &is_lacp) :
		       EXIT_REFUSED;
	bond_close(&bond);
	if (!status && !is_lacp) {
		print_error("uplink set \"%s\": the device of that name is no bond of mode 802.3ad",
			    name);
		status = EXIT_REFUSED;
	}
	return status;
}

/* how port @dev is before it is changed */
static int get_link(struct bond *bond, const char *dev, struct bond_step *step)
{
	struct ifinfomsg ifi = { 0 };
	struct nl_msg *msg;

	step->ifindex = if_nametoindex(dev);
	if (!step->ifindex) {
		print_error("cannot find device \"%s\"", dev);
		return EXIT_USAGE;
	}
	ifi.ifi_index = step->ifindex;
	msg = new_link_msg(RTM_GETLINK, 0, &ifi);
	return msg ? vcnl_talk(&bond->route, msg, keep_link, step) :
		     EXIT_REFUSED;
}

/**
 * struct found - ports of a device
 * @master: the device
 * @ports: of char[IFNAMSIZ]
 */
struct found {
	uint32_t master;
	struct list *ports;
};

static int keep_port(struct nlmsghdr *nlh, void *arg)
{
	struct found *f = arg;
	struct nlattr *master, *name;
	char *port;

	if (!nlmsg_valid_hdr(nlh, sizeof(struct ifinfomsg)))
		return -EBADMSG;
	master = nlmsg_find_attr(nlh, sizeof(struct ifinfomsg), IFLA_MASTER);
	name = nlmsg_find_attr(nlh, sizeof(struct ifinfomsg), IFLA_IFNAME);
	if (!master || !name || nla_get_u32(master) != f->master)
		return 0;
	port = list_add(f->ports, IFNAMSIZ);
	if (!port)
		return -ENOMEM;
	nla_strlcpy(port, name, IFNAMSIZ);
	return 0;
}

int bond_get_ports(struct bond *bond, struct list *ports)
{
	struct found f = { if_nametoindex(bond->name), ports };
	const struct ifinfomsg any = { 0 };
	struct nl_msg *msg = new_link_msg(RTM_GETLINK, NLM_F_DUMP, &any);

	return msg ? vcnl_talk(&bond->route, msg, keep_port, &f) :
		     EXIT_REFUSED;
}

static struct bond_step *new_step(struct bond *bond)
{
	struct bond_step *step = list_add(&bond->steps, sizeof(*step));

	if (!step)
		print_error("out of memory");
	return step;
}

/* bonding takes ports only while they are down, and brings them up itself */
static int enslave_port(struct bond *bond, const struct bond_step *step)
{
	uint32_t master = if_nametoindex(bond->name);
	int status = set_up(bond, step->ifindex, false);

	return status ? status : set_master(bond, step->ifindex, master);
}

int bond_change_port(struct bond *bond, const char *dev, bool enslave)
{
	struct bond_step *step = new_step(bond);
	int status;

	if (!step)
		return EXIT_REFUSED;
	status = get_link(bond, dev, step);
	if (status) {
		bond->steps.n--;
		return status;
	}
	return enslave ? enslave_port(bond, step) :
			 set_master(bond, step->ifindex, 0);
}

static void undo_step(struct bond *bond, const struct bond_step *step)
{
	if (set_master(bond, step->ifindex, step->master) ||
	    set_up(bond, step->ifindex, step->was_up))
		print_warning("device %u is not as it was before",
			      step->ifindex);
}

void bond_undo(struct bond *bond)
{
	while (bond->steps.n--)
		undo_step(bond, list_at(&bond->steps, bond->steps.n));
	bond->steps.n = 0;
	if (bond->created)
		bond_delete(bond);
	bond->created = false;
}
