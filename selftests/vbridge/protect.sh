#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: cpus=1 timeout=300
#
# The switch is protected against what is connected to it: loops, storms,
# sources that are not a server's own; and what connections carry can be
# watched.
#
#	s1 eth0 === s1 +---------+ la ===+
#	               |  prod   |       | cabled together
#	s2 eth0 === s2 +---------+ lb ===+
#	               |         | lc === x0 +----+ y ===+
#	               +---------+           | sw |      | likewise, behind a
#	o1 eth0 === o1 +---------+           +----+ z ===+ switch of others'
#	               |  other  |
#	o2 eth0 === o2 +---------+ an === tap0 analyser
#
source "$(dirname "$0")/../lib/ktap.sh"
source "$(dirname "$0")/../lib/net.sh"
source "$(dirname "$0")/../lib/vbridge.sh"

# a loop is to end within this, ms
LOOP_MS=2000

setup()
{
	require_root
	require_cmd jq tcpdump
	require_module vbridge
	load_vbridge
	servers_up s1=192.0.2.1 s2=192.0.2.2 o1=192.0.2.1 o2=192.0.2.2
	v network add prod
	v network add other
	v connection add s1 network prod
	v connection add s2 network prod
	v connection add o1 network other
	v connection add o2 network other
}

# _cable DEV1 DEV2: two ports cabled together, down
_cable()
{
	ip -n "$module" link add "$1" type veth peer name "$2"
	defer ip -n "$module" link del "$1"
}

_up()
{
	local dev

	for dev; do
		ip -n "$module" link set "$dev" up
	done
}

# _closed DEV...: brings the loop up, and tells the kernel's log so: there the
# time is that of the event, not that of a process which has to wait for a CPU
_closed()
{
	mark="loop $RANDOM$RANDOM"
	echo "$mark" >/dev/kmsg
	_up "$@"
}

# ms from there until the log says that a connection was blocked
_took()
{
	dmesg | awk -v mark="$mark" '
		{ at = $0; sub(/^\[ */, "", at); sub(/\].*/, "", at) }
		index($0, mark) { began = at }
		began && / blocked$/ { print int((at - began) * 1000); exit }'
}

_blocked()
{
	[[ $(conn_json "$1" .state) == blocked ]]
}

_forwards()
{
	[[ $(conn_json "$1" .state) == forwarding ]]
}

_either_blocked()
{
	_blocked "$1" || _blocked "$2"
}

# _events: what `vcctl monitor` tells, into $events
_events()
{
	events=$(mktemp)
	defer rm -f "$events"
	_start "$events" "$VCCTL" -n "$module" monitor switch
	# to what is configured and to what happens
	wait_for 20 genl_listens "$module" "$BG_PID" 2
}

# broadcast that goes round and round in a loop
_shout()
{
	frames "${server[s1]}" -n "${1-50}" -s "${server_mac[s1]}" eth0 >/dev/null
}

# _undisturbed CMD...: pings on the other network meanwhile, none of them lost
_undisturbed()
{
	local report pid

	report=$(mktemp)
	defer rm -f "$report"
	in_ns "${server[o1]}" ping -n -q -i 0.02 -c 150 -W 10 192.0.2.2 \
		>"$report" 2>&1 &
	pid=$!
	"$@"
	wait "$pid"
	expect_text "150 received" cat "$report"
}

_loop_of_two()
{
	local a b mark

	_cable la lb
	a=$(conn_new la network prod)
	b=$(conn_new lb network prod)
	_closed la lb
	_shout
	wait_for 10 _either_blocked "$a" "$b"
	took=$(_took)
	diag "loop of two downlinks ended after $took ms"
	expect_between "$took" 0 "$LOOP_MS" "ms until the loop is blocked"
	# the younger one, and it alone
	expect_eq "$(conn_json "$b" .state)" blocked "state of the younger one"
	expect_eq "$(conn_json "$a" .state)" forwarding "state of the elder one"
	expect_eq "$(conn_json "$(conn_of s1 prod)" .state)" forwarding \
		"state of a server's connection"
}

test_loop_of_two_downlinks()
{
	local took

	_events
	_undisturbed _loop_of_two
	expect_text blocked cat "$events"
	expect_ok pings "${server[s1]}" 192.0.2.2
	v connection del la
	v connection del lb
}

# a switch of others' with two of its ports cabled together
_loop_behind()
{
	local sw=$1

	ip -n "$sw" link add name sw0 type bridge stp_state 0 mcast_snooping 0
	ip -n "$sw" link add y type veth peer name z
	ip -n "$module" link add lc type veth peer name x0 netns "$sw"
	ip -n "$sw" -batch - <<-END
		link set sw0 up
		link set x0 up master sw0
		link set y up master sw0
		link set z up master sw0
	END
}

