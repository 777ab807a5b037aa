#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: cpus=1 timeout=600
#
# A FlexNIC is a discrete NIC to whoever uses it: its names, address, MTU,
# features, link, ethtool, statistics and network namespace.
#
#	blade: eth0-a .. eth0-d on eth0 ==== eth1: module
#	                                       far ends of a and b, VLAN devices
#	                                       of channels 101 and 102
#
# Not here: headroom, which nothing shows to user space.
#
source "$(dirname "$0")/../lib/ktap.sh"
source "$(dirname "$0")/../lib/net.sh"
source "$(dirname "$0")/../lib/flexnic.sh"

LINKINFO=$FLEXNIC_ROOT/selftests/lib/linkinfo.py
TRACING=/sys/kernel/tracing

setup()
{
	require_root
	require_cmd iperf3 tcpdump jq ethtool python3
	load_flexnic
	blade_setup channel
	far_end a b
}

# ports FILTER: of `vcctl port show`, by jq
ports()
{
	vcctl -n "$blade" -j port show eth0 | jq -r ".[0] | $1"
}

# attribute NS DEV NAME...: from sysfs, on one line
attribute()
{
	local ns=$1 dev=$2

	shift 2
	# shellcheck disable=SC2016
	in_ns "$ns" sh -c 'cd /sys/class/net/"$0" && cat "$@"' "$dev" "$@" |
		paste -s -d ' '
}

# ---- identity ---------------------------------------------------------------

test_names_and_kind()
{
	expect_eq "$(ip -n "$blade" -d -j link show | jq -c \
		'[.[] | select(.linkinfo.info_kind == "flexnic") |
		  [.ifname, .link]]')" \
		'[["eth0-a","eth0"],["eth0-b","eth0"],["eth0-c","eth0"],["eth0-d","eth0"]]' \
		"FlexNICs and what they are on"
}

# slot, mode (2: channel), VID, tag 0x88a8
test_link_attributes()
{
	expect_eq "$(in_ns "$blade" "$LINKINFO" eth0-a eth0-d)" \
		"eth0-a flexnic 1=0 2=2 3=101 4=34984
eth0-d flexnic 1=3 2=2 3=104 4=34984" "IFLA_INFO_DATA"
}

# In a mode without tags there are no attributes of tags
test_link_attributes_without_tag()
{
	blade_setup mac count 2
	expect_eq "$(in_ns "$blade" "$LINKINFO" eth0-a eth0-b)" \
		"eth0-a flexnic 1=0 2=0
eth0-b flexnic 1=1 2=0" "IFLA_INFO_DATA"
}

_is_local_unicast()
{
	expect_eq $((0x${1%%:*} & 3)) 2 "local and group bit of $1"
}

test_mac_is_local_and_own()
{
	local mac macs

	macs=$(ports '.flexnics[].mac')
	for mac in $macs; do
		_is_local_unicast "$mac"
	done
	expect_eq "$(printf '%s\n' "$macs" "$(dev_mac "$blade" eth0)" |
		sort -u | wc -l)" 5 "number of different addresses"
}

# In whatever mode and whichever number of FlexNICs
test_mac_is_stable()
{
	local before

	blade_setup channel
	before=$(ports '.flexnics[:2][].mac')
	vcctl -n "$blade" port del eth0
	vcctl -n "$blade" port add eth0 mode mac count 2
	expect_eq "$(ports '.flexnics[].mac')" "$before" "addresses"
}

# set_mac ADDRESS: of a. The far end may not take a new address from ARP within
# a second of the last one (locktime): it forgets it.
set_mac()
{
	ip -n "$blade" link set eth0-a address "$1"
	ip -n "${far[a]}" neigh flush dev far0
}

test_mac_is_settable()
{
	local old perm

	read -r old < <(attribute "$blade" eth0-a address)
	perm=$(in_ns "$blade" ethtool -P eth0-a)
	expect_eq "$perm" "Permanent address: $old" "ethtool -P"
	defer set_mac "$old"
	set_mac 02:12:34:56:78:9a
	expect_eq "$(ports '.flexnics[0].mac')" 02:12:34:56:78:9a "vcctl's MAC"
	expect_eq "$(in_ns "$blade" ethtool -P eth0-a)" "$perm" "ethtool -P"
	expect_ok ping_far a -c 1
	expect_fail_text "Another FlexNIC of the port has this address" \
		ip -n "$blade" link set eth0-b address 02:12:34:56:78:9a
}

