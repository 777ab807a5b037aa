/* SPDX-License-Identifier: GPL-2.0 */
/* Showing connections. */
#ifndef VCCTL_CONNECTION_SHOW_H
#define VCCTL_CONNECTION_SHOW_H

#include <json-c/json.h>

#include "output.h"

/* @object is a struct conn; how text has its tag and its state */
struct value conn_tag_value(const void *object);
struct value conn_state_value(const void *object);

/* for struct vb_kind */
void conns_show(const struct list *conns, const struct options *opts);
void conn_line(const void *object);
struct json_object *conn_to_json(const void *object,
				 const struct options *opts);

#endif
