#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: cpus=1 nic=virtio-net,virtio-net qemu=-smbios;type=1,serial=BURNED-IN timeout=400
#
# A server comes up as its profile says: systemd, as the first process of a
# namespace of processes, starts what `make install` has placed. The modules are
# not loaded, and the network is configured by nobody before.
#
#	bay b1: a virtio NIC with its FlexNICs

source "$(dirname "$0")/../lib/ktap.sh"
source "$(dirname "$0")/../lib/net.sh"
source "$(dirname "$0")/../lib/vcid.sh"

UNITS=/etc/systemd/system
SYSTEMD=/lib/systemd/systemd
STORE=/var/lib/vcctl/domain.db
SEEN=/run/seen-by-the-network

nic="" bus="" device=""

setup()
{
	require_root
	require_cmd jq systemctl udevadm
	require_module flexnic sch_flexnic vcid
	[[ -x $SYSTEMD ]] || ktap_skip_all "no systemd"
	nic=$(nic_list virtio_net | head -n 1)
	[[ -n $nic ]] || ktap_skip_all "no virtio NIC"
	device=$(basename "$(readlink -f "/sys/class/net/$nic/device")")
	bus=/sys/bus/virtio/drivers/virtio_net
	ip link set "$nic" up
	env -u TC_LIB_DIR -u MAKEFLAGS make -s -C "$FLEXNIC_ROOT/tools/vcctl" \
		install PREFIX=/usr/local >/dev/null
	write_store
	write_units
}

# What the domain says is in the store, and the kernel has nothing of it
write_store()
{
	mkdir -p "${STORE%/*}"
	modprobe -a flexnic vcid
	vcctl -db "$STORE" apply -f - >/dev/null <<-END
	pools:
	  macs: {kind: mac, ranges: ["local:7"]}
	  serials: {kind: serial, ranges: [virtual-connect]}
	domain: {pools: {mac: macs, serial: serials}, host: b1}
	networks: {prod: {max: 5G}, mgmt: {max: 1G}}
	bays: {b1: {ports: {1: {dev: $nic, speed: 10G}}}}
	profiles:
	  web01: {bay: b1, connections: {1: {network: prod}, 2: {network: mgmt}}}
	END
	vcctl port del "$nic"
	vcctl profile unload
	modprobe -r vcid flexnic sch_flexnic
}

# What boots, and somebody who configures the network, and so comes after
# network-pre.target
write_units()
{
	cat >"$UNITS/test.target" <<-END
		[Unit]
		DefaultDependencies=no
		Wants=systemd-udevd.service vcctl-apply.service configures.service
	END
	cat >"$UNITS/configures.service" <<-END
		[Unit]
		DefaultDependencies=no
		Wants=network-pre.target
		After=network-pre.target
		[Service]
		Type=oneshot
		ExecStart=/bin/sh -c 'ip -o link >$SEEN.new; cat /sys/class/dmi/id/product_serial >>$SEEN.new; mv $SEEN.new $SEEN'
	END
	systemctl enable vcctl-apply.service
}

# Its own namespace of processes, for it has to be the first
boot()
{
	unshare --pid --fork --mount --cgroup --mount-proc env -i \
		"$SYSTEMD" --unit=test.target --log-target=kmsg >/dev/null 2>&1 &
	init=$!
	defer power_off
}

power_off()
{
	pkill -KILL -P "$init" || true
	wait "$init" || true
}

test_before_the_network()
{
	boot
	wait_for 120 test -e "$SEEN"
	cat "$SEEN"
	expect_text "$nic-a@$nic" cat "$SEEN"
	expect_text 06:17:a4:06:00:00 cat "$SEEN"
	expect_text VCX0000000 cat "$SEEN"
	expect_text web01 vcctl profile show
}

has_flexnics()
{
	[[ -e /sys/class/net/$nic-a && -e /sys/class/net/$nic-b &&
		$(cat "/sys/class/net/$nic-a/address") == 06:17:a4:06:00:00 ]]
}

test_port_comes_later()
{
	boot
	wait_for 120 has_flexnics
	echo "$device" >"$bus/unbind"
	expect_fail dev_exists "" "$nic-a"
	echo "$device" >"$bus/bind"
	wait_for 120 has_flexnics
	expect_rc 0 vcctl -db "$STORE" diff
}

ktap_setup setup
ktap_main test_before_the_network test_port_comes_later
