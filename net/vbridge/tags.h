/* SPDX-License-Identifier: GPL-2.0 */
/*
 * From a tag to a connection: two loads, whatever the number of tags.
 */
#ifndef _VBRIDGE_TAGS_H
#define _VBRIDGE_TAGS_H

#include <linux/bits.h>
#include <linux/if_vlan.h>
#include <linux/rcupdate.h>
#include <linux/types.h>

/* VIDs to a chunk: a port with a handful of VLANs has a handful of chunks */
#define VB_CHUNK_SHIFT	6
#define VB_CHUNK_VIDS	BIT(VB_CHUNK_SHIFT)
#define VB_CHUNKS	(VLAN_N_VID >> VB_CHUNK_SHIFT)

struct vb_conn;
struct vb_channel;

/**
 * struct vb_chunk - what neighbouring VIDs stand for
 * @slot: a &struct vb_conn or a &struct vb_channel each
 * @used: how many are not NULL; writers only
 * @rcu: to free it
 */
struct vb_chunk {
	void __rcu	*slot[VB_CHUNK_VIDS];
	unsigned int	used;
	struct rcu_head	rcu;
};

/**
 * struct vb_vidmap - what each VID stands for
 * @chunk: of 64 VIDs each; NULL if none of them is used
 */
struct vb_vidmap {
	struct vb_chunk __rcu	*chunk[VB_CHUNKS];
};

/**
 * struct vb_tagset - who has which frames of a port, or of a channel of it
 * @untagged: who has those without a tag
 * @tunnel: who has those that nobody else has
 * @vids: who has those of a VLAN
 */
struct vb_tagset {
	struct vb_conn __rcu	*untagged;
	struct vb_conn __rcu	*tunnel;
	struct vb_vidmap	vids;
};

/**
 * struct vb_channel - what an outer tag sets apart from the rest of a port
 * @tags: who has which frames in it
 * @conns: connections in it; writers only
 * @rcu: to free it
 */
struct vb_channel {
	struct vb_tagset	tags;
	unsigned int		conns;
	struct rcu_head		rcu;
};

/**
 * vb_vidmap_find() - what a VID stands for
 * @map: the map
 * @vid: 0 to 4095
 *
 * Context: RCU, or the RTNL.
 * Return: what was put there, or NULL.
 */
static inline void *vb_vidmap_find(const struct vb_vidmap *map, u16 vid)
{
	const struct vb_chunk *chunk;

	chunk = rcu_dereference_rtnl(map->chunk[vid >> VB_CHUNK_SHIFT]);
	if (!chunk)
		return NULL;
	return rcu_dereference_rtnl(chunk->slot[vid & (VB_CHUNK_VIDS - 1)]);
}

int vb_vidmap_set(struct vb_vidmap *map, u16 vid, void *what);
void vb_vidmap_clear(struct vb_vidmap *map, u16 vid);

#endif /* _VBRIDGE_TAGS_H */
