# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2154 # $report is its user's
#
# A KTAP report that is printed and kept in the file $report:
#
#	tell LINE...		lines as they are
#	result ok|"not ok" NAME	the next result
#	count_results		after somebody else has written to $report
#	take_report FILE	the results in FILE, with the numbers that follow
#	finish			plan, file and sums; exits, with 0 if all is well

number=0

tell()
{
	printf '%s\n' "$@" | tee -a "$report"
}

result()
{
	((++number))
	tell "$1 $number $2"
}

count_results()
{
	number=$(grep -cE '^(not )?ok ' "$report")
}

take_report()
{
	awk -v n="$number" '
		/^(not )?ok [0-9]+ / { sub(/[0-9]+/, ++n) }
		{ print }' "$1" | tee -a "$report"
	count_results
}

# The end of a long report is what is looked at
tell_failures()
{
	grep -qE '^ *not ok' "$report" || return 0
	tell "# failed:"
	sed -nE 's/^( *)not ok ([0-9]+ )?/#   \1/p' "$report" | tee -a "$report"
}

finish()
{
	local rc summary

	tell "1..$number"
	summary=$(scripts/ktap-count "$report")
	rc=$?
	tell_failures
	tell "# took ${SECONDS}s; report in ${report#"$ROOT"/}"
	echo "$summary"
	exit "$rc"
}
