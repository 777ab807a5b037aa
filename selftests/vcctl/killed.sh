#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: cpus=1 vcid timeout=3600
#
# vcctl apply is killed at any point, FLEXNIC_KILLS times, and run again: always
# the same state of store and kernel. What a terminal that goes, or Ctrl-C, sends
# leaves nothing half done at all.
#
#	bay b1 srv0 ======== sw0  switch  up1, up2

source "$(dirname "$0")/../lib/ktap.sh"
source "$(dirname "$0")/../lib/net.sh"
source "$(dirname "$0")/../lib/vbridge.sh"
source "$(dirname "$0")/../lib/vcid.sh"
source "$(dirname "$0")/apply-lib.sh"

KILLS=${FLEXNIC_KILLS:-200}

# ms CMD...: how long it takes
ms()
{
	local start=${EPOCHREALTIME/./}

	"$@" >/dev/null
	echo $(((${EPOCHREALTIME/./} - start) / 1000))
}

# kill_apply MS: at any time up to that; fails when it has ended before
kill_apply()
{
	local delay

	printf -v delay '0.%03d' $((RANDOM % ($1 < 1000 ? $1 : 999)))
	! timeout -s KILL "$delay" "$VCCTL" -db "$db" apply \
		-f "$dir/now.yaml" >/dev/null 2>&1
}

test_killed()
{
	local round other=$dir/other.yaml state killed=0 took

	sed 's/prio: 2/prio: 3/; s/max: 5G/max: 4G/; s/ 500M/ 300M/;
		s/up1: 1, up2: 2/up2: 5/' "$file" >"$other"
	apply >/dev/null
	kernel_state >"$dir/first"
	took=$(ms domain apply -f "$other")
	kernel_state >"$dir/second"
	for ((round = 0; killed < KILLS && round < 4 * KILLS; round++)); do
		state=$dir/first
		cp "$file" "$dir/now.yaml"
		if ((round % 2)); then
			state=$dir/second
			cp "$other" "$dir/now.yaml"
		fi
		! kill_apply "$took" || ((++killed))
		expect_ok domain apply -f "$dir/now.yaml" >/dev/null
		kernel_state >"$dir/now"
		diff "$state" "$dir/now" || fail "another state in round $round"
		expect_rc 0 domain diff -f "$dir/now.yaml"
	done
	diag "$round rounds, killed in $killed of them; it takes $took ms"
	expect_eq "$killed" "$KILLS" "times it was killed"
	expect_text "no fault found" domain db check
	apply >/dev/null
}

# Whatever ends the other programs of a session: the host is as the store has it
test_signals()
{
	local round delay signals=(HUP INT TERM PIPE) took

	sed 's/prio: 2/prio: 3/; s/max: 5G/max: 4G/' "$file" >"$dir/other.yaml"
	apply >/dev/null
	took=$(ms domain apply -f "$dir/other.yaml")
	for ((round = 0; round < 40; round++)); do
		printf -v delay '0.%03d' $((RANDOM % (took < 999 ? took : 999)))
		cp "$dir/other.yaml" "$dir/now.yaml"
		((round % 2)) || cp "$file" "$dir/now.yaml"
		timeout -s "${signals[round % 4]}" "$delay" "$VCCTL" -db "$db" \
			apply -f "$dir/now.yaml" >/dev/null 2>&1
		expect_rc 0 domain diff
	done
}

ktap_setup make_host
ktap_add test_killed
ktap_add test_signals
ktap_run
