# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# A module with a switch, servers below it and a data centre's network above;
# needs ktap.sh and net.sh sourced first, and vbridge loaded.
#
#	servers (netns each)     module (netns)       upstream (netns)
#	+------------+           +----------+        +------------------------+
#	| eth0 of s1 |===========|= s1  up1 =|========|= in1 tor1 === c1       |
#	+------------+           | vbridge  |        |                   core |
#	| eth0 of s2 |===========|= s2  up2 =|========|= in2 tor2 === c2   |   |
#	+------------+           +----------+        +--------------------|---+
#	                                              far ends (netns each), far0
#
# torN are bridges that take no notice of VLANs; core is one that keeps them
# apart. So what is behind the module is known to two switches in a row, and the
# second one sees no carrier that is lost: only an announcement tells it.
#
#	load_vbridge, unload_vbridge	the module, fresh; unloads at the end
#	switch_up			$module, a netns for the switch; where
#					blade_setup was called, its $module it is
#	carrier N on|off		of upN, by its other end
#	active PORT			the uplink set U uses that one: a condition
#	usable PORT			the set has seen its carrier: a condition
#	servers_up NAME[=ADDRESS]...	${server[NAME]} with eth0, cabled to port NAME
#	upstream_up N [VID...]		$upstream, with N uplinks that carry untagged
#					frames and those VLANs
#	far_up NAME=ADDRESS VID		${far[NAME]} with far0, an access port of
#					core in VLAN VID; 1 is that of untagged frames
#	address_add NS DEV ADDRESS	and brings it up
#	vlan_up NS VID ADDRESS [ON [PROTO]]
#					a VLAN device on eth0, or on device ON; its
#					name is ON.VID
#	v ARGS...			vcctl in $module
#	conn_new PORT network NET [ARGS...]
#					prints the id of the new connection
#	conn_of PORT NET		prints the id of a connection
#	conn_json ID [FILTER]		its object in `vcctl -s -j connection show`
#	conn_drops ID REASON		drops so far, e.g. too_long
#	network_json NET [FILTER]	likewise of a network
#	uset_json NAME [FILTER]		likewise of an uplink set
#	fdb_json NET [FILTER]		its addresses, an array
#	unknown_tags PORT		frames that no connection had
#	frames NS ARGS...		see selftests/vbridge/frames.c
#	frames_listen NS FILE ARGS...	`frames -r ARGS` in the background, into FILE;
#					BG_PID set, to be stopped
#	monitor_start FILE [fdb]	`vcctl -j monitor switch` into FILE, listening
#	happened FILE EVENT FILTER	what it told of one kind of event, by jq
#	pings NS ADDRESS [ARGS...]	three answers, unless ARGS say otherwise
#	drop_capture			a file for a capture, in $pcap
#	capture_as NAME NS DEV		a capture with a name
#	captured NAME FILTER		it has such a frame: a condition
#	in_capture NAME MIN MAX FILTER	expects as many
#	bytes_filter HEX		a filter for what follows the addresses
#
# By name: ${server_mac[NAME]}, ${far_mac[NAME]}, ${server_ip[NAME]} and
# ${far_ip[NAME]}. Addresses have 24 bits of network. IPv6 is silent: nothing
# has an address that was not given to it.

# for the tests
# shellcheck disable=SC2034
declare -A server far server_mac far_mac server_ip far_ip
module='' upstream=''
_hosts=0

load_vbridge()
{
	unload_vbridge
	_load vbridge "$@"
	defer unload_vbridge
}

unload_vbridge()
{
	! _loaded vbridge || rmmod vbridge
}

v()
{
	vcctl -n "$module" "$@"
}

# ---- topology ---------------------------------------------------------------

switch_up()
{
	[[ -n $module ]] || ns_new module
}

# _quiet_up DEV...: commands that bring devices up
_quiet_up()
{
	printf 'link set %s addrgenmode none\n' "$@"
	printf 'link set %s up\n' "$@"
}

address_add()
{
	{
		_quiet_up "$2"
		[[ -z $3 ]] || echo "address add $3/24 dev $2"
	} | ip -n "$1" -batch -
}

vlan_up()
{
	local on=${4-eth0}

	ip -n "$1" link add link "$on" name "$on.$2" type vlan \
		proto "${5-802.1Q}" id "$2"
	address_add "$1" "$on.$2" "$3"
}

