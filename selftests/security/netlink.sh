#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: cpus=1 timeout=400
#
# Whoever asks for whatever: each operation of flexnic and vbridge wants the
# capability that its specification says; and requests made of the
# specification, damaged or not, neither crash nor leak, and all goes in the end.
# So do those of rtnetlink, for the kinds of device and the qdisc.
#
#	make check T=security/netlink FLEXNIC_DURATION=3600 FLEXNIC_SEED=1
#
#	module eth1 ======== p1 world
#	       eth2 ======== p2
#	       eth3 ======== p3
#
source "$(dirname "$0")/../lib/ktap.sh"
source "$(dirname "$0")/../lib/net.sh"
source "$(dirname "$0")/../lib/vbridge.sh"
source "$(dirname "$0")/../lib/vbridge-cli.sh"
FUZZED=12
source "$(dirname "$0")/netlink-lib.sh"

setup()
{
	require_root
	require_cmd jq setpriv unshare python3
	load_flexnic
	cli_setup eth1 p1 eth2 p2 eth3 p3
}

# Something to change and to put a qdisc on, unless there is
test_fuzz_route()
{
	vcctl -n "$module" port add eth1 || diag "a port that was left"
	test_fuzz "$@"
}

# What fuzzing left, whatever it is, is no reason to keep a module
test_unload()
{
	dmesg_mark
	unload_vbridge
	unload_flexnic
	expect_eq "$(ip -n "$module" -o link show type veth | wc -l)" 3 "ports left"
	expect_ok dmesg_clean
}

ktap_setup setup
for family in flexnic vbridge; do
	ktap_add -n "caps_${family}_nobody" test_caps nobody "$family" nobody
	ktap_add -n "caps_${family}_user_ns" test_caps root_of_user_ns \
		"$family" root-of-user-ns
	for user in nobody root_of_user_ns root; do
		ktap_add -n "fuzz_${family}_$user" test_fuzz "$user" "$family"
	done
done
for family in rt-link tc; do
	for user in nobody root_of_user_ns root; do
		ktap_add -n "fuzz_${family}_$user" test_fuzz_route "$user" \
			"$family"
	done
done
ktap_add test_unload
ktap_run
