#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Files: read, compared with the store, applied to it, written; and applied by
# who is killed on the way. KILLS is how often, 20 unless it is set.

set -u
cd "$(dirname "$0")/.." || exit 1
# shellcheck source=tools/vcctl/tests/check-lib.sh
source tests/check-lib.sh

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
db=$folder/domain.db
file=$folder/domain.yaml

# refused TEXT...: standard input is a file that is refused with each TEXT
refused()
{
	local text bad='' out

	cat >"$folder/bad.yaml"
	out=$(./vcctl -db "$folder/none.db" apply -f "$folder/bad.yaml" 2>&1) &&
		bad="it is not refused;"
	for text; do
		[[ $out == *"$folder/bad.yaml:$text"* ]] || bad+=" not said: $text;"
	done
	# neither profile nor log: at most a store that is empty
	[[ ! -e $folder/none.db ]] ||
		[[ $(./vcctl -db "$folder/none.db" log) == "" ]] ||
		bad+=" something was changed"
	verdict "$bad" "refused: $*" "$out"
}

echo "TAP version 13"
refused "2:3: did not find expected" <<-END
	networks: [
	  }
END
refused "1:1: a map is expected here" <<<"[1, 2]"
refused "2:1: there is nothing in it" <<<""
refused "1:11: anchors and tags are not understood" <<<"networks: &a {}"
refused "1:11: anchors and tags are not understood" <<<"networks: *a"
refused "2:1: there is a second document" <<<$'networks: {}\n---\nbays: {}'
refused "1:19: \"a\" is there already" <<<"networks: {a: {}, a: {}}"
refused "1:11: there is a NUL in it" <<<'networks: "a\0"'
refused "1:2: a key is a text" <<<"{[a]: b}"
refused "1:2: a key is missing" <<<"{~: b}"
refused "1:1: frobs: this key is not known" <<<"frobs: {}"
refused "2:3: bays: \"a/b\" is not a name" <<<$'bays:\n  a/b: {}'
refused "1:7: bays: a map by names is expected here" <<<"bays: []"
refused "2:16: networks.n.max: \"fast\" is not a rate" \
	"2:22: networks.n.frob: this key is not known" \
	"3:16: networks.m.private: \"maybe\" is not \"on\" or \"off\"" \
	"4:16: networks.o.ageing: 99999999 is out of range, 0 to 4294967" \
	"5:21: fabrics.f.type: \"x\" is not one of fc, fcoe" <<-END
	networks:
	  n: {  max:   fast, frob: 1}
	  m: {private: maybe}
	  o: {ageing:  99999999}
	fabrics: {f: {type: x}}
END
refused "1:20: bays.b.ports.77: \"77\" is not a number of a port" \
	"1:24: bays.b.ports.77.dev: it is missing" <<<"bays: {b: {ports: {77: {}}}}"
printf 'a: %0.s' {1..40} >"$folder/x"
refused "1:5: mapping values are not allowed" <"$folder/x"
printf '[%0.s' {1..40} >"$folder/x"
refused "1:33: it is nested too deep" <"$folder/x"

cat >"$file" <<END
pools:
  macs: {kind: mac, ranges: ["virtual-connect:1"]}
  wwns: {kind: wwn, ranges: [virtual-connect]}
domain: {name: dc1, pools: {mac: macs, wwn: wwns}}
networks: {prod: {preferred: 2G, max: 5G}, mgmt: {max: 1G}}
fabrics: {san: {type: fc}}
access-groups: {web: {networks: [prod, mgmt]}}
bays:
  b1: {ports: {1: {dev: eth0, speed: 10G}}}
  b2: {ports: {1: {dev: eth0, speed: 10G}}}
templates:
  std:
    type: updating
    access-group: web
    connections: {1: {network: prod}, 2: {network: mgmt, speed: 500M},
      3: {type: fc, fabric: san}}
profiles:
  web01: {template: std, bay: b1}
  web02: {bay: b2, connections: {1: {network: prod, mac: "00:17:a4:77:01:00"}}}
END
check "a plan" 0 "+ profile web01: bay: b1; template: std" \
	-db "$db" apply -f "$file" --dry-run
check "makes no store" 1 "there is no store" -db "$db" db
check "apply" 0 "1/mac: 00:17:a4:77:01:00" -db "$db" apply -f "$file"
check "apply again" 0 "nothing is to be changed" -db "$db" apply -f "$file"
check "no difference" 0 "" -db "$db" diff -f "$file"
lacp="{domain: {switch: on}, uplinksets: {NAME: {mode: lacp, ports: {x: 1}}}}"
check "a set in mode lacp has a device" 1 \
	'uplink set "sixteen-letters-": a name in mode lacp has 15 characters' \
	-db "$folder/lacp.db" apply --dry-run \
	-f <(echo "${lacp/NAME/sixteen-letters-}")
