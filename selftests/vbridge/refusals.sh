#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: cpus=1 timeout=400
#
# What the switch refuses, with which words, and that nothing has changed then.
#
#	s1 .. s4 (veth, their other ends unused)    up1, up2 (likewise)
#	  s1 -- red, untagged                         up1 -- uplink set U, which
#	  s2 -- blue, VLAN 7; green, channel 100               carries blue
#	                                              up2 -- unused
#	  s3, s4 unused
#
# A table has the kernel's words and the request, with "@NAME" for the id of a
# connection. Requests are vcctl's, but those that begin with an upper-case
# letter: they are sent as they are, see lib/request.py.
#
source "$(dirname "$0")/../lib/ktap.sh"
source "$(dirname "$0")/../lib/net.sh"
source "$(dirname "$0")/../lib/vbridge.sh"

declare -A id

i()
{
	ip -n "$module" "$@"
}

r()
{
	in_ns "$module" "$FLEXNIC_ROOT/selftests/lib/request.py" vbridge "$@"
}

setup()
{
	require_root
	require_cmd bridge jq python3
	load_vbridge
	switch_up
	i -batch - <<-END
		link add s1 type veth peer name x1
		link add s2 type veth peer name x2
		link add s3 type veth peer name x3
		link add s4 type veth peer name x4
		link add up1 type veth peer name y1
		link add up2 type veth peer name y2
		link add tun0 type ipip local 192.0.2.1 remote 192.0.2.2
		link add br0 type bridge
	END
	v network add red
	v network add blue
	v network add green
	v network add tunnel tunnel on
	v network add spare
	id[red]=$(conn_new s1 network red)
	id[blue]=$(conn_new s2 network blue vlan 7)
	id[green]=$(conn_new s2 network green channel 100)
	v uplinkset add U ports up1 networks blue:vlan20
	id[uplink]=$(conn_of up1 blue)
	v fdb add 02:00:00:00:00:01 network red connection "${id[red]}"
}

# All that a refused request could have changed
state()
{
	v -j topology
	v -j mirror show
	v -j protect show
	v -j fdb show | jq -c 'map(del(.age))'
	i -j -d addr show
}

# says_no TEXT CMD...: and exits 2
says_no()
{
	expect_fail_text "$@"
	expect_eq "$_expect_rc" 2 "exit status"
}

# refuse TEXT CMD...: and changes nothing
refuse()
{
	local before

	before=$(state)
	says_no "$@"
	expect_eq "$(state)" "$before" "state after a refusal"
}

