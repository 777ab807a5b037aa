#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: cpus=1 timeout=600
#
# Other devices on top of FlexNICs: VLANs, a bridge with guests behind it,
# macvlans, and a bond of two FlexNICs of two ports. The first three in each
# mode in which they differ, on one blade per mode:
#
#	blade: eth0-a .. eth0-d on eth0 ==== eth1: module
#	                                       far ends of a and b
#
# The bond has a module that is one switch behind two wires:
#
#	blade: bond0 +- eth0-a on eth0 ==== eth1 -+ br0: module
#	             +- eth2-a on eth2 ==== eth3 -+
#
source "$(dirname "$0")/../lib/ktap.sh"
source "$(dirname "$0")/../lib/net.sh"
source "$(dirname "$0")/../lib/flexnic.sh"

setup()
{
	local mode

	require_root
	require_cmd tcpdump jq
	require_module 8021q bridge macvlan bonding
	load_flexnic
	for mode in mac vlan channel; do
		blade_setup "$mode"
		far_end a b
		blade_save "$mode"
	done
}

# address NS DEV ADDRESS: and up
address()
{
	ip -n "$1" addr add "$3/24" dev "$2"
	ip -n "$1" link set "$2" up
	wait_link_up "$1" "$2"
}

reaches()
{
	in_ns "$1" ping -n -q -c 1 -W 1 "$2"
}

# ---- VLANs ------------------------------------------------------------------

_vlan_seven_at_both_ends()
{
	ip -n "$blade" link add link eth0-a name eth0-a.7 type vlan id 7
	defer ip -n "$blade" link del eth0-a.7
	ip -n "${far[a]}" link add link far0 name far0.7 type vlan id 7
	defer ip -n "${far[a]}" link del far0.7
	address "$blade" eth0-a.7 198.18.7.1
	address "${far[a]}" far0.7 198.18.7.2
}

# The tags of every frame from the outside in, each sort of frame once:
# "88a8 101 > 8100 7"
_tags()
{
	tcpdump -n -e -r "$1" 2>/dev/null | awk '{
		tags = ""
		while (match($0, /0x(88a8|8100)\)[^(]*vlan [0-9]+/)) {
			tag = substr($0, RSTART, RLENGTH)
			$0 = substr($0, RSTART + RLENGTH)
			vid = tag
			sub(/.*vlan /, "", vid)
			tags = tags (tags ? " > " : "") substr(tag, 3, 4) " " vid
		}
		print tags
	}' | sort -u
}

# test_vlan MODE FILTER TAGS: what FILTER finds at the module has these tags
test_vlan()
{
	local pcap

	blade_use "$1"
	_vlan_seven_at_both_ends
	wait_for 10 reaches "$blade" 198.18.7.2
	pcap=$(mktemp)
	defer rm -f "$pcap" "$pcap.err"
	# shellcheck disable=SC2086
	capture "$module" eth1 "$pcap" $2
	wait_for 10 reaches "$blade" 198.18.7.2
	wait_for 10 _both_ways "$pcap"
	capture_stop "$BG_PID"
	expect_eq "$(_tags "$pcap")" "$3" "tags"
}

_both_ways()
{
	(($(capture_count "$1") >= 2))
}

# ---- a bridge ---------------------------------------------------------------

# A guest behind a bridge on FlexNIC b, with an address of its own
_guest_behind_bridge()
{
	ns_new guest
	ip -n "$blade" link add br0 type bridge
	defer ip -n "$blade" link del br0
	ip -n "$blade" link add veth0 type veth peer name eth0 netns "$guest"
	defer ip -n "$blade" link del veth0
	ip -n "$blade" addr flush dev eth0-b
	ip -n "$blade" link set eth0-b master br0
	ip -n "$blade" link set veth0 up master br0
	ip -n "$blade" link set br0 up
	address "$guest" eth0 "${flexnic_ip[b]}"
}

_port_promiscuity()
{
	dev_detail "$blade" eth0 promiscuity
}

test_bridge()
{
	local guest promiscuity

	blade_use "$1"
	promiscuity=$(_port_promiscuity)
	_guest_behind_bridge
	expect_eq "$(_port_promiscuity)" $((promiscuity + 1)) promiscuity
	wait_for 10 reaches "$guest" "${far_ip[b]}"
	wait_for 10 reaches "${far[b]}" "${flexnic_ip[b]}"
	expect_ok ping_far a -c 1
	ip -n "$blade" link set eth0-b nomaster
	expect_eq "$(_port_promiscuity)" "$promiscuity" promiscuity
}

