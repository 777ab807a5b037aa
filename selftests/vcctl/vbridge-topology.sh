#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: cpus=1 timeout=300
#
# vcctl topology: a tree and a graph of what is there, FlexNICs included.
#
#	module eth0-a ..... FlexNIC of eth0 ==== p0 world
#	       eth1 ======== p1
#	       eth4 ======== p4
#
# The switch and the FlexNIC that is its port are in one network namespace.

source "$(dirname "$0")/../lib/ktap.sh"
source "$(dirname "$0")/../lib/net.sh"
source "$(dirname "$0")/../lib/vbridge.sh"
source "$(dirname "$0")/../lib/vbridge-cli.sh"

setup()
{
	require_module flexnic sch_flexnic
	cli_setup eth0 p0 eth1 p1 eth4 p4
	v network add prod private on
	v network add lab
	v connection add eth1 network prod channel 101
	v uplinkset add A ports eth4 networks prod:vlan10
}

test_tree()
{
	wait_text 10 "eth4 [active]" v topology
	expect_eq "$(v topology | sed 's/ [0-9]*: / N: /')" \
		"network prod private
|-- uplink N: eth4 vlan 10 [forwarding] of A
\`-- downlink N: eth1 channel 101 untagged [forwarding]
network lab
uplinkset A
\`-- eth4 [active]
port eth1
port eth4"
}

test_flexnics()
{
	load_flexnic
	v port add eth0 speed 1G count 2
	defer v port del eth0
	v connection add eth0-a network lab
	defer v connection del eth0-a
	expect_text "(FlexNIC a of eth0)" v topology
	expect_text "\`-- b: eth0-b" v topology
	expect_eq "$(json_of '[.flexnic_ports[].flexnics[].ifname]' \
		-n "$module" topology)" '["eth0-a","eth0-b"]'
	expect_text '"port eth0" -- "port eth0-a" [label="a"]' \
		v topology --dot
}

test_json()
{
	expect_eq "$(json_of keys_unsorted -n "$module" topology)" \
		'["networks","connections","uplinksets","ports","flexnic_ports"]'
	expect_eq "$(json_of .networks -n "$module" topology)" \
		"$(json_of . -n "$module" network)"
	expect_eq "$(json_of .uplinksets -n "$module" topology)" \
		"$(json_of . -n "$module" uplinkset)"
	expect_eq "$(json_of '[.ports[] | [.port, .connections, .channel_proto]]' \
		-n "$module" topology)" \
		'[["eth1",1,"802.1ad"],["eth4",1,null]]'
}

test_dot()
{
	expect_text '"port eth1" -- "network prod" [label="channel 101 untagged"];' \
		v topology --dot
	expect_text '"network prod" -- "port eth4" [label="vlan 10"];' \
		v topology --dot
	expect_text 'subgraph "cluster A" {' v topology --dot
	command -v dot >/dev/null || return 0
	expect_ok eval 'v topology --dot | dot -Tsvg'
}

test_of_nothing()
{
	expect_eq "$(vcctl -n "$world" topology)" ""
	expect_eq "$(json_of . -n "$world" topology)" \
		'{"networks":[],"connections":[],"uplinksets":[],"ports":[],"flexnic_ports":[]}'
}

ktap_setup setup
ktap_main test_tree test_flexnics test_json test_dot test_of_nothing
