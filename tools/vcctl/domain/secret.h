/* SPDX-License-Identifier: GPL-2.0 */
/* Secrets of objects: kept from whoever looks, and read where nobody does. */
#ifndef VCCTL_DOMAIN_SECRET_H
#define VCCTL_DOMAIN_SECRET_H

#include "shape.h"

/*
 * A copy of @doc, of @shape, without its secrets, of which there are *@n more
 * then; NULL if memory ran out.
 */
struct json_object *secret_drop(const struct shape *shape,
				struct json_object *doc, unsigned int *n);

/*
 * The secret that @word of a command line stands for, for free(): @FILE is the
 * first line of a file, @- that of the standard input, which is asked for on a
 * terminal; behind @@ is one that begins with @. NULL after a complaint.
 */
char *secret_read(const char *key, const char *word);

#endif
