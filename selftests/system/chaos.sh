#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: cpus=2 nic=virtio-net:4,virtio-net:4,e1000e,e1000e timeout=1200
#
# Everything changes at random under traffic, and nothing that was acknowledged
# is lost: see chaos.py.
#
#	make check T=system/chaos FLEXNIC_DURATION=1800 FLEXNIC_SEED=1
#	make check T=system/chaos FLEXNIC_STEPS='uset|network'	of these steps only
#
#	blade: eth0 (virtio-net) ==== dn0 :module  up0 === in0: upstream
#	       eth1 (e1000e) ======== dn1          up1 === in1
#	guest: where FlexNICs go
#
source "$(dirname "$0")/../lib/ktap.sh"
source "$(dirname "$0")/../lib/net.sh"
source "$(dirname "$0")/../lib/vcid.sh"

DURATION=${FLEXNIC_DURATION:-300}
SEED=${FLEXNIC_SEED:-31101}
FRAMES=$FLEXNIC_ROOT/selftests/vbridge/frames

setup()
{
	local ns n

	require_root
	require_cmd jq python3 ethtool
	mapfile -t nics < <(nic_list virtio_net; nic_list e1000e)
	((${#nics[@]} == 4)) || ktap_skip "needs two pairs of NICs"
	load_flexnic
	load_vcid
	_load vbridge
	defer rmmod vbridge
	for ns in blade module guest; do
		ip netns add "$ns"
		defer ip netns del "$ns"
		ip -n "$ns" link set lo up
	done
	ip netns add upstream
	defer ip netns del upstream
	for n in 0 1; do
		veth_pair module "up$n" upstream "in$n"
	done
}

test_chaos()
{
	dmesg_mark
	diag "seed $SEED, $DURATION seconds"
	python3 ./chaos.py "$DURATION" "$SEED" "$FRAMES" "${nics[@]}"
	expect_ok dmesg_clean
}

ktap_setup setup
ktap_main test_chaos
