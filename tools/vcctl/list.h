/* SPDX-License-Identifier: GPL-2.0 */
/* A growing list of structures of one kind. Pure. */
#ifndef VCCTL_LIST_H
#define VCCTL_LIST_H

#include <stddef.h>

/**
 * struct list - structures one after the other; all zero is an empty list
 * @items: the first
 * @size: of one
 * @n: how many
 * @room: how many there is memory for
 */
struct list {
	void *items;
	size_t size;
	size_t n;
	size_t room;
};

/*
 * A new last item of @size bytes, all zero; NULL if memory ran out. It moves
 * the others: pointers to them are no longer good.
 */
void *list_add(struct list *list, size_t size);

void *list_at(const struct list *list, size_t i);

/* empty again */
void list_free(struct list *list);

#endif
