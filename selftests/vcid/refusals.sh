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
	ip link add v0 address "$B0" type veth \
		peer name p0 address 02:00:00:00:11:00
	defer ip link del v0
	ip link add v1 address "$B1" type veth \
		peer name p1 address 02:00:00:00:11:01
	defer ip link del v1
	mac_profile "$B0" "$MINE"
	defer vcctl profile unload
}

state()
{
	vcctl -j profile show
	dev_macs
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

# ask WORD...: what vcctl would not send, see lib/request.py
ask()
{
	"$FLEXNIC_ROOT/selftests/lib/request.py" vcid PROFILE_SET "$@"
}

test_malformed()
{
	local words text type=ITEM_TYPE=u32 name=PROFILE_NAME=str:t
	local mac=ITEM_BURNED_IN=hex:020000001001
	local valid="$type:0 ITEM_MAC=hex:060000002201"
	local wwpn=ITEM_WWPN=u64:0x2000060000002201
	local wwnn=ITEM_WWNN=u64:0x1000060000002201
	local iscsi="$type:4 ITEM_TARGET=str:iqn.2026-01.x:d"
	local way="ITEM_INITIATOR=str:iqn.2026-01.x:i ITEM_TARGET_IP=hex:c0000201"

	refuse "A profile has a name" ask PROFILE_FORCE=flag
	# shellcheck disable=SC2046
	refuse "A profile has no more than 64 items" \
		ask "$name" $(printf 'PROFILE_ITEM{ } %.0s' {1..65})
	while IFS='|' read -r text words; do
		# shellcheck disable=SC2086
		refuse "$text" ask "$name" 'PROFILE_ITEM{' $words '}'
	done <<-END
		An item without its type|$mac
		An item without its value|$type:0 $mac
		An item of this type has no such attribute|$valid $mac ITEM_SERIAL=str:X
		A device is selected either by what is burned in or by its parent device|$valid
		A device is selected either by what is burned in or by its parent device|$valid $mac ITEM_PARENT=str:pci/0
		A port is one of a parent device|$valid $mac ITEM_PORT=u32:1
		A parent device is given as BUS/NAME|$valid ITEM_PARENT=str:pci
		An FC port without its node name|$type:3 $wwpn $mac
		An FC port has no FlexNICs|$type:3 $wwpn $wwnn ITEM_SLOT=u32:0 ITEM_BURNED_IN_WWPN=u64:0x2000060000002202
		A connection to boot from needs the port name of its target|$type:6 ITEM_FC_BOOT=u32:2 $mac
		An iSCSI target needs the initiator's name and an address|$iscsi $mac
		Not a length of such a prefix|$iscsi $way ITEM_IP=hex:c0000202 ITEM_PREFIX_LEN=u32:33 $mac
	END
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
	test_only_in_the_initial_netns test_malformed test_too_many_items
