#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: cpus=1 vcid timeout=300
#
# Requests that are nearly right: each is taken as a whole or refused, nothing
# crashes, and all comes back in the end.
#
#	v1 .. v4 (02:00:00:00:10:0N); their peers p1 .. p4 have addresses of ours,
#	too, or udev would give them others meanwhile
#
source "$(dirname "$0")/../lib/ktap.sh"
source "$(dirname "$0")/../lib/net.sh"
source "$(dirname "$0")/../lib/vcid.sh"

ROUNDS=4000
macs=()

setup()
{
	local i

	require_root
	require_cmd jq python3
	load_vcid
	for i in 1 2 3 4; do
		ip link add "v$i" address "02:00:00:00:10:0$i" type veth \
			peer name "p$i" address "02:00:00:00:11:0$i"
		defer ip link del "v$i"
		macs+=("02:00:00:00:10:0$i")
	done
}

addresses()
{
	dev_macs
	cat /sys/class/dmi/id/product_{serial,uuid} 2>&1 || true
	sha256sum /sys/firmware/dmi/tables/* 2>&1 || true
}

# Every device has the address of its item, or its own where it has none
whole()
{
	local i want

	for i in 1 2 3 4; do
		want=$(vcctl -j profile show | jq -r --arg dev "v$i" \
			'.items[] | select(.ifname == $dev) | .address')
		expect_eq "$(dev_mac "" "v$i")" "${want:-02:00:00:00:10:0$i}" \
			"address of v$i"
	done
}

test_fuzz()
{
	local before out seed

	before=$(addresses)
	defer vcctl profile unload
	dmesg_mark
	for seed in 1 2 3; do
		out=$(./fuzz.py "$ROUNDS" "$seed" "${macs[@]}")
		echo "seed $seed: $out"
		expect_between "$(awk '{ print $2; exit }' <<<"$out")" 50 \
			"$ROUNDS" "requests accepted"
		expect_between "$(awk '{ print $4; exit }' <<<"$out")" 500 \
			"$ROUNDS" "requests refused"
		whole
	done
	vcctl profile unload
	expect_eq "$(addresses)" "$before" "state in the end"
	expect_ok dmesg_clean
}

ktap_setup setup
ktap_main test_fuzz
