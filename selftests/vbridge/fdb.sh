#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: cpus=1 timeout=800
#
# Which address is behind which connection: learned, aged, set by hand, limited
# and flushed; by vcctl, and by bridge(8) and ip(8) as on the kernel's bridge.
#
#	s1: eth0 === s1 -+
#	s2: eth0 === s2 -+- red            s4: eth0 === s4 -+- blue
#	s3: eth0 === s3 -+                                  |
#	             s1, VLAN 7 ----------------------------+
#
# The frames come from the program "frames", so that each is one of ours.
#
source "$(dirname "$0")/../lib/ktap.sh"
source "$(dirname "$0")/../lib/net.sh"
source "$(dirname "$0")/../lib/vbridge.sh"

MAC=02:aa:00:00:00:01
# learned addresses are forgotten after this, in seconds: the least there is
AGEING=10

declare -A id

setup()
{
	require_root
	require_cmd bridge jq tcpdump
	load_vbridge
}

# Nothing has an address, so that nobody speaks but the tests
start()
{
	local name

	servers_up s1 s2 s3 s4
	for name in s1 s2 s3 s4; do
		in_ns "${server[$name]}" sysctl -qw net.ipv6.conf.all.disable_ipv6=1
	done
	v network add red "$@"
	v network add blue
	id[s1]=$(conn_new s1 network red)
	id[s2]=$(conn_new s2 network red)
	id[s3]=$(conn_new s3 network red)
	id[s4]=$(conn_new s4 network blue)
	id[blue]=$(conn_new s1 network blue vlan 7)
}

# say NAME ARGS...: a server sends
say()
{
	frames "${server[$1]}" "${@:2}" eth0
}

# entry NET MAC [FILTER]: one entry of the FDB, or nothing
entry()
{
	fdb_json "$1" ".[] | select(.mac == \"$2\") | ${3-.}"
}

is_behind()
{
	[[ $(entry "$1" "$2" .port) == "$3" ]]
}

# learned NET: all but the network's own
learned()
{
	fdb_json "$1" 'map(select(.local | not)) | length'
}

learned_are()
{
	expect_eq "$(learned "$1")" "$2" "addresses of $1"
}

known()
{
	[[ -n $(entry "$1" "$2") ]]
}

unknown()
{
	! known "$@"
}

# ---- learning ---------------------------------------------------------------

test_learning()
{
	start
	capture_on s2 s3 s4
	expect_eq "$(learned red)" 0 "addresses at the beginning"
	say s1 -s "$MAC"
	wait_for 10 is_behind red "$MAC" s1
	expect_eq "$(learned blue)" 0 "addresses of another network"
	expect_eq "$(entry red "$MAC" .connection)" "${id[s1]}" "connection"
	expect_eq "$(conn_json "${id[s1]}" .macs)" 1 "addresses of the connection"
	# known now: there it goes, and nowhere else
	say s2 -s 02:aa:00:00:00:02 -d "$MAC" -e 9951
	wait_for 10 is_behind red 02:aa:00:00:00:02 s2
	expect_silence s3 0x9951
	expect_silence s4 0x9950
	# the same address on another network is another one
	say s1 -s "$MAC" -t 8100:0007
	wait_for 10 known blue "$MAC"
	expect_eq "$(entry blue "$MAC" .connection)" "${id[blue]}" "connection"
	expect_eq "$(entry red "$MAC" .connection)" "${id[s1]}" "connection"
	expect_eq "$(network_json red .macs)" 2 "addresses learned on red"
}

capture_on()
{
	local name

	for name; do
		capture_as "$name" "${server[$name]}" eth0
	done
}

# expect_silence NAME TYPE
expect_silence()
{
	in_capture "$1" 0 0 "ether proto $2"
}

hears()
{
	captured "$1" "ether proto $2"
}

test_moves()
{
	start
	say s1 -s "$MAC"
	wait_for 10 is_behind red "$MAC" s1
	say s2 -s "$MAC"
	wait_for 10 is_behind red "$MAC" s2
	expect_eq "$(conn_json "${id[s1]}" .macs)" 0 "addresses left behind"
	expect_eq "$(conn_json "${id[s2]}" .macs)" 1 "addresses that came"
	expect_eq "$(learned red)" 1 "addresses"
}

# What is used stays, what is not goes
# for wait_for: an entry is set on another network, and what is looked for is gone
gone_beside_settings()
{
	v fdb add 02:aa:00:00:00:0f network blue connection "${id[s4]}"
	unknown "$@"
}

