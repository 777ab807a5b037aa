#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: cpus=1 smoke timeout=240
#
# A network is a device of the switch as well: it has an address, devices on top
# of it, options that rtnetlink sets, and ports that `ip` gives it. And what is
# said of connections that go: mirrors of them, and the order of uplinks.
#
#	server (netns) eth0 ======== s1 prod (network, 192.0.2.2)
#
source "$(dirname "$0")/../lib/ktap.sh"
source "$(dirname "$0")/../lib/net.sh"
source "$(dirname "$0")/../lib/vbridge.sh"

LIB=$FLEXNIC_ROOT/selftests/lib

setup()
{
	require_root
	require_cmd jq ethtool python3
	require_module vbridge macvlan
	load_vbridge
	switch_up
}

# "prod", with the server s1 and an address of its own
prod()
{
	servers_up s1=192.0.2.1
	v network add prod
	defer v network del prod
	v connection add s1 network prod
	address_add "$module" prod 192.0.2.2
}

# from the server, which does not know where it was before
reached()
{
	ip -n "${server[s1]}" neigh flush dev eth0
	pings "${server[s1]}" "$1"
}

local_of_prod()
{
	fdb_json prod '[.[] | select(.local) | .mac] | sort | join(" ")'
}

test_address()
{
	prod
	expect_ok reached 192.0.2.2
	ip -n "$module" link set prod address 02:00:00:00:aa:01
	expect_eq "$(local_of_prod)" 02:00:00:00:aa:01 "addresses of its own"
	expect_ok reached 192.0.2.2
	ip -n "$module" link set prod address 02:00:00:00:aa:01
	expect_eq "$(local_of_prod)" 02:00:00:00:aa:01 "the same again"
	expect_fail ip -n "$module" link set prod address 03:00:00:00:aa:01
	expect_eq "$(local_of_prod)" 02:00:00:00:aa:01 "after a refusal"
}

# The server's address was learned: it is the network's from now on
test_address_of_another()
{
	prod
	expect_ok reached 192.0.2.2
	ip -n "$module" link set prod address "${server_mac[s1]}"
	expect_eq "$(local_of_prod)" "${server_mac[s1]}" "addresses of its own"
}

test_device_on_top()
{
	prod
	ip -n "$module" link add link prod name top address 02:00:00:00:aa:02 \
		type macvlan mode bridge
	address_add "$module" top 192.0.2.3
	expect_eq "$(fdb_json prod '[.[] | select(.local)] | length')" 2 \
		"addresses of its own"
	in_ns "$module" sysctl -qw net.ipv4.conf.all.arp_ignore=1
	expect_ok reached 192.0.2.3
	ip -n "$module" link del top
	expect_eq "$(fdb_json prod '[.[] | select(.local)] | length')" 1 \
		"addresses of its own, without the device on top"
}

test_driver()
{
	prod
	expect_text "driver: vbridge" in_ns "$module" ethtool -i prod
}

link()
{
	in_ns "$module" "$LIB/linkset.py" "$@"
}

# By their numbers in linux/vbridge.h
test_options()
{
	link add red vbridge address=02000000aa03 1=8:1 4=32:60000 5=32:70 6=8:0 \
		8=64:1000000000 9=64:2000000000
	defer v network del red
	expect_eq "$(network_json red '[.private, .ageing, .mac_limit,
		.snooping, .preferred, .max] | @json')" \
		'[true,60,70,false,1000,2000]' "options"
	expect_eq "$(ip -n "$module" -j link show red | jq -r '.[0].address')" \
		02:00:00:00:aa:03 "address"
	link set red vbridge 1=8:0 5=32:80
	expect_eq "$(network_json red '[.private, .ageing, .mac_limit] | @json')" \
		'[false,60,80]' "options, after two have changed"
	expect_text "1=0" in_ns "$module" "$LIB/linkinfo.py" red
	expect_text "5=80" in_ns "$module" "$LIB/linkinfo.py" red
}

