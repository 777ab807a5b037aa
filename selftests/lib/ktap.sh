# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# KTAP for tests written in bash.
#
# A test program registers its cases and runs them:
#
#	#!/bin/bash
#	# SPDX-License-Identifier: GPL-2.0
#	# vm: cpus=2 timeout=60
#	source "$(dirname "$0")/../lib/ktap.sh"
#	source "$(dirname "$0")/../lib/net.sh"
#
#	test_adds_port() { ... }		one function per case
#
#	ktap_setup setup_topology		optional; runs first, in this shell,
#						under `set -e` too
#	ktap_add test_adds_port			case named "adds_port"
#	ktap_add -n "refuses lo" test_refuses lo	case with arguments
#	ktap_run				plan, cases, totals, exit 0/1/4
#
# or, when no case has arguments, just `ktap_main test_a test_b`. Where
# FLEXNIC_CASES is set, only cases whose names it matches (as a regular
# expression) are run.
#
# A case runs in a subshell under `set -e`: the first command that fails fails
# the case, and file, line and command are printed. What it prints becomes
# KTAP diagnostics. Variables set by a case are therefore gone after it; what
# cases share is made by the setup function, which runs in the main shell.
#
# Cases:
#	ktap_skip REASON	end this case as skipped
#	fail TEXT		end this case as failed, saying why
#	ktap_skip_all REASON	at top level or in setup: skip the program (in a
#				case, the case)
#	defer CMD [ARG...]	undo, run last-in first-out: at the end of the
#				case inside one, else at the end of the program
#	diag TEXT		a diagnostic line, also outside a case
#
# Expectations: each prints why and returns 1 when it does not hold, which
# `set -e` turns into a failed case.
#	expect_ok CMD...		 exits 0
#	expect_fail CMD...		 exits non-zero
#	expect_text TEXT CMD...		 exits 0 and prints TEXT (fixed string)
#	expect_no_text TEXT CMD...	 exits 0 and does not print TEXT
#	expect_fail_text TEXT CMD...	 exits non-zero and prints TEXT, as an
#					 extack: stdout and stderr are searched
#	expect_rc N CMD...		 exits N
#	expect_eq ACTUAL WANTED [WHAT]	 equal as strings
#	expect_between N LOW HIGH [WHAT] LOW <= N <= HIGH, decimals allowed
#	expect_near N WANTED PCT [WHAT]	 within PCT percent of WANTED

set -u

KSFT_PASS=0
KSFT_FAIL=1
KSFT_SKIP=4

_ktap_names=()
_ktap_cmds=()
_ktap_setup=
_ktap_began=
_ktap_in_case=
_ktap_rc=0
_ktap_deferred=()
_ktap_deferrer=

diag()
{
	printf '# %s\n' "$*"
}

# ---- undo -------------------------------------------------------------------

# What the shell above has deferred is not a subshell's to undo
defer()
{
	if [[ $_ktap_deferrer != "$BASHPID" ]]; then
		_ktap_deferrer=$BASHPID
		_ktap_deferred=()
	fi
	_ktap_deferred+=("$(printf '%q ' "$@")")
	trap _ktap_undo EXIT
}

