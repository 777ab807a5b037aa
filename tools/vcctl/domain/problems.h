/* SPDX-License-Identifier: GPL-2.0 */
/* All that is wrong with something, so that it can be said at once. */
#ifndef VCCTL_DOMAIN_PROBLEMS_H
#define VCCTL_DOMAIN_PROBLEMS_H

#include "list.h"
#include "util.h"

/**
 * struct problems - sentences without their full stops
 * @texts: of char *
 */
struct problems {
	struct list texts;
};

__printf(2, 3)
void problem_add(struct problems *problems, const char *fmt, ...);

/*
 * Print them as errors, each behind "FILE:" if @file is not NULL, and free
 * them. Returns an exit status: EXIT_OK if there are none.
 */
int problems_print(struct problems *problems, const char *file);
void problems_free(struct problems *problems);

const char *problem_at(const struct problems *problems, size_t i);

#endif
