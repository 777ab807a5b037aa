#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: cpus=1 nic=virtio-net,virtio-net,e1000e,e1000e timeout=400
#
# The profile's address on the NICs that QEMU has, through driver unbind and
# bind: they ask their hardware to let it in.
#
#	NIC (unbound and bound) ==== far NIC, in another netns
#
source "$(dirname "$0")/../lib/ktap.sh"
source "$(dirname "$0")/../lib/net.sh"
source "$(dirname "$0")/../lib/vcid.sh"

MINE=06:00:00:00:20:01
HELD="The server's profile holds the address of this device"

setup()
{
	require_root
	require_cmd jq ethtool udevadm
	load_vcid
}

# use_nic DRIVER: puts into $nic, $device, $bus, $perm and $ns what is there
use_nic()
{
	local nics

	mapfile -t nics < <(nic_list "$1" | head -n 2)
	((${#nics[@]} == 2)) || ktap_skip "no two idle NICs driven by $1"
	nic=${nics[0]}
	device=$(basename "$(readlink -f "/sys/class/net/$nic/device")")
	bus=$(basename "$(readlink -f "/sys/class/net/$nic/device/subsystem")")
	perm=$(cat "/sys/class/net/$nic/address")
	pci=$(cd -P "/sys/class/net/$nic/device" && pwd | grep -o '0000:[0-9a-f:.]*' | tail -n 1)
	far=${nics[1]}
	defer idle "$bus" "$device"
	ns_new ns
	nic_to_ns "$far" "$ns"
	driver=$1
}

# idle BUS DEVICE: under whatever name it has by then. At the end of a case its
# local variables are no more.
idle()
{
	local bus=$1 device=$2 nic

	find_nic
	ip address flush dev "$nic"
	ip link set "$nic" down
}

# udev gives what comes its name a little later
rebind()
{
	echo "$device" >"/sys/bus/$bus/drivers/$driver/unbind"
	echo "$device" >"/sys/bus/$bus/drivers/$driver/bind"
	wait_for 20 find_nic
	udevadm settle --timeout=60
	find_nic
}

# Its name may be another one now
find_nic()
{
	nic=$(ls "/sys/bus/$bus/devices/$device/net") && [[ -n $nic ]]
}

# reaches NIC: from the far NIC, whose frames only the right filter lets in
reaches()
{
	ip address replace 192.0.2.1/24 dev "$1"
	ip link set "$1" up
	ip -n "$ns" address replace 192.0.2.2/24 dev "$far"
	ip -n "$ns" link set "$far" up
	wait_link_up "" "$1"
	wait_link_up "$ns" "$far"
	# an e1000e that has just been bound may lose some of the first frames
	wait_for 20 in_ns "$ns" ping -n -q -c 1 -W 2 192.0.2.1
	expect_ok in_ns "$ns" ping -n -q -c 3 -i 0.2 -W 10 192.0.2.1
	expect_text "$2" ip -n "$ns" neigh show 192.0.2.1
	ip -n "$ns" neigh flush all
}

test_rebind()
{
	local log nic device bus perm pci far ns driver

	use_nic "$1"
	log=$(mktemp)
	defer rm -f "$log"
	links_follow "$log"
	mac_profile "$perm" "$MINE"
	defer vcctl profile unload
	expect_eq "$(dev_mac "" "$nic")" "$MINE" "address of a NIC that was there"
	reaches "$nic" "$MINE"
	rebind
	wait_text 10 "$MINE" cat "$log"
	expect_eq "$(links_first "$log" "$nic")" "$MINE" "address in the first RTM_NEWLINK"
	expect_eq "$(perm_mac "$nic")" "$perm" "permanent address"
	wait_for 10 item_is 0 applied
	reaches "$nic" "$MINE"
	expect_fail_text "$HELD" ip link set "$nic" address "$perm"
	vcctl profile unload
	expect_eq "$(dev_mac "" "$nic")" "$perm" "address without the profile"
	reaches "$nic" "$perm"
}

test_by_parent()
{
	local nic device bus perm pci far ns driver

	use_nic "$1"
	mac_profile "pci/$pci" "$MINE"
	defer vcctl profile unload
	expect_eq "$(dev_mac "" "$nic")" "$MINE"
	expect_eq "$(item 0 .device)" "pci/$pci:0"
	rebind
	expect_eq "$(dev_mac "" "$nic")" "$MINE" "address after a new bind"
	expect_eq "$(perm_mac "$nic")" "$perm" "permanent address"
	mac_profile "pci/$pci:1" "$MINE"
	expect_ok item_is 0 pending no-device
	expect_eq "$(dev_mac "" "$nic")" "$perm" "address of another port"
	rmmod vcid
	load_vcid
	expect_eq "$(dev_mac "" "$nic")" "$perm" "address without the module"
}

ktap_setup setup
for driver in virtio_net e1000e; do
	ktap_add -n "rebind $driver" test_rebind "$driver"
	ktap_add -n "by_parent $driver" test_by_parent "$driver"
done
ktap_run
