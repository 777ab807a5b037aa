# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Cases that run ./vcctl; sourced in its folder. They end with
# "echo 1..$count; exit $failed".

# shellcheck disable=SC2034 # for who sources this
count=0
failed=0

# verdict FAULT NAME [OUTPUT]: a case, which passes where FAULT is empty
verdict()
{
	count=$((count + 1))
	if [[ -z $1 ]]; then
		echo "ok $count $2"
		return
	fi
	printf '%s\n' "$1" "${3-}" | sed 's/^/# /'
	echo "not ok $count $2"
	failed=1
}

# result STATUS NAME
result()
{
	local fault=''

	(($1 == 0)) || fault="status $1"
	verdict "$fault" "$2"
}

# check NAME STATUS TEXT ARGS...: vcctl exits with STATUS and prints TEXT
check()
{
	local name=$1 status=$2 text=$3 out rc fault=''

	shift 3
	out=$(./vcctl "$@" 2>&1)
	rc=$?
	[[ $rc == "$status" && $out == *"$text"* ]] ||
		fault="vcctl $*: exit $rc, expected $status; expected text: $text"
	verdict "$fault" "$name" "$out"
}
