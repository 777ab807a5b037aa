#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: cpus=1 timeout=300
#
# vcctl top: what it says that FlexNICs send is what they send.
#
#	blade: eth0-a .. eth0-d on eth0 ==== eth1: module
#	                                       far ends of a and b
#
# The port has 20 Mb/s, a is guaranteed 5 and gets 8 at most.

source "$(dirname "$0")/../lib/ktap.sh"
source "$(dirname "$0")/../lib/net.sh"
source "$(dirname "$0")/../lib/flexnic.sh"

setup()
{
	require_root
	require_cmd iperf3 jq
	load_flexnic
	blade_setup channel speed 20M a speed 5M max 8M b speed 10M
	far_end a b
}

# top FILTER ARGS...: of one look at two seconds
top()
{
	local filter=$1

	shift
	vcctl -n "$blade" -j "$@" top --once interval 2 | jq -c "$filter"
}

test_idle()
{
	expect_eq "$(top '[.flexnics[] | [.ifname, .port, .slot, .carrier]]')" \
		'[["eth0-a","eth0","a",true],["eth0-b","eth0","b",true],["eth0-c","eth0","c",true],["eth0-d","eth0","d",true]]'
	expect_eq "$(top '[.flexnics[0, 1] | [.min, .max]]')" '[[5,8],[10,20]]'
	expect_between "$(top .interval)" 2 10 "seconds"
	expect_between "$(top '[.flexnics[].tx] | add')" 0 0.1 "sent by nobody"
}

# busy: TCP over a, which sends all it may
busy()
{
	iperf3_far a
	background in_ns "$blade" iperf3 -c "${far_ip[a]}" -P 2 -t 250
	wait_for 30 sends
}

sends()
{
	top 'if .flexnics[0].tx > 6 then "sends" else empty end' | grep -q sends
}

# As the wire counts it, so that a FlexNIC at its max shows no more than that. A
# machine that is busy may send less.
test_rates()
{
	busy
	top . >"$rates"
	expect_between "$(jq '.flexnics[0].tx' "$rates")" 6 8.4 "a, Mb/s"
	expect_between "$(jq '.flexnics[0].tx_borrowed' "$rates")" 1 4 \
		"a beyond its min"
	expect_between "$(jq '.flexnics[0].rx' "$rates")" 0.001 1 \
		"a, acknowledgements"
	expect_between "$(jq '.flexnics[1].tx' "$rates")" 0 0.1 "b"
}

# 40 characters are 20 Mb/s: 10 its own, then min, 5 borrowed, then max
test_bar()
{
	busy
	wait_for 20 bar_of_a || fail "$(cat "$rates")"
}

# A class that gets the CPU late borrows before its own share is used up
bar_of_a()
{
	vcctl -n "$blade" top --once interval 2 >"$rates"
	grep -qE '^eth0-a +eth0 +a +on +5Mbit +8Mbit +[78]\.[0-9]M .* #{9,10}\|\+{2,5}\.{0,3}\]$' "$rates"
}

# Without its qdisc it is what the device counts
test_without_qdisc()
{
	busy
	tc -n "$blade" qdisc del dev eth0 root
	defer vcctl -n "$blade" port set eth0 speed 20M
	expect_between "$(top '.flexnics[0].tx')" 0.1 100000
	expect_eq "$(top '.flexnics[0].tx_borrowed')" 0
}

# A line a look; a terminal is not needed
test_count()
{
	vcctl -n "$blade" -j top interval 0.2 count 3 >"$rates"
	expect_eq "$(jq -s length "$rates")" 3
	expect_eq "$(wc -l <"$rates")" 3
	vcctl -n "$blade" top interval 0.2 count 3 >"$rates"
	expect_eq "$(grep -c '^ifname ' "$rates")" 3
	expect_eq "$(grep -c '^$' "$rates")" 2
	expect_eq "$(tr -d '[:print:]\n' <"$rates" | wc -c)" 0
}

has_tables()
{
	(($(grep -c '^eth0-d' "$rates") >= $1))
}

# The last line matches $1
last_has()
{
	tail -n 1 "$rates" | grep -q "$1"
}

# On a terminal it goes on in place, and ends with a whole table
test_interrupted()
{
	local status=0 signal

	for signal in INT TERM; do
		# what the one before has left is none of this one's
		: >"$rates"
		"$VCCTL" -n "$blade" top interval 0.2 >"$rates" &
		pid=$!
		wait_for 10 has_tables 2
		kill "-$signal" "$pid"
		wait "$pid" || status=$?
		expect_eq "$status" 0 "status after $signal"
		expect_eq "$(tail -n 1 "$rates" | cut -c 1-6)" eth0-d
	done
	script -qec "$VCCTL -n $blade top interval 0.2 count 2" "$rates" \
		>/dev/null </dev/null
	expect_eq "$(grep -c $'\033\\[H\033\\[J' "$rates")" 2
}

# A FlexNIC that comes while it looks has no rate yet; a port that goes is gone
test_changes()
{
	"$VCCTL" -n "$blade" -j top interval 0.5 >"$rates" &
	pid=$!
	defer kill "$pid"
	wait_for 10 test -s "$rates"
	vcctl -n "$blade" port del eth0
	wait_for 20 last_has '"flexnics":\[\]'
	vcctl -n "$blade" port add eth0 mode channel
	wait_for 20 grep -q '"tx":null' "$rates"
	wait_for 20 last_has '"tx":[0-9]'
}

rates=$(mktemp)
defer rm -f "$rates"
ktap_setup setup
ktap_main test_idle test_rates test_bar test_without_qdisc test_count \
	test_interrupted test_changes