# ---- MTU, features ----------------------------------------------------------

# mtus WANTED: of a, b and the port
_expect_mtus()
{
	expect_eq "$(in_ns "$blade" cat /sys/class/net/eth0-a/mtu \
		/sys/class/net/eth0-b/mtu /sys/class/net/eth0/mtu |
		paste -s -d ' ')" "$1" "MTU of a, b and port"
}

test_mtu_follows_port()
{
	defer ip -n "$blade" link set eth0 mtu 1500
	_expect_mtus "1500 1500 1500"
	ip -n "$blade" link set eth0-a mtu 1400
	ip -n "$blade" link set eth0 mtu 9000
	_expect_mtus "1400 9000 9000"
	ip -n "$blade" link set eth0 mtu 1300
	_expect_mtus "1300 1300 1300"
	ip -n "$blade" link set eth0 mtu 1500
	_expect_mtus "1500 1500 1500"
}

test_mtu_within_the_ports()
{
	expect_fail ip -n "$blade" link set eth0-a mtu 1501
	expect_ok ip -n "$blade" link set eth0-a mtu 1500
	expect_ok ping_far a -c 1 -s 1472 -M "do"
}

_feature()
{
	in_ns "$blade" ethtool -k "$1" | sed -n "s/^$2: \(on\|off\).*/\1/p"
}

_expect_features()
{
	local dev=$1 feature

	shift
	for feature; do
		expect_eq "${feature%=*}=$(_feature "$dev" "${feature%=*}")" \
			"$feature" "feature of $dev"
	done
}

# Sending is the port's business whatever it can; what it received is as it is
test_features()
{
	_expect_features eth0-a tx-checksumming=on scatter-gather=on \
		tcp-segmentation-offload=on generic-segmentation-offload=on \
		rx-checksumming=on
	defer in_ns "$blade" ethtool -K eth0 gro off rx on tso on
	in_ns "$blade" ethtool -K eth0 gro on rx off tso off
	_expect_features eth0-a rx-checksumming=off \
		generic-receive-offload=on tcp-segmentation-offload=on
	in_ns "$blade" ethtool -K eth0 gro off rx on
	_expect_features eth0-a rx-checksumming=on generic-receive-offload=off
}

# largest_frame FILE: what a capture on eth1 saw
_largest_frame()
{
	tcpdump -n -e -r "$1" 2>/dev/null |
		sed -n 's/.*, length \([0-9]*\): vlan.*/\1/p' | sort -n | tail -n 1
}

# The capture has come to what iperf3 sent
_captured_data()
{
	(($(_largest_frame "$1") >= 1500))
}

# _send_over_a FILE: TCP while a capture of the port's wire goes into FILE
_send_over_a()
{
	local report

	report=$(mktemp)
	defer rm -f "$report" "$1" "$1.err"
	capture "$module" eth1 "$1" -s 64 -c 400 vlan 101 and tcp
	iperf3_client "$blade" "$report" -c "${far_ip[a]}" -n 4M
	wait_for 20 _captured_data "$1"
	capture_stop "$BG_PID"
}

test_large_packets_cross()
{
	local pcap

	pcap=$(mktemp)
	iperf3_far a
	_send_over_a "$pcap"
	expect_between "$(_largest_frame "$pcap")" 16000 66000 "largest frame"
}

# The port's hardware cannot: they are cut behind the qdisc
test_large_packets_are_cut()
{
	local pcap

	pcap=$(mktemp)
	in_ns "$blade" ethtool -K eth0 tso off
	defer in_ns "$blade" ethtool -K eth0 tso on
	iperf3_far a
	_send_over_a "$pcap"
	expect_between "$(_largest_frame "$pcap")" 1500 1518 "largest frame"
}

# ---- link -------------------------------------------------------------------

# "CARRIER OPERSTATE" of eth0-a
_link_is()
{
	[[ $(attribute "$blade" eth0-a carrier operstate) == "$1" ]]
}

