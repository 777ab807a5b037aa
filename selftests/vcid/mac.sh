#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: cpus=1 vcid timeout=500
#
# A device has the address of the profile, from before anybody sees it until
# the profile goes, and nobody else changes it. On veth and FlexNICs; other
# NICs have a test of their own.
#
#	v0 (02:00:00:00:10:01) ======== p0, of another netns where traffic flows
#	v0-a .. v0-d: FlexNICs of v0
#
source "$(dirname "$0")/../lib/ktap.sh"
source "$(dirname "$0")/../lib/net.sh"
source "$(dirname "$0")/../lib/vcid.sh"

BURNED=02:00:00:00:10:01
OTHER=02:00:00:00:10:02
MINE=06:00:00:00:20:01
MINE2=06:00:00:00:20:02
HELD="The server's profile holds the address of this device"

setup()
{
	require_root
	require_cmd jq ethtool setpriv python3
	load_vcid
}

# veth NAME ADDRESS: one end, with the other in its own name
veth()
{
	ip link add "$1" address "$2" type veth peer name "$1p"
	defer ip link del "$1"
}

no_profile()
{
	vcctl profile unload
}

test_first_newlink_has_it()
{
	local log

	log=$(mktemp)
	defer rm -f "$log"
	links_follow "$log"
	mac_profile "$BURNED" "$MINE"
	defer no_profile
	expect_eq "$(item 0 .state)" pending "state without its device"
	expect_eq "$(item 0 .reason)" no-device "reason"
	veth v0 "$BURNED"
	wait_for 10 grep -q ": v0@" "$log"
	expect_eq "$(links_first "$log" v0)" "$MINE" "address in the first RTM_NEWLINK"
	expect_no_text "$BURNED" grep "v0@" "$log"
	expect_ok item_is 0 applied
	expect_eq "$(item 0 .ifname)" v0
	expect_eq "$(item 0 .original)" "$BURNED"
}

test_traffic_flows()
{
	local ns

	ns_new ns
	mac_profile "$BURNED" "$MINE"
	defer no_profile
	veth v0 "$BURNED"
	ip link set v0p netns "$ns"
	ip address add 192.0.2.1/24 dev v0
	ip -n "$ns" address add 192.0.2.2/24 dev v0p
	ip link set v0 up
	ip -n "$ns" link set v0p up
	expect_ok in_ns "$ns" ping -n -q -c 3 -i 0.2 -W 10 192.0.2.1
	expect_text "$MINE" ip -n "$ns" neigh show 192.0.2.1
}

test_restored()
{
	local type

	veth v0 "$BURNED"
	type=$(cat /sys/class/net/v0/addr_assign_type)
	mac_profile "$BURNED" "$MINE"
	defer no_profile
	expect_eq "$(dev_mac "" v0)" "$MINE" "address of a device that was there"
	vcctl profile unload
	expect_eq "$(dev_mac "" v0)" "$BURNED" "address without the profile"
	expect_eq "$(cat /sys/class/net/v0/addr_assign_type)" "$type"
	expect_text "no profile" vcctl profile show
	mac_profile "$BURNED" "$MINE"
	rmmod vcid
	expect_eq "$(dev_mac "" v0)" "$BURNED" "address without the module"
	load_vcid
}

# As ifconfig and older programs do
siocsifhwaddr()
{
	python3 - "$1" "$2" <<-'END'
		import fcntl, socket, struct, sys
		mac = bytes.fromhex(sys.argv[2].replace(":", ""))
		fcntl.ioctl(socket.socket(), 0x8924, struct.pack(
		    "16sH14s", sys.argv[1].encode(), 1, mac))
	END
}

test_held()
{
	mac_profile "$BURNED" "$MINE"
	defer no_profile
	veth v0 "$BURNED"
	expect_fail_text "$HELD" ip link set v0 address "$OTHER"
	expect_fail_text "not permitted" siocsifhwaddr v0 "$OTHER"
	ip link set v0 up
	expect_fail_text "$HELD" ip link set v0 address "$BURNED"
	expect_eq "$(dev_mac "" v0)" "$MINE"
	expect_ok ip link set v0 address "$MINE"
	expect_ok siocsifhwaddr v0 "$MINE"
	vcctl profile unload
	expect_ok ip link set v0 address "$OTHER"
}

