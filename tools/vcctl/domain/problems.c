// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "cmd.h"
#include "problems.h"

void problem_add(struct problems *problems, const char *fmt, ...)
{
	char **text = list_add(&problems->texts, sizeof(*text));
	va_list ap;

	if (!text)
		return;
	va_start(ap, fmt);
	if (vasprintf(text, fmt, ap) < 0)
		*text = NULL;
	va_end(ap);
}

/* one for which memory ran out is still one */
const char *problem_at(const struct problems *problems, size_t i)
{
	const char *text = *(char **)list_at(&problems->texts, i);

	return text ? text : "out of memory";
}

int problems_print(struct problems *problems, const char *file)
{
	int status = problems->texts.n ? EXIT_USAGE : EXIT_OK;
	size_t i;

	for (i = 0; i < problems->texts.n; i++) {
		if (file)
			print_error("%s:%s", file, problem_at(problems, i));
		else
			print_error("%s", problem_at(problems, i));
	}
	problems_free(problems);
	return status;
}

void problems_free(struct problems *problems)
{
	size_t i;

	for (i = 0; i < problems->texts.n; i++)
		free(*(char **)list_at(&problems->texts, i));
	list_free(&problems->texts);
}
