/* SPDX-License-Identifier: GPL-2.0 */
/* Command lines for tests. */
#ifndef VCCTL_TESTS_LINE_H
#define VCCTL_TESTS_LINE_H

#include <stdio.h>
#include <string.h>

#include "args.h"

#define WORDS	64

/* a command line in one string, split at blanks and line ends */
struct line {
	char text[512];
	char *words[WORDS];
	struct args a;
};

static inline struct args *split(struct line *l, const char *text)
{
	char *save, *word;

	memset(l, 0, sizeof(*l));
	snprintf(l->text, sizeof(l->text), "%s", text);
	l->a.argv = l->words;
	for (word = strtok_r(l->text, "\n ", &save); word && l->a.argc < WORDS;
	     word = strtok_r(NULL, "\n ", &save))
		l->words[l->a.argc++] = word;
	return &l->a;
}

#endif
