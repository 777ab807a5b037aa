#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: cpus=1 timeout=400
#
# Frames from a stranger: neither crash nor lasting harm by malformed ones, and
# memory that they can fill is bounded.
#
#	make check T=security/frames FLEXNIC_DURATION=3600 FLEXNIC_SEED=1
#
#	module eth1 ======== p1 world (the stranger)
#	       eth2 ======== p2
#
# For flexnic, eth1 is a port; for vbridge, both have connections of each kind.
#
source "$(dirname "$0")/../lib/ktap.sh"
source "$(dirname "$0")/../lib/net.sh"
source "$(dirname "$0")/../lib/vbridge.sh"
source "$(dirname "$0")/../lib/vbridge-cli.sh"

FUZZED=4	# cases that share FLEXNIC_DURATION
DURATION=$((${FLEXNIC_DURATION:-20} / FUZZED))	# seconds, each
SEED=${FLEXNIC_SEED:-20061}
FRAMES=$FLEXNIC_ROOT/selftests/vbridge/frames
MACS=20000	# sources of a flood
GROUPS_SENT=3000
LIMIT=500	# addresses, where there is a limit

setup()
{
	require_root
	require_cmd jq python3
	load_flexnic
	cli_setup eth1 p1 eth2 p2
	# what it would say by itself disturbs the figures
	ip netns exec "$world" sysctl -qw net.ipv6.conf.all.disable_ipv6=1
}

# fuzz DEV...: for the module's devices, too
fuzz()
{
	local macs=() dev

	for dev; do
		macs+=("$(dev_mac "$module" "$dev")")
	done
	diag "seed $SEED, $DURATION seconds"
	in_ns "$world" ./framefuzz.py p1 "$DURATION" "$SEED" "${macs[@]}"
}

test_flexnic()
{
	dmesg_mark
	vcctl -n "$module" port add eth1 mode "$@"
	defer vcctl -n "$module" port del eth1
	for dev in a b c d; do
		ip -n "$module" link set "eth1-$dev" up
	done
	fuzz eth1 eth1-a eth1-b
	expect_ok dmesg_clean
}

test_vbridge()
{
	dmesg_mark
	for network in red green blue grey; do
		v network add "$network"
		defer v network del "$network"
		ip -n "$module" link set "$network" up
	done
	v network set grey tunnel on
	v connection add eth1 network red
	v connection add eth1 network green vlan 10
	v connection add eth1 network blue channel 101 vlan 11
	v connection add eth1 network grey channel 102 tunnel
	v connection add eth2 network red
	v connection add eth2 network green vlan 11
	v connection add eth2 network blue channel 101
	v connection add eth2 network grey tunnel
	fuzz eth1 red green
	expect_ok dmesg_clean
}

# red, with eth1 and eth2, until the end of the case
network()
{
	v network add red "$@"
	defer v network del red
	ip -n "$module" link set red up
	v connection add eth1 network red
	v connection add eth2 network red
}

known()
{
	json_of length -n "$module" fdb show network red
}

# What an address takes at most, bytes: an entry is 64, more on a debug kernel,
# where kmemleak keeps one of its own beside it; its part of the table; and the
# slabs are never quite full
most_of_an_address()
{
	local slab most=192

	for slab in vbridge_fdb kmemleak_object; do
		[[ ! -e /sys/kernel/slab/$slab ]] ||
			((most += $(cat "/sys/kernel/slab/$slab/slab_size")))
	done
	echo "$most"
}

# As many addresses as there were sources, or as the limit lets in
test_mac_flood()
{
	local want=$1 before grown most

	shift
	most=$(most_of_an_address)
	network "$@"
	before=$(kernel_memory)
	in_ns "$world" "$FRAMES" -n "$MACS" -S "$MACS" -s 02:aa:00:00:00:00 p1
	grown=$(($(kernel_memory) - before))
	expect_between "$(known)" $((want * 95 / 100)) $((want + 10)) addresses
	diag "$MACS sources: $(known) addresses, $grown KB more"
	((grown < want * most / 1024 + 2048)) ||
		fail "an address takes more than $most bytes"
}

# What nobody has leaves no trace but in a counter
test_tag_flood()
{
	local before grown vid

	network
	before=$(kernel_memory)
	for ((vid = 1; vid < 4095; vid += 91)); do
		in_ns "$world" "$FRAMES" -n 200 -S 200 -s 02:bb:00:00:00:00 \
			-t "$(printf '88a8:%04x' "$vid")" \
			-t "$(printf '8100:%04x' "$vid")" p1
	done
	grown=$(($(kernel_memory) - before))
	diag "$((45 * 200)) frames with tags that nobody has: $grown KB more"
	expect_between "$(known)" 1 20 addresses
	((grown < 2048)) || fail "unknown tags took memory"
}

groups()
{
	json_of length -n "$module" mdb show network red
}

test_group_flood()
{
	local before grown

	network snooping on
	before=$(kernel_memory)
	in_ns "$world" ./groups.py p1 "$GROUPS_SENT"
	grown=$(($(kernel_memory) - before))
	diag "$GROUPS_SENT groups joined: $(groups) known, $grown KB more"
	expect_between "$(groups)" 100 1024 groups
	((grown < 2048)) || fail "groups took more memory than allowed"
}

ktap_setup setup
ktap_add -n fuzz_flexnic_mac test_flexnic mac
ktap_add -n fuzz_flexnic_channel test_flexnic channel
ktap_add -n fuzz_flexnic_vlan test_flexnic vlan \
	a vlan 10 b vlan 11 c vlan 101 d vlan 102
ktap_add -n fuzz_vbridge test_vbridge
ktap_add -n mac_flood test_mac_flood "$MACS"
ktap_add -n mac_flood_limited test_mac_flood "$LIMIT" mac-limit "$LIMIT"
ktap_add test_tag_flood
ktap_add test_group_flood
ktap_run
