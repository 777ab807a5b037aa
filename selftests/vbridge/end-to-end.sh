#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: cpus=1 timeout=600
#
# From a server to the data centre's network and back: who reaches whom, and
# what is on the wires between them.
#
#	blade                  module (vbridge)              upstream
#	eth0-a --+             +- na --+                 +-- far a  VLAN 10
#	eth0-b --+  channels   +- nb --+  VLANs 10 20 30 +-- far b  VLAN 20
#	eth0-c --+== eth0=eth1=+- nc --+= up1 ====== in1=+-- far c  VLAN 30
#	eth0-d --+             +- nd --+  d untagged     +-- far d  no tag
#
# or, for all that one FlexNIC could not do, servers with ports of their own;
# see selftests/lib/vbridge.sh.
#
source "$(dirname "$0")/../lib/ktap.sh"
source "$(dirname "$0")/../lib/net.sh"
source "$(dirname "$0")/../lib/flexnic.sh"
source "$(dirname "$0")/../lib/vbridge.sh"

slots=(a b c d)
# what reaches a group, and a host that does not exist
GROUP=01:00:5e:01:02:03
NOBODY=02:ff:00:00:00:01
declare -A home_mac

setup()
{
	require_root
	require_cmd iperf3 jq tcpdump
	load_flexnic
	load_vbridge
}

# ---- four FlexNICs, four networks -------------------------------------------

# start [ARGS...]: as those of `vcctl port add`
start()
{
	local slot

	blade_setup channel "$@"
	own_ns "${slots[@]}"
	upstream_up 1 10 20 30
	for slot in "${slots[@]}"; do
		v network add "n$slot"
		v connection add eth1 network "n$slot" \
			channel "${flexnic_vid[$slot]}" proto "$blade_proto"
		address_add "${home[$slot]}" "${flexnic[$slot]}" \
			"${flexnic_ip[$slot]}"
		home_mac[$slot]=$(flexnic_json "$slot" .mac)
	done
	v uplinkset add U ports up1 networks na:vlan10,nb:vlan20,nc:vlan30,nd:native
	far_up a=198.18.1.2 10
	far_up b=198.18.2.2 20
	far_up c=198.18.3.2 30
	far_up d=198.18.4.2 1
	for slot in "${slots[@]}"; do
		wait_for 20 answers "$slot"
	done
}

# chatter NS DEV MAC: broadcast, multicast and unicast that nobody expects
chatter()
{
	local dest

	for dest in ff:ff:ff:ff:ff:ff "$GROUP" "$NOBODY"; do
		frames "$1" -n 3 -i 1000 -s "$3" -d "$dest" "$2"
	done
}

all_talk()
{
	local slot

	for slot in "${slots[@]}"; do
		chatter "${home[$slot]}" "${flexnic[$slot]}" "${home_mac[$slot]}"
		chatter "${far[$slot]}" far0 "${far_mac[$slot]}"
		ping_far "$slot"
	done
}

# heard NAME MAC: all three kinds from there, and each once
heard()
{
	local dest

	for dest in ff:ff:ff:ff:ff:ff "$GROUP" "$NOBODY"; do
		wait_for 10 captured "$1" \
			"ether src $2 and ether dst $dest"
		in_capture "$1" 3 3 "ether proto 0x9950 and \
			ether src $2 and ether dst $dest"
	done
}

deaf_to_others()
{
	local slot other end filter

	for slot in "${slots[@]}"; do
		filter=''
		for other in "${slots[@]}"; do
			[[ $other != "$slot" ]] || continue
			filter+="${filter:+ or }ether host ${home_mac[$other]}"
			filter+=" or ether host ${far_mac[$other]}"
		done
		for end in home far; do
			in_capture "$end-$slot" 0 0 "$filter"
		done
	done
}

