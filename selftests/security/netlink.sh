#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: cpus=1 timeout=600
#
# Whoever asks for whatever: each operation of the three families wants the
# capability that its specification says; and requests made of the
# specification, damaged or not, neither crash nor leak, and all goes in the end.
#
#	make check T=security/netlink FLEXNIC_DURATION=600 FLEXNIC_SEED=1
#
#	module eth1 ======== p1 world
#	       eth2 ======== p2
#	       eth3 ======== p3
#
source "$(dirname "$0")/../lib/ktap.sh"
source "$(dirname "$0")/../lib/net.sh"
source "$(dirname "$0")/../lib/vbridge.sh"
source "$(dirname "$0")/../lib/vbridge-cli.sh"
source "$(dirname "$0")/../lib/vcid.sh"

DURATION=${FLEXNIC_DURATION:-5}	# seconds, each
SEED=${FLEXNIC_SEED:-20061}
here=$(pwd)

setup()
{
	require_root
	require_cmd jq setpriv unshare python3
	load_flexnic
	load_vcid
	cli_setup eth1 p1 eth2 p2 eth3 p3
}

as_root()
{
	in_ns "$module" "$@"
}

as_nobody()
{
	in_ns "$module" setpriv --bounding-set -all --inh-caps -all "$@"
}

# In a network namespace of its own, with two devices
as_root_of_user_ns()
{
	unshare --user --map-root-user --net --mount "$here/in-user-ns" "$@"
}

# In the initial network namespace, where alone vcid is
as_host()
{
	"$@"
}

as_nobody_of_host()
{
	setpriv --bounding-set -all --inh-caps -all "$@"
}

test_caps()
{
	"as_$1" "$here/caps.py" "$2" "$3"
}

test_no_vcid()
{
	expect_fail_text "No such file" as_root_of_user_ns "$here/caps.py" vcid nobody
	expect_fail_text "No such file" as_root "$here/caps.py" vcid nobody
}

test_fuzz()
{
	local user=$1 family=$2

	dmesg_mark
	diag "seed $SEED, $DURATION seconds"
	"as_$user" "$here/fuzz.py" "$family" "$DURATION" "$SEED"
	expect_ok dmesg_clean
}

# What fuzzing left, whatever it is, is no reason to keep a module
test_unload()
{
	dmesg_mark
	vcctl profile unload || true
	unload_vcid
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
ktap_add -n caps_vcid_nobody test_caps nobody_of_host vcid nobody
ktap_add -n caps_vcid_elsewhere test_no_vcid
ktap_add -n fuzz_vcid_nobody test_fuzz nobody_of_host vcid
ktap_add -n fuzz_vcid_root test_fuzz host vcid
ktap_add test_unload
ktap_run
