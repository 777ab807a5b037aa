#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: cpus=1 qemu timeout=900
#
# An FC port has the profile's names before it logs in, and so it gets the LUN
# that is masked to them, whichever FlexNIC it is on.
#
#	v0-a, v0-b (FCoE, initiators)             p0 (FCoE, LIO's tcm_fc)
#	  \ /                                       |  a disk for $WWPN alone,
#	  v0 =======================================+  a smaller one for $OTHER
#
# VN2VN needs no fabric. FCoE is in the initial network namespace only.
#
source "$(dirname "$0")/../lib/ktap.sh"
source "$(dirname "$0")/../lib/net.sh"
source "$(dirname "$0")/../lib/vcid.sh"
source "$(dirname "$0")/fcoe-lib.sh"

BURNED=02:00:00:00:10:01
TARGET=20:00:02:00:00:00:10:99
WWNN=10:00:06:17:a4:00:20:01
WWPN=20:00:06:17:a4:00:20:01
OTHER=20:00:06:17:a4:00:20:02
# Sectors of the disks
SIZE=131072
OTHER_SIZE=65536

setup()
{
	require_root
	require_cmd jq
	fcoe_modules
	load_flexnic
	load_vcid
	fcoe_wire v0 "$BURNED" p0 "$TARGET"
	vcctl port add v0 mode mac
	defer vcctl port del v0
	ip link set v0-a up
	ip link set v0-b up
	ramdisk 0 "$SIZE" "$WWPN"
	ramdisk 1 "$OTHER_SIZE" "$OTHER"
	fcoe_port p0
}

# ramdisk N SECTORS INITIATOR
ramdisk()
{
	target_disk "$TARGET" "$1" "$3" <<<"rd_mcp_0 rd_pages=$(($2 / 8))"
}

# fc_profile SLOT [WWPN [force]]
fc_profile()
{
	profile "name: t
fc:
- device: $BURNED
  slot: $1
  wwnn: $WWNN
  wwpn: ${2-$WWPN}" "${@:3}"
}

test_names_before_login()
{
	local burned

	fcoe_port v0-b
	burned=$(fc_name v0-b port)
	fcoe_destroy v0-b
	fc_profile b
	defer vcctl profile unload
	expect_ok item_is 0 pending no-device
	fcoe_create v0-b
	expect_eq "$(fc_name v0-b port)" "$(hex "$WWPN")" "port name"
	expect_eq "$(fc_name v0-b node)" "$(hex "$WWNN")" "node name"
	wait_for 10 item_is 0 applied
	expect_eq "$(item 0 .host)" "$(fc_host v0-b)" host
	expect_eq "$(hex "$(item 0 .original)")" "$burned" "name it came with"
	fcoe_destroy v0-b
	wait_for 10 item_is 0 pending no-device
	vcctl profile unload
	fcoe_create v0-b
	expect_eq "$(fc_name v0-b port)" "$burned" "port name without the profile"
}

# Who is on the same wire with another name sees the target and no disk
test_lun_is_for_the_profile()
{
	fc_profile a
	defer vcctl profile unload
	fcoe_port v0-a
	fcoe_port v0-b
	wait_for 60 disk_of v0-a
	wait_for 60 sees_target v0-b "$TARGET"
	expect_fail disk_of v0-b
}

test_lun_follows_the_profile()
{
	local disk data back

	data=$(mktemp)
	back=$(mktemp)
	defer rm -f "$data" "$back"
	head -c 1M /dev/urandom >"$data"
	fc_profile a
	defer vcctl profile unload
	fcoe_port v0-a
	wait_for 60 disk_of v0-a
	disk=$(disk_of v0-a)
	dd if="$data" of="/dev/$disk" bs=64k conv=fsync
	expect_eq "$(cat "/sys/block/$disk/size")" 131072 "sectors"
	fcoe_destroy v0-a
	fc_profile b
	fcoe_port v0-b
	wait_for 120 disk_of v0-b
	dd if="/dev/$(disk_of v0-b)" of="$back" bs=64k count=16
	expect_ok cmp "$data" "$back"
}