# on_wire NAME MAC TAG: all from there has the tag, TPID and VID as in the frame
on_wire()
{
	local tag="ether[12:2] == 0x${3%:*} and ether[14:2] & 0xfff == ${3#*:}"

	in_capture "$1" 9 999 "ether src $2 and $tag"
	in_capture "$1" 0 0 "ether src $2 and not ($tag)"
}

captures_begin()
{
	local slot

	for slot in "${slots[@]}"; do
		capture_as "home-$slot" "${home[$slot]}" "${flexnic[$slot]}"
		capture_as "far-$slot" "${far[$slot]}" far0
	done
	capture_as wire "$module" eth1
	capture_as uplink "$upstream" in1
}

wires_carry_tags()
{
	local slot tpid=88a8
	local -A vlan=([a]=10 [b]=20 [c]=30)

	[[ $blade_proto != 802.1Q ]] || tpid=8100
	for slot in "${slots[@]}"; do
		on_wire wire "${home_mac[$slot]}" "$tpid:${flexnic_vid[$slot]}"
		on_wire wire "${far_mac[$slot]}" "$tpid:${flexnic_vid[$slot]}"
	done
	for slot in a b c; do
		on_wire uplink "${home_mac[$slot]}" "8100:${vlan[$slot]}"
	done
	in_capture uplink 9 999 "ether src ${home_mac[d]}"
	in_capture uplink 0 0 "vlan and ether src ${home_mac[d]}"
}

test_flexnics()
{
	local slot

	start "$@"
	captures_begin
	all_talk
	for slot in "${slots[@]}"; do
		heard "far-$slot" "${home_mac[$slot]}"
		heard "home-$slot" "${far_mac[$slot]}"
	done
	deaf_to_others
	wires_carry_tags
}

# Large packets across channel and VLAN stay large and arrive sound: TCP would
# not come far with wrong checksums
test_gso_of_flexnics()
{
	local conn

	start
	conn=$(conn_of eth1 na)
	moves_gso "${home[a]}" "${far[a]}" "${far_ip[a]}" "$conn" \
		"$(conn_of up1 na)"
}

# moves_gso CLIENT SERVER ADDRESS CONN...: both ways
moves_gso()
{
	local from=$1 to=$2 address=$3 report conn

	shift 3
	report=$(mktemp)
	defer rm -f "$report"
	iperf3_server "$to"
	iperf3_client "$from" "$report" -c "$address" -n 20M
	expect_between "$(iperf3_bytes "$report")" 5e6 25e6 "bytes"
	iperf3_client "$from" "$report" -c "$address" -n 20M -R
	for conn; do
		diag "$(conn_json "$conn" '"connection \(.id): bytes a frame " +
			"in \(.stats.rx_bytes / .stats.rx_packets | round) " +
			"out \(.stats.tx_bytes / .stats.tx_packets | round)"')"
		# acknowledgements are counted as well
		expect_between "$(conn_json "$conn" '.stats |
			(.rx_bytes + .tx_bytes) / (.rx_packets + .tx_packets)')" \
			6000 65536 "bytes a frame"
	done
}

# ---- tags -------------------------------------------------------------------

# two_servers: s1 and s2, one uplink with VLANs 10 and 20, networks red and blue
two_servers()
{
	servers_up s1 s2
	upstream_up 1 10 20
	v network add red
	v network add blue
}

far_red_and_blue()
{
	far_up r=198.18.1.9 10
	far_up b=198.18.2.9 20
}

