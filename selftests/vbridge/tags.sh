#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: cpus=1 timeout=400
#
# No frame gets from one network to another, whatever tags it has: every kind of
# port, every stack of up to three tags, both ways, with and without offload, and
# what the host itself sends (tags.py).
#
#	wp0 === p0  a untagged             p5 === wp5   b untagged
#	wp1 === p1  a VLAN 10, b VLAN 20   p6 === wp6   t tunnel
#	wp2 === p2  a native 30, b 20      p7 === wp7   t in channel 104, b VLAN 10
#	wp3 === p3  a, b in channels       u1 === wu1   uplink: a VLAN 10, b native
#	wp4 === p4  a 10, b in a channel   u2 === wu2   uplink: t tunnel
#	wp8 === p8  t tunnel beside others  p9 === wp9   likewise, and a untagged
#
source "$(dirname "$0")/../lib/ktap.sh"
source "$(dirname "$0")/../lib/net.sh"
source "$(dirname "$0")/../lib/vbridge.sh"
source "$(dirname "$0")/../lib/vbridge-cli.sh"

PORTS=(p0 p1 p2 p3 p4 p5 p6 p7 p8 p9 u1 u2)

setup()
{
	local port cables=()

	for port in "${PORTS[@]}"; do
		cables+=("$port" "w$port")
	done
	cli_setup "${cables[@]}"
	require_cmd python3 ethtool
	in_ns "$world" sysctl -qw net.ipv6.conf.all.disable_ipv6=1
	v batch - <<-END
		network add a
		network add b
		network add t tunnel on
		connection add p0 network a
		connection add p1 network a vlan 10
		connection add p1 network b vlan 20
		connection add p2 network a native 30
		connection add p2 network b vlan 20
		connection add p3 network a channel 101
		connection add p3 network b channel 102
		connection add p4 network a vlan 10 channel 103
		connection add p4 network b native channel 103
		connection add p5 network b
		connection add p6 network t tunnel
		connection add p7 network t tunnel channel 104
		connection add p7 network b vlan 10
		connection add p8 network t tunnel
		connection add p8 network b vlan 20
		connection add p8 network a channel 102
		connection add p9 network a untagged
		connection add p9 network t tunnel
		connection add u1 network a role uplink vlan 10
		connection add u1 network b role uplink native
		connection add u2 network t role uplink tunnel
	END
	v protect set loop-interval 0
	for port in a b t; do
		ip -n "$module" link set dev "$port" up
	done
}

offload()
{
	local port

	for port in "${PORTS[@]}"; do
		in_ns "$module" ethtool -K "$port" txvlan "$1" tx-vlan-stag-hw-insert "$1"
	done
}

walk()
{
	expect_text " 0 leaked, 0 not looked at" \
		python3 "$FLEXNIC_ROOT/selftests/vbridge/tags.py" \
		"$module" "$world" "$1"
	diag "$_expect_out"
}

test_with_offload()
{
	offload on
	walk 3
	# what has a tag left is counted where it came in
	(($(conn_drops "$(conn_of p0 a)" tagged) > 0))
	(($(dev_stat "$module" a tx_dropped) > 0))
}

test_without_offload()
{
	offload off
	walk 2
}

ktap_setup setup
ktap_main test_with_offload test_without_offload
