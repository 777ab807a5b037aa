# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034,SC2154
#
# Loads that never run dry, and the measurement of what becomes of them; needs
# lib/ktap.sh, lib/net.sh and sched-lib.sh. $blade's eth0 has the qdisc, $wire's
# eth1 is at the other end.
#
#	flood CLASS OPTIONS...	a sender on each CPU; flood_to CLASS, which the
#				test defines, prints the arguments that make
#				its packets those of the class
#	stop_floods		ends them all
#	saturated CLASS...	waits until these have more than they may send
#	calibrate		sets $rate, Mbit/s: a part of what the machine
#				sends over an eth0 that nothing holds back
#	percent N		of $rate, as tc and vcctl take it
#	window SECONDS		sets $total and ${part[1..5]}, in percent
#	expect_parts TOLERANCE PERCENT...	of classes 1..4
#	expect_full		97 to 100.5 percent of the port
#
# A window in which the machine stood still is measured again.

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

# ---- loads ------------------------------------------------------------------

flood()
{
	local class=$1 cpu to

	shift
	read -ra to < <(flood_to "$class")
	for cpu in 0 1; do
		background in_ns "$blade" "$FLOOD" -c "$((cpu % cpus))" \
			"$@" "${to[@]}"
		floods+=("$BG_PID")
	done
}

stop_floods()
{
	local pid

	for pid in "${floods[@]}"; do
		stop "$pid"
	done
	floods=()
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

far_has_more()
{
	(($(dev_stat "$wire" eth1 rx_bytes) > $1))
}

# What the machine sends when nothing holds it back
calibrate()
{
	local before class

	rate=${FLEXNIC_SHARES_RATE:-}
	[[ -z $rate ]] || return 0
	for class in 1 2 3 4; do
		flood "$class"
	done
	wait_for 30 far_has_more 1000
	before=$(far_now)
	"$LATENESS" 3 >/dev/null	# passes the time of a window
	rate=$(echo "$before $(far_now)" | awk -v part="$LOAD_PERCENT" \
		'{ printf "%d", ($5 - $2) * 8 / ($4 - $1) / 1e8 * part }')
	stop_floods
	((rate <= RATE_MAX)) || rate=$RATE_MAX
	((rate >= RATE_MIN)) || rate=$RATE_MIN
	diag "the port's rate is $rate Mbit/s"
}

percent()
{
	echo "$((rate * 10 * $1))kbit"
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

# A port makes good what it lost while the machine stood still: that must not
# be counted in a window that begins after it
steady()
{
	local lost

	lost=$("$LATENESS" 1)
	awk "BEGIN { exit !($lost <= $LOST_MAX) }"
}

# window SECONDS: sets total (percent of the port's rate, seen at the far end)
# and part[1..5] (percent of all that the classes sent)
window()
{
	local probe before after far_before far_after lost try

	probe=$(mktemp)
	for ((try = 0; try < TRIES; try++)); do
		wait_for 30 steady || true
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
