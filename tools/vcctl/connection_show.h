/* SPDX-License-Identifier: GPL-2.0 */
/* Connections: what they look like, and how they are changed. */
#ifndef VCCTL_CONNECTION_SHOW_H
#define VCCTL_CONNECTION_SHOW_H

#include "vbridge.h"

/* @object is a struct conn; how text has its tag and its state */
struct value conn_tag_value(const void *object);
struct value conn_state_value(const void *object);

/* connection.c */
extern const struct vb_verb conn_verbs[];

#endif
