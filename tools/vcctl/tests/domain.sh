#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# A domain on the command line: objects, profiles, templates, bays. No kernel
# has a part in it.

set -u
cd "$(dirname "$0")/.." || exit 1
# shellcheck source=tools/vcctl/tests/check-lib.sh
source tests/check-lib.sh

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
db=$folder/domain.db

# case NAME STATUS TEXT ARGS...: in this store
case_of()
{
	check "$1" "$2" "$3" -db "$db" "${@:4}"
}

# says TEXT... -- ARGS...: vcctl is refused with each TEXT, and changes nothing
says()
{
	local texts=() before out text bad=

	while [[ $1 != -- ]]; do
		texts+=("$1")
		shift
	done
	shift
	before=$(./vcctl -db "$db" log)
	out=$(./vcctl -db "$db" "$@" 2>&1) && bad="it is not refused"
	for text in "${texts[@]}"; do
		[[ $out == *"$text"* ]] || bad+=" not said: $text;"
	done
	[[ $(./vcctl -db "$db" log) == "$before" ]] ||
		bad+=" something was changed"
	verdict "$bad" "refused: vcctl ${*//$'\n'/ }" "$out"
}

# is NAME WANTED FILTER ARGS...: what jq makes of the JSON of vcctl
is()
{
	local got fault=''

	got=$(./vcctl -j -db "$db" "${@:4}" 2>&1 | jq -c "$3")
	[[ $got == "$2" ]] || fault="got $got, expected $2"
	verdict "$fault" "$1"
}

echo "TAP version 13"
case_of "pool of MAC addresses" 0 "" \
	pool add macs kind mac ranges '[virtual-connect:1]'
case_of "pool of WWNs" 0 "" pool add wwns kind wwn ranges '[virtual-connect:1]'
case_of "pool of serial numbers" 0 "" \
	pool add serials kind serial ranges '[virtual-connect]'
case_of "settings" 0 "" domain set domain pools.mac macs pools.wwn wwns \
	pools.serial serials
case_of "network" 0 "" domain add network prod preferred 2G max 5G
case_of "another" 0 "" domain add network mgmt max 1G
case_of "a third" 0 "" domain add network back max 5G
case_of "a fourth" 0 "" domain add network voice
case_of "fabric" 0 "" domain add fabric sanA type fc
case_of "access group" 0 "" domain add access-group web networks '[prod, back, voice]'
for bay in 1:BL460c:off 2:BL460c:on 3:BL465c:on; do
	IFS=: read -r number model spare <<<"$bay"
	case_of "bay b$number" 0 "" domain add bay "b$number" model "$model" \
		group g spare "$spare" ports '{1: {dev: eth0, speed: 10G}}'
done
case_of "template" 0 "" domain add template std type updating \
	access-group web connections \
	'{1: {network: prod}, 2: {network: back, speed: 1G},
	  3: {type: fc, fabric: sanA}}'
case_of "profile" 0 "" profile add web01 template std
is "it has addresses" \
	'["VCX0000000","00:17:a4:77:00:00","00:17:a4:77:00:01","50:06:0b:00:00:c2:62:00"]' \
	'.settings | [.serial, .connections[] | .mac? // .wwpn? // .]' \
	profile list web01

# what stands against something is said all at once
says 'domain "domain": there is no pool "p"' 'there is no bay "b9"' -- \
	domain set domain pools.iqn p host b9
says "prod.preferred: 2Gbit is more than max 1Gbit" -- \
	domain set network prod max 1G
says 'network "prod" is used by access-group "web"' \
	'network "prod" is used by template "std"' -- domain del network prod
says "t.type: it is missing" "t.frob: this key is not known" -- \
	domain add template t frob 1
says "an address belongs to one profile, not to a template" -- \
	domain set template std connections.1.mac 02:00:00:00:00:01