# VIDs are local to their port: the same one is red here and blue there
test_vlan_mapping()
{
	two_servers
	v connection add s1 network red vlan 7
	v connection add s1 network blue vlan 8
	v connection add s2 network red vlan 8
	v connection add s2 network blue vlan 7
	v uplinkset add U ports up1 networks red:vlan10,blue:vlan20
	far_red_and_blue
	vlan_up "${server[s1]}" 7 198.18.1.1
	vlan_up "${server[s1]}" 8 198.18.2.1
	vlan_up "${server[s2]}" 8 198.18.1.2
	vlan_up "${server[s2]}" 7 198.18.2.2
	capture_as s1 "$module" s1
	capture_as s2 "$module" s2
	capture_as uplink "$upstream" in1
	pings "${server[s1]}" 198.18.1.2
	pings "${server[s1]}" 198.18.2.2
	pings "${server[s1]}" 198.18.1.9
	pings "${server[s2]}" 198.18.2.9
	has_tag s1 7 198.18.1.0/24
	has_tag s2 8 198.18.1.0/24
	has_tag uplink 10 198.18.1.0/24
	has_tag s1 8 198.18.2.0/24
	has_tag s2 7 198.18.2.0/24
	has_tag uplink 20 198.18.2.0/24
	moves_gso "${server[s1]}" "${server[s2]}" 198.18.1.2 \
		"$(conn_of s1 red)" "$(conn_of s2 red)"
}

# has_tag NAME VID NET: whatever is of that net has that one tag
has_tag()
{
	wait_for 10 captured "$1" "vlan $2 and icmp and net $3"
	in_capture "$1" 0 0 "net $3"
	in_capture "$1" 0 0 "vlan and net $3 and not ether[14:2] & 0xfff == $2"
}

test_vlan_in_channel()
{
	two_servers
	v connection add s1 network red channel 100 vlan 7
	v connection add s1 network blue channel 101 vlan 7
	v connection add s2 network red
	v uplinkset add U ports up1 networks red:vlan10,blue:vlan20
	far_red_and_blue
	vlan_up "${server[s1]}" 100 '' eth0 802.1ad
	vlan_up "${server[s1]}" 101 '' eth0 802.1ad
	vlan_up "${server[s1]}" 7 198.18.1.1 eth0.100
	vlan_up "${server[s1]}" 7 198.18.2.1 eth0.101
	address_add "${server[s2]}" eth0 198.18.1.2
	capture_as s1 "$module" s1
	pings "${server[s1]}" 198.18.1.2
	pings "${server[s1]}" 198.18.1.9
	pings "${server[s1]}" 198.18.2.9
	wait_for 10 captured s1 \
		"ether[12:2] == 0x88a8 and ether[14:2] & 0xfff == 100 and \
		 ether[16:4] == 0x81000007 and ether src ${far_mac[r]}"
	moves_gso "${server[s1]}" "${server[s2]}" 198.18.1.2 \
		"$(conn_of s1 red)" "$(conn_of s2 red)"
}

# Untagged frames beside tagged ones; with a VID, those of it too
test_native()
{
	two_servers
	v connection add s1 network red native 5
	v connection add s1 network blue vlan 7
	v connection add s2 network red native
	v uplinkset add U ports up1 networks red:native,blue:vlan20
	far_up r=198.18.1.9 1
	far_up b=198.18.2.9 20
	address_add "${server[s1]}" eth0 198.18.1.1
	address_add "${server[s2]}" eth0 198.18.1.2
	vlan_up "${server[s1]}" 7 198.18.2.1
	capture_as s2 "$module" s2
	capture_as uplink "$upstream" in1
	pings "${server[s1]}" 198.18.1.2
	pings "${server[s1]}" 198.18.1.9
	pings "${server[s1]}" 198.18.2.9
	has_tag uplink 20 198.18.2.0/24
	in_capture uplink 3 99 "icmp and net 198.18.1.0/24"
	in_capture uplink 0 0 "vlan and net 198.18.1.0/24"
	frames "${server[s1]}" -s "${server_mac[s1]}" -t 8100:0005 -e 9951 eth0
	wait_for 10 captured s2 "ether proto 0x9951"
	# its own VLAN is no native one for s2
	frames "${server[s2]}" -s "${server_mac[s2]}" -t 8100:0005 eth0
	wait_for 10 unknown_tags_are s2 1
}

unknown_tags_are()
{
	(($(unknown_tags "$1") == $2))
}

