#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: cpus=1 timeout=300
#
# What vcctl says when the switch refuses, and with which exit status it ends:
# 1 if the command line is to blame, 2 if the kernel refused.
#
#	module eth1 ======== p1 world
#	       eth4 ======== p4

source "$(dirname "$0")/../lib/ktap.sh"
source "$(dirname "$0")/../lib/net.sh"
source "$(dirname "$0")/../lib/vbridge.sh"
source "$(dirname "$0")/../lib/vbridge-cli.sh"

setup()
{
	cli_require
	cli_cables eth1 p1 eth4 p4
}

# refused STATUS TEXT ARGS...: with that status and exactly that text
refused()
{
	local status=$1 text=$2

	shift 2
	expect_rc "$status" v "$@"
	expect_eq "$(v "$@" 2>&1 || true)" "Error: $text."
}

test_module_not_loaded()
{
	local command loader

	unload_vbridge
	# the kernel would load the module by the alias of the family
	loader=$(cat /proc/sys/kernel/modprobe)
	defer eval "echo '$loader' >/proc/sys/kernel/modprobe"
	echo /nonexistent >/proc/sys/kernel/modprobe
	for command in network "network add n" connection "connection del 1" \
		"uplinkset add A ports eth4" "uplinkset del A" fdb "fdb flush" \
		mdb mirror protect "protect set flap-limit 1" topology \
		"monitor switch"; do
		# shellcheck disable=SC2086
		refused 2 "kernel module vbridge is not loaded (modprobe vbridge)" \
			$command
	done
}

load_and_add()
{
	load_vbridge
	v network add prod
	defer v network del prod
}

test_networks()
{
	load_and_add
	refused 2 "There is a device of this name (attribute ifname)" \
		network add prod
	refused 2 "There is a device of this name (attribute ifname)" \
		network add eth1
	refused 2 "The device is not a network (attribute ifname)" \
		network del eth1
	refused 2 "There is no such network in this network namespace (attribute ifname)" \
		network show nosuch
	refused 2 "The ageing time is not within 10 to 1000000 seconds (attribute ageing)" \
		network set prod ageing 9
	refused 2 "The preferred speed is above the largest (attribute preferred)" \
		network set prod preferred 2G max 1G
}

test_connections()
{
	load_and_add
	v connection add eth1 network prod channel 101 vlan 10
	defer v connection del eth1 channel 101 vlan 10
	refused 2 "No such device in this network namespace (attribute ifname)" \
		connection add nosuch0 network prod
	refused 2 "There is no such network in this network namespace (attribute network-name)" \
		connection add eth4 network nosuch
	refused 2 "The device is not a network (attribute network-name)" \
		connection add eth4 network eth1
	refused 2 "VID 0 is a priority, not a VLAN (attribute vid)" \
		connection add eth4 network prod vlan 0
	refused 2 "Only an uplink has a preference (attribute preference)" \
		connection add eth4 network prod preference 1
	refused 2 "There is no such connection (attribute id)" \
		connection show 4000000
	refused 2 "The port has no such connection (attribute ifname)" \
		connection del eth1 channel 102
	refused 2 "The port has no such connection (attribute ifname)" \
		connection set eth4 flood off
}

test_uplink_sets()
{
	load_and_add
	v uplinkset add A ports eth4 networks prod:vlan10
	defer v uplinkset del A
	refused 2 "There is no such uplink set (attribute name)" \
		uplinkset show nosuch
	refused 2 "There is no such uplink set (attribute name)" \
		uplinkset del nosuch
	refused 2 "The uplink set has no such port (attribute member of port eth1)" \
		uplinkset set A del-port eth1
	refused 2 "There is no such network in this network namespace (attribute carried/network-name of network nosuch)" \
		uplinkset set A add-network nosuch:vlan9
	refused 2 "integer out of range (attribute hold-down, 0 to 3600000)" \
		uplinkset set A hold-down 3600001
	expect_fail_text "The connection is an uplink set's: change that" \
		v connection del eth4 vlan 10
}

test_addresses()
{
	load_and_add
	v network add mgmt
	defer v network del mgmt
	v connection add eth1 network prod
	refused 2 "Not a unicast Ethernet address (attribute mac)" \
		fdb add 01:00:5e:00:00:01 network prod connection 1
	refused 2 "The connection is on another network (attribute conn)" \
		fdb add 02:00:00:00:00:01 network mgmt connection "$(json_of '.[0].id' -n "$module" connection)"
	refused 2 "There is no such connection (attribute conn)" \
		fdb add 02:00:00:00:00:01 network prod connection 4000000
}

test_errors_of_the_command_line()
{
	load_and_add
	refused 1 'nothing is to be changed, try "vcctl network help"' \
		network set prod
	refused 1 'vlan "65536" is out of range, try "vcctl connection help"' \
		connection add eth1 network prod vlan 65536
	refused 1 '"frob" is not understood here, try "vcctl fdb help"' \
		fdb show frob
}

# What is not the owner's to change is refused, to look is allowed
test_without_the_right()
{
	local drop=(setpriv --bounding-set -net_admin --inh-caps -net_admin)

	require_cmd setpriv
	load_and_add
	expect_rc 2 in_ns "$module" "${drop[@]}" "$VCCTL" network set prod private on
	expect_rc 2 in_ns "$module" "${drop[@]}" "$VCCTL" fdb flush
	expect_rc 0 in_ns "$module" "${drop[@]}" "$VCCTL" network show
}

ktap_setup setup
ktap_main test_module_not_loaded test_networks test_connections \
	test_uplink_sets test_addresses test_errors_of_the_command_line \
	test_without_the_right
