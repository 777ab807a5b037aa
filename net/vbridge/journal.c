// SPDX-License-Identifier: GPL-2.0
/*
 * What a batch has done so far, and the way back.
 *
 * Each request says before it changes anything how that is undone, and has the
 * memory for it: the way back can't fail.
 */
#include <linux/mm.h>
#include <linux/slab.h>

#include "journal.h"

/**
 * vb_undo_alloc() - a step that may have to be undone
 * @size: bytes that hold what was before; 0 is none
 *
 * Return: the step, whose functions are the caller's to set, or NULL.
 */
struct vb_undo *vb_undo_alloc(size_t size)
{
	struct vb_undo *undo;

	undo = kzalloc(sizeof(*undo), GFP_KERNEL_ACCOUNT);
	if (!undo || !size)
		return undo;
	undo->data = kvzalloc(size, GFP_KERNEL_ACCOUNT);
	if (!undo->data) {
		kfree(undo);
		return NULL;
	}
	return undo;
}

/**
 * vb_undo_free() - a step that is past, or did not come about
 * @undo: the step; NULL is none
 */
void vb_undo_free(struct vb_undo *undo)
{
	if (!undo)
		return;
	if (undo->free)
		undo->free(undo->data);
	else
		kvfree(undo->data);
	kfree(undo);
}

/**
 * vb_journal_add() - a step has succeeded
 * @journal: the journal
 * @undo: the step, the journal's from now on
 */
void vb_journal_add(struct vb_journal *journal, struct vb_undo *undo)
{
	list_add_tail(&undo->list, &journal->steps);
}

/**
 * vb_journal_end() - all steps have succeeded
 * @journal: the journal, empty afterwards
 *
 * Context: RTNL.
 */
void vb_journal_end(struct vb_journal *journal)
{
	struct vb_undo *undo, *next;

	list_for_each_entry_safe(undo, next, &journal->steps, list) {
		if (undo->end)
			undo->end(undo);
		list_del(&undo->list);
		vb_undo_free(undo);
	}
}

/**
 * vb_journal_back() - a step has failed: undo those before, last one first
 * @journal: the journal, empty afterwards
 *
 * Context: RTNL.
 */
void vb_journal_back(struct vb_journal *journal)
{
	struct vb_undo *undo, *next;

	list_for_each_entry_safe_reverse(undo, next, &journal->steps, list) {
		if (undo->back)
			undo->back(undo);
		list_del(&undo->list);
		vb_undo_free(undo);
	}
}
