# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2154 # variables of scripts/check
#
# Unit tests, for scripts/check; needs report.sh sourced first. They are the folders
# whose Makefile knows how to check itself.
#
#	run_units		all of them

unit_dirs()
{
	local dir

	for dir in selftests/unit tools/*; do
		if [[ -e $dir/Makefile ]] && make -n -C "$dir" check >/dev/null 2>&1; then
			echo "$dir"
		fi
	done
}

# cmocka prints TAP when asked
run_unit()
{
	local dir=$1 out rc

	out=$(mktemp)
	CMOCKA_MESSAGE_OUTPUT=TAP make -s --no-print-directory -C "$dir" check \
		>"$out" 2>&1 </dev/null
	rc=$?
	sed 's/^/  /' "$out" | tee -a "$report"
	rm -f "$out"
	if ((rc == 0)); then
		result ok "$dir"
	else
		result "not ok" "$dir # exit status $rc"
	fi
}

run_units()
{
	local dir

	for dir in $(unit_dirs); do
		run_unit "$dir"
	done
}
