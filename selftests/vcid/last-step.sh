#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: cpus=1 qemu=-acpitable;sig=iBFT,rev=1,data=selftests/vcid/ibft.bin;-smbios;type=1,serial=BURNED-IN,uuid=f81d4fae-7dec-11d0-a765-00a0c91e6bf6 timeout=400
#
# The kind of item that is put into force last is refused: all that was done
# before, for each of the other kinds, is taken back, and no FC port has noticed.
# Firmware that has booted from iSCSI is what holds /sys/firmware/ibft.
#
#	v0 (FCoE, burned-in name) ======= p0 (FCoE, LIO's tcm_fc, a disk for v0)
#
# ibft.bin: what follows the header of an ACPI table iBFT: 12 reserved bytes and
# a control structure (iBFT 1.4.2) that has neither initiator nor target
#
source "$(dirname "$0")/../lib/ktap.sh"
source "$(dirname "$0")/../lib/net.sh"
source "$(dirname "$0")/../lib/vcid.sh"
source "$(dirname "$0")/fcoe-lib.sh"

BURNED=02:00:00:00:10:01
BURNED2=02:00:00:00:10:02
TARGET=20:00:02:00:00:00:10:99
WWPN=20:00:06:17:a4:00:20:01

setup()
{
	require_root
	require_cmd jq
	fcoe_modules
	modprobe iscsi_ibft
	[[ -d /sys/firmware/ibft ]] || ktap_skip_all "no iBFT of the firmware's"
	load_vcid
	fcoe_wire v0 "$BURNED" p0 "$TARGET"
	ip link add v1 address "$BURNED2" type veth peer name p1
	defer ip link del v1
	target_disk "$TARGET" 0 "20:00:$BURNED" <<<"rd_mcp_0 rd_pages=4096"
	fcoe_port p0
	fcoe_port v0
	wait_for 120 disk_of v0
}

# All that a profile of those kinds changes; the disk is another one when its
# port has been away
state()
{
	vcctl -j profile show
	dev_macs
	fc_name v0 port
	fc_name v0 node
	ls -l "/sys/block/$(disk_of v0)"
	md5sum /sys/firmware/dmi/tables/*
	cat /sys/class/dmi/id/product_{serial,uuid}
	find /sys/firmware/ibft | sort
}

# NUMBER: tells one server from another
server()
{
	echo "name: web0$1
mac:
- device: $BURNED2
  address: 06:00:00:00:20:0$1
serial: VCX000000$1
uuid: 00112233-4455-6677-8899-aabbccddee0$1"
}

FC="fc:
- device: $BURNED
  wwnn: 10:00:06:17:a4:00:20:01
  wwpn: $WWPN"
ISCSI="iscsi:
- device: $BURNED2
  initiator: iqn.2026-01.org.example:web01
  target: iqn.2026-01.org.example:disk
  target-ip: 192.0.2.2"

refuse_last()
{
	local before

	before=$(state)
	expect_fail_text "iscsi-boot-taken" profile "$(server 1)
$FC
$ISCSI" force
	expect_eq "$(state)" "$before" "state after a refusal"
	expect_eq "$(dd if="/dev/$(disk_of v0)" bs=4k count=1 iflag=direct |
		wc -c)" 4096 "bytes from the disk"
}

test_no_profile_before()
{
	refuse_last
	expect_text "no profile" vcctl profile show
	expect_eq "$(cat /sys/class/dmi/id/product_serial)" BURNED-IN
}

test_a_profile_before()
{
	profile "$(server 2)"
	defer vcctl profile unload
	refuse_last
	expect_eq "$(dev_mac "" v1)" 06:00:00:00:20:02
	expect_eq "$(cat /sys/class/dmi/id/product_serial)" VCX0000002
}

# ... of which one address is not the server's alone: what is taken back asks nobody
test_a_profile_in_conflict_before()
{
	profile "$(server 2)"
	defer vcctl profile unload
	ip link add twin0 address 06:00:00:00:20:02 type dummy
	defer ip link del twin0
	wait_for 10 item_is 0 conflict duplicate-mac
	refuse_last
	expect_eq "$(dev_mac "" v1)" 06:00:00:00:20:02
	expect_eq "$(cat /sys/class/dmi/id/product_serial)" VCX0000002
	# the items are those of the profile that is in force
	ip link del twin0
	wait_for 10 item_is 0 applied
	ip link del v1
	wait_for 10 item_is 0 pending no-device
	ip link add v1 address "$BURNED2" type veth peer name p1
	wait_for 10 item_is 0 applied
}

# It was the last that was refused
test_all_others_succeed()
{
	profile "$(server 1)
$FC" force
	defer vcctl identity clear force
	expect_eq "$(vcctl -j profile show | jq -c '[.items[].state] | unique')" \
		'["applied"]'
	expect_eq "$(fc_name v0 port)" "$(hex "$WWPN")"
	wait_for 60 sees_target v0 "$TARGET"
	expect_fail disk_of v0
}

ktap_setup setup
ktap_main test_no_profile_before test_a_profile_before \
	test_a_profile_in_conflict_before test_all_others_succeed
