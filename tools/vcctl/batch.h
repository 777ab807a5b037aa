/* SPDX-License-Identifier: GPL-2.0 */
/* A file of changes that are made together. */
#ifndef VCCTL_BATCH_H
#define VCCTL_BATCH_H

#include "vbridge.h"

/* words of one line */
#define BATCH_WORDS	256

/**
 * struct batch_file - what was read
 * @batch: the request
 * @lines: of unsigned int: by item of the request, the line it comes from
 */
struct batch_file {
	struct batch batch;
	struct list lines;
};

/* Read @line, number @number. Returns 0, or -EINVAL with a->err filled in. */
int batch_line(struct args *a, char *line, unsigned int number,
	       struct batch_file *file);
void batch_free(struct batch_file *file);

/* the line of the attribute at @offs in @request, 0 if it is of none */
unsigned int batch_line_at(const struct batch_file *file,
			   struct nlmsghdr *request, uint32_t offs);

#endif
