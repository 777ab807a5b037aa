# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# A blade whose port is split in FlexNICs, and the module at the other end of
# its wire; needs ktap.sh and net.sh sourced first, and flexnic loaded.
#
#	blade (netns)                          module (netns)
#	+-----------------------+              +-------------------------+
#	| eth0-a .. eth0-d      |              |  far end of a .. d      |
#	| 198.18.1.1  ..4.1     |     wire     |  198.18.1.2  ..4.2      |
#	|   flexnic: eth0 ======|==============|== eth1                  |
#	+-----------------------+              +-------------------------+
#
# The far end of a FlexNIC is device "far0" in a netns of its own, on top of
# eth1: a VLAN device with the FlexNIC's tag, or a macvlan in mode mac. So no
# traffic takes a short cut, and what leaves eth0-a can only come back through
# far0 of a. FlexNICs that share a VLAN share the far end too.
#
#	blade_setup MODE [ARGS...]	$blade and $module with a veth for a wire,
#					and eth0 split by `vcctl port add eth0
#					mode MODE ARGS...`; $blade_mode is MODE.
#					In mode vlan the VLANs are 201.. unless
#					ARGS name some
#	blade_wire_up, blade_split MODE [ARGS...]
#					the two halves of it; what is split again
#					needs a `port del` first
#	blade_learn			names and tags again, after a change
#	blade_save NAME, blade_use NAME	puts all that is known of a blade aside,
#					and makes it the current one again
#	far_end SLOT...			makes ${far[SLOT]}, gives addresses to it
#					and to the FlexNIC, and brings both up
#	own_ns SLOT...			moves FlexNICs to netns ${home[SLOT]}
#					each, before far_end; else home is $blade
#	ping_far SLOT [ARGS...]		the far end answers (3 pings unless -c)
#	answers SLOT			one ping, quickly: for wait_for
#	iperf3_far SLOT			starts a server at its far end
#	flexnic_json SLOT [FILTER]		its object in `vcctl -j port show`, by jq
#	expect_clean_end		the modules go at once, and nothing is in
#					the log since dmesg_mark
#
# Before blade_setup, blade_wire may hold arguments for the veth (numtxqueues 4
# ...), or blade_nics the names of two NICs of this machine that are cabled
# together and become the port and the module's end of the wire. Their names are
# $port and $peer, which are eth0 and eth1 for veth.
#
# By slot: ${flexnic[SLOT]}, its name; ${flexnic_vid[SLOT]}, its channel or VLAN or
# "null"; ${flexnic_ip[SLOT]} and ${far_ip[SLOT]}, the addresses. $blade_proto is
# the port's tag. They are of the last blade_setup; a case that sets up a blade
# of its own has them for itself.

declare -A flexnic flexnic_vid home far _far_of_vid _blade_saved
declare -A flexnic_ip=([a]=198.18.1.1 [b]=198.18.2.1 [c]=198.18.3.1 [d]=198.18.4.1)
declare -A far_ip=([a]=198.18.1.2 [b]=198.18.2.2 [c]=198.18.3.2 [d]=198.18.4.2)
blade='' module='' blade_mode='' blade_proto='' blade_wire=() blade_nics=()
port=eth0 peer=eth1

flexnic_json()
{
	vcctl -n "$blade" -j port show "$port" |
		jq -r --arg slot "$1" \
			".[0].flexnics[] | select(.slot == \$slot) | ${2-.}"
}

