#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: cpus=1 timeout=600
#
# Multicast snooping: who gets what, by captures at everybody.
#
#	a eth0 ===== to-a \                     / to-u1 ===== eth0 u1
#	b eth0 ===== to-b  \_ prod (vbridge) __/     (uplinks, in one case)
#	c eth0 ===== to-c  /       module      \
#	r eth0 ===== to-r /                     \ to-u2 ===== eth0 u2
#
# a, b and c are hosts, r is where the querier is. Hosts join by sockets, with
# the kernel's own IGMP and MLD; what a kernel would not say, and all that the
# querier says, mcgroup sends. Its queries tell how long memberships last:
# RFC 3376, 8.4.
#
source "$(dirname "$0")/../lib/ktap.sh"
source "$(dirname "$0")/../lib/net.sh"

MCGROUP=$FLEXNIC_ROOT/selftests/vbridge/mcgroup
hosts="a b c r"
# shellcheck disable=SC2034 # by name
module="" a="" b="" c="" r="" u1="" u2=""
declare -A mac
dir=

# ---- who gets what ----------------------------------------------------------

v()
{
	vcctl -n "$module" "$@"
}

mc()
{
	in_ns "${!1}" "$MCGROUP" "$2" "${3:-eth0}" "${@:4}"
}

# Cases are shells of their own, so that the next port stands in a file
next_port()
{
	local port

	read -r port <"$dir/port"
	echo $((port + 2)) >"$dir/port"
	echo "$port"
}

# seen HOST FILTER: frames in its capture, from the beginning
seen()
{
	capture_count "$dir/$1" "$2"
}

# seen_more HOST FILTER N: more than N of them
seen_more()
{
	(($(seen "$1" "$2") > $3))
}

# heard HOST PORT: prints the datagrams to PORT; fails before those to the next
# one, which are sent last, have come
heard()
{
	tcpdump -n -r "$dir/$1" "udp portrange $2-$(($2 + 1))" 2>/dev/null |
		awk -v data="[.]$2:" -v mark="[.]$(($2 + 1)):" '
			$0 ~ data { n++ }
			$0 ~ mark { end++ }
			END { print n + 0; exit end < 3 }'
}

# reach FROM GROUP: the hosts that get what FROM sends to GROUP, each datagram
# once, in order of their names. What is sent to a link-local group comes to all
# of them, and last.
reach()
{
	local port host n all=224.0.0.222 got=()

	port=$(next_port)
	[[ $2 != *:* ]] || all=ff02::222
	mc "$1" send eth0 "$2" "$port"
	mc "$1" send eth0 "$all" $((port + 1))
	for host in $hosts; do
		[[ $host != "$1" ]] || continue
		wait_for 20 heard "$host" "$port"
		n=$(heard "$host" "$port")
		((n == 0)) || got+=("$host")
		((n == 0 || n == 3)) || got+=("$n times")
	done
	echo "${got[*]}"
}

reaches()
{
	[[ $(reach "$1" "$2") == "$3" ]]
}

# ---- what the switch knows --------------------------------------------------

# mdb GROUP JQ: $group is the group
mdb()
{
	v -j mdb show network prod | jq -r --arg group "${1-}" "$2"
}

# the hosts behind whose ports a group's members are; "prod" is the device itself
members()
{
	# shellcheck disable=SC2016
	mdb "$1" '[.[] | select(.group == $group) | .port // "prod" |
		ltrimstr("to-")] | sort | join(" ")'
}

members_are()
{
	[[ $(members "$1") == "$2" ]]
}

routers()
{
	mdb "" '[.[] | select(.router) | .port // "prod" | ltrimstr("to-")] |
		sort | join(" ")'
}

routers_are()
{
	[[ $(routers) == "$1" ]]
}

# expires GROUP HOST: ms until the membership behind its port ends
expires()
{
	v -j mdb show network prod | jq -r --arg group "$1" --arg port "to-$2" \
		'.[] | select(.group == $group and .port == $port) |
			.expires * 1000 | round'
}

# or has ended already
ends_soon()
{
	local left

	left=$(expires "$1" "$2")
	[[ -z $left ]] || ((left <= 2000))
}

