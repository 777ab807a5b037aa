#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: host timeout=600
#
# A server that dies is replaced by another, which has its disk with its data:
# the profile takes the names that the LUN is masked to along.
#
#	target (LIO's tcm_fc)  ======  blade 1 (e1000e), then blade 2 (vmxnet3)
#	  LUN for $WWPN alone            $WWPN by the same profile on both
#
# What the VMs do is in fcoe-wire-vm.sh.
#
source "$(dirname "$0")/../lib/ktap.sh"
source "$(dirname "$0")/../lib/net.sh"
source "$(dirname "$0")/../lib/vms.sh"

PROGRAM=$(readlink -f "$(dirname "$0")/fcoe-wire-vm.sh")

setup()
{
	vms_setup
	vm_start target --cpus 1 --mem 512M --timeout 580 \
		--nic "virtio-net@listen:$VM_WIRE/wire,mac=02:00:00:00:10:99" \
		-- "$PROGRAM" target
	blade blade1 e1000e 02:00:00:00:10:01
}

# blade NAME MODEL MAC
blade()
{
	vm_start "$1" --cpus 1 --mem 512M --timeout 580 \
		--nic "$2@connect:$VM_WIRE/wire,mac=$3" -- "$PROGRAM" "$1"
}

test_no_disk_by_the_burned_in_name()
{
	expect_eq "$(wire_hear 180 blade1-burned-in)" "target and no disk"
}

test_disk_by_the_profile()
{
	expect_eq "$(wire_hear 180 blade1-disk)" "65536 sectors"
}

# What the blade has written is in the target's file
test_blade_writes()
{
	local sum

	sum=$(wire_hear 120 blade1-sum)
	wire_tell sum-wanted
	expect_eq "$(wire_hear 30 target-sum)" "$sum" "sum of the target's file"
}

# Another NIC of another model, and what it is known by is the same
test_another_blade()
{
	vm_kill blade1
	blade blade2 vmxnet3 02:00:00:00:10:02
	expect_eq "$(wire_hear 240 blade2-disk)" "65536 sectors"
	expect_eq "$(wire_hear 60 blade2-names)" "$(wire_hear 1 blade1-names)" \
		"MAC address, node name and port name"
	expect_eq "$(wire_hear 60 blade2-sum)" "$(wire_hear 1 blade1-sum)" \
		"sum of what is read"
	vm_done 60 blade2
}

ktap_setup setup
ktap_main test_no_disk_by_the_burned_in_name test_disk_by_the_profile \
	test_blade_writes test_another_blade
