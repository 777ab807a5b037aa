#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: cpus=1 vcid timeout=900
#
# Whichever allocation fails, and whatever another part of the kernel refuses, a
# profile comes into force as a whole or not at all, and when it goes the burned-in
# identity is back: addresses, serial number, UUID and iSCSI target. So it is when an
# address of the profile in force is somebody else's, too. User-mode Linux has no
# serial number.
#
#	v1 .. v3 (02:00:00:00:10:0N)
#
source "$(dirname "$0")/../lib/ktap.sh"
source "$(dirname "$0")/../lib/net.sh"
source "$(dirname "$0")/../lib/faults.sh"
source "$(dirname "$0")/../lib/vcid.sh"

old=$(mktemp) new=$(mktemp)
faults_paths=(/sys/firmware/dmi/tables /sys/class/dmi/id/product_{serial,uuid}
	/sys/firmware/ibft)

# profile_text NAME THIRD-BYTE DEVICE...
profile_text()
{
	local i

	printf 'name: %s\n' "$1"
	[[ ! -e /sys/firmware/dmi/tables ]] ||
		printf 'serial: VCX-%s\nuuid: %s\n' "$2" \
			"00112233-4455-6677-8899-aabbccddee$2"
	printf 'iscsi:\n- device: 02:00:00:00:10:01\n'
	printf '  initiator: iqn.2026-11.example:%s\n' "$1"
	printf '  target: iqn.2026-11.example:disk\n  target-ip: 192.0.2.2\n'
	printf 'mac:\n'
	for i in "${@:3}"; do
		printf -- '- device: 02:00:00:00:10:0%s\n  address: 06:00:00:00:%s:0%s\n' \
			"$i" "$2" "$i"
	done
}

setup()
{
	local i

	faults_setup
	require_cmd jq
	load_vcid
	for i in 1 2 3; do
		ip link add "v$i" address "02:00:00:00:10:0$i" type veth \
			peer name "p$i"
		defer ip link del "v$i"
	done
	profile_text old 20 1 2 4 >"$old"
	profile_text new 30 1 2 3 5 >"$new"
}

unload()
{
	vcctl profile unload
}

# mac_item N: which item is that of vN
mac_item()
{
	vcctl -j profile show | jq --arg mac "02:00:00:00:10:0$1" \
		'[.items[] | .type == "mac" and .device == $mac] | index(true)'
}

test_load()
{
	faults_walk "" unload "$VCCTL" profile load "$new"
}

load_old()
{
	vcctl profile load "$old"
}

load_new()
{
	vcctl profile load "$new"
}

test_replace()
{
	load_old
	defer unload
	faults_walk "" load_old "$VCCTL" profile load "$new"
}

# In the profile before, one address is also somebody else's
old_in_conflict()
{
	ip link del twin0 2>/dev/null || true
	load_old
	ip link add twin0 address 06:00:00:00:20:02 type dummy
	wait_for 10 item_is "$conflict" conflict duplicate-mac
}

test_replace_in_conflict()
{
	local conflict

	load_old
	defer unload
	conflict=$(mac_item 2)
	defer ip link del twin0
	old_in_conflict
	faults_walk "" old_in_conflict "$VCCTL" profile load "$new"
}

test_unload()
{
	load_new
	defer unload
	faults_walk "" load_new "$VCCTL" profile unload
}

device_gone()
{
	ip link del v5
}

# What the profile has waited for comes
test_device_comes()
{
	load_new
	defer unload
	faults_walk "" device_gone ip link add v5 \
		address 02:00:00:00:10:05 type veth peer name p5
}

ktap_setup setup
ktap_main test_load test_replace test_replace_in_conflict test_unload test_device_comes
