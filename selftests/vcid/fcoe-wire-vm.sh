#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# fcoe-wire-vm.sh target|blade1|blade2 - what the VMs of fcoe-wire.sh do. They tell
# one another, and the test on the host, how far they are. Whatever fails ends the
# VM with another status than 0.
#
source "$(dirname "$0")/../lib/ktap.sh"
source "$(dirname "$0")/../lib/net.sh"
source "$(dirname "$0")/../lib/vcid.sh"
source "$(dirname "$0")/../lib/vms.sh"
source "$(dirname "$0")/fcoe-lib.sh"

TARGET=20:00:02:00:00:00:10:99
WWNN=10:00:06:17:a4:00:20:01
WWPN=20:00:06:17:a4:00:20:01
MAC=06:17:a4:00:20:01
SECTORS=65536
BLOCKS=64
DISK=/tmp/disk

# The one NIC, whatever its model and name
nic()
{
	local dev

	for dev in /sys/class/net/*; do
		[[ ! -e $dev/device ]] || basename "$dev"
	done
}

parent()
{
	readlink -f "/sys/class/net/$1/device" |
		grep -o '[0-9a-f]*:[0-9a-f]*:[0-9a-f]*\.[0-9a-f]' | tail -n 1
}

# Ends with the VM: what it has is thrown away with it
target()
{
	local dev

	dev=$(nic)
	fcoe_modules
	target_new "$TARGET"
	target_disk "$TARGET" 0 "$WWPN" \
		<<<"fileio_0 fd_dev_name=$DISK,fd_dev_size=$((SECTORS * 512))"
	ip link set "$dev" up
	wait_link_up "" "$dev"
	fcoe_create "$dev"
	wire_tell target-ready
	wire_hear 560 sum-wanted
	wire_tell target-sum "$(sum_of "$DISK")"
	wire_hear 560 never
}

# sum_of FILE [FLAG]: of the blocks that are written
sum_of()
{
	dd if="$1" bs=64k count="$BLOCKS" ${2:+iflag="$2"} status=none | md5sum
}

# Before and without the profile
burned_in()
{
	fcoe_create "$1"
	wait_for 120 sees_target "$1" "$TARGET"
	expect_fail disk_of "$1"
	wire_tell "$2-burned-in" "target and no disk"
	fcoe_destroy "$1"
}

write_profile()
{
	cat >"$VM_WIRE/profile.yaml" <<-END
		name: web01
		mac:
		- device: pci/$(parent "$1")
		  address: $MAC
		fc:
		- device: pci/$(parent "$1")
		  wwnn: $WWNN
		  wwpn: $WWPN
	END
}

load_profile()
{
	vcctl profile load "$VM_WIRE/profile.yaml"
	wait_for 20 item_is 0 applied
	fcoe_create "$1"
	wait_for 20 item_is 1 applied
	wire_tell "$2-names" \
		"$(dev_mac "" "$1") $(fc_name "$1" node) $(fc_name "$1" port)"
	wait_for 180 disk_has_size "$1" "$SECTORS"
	wire_tell "$2-disk" "$(cat "/sys/block/$(disk_of "$1")/size") sectors"
}

blade()
{
	local name=$1 dev data=/tmp/data

	dev=$(nic)
	fcoe_modules
	load_vcid
	ip link set "$dev" up
	wait_link_up "" "$dev"
	if [[ $name == blade1 ]]; then
		burned_in "$dev" "$name"
		write_profile "$dev"
	fi
	load_profile "$dev" "$name"
	if [[ $name == blade1 ]]; then
		head -c $((BLOCKS * 65536)) /dev/urandom >"$data"
		dd if="$data" of="/dev/$(disk_of "$dev")" bs=64k oflag=direct \
			conv=fsync,nocreat
	fi
	wire_tell "$name-sum" "$(sum_of "/dev/$(disk_of "$dev")" direct)"
}

set -eE
trap '_ktap_where $? "$BASH_COMMAND"' ERR
case $1 in
target) target ;;
blade1)
	blade "$1"
	# until its power plug is pulled
	wire_hear 560 never
	;;
blade2) blade "$1" ;;
esac
