#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: cpus=2 timeout=600
#
# The qdisc "flexnic" by itself: tc's rules, refusals, and what happens to it
# while its device changes under it. The shares are in shares.sh.
#
#	$blade: eth0 (4 Tx queues) ======== eth1: $wire
#
# shellcheck disable=SC2154 # set by ns_new
source "$(dirname "$0")/../lib/ktap.sh"
source "$(dirname "$0")/../lib/net.sh"
source "$(dirname "$0")/sched-lib.sh"

setup()
{
	require_root
	require_cmd jq ethtool
	load_sched
	sched_wire 4
}

in_blade()
{
	in_ns "$blade" "$@"
}

# flood OPTIONS...: in the background
flood()
{
	background in_ns "$blade" "$FLOOD" "$@" "$SINK"
}

# ---- conditions -------------------------------------------------------------

class_sent_more()
{
	(($(sched_stat "$1" packets) > $2))
}

class_waits()
{
	(($(sched_stat "$1" overlimits) > 0 && $(sched_stat "$1" backlog) > 0))
}

class_drops()
{
	(($(sched_stat "$1" drops) > 0))
}

class_marks()
{
	(($(sched_xstat "$1" ecn-marks) > 0))
}

module_unused()
{
	[[ $(lsmod | awk '$1 == "sch_flexnic" { print $3 }') == 0 ]]
}

# ---- what tc shows and accepts ----------------------------------------------

test_shows_what_was_set()
{
	sched_root rate 200mbit burst 5ms batch 100us overhead 20 limit 1mb \
		target 6ms interval 90ms class a min 10mbit max 100mbit prio 3
	expect_text "rate 200Mbit burst 5ms batch 100us overhead 20" \
		tc -n "$blade" qdisc show dev eth0
	expect_text "target 6ms interval 90ms ecn" \
		tc -n "$blade" qdisc show dev eth0
	expect_text "class flexnic 1:1 root min 10Mbit max 100Mbit prio 3" \
		tc -n "$blade" class show dev eth0
	expect_eq "$(tc -n "$blade" class show dev eth0 | wc -l)" 5 "classes"
	expect_eq "$(tc -n "$blade" qdisc show dev eth0 | grep -c '^qdisc')" 1 \
		"qdiscs shown: the children are hidden"
}

test_works_without_options()
{
	in_blade tc qdisc add dev eth0 root flexnic
	defer sched_no_root
	expect_text "qdisc flexnic" tc -n "$blade" qdisc show dev eth0 root
	expect_ok in_blade ping -c 1 -W 10 "$FAR"
}

test_one_queue()
{
	_ip "$blade" link add one type veth peer name two
	defer _ip "$blade" link del one
	_ip "$blade" link set one up
	_ip "$blade" link set two up
	expect_ok tc -n "$blade" qdisc add dev one root handle 7: flexnic \
		rate 100mbit class b min 50mbit
	expect_text "class flexnic 7:2 root min 50Mbit" \
		tc -n "$blade" class show dev one
	expect_ok tc -n "$blade" qdisc del dev one root
}

test_changes_one_setting()
{
	sched_root rate 200mbit class a min 10mbit class b min 20mbit prio 2
	expect_ok tc -n "$blade" class change dev eth0 classid 1:1 \
		flexnic min 30mbit
	expect_ok tc -n "$blade" class replace dev eth0 classid 1:2 \
		flexnic max 60mbit
	expect_ok tc -n "$blade" qdisc change dev eth0 root flexnic \
		class c min 1mbit
	expect_text "1:1 root min 30Mbit" tc -n "$blade" class show dev eth0
	expect_text "1:2 root min 20Mbit max 60Mbit prio 2" \
		tc -n "$blade" class show dev eth0
	expect_text "1:3 root min 1Mbit" tc -n "$blade" class show dev eth0
	expect_ok tc -n "$blade" qdisc replace dev eth0 root handle 1: \
		flexnic rate 300mbit
	expect_text "rate 300Mbit" tc -n "$blade" qdisc show dev eth0
	expect_text "1:1 root min 30Mbit" tc -n "$blade" class show dev eth0
}

monitor_sees_change()
{
	tc -n "$blade" class change dev eth0 classid 1:1 flexnic \
		min "$((RANDOM + 8))kbit"
	grep -q "class flexnic 1:1" "$1"
}

test_monitor_sees_change()
{
	local seen

	seen=$(mktemp)
	defer rm -f "$seen"
	sched_root rate 200mbit
	_start "$seen" in_ns "$blade" tc monitor
	wait_for 20 monitor_sees_change "$seen"
}

# ---- refusals ---------------------------------------------------------------