test_ageing()
{
	local began

	start ageing "$AGEING"
	began=$SECONDS
	say s1 -s "$MAC"
	say s2 -s 02:aa:00:00:00:02
	wait_for 10 learned_are red 2
	background in_ns "${server[s1]}" \
		"$FLEXNIC_ROOT/selftests/vbridge/frames" -n 0 -i 500000 \
		-s "$MAC" eth0
	# who sets entries all the time does not put ageing off
	wait_for $((AGEING + 15)) gone_beside_settings red 02:aa:00:00:00:02
	# not too soon, within a second
	expect_between $((SECONDS - began)) $((AGEING - 1)) $((AGEING + 25)) \
		"seconds"
	expect_ok known red "$MAC"
	expect_eq "$(conn_json "${id[s2]}" .macs)" 0 "addresses of s2"
	# a shorter time is for what is known as well, 0 is for ever
	v network set red ageing 0
	stop "$BG_PID"
	expect_eq "$(network_json red .ageing)" null "ageing time"
	v network set blue ageing "$AGEING"
	say s4 -s 02:aa:00:00:00:04
	wait_for 10 known blue 02:aa:00:00:00:04
	wait_for $((AGEING + 15)) unknown blue 02:aa:00:00:00:04
	expect_ok known red "$MAC"
	v network set red ageing "$AGEING"
	wait_for $((AGEING + 15)) unknown red "$MAC"
}

test_no_learning()
{
	start
	v connection set "${id[s1]}" learning off
	capture_on s2 s3
	say s1 -s "$MAC" -e 9951
	wait_for 10 hears s3 0x9951
	expect_eq "$(learned red)" 0 "addresses learned"
	v connection set "${id[s1]}" learning on
	say s1 -s "$MAC"
	wait_for 10 known red "$MAC"
}

# ---- by hand ----------------------------------------------------------------

test_static_and_sticky()
{
	start ageing "$AGEING"
	v fdb add "$MAC" network red connection "${id[s1]}"
	v fdb add 02:aa:00:00:00:02 network red connection "${id[s1]}" \
		static off sticky on
	v fdb add 02:aa:00:00:00:03 network red connection "${id[s1]}" static off
	expect_eq "$(entry red "$MAC" '"\(.static) \(.sticky)"')" "true false" "$MAC"
	expect_eq "$(entry red 02:aa:00:00:00:02 '"\(.static) \(.sticky)"')" \
		"false true" "02:aa:00:00:00:02"
	# neither a static nor a sticky one moves to where it is seen
	say s2 -s "$MAC" -S 3 -n 3
	wait_for 10 is_behind red 02:aa:00:00:00:03 s2
	expect_ok is_behind red "$MAC" s1
	expect_ok is_behind red 02:aa:00:00:00:02 s1
	# but a static one stays, and a sticky one ages
	wait_for $((AGEING + 15)) unknown red 02:aa:00:00:00:02
	expect_ok known red "$MAC"
	# what is said last counts
	v fdb add "$MAC" network red connection "${id[s3]}"
	expect_ok is_behind red "$MAC" s3
	v fdb del "$MAC" network red
	expect_ok unknown red "$MAC"
}

# ---- limits -----------------------------------------------------------------

test_limit_of_connection()
{
	local events

	start
	events=$(mktemp)
	defer rm -f "$events"
	monitor_start "$events"
	v connection set "${id[s1]}" mac-limit 5
	capture_on s2
	say s1 -s "$MAC" -S 20 -n 40 -e 9951
	wait_for 10 heard_all_forty
	expect_eq "$(learned red)" 5 "addresses"
	wait_text 10 "${id[s1]}" happened "$events" mac-limit .connection
	# one that goes makes room, and others have no part in it
	say s2 -s 02:bb:00:00:00:01 -S 20 -n 20
	wait_for 10 learned_are red 25
	v fdb del "$MAC" network red
	say s1 -s 02:aa:00:00:00:14
	wait_for 10 known red 02:aa:00:00:00:14
	v connection set "${id[s1]}" mac-limit 0
	say s1 -s "$MAC" -S 20 -n 20
	wait_for 10 learned_are red 40
}

heard_all_forty()
{
	in_capture s2 40 40 "ether proto 0x9951"
}

