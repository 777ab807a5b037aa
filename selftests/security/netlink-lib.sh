# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2154 # $module
#
# Asking for all that a specification names; needs ktap.sh and net.sh sourced
# first, and $module, a network namespace.
#
#	as_root, as_nobody, as_root_of_user_ns CMD...
#				become that, in $module, or the last one in a
#				network namespace of its own
#	test_caps USER FAMILY CALLER	each operation wants its capability; USER is
#				one of the above without as_, CALLER as caps.py
#				has it
#	test_fuzz USER FAMILY	requests for a part of FLEXNIC_DURATION: there are
#				$FUZZED of these cases

DURATION=$((${FLEXNIC_DURATION:-FUZZED * 3} / FUZZED))	# seconds, each
SEED=${FLEXNIC_SEED:-20061}
here=$(pwd)

as_root()
{
	in_ns "$module" "$@"
}

as_nobody()
{
	in_ns "$module" setpriv --bounding-set -all --inh-caps -all "$@"
}

# In a network namespace of its own, with two devices
as_root_of_user_ns()
{
	unshare --user --map-root-user --net --mount "$here/in-user-ns" "$@"
}

test_caps()
{
	"as_$1" "$here/caps.py" "$2" "$3"
}

test_fuzz()
{
	local user=$1 family=$2

	dmesg_mark
	diag "seed $SEED, $DURATION seconds"
	"as_$user" "$here/fuzz.py" "$family" "$DURATION" "$SEED"
	expect_ok dmesg_clean
}