refuses()
{
	local text=$1

	shift
	# a change if the case before left it there: quicker than a new one
	tc -n "$blade" qdisc replace dev eth0 root handle 1: flexnic \
		rate 100mbit class a min 40mbit max 80mbit
	expect_fail_text "$text" in_blade "$@"
	# nothing changed
	expect_text "rate 100Mbit" tc -n "$blade" qdisc show dev eth0
	expect_text "1:1 root min 40Mbit max 80Mbit prio 0" \
		tc -n "$blade" class show dev eth0
}

# refusal NAME TEXT COMMAND
refusal()
{
	local cmd

	read -ra cmd <<<"$3"
	ktap_add -n "refuses: $1" refuses "$2" "${cmd[@]}"
}

refusals()
{
	local class="tc class change dev eth0 classid"
	local qdisc="tc qdisc change dev eth0 root flexnic"

	refusal "min over max" "min exceeds the max of the class" \
		"$class 1:1 flexnic min 90mbit"
	refusal "max under min" "min exceeds the max of the class" \
		"$class 1:1 flexnic max 30mbit"
	refusal "mins over the rate" "the mins together exceed the rate" \
		"$class 1:2 flexnic min 61mbit"
	refusal "rate under the mins" "the mins together exceed the rate" \
		"$qdisc rate 39mbit"
	refusal "mins over the rate at once" "the mins together exceed" \
		"$qdisc class b min 30mbit class c min 31mbit"
	refusal "min too small" "min is not within" "$class 1:2 flexnic min 1kbit"
	refusal "max too small" "max is not within" "$class 1:2 flexnic max 1kbit"
	refusal "rate too small" "rate is not within" "$qdisc rate 1kbit"
	refusal "batch over burst" "batch is longer than burst" \
		"$qdisc burst 1ms batch 2ms"
	refusal "tiny limit" "limit is not within" "$qdisc limit 100"
	refusal "long target" "target exceeds" "$qdisc target 11s"
	refusal "burst out of range" "out of range" "$qdisc burst 1us"
	refusal "the port's own class" "the port's own traffic is fixed" \
		"$class 1:5 flexnic min 1mbit"
	refusal "class add" "exists" \
		"tc class add dev eth0 classid 1:1 flexnic min 1mbit"
	refusal "a sixth class" "classes of flexnic are fixed" \
		"tc class add dev eth0 classid 1:6 flexnic min 1mbit"
	refusal "class del" "none can be deleted" \
		"tc class del dev eth0 classid 1:1"
	refusal "class change without a value" "nothing to change" \
		"tc class change dev eth0 classid 1:1"
	refusal "a leaf qdisc" "hold their own queues" \
		"tc qdisc add dev eth0 parent 1:1 pfifo"
	refusal "an estimator" "estimator" \
		"tc qdisc replace dev eth0 root handle 2: estimator 1s 8s flexnic"
	refusal "a filter at a class" "attached to the qdisc" \
		"tc filter add dev eth0 parent 1:1 matchall classid 1:1"
	refusal "prio out of range" "out of range" \
		"$RAWOPT eth0 class 0x10001 4 08000000"
	refusal "a short min" "refused" "$RAWOPT eth0 class 0x10001 2 00000000"
	refusal "an empty rate" "refused" "$RAWOPT eth0 qdisc 0x10000 1"
	refusal "a long burst" "refused" \
		"$RAWOPT eth0 qdisc 0x10000 2 0010000000000000"
	refusal "an unknown option" "Unknown attribute" \
		"$RAWOPT eth0 qdisc 0x10000 77 00"
	refusal "an unknown class option" "Unknown attribute" \
		"$RAWOPT eth0 class 0x10001 77 00"
	refusal "ecn 2" "out of range" "$RAWOPT eth0 qdisc 0x10000 8 02"
	refusal "a class nest without a minor" "class without its minor" \
		"$RAWOPT eth0 qdisc 0x10000 9 0c00020000e1f50500000000"
	refusal "a class nest of garbage" "refused" \
		"$RAWOPT eth0 qdisc 0x10000 9 ffffffff00"
	refusal "minor 5 in a nest" "out of range" \
		"$RAWOPT eth0 qdisc 0x10000 9 0800010005000000"
}

test_only_at_root()
{
	in_blade tc qdisc replace dev eth0 root handle 3: htb
	defer sched_no_root
	in_blade tc class add dev eth0 parent 3: classid 3:1 htb rate 1mbit
	expect_fail_text "only be the root qdisc" \
		tc -n "$blade" qdisc add dev eth0 parent 3:1 flexnic
}

# ---- classification ---------------------------------------------------------

