#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: cpus=1 timeout=300
#
# vcctl batch: all lines of a file, or none.
#
#	module eth1 ======== p1 world
#	       eth4 ======== p4

source "$(dirname "$0")/../lib/ktap.sh"
source "$(dirname "$0")/../lib/net.sh"
source "$(dirname "$0")/../lib/vbridge.sh"
source "$(dirname "$0")/../lib/vbridge-cli.sh"

file=""

setup()
{
	cli_setup eth1 p1 eth4 p4
	file=$(mktemp)
	defer rm -f "$file"
}

# What there is, but for what happens by itself
config()
{
	json_of '[.networks, .connections, .uplinksets | length]' \
		-n "$module" topology
}

# lines LINE...: into $file
lines()
{
	printf '%s\n' "$@" >"$file"
}

networks_del()
{
	local name

	for name in $(v -j network | jq -r '.[].network'); do
		v network del "$name"
	done
}

test_all()
{
	defer networks_del
	defer v uplinkset del A
	lines "# a blade" "network add prod private on" "" \
		"network add mgmt # and another" \
		"connection add eth1 network prod channel 101" \
		"connection add eth1 network mgmt channel 102 vlan 20" \
		"uplinkset add A ports eth4 networks prod:vlan10,mgmt:native"
	v batch "$file"
	expect_eq "$(config)" "[2,4,1]"
	expect_eq "$(json_of '.[0].private' -n "$module" network show prod)" true
}

test_standard_input()
{
	defer networks_del
	v batch - <<<"network add prod"
	expect_eq "$(config)" "[1,0,0]"
	v batch - <<<"network set prod ageing 60"
	expect_eq "$(json_of '.[0].ageing' -n "$module" network show prod)" 60
	v batch - <<<"network del prod"
	expect_eq "$(config)" "[0,0,0]"
}

# Netlink has 16 bits for the length of what is nested
test_too_large()
{
	local i networks=n1:vlan1

	for ((i = 2; i <= 4000; i++)); do
		networks+=",n$i:vlan$i"
	done
	lines "network add n1" "uplinkset add A ports eth4 networks $networks"
	expect_fail_text "a part of the request takes more than 64 KiB: divide it" \
		v batch "$file"
	expect_eq "$(config)" "[0,0,0]"
}

# The last of it is refused: nothing of it is there, and its line is named
test_none()
{
	lines "network add prod" "network add mgmt" \
		"connection add eth1 network prod" \
		"uplinkset add A ports eth4 networks prod:vlan10" \
		"connection add nosuch0 network mgmt"
	expect_rc 2 v batch "$file"
	expect_fail_text "No such device" v batch "$file"
	expect_fail_text "refused is $file:5" v batch "$file"
	expect_eq "$(config)" "[0,0,0]"
	expect_fail dev_exists "$module" prod
}

# What was there before is as it was
test_changes_are_taken_back()
{
	defer networks_del
	v network add prod ageing 60
	v connection add eth1 network prod isolated on
	lines "network set prod ageing 90 private on" \
		"connection set eth1 isolated off flood off" \
		"network del nosuch"
	expect_rc 2 v batch "$file"
	expect_eq "$(json_of '.[0] | [.ageing, .private]' -n "$module" \
		network show prod)" '[60,false]'
	expect_eq "$(json_of '.[0] | [.isolated, .flood]' -n "$module" \
		connection show)" '[true,true]'
}

test_a_wrong_line_is_not_sent()
{
	lines "network add prod" "connection add eth1 network prod vlan"
	expect_rc 1 v batch "$file"
	expect_fail_text "$file:2: \"vlan\" wants a value" v batch "$file"
	expect_eq "$(config)" "[0,0,0]"
}

# More than fits a message of the usual size
test_large()
{
	local i

	defer networks_del
	for ((i = 0; i < 300; i++)); do
		echo "network add n$i private on ageing 60 mac-limit 1000"
	done >"$file"
	v batch "$file"
	expect_eq "$(config)" "[300,0,0]"
	for ((i = 0; i < 300; i++)); do
		echo "connection add eth1 network n$i vlan $((i + 1))"
	done >"$file"
	v batch "$file"
	expect_eq "$(config)" "[300,300,0]"
	for ((i = 0; i < 300; i++)); do
		echo "network del n$i"
	done >"$file"
	v batch "$file"
	expect_eq "$(config)" "[0,0,0]"
}

ktap_setup setup
ktap_main test_all test_standard_input test_too_large test_none \
	test_changes_are_taken_back test_a_wrong_line_is_not_sent test_large