expires_within()
{
	local left

	left=$(expires "$1" "$2")
	((${left:-0} >= $3 && ${left:-0} <= $4))
}

# ---- what is said -----------------------------------------------------------

zeros=00000000000000000000000000000000

# general_query IP|IP6 QRV QQIC: answers are due within 100 ms
general_query()
{
	if [[ $1 == ip ]]; then
		echo 192.0.2.9 224.0.0.1 "1101000000000000$2${3}0000"
	else
		echo fe80::9 ff02::1 "8200000000640000$zeros$2${3}0000"
	fi
}

# Memberships last for 2 x 60 s and the time to answer, and so does the querier
query_once()
{
	local words

	read -ra words < <(general_query "$1" 02 3c)
	mc r raw eth0 "${words[@]}"
	wait_for 10 routers_are r
}

# querier IP|IP6 QRV QQIC: BG_PID asks twice a second
querier()
{
	local words

	read -ra words < <(general_query "$@")
	background in_ns "$r" "$MCGROUP" every eth0 "${words[@]}" 500
	wait_for 10 routers_are r
}

# join HOST GROUP [SOURCE...]: by a socket, BG_PID
join()
{
	background in_ns "${!1}" "$MCGROUP" join eth0 "${@:2}"
}

hex4()
{
	# shellcheck disable=SC2086
	printf '%02x' ${1//./ }
}

# report2 HOST GROUP: IGMPv2, from a host that will not repeat it
report2()
{
	mc "$1" raw eth0 192.0.2.77 "$2" "16000000$(hex4 "$2")"
}

# for wait_for: one report may come before the uplink is the active one
joins_behind()
{
	report2 "$1" "$2"
	members_are "$2" "$1"
}

# what was learned in one case is none of the next one's business
forget()
{
	v network set prod snooping off
	v network set prod snooping on
	expect_eq "$(v -j mdb show network prod | jq length)" 0 "entries"
}

# ---- topology ---------------------------------------------------------------

host_new()
{
	local host=$1 number=$2

	ns_new "$host"
	in_ns "${!host}" sysctl -qw net.ipv6.conf.default.accept_dad=0
	veth_pair "${!host}" eth0 "$module" "to-$host"
	ip -n "${!host}" addr add "192.0.2.$number/24" dev eth0
	ip -n "${!host}" -6 addr add "fe80::$number/64" dev eth0 nodad
	mac[$host]=$(dev_mac "${!host}" eth0)
	capture "${!host}" eth0 "$dir/$host" 'udp or igmp or ip6 or pim'
}

setup()
{
	local host number=0

	require_root
	require_cmd tcpdump jq
	require_module vbridge
	dir=$(mktemp -d)
	defer rm -rf "$dir"
	echo 20000 >"$dir/port"
	_loaded vbridge || _load vbridge
	defer rmmod vbridge
	ns_new module
	in_ns "$module" sysctl -qw net.ipv6.conf.default.disable_ipv6=1
	ip -n "$module" link add prod type vbridge
	defer ip -n "$module" link del prod
	ip -n "$module" addr add 192.0.2.100/24 dev prod
	for host in $hosts; do
		host_new "$host" $((++number))
		ip -n "$module" link set "to-$host" master prod
	done
	ip -n "$module" link set prod up
	ip -n "$r" addr add 192.0.2.9/24 dev eth0
	wait_link_up "$module" prod
}

# ---- cases ------------------------------------------------------------------

test_floods_without_querier()
{
	forget
	join a "$1"
	wait_for 20 members_are "$1" a
	expect_eq "$(reach r "$1")" "a b c"
	# nobody knows how to ask again: it stays for 2 x 125 s + 10 s
	expect_ok expires_within "$1" a 200000 260000
}

# joins GROUP IP|IP6 SYSCTL=VERSION SILENT: leaves without a word?
test_joins()
{
	local group=$1 pid

	forget
	in_ns "$a" sysctl -qw "$3"
	defer in_ns "$a" sysctl -qw "${3%=*}=0"
	query_once "$2"
	join a "$group"
	pid=$BG_PID
	wait_for 20 members_are "$group" a
	wait_for 20 reaches r "$group" a
	expect_eq "$(reach b "$group")" "a r" "to a member and a router"
	stop "$pid"
	if [[ -n $4 ]]; then
		expect_ok members_are "$group" a
		return
	fi
	wait_for 20 ends_soon "$group" a
	wait_for 20 members_are "$group" ""
	expect_eq "$(reach r "$group")" "a b c" "nobody's group"
}

test_two_members()
{
	local pid

	forget
	query_once ip
	join a 239.1.1.2
	join b 239.1.1.2
	pid=$BG_PID
	wait_for 20 members_are 239.1.1.2 "a b"
	ip -n "$module" link add other type vbridge
	expect_eq "$(v -j mdb show network other)" "[]" "groups of another network"
	ip -n "$module" link del other
	expect_fail_text "There is no such network in this network namespace" \
		v mdb show network other
	wait_for 20 reaches r 239.1.1.2 "a b"
	stop "$pid"
	wait_for 20 members_are 239.1.1.2 a
	expect_eq "$(reach r 239.1.1.2)" a
}

# reports GROUP IP|IP6 FILTER: a host that heard another's would not send its own
test_reports_go_to_router()
{
	local filter="$3 and ether src ${mac[a]}" before router

	forget
	query_once "$2"
	router=$(seen r "$filter")
	before=$(seen b "$filter")
	join a "$1"
	wait_for 20 members_are "$1" a
	wait_for 20 seen_more r "$filter" "$router"
	# what b has been sent is there once this is
	reach a "$1"
	expect_eq "$(seen b "$filter")" "$before" "reports that b has heard"
}

test_reports_flood_without_router()
{
	local filter="igmp and ether src ${mac[a]}" before

	before=$(seen b "$filter")
	forget
	join a 239.1.1.3
	wait_for 20 members_are 239.1.1.3 a
	reach a 239.1.1.3
	expect_between "$(seen b "$filter")" $((before + 1)) 1000 "reports"
}

test_link_local_floods()
{
	forget
	v network set prod unknown-multicast drop
	defer v network set prod unknown-multicast flood
	query_once ip
	query_once ip6
	join a 239.1.1.4
	wait_for 20 reaches r 239.1.1.4 a
	expect_eq "$(reach r 224.0.0.251)" "a b c"
	expect_eq "$(reach r ff02::fb)" "a b c"
}

test_unknown_goes_to_routers()
{
	local group

	forget
	v network set prod unknown-multicast drop
	defer v network set prod unknown-multicast flood
	# without a querier there is no telling
	expect_eq "$(reach a 239.1.1.5)" "b c r"
	query_once ip
	query_once ip6
	for group in 239.1.1.5 ff05::5; do
		wait_for 20 reaches a "$group" r
		expect_eq "$(reach r "$group")" ""
	done
}

test_host_is_member()
{
	local port

	forget
	query_once ip
	background in_ns "$module" "$MCGROUP" join prod 239.1.1.6
	wait_for 20 members_are 239.1.1.6 prod
	wait_for 20 reaches r 239.1.1.6 ""
	# not promiscuous, which would show it everything
	capture "$module" prod "$dir/prod" -p udp
	port=$(next_port)
	mc r send eth0 239.1.1.6 "$port"
	wait_text 20 3 seen prod "udp port $port"
}

# A member that has not left says so when it is asked
test_leave_of_one_of_two()
{
	forget
	query_once ip
	join a 239.1.1.7
	wait_for 20 members_are 239.1.1.7 a
	mc a raw eth0 192.0.2.77 224.0.0.2 17000000ef010107
	wait_for 20 ends_soon 239.1.1.7 a
	mc r raw eth0 192.0.2.9 239.1.1.7 11010000ef010107023c0000
	wait_for 20 expires_within 239.1.1.7 a 2001 120100
	expect_ok members_are 239.1.1.7 a
}

# b's member has gone without a word; then the querier goes
test_ages()
{
	local pid

	forget
	querier ip 02 03
	pid=$BG_PID
	join a 239.1.1.8
	wait_for 20 members_are 239.1.1.8 a
	report2 b 239.1.1.8
	wait_for 20 members_are 239.1.1.8 "a b"
	wait_for 20 members_are 239.1.1.8 a
	wait_for 20 reaches r 239.1.1.8 a
	stop "$pid"
	wait_for 20 reaches r 239.1.1.8 "a b c"
	wait_for 20 routers_are ""
}

test_hello_makes_router()
{
	forget
	query_once ip
	join a 239.1.1.9
	mc b hello eth0 192.0.2.2 224.0.0.13
	wait_for 20 routers_are "b r"
	wait_for 20 reaches r 239.1.1.9 "a b"
	forget
	mc b hello eth0 fe80::2 ff02::d
	wait_for 20 routers_are b
}

# The lowest address is the querier; none at all is no router
test_election()
{
	forget
	mc r raw eth0 0.0.0.0 224.0.0.1 1101000000000000023c0000
	join a 239.1.1.10
	wait_for 20 reaches r 239.1.1.10 a
	expect_eq "$(routers)" ""
	query_once ip
	# a higher one asks who still is there, and is not listened to
	mc c raw eth0 192.0.2.200 239.1.1.11 11010000ef01010b023c0000
	report2 b 239.1.1.11
	mc c raw eth0 192.0.2.200 239.1.1.11 11010000ef01010b023c0000
	wait_for 20 routers_are "c r"
	expect_ok expires_within 239.1.1.11 b 5000 120100
}

test_broken_messages()
{
	local filter="igmp and ether src 02:00:00:00:00:77" before dropped

	forget
	dropped=$(drops_nowhere b)
	query_once ip
	before=$(seen r "$filter")
	mc b bad eth0 192.0.2.77 239.1.2.1 16000000ef010201
	# two records told, one there; then more sources than there are
	mc b raw eth0 192.0.2.77 224.0.0.22 220000000000000204000000ef010202
	mc b raw eth0 192.0.2.77 224.0.0.22 22000000000000010100ffffef010203
	# no group, and one that is flooded anyway
	mc b raw eth0 192.0.2.77 224.0.0.22 220000000000000104000000c0000201
	mc b raw eth0 192.0.2.77 224.0.0.22 220000000000000104000000e00000fb
	report2 b 239.1.2.4
	wait_for 20 members_are 239.1.2.4 b
	expect_eq "$(mdb "" '[.[].group // empty |
		select(startswith("239.1.2"))] | join(" ")')" 239.1.2.4
	expect_eq "$(mdb "" '[.[].group // empty |
		select(startswith("192") or startswith("224"))] | length')" 0
	# what is sound goes on to the router: the last three
	wait_for 20 seen_more r "$filter" $((before + 2))
	expect_eq "$(seen r "$filter")" $((before + 3)) "messages"
	expect_eq "$(drops_nowhere b)" $((dropped + 3)) "frames that were dropped"
}