# A port that is there never becomes another one
test_logged_in()
{
	local before

	fc_profile a
	fcoe_port v0-a
	wait_for 10 item_is 0 applied
	before=$(vcctl -j profile show)
	expect_fail_text "fc-logged-in: an FC port that is there would change its names: remove it first, or force it" \
		fc_profile a "$OTHER"
	expect_fail_text "fc-logged-in" vcctl profile unload
	expect_fail_text "fc-logged-in" fc_profile b
	# what was done before is taken back
	expect_fail_text "fc-logged-in" profile "name: t
mac:
- device: $BURNED
  address: 06:00:00:00:20:01
fc:
- device: $BURNED
  slot: a
  wwnn: $WWNN
  wwpn: $OTHER"
	expect_eq "$(dev_mac "" v0)" "$BURNED" "address after a refusal"
	expect_eq "$(vcctl -j profile show)" "$before" "state after a refusal"
	expect_eq "$(fc_name v0-a port)" "$(hex "$WWPN")"
	# what is the same may be said again
	expect_ok fc_profile a
	expect_ok item_is 0 applied
	fcoe_destroy v0-a
	wait_for 10 item_is 0 pending no-device
	expect_ok vcctl profile unload
}

# ... nor is one that came before the profile
test_logged_in_before()
{
	fcoe_port v0-a
	expect_fail_text "fc-logged-in" fc_profile a
	expect_text "no profile" vcctl profile show
}

# What was open stays what it was, and so can be read no more: it does not become
# the disk that is found by the other name
test_force()
{
	local burned

	fcoe_port v0-a
	burned=$(fc_name v0-a port)
	fc_profile a "$WWPN" force
	expect_eq "$(fc_name v0-a port)" "$(hex "$WWPN")" "port name"
	expect_eq "$(fc_name v0-a node)" "$(hex "$WWNN")" "node name"
	expect_ok item_is 0 applied
	expect_eq "$(hex "$(item 0 .original)")" "$burned" "name it came with"
	wait_for 120 disk_has_size v0-a "$SIZE"
	exec 9<"/dev/$(disk_of v0-a)"
	expect_eq "$(dd bs=4k count=1 iflag=direct <&9 | wc -c)" 4096 \
		"bytes from the disk"

	fc_profile a "$OTHER" force
	expect_eq "$(fc_name v0-a port)" "$(hex "$OTHER")" "port name"
	wait_for 120 disk_has_size v0-a "$OTHER_SIZE"
	expect_eq "$(dd bs=4k count=1 iflag=direct <&9 | wc -c)" 0 \
		"bytes from the disk that was"
	exec 9<&-

	expect_fail_text "fc-logged-in" vcctl profile unload
	vcctl identity clear force
	expect_eq "$(fc_name v0-a port)" "$burned" "port name without a profile"
	wait_for 60 sees_target v0-a "$TARGET"
	expect_fail disk_of v0-a
}

# What is written before is on the disk when that has gone by force
test_force_writes_first()
{
	local data sum

	data=$(mktemp)
	defer rm -f "$data"
	head -c 8M /dev/urandom >"$data"
	sum=$(md5sum <"$data")
	fc_profile a
	defer vcctl profile unload force
	fcoe_port v0-a
	wait_for 120 disk_has_size v0-a "$SIZE"
	dd if="$data" of="/dev/$(disk_of v0-a)" bs=64k
	fc_profile a "$OTHER" force
	wait_for 120 disk_has_size v0-a "$OTHER_SIZE"
	fc_profile a "$WWPN" force
	wait_for 120 disk_has_size v0-a "$SIZE"
	expect_eq "$(dd if="/dev/$(disk_of v0-a)" bs=64k count=128 iflag=direct |
		md5sum)" "$sum" "what is read back"
}

# Two ports exchange their names. They come with names of the profile: FlexNICs of
# one port do not hear each other, and their burned-in names give both the same
# port id.
test_force_swap()
{
	swap_profile "$WWPN" "$OTHER"
	defer vcctl profile unload
	fcoe_port v0-a
	fcoe_port v0-b
	wait_for 120 disk_has_size v0-a "$SIZE"
	wait_for 120 disk_has_size v0-b "$OTHER_SIZE"
	swap_profile "$OTHER" "$WWPN" force
	wait_for 120 disk_has_size v0-a "$OTHER_SIZE"
	wait_for 120 disk_has_size v0-b "$SIZE"
}

