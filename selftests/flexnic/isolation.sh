#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: cpus=1 timeout=600
#
# No FlexNIC hears what is not its own. Every FlexNIC is in a netns of its own
# and captures, promiscuously, while all of them and all far ends send unicast,
# broadcast and multicast.
#
#	a  b  c  d (netns each)                  far ends (netns each)
#	 \ |  | /                                   | | | |
#	  eth0 =============== wire =============== eth1
#
source "$(dirname "$0")/../lib/ktap.sh"
source "$(dirname "$0")/../lib/net.sh"
source "$(dirname "$0")/../lib/flexnic.sh"

slots=(a b c d)
declare -A mac pcap capture_pid

setup()
{
	require_root
	require_cmd jq tcpdump
	load_flexnic
}

start()
{
	local slot

	blade_setup "$@"
	own_ns "${slots[@]}"
	far_end "${slots[@]}"
	for slot in "${slots[@]}"; do
		mac[$slot]=$(flexnic_json "$slot" .mac)
		ping_far "$slot" -c 1
		pcap[$slot]=$(mktemp)
		defer rm -f "${pcap[$slot]}" "${pcap[$slot]}.err"
		capture "${home[$slot]}" "${flexnic[$slot]}" "${pcap[$slot]}"
		capture_pid[$slot]=$BG_PID
	done
}

# chatter NS PEER: unicast, broadcast, a multicast that nobody joined
chatter()
{
	local dev

	dev=$(ip -n "$1" -o -4 route get "$2" | sed -n 's/.* dev \([^ ]*\) .*/\1/p')
	in_ns "$1" ping -n -q -c 5 -i 0.1 -W 5 "$2"
	in_ns "$1" ping -n -q -c 5 -i 0.1 -W 1 -b "${2%.*}.255" || true
	in_ns "$1" ping -n -q -c 5 -i 0.1 -W 1 -I "$dev" 239.1.2.3 || true
}

# Those that talk, not the captures, which run on
wait_chatter()
{
	local pid

	for pid in $(jobs -pr); do
		[[ " ${capture_pid[*]} " == *" $pid "* ]] || wait "$pid"
	done
}

# An end of all chatter that every FlexNIC sees: its own
all_talk()
{
	local slot

	for slot in "${slots[@]}"; do
		chatter "${home[$slot]}" "${far_ip[$slot]}" &
		chatter "${far[$slot]}" "${flexnic_ip[$slot]}" &
	done
	wait_chatter
	for slot in "${slots[@]}"; do
		in_ns "${home[$slot]}" ping -n -q -c 1 -W 5 -s 1234 \
			"${far_ip[$slot]}"
		# 1234 of data, 8 of ICMP, 20 of IP, 14 of Ethernet
		wait_for 10 saw "$slot" "len 1276 and icmp[0] == 0"
		capture_stop "${capture_pid[$slot]}"
	done
}

# saw SLOT FILTER, with "len N" for frames of just this length
saw()
{
	local filter=${2/len 1276/(greater 1276 and less 1276)}

	(($(capture_count "${pcap[$1]}" "$filter") > 0))
}

# count_of SLOT FILTER WHAT MIN MAX
count_of()
{
	expect_between "$(capture_count "${pcap[$1]}" "$2")" "$4" "$5" \
		"$3 in the capture of $1"
}

# Its own frames of every kind came through, so that silence means something
heard_its_own()
{
	local slot=$1 net

	net=${far_ip[$slot]%.*}.0/24
	count_of "$slot" "ether src ${mac[$slot]} and dst net $net" \
		"unicast sent" 5 999
	count_of "$slot" "ether dst ${mac[$slot]} and src net $net" \
		"unicast received" 5 999
	count_of "$slot" "ether broadcast and src host ${far_ip[$slot]}" \
		"broadcast received" 5 999
	count_of "$slot" "dst host 239.1.2.3 and not ether src ${mac[$slot]}" \
		"multicast received" 5 999
}

no_unicast_of_others()
{
	local slot other filter

	for slot in "${slots[@]}"; do
		filter=''
		for other in "${slots[@]}"; do
			[[ $other == "$slot" ]] ||
				filter+="${filter:+ or }ether host ${mac[$other]}"
		done
		count_of "$slot" "$filter" "frames of other FlexNICs" 0 0
	done
}

# apart SLOT OTHER...: not a frame of any kind of the others' networks
apart()
{
	local slot=$1 other filter='' net

	shift
	for other; do
		net=${far_ip[$other]%.*}.0/24
		filter+="${filter:+ or }net $net or arp net $net"
	done
	count_of "$slot" "$filter" "frames of the networks of $*" 0 0
}