# drops_nowhere HOST: frames of its that came to nobody
drops_nowhere()
{
	v -s -j connection show |
		jq --arg port "to-$1" '.[] | select(.port == $port) | .stats.drops.nowhere'
}

groups_of()
{
	v -j mdb show network prod | jq --arg port "to-$1" \
		'[.[] | select(.port == $port and .group)] | length'
}

# A flood of joins: the rest is nobody's group; all go with the connection
test_limit()
{
	forget
	query_once ip
	mc b raw eth0 192.0.2.77 239.20.0.0 16000000ef140000 1100
	join a 239.1.1.12
	wait_for 20 members_are 239.1.1.12 a
	wait_text 20 1024 groups_of b
	expect_eq "$(members 239.20.3.255)" b "group 1024"
	expect_eq "$(members 239.20.4.0)" "" "group 1025"
	wait_for 20 reaches r 239.20.0.1 b
	expect_eq "$(reach r 239.20.4.0)" "a b c"
	ip -n "$module" link set to-b nomaster
	defer ip -n "$module" link set to-b master prod
	expect_eq "$(groups_of b)" 0 "groups"
	expect_ok members_are 239.1.1.12 a
}

test_snooping_off()
{
	forget
	query_once ip
	join a 239.1.1.13
	wait_for 20 reaches r 239.1.1.13 a
	v network set prod snooping off
	defer v network set prod snooping on
	expect_eq "$(v -j mdb show network prod | jq length)" 0 "entries"
	expect_eq "$(reach r 239.1.1.13)" "a b c"
}

