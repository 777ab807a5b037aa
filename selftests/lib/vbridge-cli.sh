# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# What vcctl says of a switch, and cables for its ports; needs ktap.sh, net.sh
# and vbridge.sh sourced first.
#
#	cli_setup [DEV PEER]...		vbridge, fresh, and what else these tests need;
#					$module, a netns for the switch with every
#					DEV, cabled to PEER in netns $world
#	cli_require, cli_cables [DEV PEER]...
#					the two parts of this, for a test that loads
#					vbridge later
#	cable NS1 DEV1 NS2 DEV2 ...	veths, any number of pairs of ends, all up;
#					one process for each namespace, so that
#					many are cheap
#	plug NS DEV, unplug NS DEV	the cable at that end
#	json_of FILTER ARGS...		`vcctl -j ARGS`, by jq, on one line
#	follow NS OPTIONS... -- WORDS	`vcctl OPTIONS monitor WORDS` into the file
#					$events, its errors into $events.err; waits
#					until it listens; its process is $monitor
#	seen COUNT PATTERN		for wait_for: so many lines of $events match

# for the tests
# shellcheck disable=SC2034
module='' world='' events='' monitor=''

cli_require()
{
	require_root
	require_cmd jq
	require_module vbridge
}

cli_cables()
{
	local ends=()

	ns_new module world
	while (($#)); do
		ends+=("$module" "$1" "$world" "$2")
		shift 2
	done
	cable ${ends[@]+"${ends[@]}"}
}

cli_setup()
{
	cli_require
	load_vbridge
	cli_cables "$@"
}

cable()
{
	local -A batch=()
	local ns

	while (($#)); do
		batch[$1]+="link add $2 type veth peer name $4 netns $3"$'\n'
		batch[$1]+="link set $2 up"$'\n'
		batch[$3]+=
		shift 4
	done
	for ns in "${!batch[@]}"; do
		ip -n "$ns" -batch - <<<"${batch[$ns]}"
	done
	for ns in "${!batch[@]}"; do
		ip -n "$ns" -o link show type veth |
			sed -n 's/^[0-9]*: \([^@]*\)@.*/link set \1 up/p' |
			ip -n "$ns" -batch -
	done
}

plug()
{
	ip -n "$1" link set "$2" up
}

unplug()
{
	ip -n "$1" link set "$2" down
}

json_of()
{
	local filter=$1 out

	shift
	out=$(vcctl -j "$@") || return 1
	jq -c "$filter" <<<"$out"
}

follow()
{
	local ns=$1 options=()

	shift
	while [[ $1 != -- ]]; do
		options+=("$1")
		shift
	done
	shift
	events=$(mktemp)
	defer rm -f "$events" "$events.err"
	"$VCCTL" -n "$ns" ${options[@]+"${options[@]}"} monitor "$@" \
		>"$events" 2>"$events.err" </dev/null &
	monitor=$!
	defer kill "$monitor"
	wait_for 20 genl_listens "$ns" "$monitor"
}

seen()
{
	[[ $(grep -c -- "$2" "$events") == "$1" ]]
}
