# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Cases that run ./vcctl; sourced in its folder. They end with
# "echo 1..$count; exit $failed".

# shellcheck disable=SC2034 # for who sources this
count=0
failed=0

# result STATUS NAME
result()
{
	count=$((count + 1))
	if (($1 == 0)); then
		echo "ok $count $2"
	else
		echo "not ok $count $2"
		failed=1
	fi
}

# check NAME STATUS TEXT ARGS...: vcctl exits with STATUS and prints TEXT
check()
{
	local name=$1 status=$2 text=$3 out rc

	shift 3
	out=$(./vcctl "$@" 2>&1)
	rc=$?
	count=$((count + 1))
	if [[ $rc == "$status" && $out == *"$text"* ]]; then
		echo "ok $count $name"
		return
	fi
	echo "# vcctl $*"
	echo "# exit $rc, expected $status; expected text: $text"
	printf '%s\n' "$out" | sed 's/^/# /'
	echo "not ok $count $name"
	failed=1
}