# One source blocked is a goodbye; one of two is not
test_sources()
{
	local pid

	forget
	query_once ip
	join a 232.1.1.1 192.0.2.9
	pid=$BG_PID
	wait_for 20 members_are 232.1.1.1 a
	stop "$pid"
	wait_for 20 members_are 232.1.1.1 ""
	background in_ns "$a" "$MCGROUP" drop eth0 232.1.1.2 192.0.2.9 192.0.2.10
	wait_text 20 'gaddr 232.1.1.2 block' tcpdump -n -v -r "$dir/r" igmp
	expect_ok expires_within 232.1.1.2 a 2001 120100
}

# ---- uplinks ----------------------------------------------------------------

uplink_new()
{
	ns_new "$1"
	veth_pair "${!1}" eth0 "$module" "to-$1"
	capture "${!1}" eth0 "$dir/$1" 'udp or igmp'
	v connection add "to-$1" network prod role uplink preference "$2"
}

# What joined by one uplink is behind the other when that fails
test_uplink_failover()
{
	local port filter="igmp and ether src ${mac[a]}"

	forget
	uplink_new u1 1
	uplink_new u2 2
	join a 239.1.1.14
	wait_for 20 seen_more u1 "$filter" 0
	query_once ip
	wait_for 20 joins_behind u1 239.1.1.15
	ip -n "$u1" link set eth0 down
	wait_for 20 members_are 239.1.1.15 u2
	port=$(next_port)
	mc a send eth0 239.1.1.15 "$port"
	wait_text 20 3 seen u2 "udp port $port"
	v connection del to-u1
	expect_ok members_are 239.1.1.15 u2
	v connection del to-u2
	expect_ok members_are 239.1.1.15 ""
}

