// SPDX-License-Identifier: GPL-2.0
/* The network administrator's half: networks, uplink sets, fabrics, groups. */
#include <stdio.h>
#include <string.h>

#include "args.h"
#include "kind.h"
#include "tag.h"

static const struct shape ageing_shape = {
	.type = SHAPE_NUMBER,
	.max = UINT32_MAX / 1000,
};

static const struct shape limit_shape = {
	.type = SHAPE_NUMBER,
	.max = UINT32_MAX,
};

static const struct shape net_shape = {
	.type = SHAPE_OBJECT,
	.what = "a network",
	.members = (const struct shape_member[]){
		MEMBER("preferred", &rate_shape,
		       "share of a connection whose speed is \"preferred\""),
		MEMBER("max", &rate_shape, "most that a connection may have"),
		MEMBER("private", &switch_shape,
		       "servers reach the uplink, but not each other"),
		MEMBER("smartlink", &switch_shape,
		       "servers lose their link with the last uplink"),
		MEMBER("tunnel", &switch_shape, "servers' own VLANs pass"),
		MEMBER("ageing", &ageing_shape,
		       "seconds that an address is remembered, 0 for ever"),
		MEMBER("mac-limit", &limit_shape, "addresses at most, 0 for any"),
		MEMBER("description", &text_shape, "for people"),
		{ NULL }
	},
};

/* what is preferred is within what is allowed */
static void check_net(struct json_object *doc, const char *path,
		      struct problems *problems)
{
	uint64_t preferred = doc_rate(doc, "preferred", 0);
	uint64_t max = doc_rate(doc, "max", 0);

	if (max && preferred > max)
		problem_add(problems, "%s.preferred: %s is more than max %s",
			    path, doc_text(doc, "preferred"),
			    doc_text(doc, "max"));
}

const struct kind net_kind = {
	.name = "network",
	.section = "networks",
	.shape = &net_shape,
	.check = check_net,
};

static const char *const mode_words[] = { "failover", "lacp", NULL };

static const struct shape mode_shape = {
	.type = SHAPE_CHOICE,
	.words = mode_words,
};

static const struct shape preference_shape = {
	.type = SHAPE_NUMBER,
	.max = UINT32_MAX,
};

static const struct shape ports_shape = {
	.type = SHAPE_MAP,
	.what = "a map of ports to preferences",
	.key = &ifname_shape,
	.item = &preference_shape,
};

static const struct shape net_ref_shape = {
	.type = SHAPE_REF,
	.kind = "network",
};

static const struct shape uplink_tag_shape = {
	.type = SHAPE_TEXT,
	.what = "a tag: untagged, vlanV, native, nativeV or tunnel",
	.read = tag_read_uplink,
	.pattern = "^(untagged|tunnel|native([0-9]{1,4})?|vlan[0-9]{1,4})$",
};

static const struct shape carried_shape = {
	.type = SHAPE_MAP,
	.what = "a map of networks to tags",
	.key = &net_ref_shape,
	.item = &uplink_tag_shape,
};

static const struct shape uplinks_shape = {
	.type = SHAPE_OBJECT,
	.what = "an uplink set",
	.members = (const struct shape_member[]){
		MEMBER("mode", &mode_shape, "one port at a time, or a LAG"),
		MEMBER("ports", &ports_shape,
		       "ports, with preferences: the least is active"),
		MEMBER("networks", &carried_shape, "networks, with tags"),
		MEMBER("description", &text_shape, "for people"),
		{ NULL }
	},
};

const struct kind uplinks_kind = {
	.name = "uplinkset",
	.section = "uplinksets",
	.shape = &uplinks_shape,
};

static const char *const fabric_words[] = { "fc", "fcoe", NULL };

static const struct shape fabric_type_shape = {
	.type = SHAPE_CHOICE,
	.words = fabric_words,
};

static const struct shape vid_shape = {
	.type = SHAPE_NUMBER,
	.min = 1,
	.max = 4094,
};

static const struct shape fabric_shape = {
	.type = SHAPE_OBJECT,
	.what = "a fabric",
	.members = (const struct shape_member[]){
		MEMBER("type", &fabric_type_shape, "what connects to it", .needed = true),
		MEMBER("vlan", &vid_shape, "VLAN of FCoE"),
		MEMBER("network", &net_ref_shape, "the network that carries FCoE"),
		MEMBER("description", &text_shape, "for people"),
		{ NULL }
	},
};

const struct kind fabric_kind = {
	.name = "fabric",
	.section = "fabrics",
	.shape = &fabric_shape,
};

static const struct shape net_list_shape = {
	.type = SHAPE_LIST,
	.what = "a list of networks",
	.item = &net_ref_shape,
};

static const struct shape group_shape = {
	.type = SHAPE_OBJECT,
	.what = "an access group",
	.members = (const struct shape_member[]){
		MEMBER("networks", &net_list_shape,
		       "networks that its profiles may use", .needed = true),
		MEMBER("description", &text_shape, "for people"),
		{ NULL }
	},
};

const struct kind group_kind = {
	.name = "access-group",
	.section = "access-groups",
	.shape = &group_shape,
};
