#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: cpus=1 timeout=180
#
# SmartLink: a network without a working uplink takes its downlinks' link away,
# and gives it back.
#
#	       blade and module in one               upstream
#	  eth0-a, eth0-b ... +---------+
#	  (FlexNICs of eth0) |         | up1 ============ in1
#	  dummy d0           | vbridge | up2 ============ in2
#	  veth s1            +---------+
#
source "$(dirname "$0")/../lib/ktap.sh"
source "$(dirname "$0")/../lib/net.sh"
source "$(dirname "$0")/../lib/flexnic.sh"
source "$(dirname "$0")/../lib/vbridge.sh"

SOON=10

setup()
{
	require_root
	require_cmd jq
	require_module vbridge flexnic
	load_flexnic
	blade_setup channel count 2
	module=$blade
	load_vbridge
	servers_up s1=192.0.2.1
	upstream_up 2
	ip -n "$module" link add d0 type dummy
	ip -n "$module" link set d0 up
	ip -n "$module" link set "${flexnic[a]}" up
	ip -n "$module" link set "${flexnic[b]}" up
}

_carrier()
{
	[[ $(in_ns "$module" cat "/sys/class/net/$1/carrier") == "$2" ]]
}

# _network ARGS...: "smart" with FlexNIC a below and up1, up2 above
_network()
{
	v network add smart smartlink on "$@"
	defer v network del smart
	v connection add "${flexnic[a]}" network smart
	v uplinkset add up ports up1:1,up2:2 networks smart:untagged hold-down 0
	defer v uplinkset del up
	wait_for "$SOON" _carrier "${flexnic[a]}" 1
}

test_flexnic_loses_its_link_and_gets_it_back()
{
	_network
	wait_link_up "$module" "${flexnic[b]}"
	ip -n "$module" link set up1 down
	wait_text "$SOON" '"up2"' uset_json up '.ports[] | select(.active).port | @json'
	# one uplink is left
	expect_ok _carrier "${flexnic[a]}" 1
	ip -n "$upstream" link set in2 down
	wait_for "$SOON" _carrier "${flexnic[a]}" 0
	expect_eq "$(network_json smart .link)" false "link of the network"
	# another FlexNIC of the same port has its link still
	expect_ok _carrier "${flexnic[b]}" 1
	ip -n "$module" link set up1 up
	wait_for "$SOON" _carrier "${flexnic[a]}" 1
	expect_eq "$(network_json smart .link)" true "link of the network"
	ip -n "$upstream" link set in2 up
}

# what the administrator took stays taken
test_administrative_link_stays_off()
{
	_network
	ip -n "$module" link set up1 down
	ip -n "$module" link set up2 down
	wait_for "$SOON" _carrier "${flexnic[a]}" 0
	vcctl -n "$blade" flexnic set "${flexnic[a]}" link off
	ip -n "$module" link set up1 up
	ip -n "$module" link set up2 up
	wait_text "$SOON" true network_json smart .link
	expect_ok _carrier "${flexnic[a]}" 0
	vcctl -n "$blade" flexnic set "${flexnic[a]}" link on
	wait_for "$SOON" _carrier "${flexnic[a]}" 1
}

test_any_device_that_can()
{
	v network add smart smartlink on
	defer v network del smart
	v connection add d0 network smart
	v connection add up1 network smart role uplink
	ip -n "$module" link set up1 down
	wait_for "$SOON" _carrier d0 0
	ip -n "$module" link set up1 up
	wait_for "$SOON" _carrier d0 1
}

# a network that has no uplink has none to lose
test_link_comes_back_with_the_end()
{
	v network add smart smartlink on
	defer v network del smart
	v connection add d0 network smart
	expect_ok _carrier d0 1
	v connection add up1 network smart role uplink
	ip -n "$module" link set up1 down
	wait_for "$SOON" _carrier d0 0
	# of SmartLink
	v network set smart smartlink off
	wait_for "$SOON" _carrier d0 1
	v network set smart smartlink on
	wait_for "$SOON" _carrier d0 0
	# of the uplinks
	v connection del up1
	wait_for "$SOON" _carrier d0 1
	v connection add up1 network smart role uplink
	wait_for "$SOON" _carrier d0 0
	# of the connection
	v connection del d0
	wait_for "$SOON" _carrier d0 1
	v connection add d0 network smart
	wait_for "$SOON" _carrier d0 0
	# of the network
	v network del smart
	wait_for "$SOON" _carrier d0 1
	v network add smart
	ip -n "$module" link set up1 up
}

test_events()
{
	local events

	events=$(mktemp)
	defer rm -f "$events"
	monitor_start "$events"
	_network
	ip -n "$module" link set up1 down
	ip -n "$module" link set up2 down
	wait_text "$SOON" smartlink-down cat "$events"
	ip -n "$module" link set up2 up
	wait_text "$SOON" smartlink-up cat "$events"
	ip -n "$module" link set up1 up
}

test_refusals()
{
	v network add smart smartlink on
	defer v network del smart
	expect_fail_text "can't take the link of a port's device away" \
		v connection add s1 network smart
	expect_rc 2 v connection add s1 network smart
	v network add plain
	defer v network del plain
	v connection add d0 network plain
	expect_fail_text "ports that are on no other network" \
		v connection add d0 network smart vlan 5
	v connection add s1 network plain vlan 7
	expect_fail_text "can't take the link of a port's device away" \
		v network set plain smartlink on
	expect_eq "$(network_json plain .smartlink)" false "smartlink"
	expect_eq "$(network_json smart .connections)" 0 "connections"
}

ktap_setup setup
ktap_main test_flexnic_loses_its_link_and_gets_it_back \
	test_administrative_link_stays_off test_any_device_that_can \
	test_link_comes_back_with_the_end test_events test_refusals
