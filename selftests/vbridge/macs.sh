#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: cpus=2 timeout=400
#
# 200,000 addresses, learned from real frames: what each takes of memory, how
# long it takes to learn and to forget them, and what a lookup costs then.
#
#	make check T=vbridge/macs FLEXNIC_MACS=50000		fewer, or more
#
#	s1: eth0 === s1 -+
#	                 +- red
#	s2: eth0 === s2 -+
#
source "$(dirname "$0")/../lib/ktap.sh"
source "$(dirname "$0")/../lib/net.sh"
source "$(dirname "$0")/../lib/vbridge.sh"

MACS=${FLEXNIC_MACS:-200000}
FIRST=02:aa:00:00:00:00
# a table that is small, to compare with, and the frames that look things up
FEW=100
LOOKUPS=200000
SLAB=/sys/kernel/slab/vbridge_fdb
# bytes of an entry and its part of the hash table
ENTRY=192

setup()
{
	require_root
	require_cmd jq
	load_vbridge
	servers_up s1 s2
	v network add red
	v connection add s1 network red
	v connection add s2 network red loop-protect off
	v protect set loop-interval 0 flap-limit 0
}

now_us()
{
	echo "${EPOCHREALTIME/./}"
}

known()
{
	network_json red .macs
}

# learn COUNT: returns when all are known; on a wire of veth frames are lost
# when there is no time to take them
learn()
{
	frames "${server[s1]}" -s "$FIRST" -S "$1" -n "$1" -d "${server_mac[s2]}" \
		eth0
	(($(known) >= $1))
}

# lookups COUNT DESTINATIONS: ms for frames to as many known addresses
lookups()
{
	frames "${server[s2]}" -s "${server_mac[s2]}" -d "$FIRST" -D "$2" \
		-n "$1" eth0 | awk '{ print $4 }'
}

# best_of_three CMD...: the least disturbed one
best_of_three()
{
	for _ in 1 2 3; do
		"$@"
	done | sort -n | head -n 1
}

slab_bytes()
{
	local slabs order

	# with and without slabs that belong to a CPU
	read -r slabs _ <"$SLAB/slabs"
	read -r order <"$SLAB/order"
	echo $((slabs * 4096 << order))
}

# of the tables that rhashtable has grown to
table_bytes()
{
	awk '/bucket_table_alloc/ { sum += $2 } END { print sum + 0 }' \
		/proc/vmallocinfo
}

test_memory_and_time()
{
	local slab table began learned flushed entry

	slab=$(slab_bytes) table=$(table_bytes)
	began=$(now_us)
	wait_for 120 learn "$MACS"
	learned=$(($(now_us) - began))
	slab=$(($(slab_bytes) - slab)) table=$(($(table_bytes) - table))
	entry=$((slab / MACS))
	diag "$MACS addresses learned in $((learned / 1000)) ms," \
		"$((learned * 1000 / MACS)) ns each, with all that sends them"
	diag "memory: $entry bytes an entry ($(cat "$SLAB/slab_size") in the slab)," \
		"hash table $((table / MACS)) bytes an entry"
	expect_between $((entry + table / MACS)) 32 "$ENTRY" "bytes an entry"
	began=$(now_us)
	expect_text removed v fdb flush network red
	flushed=$(($(now_us) - began))
	diag "flushed in $((flushed / 1000)) ms, $((flushed * 1000 / MACS)) ns each"
	expect_between "$(known)" 0 2 "addresses left"
	expect_between "$flushed" 0 20000000 "microseconds to flush"
	# what is forgotten is freed
	wait_for 30 freed
}

freed()
{
	local objects

	read -r objects _ <"$SLAB/objects"
	((objects < MACS / 2))
}

# The cost of a frame with all that it takes to send and receive it: what a
# lookup costs is a part of the difference
test_lookups()
{
	local few many same

	wait_for 30 learn "$FEW"
	few=$(best_of_three lookups "$LOOKUPS" "$FEW")
	wait_for 120 learn "$MACS"
	same=$(best_of_three lookups "$LOOKUPS" "$FEW")
	many=$(best_of_three lookups "$LOOKUPS" "$MACS")
	diag "$LOOKUPS frames to known addresses: $few ms with $FEW known," \
		"$same ms to the same with $MACS known, $many ms to all of those"
	expect_eq "$(conn_drops "$(conn_of s2 red)" nowhere)" 0 "frames dropped"
	# the address looked up last is in no cache, which a lookup cannot help
	expect_between "$(awk "BEGIN { print $same / $few }")" 0 1.5 \
		"cost with many addresses in relation to few"
	expect_between "$(awk "BEGIN { print $many / $few }")" 0 2 \
		"cost to many addresses in relation to few"
}

ktap_setup setup
ktap_main test_memory_and_time test_lookups