# swap_profile WWPN-OF-A WWPN-OF-B [force]
swap_profile()
{
	profile "name: t
fc:
- {device: \"$BURNED\", slot: a, wwnn: \"$WWNN\", wwpn: \"$1\"}
- {device: \"$BURNED\", slot: b, wwnn: \"$WWNN\", wwpn: \"$2\"}" "${@:3}"
}

# What is refused later in the same request leaves the port alone
test_force_refused()
{
	local before

	fc_profile a
	defer vcctl profile unload force
	fcoe_port v0-a
	wait_for 120 disk_has_size v0-a "$SIZE"
	before=$(vcctl -j profile show)
	expect_fail_text "duplicate-wwn" fc_profile a "$TARGET" force
	expect_eq "$(vcctl -j profile show)" "$before" "state after a refusal"
	expect_ok disk_has_size v0-a "$SIZE"
	expect_eq "$(fc_name v0-a port)" "$(hex "$WWPN")"
}

# A port that is older than the module is known to it
test_port_before_module()
{
	local burned

	rmmod vcid
	fcoe_port v0-a
	burned=$(fc_name v0-a port)
	load_vcid
	expect_fail_text "fc-logged-in" fc_profile a
	vcctl identity set fc "$burned" wwnn "$WWNN" wwpn "$WWPN" force
	expect_eq "$(fc_name v0-a port)" "$(hex "$WWPN")" "port name"
	expect_ok item_is 0 applied
	expect_eq "$(hex "$(item 0 .original)")" "$burned" "name it came with"
	wait_for 120 disk_has_size v0-a "$SIZE"
	vcctl profile unload force
	expect_eq "$(fc_name v0-a port)" "$burned" "port name without a profile"
}

# The admin makes a port of NPIV by the names in the profile: the item finds it,
# and others have nothing of it. That it logs in takes a fabric.
test_npiv()
{
	local host

	fcoe_port v0-a
	host=/sys/class/fc_host/$(fc_host v0-a)
	wait_for 60 sees_target v0-a "$TARGET"
	vcctl identity set fc "$BURNED" slot a npiv wwnn "$WWNN" wwpn "$WWPN"
	defer vcctl profile unload
	expect_ok item_is 0 pending no-device
	expect_eq "$(item 0 .npiv)" true npiv
	echo "${OTHER//:/}:${WWNN//:/}" >"$host/vport_create"
	defer vport_delete "$host" "$OTHER"
	expect_ok item_is 0 pending no-device
	echo "${WWPN//:/}:${WWNN//:/}" >"$host/vport_create"
	wait_for 10 item_is 0 applied
	expect_eq "$(cat "/sys/class/fc_host/$(item 0 .host)/port_name")" \
		"$(hex "$WWPN")" "port name of the item's host"
	expect_eq "$(item 0 .original)" null "name to come back"
	expect_fail_text duplicate-wwn fc_profile b
	vport_delete "$host" "$WWPN"
	wait_for 10 item_is 0 pending no-device
}

# vport_delete HOST WWPN
vport_delete()
{
	echo "${2//:/}:${WWNN//:/}" >"$1/vport_delete"
}

test_by_burned_in_name()
{
	local burned

	fcoe_port v0-b
	burned=$(fc_name v0-b port)
	fcoe_destroy v0-b
	vcctl identity set fc "$burned" wwnn "$WWNN" wwpn "$WWPN"
	defer vcctl profile unload
	fcoe_create v0-b
	expect_eq "$(fc_name v0-b port)" "$(hex "$WWPN")" "port name"
	fcoe_destroy v0-b
}

test_refusals()
{
	defer vcctl profile unload
	expect_fail_text "Not a name of NAA 1, 2, 3 or 5 (attribute item/wwpn of a fc)" \
		fc_profile a 00:00:00:00:00:00:00:00
	expect_fail_text "Not a name of NAA 1, 2, 3 or 5" \
		fc_profile a 10:01:06:17:a4:00:20:01
	expect_fail_text "Not a name of NAA 1, 2, 3 or 5" \
		fc_profile a 60:00:06:17:a4:00:20:01
	expect_fail_text "duplicate-wwn: another FC port or item has this port name (attribute item/wwpn" \
		fc_profile a "$TARGET"
	vcctl identity set fc "$BURNED" slot a wwnn "$WWNN" wwpn "$WWPN"
	expect_fail_text "duplicate-wwn" \
		vcctl identity set fc "$BURNED" slot b wwnn "$WWNN" wwpn "$WWPN"
	expect_ok vcctl identity set fc "$BURNED" slot b wwnn "$WWNN" \
		wwpn "$OTHER"
	expect_eq "$(vcctl -j identity show | jq '.items | length')" 2 items
}

# Names stay with a port that has logged in; the next one has its own again
test_module_goes()
{
	local burned

	fcoe_port v0-a
	burned=$(fc_name v0-a port)
	fcoe_destroy v0-a
	fc_profile a
	fcoe_create v0-a
	rmmod vcid
	expect_eq "$(fc_name v0-a port)" "$(hex "$WWPN")"
	fcoe_destroy v0-a
	fcoe_create v0-a
	expect_eq "$(fc_name v0-a port)" "$burned" "port name without the module"
	load_vcid
}

ktap_setup setup
ktap_main test_names_before_login test_lun_is_for_the_profile \
	test_lun_follows_the_profile test_logged_in test_logged_in_before \
	test_force test_force_writes_first test_force_swap \
	test_force_refused test_port_before_module test_npiv \
	test_by_burned_in_name test_refusals test_module_goes
