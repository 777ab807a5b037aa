#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What the completion offers, with a vcctl that knows one port.

set -u
cd "$(dirname "$0")/.." || exit 1
# shellcheck source=tools/vcctl/completion/vcctl
source completion/vcctl

vcctl()
{
	case $* in
	"port show")
		echo "eth0: mode mac speed 10Gbit"
		echo "    slot  ifname"
		;;
	"-n blue port show") echo "blue0: mode mac" ;;
	"flexnic show")
		echo "port  slot  ifname"
		echo "eth0  a     eth0-a"
		;;
	esac
}

count=0
failed=0

# offers WORDS LINE: completing the last word of LINE (split at blanks)
offers()
{
	local want=$1 got

	read -ra COMP_WORDS <<<"$2"
	[[ $2 != *" " ]] || COMP_WORDS+=("")
	COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
	_vcctl
	got="${COMPREPLY[*]}"
	count=$((count + 1))
	if [[ $got == "$want" ]]; then
		echo "ok $count $2"
	else
		echo "# offers \"$got\", expected \"$want\""
		echo "not ok $count $2"
		failed=1
	fi
}

echo "TAP version 13"
offers "port profile" "vcctl p"
offers "port flexnic monitor identity profile help" "vcctl -j "
offers "-json" "vcctl -j"
offers "show add set del help" "vcctl port "
offers "show set" "vcctl -j -s flexnic s"
offers "port identity help" "vcctl monitor "
offers "port flexnic monitor identity profile" "vcctl help "
offers "eth0" "vcctl port show "
offers "blue0" "vcctl -n blue port show "
offers "" "vcctl port show eth0 "
offers "eth0" "vcctl port set e"
offers "lo" "vcctl port add lo"
offers "mode proto count speed name a b c d" "vcctl port add eth0 "
offers "speed a b c d" "vcctl port set eth0 "
offers "mac vlan channel" "vcctl port add eth0 mode "
offers "802.1ad 802.1Q" "vcctl port add eth0 mode channel proto "
offers "auto" "vcctl port set eth0 speed a"
offers "speed max prio channel vlan link address a b c d" \
	"vcctl port set eth0 a "
offers "auto disabled preferred custom" "vcctl port set eth0 a speed "
offers "" "vcctl port set eth0 a speed preferred "
offers "on off" "vcctl port add eth0 mode mac b link "
offers "eth0-a eth0:a" "vcctl flexnic set "
offers "prio" "vcctl flexnic set eth0-a p"
offers "0 1 2 3 4 5 6 7" "vcctl flexnic set eth0-a prio "
offers "show set clear help" "vcctl identity "
offers "mac fc serial uuid" "vcctl identity set "
offers "slot address" "vcctl identity set mac 02:00:00:00:00:01 "
offers "a b c d" "vcctl identity clear mac pci/0000:03:00.0 slot "
offers "" "vcctl identity set serial "
offers "load" "vcctl profile l"
offers "tests/completion.sh" "vcctl profile load tests/comp"
echo "1..$count"
exit "$failed"
