#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: cpus=1 timeout=900
#
# Whichever allocation fails, and whatever another part of the kernel refuses, a
# request to flexnic or to its qdisc is carried out or leaves all as it was. No
# request moves a FlexNIC to another namespace: the core takes a lack of memory
# there, of any device, for a bug of its own (WARN_ON() after device_rename()).
#
#	eth0 (port, 10 Gb/s) ==== eth1
#
source "$(dirname "$0")/../lib/ktap.sh"
source "$(dirname "$0")/../lib/net.sh"
source "$(dirname "$0")/../lib/faults.sh"

ns=""

setup()
{
	faults_setup
	require_cmd jq
	load_flexnic
	ns_new ns
	veth_pair "$ns" eth0 "$ns" eth1 numtxqueues 4 numrxqueues 4
}

p()
{
	vcctl -n "$ns" port "$@"
}

split()
{
	p add eth0 mode "$1" speed 10G
	defer p del eth0
}

merge()
{
	p del eth0
}

resplit()
{
	p add eth0 mode channel speed 10G
}

test_add()
{
	faults_walk "$ns" merge "$VCCTL" -n "$ns" port add eth0 speed 10G mode "$@"
	# each of four is registered, and asks for its upper
	((faults_vetoes >= 12)) || fail "others could refuse $faults_vetoes times"
}

test_del()
{
	split channel
	faults_walk "$ns" resplit "$VCCTL" -n "$ns" port del eth0
}

set_back()
{
	p set eth0 speed 10G a speed auto max port b speed auto c speed auto \
		d speed auto
}

test_set()
{
	split channel
	faults_walk "$ns" set_back "$VCCTL" -n "$ns" port set eth0 speed 5G \
		a speed 1G max 2G b speed 2G c speed disabled
}

# The port's MTU is that of the FlexNICs, too
test_link()
{
	split mac
	faults_walk_link "$ns" eth0 "mtu 1500" "mtu 3000"
	faults_walk_link "$ns" eth0-b "mtu 1500" "mtu 1000"
	faults_walk_link "$ns" eth0 "address 02:00:00:00:00:01" \
		"address 02:00:00:00:00:02"
	faults_walk_link "$ns" eth0-b "address 02:00:00:00:00:0b" \
		"address 02:00:00:00:00:0c"
	faults_walk_link "$ns" eth0-b down up
}

qdisc_back()
{
	tc -n "$ns" qdisc del dev eth0 root
}

test_qdisc()
{
	faults_walk "$ns" qdisc_back tc -n "$ns" qdisc add dev eth0 root \
		handle 1: flexnic rate 1gbit
}

qdisc_reset()
{
	tc -n "$ns" class change dev eth0 classid 1:2 flexnic min 0 max port
	tc -n "$ns" qdisc change dev eth0 root flexnic rate 1gbit
}

test_change()
{
	tc -n "$ns" qdisc add dev eth0 root handle 1: flexnic rate 1gbit
	defer qdisc_back
	qdisc_reset
	faults_walk "$ns" qdisc_reset tc -n "$ns" qdisc change dev eth0 root \
		flexnic rate 2gbit
	faults_walk "$ns" qdisc_reset tc -n "$ns" class change dev eth0 \
		classid 1:2 flexnic min 100mbit max 500mbit
}

ktap_setup setup
ktap_add -n add_mac test_add mac
ktap_add -n add_channel test_add channel
ktap_add -n add_vlan test_add vlan a vlan 201 b vlan 202 c vlan 203 d vlan 204
for case in del set link qdisc change; do
	ktap_add "test_$case"
done
ktap_run
