#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: cpus=1 vcid timeout=400
#
# A profile comes into force as a whole or not at all, and one that replaces
# another touches what differs only.
#
#	v1 .. v4 (02:00:00:00:10:0N), and i1, whose driver sets no address; their
#	peers p1 .. p4 have addresses of ours, too, or udev would give them others
#
source "$(dirname "$0")/../lib/ktap.sh"
source "$(dirname "$0")/../lib/net.sh"
source "$(dirname "$0")/../lib/vcid.sh"

old=() new=()

setup()
{
	local i

	require_root
	require_cmd jq ethtool
	load_vcid
	for i in 1 2 3 4; do
		ip link add "v$i" address "02:00:00:00:10:0$i" type veth \
			peer name "p$i" address "02:00:00:00:11:0$i"
		defer ip link del "v$i"
		old+=("02:00:00:00:10:0$i" "06:00:00:00:20:0$i")
		new+=("02:00:00:00:10:0$i" "06:00:00:00:30:0$i")
	done
	ip link add i1 address 02:00:00:00:10:09 type ifb
	defer ip link del i1
}

# All that a refused request could have changed
state()
{
	vcctl -j profile show
	dev_macs
	grep . /sys/class/net/v?/addr_assign_type
}

refuse()
{
	local before

	before=$(state)
	expect_fail_text "$@"
	expect_eq "$(state)" "$before" "state after a refusal"
}

# The step that fails stands behind STEPS that succeed and have to be undone
test_fails_at()
{
	local steps=$1 bad=(02:00:00:00:10:09 06:00:00:00:30:09)

	defer vcctl profile unload
	refuse "not-supported" mac_profile "${new[@]:0:2*steps}" "${bad[@]}" \
		"${new[@]:2*steps}"
	mac_profile "${old[@]}"
	refuse "not-supported" mac_profile "${new[@]:0:2*steps}" "${bad[@]}" \
		"${new[@]:2*steps}"
	# some of those before go, one changes, one comes
	refuse "not-supported" mac_profile "${new[@]:0:2}" "${bad[@]}"
}

# Two change places, and the step behind that fails
test_exchange_is_undone()
{
	mac_profile "${old[@]}"
	defer vcctl profile unload
	refuse "not-supported" mac_profile \
		"${old[0]}" "${old[3]}" "${old[2]}" "${old[1]}" \
		02:00:00:00:10:09 06:00:00:00:30:09
	expect_ok mac_profile "${old[0]}" "${old[3]}" "${old[2]}" "${old[1]}"
	expect_eq "$(dev_mac "" v1)" "${old[3]}"
	expect_eq "$(dev_mac "" v2)" "${old[1]}"
	expect_eq "$(dev_mac "" v3)" 02:00:00:00:10:03 "address that came back"
}

_events()
{
	grep -c ": $2@" "$1" || true
}

# vcctl has looked already at what it sends
test_has_a_name()
{
	local answers

	answers=$(python3 - <<-'END'
		from rawnetlink import Genl, attr

		PROFILE_SET, NAME = 2, 1
		vcid = Genl("vcid")
		vcid.find()
		for attrs in ((), (attr(NAME, b"\0"),)):
		    try:
		        print(vcid.command(PROFILE_SET, *attrs))
		    except OSError as error:
		        print(error)
	END
	)
	expect_eq "$answers" "$(printf '%s\n' "[Errno 22] A profile has a name" \
		"[Errno 22] A profile has a name")"
	expect_text "no profile" vcctl profile show
}

test_replaces_what_differs()
{
	local log

	mac_profile "${old[@]}"
	defer vcctl profile unload
	log=$(mktemp)
	defer rm -f "$log"
	links_follow "$log"
	mac_profile "${old[@]:0:4}" "${new[@]:4:2}"
	wait_text 10 "06:00:00:00:30:03" cat "$log"
	wait_text 10 "02:00:00:00:10:04" cat "$log"
	expect_eq "$(_events "$log" v1)" 0 "events of a device that stays"
	expect_eq "$(_events "$log" v2)" 0 "events of another"
	expect_eq "$(dev_mac "" v1)" "${old[1]}"
	expect_eq "$(dev_mac "" v3)" "${new[5]}"
	expect_eq "$(dev_mac "" v4)" "${old[6]}"
	expect_fail ip link set v1 address 02:00:00:00:10:0a
	expect_ok ip link set v4 address 02:00:00:00:10:0a
	expect_ok ip link set v4 address "${old[6]}"
}

# Nobody comes between, and every profile is whole
test_many_times()
{
	local i

	defer vcctl profile unload
	for ((i = 0; i < 20; i++)); do
		mac_profile "${old[@]}"
		mac_profile "${new[@]}"
	done
	expect_eq "$(vcctl -j profile show | jq -c '[.items[].state] | unique')" \
		'["applied"]'
	expect_eq "$(dev_mac "" v4)" "${new[7]}"
}

# Devices come and go, and so does the profile, and then the module
churn()
{
	local i

	for ((i = 0; i < 40; i++)); do
		ip link add c0 address 02:00:00:00:10:0c type veth \
			peer name c1 address 02:00:00:00:11:0c
		ip link set c0 up
		ip link del c0
	done
}

test_removed_at_any_moment()
{
	local i pid

	churn &
	pid=$!
	defer stop "$pid"
	for ((i = 0; i < 8; i++)); do
		mac_profile "${old[@]}" 02:00:00:00:10:0c 06:00:00:00:20:0c
		rmmod vcid
		expect_eq "$(dev_mac "" v1)" "${old[0]}" "address in round $i"
		expect_eq "$(dev_mac "" v4)" "${old[6]}" "address in round $i"
		_load vcid
	done
	stop "$pid"
	# it may have ended between its devices' coming and their going
	! dev_exists "" c0 || ip link del c0
}

ktap_setup setup
for steps in 0 1 2 3 4; do
	ktap_add -n "fails behind $steps steps" test_fails_at "$steps"
done
ktap_add test_exchange_is_undone
ktap_add test_has_a_name
ktap_add test_replaces_what_differs
ktap_add test_many_times
ktap_add test_removed_at_any_moment
ktap_run
