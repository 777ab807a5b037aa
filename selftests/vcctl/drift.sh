#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: cpus=2 vcid timeout=900
#
# Who mends what drifted disturbs nobody: while vcctl apply mends each kind of
# drift, TCP and UDP go over another FlexNIC as they do when nothing happens.
#
#	blade (netns)  srv0-a 10.9.0.1      10.9.0.2 prod
#	               srv0 ================ sw0  switch  up1, up2
#
# A stream in each direction of time: iperf3 sends TCP at a rate that leaves room,
# and UDP, whose lost datagrams are counted. A virtual CPU that is not there for
# a while is seen by the idle runs, which are made first, as well.

source "$(dirname "$0")/../lib/ktap.sh"
source "$(dirname "$0")/../lib/net.sh"
source "$(dirname "$0")/../lib/vbridge.sh"
source "$(dirname "$0")/../lib/vcid.sh"
source "$(dirname "$0")/apply-lib.sh"

# seconds of a run, and how many of them idle
RUN=5
IDLE_RUNS=4
# an interval of iperf3, in which something must come
INTERVAL=0.5
# retransmissions beyond the worst idle run that are still nothing
SPARE_RETRANSMITS=2

blade=""

setup()
{
	require_cmd iperf3
	make_host
	apply >/dev/null
	ns_new blade
	ip link set srv0-a netns "$blade"
	ip -n "$blade" address add 10.9.0.1/24 dev srv0-a
	ip -n "$blade" link set srv0-a up
	ip address add 10.9.0.2/24 dev prod
	ip link set prod up
	wait_for 20 in_ns "$blade" ping -c 1 -W 1 10.9.0.2
	iperf3_server "" 5201
	iperf3_server "" 5202
	idle_runs
}

# stream FILE ARGS...: from the blade, a report into FILE
stream()
{
	iperf3_start "$blade" "$1" -c 10.9.0.2 -t "$RUN" -i "$INTERVAL" "${@:2}"
}

# during CMD...: runs CMD in the middle of both streams; leaves tcp and udp
during()
{
	local tcp udp

	stream "$dir/tcp" -p 5201 -b 4M
	tcp=$BG_PID
	stream "$dir/udp" -p 5202 -u -b 400k -l 500
	udp=$BG_PID
	wait_for 10 sent_more_than 300000
	"$@"
	wait_exit 60 "$tcp"
	wait_exit 60 "$udp"
}

sent_more_than()
{
	local begin=${sent_at_first:=$(dev_stat "$blade" srv0-a tx_bytes)}

	(($(dev_stat "$blade" srv0-a tx_bytes) - begin > $1))
}

retransmits()
{
	jq .end.sum_sent.retransmits "$dir/tcp"
}

# The fewest bytes in any interval: 0 is a gap
least()
{
	jq '[.intervals[:-1][].sum.bytes] | min' "$dir/tcp"
}

lost()
{
	jq .end.sum.lost_packets "$dir/udp"
}

idle_runs()
{
	local i sent_at_first

	worst=0
	for ((i = 0; i < IDLE_RUNS; i++)); do
		sent_at_first=
		during true
		(($(retransmits) <= worst)) || worst=$(retransmits)
		diag "idle: $(figures)"
		[[ $(lost) == 0 ]] ||
			ktap_skip_all "this machine loses datagrams when idle"
	done
}

figures()
{
	echo "retransmits $(retransmits), lost $(lost), least $(least) bytes"
}

# mended LINE: a kind of drift that is not about FlexNIC a, mended under the streams
mended()
{
	local sent_at_first='' cmd

	apply >/dev/null
	[[ $1 != *stray* ]] || stray
	read -ra cmd < <(drift_command "$1")
	"${cmd[@]}"
	expect_rc 4 domain diff
	during domain apply >/dev/null
	expect_rc 0 domain diff
	diag "$(figures)"
}

# late: nothing was lost, but more was sent again than a quiet moment does
late()
{
	(($(lost) == 0 && $(retransmits) > worst + SPARE_RETRANSMITS))
}

# mends LINE: what apply does to the streams it does again, a virtual CPU that was
# away just then does not. A lost datagram is never looked at twice.
mends()
{
	mended "$1"
	! late || mended "$1"
	expect_eq "$(lost)" 0 "datagrams lost"
	expect_between "$(retransmits)" 0 $((worst + SPARE_RETRANSMITS)) \
		"retransmissions"
	expect_between "$(least)" 1 100000000 "bytes in each interval"
}

ktap_setup setup
for line in "${drifts[@]}"; do
	# with the whole identity gone, a's own address has drifted
	[[ $line != *"profile unload" ]] || continue
	ktap_add -n "${line#*|}" mends "$line"
done
ktap_run
