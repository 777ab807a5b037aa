// SPDX-License-Identifier: GPL-2.0
/* What there is one of: settings of the domain as a whole. */
#include "kind.h"

static const struct shape bay_ref_shape = {
	.type = SHAPE_REF,
	.kind = "bay",
};

static const struct shape pool_ref_shape = {
	.type = SHAPE_REF,
	.kind = "pool",
};

static const struct shape pools_shape = {
	.type = SHAPE_OBJECT,
	.what = "pools by what they have",
	.members = (const struct shape_member[]){
		MEMBER("mac", &pool_ref_shape, "MAC addresses"),
		MEMBER("wwn", &pool_ref_shape, "World Wide Names"),
		MEMBER("serial", &pool_ref_shape, "serial numbers"),
		MEMBER("uuid", &pool_ref_shape, "UUIDs"),
		MEMBER("iqn", &pool_ref_shape, "iSCSI names"),
		{ NULL }
	},
};

static const struct shape domain_shape = {
	.type = SHAPE_OBJECT,
	.what = "settings of the domain",
	.members = (const struct shape_member[]){
		MEMBER("name", &text_shape, "for people"),
		MEMBER("pools", &pools_shape,
		       "where profiles get what they do not name"),
		MEMBER("host", &bay_ref_shape, "the bay that this host is"),
		MEMBER("switch", &switch_shape, "this host is the switch"),
		{ NULL }
	},
};

const struct kind domain_kind = {
	.name = "domain",
	.section = "domain",
	.shape = &domain_shape,
};
