#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: cpus=1 timeout=300
#
# vcctl connection: which frames of which port are on which network.
#
#	module eth1 ======== p1 world
#	       eth2 ======== p2
#
# Networks prod and mgmt are there all the time.

source "$(dirname "$0")/../lib/ktap.sh"
source "$(dirname "$0")/../lib/net.sh"
source "$(dirname "$0")/../lib/vbridge.sh"
source "$(dirname "$0")/../lib/vbridge-cli.sh"

setup()
{
	cli_setup eth1 p1 eth2 p2
	v network add prod
	v network add mgmt
}

# add ARGS...: until the end of the case; its id is $id
add()
{
	id=$(json_of '.[0].id' -n "$module" connection add "$@")
	defer v connection del "$id"
}

# json ID FILTER
json()
{
	json_of ".[0] | $2" -n "$module" connection show "$1"
}

test_plain()
{
	add eth1 network prod
	expect_eq "$(json "$id" '[.port, .network, .role, .tag, .state, .block]')" \
		'["eth1","prod","downlink","untagged","forwarding","none"]'
	expect_eq "$(json "$id" '[has("vlan"), has("channel"),
		has("preference"), has("uplinkset")] | any')" false
}

test_json_keys()
{
	add eth1 network prod channel 7 vlan 8
	expect_eq "$(json "$id" keys_unsorted)" \
		'["id","port","ifindex","network","role","tag","vlan","channel","channel_proto","state","block","macs","learning","flood","mcast_flood","bcast_flood","isolated","loop_protect","mac_limit","locked","lock","storm"]'
	expect_eq "$(json_of '.[0].stats | keys_unsorted' -s -n "$module" connection)" \
		'["rx_packets","rx_bytes","tx_packets","tx_bytes","drops"]'
}

test_tags()
{
	add eth1 network prod vlan 10
	expect_eq "$(json "$id" '[.tag, .vlan]')" '["vlan",10]'
	add eth1 network mgmt native 20
	expect_eq "$(json "$id" '[.tag, .vlan]')" '["native",20]'
	add eth2 network prod channel 101 proto 802.1Q
	expect_eq "$(json "$id" '[.tag, .channel, .channel_proto]')" \
		'["untagged",101,"802.1Q"]'
}

# A tunnel is a tunnel at all of its ends
test_tunnel()
{
	v network add tube tunnel on
	defer v network del tube
	add eth1 network tube channel 7 tunnel
	expect_eq "$(json "$id" '[.tag, .channel]')" '["tunnel",7]'
	expect_rc 2 v connection add eth2 network prod tunnel
}

test_params()
{
	add eth1 network prod learning off flood off mcast-flood off \
		bcast-flood off isolated on loop-protect off mac-limit 5
	expect_eq "$(json "$id" '[.learning, .flood, .mcast_flood, .bcast_flood,
		.isolated, .loop_protect, .mac_limit]')" \
		'[false,false,false,false,true,false,5]'
	expect_text "no-learning,no-flood,no-mcast-flood,no-bcast-flood,isolated" \
		v connection show "$id"
	v connection set "$id" learning on mac-limit 0
	expect_eq "$(json "$id" '[.learning, .flood, .mac_limit]')" \
		'[true,false,null]'
}

test_uplink()
{
	add eth2 network prod role uplink preference 3 vlan 10
	expect_eq "$(json "$id" '[.role, .preference]')" '["uplink",3]'
	expect_eq "$(json_of '.[] | select(.network == "prod") | .uplink' \
		-n "$module" network)" "$id"
}

test_storm()
{
	add eth1 network prod storm broadcast 10mbit storm unknown 500pps
	expect_eq "$(json "$id" .storm)" \
		'{"broadcast":{"rate":10},"unknown":{"pps":500}}'
	v connection set "$id" storm broadcast off storm multicast 1.5M
	expect_eq "$(json "$id" .storm)" \
		'{"unknown":{"pps":500},"multicast":{"rate":1.5}}'
}

test_lock()
{
	add eth1 network prod lock 02:00:00:00:00:0a,02:00:00:00:00:0b
	expect_eq "$(json "$id" '[.locked, .lock]')" \
		'[true,["02:00:00:00:00:0a","02:00:00:00:00:0b"]]'
	v connection set "$id" lock 02:00:00:00:00:0c
	expect_eq "$(json "$id" .lock)" '["02:00:00:00:00:0c"]'
	v connection set "$id" lock off
	expect_eq "$(json "$id" '[.locked, .lock]')" '[false,[]]'
}

# By port and tag it is the same one
test_named_by_port()
{
	add eth1 network prod channel 101 vlan 10
	v connection set eth1 channel 101 vlan 10 isolated on
	expect_eq "$(json "$id" .isolated)" true
	expect_rc 2 v connection set eth1 isolated on
	expect_rc 2 v connection set eth1 channel 101 isolated on
	v connection add eth1 network mgmt
	v connection del eth1
	expect_eq "$(json_of '[.[].id]' -n "$module" connection)" "[$id]"
}

test_show_some()
{
	local first

	add eth1 network prod
	first=$id
	add eth2 network prod vlan 10
	add eth2 network mgmt
	expect_eq "$(json_of '[.[].port]' -n "$module" connection show network prod)" \
		'["eth1","eth2"]'
	expect_eq "$(json_of '[.[].network]' -n "$module" connection show dev eth2)" \
		'["prod","mgmt"]'
	expect_eq "$(json_of '[.[].tag]' -n "$module" connection show dev eth2 network prod)" \
		'["vlan"]'
	expect_eq "$(json_of length -n "$module" connection show "$first")" 1
	expect_eq "$(v connection | wc -l)" 4 lines
}

has_received()
{
	(($(json_of '.[0].stats.rx_packets' -s -n "$module" connection show "$1") > 0))
}

# IPv6 sends by itself; what a lock forbids is dropped, and why is said
test_stats_are_counted()
{
	add eth1 network prod
	unplug "$world" p1
	plug "$world" p1
	wait_for 20 has_received "$id"
	expect_text rx-packets v -s connection show "$id"
	v connection set "$id" lock 02:00:00:00:00:0a
	unplug "$world" p1
	plug "$world" p1
	wait_text 20 drop-locked v -s connection show "$id"
}

test_reset_of_what_is_not_blocked()
{
	add eth1 network prod
	expect_ok v connection reset "$id"
	expect_eq "$(json "$id" '[.state, .block]')" '["forwarding","none"]'
}

test_state_follows_the_link()
{
	add eth1 network prod
	unplug "$world" p1
	wait_text 10 no-link v connection show "$id"
	plug "$world" p1
	wait_text 10 forwarding v connection show "$id"
}

ktap_setup setup
ktap_main test_plain test_json_keys test_tags test_tunnel test_params test_uplink \
	test_storm test_lock test_named_by_port test_show_some \
	test_stats_are_counted test_reset_of_what_is_not_blocked \
	test_state_follows_the_link
