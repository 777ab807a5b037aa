#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: cpus=1 qemu=-machine;smbios-entry-point-type=32;-smbios;file=selftests/vcid/smbios-2.0.bin timeout=200
#
# A type 1 structure as SMBIOS 2.0 had it, without a UUID: the serial number can
# be another, the UUID cannot, and what was done before that was found is undone.
#
# smbios-2.0.bin: 01 08 00 01, strings 1 to 4: maker, box, v1, BURNED-IN
#
source "$(dirname "$0")/../lib/ktap.sh"
source "$(dirname "$0")/../lib/net.sh"
source "$(dirname "$0")/../lib/vcid.sh"

ID=/sys/class/dmi/id
UUID=00112233-4455-6677-8899-aabbccddeeff
BURNED=02:00:00:00:10:01
MINE=06:00:00:00:20:01

setup()
{
	require_root
	require_cmd dmidecode jq
	[[ $(cat "$ID/product_serial") == BURNED-IN && ! -e $ID/product_uuid ]] ||
		ktap_skip_all "not with this SMBIOS"
	load_vcid
	ip link add v0 address "$BURNED" type veth peer name p0
	defer ip link del v0
}

test_serial()
{
	vcctl identity set serial A-LONGER-ONE-THAN-BEFORE
	defer vcctl profile unload
	expect_eq "$(cat "$ID/product_serial")" A-LONGER-ONE-THAN-BEFORE
	expect_eq "$(dmidecode -s system-serial-number)" \
		A-LONGER-ONE-THAN-BEFORE
	expect_eq "$(dmidecode -s system-version)" v1
	vcctl profile unload
	expect_eq "$(cat "$ID/product_serial")" BURNED-IN
}

state()
{
	vcctl -j profile show
	dev_mac "" v0
	cat "$ID/product_serial"
	sha256sum /sys/firmware/dmi/tables/*
}

# The addresses come first and are in force when this fails
test_undone()
{
	local before

	before=$(state)
	expect_fail_text "smbios-full: the host's SMBIOS table has no room for this (attribute item of a uuid)" \
		profile "{name: t, uuid: $UUID, mac: [{device: '$BURNED', address: '$MINE'}]}"
	expect_eq "$(state)" "$before" "state after a refusal"
	profile "{name: t, serial: X, mac: [{device: '$BURNED', address: '$MINE'}]}"
	defer vcctl profile unload
	before=$(state)
	expect_fail_text "smbios-full" \
		profile "{name: t, serial: Y, uuid: $UUID, mac: [{device: pci/none, address: '$MINE'}]}"
	expect_eq "$(state)" "$before" "state after a refusal"
	expect_eq "$(dev_mac "" v0)" "$MINE"
}

ktap_setup setup
ktap_main test_serial test_undone
