#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: cpus=1 timeout=600
#
# How ports and FlexNICs come: by command, with the module, with the device; as a
# whole or not at all. How they go, under traffic: see lifecycle.sh.
#
#	blade: eth0-a .. eth0-d on eth0 ==== eth1: module
#	                                       far end of a
#
source "$(dirname "$0")/../lib/ktap.sh"
source "$(dirname "$0")/../lib/net.sh"
source "$(dirname "$0")/../lib/flexnic.sh"

# Seconds in which a device that came is split
SOON=20

setup()
{
	require_root
	require_cmd jq ethtool python3 tcpdump
	require_module flexnic sch_flexnic veth dummy 8021q bonding
}

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

# _ends CMD...: a request that waits for a lock which it has never ends, and
# cannot be killed either
_ends()
{
	local pid

	ip netns exec "$blade" "$@" </dev/null &
	pid=$!
	wait_exit 20 "$pid" && wait "$pid"
}

# From Linux 6.15 on the core holds a lock of the device while it calls the
# operations of some drivers, and most notifiers. dummy's is one of these.
# In a VLAN device's place the device below is asked for its speed.
test_port_with_locked_ops()
{
	local dev
	local -A lower=([under]=lom0 [eth1]=under)

	dmesg_mark
	load_flexnic
	ns_new blade
	ip -n "$blade" link add under type dummy
	ip -n "$blade" link set under up
	ip -n "$blade" link add link under name eth1 type vlan id 7
	for dev in under eth1; do
		expect_ok _ends "$VCCTL" port add "$dev" name "p$dev" \
			mode channel
		expect_ok _ends ip link set "p$dev-a" up
		expect_ok _ends ip link set "p$dev-a" promisc on
		expect_ok _ends ip link set under down
		expect_ok _ends ip link set under up
		expect_ok _ends ip link set "$dev" down
		expect_ok _ends ip link set "$dev" name lom0
		expect_ok _ends ip link set lom0 up
		expect_ok _ends ip link set lom0 mtu 1400
		expect_ok _ends ip link set "${lower[$dev]}" carrier off
		expect_ok _ends ip link set "${lower[$dev]}" carrier on
		wait_link_up "$blade" "p$dev-a"
		expect_ok _ends ethtool -K "${lower[$dev]}" tx off
		expect_ok _ends ethtool "p$dev-a"
		expect_ok _ends ethtool -T "p$dev-a"
		expect_ok _ends "$VCCTL" port set lom0 a speed auto
		expect_ok _ends "$VCCTL" port del lom0
		expect_ok _ends ip link set lom0 down
		expect_ok _ends ip link set lom0 name "$dev"
		expect_ok _ends ip link set "$dev" up
	done
	_ends "$VCCTL" port add under name goes
	expect_ok _ends ip link del under
	_expect_names "$blade" ""
	ip -n "$blade" link add under type dummy
	_ends "$VCCTL" port add under
	expect_clean_end
}

# _burst DEV: sends more at once than a slow port takes; prints how often the
# sender was told of a loss
_burst()
{
	ip -n "$blade" address add 192.0.2.1/24 dev "$1"
	ip -n "$blade" link set "$1" up
	ip -n "$blade" neigh replace 192.0.2.9 lladdr 02:00:00:00:00:09 dev "$1"
	in_ns "$blade" python3 -c '
import errno, socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.setsockopt(socket.IPPROTO_IP, 11, 1)
s.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 26)
told = 0
for i in range(300):
    try:
        s.sendto(bytes(1400), ("192.0.2.9", 9))
    except OSError as err:
        assert err.errno == errno.ENOBUFS
        told += 1
print(told)'
}

# By the answer of ndo_start_xmit, as from a VLAN device: IP_RECVERR is 11
test_loss_is_told()
{
	local told

	load_flexnic
	blade_wire_up
	vcctl -n "$blade" port add eth0 mode channel speed 1M
	told=$(_burst eth0-a)
	expect_between "$told" 100 299 "losses told to the sender"
	# and of what the kernel sends by itself
	expect_between "$(dev_stat "$blade" eth0-a tx_dropped)" \
		"$told" $((told + 10)) "losses counted"
}

# _bond MODE: bond0 in $blade, of two wires to $module
_bond()
{
	local n

	ns_new blade module
	ip -n "$blade" link add bond0 type bond mode "$1" miimon 50
	for n in 0 1; do
		ip -n "$blade" link add "w$n" type veth \
			peer name "m$n" netns "$module"
		ip -n "$blade" link set "w$n" master bond0
		ip -n "$module" link set "m$n" up
	done
	ip -n "$blade" link set bond0 up
	wait_link_up "$blade" bond0
}

# Mbit/s: of the port and of the FlexNIC
_speeds_are()
{
	[[ $(vcctl -n "$blade" -j port show bond0 | jq '.[0].speed') == "$1" &&
		$(in_ns "$blade" ethtool bond0-a) == *"Speed: $1Mb/s"* ]]
}

# A bond tells nothing of its own when one of its links goes; without any it
# has no speed, and requests do not make the port forget the one that it had
test_speed_of_bond_is_followed()
{
	load_flexnic
	_bond balance-rr
	vcctl -n "$blade" port add bond0
	wait_for 10 _speeds_are 20000
	ip -n "$blade" link set bond0-a up
	ip -n "$module" link set m0 down
	wait_for 10 _speeds_are 10000
	ip -n "$module" link set m1 down
	wait_text 10 NO-CARRIER ip -n "$blade" link show bond0
	vcctl -n "$blade" port set bond0 a prio 1
	expect_ok _speeds_are 10000
	ip -n "$module" link set m0 up
	ip -n "$module" link set m1 up
	wait_for 10 _speeds_are 20000
}

_announced()
{
	(($(capture_count "$1") >= 1))
}

# The FlexNICs of a bond that moved to its other link say where they are now
test_flexnics_of_bond_announce_themselves()
{
	local file

	file=$(mktemp)
	defer rm -f "$file" "$file.err"
	load_flexnic
	_bond active-backup
	vcctl -n "$blade" port add bond0
	ip -n "$blade" address add 192.0.2.1/24 dev bond0-a
	ip -n "$blade" link set bond0-a up
	wait_link_up "$blade" bond0-a
	capture "$module" m1 "$file" "arp and arp[24:4] == 0xc0000201"
	ip -n "$module" link set m0 down
	wait_for 10 _announced "$file"
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
	wait_link_up "$blade" eth0
}

ktap_setup setup
ktap_main test_count test_insmod_with_ports test_insmod_with_unfit_port \
	test_long_names test_two_ports test_port_renamed \
	test_port_with_locked_ops test_loss_is_told \
	test_speed_of_bond_is_followed \
	test_flexnics_of_bond_announce_themselves test_refused_add_leaves_nothing
