# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Whatever a request needs in the kernel fails in turn: each allocation, on a kernel
# with CONFIG_FAULT_INJECTION, and each leave that the core asks of others before it
# changes a device (refuser.ko). Needs ktap.sh and net.sh sourced first.
#
#	faults_setup		skips the program where neither can be done
#	faults_walk NETNS UNDO CMD...
#				runs CMD, which talks netlink, and sends what it
#				has sent again with its first allocation failing,
#				with its second, and so on until there is none
#				left (see faults.py); then likewise with what the
#				core asks. What is refused must have changed
#				nothing in NETNS; by other faults it is
#				carried out, and then UNDO, a function, must lead
#				to what there was. Where there is no memory for
#				an answer either may be the case. $faults_vetoes
#				is how many questions led to a refusal. What
#				$faults_paths are, files and folders, is state, too
#	faults_walk_link NETNS DEV IS WANTED
#				likewise from one setting of a device to another,
#				in words of ip link set

FAULTS=/sys/kernel/debug
FAULTS_LIB=$FLEXNIC_ROOT/selftests/lib
# Files that take the number of the fault
FAULTS_ALLOCATION=/proc/thread-self/fail-nth
FAULTS_VETO=$FAULTS/refuser/nth
faults_vetoes=
faults_paths=()

# Objects of all kinds and whole pages, from those who may wait too
_allocations_setup()
{
	local kind

	for kind in failslab fail_page_alloc; do
		echo N >$FAULTS/$kind/ignore-gfp-wait
		echo 0 >$FAULTS/$kind/verbose
	done
	echo 0 >$FAULTS/fail_page_alloc/min-order
}

_can_fail()
{
	[[ -w /proc/self/fail-nth && -d $FAULTS/failslab ]]
}

faults_setup()
{
	require_root
	require_cmd python3
	require_module refuser
	[[ -e $FAULTS_LIB/nlrecord.so ]] || fail "nlrecord.so is not built"
	if _can_fail; then
		_allocations_setup
	else
		diag "no CONFIG_FAULT_INJECTION: no allocation fails"
	fi
	modprobe refuser
	defer rmmod refuser
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
		diag) diag "$text: $what: $command" ;;
		refused) refused=$text ;;
		fail) fail "$text: $what: $command" ;;
		esac
	done
}

# _faults_of WHAT NTH: sets "refused". debugfs is not in sight from a namespace
_faults_of()
{
	local what=$1 nth=$2 pid

	if [[ $nth == "$FAULTS"/* ]]; then
		exec 7<>"$nth"
		nth=/dev/fd/7
	fi
	coproc in_ns "$ns" "$FAULTS_LIB/faults.py" "$requests" "$nth" \
		"${faults_paths[@]}"
	pid=$COPROC_PID
	defer stop "$pid"
	_faults_listen 8<&"${COPROC[0]}" 9>&"${COPROC[1]}"
	wait "$pid"
}

faults_walk()
{
	local ns=$1 undo=$2 command=${*:3} requests refused

	command=${command##*/}
	requests=$(mktemp)
	defer rm -f "$requests"
	NLRECORD=$requests LD_PRELOAD=$FAULTS_LIB/nlrecord.so "${@:3}" >/dev/null
	"$undo"
	if _can_fail; then
		_faults_of allocations "$FAULTS_ALLOCATION"
		((refused)) || fail "no fault was noticed: $command"
	fi
	_faults_of questions "$FAULTS_VETO"
	# shellcheck disable=SC2034 # for the test
	faults_vetoes=$refused
}

_link_is()
{
	# shellcheck disable=SC2086 # words
	ip -n "$link_ns" link set "$link" $is
}

faults_walk_link()
{
	local link_ns=$1 link=$2 is=$3

	_link_is
	# shellcheck disable=SC2086 # words
	faults_walk "$link_ns" _link_is ip -n "$link_ns" link set "$link" $4
	((faults_vetoes)) || fail "nobody could refuse to set $link $4"
}