test_limit_of_network()
{
	start mac-limit 5
	say s1 -s "$MAC" -S 4 -n 4
	say s2 -s 02:bb:00:00:00:01 -S 4 -n 4
	say s4 -s 02:bb:00:00:00:01 -S 8 -n 8
	wait_for 10 learned_are blue 8
	expect_eq "$(learned red)" 5 "addresses of the network with a limit"
	# what is set by hand is not limited
	v fdb add 02:cc:00:00:00:01 network red connection "${id[s3]}"
	expect_eq "$(learned red)" 6 "addresses"
	# a move is not a new address
	say s3 -s "$MAC"
	wait_for 10 is_behind red "$MAC" s3
	v fdb flush network red
	say s2 -s 02:bb:00:00:00:01 -S 4 -n 4
	wait_for 10 learned_are red 5
}

# ---- flush ------------------------------------------------------------------

test_flush()
{
	start
	say s1 -s "$MAC" -S 10 -n 10
	say s2 -s 02:bb:00:00:00:01 -S 10 -n 10
	say s4 -s "$MAC" -S 10 -n 10
	v fdb add 02:cc:00:00:00:01 network red connection "${id[s1]}"
	wait_for 10 learned_are red 21
	wait_for 10 learned_are blue 10
	expect_text "10 removed" v fdb flush connection "${id[s1]}"
	expect_eq "$(learned red)" 11 "addresses without those of s1"
	expect_eq "$(v -j fdb flush network red | jq .removed)" 10 "addresses removed"
	expect_eq "$(learned red)" 1 "addresses set by hand"
	expect_text "removed" v fdb flush
	expect_eq "$(learned blue)" 0 "addresses after a flush of all"
	# an address is flushed on all networks, but not where it was set by hand
	say s4 -s 02:cc:00:00:00:01
	wait_for 10 known blue 02:cc:00:00:00:01
	expect_text "1 removed" v fdb flush address 02:cc:00:00:00:01
	expect_ok known red 02:cc:00:00:00:01
	expect_ok unknown blue 02:cc:00:00:00:01
}

# A port that goes takes its addresses along
test_port_goes()
{
	start
	say s1 -s "$MAC" -S 10 -n 10
	say s2 -s 02:bb:00:00:00:01 -S 10 -n 10
	wait_for 10 learned_are red 20
	v connection del "${id[s1]}"
	expect_eq "$(learned red)" 10 "addresses"
	ip -n "$module" link del s2
	expect_eq "$(learned red)" 0 "addresses"
}

# ---- bridge and ip ----------------------------------------------------------

b()
{
	bridge -n "$module" "$@"
}

test_ip_link()
{
	servers_up s1 s2
	ip -n "$module" link add red type vbridge
	ip -n "$module" link set red up
	expect_text vbridge ip -n "$module" -d link show dev red
	expect_text red v network show red
	ip -n "$module" link set s1 master red
	ip -n "$module" link set s2 master red
	expect_text "master red" ip -n "$module" link show dev s1
	expect_eq "$(v -j connection show dev s1 | jq -r '.[0] |
		"\(.network) \(.role) \(.tag)"')" "red downlink untagged" "connection"
	address_add "${server[s1]}" eth0 198.18.1.1
	address_add "${server[s2]}" eth0 198.18.1.2
	pings "${server[s1]}" 198.18.1.2
	ip -n "$module" link set s2 nomaster
	expect_eq "$(v -j connection show dev s2)" "[]" "connections of s2"
	expect_no_text master ip -n "$module" link show dev s2
	expect_fail in_ns "${server[s1]}" ping -n -q -c 1 -W 1 198.18.1.2
	ip -n "$module" link del red
	expect_no_text master ip -n "$module" link show dev s1
	expect_eq "$(v -j connection show)" "[]" "connections"
}

test_bridge_fdb()
{
	start
	say s1 -s "$MAC"
	wait_for 10 known red "$MAC"
	wait_text 10 "$MAC dev red via s1 self" b fdb show
	expect_text "$MAC via s1 self" b fdb show dev red
	expect_text "$MAC dev red via s1 self" b fdb get "$MAC" dev red self
	expect_fail_text "The network knows no such address" \
		b fdb get 02:aa:00:00:00:99 dev red self
	b fdb add 02:bb:00:00:00:01 dev red self via s2 static
	expect_eq "$(entry red 02:bb:00:00:00:01 '"\(.port) \(.static)"')" \
		"s2 true" "entry by bridge(8)"
	expect_text "static" b fdb get 02:bb:00:00:00:01 dev red self
	b fdb replace 02:bb:00:00:00:01 dev red self via s3 dynamic
	expect_eq "$(entry red 02:bb:00:00:00:01 '"\(.port) \(.static)"')" \
		"s3 false" "entry by bridge(8)"
	b fdb del 02:bb:00:00:00:01 dev red self
	expect_ok unknown red 02:bb:00:00:00:01
	b fdb add 02:bb:00:00:00:02 dev red self via s2 static
	b fdb flush dev red self
	expect_ok unknown red "$MAC"
	expect_ok known red 02:bb:00:00:00:02
}