_ktap_undo()
{
	local rc=$? i

	trap - EXIT ERR
	set +e
	for ((i = ${#_ktap_deferred[@]} - 1; i >= 0; i--)); do
		eval "${_ktap_deferred[i]}" >/dev/null 2>&1
	done
	_ktap_deferred=()
	exit "$rc"
}

# ---- registering and running -----------------------------------------------

ktap_setup()
{
	_ktap_setup=$1
}

ktap_add()
{
	local name=

	if [[ $1 == -n ]]; then
		name=$2
		shift 2
	fi
	[[ -n $name ]] || name=${1#test_}
	[[ -z ${FLEXNIC_CASES-} || $name =~ $FLEXNIC_CASES ]] || return 0
	_ktap_names+=("$name")
	_ktap_cmds+=("$(printf '%q ' "$@")")
}

ktap_main()
{
	local fn

	for fn; do
		ktap_add "$fn"
	done
	ktap_run
}

ktap_skip_all()
{
	[[ -z $_ktap_in_case ]] || ktap_skip "$@"
	_ktap_version
	printf '1..0 # SKIP %s\n' "$*"
	exit "$KSFT_SKIP"
}

ktap_skip()
{
	printf '%s\n' "$*" >"$_ktap_why"
	exit "$KSFT_SKIP"
}

fail()
{
	printf '%s\n' "$*"
	exit "$KSFT_FAIL"
}

# The innermost frame that is the test's own, not this library's
_ktap_where()
{
	local rc=$1 cmd=$2 i=2

	while [[ ${BASH_SOURCE[i]-} -ef ${BASH_SOURCE[0]} ||
		${BASH_SOURCE[i]-} == */lib/*.sh ]]; do
		((i++))
	done
	printf '%s:%s: status %s: %s\n' "${BASH_SOURCE[i]##*/}" \
		"${BASH_LINENO[i - 1]}" "$rc" "$cmd"
}

# Where a substitution does not take it for what it is to be
_ktap_on_err()
{
	_ktap_where "$1" "$2" >&2
	[[ $3 != setup ]] || echo "Bail out! $_ktap_setup failed"
}

# A subshell forgets traps but keeps variables: what the main shell deferred
# must not run at the end of a case.
_ktap_case()
{
	_ktap_in_case=1
	_ktap_deferred=()
	trap '_ktap_on_err $? "$BASH_COMMAND" case' ERR
	set -eE
	eval "$1"
}

# What cases print and what becomes of them goes through one pipe to one process,
# which makes diagnostics of the one and takes the mark off the other, so that all
# is seen at once and in order, also behind a line without an end. It ends when it
# is told, not with the pipe: what a case leaves running may keep that open.
_ktap_open()
{
	exec {_ktap_fd}> >(exec sed -u -e '/\x01end$/Q' -e 's/^\x01//;t' \
		-e 's/^/# /' -e 's/\x01/\n/')
	_ktap_printer=$!
}

_ktap_say()
{
	printf '\x01%s\n' "$*" >&"$_ktap_fd"
}

_ktap_close()
{
	printf '\x01end\n' >&"$_ktap_fd"
	wait "$_ktap_printer"
}

# In the background: while the shell waits for a child it handles no signal
_ktap_one()
{
	: >"$_ktap_why"
	(_ktap_case "$1") >&"$_ktap_fd" 2>&1 </dev/null &
	wait $!
	_ktap_rc=$?
}

_ktap_report()
{
	local n=$1 name=$2 rc=$3

	case $rc in
	"$KSFT_PASS") _ktap_say "ok $n $name" ;;
	"$KSFT_SKIP") _ktap_say "ok $n $name # SKIP $(<"$_ktap_why")" ;;
	*) _ktap_say "not ok $n $name" ;;
	esac
}

# Runs in the main shell and unredirected, so that what it starts in the
# background and what it skips are the program's own.
_ktap_run_setup()
{
	[[ -n $_ktap_setup ]] || return 0
	trap '_ktap_on_err $? "$BASH_COMMAND" setup' ERR
	set -eE
	"$_ktap_setup"
	set +eE
	trap - ERR
}

_ktap_version()
{
	[[ -n $_ktap_began ]] || echo "TAP version 13"
	_ktap_began=1
}

ktap_run()
{
	local n passed=0 failed=0 skipped=0 total=${#_ktap_names[@]}

	_ktap_why=$(mktemp)
	defer rm -f "$_ktap_why"
	_ktap_version
	_ktap_run_setup
	echo "1..$total"
	_ktap_open
	for ((n = 1; n <= total; n++)); do
		_ktap_one "${_ktap_cmds[n - 1]}"
		case $_ktap_rc in
		"$KSFT_PASS") ((++passed)) ;;
		"$KSFT_SKIP") ((++skipped)) ;;
		*) ((++failed)) ;;
		esac
		_ktap_report "$n" "${_ktap_names[n - 1]}" "$_ktap_rc"
	done
	_ktap_close
	diag "Totals: pass:$passed fail:$failed xfail:0 xpass:0 skip:$skipped error:0"
	((failed == 0)) || exit "$KSFT_FAIL"
	((passed > 0 || skipped == 0)) || exit "$KSFT_SKIP"
	exit "$KSFT_PASS"
}

# ---- expectations -----------------------------------------------------------

_expect_out=
_expect_rc=0

_expect_capture()
{
	_expect_rc=0
	_expect_out=$(trap - ERR; "$@" 2>&1) || _expect_rc=$?
}

_expect_says()
{
	printf '%s\n' "$1"
	printf '  command: %s\n  status:  %s\n' "$2" "$_expect_rc"
	[[ -z $_expect_out ]] || printf '%s\n' "$_expect_out" | sed 's/^/  | /'
	return 1
}

expect_rc()
{
	local want=$1

	shift
	_expect_capture "$@"
	((_expect_rc == want)) || _expect_says "expected exit status $want" "$*"
}

expect_ok()
{
	expect_rc 0 "$@"
}

expect_fail()
{
	_expect_capture "$@"
	((_expect_rc != 0)) || _expect_says "expected a failure" "$*"
}

expect_text()
{
	local text=$1

	shift
	_expect_capture "$@"
	[[ $_expect_rc == 0 && $_expect_out == *"$text"* ]] ||
		_expect_says "expected success and the text '$text'" "$*"
}

expect_no_text()
{
	local text=$1

	shift
	_expect_capture "$@"
	[[ $_expect_rc == 0 && $_expect_out != *"$text"* ]] ||
		_expect_says "expected success without the text '$text'" "$*"
}

expect_fail_text()
{
	local text=$1

	shift
	_expect_capture "$@"
	[[ $_expect_rc != 0 && $_expect_out == *"$text"* ]] ||
		_expect_says "expected a refusal with the text '$text'" "$*"
}

expect_eq()
{
	[[ $1 == "$2" ]] && return 0
	printf "%s is '%s', expected '%s'\n" "${3:-value}" "$1" "$2"
	return 1
}

expect_between()
{
	awk -v n="$1" -v lo="$2" -v hi="$3" \
		'BEGIN { exit !(n != "" && n + 0 >= lo + 0 && n + 0 <= hi + 0) }' &&
		return 0
	printf '%s is %s, expected %s to %s\n' "${4:-value}" "${1:-empty}" "$2" "$3"
	return 1
}

expect_near()
{
	local lo hi

	read -r lo hi < <(awk -v w="$2" -v p="$3" \
		'BEGIN { printf "%.6f %.6f\n", w * (1 - p / 100), w * (1 + p / 100) }')
	expect_between "$1" "$lo" "$hi" "${4:-value} (within $3% of $2)"
}
