#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: cpus=1 timeout=300
#
# Allocation of the port's speed through vcctl and the kernel, and that the
# qdisc is given what was allocated. The arithmetic itself is tested for any
# request in user space (unit/alloc_test.c).
#
#	eth0 (port, 10 Gb/s) ==== eth1
#
source "$(dirname "$0")/../lib/ktap.sh"
source "$(dirname "$0")/../lib/net.sh"

ns=""

setup()
{
	require_root
	require_cmd jq
	load_flexnic
	ns_new ns
	veth_pair "$ns" eth0 "$ns" eth1
	vcctl -n "$ns" port add eth0 speed 10G
}

# mins [PORT]: what is guaranteed, in Mb/s
mins()
{
	vcctl -n "$ns" -j port show "${1:-eth0}" |
		jq -r '[.[0].flexnics[].min | tostring] | join(" ")'
}

# allocate "A B C D" "MIN MIN MIN MIN": in one operation
allocate()
{
	local -a ask

	read -ra ask <<<"$1"
	vcctl -n "$ns" port set eth0 a speed "${ask[0]}" b speed "${ask[1]}" \
		c speed "${ask[2]}" d speed "${ask[3]}"
	expect_eq "$(mins)" "$2" "min of $1"
}

test_change_is_whole()
{
	allocate "auto auto auto auto" "2500 2500 2500 2500"
	expect_fail vcctl -n "$ns" port set eth0 a speed 1G d speed 11G
	expect_eq "$(mins)" "2500 2500 2500 2500" "min after a refusal"
}

test_max_bounds_min()
{
	allocate "auto auto auto auto" "2500 2500 2500 2500"
	vcctl -n "$ns" port set eth0 b max 1G
	expect_eq "$(mins)" "2500 1000 2500 2500"
	vcctl -n "$ns" port set eth0 b max port
	expect_eq "$(mins)" "2500 2500 2500 2500"
}

test_preferred_is_served_like_custom()
{
	vcctl -n "$ns" port set eth0 a speed preferred 1G b speed auto \
		c speed auto d speed auto
	expect_eq "$(mins)" "1000 3000 3000 3000"
	expect_eq "$(vcctl -n "$ns" -j port show eth0 |
		jq -r '.[0].flexnics[0].speed_type')" preferred
	vcctl -n "$ns" port set eth0 a speed auto
}

test_disabled_has_no_link()
{
	allocate "auto auto auto disabled" "3400 3300 3300 0"
	expect_eq "$(vcctl -n "$ns" -j port show eth0 |
		jq -c '[.[0].flexnics[].carrier]')" "[true,true,true,false]"
	allocate "auto auto auto auto" "2500 2500 2500 2500"
}

test_speed_change_allocates_again()
{
	allocate "1G 2G 4G 5G" "900 1700 3300 4100"
	vcctl -n "$ns" port set eth0 speed 100G
	expect_eq "$(mins)" "1000 2000 4000 5000"
	vcctl -n "$ns" port set eth0 speed 1G
	expect_eq "$(mins)" "90 170 330 410" "min at a tenth"
	vcctl -n "$ns" port set eth0 speed 10G
	expect_eq "$(mins)" "900 1700 3300 4100"
}

# What ethtool reports counts where nothing is set; veth reports 10 Gb/s
test_speed_of_the_device()
{
	vcctl -n "$ns" port set eth0 speed auto
	expect_eq "$(vcctl -n "$ns" -j port show eth0 | jq '.[0].speed')" 10000
	vcctl -n "$ns" port set eth0 speed 10G
}

# A dummy reports no speed
test_unknown_speed()
{
	ip -n "$ns" link add dum0 type dummy
	defer ip -n "$ns" link del dum0
	expect_text "reports no speed" vcctl -n "$ns" port add dum0
	expect_eq "$(mins dum0)" "null null null null"
	vcctl -n "$ns" port set dum0 speed 1G
	expect_eq "$(mins dum0)" "250 250 250 250"
}

# The classes of the qdisc have what the port shows
test_qdisc_has_the_shares()
{
	allocate "1G 2G 4G auto" "1000 2000 4000 3000"
	vcctl -n "$ns" port set eth0 a max 5G prio 3
	expect_text "min 1Gbit max 5Gbit prio 3" \
		tc -n "$ns" class show dev eth0 classid \
			"$(vcctl -n "$ns" -j port show | jq -r '.[0].qdisc')1"
	vcctl -n "$ns" port set eth0 a max port prio 0
}

# Somebody deletes the qdisc: the next change puts it back
test_qdisc_comes_back()
{
	tc -n "$ns" qdisc del dev eth0 root
	expect_eq "$(vcctl -n "$ns" -j port show | jq '.[0].qdisc')" null
	vcctl -n "$ns" port set eth0 a prio 1
	expect_text "qdisc flexnic" tc -n "$ns" qdisc show dev eth0
	vcctl -n "$ns" port set eth0 a prio 0
}

qdisc_in_force()
{
	vcctl -n "$ns" -j port show | jq -r '.[0].qdisc'
}

