#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: cpus=1 timeout=180
#
# Several changes in one request: all of them or none.
#
#	s1 eth0 === s1 +---------+ up1 ===== in1
#	s2 eth0 === s2 | vbridge |
#	s3 eth0 === s3 +---------+ up2 ===== in2
#
source "$(dirname "$0")/../lib/ktap.sh"
source "$(dirname "$0")/../lib/net.sh"
source "$(dirname "$0")/../lib/vbridge.sh"

setup()
{
	require_root
	require_cmd jq
	require_module vbridge
	load_vbridge
	servers_up s1=192.0.2.1 s2=192.0.2.2 s3=192.0.2.3
	upstream_up 2 10
}

# all there is to see of the switch, but what traffic changes
_state()
{
	v -j topology | jq -cS 'walk(if type == "object" then
		del(.stats, .macs, .unknown_tag, .failovers) else . end)'
	v -j protect show
	ip -n "$module" -d -j link show | jq -c '[.[] | {ifname, master, link_type}]'
	bridge -n "$module" fdb show | grep -F static | sort
}

_clear()
{
	local name

	for name in $(v -j uplinkset show | jq -r '.[].uplinkset'); do
		v uplinkset del "$name"
	done
	for name in $(v -j network show | jq -r '.[].network'); do
		v network del "$name"
	done
}

# _refused TEXT: the batch on stdin fails with TEXT and changes nothing
_refused()
{
	local before file

	file=$(mktemp)
	defer rm -f "$file"
	cat >"$file"
	before=$(_state)
	expect_fail_text "$1" v batch "$file"
	expect_rc 2 v batch "$file"
	expect_eq "$(_state)" "$before" "state of the switch"
}

test_all_at_once()
{
	v batch - <<-END
		network add prod
		network add mgmt private on ageing 20
		connection add s1 network prod
		connection add s2 network prod lock ${server_mac[s2]}
		connection add s3 network mgmt vlan 5
		uplinkset add up ports up1:1,up2:2 networks prod:vlan10,mgmt:native
		connection set s1 storm broadcast 100pps
	END
	defer _clear
	expect_ok pings "${server[s1]}" 192.0.2.2
	expect_eq "$(uset_json up '[.networks[].network] | sort | join(" ")')" \
		"mgmt prod" "networks of the set"
	expect_eq "$(conn_json "$(conn_of s1 prod)" .storm.broadcast.pps)" 100 "limit"
	expect_eq "$(network_json mgmt .ageing)" 20 "ageing"
}

test_none()
{
	_refused "There is no such uplink set" <<-END
		network add prod
		network add mgmt
		connection add s1 network prod
		connection add s2 network mgmt vlan 9
		uplinkset add up ports up1,up2 networks prod:vlan10
		uplinkset del other
	END
	expect_eq "$(v -j network show)" "[]" "networks"
}

# what was there before is as it was
test_the_way_back()
{
	v network add prod
	v network add old
	defer _clear
	v connection add s1 network prod
	v connection add s2 network prod lock "${server_mac[s2]}" \
		storm unknown 10pps mac-limit 7
	v connection add s3 network old vlan 5
	v connection add s3 network prod
	v uplinkset add up ports up1:1,up2:2 networks prod:vlan10
	v fdb add 02:00:00:00:00:99 network prod connection "$(conn_of s2 prod)"
	_refused "The port is on the network already" <<-END
		network set prod private on ageing 77
		connection set s2 lock off storm unknown 5mbit mac-limit 3 flood off
		connection del s3 vlan 5
		network add new
		connection add s3 network new vlan 5
		connection del s1
		connection add s1 network new
		uplinkset set up add-network old:vlan11 del-port up2 hold-down 5
		network del old
		connection add s2 network prod vlan 8
	END
	expect_ok pings "${server[s1]}" 192.0.2.2
}

# networks change places, and nobody is without one meanwhile
test_swap()
{
	v batch - <<-END
		network add red
		network add blue
		connection add s1 network red
		connection add s2 network red
		connection add s3 network blue
	END
	defer _clear
	expect_ok pings "${server[s1]}" 192.0.2.2
	v batch - <<-END
		connection del s2
		connection del s3
		connection add s2 network blue
		connection add s3 network red
	END
	expect_ok pings "${server[s1]}" 192.0.2.3
	expect_fail in_ns "${server[s1]}" ping -n -q -c 1 -W 1 192.0.2.2
}

# A network whose servers' links follow its uplinks wants a port for itself, which it
# is once the other connection has gone
test_to_a_smartlink_network()
{
	ip -n "$module" link add d0 type dummy
	defer ip -n "$module" link del d0
	ip -n "$module" link set d0 up
	v network add red
	v network add smart smartlink on
	v connection add d0 network red
	defer _clear
	_refused "SmartLink needs ports that are on no other network" <<-END
		connection add d0 network smart vlan 5
	END
	v batch - <<-END
		connection del d0
		connection add d0 network smart
	END
	expect_eq "$(v -j connection show | jq -r '.[].network')" smart
	# ... and back, by a batch that is taken back first
	_refused "no such network in this" <<-END
		connection del d0
		connection add d0 network red
		connection add s2 network nosuch
	END
	v batch - <<-END
		connection del d0
		connection add d0 network red
	END
	expect_eq "$(v -j connection show | jq -r '.[].network')" red
}

test_deleted_is_deleted()
{
	v network add prod
	defer _clear
	v connection add s1 network prod
	_refused "already" <<-END
		network del prod
		network del prod
	END
	_refused "no such connection" <<-END
		network del prod
		connection del s1
	END
	_refused "no such connection" <<-END
		connection del s1
		connection del s1
	END
	v batch - <<-END
		connection del s1
		network del prod
	END
	expect_eq "$(v -j network show)" "[]" "networks"
	expect_eq "$(v -j connection show)" "[]" "connections"
}

ktap_setup setup
ktap_main test_all_at_once test_none test_the_way_back test_swap \
	test_to_a_smartlink_network test_deleted_is_deleted
