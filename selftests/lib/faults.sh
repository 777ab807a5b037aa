# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Each allocation that a request makes in the kernel fails in turn; needs ktap.sh
# and net.sh sourced first, and a kernel with CONFIG_FAULT_INJECTION.
#
#	faults_setup		skips the program where the kernel cannot do it
#	faults_walk SNAPSHOT FILTER UNDO CMD...
#				runs CMD with its first allocation failing, with
#				its second, and so on until there is none left.
#				SNAPSHOT prints the state that must not change
#				when CMD fails. By other faults CMD is carried
#				out: then UNDO must lead to the same state, but
#				for what FILTER takes out of it, which depends
#				on when something was made. Where there is no
#				memory for an answer, either may be the case
#
# CMD is a program that talks netlink by sendmsg(): ip, tc, vcctl. The others are
# functions. A debug kernel is slow with processes, so SNAPSHOT, which is taken
# each time, should be few, and FILTER is the place for jq and sed.

FAILNTH_LIB=$FLEXNIC_ROOT/selftests/lib/failnth.so
FAULTS=/sys/kernel/debug
# What vcctl, and ip and tc, say then
FAULTS_LOST="the kernel's answer is lost|netlink receive error"

# Objects of all kinds, from those who may wait too; not whole pages, which the
# kernel complains about
faults_setup()
{
	require_root
	[[ -w /proc/self/fail-nth && -d $FAULTS/failslab ]] ||
		ktap_skip_all "no CONFIG_FAULT_INJECTION"
	[[ -e $FAILNTH_LIB ]] || fail "$FAILNTH_LIB is not built"
	echo N >$FAULTS/failslab/ignore-gfp-wait
	echo 0 >$FAULTS/failslab/verbose
	echo 20 >$FAULTS/fail_page_alloc/min-order
}

# _faults_nth N CMD...: prints what came of it: accepted, refused, lost (no answer),
# none (there is no Nth allocation)
_faults_nth()
{
	local report rc=0 result=refused

	report=$(mktemp)
	FAILNTH=$1 FAILNTH_REPORT=$report LD_PRELOAD=$FAILNTH_LIB \
		"${@:2}" >/dev/null 2>"$report.err" || rc=$?
	if ((rc == 0)); then
		result=accepted
	elif grep -qE "$FAULTS_LOST" "$report.err"; then
		result=lost
	fi
	if [[ ! -s $report ]]; then
		((rc == 0)) || fail "fails without a fault: $(<"$report.err")" >&2
		result=none
	fi
	rm -f "$report" "$report.err"
	echo "$result"
}

# For faults_walk, whose variables these are: the state is as it was before ...
_faults_unchanged()
{
	[[ $result != accepted && $result != none ]] &&
		[[ $result == refused || $($snapshot) == "$before" ]]
}

# ... and is to be found so, also by who had no answer
_faults_expect()
{
	local after

	if _faults_unchanged; then
		expect_eq "$($snapshot)" "$before" "state after fault $n"
		return
	fi
	"$undo"
	after=$($snapshot)
	expect_eq "$($filter <<<"$after")" "$filtered" \
		"state after fault $n ($result) and its end"
	before=$after
}

faults_walk()
{
	local snapshot=$1 filter=$2 undo=$3 before filtered n result=
	local -A count=([accepted]=0 [refused]=0 [lost]=0 [none]=0)

	shift 3
	before=$($snapshot)
	filtered=$($filter <<<"$before")
	for ((n = 1; n < 10000 && count[none] == 0; n++)); do
		result=$(_faults_nth "$n" "$@")
		((++count[$result]))
		_faults_expect
	done
	diag "$((n - 2)) faults: ${count[refused]} refused," \
		"${count[accepted]} carried out, ${count[lost]} without an answer:" \
		"${*##*/}"
	((count[refused])) || fail "no fault was noticed"
}
