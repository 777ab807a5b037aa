/* SPDX-License-Identifier: GPL-2.0 */
/* Showing a profile. */
#ifndef VCCTL_VCID_SHOW_H
#define VCCTL_VCID_SHOW_H

#include <json-c/json.h>

#include "cmd.h"
#include "vcid_msg.h"

/* with all that is known of it */
struct json_object *vcid_to_json(const struct vcid_profile *profile);
void vcid_show_text(const struct vcid_profile *profile);

/* one item, as an event */
struct json_object *vcid_item_to_json(const struct vcid_item *item);
void vcid_item_show_text(const struct vcid_item *item);

#endif