says "only connections of type fc and fcoe have it" \
	"only connections of type iscsi have it" -- \
	profile set web01 connections.4 '{fabric: sanA, gateway: 10.0.0.1}'
says 'it has "networks" already' "two networks have the same tag" -- \
	profile add web09 connections \
	'{1: {network: prod, networks: {prod: vlan5, mgmt: vlan5}}}'
says '"1:2" is not a MAC address' '"vlan9999" is not a tag' -- \
	profile add web09 connections \
	'{1: {mac: "1:2", networks: {prod: vlan9999}}}'

says "connections of type fc have none" "only one network can be untagged" -- \
	profile add web09 connections \
	'{1: {type: fc, networks: {prod: untagged}},
	  2: {networks: {prod: untagged, mgmt: untagged}}}'
says "it is longer than 255 characters" -- \
	domain set network prod description "$(printf 'x%.0s' {1..256})"
says 'there is no access group "none"' -- profile set web01 access-group none
says 'profile "web01" is assigned to no bay' -- profile unassign web01
case_of "assign" 0 "" profile assign web01 b1
says "assigned to bay \"b1\" already" -- profile assign web01 b2
says 'there is no bay "b9"' -- profile move web01 b9
says 'bay "b1" has profile "web01"' -- profile add web02 bay b1
says "the bay has no port 3" \
	"connection 4 has FlexNIC a of port 1" \
	'network "mgmt" is not in access group "web"' \
	"speed 3Gbit is more than its networks allow, 1Gbit" -- \
	profile set web01 connections.2.network mgmt connections.2.speed 3G \
	connections.4 '{flexnic: a, port: 1}' \
	connections.5 '{flexnic: a, port: 1}' connections.6.port 3
says "the bay has no free FlexNIC" -- profile set web01 connections.4 '{}' \
	connections.5 '{}' connections.6 '{}'
says "its FlexNICs ask for 11Gbit of 10Gbit" -- \
	profile set web01 connections '{4: {speed: 4G}, 5: {speed: 4G}}'
says 'network "prod" is on port 1 already, by connection 1' -- \
	profile set web01 connections.4.network prod
says "it boots, but has no target" -- profile set web01 connections.3.boot primary
says "an Ethernet connection has no storage to boot from" -- \
	profile set web01 connections.1.boot primary
says "it boots, but has no target-ip" -- profile set web01 connections.4 \
	'{type: iscsi, boot: primary, target: "iqn.2024-01.com.example:disk"}'
says 'there is no network "none"' -- profile set web01 connections.1.network none
says "no fabric is given" -- profile set web01 connections.4.type fc
says 'there is no fabric "sanB"' -- profile set web01 connections.3.fabric sanB
is "places" '[[1,"a"],[1,"b"],[null,null]]' \
	'[.settings.connections[] | [.port, .flexnic]]' profile list web01

is "consistent" '["consistent"]' 'map(.state)' profile list
case_of "set" 0 "" profile set web01 connections.2.speed 1.5G
is "inconsistent" '[["connections.2.speed","1Gbit","1500Mbit"]]' \
	'.deviations | map([.key, .template, .profile])' profile list web01
case_of "check says so" 0 \
	"web01: inconsistent: connections.2.speed: 1Gbit -> 1500Mbit" \
	profile check
case_of "a template's edit" 0 "" \
	domain set template std connections.4.network voice
is "reaches its profiles" '["voice","00:17:a4:77:00:02"]' \
	'.settings.connections["4"] | [.network, .mac]' profile list web01
says 'profile "web01": connection 5: network "mgmt" is not in access group' -- \
	domain set template std connections.5.network mgmt
says 'is used by profile "web01"' -- domain del template std

says 'is used by profile "web01"' -- domain del bay b1
case_of "failover" 0 "b2" profile failover web01
is "is in the spare bay" '["b2"]' 'map(.bay)' profile list
is "with the same addresses" \
	'["VCX0000000","00:17:a4:77:00:00"]' \
	'.settings | [.serial, .connections["1"].mac]' profile list web01