# ---- macvlan ----------------------------------------------------------------

test_macvlan()
{
	local guest promiscuity

	blade_use "$1"
	promiscuity=$(_port_promiscuity)
	ns_new guest
	ip -n "$blade" link add link eth0-a netns "$guest" name mv0 \
		type macvlan mode bridge
	address "$guest" mv0 198.18.1.9
	wait_for 10 reaches "$guest" "${far_ip[a]}"
	wait_for 10 reaches "${far[a]}" 198.18.1.9
	expect_ok ping_far a -c 1
	expect_eq "$(_port_promiscuity)" "$promiscuity" promiscuity
}

# ---- a bond -----------------------------------------------------------------

# second_wire_with_switch: the module forwards between both wires
_second_wire_with_switch()
{
	ip -n "$blade" link add eth2 type veth peer name eth3 netns "$module"
	ip -n "$blade" link set eth2 up
	ip -n "$module" link add br0 type bridge
	ip -n "$module" link set eth1 master br0
	ip -n "$module" link set eth3 up master br0
	address "$module" br0 198.18.5.2
	wait_link_up "$module" eth3
}

_bond_of_a()
{
	ip -n "$blade" link add bond0 type bond mode active-backup miimon 50
	ip -n "$blade" link set eth0-a master bond0
	ip -n "$blade" link set eth2-a master bond0
	address "$blade" bond0 198.18.5.1
}

_active_is()
{
	in_ns "$blade" grep -q "^Currently Active Slave: $1$" \
		/proc/net/bonding/bond0
}

_wire()
{
	ip -n "$module" link set "$1" "$2"
}

_received()
{
	dev_stat "$blade" "$1" rx_packets
}

_receives_more_than()
{
	(($(_received "$1") > $2))
}

# Traffic goes on over the other port when the module takes one away
test_bond_fails_over()
{
	local before

	blade_setup mac count 1
	_second_wire_with_switch
	vcctl -n "$blade" port add eth2 count 2
	_bond_of_a
	wait_for 10 _active_is eth0-a
	wait_for 10 reaches "$blade" 198.18.5.2
	background in_ns "$module" ping -n -q -i 0.1 198.18.5.1

	_wire eth1 down
	wait_for 10 _active_is eth2-a
	before=$(_received eth2-a)
	wait_for 10 _receives_more_than eth2-a $((before + 10))
	wait_for 10 reaches "$blade" 198.18.5.2

	_wire eth1 up
	wait_link_up "$blade" eth0-a
	_wire eth3 down
	wait_for 10 _active_is eth0-a
	before=$(_received eth0-a)
	wait_for 10 _receives_more_than eth0-a $((before + 10))
	wait_for 10 reaches "$blade" 198.18.5.2
}

# So does the administrative link, which is how a blade learns of it
test_bond_fails_over_by_link()
{
	blade_setup mac count 1
	_second_wire_with_switch
	vcctl -n "$blade" port add eth2 count 2
	_bond_of_a
	wait_for 10 _active_is eth0-a
	vcctl -n "$blade" flexnic set eth0-a link off
	wait_for 10 _active_is eth2-a
	wait_for 10 reaches "$blade" 198.18.5.2
}

test_no_kernel_reports()
{
	expect_ok dmesg_clean
}

dmesg_mark
ktap_setup setup
ktap_add -n vlan_in_channel test_vlan channel "vlan 101 and vlan 7" \
	"88a8 101 > 8100 7"
ktap_add -n vlan_in_vlan test_vlan vlan "vlan 201 and vlan 7" \
	"8100 201 > 8100 7"
ktap_add -n vlan_in_mac test_vlan mac "vlan 7" "8100 7"
ktap_add -n bridge_in_channel test_bridge channel
ktap_add -n bridge_in_vlan test_bridge vlan
ktap_add -n bridge_in_mac test_bridge mac
ktap_add -n macvlan_in_mac test_macvlan mac
ktap_main test_bond_fails_over test_bond_fails_over_by_link \
	test_no_kernel_reports
