// SPDX-License-Identifier: GPL-2.0
/*
 * refuser.ko - somebody else in the kernel who says no
 *
 * What /proc/thread-self/fail-nth does to the allocations of a task, the file
 * refuser/nth below debugfs does to what the core asks before it changes a
 * device: N written to it lets the N-th question that comes of the writer's own
 * requests be answered with -EBUSY. It reads how many are still to come; 0 when
 * that one has been refused. For tests only.
 *
 * netdev-notifier-error-inject refuses every question of a kind. The third
 * FlexNIC of four can't be refused by that.
 */
#include <linux/debugfs.h>
#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>

/* Both guarded by RTNL, under which the core asks */
static struct {
	const struct task_struct *task;	/* compared only: may be gone */
	unsigned int left;
} refuser;

/* Of the others' answers to what else there is the core takes no notice */
static bool refuser_is_question(unsigned long event)
{
	switch (event) {
	case NETDEV_POST_INIT:
	case NETDEV_REGISTER:
	case NETDEV_CHANGENAME:
	case NETDEV_PRE_UP:
	case NETDEV_PRE_CHANGEADDR:
	case NETDEV_PRECHANGEMTU:
	case NETDEV_CHANGEMTU:
	case NETDEV_PRECHANGEUPPER:
	case NETDEV_CHANGEUPPER:
		return true;
	}
	return false;
}

static int refuser_event(struct notifier_block *nb, unsigned long event,
			 void *info)
{
	if (!refuser.left || refuser.task != current ||
	    !refuser_is_question(event) || --refuser.left)
		return NOTIFY_DONE;
	NL_SET_ERR_MSG(netdev_notifier_info_to_extack(info),
		       "Refused by a test");
	return notifier_from_errno(-EBUSY);
}

/* After everybody who may have done something already */
static struct notifier_block refuser_notifier = {
	.notifier_call	= refuser_event,
	.priority	= INT_MIN,
};

static ssize_t refuser_write(struct file *file, const char __user *text,
			     size_t count, loff_t *pos)
{
	unsigned int nth;
	int err;

	err = kstrtouint_from_user(text, count, 0, &nth);
	if (err)
		return err;
	rtnl_lock();
	refuser.task = current;
	refuser.left = nth;
	rtnl_unlock();
	return count;
}

static ssize_t refuser_read(struct file *file, char __user *to, size_t count,
			    loff_t *pos)
{
	char text[16];
	int len;

	rtnl_lock();
	len = scnprintf(text, sizeof(text), "%u\n", refuser.left);
	rtnl_unlock();
	return simple_read_from_buffer(to, count, pos, text, len);
}

static const struct file_operations refuser_fops = {
	.owner	= THIS_MODULE,
	.read	= refuser_read,
	.write	= refuser_write,
	.llseek	= default_llseek,
};

static struct dentry *refuser_dir;

static int __init refuser_init(void)
{
	int err;

	err = register_netdevice_notifier(&refuser_notifier);
	if (err)
		return err;
	refuser_dir = debugfs_create_dir("refuser", NULL);
	debugfs_create_file("nth", 0600, refuser_dir, NULL, &refuser_fops);
	return 0;
}

static void __exit refuser_exit(void)
{
	debugfs_remove(refuser_dir);
	unregister_netdevice_notifier(&refuser_notifier);
}

module_init(refuser_init);
module_exit(refuser_exit);

MODULE_DESCRIPTION("Refuses what the core asks about devices, for tests");
MODULE_LICENSE("GPL");