test_priority_names_class()
{
	local class sent

	sched_root rate 10mbit limit 4mb target 5s
	for class in 1 2 3 4 5; do
		flood -p "0x1000$class"
		wait_for 20 class_sent_more "$class" 0
		stop "$BG_PID"
	done
	# only by this qdisc's handle
	sent=$(sched_stat 5 packets)
	flood -p 0xf1e00003
	wait_for 20 class_sent_more 5 "$sent"
}

test_filters()
{
	sched_root rate 200mbit
	in_blade tc filter add dev eth0 parent 1: protocol ip \
		u32 match ip dst "$FAR" flowid 1:2
	in_blade ping -c 3 -i 0.1 -W 10 "$FAR"
	expect_eq "$(sched_stat 2 packets)" 3 "packets of the filter's class"
	in_blade tc filter del dev eth0 parent 1:
	in_blade ping -c 1 -W 10 "$FAR"
	expect_eq "$(sched_stat 2 packets)" 3 "packets after the filter is gone"
	in_blade tc filter add dev eth0 parent 1: protocol ip \
		u32 match ip dst "$FAR" action drop
	expect_fail in_blade ping -c 1 -W 1 "$FAR"
}

test_own_traffic_gets_through()
{
	sched_root rate 20mbit limit 4mb target 5s class a min 20mbit
	flood -n 4 -p 0x10001
	wait_for 20 class_waits 1
	expect_ok in_blade ping -c 5 -i 0.2 -W 5 "$FAR"
	expect_between "$(sched_stat 5 packets)" 5 100 \
		"packets of the port's own"
}

# Lengths of what came out, in that order
_order()
{
	tcpdump -n -r "$1" 2>/dev/null |
		sed -n 's/.* length \([0-9]*\)$/\1/p' | paste -s -d ' '
}

_came_out()
{
	(($(_order "$1" | wc -w) == $2))
}

# Routing daemons mark their TCP streams so: out of order it counts as lost. One
# flow: it has one queue
test_control_packets_keep_their_order()
{
	local file

	file=$(mktemp)
	defer rm -f "$file" "$file.err"
	sched_root rate 1mbit target 5s
	capture "$wire" eth1 "$file" "udp and dst $SINK"
	in_blade python3 -c '
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for prio, lengths in ((0, range(1001, 1009)), (7, range(501, 509))):
    s.setsockopt(socket.SOL_SOCKET, socket.SO_PRIORITY, prio)
    for length in lengths:
        s.sendto(bytes(length), ("'"$SINK"'", 9))'
	wait_for 10 _came_out "$file" 16
	expect_eq "$(_order "$file" | tr ' ' '\n' | grep ^5 | paste -s -d ' ')" \
		"$(seq -s ' ' 501 508)" "order of the control packets"
	expect_eq "$(_order "$file" | cut -d ' ' -f 16)" 1008 "the last"
}

# ---- packets and counters ---------------------------------------------------

test_change_drops_nothing()
{
	local before i

	sched_root rate 5mbit limit 4mb target 5s class a min 1mbit \
		class b min 1mbit
	flood -p 0x10001
	flood -p 0x10002
	wait_for 20 class_waits 1
	wait_for 20 class_waits 2
	before=$(sched_stat 1 packets)
	for ((i = 0; i < 20; i++)); do
		tc -n "$blade" class change dev eth0 classid 1:1 \
			flexnic min "$((10 + i % 2))00kbit"
		tc -n "$blade" qdisc change dev eth0 root flexnic \
			rate "$((50 + i))00kbit"
	done
	expect_between "$(sched_stat 1 packets)" "$before" 1000000000 "packets"
	expect_eq "$(sched_stat 1 drops)" 0 "drops"
	expect_eq "$(sched_stat 2 drops)" 0 "drops"
}

test_change_is_in_force()
{
	local before

	# a packet at 8 kbit/s takes 12 s: the clocks are far ahead
	sched_root rate 100mbit target 5s class a min 8kbit max 8kbit
	flood -g -p 0x10001
	wait_for 20 class_waits 1
	before=$(sched_stat 1 packets)
	tc -n "$blade" class change dev eth0 classid 1:1 \
		flexnic min 50mbit max 100mbit
	wait_for 20 class_sent_more 1 "$((before + 30))"
}

test_down_and_up()
{
	local sent

	sched_root rate 10mbit limit 4mb target 5s class a min 5mbit
	flood -p 0x10001
	wait_for 20 class_waits 1
	_ip "$blade" link set eth0 down
	sent=$(sched_stat 1 packets)
	expect_between "$sent" 1 1000000 "packets counted before"
	expect_between "$(sched_stat 1 drops)" 1 1000000 "lost by going down"
	expect_eq "$(sched_stat 1 backlog)" 0 "backlog while down"
	expect_text "backlog 0b 0p" tc -n "$blade" -s qdisc show dev eth0
	_ip "$blade" link set eth0 up
	sched_neigh
	wait_for 20 class_sent_more 1 "$sent"
}

