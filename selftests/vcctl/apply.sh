#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: cpus=1 vcid timeout=600
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

test_drift()
{
	local touched=$1 line=$2

	apply >/dev/null
	[[ $line != *stray* ]] || stray
	# shellcheck disable=SC2046 # it is words
	drift "${line%%|*}" $(drift_command "$line")
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

# The names of HBAs, which need not be there yet, in the order of their ports, and
# what the server boots from
test_hbas()
{
	local line cmd

	apply >/dev/null
	sed "s/^bays:/fabrics: {san: {type: fc}}\n&/
		s/downlink: sw0}}/&, hbas: {1: \"$hba:01\", 2: \"$hba:02\"}/
		s/^    connections:/&\n      4: {type: fc, fabric: san, wwpn: \"$wwn:00\", boot: primary, target: \"$hba:0f\", lun: 3}\n      5: {type: fc, fabric: san, port: 1, wwpn: \"$wwn:02\", boot: disabled}/
		s/1: {network: prod}/1: {network: prod, pxe: enabled}/" \
		"$file" >"$dir/fc.yaml"
	defer domain apply -f "$file" --prune
	expect_text "identity: web01 -> web01, 8 items" \
		domain apply -f "$dir/fc.yaml"
	expect_eq "$(vcctl -j identity show | jq -c '[.items[] |
		select(.type == "fc") | [.device, .wwpn, .wwnn, .state]] | sort')" \
		"[[\"$hba:01\",\"$wwn:02\",\"$wwn:03\",\"pending\"],[\"$hba:02\",\"$wwn:00\",\"$wwn:01\",\"pending\"]]"
	expect_eq "$(vcctl -j identity show | jq -c '[.items[] |
		select(.type == "pxe" or .type == "fc-boot") |
		[.slot // .device, .pxe // .fc_boot, .target_wwpn, .lun]]')" \
		"[[\"a\",\"enabled\",null,null],[\"$hba:02\",\"primary\",\"$hba:0f\",3],[\"$hba:01\",\"disabled\",null,null]]"
	expect_text "nothing is to be changed" domain apply -f "$dir/fc.yaml"
	# they are not there, and that is all
	expect_text "! identity fc of $hba:01: pending: no device is the one" \
		domain apply
	expect_rc 16 domain diff
	for line in "clear fc $hba:01" \
		"set fc-boot $hba:01 role secondary target $hba:0f" \
		"set fc-boot $hba:02 role primary target $hba:0f lun 4" \
		"set pxe $(<"/sys/class/net/srv0/address") slot a policy disabled"; do
		read -ra cmd <<<"$line"
		vcctl identity "${cmd[@]}"
		expect_rc 4 domain diff
		domain apply
		expect_rc 16 domain diff
	done
}

# An address that another device has is asked for, and not in force. Which one the
# profile has depends on how often it was made anew.
test_conflict()
{
	apply >/dev/null
	ip link add twin address "$(dev_mac '' srv0-a)" type dummy
	defer ip link del twin
	wait_for 20 not_in_force
	expect_rc 16 domain diff
	expect_text "conflict: another device of the host has the address" \
		eval 'domain diff || [[ $? == 16 ]]'
	expect_rc 16 domain apply
}

not_in_force()
{
	vcctl -j identity show |
		jq -e 'any(.items[]; .state == "conflict")' >/dev/null
}

# What a target to boot from needs, changed and removed; nothing of it is told
test_target()
{
	local step target

	target='type: iscsi, speed: 100M, boot: primary, initiator: "iqn.2026-01.org.example:web01", target: "iqn.2026-01.org.example:disk1"'
	apply >/dev/null
	defer domain apply -f "$file" --prune
	for step in \
		'target-ip: 10.3.0.10, chap-name: esx, chap-secret: "first secret 1"' \
		'target-ip: 10.3.0.10, chap-name: esx, chap-secret: "second secret 2"' \
		'target-ip: 10.3.0.11, chap-name: esx, chap-secret: "second secret 2"' \
		'target-ip: 10.3.0.11, ip: 10.3.0.21/24, gateway: 10.3.0.1' \
		'target-ip: 10.3.0.11, ip: 10.3.0.21/24' \
		'target-ip: 10.3.0.11'; do
		sed "s|^networks:|&\n  san: {}|
			s|^    connections:|&\n      4: {$target, network: san, $step}|" \
			"$file" >"$dir/target.yaml"
		domain apply -f "$dir/target.yaml" >"$dir/out" ||
			[[ $? == 16 ]] || fail "apply exits with $?"
		expect_fail grep -q secret.[12] "$dir/out"
		grep -q "^[+~] identity" "$dir/out" ||
			fail "not told of: $step"
		# in force or not, there is nothing to ask for
		domain diff >"$dir/out" || [[ $? == 16 ]] ||
			fail "$(<"$dir/out")"
	done
}

bond_ports()
{
	ip -j link show master "$1" | jq -r '[.[].ifname] | sort | join(" ")'
}

# lacp_file PORTS [MODE]: uplink set B beside A
lacp_file()
{
	sed "s/^bays:/  B: {mode: ${2:-lacp}, ports: {$1}, networks: {backup: native}}\n&/" \
		"$file" >"$dir/lacp.yaml"
}

# The bonding device of a set in mode lacp is made, mended and deleted with it
test_lacp()
{
	local port

	require_module bonding
	apply >/dev/null
	for port in up3 up4 up5; do
		ip link add "$port" type dummy
		defer ip link del "$port"
	done
	lacp_file 'up3: 1, up4: 1'
	expect_text "+ uplinkset B" domain apply -f "$dir/lacp.yaml"
	defer domain apply -f "$file" --prune
	expect_eq "$(bond_ports B)" "up3 up4"
	expect_eq "$(ip -d -j link show B |
		jq -r '.[0].linkinfo.info_data.mode')" 802.3ad
	expect_eq "$(vcctl -j uplinkset show B |
		jq -c '[.[0].mode, .[0].ports[].port, .[0].networks[].network]')" \
		'["lacp","B","backup"]'
	expect_text "nothing is to be changed" domain apply -f "$dir/lacp.yaml"

	ip link set up3 nomaster
	expect_text "+ uplinkset B: port up3" eval 'domain diff || [[ $? == 4 ]]'
	domain apply
	expect_eq "$(bond_ports B)" "up3 up4"
	ip link del B
	expect_rc 4 domain diff
	domain apply
	expect_eq "$(bond_ports B)" "up3 up4"
	expect_rc 0 domain diff

	lacp_file 'up4: 1, up5: 1'
	expect_text "- uplinkset B: port up3" domain apply -f "$dir/lacp.yaml"
	expect_eq "$(bond_ports B)" "up4 up5"
	# what the kernel refuses is undone, the device with it
	sed "s/up4: 1, up5: 1/up5: 1, up4: 1/; s/max: 5G/max: 4G/
		s/up2: 2}/up2: 2, up9: 3}/; s/up4: 1/up3: 1/" \
		"$dir/lacp.yaml" >"$dir/bad.yaml"
	expect_fail_text "No such device" domain apply -f "$dir/bad.yaml"
	expect_eq "$(bond_ports B)" "up4 up5"
	expect_rc 0 domain diff

	lacp_file 'up4: 1, up5: 2' failover
	domain apply -f "$dir/lacp.yaml"
	expect_fail dev_exists "" B
	expect_eq "$(vcctl -j uplinkset show B |
		jq -c '[.[0].mode, .[0].ports[].port]')" \
		'["failover","up4","up5"]'
	lacp_file 'up4: 1, up5: 2'
	domain apply -f "$dir/lacp.yaml"
	expect_eq "$(bond_ports B)" "up4 up5"
	expect_text "- uplinkset B" domain apply -f "$file" --prune
	expect_fail dev_exists "" B
}

# but for their last octet: what is burned in, and what the profile has
hba=50:01:43:80:00:00:00
wwn=50:06:0b:00:00:c2:62

ktap_setup make_host
ktap_add test_makes_it
ktap_add test_second_is_nothing
for line in "${drifts[@]}"; do
	ktap_add -n "drift: ${line#*|}" test_drift srv0-c "$line"
done
ktap_add test_refused_changes_nothing
ktap_add test_dry_run
ktap_add test_prune
ktap_add test_hbas
ktap_add test_conflict
ktap_add test_target
ktap_add test_lacp
ktap_run