# tags -> the first bytes behind the addresses, in hexadecimal
declare -A tag_bytes=(
	["-e 9950"]=9950
	["-t 8100:0064"]=81000064
	["-t 8100:6064"]=81006064
	["-t 88a8:0064"]=88a80064
	["-t 88a8:0065 -t 8100:0066"]=88a8006581000066
	["-t 8100:0067 -t 8100:0068"]=8100006781000068
	["-t 8100:0000"]=81000000
)

# Whatever the tags: they arrive as they were sent
test_tunnel()
{
	local tags filter
	# the channel's tag has the priority of what is inside
	local in_channel="ether[12:2] == 0x88a8 and ether[14:2] & 0xfff == 50"

	servers_up s1 s2
	upstream_up 1
	v network add tun tunnel on
	v connection add s1 network tun
	v connection add s2 network tun channel 50
	v uplinkset add U ports up1 networks tun
	capture_as s2 "${server[s2]}" eth0
	capture_as uplink "$upstream" in1
	for tags in "${!tag_bytes[@]}"; do
		# shellcheck disable=SC2086
		frames "${server[s1]}" -s "${server_mac[s1]}" $tags eth0
	done
	for tags in "${!tag_bytes[@]}"; do
		filter=$(bytes_filter "${tag_bytes[$tags]}")
		wait_for 10 captured uplink "$filter"
		in_capture uplink 1 1 "$filter and ether src ${server_mac[s1]}"
		# on the other server's port inside of the channel
		filter=$(bytes_filter "88a80032${tag_bytes[$tags]}")
		filter=${filter/"ether[12:4] == 0x88a80032"/"$in_channel"}
		in_capture s2 1 1 "$filter and ether src ${server_mac[s1]}"
	done
}

# Two servers' own VLANs, one in another, across a tunnel
test_traffic_in_tunnel()
{
	servers_up s1 s2
	v network add tun tunnel on
	v connection add s1 network tun
	v connection add s2 network tun
	both_vlans s1 198.18.1.1 198.18.2.1
	both_vlans s2 198.18.1.2 198.18.2.2
	pings "${server[s1]}" 198.18.1.2
	pings "${server[s1]}" 198.18.2.2
	moves_gso "${server[s1]}" "${server[s2]}" 198.18.1.2 \
		"$(conn_of s1 tun)" "$(conn_of s2 tun)"
	# the segments of what has two tags may be made before the switch
	iperf3_server "${server[s2]}" 5202
	expect_ok in_ns "${server[s1]}" iperf3 -c 198.18.2.2 -p 5202 -n 2M
}

both_vlans()
{
	vlan_up "${server[$1]}" 100 "$2" eth0 802.1ad
	vlan_up "${server[$1]}" 200 "$3" eth0.100
}

# ---- rules ------------------------------------------------------------------

test_private()
{
	servers_up s1=198.18.1.1 s2=198.18.1.2
	upstream_up 1 10
	v network add red private on
	v connection add s1 network red
	v connection add s2 network red
	v uplinkset add U ports up1 networks red:vlan10
	far_up r=198.18.1.9 10
	capture_as s2 "${server[s2]}" eth0
	chatter "${server[s1]}" eth0 "${server_mac[s1]}"
	pings "${server[s1]}" 198.18.1.9
	pings "${server[s2]}" 198.18.1.9
	# not when the switch knows the way, either
	ip -n "${server[s1]}" neigh add 198.18.1.2 dev eth0 \
		lladdr "${server_mac[s2]}"
	expect_fail in_ns "${server[s1]}" ping -n -q -c 3 -i 0.1 -W 1 198.18.1.2
	in_capture s2 0 0 "ether host ${server_mac[s1]}"
	in_capture s2 3 99 "ether src ${far_mac[r]}"
	expect_between "$(conn_drops "$(conn_of s1 red)" nowhere)" 3 99 \
		"drops to another downlink"
	v network set red private off
	pings "${server[s1]}" 198.18.1.2
}

