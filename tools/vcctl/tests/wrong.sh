#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What is wrong is refused: each line of wrong.txt is a command or a file, with
# what has to be said of it. Then the domain is as it was.

set -u
cd "$(dirname "$0")/.." || exit 1
# shellcheck source=tools/vcctl/tests/check-lib.sh
source tests/check-lib.sh

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
db=$folder/domain.db

cat >"$folder/domain.yaml" <<-END
	pools:
	  macs: {kind: mac, ranges: ["virtual-connect:1"]}
	  more: {kind: mac, ranges: ["virtual-connect:2"]}
	domain: {name: dc1, pools: {mac: macs}}
	networks: {prod: {preferred: 2G, max: 5G}, mgmt: {max: 1G}}
	uplinksets: {A: {ports: {up1: 1}, networks: {prod: vlan10}}}
	fabrics: {san: {type: fc}}
	access-groups: {web: {networks: [prod, mgmt]}}
	bays:
	  b1: {ports: {1: {dev: eth0, speed: 10G, downlink: sw0}}}
	  b2: {ports: {1: {dev: eth0, speed: 10G}}}
	templates: {std: {type: updating, connections: {1: {network: prod}}}}
	profiles:
	  web01: {template: std, bay: b1}
	  web02:
	    bay: b2
	    connections:
	      1: {network: prod, type: iscsi, initiator: "iqn.2026-01.org.example:w",
	        boot: primary, target: "iqn.2026-01.org.example:d",
	        target-ip: 10.0.0.1, chap-name: esx, chap-secret: very secret 12345}
END
./vcctl -db "$db" apply -f "$folder/domain.yaml" >/dev/null || exit 1
: >"$folder/empty"
./vcctl -db "$db" export --secrets >"$folder/before"

# wrong TEXT WORDS: refused with TEXT, and nothing has changed
wrong()
{
	local text=$1 out bad='' words

	eval "words=($2)"
	out=$(./vcctl -db "$db" "${words[@]}" 2>&1 </dev/null) &&
		bad="it is not refused;"
	[[ $out == *"$text"* ]] || bad+=" not said: $text;"
	./vcctl -db "$db" export --secrets >"$folder/after"
	cmp -s "$folder/before" "$folder/after" || bad+=" something was changed"
	verdict "$bad" "$2" "$out"
}

echo "TAP version 13"
while IFS='|' read -r text words; do
	case $text in
	"" | "#"*) ;;
	*) wrong "$text" "$words" ;;
	esac
done <tests/wrong.txt

# what is secret is where it is asked for
for words in "domain show" "domain show profile web02" "profile list web02" \
	export; do
	for json in "" -j; do
		# shellcheck disable=SC2086 # it is words
		out=$(./vcctl $json -db "$db" $words 2>&1)
		verdict "$(grep -o 'very secret' <<<"$out")" \
			"no secret in $json $words"
	done
done
check "but with --secrets" 0 "very secret 12345" -db "$db" export --secrets
check "which says so" 0 "1 secret was left out: --secrets writes them" \
	-db "$db" export
printf 'another secret' >"$folder/secret"
check "a secret of a file" 0 "" -db "$db" \
	profile set web02 connections.1.chap-secret "@$folder/secret"
check "is stored" 0 "another secret" -db "$db" export --secrets
echo "@third secret 1" | ./vcctl -db "$db" \
	profile set web02 connections.1.chap-secret @-
check "of the standard input" 0 "@third secret 1" -db "$db" export --secrets
check "of the command line, with a warning" 0 \
	"on the command line is seen by others: use @FILE or @-" \
	-db "$db" profile set web02 connections.1.chap-secret "@@fourth secret"

# a value is what it is, and a key may have dots
check "a text with a #" 0 "" -db "$db" \
	domain set network prod description 'rack 5 #3'
check "is all there" 0 'description: rack 5 #3' -db "$db" domain show network prod
check "one with a colon" 0 "" -db "$db" domain set network prod description 'a: b'
check "too" 0 'description: a: b' -db "$db" domain show network prod
check "a key with a dot" 0 "" -db "$db" \
	domain set uplinkset A 'ports."eth1.200"' 2
check "is one key" 0 '"eth1.200":2' -j -db "$db" domain show uplinkset A

# documents that somebody else has written
hand_made()
{
	python3 - "$folder/hand.db" "$@" <<-PYTHON
	import sqlite3, sys
	store = sqlite3.connect(sys.argv[1])
	store.execute("INSERT OR REPLACE INTO object (kind, name, doc) "
	              "VALUES (?, ?, ?)", sys.argv[2:])
	store.commit()
	PYTHON
}
while IFS='|' read -r kind doc text; do
	rm -f "$folder"/hand.db*
	./vcctl -db "$folder/hand.db" domain add network n
	hand_made "$kind" x "$doc"
	check "$kind $doc" 2 "$text" -db "$folder/hand.db" db check
	check "... restored" 2 "$text" -db "$folder/new.db" \
		db restore "$folder/hand.db"
done <<-ROWS
	template|{}|template x.type: it is missing
	pool|[]|pool x: a pool is expected here
	pool|{"kind":"mac","ranges":["x"]}|pool x.ranges: range "x"
	network|{"max":7}|network x.max: "7" is not a rate
	bay|{"ports":{"1":{}}}|bay x.ports.1.dev: it is missing
	profile|{"connections":[]}|profile x.connections: a map of connections
	template-copy|{"type":"x"}|template-copy x.type: "x" is not one of
ROWS

# what was excluded and is not any more can be had
check "a pool" 0 "" -db "$db" pool add m kind mac ranges \
	'[ "06:00:00:00:00:00..06:00:00:00:00:09" ]' \
	exclude '[ "06:00:00:00:00:00..06:00:00:00:00:04" ]'
check "handed out" 0 "06:00:00:00:00:07" -db "$db" pool take m count 3 for x1
check "nothing excluded" 0 "" -db "$db" pool set m exclude null
check "all that is free" 0 "06:00:00:00:00:04" \
	-db "$db" pool take m count 7 for x2
check "no more" 2 "has no free address" -db "$db" pool take m for x3

check "times are RFC 3339 in UTC" 0 'Z","who"' -j -db "$db" log last 1
TZ=Asia/Kolkata check "... with a colon" 0 "+05:30 " -db "$db" log last 1
echo "1..$count"
exit $failed