test_held_in_every_netns()
{
	local ns

	ns_new ns
	mac_profile "$BURNED" "$MINE"
	defer no_profile
	veth v0 "$BURNED"
	ip link set v0 netns "$ns"
	expect_eq "$(dev_mac "$ns" v0)" "$MINE" "address after the move"
	expect_fail_text "$HELD" ip -n "$ns" link set v0 address "$OTHER"
	expect_ok item_is 0 applied
	expect_between "$(item 0 .netnsid)" 0 1000 netnsid
	vcctl profile unload
	expect_eq "$(dev_mac "$ns" v0)" "$BURNED" "address without the profile"
	mac_profile "$BURNED" "$MINE"
	expect_eq "$(dev_mac "$ns" v0)" "$MINE" "address, found in a namespace"
	ip -n "$ns" link set v0 netns 1
	expect_eq "$(dev_mac "" v0)" "$MINE" "address after the way back"
	expect_fail_text "$HELD" ip link set v0 address "$OTHER"
}

test_made_in_another_netns()
{
	local ns

	ns_new ns
	mac_profile "$BURNED" "$MINE"
	defer no_profile
	ip -n "$ns" link add v0 address "$BURNED" type veth peer name v0p
	expect_eq "$(dev_mac "$ns" v0)" "$MINE"
	ip -n "$ns" link del v0
	wait_for 10 item_is 0 pending no-device
}

test_udev()
{
	udev_start
	# what udev does to a device that the profile does not hold
	ip link add free0 type veth peer name free0p
	defer ip link del free0
	udevadm settle --timeout=60
	mac_profile "$BURNED" "$MINE"
	defer no_profile
	veth v0 "$BURNED"
	udevadm settle --timeout=60
	expect_eq "$(dev_mac "" v0)" "$MINE" "address after udev"
	expect_ok item_is 0 applied
}

test_duplicate_comes_and_goes()
{
	mac_profile "$BURNED" "$MINE"
	defer no_profile
	veth v0 "$BURNED"
	expect_ok item_is 0 applied
	ip link add twin0 address "$MINE" type dummy
	defer ip link del twin0
	wait_for 10 item_is 0 conflict duplicate-mac
	expect_eq "$(dev_mac "" v0)" "$MINE" "address in a conflict"
	ip link set twin0 address "$OTHER"
	wait_for 10 item_is 0 applied
	ip link set twin0 address "$MINE"
	wait_for 10 item_is 0 conflict duplicate-mac
	ip link del twin0
	wait_for 10 item_is 0 applied
}

test_duplicate_was_first()
{
	mac_profile "$BURNED" "$MINE"
	defer no_profile
	ip link add twin0 address "$MINE" type dummy
	defer ip link del twin0
	wait_for 10 item_is 0 conflict duplicate-mac
	veth v0 "$BURNED"
	expect_eq "$(dev_mac "" v0)" "$BURNED" "address while another has it"
	ip link del twin0
	wait_for 10 item_is 0 applied
	expect_eq "$(dev_mac "" v0)" "$MINE" "address when it is free"
}

# stranger ADDRESS: somebody without rights has a device with it, in namespaces of
# his own
stranger()
{
	local log

	log=$(mktemp)
	defer rm -f "$log"
	_start "$log" setpriv --reuid 65534 --regid 65534 --clear-groups \
		unshare --user --map-root-user --net bash -c \
		"ip link add d0 address $1 type dummy && ip -br link && exec tail -f /dev/null"
	wait_text 20 "$1" cat "$log"
}

# Anybody may make namespaces and devices in them: neither denies he the server an
# address, nor does he get one
test_strangers_devices_do_not_count()
{
	stranger "$MINE"
	mac_profile "$BURNED" "$MINE"
	defer no_profile
	veth v0 "$BURNED"
	expect_ok item_is 0 applied
	expect_eq "$(dev_mac "" v0)" "$MINE" "address that a stranger has, too"
	ip link del v0
	stranger "$BURNED"
	ip link add hear1 type dummy
	defer ip link del hear1
	wait_for 10 item_is 0 pending no-device
	mac_profile "$BURNED" "$MINE2"
	expect_ok item_is 0 pending no-device
	veth v0 "$BURNED"
	expect_eq "$(dev_mac "" v0)" "$MINE2" "address beside a stranger's"
}

