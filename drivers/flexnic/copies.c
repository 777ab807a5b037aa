// SPDX-License-Identifier: GPL-2.0
/*
 * Multicast that several FlexNICs want.
 *
 * A frame that is copied is received by each FlexNIC in process context, from a queue
 * of this port and CPU that has an end. Through the core's backlog, where all that
 * loops back goes as well, a storm of broadcasts on the wire would cost each
 * loopback connection and each veth of that CPU its frames.
 */
#include <linux/workqueue.h>

#include "flexnic.h"

/* frames that wait on one CPU; as many as macvlan lets wait (bc_queue_len) */
#define FLEXNIC_COPIES_MAX	1000

/**
 * struct flexnic_copies - what waits on one CPU
 * @queue: the frames; its lock is this CPU's alone
 * @work: gives them to the FlexNICs
 * @port: their port
 */
struct flexnic_copies {
	struct sk_buff_head	queue;
	struct work_struct	work;
	struct flexnic_port	*port;
};

struct flexnic_copy_cb {
	unsigned int takers;
};

static struct flexnic_copy_cb *flexnic_copy_cb(struct sk_buff *skb)
{
	BUILD_BUG_ON(sizeof(struct flexnic_copy_cb) > sizeof(skb->cb));
	return (struct flexnic_copy_cb *)skb->cb;
}

static void flexnic_copy_give(struct flexnic *fn, struct sk_buff *skb)
{
	if (!skb) {
		dev_core_stats_rx_dropped_inc(fn->dev);
		return;
	}
	if (flexnic_deliver(fn, skb) == RX_HANDLER_ANOTHER)
		netif_receive_skb(skb);
}

/* the last of them gets the frame itself */
static void flexnic_copies_give(struct flexnic_port *port, struct sk_buff *skb)
{
	unsigned long takers = flexnic_copy_cb(skb)->takers;
	unsigned int i, last = __fls(takers);

	for_each_set_bit(i, &takers, last)
		flexnic_copy_give(port->slot[i], skb_clone(skb, GFP_ATOMIC));
	flexnic_copy_give(port->slot[last], skb);
}

static void flexnic_copies_work(struct work_struct *work)
{
	struct flexnic_copies *copies = container_of(work,
						     struct flexnic_copies,
						     work);
	struct sk_buff_head list;
	struct sk_buff *skb;

	__skb_queue_head_init(&list);
	spin_lock_bh(&copies->queue.lock);
	skb_queue_splice_tail_init(&copies->queue, &list);
	spin_unlock_bh(&copies->queue.lock);
	while ((skb = __skb_dequeue(&list))) {
		local_bh_disable();
		rcu_read_lock();
		flexnic_copies_give(copies->port, skb);
		rcu_read_unlock();
		local_bh_enable();
		cond_resched();
	}
}

static void flexnic_copies_drop(struct flexnic_port *port,
				unsigned long takers)
{
	unsigned int i;

	for_each_set_bit(i, &takers, port->count)
		dev_core_stats_rx_dropped_inc(port->slot[i]->dev);
}

/**
 * flexnic_copies_add() - FlexNICs are to receive copies of a frame
 * @port: their port
 * @takers: a bit for the slot of each; one at least
 * @skb: the frame, the caller's as before
 *
 * Context: RCU, BH off.
 */
void flexnic_copies_add(struct flexnic_port *port, unsigned int takers,
			struct sk_buff *skb)
{
	struct flexnic_copies *copies = this_cpu_ptr(port->copies);
	struct sk_buff *copy = NULL;

	if (skb_queue_len_lockless(&copies->queue) < FLEXNIC_COPIES_MAX)
		copy = skb_clone(skb, GFP_ATOMIC);
	if (unlikely(!copy)) {
		flexnic_copies_drop(port, takers);
		return;
	}
	flexnic_copy_cb(copy)->takers = takers;
	spin_lock(&copies->queue.lock);
	__skb_queue_tail(&copies->queue, copy);
	spin_unlock(&copies->queue.lock);
	/* here, so that they come in the order in which they came */
	schedule_work_on(smp_processor_id(), &copies->work);
}

/**
 * flexnic_copies_alloc() - a new port's queues
 * @port: the port
 *
 * Return: 0 or -ENOMEM.
 */
int flexnic_copies_alloc(struct flexnic_port *port)
{
	int cpu;

	port->copies = alloc_percpu(struct flexnic_copies);
	if (!port->copies)
		return -ENOMEM;
	for_each_possible_cpu(cpu) {
		struct flexnic_copies *copies = per_cpu_ptr(port->copies, cpu);

		skb_queue_head_init(&copies->queue);
		INIT_WORK(&copies->work, flexnic_copies_work);
		copies->port = port;
	}
	return 0;
}

/**
 * flexnic_copies_end() - what waits goes, since the FlexNICs do
 * @port: the port, whose handler has gone
 *
 * Context: may sleep.
 */
void flexnic_copies_end(struct flexnic_port *port)
{
	int cpu;

	for_each_possible_cpu(cpu) {
		struct flexnic_copies *copies = per_cpu_ptr(port->copies, cpu);

		cancel_work_sync(&copies->work);
		skb_queue_purge(&copies->queue);
	}
}

/**
 * flexnic_copies_free() - a port's queues, which are empty
 * @port: the port
 */
void flexnic_copies_free(struct flexnic_port *port)
{
	free_percpu(port->copies);
}
