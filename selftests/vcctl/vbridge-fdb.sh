#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: cpus=1 timeout=300
#
# vcctl fdb: addresses that were learned, and those set by hand.
#
#	module eth1 ======== p1 world
#	       eth2 ======== p2
#
# Networks prod and mgmt have connections of both ports, mgmt in VLAN 20.

source "$(dirname "$0")/../lib/ktap.sh"
source "$(dirname "$0")/../lib/net.sh"
source "$(dirname "$0")/../lib/vbridge.sh"
source "$(dirname "$0")/../lib/vbridge-cli.sh"

id1="" id2=""
mac=02:00:00:00:00:0a

setup()
{
	cli_setup eth1 p1 eth2 p2
	v network add prod
	v network add mgmt
	id1=$(connect eth1 network prod)
	id2=$(connect eth2 network prod)
	connect eth1 network mgmt vlan 20 >/dev/null
}

connect()
{
	json_of '.[0].id' -n "$module" connection add "$@"
}

# entry MAC FILTER
entry()
{
	json_of ".[] | select(.mac == \"$1\") | $2" -n "$module" fdb show
}

is_known()
{
	[[ -n $(entry "$1" .mac) ]]
}

# IPv6 makes a device that comes up send
learn()
{
	unplug "$world" "$1"
	plug "$world" "$1"
	wait_for 20 is_known "$(dev_mac "$world" "$1")"
}

test_learned()
{
	learn p1
	expect_eq "$(entry "$(dev_mac "$world" p1)" \
		'[.network, .connection, .port, .local, .static, .sticky]')" \
		"[\"prod\",$id1,\"eth1\",false,false,false]"
	expect_text learned v fdb show dev eth1
}

test_json_keys()
{
	learn p1
	expect_eq "$(entry "$(dev_mac "$world" p1)" keys_unsorted)" \
		'["mac","network","connection","port","local","static","sticky","age"]'
	expect_eq "$(entry "$(dev_mac "$module" prod)" keys_unsorted)" \
		'["mac","network","local","static","sticky"]'
}

test_add_and_del()
{
	v fdb add "$mac" network prod connection "$id2"
	expect_eq "$(entry "$mac" '[.connection, .static, .sticky]')" \
		"[$id2,true,false]"
	v fdb add "$mac" network prod connection "$id1" sticky on
	expect_eq "$(entry "$mac" '[.connection, .static, .sticky]')" \
		"[$id1,true,true]"
	v fdb del "$mac" network prod
	expect_eq "$(entry "$mac" .mac)" ""
	v fdb add "$mac" network prod connection "$id1" static off
	expect_eq "$(entry "$mac" .static)" false
	v fdb del "$mac" network prod
}

test_show_some()
{
	v fdb add "$mac" network prod connection "$id2"
	defer v fdb del "$mac" network prod
	expect_eq "$(json_of '[.[].network] | unique' -n "$module" fdb show network prod)" \
		'["prod"]'
	expect_eq "$(json_of '[.[].network] | unique' -n "$module" fdb show network mgmt)" \
		'["mgmt"]'
	expect_eq "$(json_of '[.[].mac]' -n "$module" fdb show dev eth2 connection "$id2" |
		jq -c "index(\"$mac\") != null")" true
	expect_eq "$(json_of '[.[].port] | unique' -n "$module" fdb show dev eth2)" \
		'["eth2"]'
	expect_no_text "$mac" v fdb show network prod connection "$id1"
	expect_fail_text "There is no such network in this network namespace" \
		v fdb show network frob
	expect_fail_text "There is no such connection" \
		v fdb show connection 4711
}

# What was learned goes, what was set by hand stays
test_flush()
{
	learn p1
	learn p2
	v fdb add "$mac" network prod connection "$id1"
	defer v fdb del "$mac" network prod
	unplug "$world" p1
	unplug "$world" p2
	expect_between "$(json_of .removed -n "$module" fdb flush connection "$id1")" \
		0 3 removed
	expect_text " removed" v fdb flush network prod
	expect_eq "$(json_of '[.[] | select(.static | not)] | length' \
		-n "$module" fdb show network prod)" 0
	expect_eq "$(entry "$mac" .static)" true
	plug "$world" p1
	plug "$world" p2
}

# Addresses on a port are forgotten when it is seen that its link has gone
_link_is_gone()
{
	[[ $(ip -n "$module" -j link show "$1" | jq -r '.[0].operstate') != UP ]]
}

test_flush_counts()
{
	local i

	unplug "$world" p1
	unplug "$world" p2
	defer plug "$world" p1
	defer plug "$world" p2
	wait_for 10 _link_is_gone eth1
	wait_for 10 _link_is_gone eth2
	v fdb flush
	for i in 1 2 3; do
		v fdb add "02:00:00:00:00:0$i" network prod \
			connection "$id1" static off
	done
	expect_eq "$(json_of .removed -n "$module" fdb flush address 02:00:00:00:00:02)" 1
	expect_eq "$(v fdb flush)" "2 removed"
	expect_eq "$(v fdb flush)" "0 removed"
}

ktap_setup setup
ktap_main test_learned test_json_keys test_add_and_del test_show_some \
	test_flush test_flush_counts
