#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: cpus=1 smoke timeout=180
#
# The ground that every other test stands on: a wire between two namespaces
# carries traffic, and the modules load and unload.
#
#	blade eth0 ======== eth1 module
#
source "$(dirname "$0")/../lib/ktap.sh"
source "$(dirname "$0")/../lib/net.sh"

blade="" module=""

setup()
{
	require_root
	require_cmd iperf3 jq
	ns_new blade module
	veth_pair "$blade" eth0 "$module" eth1
	ip -n "$blade" addr add 192.0.2.1/24 dev eth0
	ip -n "$module" addr add 192.0.2.2/24 dev eth1
}

test_wire_pings()
{
	expect_ok in_ns "$blade" ping -c 1 -W 10 192.0.2.2
}

test_wire_carries_tcp()
{
	local report

	report=$(mktemp)
	defer rm -f "$report"
	iperf3_server "$module"
	iperf3_client "$blade" "$report" -c 192.0.2.2 -n 1M
	# what was still on its way when the client stopped is not counted
	expect_between "$(iperf3_bytes "$report")" 100000 3000000 "bytes"
}

test_capture_sees_frames()
{
	local pcap

	pcap=$(mktemp)
	defer rm -f "$pcap" "$pcap.err"
	capture "$module" eth1 "$pcap" icmp
	expect_ok in_ns "$blade" ping -c 3 -i 0.2 -W 10 192.0.2.2
	wait_text 10 6 capture_count "$pcap"
	capture_stop "$BG_PID"
}

test_modules_load_and_unload()
{
	require_module flexnic sch_flexnic
	dmesg_mark
	load_flexnic
	expect_ok unload_flexnic
	expect_ok dmesg_clean
}

ktap_setup setup
ktap_main test_wire_pings test_wire_carries_tcp test_capture_sees_frames \
	test_modules_load_and_unload
