# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# FCoE between two ends of a wire, without a fabric (VN2VN), and LIO's tcm_fc as
# the target; needs ktap.sh and net.sh sourced first, and root. FCoE is in the
# initial network namespace only.
#
#	fcoe_modules			loads what is needed
#	fcoe_wire DEV ADDRESS PEER WWPN	a wire while the caller lasts, DEV of that address at
#					one end; PEER is to be the port of a target
#					with that WWPN
#	fcoe_port DEV			makes DEV a port while the caller lasts
#	fcoe_create DEV			makes DEV a port, which looks for others
#	fcoe_destroy DEV		... and removes it
#	fc_host DEV			prints its host, as in /sys/class/fc_host
#	fc_name DEV port|node		prints its name, as in sysfs
#	hex WWN				prints a name in that form
#	target_new WWPN			a target of that name; call it before its port
#					is made
#	target_disk WWPN N INITIATOR	the disk of LIO that a line on stdin describes
#					(BACKSTORE CONTROL), number N of the target, is
#					LUN 0 of INITIATOR and of no other
#	disk_of DEV			prints the name of the port's disk
#	disk_has_size DEV SECTORS	for wait_for: it has one, of that size
#	sees_target DEV WWPN		for wait_for: it has found this port

LIO_CORE=/sys/kernel/config/target/core
LIO_FC=/sys/kernel/config/target/fc

fcoe_modules()
{
	require_module fcoe tcm_fc sd_mod
	modprobe -a configfs fcoe tcm_fc sd_mod
	mountpoint -q /sys/kernel/config ||
		mount -t configfs configfs /sys/kernel/config
}

# FCoE takes a lossless wire for granted: a burst of large writes is thousands of
# frames, more than veth's queue holds, and LIO never ends a write of which some
# were lost, nor then the session of that initiator.
fcoe_wire()
{
	local backlog

	backlog=$(sysctl -n net.core.netdev_max_backlog)
	sysctl -qw net.core.netdev_max_backlog=16384
	defer sysctl -qw "net.core.netdev_max_backlog=$backlog"
	ip link add "$1" address "$2" type veth \
		peer name "$3" address "${4#20:00:}"
	defer ip link del "$1"
	ip link set "$1" up
	ip link set "$3" up
	target_new "$4"
}

fcoe_port()
{
	fcoe_create "$1"
	defer fcoe_destroy "$1"
}

fcoe_create()
{
	local ctlr

	echo "$1" >/sys/bus/fcoe/ctlr_create
	ctlr=$(basename "/sys/class/net/$1"/ctlr_*)
	echo VN2VN >"/sys/bus/fcoe/devices/$ctlr/mode"
	echo 1 >"/sys/bus/fcoe/devices/$ctlr/enabled"
}

_no_fc_host()
{
	[[ -z $(fc_host "$1") ]]
}

fcoe_destroy()
{
	echo "$1" >/sys/bus/fcoe/ctlr_destroy
	wait_for 30 _no_fc_host "$1"
}

fc_host()
{
	local host

	for host in /sys/class/fc_host/*; do
		[[ $(readlink -f "$host") != */net/"$1"/* ]] || basename "$host"
	done
}

fc_name()
{
	cat "/sys/class/fc_host/$(fc_host "$1")/$2_name"
}

hex()
{
	echo "0x${1//:/}"
}

target_new()
{
	mkdir -p "$LIO_FC/$1/tpgt_1"
	defer rmdir "$LIO_FC/$1/tpgt_1" "$LIO_FC/$1" "$LIO_FC"
}

target_disk()
{
	local tpg=$LIO_FC/$1/tpgt_1 backstore control disk

	read -r backstore control
	disk=$LIO_CORE/$backstore/d$2
	mkdir -p "$disk"
	defer rmdir "$disk"
	echo "$control" >"$disk/control"
	echo 1 >"$disk/enable"
	mkdir "$tpg/lun/lun_$2"
	defer rmdir "$tpg/lun/lun_$2"
	ln -s "$disk" "$tpg/lun/lun_$2/d"
	defer rm "$tpg/lun/lun_$2/d"
	mkdir -p "$tpg/acls/$3/lun_0"
	defer rmdir "$tpg/acls/$3/lun_0" "$tpg/acls/$3"
	ln -s "$tpg/lun/lun_$2" "$tpg/acls/$3/lun_0/m"
	defer rm "$tpg/acls/$3/lun_0/m"
}

disk_of()
{
	local path

	path=$(compgen -G "/sys/class/scsi_host/$(fc_host "$1")/device/rport-*/target*/*/block/*") &&
		basename "$path"
}

# A file in /dev would take what is written before the disk is there
disk_has_size()
{
	local disk

	disk=$(disk_of "$1") && [[ -b /dev/$disk ]] &&
		[[ $(cat "/sys/block/$disk/size") == "$2" ]]
}

sees_target()
{
	grep -qs "$(hex "$2")" \
		"/sys/class/scsi_host/$(fc_host "$1")"/device/rport-*/fc_remote_ports/*/port_name
}