# The priority of the tag that came is that of the tag that goes
test_priority()
{
	two_servers
	v connection add s1 network red vlan 7
	v connection add s2 network red channel 100
	v connection add s2 network blue channel 101 vlan 9
	v uplinkset add U ports up1 networks red:vlan10,blue:vlan20
	capture_as uplink "$upstream" in1
	capture_as s1 "${server[s1]}" eth0
	capture_as s2 "${server[s2]}" eth0
	frames "${server[s1]}" -s "${server_mac[s1]}" -t 8100:a007 -e 9951 eth0
	frames "${server[s2]}" -s "${server_mac[s2]}" -t 88a8:6064 -e 9952 eth0
	frames "${server[s2]}" -s "${server_mac[s2]}" -t 88a8:6065 \
		-t 8100:4009 -e 9953 eth0
	frames "$upstream" -s 02:02:00:00:00:99 -t 8100:e00a -e 9954 in1
	wait_for 10 captured uplink "$(bytes_filter 8100a00a9951)"
	wait_for 10 captured s2 "$(bytes_filter 88a8a0649951)"
	wait_for 10 captured uplink "$(bytes_filter 8100600a9952)"
	wait_for 10 captured s1 "$(bytes_filter 810060079952)"
	# a server's own priority, inside of the channel, is the one that counts
	wait_for 10 captured uplink "$(bytes_filter 810040149953)"
	wait_for 10 captured s1 "$(bytes_filter 8100e0079954)"
	wait_for 10 captured s2 "$(bytes_filter 88a8e0649954)"
}

# What has no connection goes nowhere, and is counted
test_unknown_tags()
{
	local n=0 tags

	two_servers
	v connection add s1 network red vlan 7
	v connection add s1 network blue channel 100
	v connection add s2 network red
	v uplinkset add U ports up1 networks red:vlan10,blue:vlan20
	capture_as s2 "${server[s2]}" eth0
	capture_as uplink "$upstream" in1
	for tags in "" "-t 8100:0008" "-t 8100:0064" "-t 88a8:0007" \
		"-t 88a8:0065" "-t 88a8:0064 -t 8100:0007" "-t 8100:0000"; do
		# shellcheck disable=SC2086
		frames "${server[s1]}" -s "${server_mac[s1]}" $tags eth0
		wait_for 10 unknown_tags_are s1 $((++n))
	done
	frames "${server[s1]}" -s "${server_mac[s1]}" -t 8100:0007 -e 9951 eth0
	wait_for 10 captured s2 "ether proto 0x9951"
	wait_for 10 captured uplink "vlan and ether proto 0x9951"
	in_capture s2 0 0 "ether proto 0x9950"
	in_capture uplink 1 1 "ether src ${server_mac[s1]}"
	expect_eq "$(unknown_tags s2)" 0 "frames without connection on s2"
	# an untagged connection takes what has a priority and no VLAN
	v network add green
	v connection add s1 network green
	v connection add s2 network green vlan 5
	frames "${server[s1]}" -s "${server_mac[s1]}" -t 8100:a000 -e 9952 eth0
	wait_for 10 captured s2 "$(bytes_filter 8100a0059952)"
	expect_eq "$(unknown_tags s1)" "$n" "frames without connection on s1"
}

# 01:80:c2:00:00:00 to 0f end at the port, where LLDP and LACP wait for them
test_link_local()
{
	local digit heard

	heard=$(mktemp)
	defer rm -f "$heard"
	servers_up s1 s2
	v network add red
	v connection add s1 network red
	v connection add s2 network red
	capture_as s2 "${server[s2]}" eth0
	frames_listen "$module" "$heard" -e 9950 s1
	for digit in 0 1 2 3 4 5 6 7 8 9 a b c d e f; do
		frames "${server[s1]}" -s "${server_mac[s1]}" \
			-d "01:80:c2:00:00:0$digit" eth0
	done
	frames "${server[s1]}" -s "${server_mac[s1]}" -d 01:80:c2:00:00:10 \
		-e 9951 eth0
	wait_for 10 captured s2 "ether proto 0x9951"
	in_capture s2 0 0 "ether proto 0x9950"
	stop "$BG_PID"
	expect_text "received 16" cat "$heard"
}

