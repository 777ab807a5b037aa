#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: cpus=1 timeout=900
#
# Whichever allocation fails, and whatever another part of the kernel refuses, a
# request to the switch is carried out or leaves all as it was.
#
#	module eth1 ======== p1 world
#	       eth2 ======== p2
#	       eth3 ======== p3
#
# Network prod has a connection of eth1.

source "$(dirname "$0")/../lib/ktap.sh"
source "$(dirname "$0")/../lib/net.sh"
source "$(dirname "$0")/../lib/faults.sh"
source "$(dirname "$0")/../lib/vbridge.sh"
source "$(dirname "$0")/../lib/vbridge-cli.sh"

MAC=02:00:00:00:00:0a
id="" commands=$(mktemp)

setup()
{
	faults_setup
	cli_setup eth1 p1 eth2 p2 eth3 p3
	# IPv6 of the other ends would be learned
	ip netns exec "$world" sysctl -qw net.ipv6.conf.all.disable_ipv6=1
	v network add prod
	v fdb flush network prod
	id=$(json_of '.[0].id' -n "$module" connection add eth1 network prod)
}

walk()
{
	faults_walk "$module" "$1" "$VCCTL" -n "$module" "${@:2}"
}

no_network()
{
	v network del blue
}

test_network()
{
	walk no_network network add blue smartlink on ageing 100
}

network_again()
{
	v network add blue
	v connection add eth2 network blue vlan 10 >/dev/null
}

test_network_del()
{
	network_again
	defer no_network
	walk network_again network del blue
}

network_back()
{
	v network set prod private off ageing 300
}

test_network_set()
{
	walk network_back network set prod private on ageing 100
}

# The newest one
no_connection()
{
	v connection del "$(json_of 'map(.id) | max' -n "$module" connection)"
}

test_connection()
{
	walk no_connection connection add eth2 network prod "$@"
}

port_back()
{
	ip -n "$module" link set eth2 nomaster
}

test_master()
{
	faults_walk "$module" port_back ip -n "$module" link set eth2 master prod
}

test_link()
{
	faults_walk_link "$module" prod "mtu 1500" "mtu 1400"
	faults_walk_link "$module" prod "address 02:00:00:00:00:0b" \
		"address 02:00:00:00:00:0c"
	faults_walk_link "$module" prod down up
	faults_walk_link "$module" eth1 "mtu 1500" "mtu 3000"
	faults_walk_link "$module" eth1 down up
	ip -n "$module" link set eth1 up
}

no_uplinkset()
{
	v uplinkset del U
}

test_uplinkset()
{
	walk no_uplinkset uplinkset add U ports eth2:1,eth3:2 networks prod:vlan10
}

uplinkset_back()
{
	v uplinkset set U "${way_back[@]}"
}

test_uplinkset_set()
{
	local way_back

	v network add blue
	defer no_network
	v uplinkset add U ports eth2:1 networks prod:vlan10
	defer no_uplinkset
	way_back=(del-port eth3)
	walk uplinkset_back uplinkset set U add-port eth3
	way_back=(del-network blue)
	walk uplinkset_back uplinkset set U add-network blue:vlan20
	way_back=(add-network prod:vlan10)
	walk uplinkset_back uplinkset set U del-network prod
}

forget()
{
	v fdb flush network prod
	v fdb del "$MAC" network prod 2>/dev/null || true
}

test_fdb()
{
	walk forget fdb add "$MAC" network prod connection "$id" static on
	faults_walk "$module" forget bridge -n "$module" fdb add "$MAC" dev prod \
		self via eth1 static
}

no_mirror()
{
	v mirror del m
}

test_mirror()
{
	walk no_mirror mirror add m to eth3 from "$id"
}

unprotect()
{
	v connection set "$id" lock off storm broadcast off
}

test_protect()
{
	unprotect
	walk unprotect connection set "$id" lock "$MAC" storm broadcast 100pps
}

undo_batch()
{
	v network del red
	v network del green
}

test_batch()
{
	cat >"$commands" <<-'END'
		network add red
		network add green
		connection add eth2 network red vlan 30
		connection add eth2 network green vlan 31
	END
	walk undo_batch batch "$commands"
}

uplinkset_instead()
{
	v network del red
	v uplinkset add U ports eth2:1 networks prod:vlan10
}

test_batch_of_uplinksets()
{
	v uplinkset add U ports eth2:1 networks prod:vlan10
	defer no_uplinkset
	cat >"$commands" <<-'END'
		uplinkset del U
		network add red
	END
	walk uplinkset_instead batch "$commands"
}

ktap_setup setup
ktap_add test_network
ktap_add test_network_del
ktap_add test_network_set
ktap_add -n connection_untagged test_connection
ktap_add -n connection_vlan test_connection vlan 10
ktap_add -n connection_channel test_connection channel 101 vlan 10
ktap_add -n connection_uplink test_connection role uplink
for case in master link uplinkset uplinkset_set fdb mirror protect batch \
	batch_of_uplinksets; do
	ktap_add "test_$case"
done
ktap_run
