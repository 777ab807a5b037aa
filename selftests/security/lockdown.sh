#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: cpus=1 own qemu timeout=120
#
# A kernel that is locked down, as Secure Boot has it, takes no module without a
# signature that it knows. Those that are in do all that they did before.
# Nothing unlocks it again: the VM is this program's own.
#
#	blade eth0 ======== eth1 module
#
source "$(dirname "$0")/../lib/ktap.sh"
source "$(dirname "$0")/../lib/net.sh"
source "$(dirname "$0")/../lib/vcid.sh"
source "$(dirname "$0")/../lib/vbridge.sh"

LOCKDOWN=/sys/kernel/security/lockdown
BURNED=02:00:00:00:10:01 LENT=06:00:00:00:20:01
ID=/sys/class/dmi/id

blade="" module=""

lock_down()
{
	[[ -e $LOCKDOWN ]] ||
		mount -t securityfs securityfs "${LOCKDOWN%/*}" 2>/dev/null || true
	[[ -w $LOCKDOWN ]] || ktap_skip_all "no CONFIG_SECURITY_LOCKDOWN_LSM"
	echo confidentiality >"$LOCKDOWN"
}

setup()
{
	require_root
	require_cmd dmidecode jq
	[[ -e $ID/product_serial ]] || ktap_skip_all "no SMBIOS here"
	load_flexnic
	load_vbridge
	load_vcid
	ns_new blade module
	veth_pair "$blade" eth0 "$module" eth1
	ip link add v1 address "$BURNED" type veth peer name p1
	defer ip link del v1
	lock_down
}

test_shares()
{
	expect_ok vcctl -n "$blade" port add eth0 speed 1G mode channel
	expect_ok vcctl -n "$blade" port set eth0 a speed 400M max 500M
	expect_text "max 500Mbit" tc -n "$blade" class show dev eth0
}

# As a server behind a downlink has it: eth0-a to an address of the network's
test_traffic()
{
	local channel

	channel=$(vcctl -n "$blade" -j port show eth0 | jq '.[0].flexnics[0].channel')
	expect_ok vcctl -n "$module" network add prod
	expect_ok vcctl -n "$module" connection add eth1 network prod \
		channel "$channel"
	address_add "$module" prod 192.0.2.2
	address_add "$blade" eth0-a 192.0.2.1
	expect_ok in_ns "$blade" ping -c 3 -i 0.2 -W 10 192.0.2.2
}

test_identity()
{
	local serial

	serial=$(cat "$ID/product_serial")
	expect_ok profile "name: locked
mac:
- device: $BURNED
  address: $LENT
serial: VCX0123456"
	expect_eq "$(dev_mac "" v1)" "$LENT" "address"
	expect_eq "$(cat "$ID/product_serial")" VCX0123456 "serial number"
	expect_text VCX0123456 dmidecode -s system-serial-number
	expect_ok vcctl profile unload
	expect_eq "$(dev_mac "" v1)" "$BURNED" "address in the end"
	expect_eq "$(cat "$ID/product_serial")" "$serial" "serial number in the end"
}

# The last one: what has gone does not come back
test_unsigned()
{
	unload_vcid
	expect_fail modprobe vcid
	dmesg | grep -q 'Lockdown: modprobe: unsigned module loading is restricted'
}

ktap_setup setup
ktap_main test_shares test_traffic test_identity test_unsigned
