/* SPDX-License-Identifier: GPL-2.0 */
/* Which of several names was meant. Pure. */
#ifndef VCCTL_NAMES_H
#define VCCTL_NAMES_H

#include <stddef.h>

/**
 * struct names - names that a word may stand for; all zero is none
 * @text: they, with commas between them
 * @n: how many
 * @like: the one that is most like the word, if none is it
 * @distance: how many letters are wrong in the word then
 */
struct names {
	char text[160];
	size_t n;
	const char *like;
	unsigned int distance;
};

void names_add(struct names *names, const char *name);

/* @name, which stays, was not meant literally: is it what @word should be? */
void names_compare(struct names *names, const char *word, const char *name);

#endif
