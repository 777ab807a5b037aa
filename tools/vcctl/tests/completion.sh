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
	"network show")
		echo "prod: connections 2"
		echo "    private off"
		echo "mgmt: connections 0"
		;;
	"pool show")
		echo "pool  kind"
		echo "macs  mac"
		;;
	"domain show profile") printf 'profile web01:\n    bay: b1\n' ;;
	"domain show bay") printf 'bay b1:\n    model: x\nbay b2:\n' ;;
	"-db x.db pool show") printf 'pool  kind\nwwns  wwn\n' ;;
	"uplinkset show") echo "A: mode failover" ;;
	"connection show")
		echo "id  port"
		echo " 7  eth1"
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
offers "port protect profile pool" "vcctl p"
all="port flexnic monitor network connection uplinkset fdb mdb mirror protect"
all+=" topology batch identity profile log db pool domain apply"
all+=" diff export show top"
offers "$all help" "vcctl -j "
offers "-json" "vcctl -j"
offers "show add set del help" "vcctl port "
offers "show set" "vcctl -j -s flexnic s"
offers "all port switch identity help" "vcctl monitor "
offers "$all" "vcctl help "
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
offers "show add set del reset help" "vcctl connection "
offers "prod mgmt" "vcctl network set "
offers "" "vcctl network add "
offers "private preferred" "vcctl network add prod p"
offers "on off" "vcctl network set prod private on tunnel "
offers "flood drop" "vcctl network add prod unknown-multicast "
offers "lo" "vcctl connection add lo"
offers "prod mgmt" "vcctl connection add eth1 network "
offers "role" "vcctl connection add eth1 network prod ro"
offers "downlink uplink" "vcctl connection add eth1 role "
offers "proto preference" "vcctl connection add eth1 network prod tunnel p"
offers "broadcast unknown multicast" "vcctl connection set 7 storm "
offers "off" "vcctl connection set 7 storm unknown "
offers "7" "vcctl connection reset 7"
offers "dev network 7" "vcctl connection show "
offers "mode ports networks preempt hold-down announce-rate announce-count" \
	"vcctl uplinkset add A "
offers "A" "vcctl uplinkset del "
offers "prod mgmt" "vcctl uplinkset add A networks "
offers "prod:vlan1,mgmt" "vcctl uplinkset add A networks prod:vlan1,m"
offers "lo" "vcctl uplinkset set A add-port l"
offers "network dev connection" "vcctl fdb show "
offers "7" "vcctl fdb add 02:00:00:00:00:01 connection "
offers "7:rx,7" "vcctl mirror add m to eth9 from 7:rx,"
offers "loop-interval loop-retry" "vcctl protect set l"
offers "--dot --svg help" "vcctl topology "
offers "fdb" "vcctl monitor switch "
offers "completion/vcctl" "vcctl batch completion/v"
offers "" "vcctl monitor identity "
offers "show set clear help" "vcctl identity "
offers "mac fc pxe fc-boot serial uuid" "vcctl identity set "
offers "slot policy" "vcctl identity set pxe pci/0000:03:00.0 "
offers "enabled disabled use-bios" "vcctl identity set pxe pci/0000:03:00.0 policy "
offers "primary secondary disabled use-bios" "vcctl identity set fc-boot pci/0 role "
offers "slot address" "vcctl identity set mac 02:00:00:00:00:01 "
offers "mac fc iscsi pxe fc-boot serial uuid force" "vcctl identity clear "
offers "slot npiv wwpn force" "vcctl identity clear fc pci/0000:03:00.0 "
offers "slot npiv wwnn wwpn force" "vcctl identity set fc pci/0000:03:00.0 "
offers "force" "vcctl profile unload "
offers "a b c d" "vcctl identity clear mac pci/0000:03:00.0 slot "
offers "" "vcctl identity set serial "
offers "load list" "vcctl profile l"
offers "web01" "vcctl profile assign "
offers "b1 b2" "vcctl profile move web01 "
offers "serial" "vcctl profile set web01 se"
offers "" "vcctl profile set web01 serial "
offers "show add set del schema help" "vcctl domain "
offers "bay" "vcctl domain add b"
offers "b1 b2" "vcctl domain del bay "
offers "model group spare ports hbas description" "vcctl domain add bay b3 "
offers "pools" "vcctl domain set domain p"
offers "tests/completion.sh" "vcctl profile load tests/comp"
offers "show check backup restore help" "vcctl db "
offers "tests/completion.sh" "vcctl db restore tests/comp"
offers "tests/completion.sh" "vcctl -db tests/comp"
offers "check" "vcctl -j --db x.db db c"
offers "last help" "vcctl log "
offers "-f --dry-run --prune help" "vcctl apply "
offers "tests/completion.sh" "vcctl apply -f tests/comp"
offers "--prune" "vcctl diff -f x.yaml --p"
offers "topology top" "vcctl top"
offers "interval count --once help" "vcctl top "
offers "--once" "vcctl top interval 2 --"
offers "" "vcctl top interval "
offers "help" "vcctl show "
offers "macs" "vcctl pool set "
offers "wwns" "vcctl -db x.db pool show "
offers "kind ranges exclude description" "vcctl pool add new "
offers "mac wwn serial uuid iqn" "vcctl pool add new kind "
offers "" "vcctl pool set macs ranges "
offers "count address for" "vcctl pool take macs "
echo "1..$count"
exit "$failed"