test_loop_behind_a_downlink()
{
	local sw c mark took

	ns_new sw
	_loop_behind "$sw"
	c=$(conn_new lc network prod)
	_closed lc
	_shout 5
	wait_for 10 _blocked "$c"
	took=$(_took)
	diag "loop behind a downlink ended after $took ms"
	expect_between "$took" 0 "$LOOP_MS" "ms until the loop is blocked"
	expect_eq "$(conn_json "$c" .block)" loop "reason"
	ip netns del "$sw"
	expect_ok pings "${server[s1]}" 192.0.2.2
}

test_retry_and_reset()
{
	local a b

	v protect set loop-interval 100 loop-retry 1000
	defer v protect set loop-interval 500 loop-retry 30000
	_cable la lb
	a=$(conn_new la network prod)
	b=$(conn_new lb network prod)
	_up la lb
	wait_for 10 _blocked "$b"
	# the loop is still there: by hand it begins again, and ends again
	v connection reset "$b"
	wait_for 10 _blocked "$b"
	# nothing comes back any more: after a second it is tried by itself
	ip -n "$module" link set la down
	ip -n "$module" link set lb down
	_up lb
	wait_for 20 eval "[[ \$(conn_json $b .block) == none ]]"
	v connection del "$a"
	v connection del "$b"
}

# a loop that swallows probes shows by addresses that flap
test_flapping()
{
	local a b

	v protect set loop-interval 100 flap-limit 50
	defer v protect set loop-interval 500 flap-limit 200
	_cable la lb
	swallow_probes la lb
	a=$(conn_new la network prod)
	b=$(conn_new lb network prod)
	_up la lb
	frames "${server[s1]}" -n 200 -e 0800 -s "${server_mac[s1]}" eth0 >/dev/null
	wait_for 10 _either_blocked "$a" "$b"
	expect_eq "$(conn_json "$a" .block) $(conn_json "$b" .block)" \
		"$(_blocked "$a" && echo "flap none" || echo "none flap")" "reasons"
	expect_eq "$(conn_json "$(conn_of s1 prod)" .state)" forwarding \
		"state of a server's connection"
	v connection del "$a"
	v connection del "$b"
	# s1 is found again where it is
	expect_ok pings "${server[s1]}" 192.0.2.2
}

test_loop_protection_off()
{
	local a b

	_cable la lb
	a=$(conn_new la network other loop-protect off)
	b=$(conn_new lb network other loop-protect off)
	# two connections that may not hear each other are no loop
	v connection set "$a" isolated on
	v connection set "$b" isolated on
	v protect set loop-interval 100
	defer v protect set loop-interval 500
	_up la lb
	expect_ok pings "${server[s1]}" 192.0.2.2
	expect_eq "$(conn_json "$a" .block) $(conn_json "$b" .block)" \
		"none none" "reasons"
	v connection del "$a"
	v connection del "$b"
}

# _storm KIND LIMIT ARGS...: frames of one kind that get through, per second
_storm()
{
	local kind=$1 limit=$2 id sent ms before after

	shift 2
	id=$(conn_of s1 prod)
	v connection set "$id" storm "$kind" "$limit"
	before=$(dev_stat "${server[s2]}" eth0 rx_packets)
	read -r _ sent _ ms < <(frames "${server[s1]}" -i 500 -n 3000 \
		-s "${server_mac[s1]}" "$@" eth0)
	after=$(dev_stat "${server[s2]}" eth0 rx_packets)
	v connection set "$id" storm "$kind" off
	((sent == 3000))
	ms=${ms%.*}
	rate=$(((after - before) * 1000 / ms))
	diag "$kind: $rate of $((sent * 1000 / ms)) frames/s within $limit"
}

test_storm_broadcast()
{
	local rate

	_events
	_storm broadcast 100pps
	# a burst of 50 ms may come on top, and probes
	expect_between "$rate" 80 125 "frames per second"
	expect_text storm cat "$events"
	(($(conn_drops "$(conn_of s1 prod)" storm) > 500))
}

test_storm_multicast_in_bits()
{
	local rate

	# 60 octets a frame: 100 a second
	_storm multicast 48kbit -d 01:00:5e:7f:00:01
	expect_between "$rate" 80 125 "frames per second"
}

test_storm_unknown()
{
	local rate

	_storm unknown 100pps -d 02:00:00:00:99:99
	expect_between "$rate" 80 125 "frames per second"
}

# A packet that is cut into frames when it leaves counts as those: 40 packets of 40
# frames in two seconds, of which a hundred frames a second may pass
test_storm_counts_frames()
{
	local id before

	id=$(conn_of s1 prod)
	v connection set "$id" storm broadcast 100pps
	before=$(conn_drops "$id" storm)
	in_ns "${server[s1]}" python3 - <<-'END'
		import socket, time

		UDP_SEGMENT = 103
		sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
		sock.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
		sock.setsockopt(socket.SOL_UDP if hasattr(socket, "SOL_UDP") else 17,
		                UDP_SEGMENT, 100)
		for _ in range(40):
		    sock.sendto(bytes(4000), ("192.0.2.255", 9))
		    time.sleep(0.05)
	END
	v connection set "$id" storm broadcast off
	expect_between "$(($(conn_drops "$id" storm) - before))" 25 38 \
		"packets over the limit"
}