test_options_refused()
{
	expect_fail_text "Not a unicast Ethernet address" \
		link add red vbridge address=03000000aa03
	expect_fail link add red vbridge 8=64:2000000000 9=64:1000000000
	expect_fail ip -n "$module" link show red
	link add red vbridge 5=32:70
	defer v network del red
	expect_fail link set red vbridge 5=32:80 8=64:2000000000 9=64:1000000000
	expect_eq "$(network_json red .mac_limit)" 70 "limit, after a refusal"
}

test_master_of_a_tunnel()
{
	servers_up s1
	v network add tun tunnel on
	defer v network del tun
	ip -n "$module" link set s1 master tun
	expect_eq "$(conn_json "$(conn_of s1 tun)" .tag)" tunnel "tag"
	# what comes later has another network, and leaves the master what it is
	v network add prod2
	defer v network del prod2
	v connection add s1 network prod2
	expect_eq "$(master_of s1)" tun "master by ip"
	expect_text "master tun" bridge -n "$module" link show dev s1
	expect_ok ip -n "$module" link set s1 nomaster
	expect_eq "$(v -j connection show | jq -r '.[].network')" prod2 "connections"
	expect_eq "$(master_of s1)" null "master by ip"
	# the network is not its master for having a connection of it
	expect_eq "$(bridge -n "$module" link show dev s1)" "" "bridge link"
	v connection del s1
	ip -n "$module" link set s1 master prod2
	expect_ok ip -n "$module" link set s1 nomaster
	expect_eq "$(v -j connection show)" "[]" "connections"
}

master_of()
{
	ip -n "$module" -j link show "$1" | jq -r '.[0].master'
}

sources()
{
	v -j mirror show m | jq -r '[.[0].from[].connection] | sort | join(" ")'
}

mirrors()
{
	v -j mirror show | jq length
}

test_mirrored_connections_go()
{
	local first second

	servers_up s1 s2
	v network add prod
	defer v network del prod
	ip -n "$module" link add an type dummy
	defer ip -n "$module" link del an
	first=$(conn_new s1 network prod)
	second=$(conn_new s2 network prod)
	v mirror add m to an from "$first,$second"
	expect_eq "$(sources)" "$first $second" "what is mirrored"
	v connection del "$first"
	expect_eq "$(sources)" "$second" "what is mirrored still"
	v connection del "$second"
	expect_eq "$(mirrors)" 0 "mirrors of nothing"
}

test_analyser_goes()
{
	servers_up s1
	v network add prod
	defer v network del prod
	ip -n "$module" link add an type dummy
	v mirror add m to an from "$(conn_new s1 network prod)"
	ip -n "$module" link del an
	expect_eq "$(mirrors)" 0 "mirrors to nowhere"
	expect_ok v connection del s1
}

test_sticky_by_bridge()
{
	servers_up s1
	v network add prod
	defer v network del prod
	v connection add s1 network prod
	bridge -n "$module" fdb add 02:00:00:00:bb:01 dev prod self via s1 \
		sticky static
	expect_eq "$(bridge -n "$module" -j fdb show dev prod |
		jq -c '.[] | select(.mac == "02:00:00:00:bb:01") | .flags')" \
		'["self","sticky"]' "flags as bridge has them"
	expect_eq "$(fdb_json prod '.[] | select(.mac == "02:00:00:00:bb:01") |
		.sticky')" true "sticky"
}

# Dedicated uplinks, each with a preference of its own
uplink_in_use()
{
	[[ $(v -j connection show | jq -r '.[] | select(.role == "uplink" and
		.state == "forwarding") | .port') == "$1" ]]
}

test_preference_of_uplinks()
{
	upstream_up 2
	v network add prod
	defer v network del prod
	v connection add up1 network prod role uplink preference 1
	v connection add up2 network prod role uplink preference 2
	wait_for 10 uplink_in_use up1
	v connection set up1 preference 3
	wait_for 10 uplink_in_use up2
	v connection set up1 preference 1
	wait_for 10 uplink_in_use up1
}

ktap_setup setup
ktap_main test_address test_address_of_another test_device_on_top test_driver \
	test_options test_options_refused test_master_of_a_tunnel \
	test_mirrored_connections_go test_analyser_goes test_sticky_by_bridge \
	test_preference_of_uplinks
