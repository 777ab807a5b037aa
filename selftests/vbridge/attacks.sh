#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: cpus=1 timeout=300
#
# What somebody can do who is connected to the switch, or is beyond its uplink, and
# means no good: not shut another's connection, not take away his address, not
# switch the protection off, not stop the host.
#
#	s1 eth0 === s1 +------+ up1 === far0   a stranger beyond the uplink
#	s2 eth0 === s2 | prod |
#	               +------+ la, lb         cabled together, or to s2
#
source "$(dirname "$0")/../lib/ktap.sh"
source "$(dirname "$0")/../lib/net.sh"
source "$(dirname "$0")/../lib/vbridge.sh"

stranger=

setup()
{
	require_root
	require_cmd jq python3 setpriv unshare
	load_vbridge
	servers_up s1=192.0.2.1 s2=192.0.2.2
	ns_new stranger
	ip -n "$module" link add up1 type veth peer name far0 netns "$stranger"
	in_ns "$stranger" sysctl -qw net.ipv6.conf.all.disable_ipv6=1
	ip -n "$module" link set up1 up
	ip -n "$stranger" link set far0 up
	v network add prod
	v connection add s1 network prod
	v connection add s2 network prod
	v connection add up1 network prod role uplink
	ip -n "$module" link set prod up
	wait_for 10 known_of s1
}

