# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2154 # $report is its user's
#
# A KTAP report that is printed and kept in the file $report:
#
#	tell LINE...		lines as they are
#	result ok|"not ok" NAME	the next result
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

finish()
{
	local rc summary

	tell "1..$number"
	tell "# took ${SECONDS}s; report in ${report#"$ROOT"/}"
	summary=$(scripts/ktap-count "$report")
	rc=$?
	echo "$summary"
	exit "$rc"
}
