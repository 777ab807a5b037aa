#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: cpus=2 timeout=1800
#
# A thousand failovers under traffic: each takes place, and no memory is lost.
#
#	make check T=vbridge/failovers FLEXNIC_ROUNDS=100	fewer, or more
#
#	s1 === s1 -- red -+- up1 === in1 tor1 ===+=== core --- far r
#	                  +- up2 === in2 tor2 ===+
#
source "$(dirname "$0")/../lib/ktap.sh"
source "$(dirname "$0")/../lib/net.sh"
source "$(dirname "$0")/../lib/vbridge.sh"

ROUNDS=${FLEXNIC_ROUNDS:-1000}
# after those all caches have what they will have
WARM=50
MACS=200
# KB that the kernel as a whole may take meanwhile, for reasons of its own
SLACK=2048

setup()
{
	require_root
	require_cmd bridge jq
	load_vbridge
	servers_up s1=198.18.1.1
	upstream_up 2 10
	v network add red
	v connection add s1 network red
	v uplinkset add U ports up1,up2 networks red:vlan10 preempt off \
		announce-count 1
	far_up r=198.18.1.9 10
	pings "${server[s1]}" 198.18.1.9
}

settled()
{
	local now

	echo 3 >/proc/sys/vm/drop_caches
	now=$(kernel_memory)
	((now <= $1 + SLACK))
}

# rounds COUNT: failovers, one way and the other
rounds()
{
	local i

	for ((i = 0; i < $1; i++)); do
		carrier "$from" off
		wait_for 10 active "up$to"
		carrier "$from" on
		wait_for 10 usable "up$from"
		((from = 3 - from, to = 3 - to))
	done
}

test_failovers()
{
	local from=1 to=2 before after

	dmesg_mark
	background in_ns "${server[s1]}" \
		"$FLEXNIC_ROOT/selftests/vbridge/frames" -n 0 -i 1000 \
		-s 02:aa:00:00:00:00 -S "$MACS" -d "${far_mac[r]}" eth0
	rounds "$WARM"
	before=$(kernel_memory)
	rounds "$ROUNDS"
	expect_eq "$(uset_json U .failovers)" $((WARM + ROUNDS)) "failovers"
	wait_for 30 settled "$before"
	after=$(kernel_memory)
	diag "$ROUNDS failovers; unreclaimable slab and percpu memory:" \
		"$before KB before, $after KB after"
	pings "${server[s1]}" 198.18.1.9
	expect_ok dmesg_clean
}

ktap_setup setup
ktap_add -n "failovers_$ROUNDS" test_failovers
ktap_run