all_apart()
{
	apart a b c d
	apart b a c d
	apart c a b d
	apart d a b c
}

test_channel()
{
	local slot

	start channel
	all_talk
	for slot in "${slots[@]}"; do
		heard_its_own "$slot"
	done
	no_unicast_of_others
	all_apart
}

test_channel_of_802_1q_tags()
{
	start channel proto 802.1Q a channel 1 b channel 2 c channel 3 \
		d channel 4094
	all_talk
	heard_its_own d
	no_unicast_of_others
	all_apart
}

# a and b share VLAN 201: broadcasts are common to them, unicasts are not
test_vlan()
{
	local slot

	start vlan a vlan 201 b vlan 201 c vlan 203 d vlan 204
	all_talk
	for slot in "${slots[@]}"; do
		heard_its_own "$slot"
	done
	no_unicast_of_others
	apart a c d
	apart b c d
	apart c a b d
	apart d a b c
	count_of a "ether broadcast and src host ${far_ip[b]}" \
		"broadcasts of the common VLAN" 5 999
}

test_mac()
{
	local slot

	start mac
	all_talk
	for slot in "${slots[@]}"; do
		heard_its_own "$slot"
	done
	no_unicast_of_others
}

# The far end of a floods a unicast that nobody owns: only a promiscuous
# FlexNIC hears it, and a FlexNIC that is not hears no multicast either
test_filters_without_promiscuity()
{
	local slot before

	blade_setup mac
	own_ns a b
	far_end a
	ip -n "${home[b]}" link set "${flexnic[b]}" up
	wait_link_up "${home[b]}" "${flexnic[b]}"
	ip -n "${far[a]}" neigh add 198.18.1.99 lladdr 02:00:00:00:00:99 \
		dev far0
	ping_far a
	before=$(dev_stat "${home[b]}" "${flexnic[b]}" rx_packets)
	in_ns "${far[a]}" ping -n -q -c 5 -i 0.1 -W 1 198.18.1.99 || true
	in_ns "${far[a]}" ping -n -q -c 5 -i 0.1 -W 1 -I far0 239.1.2.3 || true
	ping_far a
	# IPv6 may have something to say meanwhile, but not ten times
	expect_between "$(dev_stat "${home[b]}" "${flexnic[b]}" rx_packets)" \
		"$before" $((before + 6)) "packets received by b"
	ip -n "${home[b]}" link set "${flexnic[b]}" promisc on
	in_ns "${far[a]}" ping -n -q -c 5 -i 0.1 -W 1 198.18.1.99 || true
	in_ns "${far[a]}" ping -n -q -c 5 -i 0.1 -W 1 -I far0 239.1.2.3 || true
	wait_for 10 received_more_than "$((before + 9))"
}

received_more_than()
{
	(($(dev_stat "${home[b]}" "${flexnic[b]}" rx_packets) > $1))
}

unknown_tags()
{
	vcctl -n "$blade" -s -j port show eth0 |
		jq '.[0].stats.rx_unknown_tag // .[0].stats["rx-unknown-tag"]'
}

# Tags of nobody are counted and reach nobody, whatever their protocol
test_unknown_tags()
{
	local before proto

	blade_setup channel
	far_end a
	for proto in 802.1ad 802.1Q; do
		before=$(unknown_tags)
		ip -n "$module" link add link eth1 name stray type vlan \
			proto "$proto" id 999
		ip -n "$module" addr add 203.0.113.1/24 dev stray
		ip -n "$module" link set stray up
		in_ns "$module" ping -n -q -c 5 -i 0.1 -W 1 -b 203.0.113.255 ||
			true
		wait_for 10 tags_counted $((before + 5))
		ip -n "$module" link del stray
	done
	# the right number with the wrong protocol is a stranger, too
	before=$(unknown_tags)
	ip -n "$module" link add link eth1 name stray type vlan id 101
	ip -n "$module" addr add 203.0.113.1/24 dev stray
	ip -n "$module" link set stray up
	in_ns "$module" ping -n -q -c 5 -i 0.1 -W 1 -b 203.0.113.255 || true
	wait_for 10 tags_counted $((before + 5))
	ping_far a
}

tags_counted()
{
	(($(unknown_tags) >= $1))
}

