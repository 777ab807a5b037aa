#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: cpus=1 vcid timeout=400
#
# A profile's iSCSI target is where firmware would publish it, and the server
# logs in with the profile's name.
#
#	v0 192.0.2.1, initiator                   LIO, portal 192.0.2.2 on p0
#	                                            |  LUN 0 for $IQN alone
#	v0 ======== p0
#
# Both are in the initial network namespace: LIO's portals are, and so is the
# initiator's netlink socket.
#
source "$(dirname "$0")/../lib/ktap.sh"
source "$(dirname "$0")/../lib/net.sh"
source "$(dirname "$0")/../lib/vcid.sh"

BURNED=02:00:00:00:10:01
MINE=06:00:00:00:20:01
IQN=iqn.2026-01.org.example:web01
TARGET=iqn.2026-01.org.example:disk
BOOT=/sys/firmware/ibft
CORE=/sys/kernel/config/target/core
LIO=/sys/kernel/config/target/iscsi

setup()
{
	require_root
	require_cmd jq iscsiadm iscsid
	require_module iscsi_tcp iscsi_target_mod sd_mod
	modprobe -a configfs iscsi_tcp iscsi_target_mod sd_mod
	mountpoint -q /sys/kernel/config ||
		mount -t configfs configfs /sys/kernel/config
	load_vcid
	ip link add v0 address "$BURNED" type veth peer name p0
	defer ip link del v0
	ip address add 192.0.2.1/24 dev v0
	ip address add 192.0.2.2/24 dev p0
	ip link set v0 up
	ip link set p0 up
	make_target
	# it ends all of its process group when it ends
	background setsid iscsid -f
	wait_for 20 iscsid_runs
}

iscsid_runs()
{
	iscsiadm -m session 2>&1 | grep -q "No active sessions"
}

# One disk in memory, for one initiator with a secret
make_target()
{
	local tpg=$LIO/$TARGET/tpgt_1

	mkdir -p "$CORE/rd_mcp_0/d0"
	defer rmdir "$CORE/rd_mcp_0/d0" "$CORE/rd_mcp_0"
	echo rd_pages=16384 >"$CORE/rd_mcp_0/d0/control"
	echo 1 >"$CORE/rd_mcp_0/d0/enable"
	mkdir -p "$tpg/lun/lun_0"
	defer rmdir "$tpg/lun/lun_0" "$tpg" "$LIO/$TARGET"
	ln -s "$CORE/rd_mcp_0/d0" "$tpg/lun/lun_0/d0"
	defer rm "$tpg/lun/lun_0/d0"
	mkdir -p "$tpg/np/192.0.2.2:3260"
	defer rmdir "$tpg/np/192.0.2.2:3260"
	mkdir -p "$tpg/acls/$IQN/lun_0"
	defer rmdir "$tpg/acls/$IQN/lun_0" "$tpg/acls/$IQN"
	ln -s "$tpg/lun/lun_0" "$tpg/acls/$IQN/lun_0/m"
	defer rm "$tpg/acls/$IQN/lun_0/m"
	echo 1 >"$tpg/attrib/authentication"
	# not with echo: a newline would be part of it
	printf web01 >"$tpg/acls/$IQN/auth/userid"
	printf secret-of-web01 >"$tpg/acls/$IQN/auth/password"
	echo 1 >"$tpg/enable"
}

# boot_profile [INITIATOR [DEVICE]]
boot_profile()
{
	profile "name: t
mac:
- device: $BURNED
  address: $MINE
iscsi:
- device: ${2-$BURNED}
  initiator: ${1-$IQN}
  target: $TARGET
  target-ip: 192.0.2.2
  ip: 192.0.2.1/24
  gateway: 192.0.2.254
  chap-name: web01
  chap-secret: secret-of-web01"
}

shown()
{
	cat "$BOOT/$1"
}

