#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: cpus=2 timeout=600
#
# How ports and FlexNICs come and go: by command, with the module, with the
# device, with a network namespace; as a whole or not at all; under traffic.
#
#	blade: eth0-a .. eth0-d on eth0 ==== eth1: module
#	                                       far ends of a and b
#
# Each case loads the modules itself, so that it ends with their unloading:
# that hangs, and the case with it, if anything still holds a device.
#
source "$(dirname "$0")/../lib/ktap.sh"
source "$(dirname "$0")/../lib/net.sh"
source "$(dirname "$0")/../lib/flexnic.sh"

# Seconds in which whatever was told to go has gone
SOON=20

setup()
{
	require_root
	require_cmd iperf3 jq
	require_module flexnic sch_flexnic veth dummy
}

# ---- traffic ----------------------------------------------------------------

_rx_packets()
{
	in_ns "$1" cat "/sys/class/net/$2/statistics/rx_packets"
}

_received_more_than()
{
	(($(_rx_packets "$1" "$2") > $3))
}

_flows()
{
	local before

	before=$(_rx_packets "$1" "$2")
	wait_for "$SOON" _received_more_than "$1" "$2" $((before + 100))
}

# Large packets both ways on a, with a backlog in the qdisc; small ones on b
traffic()
{
	iperf3_far a
	background in_ns "${home[a]}" iperf3 -c "${far_ip[a]}" -t 120 --bidir \
		--connect-timeout 10000
	background in_ns "${far[b]}" ping -n -q -f "${flexnic_ip[b]}"
	_flows "${home[a]}" "${flexnic[a]}"
	_flows "${home[b]}" "${flexnic[b]}"
}

# blade_under_traffic MODE [ARGS...]
blade_under_traffic()
{
	dmesg_mark
	load_flexnic
	blade_setup "$@"
	far_end a b
	traffic
}

# ---- what is left -----------------------------------------------------------

_no_flexnic_in()
{
	[[ -z $(ip -n "$1" link show type flexnic) ]]
}

_gone_from()
{
	! dev_exists "$1" "$2"
}

expect_gone()
{
	local ns

	for ns; do
		wait_for "$SOON" _no_flexnic_in "$ns"
	done
}

# The log is clean, also after the last reference on every device has gone
expect_clean_end()
{
	expect_ok timeout "$SOON" bash -c "$(declare -f unload_flexnic _loaded)
		unload_flexnic"
	expect_ok dmesg_clean
}

# ---- the end, under traffic -------------------------------------------------

# And the port serves again at once
test_del()
{
	blade_under_traffic "$1"
	expect_ok timeout "$SOON" "$VCCTL" -n "$blade" port del eth0
	expect_gone "$blade"
	expect_eq "$(vcctl -n "$blade" -j port show)" "[]" "ports"
	vcctl -n "$blade" port add eth0 mode mac count 2
	ip -n "$blade" link set eth0-a up
	link_up "$blade" eth0-a
	vcctl -n "$blade" port del eth0
	expect_clean_end
}

test_rmmod()
{
	blade_under_traffic "$1"
	expect_ok timeout "$SOON" rmmod flexnic
	expect_gone "$blade"
	expect_ok dev_exists "$blade" eth0
	expect_clean_end
}

test_port_disappears()
{
	dmesg_mark
	load_flexnic
	blade_setup "$1"
	own_ns b
	far_end a b
	traffic
	expect_ok timeout "$SOON" ip -n "$module" link del eth1
	expect_gone "$blade" "${home[b]}"
	expect_fail dev_exists "$blade" eth0
	expect_clean_end
}

test_port_moves_away()
{
	local other

	blade_under_traffic "$1"
	ns_new other
	expect_ok timeout "$SOON" ip -n "$blade" link set eth0 netns "$other"
	expect_gone "$blade"
	expect_eq "$(vcctl -n "$other" -j port show)" "[]" "ports"
	ip -n "$other" link set eth0 up
	vcctl -n "$other" port add eth0 count 2
	expect_ok dev_exists "$other" eth0-b
	expect_clean_end
}

