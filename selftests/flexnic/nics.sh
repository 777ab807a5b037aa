#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: cpus=2 nic=virtio-net:4,virtio-net:4,e1000e,e1000e timeout=800
#
# FlexNICs on the NICs that QEMU has: virtio-net with four queues, and e1000e,
# which puts 802.1Q tags on and takes them off in hardware, filters VLANs and
# unicast addresses.
#
#	blade: ethX-a, ethX-b on ethX ==== ethY: module
#	                                     far ends of a and b
#
# Not here: reboot, which takes the test with it.
#
source "$(dirname "$0")/../lib/ktap.sh"
source "$(dirname "$0")/../lib/net.sh"
source "$(dirname "$0")/../lib/flexnic.sh"

# One wire of two NICs that are cabled together for each driver that has them
setup()
{
	require_root
	require_cmd iperf3 tcpdump jq ethtool
	load_flexnic
	for driver in virtio_net e1000e; do
		mapfile -t blade_nics < <(nic_list "$driver" | head -n 2)
		((${#blade_nics[@]} == 2)) || continue
		blade_wire_up
		blade_save "$driver"
		has+=" $driver "
	done
}

has=

# use_nics DRIVER: its wire is the blade's
use_nics()
{
	[[ $has == *" $1 "* ]] || ktap_skip "no two idle NICs driven by $1"
	blade_use "$1"
}

offloads()
{
	in_ns "$blade" ethtool -k "$port" |
		sed -n "s/^$1: \(on\|off\).*/\1/p"
}

promiscuity()
{
	dev_detail "$blade" "$port" promiscuity
}

# ---- traffic through every FlexNIC ------------------------------------------

tcp_port=5200

# tcp SLOT [ARGS...]: to the blade, or from it with -R, in large packets. A
# server for each: one that ends a test is deaf for a moment.
tcp()
{
	iperf3_server "$blade" "$((++tcp_port))"
	expect_ok in_ns "${far[$1]}" iperf3 -c "${flexnic_ip[$1]}" -n 1M \
		-p "$tcp_port" --connect-timeout 10000 "${@:2}"
}

_unknown_tags()
{
	vcctl -n "$blade" -s -j port show "$port" |
		jq '.[0].stats.rx_unknown_tag'
}

# two_flexnics DRIVER MODE [ARGS...]
two_flexnics()
{
	local slot

	use_nics "$1"
	defer vcctl -n "$blade" port del "$port"
	blade_split "$2" count 2 "${@:3}"
	far_end a b
	for slot in a b; do
		wait_for 20 answers "$slot"
	done
}

test_traffic()
{
	local slot

	two_flexnics "$@"
	for slot in a b; do
		expect_ok ping_far "$slot" -s 1472 -M "do"
	done
	tcp a
	tcp b -R
	expect_eq "$(promiscuity)" 0 "promiscuity of the port"
	expect_eq "$(_unknown_tags)" 0 "unknown tags"
}

# ---- tags -------------------------------------------------------------------

# _offload_tags on|off: what puts them on and takes them off
_offload_tags()
{
	expect_ok in_ns "$blade" ethtool -K "$port" txvlan "$1" rxvlan "$1"
	expect_eq "$(offloads tx-vlan-offload)" "$1" "tx-vlan-offload"
	expect_eq "$(offloads rx-vlan-offload)" "$1" "rx-vlan-offload"
	wait_for 20 answers a
}

test_tag_offload()
{
	two_flexnics "$@"
	_offload_tags off
	tcp a
	tcp a -R
	_offload_tags on
	tcp a -R
}

_seven_on()
{
	ip -n "$1" -batch - <<-END
		link add link $2 name in7 type vlan id 7
		addr add $3/24 dev in7
		link set in7 up
	END
}

_port_mtu()
{
	ip -n "$blade" link set "$port" mtu "$1"
	ip -n "$module" link set "$peer" mtu "$1"
	wait_link_up "$blade" "$port"
	wait_link_up "$module" "$peer"
}

_seven_answers()
{
	in_ns "$blade" ping -n -c 1 -W 1 -s 1472 -M "do" 198.18.7.2
}

# The server's own tag is inside of ours. In 802.1ad, which software puts on:
# QEMU's e1000e overwrites an 802.1Q tag that is there instead of adding one. With
# its MTU of 1500 that NIC drops what is longer than 1522 bytes with its checksum.
test_tag_in_tag()
{
	two_flexnics "$@"
	_port_mtu 1504
	defer _port_mtu 1500
	_seven_on "$blade" "${flexnic[a]}" 198.18.7.1
	_seven_on "${far[a]}" far0 198.18.7.2
	wait_for 10 _seven_answers
}

_more_unknown_tags()
{
	(($(_unknown_tags) > $1))
}

# _filter_tag VID: that tag does not pass the port's filter. Newer virtio-net of
# QEMU (10.0 for one) begins with every tag let in, against 5.1.6.5.4 of virtio;
# to take one away again works.
_filter_tag()
{
	ip -n "$blade" link add link "$port" name filtered type vlan id "$1"
	ip -n "$blade" link del filtered
}

# A frame with the tag of no FlexNIC does not get past the hardware, unless it
# lets all in. Not for e1000e, whose driver announces a filter and writes the
# register that turns it on with a stale value right after.
test_vlan_filter()
{
	use_nics "$1"
	_filter_tag 333
	two_flexnics "$@"
	[[ $(offloads rx-vlan-filter) == on ]] ||
		ktap_skip "$1 has no VLAN filter"
	defer ip -n "$module" link del foreign
	defer ip -n "$blade" link set "$port" promisc off
	ip -n "$module" -batch - <<-END
		link add link $peer name foreign type vlan id 333
		addr add 198.18.9.2/24 dev foreign
		link set foreign up
		neigh add 198.18.9.1 dev foreign nud permanent lladdr $(dev_mac "$blade" "${flexnic[a]}")
	END
	background in_ns "$module" ping -n -q -i 0.05 198.18.9.1
	expect_ok ping_far a -c 10
	expect_eq "$(_unknown_tags)" 0 "unknown tags"
	ip -n "$blade" link set "$port" promisc on
	wait_for 10 _more_unknown_tags 0
}

# ---- addresses --------------------------------------------------------------

# From the permanent address, whatever address the port has
test_derived_address()
{
	local mac

	use_nics "$1"
	mac=$(in_ns "$blade" ethtool -P "$port" | sed 's/.*: //')
	ip -n "$blade" link set "$port" down
	ip -n "$blade" link set "$port" address 00:11:22:33:44:55
	defer ip -n "$blade" link set "$port" address "$mac"
	defer vcctl -n "$blade" port del "$port"
	blade_split mac
	expect_eq "$(dev_mac "$blade" "${flexnic[a]}"), was ${mac%%:*}" \
		"42:${mac#*:}, was 52" "address of a"
	expect_eq "$(dev_mac "$blade" "${flexnic[d]}")" "12:${mac#*:}" \
		"address of d"
}

# ---- the driver goes, under traffic -----------------------------------------

_bound()
{
	[[ -d $1/$2/net || -d /sys/bus/virtio/devices/$2/net ]]
}

_flows()
{
	local before

	before=$(dev_stat "$blade" "$1" rx_packets)
	wait_for 20 _received_more_than "$1" $((before + 50))
}

_received_more_than()
{
	(($(dev_stat "$blade" "$1" rx_packets) > $2))
}

_no_flexnics()
{
	[[ -z $(ip -n "$blade" link show type flexnic) ]]
}

test_unbind()
{
	local driver id

	use_nics "$1"
	driver=$(in_ns "$blade" readlink -f "/sys/class/net/$port/device/driver")
	id=$(in_ns "$blade" readlink -f "/sys/class/net/$port/device")
	id=${id##*/}
	two_flexnics "$@"
	iperf3_far a
	background in_ns "$blade" iperf3 -c "${far_ip[a]}" -t 120 --bidir
	background in_ns "${far[b]}" ping -n -q -f "${flexnic_ip[b]}"
	_flows "${flexnic[a]}"
	_flows "${flexnic[b]}"
	echo "$id" >"$driver/unbind"
	defer eval "[[ -e $driver/$id ]] || echo $id >$driver/bind"
	expect_ok _no_flexnics
	expect_fail dev_exists "$blade" "$port"
	echo "$id" >"$driver/bind"
	wait_for 20 _bound "$driver" "$id"
	expect_ok dmesg_clean
}

# What ethtool -T says of a FlexNIC can be had, and is the port's
test_time_stamps()
{
	use_nics "$1"
	defer ip -n "$blade" link set "$port" up
	two_flexnics "$@"
	expect_text hardware-transmit in_ns "$blade" ethtool -T "${flexnic[a]}"
	expect_ok in_ns "$blade" "$hwtstamp" "${flexnic[a]}"
	# it holds for whoever uses the port
	expect_fail_text "Operation not supported" \
		in_ns "$blade" "$hwtstamp" "${flexnic[a]}" 1 1
	expect_eq "$(in_ns "$blade" "$hwtstamp" "$port")" "0 0" "the port's"

	vcctl -n "$blade" port del "$port"
	in_ns "$blade" ip link set "$port" netns 1
	defer ip link set "$port" netns "$blade"
	ip link set "$port" up
	vcctl port add "$port" mode mac count 2
	defer vcctl port del "$port"
	expect_text "1 1" "$hwtstamp" "$port-b" 1 1
	expect_eq "$("$hwtstamp" "$port")" "1 1" "the port's"
	expect_eq "$("$hwtstamp" "$port-a")" "1 1" "the other's"
	expect_eq "$("$hwtstamp" "$port-a" 0 0)" "0 0" "taken back"
	expect_fail_text "Numerical result out of range" "$hwtstamp" "$port-a" 77 0
}

hwtstamp=$FLEXNIC_ROOT/selftests/lib/hwtstamp.py
dmesg_mark
ktap_setup setup
for driver in virtio_net e1000e; do
	for mode in mac vlan channel; do
		ktap_add -n "traffic_${driver}_$mode" \
			test_traffic "$driver" "$mode"
	done
done
ktap_add -n tag_offload_e1000e test_tag_offload e1000e vlan
ktap_add -n tag_in_tag_e1000e test_tag_in_tag e1000e channel
ktap_add -n vlan_filter_virtio_net test_vlan_filter virtio_net vlan
ktap_add -n derived_address test_derived_address e1000e
ktap_add -n time_stamps_e1000e test_time_stamps e1000e vlan
ktap_add -n unbind_e1000e test_unbind e1000e vlan
ktap_add -n unbind_virtio_net test_unbind virtio_net channel
ktap_run
