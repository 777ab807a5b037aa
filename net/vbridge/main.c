// SPDX-License-Identifier: GPL-2.0
/*
 * vbridge: one Ethernet switch per network namespace, with many networks.
 *
 * Order of init and exit only: what user space reaches comes last and goes
 * first.
 */
#include <linux/module.h>

#include "vbridge.h"

static int __init vbridge_init(void)
{
	int err;

	err = vb_fdb_init();
	if (err)
		return err;
	err = vb_netns_init();
	if (err)
		goto err_fdb;
	err = vb_event_init();
	if (err)
		goto err_netns;
	err = rtnl_link_register(&vb_link_ops);
	if (err)
		goto err_event;
	err = vb_netlink_init();
	if (err)
		goto err_link;
	return 0;

err_link:
	rtnl_link_unregister(&vb_link_ops);
err_event:
	vb_event_exit();
err_netns:
	vb_netns_exit();
err_fdb:
	vb_fdb_exit();
	return err;
}

static void __exit vbridge_exit(void)
{
	vb_netlink_exit();
	/* all networks end, and with them the ports */
	rtnl_link_unregister(&vb_link_ops);
	vb_event_exit();
	vb_netns_exit();
	vb_fdb_exit();
}

module_init(vbridge_init);
module_exit(vbridge_exit);

MODULE_DESCRIPTION("Ethernet switch with many networks, as of a blade interconnect");
MODULE_LICENSE("GPL");
MODULE_ALIAS_RTNL_LINK("vbridge");
MODULE_ALIAS_GENL_FAMILY(VBRIDGE_FAMILY_NAME);