test_carrier_follows_port()
{
	defer wait_link_up "$blade" eth0-a
	defer ip -n "$module" link set eth1 up
	wait_for 10 _link_is "1 up"
	ip -n "$module" link set eth1 down
	wait_for 10 _link_is "0 lowerlayerdown"
	ip -n "$module" link set eth1 up
	wait_for 10 _link_is "1 up"
}

test_carrier_follows_ports_state()
{
	defer ip -n "$blade" link set eth0 up
	ip -n "$blade" link set eth0 down
	wait_for 10 _link_is "0 lowerlayerdown"
	ip -n "$blade" link set eth0 up
	wait_for 10 _link_is "1 up"
	wait_for 10 answers a
}

_link()
{
	vcctl -n "$blade" flexnic set eth0-a link "$1"
}

# Frames the FlexNIC let in and out so far, and those it dropped coming in
_let_through()
{
	attribute "$blade" eth0-a statistics/rx_packets statistics/tx_packets
}

_rx_drops()
{
	attribute "$blade" eth0-a statistics/rx_dropped
}

_more_rx_drops()
{
	(($(_rx_drops) >= $1))
}

# The peer goes on sending: it is counted as dropped, and nothing goes out
test_link_off_silences()
{
	local through drops

	defer wait_for 10 answers a
	defer _link on
	background in_ns "${far[a]}" ping -n -q -i 0.01 "${flexnic_ip[a]}"
	wait_for 10 answers a
	_link off
	drops=$(_rx_drops)
	# what was on its way came before what is dropped
	wait_for 10 _more_rx_drops $((drops + 1))
	through=$(_let_through)
	wait_for 10 _more_rx_drops $((drops + 21))
	expect_eq "$(_let_through)" "$through" "frames received and sent"
	expect_eq "$(attribute "$blade" eth0-a carrier)" 0 carrier
	expect_ok ping_far b -c 1
	_link on
	wait_for 10 _link_is "1 up"
	wait_for 10 answers a
}

_disabled_is()
{
	[[ $(attribute "$blade" eth0-c carrier) == "$1" ]]
}

# A FlexNIC whose speed type is disabled has no link
test_disabled_has_no_link()
{
	ip -n "$blade" link set eth0-c up
	wait_for 10 _disabled_is 1
	vcctl -n "$blade" flexnic set eth0-c speed disabled
	defer vcctl -n "$blade" flexnic set eth0-c speed auto
	wait_for 10 _disabled_is 0
	expect_eq "$(ports '.flexnics[2] | [.link, .carrier, .min] | @csv')" \
		"true,false,0" "link, carrier and min"
	vcctl -n "$blade" flexnic set eth0-c speed auto
	wait_for 10 _disabled_is 1
}

_traced()
{
	grep -qE "kfree_skb.*reason: $1" "$TRACING/trace"
}

test_drop_reason()
{
	[[ -d $TRACING/events/skb/kfree_skb ]] ||
		ktap_skip "no tracepoint skb:kfree_skb"
	defer eval "echo 0 >$TRACING/events/skb/kfree_skb/enable
		echo 0 >$TRACING/events/skb/kfree_skb/filter; : >$TRACING/trace"
	defer _link on
	_link off
	: >"$TRACING/trace"
	echo 'protocol == 0x0800 || protocol == 0x0806' \
		>"$TRACING/events/skb/kfree_skb/filter"
	echo 1 >"$TRACING/events/skb/kfree_skb/enable"
	background in_ns "${far[a]}" ping -n -q -i 0.2 "${flexnic_ip[a]}"
	wait_for 10 _traced DEV_READY
}

# ---- ethtool ----------------------------------------------------------------

_ethtool_speed()
{
	in_ns "$blade" ethtool eth0-a | sed -n 's/^\tSpeed: //p'
}

test_ethtool_speed_is_max()
{
	defer vcctl -n "$blade" flexnic set eth0-a max port
	expect_eq "$(_ethtool_speed)" 10000Mb/s "speed"
	vcctl -n "$blade" flexnic set eth0-a max 2.5G
	expect_eq "$(_ethtool_speed)" 2500Mb/s "speed"
	expect_text "Link detected: yes" in_ns "$blade" ethtool eth0-a
}

