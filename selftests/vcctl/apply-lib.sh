# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# A host that is its own switch: both ends of the wire are here.
#
#	bay b1 srv0 ======== sw0  switch  up1, up2
#
# For the tests of vcctl apply: make_host at set-up, then `domain` works on the
# store $db and $file is a domain for it. Needs ktap.sh, net.sh, vbridge.sh and
# vcid.sh sourced first.

# shellcheck disable=SC2034 # for the tests
make_host()
{
	require_root
	require_cmd jq
	require_module flexnic sch_flexnic vbridge vcid
	load_vbridge
	load_flexnic
	load_vcid
	dir=$(mktemp -d)
	db=$dir/domain.db
	file=$dir/domain.yaml
	defer rm -rf "$dir"
	ip link add srv0 type veth peer name sw0
	defer ip link del srv0
	ip link add up1 type dummy
	defer ip link del up1
	ip link add up2 type dummy
	defer ip link del up2
	ip link set srv0 up
	ip link set sw0 up
	ip link set up1 up
	ip link set up2 up
	write_domain
}

write_domain()
{
	cat >"$file" <<-END
	pools:
	  macs: {kind: mac, ranges: ["local:7"]}
	domain: {pools: {mac: macs}, host: b1, switch: on}
	networks:
	  prod: {preferred: 2G, max: 5G}
	  mgmt: {max: 1G, smartlink: off}
	  backup: {max: 1G}
	  voice: {}
	uplinksets:
	  A: {ports: {up1: 1, up2: 2}, networks: {prod: vlan10, mgmt: native}}
	bays:
	  b1: {ports: {1: {dev: srv0, speed: 10G, downlink: sw0}}}
	profiles:
	  web01:
	    bay: b1
	    connections:
	      1: {network: prod}
	      2: {network: mgmt, speed: 500M}
	      3: {networks: {backup: vlan7, voice: untagged}, speed: auto, prio: 2}
	END
}

domain()
{
	vcctl -db "$db" "$@"
}

# apply ARGS...: of the file
apply()
{
	domain apply -f "$file" "$@"
}

# What the kernel has, but for counters, ages and what follows the link
kernel_state()
{
	local what

	for what in port network connection uplinkset identity; do
		vcctl -j "$what" show | jq -c 'walk(if type == "object" then
			del(.ifindex, .macs, .link, .carrier, .uplink, .state,
			    .active, .failovers, .id, .ifname, .qdisc, .index,
			    .netnsid, .reason, .original, .conns, .connections)
			else . end)'
	done
}

# A network that is not the domain's is left alone
stray()
{
	vcctl network add stray
	defer vcctl network del stray
}

# The kinds of drift: what diff says, and the command that makes it, in which
# BURNED_IN is the address of srv0
drifts=(
	"flexnic c: speed: custom -> auto|vcctl flexnic set srv0-c speed 300M"
	"flexnic c: max:|vcctl flexnic set srv0-c max 3G"
	"flexnic c: prio: 5 -> 2|vcctl flexnic set srv0-c prio 5"
	"flexnic c: channel: 300 -> 103|vcctl flexnic set srv0-c channel 300"
	"flexnic c: link: 0 -> 1|vcctl flexnic set srv0-c link off"
	"flexnic d: link: 1 -> 0|vcctl flexnic set srv0-d link on"
	"flexnic d: speed: auto -> disabled|vcctl flexnic set srv0-d speed auto"
	"port srv0: speed: 8Gbit -> 10Gbit|vcctl port set srv0 speed 8G"
	"identity: none -> web01|vcctl profile unload"
	"identity: web01 -> web01|vcctl identity clear mac BURNED_IN slot c"
	"identity: web01 -> web01|vcctl identity set pxe BURNED_IN slot c policy disabled"
	"network prod: private|vcctl network set prod private on"
	"network prod: ageing|vcctl network set prod ageing 10"
	"network prod: mac-limit|vcctl network set prod mac-limit 7"
	"network prod: preferred|vcctl network set prod preferred 1G"
	"network prod: max|vcctl network set prod max 9G"
	"+ network mgmt|ip link del mgmt"
	"+ connection sw0 channel 102 untagged: network mgmt|vcctl connection del sw0 channel 102"
	"- connection sw0 channel 109 untagged: network stray|vcctl connection add sw0 network stray channel 109"
	"uplinkset A: port up2: 2|vcctl uplinkset set A del-port up2"
	"uplinkset A: network mgmt|vcctl uplinkset set A del-network mgmt"
	"+ uplinkset A|vcctl uplinkset del A"
	"its qdisc is missing|tc qdisc del dev srv0 root"
)

# drift_command LINE: the command of a line of drifts
drift_command()
{
	local cmd=${1#*|}

	echo "${cmd/BURNED_IN/$(<"/sys/class/net/srv0/address")}"
}
