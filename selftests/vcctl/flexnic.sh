#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: cpus=1 smoke timeout=400
#
# vcctl flexnic: by its own name or by port and slot, here or elsewhere.
#
#	blade eth0 ======== eth1 module
#
# eth0 is a port all the time.

source "$(dirname "$0")/../lib/ktap.sh"
source "$(dirname "$0")/../lib/net.sh"
source "$(dirname "$0")/wire-lib.sh"

setup()
{
	wire_setup
	in_blade port add eth0 mode channel speed 10G
}

# json NAME FILTER
json()
{
	in_blade -j flexnic show "$1" | jq -c ".[0] | $2"
}

test_show_all()
{
	expect_eq "$(in_blade -j flexnic | jq -c '[.[] | .port + .slot]')" \
		'["eth0a","eth0b","eth0c","eth0d"]'
	expect_eq "$(in_blade flexnic | wc -l)" 5 lines
}

test_show_one()
{
	expect_eq "$(json eth0-b '[.port, .slot, .ifname]')" \
		'["eth0","b","eth0-b"]'
	expect_eq "$(json eth0:b '[.port, .slot, .ifname]')" \
		'["eth0","b","eth0-b"]'
	expect_eq "$(in_blade -j flexnic show eth0:b | jq length)" 1
}

test_json_is_that_of_port_show()
{
	expect_eq "$(json eth0:c 'del(.port)')" \
		"$(in_blade -j port | jq -c '.[0].flexnics[2]')"
}

test_set_by_name()
{
	in_blade flexnic set eth0-a speed 1G prio 5
	expect_eq "$(json eth0-a '[.speed_type, .requested, .prio]')" \
		'["custom",1000,5]'
	in_blade flexnic set eth0-a speed auto prio 0
	expect_eq "$(json eth0-a '[.speed_type, .requested, .prio]')" \
		'["auto",null,0]'
}

test_set_by_slot()
{
	in_blade flexnic set eth0:d channel 99 link off
	expect_eq "$(json eth0:d '[.channel, .link, .carrier]')" \
		'[99,false,false]'
	in_blade flexnic set eth0:d channel 104 link on
	expect_eq "$(json eth0:d '[.channel, .link]')" '[104,true]'
}

test_set_address()
{
	in_blade flexnic set eth0:c address 02:00:00:00:00:0c
	expect_eq "$(dev_mac "$blade" eth0-c)" 02:00:00:00:00:0c
}

# It keeps its place under its port, but its name is that namespace's
test_in_another_netns()
{
	ip -n "$blade" link set eth0-b netns "$module"
	defer ip -n "$module" link set eth0-b netns "$blade"
	expect_eq "$(json eth0:b 'has("netnsid")')" true
	expect_eq "$(json eth0:a 'has("netnsid")')" false
	expect_text netnsid in_blade flexnic
	expect_rc 1 in_blade flexnic show eth0-b
	expect_ok in_blade flexnic set eth0:b prio 1
	expect_eq "$(json eth0:b .prio)" 1
	in_blade flexnic set eth0:b prio 0
}

test_after_a_rename()
{
	ip -n "$blade" link set eth0-d name storage
	defer ip -n "$blade" link set storage name eth0-d
	expect_eq "$(json storage .slot)" '"d"'
	expect_ok in_blade flexnic set storage prio 0
	expect_rc 1 in_blade flexnic show eth0-d
}

has_sent()
{
	(($(dev_stat "$blade" "$1" tx_packets) > 0))
}

test_stats_are_counted()
{
	local before sent

	# IPv6 sends by itself, at any moment
	ip -n "$blade" link set eth0-a up
	wait_for 20 has_sent eth0-a
	before=$(dev_stat "$blade" eth0-a tx_packets)
	sent=$(in_blade -j -s flexnic show eth0:a | jq '.[0].stats.tx_packets')
	expect_between "$sent" "$before" \
		"$(dev_stat "$blade" eth0-a tx_packets)" tx_packets
	expect_text tx-packets in_blade -s flexnic
}

ktap_setup setup
ktap_main test_show_all test_show_one test_json_is_that_of_port_show \
	test_set_by_name test_set_by_slot test_set_address \
	test_in_another_netns test_after_a_rename test_stats_are_counted