test_ethtool_driver()
{
	expect_text "driver: flexnic" in_ns "$blade" ethtool -i eth0-a
	expect_text "bus-info: eth0:b" in_ns "$blade" ethtool -i eth0-b
}

# Software stamps at least, and whatever clock the port has
test_timestamping()
{
	expect_text "software-receive" in_ns "$blade" ethtool -T eth0-a
	expect_eq "$(in_ns "$blade" ethtool -T eth0-a | tail -n +2)" \
		"$(in_ns "$blade" ethtool -T eth0 | tail -n +2)" "ethtool -T"
}

# ---- statistics, network namespaces -----------------------------------------

test_statistics_survive_down()
{
	local before

	expect_ok ping_far b -c 5
	read -ra before < <(attribute "$blade" eth0-b statistics/rx_packets \
		statistics/tx_packets)
	expect_between "${before[0]}" 5 1000000 "rx_packets"
	expect_between "${before[1]}" 5 1000000 "tx_packets"
	ip -n "$blade" link set eth0-b down
	ip -n "$blade" link set eth0-b up
	wait_link_up "$blade" eth0-b
	wait_for 10 answers b
	expect_between "$(attribute "$blade" eth0-b statistics/rx_packets)" \
		$((before[0] + 1)) 1000000 "rx_packets"
	expect_between "$(attribute "$blade" eth0-b statistics/tx_packets)" \
		$((before[1] + 1)) 1000000 "tx_packets"
}

# Lengths as any Ethernet device counts them: without a tag that is not the
# server's. A ping of 100 bytes is 142, both ways.
test_statistics_count_frames()
{
	local before after stats

	stats=(statistics/tx_packets statistics/tx_bytes)
	wait_for 10 answers b
	ip -n "$blade" neigh replace "${far_ip[b]}" dev eth0-b nud permanent \
		lladdr "$(dev_mac "${far[b]}" far0)"
	read -ra before < <(attribute "$blade" eth0-b "${stats[@]}")
	expect_ok ping_far b -c 10 -s 100
	read -ra after < <(attribute "$blade" eth0-b "${stats[@]}")
	expect_between $((after[0] - before[0])) 10 14 "packets"
	expect_between $((after[1] - before[1])) 1420 1800 "bytes"
}

test_own_netns()
{
	own_ns d
	far_end d
	expect_ok ping_far d
	expect_fail dev_exists "$blade" eth0-d
	expect_ok dev_exists "$blade" eth0
	expect_eq "$(ports '.flexnics[3] | .ifname + " " + (.carrier | tostring)')" \
		"eth0-d true" "FlexNIC seen from the port"
	_ns_del "${home[d]}"
	wait_for 20 dev_exists "$blade" eth0-d
	ip -n "$blade" addr add "${flexnic_ip[d]}/24" dev eth0-d
	ip -n "$blade" link set eth0-d up
	home[d]=$blade
	wait_for 10 answers d
}

# Where it comes back to, somebody has its name
test_own_netns_name_taken()
{
	own_ns c
	ip -n "$blade" link add eth0-c type dummy
	defer ip -n "$blade" link del eth0-c
	_ns_del "${home[c]}"
	wait_for 20 dev_exists "$blade" flexnic0
	expect_eq "$(ports '.flexnics[2].ifname')" flexnic0 "name"
	ip -n "$blade" link del eth0-c
	expect_ok ip -n "$blade" link set flexnic0 name eth0-c
}

test_no_kernel_reports()
{
	expect_ok dmesg_clean
}

dmesg_mark
ktap_setup setup
ktap_main test_names_and_kind test_link_attributes \
	test_link_attributes_without_tag test_mac_is_local_and_own \
	test_mac_is_stable test_mac_is_settable test_mtu_follows_port \
	test_mtu_within_the_ports test_features test_large_packets_cross \
	test_large_packets_are_cut test_carrier_follows_port \
	test_carrier_follows_ports_state test_link_off_silences \
	test_disabled_has_no_link test_drop_reason test_ethtool_speed_is_max \
	test_ethtool_driver test_timestamping test_statistics_survive_down \
	test_statistics_count_frames test_own_netns test_own_netns_name_taken \
	test_no_kernel_reports