case_of "move" 0 "" profile move web01 b1
case_of "a spare bay of another group" 0 "" domain set bay b2 group h
says 'no spare bay takes profile "web01"' \
	'spare bay "b2": its group is "h"' -- profile failover web01
case_of "... of the same" 0 "" domain set bay b2 group g
case_of "the spare bay is taken" 0 "" profile add web02 bay b2
says 'no spare bay takes profile "web01"' 'it has profile "web02"' \
	'its model is "BL465c"' -- profile failover web01
says 'profile "web01" is assigned to bay "b1"' -- profile del web01

# an initial template is copied once
case_of "initial template" 0 "" domain add template once type initial \
	connections.1.network prod
case_of "a profile of it" 0 "" profile add db01 template once
case_of "its edit" 0 "" domain set template once connections.1.network mgmt
is "does not reach it" '"prod"' '.settings.connections["1"].network' \
	profile list db01

# addresses: given, kept, released
case_of "an address of the pool" 0 "" \
	profile add pin connections.1.mac 00:17:a4:77:01:00
says "00:17:a4:77:01:00 is in use by pin/1/mac" -- \
	profile add pin2 connections.1.mac 00:17:a4:77:01:00
says "00:17:a4:77:01:00 is in use by pin/1/mac" -- \
	pool release macs 00:17:a4:77:01:00
case_of "another key keeps it" 0 "" profile set pin connections.1.network prod
is "kept" '"00:17:a4:77:01:00"' '.settings.connections["1"].mac' \
	profile list pin
case_of "that of the hardware" 0 "" \
	profile set pin connections.1.mac factory
is "no address" '"factory"' '.settings.connections["1"].mac' profile list pin
case_of "secrets" 0 "" profile add boot connections \
	'{1: {type: iscsi, initiator: "iqn.2024-01.com.example:boot",
	  target: "iqn.2024-01.com.example:disk", target-ip: 10.0.0.2,
	  chap-name: boot, chap-secret: not-to-be-seen, boot: primary}}'
case_of "a bay with FC ports" 0 "" domain add bay b9 \
	hbas '{1: "50:01:43:80:00:00:00:01", 2: "pci/0000:03:00.0:1"}'
says '"eth0" is not a burned-in port name' -- domain set bay b9 hbas.3 eth0
says 'connection 1: the bay has no FC port 3' \
	'connection 4: the bay has no free FC port' -- \
	profile add web08 bay b9 connections \
	'{1: {type: fc, fabric: sanA, port: 3}, 2: {type: fc, fabric: sanA},
	  3: {type: fc, fabric: sanA}, 4: {type: fc, fabric: sanA}}'
says 'connection 2: FC port 2 has a connection already' -- \
	profile add web08 bay b9 connections \
	'{1: {type: fc, fabric: sanA, port: 2},
	  2: {type: fc, fabric: sanA, port: 2}}'
case_of "FC connections find their ports" 0 "" \
	profile add web08 bay b9 connections \
	'{1: {type: fc, fabric: sanA}, 2: {type: fc, fabric: sanA, port: 1}}'
fault=''
! ./vcctl -db "$db" log | grep -q not-to-be-seen || fault="it has one"
verdict "$fault" "the log has no secret"
case_of "unassign" 0 "" profile unassign web01
case_of "del" 0 "" profile del web01
is "its addresses are free" '["db01/1/mac","boot/1/mac"]' \
	'.addresses | map(select(.state == "in-use").owner)' \
	pool show macs
case_of "no fault" 0 "no fault found" db check
is "no fault, for programs" '[]' .faults db check
case_of "the schema knows a profile" 0 '"access-group"' domain schema
# shellcheck disable=SC2016 # a filter of jq
is "the schema says what it is one of" '"https://json-schema.org/draft/2020-12/schema"' \
	'."$schema"' domain schema
echo "1..$count"
exit "$failed"