test_bridge_monitor()
{
	local seen

	start
	seen=$(mktemp)
	defer rm -f "$seen"
	_start "$seen" bridge -n "$module" monitor fdb
	wait_for 20 monitored "$seen"
	say s1 -s "$MAC"
	wait_text 10 "$MAC dev red via s1" cat "$seen"
	say s2 -s "$MAC"
	wait_text 10 "$MAC dev red via s2" cat "$seen"
	v fdb flush
	wait_text 10 "Deleted $MAC dev red via s2" cat "$seen"
}

monitored()
{
	v fdb add 02:dd:00:00:00:01 network red connection "${id[s1]}"
	[[ -s $1 ]]
}

# The same by vcctl, on request only
test_vcctl_monitor()
{
	local seen quiet

	start
	seen=$(mktemp) quiet=$(mktemp)
	defer rm -f "$seen" "$quiet"
	monitor_start "$seen" fdb
	monitor_start "$quiet"
	say s1 -s "$MAC"
	wait_text 10 "$MAC" cat "$seen"
	v fdb flush network red
	wait_for 10 told_of_end "$seen"
	expect_no_text "$MAC" cat "$quiet"
}

told_of_end()
{
	[[ $(happened "$1" del .mac) == *$MAC* ]]
}

# bl DEV [FILTER]: what `bridge link` says of a port
bl()
{
	b -d -j link show dev "$1" | jq -r ".[0] | $2"
}

test_bridge_link()
{
	start
	expect_eq "$(bl s2 '"\(.master) \(.state)"')" "red forwarding" "link"
	expect_eq "$(bl s2 '.flags | contains(["BROADCAST", "UP"])')" true \
		"the device's own flags"
	expect_eq "$(bl s2 '"\(.learning) \(.flood) \(.mcast_flood) \(.bcast_flood) \(.isolated)"')" \
		"true true true true false" "flags"
	capture_on s2 s3
	# learning
	b link set dev s1 learning off
	expect_eq "$(conn_json "${id[s1]}" .learning)" false "learning"
	say s1 -s "$MAC" -e 9951
	wait_for 10 hears s2 0x9951
	expect_ok unknown red "$MAC"
	# unknown unicast, multicast, broadcast
	b link set dev s2 flood off
	say s1 -d 02:ff:00:00:00:01 -e 9952
	wait_for 10 hears s3 0x9952
	b link set dev s2 flood on mcast_flood off
	say s1 -d 01:00:5e:01:02:03 -e 9953
	wait_for 10 hears s3 0x9953
	b link set dev s2 mcast_flood on bcast_flood off
	say s1 -e 9954
	wait_for 10 hears s3 0x9954
	b link set dev s2 bcast_flood on
	say s1 -e 9955
	wait_for 10 hears s2 0x9955
	expect_silence s2 0x9952
	expect_silence s2 0x9953
	expect_silence s2 0x9954
	expect_eq "$(bl s2 '"\(.flood) \(.mcast_flood) \(.bcast_flood)"')" \
		"true true true" "flags"
}

# Isolated ports do not see each other, all others do
test_bridge_link_isolated()
{
	start
	b link set dev s1 isolated on
	b link set dev s2 isolated on
	expect_eq "$(conn_json "${id[s2]}" .isolated)" true "isolated"
	capture_on s1 s2 s3
	say s1 -s "$MAC" -e 9951
	wait_for 10 hears s3 0x9951
	say s3 -s 02:cc:00:00:00:01 -e 9952
	wait_for 10 hears s1 0x9952
	wait_for 10 hears s2 0x9952
	# not when the switch knows the way, either
	say s2 -d "$MAC" -e 9953
	say s2 -e 9954
	wait_for 10 hears s3 0x9954
	expect_silence s2 0x9951
	expect_silence s1 0x9953
	expect_silence s1 0x9954
}

ktap_setup setup
ktap_main test_learning test_moves test_ageing test_no_learning \
	test_static_and_sticky test_limit_of_connection test_limit_of_network \
	test_flush test_port_goes test_ip_link test_bridge_fdb \
	test_bridge_monitor test_vcctl_monitor test_bridge_link \
	test_bridge_link_isolated
