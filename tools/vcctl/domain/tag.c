// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "tag.h"
#include "vbridge.h"

#define VID_MAX	4094

int tag_read(const char *text, struct tag *tag)
{
	struct args a = { 0 };

	memset(tag, 0, sizeof(*tag));
	if (tag_parse(&a, text, &tag->type, &tag->vid, &tag->has_vid))
		return -EINVAL;
	return tag->has_vid && (!tag->vid || tag->vid > VID_MAX) ? -EINVAL : 0;
}

/* "vlan007" is vlan7 */
static void write_tag(const struct tag *tag, const char *text, char *stored,
		      size_t size)
{
	if (!tag->has_vid)
		snprintf(stored, size, "%s", text);
	else
		snprintf(stored, size, "%s%u", tag->type == VBRIDGE_TAG_VLAN ?
			 "vlan" : "native", tag->vid);
}

int tag_read_uplink(const char *text, char *stored, size_t size)
{
	struct tag tag;

	if (tag_read(text, &tag))
		return -EINVAL;
	write_tag(&tag, text, stored, size);
	return 0;
}

int tag_read_server(const char *text, char *stored, size_t size)
{
	struct tag tag;

	if (tag_read(text, &tag) || tag.type == VBRIDGE_TAG_NATIVE)
		return -EINVAL;
	write_tag(&tag, text, stored, size);
	return 0;
}
