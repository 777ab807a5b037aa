#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""churn.py ROUNDS WARMUP FLEXNIC.ko SCH.ko NETNS - ports in quick succession

Each round loads both modules, splits eth0 in four, sends frames through every
FlexNIC both ways, changes the shares, moves one to NETNS, and takes all away
again: every other time with `port del` before the modules, else with the
modules alone. eth0 and eth1 are a veth pair in the current network namespace.

One process, because a thousand rounds of several would measure exec. Prints
the kernel's memory after WARMUP rounds and at the end, and fails by name
whatever grew (see Memory): a leak of one object a round shows as a slab cache
that has grown by as many objects as there were rounds, half of that is too many.
"""

import fcntl
import os
import socket
import struct
import sys
import time

from kernel import Log, Memory, insmod, rmmod
from rawnetlink import NLA_F_NESTED, Genl, attr
from rtnetlink import Route

# include/uapi/linux/flexnic.h
PORT_NEW, PORT_DEL, PORT_SET = 2, 3, 4
A_PORT_IFNAME, A_PORT_MODE, A_PORT_SPEED_FIXED, A_PORT_FLEXNIC = 2, 4, 8, 12
A_SLOT, A_VID, A_REQUESTED, A_MAX_RATE, A_PRIO = 1, 6, 8, 10, 11
MODES = ("mac", "vlan", "channel")
TAGS = (0, 0x8100, 0x88a8)

SIOCGIFHWADDR = 0x8927


def slot_attrs(mode, rates):
    """The FlexNICs of a port: shares, and the tags of mode vlan"""
    out = b""
    for slot, (requested, ceiling, prio) in enumerate(rates):
        body = attr(A_SLOT, ("I", slot)) + attr(A_REQUESTED, ("Q", requested))
        body += attr(A_MAX_RATE, ("Q", ceiling)) + attr(A_PRIO, ("I", prio))
        if mode == MODES.index("vlan"):
            body += attr(A_VID, ("H", 101 + slot))
        out += attr(A_PORT_FLEXNIC | NLA_F_NESTED, body)
    return out


class Wire:
    """eth0 and its FlexNICs at one end, eth1 at the other"""

    # One socket, bound to no device: to let go of a device takes a bound one
    # longer than all else in a round
    def __init__(self):
        self.sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)

    def address(self, name):
        """The MAC address of a device"""
        reply = fcntl.ioctl(self.sock, SIOCGIFHWADDR,
                            struct.pack("16s24x", name.encode()))
        return reply[18:24]

    @staticmethod
    def received(name):
        """Packets that a device received, from sysfs"""
        path = f"/sys/class/net/{name}/statistics/rx_packets"
        with open(path, encoding="ascii") as stat:
            return int(stat.read())

    def both_ways(self, mode, slot, frames):
        """Frames out of a FlexNIC, and in from the far end"""
        name = "eth0-" + "abcd"[slot]
        mac = self.address(name)
        tag = b"" if not mode else struct.pack("!HH", TAGS[mode], 101 + slot)
        out = bytes.fromhex("020000000001") + mac + b"\x88\xb5" + bytes(1000)
        into = mac + bytes.fromhex("020000000001") + tag + b"\x88\xb5"
        into += bytes(200)
        wanted = {dev: self.received(dev) + frames for dev in (name, "eth1")}
        for _ in range(frames):
            self.sock.sendto(out, (name, 0))
            self.sock.sendto(into, ("eth1", 0))
        for dev, count in wanted.items():
            self.wait(dev, count)

    def wait(self, name, count):
        """Until a device has received as many packets"""
        end = time.monotonic() + 10
        while self.received(name) < count:
            if time.monotonic() > end:
                raise TimeoutError(f"{name} has received "
                                   f"{self.received(name)} of {count} frames")
            time.sleep(0.001)


class Churn:
    """The rounds"""

    def __init__(self, modules, netns):
        self.modules = modules
        self.links = Route()
        self.genl = Genl("flexnic")
        self.wire = Wire()
        self.log = Log()
        with open(f"/run/netns/{netns}", "rb") as netns_file:
            self.netns = os.dup(netns_file.fileno())

    def port_add(self, mode):
        """Split eth0 at 1 Gb/s"""
        mega = 1000000
        self.genl.command(
            PORT_NEW, attr(A_PORT_IFNAME, b"eth0\0"),
            attr(A_PORT_MODE, ("I", mode)),
            attr(A_PORT_SPEED_FIXED, ("Q", 1000 * mega)),
            slot_attrs(mode, [(100 * mega, 1000 * mega, 0)] * 4))

    def port_set(self):
        """Other shares, ceilings and priorities"""
        mega = 1000000
        rates = [((i + 1) * 50 * mega, (i + 1) * 200 * mega, i)
                 for i in range(4)]
        self.genl.command(PORT_SET, attr(A_PORT_IFNAME, b"eth0\0"),
                          slot_attrs(0, rates))

    def round(self, number):
        """One round"""
        mode = number % len(MODES)
        for path in self.modules:
            insmod(path)
        self.genl.find()
        self.port_add(mode)
        for slot in range(4):
            self.links.change("eth0-" + "abcd"[slot], up=True)
            self.wire.both_ways(mode, slot, 5)
        self.port_set()
        self.wire.both_ways(mode, 0, 20)
        self.links.change("eth0-c", netns=self.netns)
        if number % 2:
            self.genl.command(PORT_DEL, attr(A_PORT_IFNAME, b"eth0\0"))
        rmmod("flexnic")
        rmmod("sch_flexnic")
        lines = list(self.log.lines())
        if lines:
            sys.exit("\n".join([f"round {number}: the kernel says", *lines]))


def main():
    """The rounds, and what they left"""
    rounds, warmup = int(sys.argv[1]), int(sys.argv[2])
    Memory.drop_caches(4)
    churn = Churn([sys.argv[4], sys.argv[3]], sys.argv[5])
    began = time.monotonic()
    for number in range(warmup):
        churn.round(number)
    before = Memory().read()
    for number in range(warmup, rounds):
        churn.round(number)
    after = Memory().read()
    print(f"{rounds} rounds in {time.monotonic() - began:.0f} s")
    for name, value in after.totals.items():
        print(f"{name}: {before.totals[name]} KiB, then {value} KiB")
    grown = list(after.grown(before, (rounds - warmup) // 2))
    sys.exit("\n".join(grown) or 0)


main()
