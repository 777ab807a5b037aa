#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: cpus=2 timeout=1500
#
# Do the shares hold? The qdisc "flexnic" by itself, loaded by senders that
# never run dry, measured at the far end of the wire and by the classes' own
# counters, in bytes of the wire.
#
#	$blade: eth0 ======== eth1: $wire
#
# No figure here depends on the machine's speed: the port's rate is a part of
# what this machine sends without the qdisc. A window in which the machine
# stood still (an emulated one on a busy host does) is measured again.
#
# shellcheck disable=SC2154 # set by ns_new
source "$(dirname "$0")/../lib/ktap.sh"
source "$(dirname "$0")/../lib/net.sh"
source "$(dirname "$0")/sched-lib.sh"
source "$(dirname "$0")/shares-lib.sh"

flood_to()
{
	echo "-p 0x1000$1 $SINK"
}

setup()
{
	require_root
	load_sched
	sched_wire 1
	sched_root
	calibrate
	sched_no_root
}

# A queue deep enough for the time that an emulated machine may stand still;
# CoDel, which would drop what these senders never stop sending, out of the way
shares()
{
	sched_root limit 8mb target 10s rate "${rate}mbit" "$@"
}

shares_10_20_30_40()
{
	shares class a min "$(percent 10)" class b min "$(percent 20)" \
		class c min "$(percent 30)" class d min "$(percent 40)"
}

# ---- cases ------------------------------------------------------------------

test_all_saturated()
{
	local queues=$1 class

	sched_wire "$queues"
	shares_10_20_30_40
	for class in 1 2 3 4; do
		flood "$class" -n 4
	done
	saturated 1 2 3 4
	window "$WINDOW"
	expect_parts 3 10 20 30 40
	expect_full
}

# Small frames take far more of this machine for the same wire time
test_small_frames()
{
	local queues=$1 class rate=$((rate / 6))

	((rate >= 2)) || rate=2
	sched_wire "$queues"
	shares_10_20_30_40
	flood 1 -n 4 -s 18
	for class in 2 3 4; do
		flood "$class" -n 4
	done
	saturated 1 2 3 4
	window "$WINDOW"
	expect_parts 5 10 20 30 40
}

test_one_alone_gets_its_max()
{
	local queues=$1

	sched_wire "$queues"
	shares class b min "$(percent 10)" max "$(percent 50)"
	flood 2 -n 4
	saturated 2
	window "$WINDOW"
	expect_near "$total" 50 2 "percent of the port"
}

test_one_alone_gets_the_port()
{
	sched_wire 4
	shares class c min "$(percent 10)"
	flood 3 -n 4
	saturated 3
	window "$WINDOW"
	expect_full
}

test_borrows_in_proportion_to_min()
{
	local queues=$1 class

	sched_wire "$queues"
	shares_10_20_30_40
	for class in 1 2 3; do
		flood "$class" -n 4
	done
	saturated 1 2 3
	window "$WINDOW"
	expect_near "${part[1]}" 16.67 5 "percent of class 1"
	expect_near "${part[2]}" 33.33 5 "percent of class 2"
	expect_near "${part[3]}" 50 5 "percent of class 3"
	expect_full
}

# One queue: what is due to a queue whose timer is late may go to another one
test_borrows_in_order_of_priority()
{
	local class

	sched_wire 1
	shares class a min "$(percent 10)" prio 3 \
		class b min "$(percent 10)" prio 2 \
		class c min "$(percent 10)" prio 0 max "$(percent 50)" \
		class d min "$(percent 10)" prio 1
	for class in 1 2 3 4; do
		flood "$class" -n 4
	done
	saturated 1 2 3 4
	window "$WINDOW"
	expect_parts 3 10 10 50 30
	expect_full
}

test_on_off_takes_nothing()
{
	local class

	sched_wire 4
	shares_10_20_30_40
	for class in 1 2 3; do
		flood "$class" -n 4
	done
	# little in its queue: it runs dry when it pauses
	flood 4 -b 20000 -o 100:100
	saturated 1 2 3
	window "$WINDOW"
	expect_between "${part[4]}" 1 35 "percent of class 4"
	expect_between "${part[1]}" 9.7 100 "percent of class 1"
	expect_between "${part[2]}" 19.4 100 "percent of class 2"
	expect_between "${part[3]}" 29.1 100 "percent of class 3"
	expect_full
}

test_change_under_load()
{
	local class

	sched_wire 4
	shares_10_20_30_40
	for class in 1 2 3 4; do
		flood "$class" -n 4
	done
	saturated 1 2 3 4
	tc -n "$blade" qdisc change dev eth0 root flexnic \
		class a min "$(percent 40)" class b min "$(percent 30)" \
		class c min "$(percent 20)" class d min "$(percent 10)"
	window "$WINDOW"
	expect_parts 3 40 30 20 10
	expect_full
	for class in 1 2 3 4; do
		expect_eq "$(sched_stat "$class" drops)" 0 "drops of class $class"
	done
}

# Packets of 8 frames, by their headers too
test_segmented()
{
	local class

	sched_wire 4
	shares_10_20_30_40
	for class in 1 2; do
		flood "$class" -n 4 -g
	done
	for class in 3 4; do
		flood "$class" -n 4
	done
	saturated 1 2 3 4
	window "$WINDOW"
	expect_parts 3 10 20 30 40
}

ktap_setup setup
for queues in 1 4; do
	ktap_add -n "10/20/30/40 %, $queues queues" test_all_saturated "$queues"
	ktap_add -n "64-byte frames, $queues queues" test_small_frames "$queues"
	ktap_add -n "one alone gets its max, $queues queues" \
		test_one_alone_gets_its_max "$queues"
	ktap_add -n "borrows in proportion to min, $queues queues" \
		test_borrows_in_proportion_to_min "$queues"
done
for fn in one_alone_gets_the_port borrows_in_order_of_priority \
	on_off_takes_nothing change_under_load segmented; do
	ktap_add "test_$fn"
done
ktap_run