test_storm_leaves_the_rest_alone()
{
	local id

	id=$(conn_of s1 prod)
	v connection set "$id" storm broadcast 10pps storm unknown 10pps
	expect_ok in_ns "${server[s1]}" ping -n -q -c 200 -i 0.005 -W 10 192.0.2.2
	v connection set "$id" storm broadcast off storm unknown off
}

# captured_all NAME N FILTER
captured_all()
{
	(($(capture_count "${_pcap[$1]}" "$3") >= $2))
}

test_lock()
{
	local id from='ether src 02:00:00:00:66:66'

	_events
	id=$(conn_of s1 prod)
	capture_as s2 "${server[s2]}" eth0
	v connection set "$id" lock "${server_mac[s1]},02:00:00:00:00:77"
	expect_ok pings "${server[s1]}" 192.0.2.2
	frames "${server[s1]}" -n 20 -s 02:00:00:00:66:66 \
		-d "${server_mac[s2]}" eth0
	expect_eq "$(conn_drops "$id" locked)" 20 "violations"
	wait_text 10 02:00:00:00:66:66 cat "$events"
	expect_eq "$(fdb_json prod '[.[].mac] | index("02:00:00:00:66:66")')" \
		null "the address in the FDB"
	v connection set "$id" lock off
	frames "${server[s1]}" -n 20 -s 02:00:00:00:66:66 \
		-d "${server_mac[s2]}" eth0
	# those of the first time would have come before these
	wait_for 10 captured_all s2 20 "$from"
	in_capture s2 20 20 "$from"
}

# What a connection may not do is in force when it is told of, before its first frame
test_limits_from_the_first_frame()
{
	local log

	log=$(mktemp)
	defer rm -f "$log"
	monitor_start "$log"
	v connection del "$(conn_of s1 prod)"
	v connection add s1 network prod lock "${server_mac[s1]}" storm broadcast 100pps
	wait_text 10 '"event":"add"' cat "$log"
	expect_eq "$(jq -r 'select(.event == "add") | .lock[0]' "$log")" \
		"${server_mac[s1]}" "lock in the first event"
	expect_eq "$(jq 'select(.event == "add") | .storm.broadcast.pps' "$log")" \
		100 "storm limit in the first event"
	expect_ok pings "${server[s1]}" 192.0.2.2
}

_analyser()
{
	_cable an tap0
	_up an tap0
}

# _mirrored FILTER...: ICMP frames that the analyser saw
_mirrored()
{
	capture_count "$pcap" icmp and "$@"
}

test_mirror_directions()
{
	local direction want pcap rx tx id

	_analyser
	id=$(conn_of s1 prod)
	for direction in rx tx both; do
		drop_capture
		v mirror add m to an from "$id:$direction"
		capture "$module" tap0 "$pcap"
		expect_ok pings "${server[s1]}" 192.0.2.2
		[[ $direction == tx ]] || wait_text 10 3 _mirrored "icmp[0] == 8"
		[[ $direction == rx ]] || wait_text 10 3 _mirrored "icmp[0] == 0"
		capture_stop "$BG_PID"
		rx=$(_mirrored "icmp[0] == 8")
		tx=$(_mirrored "icmp[0] == 0")
		case $direction in
		rx) want="3 0" ;;
		tx) want="0 3" ;;
		both) want="3 3" ;;
		esac
		expect_eq "$rx $tx" "$want" "requests and replies, $direction"
		v mirror del m
	done
}

# the analyser's connection puts its own tag on
test_mirror_to_connection()
{
	local pcap id

	_analyser
	v network add analyse
	id=$(conn_new an network analyse vlan 77)
	drop_capture
	capture "$module" tap0 "$pcap"
	v mirror add m to connection "$id" \
		from "$(conn_of s1 prod):rx,$(conn_of o1 other):rx"
	expect_ok pings "${server[s1]}" 192.0.2.2
	expect_ok pings "${server[o1]}" 192.0.2.2
	wait_text 10 6 capture_count "$pcap" vlan 77 and icmp
	capture_stop "$BG_PID"
	expect_between "$(v -j mirror show m | jq '.[0].packets')" 6 20 "copies"
	# the mirror goes with its analyser
	v network del analyse
	expect_eq "$(v -j mirror show)" "[]" "mirrors"
}

ktap_setup setup
ktap_main test_loop_of_two_downlinks test_loop_behind_a_downlink \
	test_retry_and_reset test_flapping test_loop_protection_off \
	test_storm_broadcast test_storm_multicast_in_bits test_storm_unknown \
	test_storm_counts_frames test_storm_leaves_the_rest_alone test_lock \
	test_limits_from_the_first_frame test_mirror_directions \
	test_mirror_to_connection
