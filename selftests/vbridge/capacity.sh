#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: cpus=1 timeout=300
#
# Uplink sets with all the networks, and all the ports, that they can have: they
# are set, told of and dumped as a whole, and there is no room for more.
#
#	a thousand networks in VLANs 1 to 1000 -+- up0 (dummy)
#	                                        .. up64
#
source "$(dirname "$0")/../lib/ktap.sh"
source "$(dirname "$0")/../lib/net.sh"
source "$(dirname "$0")/../lib/vbridge.sh"

# VBRIDGE_UPLINKSET_NETWORKS, and _PORTS
NETWORKS=1000
PORTS=64
# with the longest names, a message is as large as it can be
FORMAT=network-name%03d
every='' all=''

# lines COUNT FORMAT: the format with the numbers from 0 on
lines()
{
	seq -f "$2" 0 $(($1 - 1))
}

setup()
{
	require_root
	require_cmd jq python3
	load_vbridge
	switch_up
	# a thousand devices need no addresses
	in_ns "$module" sysctl -q net.ipv6.conf.{all,default}.disable_ipv6=1
	{
		lines $((PORTS + 1)) "link add up%g type dummy"
		lines $((PORTS + 1)) "link set up%g up"
	} | ip -n "$module" -batch -
	{
		lines "$NETWORKS" "network add ${FORMAT/d/.0f}"
		echo "network add one-too-many"
	} | v batch -
	all=$(lines "$NETWORKS" "${FORMAT/d/.0f}" | paste -s -d ,)
	every=$(lines "$NETWORKS" "${FORMAT/d/.0f}" |
		awk '{ print $1 ":vlan" NR }' | paste -s -d ,)
}

# add NAME ARGS...: until the end of the case
add()
{
	v uplinkset add "$@"
	defer "$VCCTL" -n "$module" uplinkset del "$1"
}

# whole: a filter: this is set U with everything in it
whole()
{
	printf '.[] | select(.uplinkset == "U") | .networks ==
		[range(%u) | { network: "network-name\\(. + 1000 | tostring |
			.[1:])", tag: "vlan", vlan: (. + 1) }]' "$NETWORKS"
}

test_thousand_networks()
{
	add U ports up0 networks "$every"
	expect_eq "$(v -j uplinkset show U | jq "$(whole)")" true "one"
	expect_eq "$(v -j uplinkset show | jq "$(whole)")" true "all"
	expect_eq "$(v -j topology | jq ".uplinksets | $(whole)")" true "topology"
	expect_eq "$(v -j connection show dev up0 | jq length)" "$NETWORKS"
}

# An answer is as large as a dump
test_set_answers()
{
	expect_eq "$(v -j uplinkset add U networks "$every" | jq "$(whole)")" \
		true
	defer v uplinkset del U
	expect_eq "$(v -j uplinkset set U preempt off | jq "$(whole)")" true
}

told()
{
	jq -es 'any(.event == "change" and .object == "uplinkset" and
		.preempt == false)' "$1"
}

test_told()
{
	local file

	add U networks "$every"
	file=$(mktemp)
	defer rm -f "$file"
	monitor_start "$file"
	v uplinkset set U preempt off
	wait_for 20 told "$file"
	expect_eq "$(jq -s "map(select(.event == \"change\")) | $(whole)" \
		"$file")" true
}

# In a batch, what a set carries is inside of two nests
test_batch()
{
	v batch - <<<"uplinkset add U ports up0 networks $every"
	defer v uplinkset del U
	expect_eq "$(v -j uplinkset show U | jq "$(whole)")" true
}

# says TEXT ARGS...: refused, and what there is stays as it is
says()
{
	local before

	before=$(v -j topology)
	expect_fail_text "$1" v "${@:2}"
	expect_eq "$(v -j topology)" "$before"
}

# says_full WHAT ATTRIBUTE ARGS...
says_full()
{
	says "The uplink set has all the $1 it can (attribute $2)" "${@:3}"
}

test_no_more_networks()
{
	add U networks "$all"
	says_full networks "carried of network one-too-many" \
		uplinkset set U add-network one-too-many
	v uplinkset set U del-network network-name000 add-network one-too-many
}

test_no_larger_set()
{
	says_full networks "carried of network one-too-many" \
		uplinkset add U networks "$all,one-too-many"
}

# All that a set has can be exchanged at once, and no more than that
test_exchange()
{
	add U ports up0 networks "$every"
	v uplinkset set U del-network "$all" add-network "$every" preempt off
	expect_eq "$(v -j uplinkset show U | jq "$(whole)")" true
	expect_eq "$(v -j connection show dev up0 | jq length)" "$NETWORKS"
}

test_no_larger_exchange()
{
	says "More ports and networks than an uplink set can exchange" \
		uplinkset add U networks "$all,$all,$all"
}

test_no_more_ports()
{
	add U ports "$(lines "$PORTS" "up%g" | paste -s -d ,)" \
		networks one-too-many:vlan5
	expect_eq "$(v -j uplinkset show | jq '.[0].ports | length')" "$PORTS"
	says_full ports "member of port up$PORTS" \
		uplinkset set U add-port "up$PORTS"
	v uplinkset set U del-port up0 add-port "up$PORTS"
}

# Who dumped the sets meanwhile is told to ask again
test_grows_during_dump()
{
	lines 200 "uplinkset add S%g" | v batch -
	defer eval 'lines 200 "uplinkset del S%g" | v batch -'
	expect_eq "$(in_ns "$module" \
		"$FLEXNIC_ROOT/selftests/vbridge/grow.py" S199 "$FORMAT" \
		"$NETWORKS")" interrupted
	expect_eq "$(v -j uplinkset show |
		jq '.[] | select(.uplinkset == "S199").networks | length')" \
		"$NETWORKS"
}

ktap_setup setup
ktap_main test_thousand_networks test_set_answers test_told test_batch \
	test_no_more_networks test_no_larger_set test_exchange \
	test_no_larger_exchange test_no_more_ports test_grows_during_dump