# Each has what is burned in to the other
test_addresses_are_swapped()
{
	veth v0 "$BURNED"
	veth v1 "$OTHER"
	mac_profile "$BURNED" "$OTHER" "$OTHER" "$BURNED"
	defer no_profile
	expect_eq "$(dev_mac "" v0)" "$OTHER"
	expect_eq "$(dev_mac "" v1)" "$BURNED"
	# whatever makes all items be looked at again
	ip link add twin0 address "$MINE" type dummy
	defer ip link del twin0
	ip link set twin0 address "$OTHER"
	wait_for 10 item_is 0 conflict duplicate-mac
	expect_ok item_is 1 applied
	ip link set twin0 address "$MINE"
	wait_for 10 item_is 0 applied
	expect_ok item_is 1 applied
	ip link del v1
	wait_for 10 item_is 1 pending no-device
	veth v1 "$OTHER"
	expect_eq "$(dev_mac "" v1)" "$BURNED" "address of a new device"
	expect_ok item_is 1 applied
}

# The item says that it is in conflict; what has nothing to do with it goes on
test_conflict_blocks_nothing_else()
{
	mac_profile "$BURNED" "$MINE"
	defer no_profile
	veth v0 "$BURNED"
	veth v1 "$OTHER"
	ip link add twin0 address "$MINE" type dummy
	defer ip link del twin0
	wait_for 10 item_is 0 conflict duplicate-mac
	mac_profile "$BURNED" "$MINE" "$OTHER" "$MINE2"
	expect_ok item_is 0 conflict duplicate-mac
	expect_eq "$(dev_mac "" v0)" "$MINE" "address kept in a conflict"
	expect_eq "$(dev_mac "" v1)" "$MINE2" "address beside a conflict"
	expect_fail_text duplicate-mac mac_profile "$OTHER" "$MINE"
	expect_eq "$(dev_mac "" v1)" "$MINE2" "address after a refusal"
	ip link del twin0
	wait_for 10 item_is 0 applied
	expect_ok item_is 1 applied
}

# A device that cannot tell its burned-in address is known by the one it came with
test_known_by_what_it_came_with()
{
	veth v0 "$BURNED"
	ip link set v0 address "$OTHER"
	mac_profile "$BURNED" "$MINE"
	defer no_profile
	expect_ok item_is 0 applied
	expect_eq "$(dev_mac "" v0)" "$MINE" "its address"
	vcctl profile unload
	expect_eq "$(dev_mac "" v0)" "$OTHER" "what it had before the profile"
}

# What has the address of the device below it is no other device
test_own_uppers_are_no_duplicates()
{
	mac_profile "$BURNED" "$MINE"
	defer no_profile
	veth v0 "$BURNED"
	ip link add link v0 name v0.5 type vlan id 5
	expect_eq "$(dev_mac "" v0.5)" "$MINE" "address of a VLAN device"
	# before it is on top of the device a bridge is another one
	ip link add br9 address "$MINE" type bridge
	defer ip link del br9
	wait_for 10 item_is 0 conflict duplicate-mac
	ip link set v0 master br9
	wait_for 10 item_is 0 applied
	# an event later than all of those
	veth v9 "$OTHER"
	mac_profile "$BURNED" "$MINE" "$OTHER" "$MINE2"
	expect_ok item_is 0 applied
	expect_ok item_is 1 applied
}

events()
{
	jq -c '[.event, .object, .profile?, .state?, .reason?, (.items? | length)]' "$1"
}

test_notifications()
{
	local log

	log=$(mktemp)
	defer rm -f "$log"
	_start "$log" "$VCCTL" -j monitor identity
	defer no_profile
	# it listens once it has heard something
	wait_for 20 hears "$log"
	: >"$log"
	mac_profile "$BURNED" "$MINE"
	wait_text 10 '["change","profile","test",null,null,1]' events "$log"
	veth v0 "$BURNED"
	wait_text 10 '["change","item",null,"applied",null,0]' events "$log"
	ip link add twin0 address "$MINE" type dummy
	wait_text 10 '["change","item",null,"conflict","duplicate-mac",0]' events "$log"
	ip link del twin0
	ip link del v0
	wait_text 10 '["change","item",null,"pending","no-device",0]' events "$log"
	vcctl profile unload
	wait_text 10 '["del","profile",null,null,null,0]' events "$log"
}

hears()
{
	mac_profile "$OTHER" "$MINE2"
	grep -q profile "$1"
}

# ---- bonds and teams ---------------------------------------------------------

two_ports()
{
	mac_profile "$BURNED" "$MINE" "$OTHER" "$MINE2"
	defer no_profile
	veth v0 "$BURNED"
	veth v1 "$OTHER"
}

has_mac()
{
	[[ $(dev_mac "" "$1") == "$2" ]]
}

