#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: cpus=2 timeout=1800
#
# A thousand times: insmod, add, traffic, change of shares, move to another
# netns, del, rmmod. Not a line in the kernel's log, and no memory growth.
#
#	make check T=flexnic/stress FLEXNIC_ROUNDS=100		fewer, or more
#
#	blade: eth0-a .. eth0-d on eth0 ==== eth1, in the same netns: frames go
#	       eth0-c moves to another       straight to the devices, no address
#	                                     or route is needed
#
source "$(dirname "$0")/../lib/ktap.sh"
source "$(dirname "$0")/../lib/net.sh"

ROUNDS=${FLEXNIC_ROUNDS:-1000}
CHURN=$FLEXNIC_ROOT/selftests/flexnic/churn.py

blade="" other=""

# Loaded once before, for what only the first time is said. Promiscuous, so
# that FlexNICs do not make the port so, which the kernel tells: a veth has no
# unicast filter.
setup()
{
	require_root
	require_cmd python3
	load_flexnic
	unload_flexnic
	ns_new blade other
	veth_pair "$blade" eth0 "$blade" eth1
	ip -n "$blade" link set eth0 promisc on
}

# module_file NAME FILE: the module without debug information, most of what
# insmod would read each time
module_file()
{
	local file

	file=$(modinfo -n "$1" 2>/dev/null) || file=$(_ko "$1")
	strip --strip-debug -o "$2" "$file" 2>/dev/null || cp "$file" "$2"
}

test_rounds()
{
	local dir

	dir=$(mktemp -d)
	defer rm -rf "$dir"
	module_file flexnic "$dir/flexnic.ko"
	module_file sch_flexnic "$dir/sch_flexnic.ko"
	dmesg_mark
	in_ns "$blade" "$CHURN" "$ROUNDS" $((ROUNDS / 10)) \
		"$dir/flexnic.ko" "$dir/sch_flexnic.ko" "$other"
	expect_ok dmesg_clean
}

ktap_setup setup
ktap_add -n "rounds_$ROUNDS" test_rounds
ktap_run
