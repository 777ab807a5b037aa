// SPDX-License-Identifier: GPL-2.0
/*
 * From a tag to a connection.
 */
#include <linux/rtnetlink.h>
#include <linux/slab.h>

#include "tags.h"

static struct vb_chunk *vb_chunk_get(struct vb_vidmap *map, u16 vid)
{
	struct vb_chunk __rcu **place = &map->chunk[vid >> VB_CHUNK_SHIFT];
	struct vb_chunk *chunk = rtnl_dereference(*place);

	if (chunk)
		return chunk;
	chunk = kzalloc(sizeof(*chunk), GFP_KERNEL_ACCOUNT);
	if (chunk)
		rcu_assign_pointer(*place, chunk);
	return chunk;
}

/**
 * vb_vidmap_set() - let a VID stand for something
 * @map: the map
 * @vid: 0 to 4095, which stands for nothing yet
 * @what: not NULL
 *
 * Context: RTNL.
 * Return: 0 or -ENOMEM.
 */
int vb_vidmap_set(struct vb_vidmap *map, u16 vid, void *what)
{
	struct vb_chunk *chunk = vb_chunk_get(map, vid);

	if (!chunk)
		return -ENOMEM;
	chunk->used++;
	rcu_assign_pointer(chunk->slot[vid & (VB_CHUNK_VIDS - 1)], what);
	return 0;
}

/**
 * vb_vidmap_clear() - let a VID stand for nothing
 * @map: the map
 * @vid: one that was set
 *
 * Context: RTNL. The packet path may see what stood there until the end of
 * its RCU read side.
 */
void vb_vidmap_clear(struct vb_vidmap *map, u16 vid)
{
	struct vb_chunk __rcu **place = &map->chunk[vid >> VB_CHUNK_SHIFT];
	struct vb_chunk *chunk = rtnl_dereference(*place);

	RCU_INIT_POINTER(chunk->slot[vid & (VB_CHUNK_VIDS - 1)], NULL);
	if (--chunk->used)
		return;
	RCU_INIT_POINTER(*place, NULL);
	kfree_rcu(chunk, rcu);
}
