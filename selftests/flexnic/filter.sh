#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: cpus=1 timeout=600
#
# What a FlexNIC wants to receive reaches it and no other, and the port lets in
# as much as that needs: unicast and multicast filters, promiscuous and
# all-multicast counts. In mode mac, where nothing but addresses counts.
#
#	blade: eth0-a .. eth0-d on eth0 ==== eth1: module
#	                                       far ends of a and b, macvlans
#
source "$(dirname "$0")/../lib/ktap.sh"
source "$(dirname "$0")/../lib/net.sh"
source "$(dirname "$0")/../lib/flexnic.sh"

# in no bucket of the FlexNICs' multicast filters with broadcast or all-hosts
GROUP=239.1.2.3
GROUP_MAC=01:00:5e:01:02:03
NOBODY=02:00:00:00:00:99

# IPv6 joins groups of its own that may share a bucket with ours
setup()
{
	require_root
	require_cmd tcpdump jq python3
	load_flexnic
	blade_setup mac
	in_ns "$blade" sysctl -q net.ipv6.conf.all.disable_ipv6=1
	far_end a b
}

# ---- what the port lets in --------------------------------------------------

# "PROMISCUITY ALLMULTI" of the port
_counts()
{
	echo "$(dev_detail "$blade" eth0 promiscuity)" \
		"$(dev_detail "$blade" eth0 allmulti)"
}

_set()
{
	ip -n "$blade" link set "$@"
}

_expect_counts()
{
	expect_eq "$(_counts)" "$1" "promiscuity and allmulti of the port, $2"
}

# A veth has no unicast filter: the core makes it promiscuous, once, as long as
# any FlexNIC is up. That is the 1 that is there at first.
test_counts_come_and_go()
{
	defer _set eth0-a promisc off allmulticast off
	defer _set eth0-b promisc off allmulticast off
	_expect_counts "1 0" "at first"
	_set eth0-a promisc on
	_expect_counts "2 0" "a promiscuous"
	_set eth0-a allmulticast on
	_set eth0-b promisc on allmulticast on
	_expect_counts "3 2" "all on"
	_set eth0-a down
	_expect_counts "2 1" "a down"
	_set eth0-b down
	_expect_counts "0 0" "both down"
	_set eth0-a up
	_set eth0-b up
	_expect_counts "3 2" "both up again"
	_set eth0-a promisc off allmulticast off
	_set eth0-b promisc off allmulticast off
	_expect_counts "1 0" "all off"
}

test_counts_return_with_port()
{
	blade_setup mac
	_set eth0 promisc on
	_set eth0-a promisc on allmulticast on up
	_set eth0-b promisc on
	_expect_counts "3 1" "a promiscuous, b too but down"
	vcctl -n "$blade" port del eth0
	_expect_counts "1 0" "no port any more"
}

# the port's unicast filter
_lets_in()
{
	bridge -n "$blade" fdb show dev eth0 | grep -q "^$1 .*self"
}

test_unicast_filter()
{
	local mac

	mac=$(dev_mac "$blade" eth0-c)
	expect_fail _lets_in "$mac"
	_set eth0-c up
	expect_ok _lets_in "$mac"
	_set eth0-c address 02:00:00:00:00:0c
	defer _set eth0-c down
	defer _set eth0-c address "$mac"
	expect_fail _lets_in "$mac"
	expect_ok _lets_in 02:00:00:00:00:0c
	_set eth0-c down
	expect_fail _lets_in 02:00:00:00:00:0c
}

_lets_group_in()
{
	ip -n "$blade" maddr show dev eth0 | grep -q "$GROUP_MAC"
}

test_multicast_filter()
{
	expect_fail _lets_group_in
	ip -n "$blade" maddr add "$GROUP_MAC" dev eth0-a
	defer ip -n "$blade" maddr del "$GROUP_MAC" dev eth0-a
	expect_ok _lets_group_in
	_set eth0-a down
	expect_fail _lets_group_in
	_set eth0-a up
	expect_ok _lets_group_in
	ip -n "$blade" maddr del "$GROUP_MAC" dev eth0-a
	expect_fail _lets_group_in
}

# ---- what reaches whom ------------------------------------------------------

# watch VAR SLOT FILTER...: into the file named in VAR comes what the FlexNIC
# receives of FILTER, and pings, without the capture making it promiscuous
watch()
{
	local -n _pcap=$1
	local slot=$2

	shift 2
	_pcap=$(mktemp)
	defer rm -f "$_pcap" "$_pcap.err"
	capture "$blade" "eth0-$slot" "$_pcap" -p icmp or "$@"
}

_frames()
{
	(($(capture_count "$@") > 0))
}

expect_some()
{
	wait_for 10 _frames "$@"
}

