#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: cpus=1 nic=virtio-net timeout=240
#
# What is refused, with which words and for which attribute, and that nothing
# has changed then.
#
#	v0 (02:00:00:00:10:01), v1 (02:00:00:00:10:02)
#
source "$(dirname "$0")/../lib/ktap.sh"
source "$(dirname "$0")/../lib/net.sh"
source "$(dirname "$0")/../lib/vcid.sh"

B0=02:00:00:00:10:01
B1=02:00:00:00:10:02
MINE=06:00:00:00:20:01
MINE2=06:00:00:00:20:02

setup()
{
	require_root
	require_cmd jq setpriv python3
	load_vcid
	ip link add v0 address "$B0" type veth peer name p0
	defer ip link del v0
	ip link add v1 address "$B1" type veth peer name p1
	defer ip link del v1
	mac_profile "$B0" "$MINE"
	defer vcctl profile unload
}

state()
{
	vcctl -j profile show
	ip -j link show | jq -c '.[] | [.ifname, .address]'
}

refuse()
{
	local before

	before=$(state)
	expect_fail_text "$@"
	expect_eq "$(state)" "$before" "state after a refusal"
}

test_addresses()
{
	refuse "Not a unicast MAC address (attribute item/mac of a mac)" \
		mac_profile "$B0" 01:00:5e:00:00:01
	refuse "Not a unicast MAC address" mac_profile "$B0" 00:00:00:00:00:00
	refuse "Not a unicast MAC address" mac_profile "$B0" ff:ff:ff:ff:ff:ff
	refuse "No device has such an address (attribute item/burned-in" \
		mac_profile 01:00:5e:00:00:01 "$MINE"
}

test_duplicates()
{
	refuse "duplicate-mac: another device or item has this address (attribute item/mac of a mac)" \
		mac_profile "$B0" "$MINE" "$B1" "$MINE"
	refuse "duplicate-mac" mac_profile "$B0" "$B1"
	refuse "duplicate-mac" mac_profile "$B0" "$(dev_mac "" p0)"
	# one that is to come gets no address that is taken
	refuse "duplicate-mac" mac_profile 02:00:00:00:10:77 "$B1"
	refuse "duplicate-item: another item of the profile is for the same (attribute item" \
		mac_profile "$B0" "$MINE" "$B0" "$MINE2"
}

# In another network namespace too
test_duplicate_far_away()
{
	local ns

	ns_new ns
	ip link add twin0 netns "$ns" address "$MINE2" type dummy
	refuse "duplicate-mac" mac_profile "$B0" "$MINE2"
}

test_parent()
{
	refuse "A parent device is given as BUS/NAME (attribute item/parent" \
		mac_profile "pci/" "$MINE"
	refuse "A parent device is given as BUS/NAME" \
		mac_profile "/0000:00:01.0" "$MINE"
}

test_lag_port()
{
	ip link add bond9 type bond
	defer ip link del bond9
	ip link set v1 master bond9
	refuse "device-in-lag: the device is a port of a bond or team: release it first" \
		mac_profile "$B0" "$MINE" "$B1" "$MINE2"
}

# One that has given it another address, as a bond does whose own was set
test_lag_port_with_another_address()
{
	ip link add bond9 address 02:00:00:00:10:99 type bond
	defer ip link del bond9
	ip link set v1 master bond9
	expect_eq "$(dev_mac "" v1)" 02:00:00:00:10:99 "address of the port"
	refuse "device-in-lag" mac_profile "$B0" "$MINE" "$B1" "$MINE2"
}

test_two_items_for_one_device()
{
	local nic pci

	nic=$(nic_list virtio_net | head -n 1)
	[[ -n $nic ]] || ktap_skip "no virtio NIC"
	pci=$(basename "$(readlink -f "/sys/class/net/$nic/device/..")")
	refuse "device-taken: another item has the device that this selects (attribute item" \
		mac_profile "$(cat "/sys/class/net/$nic/address")" "$MINE" \
		"pci/$pci" "$MINE2"
}

test_needs_net_admin()
{
	local drop=(setpriv --bounding-set -net_admin --inh-caps -net_admin)

	refuse "not permitted" "${drop[@]}" "$VCCTL" profile unload
	refuse "not permitted" "${drop[@]}" "$VCCTL" identity set \
		mac "$B1" address "$MINE2"
	expect_text applied "${drop[@]}" "$VCCTL" profile show
	# who owns a user namespace owns no server
	expect_fail unshare -Ur "$VCCTL" profile unload
	expect_text applied vcctl profile show
}

# The identity is the host's: a network namespace has none
test_only_in_the_initial_netns()
{
	local ns

	ns_new ns
	expect_fail_text "kernel module vcid is not loaded" \
		vcctl -n "$ns" profile show
}

# By vcctl, which takes the profile that is there and changes it
test_too_many_items()
{
	local i items=()

	for ((i = 0; i < 64; i++)); do
		printf -v i %02x "$i"
		items+=("02:00:00:00:11:$i" "06:00:00:00:21:$i")
		i=$((16#$i))
	done
	mac_profile "${items[@]}"
	refuse "a profile has no more than 64 items" vcctl identity set \
		mac "$B1" address "$MINE2"
	mac_profile "$B0" "$MINE"
	refuse "the profile has no such item" vcctl identity clear mac "$B1"
}

ktap_setup setup
ktap_main test_addresses test_duplicates test_duplicate_far_away test_parent \
	test_lag_port test_lag_port_with_another_address \
	test_two_items_for_one_device test_needs_net_admin \
	test_only_in_the_initial_netns test_too_many_items
