# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2154 # variables of scripts/check
#
# Programs in VMs, for scripts/check; needs report.sh and needs.sh sourced first.
#
#	run_groups PROGRAM...	in as few VMs as their needs allow
#	run_pool PROGRAM...	a VM each, one more beside each other than there are CPUs;
#				what takes longest begins first
#	run_lanes PROGRAM...	in groups, two VMs beside each other
#
# $mode is how VMs are started: --vng, --fast or --uml.

# Beyond the tests' own limits: boot, and what a loaded host takes
VM_SLACK=180

# vm_options NEEDS: fills the array vm_args
vm_options()
{
	local need nic nics

	vm_args=()
	for need in $1; do
		need=${need//;/ }
		case $need in
		cpus=* | mem=*) vm_args+=("--${need%%=*}" "${need#*=}") ;;
		nic=*)
			IFS=, read -ra nics <<<"${need#nic=}"
			for nic in "${nics[@]}"; do
				vm_args+=(--nic "$nic")
			done
			;;
		qemu=*) vm_args+=(--qemu "${need#qemu=}") ;;
		own=*) ;;
		*) echo "check: unknown need '$need'" >&2 ;;
		esac
	done
}

# The programs that a dead VM has not reported, with the last that it said
report_missing()
{
	local prog why

	why=$(sed -n 's/^# vm: //p' "$report" | tail -n 1)
	for prog; do
		grep -qE "^(not )?ok [0-9]+ $prog( |\$)" "$report" ||
			result "not ok" "$prog # its VM ended before it: ${why:-no reason given}"
	done
}

# virtme-ng has no word for firmware of one's own
mode_for()
{
	case $mode:$1 in
	--vng:*qemu=* | --vng:*own=*) echo --fast ;;
	*) echo "$mode" ;;
	esac
}

# in_vm NEEDS PROGRAM...
in_vm()
{
	local needs=$1 limit=$((VM_SLACK * ${FLEXNIC_SLOWNESS:-1})) prog vm_args

	shift
	for prog; do
		((limit += $(limit_of "$prog")))
	done
	vm_options "$needs"
	scripts/vm run "$(mode_for "$needs")" "${vm_args[@]}" --timeout "$limit" -- \
		selftests/run --no-header --first $((number + 1)) "$@"
}

# The host's kernel is not the one that is tested: its log does not count
on_host()
{
	selftests/run --no-header --no-log --first $((number + 1)) "$@"
}

# run_vm NEEDS PROGRAM...
run_vm()
{
	local needs=$1 rc

	shift
	tell "# VM ${mode#--} ${needs:-default}: $*"
	case $needs in
	host) on_host "$@" ;;
	*) in_vm "$needs" "$@" ;;
	esac 2> >(sed -u 's/^/# /') | tee -a "$report"
	rc=${PIPESTATUS[0]}
	count_results
	report_missing "$@"
	if ((rc == 0 || rc == 1)); then
		result ok "VM ${needs:-default}"
	else
		result "not ok" "VM ${needs:-default} # exit status $rc"
	fi
}

# Groups by needs, in the order in which the needs first appear
run_groups()
{
	local prog needs
	local -A group=()
	local order=()

	for prog; do
		needs=$(vm_needs "$prog")
		[[ -n ${group[$needs]+set} ]] || order+=("$needs")
		group[$needs]+=" $prog"
	done
	for needs in "${order[@]}"; do
		# shellcheck disable=SC2086
		run_vm "$needs" ${group[$needs]}
	done
}

# ---- beside each other ----------------------------------------------------------

# A lane's report goes to a file of its own; what it tells meanwhile is only how
# far it is
run_lane()
{
	report=$ROOT/build/lane-$1.tap
	number=0
	: >"$report"
	run_groups "${@:2}" | sed -un 's/^\(not \)\{0,1\}ok [0-9]* /# &/p'
}

take_lane()
{
	take_report "$ROOT/build/lane-$1.tap"
	rm -f "$ROOT/build/lane-$1.tap"
}

# Shared out by their limits, which say best how long they take
run_lanes()
{
	local prog lane lanes=2 load=(0 0) programs=("" "")

	for prog; do
		lane=$((load[1] < load[0]))
		programs[lane]+=" $prog"
		((load[lane] += $(limit_of "$prog")))
	done
	for ((lane = 0; lane < lanes; lane++)); do
		# shellcheck disable=SC2086
		run_lane "$lane" ${programs[lane]} &
	done
	wait
	for ((lane = 0; lane < lanes; lane++)); do
		take_lane "$lane"
	done
}

# How long each took when it was last run here, else a guess out of its limit
expected_time()
{
	local took

	took=$(awk -v prog="$1" '$1 == prog { took = $2 } END { print took }' \
		"$times" 2>/dev/null)
	echo "${took:-$(($(limit_of "$1") / 10))}"
}

keep_time()
{
	sed -n "s/^ok [0-9]* \([^ ]*\) # \([0-9]*\)s\$/\1 \2/p" "$1" >>"$times"
}

longest_first()
{
	local prog

	for prog; do
		printf '%s %s\n' "$(expected_time "$prog")" "$prog"
	done | sort -rn -k 1,1 | cut -d ' ' -f 2
}

# A program waits for most of its time: for a timer, an event, a link
run_pool()
{
	local prog order=() running=0 times=$ROOT/build/times
	local lanes=$(($(nproc) + 1))

	mapfile -t order < <(longest_first "$@")
	for prog in "${order[@]}"; do
		if ((running == lanes)); then
			wait -n
			((running--))
		fi
		run_lane "${prog//\//-}" "$prog" &
		((++running))
	done
	wait
	for prog; do
		keep_time "$ROOT/build/lane-${prog//\//-}.tap"
		take_lane "${prog//\//-}"
	done
}

# Two VMs that have to share a CPU are far more than twice as slow
needs_machine()
{
	vm_says "$1" alone || ! vm_says "$1" cpus=1
}

# User-mode Linux has one CPU and starts in a second: a VM each. In QEMU those
# run beside each other that want one CPU.
run_selftests()
{
	local prog together=() alone=()

	for prog; do
		if [[ $mode == --uml ]]; then
			together+=("$prog")
		elif needs_machine "$prog"; then
			alone+=("$prog")
		else
			together+=("$prog")
		fi
	done
	if ((${#together[@]} > 1 && $(nproc) > 1)); then
		if [[ $mode == --uml ]]; then
			run_pool "${together[@]}"
		else
			run_lanes "${together[@]}"
		fi
	elif ((${#together[@]})); then
		run_groups "${together[@]}"
	fi
	((${#alone[@]} == 0)) || run_groups "${alone[@]}"
	((programs_run += $#))
}