# Shares are kept in one place: tc changes of its qdisc what nobody else keeps
test_shares_are_not_tcs()
{
	local handle before

	vcctl -n "$ns" port set eth0 a max 2G prio 2
	handle=$(qdisc_in_force)
	before=$(vcctl -n "$ns" -j port show)
	expect_fail_text "vcctl port set" \
		tc -n "$ns" class change dev eth0 classid "${handle}1" flexnic max 1gbit
	expect_fail_text "vcctl port set" \
		tc -n "$ns" class change dev eth0 classid "${handle}2" flexnic prio 1
	expect_fail_text "vcctl port set" \
		tc -n "$ns" qdisc change dev eth0 root flexnic rate 20gbit
	expect_fail_text "vcctl port set" tc -n "$ns" qdisc change dev eth0 root \
		flexnic limit 8mb class a min 100mbit
	expect_eq "$(vcctl -n "$ns" -j port show)" "$before"
	expect_text "max 2Gbit prio 2" tc -n "$ns" class show dev eth0 \
		classid "${handle}1"
	expect_ok tc -n "$ns" class change dev eth0 classid "${handle}1" flexnic max 2gbit
	expect_ok tc -n "$ns" qdisc change dev eth0 root flexnic limit 8mb ecn
	expect_text "limit 8388608b" tc -n "$ns" qdisc show dev eth0
	vcctl -n "$ns" port set eth0 a prio 0 max port
	expect_text "limit 8388608b" tc -n "$ns" qdisc show dev eth0
}

# With another qdisc at the port nothing is enforced, and that is told
test_qdisc_is_replaced()
{
	local events

	events=$(mktemp)
	defer rm -f "$events"
	_start "$events" "$VCCTL" -n "$ns" -j monitor
	wait_for 10 genl_listens "$ns" "$BG_PID"
	tc -n "$ns" qdisc replace dev eth0 root handle 8: flexnic
	wait_text 10 '"event":"change"' cat "$events"
	expect_eq "$(jq -rs '.[0].qdisc' "$events")" null
	expect_eq "$(qdisc_in_force)" null
	vcctl -n "$ns" port set eth0 a prio 1
	expect_eq "$(qdisc_in_force)" 8:
	expect_text "max 10Gbit prio 1" tc -n "$ns" class show dev eth0 classid 8:1
	tc -n "$ns" qdisc replace dev eth0 root pfifo
	expect_eq "$(qdisc_in_force)" null
	tc -n "$ns" qdisc del dev eth0 root
	vcctl -n "$ns" port set eth0 a prio 0
	expect_ok test "$(qdisc_in_force)" != null
}

# One that was there before the split is what it was when that ends, or is refused
test_qdisc_is_given_back()
{
	local before

	veth_pair "$ns" eth2 "$ns" eth3
	tc -n "$ns" qdisc add dev eth2 root handle 9: flexnic rate 300mbit limit 1mb \
		class b min 30mbit max 60mbit prio 2
	before=$(tc -n "$ns" qdisc show dev eth2; tc -n "$ns" class show dev eth2)
	vcctl -n "$ns" port add eth2 speed 10G
	expect_text "rate 10Gbit" tc -n "$ns" qdisc show dev eth2
	vcctl -n "$ns" port del eth2
	expect_eq "$(tc -n "$ns" qdisc show dev eth2; tc -n "$ns" class show dev eth2)" \
		"$before" "after it"
	expect_ok tc -n "$ns" class change dev eth2 classid 9:2 flexnic min 20mbit
}

# One listener hears every change, as one object
test_monitor()
{
	local events

	events=$(mktemp)
	defer rm -f "$events"
	_start "$events" "$VCCTL" -n "$ns" -j monitor
	wait_for 10 genl_listens "$ns" "$BG_PID"
	vcctl -n "$ns" port set eth0 a prio 2 b prio 1
	wait_text 10 '"prio":2' cat "$events"
	expect_eq "$(jq -rs '.[0].event' "$events")" change
	vcctl -n "$ns" port set eth0 a prio 0 b prio 0
}

ktap_setup setup
ktap_add -n "2,2,2,2 gives 2,2,2,2" \
	allocate "2G 2G 2G 2G" "2000 2000 2000 2000"
ktap_add -n "1,A,A,A gives 1,3,3,3" \
	allocate "1G auto auto auto" "1000 3000 3000 3000"
ktap_add -n "1,2,4,5 gives .9,1.7,3.3,4.1" \
	allocate "1G 2G 4G 5G" "900 1700 3300 4100"
ktap_add -n "2,8,A,A gives 1.9,7.9,.1,.1" \
	allocate "2G 8G auto auto" "1900 7900 100 100"
ktap_main test_change_is_whole test_max_bounds_min \
	test_preferred_is_served_like_custom test_disabled_has_no_link \
	test_speed_change_allocates_again test_speed_of_the_device \
	test_unknown_speed test_qdisc_has_the_shares test_qdisc_comes_back \
	test_shares_are_not_tcs test_qdisc_is_replaced test_qdisc_is_given_back \
	test_monitor