# In the modes that tag, the port keeps what is not tagged: LLDP and its own IP
test_port_keeps_untagged()
{
	local mode pcap_a pcap_port

	for mode in channel vlan; do
		blade_setup "$mode"
		far_end a
		ip -n "$blade" addr add 192.0.2.1/24 dev eth0
		ip -n "$module" addr add 192.0.2.2/24 dev eth1
		expect_ok in_ns "$module" ping -n -q -c 3 -i 0.1 -W 5 192.0.2.1
		pcap_a=$(mktemp) pcap_port=$(mktemp)
		defer rm -f "$pcap_a" "$pcap_a.err" "$pcap_port" \
			"$pcap_port.err"
		capture "$blade" eth0-a "$pcap_a" ether proto 0x88cc or icmp
		capture "$blade" eth0 "$pcap_port" ether proto 0x88cc
		lldp_frame "$module" eth1
		wait_text 10 1 capture_count "$pcap_port"
		ping_far a
		# what came before this is in the capture too
		wait_for 10 captured_at_least "$pcap_a" 1 icmp
		expect_eq "$(capture_count "$pcap_a" ether proto 0x88cc)" 0 \
			"LLDP at eth0-a"
	done
}

# An LLDP frame with nothing but its end, to the nearest bridge
lldp_frame()
{
	in_ns "$1" python3 -c '
import socket, struct, sys
s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
s.bind((sys.argv[1], 0x88cc))
s.send(bytes.fromhex("0180c200000e" "020000000001" "88cc") + bytes(46))
' "$2"
}

# Frames between FlexNICs go out on the wire and nowhere else
# own_packets: of all FlexNICs' classes at the port
own_packets()
{
	tc -n "$blade" -s class show dev eth0 |
		awk '$1 == "class" { n = $3 } $1 == "Sent" && n !~ /:5$/ { sum += $4 }
			END { print sum }'
}

# send_as DEV PRIORITY: UDP that names a class, out of the port's namespace or of one
# that has a VLAN device on the port
send_as()
{
	in_ns "$1" python3 -c '
import socket, struct, sys
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.setsockopt(socket.SOL_SOCKET, socket.SO_PRIORITY, struct.pack("I", int(sys.argv[1], 0)))
for n in range(100):
    s.sendto(bytes(100), ("198.51.100.2", 9))' "$2"
}

# What a FlexNIC is guaranteed nobody else spends, whatever he writes in his packets
test_nobody_elses_share()
{
	local ns prio before sent

	blade_setup mac count 2
	ip -n "$blade" addr add 198.51.100.1/24 dev eth0
	ip -n "$blade" neigh add 198.51.100.2 lladdr 02:00:00:00:00:99 dev eth0
	ns_new ns
	ip -n "$blade" link add link eth0 name v60 netns "$ns" type vlan id 60
	ip -n "$ns" link set v60 up
	ip -n "$ns" addr add 198.51.100.1/24 dev v60
	ip -n "$ns" neigh add 198.51.100.2 lladdr 02:00:00:00:00:99 dev v60
	far_end a
	ping_far a -c 1
	before=$(own_packets)
	sent=$(dev_stat "$blade" eth0 tx_packets)
	for prio in 0xf1e00001 0xf1e00002 0xf1e00010 0xf1e00020; do
		send_as "$blade" "$prio"
		send_as "$ns" "$prio"
	done
	# what they sent meanwhile by themselves
	expect_between "$(own_packets)" "$before" $((before + 20)) \
		"packets of the FlexNICs' classes"
	expect_between "$(($(dev_stat "$blade" eth0 tx_packets) - sent))" 800 820 \
		"packets that were sent"
	ping_far a -c 30 -i 0.01
	expect_ok test "$(own_packets)" -gt $((before + 20))
}

# A filter may send a FlexNIC's packets out by another port: there they are nobody's
test_redirected_is_nobodys()
{
	local before

	blade_setup mac count 1
	veth_pair "$blade" eth8 "$blade" eth9
	vcctl -n "$blade" port add eth8 speed 1G count 1 mode mac
	defer vcctl -n "$blade" port del eth8
	tc -n "$blade" qdisc add dev eth0 clsact
	tc -n "$blade" filter add dev eth0 egress matchall \
		action mirred egress redirect dev eth8
	ip -n "$blade" link set eth0-a up
	ip -n "$blade" addr add 198.51.100.1/24 dev eth0-a
	ip -n "$blade" neigh add 198.51.100.2 lladdr 02:00:00:00:00:99 dev eth0-a
	before=$(class_packets eth8 1)
	send_as "$blade" 0
	expect_between "$(class_packets eth8 5)" 100 120 "packets of the port's own"
	expect_eq "$(class_packets eth8 1)" "$before" "packets of the other's FlexNIC"
}

