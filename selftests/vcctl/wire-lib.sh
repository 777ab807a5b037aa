# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034,SC2154
#
# A wire whose near end is to be a port, and vcctl where it is; needs
# lib/ktap.sh and lib/net.sh sourced first.
#
#	blade eth0 ======== eth1 module
#
#	wire_setup		flexnic loaded, $blade and $module, and the wire
#	in_blade ARGS...	vcctl in $blade

blade="" module=""

wire_setup()
{
	require_root
	require_cmd jq
	require_module flexnic sch_flexnic
	load_flexnic
	ns_new blade module
	veth_pair "$blade" eth0 "$module" eth1
}

in_blade()
{
	vcctl -n "$blade" "$@"
}
