#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: cpus=1 timeout=300
#
# vcctl monitor: one event for each change of the switch, and for what happens
# to it, in text and in JSON.
#
#	module eth1 ======== p1 world
#	       eth4 ======== p4
#	       eth5 ======== p5

source "$(dirname "$0")/../lib/ktap.sh"
source "$(dirname "$0")/../lib/net.sh"
source "$(dirname "$0")/../lib/vbridge.sh"
source "$(dirname "$0")/../lib/vbridge-cli.sh"

setup()
{
	require_module flexnic sch_flexnic
	cli_setup eth1 p1 eth4 p4 eth5 p5
}

network()
{
	v network add "$1"
	defer v network del "$1"
}

test_text()
{
	follow "$module" -- switch
	v network add prod
	wait_for 10 seen 1 '^\[add\] network prod: '
	v network set prod private on
	wait_for 10 seen 1 '^\[change\] network prod: '
	v connection add eth1 network prod
	wait_for 10 seen 1 '^\[add\] connection id [0-9]* port eth1 tag untagged network prod '
	v connection del eth1
	wait_for 10 seen 1 '^\[del\] connection id '
	v network del prod
	wait_for 10 seen 1 '^\[del\] network prod'
	expect_eq "$(cat "$events.err")" ""
}

# Each line is an object of its own, and is there when the event is
test_json()
{
	follow "$module" -j -- switch
	v network add prod
	v connection add eth1 network prod vlan 10
	v uplinkset add A ports eth4 networks prod:vlan10
	v uplinkset del A
	v network del prod
	wait_for 10 seen 1 '"event":"del","object":"network"'
	expect_eq "$(jq -c 'select(.object == "network") |
		[.event, .network]' "$events" | sed -n '1p;$p' | paste -s)" \
		$'["add","prod"]\t["del","prod"]'
	expect_eq "$(jq -c 'select(.event == "add" and .port == "eth1") |
		[.object, .tag, .vlan]' "$events")" '["connection","vlan",10]'
	expect_eq "$(jq -c 'select(.object == "uplinkset") | .event' "$events" |
		sed -n '1p;$p' | paste -s)" $'"add"\t"del"'
	expect_eq "$(jq -s length "$events")" "$(wc -l <"$events")" lines
}

test_mirror_and_protect()
{
	local id

	network prod
	id=$(json_of '.[0].id' -n "$module" connection add eth1 network prod)
	follow "$module" -- switch
	v mirror add tap to eth5 from "$id:rx"
	wait_for 10 seen 1 "^\[add\] mirror tap: to eth5 .* from $id:rx"
	v mirror del tap
	wait_for 10 seen 1 '^\[del\] mirror tap'
	v protect set flap-limit 77
	wait_for 10 seen 1 '^\[change\] protect .* flap-limit 77'
}

# The active port loses its carrier: who, where to, and nothing left
test_failover()
{
	network prod
	v uplinkset add A ports eth4:1,eth5:2 networks prod:vlan10 \
		preempt off hold-down 0
	defer v uplinkset del A
	wait_text 10 "eth4 [active]" v topology
	follow "$module" -j -- switch
	unplug "$world" p4
	wait_text 10 '"event":"failover"' cat "$events"
	expect_eq "$(jq -c 'select(.event == "failover") |
		[.uplinkset, .port]' "$events")" '["A","eth5"]'
	unplug "$world" p5
	wait_text 10 '"event":"uplink-lost"' cat "$events"
	plug "$world" p4
	plug "$world" p5
}

# Addresses come so often that they are told on request only
test_fdb_on_request()
{
	local mac=02:00:00:00:00:0a id

	network prod
	id=$(json_of '.[0].id' -n "$module" connection add eth1 network prod)
	follow "$module" -j -- switch
	v fdb add "$mac" network prod connection "$id"
	v fdb del "$mac" network prod
	v network set prod private on
	wait_text 10 '"private":true' cat "$events"
	expect_no_text '"object":"fdb"' cat "$events"
	follow "$module" -j -- switch fdb
	v fdb add "$mac" network prod connection "$id"
	wait_for 10 seen 1 "\"event\":\"add\",\"object\":\"fdb\",\"mac\":\"$mac\""
	v fdb del "$mac" network prod
	wait_for 10 seen 1 "\"event\":\"del\",\"object\":\"fdb\",\"mac\":\"$mac\""
}

# Without a word it is both, as far as they are there
test_both_modules()
{
	load_flexnic
	follow "$module" --
	network prod
	v port add eth1 speed 1G
	v port del eth1
	wait_for 10 seen 1 '^\[add\] network prod: '
	wait_for 10 seen 1 '^\[add\] eth1: mode mac'
	follow "$module" -- port
	v network set prod private on
	v port add eth1 speed 1G
	v port del eth1
	wait_for 10 seen 1 '^\[del\] eth1'
	expect_no_text network cat "$events"
}

test_events_of_another_netns_are_not_shown()
{
	follow "$module" -j -- switch
	vcctl -n "$world" network add elsewhere
	vcctl -n "$world" network del elsewhere
	v network add prod
	v network del prod
	wait_for 10 seen 1 '"event":"del"'
	expect_eq "$(jq -r .network "$events" | sort -u)" prod
}

# Deaf it would be otherwise, and nobody would know
test_ends_with_the_module()
{
	follow "$module" --
	unload_vbridge
	wait_exit 20 "$monitor"
	expect_text "kernel module vbridge was unloaded" cat "$events.err"
	load_vbridge
}

ktap_setup setup
ktap_main test_text test_json test_mirror_and_protect test_failover \
	test_fdb_on_request test_both_modules \
	test_events_of_another_netns_are_not_shown test_ends_with_the_module