# Only from the far ends of a and b
traffic_from_far()
{
	background in_ns "${far[a]}" ping -n -q -f "${flexnic_ip[a]}"
	background in_ns "${far[b]}" ping -n -q -f "${flexnic_ip[b]}"
	_flows "${home[a]}" eth0-a
	_flows "${home[b]}" eth0-b
}

# Nothing in the namespace may hold it: the traffic comes from the far end
test_blade_netns_ends()
{
	dmesg_mark
	load_flexnic
	blade_setup "$1"
	own_ns b
	far_end a b
	traffic_from_far
	ip netns del "$blade"
	wait_for "$SOON" _gone_from "$module" eth1
	expect_gone "${home[b]}"
	expect_clean_end
}

# The one in it comes back; the others go on meanwhile
test_flexnic_netns_ends()
{
	dmesg_mark
	load_flexnic
	blade_setup "$1"
	own_ns a
	far_end a b
	traffic_from_far
	ip netns del "${home[a]}"
	wait_for "$SOON" dev_exists "$blade" eth0-a
	_flows "$blade" eth0-b
	home[a]=$blade
	ip -n "$blade" addr add "${flexnic_ip[a]}/24" dev eth0-a
	ip -n "$blade" link set eth0-a up
	_flows "$blade" eth0-a
	expect_clean_end
}

test_rmmod_with_flexnic_lent()
{
	dmesg_mark
	load_flexnic
	blade_setup "$1"
	own_ns a b
	far_end a b
	traffic
	expect_ok timeout "$SOON" rmmod flexnic
	expect_gone "$blade" "${home[a]}" "${home[b]}"
	expect_clean_end
}

# ---- the beginning ----------------------------------------------------------

_names()
{
	ip ${1:+-n "$1"} -o link show type flexnic | cut -d ' ' -f 2 |
		cut -d @ -f 1 | sort | paste -s -d ' '
}

# _expect_names NS NAMES
_expect_names()
{
	expect_eq "$(_names "$1")" "$2" "FlexNICs"
}

test_count()
{
	local n names=(eth0-a eth0-b eth0-c eth0-d)

	load_flexnic
	blade_wire_up
	for n in 1 2 3 4; do
		vcctl -n "$blade" port add eth0 count "$n"
		_expect_names "$blade" "${names[*]:0:n}"
		vcctl -n "$blade" port del eth0
		_expect_names "$blade" ""
	done
}

# In the initial namespace, where the names of the parameter are looked up
_wire_here()
{
	ip link add "$1" type veth peer name "$1p"
	defer ip link del "$1"
	ip link set "$1p" up
}

_named()
{
	[[ $(_names "" | tr ' ' '\n' | grep -c "^$1-[abcd]$") == "$2" ]]
}

test_insmod_with_ports()
{
	dmesg_mark
	_wire_here fxt0
	load_flexnic ports=fxt0,fxt1,fxt2
	expect_ok _named fxt0 4
	_wire_here fxt1
	wait_for "$SOON" _named fxt1 4
	_wire_here fxt9
	ip link set fxt9 down
	ip link set fxt9 name fxt2
	defer ip link del fxt2
	wait_for "$SOON" _named fxt2 4
	expect_eq "$(vcctl -j port show | jq -c '[.[].port]')" \
		'["fxt0","fxt1","fxt2"]' "ports"
	ip link del fxt1
	expect_ok _named fxt1 0
	_wire_here fxt1
	wait_for "$SOON" _named fxt1 4
	expect_clean_end
	expect_eq "$(_names "")" "" "FlexNICs after rmmod"
}

_not_split()
{
	dmesg | grep -q "$1: not split in FlexNICs: $2"
}

# One that cannot be a port is told of, and the others are split
test_insmod_with_unfit_port()
{
	_wire_here fxt0
	ip link add fxbr0 type bridge
	defer ip link del fxbr0
	_wire_here fxt1
	ip link set fxt1 master fxbr0
	load_flexnic ports=lo,fxt1,fxt0
	expect_ok _named fxt0 4
	expect_ok _not_split fxt1 "The device has a master"
	expect_ok _not_split lo "A loopback device is not a port"
	expect_ok _named fxt1 0
}