# _host_new NAME[=ADDRESS] KIND: $name, $mac, $ip
_host_new()
{
	name=${1%%=*} ip=''
	[[ $1 != *=* ]] || ip=${1#*=}
	printf -v mac '02:%02x:00:00:%02x:%02x' "$2" $((++_hosts >> 8)) \
		$((_hosts & 255))
}

_server_commands()
{
	local host name mac ip

	for host; do
		_host_new "$host" 1
		server_mac[$name]=$mac
		server_ip[$name]=$ip
		server[$name]=$module-$name
		links+="link add $name type veth peer name eth0 "
		links+="address $mac netns ${server[$name]}"$'\n'
	done
}

servers_up()
{
	local host name links=''

	switch_up
	_server_commands "$@"
	for host; do
		name=${host%%=*}
		ip netns add "${server[$name]}"
		defer _ns_del "${server[$name]}"
	done
	{
		echo "$links"
		_quiet_up "${@%%=*}"
	} | ip -n "$module" -batch -
	for host; do
		name=${host%%=*}
		address_add "${server[$name]}" eth0 "${server_ip[$name]}"
	done
}

_uplink_commands()
{
	cat <<-END
		link add tor$1 type bridge mcast_snooping 0
		link add in$1 type veth peer name up$1 netns $module
		link add t$1 type veth peer name c$1
		link set in$1 master tor$1
		link set t$1 master tor$1
		link set c$1 master core
	END
	_quiet_up "tor$1" "in$1" "t$1" "c$1"
}

upstream_up()
{
	local n=$1 i vid uplinks=()

	shift
	switch_up
	ns_new upstream
	for ((i = 1; i <= n; i++)); do
		uplinks+=("up$i")
	done
	{
		echo "link add core type bridge vlan_filtering 1 mcast_snooping 0"
		for ((i = 1; i <= n; i++)); do
			_uplink_commands "$i"
		done
		_quiet_up core
	} | ip -n "$upstream" -batch -
	_quiet_up "${uplinks[@]}" | ip -n "$module" -batch -
	for ((i = 1; i <= n; i++)); do
		for vid; do
			echo "vlan add dev c$i vid $vid"
		done
	done | bridge -n "$upstream" -batch -
}

carrier()
{
	local word=up

	[[ $2 == on ]] || word=down
	ip -n "$upstream" link set "in$1" "$word"
}

active()
{
	[[ $(uset_json U '.ports[] | select(.active) | .port') == "$1" ]]
}

usable()
{
	[[ $(uset_json U ".ports[] | select(.port == \"$1\") | .carrier") == true ]]
}

far_up()
{
	local name mac ip vid=$2

	_host_new "$1" 2
	far_mac[$name]=$mac
	far_ip[$name]=$ip
	far[$name]=$upstream-$name
	ip netns add "${far[$name]}"
	defer _ns_del "${far[$name]}"
	{
		echo "link add p-$name type veth peer name far0" \
			"address $mac netns ${far[$name]}"
		echo "link set p-$name master core"
		_quiet_up "p-$name"
	} | ip -n "$upstream" -batch -
	((vid == 1)) || bridge -n "$upstream" -batch - <<-END
		vlan del dev p-$name vid 1
		vlan add dev p-$name vid $vid pvid untagged
	END
	address_add "${far[$name]}" far0 "$ip"
}

# ---- what there is ----------------------------------------------------------

conn_new()
{
	v -j connection add "$@" | jq '.[0].id'
}

# swallow_probes DEV...: loop protection's do not leave by these ports
swallow_probes()
{
	local dev

	for dev; do
		tc -n "$module" qdisc add dev "$dev" clsact
		tc -n "$module" filter add dev "$dev" egress protocol 0x88b5 \
			matchall action drop
	done
}

conn_of()
{
	v -j connection show dev "$1" network "$2" | jq '.[0].id'
}

conn_json()
{
	v -s -j connection show "$1" | jq -r ".[0] | ${2-.}"
}

conn_drops()
{
	conn_json "$1" ".stats.drops.$2 // 0"
}

network_json()
{
	v -s -j network show "$1" | jq -r ".[0] | ${2-.}"
}

uset_json()
{
	v -j uplinkset show "$1" | jq -r ".[0] | ${2-.}"
}

fdb_json()
{
	v -j fdb show network "$1" | jq -r "${2-.}"
}

unknown_tags()
{
	v -j topology | jq --arg port "$1" \
		'.ports[] | select(.port == $port) | .unknown_tag'
}

# ---- traffic ----------------------------------------------------------------

frames()
{
	in_ns "$1" "$FLEXNIC_ROOT/selftests/vbridge/frames" "${@:2}"
}

frames_listen()
{
	local file=$2

	_start "$file" in_ns "$1" "$FLEXNIC_ROOT/selftests/vbridge/frames" -r \
		"${@:3}"
	wait_text 20 listening cat "$file"
}

monitor_start()
{
	_start "$1" "$VCCTL" -n "$module" -j monitor switch "${@:2}"
	# to what is configured, to what happens, and to addresses if asked for
	wait_for 20 genl_listens "$module" "$BG_PID" $(($# + 1))
}

happened()
{
	jq -r "select(.event == \"$2\") | $3" "$1"
}

pings()
{
	in_ns "$1" ping -n -q -c 3 -i 0.1 -W 10 "${@:3}" "$2"
}

drop_capture()
{
	pcap=$(mktemp)
	defer rm -f "$pcap" "$pcap.err"
}

declare -A _pcap

capture_as()
{
	local pcap

	drop_capture
	_pcap[$1]=$pcap
	capture "$2" "$3" "$pcap"
}

captured()
{
	(($(capture_count "${_pcap[$1]}" "$2") > 0))
}

in_capture()
{
	expect_between "$(capture_count "${_pcap[$1]}" "$4")" "$2" "$3" \
		"frames '${4//$'\t'/}' in the capture of $1"
}

# A filter compares four bytes at most
bytes_filter()
{
	local hex=$1 at=12 filter='' part

	while [[ -n $hex ]]; do
		part=${hex:0:8} hex=${hex:8}
		filter+="${filter:+ and }ether[$at:$((${#part} / 2))] == 0x$part"
		((at += 4))
	done
	echo "$filter"
}
