#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: cpus=1 timeout=500
#
# Uplinks: one is active, another takes over when it fails, and the switches
# beyond are told who has moved.
#
#	s1 === s1 -+             +- up1 === in1 tor1 === c1 -+
#	           +- red, blue -+                           +- core --- far r, b
#	s2 === s2 -+             +- up2 === in2 tor2 === c2 -+
#
# An uplink's carrier is lost where it is cabled to in1 or in2. core does not
# see that: frames to the servers go on to the wrong side, until core hears of
# them from the other one.
#
# Figures are from a stream of a frame each millisecond, by the receiver's time
# stamps, so that no process of the test has a part in them.
#
source "$(dirname "$0")/../lib/ktap.sh"
source "$(dirname "$0")/../lib/net.sh"
source "$(dirname "$0")/../lib/vbridge.sh"

FAILOVERS=7
# ms within which traffic resumes, as the median of several failovers
RESUME=100
# addresses announced, and the ms that this may take
MACS=10000
ANNOUNCED=$((5000 * ${FLEXNIC_SLOWNESS:-1}))

setup()
{
	require_root
	require_cmd bridge iperf3 jq
	load_vbridge
}

# start [ARGS...]: of the uplink set
start()
{
	servers_up s1=198.18.1.1 s2=198.18.2.1
	upstream_up 2 10 20
	v network add red
	v network add blue
	v connection add s1 network red
	v connection add s2 network blue
	v uplinkset add U ports up1:1,up2:2 networks red:vlan10,blue:vlan20 "$@"
	far_up r=198.18.1.9 10
	far_up b=198.18.2.9 20
	wait_for 10 active up1
	pings "${server[s1]}" 198.18.1.9
}

# fail_over FROM TO: and the first one comes back
fail_over()
{
	carrier "$1" off
	wait_for 10 active "up$2"
	wait_for 10 told_core "$2"
	carrier "$1" on
	wait_for 10 usable "up$1"
}

# told_core N: core knows the servers behind that uplink
told_core()
{
	local known

	known=$(bridge -n "$upstream" fdb show brport "c$1")
	[[ $known == *"${server_mac[s1]}"* ]]
}

# ---- time to resume ---------------------------------------------------------

# stream NAME NS DEV MAC TO-NS TO-DEV TO-MAC TYPE
declare -A stream_file stream_pids

stream()
{
	local name=$1

	stream_file[$name]=$(mktemp)
	defer rm -f "${stream_file[$name]}"
	frames_listen "$5" "${stream_file[$name]}" -e "$8" "$6"
	stream_pids[$name]=$BG_PID
	background in_ns "$2" "$FLEXNIC_ROOT/selftests/vbridge/frames" -n 0 \
		-i 1000 -s "$4" -d "$7" -e "$8" "$3"
	stream_pids[$name]+=" $BG_PID"
}

# the receiver last, so that it has seen all
stream_end()
{
	local receiver sender

	read -r receiver sender <<<"${stream_pids[$1]}"
	stop "$sender"
	stop "$receiver"
	wait_text 10 received cat "${stream_file[$1]}"
}

# gaps NAME: what was lost at each failover, and for how long nothing came. A
# frame may be lost for other reasons, but then the next one comes at once. Of a
# failover that lost nothing the time is that between two frames.
gaps()
{
	{
		awk '$1 == "lost" { print $2, $4 }' "${stream_file[$1]}"
		yes "0 1" | head -n "$FAILOVERS"
	} | sort -n -k 2 | tail -n "$FAILOVERS"
}

resumed()
{
	local name=$1 median

	median=$(gaps "$name" |
		awk '{ ms[NR] = $2 } END { print ms[int((NR + 1) / 2)] }')
	diag "$name: frames lost and ms without one, by failover:" \
		"$(gaps "$name" | paste -s -d ,)"
	diag "$name: median of $FAILOVERS failovers: $median ms;" \
		"$(tail -n 1 "${stream_file[$name]}")"
	expect_between "$median" 0 "$RESUME" "ms to resume"
}

test_time_to_resume()
{
	local i from=1 to=2 swap

	start preempt off
	stream up "${server[s1]}" eth0 "${server_mac[s1]}" \
		"${far[r]}" far0 "${far_mac[r]}" 9950
	stream down "${far[r]}" far0 "${far_mac[r]}" \
		"${server[s1]}" eth0 "${server_mac[s1]}" 9951
	for ((i = 0; i < FAILOVERS; i++)); do
		fail_over "$from" "$to"
		swap=$from from=$to to=$swap
	done
	stream_end up
	stream_end down
	expect_eq "$(uset_json U .failovers)" "$FAILOVERS" "failovers"
	resumed up
	resumed down
}