test_long_names()
{
	local text="would exceed 15 characters: give a base name of at most 13"

	load_flexnic
	blade_wire_up
	ip -n "$blade" link set eth0 down
	ip -n "$blade" link set eth0 name portport678901
	expect_fail_text "$text" vcctl -n "$blade" port add portport678901
	_expect_names "$blade" ""
	vcctl -n "$blade" port add portport678901 count 2 name lom1
	_expect_names "$blade" "lom1-a lom1-b"
	vcctl -n "$blade" port del portport678901
	expect_fail_text "$text" \
		vcctl -n "$blade" port add portport678901 name x234567890123y
	ip -n "$blade" link set portport678901 down
	ip -n "$blade" link set portport678901 name portport67890
	vcctl -n "$blade" port add portport67890 count 1
	_expect_names "$blade" "portport67890-a"
}

test_two_ports()
{
	load_flexnic
	blade_setup channel
	ip -n "$blade" link add eth2 type veth peer name eth3 netns "$module"
	ip -n "$module" link set eth3 up
	vcctl -n "$blade" port add eth2 mode channel
	_expect_names "$blade" \
		"eth0-a eth0-b eth0-c eth0-d eth2-a eth2-b eth2-c eth2-d"
	far_end a
	vcctl -n "$blade" port del eth2
	_expect_names "$blade" "eth0-a eth0-b eth0-c eth0-d"
	expect_ok ping_far a -c 1
}

test_port_renamed()
{
	load_flexnic
	blade_setup channel
	far_end a
	ip -n "$blade" link set eth0 down
	ip -n "$blade" link set eth0 name lom0
	ip -n "$blade" link set lom0 up
	expect_eq "$(vcctl -n "$blade" -j port show |
		jq -r '.[] | .port, .flexnics[0].ifname' | paste -s -d ' ')" \
		"lom0 eth0-a" "port and first FlexNIC"
	wait_for "$SOON" answers a
	vcctl -n "$blade" port del lom0
	_expect_names "$blade" ""
}

# All there is to see of the port, but what the attempt's traffic may count
_port_state()
{
	ip -n "$blade" -d -j link show | jq -c '[.[] | del(.linkinfo)]'
	tc -n "$blade" qdisc show dev eth0
	bridge -n "$blade" fdb show dev eth0
}

# _refused TEXT: a port add that leaves all as it was
_refused()
{
	local before

	before=$(_port_state)
	expect_fail_text "$1" vcctl -n "$blade" port add eth0 mode channel
	expect_eq "$(_port_state)" "$before" "state of the devices"
	expect_eq "$(vcctl -n "$blade" -j port show)" "[]" "ports"
}

test_refused_add_leaves_nothing()
{
	load_flexnic
	blade_wire_up
	ip -n "$blade" link set eth0 down
	ip -n "$blade" link add eth0-c type dummy
	_refused "A device has the name of one of the FlexNICs already"
	ip -n "$blade" link del eth0-c
	ip -n "$blade" link add link eth0 name eth0.s type vlan \
		proto 802.1ad id 104
	_refused "A VLAN device on the port has this tag"
	ip -n "$blade" link del eth0.s
	vcctl -n "$blade" port add eth0 mode channel
	_expect_names "$blade" "eth0-a eth0-b eth0-c eth0-d"
	link_up "$blade" eth0
}

ktap_setup setup
ktap_add -n del_channel test_del channel
ktap_add -n del_mac test_del mac
ktap_add -n rmmod test_rmmod vlan
ktap_add -n rmmod_with_flexnic_lent test_rmmod_with_flexnic_lent channel
ktap_add -n port_disappears test_port_disappears channel
ktap_add -n port_moves_away test_port_moves_away mac
ktap_add -n blade_netns_ends test_blade_netns_ends channel
ktap_add -n flexnic_netns_ends test_flexnic_netns_ends mac
ktap_main test_count test_insmod_with_ports test_insmod_with_unfit_port \
	test_long_names test_two_ports test_port_renamed \
	test_refused_add_leaves_nothing
