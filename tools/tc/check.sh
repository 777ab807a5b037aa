#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# q_flexnic.so in the installed tc: what it takes and what it refuses. tc reads
# the options before it looks for the device, and there is none: nothing is
# changed, and the kernel need not have the qdisc.

set -u
cd "$(dirname "$0")" || exit 1
export TC_LIB_DIR=$PWD

count=0
failed=0

result()
{
	count=$((count + 1))
	if [[ $1 == 0 ]]; then
		echo "ok $count $2"
	else
		echo "not ok $count $2"
		failed=1
	fi
}

# expect TEXT OBJECT-ARGS... -- OPTIONS...
expect()
{
	local text=$1 out

	shift
	out=$(tc "$@" 2>&1)
	[[ $out == *"$text"* ]]
	local rc=$?
	((rc == 0)) || printf '# tc %s\n# says: %s\n# expected: %s\n' \
		"$*" "$out" "$text"
	result "$rc" "${*:5}"
}

qdisc()
{
	local text=$1

	shift
	expect "$text" qdisc add dev nosuch0 root flexnic "$@"
}

class()
{
	local text=$1

	shift
	expect "$text" class change dev nosuch0 classid 1:1 flexnic "$@"
}

taken='Cannot find device "nosuch0"'

if ! command -v tc >/dev/null; then
	echo "TAP version 13"
	echo "1..0 # SKIP needs tc"
	exit 0
fi

echo "TAP version 13"
# every symbol that the plugin wants must be in this tc
missing=$(LD_BIND_NOW=1 tc qdisc add dev nosuch0 root flexnic 2>&1)
[[ $missing == *"$taken"* ]]
result $? "the plugin loads with all its symbols"

qdisc "$taken"
qdisc "$taken" rate 200mbit
qdisc "$taken" rate 2.5G burst 1ms batch 50us overhead 24 limit 64kb \
	target 5ms interval 100ms ecn
qdisc "$taken" noecn
qdisc "$taken" class a min 20mbit max 200mbit prio 1 class 2 class d max 1G
qdisc "$taken" class c min 1G rate 10G
qdisc "$taken" rate unlimited limit auto target auto interval auto
qdisc "$taken" class a max port
qdisc 'invalid burst "auto"' burst auto
qdisc "Usage: ... flexnic" help
qdisc 'unknown option "frob"' frob
qdisc '"rate" wants a value' rate
qdisc 'invalid rate "-1"' rate -1
qdisc 'invalid rate "nan"' rate nan
qdisc 'invalid rate "99999999tbit"' rate 99999999tbit
qdisc 'invalid burst "-1ms"' burst -1ms
qdisc 'invalid burst "x"' burst x
qdisc 'invalid limit "-5"' limit -5
qdisc 'invalid overhead "+24"' overhead +24
qdisc 'invalid overhead "4294967296"' overhead 4294967296
qdisc '"class" wants one of a, b, c, d' class
qdisc '"class" wants one of a, b, c, d' class e
qdisc '"class" wants one of a, b, c, d' class 5
qdisc 'invalid prio "high"' class a prio high
qdisc 'unknown option "min"' min 5mbit

class "$taken" min 20mbit max 200mbit prio 1
class "$taken"
class "Usage: tc class change" help
class 'unknown option "rate"' rate 5mbit
class 'invalid min "5apples"' min 5apples
class '"max" wants a value' max
echo "1..$count"
exit "$failed"