test_published()
{
	boot_profile
	defer vcctl profile unload
	expect_ok item_is 1 applied
	expect_eq "$(shown initiator/initiator-name)" "$IQN"
	expect_eq "$(shown target1/target-name)" "$TARGET"
	expect_eq "$(shown target1/ip-addr)" 192.0.2.2
	expect_eq "$(shown target1/port)" 3260
	expect_eq "$(shown target1/nic-assoc)" "$(shown ethernet1/index)"
	expect_eq "$(shown ethernet1/mac)" "$MINE" "MAC address"
	expect_eq "$(shown ethernet1/ip-addr)" 192.0.2.1
	expect_eq "$(shown ethernet1/subnet-mask)" 255.255.255.0
	expect_eq "$(shown ethernet1/gateway)" 192.0.2.254
	expect_eq "$(stat -c %a "$BOOT/target1/chap-secret")" 400 "mode of the secret"
	vcctl profile unload
	expect_fail test -e "$BOOT"
}

# It is in force with the profile, and nobody is told anything else on the way
test_published_without_an_address()
{
	local log

	log=$(mktemp)
	defer rm -f "$log"
	_start "$log" "$VCCTL" -j monitor identity
	wait_for 10 genl_listens "" "$BG_PID"
	profile "name: t
iscsi:
- device: $BURNED
  initiator: $IQN
  target: $TARGET
  target-ip: 192.0.2.2
  ip: 192.0.2.1/24"
	defer vcctl profile unload
	expect_ok item_is 0 applied
	expect_eq "$(shown target0/target-name)" "$TARGET"
	wait_text 10 '"state":"applied"' cat "$log"
	expect_no_text '"state":"failed"' cat "$log"
}

test_read_by_iscsiadm()
{
	boot_profile
	defer vcctl profile unload
	expect_text "iface.initiatorname = $IQN" iscsiadm -m fw
	expect_text "node.name = $TARGET" iscsiadm -m fw
	expect_text "node.conn[0].address = 192.0.2.2" iscsiadm -m fw
	expect_text "iface.hwaddress = $MINE" iscsiadm -m fw
}

session_is_gone()
{
	[[ -z $(compgen -G "/sys/class/iscsi_session/*") ]]
}

logout()
{
	iscsiadm -m session -u
	wait_for 20 session_is_gone
}

iscsi_disk()
{
	local path

	path=$(compgen -G "/sys/class/iscsi_session/session*/device/target*/*/block/*") &&
		basename "$path"
}

test_login()
{
	boot_profile
	defer vcctl profile unload
	defer logout
	expect_text successful iscsiadm -m fw -l
	wait_for 30 iscsi_disk
	expect_eq "$(cat /sys/class/iscsi_session/session*/initiatorname)" \
		"$IQN" "initiator's name of the session"
	expect_ok dd if="/dev/$(iscsi_disk)" of=/dev/null bs=64k count=16
}

# A portal of its own, by IPv6 and on another TCP port
make_portal6()
{
	local np="$LIO/$TARGET/tpgt_1/np/[2001:db8::2]:3261"

	ip address add 2001:db8::1/64 dev v0 nodad
	defer ip address del 2001:db8::1/64 dev v0
	ip address add 2001:db8::2/64 dev p0 nodad
	defer ip address del 2001:db8::2/64 dev p0
	mkdir "$np"
	defer rmdir "$np"
}

