/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a batch has done so far, and the way back.
 */
#ifndef _VBRIDGE_JOURNAL_H
#define _VBRIDGE_JOURNAL_H

#include <linux/list.h>

/**
 * struct vb_undo - one step
 * @back: undoes it, and can't fail; NULL if nothing is to be undone
 * @end: completes it, when all have succeeded, and can't fail; or NULL
 * @free: frees @data when both is past; NULL is kvfree()
 * @object: what it is about
 * @data: what it was before
 * @list: in the journal
 */
struct vb_undo {
	void			(*back)(struct vb_undo *undo);
	void			(*end)(struct vb_undo *undo);
	void			(*free)(void *data);
	void			*object;
	void			*data;
	struct list_head	list;
};

/**
 * struct vb_journal - all steps of a batch
 * @steps: &struct vb_undo, in their order
 */
struct vb_journal {
	struct list_head	steps;
};

struct vb_undo *vb_undo_alloc(size_t size);
void vb_undo_free(struct vb_undo *undo);
void vb_journal_add(struct vb_journal *journal, struct vb_undo *undo);
void vb_journal_end(struct vb_journal *journal);
void vb_journal_back(struct vb_journal *journal);

#endif /* _VBRIDGE_JOURNAL_H */
