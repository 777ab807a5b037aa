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
