#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: cpus=2 timeout=300
#
# How soon is a change of shares in force under load, and what does it cost?
# Senders that never run dry fill all classes while their mins are turned round
# again and again; frames are timed as they come out of the wire.
#
#	$blade: eth0 ======== eth1: $wire
#
# A single change may fall into a moment in which an emulated machine stands
# still: what counts is the median.
#
# shellcheck disable=SC2154 # set by ns_new
source "$(dirname "$0")/../lib/ktap.sh"
source "$(dirname "$0")/../lib/net.sh"
source "$(dirname "$0")/sched-lib.sh"
source "$(dirname "$0")/shares-lib.sh"

SETTLE=$FLEXNIC_ROOT/selftests/flexnic/settle

CHANGES=10
SOON=100	# ms
RATE_MAX=50	# Mbit/s: some hundred frames in a window

# The far end tells classes by the address
flood_to()
{
	echo "-p 0x1000$1 192.0.2.1$1"
}

sinks()
{
	local class

	for class in 1 2 3 4; do
		ip -n "$blade" neigh replace "192.0.2.1$class" dev eth0 \
			lladdr 02:00:00:00:00:09 nud permanent
	done
}

setup()
{
	require_root
	load_sched
	sched_wire 1
	sinks
	sched_root
	calibrate
	sched_no_root
}

# Two frames of a window, but no less than 2% of all
tolerance()
{
	awk -v rate="$rate" 'BEGIN {
		two = 2 * 1538 * 8 * 100 / (rate * 1e6 * 0.1)
		print (two > 2 ? two : 2)
	}'
}

all_saturated()
{
	local class

	sched_root limit 8mb target 10s rate "${rate}mbit" \
		class a min "$(percent 10)" class b min "$(percent 20)" \
		class c min "$(percent 30)" class d min "$(percent 40)"
	for class in 1 2 3 4; do
		flood "$class" -n 4
	done
	saturated 1 2 3 4
}

sent_packets()
{
	tc -n "$blade" -s class show dev eth0 | awk '$1 == "Sent" { print $4 }'
}

# No counter may go back
expect_counted_on()
{
	local before=$1 after=$2

	expect_eq "$(paste -d ' ' <(echo "$before") <(echo "$after") |
		awk '$2 < $1')" "" "counters of packets that went back"
}

test_in_force()
{
	local seen class before off

	seen=$(mktemp)
	defer rm -f "$seen"
	sched_wire "$1"
	sinks
	all_saturated
	before=$(sent_packets)
	off=$(tolerance)
	in_ns "$wire" "$SETTLE" eth1 "$blade" eth0 "${rate}000000" "$CHANGES" \
		"$off" >"$seen"
	cat "$seen"
	diag "of $(wc -l <"$seen") changes: in force after $(median 1 "$seen") ms," \
		"at $SOON ms off by $(median 2 "$seen") % ($off allowed)," \
		"in all $(median 3 "$seen") %"
	expect_eq "$(wc -l <"$seen")" "$CHANGES" "changes"
	expect_between "$(median 1 "$seen")" 0 "$SOON" "ms until in force"
	expect_between "$(median 2 "$seen")" 0 "$off" "percent off at $SOON ms"
	expect_between "$(median 3 "$seen")" 97 103 "percent of the port's rate"
	for class in 1 2 3 4; do
		expect_eq "$(sched_stat "$class" drops)" 0 "drops of class $class"
	done
	expect_counted_on "$before" "$(sent_packets)"
}

ktap_setup setup
for queues in 1 4; do
	ktap_add -n "in force within $SOON ms, $queues queues" \
		test_in_force "$queues"
done
ktap_run
