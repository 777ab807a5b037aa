#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: cpus=1 smoke vcid timeout=200
#
# As netlink.sh, for the host's identity, which is the initial network
# namespace's alone.
#
#	v1, v2 (02:00:00:00:10:0N)
#
source "$(dirname "$0")/../lib/ktap.sh"
source "$(dirname "$0")/../lib/net.sh"
source "$(dirname "$0")/../lib/vcid.sh"
FUZZED=2
source "$(dirname "$0")/netlink-lib.sh"

module=""

setup()
{
	local i

	require_root
	require_cmd setpriv unshare python3
	load_vcid
	ns_new module
	for i in 1 2; do
		ip link add "v$i" address "02:00:00:00:10:0$i" type veth \
			peer name "p$i" address "02:00:00:00:11:0$i"
		defer ip link del "v$i"
	done
}

as_host()
{
	"$@"
}

as_nobody_of_host()
{
	setpriv --bounding-set -all --inh-caps -all "$@"
}

test_elsewhere()
{
	expect_fail_text "No such file" as_root_of_user_ns "$here/caps.py" vcid nobody
	expect_fail_text "No such file" as_root "$here/caps.py" vcid nobody
}

test_fuzz_host()
{
	local before

	before=$(dev_macs)
	defer vcctl profile unload
	test_fuzz host vcid
	vcctl profile unload
	expect_eq "$(dev_macs)" "$before" "addresses in the end"
}

ktap_setup setup
ktap_add -n caps_nobody test_caps nobody_of_host vcid nobody
ktap_add test_elsewhere
ktap_add -n fuzz_nobody test_fuzz nobody_of_host vcid
ktap_add test_fuzz_host
ktap_run
