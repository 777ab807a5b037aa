# SPDX-License-Identifier: GPL-2.0
#
# What compat.h cannot see for itself: names of members, functions and their
# arguments. Stable kernels and distributions rename these in the middle of a
# series, so the headers are asked, not the version. Each found defines
# COMPAT_HAVE_<name>.

# $(call compat-probe,HEADER,PATTERN,NAME)
compat-probe = $(if $(shell grep -lE '$(2)' $(srctree)/include/$(1) 2>/dev/null),\
		 -DCOMPAT_HAVE_$(3))

# No commas and brackets in a pattern: make would take them for its own
compat-probes := \
	$(call compat-probe,linux/netdevice.h,netns_immutable:1,NETNS_IMMUTABLE) \
	$(call compat-probe,linux/netdevice.h,netif_get_flags,NETIF_GET_FLAGS) \
	$(call compat-probe,net/sch_generic.h,dev_deactivate.*bool,DEACTIVATE_RESET) \
	$(call compat-probe,linux/ethtool.h,ethtool_get_ts_info_by_layer,TS_INFO_BY_LAYER) \
	$(call compat-probe,linux/netdevice.h,generic_hwtstamp_get_lower,HWTSTAMP_LOWER)
