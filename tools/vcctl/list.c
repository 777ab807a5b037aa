// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include <string.h>

#include "list.h"

#define FIRST_ROOM	4

static int grow(struct list *list)
{
	size_t room = list->room ? 2 * list->room : FIRST_ROOM;
	void *items = reallocarray(list->items, room, list->size);

	if (!items)
		return -1;
	list->items = items;
	list->room = room;
	return 0;
}

void *list_add(struct list *list, size_t size)
{
	void *item;

	list->size = size;
	if (list->n == list->room && grow(list))
		return NULL;
	item = list_at(list, list->n++);
	return memset(item, 0, size);
}

void *list_at(const struct list *list, size_t i)
{
	return (char *)list->items + i * list->size;
}

void list_free(struct list *list)
{
	free(list->items);
	memset(list, 0, sizeof(*list));
}
