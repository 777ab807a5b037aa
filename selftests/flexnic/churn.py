#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""churn.py ROUNDS WARMUP FLEXNIC.ko SCH.ko NETNS - ports in quick succession

Each round loads both modules, splits eth0 in four, sends frames through every
FlexNIC both ways, changes the shares, moves one to NETNS, and takes all away
again: every other time with `port del` before the modules, else with the
modules alone. eth0 and eth1 are a veth pair in the current network namespace.

One process, because a thousand rounds of several would measure exec. Prints
the kernel's memory after WARMUP rounds and at the end, and fails by name
whatever grew (see Memory).
"""

import ctypes
import fcntl
import glob
import os
import re
import socket
import struct
import sys
import time

from rawnetlink import NLA_F_NESTED, Genl, Netlink, attr

# include/uapi/linux/flexnic.h
PORT_NEW, PORT_DEL, PORT_SET = 2, 3, 4
A_PORT_IFNAME, A_PORT_MODE, A_PORT_SPEED_FIXED, A_PORT_FLEXNIC = 2, 4, 8, 12
A_SLOT, A_VID, A_REQUESTED, A_MAX_RATE, A_PRIO = 1, 6, 8, 10, 11
MODES = ("mac", "vlan", "channel")
TAGS = (0, 0x8100, 0x88a8)

RTM_NEWLINK = 16
IFLA_NET_NS_FD = 28
IFF_UP = 1
SIOCGIFHWADDR = 0x8927

SYS_FINIT_MODULE, SYS_DELETE_MODULE = {
    "x86_64": (313, 176), "aarch64": (273, 106), "riscv64": (273, 106),
}[os.uname().machine]
libc = ctypes.CDLL(None, use_errno=True)


def syscall(*args):
    """A system call that raises what it returns"""
    if libc.syscall(*args) < 0:
        err = ctypes.get_errno()
        raise OSError(err, os.strerror(err), str(args))


def insmod(path):
    """Load a module, without parameters"""
    with open(path, "rb") as module:
        syscall(SYS_FINIT_MODULE, module.fileno(), b"", 0)


def rmmod(name):
    """Unload a module; it must be free"""
    syscall(SYS_DELETE_MODULE, name.encode(), os.O_NONBLOCK)


class Links(Netlink):
    """rtnetlink, for the little that is done to links"""

    def change(self, name, up=False, netns=None):
        """Bring a link up, move it, or both"""
        flags = IFF_UP if up else 0
        extra = b"" if netns is None else attr(IFLA_NET_NS_FD, ("I", netns))
        self.request(RTM_NEWLINK, struct.pack(
            "=BxHiII", 0, 0, socket.if_nametoindex(name), flags, flags) + extra)


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


class Log:
    """The kernel's log from now on: it must not grow by a line

    But for what IPv6 says of any device that comes up, and what is said of
    the host's CPU when that is slow.
    """

    BENIGN = re.compile(rb"IPv6: ADDRCONF\(NETDEV_CHANGE\): .* becomes ready|"
                        rb"hrtimer: interrupt took|perf: interrupt took|"
                        rb"clocksource: ")

    def __init__(self):
        self.kmsg = os.open("/dev/kmsg", os.O_RDONLY | os.O_NONBLOCK)
        os.lseek(self.kmsg, 0, os.SEEK_END)

    def lines(self):
        """What has come since the last time"""
        while True:
            try:
                line = os.read(self.kmsg, 8192)
            except BlockingIOError:
                return
            if not self.BENIGN.search(line):
                yield line.decode(errors="replace").partition(";")[2].strip()


class Memory:
    """What the kernel has allocated, by who could have leaked it

    A leak of one object a round shows as a slab cache that has grown by as
    many objects as there were rounds: half of that is the limit, for every
    cache, or what fills one slab for each CPU: all of a CPU's own slab counts
    as used. The sums have a limit in KiB, twice and more of what is seen without
    a leak and, after a thousand rounds, less than a few bytes a round on each
    CPU (Percpu), or a KiB a round (modules, and all pages that are not free).
    """

    LIMITS = {"Percpu": 24, "VmallocUsed": 256, "SUnreclaim": 512, "pages": 640}

    def __init__(self):
        self.caches = {}
        self.cpu_slabs = {}
        self.totals = {}

    @staticmethod
    def drop_caches(what):
        """1: page cache, 2: dentries and inodes, 4: say nothing from now on"""
        path = "/proc/sys/vm/drop_caches"
        with open(path, "w", encoding="ascii") as drop:
            drop.write(str(what))

    @staticmethod
    def shrink_slabs():
        """Give back what caches hold for the next allocation"""
        for path in glob.glob("/sys/kernel/slab/*/shrink"):
            try:
                with open(path, "w", encoding="ascii") as shrink:
                    shrink.write("1")
            except OSError:
                pass

    @staticmethod
    def cpu_lists():
        """KiB in the CPUs' lists of free pages, which are not in MemFree"""
        with open("/proc/zoneinfo", encoding="ascii") as zones:
            counts = re.findall(r"^ +count: +(\d+)", zones.read(), re.M)
        return sum(map(int, counts)) * os.sysconf("SC_PAGESIZE") // 1024

    def read(self):
        """Take the figures, without what is only cached"""
        self.drop_caches(3)
        self.shrink_slabs()
        with open("/proc/slabinfo", encoding="ascii") as slabs:
            for line in list(slabs)[2:]:
                fields = line.split()
                self.caches[fields[0]] = int(fields[1])
                self.cpu_slabs[fields[0]] = int(fields[4]) * os.cpu_count()
        with open("/proc/meminfo", encoding="ascii") as meminfo:
            values = {line.split()[0][:-1]: int(line.split()[1])
                      for line in meminfo}
        self.totals = {name: values[name] for name in self.LIMITS
                       if name in values}
        self.totals["pages"] = values["MemTotal"] - values["MemFree"]
        self.totals["pages"] -= self.cpu_lists() + values["Cached"]
        return self

    def grown(self, since, rounds):
        """What has grown beyond its limit, as lines of text"""
        for name, count in self.caches.items():
            more = count - since.caches.get(name, 0)
            if more > max(rounds // 2, self.cpu_slabs[name]):
                yield f"slab cache {name}: {more} objects more"
        for name, value in self.totals.items():
            more = value - since.totals[name]
            if more >= self.LIMITS[name]:
                yield f"{name}: {more} KiB more"


class Churn:
    """The rounds"""

    def __init__(self, modules, netns):
        self.modules = modules
        self.links = Links(0)
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
    grown = list(after.grown(before, rounds - warmup))
    sys.exit("\n".join(grown) or 0)


main()
