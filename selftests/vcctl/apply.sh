#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: cpus=1 timeout=600
#
# vcctl apply and diff: store and kernel become what the file says, drift made by
# others is found and mended, and what is refused leaves no trace.
#
#	bay b1 srv0 ======== sw0  switch  up1, up2

source "$(dirname "$0")/../lib/ktap.sh"
source "$(dirname "$0")/../lib/net.sh"
source "$(dirname "$0")/../lib/vbridge.sh"
source "$(dirname "$0")/../lib/vcid.sh"
source "$(dirname "$0")/apply-lib.sh"

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

test_makes_it()
{
	expect_text "+ port srv0: 4 FlexNICs" apply
	vcctl -j port show srv0 >"$dir/port.json"
	expect_eq "$(jq -c '[.[0].flexnics[] |
		[.slot, .channel, .speed_type, .requested, .max, .prio, .link]]' \
		"$dir/port.json")" \
		'[["a",101,"preferred",2000,5000,0,true],["b",102,"custom",500,1000,0,true],["c",103,"auto",null,1000,2,true],["d",104,"disabled",null,0,0,false]]'
	expect_eq "$(dev_mac '' srv0-a)" 06:17:a4:06:00:00
	expect_eq "$(dev_mac '' srv0-c)" 06:17:a4:06:00:02
	expect_eq "$(vcctl -j identity show | jq -r '.profile // .name')" web01
	expect_eq "$(vcctl -j connection show | jq -c '[.[] |
		select(.port == "sw0" or .dev == "sw0" or .ifname == "sw0")] |
		length')" 4
	expect_eq "$(vcctl -j uplinkset show A | jq -c '.[0].ports | length')" 2
}

# A network that is not the domain's is left alone
stray()
{
	vcctl network add stray
	defer vcctl network del stray
}

test_second_is_nothing()
{
	apply >/dev/null
	kernel_state >"$dir/before"
	expect_text "nothing is to be changed" apply
	expect_rc 0 domain diff
	expect_rc 0 domain diff -f "$file"
	kernel_state >"$dir/after"
	expect_ok cmp "$dir/before" "$dir/after"
}

# drift TEXT CMD...: diff tells of what CMD does by TEXT, apply mends it, and
# no FlexNIC is another than before or had its link taken but the one of $nic
drift()
{
	local text=$1 before

	shift
	before=$(undisturbed)
	"$@" || fail "cannot make the drift: $*"
	expect_rc 4 domain diff
	[[ $(domain diff) == *"$text"* ]] || fail "diff says: $(domain diff)"
	domain apply >/dev/null
	expect_rc 0 domain diff
	expect_eq "$(undisturbed)" "$before" "others after: $*"
}

# FlexNIC d is the one that drifts, where it is about one
undisturbed()
{
	local nic

	for nic in srv0-a srv0-b; do
		[[ $nic != "$touched" ]] || continue
		echo "$nic $(<"/sys/class/net/$nic/ifindex")" \
			"$(<"/sys/class/net/$nic/carrier_changes")" \
			"$(<"/sys/class/net/$nic/address")"
	done
}


# The kinds of drift: what diff says, and the command that makes it
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
	"identity: web01 -> web01|vcctl identity clear mac $(printf %s SRV0) slot c"
	"identity: web01 -> web01|vcctl identity set serial DRIFT1"
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

test_drift()
{
	local touched=$1 text=$2 cmd=$3

	apply >/dev/null
	[[ $cmd != *stray* ]] || stray
	cmd=${cmd/SRV0/$(<"/sys/class/net/srv0/address")}
	# shellcheck disable=SC2086 # it is words
	drift "$text" $cmd
}

test_refused_changes_nothing()
{
	apply >/dev/null
	kernel_state >"$dir/before"
	domain export >"$dir/export.before"
	sed 's/up1: 1, up2: 2/up1: 1, up9: 2/; s/prio: 2/prio: 3/;
		s/max: 5G/max: 4G/' "$file" >"$dir/bad.yaml"
	expect_fail_text "No such device" domain apply -f "$dir/bad.yaml"
	kernel_state >"$dir/after"
	domain export >"$dir/export.after"
	expect_ok cmp "$dir/export.before" "$dir/export.after"
	diff "$dir/before" "$dir/after" || fail "the kernel has changed"
	expect_rc 0 domain diff
}

test_dry_run()
{
	apply >/dev/null
	sed 's/prio: 2/prio: 3/' "$file" >"$dir/other.yaml"
	expect_text "flexnic c: prio: 2 -> 3" \
		domain apply -f "$dir/other.yaml" --dry-run
	expect_rc 12 domain diff -f "$dir/other.yaml"
	expect_rc 0 domain diff
	expect_ok domain apply -f "$dir/other.yaml"
	expect_rc 0 domain diff -f "$dir/other.yaml"
	expect_rc 12 domain diff -f "$file"
	apply >/dev/null
}

test_prune()
{
	apply >/dev/null
	sed '/^profiles/,$d' "$file" >"$dir/none.yaml"
	expect_text "- port srv0" domain apply -f "$dir/none.yaml" --prune
	expect_eq "$(vcctl -j port show | jq length)" 0
	expect_eq "$(vcctl -j connection show | jq '[.[] |
		select(.port == "sw0" or .dev == "sw0" or .ifname == "sw0")] |
		length')" 0
	expect_text "+ port srv0" apply
	expect_eq "$(dev_mac '' srv0-a)" 06:17:a4:06:00:03 "a new address"
}

# Killed at any point and run again, it always ends in the same state
test_killed()
{
	local round kills=${FLEXNIC_KILLS:-20} other=$dir/other.yaml state

	sed 's/prio: 2/prio: 3/; s/max: 5G/max: 4G/; s/ 500M/ 300M/;
		s/up1: 1, up2: 2/up2: 5/' "$file" >"$other"
	apply >/dev/null
	kernel_state >"$dir/first"
	domain apply -f "$other" >/dev/null
	kernel_state >"$dir/second"
	for ((round = 0; round < kills; round++)); do
		state=$dir/first
		cp "$file" "$dir/now.yaml"
		if ((round % 2)); then
			state=$dir/second
			cp "$other" "$dir/now.yaml"
		fi
		timeout -s KILL "0.$((RANDOM % 900 + 100))" "$VCCTL" \
			-db "$db" apply -f "$dir/now.yaml" >/dev/null 2>&1 ||
			true
		expect_ok domain apply -f "$dir/now.yaml" >/dev/null
		kernel_state >"$dir/now"
		diff "$state" "$dir/now" || fail "another state after kill $round"
		expect_rc 0 domain diff -f "$dir/now.yaml"
	done
	expect_text "no fault found" domain db check
	apply >/dev/null
}

ktap_setup make_host
ktap_add test_makes_it
ktap_add test_second_is_nothing
for line in "${drifts[@]}"; do
	ktap_add -n "drift: ${line#*|}" test_drift srv0-c "${line%%|*}" \
		"${line#*|}"
done
ktap_add test_refused_changes_nothing
ktap_add test_dry_run
ktap_add test_prune
ktap_add test_killed
ktap_run