# What a server sends beyond the MTU of another's port is not cut
test_too_long()
{
	local conn

	servers_up s1=198.18.1.1 s2=198.18.1.2
	v network add red
	v connection add s1 network red
	conn=$(conn_new s2 network red)
	pings "${server[s1]}" 198.18.1.2
	ip -n "${server[s1]}" link set eth0 mtu 9000
	ip -n "$module" link set s1 mtu 9000
	expect_eq "$(conn_drops "$conn" too_long)" 0 "frames too long"
	expect_fail in_ns "${server[s1]}" ping -n -q -c 3 -i 0.1 -W 1 -s 1500 \
		-M "do" 198.18.1.2
	expect_eq "$(conn_drops "$conn" too_long)" 3 "frames too long"
	expect_eq "$(v -s -j network show red |
		jq '.[0].stats.drops.too_long')" 3 "frames too long of the network"
	pings "${server[s1]}" 198.18.1.2 -s 1472 -M "do"
	# a tag is not part of it, and GSO packets are as long as their segments
	iperf3_server "${server[s2]}"
	expect_ok in_ns "${server[s1]}" iperf3 -c 198.18.1.2 -n 2M -M 1460
}

# The MTU of a network follows the smallest of its ports
test_mtu_of_network()
{
	servers_up s1 s2
	v network add red
	v connection add s1 network red
	v connection add s2 network red
	ip -n "$module" link set s1 mtu 9000
	expect_eq "$(mtu_of red)" 1500 "MTU of the network"
	ip -n "$module" link set s2 mtu 4000
	expect_eq "$(mtu_of red)" 4000 "MTU of the network"
	v connection del s2
	expect_eq "$(mtu_of red)" 9000 "MTU of the network"
}

mtu_of()
{
	ip -n "$module" -j link show dev "$1" | jq '.[0].mtu'
}

# A host may own an address on a network, count it and capture it
test_host_on_network()
{
	servers_up s1=198.18.1.1 s2
	upstream_up 1 10
	v network add red
	v connection add s1 network red
	v connection add s2 network red vlan 5
	v uplinkset add U ports up1 networks red:vlan10
	far_up r=198.18.1.9 10
	address_add "$module" red 198.18.1.50
	vlan_up "${server[s2]}" 5 198.18.1.3
	capture_as red "$module" red
	pings "$module" 198.18.1.1
	pings "$module" 198.18.1.3
	pings "$module" 198.18.1.9
	pings "${far[r]}" 198.18.1.50
	wait_for 10 captured red "icmp and src 198.18.1.9"
	# promiscuous, it sees what is between others
	pings "${server[s1]}" 198.18.1.9
	wait_for 10 captured red \
		"ether src ${server_mac[s1]} and ether dst ${far_mac[r]}"
	expect_between "$(dev_stat "$module" red tx_packets)" 12 99 "packets sent"
	moves_gso "$module" "${server[s1]}" 198.18.1.1 "$(conn_of s1 red)"
}

ktap_setup setup
ktap_add -n "flexnics" test_flexnics
ktap_add -n "flexnics_with_802_1q_channels" test_flexnics proto 802.1Q \
	a channel 1 b channel 2 c channel 3 d channel 4094
for name in gso_of_flexnics vlan_mapping vlan_in_channel native tunnel \
	traffic_in_tunnel private priority unknown_tags link_local too_long \
	mtu_of_network host_on_network; do
	ktap_add "test_$name"
done
ktap_run
