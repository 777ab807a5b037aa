#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: cpus=1 timeout=500
#
# An FC port has the profile's names before it logs in, and so it gets the LUN
# that is masked to them, whichever FlexNIC it is on.
#
#	v0-a, v0-b (FCoE, initiators)             p0 (FCoE, LIO's tcm_fc)
#	  \ /                                       |  LUN 0 for $WWPN alone
#	  v0 =======================================+
#
# VN2VN needs no fabric. FCoE is in the initial network namespace only.
#
source "$(dirname "$0")/../lib/ktap.sh"
source "$(dirname "$0")/../lib/net.sh"
source "$(dirname "$0")/../lib/vcid.sh"

BURNED=02:00:00:00:10:01
TARGET=20:00:02:00:00:00:10:99
WWNN=10:00:06:17:a4:00:20:01
WWPN=20:00:06:17:a4:00:20:01
OTHER=20:00:06:17:a4:00:20:02
CORE=/sys/kernel/config/target/core
FC=/sys/kernel/config/target/fc

setup()
{
	require_root
	require_cmd jq
	require_module fcoe tcm_fc sd_mod
	modprobe -a configfs fcoe tcm_fc sd_mod
	mountpoint -q /sys/kernel/config ||
		mount -t configfs configfs /sys/kernel/config
	load_flexnic
	load_vcid
	ip link add v0 address "$BURNED" type veth \
		peer name p0 address "${TARGET#20:00:}"
	defer ip link del v0
	ip link set v0 up
	ip link set p0 up
	vcctl port add v0 mode mac
	defer vcctl port del v0
	ip link set v0-a up
	ip link set v0-b up
	make_target
	fcoe_create p0
	defer fcoe_destroy p0
}

# One disk in memory, for one initiator
make_target()
{
	local tpg=$FC/$TARGET/tpgt_1

	mkdir -p "$CORE/rd_mcp_0/d0"
	defer rmdir "$CORE/rd_mcp_0/d0" "$CORE/rd_mcp_0"
	echo rd_pages=16384 >"$CORE/rd_mcp_0/d0/control"
	echo 1 >"$CORE/rd_mcp_0/d0/enable"
	mkdir -p "$tpg/lun/lun_0"
	defer rmdir "$tpg/lun/lun_0" "$tpg" "$FC/$TARGET" "$FC"
	ln -s "$CORE/rd_mcp_0/d0" "$tpg/lun/lun_0/d0"
	defer rm "$tpg/lun/lun_0/d0"
	mkdir -p "$tpg/acls/$WWPN/lun_0"
	defer rmdir "$tpg/acls/$WWPN/lun_0" "$tpg/acls/$WWPN"
	ln -s "$tpg/lun/lun_0" "$tpg/acls/$WWPN/lun_0/m"
	defer rm "$tpg/acls/$WWPN/lun_0/m"
}

fcoe_create()
{
	local ctlr

	echo "$1" >/sys/bus/fcoe/ctlr_create
	ctlr=$(basename "/sys/class/net/$1"/ctlr_*)
	echo vn2vn >"/sys/bus/fcoe/devices/$ctlr/mode"
	echo 1 >"/sys/bus/fcoe/devices/$ctlr/enabled"
}

fcoe_destroy()
{
	echo "$1" >/sys/bus/fcoe/ctlr_destroy
	wait_for 30 no_fc_host "$1"
}

# initiator DEV: FCoE on it until the case ends
initiator()
{
	fcoe_create "$1"
	defer fcoe_destroy "$1"
}

fc_host()
{
	local host

	for host in /sys/class/fc_host/*; do
		[[ $(readlink -f "$host") != */net/"$1"/* ]] || basename "$host"
	done
}

no_fc_host()
{
	[[ -z $(fc_host "$1") ]]
}

fc_name()
{
	cat "/sys/class/fc_host/$(fc_host "$1")/$2_name"
}

# as sysfs has it
hex()
{
	echo "0x${1//:/}"
}

disk_of()
{
	local path

	path=$(compgen -G "/sys/class/scsi_host/$(fc_host "$1")/device/rport-*/target*/*/block/*") &&
		basename "$path"
}

sees_target()
{
	grep -qs "$(hex "$TARGET")" \
		"/sys/class/scsi_host/$(fc_host "$1")"/device/rport-*/fc_remote_ports/*/port_name
}

# fc_profile SLOT [WWPN]
fc_profile()
{
	profile "name: t
fc:
- device: $BURNED
  slot: $1
  wwnn: $WWNN
  wwpn: ${2-$WWPN}"
}

test_names_before_login()
{
	local burned

	initiator v0-b
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
	initiator v0-a
	initiator v0-b
	wait_for 60 disk_of v0-a
	wait_for 60 sees_target v0-b
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
	initiator v0-a
	wait_for 60 disk_of v0-a
	disk=$(disk_of v0-a)
	dd if="$data" of="/dev/$disk" bs=64k conv=fsync
	expect_eq "$(cat "/sys/block/$disk/size")" 131072 "sectors"
	fcoe_destroy v0-a
	fc_profile b
	initiator v0-b
	wait_for 120 disk_of v0-b
	dd if="/dev/$(disk_of v0-b)" of="$back" bs=64k count=16
	expect_ok cmp "$data" "$back"
}

# A port that is there never becomes another one
test_logged_in()
{
	local before

	fc_profile a
	initiator v0-a
	wait_for 10 item_is 0 applied
	before=$(vcctl -j profile show)
	expect_fail_text "fc-logged-in: an FC port that is there would change its names: remove it first" \
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
	initiator v0-a
	expect_fail_text "fc-logged-in" fc_profile a
	expect_text "no profile" vcctl profile show
}

test_by_burned_in_name()
{
	local burned

	initiator v0-b
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

	initiator v0-a
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
	test_by_burned_in_name test_refusals test_module_goes
