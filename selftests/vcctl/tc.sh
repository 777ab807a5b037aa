#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: cpus=1 timeout=400
#
# tc with q_flexnic.so: what is set is what is shown, in text and in JSON.
#
#	blade eth0 ======== eth1 module
#
# The qdisc stands by itself on eth0, without FlexNICs.

source "$(dirname "$0")/../lib/ktap.sh"
source "$(dirname "$0")/../lib/net.sh"
source "$(dirname "$0")/wire-lib.sh"

setup()
{
	[[ -e $TC_LIB_DIR/q_flexnic.so ]] || ktap_skip_all "needs q_flexnic.so"
	wire_setup
}

blade_tc()
{
	tc -n "$blade" "$@"
}

# add OPTIONS...: puts the qdisc in place until the end of the case
add()
{
	blade_tc qdisc add dev eth0 root handle 1: flexnic "$@"
	defer blade_tc qdisc del dev eth0 root
}

# json FILTER
json()
{
	blade_tc -j qdisc show dev eth0 | jq -c ".[] |
		select(.kind == \"flexnic\" and .root) | .options | $1"
}

test_defaults_are_shown()
{
	add
	expect_text "qdisc flexnic 1: root" blade_tc qdisc show dev eth0
	expect_text "rate unlimited" blade_tc qdisc show dev eth0
	expect_eq "$(json 'has("rate", "burst", "batch", "overhead", "limit",
		"target", "interval", "ecn")' | sort -u)" true
}

test_all_options()
{
	add rate 200mbit burst 8ms batch 100us overhead 28 limit 64kb \
		target 10ms interval 200ms noecn
	expect_eq "$(json '[.rate, .burst, .batch, .overhead, .limit, .target,
		.interval, .ecn]')" \
		'[25000000,8000,100,28,65536,10000,200000,false]'
	expect_text "rate 200Mbit burst 8ms batch 100us overhead 28 limit 65536b target 10ms interval 200ms" \
		blade_tc qdisc show dev eth0
	expect_no_text ecn blade_tc qdisc show dev eth0
}

test_change_of_one_option()
{
	add rate 200mbit limit 64kb
	blade_tc qdisc change dev eth0 root flexnic limit auto ecn
	expect_eq "$(json '[.rate, .limit, .ecn]')" '[25000000,0,true]'
	expect_text "limit auto" blade_tc qdisc show dev eth0
}

test_classes_with_the_qdisc()
{
	add rate 200mbit class a min 20mbit max 100mbit prio 1 class 2 min 40mbit
	expect_text "class a min 20Mbit max 100Mbit prio 1" \
		blade_tc qdisc show dev eth0
	expect_text "class flexnic 1:2 root min 40Mbit max" \
		blade_tc class show dev eth0
	expect_eq "$(json '[.classes[] | .class]')" '["a","b","c","d"]'
	expect_eq "$(json '.classes[0]')" \
		'{"class":"a","min":2500000,"max":12500000,"prio":1}'
}

test_class_change()
{
	add rate 200mbit
	blade_tc class change dev eth0 classid 1:3 flexnic min 20mbit \
		max 200mbit prio 1
	expect_text "class flexnic 1:3 root min 20Mbit max 200Mbit prio 1" \
		blade_tc class show dev eth0
	blade_tc class change dev eth0 classid 1:3 flexnic max port
	expect_text "class flexnic 1:3 root min 20Mbit max port prio 1" \
		blade_tc class show dev eth0
}

# What show prints, add takes
test_shown_options_can_be_given()
{
	local shown

	add rate 100mbit class b min 10mbit max 50mbit prio 2
	shown=$(blade_tc qdisc show dev eth0 |
		sed -n '/^qdisc flexnic/,/^qdisc [^f]/ { /^qdisc [^f]/d; p }' |
		tr '\n' ' ' | sed 's/.* root //; s/refcnt [0-9]* //')
	blade_tc qdisc del dev eth0 root
	# shellcheck disable=SC2086
	blade_tc qdisc add dev eth0 root handle 1: flexnic $shown
	expect_eq "$(blade_tc qdisc show dev eth0 | tr '\n' ' ' |
		sed 's/.* root //; s/refcnt [0-9]* //')" "$shown"
}

test_xstats()
{
	add rate 100mbit
	expect_text "guaranteed" blade_tc -s class show dev eth0
	expect_text "codel-drops 0 ecn-marks 0" blade_tc -s class show dev eth0
	expect_eq "$(blade_tc -s class show dev eth0 | grep -c '^ guaranteed')" 5
}

# The kernel's refusals come through tc as its own
test_refusals()
{
	add rate 100mbit
	expect_fail_text "Error:" blade_tc class change dev eth0 classid 1:1 \
		flexnic min 200mbit
	expect_fail blade_tc class change dev eth0 classid 1:9 flexnic min 1mbit
	expect_fail blade_tc qdisc change dev eth0 root flexnic rate 1bit
	expect_eq "$(json .rate)" 12500000
}

ktap_setup setup
ktap_main test_defaults_are_shown test_all_options test_change_of_one_option \
	test_classes_with_the_qdisc test_class_change \
	test_shown_options_can_be_given test_xstats test_refusals
