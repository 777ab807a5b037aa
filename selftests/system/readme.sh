#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: cpus=1 vcid timeout=300
#
# README's commands as they stand there, on a blade, a module and a client that
# nobody has configured, and the files of examples/. A block of commands is one when
# a line "<!-- on the PLACE -->" stands before it.

source "$(dirname "$0")/../lib/ktap.sh"
source "$(dirname "$0")/../lib/net.sh"
source "$(dirname "$0")/../lib/vbridge.sh"
source "$(dirname "$0")/../lib/vcid.sh"
source "$(dirname "$0")/../lib/rack.sh"

README=$FLEXNIC_ROOT/README.md
STORE=/var/lib/vcctl/domain.db

setup()
{
	require_root
	require_cmd jq
	require_module flexnic sch_flexnic vbridge vcid
	# what stands in README is found as an administrator finds it
	PATH=${VCCTL%/*}:$PATH
	cd "$FLEXNIC_ROOT"
}

# clean: as after a boot; a case ends like that
clean()
{
	rm -rf "${STORE%/*}"
	unload_vcid
	unload_flexnic
	! _loaded vbridge || rmmod vbridge
}

# commands PLACE: all of README for it, a line each
commands()
{
	awk -v place="<!-- on $1 -->" '
		$0 == place { wanted = 1; next }
		/^```/ && inside { inside = wanted = 0; next }
		/^```/ && wanted { inside = 1; next }
		inside' "$README"
}

# run_commands NS PLACE: each must exit with 0
run_commands()
{
	local line n=0

	while read -r line; do
		echo "$2: $line"
		in_ns "$1" bash -c "$line" </dev/null || fail "$2: $line"
		n=$((n + 1))
	done < <(commands "$2")
	((n >= 4)) || fail "README has $n commands for $2"
}

# What the module does is not before the blade's ping, which is the last but one
# block of it: so the module comes first
test_both_ends()
{
	defer clean
	rack_up module client
	run_commands module "the module"
	run_commands "" "the blade"
	expect_eq "$(vcctl -j port show eth0 | jq -c '[.[0].flexnics[] |
		[.slot, .channel, .carrier]]')" \
		'[["a",101,true],["b",102,true],["c",103,true],["d",104,false]]'
	expect_ok ping -c 1 -W 5 "$RACK_CLIENT"
	in_ns module ip link set up1 down
	expect_ok ping -c 3 -i 0.2 -W 5 "$RACK_CLIENT"
}

test_at_boot()
{
	defer clean
	rack_up module client
	run_commands "" "a server"
	expect_eq "$(vcctl -j port show eth0 | jq -c '[.[0].flexnics[] |
		select(.speed_type != "disabled") | [.slot, .requested, .max]]')" \
		'[["a",2000,10000],["b",3000,4000],["c",100,1000]]'
	# as the unit does it, on a host that has just come up
	unload_vcid
	unload_flexnic
	expect_ok vcctl apply
	expect_rc 0 vcctl diff
	expect_ok dev_exists "" eth0-c
}

# The enclosure's file on its module, and on the blade in bay b1
test_enclosure()
{
	local blade

	defer clean
	rack_up module client
	ip -n module link add eth2 type dummy
	blade=$(mktemp)
	defer rm -f "$blade" "$blade.db" "$blade.db-wal" "$blade.db-shm"
	in_ns module vcctl apply -f examples/module.yaml
	expect_rc 0 in_ns module vcctl diff
	sed 's/switch: on}/host: b1}/' examples/module.yaml >"$blade"
	vcctl -db "$blade.db" apply -f "$blade"
	ip address add 10.0.10.1/24 dev eth0-a
	ip link set eth0-a up
	wait_for 10 ping -c 1 -W 1 "$RACK_CLIENT"
}

# What is configured by others, on FlexNICs that are there
flexnics_are_there()
{
	defer clean
	rack_up module client
	load_flexnic
	vcctl port add eth0 mode channel
}

test_modprobe()
{
	defer clean
	rack_up module client
	install -D -m 644 examples/modprobe/flexnic.conf \
		/etc/modprobe.d/flexnic-example.conf
	defer rm -f /etc/modprobe.d/flexnic-example.conf
	modprobe flexnic
	wait_for 10 dev_exists "" eth0-d
}

# Nobody starts it in a guest without systemd. It waits for udev's word on a device.
test_networkd()
{
	local networkd=/lib/systemd/systemd-networkd

	[[ -x $networkd ]] || ktap_skip "no systemd-networkd"
	udev_start
	flexnics_are_there
	install -D -m 644 -t /run/systemd/network examples/networkd/*.network
	defer rm -r /run/systemd/network
	udevadm trigger --action=add --subsystem-match=net
	udevadm settle --timeout=60
	background "$networkd"
	wait_text 30 10.0.10.1/24 ip address show dev eth0-a
	wait_text 10 "state UP" ip link show eth0-a
}

# What the playground says that one may type, but for what lasts and what listens
test_playground()
{
	local playground=$FLEXNIC_ROOT/scripts/playground typed

	defer clean
	typed=$(sed -n '/^  \(vcctl\|module vcctl\|module ip\|ip\|ping\) /{s/   .*//;p}' \
		"$playground/bashrc")
	expect_text vcctl echo "$typed"
	PLACE=blade expect_text "3 received" "$playground/start" bash -c \
		"source '$playground/bashrc'; set -e; $typed"
}

# Each file of examples/ is in some case above, or told of in README
test_all_told()
{
	local file

	while read -r file; do
		grep -q "$file\|$(dirname "$file"))" "$README" selftests/system/readme.sh ||
			fail "$file stands nowhere"
	done < <(find examples -type f)
}

ktap_setup setup
ktap_main test_both_ends test_at_boot test_enclosure test_modprobe \
	test_networkd test_playground test_all_told
