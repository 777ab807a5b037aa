# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# The server's identity; needs ktap.sh and net.sh sourced first. The profile is
# the host's: what is done here is done in the initial network namespace.
#
#	load_vcid			vcid, fresh, and somebody who listens to what
#					it tells; unloaded at the end
#	unload_vcid			fails when something still holds it
#	profile TEXT [force]		puts TEXT, YAML, into force
#	mac_profile DEVICE ADDRESS [DEVICE ADDRESS]...
#					a profile with these addresses; DEVICE
#					may be DEVICE/SLOT for a FlexNIC
#	item N FILTER			field of item N, by jq
#	item_is N STATE [REASON]	for wait_for
#	links_follow FILE		collects RTM_NEWLINK of all namespaces'
#					devices that come to the initial one
#	links_first FILE DEV		prints the address in the first of DEV
#	perm_mac DEV			prints the permanent address

load_vcid()
{
	unload_vcid
	FLEXNIC_KO_DIR=$FLEXNIC_ROOT/drivers/vcid _load vcid
	defer unload_vcid
	background "$VCCTL" -j monitor identity
	wait_for 20 genl_listens "" "$BG_PID"
}

unload_vcid()
{
	! _loaded vcid || rmmod vcid
}

profile()
{
	vcctl profile load - "${@:2}" <<<"$1"
}

mac_profile()
{
	local text=$'name: test\nmac:' device

	while (($#)); do
		device=${1%/[abcd]}
		text+=$'\n- device: '$device
		[[ $device == "$1" ]] || text+=$'\n  slot: '${1##*/}
		text+=$'\n  address: '$2
		shift 2
	done
	profile "$text"
}

item()
{
	vcctl -j profile show | jq -r ".items[$1] | $2"
}

item_is()
{
	[[ $(item "$1" '"\(.state) \(.reason // "")"') == "$2 ${3-}" ]]
}

_links_hear()
{
	ip link add hear0 type dummy
	ip link del hear0
	grep -q hear0 "$1"
}

# A device of its own tells when the listener listens
links_follow()
{
	_start "$1" ip -o monitor link
	wait_for 20 _links_hear "$1"
}

links_first()
{
	sed -n "/^[0-9]*: $2[@:]/{s/.*link\/ether \([0-9a-f:]*\) .*/\1/p;q}" "$1"
}

perm_mac()
{
	ethtool -P "$1" | sed 's/.*: //'
}
