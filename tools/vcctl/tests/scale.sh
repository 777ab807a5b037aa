#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# A large domain: 2,400 bays, and as many profiles of one template with six
# connections. SCALE is how many; 300 unless it is set. Figures are printed; what
# is asserted is that one profile's change does not grow with the domain.

set -u
cd "$(dirname "$0")/.." || exit 1

n=${SCALE:-300}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
file=$folder/domain.yaml
# shellcheck source=tools/vcctl/tests/check-lib.sh
source tests/check-lib.sh

# domain N: such a domain, on the standard output
domain()
{
	cat <<-END
	pools:
	  macs: {kind: mac, ranges: [vcem]}
	  wwns: {kind: wwn, ranges: [vcem]}
	  serials: {kind: serial, ranges: [virtual-connect]}
	  uuids: {kind: uuid, ranges: [local]}
	domain: {pools: {mac: macs, wwn: wwns, serial: serials, uuid: uuids}}
	networks: {n1: {max: 5G}, n2: {}, n3: {}, n4: {}}
	fabrics: {a: {type: fc}, b: {type: fc}}
	templates:
	  std:
	    type: updating
	    connections:
	      1: {network: n1, speed: 1G}
	      2: {network: n2}
	      3: {network: n3}
	      4: {network: n4}
	      5: {type: fc, fabric: a}
	      6: {type: fc, fabric: b}
	bays:
	END
	seq -f '  bay%05g: {model: BL460c, ports: {1: {dev: eth0, speed: 10G}}}' "$1"
	echo "profiles:"
	seq -f '%05g' "$1" | sed 's/.*/  web&: {template: std, bay: bay&}/'
}

# ms CMD...: sets took
ms()
{
	local start=${EPOCHREALTIME/./}

	"$@" >/dev/null
	rc=$?
	took=$(((${EPOCHREALTIME/./} - start) / 1000))
}

# the least of several: others have the machine as well
one_change()
{
	local i

	least=
	for i in 1 2 3 4 5 6 7; do
		ms ./vcctl -db "$1" profile set web00007 description "change $i"
		((rc == 0)) || return 1
		((least && took >= least)) || least=$took
	done
}

# holds_store FILE: tells by a line that nobody else can change it, for so long
# that who waits gives up
holds_store()
{
	exec python3 - "$1" <<-'END'
		import sqlite3, sys, time
		store = sqlite3.connect(sys.argv[1])
		store.execute("BEGIN IMMEDIATE")
		print("held", flush=True)
		time.sleep(120)
	END
}

# Somebody waits half a minute for the store in vain, while the others run
./vcctl -db "$folder/held.db" pool add q kind mac ranges '[local:1]'
coproc holds_store "$folder/held.db"
read -r <&"${COPROC[0]}"
./vcctl -db "$folder/held.db" pool add p kind mac ranges '[local]' \
	2>"$folder/held" &
waits=$!

echo "TAP version 13"
domain "$n" >"$file"
db=$folder/large.db
ms ./vcctl -db "$db" apply -f "$file"
result "$rc" "$n profiles in one transaction"
echo "# $took ms, $(stat -c %s "$db") bytes"
[[ $(./vcctl -db "$db" -j pool | jq -c 'map(.in_use) | sort') == "$(jq -nc \
	"[$n * 4, $n * 2, $n, $n] | sort")" ]]
result $? "each has its addresses"
ms ./vcctl -db "$db" apply -f "$file"
result "$rc" "again"
echo "# $took ms"
[[ $(./vcctl -db "$db" apply -f "$file") == "nothing is to be changed" ]]
result $? "changes nothing"
ms ./vcctl -db "$db" domain set template std connections.2.speed 2G
result "$rc" "an edit of the template reaches all"
echo "# $took ms"
one_change "$db"
result $? "one profile's change"
large=$least
echo "# $large ms"
domain 10 >"$file"
./vcctl -db "$folder/small.db" apply -f "$file" >/dev/null
one_change "$folder/small.db"
result $? "one profile's change of ten"
echo "# $least ms"
((large <= 2 * least + 10))
result $? "takes no longer with more profiles"
wait "$waits"
[[ $? == 2 && $(<"$folder/held") == *"another vcctl has been changing it for 30 s"* ]]
result $? "who waits too long for the store is refused"
kill "$COPROC_PID"
echo "1..$count"
exit "$failed"
