#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: cpus=1 vcid timeout=180
#
# What a server is to boot from is held with its profile, shown and checked.
#
#	v0 (02:00:00:00:10:01) with FlexNICs v0-a, v0-b
#
source "$(dirname "$0")/../lib/ktap.sh"
source "$(dirname "$0")/../lib/net.sh"
source "$(dirname "$0")/../lib/vcid.sh"

BURNED=02:00:00:00:10:01
LATER=02:00:00:00:10:02
TARGET=50:00:09:72:00:00:00:01
HBA=20:00:00:00:00:00:10:01

setup()
{
	require_root
	require_cmd jq
	load_flexnic
	load_vcid
	ip link add v0 address "$BURNED" type veth peer name p0
	defer ip link del v0
	ip link set v0 up
	vcctl port add v0 mode mac count 2
	defer vcctl port del v0
}

test_held_and_shown()
{
	profile "name: t
pxe:
- {device: \"$BURNED\", slot: a, policy: enabled}
- {device: \"$BURNED\", slot: b, policy: use-bios}
fc-boot:
- {device: \"$BURNED\", slot: a, role: primary, target: \"$TARGET\", lun: 3}
- {device: \"$BURNED\", slot: b, role: secondary, target: \"$TARGET\"}
- {device: \"$LATER\", role: disabled}"
	defer vcctl profile unload
	expect_eq "$(item 0 '"\(.type) \(.slot) \(.pxe) \(.state)"')" \
		"pxe a enabled applied"
	expect_eq "$(item 1 .pxe)" use-bios
	expect_eq "$(item 2 '"\(.type) \(.fc_boot) \(.target_wwpn) \(.lun) \(.state)"')" \
		"fc-boot primary $TARGET 3 applied"
	expect_eq "$(item 3 '"\(.fc_boot) \(.lun)"')" "secondary 0"
	expect_eq "$(item 4 '"\(.fc_boot) \(.lun) \(.state) \(.reason)"')" \
		"disabled null pending no-device"
	expect_text "primary $TARGET lun 3" vcctl identity show
}

test_follows_its_device()
{
	vcctl identity set pxe "$LATER" policy disabled
	defer vcctl profile unload
	expect_ok item_is 0 pending no-device
	ip link add v1 address "$LATER" type veth peer name p1
	wait_for 10 item_is 0 applied
	ip link del v1
	wait_for 10 item_is 0 pending no-device
}

test_notified()
{
	local out

	out=$(mktemp)
	defer rm -f "$out"
	_start "$out" "$VCCTL" -j monitor identity
	wait_for 20 genl_listens "" "$BG_PID"
	vcctl identity set fc-boot "$BURNED" role primary target "$TARGET"
	defer vcctl profile unload
	wait_text 10 '"fc_boot":"primary"' cat "$out"
	vcctl identity set fc-boot "$BURNED" role use-bios
	wait_text 10 '"fc_boot":"use-bios"' cat "$out"
}

test_changed_and_cleared()
{
	vcctl identity set pxe "$BURNED" policy enabled
	vcctl identity set fc-boot "$HBA" role disabled
	defer vcctl profile unload
	vcctl identity set pxe "$BURNED" policy disabled
	expect_eq "$(vcctl -j identity | jq '.items | length')" 2 items
	expect_eq "$(item 0 .pxe)" disabled
	expect_eq "$(item 1 .device)" "$HBA"
	vcctl identity clear pxe "$BURNED"
	expect_eq "$(item 0 .fc_boot)" disabled
	vcctl identity clear fc-boot "$HBA"
	expect_text "no profile" vcctl identity
}

test_refusals()
{
	local set=(vcctl identity set)

	expect_fail_text "needs the port name of its target (attribute item of a fc-boot" \
		"${set[@]}" fc-boot "$BURNED" role primary
	expect_fail_text "Only a primary and a secondary connection have a target (attribute item/target-wwpn of a fc-boot" \
		"${set[@]}" fc-boot "$BURNED" role disabled target "$TARGET"
	expect_fail_text "Only a primary and a secondary connection have a target (attribute item/lun" \
		"${set[@]}" fc-boot "$BURNED" role use-bios lun 1
	expect_fail_text "Not a name of NAA 1, 2, 3 or 5 (attribute item/target-wwpn" \
		"${set[@]}" fc-boot "$BURNED" role primary \
		target 00:00:00:00:00:00:00:01
	expect_rc 1 "${set[@]}" pxe "$BURNED" policy always
	expect_rc 1 "${set[@]}" fc-boot "$BURNED" role primary \
		target "$TARGET" lun 256
	"${set[@]}" fc-boot "$BURNED" role primary target "$TARGET"
	defer vcctl profile unload
	expect_fail_text "duplicate-item: another item of the profile is for the same (attribute item/fc-boot" \
		"${set[@]}" fc-boot "$LATER" role primary target "$TARGET"
	expect_fail_text "duplicate-item" profile "name: t
pxe:
- {device: \"$BURNED\", policy: enabled}
- {device: \"$BURNED\", policy: disabled}"
	expect_eq "$(item 0 .fc_boot)" primary "what was before"
	# any number of connections that boot nothing
	expect_ok profile "name: t
fc-boot:
- {device: \"$BURNED\", role: disabled}
- {device: \"$LATER\", role: disabled}"
}

ktap_setup setup
ktap_main test_held_and_shown test_follows_its_device test_notified \
	test_changed_and_cleared test_refusals