# TCP and ping live through it
test_under_iperf3_and_ping()
{
	local report pinged

	start preempt off
	report=$(mktemp) pinged=$(mktemp)
	defer rm -f "$report" "$pinged"
	iperf3_server "${far[r]}"
	iperf3_start "${server[s1]}" "$report" -c 198.18.1.9 -t 12
	_start "$pinged" in_ns "${far[b]}" ping -n -q -i 0.02 -c 500 198.18.2.1
	fail_over 1 2
	fail_over 2 1
	fail_over 1 2
	wait_for 40 grep -q received "$pinged"
	wait_for 40 jq -e .end "$report"
	diag "ping: $(grep received "$pinged")"
	diag "iperf3: $(iperf3_rate "$report") Mbit/s," \
		"$(jq .end.sum_sent.retransmits "$report") retransmits"
	expect_between "$(sed -n 's/.* \([0-9]*\) received.*/\1/p' "$pinged")" \
		400 500 "answers"
	expect_between "$(iperf3_bytes "$report")" 1e6 1e12 "bytes"
}

# ---- announcements ----------------------------------------------------------

# learn COUNT: so many addresses behind s1
learn()
{
	wait_for 30 learned_all "$1"
}

# Frames may be lost on a wire of veth when there is no time to take them
learned_all()
{
	frames "${server[s1]}" -s 02:aa:00:00:00:00 -S "$1" -n "$1" \
		-d "${far_mac[r]}" eth0
	(($(network_json red .macs) >= $1 + 2))
}

# known_beyond N COUNT: core has them behind that uplink
known_beyond()
{
	(($(bridge -n "$upstream" fdb show brport "c$1" |
		grep -c '^02:aa:') == $2))
}

# Every address, with the network's tag, as often as was asked for
test_announcement()
{
	local n

	start
	learn 100
	pings "${server[s2]}" 198.18.2.9
	v fdb add 02:bb:00:00:00:01 network red \
		connection "$(conn_of s1 red)"
	capture_as in2 "$upstream" in2
	carrier 1 off
	wait_for 10 known_beyond 2 100
	n=$(capture_count "${_pcap[in2]}" "vlan 10 and rarp and ether src 02:bb:00:00:00:01")
	expect_between "$n" 1 3 "announcements of a static address"
	wait_for 15 announced_thrice
	in_capture in2 1 3 "vlan 20 and rarp and ether src ${server_mac[s2]}"
	in_capture in2 0 0 "rarp"
	in_capture in2 0 0 "vlan 10 and rarp and ether src ${far_mac[r]}"
	in_capture in2 300 300 "vlan 10 and rarp and ether[6:4] == 0x02aa0000"
	# none is asked for
	v uplinkset set U announce-rate 0
	carrier 2 off
	carrier 1 on
	wait_for 10 active up1
	wait_for 10 tor_forwards 1
	pings "${server[s1]}" 198.18.1.9
	expect_eq "$(bridge -n "$upstream" fdb show brport c1 |
		grep -c '^02:aa:' || true)" 0 "addresses announced"
}

# net/bridge uses a port when linkwatch has seen its carrier: up to a second later
tor_forwards()
{
	[[ $(bridge -n "$upstream" link show dev "in$1") == *" forwarding "* ]]
}

announced_thrice()
{
	in_capture in2 300 999 "vlan 10 and rarp and ether[6:4] == 0x02aa0000"
}

# As many as there may be behind a module, soon enough. What is counted is what
# reaches a host beyond core, whose side of a cable is a queue of the only CPU.
test_ten_thousand_addresses()
{
	local seen heard received ms backlog

	backlog=$(sysctl -n net.core.netdev_max_backlog)
	sysctl -qw "net.core.netdev_max_backlog=$((MACS * 2))"
	defer sysctl -qw "net.core.netdev_max_backlog=$backlog"
	start announce-count 1
	learn "$MACS"
	seen=$(mktemp) heard=$(mktemp)
	defer rm -f "$seen" "$heard"
	monitor_start "$seen"
	frames_listen "${far[r]}" "$heard" -e 8035 far0
	carrier 1 off
	# nothing is asked of the only CPU meanwhile
	wait_text 20 red happened "$seen" announced .network
	wait_for 20 known_beyond 2 "$MACS"
	stop "$BG_PID"
	wait_text 10 received cat "$heard"
	read -r _ received _ ms < <(grep received "$heard")
	diag "announced: $received addresses in $ms ms"
	# s1 and what the network's device has are told of, too
	expect_between "$received" "$MACS" $((MACS + 9)) "announcements"
	expect_between "$ms" 0 "$ANNOUNCED" "ms"
}

