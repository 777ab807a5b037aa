#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: cpus=1 timeout=600
#
# vcctl port: what is asked for is what is there, in text and in JSON.
#
#	blade eth0 ======== eth1 module
#
# vcctl is given a namespace by -n; eth0 is the port, split anew in each case.

source "$(dirname "$0")/../lib/ktap.sh"
source "$(dirname "$0")/../lib/net.sh"
source "$(dirname "$0")/wire-lib.sh"

# add ARGS...: splits eth0 until the end of the case
add()
{
	in_blade port add eth0 "$@"
	defer in_blade port del eth0
}

# json FILTER: of the one port there is
json()
{
	in_blade -j port show eth0 | jq -c ".[0] | $1"
}

test_add_with_defaults()
{
	add
	expect_eq "$(json '[.port, .mode, .count, .base, .flexnics[].slot]')" \
		'["eth0","mac",4,"eth0","a","b","c","d"]'
	expect_eq "$(json '[.flexnics[].ifname]')" \
		'["eth0-a","eth0-b","eth0-c","eth0-d"]'
	expect_eq "$(json '[.flexnics[].speed_type] | unique')" '["auto"]'
	expect_eq "$(json '[.flexnics[] | has("channel"), has("vlan")] | any')" \
		false
	expect_ok dev_exists "$blade" eth0-d
}

# The names, types and order that scripts may rely on
test_json_keys()
{
	add mode channel speed 10G
	expect_eq "$(json 'keys_unsorted')" \
		'["port","ifindex","base","mode","tag_proto","count","speed","speed_fixed","qdisc","carrier","flexnics"]'
	expect_eq "$(json '.flexnics[0] | keys_unsorted')" \
		'["slot","ifname","ifindex","mac","channel","speed_type","requested","min","max","prio","link","carrier"]'
	expect_eq "$(json '[.speed, .tag_proto, .carrier, .speed_fixed]')" \
		'[10000,"802.1ad",true,10000]'
	expect_eq "$(json '.flexnics[0] |
		[.requested, .min, .max, .prio, .link, .carrier] | map(type)')" \
		'["null","number","number","number","boolean","boolean"]'
	expect_eq "$(json '.qdisc | test("^[0-9a-f]+:$")')" true
}

test_json_has_stats_on_request()
{
	add
	expect_eq "$(in_blade -j -s port | jq -c '.[0].stats')" \
		'{"rx_unknown_tag":0}'
	expect_eq "$(in_blade -j -s port | jq -c '.[0].flexnics[3].stats | keys')" \
		'["rx_bytes","rx_dropped","rx_packets","tx_bytes","tx_dropped","tx_packets"]'
	expect_eq "$(json 'has("stats")')" false
}

test_pretty_is_the_same_json()
{
	add
	expect_eq "$(in_blade -j -p port | jq -c .)" \
		"$(in_blade -j port | jq -c .)"
	expect_between "$(in_blade -j -p port | wc -l)" 20 200 lines
	expect_eq "$(in_blade -j port | wc -l)" 1 lines
}

test_add_with_everything()
{
	add mode channel proto 802.1Q count 3 speed 10G name blade \
		a speed 1G max 5gbit prio 3 channel 7 link off \
		address 02:00:00:00:00:0a c speed preferred 2.5G b speed auto
	expect_eq "$(json '[.mode, .tag_proto, .count, .base, .speed]')" \
		'["channel","802.1Q",3,"blade",10000]'
	expect_eq "$(json '.flexnics[0] | [.ifname, .channel, .speed_type,
		.requested, .max, .prio, .link, .carrier, .mac]')" \
		'["blade-a",7,"custom",1000,5000,3,false,false,"02:00:00:00:00:0a"]'
	expect_eq "$(json '.flexnics[2] | [.speed_type, .requested]')" \
		'["preferred",2500]'
	expect_eq "$(dev_mac "$blade" blade-a)" 02:00:00:00:00:0a
}

test_add_in_mode_vlan()
{
	add mode vlan a vlan 10 b vlan 10 c vlan 20 d vlan 30
	expect_eq "$(json '[.tag_proto, .flexnics[].vlan]')" \
		'["802.1Q",10,10,20,30]'
	expect_eq "$(json '[.flexnics[] | has("channel")] | any')" false
}

# One command sets all four; the allocation is the kernel's
test_set_all_four()
{
	add speed 10G
	in_blade port set eth0 a speed 1G max 10G b speed 2G c speed auto \
		d speed disabled
	expect_eq "$(json '[.flexnics[].speed_type]')" \
		'["custom","custom","auto","disabled"]'
	expect_eq "$(json '[.flexnics[].min]')" '[1000,2000,7000,0]'
	expect_eq "$(json '[.flexnics[].link]')" '[true,true,true,true]'
	expect_eq "$(json '[.flexnics[].carrier]')" '[true,true,true,false]'
}

