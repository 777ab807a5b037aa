/* SPDX-License-Identifier: GPL-2.0 */
#ifndef VCCTL_DOMAIN_YAML_OUT_H
#define VCCTL_DOMAIN_YAML_OUT_H

#include <json-c/json.h>

/* Print a document as YAML, so that any reader has the same texts. */
int yaml_print(struct json_object *doc);

#endif
