# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Each allocation that a request makes in the kernel fails in turn; needs ktap.sh
# and net.sh sourced first, and a kernel with CONFIG_FAULT_INJECTION.
#
#	faults_setup		skips the program where the kernel cannot do it
#	faults_walk SNAPSHOT UNDO CMD...
#				runs CMD with its first allocation failing, with
#				its second, and so on until there is none left.
#				SNAPSHOT prints the state that must not change
#				when CMD fails, nor after CMD, which need not
#				fail by every fault, and UNDO
#
# CMD is a program that talks netlink by sendmsg(): ip, tc, vcctl. SNAPSHOT and
# UNDO are functions or commands of one word.

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
	local snapshot=$1 undo=$2 before n rc refused=0 carried_out=0

	shift 2
	before=$($snapshot)
	for ((n = 1; n < 10000; n++)); do
		rc=0
		_faults_nth "$n" "$@" || rc=$?
		((rc != 201)) || fail "fails without a fault: $*"
		if ((rc == 0 || rc == 200)); then
			((++carried_out))
			"$undo"
		else
			((++refused))
		fi
		expect_eq "$($snapshot)" "$before" "state after fault $n"
		((rc != 200)) || break
	done
	diag "$((n - 1)) faults: $refused refused, $((carried_out - 1)) carried out: ${*##*/}"
	((refused)) || fail "no fault was noticed"
}
