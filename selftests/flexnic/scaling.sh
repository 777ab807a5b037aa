#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: cpus=2 timeout=300
#
# Do two senders on two CPUs go faster than one? Each CPU has a Tx queue of its
# own and the kernel's packet generator as the sender; the port's rate is beyond
# what the machine sends, so that the qdisc gives credit but never holds back.
#
#	CPU 0: pktgen --- tx-0 --+
#	                         dummy
#	CPU 1: pktgen --- tx-1 --+
#
# What counts is how much faster two go than one, against the same device
# without a qdisc, to which the machine alone sets a limit, and with HTB, which
# has one lock. This machine may have other things to do: all take turns, round
# after round, two are compared with one right before, and what counts is the
# median of the rounds. The best of either would be a chance of the machine.
#
source "$(dirname "$0")/../lib/ktap.sh"
source "$(dirname "$0")/../lib/net.sh"
source "$(dirname "$0")/sched-lib.sh"

PKTGEN=/proc/net/pktgen
DEV=fxpg0
ROUNDS=15
MEASURE_MS=300		# about as long as one measurement is to take
CONTROL_MIN=1.4		# of a second CPU there must be something to see
PART_OF_CONTROL=0.75
GAIN_MIN=1.3
KINDS=(bare flexnic shared htb)

packets=5000
seen=$(mktemp -d)	# by kind: packets a second of one, of two, two over one

setup()
{
	local queue

	defer rm -r "$seen"
	require_root
	[[ ! -e /proc/lockdep ]] || ktap_skip_all "a debug kernel has locks enough"
	(($(nproc) >= 2)) || ktap_skip_all "needs two CPUs"
	modprobe pktgen || ktap_skip_all "needs module pktgen"
	defer rmmod pktgen
	modprobe -n -q sch_htb || ktap_skip_all "needs module sch_htb"
	load_sched
	ip link add "$DEV" numtxqueues 2 type dummy
	defer ip link del "$DEV"
	for queue in 0 1; do
		echo "$((1 << queue))" >"/sys/class/net/$DEV/queues/tx-$queue/xps_cpus"
	done
	ip link set "$DEV" up
	senders
	settle_count
}

# tell FILE COMMAND: pktgen's control files take one a line
tell()
{
	echo "$2" >"$PKTGEN/$1"
}

senders()
{
	local cpu option

	for cpu in 0 1; do
		tell "kpktgend_$cpu" "rem_device_all"
		tell "kpktgend_$cpu" "add_device $DEV@$cpu"
		for option in "xmit_mode queue_xmit" "pkt_size 60" "delay 0" \
			"dst_mac 02:00:00:00:00:09" "dst 192.0.2.9" \
			"udp_dst_min $((9 + cpu))" "udp_dst_max $((9 + cpu))"; do
			tell "$DEV@$cpu" "$option"
		done
	done
	defer tell kpktgend_0 rem_device_all
	defer tell kpktgend_1 rem_device_all
}

# send CLASS0 CLASS1 COUNT0 COUNT1: packets of a thread each; pgctrl comes back
# when all are sent. Prints packets per second, of all in the time of the
# slowest. Counts of 0 would be endless: one packet does not count.
send()
{
	tell "$DEV@0" "skb_priority $((0x1000$1))"
	tell "$DEV@1" "skb_priority $((0x1000$2))"
	tell "$DEV@0" "count $3"
	tell "$DEV@1" "count $4"
	tell pgctrl start
	awk '/Result: OK:/ {
		for (i = 1; i <= NF; i++)
			if ($i ~ /^[0-9]+\(c/) {
				us = $i + 0
				slowest = us > slowest ? us : slowest
			}
	}
	/pkts-sofar:/ { sum += $2 }
	END { printf "%d\n", sum * 1e6 / slowest }' "$PKTGEN/$DEV@0" "$PKTGEN/$DEV@1"
}

# As many packets as take the time
settle_count()
{
	local rate

	no_qdisc
	rate=$(send 1 2 "$packets" 1)
	packets=$((rate * MEASURE_MS / 1000))
	diag "one CPU sends $rate packets a second through the bare device"
}

# ---- what is compared -------------------------------------------------------

no_qdisc()
{
	tc qdisc del dev "$DEV" root 2>/dev/null || true
}

qdisc_bare()
{
	no_qdisc
}

qdisc_flexnic()
{
	tc qdisc replace dev "$DEV" root handle 1: flexnic rate 40gbit \
		class a min 10gbit class b min 10gbit class c min 10gbit \
		class d min 10gbit
}

qdisc_shared()
{
	qdisc_flexnic
}

qdisc_htb()
{
	local class

	tc qdisc replace dev "$DEV" root handle 1: htb
	for class in 1 2 3 4; do
		tc class replace dev "$DEV" parent 1: classid "1:$class" \
			htb rate 10gbit ceil 40gbit quantum 60000
	done
}

# The class of the second sender
second_class()
{
	[[ $1 == shared ]] && echo 1 || echo 2
}

# measure KIND: a line in its file. One alone sends as many as each of two, so that
# both take as long.
measure()
{
	local kind=$1 class one two

	no_qdisc
	"qdisc_$kind"
	class=$(second_class "$kind")
	one=$(send 1 "$class" "$packets" 1)
	two=$(send 1 "$class" "$packets" "$packets")
	awk -v one="$one" -v two="$two" \
		'BEGIN { print one, two, two / one }' >>"$seen/$kind"
	speeds+=" $kind $one $two"
}

# How much faster two are than one
gain()
{
	median 3 "$seen/$1"
}

# A kind's gain in parts of the bare device's
part_of_control()
{
	awk -v gain="$(gain "$1")" -v control="$(gain bare)" \
		'BEGIN { printf "%.3f\n", gain / control }'
}

measure_all()
{
	local round kind speeds

	for ((round = 1; round <= ROUNDS; round++)); do
		speeds=''
		for kind in "${KINDS[@]}"; do
			measure "$kind"
		done
		diag "packets a second, one and two:$speeds"
	done
	for kind in "${KINDS[@]}"; do
		diag "$kind: one CPU sends $(median 1 "$seen/$kind"), two" \
			"$(median 2 "$seen/$kind"), $(gain "$kind") times as many," \
			"$(part_of_control "$kind") of the bare device's gain"
	done
}

# Not a matter of the qdisc when nothing goes faster
need_second_cpu()
{
	awk -v gain="$(gain bare)" -v min="$CONTROL_MIN" \
		'BEGIN { exit !(gain >= min) }' ||
		ktap_skip "the second CPU of this machine is busy otherwise"
}

test_two_are_faster()
{
	need_second_cpu
	expect_between "$(gain "$1")" "$GAIN_MIN" 3 "two CPUs over one"
	expect_between "$(part_of_control "$1")" "$PART_OF_CONTROL" 3 \
		"gain in parts of the bare device's"
}

test_faster_than_htb()
{
	need_second_cpu
	expect_between "$(gain "$1")" "$(gain htb)" 3 \
		"two CPUs over one, against HTB"
}

setup_and_measure()
{
	setup
	measure_all
}

ktap_setup setup_and_measure
for kind in flexnic shared; do
	what="a class each"
	[[ $kind == flexnic ]] || what="both of one class"
	ktap_add -n "two CPUs are faster than one, $what" \
		test_two_are_faster "$kind"
	ktap_add -n "more so than with HTB, $what" test_faster_than_htb "$kind"
done
ktap_run
