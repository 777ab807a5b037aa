#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: cpus=2 timeout=600
#
# How ports and FlexNICs go, under traffic: by command, with the module, with
# the device, with a network namespace. How they come: see ports.sh.
#
#	blade: eth0-a .. eth0-d on eth0 ==== eth1: module
#	                                       far ends of a and b
#
# Each case loads the modules itself, so that it ends with their unloading:
# that hangs, and the case with it, if anything still holds a device.
#
source "$(dirname "$0")/../lib/ktap.sh"
source "$(dirname "$0")/../lib/net.sh"
source "$(dirname "$0")/../lib/flexnic.sh"

# Seconds in which whatever was told to go has gone
SOON=20

setup()
{
	require_root
	require_cmd iperf3 jq
	require_module flexnic sch_flexnic veth dummy
}

# ---- traffic ----------------------------------------------------------------

_rx_packets()
{
	in_ns "$1" cat "/sys/class/net/$2/statistics/rx_packets"
}

_received_more_than()
{
	(($(_rx_packets "$1" "$2") > $3))
}

_flows()
{
	local before

	before=$(_rx_packets "$1" "$2")
	wait_for "$SOON" _received_more_than "$1" "$2" $((before + 100))
}

# Large packets both ways on a, with a backlog in the qdisc; small ones on b
traffic()
{
	iperf3_far a
	background in_ns "${home[a]}" iperf3 -c "${far_ip[a]}" -t 120 --bidir \
		--connect-timeout 10000
	background in_ns "${far[b]}" ping -n -q -f "${flexnic_ip[b]}"
	_flows "${home[a]}" "${flexnic[a]}"
	_flows "${home[b]}" "${flexnic[b]}"
}

# blade_under_traffic MODE [ARGS...]
blade_under_traffic()
{
	dmesg_mark
	load_flexnic
	blade_setup "$@"
	far_end a b
	traffic
}

# ---- what is left -----------------------------------------------------------

_no_flexnic_in()
{
	[[ -z $(ip -n "$1" link show type flexnic) ]]
}

_gone_from()
{
	! dev_exists "$1" "$2"
}

expect_gone()
{
	local ns

	for ns; do
		wait_for "$SOON" _no_flexnic_in "$ns"
	done
}

# ---- the end, under traffic -------------------------------------------------

# And the port serves again at once
test_del()
{
	blade_under_traffic "$1"
	expect_ok timeout "$SOON" "$VCCTL" -n "$blade" port del eth0
	expect_gone "$blade"
	expect_eq "$(vcctl -n "$blade" -j port show)" "[]" "ports"
	vcctl -n "$blade" port add eth0 mode mac count 2
	ip -n "$blade" link set eth0-a up
	wait_link_up "$blade" eth0-a
	vcctl -n "$blade" port del eth0
	expect_clean_end
}

test_rmmod()
{
	blade_under_traffic "$1"
	expect_ok timeout "$SOON" rmmod flexnic
	expect_gone "$blade"
	expect_ok dev_exists "$blade" eth0
	expect_clean_end
}

test_port_disappears()
{
	dmesg_mark
	load_flexnic
	blade_setup "$1"
	own_ns b
	far_end a b
	traffic
	expect_ok timeout "$SOON" ip -n "$module" link del eth1
	expect_gone "$blade" "${home[b]}"
	expect_fail dev_exists "$blade" eth0
	expect_clean_end
}

test_port_moves_away()
{
	local other

	blade_under_traffic "$1"
	ns_new other
	expect_ok timeout "$SOON" ip -n "$blade" link set eth0 netns "$other"
	expect_gone "$blade"
	expect_eq "$(vcctl -n "$other" -j port show)" "[]" "ports"
	ip -n "$other" link set eth0 up
	vcctl -n "$other" port add eth0 count 2
	expect_ok dev_exists "$other" eth0-b
	expect_clean_end
}

# Only from the far ends of a and b
traffic_from_far()
{
	background in_ns "${far[a]}" ping -n -q -f "${flexnic_ip[a]}"
	background in_ns "${far[b]}" ping -n -q -f "${flexnic_ip[b]}"
	_flows "${home[a]}" eth0-a
	_flows "${home[b]}" eth0-b
}

# Nothing in the namespace may hold it: the traffic comes from the far end
test_blade_netns_ends()
{
	dmesg_mark
	load_flexnic
	blade_setup "$1"
	own_ns b
	far_end a b
	traffic_from_far
	ip netns del "$blade"
	wait_for "$SOON" _gone_from "$module" eth1
	expect_gone "${home[b]}"
	expect_clean_end
}

# The one in it comes back; the others go on meanwhile
test_flexnic_netns_ends()
{
	dmesg_mark
	load_flexnic
	blade_setup "$1"
	own_ns a
	far_end a b
	traffic_from_far
	ip netns del "${home[a]}"
	wait_for "$SOON" dev_exists "$blade" eth0-a
	_flows "$blade" eth0-b
	home[a]=$blade
	ip -n "$blade" addr add "${flexnic_ip[a]}/24" dev eth0-a
	ip -n "$blade" link set eth0-a up
	_flows "$blade" eth0-a
	expect_clean_end
}

test_rmmod_with_flexnic_lent()
{
	dmesg_mark
	load_flexnic
	blade_setup "$1"
	own_ns a b
	far_end a b
	traffic
	expect_ok timeout "$SOON" rmmod flexnic
	expect_gone "$blade" "${home[a]}" "${home[b]}"
	expect_clean_end
}

ktap_setup setup
ktap_add -n del_channel test_del channel
ktap_add -n del_mac test_del mac
ktap_add -n rmmod test_rmmod vlan
ktap_add -n rmmod_with_flexnic_lent test_rmmod_with_flexnic_lent channel
ktap_add -n port_disappears test_port_disappears channel
ktap_add -n port_moves_away test_port_moves_away mac
ktap_add -n blade_netns_ends test_blade_netns_ends channel
ktap_add -n flexnic_netns_ends test_flexnic_netns_ends mac
ktap_run
