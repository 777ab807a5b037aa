// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <string.h>

#include "names.h"

/* longer ones are not compared */
#define LONGEST	32

void names_add(struct names *names, const char *name)
{
	size_t len = strlen(names->text);

	snprintf(names->text + len, sizeof(names->text) - len, "%s%s",
		 names->n ? ", " : "", name);
	names->n++;
}

static unsigned int least(unsigned int a, unsigned int b, unsigned int c)
{
	if (b < a)
		a = b;
	return c < a ? c : a;
}

/* Levenshtein's: letters to be added, removed or replaced */
static unsigned int distance(const char *a, const char *b)
{
	unsigned int row[LONGEST + 1], before, above;
	size_t i, j, n = strlen(b);

	for (j = 0; j <= n; j++)
		row[j] = j;
	for (i = 0; a[i]; i++) {
		before = row[0];
		row[0] = i + 1;
		for (j = 0; j < n; j++) {
			above = row[j + 1];
			row[j + 1] = least(row[j] + 1, above + 1,
					   before + (a[i] != b[j]));
			before = above;
		}
	}
	return row[n];
}

void names_compare(struct names *names, const char *word, const char *name)
{
	unsigned int n;

	if (strlen(word) > LONGEST || strlen(name) > LONGEST)
		return;
	n = distance(word, name);
	/* a third of it, or it is another word */
	if (3 * n > strlen(name) || (names->like && n >= names->distance))
		return;
	names->like = name;
	names->distance = n;
}
