// SPDX-License-Identifier: GPL-2.0
/*
 * For libFuzzer: any bytes as the file of "vcctl apply -f". They are refused, or
 * read to documents that are read again as the same. Built with the address and
 * undefined-behaviour sanitizers: make fuzz.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domain/file.h"
#include "domain/node.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect_same(const struct file_object *o)
{
	struct problems problems = { 0 };
	struct json_object *again;
	struct node node;

	if (node_of_json(o->doc, &node))
		abort();
	again = kind_read(o->kind, &node, "again", &problems);
	if (problems.texts.n || !json_object_equal(again, o->doc))
		abort();
	json_object_put(again);
	problems_free(&problems);
	node_free(&node);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct list objects = { 0 };
	FILE *stream;
	size_t i;

	/* an empty one cannot be opened by fmemopen() */
	if (!size)
		return 0;
	stream = fmemopen((void *)data, size, "r");
	if (!stream)
		abort();
	if (!file_read_stream(stream, "fuzz", &objects))
		for (i = 0; i < objects.n; i++)
			expect_same(list_at(&objects, i));
	file_free(&objects);
	fclose(stream);
	return 0;
}