# Not faster than was asked for
test_announce_rate()
{
	local heard ms

	start announce-count 1 announce-rate 1000
	learn 2000
	heard=$(mktemp)
	defer rm -f "$heard"
	frames_listen "${far[r]}" "$heard" -e 8035 far0
	carrier 1 off
	wait_for 20 known_beyond 2 2000
	stop "$BG_PID"
	wait_text 10 received cat "$heard"
	read -r _ _ _ ms < <(grep received "$heard")
	diag "announced 2000 addresses in $ms ms"
	expect_between "$ms" 1500 20000 "ms at 1000 a second"
}

# RARPs of learned addresses so far
announced()
{
	capture_count "${_pcap[in2]}" "vlan 10 and rarp and ether[6:4] == 0x02aa0000"
}

_announced_some()
{
	(($(announced) > $1))
}

# What is forgotten while others are announced is not, nor does it end the others
test_announces_what_it_knows()
{
	local before

	start announce-count 3 announce-rate 50
	learn 500
	capture_as in2 "$upstream" in2
	carrier 1 off
	wait_for 10 _announced_some 10
	v fdb flush network red
	before=$(announced)
	frames "${server[s1]}" -s 02:cc:00:00:00:01 eth0
	# in the third pass: the way of each begins at the end of the one before
	wait_for 20 in_capture in2 1 9 "vlan 10 and rarp and ether src 02:cc:00:00:00:01"
	expect_between "$(announced)" "$before" $((before + 20)) "addresses announced"
}

_learned_in_blue()
{
	frames "${server[s2]}" -s 02:bb:00:00:00:00 -S "$1" -n "$1" \
		-d "${far_mac[b]}" eth0
	(($(network_json blue .macs) >= $1))
}

# Nobody waits for the others' second pass
test_first_passes_first()
{
	local seen

	start announce-count 2 announce-rate 200
	learn 300
	wait_for 30 _learned_in_blue 300
	seen=$(mktemp)
	defer rm -f "$seen"
	monitor_start "$seen"
	capture_as in2 "$upstream" in2
	carrier 1 off
	wait_text 20 red happened "$seen" announced .network
	wait_text 20 blue happened "$seen" announced .network
	in_capture in2 300 310 "vlan 20 and rarp and ether[6:4] == 0x02bb0000"
	in_capture in2 300 310 "vlan 10 and rarp and ether[6:4] == 0x02aa0000"
}

# ---- which one --------------------------------------------------------------

test_preference()
{
	start hold-down 0
	v uplinkset set U add-port up2:0
	wait_for 10 active up2
	v uplinkset set U preempt off
	v uplinkset set U add-port up1:0,up2:5
	pings "${server[s1]}" 198.18.1.9
	expect_ok active up2
	v uplinkset set U preempt on
	wait_for 10 active up1
	pings "${server[s1]}" 198.18.1.9
	# a port that goes is a link that is lost
	v uplinkset set U del-port up1
	wait_for 10 active up2
	pings "${server[s1]}" 198.18.1.9
	ip -n "$module" link del up2
	expect_eq "$(uset_json U '.ports | length')" 0 "ports"
	expect_eq "$(network_json red .uplink)" null "uplink"
}

# A link is taken back when it has lasted, not when it flaps
test_hold_down()
{
	local began

	start hold-down 4000
	carrier 1 off
	wait_for 10 active up2
	carrier 1 on
	wait_for 10 usable up1
	carrier 1 off
	carrier 1 on
	began=${EPOCHREALTIME/./}
	wait_for 10 usable up1
	expect_ok active up2
	wait_for 20 active up1
	expect_between $((${EPOCHREALTIME/./} - began)) 3500000 15000000 \
		"microseconds that the link had to last"
	# what is young is better than nothing
	carrier 1 off
	wait_for 10 active up2
	carrier 2 off
	carrier 1 on
	wait_for 3 active up1
	# and is kept when nothing better comes
	carrier 2 on
	wait_for 10 usable up2
	expect_ok active up1
}

# What comes in by a standby uplink is what came by the other as well
test_standby()
{
	local standby

	start
	standby=$(conn_of up2 red)
	expect_eq "$(conn_json "$standby" .state)" standby "state"
	capture_as s1 "${server[s1]}" eth0
	frames "${far[r]}" -n 5 -i 1000 -s "${far_mac[r]}" -e 9955 far0
	frames "${far[r]}" -n 5 -i 1000 -s "${far_mac[r]}" -e 9956 \
		-d 02:ff:00:00:00:01 far0
	wait_for 10 captured s1 "ether proto 0x9956"
	wait_for 10 drops_at_least "$standby" standby 10
	in_capture s1 5 5 "ether proto 0x9955"
	in_capture s1 5 5 "ether proto 0x9956"
	# nothing learned there, and nothing sent there
	expect_eq "$(conn_json "$standby" .macs)" 0 "addresses of the standby"
	expect_eq "$(conn_json "$standby" .stats.tx_packets)" 0 "frames sent"
}

drops_at_least()
{
	(($(conn_drops "$1" "$2") >= $3))
}