# refuse_all: a table from the standard input; nothing has changed at its end
refuse_all()
{
	local text request name before

	before=$(state)
	while IFS='|' read -r text request; do
		[[ -n $text ]] || continue
		for name in "${!id[@]}"; do
			request=${request//@$name/${id[$name]}}
		done
		echo "$request"
		if [[ $request == [[:upper:]]* ]]; then
			# shellcheck disable=SC2086
			says_no "$text" r $request
		else
			# shellcheck disable=SC2086
			says_no "$text" v $request
		fi
	done
	expect_eq "$(state)" "$before" "state after refusals"
}

# ---- tables -----------------------------------------------------------------

test_networks()
{
	refuse_all <<-'END'
		There is a device of this name|network add red
		There is a device of this name|network add s1
		A new network needs a name|NETWORK_NEW
		The device is not a network|network set s1 private on
		The device is not a network|network del s1
		The device is not a network|network show s1
		There is no such network in this network namespace|network set nosuch private on
		There is no such network in this network namespace|network del nosuch
		No network named|NETWORK_DEL
		The ageing time is not within 10 to 1000000 seconds|network add x ageing 9
		The ageing time is not within 10 to 1000000 seconds|network set red ageing 1000001
		The preferred speed is above the largest|network add x preferred 2G max 1G
		The preferred speed is above the largest|network set red preferred 2G max 1G
		A network with connections can't begin or cease to tunnel|network set red tunnel on
		SmartLink can't take the link of a port's device away|network set red smartlink on
		SmartLink needs ports that are on no other network|network set green smartlink on
		integer out of range|NETWORK_SET NETWORK_IFNAME=str:red NETWORK_PRIVATE=u8:2
	END
}

test_ports()
{
	refuse_all <<-'END'
		A loopback device can't be a port|connection add lo network red
		Only an Ethernet device can be a port|connection add tun0 network red
		A bridge or network can't be a port of another|connection add br0 network red
		A bridge or network can't be a port of another|connection add blue network red
		No such device in this network namespace|connection add nosuch network red
		There is no such network in this network namespace|connection add s3 network nosuch
		The device is not a network|connection add s3 network s4
		No device named|CONN_NEW CONN_NETWORK_NAME=str:red
		No network named|CONN_NEW CONN_IFNAME=str:s3
		A loopback device can't be a port|uplinkset set U add-port lo
		A bridge or network can't be a port of another|uplinkset set U add-port red
	END
}

test_ports_in_use()
{
	i link set s3 master br0
	defer ip -n "$module" link set s3 nomaster
	refuse "The device has a master already" v connection add s3 network red
	refuse "The device has a master already" v uplinkset set U add-port s3
	i link add link s4 name mv0 type macvlan
	defer ip -n "$module" link del mv0
	refuse "Something else takes the frames of the device" \
		v connection add s4 network red
	refuse "busy" i link set s2 master br0
	refuse "busy" i link add link s2 name mv1 type macvlan
}

test_tags()
{
	refuse_all <<-'END'
		The VID is not within 1 to 4094|connection add s3 network red vlan 4095
		The VID is not within 1 to 4094|connection add s3 network red native 4095
		VID 0 is a priority, not a VLAN|connection add s3 network red vlan 0
		VID 0 is a priority, not a VLAN|connection add s3 network red channel 0
		The channel is not within 1 to 4094|connection add s3 network red channel 4095
		Only a VLAN or native connection has a VID|CONN_NEW CONN_IFNAME=str:s3 CONN_NETWORK_NAME=str:red CONN_TAG=u32:0 CONN_VID=u16:5
		A VLAN connection needs a VID|CONN_NEW CONN_IFNAME=str:s3 CONN_NETWORK_NAME=str:red CONN_TAG=u32:1
		The tag is neither 802.1Q nor 802.1ad|CONN_NEW CONN_IFNAME=str:s3 CONN_NETWORK_NAME=str:red CONN_CHANNEL=u16:5 CONN_CHANNEL_PROTO=u16:0x9100
		integer out of range|CONN_NEW CONN_IFNAME=str:s3 CONN_NETWORK_NAME=str:red CONN_TAG=u32:4
		The network tunnels VLANs: its connections are tunnels|connection add s3 network tunnel vlan 5
		The network does not tunnel VLANs|connection add s3 network red tunnel
		The port's channels have another tag|connection add s2 network red channel 101 proto 802.1Q
		The port has a connection with this tag|connection add s1 network blue
		The port has a connection with this tag|connection add s2 network red vlan 7
		The port has a connection with this tag|connection add s2 network red channel 100
		The port is on the network already|connection add s1 network red vlan 5
		The port is on the network already|connection add s2 network green
	END
}

# What depends on the tags that a port has already
test_channel_protocols()
{
	v connection add s3 network red channel 5 proto 802.1Q
	defer "$VCCTL" -n "$module" connection del s3 channel 5
	refuse "802.1Q tags are channels on this port" \
		v connection add s3 network blue vlan 6
	refuse "The port's channels have another tag" \
		v connection add s3 network blue channel 6
	v connection add s4 network red native 9
	defer "$VCCTL" -n "$module" connection del s4 native
	refuse "802.1Q tags are VLANs on this port" \
		v connection add s4 network blue channel 6 proto 802.1Q
}

test_connections()
{
	local macs

	printf -v macs '02:00:00:00:00:%02x,' {1..65}
	refuse "More addresses than a lock can hold" \
		v connection set "${id[red]}" lock "${macs%,}"
	refuse_all <<-'END'
		There is no such connection|connection set 9999 learning off
		There is no such connection|connection del 9999
		There is no such connection|connection show 9999
		The port has no such connection|connection del s1 vlan 5
		The port has no such connection|connection set s2 learning off
		The port has no such connection|connection del s3
		No device named|CONN_DEL
		Only an uplink has a preference|connection add s3 network red preference 5
		The network's uplinks are an uplink set's|connection add up2 network blue role uplink
		The connection is an uplink set's: change that|connection del @uplink
		A limit needs a kind of frames|CONN_SET CONN_ID=u32:@red CONN_STORM{ STORM_PPS=u64:5 }
		A limit counts bits or packets, not both|CONN_SET CONN_ID=u32:@red CONN_STORM{ STORM_KIND=u32:0 STORM_PPS=u64:5 STORM_KBPS=u64:5 }
		integer out of range|CONN_SET CONN_ID=u32:@red CONN_STORM{ STORM_KIND=u32:3 STORM_PPS=u64:5 }
		Without a lock there are no addresses|CONN_SET CONN_ID=u32:@red CONN_LOCKED=u8:0 CONN_LOCK_MAC=hex:020000000001
		Not a unicast Ethernet address|connection set @red lock 01:00:5e:00:00:01
		Not a unicast Ethernet address|CONN_SET CONN_ID=u32:@red CONN_LOCKED=u8:1 CONN_LOCK_MAC=hex:000000000000
	END
}

# A thousand, and no more; on a switch of their own, which goes as a whole
test_connections_of_a_port()
{
	local n

	module=''
	switch_up
	i link add s1 type veth peer name x1
	for ((n = 1; n <= 1001; n++)); do
		echo "NETWORK_NEW NETWORK_IFNAME=str:n$n --"
	done | r
	for ((n = 1; n <= 1000; n++)); do
		echo "CONN_NEW CONN_IFNAME=str:s1 CONN_NETWORK_NAME=str:n$n" \
			"CONN_VID=u16:$n --"
	done | r
	expect_eq "$(v -j connection show dev s1 | jq length)" 1000 "connections"
	refuse "The port has all the connections it can" \
		v connection add s1 network n1001 vlan 1001
	v connection del s1 vlan 500
	v connection add s1 network n1001 vlan 1001
}

test_uplink_sets()
{
	v network add own
	v connection add up2 network own role uplink vlan 30
	defer "$VCCTL" -n "$module" network del own
	refuse_all <<-'END'
		There is an uplink set of this name|uplinkset add U
		A new uplink set needs a name|UPLINKSET_NEW
		A new uplink set needs a name|UPLINKSET_NEW UPLINKSET_NAME=str:
		No uplink set named|UPLINKSET_SET
		There is no such uplink set|uplinkset set nosuch preempt off
		There is no such uplink set|uplinkset del nosuch
		There is no such uplink set|uplinkset show nosuch
		The device is in an uplink set already|uplinkset add V ports up1
		In mode LACP the one port is the bonding device|UPLINKSET_NEW UPLINKSET_NAME=str:V UPLINKSET_MODE=u32:1 UPLINKSET_MEMBER{ MEMBER_IFNAME=str:s3 } UPLINKSET_MEMBER{ MEMBER_IFNAME=str:s4 }
		The mode of an uplink set is for good|UPLINKSET_SET UPLINKSET_NAME=str:U UPLINKSET_MODE=u32:1
		An uplink set carries the network already|uplinkset add V networks blue
		An uplink set carries the network already|uplinkset set U add-network blue:vlan21
		The network has uplinks of its own|uplinkset set U add-network own
		The uplink set has no such port|uplinkset set U del-port up2
		The uplink set does not carry the network|uplinkset set U del-network red
		The uplink set has no such port|uplinkset set U del-port up1,up1
		The uplink set does not carry the network|uplinkset set U del-network blue,blue
		The uplink set has no such port|UPLINKSET_SET UPLINKSET_NAME=str:U UPLINKSET_MEMBER{ MEMBER_IFNAME=str:up1 MEMBER_REMOVE=flag: MEMBER_PREFERENCE=u32:9 } UPLINKSET_MEMBER{ MEMBER_IFNAME=str:up1 MEMBER_REMOVE=flag: }
		No such device in this network namespace|uplinkset set U add-port nosuch
		The device is not a network|uplinkset set U add-network s1
		The port has a connection with this tag|uplinkset set U add-network red:vlan20
		The network does not tunnel VLANs|uplinkset set U add-network red:tunnel
		The network tunnels VLANs: its connections are tunnels|uplinkset set U add-network tunnel:vlan5
		integer out of range|uplinkset set U hold-down 3600001
		integer out of range|uplinkset set U announce-rate 100001
		integer out of range|uplinkset set U announce-count 101
		integer out of range|uplinkset set U add-network red:vlan4095
	END
}

# A request with many parts is carried out as a whole or not at all
test_all_or_nothing()
{
	refuse_all <<-'END'
		The uplink set does not carry the network|uplinkset set U add-port s3 add-network red:vlan30 del-network green
		No such device in this network namespace|uplinkset set U add-port s3,s4:5 add-port nosuch
		The port has a connection with this tag|uplinkset set U add-port s3 add-network red:vlan30,green:vlan30
		The port has a connection with this tag|uplinkset add V ports s3 networks red:vlan30,green:vlan30
		The port has a connection with this tag|uplinkset set U preempt off hold-down 5 del-network blue add-network red:vlan30,green:vlan30
		The device is in an uplink set already|uplinkset add V ports s3,up1 networks red
		The port is on the network already|uplinkset set U add-network red:vlan30 add-port s1
	END
}

test_addresses()
{
	local own

	own=$(dev_mac "$module" red)
	refuse "The address is the network device's own" \
		v fdb add "$own" network red connection "${id[red]}"
	refuse "The address is the network device's own" \
		v fdb del "$own" network red
	refuse_all <<-'END'
		The network knows no such address|fdb del 02:00:00:00:00:99 network red
		The connection is on another network|fdb add 02:00:00:00:00:02 network red connection @blue
		There is no such connection|fdb add 02:00:00:00:00:02 network red connection 9999
		There is no such connection|fdb flush connection 9999
		Not a unicast Ethernet address|fdb add 01:00:5e:00:00:01 network red connection @red
		Not a unicast Ethernet address|fdb add 00:00:00:00:00:00 network red connection @red
		Not a unicast Ethernet address|fdb flush address ff:ff:ff:ff:ff:ff
		The device is not a network|fdb add 02:00:00:00:00:02 network s1 connection @red
		There is no such network in this network namespace|fdb flush network nosuch
		No network named|FDB_NEW FDB_MAC=hex:020000000002
		No connection named|FDB_NEW FDB_NETWORK_NAME=str:red FDB_MAC=hex:020000000002
		No address named|FDB_NEW FDB_NETWORK_NAME=str:red FDB_CONN=u32:@red
		No address named|FDB_DEL FDB_NETWORK_NAME=str:red
	END
}

test_mirrors()
{
	local many

	v mirror add m to s3 from "${id[red]}"
	defer "$VCCTL" -n "$module" mirror del m
	v mirror add n to connection "${id[green]}" from "${id[uplink]}"
	defer "$VCCTL" -n "$module" mirror del n
	printf -v many "${id[blue]},%.0s" {1..17}
	refuse "More connections than a mirror can have" \
		v mirror add x to s4 from "${many%,}"
	refuse_all <<-'END'
		There is a mirror of this name|mirror add m to s4 from @blue
		A connection is mirrored already|mirror add x to s4 from @red
		The analyser can't be one of those mirrored|mirror add x to connection @blue from @blue
		The analyser can't be one of those mirrored|mirror add x to connection @red from @blue
		The analyser can't be one of those mirrored|mirror add x to s4 from @green
		A connection is named twice|mirror add x to s4 from @blue:rx,@blue:tx
		The analyser's device is a port: name a connection of it|mirror add x to s2 from @blue
		The analyser's device must be an Ethernet port|mirror add x to red from @blue
		The analyser's device must be an Ethernet port|mirror add x to tun0 from @blue
		No such device in this network namespace|mirror add x to nosuch from @blue
		There is no such connection|mirror add x to s4 from 9999
		There is no such connection|mirror add x to connection 9999 from @blue
		There is no such mirror|mirror del x
		There is no such mirror|mirror show x
		A new mirror needs a name|MIRROR_NEW
		No mirror named|MIRROR_DEL
		No connection named|MIRROR_NEW MIRROR_NAME=str:x MIRROR_TO_IFNAME=str:s4
		No connection named|MIRROR_NEW MIRROR_NAME=str:x MIRROR_TO_IFNAME=str:s4 MIRROR_SOURCE{ SOURCE_DIRECTION=u32:1 }
	END
}

test_protection()
{
	refuse_all <<-'END'
		The interval is neither 0 nor within 50 to 60000 ms|protect set loop-interval 49
		The interval is neither 0 nor within 50 to 60000 ms|protect set loop-interval 60001
		integer out of range|protect set loop-retry 99
	END
}

# ---- other tools ------------------------------------------------------------

test_ip()
{
	local why="nvalid argument"

	refuse "A loopback device can't be a port" i link set lo master red
	refuse "A bridge or network can't be a port of another" \
		i link set blue master red
	refuse "The port is on the network already" i link set s2 master blue
	i link set s3 master br0
	defer ip -n "$module" link set s3 nomaster
	refuse "The device has a master already" v connection add s3 network red
	# VLANs on top make no sense but on a network that tunnels
	refuse "not support" i link add link red name red.5 type vlan id 5
	i link add link tunnel name tunnel.5 type vlan id 5
	i link del tunnel.5
	# networks belong to their namespace's switch, as lo to its own: newer kernels
	# say so in words
	[[ $(i link set lo netns 1 2>&1) != *"netns is immutable"* ]] ||
		why="netns is immutable"
	refuse "$why" i link set red netns 1
}

# bridge(8) exits with statuses of its own
test_bridge()
{
	local own before

	own=$(dev_mac "$module" red)
	before=$(state)
	expect_fail_text "Name the port that the address is behind: via PORT" \
		bridge -n "$module" fdb add 02:00:00:00:00:02 dev red self static
	expect_fail_text "The port is not on the network" bridge -n "$module" \
		fdb add 02:00:00:00:00:02 dev red self via s2 static
	expect_fail_text "Not a unicast Ethernet address" bridge -n "$module" \
		fdb add 01:00:5e:00:00:01 dev red self via s1 static
	expect_fail_text "The address is the network device's own" \
		bridge -n "$module" fdb del "$own" dev red self
	expect_fail_text "The network knows no such address" \
		bridge -n "$module" fdb del 02:00:00:00:00:99 dev red self
	expect_fail_text "A port of a network has no such setting" \
		bridge -n "$module" link set dev s1 cost 5
	expect_eq "$(state)" "$before" "state after refusals"
}

# _fdb VERB "ARGS" MAC
_fdb()
{
	local words

	read -ra words <<<"$2"
	bridge -n "$module" fdb "$1" "$3" dev red self "${words[@]}"
}

_flush()
{
	local words

	read -ra words <<<"$1"
	bridge -n "$module" fdb flush dev red self "${words[@]}"
}

# What bridge(8) can say of an address is done, or refused by name
test_bridge_fdb()
{
	local mac=02:00:00:00:00:02 own before on=02:00:00:00:00:0f

	i link add link red name mv0 address "$on" type macvlan
	defer ip -n "$module" link del mv0
	i link set red up
	i link set mv0 up
	v connection add s2 network red
	expect_ok _fdb add "via s1 static" "$mac"
	before=$(state)
	expect_fail_text "The network knows the address already: replace" \
		_fdb add "via s2 static" "$mac"
	expect_fail_text "An address is behind one port" _fdb append "via s2 static" "$mac"
	for own in "via s1 static vlan 9" "via s1 dynamic vlan 9"; do
		expect_fail_text "knows its addresses without a VLAN" \
			_fdb replace "$own" "$mac"
	done
	for own in extern_learn use router; do
		expect_fail_text "is static, dynamic or sticky" \
			_fdb replace "via s1 $own" "$mac"
	done
	expect_fail_text "has a port and nothing else" \
		_fdb replace "via s1 static dst 192.0.2.1" "$mac"
	expect_fail_text "knows its addresses without a VLAN" _fdb del "vlan 7" "$mac"
	expect_fail_text "behind another port" _fdb del "via s2" "$mac"
	expect_fail_text "or that of a device on it" _fdb del "" "$on"
	expect_fail_text "or that of a device on it" v fdb del "$on" network red
	expect_fail_text "knows its addresses without a VLAN" _fdb get "vlan 9" "$mac"
	expect_fail_text "knows its addresses without a VLAN" _flush "vlan 7"
	for own in static nostatic permanent extern_learn sticky; do
		expect_fail_text "what was set by hand stays" _flush "$own"
	done
	expect_fail_text "The port is not on the network" _flush "brport s3"
	expect_eq "$(state)" "$before" "state after refusals"

	expect_ok _fdb replace "via s2 static" "$mac"
	expect_text "02:00:00:00:00:02 dev red via s2" _fdb get "" "$mac"
	expect_ok _fdb replace "via s1 dynamic" 02:00:00:00:00:03
	expect_ok _fdb replace "via s2 dynamic" 02:00:00:00:00:04
	expect_ok _flush "brport s1"
	expect_fail_text "knows no such address" _fdb get "" 02:00:00:00:00:03
	expect_ok _fdb get "" 02:00:00:00:00:04
	expect_ok _flush ""
	expect_fail_text "knows no such address" _fdb get "" 02:00:00:00:00:04
	expect_ok _fdb del "via s2" "$mac"
}

# Without CAP_NET_ADMIN everything can be read and nothing written
test_needs_net_admin()
{
	local request before

	require_cmd setpriv
	expect_text red unprivileged network show
	expect_text s1 unprivileged connection show
	expect_text up1 unprivileged uplinkset show
	before=$(state)
	for request in "network add x" "network del red" \
		"connection add s3 network red" \
		"connection set ${id[red]} learning off" \
		"uplinkset set U preempt off" "fdb flush" \
		"mirror add x to s4 from ${id[red]}" "protect set flap-limit 5"; do
		# shellcheck disable=SC2086
		says_no "not permitted" unprivileged $request
	done
	expect_eq "$(state)" "$before" "state after refusals"
}

unprivileged()
{
	in_ns "$module" setpriv --bounding-set -net_admin --inh-caps -net_admin \
		"$VCCTL" "$@"
}

ktap_setup setup
ktap_main test_networks test_ports test_ports_in_use test_tags \
	test_channel_protocols test_connections test_connections_of_a_port \
	test_uplink_sets test_all_or_nothing test_addresses test_mirrors \
	test_protection test_ip test_bridge test_bridge_fdb test_needs_net_admin
