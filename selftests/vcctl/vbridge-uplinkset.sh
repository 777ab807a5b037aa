#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: cpus=1 timeout=300
#
# vcctl uplinkset: ports with an order, the networks on them, and with mode lacp
# a bonding device that comes and goes with the set.
#
#	module eth1 ======== p1 world
#	       eth4 ======== p4
#	       eth5 ======== p5
#
# Networks prod and mgmt are there all the time.

source "$(dirname "$0")/../lib/ktap.sh"
source "$(dirname "$0")/../lib/net.sh"
source "$(dirname "$0")/../lib/vbridge.sh"
source "$(dirname "$0")/../lib/vbridge-cli.sh"

setup()
{
	cli_setup eth1 p1 eth4 p4 eth5 p5
	v network add prod
	v network add mgmt
}

# add NAME ARGS...: until the end of the case
add()
{
	v uplinkset add "$@"
	defer v uplinkset del "$1"
}

# json FILTER: of set A
json()
{
	json_of ".[0] | $1" -n "$module" uplinkset show A
}

test_add()
{
	add A ports eth4:1,eth5:2 networks prod:vlan10,mgmt:native \
		preempt off hold-down 200 announce-rate 500 announce-count 2
	expect_eq "$(json '[.mode, .preempt, .hold_down, .announce_rate,
		.announce_count]')" '["failover",false,200,500,2]'
	expect_eq "$(json '[.ports[] | [.port, .preference]]')" \
		'[["eth4",1],["eth5",2]]'
	expect_eq "$(json '[.networks[] | [.network, .tag, .vlan]]')" \
		'[["prod","vlan",10],["mgmt","native",null]]'
	expect_eq "$(json_of '[.[] | select(.role == "uplink") |
		[.port, .network, .uplinkset]] | length' -n "$module" connection)" 4
	expect_eq "$(json_of '.[0].uplinkset' -n "$module" network show prod)" \
		'"A"'
}

test_json_keys()
{
	add A ports eth4 networks prod:vlan10
	expect_eq "$(json keys_unsorted)" \
		'["uplinkset","mode","preempt","hold_down","announce_rate","announce_count","failovers","ports","networks"]'
	expect_eq "$(json '.ports[0] | keys_unsorted')" \
		'["port","ifindex","preference","carrier","active"]'
	expect_eq "$(json '.networks[0] | keys_unsorted')" \
		'["network","tag","vlan"]'
}

test_set()
{
	add A ports eth4 networks prod:vlan10
	v uplinkset set A add-port eth5:7 add-network mgmt:vlan20 \
		hold-down 300
	expect_eq "$(json '[[.ports[].port], [.networks[].network],
		.hold_down]')" '[["eth4","eth5"],["prod","mgmt"],300]'
	v uplinkset set A del-port eth4 del-network prod
	expect_eq "$(json '[[.ports[].port], [.networks[].network]]')" \
		'[["eth5"],["mgmt"]]'
}

# What cannot be done in full is not done at all
test_set_is_atomic()
{
	add A ports eth4 networks prod:vlan10
	expect_rc 2 v uplinkset set A add-port eth5 del-network mgmt
	expect_eq "$(json '[[.ports[].port], [.networks[].network]]')" \
		'[["eth4"],["prod"]]'
}

active()
{
	[[ $(json '[.ports[] | select(.active) | .port]') == "[\"$1\"]" ]]
}

test_failover()
{
	add A ports eth4:1,eth5:2 networks prod:vlan10 hold-down 0
	wait_for 10 active eth4
	unplug "$world" p4
	wait_for 10 active eth5
	expect_eq "$(json '.ports[0].carrier')" false
	plug "$world" p4
	wait_for 10 active eth4
	expect_eq "$(json '.failovers >= 2')" true
}

test_del()
{
	v uplinkset add A ports eth4 networks prod:vlan10
	v uplinkset del A
	expect_eq "$(v -j uplinkset)" "[]"
	expect_eq "$(v -j connection)" "[]"
	expect_rc 2 v uplinkset del A
}

# port_of BOND: the ports that are in it
ports_of()
{
	ip -n "$module" -j link show master "$1" | jq -c '[.[].ifname]'
}

test_lacp()
{
	v uplinkset add A mode lacp ports eth4,eth5 networks prod:vlan10
	expect_eq "$(ip -n "$module" -j -d link show A |
		jq -r '.[0].linkinfo | .info_kind, .info_data.mode' | paste -s)" \
		$'bond\t802.3ad'
	expect_eq "$(ports_of A)" '["eth4","eth5"]'
	expect_eq "$(json '[.mode, [.ports[].port]]')" '["lacp",["A"]]'
	v uplinkset set A del-port eth5 hold-down 700
	expect_eq "$(ports_of A)" '["eth4"]'
	expect_eq "$(json .hold_down)" 700
	v uplinkset set A add-port eth5
	expect_eq "$(ports_of A)" '["eth4","eth5"]'
	v uplinkset del A
	expect_fail dev_exists "$module" A
	plug "$module" eth4
	plug "$module" eth5
}

# states: which devices are up, and in what
states()
{
	ip -n "$module" -j link show | jq -c '[.[] |
		[.ifname, .master, (.flags | index("UP") != null)]]'
}

# Whichever step is refused, all is as it was before
test_lacp_is_undone()
{
	local before

	unplug "$module" eth5
	defer plug "$module" eth5
	before=$(states)
	expect_fail_text "There is no such network" v uplinkset add A mode lacp \
		ports eth4,eth5 networks nosuch:vlan10
	expect_eq "$(states)" "$before"
	expect_fail_text 'cannot find device "nosuch0"' \
		v uplinkset add A mode lacp ports eth4,eth5,nosuch0
	expect_eq "$(states)" "$before"
	expect_rc 2 v uplinkset add A mode lacp ports eth4,lo
	expect_eq "$(states)" "$before"
	expect_fail_text "File exists" \
		v uplinkset add prod mode lacp ports eth4
	expect_eq "$(states)" "$before"
	expect_eq "$(v -j uplinkset)" "[]"
}

test_lacp_set_is_undone()
{
	local before

	v uplinkset add A mode lacp ports eth4 networks prod:vlan10
	before=$(states)
	expect_rc 2 v uplinkset set A add-port eth5 del-network mgmt
	expect_eq "$(states)" "$before"
	v uplinkset del A
	plug "$module" eth4
}

ktap_setup setup
ktap_main test_add test_json_keys test_set test_set_is_atomic test_failover \
	test_del test_lacp test_lacp_is_undone test_lacp_set_is_undone