# No frame that came by an uplink leaves by one, whichever is active: else tor1
# or tor2 would have seen the far end behind the module
test_never_uplink_to_uplink()
{
	local conn dev

	start preempt off
	v connection del s1
	fail_over_without_servers
	frames "${far[r]}" -n 5 -s "${far_mac[r]}" far0
	frames "${far[r]}" -n 5 -s "${far_mac[r]}" -d 02:ff:00:00:00:01 far0
	conn=$(conn_of up2 red)
	# a broadcast is for the host as well
	wait_for 10 drops_at_least "$conn" nowhere 5
	for dev in in1 in2; do
		expect_no_text "${far_mac[r]}" \
			bridge -n "$upstream" fdb show brport "$dev"
	done
}

fail_over_without_servers()
{
	v fdb flush
	v uplinkset set U announce-rate 0
	carrier 1 off
	wait_for 10 active up2
	carrier 1 on
	wait_for 10 usable up1
}

# ---- networks without a set -------------------------------------------------

test_dedicated_uplinks()
{
	servers_up s1=198.18.1.1
	upstream_up 2 10
	far_up r=198.18.1.9 10
	v network add red
	v connection add s1 network red
	v connection add up1 network red role uplink vlan 10 preference 1
	v connection add up2 network red role uplink vlan 10 preference 2
	pings "${server[s1]}" 198.18.1.9
	expect_ok forwards up1
	expect_eq "$(conn_json "$(conn_of up2 red)" .state)" standby "state"
	carrier 1 off
	wait_for 10 forwards up2
	wait_for 10 told_core 2
	pings "${server[s1]}" 198.18.1.9
	carrier 1 on
	wait_for 20 forwards up1
	pings "${server[s1]}" 198.18.1.9
	v connection del up1 vlan 10
	wait_for 10 forwards up2
	pings "${server[s1]}" 198.18.1.9
}

forwards()
{
	[[ $(conn_json "$(conn_of "$1" red)" .state) == forwarding ]]
}

# Without an uplink what is for it is dropped, and counted
test_no_uplink()
{
	local conn

	start
	conn=$(conn_of s1 red)
	frames "${far[r]}" -s "${far_mac[r]}" -d "${server_mac[s1]}" far0
	wait_for 10 learned_by_uplink
	carrier 1 off
	carrier 2 off
	wait_for 10 lost_both
	expect_eq "$(conn_json "$(conn_of up1 red)" .state)" no-link "state"
	frames "${server[s1]}" -n 5 -s "${server_mac[s1]}" -d "${far_mac[r]}" eth0
	wait_for 10 drops_at_least "$conn" no_uplink 5
	carrier 2 on
	wait_for 10 active up2
	pings "${server[s1]}" 198.18.1.9
}

learned_by_uplink()
{
	[[ $(fdb_json red ".[] | select(.mac == \"${far_mac[r]}\") | .port") == up1 ]]
}

lost_both()
{
	[[ $(network_json red .uplink) == null ]]
}

# ---- the end of it under traffic --------------------------------------------

test_end_under_traffic()
{
	dmesg_mark
	start
	background in_ns "${server[s1]}" ping -n -q -f 198.18.1.9
	background in_ns "${far[b]}" ping -n -q -f 198.18.2.1
	v network del red
	pings "${server[s2]}" 198.18.2.9
	v uplinkset set U del-network blue
	expect_fail in_ns "${server[s2]}" ping -n -q -c 1 -W 1 198.18.2.9
	v uplinkset set U add-network blue:vlan20
	pings "${server[s2]}" 198.18.2.9
	ip -n "$module" link del up1
	wait_for 10 active up2
	wait_for 10 pings "${server[s2]}" 198.18.2.9
	v uplinkset del U
	expect_eq "$(v -j connection show network blue | jq length)" 1 \
		"connections left"
	ip netns del "$module"
	unload_vbridge
	load_vbridge
	expect_ok dmesg_clean
}

# ---- events -----------------------------------------------------------------

test_events()
{
	local seen

	start preempt off announce-count 1
	seen=$(mktemp)
	defer rm -f "$seen"
	monitor_start "$seen"
	carrier 1 off
	wait_text 10 "U up2" happened "$seen" failover '"\(.uplinkset) \(.port)"'
	wait_text 10 red happened "$seen" announced .network
	wait_text 10 blue happened "$seen" announced .network
	carrier 2 off
	wait_text 10 U happened "$seen" uplink-lost .uplinkset
}

ktap_setup setup
ktap_main test_time_to_resume test_under_iperf3_and_ping test_announcement \
	test_ten_thousand_addresses test_announce_rate \
	test_announces_what_it_knows test_first_passes_first test_preference \
	test_hold_down test_standby test_never_uplink_to_uplink \
	test_dedicated_uplinks test_no_uplink test_end_under_traffic test_events
