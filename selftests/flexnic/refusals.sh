#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: cpus=1 timeout=300
#
# What is refused, with which words, and that nothing has changed then.
#
#	eth0 (port, mode vary)        eth2 .. other devices without FlexNICs
#	  |                             |
#	eth1 (wire's other end)       eth3
#
source "$(dirname "$0")/../lib/ktap.sh"
source "$(dirname "$0")/../lib/net.sh"

ns=""

# vcctl and ip in the test's namespace
v() { vcctl -n "$ns" "$@"; }
i() { ip -n "$ns" "$@"; }

setup()
{
	require_root
	load_flexnic
	ns_new ns
	veth_pair "$ns" eth0 "$ns" eth1
	veth_pair "$ns" eth2 "$ns" eth3
}

# All that a refused request could have changed: devices, addresses, qdiscs
state()
{
	v -j port show
	i -d -o link show
	tc -n "$ns" qdisc show
}

# refuse TEXT CMD...: says so, exits 2 (or 1 for usage), changes nothing
refuse()
{
	local before after

	wait_for 10 settled "$ns"
	before=$(state)
	expect_fail_text "$@"
	after=$(state)
	expect_eq "$after" "$before" "state after a refusal"
}

# Each case has a port of its own making
port()
{
	v port add eth0 "$@"
	defer v port del eth0
}

test_not_a_port()
{
	refuse "A loopback device is not a port" v port add lo
	refuse 'cannot find device "nosuch"' v port add nosuch
	i link add tun0 type ipip local 192.0.2.1 remote 192.0.2.2
	defer ip -n "$ns" link del tun0
	refuse "Only an Ethernet device can be a port" v port add tun0
	refuse "The device is not a port" v port del eth2
	refuse "The device is not a port" v port set eth2 a speed 1G
	refuse "The device is not a port" v port show eth2
}

test_port_in_use()
{
	i link add br0 type bridge
	defer ip -n "$ns" link del br0
	i link set eth2 master br0
	refuse "The device has a master: release it first" v port add eth2
	i link set eth2 nomaster
	i link add mv0 link eth2 type macvlan
	refuse "Another device on top receives the port's frames" \
		v port add eth2
	i link del mv0
	tc -n "$ns" qdisc add dev eth2 root handle 1: pfifo
	refuse "The device has a qdisc that somebody configured" \
		v port add eth2
	tc -n "$ns" qdisc del dev eth2 root
}

test_port_taken()
{
	port
	refuse "The device is a port already" v port add eth0
	i link add br0 type bridge
	defer ip -n "$ns" link del br0
	refuse "busy" i link set eth0 master br0
	refuse "busy" i link add mv0 link eth0 type macvlan
}

test_flexnic_on_flexnic()
{
	port
	refuse "A FlexNIC cannot be split again" v port add eth0-a
	i link add link eth0-a name eth0-a.5 type vlan id 5
	refuse "A FlexNIC cannot be split again" v port add eth0-a.5
}

test_port_of_another_netns()
{
	local other

	ns_new other
	i link set eth3 netns "$other"
	defer ip -n "$other" link set eth3 netns "$ns" up
	refuse 'cannot find device "eth3"' v port add eth3
}

test_names()
{
	i link set eth2 down
	i link set eth2 name fourteenchars0
	defer ip -n "$ns" link set fourteenchars0 name eth2 up
	refuse "would exceed 15 characters: give a base name of at most 13" \
		v port add fourteenchars0
	refuse "would exceed 15 characters: give a base name of at most 13" \
		v port add eth0 name fourteenchars1
	refuse "Not a valid base name" v port add eth0 name a/b
	refuse "may have no % in it" v port add eth0 name x%d
	i link add eth0-c type dummy
	defer ip -n "$ns" link del eth0-c
	refuse "A device has the name of one of the FlexNICs already" \
		v port add eth0
}

test_count_and_slots()
{
	refuse "count" v port add eth0 count 0
	refuse "count" v port add eth0 count 5
	refuse "The port has no such FlexNIC" \
		v port add eth0 count 2 c speed 1G
	port count 2
	refuse "The port has no such FlexNIC" v port set eth0 c speed 1G
	refuse "The port has no such FlexNIC" v port set eth0 a prio 1 d prio 1
}