# class_packets DEV MINOR
class_packets()
{
	tc -n "$blade" -s class show dev "$1" |
		awk -v minor=":$2" '$1 == "class" { on = index($3, minor) }
			$1 == "Sent" && on { print $4 }'
}

# A port that is a VLAN device makes a PCP of the packet's priority: a FlexNIC's too
test_priority_stays_the_packets()
{
	local dump

	blade_wire_up
	ip -n "$blade" link add link eth0 name up0 type vlan id 60 egress 0:0 3:5
	ip -n "$blade" link set up0 up
	vcctl -n "$blade" port add up0 speed 1G count 1 mode mac
	defer vcctl -n "$blade" port del up0
	ip -n "$blade" link set up0-a up
	ip -n "$blade" addr add 198.51.100.1/24 dev up0-a
	ip -n "$blade" neigh add 198.51.100.2 lladdr 02:00:00:00:00:99 dev up0-a
	dump=$(mktemp)
	defer rm -f "$dump" "$dump.err"
	capture "$module" eth1 "$dump" "vlan 60 and udp port 9"
	send_as "$blade" 3
	send_as "$blade" 0
	wait_for 10 _seen_with_pcp "$dump" 5 100
	wait_for 10 _seen_with_pcp "$dump" 0 100
}

_seen_with_pcp()
{
	(($(tcpdump -n -e -r "$1" 2>/dev/null | grep -c "vlan 60, p $2,") == $3))
}

_received()
{
	local slot

	for slot in "${slots[@]}"; do
		(($(dev_stat "$blade" "eth0-$slot" rx_packets) >= $1)) || return
	done
}

# Broadcasts for all four take nothing of the core's backlog: whoever loops back on that
# CPU would pay for it. It has room for two here.
test_broadcasts_leave_the_backlog_alone()
{
	local backlog dropped

	blade_setup mac
	for slot in "${slots[@]}"; do
		ip -n "$blade" link set "eth0-$slot" up
	done
	far_end a
	ping_far a -c 1
	backlog=$(sysctl -n net.core.netdev_max_backlog)
	sysctl -qw net.core.netdev_max_backlog=1
	defer sysctl -qw "net.core.netdev_max_backlog=$backlog"
	dropped=$(backlog_drops)
	in_ns "${far[a]}" ping -n -q -b -c 60 -i 0.01 -W 1 -I far0 255.255.255.255 || true
	wait_for 10 _received 50
	# what others sent at the same time; through the backlog it would be 120 more
	expect_between "$(backlog_drops)" "$dropped" $((dropped + 20)) \
		"frames that the backlog had no room for"
}

backlog_drops()
{
	local sum=0 drops

	while read -r _ drops _; do
		((sum += 16#$drops)) || true
	done </proc/net/softnet_stat
	echo "$sum"
}

test_no_switching_between_flexnics()
{
	local out in_b

	blade_setup mac
	own_ns a b
	far_end a b
	ip -n "${home[a]}" neigh add 198.18.1.77 \
		lladdr "$(flexnic_json b .mac)" dev "${flexnic[a]}"
	out=$(mktemp) in_b=$(mktemp)
	defer rm -f "$out" "$out.err" "$in_b" "$in_b.err"
	capture "$module" eth1 "$out" dst host 198.18.1.77
	capture "${home[b]}" "${flexnic[b]}" "$in_b" icmp
	in_ns "${home[a]}" ping -n -q -c 3 -i 0.1 -W 1 198.18.1.77 || true
	wait_for 10 captured_at_least "$out" 3
	ping_far b
	wait_for 10 captured_at_least "$in_b" 1 host "${far_ip[b]}"
	expect_eq "$(capture_count "$in_b" dst host 198.18.1.77)" 0 \
		"frames that took a short cut"
}

# captured_at_least FILE N [FILTER...]
captured_at_least()
{
	(($(capture_count "$1" "${@:3}") >= $2))
}

ktap_setup setup
ktap_main test_channel test_channel_of_802_1q_tags test_vlan test_mac \
	test_filters_without_promiscuity test_unknown_tags \
	test_port_keeps_untagged test_nobody_elses_share test_redirected_is_nobodys \
	test_priority_stays_the_packets test_broadcasts_leave_the_backlog_alone \
	test_no_switching_between_flexnics
