// SPDX-License-Identifier: GPL-2.0
/*
 * framegen.ko - let a device receive or send frames, and take the time
 *
 * Module parameters, below /sys/module/framegen/parameters, say which frames
 * (struct framegen). "echo N >run" makes N of them, in the writer's context;
 * "run" then reads "N NANOSECONDS". For measurements only.
 */
#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include <linux/module.h>
#include <linux/random.h>
#include <linux/rtnetlink.h>
#include <net/net_namespace.h>

#include "framegen.h"

/* frames between two looks at what else is to be done, as NAPI's weight */
#define FRAMEGEN_BATCH		64
#define FRAMEGEN_PARTS_MAX	64

static char device[IFNAMSIZ];
module_param_string(dev, device, sizeof(device), 0644);
MODULE_PARM_DESC(dev, "device");
static bool tx;
module_param(tx, bool, 0644);
MODULE_PARM_DESC(tx, "the device sends, else it receives");
static bool back;
module_param(back, bool, 0644);
MODULE_PARM_DESC(back, "from side b to side a");
static bool sequential;
module_param(sequential, bool, 0644);
MODULE_PARM_DESC(sequential, "addresses in turn");
static bool own_source;
module_param(own_source, bool, 0644);
MODULE_PARM_DESC(own_source, "the source is the device's own address");
static uint size = 60;
module_param(size, uint, 0644);
MODULE_PARM_DESC(size, "bytes of a frame, without tag and FCS");
static uint networks = 1;
module_param(networks, uint, 0644);
MODULE_PARM_DESC(networks, "number of networks");
static ushort vid;
module_param(vid, ushort, 0644);
MODULE_PARM_DESC(vid, "VLAN of the first network, 0 is none");
static ushort proto = ETH_P_8021Q;
module_param(proto, ushort, 0644);
MODULE_PARM_DESC(proto, "of the tag");
static uint pairs = 1;
module_param(pairs, uint, 0644);
MODULE_PARM_DESC(pairs, "pairs of hosts");
static uint flows = 1;
module_param(flows, uint, 0644);
MODULE_PARM_DESC(flows, "flows");
static ushort gso;
module_param(gso, ushort, 0644);
MODULE_PARM_DESC(gso, "bytes of a segment, 0 is no GSO");
static uint priority;
module_param(priority, uint, 0644);
MODULE_PARM_DESC(priority, "of the packets");

/* the last run: frames of a part, and what each part took */
static u32 last_count, last_parts;
static u64 last_ns[FRAMEGEN_PARTS_MAX];
static u32 order = 1;		/* goes on from run to run */
static struct page *payload;

static u32 framegen_next(const struct framegen *gen, u32 i)
{
	if (gen->sequential)
		return i % gen->pairs;
	/* as good as any: only that it is the same in all runs matters */
	order = order * 1664525 + 1013904223;
	return reciprocal_scale(order, gen->pairs);
}

static void framegen_one(struct sk_buff *skb)
{
	if (tx) {
		dev_queue_xmit(skb);
		return;
	}
	skb->protocol = eth_type_trans(skb, skb->dev);
	netif_receive_skb(skb);
}

static int framegen_batch(const struct framegen *gen, u32 first, u32 count)
{
	struct sk_buff *skb;
	int err = 0;
	u32 i;

	local_bh_disable();
	for (i = first; i < first + count; i++) {
		skb = framegen_frame(gen, framegen_next(gen, i),
				     i % gen->flows);
		if (!skb) {
			err = -ENOMEM;
			break;
		}
		framegen_one(skb);
	}
	local_bh_enable();
	return err;
}

static int framegen_part(const struct framegen *gen, u32 count, u64 *ns)
{
	u64 begin = ktime_get_ns();
	int err = 0;
	u32 i;

	for (i = 0; i < count && !err; i += FRAMEGEN_BATCH) {
		err = framegen_batch(gen, i, min_t(u32, count - i,
						   FRAMEGEN_BATCH));
		cond_resched();
	}
	*ns = ktime_get_ns() - begin;
	return err;
}

static int framegen_run(const struct framegen *gen, u32 count, u32 parts)
{
	int err = 0;

	last_count = count;
	for (last_parts = 0; last_parts < parts && !err; last_parts++)
		err = framegen_part(gen, count, &last_ns[last_parts]);
	return err;
}

static bool framegen_fits(const struct framegen *gen)
{
	return gen->size >= ETH_ZLEN && gen->size <= FRAMEGEN_SIZE_MAX &&
	       gen->networks && gen->pairs && gen->flows &&
	       gen->pairs < BIT(24) && eth_type_vlan(htons(gen->proto)) &&
	       (!gen->vid || gen->vid + gen->networks < VLAN_N_VID);
}

static int framegen_set_run(const char *text, const struct kernel_param *kp)
{
	struct framegen gen = {
		.back = back, .sequential = sequential, .size = size,
		.networks = networks, .vid = vid, .proto = proto,
		.pairs = pairs, .flows = flows, .gso = gso,
		.own_source = own_source, .priority = priority,
		.payload = payload,
	};
	u32 count, parts = 1;
	int err;

	if (sscanf(text, "%u %u", &count, &parts) < 1 ||
	    !parts || parts > FRAMEGEN_PARTS_MAX)
		return -EINVAL;
	if (!framegen_fits(&gen))
		return -EINVAL;
	gen.dev = dev_get_by_name(current->nsproxy->net_ns, strim(device));
	if (!gen.dev)
		return -ENODEV;
	err = framegen_run(&gen, count, parts);
	dev_put(gen.dev);
	return err;
}

static int framegen_get_run(char *buffer, const struct kernel_param *kp)
{
	int len = sysfs_emit(buffer, "%u", last_count);
	u32 i;

	for (i = 0; i < last_parts; i++)
		len += sysfs_emit_at(buffer, len, " %llu", last_ns[i]);
	return len + sysfs_emit_at(buffer, len, "\n");
}

static const struct kernel_param_ops framegen_run_ops = {
	.set	= framegen_set_run,
	.get	= framegen_get_run,
};

module_param_cb(run, &framegen_run_ops, NULL, 0600);
MODULE_PARM_DESC(run, "how many frames to make, and how often; reads frames and ns of each time");

static int __init framegen_init(void)
{
	int err;

	payload = alloc_pages(GFP_KERNEL | __GFP_ZERO | __GFP_COMP,
			      FRAMEGEN_ORDER);
	if (!payload)
		return -ENOMEM;
	err = framegen_wire_init();
	if (err)
		__free_pages(payload, FRAMEGEN_ORDER);
	return err;
}

static void __exit framegen_exit(void)
{
	framegen_wire_exit();
	__free_pages(payload, FRAMEGEN_ORDER);
}

module_init(framegen_init);
module_exit(framegen_exit);

MODULE_DESCRIPTION("Frames for measurements");
MODULE_LICENSE("GPL");
