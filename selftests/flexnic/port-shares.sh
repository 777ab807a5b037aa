#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: cpus=2 timeout=800
#
# Do the shares that vcctl sets hold on the FlexNICs of a port? As shares.sh,
# but through the devices: each FlexNIC has senders on both CPUs.
#
#	eth0-a .. eth0-d on eth0, 4 Tx queues ======== eth1: $wire
#
# shellcheck disable=SC2154 # set by ns_new
source "$(dirname "$0")/../lib/ktap.sh"
source "$(dirname "$0")/../lib/net.sh"
source "$(dirname "$0")/sched-lib.sh"
source "$(dirname "$0")/shares-lib.sh"

slots=(- a b c d)

# Each FlexNIC has a subnet with a neighbour that takes and drops everything
flood_to()
{
	echo "198.18.$1.9"
}

connect()
{
	local n=$1 dev=eth0-${slots[$1]}

	ip -n "$blade" addr add "198.18.$n.1/24" dev "$dev"
	ip -n "$blade" link set "$dev" up
	ip -n "$blade" neigh replace "198.18.$n.9" lladdr 02:00:00:00:00:09 \
		dev "$dev" nud permanent
	wait_link_up "$blade" "$dev"
}

setup()
{
	local n

	require_root
	require_cmd jq
	load_flexnic
	ns_new blade wire
	veth_pair "$blade" eth0 "$wire" eth1 numtxqueues 4 numrxqueues 4
	vcctl -n "$blade" port add eth0
	SCHED_HANDLE=$(vcctl -n "$blade" -j port show | jq -r '.[0].qdisc')
	for n in 1 2 3 4; do
		connect "$n"
	done
	calibrate
	# as in shares.sh: these senders never stop for CoDel
	tc -n "$blade" qdisc change dev eth0 root flexnic limit 8mb target 10s
}

# set_shares A B C D [A's MAX]: in percent, in one operation
set_shares()
{
	vcctl -n "$blade" port set eth0 speed "${rate}M" \
		a speed "$(percent "$1")" max "$(percent "${5:-100}")" \
		b speed "$(percent "$2")" c speed "$(percent "$3")" \
		d speed "$(percent "$4")"
}

flood_all()
{
	local class

	for class in 1 2 3 4; do
		flood "$class" -n 4
	done
	saturated 1 2 3 4
}

test_saturated()
{
	set_shares 10 20 30 40
	flood_all
	window "$WINDOW"
	expect_parts 3 10 20 30 40
	expect_full
}

# Turned round under load: nothing is lost, and the new shares hold
test_change_under_load()
{
	local before

	set_shares 10 20 30 40
	flood_all
	before=$(sched_stat 4 drops)
	set_shares 40 30 20 10
	window "$WINDOW"
	expect_parts 3 40 30 20 10
	expect_full
	expect_eq "$(sched_stat 4 drops)" "$before" "packets of d dropped"
}

test_one_alone_gets_its_max()
{
	set_shares 10 20 30 40 50
	flood 1 -n 4
	saturated 1
	window "$WINDOW"
	expect_near "$total" 50 2 "percent of the port's rate"
}

# What a has no use for goes to the others, in proportion to their mins
test_borrowing()
{
	set_shares 10 20 30 40
	flood 2 -n 4
	flood 3 -n 4
	flood 4 -n 4
	saturated 2 3 4
	window "$WINDOW"
	expect_near "${part[2]}" 22.22 5 "percent of b"
	expect_near "${part[3]}" 33.33 5 "percent of c"
	expect_near "${part[4]}" 44.44 5 "percent of d"
	expect_full
}

# The same through eth0-a with its link off: not a byte leaves it
test_link_off_leaves_the_share()
{
	set_shares 10 20 30 40
	vcctl -n "$blade" flexnic set eth0-a link off
	defer "$VCCTL" -n "$blade" flexnic set eth0-a link on
	flood_all_but_a
	window 3
	expect_eq "${part[1]}" 0.000 "percent of a"
	expect_full
}

flood_all_but_a()
{
	local class

	flood 1 -n 4
	for class in 2 3 4; do
		flood "$class" -n 4
	done
	saturated 2 3 4
}

ktap_setup setup
ktap_main test_saturated test_change_under_load test_one_alone_gets_its_max \
	test_borrowing test_link_off_leaves_the_share