# expect_none SLOT FILE FILTER...: what came before a ping to SLOT and a broadcast is
# in FILE by the time that both are
expect_none()
{
	local slot=$1 file=$2

	shift 2
	expect_ok ping_far "$slot" -c 1
	wait_for 10 _frames "$file" icmp and host "${far_ip[$slot]}" \
		and host "${flexnic_ip[$slot]}"
	in_ns "${far[$slot]}" ping -n -q -b -c 1 -W 1 -I far0 255.255.255.255 || true
	wait_for 10 _frames "$file" icmp and ether broadcast
	expect_eq "$(capture_count "$file" "$@")" 0 "frames that reached $slot"
}

_send_to_group()
{
	background in_ns "${far[a]}" ping -n -q -i 0.1 -I far0 "$GROUP"
}

# The far end keeps sending to an address that nobody answers for
_send_to_mac()
{
	ip -n "${far[a]}" neigh replace 198.18.1.99 dev far0 \
		lladdr "$1" nud permanent
	background in_ns "${far[a]}" ping -n -q -i 0.1 198.18.1.99
}

# A program of the server joins, and gets what the far end sends
join_and_receive()
{
	in_ns "$blade" python3 - "$GROUP" "${flexnic_ip[a]}" <<-'END'
		import socket
		import sys

		group, address = map(socket.inet_aton, sys.argv[1:3])
		sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
		sock.bind(("", 9999))
		sock.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP,
		                group + address)
		sock.settimeout(20)
		print(sock.recv(64).decode())
	END
}

_say_to_group()
{
	local words='while echo hello >/dev/udp/0/9999; do read -rt 0.1 <> <(:) || :; done'

	background in_ns "${far[a]}" bash -c "${words/udp\/0/udp/$GROUP}"
}

test_socket_joins_group()
{
	local others

	ip -n "${far[a]}" route add "$GROUP" dev far0
	defer ip -n "${far[a]}" route del "$GROUP"
	watch others b ether dst "$GROUP_MAC"
	_say_to_group
	expect_text hello join_and_receive
	expect_none b "$others" ether dst "$GROUP_MAC"
}

test_group_reaches_joined_only()
{
	local joined others

	ip -n "$blade" maddr add "$GROUP_MAC" dev eth0-a
	defer ip -n "$blade" maddr del "$GROUP_MAC" dev eth0-a
	watch joined a ether dst "$GROUP_MAC"
	watch others b ether dst "$GROUP_MAC"
	_send_to_group
	expect_some "$joined" ether dst "$GROUP_MAC"
	expect_none b "$others" ether dst "$GROUP_MAC"
}

test_allmulti_gets_any_group()
{
	local all others

	_set eth0-b allmulticast on
	defer _set eth0-b allmulticast off
	watch all b ether dst "$GROUP_MAC"
	watch others a ether dst "$GROUP_MAC"
	_send_to_group
	expect_some "$all" ether dst "$GROUP_MAC"
	expect_none a "$others" ether dst "$GROUP_MAC"
}

test_promiscuous_gets_nobodys()
{
	local all others

	_set eth0-b promisc on
	defer _set eth0-b promisc off
	watch all b ether dst "$NOBODY"
	watch others a ether dst "$NOBODY"
	_send_to_mac "$NOBODY"
	expect_some "$all" ether dst "$NOBODY"
	expect_none a "$others" ether dst "$NOBODY"
}

# As a hypervisor gives it to a guest's NIC
test_second_unicast_address()
{
	local owner others

	bridge -n "$blade" fdb add "$NOBODY" dev eth0-a self permanent
	defer bridge -n "$blade" fdb del "$NOBODY" dev eth0-a self
	expect_ok _lets_in "$NOBODY"
	_set eth0-b promisc on
	defer _set eth0-b promisc off
	watch owner a ether dst "$NOBODY"
	watch others b ether dst "$NOBODY"
	_send_to_mac "$NOBODY"
	expect_some "$owner" ether dst "$NOBODY"
	expect_none b "$others" ether dst "$NOBODY"
	bridge -n "$blade" fdb del "$NOBODY" dev eth0-a self
	expect_fail _lets_in "$NOBODY"
}

test_broadcast_reaches_all()
{
	local at_a at_b

	watch at_a a ether broadcast
	watch at_b b ether broadcast
	background in_ns "${far[a]}" ping -n -q -b -i 0.1 255.255.255.255 -I far0
	expect_some "$at_a" ether broadcast
	expect_some "$at_b" ether broadcast
}

test_counts_as_at_first()
{
	_expect_counts "1 0" "after all"
	expect_ok dmesg_clean
}

dmesg_mark
ktap_setup setup
ktap_main test_counts_come_and_go test_counts_return_with_port \
	test_unicast_filter test_multicast_filter test_socket_joins_group \
	test_group_reaches_joined_only test_allmulti_gets_any_group \
	test_promiscuous_gets_nobodys test_second_unicast_address \
	test_broadcast_reaches_all test_counts_as_at_first
