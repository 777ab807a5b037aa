# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# What a test program needs, as its first lines say it; for those that run them:
#
#	# vm: cpus=2 mem=2G nic=virtio-net:4,virtio-net:4 timeout=300 lasts=2
#
# Programs are files below selftests, which is $SELFTESTS: AREA/PROGRAM.
#
#	vm_line PROGRAM			all of that
#	vm_needs PROGRAM		of its VM, as one word for each need
#	vm_says PROGRAM PATTERN...	is such a word there?
#	limit_of PROGRAM		the seconds after which it has failed

vm_line()
{
	sed -n '1,10s/^# vm: *//p' "$SELFTESTS/$1"
}

# Words that say something of the program only
vm_needs()
{
	vm_line "$1" | tr ' ' '\n' |
		grep -vE '^(timeout=.*|lasts=.*|alone|qemu)$' | sort | paste -s -d ' '
}

vm_says()
{
	local words word pattern

	read -ra words < <(vm_line "$1")
	for word in "${words[@]}"; do
		for pattern in "${@:2}"; do
			# shellcheck disable=SC2053
			[[ $word != $pattern ]] || return 0
		done
	done
	return 1
}

# _number NAME: of the words NAME=NUMBER in the input, the last
_number()
{
	sed -n "s/\(.* \)\{0,1\}$1=\([0-9]*\).*/\2/p" | tail -n 1
}

# "timeout" is for a stock kernel, its area's where it has none ("timeout=60" in
# AREA/settings), else a minute; FLEXNIC_SLOWNESS times as long where that is set.
# "lasts" is how often it goes on for FLEXNIC_DURATION.
limit_of()
{
	local limit lasts

	limit=$(vm_line "$1" | _number timeout)
	[[ -n $limit || ! -e $SELFTESTS/${1%/*}/settings ]] ||
		limit=$(_number timeout <"$SELFTESTS/${1%/*}/settings")
	lasts=$(vm_line "$1" | _number lasts)
	echo $((${limit:-60} * ${FLEXNIC_SLOWNESS:-1} +
		${lasts:-0} * ${FLEXNIC_DURATION:-0}))
}
