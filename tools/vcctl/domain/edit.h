/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Objects of the domain changed by command lines. Keys are those of a file,
 * with dots between those of maps in maps; values are as in a file.
 */
#ifndef VCCTL_DOMAIN_EDIT_H
#define VCCTL_DOMAIN_EDIT_H

#include "domain.h"
#include "kind.h"

/* NAME [ KEY VALUE ]...; the name must be new */
int edit_add(const struct options *opts, const struct object *object,
	     const struct kind *kind, int argc, char **argv);
/* NAME KEY VALUE ...; what is "null" is not there any longer */
int edit_set(const struct options *opts, const struct object *object,
	     const struct kind *kind, int argc, char **argv);
/* NAME */
int edit_del(const struct options *opts, const struct object *object,
	     const struct kind *kind, int argc, char **argv);

#endif
