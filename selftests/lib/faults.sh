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
#				on when something was made
#
# CMD is a program that talks netlink by sendmsg(): ip, tc, vcctl. The others are
# functions. A debug kernel is slow with processes, so SNAPSHOT, which is taken
# each time, should be few, and FILTER is the place for jq and sed.

FAILNTH_LIB=$FLEXNIC_ROOT/selftests/lib/failnth.so
FAULTS=/sys/kernel/debug

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

# _faults_nth N CMD...: CMD's status; fails with 200 if there is no Nth
_faults_nth()
{
	local report rc=0

	report=$(mktemp)
	FAILNTH=$1 FAILNTH_REPORT=$report LD_PRELOAD=$FAILNTH_LIB \
		"${@:2}" >/dev/null 2>"$report.err" || rc=$?
	[[ -s $report ]] || rc=$((rc ? 201 : 200))
	((rc != 201)) || cat "$report.err"
	rm -f "$report" "$report.err"
	return "$rc"
}

faults_walk()
{
	local snapshot=$1 filter=$2 undo=$3 before after filtered
	local n rc refused=0 carried_out=0

	shift 3
	before=$($snapshot)
	filtered=$($filter <<<"$before")
	for ((n = 1; n < 10000; n++)); do
		rc=0
		_faults_nth "$n" "$@" || rc=$?
		((rc != 201)) || fail "fails without a fault: $*"
		if ((rc == 0 || rc == 200)); then
			((++carried_out))
			"$undo"
			after=$($snapshot)
			expect_eq "$($filter <<<"$after")" "$filtered" \
				"state after fault $n, which was survived"
			before=$after
		else
			((++refused))
			expect_eq "$($snapshot)" "$before" "state after fault $n"
		fi
		((rc != 200)) || break
	done
	diag "$((n - 1)) faults: $refused refused, $((carried_out - 1)) carried out: ${*##*/}"
	((refused)) || fail "no fault was noticed"
}
