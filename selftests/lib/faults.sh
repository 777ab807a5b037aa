# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Each allocation that a request makes in the kernel fails in turn; needs ktap.sh
# and net.sh sourced first, and a kernel with CONFIG_FAULT_INJECTION.
#
#	faults_setup		skips the program where the kernel cannot do it
#	faults_walk NETNS UNDO CMD...
#				runs CMD, which talks netlink, and sends what it
#				has sent again with its first allocation failing,
#				with its second, and so on until there is none
#				left (see faults.py). What is refused must have
#				changed nothing in NETNS; by other faults it is
#				carried out, and then UNDO, a function, must lead
#				to what there was. Where there is no memory for
#				an answer either may be the case

FAULTS=/sys/kernel/debug
FAULTS_LIB=$FLEXNIC_ROOT/selftests/lib

# Objects of all kinds, from those who may wait too; not whole pages, which the
# kernel complains about
faults_setup()
{
	require_root
	require_cmd python3
	[[ -w /proc/self/fail-nth && -d $FAULTS/failslab ]] ||
		ktap_skip_all "no CONFIG_FAULT_INJECTION"
	[[ -e $FAULTS_LIB/nlrecord.so ]] || fail "nlrecord.so is not built"
	echo N >$FAULTS/failslab/ignore-gfp-wait
	echo 0 >$FAULTS/failslab/verbose
	echo 20 >$FAULTS/fail_page_alloc/min-order
}

# For faults_walk: does what faults.py says on descriptor 8, answers on 9
_faults_listen()
{
	local word text

	while read -r word text <&8; do
		case $word in
		undo)
			"$undo" >/dev/null
			echo >&9
			;;
		diag) diag "$text: ${command##*/}" ;;
		fail) fail "$text: ${command##*/}" ;;
		esac
	done
}

faults_walk()
{
	local ns=$1 undo=$2 command=${*:3} requests pid

	requests=$(mktemp)
	defer rm -f "$requests"
	NLRECORD=$requests LD_PRELOAD=$FAULTS_LIB/nlrecord.so "${@:3}" >/dev/null
	"$undo"
	coproc in_ns "$ns" "$FAULTS_LIB/faults.py" "$requests"
	pid=$COPROC_PID
	defer stop "$pid"
	_faults_listen 8<&"${COPROC[0]}" 9>&"${COPROC[1]}"
	wait "$pid"
}