# a server has spoken: known_of NAME
known_of()
{
	pings "${server[$1]}" 192.0.2.2 &&
		[[ $(fdb_json prod ".[] | select(.mac == \"${server_mac[$1]}\") |
			.port") == "$1" ]]
}

state_of()
{
	conn_json "$(conn_of "$1" prod)" "\"\\(.state) \\(.block)\""
}

blocked()
{
	[[ $(conn_json "$1" .state) == blocked ]]
}

# quick: flapping is looked for ten times a second
quick()
{
	v protect set loop-interval 100 flap-limit "${1-50}"
	defer v protect set loop-interval 500 flap-limit 200
}

# events of the switch from here on, into $events
events_begin()
{
	events=$(mktemp)
	defer rm -f "$events"
	_start "$events" "$VCCTL" -n "$module" -j monitor switch
	wait_for 20 genl_listens "$module" "$BG_PID" 2
}

# both_speak NS DEV: s1, and somebody there with its address, 500 times a second each
both_speak()
{
	local pid

	frames "${server[s1]}" -n 1000 -i 2000 -s "${server_mac[s1]}" eth0 &
	pid=$!
	frames "$1" -n 1000 -i 2000 -s "${server_mac[s1]}" "$2"
	wait "$pid"
}

# Whoever is first heard of an address by has it; who takes it away is who is blocked
test_downlink_steals_an_address()
{
	local events thief

	quick
	events_begin
	thief=$(conn_of s2 prod)
	both_speak "${server[s2]}" eth0
	wait_for 10 blocked "$thief"
	expect_eq "$(state_of s2)" "blocked flap"
	expect_eq "$(state_of s1)" "forwarding none"
	expect_eq "$(happened "$events" blocked .connection | sort -u)" "$thief" \
		"connections that were blocked meanwhile"
	v connection reset "$thief"
	expect_ok known_of s1
}

# Beyond the uplink nobody is believed to be who has just spoken on a downlink
test_stranger_uses_an_address()
{
	local events before

	quick
	events_begin
	before=$(conn_drops "$(conn_of up1 prod)" reflected)
	both_speak "$stranger" far0
	expect_eq "$(state_of s1)" "forwarding none"
	expect_eq "$(cat "$events")" "" "events"
	expect_between "$(($(conn_drops "$(conn_of up1 prod)" reflected) - before))" \
		900 1000 "frames that were not believed"
	expect_ok known_of s1
}

# What the data centre floods back takes no address away, and a server that has been
# silent for a while may turn up there
test_what_comes_back_moves_nothing()
{
	frames "${server[s1]}" -s "${server_mac[s1]}" eth0
	frames "$stranger" -n 20 -s "${server_mac[s1]}" far0
	expect_eq "$(fdb_json prod ".[] | select(.mac == \"${server_mac[s1]}\") |
		.port")" s1 "where s1 is"
	frames "${server[s2]}" -s 02:aa:00:00:00:01 eth0
	wait_for 10 moved_to up1 02:aa:00:00:00:01
	expect_eq "$(state_of s2)" "forwarding none"
}

moved_to()
{
	frames "$stranger" -s "$2" far0
	[[ $(fdb_json prod ".[] | select(.mac == \"$2\") | .port") == "$1" ]]
}

# A thousand addresses that move once, as at a bond's failover, are no loop
test_many_move_once()
{
	local events id

	quick 20
	events_begin
	id=$(conn_of s2 prod)
	frames "${server[s1]}" -n 1000 -S 1000 -s 02:bb:00:00:00:00 eth0
	expect_between "$(conn_json "$(conn_of s1 prod)" .macs)" 1000 1010 \
		"addresses of s1"
	frames "${server[s2]}" -n 1000 -S 1000 -s 02:bb:00:00:00:00 eth0
	expect_between "$(conn_json "$id" .macs)" 1000 1010 "addresses of s2"
	# the turn in which they would have been too many, and the next one
	wait_for 10 probes_seen 4
	expect_eq "$(cat "$events")" "" "events"
}

# probes_seen N: of s1's connection, from here on
probes_seen()
{
	python3 "$FLEXNIC_ROOT/selftests/vbridge/replay.py" \
		"${server[s1]}" eth0 count "$1"
}

replay()
{
	python3 "$FLEXNIC_ROOT/selftests/vbridge/replay.py" "${server[s1]}" eth0 "$@"
}

# A probe that comes back at once tells of a loop, one that was kept tells nothing
test_probes_are_not_replayed()
{
	local id

	quick
	id=$(conn_of s1 prod)
	replay now "${server[s1]}" eth0
	wait_for 10 blocked "$id"
	v connection reset "$id"
	replay late "${server[s1]}" eth0
	expect_eq "$(state_of s1)" "forwarding none"
	replay late "${server[s2]}" eth0
	expect_eq "$(state_of s1) $(state_of s2)" "forwarding none forwarding none"
	replay late "$stranger" far0
	expect_eq "$(state_of s1)" "forwarding none"
}

loop_up()
{
	ip -n "$module" link add la type veth peer name lb
	defer ip -n "$module" link del la
	a=$(conn_new la network prod "$@")
	b=$(conn_new lb network prod)
	ip -n "$module" link set la up
	ip -n "$module" link set lb up
}

# Who is not looked after is not blocked, since nobody would look after him then
test_unwatched_connection_is_not_blocked()
{
	local a b

	quick
	loop_up loop-protect off
	wait_for 10 blocked "$b"
	expect_eq "$(state_of la)" "forwarding none"
	v connection set "$b" isolated on loop-protect off
	v connection set "$a" isolated on
	wait_for 10 eval "[[ \$(state_of lb) == 'forwarding none' ]]"
}

test_nothing_stays_blocked_when_it_ends()
{
	local a b

	quick
	loop_up
	wait_for 10 blocked "$b"
	v connection set "$a" isolated on
	v connection set "$b" isolated on
	v protect set loop-interval 0
	wait_for 10 eval "[[ \$(state_of lb) == 'forwarding none' ]]"
}

# On and off again within the 10 ms that a change takes to be looked at
test_protection_survives_its_settings()
{
	local a b i

	quick
	for ((i = 0; i < 5; i++)); do
		in_ns "$module" python3 "$FLEXNIC_ROOT/selftests/lib/request.py" \
			vbridge PROTECT_SET PROTECT_LOOP_INTERVAL=u32:500 \
			-- PROTECT_SET PROTECT_LOOP_INTERVAL=u32:0
	done
	v protect set loop-interval 100
	loop_up
	wait_for 10 blocked "$b"
}

# A loop that has been found elsewhere does not hide one that swallows probes
test_one_loop_hides_no_other()
{
	local a b c d

	quick
	loop_up
	wait_for 10 blocked "$b"
	ip -n "$module" link add lc type veth peer name ld
	defer ip -n "$module" link del lc
	swallow_probes lc ld
	c=$(conn_new lc network prod)
	d=$(conn_new ld network prod)
	ip -n "$module" link set lc up
	ip -n "$module" link set ld up
	frames "${server[s1]}" -n 200 -e 0800 -s "${server_mac[s1]}" eth0 >/dev/null
	wait_for 10 either_blocked "$c" "$d"
	expect_eq "$(state_of s1)" "forwarding none"
}

either_blocked()
{
	blocked "$1" || blocked "$2"
}

# A server that has lost its link is not there any more: what is for it is looked for
test_link_loss_forgets()
{
	expect_ok known_of s1
	ip -n "${server[s1]}" link set eth0 down
	defer ip -n "${server[s1]}" link set eth0 up
	wait_for 10 eval "[[ -z \$(fdb_json prod '.[] |
		select(.mac == \"${server_mac[s1]}\")') ]]"
}

# Anybody makes a network in a namespace of his own, and sends it frames that have no
# Ethernet header, or have none of it in one piece
test_frames_without_a_header()
{
	local program

	# where anybody may run it
	program=$(mktemp)
	defer rm -f "$program"
	install -m 755 "$FLEXNIC_ROOT/selftests/vbridge/headless" "$program"
	modprobe tun
	chmod 666 /dev/net/tun
	# five have it, in two pieces, and go on
	expect_text "tx_dropped 15" setpriv --reuid 65534 --regid 65534 \
		--clear-groups unshare --user --map-root-user --net \
		"$program"
}

ktap_setup setup
ktap_main test_downlink_steals_an_address test_stranger_uses_an_address \
	test_what_comes_back_moves_nothing test_many_move_once \
	test_probes_are_not_replayed \
	test_unwatched_connection_is_not_blocked \
	test_nothing_stays_blocked_when_it_ends \
	test_protection_survives_its_settings test_one_loop_hides_no_other \
	test_link_loss_forgets test_frames_without_a_header