test_replace_and_del_under_load()
{
	local i

	sched_root rate 20mbit class a min 5mbit
	flood -n 4 -p 0x10001
	flood -n 4 -p 0x20002
	for ((i = 0; i < 5; i++)); do
		in_blade tc qdisc replace dev eth0 root handle 2: flexnic \
			rate 30mbit
		in_blade tc qdisc replace dev eth0 root handle 3: pfifo
		in_blade tc qdisc replace dev eth0 root handle 1: flexnic \
			rate 20mbit
		in_blade tc qdisc del dev eth0 root
		in_blade tc qdisc add dev eth0 root handle 1: flexnic \
			rate 20mbit limit 4mb target 5s
	done
	wait_for 20 class_sent_more 1 0
}

test_number_of_queues_changes()
{
	local n sent

	sched_root rate 20mbit limit 4mb target 5s class a min 20mbit
	flood -n 16 -p 0x10001
	wait_for 20 class_waits 1
	for n in 1 4 2 3 1 4; do
		in_blade ethtool -L eth0 tx "$n"
		sent=$(sched_stat 1 packets)
		wait_for 20 class_sent_more 1 "$sent"
	done
}

test_device_goes_under_load()
{
	_ip "$blade" link add gone numtxqueues 4 numrxqueues 4 type veth \
		peer name gone1
	_ip "$blade" addr add 198.51.100.1/24 dev gone
	_ip "$blade" link set gone up
	_ip "$blade" link set gone1 up
	_ip "$blade" neigh add 198.51.100.9 lladdr 02:00:00:00:00:09 dev gone \
		nud permanent
	in_blade tc qdisc add dev gone root handle 1: flexnic rate 5mbit
	background in_ns "$blade" "$FLOOD" -n 8 -p 0x10001 198.51.100.9
	wait_for 20 gone_waits
	expect_ok _ip "$blade" link del gone
}

gone_waits()
{
	in_blade tc -s qdisc show dev gone | grep -q "backlog [1-9]"
}

test_module_is_held()
{
	sched_root rate 20mbit
	expect_fail rmmod sch_flexnic
	sched_no_root
	wait_for 10 module_unused
	expect_ok rmmod sch_flexnic
	_load sch_flexnic
}

# ---- queues are bounded -----------------------------------------------------

# A packet more would not fit; sets backlog
queue_is_full()
{
	backlog=$(sched_stat 1 backlog)
	((backlog > 20000 - 1514))
}

# The sender may have had no CPU for as long as it takes to send them all; sets
# waiting
many_wait()
{
	waiting=$(sched_stat 1 waiting)
	((waiting >= 200))
}

test_limit_bounds_the_queue()
{
	local backlog

	sched_root rate 5mbit limit 20000 target 5s class a max 1mbit
	flood -p 0x10001
	wait_for 20 class_drops 1
	wait_for 20 queue_is_full
	expect_between "$backlog" 18000 20000 "backlog"
	expect_between "$(sched_xstat 1 overlimit-drops)" 1 100000000 \
		"overlimit drops"
}

# What short frames take of memory is far more than their bytes. One flow: it has
# one queue
test_limit_bounds_short_frames()
{
	local waiting

	sched_root rate 5mbit limit 64kb target 5s class a max 200kbit
	flood -s 20 -p 0x10001
	wait_for 20 class_drops 1
	wait_for 20 many_wait
	expect_between "$waiting" 200 256 "packets that wait"
	expect_between "$(sched_xstat 1 overlimit-drops)" 1 100000000 \
		"overlimit drops"
}

test_codel_drops()
{
	sched_root rate 20mbit limit 4mb noecn class a max 4mbit
	flood -p 0x10001
	wait_for 20 class_drops 1
	expect_between "$(sched_xstat 1 codel-drops)" 1 100000000 "CoDel drops"
	expect_eq "$(sched_xstat 1 ecn-marks)" 0 "marks"
}

test_codel_marks()
{
	sched_root rate 20mbit limit 4mb class a max 4mbit
	flood -e -p 0x10001
	wait_for 20 class_marks 1
	expect_eq "$(sched_stat 1 drops)" 0 "drops"
}

ktap_setup setup
for fn in $(declare -F | awk '$3 ~ /^test_/ { print $3 }'); do
	ktap_add "$fn"
done
refusals
ktap_run
