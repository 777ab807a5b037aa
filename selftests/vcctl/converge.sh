#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: cpus=1 timeout=600
#
# vcctl apply, then vcctl diff: there is nothing left to do, whatever the domain
# is, whatever was there before, and after a refusal too. Without an identity,
# which other programs have.
#
#	bay b1 srv0 ======== sw0  switch  up1, up2, up3, up4

source "$(dirname "$0")/../lib/ktap.sh"
source "$(dirname "$0")/../lib/net.sh"
source "$(dirname "$0")/../lib/vbridge.sh"

make_wire()
{
	local dev

	require_root
	require_cmd jq
	require_module flexnic sch_flexnic vbridge
	load_vbridge
	load_flexnic
	dir=$(mktemp -d)
	db=$dir/domain.db
	file=$dir/domain.yaml
	defer rm -rf "$dir"
	ip link add srv0 type veth peer name sw0
	defer ip link del srv0
	for dev in up1 up2 up3 up4; do
		ip link add "$dev" type dummy
		defer ip link del "$dev"
		ip link set "$dev" up
	done
	ip link set srv0 up
	ip link set sw0 up
}

domain()
{
	vcctl -db "$db" "$@"
}

clear_host()
{
	echo "domain: {host: b1, switch: on}
bays: {b1: {ports: {1: {dev: srv0, speed: 10G, downlink: sw0}}}}" >"$file"
	domain apply -f "$file" --prune >/dev/null
}

test_maximum_is_speed()
{
	defer clear_host
	cat >"$file" <<-END
	domain: {host: b1, switch: on}
	networks: {prod: {preferred: 2G, max: 10G}, more: {max: 25G}}
	bays: {b1: {ports: {1: {dev: srv0, speed: 10G, downlink: sw0}}}}
	profiles:
	  web01:
	    bay: b1
	    connections: {1: {network: prod}, 2: {network: more}}
	END
	expect_ok domain apply -f "$file" >/dev/null
	expect_eq "$(domain diff)" ""
	expect_text "nothing is to be changed" domain apply
	sed -i 's/speed: 10G/speed: 20G/' "$file"
	expect_ok domain apply -f "$file" >/dev/null
	expect_eq "$(vcctl -j flexnic show srv0-a | jq '.[0].max // .max')" 10000
	expect_eq "$(domain diff)" ""
}

lag()
{
	cat >"$file" <<-END
	domain: {host: b1, switch: on}
	networks: {prod: {}}
	uplinksets:
	  LAG1: {mode: lacp, ports: {up1: 1, up2: 1}, networks: {prod: vlan10}}
	  FO1: {ports: {$1: 1}}
	END
}

links()
{
	ip -j link show | jq -c '[.[] | select(.ifname | test("^(up|LAG)")) |
		[.ifname, .master, (.flags | index("UP") != null)]]'
}

# The bonding device is made before the switch is asked: it goes with what it is for
test_refused_lacp()
{
	local before

	require_module bonding
	defer clear_host
	before=$(links)
	lag lo
	expect_fail domain apply -f "$file"
	expect_eq "$(links)" "$before" "after what was refused"
	lag up3
	expect_text "+ uplinkset LAG1" domain apply -f "$file"
	expect_eq "$(domain diff)" ""
	expect_eq "$(links | jq -r '[.[] | select(.[1] == "LAG1") | .[0]] |
		join(" ")')" "up1 up2"
}

# ... as one that was killed after it leaves it
test_bond_is_there()
{
	require_module bonding
	defer clear_host
	ip link add LAG1 type bond mode 802.3ad
	defer ip link del LAG1
	ip link set up2 down
	ip link set up2 master LAG1
	lag up3
	expect_ok domain apply -f "$file" >/dev/null
	expect_eq "$(domain diff)" ""
	expect_eq "$(links | jq -r '[.[] | select(.[1] == "LAG1") | .[0]] |
		join(" ")')" "up1 up2"
}

# ... but nobody else's device is taken
test_name_is_taken()
{
	defer clear_host
	ip link add LAG1 type dummy
	defer ip link del LAG1
	lag up3
	expect_fail_text "the device of that name is no bond of mode 802.3ad" \
		domain apply -f "$file"
	expect_eq "$(vcctl -j network show)" "[]"
}

pick()
{
	local n=$((RANDOM % $# + 1))

	echo "${!n}"
}

# a domain in which anything may be
random_domain()
{
	local n kinds=(failover failover) net slots=abc

	[[ ! ${bonding:-} ]] || kinds=(failover lacp)
	echo "domain: {host: b1, switch: on}"
	echo "networks:"
	for n in n1 n2 n3 n4; do
		echo "  $n: {$(pick '' 'max: 10G' 'max: 5G' 'preferred: 1G, max: 20G' \
			'ageing: 20' 'mac-limit: 9' 'private: on' 'tunnel: off')}"
	done
	echo "uplinksets:"
	echo "  A: {mode: $(pick "${kinds[@]}"), ports: {$(pick up1:\ 1 'up1: 1, up2: 2')}$(pick '' ', networks: {n1: vlan10}' ', networks: {n1: native, n2: vlan7}')}"
	echo "  B: {ports: {$(pick 'up3: 1' 'up3: 2, up4: 1')}, networks: {n3: $(pick native vlan9)}}"
	echo "bays: {b1: {ports: {1: {dev: srv0, speed: $(pick 10G 20G), downlink: sw0}}}}"
	echo "profiles:"
	echo "  p: {bay: b1, hide-unused: $(pick on off off), connections: {"
	for n in 1 2 3; do
		((RANDOM % 3)) || continue
		net=$(pick "network: n$n" "network: n$n" "networks: {n$n: vlan$n}")
		echo "    $n: {flexnic: ${slots:n-1:1}, port: 1, $net, speed: $(pick auto disabled preferred 500M), prio: $(pick 0 2)},"
	done
	echo "  }}"
}

test_random()
{
	local round

	defer clear_host
	RANDOM=${FLEXNIC_SEED:-11}
	! modprobe bonding 2>/dev/null || bonding=1
	for ((round = 0; round < ${FLEXNIC_ROUNDS:-8}; round++)); do
		random_domain >"$file"
		if ! domain apply --prune -f "$file" >"$dir/out" 2>&1; then
			cat "$file" "$dir/out"
			fail "round $round is refused"
			return
		fi
		if ! domain diff --prune -f "$file" >"$dir/diff"; then
			cat "$file" "$dir/out" "$dir/diff"
			fail "round $round does not converge"
			return
		fi
		# what others do to it
		drift
		domain apply >"$dir/out" || fail "round $round: $(<"$dir/out")"
		expect_rc 0 domain diff
	done
}

drift()
{
	case $((RANDOM % 5)) in
	0) vcctl flexnic set srv0-a max 3G ;;
	1) vcctl port del srv0 ;;
	2) vcctl network set n1 ageing 77 ;;
	3) vcctl uplinkset del A ;;
	4) tc qdisc del dev srv0 root ;;
	esac >/dev/null 2>&1
}

ktap_setup make_wire
ktap_add test_maximum_is_speed
ktap_add test_refused_lacp
ktap_add test_bond_is_there
ktap_add test_name_is_taken
ktap_add test_random
ktap_run