test_ipv6()
{
	make_portal6
	profile "name: t
iscsi:
- device: $BURNED
  initiator: $IQN
  target: $TARGET
  target-ip: 2001:db8::2
  target-port: 3261
  lun: 0
  ip: 2001:db8::1/64
  gateway: 2001:db8::fe
  chap-name: web01
  chap-secret: secret-of-web01"
	defer vcctl profile unload
	expect_eq "$(shown target0/ip-addr)" 2001:db8::2
	expect_eq "$(shown target0/port)" 3261
	expect_eq "$(shown target0/chap-type)" 1
	expect_eq "$(shown ethernet0/ip-addr)" 2001:db8::1
	expect_eq "$(shown ethernet0/gateway)" 2001:db8::fe
	expect_fail test -e "$BOOT/ethernet0/subnet-mask"
	expect_eq "$(shown initiator/flags)" 3
	expect_text "node.conn[0].address = 2001:db8::2" iscsiadm -m fw
	defer logout
	expect_text successful iscsiadm -m fw -l
	wait_for 30 iscsi_disk
	expect_eq "$(cat /sys/class/iscsi_connection/connection*/persistent_address)" \
		2001:db8::2 "address of the connection"
}

# The target knows one name only
test_no_login_by_another_name()
{
	boot_profile "$IQN-other"
	defer vcctl profile unload
	# its exit status does not tell
	expect_text "authorization failure" iscsiadm -m fw -l
	expect_ok session_is_gone
}

test_follows_its_device()
{
	boot_profile "$IQN" 02:00:00:00:10:07
	defer vcctl profile unload
	expect_ok item_is 1 pending no-device
	expect_fail test -e "$BOOT"
	ip link add v7 address 02:00:00:00:10:07 type veth peer name p7
	defer ip link del v7
	wait_for 10 item_is 1 applied
	expect_eq "$(shown ethernet1/mac)" 02:00:00:00:10:07
	ip link del v7
	wait_for 10 item_is 1 pending no-device
	expect_fail test -e "$BOOT"
}

test_goes_with_the_module()
{
	boot_profile
	rmmod vcid
	expect_fail test -e "$BOOT"
	load_vcid
}

# kernel_tells CMD...: what the kernel answers to a request for the profile
kernel_tells()
{
	"$@" python3 - <<-'END'
		from rawnetlink import Genl

		PROFILE_GET = 1
		vcid = Genl("vcid")
		vcid.find()
		print(vcid.command(PROFILE_GET))
	END
}

# The kernel tells it to an administrator, vcctl tells nobody
test_secret_is_one()
{
	local nobody=(setpriv --bounding-set -net_admin --inh-caps -net_admin)

	boot_profile
	defer vcctl profile unload
	expect_text secret-of-web01 kernel_tells
	expect_no_text secret-of-web01 kernel_tells "${nobody[@]}"
	expect_no_text secret-of-web01 vcctl -j profile show
	expect_no_text secret-of-web01 "${nobody[@]}" "$VCCTL" -j profile show
}

test_refusals()
{
	local valid bad text

	valid="name: t
iscsi:
- device: $BURNED
  initiator: $IQN
  target: $TARGET
  target-ip: 192.0.2.2"
	while IFS='|' read -r bad text; do
		expect_fail_text "$text" profile "${valid}
$(printf '%b' "$bad")"
	done <<-'END'
		  chap-name: x|CHAP needs both a name and a secret (attribute item of a iscsi)
		  gateway: 192.0.2.9|An address, its prefix length and a gateway belong together
		  ip: 0.0.0.0/24|Not an IPv4 or IPv6 address (attribute item/ip of a iscsi)
	END
	expect_fail_text "Not an iSCSI name: iqn., eui. or naa., in lower case (attribute item/initiator" \
		profile "${valid/$IQN/web01}"
	expect_fail_text "Not an iSCSI name" profile "${valid/$IQN/iqn.A}"
	expect_fail_text "A server has one iSCSI name (attribute item/initiator" \
		profile "$valid
- device: pci/0000:00:01.0
  initiator: $IQN-2
  target: $TARGET
  target-ip: 192.0.2.2"
	expect_text "no profile" vcctl profile show
}

ktap_setup setup
ktap_main test_published test_published_without_an_address \
	test_read_by_iscsiadm test_login test_ipv6 \
	test_no_login_by_another_name test_follows_its_device \
	test_goes_with_the_module test_secret_is_one test_refusals
