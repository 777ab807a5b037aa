#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: cpus=1 timeout=400
#
# What vcctl says when the kernel refuses, and with which exit status it ends:
# 1 if the command line is to blame, 2 if the kernel refused.
#
#	blade eth0 ======== eth1 module

source "$(dirname "$0")/../lib/ktap.sh"
source "$(dirname "$0")/../lib/net.sh"
source "$(dirname "$0")/wire-lib.sh"

# refused STATUS TEXT ARGS...: with that status and exactly that text
refused()
{
	local status=$1 text=$2

	shift 2
	expect_rc "$status" in_blade "$@"
	expect_eq "$(in_blade "$@" 2>&1 || true)" "Error: $text."
}

load_and_add()
{
	load_flexnic
	in_blade port add eth0 mode channel speed 10G
	defer in_blade port del eth0
}

test_module_not_loaded()
{
	local command loader text

	unload_flexnic
	# the kernel would load the module by the alias of the family
	loader=$(cat /proc/sys/kernel/modprobe)
	defer eval "echo '$loader' >/proc/sys/kernel/modprobe"
	echo /nonexistent >/proc/sys/kernel/modprobe
	text="kernel module flexnic is not loaded (modprobe flexnic)"
	for command in "port show" "port show eth0" "port add eth0" \
		"port set eth0 speed 1G" "port del eth0" "flexnic show" \
		"flexnic set eth0:a link on" "flexnic set eth0-a link on" \
		"monitor"; do
		# shellcheck disable=SC2086
		refused 2 "$text" $command
	done
}

# The attribute is named, of the slot if it is in a FlexNIC
test_attribute_is_named()
{
	load_and_add
	refused 2 "Another FlexNIC has this channel (attribute flexnic/vid of slot b)" \
		port set eth0 b channel 101
	refused 2 "Another FlexNIC has this channel (attribute flexnic/vid of slot d)" \
		port set eth0 a speed 1G b prio 1 d channel 101
	refused 2 "integer out of range (attribute flexnic/prio of slot c, 0 to 7)" \
		port set eth0 c prio 8
	refused 2 "integer out of range (attribute flexnic/prio of slot c, 0 to 7)" \
		flexnic set eth0-c prio 8
	refused 2 "Another FlexNIC of the port has this address (attribute flexnic/mac of slot a)" \
		port set eth0 a address "$(dev_mac "$blade" eth0-b)"
	refused 2 "Another FlexNIC of the port has this address (attribute flexnic/mac of slot b)" \
		port set eth0 b address "$(dev_mac "$blade" eth0-a)"
	refused 2 "integer out of range (attribute count, 1 to 4)" \
		port add eth0 count 5
}

test_refusals_of_the_kernel()
{
	load_and_add
	refused 2 "The device is a port already" port add eth0
	refused 2 "The device is not a port (attribute ifindex)" port del eth0-a
	refused 2 "The device is not a port (attribute ifindex)" port show eth0-a
	refused 2 "A loopback device is not a port" port add lo
	refused 2 "A FlexNIC cannot be split again" port add eth0-a
}

test_errors_of_the_command_line()
{
	load_and_add
	refused 1 'cannot find device "nosuch0"' port add nosuch0
	refused 1 'cannot find device "nosuch0"' port show nosuch0
	refused 1 'cannot find device "nosuch0"' flexnic set nosuch0:a link on
	refused 1 'cannot find FlexNIC "nosuch0"' flexnic show nosuch0
	refused 1 'cannot find FlexNIC "eth0"' flexnic set eth0 link on
	refused 1 'speed "fast" is not a rate, try "vcctl port help"' \
		port set eth0 speed fast
	refused 1 'nothing is to be changed, try "vcctl flexnic help"' \
		flexnic set eth0-a
}

# What is not the owner's to change is refused, to look is allowed
test_without_the_right()
{
	require_cmd setpriv
	load_and_add
	expect_rc 2 in_ns "$blade" setpriv --bounding-set -net_admin \
		--inh-caps -net_admin "$VCCTL" port set eth0 speed 1G
	expect_rc 0 in_ns "$blade" setpriv --bounding-set -net_admin \
		--inh-caps -net_admin "$VCCTL" port show
}

# Of a namespace that is there
test_netns_of_another()
{
	expect_fail_text "cannot enter network namespace \"$blade\"" setpriv \
		--bounding-set -sys_admin --inh-caps -sys_admin \
		"$VCCTL" -n "$blade" port show
}

test_output_that_cannot_be_written()
{
	load_and_add
	expect_fail_text "No space left" bash -c \
		"'$VCCTL' -n '$blade' port >/dev/full"
}

ktap_setup wire_setup
ktap_main test_module_not_loaded test_attribute_is_named \
	test_refusals_of_the_kernel test_errors_of_the_command_line \
	test_without_the_right test_netns_of_another \
	test_output_that_cannot_be_written
