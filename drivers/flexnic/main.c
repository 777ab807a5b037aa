// SPDX-License-Identifier: GPL-2.0
/*
 * flexnic: one physical Ethernet port as up to four network devices, each with
 * a guaranteed and a maximum share of it.
 *
 * Documentation/networking/flexnic.rst
 */
#include <linux/module.h>
#include <net/rtnetlink.h>

#include "flexnic.h"

static int __init flexnic_module_init(void)
{
	int err;

	err = rtnl_link_register(&flexnic_link_ops);
	if (err)
		return err;
	err = flexnic_netns_init();
	if (err)
		goto err_unregister_link;
	err = flexnic_event_init();
	if (err)
		goto err_exit_netns;
	/* the user interface comes last */
	err = flexnic_netlink_init();
	if (err)
		goto err_exit_event;
	flexnic_autoport_init();
	return 0;

err_exit_event:
	flexnic_event_exit();
	flexnic_autoport_exit();
err_exit_netns:
	flexnic_netns_exit();
	flexnic_speed_exit();
err_unregister_link:
	rtnl_link_unregister(&flexnic_link_ops);
	return err;
}

/*
 * To the notifier all devices go when it goes, and so all ports end while
 * there is still a family to tell of it. A port that somebody asked for in the
 * meantime goes with its namespace.
 */
static void __exit flexnic_module_exit(void)
{
	flexnic_event_exit();
	flexnic_autoport_exit();
	flexnic_netlink_exit();
	flexnic_netns_exit();
	flexnic_speed_exit();
	rtnl_link_unregister(&flexnic_link_ops);
}

module_init(flexnic_module_init);
module_exit(flexnic_module_exit);

MODULE_DESCRIPTION("One Ethernet port as four NICs with shares of its bandwidth");
MODULE_AUTHOR("The FlexNIC maintainers");
MODULE_LICENSE("GPL");
MODULE_ALIAS_RTNL_LINK("flexnic");
MODULE_ALIAS("net-pf-16-proto-16-family-flexnic");
