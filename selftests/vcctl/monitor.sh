#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: cpus=1 timeout=400
#
# vcctl monitor: one event for each change, at once, in text and in JSON.
#
#	blade eth0 ======== eth1 module

source "$(dirname "$0")/../lib/ktap.sh"
source "$(dirname "$0")/../lib/net.sh"
source "$(dirname "$0")/wire-lib.sh"

# The socket of process $1 had no room for an event
has_lost()
{
	local line

	line=$(genl_socket "$blade" "$1")
	read -ra line <<<"$line"
	((line[8] > 0))
}

# monitor OPTIONS...: follows into $events; its errors into $events.err
monitor()
{
	events=$(mktemp)
	defer rm -f "$events" "$events.err"
	"$VCCTL" -n "$blade" "$@" monitor >"$events" 2>"$events.err" \
		</dev/null &
	monitor=$!
	defer kill "$monitor"
	wait_for 20 genl_listens "$blade" "$monitor"
}

count()
{
	[[ $(grep -c "$2" "$events") == "$1" ]]
}

test_text()
{
	monitor
	in_blade port add eth0 speed 10G
	wait_for 10 count 1 '^\[add\] eth0: mode mac speed 10Gbit'
	# the table comes along, and nobody has to end the monitor to see it
	wait_for 10 count 1 '^    d  *eth0-d '
	in_blade port set eth0 a speed 1G b prio 3
	wait_for 10 count 1 '^    a .* custom  *1Gbit  *1Gbit '
	expect_text "[change] eth0:" cat "$events"
	in_blade port del eth0
	wait_for 10 count 1 '^\[del\] eth0'
	expect_eq "$(cat "$events.err")" ""
}

# Each line is an object of its own, and is there when the event is
test_json()
{
	monitor -j
	in_blade port add eth0 speed 10G
	wait_for 10 count 1 '"event":"add"'
	in_blade port set eth0 a speed 1G
	wait_for 10 count 1 '"requested":1000'
	in_blade port del eth0
	wait_for 10 count 1 '"event":"del"'
	expect_eq "$(jq -s -c '[.[0, -1] | [.event, .port]]' "$events")" \
		'[["add","eth0"],["del","eth0"]]'
	expect_eq "$(jq -s 'length' "$events")" "$(wc -l <"$events")" lines
	expect_eq "$(jq -c 'select(.event == "change") |
		.flexnics[0].requested' "$events" | tail -n 1)" 1000
}

# One change of all four is one event
test_one_event_for_one_change()
{
	monitor -j
	in_blade port add eth0 speed 10G
	defer in_blade port del eth0
	wait_for 10 count 1 '"event":"add"'
	in_blade port set eth0 a prio 1 b prio 2 c prio 3 d prio 4
	in_blade port set eth0 d prio 5
	wait_text 10 '"prio":5' cat "$events"
	expect_eq "$(jq -c 'select(.event == "change") |
		[.flexnics[].prio]' "$events" | paste -s)" \
		$'[1,2,3,4]\t[1,2,3,5]'
}

test_events_of_another_netns_are_not_shown()
{
	monitor -j
	vcctl -n "$module" port add eth1 speed 1G
	vcctl -n "$module" port del eth1
	in_blade port add eth0 speed 10G
	in_blade port del eth0
	wait_for 10 count 1 '"event":"del"'
	expect_eq "$(jq -r .port "$events" | sort -u)" eth0
}

# It lags behind, is told so, and goes on. That is told last: what happens while the
# rest is read is lost as well, and nobody would look for it.
test_lost_events()
{
	local i

	monitor -j
	in_blade port add eth0 speed 10G
	defer in_blade port del eth0
	wait_for 10 count 1 '"event":"add"'
	kill -STOP "$monitor"
	for ((i = 0; i < 1000; i++)); do
		in_blade port set eth0 a prio $((i % 8))
		((i % 20)) || ! has_lost "$monitor" || break
	done
	kill -CONT "$monitor"
	wait_text 20 "events lost: they came faster than they were read" cat "$events.err"
	wait_text 20 '{"event":"lost"}' cat "$events"
	expect_eq "$(jq -r .event "$events" | tail -n 1)" lost "what is told last"
	in_blade port set eth0 a max 3G
	wait_text 20 '"max":3000' cat "$events"
	expect_ok jq -s . "$events"
}

test_ends_when_nobody_reads()
{
	local fifo

	fifo=$(mktemp -u)
	mkfifo "$fifo"
	defer rm -f "$fifo"
	"$VCCTL" -n "$blade" monitor >"$fifo" &
	monitor=$!
	head -n 1 "$fifo" >/dev/null &
	wait_for 20 genl_listens "$blade" "$monitor"
	in_blade port add eth0 speed 10G
	in_blade port set eth0 a prio 1
	in_blade port del eth0
	wait_exit 10 "$monitor"
}

# Deaf it would be otherwise, and nobody would know
test_ends_with_the_module()
{
	monitor
	in_blade port add eth0 speed 10G
	unload_flexnic
	wait_exit 20 "$monitor"
	expect_text "kernel module flexnic was unloaded" cat "$events.err"
}

ktap_setup wire_setup
ktap_main test_text test_json test_one_event_for_one_change \
	test_events_of_another_netns_are_not_shown test_lost_events \
	test_ends_when_nobody_reads test_ends_with_the_module