test_tags()
{
	refuse "Channel or VLAN out of range 1..4094" \
		v port add eth0 mode channel b channel 4095
	refuse "Another FlexNIC has this channel" \
		v port add eth0 mode channel a channel 7 b channel 7
	refuse "Mode vlan needs the VLAN of every FlexNIC" \
		v port add eth0 mode vlan a vlan 5 b vlan 5 c vlan 6
	refuse "An access VLAN is tagged 802.1Q" \
		v port add eth0 mode vlan proto 802.1ad \
			a vlan 1 b vlan 2 c vlan 3 d vlan 4
	port mode channel
	refuse "Channel or VLAN out of range 1..4094" \
		v port set eth0 a channel 4095
	refuse "Another FlexNIC has this channel" v port set eth0 a channel 102
}

test_vlan_devices_keep_their_tags()
{
	i link add link eth0 name eth0.7 type vlan proto 802.1ad id 7
	defer ip -n "$ns" link del eth0.7
	refuse "A VLAN device on the port has this tag" \
		v port add eth0 mode channel a channel 7
	port mode channel
	refuse "A VLAN device on the port has this tag" \
		v port set eth0 d channel 7
	refuse "A FlexNIC of the port has this tag" \
		i link add link eth0 name eth0.101 type vlan \
			proto 802.1ad id 101
}

test_addresses()
{
	refuse "Not a unicast MAC address" \
		v port add eth0 a address 01:00:5e:00:00:01
	refuse "Not a unicast MAC address" \
		v port add eth0 a address 00:00:00:00:00:00
	refuse "Another FlexNIC of the port has this address" \
		v port add eth0 a address 02:00:00:00:00:01 \
			d address 02:00:00:00:00:01
	refuse "The port itself has this address" \
		v port add eth0 a address "$(dev_mac "$ns" eth0)"
	port
	refuse "Not a unicast MAC address" \
		i link set eth0-a address 01:00:5e:00:00:01
	refuse "Another FlexNIC of the port has this address" \
		i link set eth0-a address "$(dev_mac "$ns" eth0-b)"
	refuse "The port itself has this address" \
		i link set eth0-a address "$(dev_mac "$ns" eth0)"
	refuse "A FlexNIC of the port has this address" \
		i link set eth0 address "$(dev_mac "$ns" eth0-b)"
	refuse "Another FlexNIC of the port has this address" \
		v port set eth0 a address "$(dev_mac "$ns" eth0-b)"
}

test_shares()
{
	refuse "Port speed out of range" v port add eth0 speed 999k
	refuse "The speed asked for exceeds the port's" \
		v port add eth0 speed 1G c speed 1001M
	port speed 1G
	refuse "The speed asked for exceeds the port's" \
		v port set eth0 a speed 100M b speed 1100M
	refuse "The maximum exceeds the port's speed" \
		v port set eth0 a max 1100M
	refuse "The maximum is below one step, 1% of the port's speed" \
		v port set eth0 a max 9M
	refuse "The speed asked for exceeds the FlexNIC's maximum" \
		v port set eth0 a speed 200M max 100M
	v port set eth0 a speed auto max 100M
	refuse "The speed asked for exceeds the FlexNIC's maximum" \
		v port set eth0 a speed 200M
	refuse "prio" v port set eth0 a prio 8
}

# By rtnetlink FlexNICs can neither be made nor deleted one by one
test_single_flexnic()
{
	port
	refuse "not supported" i link del eth0-b
	refuse "not supported" i link add link eth0 name eth0-e type flexnic
}

test_mtu()
{
	port
	refuse "mtu greater than device maximum" i link set eth0-a mtu 1501
}

# Without CAP_NET_ADMIN everything can be read and nothing written
test_needs_net_admin()
{
	port
	require_cmd setpriv
	expect_ok setpriv --bounding-set -net_admin --inh-caps -net_admin \
		ip netns exec "$ns" true
	refuse "not permitted" in_ns "$ns" setpriv --bounding-set -net_admin \
		--inh-caps -net_admin "$VCCTL" port set eth0 a speed 1G
	refuse "not permitted" in_ns "$ns" setpriv --bounding-set -net_admin \
		--inh-caps -net_admin "$VCCTL" port del eth0
	expect_text eth0-a in_ns "$ns" setpriv --bounding-set -net_admin \
		--inh-caps -net_admin "$VCCTL" port show
}

ktap_setup setup
ktap_main test_not_a_port test_port_in_use test_port_taken \
	test_flexnic_on_flexnic test_port_of_another_netns test_names \
	test_count_and_slots test_tags test_vlan_devices_keep_their_tags \
	test_addresses test_shares test_single_flexnic test_mtu \
	test_needs_net_admin