# Networks that come and go while hosts talk
test_end_with_members()
{
	local i

	dmesg_mark
	forget
	querier ip 02 01
	join a 239.1.1.16
	for ((i = 0; i < 10; i++)); do
		ip -n "$module" link add other type vbridge
		ip -n "$module" link set other up
		ip -n "$module" link set to-a master other
		report2 a 239.1.1.17
		ip -n "$module" link del other
		ip -n "$module" link set to-a master prod
	done
	expect_ok dmesg_clean
}

ktap_setup setup
ktap_add -n floods_without_querier_ip test_floods_without_querier 239.1.1.1
ktap_add -n floods_without_querier_ip6 test_floods_without_querier ff05::1
ktap_add -n igmpv3 test_joins 239.1.1.1 ip \
	net.ipv4.conf.eth0.force_igmp_version=3 ""
ktap_add -n igmpv2 test_joins 239.1.1.1 ip \
	net.ipv4.conf.eth0.force_igmp_version=2 ""
ktap_add -n igmpv1 test_joins 239.1.1.1 ip \
	net.ipv4.conf.eth0.force_igmp_version=1 silent
ktap_add -n mldv2 test_joins ff05::1 ip6 \
	net.ipv6.conf.eth0.force_mld_version=2 ""
ktap_add -n mldv1 test_joins ff05::1 ip6 \
	net.ipv6.conf.eth0.force_mld_version=1 ""
ktap_add test_two_members
ktap_add -n igmp_reports_go_to_router test_reports_go_to_router \
	239.1.1.3 ip igmp
ktap_add -n mld_reports_go_to_router test_reports_go_to_router \
	ff05::3 ip6 'ip6[6] == 0'
ktap_add test_reports_flood_without_router
ktap_add test_link_local_floods
ktap_add test_unknown_goes_to_routers
ktap_add test_host_is_member
ktap_add test_leave_of_one_of_two
ktap_add test_ages
ktap_add test_hello_makes_router
ktap_add test_election
ktap_add test_broken_messages
ktap_add test_limit
ktap_add test_snooping_off
ktap_add test_sources
ktap_add test_uplink_failover
ktap_add test_end_with_members
ktap_run