check "... whose name may be shorter" 0 "+ uplinkset fifteen-letters" \
	-db "$folder/lacp.db" apply --dry-run \
	-f <(echo "${lacp/NAME/fifteen-letters}")
check "a network has a device" 1 \
	"network \"sixteen-letters-\": a device's name has 15 characters at most" \
	-db "$folder/lacp.db" apply --dry-run \
	-f <(echo "{domain: {switch: on}, networks: {sixteen-letters-: {}}}")
./vcctl -db "$db" export >"$folder/export.yaml"
check "what is exported is the same" 0 "nothing is to be changed" \
	-db "$db" apply -f "$folder/export.yaml"
check "... and as JSON" 0 '{"pools":{"macs":{"kind":"mac"' -j -db "$db" export
./vcctl -j -db "$db" export >"$folder/export.json"
check "which is YAML" 0 "[]" -j -db "$db" apply -f "$folder/export.json"
check "it makes another store" 0 "+ profile web01" \
	-db "$folder/other.db" apply -f "$folder/export.yaml"
./vcctl -db "$folder/other.db" export >"$folder/other.yaml"
verdict "$(diff "$folder/export.yaml" "$folder/other.yaml")" \
	"with the same addresses"
sed 's/web01: {template: std, bay: b1}/web01: {template: std, bay: b2}/
	s/web02: {bay: b2/web02: {bay: b1/; s/max: 1G/max: 400M/
	s/500M/300M/' "$file" >"$folder/two.yaml"
check "a difference" 8 "~ profile web02: bay: b2 -> b1" \
	-db "$db" diff -f "$folder/two.yaml"
check "two change places, limit and speed together" 0 \
	"~ template std: connections.2.speed: 500Mbit -> 300Mbit" \
	-db "$db" apply -f "$folder/two.yaml"
check "done" 0 "nothing is to be changed" -db "$db" apply -f "$folder/two.yaml"
sed 's/preferred: 2G/preferred: 1G/; s/300M/3G/' "$folder/two.yaml" \
	>"$folder/three.yaml"
check "all that stands against it" 1 \
	'connection 2: speed 3Gbit is more than its networks allow, 400Mbit' \
	-db "$db" apply -f "$folder/three.yaml"
check "changes nothing" 0 "" -db "$db" diff -f "$folder/two.yaml"
sed '/web02/d' "$folder/two.yaml" >"$folder/four.yaml"
check "what a file does not have stays" 0 "nothing is to be changed" \
	-db "$db" apply -f "$folder/four.yaml"
check "prune" 0 "- profile web02" -db "$db" apply -f "$folder/four.yaml" --prune
check "pruned" 0 '"profile":"web01"' -j -db "$db" profile list
check "--prune wants a file" 1 "--prune wants a file, by -f" -db "$db" apply --prune
check "diff changes nothing" 1 '"--dry-run" is not understood here' \
	diff --dry-run

# two states of a domain that is large enough to be killed on the way
many()
{
	sed '/^bays/,$d' "$file"
	echo "bays:"
	seq -f '  b%03g: {ports: {1: {dev: eth0, speed: 10G}}}' 60
	sed -n '/^templates/,/san}}/p' "$file" | sed "s/500M/$1/"
	echo "profiles:"
	seq -f '%03g' 60 | sed "s/.*/  web&: {template: std, bay: b&, description: $1}/"
}

kills=${KILLS:-20}
db=$folder/killed.db
states=("$folder/m0" "$folder/m1")
many 500M >"${states[0]}.yaml"
many 400M >"${states[1]}.yaml"
# microseconds that it takes on this machine at least, when nothing holds it up
least=999999
for i in 0 1 0 1 0 1; do
	began=${EPOCHREALTIME/./}
	./vcctl -db "$db" apply -f "${states[i]}.yaml" >/dev/null
	took=$((${EPOCHREALTIME/./} - began))
	((took > least)) || least=$took
	./vcctl -db "$db" export >"${states[i]}.want"
done
bad=
killed=0
for ((round = 0; round < kills; round++)); do
	state=${states[round % 2]}
	# the shell tells of who was killed
	{
		timeout -s KILL "$(printf 0.%06d $((least * (RANDOM % 90 + 1) / 100)))" \
			./vcctl -db "$db" apply -f "$state.yaml" >/dev/null
		rc=$?
	} 2>/dev/null
	((rc != 137)) || killed=$((killed + 1))
	./vcctl -db "$db" apply -f "$state.yaml" >/dev/null ||
		bad+="round $round: it is refused;"
	./vcctl -db "$db" export | cmp -s - "$state.want" ||
		bad+="round $round: another state;"
done
verdict "$bad" "killed $killed times of $kills, always the same state"
((killed * 4 >= kills)) || verdict "only $killed" "killed often enough"
check "without a fault" 0 "no fault found" -db "$db" db check
echo "1..$count"
exit "$failed"
