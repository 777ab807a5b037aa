#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: cpus=2 qemu=-smbios;type=1,serial=BURNED-IN,uuid=f81d4fae-7dec-11d0-a765-00a0c91e6bf6 timeout=900
#
# The module goes at any moment, whatever is under way, and what is burned in is
# back.
#
#	v0 (02:00:00:00:10:01), v1 (02:00:00:00:10:02)
#	v2 (FCoE, initiator) ======== p2 (FCoE, LIO's tcm_fc)
#
# Each case keeps something busy and takes the module away ROUNDS times, after a
# time that is drawn anew. vcctl asks the kernel for the module when it is not
# there: what is busy ends before what is burned in is looked at.
#
source "$(dirname "$0")/../lib/ktap.sh"
source "$(dirname "$0")/../lib/net.sh"
source "$(dirname "$0")/../lib/vcid.sh"
source "$(dirname "$0")/smbios-lib.sh"
source "$(dirname "$0")/fcoe-lib.sh"

ROUNDS=${FLEXNIC_ROUNDS:-8}
B0=02:00:00:00:10:01
B1=02:00:00:00:10:02
COMES=02:00:00:00:10:03
BURNED_FC=02:00:00:00:10:04
TARGET=20:00:02:00:00:00:10:99
WWNN=10:00:06:17:a4:00:20:01
WWPN=20:00:06:17:a4:00:20:01

setup()
{
	smbios_setup
	fcoe_modules
	ip link add v0 address "$B0" type veth peer name p0
	defer ip link del v0
	ip link add v1 address "$B1" type veth peer name p1
	defer ip link del v1
	fcoe_wire v2 "$BURNED_FC" p2 "$TARGET"
	target_disk "$TARGET" 0 "$WWPN" <<<"rd_mcp_0 rd_pages=1024"
	fcoe_port p2
	for profile in 1 2; do
		profile_text "$profile" >"$saved/profile$profile"
	done
}

# Two that differ in all
profile_text()
{
	cat <<-END
		name: web0$1
		serial: VCX000000$1
		uuid: 00112233-4455-6677-8899-aabbccddee0$1
		mac:
		- {device: "$B0", address: "06:00:00:00:20:0$1"}
		- {device: "$B1", address: "06:00:00:00:21:0$1"}
		- {device: "$COMES", address: "06:00:00:00:22:0$1"}
		pxe:
		- {device: "$COMES", policy: enabled}
	END
}

# busy FUNCTION: calls it again and again until idle; BG_PID set. Now and then it
# fails, when the module has just gone.
busy()
{
	while [[ ! -e $saved/idle ]]; do
		! "$1" || touch "$saved/was-busy"
	done >/dev/null 2>&1 &
	BG_PID=$!
}

idle()
{
	touch "$saved/idle"
	wait "$BG_PID" || true
	rm "$saved/idle"
}

# Up to a second
moment()
{
	printf '0.%03d' $((RANDOM % 1000))
}

gone()
{
	! _loaded vcid || rmmod vcid
}

# The module is refused as long as a request is in its hands, and may be asked
# for again meanwhile
take_away()
{
	sleep "$(moment)"
	wait_for 20 rmmod vcid
}

burned_in_is_back()
{
	wait_for 20 gone
	expect_eq "$(dev_mac "" v0)" "$B0" "address of v0"
	expect_eq "$(dev_mac "" v1)" "$B1" "address of v1"
	expect_same "$saved/burned"
}

# rounds BUSY: ... with a profile in force
rounds()
{
	local n

	for ((n = 0; n < ROUNDS; n++)); do
		_loaded vcid || _load vcid
		vcctl profile load "$saved/profile1"
		busy "$1"
		take_away
		idle
		burned_in_is_back
	done
	_load vcid
	rm "$saved/was-busy"
}

load_profiles()
{
	vcctl profile load "$saved/profile2"
	vcctl profile load "$saved/profile1"
	vcctl profile unload
}

test_while_profiles_are_loaded()
{
	rounds load_profiles
}

# One that the profile is for, and whose address is looked at as well
bring_a_device()
{
	ip link add comes0 address "$COMES" type dummy
	[[ $(dev_mac "" comes0) =~ ^(02|06): ]] || touch "$saved/wrong"
	ip link del comes0
}

test_while_devices_come()
{
	rounds bring_a_device
	expect_fail test -e "$saved/wrong"
}

test_while_a_device_stays()
{
	local n

	ip link add comes0 address "$COMES" type dummy
	defer ip link del comes0
	for ((n = 0; n < ROUNDS; n++)); do
		vcctl profile load "$saved/profile1"
		busy move_a_device
		take_away
		idle
		expect_eq "$(dev_mac "" comes0)" "$COMES" "address of comes0"
		burned_in_is_back
		_load vcid
	done
	rm "$saved/was-busy"
}

# To another namespace and back, and up and down
move_a_device()
{
	local ns

	ns_new ns
	ip link set comes0 netns "$ns"
	ip -n "$ns" link set comes0 up
	ip -n "$ns" link set comes0 netns 1
	_ns_del "$ns"
}

read_smbios()
{
	cat "$TABLES/DMI" "$ID"/product_{serial,uuid}
}

test_while_readers_read()
{
	rounds read_smbios
}

listen()
{
	timeout 0.2 "$VCCTL" monitor identity
	vcctl -j profile show
}

test_while_listeners_listen()
{
	rounds listen
}

# A port that is there keeps its names, as documented; the next one has its own
test_while_a_port_logs_in()
{
	local n burned

	gone
	fcoe_create v2
	burned=$(fc_name v2 port)
	fcoe_destroy v2
	for ((n = 0; n < 5; n++)); do
		_load vcid
		vcctl identity set fc "$BURNED_FC" wwnn "$WWNN" wwpn "$WWPN"
		fcoe_create v2
		take_away
		expect_eq "$(fc_name v2 port)" "$(hex "$WWPN")" "port name"
		fcoe_destroy v2
		fcoe_create v2
		expect_eq "$(fc_name v2 port)" "$burned" "port name after it"
		fcoe_destroy v2
	done
	_load vcid
}

# ... while one is created and destroyed, and while one is renamed
make_ports()
{
	fcoe_create v2
	vcctl identity set fc "$BURNED_FC" wwnn "$WWNN" wwpn "$WWPN" force
	vcctl identity clear force
	fcoe_destroy v2
}

test_while_ports_come_and_go()
{
	local ROUNDS=5

	rounds make_ports
}

ktap_setup setup
ktap_main test_while_profiles_are_loaded test_while_devices_come \
	test_while_a_device_stays test_while_readers_read \
	test_while_listeners_listen test_while_a_port_logs_in \
	test_while_ports_come_and_go
