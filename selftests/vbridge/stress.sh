#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: cpus=2 timeout=900
#
# Random changes of everything against traffic: not a word in the kernel's log,
# and the module unloads under it. See stress.py for the changes.
#
#	make check T=vbridge/stress FLEXNIC_DURATION=600 FLEXNIC_SEED=1
#
#	s1 .. s4: frames with all    up1 .. up3 === in1 .. in3 === core === far r
#	tags there are, from and to  analyser: what mirrors copy to
#	the same few addresses
#
source "$(dirname "$0")/../lib/ktap.sh"
source "$(dirname "$0")/../lib/net.sh"
source "$(dirname "$0")/../lib/vbridge.sh"

DURATION=${FLEXNIC_DURATION:-30}
SEED=${FLEXNIC_SEED:-20061}
# bounds that a machine without hardware for VMs keeps: microseconds
PACE=400

setup()
{
	require_root
	require_cmd jq python3
	load_vbridge
	servers_up s1 s2 s3 s4
	upstream_up 3 10 11 12 13
	far_up r=198.18.1.9 10
	ip -n "$module" link add analyser type dummy
	ip -n "$module" link set analyser up
}

# traffic NS DEV ARGS...
traffic()
{
	background in_ns "$1" "$FLEXNIC_ROOT/selftests/vbridge/frames" -n 0 \
		-i "$PACE" -s 02:aa:00:00:00:00 -S 32 -D 32 "${@:3}" "$2"
}

all_traffic()
{
	traffic "${server[s1]}" eth0 -d 02:aa:00:00:00:00
	traffic "${server[s1]}" eth0 -t 8100:0001
	traffic "${server[s2]}" eth0 -t 8100:0002 -d 02:aa:00:00:00:00
	traffic "${server[s2]}" eth0 -t 88a8:0001 -d 01:00:5e:00:00:01
	traffic "${server[s3]}" eth0 -t 88a8:0002 -t 8100:0003
	traffic "${server[s3]}" eth0 -t 8100:0001 -t 8100:0004
	traffic "${far[r]}" far0 -d 02:aa:00:00:00:00
	traffic "$upstream" in2 -t 8100:000b
}

test_changes()
{
	dmesg_mark
	diag "seed $SEED, $DURATION seconds"
	all_traffic
	in_ns "$module" "$FLEXNIC_ROOT/selftests/vbridge/stress.py" \
		"$DURATION" "$SEED" "$upstream" "${server[s4]}"
	# networks, uplink sets and mirrors are there, and frames on their way
	unload_vbridge
	expect_eq "$(ip -n "$module" -j link show type vbridge 2>/dev/null |
		jq 'map(select(.ifname)) | length')" 0 "networks left"
	load_vbridge
	expect_ok dmesg_clean
}

ktap_setup setup
ktap_main test_changes
