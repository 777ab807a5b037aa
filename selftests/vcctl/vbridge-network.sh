#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: cpus=1 timeout=300
#
# vcctl network: what is asked for is what is there, in text and in JSON.
#
#	module: a switch without ports

source "$(dirname "$0")/../lib/ktap.sh"
source "$(dirname "$0")/../lib/net.sh"
source "$(dirname "$0")/../lib/vbridge.sh"
source "$(dirname "$0")/../lib/vbridge-cli.sh"

setup()
{
	cli_setup
}

# add NAME ARGS...: until the end of the case
add()
{
	v network add "$@"
	defer v network del "$1"
}

# json NAME FILTER
json()
{
	json_of ".[0] | $2" -n "$module" network show "$1"
}

test_add_with_defaults()
{
	add prod
	expect_ok dev_exists "$module" prod
	expect_eq "$(json prod '[.private, .smartlink, .tunnel, .ageing,
		.mac_limit, .snooping, .unknown_multicast, .preferred, .max]')" \
		'[false,false,false,300,null,true,"flood",null,null]'
	expect_eq "$(json prod '[.connections, .macs, .link]')" '[0,0,true]'
}

# The names, types and order that scripts may rely on
test_json_keys()
{
	add prod
	expect_eq "$(json prod keys_unsorted)" \
		'["network","ifindex","connections","macs","link","private","smartlink","tunnel","ageing","mac_limit","snooping","unknown_multicast","preferred","max"]'
	expect_eq "$(json_of '.[0].stats | keys_unsorted' -s -n "$module" network)" \
		'["rx_packets","rx_bytes","tx_packets","tx_bytes","drops"]'
	expect_eq "$(json_of '.[0].stats.drops | keys_unsorted' -s -n "$module" network)" \
		'["standby","blocked","source","locked","storm","nowhere","no_uplink","too_long","no_memory","xmit","tagged","reflected"]'
	expect_eq "$(v -j -p network | jq -c .)" \
		"$(v -j network | jq -c .)"
}

test_add_with_everything()
{
	add prod private on tunnel on ageing 30 mac-limit 100 snooping off \
		unknown-multicast drop preferred 2.5G max 10G
	expect_eq "$(json prod '[.private, .tunnel, .ageing, .mac_limit,
		.snooping, .unknown_multicast, .preferred, .max]')" \
		'[true,true,30,100,false,"drop",2500,10000]'
}

test_set()
{
	add prod private on ageing 30 max 10G
	v network set prod ageing 0 private off snooping off max none
	expect_eq "$(json prod '[.ageing, .private, .snooping, .max]')" \
		'[null,false,false,null]'
	expect_text "ageing off" v network show prod
	v network set prod smartlink on
	expect_eq "$(json prod '[.smartlink, .ageing]')" '[true,null]'
}

# What a change did is printed where programs read it
test_reply()
{
	expect_eq "$(json_of '.[0] | [.network, .private]' -n "$module" \
		network add prod private on)" '["prod",true]'
	defer v network del prod
	expect_eq "$(json_of '.[0].ageing' -n "$module" \
		network set prod ageing 60)" 60
	expect_eq "$(v network set prod ageing 70)" ""
}

test_several()
{
	local i

	for ((i = 0; i < 30; i++)); do
		add "net$i"
	done
	expect_eq "$(json_of 'length' -n "$module" network)" 30
	expect_eq "$(v network | grep -c '^net')" 30
}

test_del()
{
	v network add prod
	v network del prod
	expect_fail dev_exists "$module" prod
	expect_eq "$(v -j network)" "[]"
	expect_eq "$(v network)" ""
}

# Whoever made it, it is a network
test_made_by_ip()
{
	ip -n "$module" link add prod type vbridge
	defer ip -n "$module" link del prod
	expect_eq "$(json prod .network)" '"prod"'
	v network set prod private on
	expect_eq "$(json prod .private)" true
}

ktap_setup setup
ktap_main test_add_with_defaults test_json_keys test_add_with_everything \
	test_set test_reply test_several test_del test_made_by_ip
