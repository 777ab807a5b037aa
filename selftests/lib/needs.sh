# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# What a test program needs, as its first lines say it; for those that run them:
#
#	# vm: cpus=2 mem=2G nic=virtio-net:4,virtio-net:4 timeout=300
#
# Programs are files below selftests, which is $SELFTESTS: AREA/PROGRAM.
#
#	vm_line PROGRAM			all of that
#	vm_needs PROGRAM		of its VM, as one word for each need
#	vm_says PROGRAM PATTERN...	is such a word there?
#	runs_in_uml PROGRAM		does it do without NICs, firmware and a stock
#					kernel, and without VMs of its own?
#	limit_of PROGRAM		the seconds after which it has failed

vm_line()
{
	sed -n '1,10s/^# vm: *//p' "$SELFTESTS/$1"
}

# Words that say something of the program only do not count. "own": of a VM that no
# other program has
vm_needs()
{
	vm_line "$1" | tr ' ' '\n' |
		grep -vE '^(timeout=.*|alone|qemu|smoke|vcid)$' | sed "s,^own$,own=$1," |
		sort | paste -s -d ' '
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

# "qemu" is for what else User-mode Linux has not
runs_in_uml()
{
	! vm_says "$1" nic=\* qemu=\* qemu host
}

_timeout()
{
	sed -n "s/\(.* \)\{0,1\}timeout=\([0-9]*\).*/\2/p"
}

# "timeout" is for a stock kernel, its area's where it has none ("timeout=60" in
# AREA/settings), else a minute; FLEXNIC_SLOWNESS times as long where that is set.
# FLEXNIC_DURATION is what a program that is told so does beyond that.
limit_of()
{
	local limit

	limit=$(vm_line "$1" | _timeout)
	[[ -n $limit || ! -e $SELFTESTS/${1%/*}/settings ]] ||
		limit=$(_timeout <"$SELFTESTS/${1%/*}/settings")
	echo $((${limit:-60} * ${FLEXNIC_SLOWNESS:-1} + ${FLEXNIC_DURATION:-0}))
}