test_set_is_all_or_nothing()
{
	local before

	add speed 10G
	before=$(json .)
	expect_fail in_blade port set eth0 a speed 1G b speed 2G c speed 3G \
		d prio 8
	expect_eq "$(json .)" "$before"
}

test_set_keeps_what_it_does_not_name()
{
	add speed 10G a speed 1G prio 2
	in_blade port set eth0 a max 5G
	expect_eq "$(json '.flexnics[0] | [.requested, .max, .prio]')" \
		'[1000,5000,2]'
	in_blade port set eth0 a max port
	expect_eq "$(json '.flexnics[0].max')" 10000
}

test_speed_follows_or_is_fixed()
{
	add speed 200mbit
	expect_eq "$(json '[.speed, .speed_fixed]')" '[200,200]'
	in_blade port set eth0 speed 1.5M
	expect_eq "$(json '[.speed, .speed_fixed]')" '[1.5,1.5]'
	# a step of 1% is less than a megabit: the decimals must be right
	expect_eq "$(json '[.flexnics[].min] | add')" 1.5
	in_blade port set eth0 speed auto
	expect_eq "$(json '[.speed, .speed_fixed]')" '[10000,null]'
}

test_unknown_speed_warns()
{
	require_module dummy
	ip -n "$blade" link add dum0 type dummy
	defer ip -n "$blade" link del dum0
	expect_text "port dum0 reports no speed" in_blade port add dum0
	expect_eq "$(in_blade -j port show dum0 | jq -c '.[0] |
		[.speed, .flexnics[0].min, .flexnics[0].max]')" \
		'[null,null,null]'
	expect_text "speed unknown" in_blade port show dum0
	expect_no_text Warning in_blade port set dum0 speed 1G
	in_blade port del dum0
	expect_no_text Warning in_blade port add dum0 speed 1G
}

test_text_of_show()
{
	add mode channel speed 10G a speed 2.5G
	expect_text "eth0: mode channel proto 802.1ad speed 10Gbit" \
		in_blade port show eth0
	expect_eq "$(in_blade port | sed -n 3p | tr -s ' ' | cut -d ' ' -f 2,3,5-)" \
		"a eth0-a 101 custom 2500Mbit 2500Mbit 10Gbit 0 on on"
	expect_eq "$(in_blade port | wc -l)" 6 lines
	expect_eq "$(in_blade port | sed -n '/ $/p')" "" "lines with blanks at the end"
}

test_show_of_several_ports()
{
	veth_pair "$blade" eth2 "$module" eth3
	add
	in_blade port add eth2 count 1
	expect_eq "$(in_blade -j port | jq -c '[.[].port]')" '["eth0","eth2"]'
	expect_eq "$(in_blade -j port show eth2 | jq length)" 1
	expect_eq "$(in_blade port | grep -c '^eth')" 2
}

test_show_of_no_port()
{
	expect_eq "$(in_blade -j port)" "[]"
	expect_eq "$(in_blade port)" ""
	expect_rc 0 in_blade port
	expect_eq "$(in_blade -j flexnic)" "[]"
	expect_eq "$(in_blade flexnic)" ""
}

test_ports_of_another_netns_are_not_shown()
{
	add
	expect_eq "$(vcctl -n "$module" -j port)" "[]"
	expect_eq "$(vcctl -j port)" "[]"
}

test_del()
{
	in_blade port add eth0
	in_blade port del eth0
	expect_eq "$(in_blade -j port)" "[]"
	expect_fail dev_exists "$blade" eth0-a
	expect_ok dev_exists "$blade" eth0
}

# More than fit one message: the dump has to go on where it stopped
test_many_ports()
{
	local i

	for ((i = 0; i < 30; i++)); do
		ip -n "$blade" link add "many$i" type veth peer name "peer$i"
		defer ip -n "$blade" link del "many$i"
		in_blade port add "many$i" speed 1G
	done
	expect_eq "$(in_blade -j port | jq length)" 30
	expect_eq "$(in_blade -j flexnic | jq '[.[].ifname] | unique | length')" 120
}

ktap_setup wire_setup
ktap_main test_add_with_defaults test_json_keys test_json_has_stats_on_request \
	test_pretty_is_the_same_json test_add_with_everything \
	test_add_in_mode_vlan test_set_all_four test_set_is_all_or_nothing \
	test_set_keeps_what_it_does_not_name test_speed_follows_or_is_fixed \
	test_unknown_speed_warns test_text_of_show test_show_of_several_ports \
	test_show_of_no_port test_ports_of_another_netns_are_not_shown \
	test_del test_many_ports
