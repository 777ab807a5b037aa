/* SPDX-License-Identifier: GPL-2.0 */
/* A profile on top of its template. Pure. */
#ifndef VCCTL_DOMAIN_OVERLAY_H
#define VCCTL_DOMAIN_OVERLAY_H

#include <json-c/json.h>

/*
 * What a profile is with its template: what it says itself, and the rest from
 * there; connections are put together by their numbers. @base may be NULL. The
 * result is for json_object_put(), NULL if memory ran out.
 */
struct json_object *overlay(struct json_object *base, struct json_object *own);

/*
 * Call @fn for all that a profile says otherwise than its template: a path, the
 * template's value or NULL, the profile's. What makes a profile this one and no
 * other (its bay, addresses, description) is no deviation.
 */
void overlay_deviations(struct json_object *base, struct json_object *own,
			void (*fn)(const char *path, const char *base,
				   const char *own, void *arg), void *arg);

#endif
