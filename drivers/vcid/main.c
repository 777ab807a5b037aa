// SPDX-License-Identifier: GPL-2.0
/*
 * vcid: the identity of a server, from its profile.
 *
 * Documentation/networking/vcid.rst
 */
#include <linux/module.h>

#include "vcid.h"

static int __init vcid_module_init(void)
{
	int err;

	err = vcid_event_init();
	if (err)
		return err;
	err = vcid_fc_init();
	if (err)
		goto err_exit_event;
	/* the user interface comes last */
	err = vcid_netlink_init();
	if (err)
		goto err_exit_fc;
	return 0;

err_exit_fc:
	vcid_fc_exit();
err_exit_event:
	vcid_event_exit();
	return err;
}

/*
 * No new profile comes once the family is gone. Without one, events of devices
 * find nothing to do, and so nothing asks to look at them again.
 */
static void __exit vcid_module_exit(void)
{
	vcid_netlink_exit();
	vcid_profile_remove();
	vcid_fc_exit();
	vcid_event_exit();
}

module_init(vcid_module_init);
module_exit(vcid_module_exit);

MODULE_DESCRIPTION("The identity of a server, from its profile");
MODULE_AUTHOR("The FlexNIC maintainers");
MODULE_LICENSE("GPL");
MODULE_ALIAS("net-pf-16-proto-16-family-vcid");
