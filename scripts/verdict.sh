# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034 # used by those who source it
#
# What scripts/lint and scripts/analyze say of each thing that they look at.

failed=0

# verdict NAME STATUS
verdict()
{
	if (($2 == 0)); then
		echo "${0##*/}: $1: ok"
	else
		echo "${0##*/}: $1: FAILED"
		failed=1
	fi
}