blade_learn()
{
	local slot name vid proto

	while read -r slot name vid proto; do
		flexnic[$slot]=$name
		flexnic_vid[$slot]=$vid
		blade_proto=$proto
	done < <(vcctl -n "$blade" -j port show "$port" | jq -r '.[0] |
		.tag_proto as $p | .flexnics[] |
		"\(.slot) \(.ifname) \(.channel // .vlan) \($p)"')
}

blade_save()
{
	_blade_saved[$1]=$(declare -p blade module port peer blade_mode blade_proto \
		flexnic flexnic_vid home far _far_of_vid)
}

blade_use()
{
	eval "${_blade_saved[$1]//declare -/declare -g -}"
}

# _vlan_args ARGS...: puts into the array args ARGS and the VLANs that `port
# add` needs, for as many FlexNICs as ARGS ask for
_vlan_args()
{
	local i count=4 slots=(a b c d) all=" $* "

	args=("$@")
	[[ $all != *" vlan "* ]] || return 0
	[[ ! $all =~ " count "([0-9]+) ]] || count=${BASH_REMATCH[1]}
	for ((i = 0; i < count; i++)); do
		_vlan_of_slot "${slots[i]}" $((201 + i))
	done
}

# a slot that ARGS name already must not be named again
_vlan_of_slot()
{
	local i

	for ((i = 0; i < ${#args[@]}; i++)); do
		[[ ${args[i]} == "$1" && ${args[i - 1]-} != name ]] || continue
		args=("${args[@]:0:i}" "$1" vlan "$2" "${args[@]:i + 1}")
		return
	done
	args+=("$1" vlan "$2")
}

_wire_of_veth()
{
	port=eth0 peer=eth1
	ip -n "$blade" -batch - <<-END
		link add $port $* type veth peer name $peer $* netns $module
		link set $port up
	END
	ip -n "$module" link set "$peer" up
}

_wire_of_nics()
{
	port=$1 peer=$2
	nic_to_ns "$port" "$blade"
	nic_to_ns "$peer" "$module"
	ip -n "$blade" link set "$port" up
	ip -n "$module" link set "$peer" up
	wait_link_up "$module" "$peer"
}

blade_wire_up()
{
	ns_new blade module
	if ((${#blade_nics[@]})); then
		_wire_of_nics "${blade_nics[@]}"
	else
		_wire_of_veth ${blade_wire[@]+"${blade_wire[@]}"}
	fi
}

blade_split()
{
	local args

	blade_mode=$1
	shift
	args=("$@")
	[[ $blade_mode != vlan ]] || _vlan_args "$@"
	vcctl -n "$blade" port add "$port" mode "$blade_mode" \
		${args[@]+"${args[@]}"}
	flexnic=() flexnic_vid=() home=() far=() _far_of_vid=()
	blade_learn
}

blade_setup()
{
	blade_wire_up
	blade_split "$@"
}

own_ns()
{
	local slot ns

	for slot; do
		ns_new ns
		ip -n "$blade" link set "${flexnic[$slot]}" netns "$ns"
		home[$slot]=$ns
	done
}

# Few processes, each with many commands: processes are what costs in a VM
# without hardware to run it.
_far_ns()
{
	local slot=$1 vid=${flexnic_vid[$1]} kind

	if [[ $vid != null && -n ${_far_of_vid[$vid]-} ]]; then
		far[$slot]=${_far_of_vid[$vid]}
		return
	fi
	far[$slot]=$module-$slot
	_far_of_vid[$vid]=${far[$slot]}
	ip netns add "${far[$slot]}"
	defer _far_end_del "${far[$slot]}"
	kind="macvlan mode bridge"
	[[ $blade_mode == mac ]] || kind="vlan proto $blade_proto id $vid"
	links+="link add link $peer netns ${far[$slot]} name far0 type $kind"$'\n'
}

# The end of a netns takes its devices some time later; the tag is free now
_far_end_del()
{
	ip -n "$1" link del far0
	_ns_del "$1"
}

# _addressed DEV ADDRESS: commands
_addressed()
{
	printf 'address add %s/24 dev %s\nlink set %s up\n' "$2" "$1" "$1"
}

far_end()
{
	local slot links=''

	for slot; do
		: "${home[$slot]:=$blade}"
		_far_ns "$slot"
	done
	ip -n "$module" -batch - <<<"$links"
	for slot; do
		_addressed far0 "${far_ip[$slot]}" |
			ip -n "${far[$slot]}" -batch -
		_addressed "${flexnic[$slot]}" "${flexnic_ip[$slot]}" |
			ip -n "${home[$slot]}" -batch -
	done
	for slot; do
		wait_link_up "${home[$slot]}" "${flexnic[$slot]}"
		wait_link_up "${far[$slot]}" far0
	done
}

ping_far()
{
	local slot=$1

	shift
	in_ns "${home[$slot]}" \
		ping -n -q -c 3 -i 0.1 -W 10 "$@" "${far_ip[$slot]}"
}

answers()
{
	in_ns "${home[$1]}" ping -n -q -c 1 -W 1 "${far_ip[$1]}"
}

iperf3_far()
{
	iperf3_server "${far[$1]}"
}

# The log is clean, also after the last reference on every device has gone
expect_clean_end()
{
	expect_ok timeout 20 bash -c "$(declare -f unload_flexnic _loaded)
		unload_flexnic"
	expect_ok dmesg_clean
}
