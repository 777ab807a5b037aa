#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: cpus=2 timeout=600
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

LATENESS=$FLEXNIC_ROOT/selftests/flexnic/lateness

WINDOW=10	# seconds
TRIES=5		# windows
LOST_MAX=2	# percent of a window that may be lost
RATE_MAX=200	# Mbit/s of the port
RATE_MIN=8

# of what the machine can send
LOAD_PERCENT=25

rate=""		# Mbit/s of the port
cpus=$(nproc)
floods=()

setup()
{
	require_root
	load_sched
	rate=${FLEXNIC_SHARES_RATE:-}
	[[ -n $rate ]] || calibrate
}

# ---- loads ------------------------------------------------------------------

# flood CLASS OPTIONS...: a sender on each CPU
flood()
{
	local class=$1 cpu

	shift
	for cpu in 0 1; do
		background in_ns "$blade" "$FLOOD" -c "$((cpu % cpus))" \
			-p "0x1000$class" "$@" "$SINK"
		floods+=("$BG_PID")
	done
}

class_waits()
{
	(($(sched_stat "$1" overlimits) > 0 && $(sched_stat "$1" backlog) > 0))
}

saturated()
{
	local class

	for class; do
		wait_for 30 class_waits "$class"
	done
}

# What the machine sends when nothing holds it back
calibrate()
{
	local before class pid

	sched_wire 1
	sched_root
	for class in 1 2 3 4; do
		flood "$class"
	done
	wait_for 30 far_has_more 1000
	before=$(far_now)
	"$LATENESS" 3 >/dev/null	# passes the time of a window
	rate=$(echo "$before $(far_now)" | awk -v part="$LOAD_PERCENT" \
		'{ printf "%d", ($5 - $2) * 8 / ($4 - $1) / 1e8 * part }')
	for pid in "${floods[@]}"; do
		stop "$pid"
	done
	sched_no_root
	((rate <= RATE_MAX)) || rate=$RATE_MAX
	((rate >= RATE_MIN)) || rate=$RATE_MIN
	diag "the port's rate is $rate Mbit/s"
}

far_has_more()
{
	(($(dev_stat "$wire" eth1 rx_bytes) > $1))
}

# A queue deep enough for the time that an emulated machine may stand still;
# CoDel, which would drop what these senders never stop sending, out of the way
shares()
{
	sched_root limit 8mb target 10s rate "${rate}mbit" "$@"
}

percent()
{
	echo "$((rate * 10 * $1))kbit"
}

shares_10_20_30_40()
{
	shares class a min "$(percent 10)" class b min "$(percent 20)" \
		class c min "$(percent 30)" class d min "$(percent 40)"
}

# ---- measuring --------------------------------------------------------------

# Wire bytes of all classes: 24 beside each frame, as the qdisc counts
classes_wire()
{
	tc -n "$blade" -s class show dev eth0 |
		awk '$1 == "Sent" {
			bytes = $2
			if (bytes < $4 * 60)
				bytes = $4 * 60
			printf "%d ", bytes + $4 * 24
		}'
}

# The far end's counters and the time, read at once
# shellcheck disable=SC2016 # not expanded here
far_now()
{
	in_ns "$wire" bash -c '
		cd /sys/class/net/eth1/statistics || exit
		read -r bytes <rx_bytes
		read -r packets <rx_packets
		echo "$EPOCHREALTIME $bytes $packets"'
}

# window SECONDS: sets total (percent of the port's rate, seen at the far end)
# and part[1..5] (percent of all that the classes sent)
window()
{
	local probe before after far_before far_after lost try

	probe=$(mktemp)
	for ((try = 0; try < TRIES; try++)); do
		_start "$probe" "$LATENESS" "$1"
		far_before=$(far_now)
		before=$(classes_wire)
		wait_exit "$(($1 + 60))" "$BG_PID"
		far_after=$(far_now)
		after=$(classes_wire)
		lost=$(cat "$probe")
		! awk "BEGIN { exit !($lost <= $LOST_MAX) }" || break
		diag "the machine stood still for $lost% of the time: again"
	done
	rm -f "$probe"
	((try < TRIES)) || ktap_skip "this machine is too busy to measure"
	read -ra part < <(echo "$before $after" | awk '{
		for (i = 1; i <= 5; i++)
			sum += sent[i] = $(i + 5) - $i
		printf "0"
		for (i = 1; i <= 5; i++)
			printf " %.3f", sent[i] * 100 / sum
		printf "\n"
	}')
	total=$(echo "$far_before $far_after" | awk -v rate="$rate" '{
		wire = $5 - $2 + 24 * ($6 - $3)
		printf "%.2f", wire * 8 / ($4 - $1) / rate / 10000
	}')
	diag "parts ${part[*]:1} %, total $total % of $rate Mbit/s"
}

expect_full()
{
	expect_between "$total" 97 100.5 "percent of the port's rate"
}

expect_parts()
{
	local tolerance=$1 class

	shift
	for class in 1 2 3 4; do
		expect_near "${part[class]}" "${!class}" "$tolerance" \
			"percent of class $class"
	done
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