lag_ports()
{
	local mac

	ip link set v0 master "$1"
	ip link set v1 master "$1"
	mac=$(dev_mac "" "$1")
	expect_eq "$(dev_mac "" v0)" "$mac" "address of the first port"
	expect_eq "$(dev_mac "" v1)" "$mac" "address of the second"
	expect_ok item_is 0 applied
	expect_ok item_is 1 applied
	ip link set v0 nomaster
	ip link set v1 nomaster
	wait_for 10 has_mac v0 "$MINE"
	wait_for 10 has_mac v1 "$MINE2"
}

test_bond()
{
	two_ports
	ip link add bond9 type bond mode active-backup
	defer ip link del bond9
	lag_ports bond9
	# the bond's own address changes, and so do those of its ports
	ip link set v0 master bond9
	ip link set v1 master bond9
	expect_ok ip link set bond9 address 06:00:00:00:20:09
	expect_eq "$(dev_mac "" v1)" 06:00:00:00:20:09
	expect_fail_text "device-in-lag" vcctl profile unload
	ip link del bond9
	wait_for 10 has_mac v0 "$MINE"
	wait_for 10 has_mac v1 "$MINE2"
	expect_ok item_is 0 applied
	expect_ok item_is 1 applied
}

test_team()
{
	require_cmd teamnl
	two_ports
	ip link add team9 type team
	defer ip link del team9
	# without a mode it does nothing to its ports
	teamnl team9 setoption mode roundrobin
	lag_ports team9
}

# The address of a bond is let pass only to what then becomes its port
test_bond_address_is_no_way_round()
{
	two_ports
	ip link add bond9 address 06:00:00:00:20:09 type bond
	defer ip link del bond9
	ip link set v0 address 06:00:00:00:20:09 || true
	wait_for 10 has_mac v0 "$MINE"
}

# ---- FlexNICs -----------------------------------------------------------------

test_flexnics()
{
	local log mac

	load_flexnic
	log=$(mktemp)
	defer rm -f "$log"
	links_follow "$log"
	mac_profile "$BURNED" 06:00:00:00:30:00 "$BURNED/a" 06:00:00:00:30:01 \
		"$BURNED/d" 06:00:00:00:30:04
	defer no_profile
	veth v0 "$BURNED"
	vcctl port add v0 mode channel
	defer vcctl port del v0
	expect_ok item_is 0 applied
	expect_ok item_is 1 applied
	expect_ok item_is 2 applied
	wait_for 10 grep -q ": v0-d[@:]" "$log"
	expect_eq "$(dev_mac "" v0)" 06:00:00:00:30:00
	expect_eq "$(links_first "$log" v0-a)" 06:00:00:00:30:01
	expect_eq "$(links_first "$log" v0-d)" 06:00:00:00:30:04
	expect_eq "$(item 2 .ifname)" v0-d
	expect_fail_text "$HELD" ip link set v0-a address "$OTHER"
	expect_fail_text "$HELD" vcctl flexnic set v0-a address "$OTHER"
	expect_ok ip link set v0-b address 06:00:00:00:30:22
	# two of one port change places
	mac_profile "$BURNED/a" 06:00:00:00:30:04 "$BURNED/d" 06:00:00:00:30:01
	expect_eq "$(dev_mac "" v0-a)" 06:00:00:00:30:04
	expect_eq "$(dev_mac "" v0-d)" 06:00:00:00:30:01
	expect_eq "$(dev_mac "" v0)" "$BURNED"
	vcctl port del v0
	wait_for 10 item_is 1 pending no-device
	vcctl port add v0 mode mac
	mac=$(item 0 .original)
	expect_eq "$(dev_mac "" v0-a)" 06:00:00:00:30:04 "address of a new FlexNIC"
	vcctl profile unload
	expect_eq "$(dev_mac "" v0-a)" "$mac" "address of a FlexNIC by itself"
}

ktap_setup setup
ktap_main test_first_newlink_has_it test_traffic_flows test_restored \
	test_held test_held_in_every_netns test_made_in_another_netns \
	test_udev test_duplicate_comes_and_goes test_duplicate_was_first \
	test_strangers_devices_do_not_count test_addresses_are_swapped \
	test_conflict_blocks_nothing_else \
	test_known_by_what_it_came_with \
	test_own_uppers_are_no_duplicates test_notifications \
	test_bond test_team \
	test_bond_address_is_no_way_round test_flexnics
