# SPDX-License-Identifier: GPL-2.0
"""The kernel that is tested: its modules, its log and its memory"""

import contextlib
import ctypes
import glob
import os
import re

SYS_FINIT_MODULE, SYS_DELETE_MODULE = {
    "x86_64": (313, 176), "aarch64": (273, 106), "riscv64": (273, 106),
}[os.uname().machine]
CLONE_NEWNET = 0x40000000
libc = ctypes.CDLL(None, use_errno=True)


def call(function, *args):
    """A function of the C library that raises what it returns"""
    if function(*args) < 0:
        err = ctypes.get_errno()
        raise OSError(err, os.strerror(err), str(args))


def insmod(path):
    """Load a module, without parameters"""
    with open(path, "rb") as module:
        call(libc.syscall, SYS_FINIT_MODULE, module.fileno(), b"", 0)


def rmmod(name):
    """Unload a module; it must be free"""
    call(libc.syscall, SYS_DELETE_MODULE, name.encode(), os.O_NONBLOCK)


@contextlib.contextmanager
def netns(name):
    """This thread is in a named network namespace meanwhile"""
    with open("/proc/thread-self/ns/net", "rb") as home, \
            open(f"/run/netns/{name}", "rb") as there:
        call(libc.setns, there.fileno(), CLONE_NEWNET)
        try:
            yield
        finally:
            call(libc.setns, home.fileno(), CLONE_NEWNET)


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

    Every slab cache may grow by some objects, or by what fills one slab for each
    CPU: all of a CPU's own slab counts as used. The sums have a limit in KiB,
    twice and more of what is seen without a leak and, after a thousand rounds,
    less than a few bytes a round on each CPU (Percpu), or a KiB a round (modules,
    and all pages that are not free).
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

    def grown(self, since, objects):
        """What has grown beyond its limit, as lines of text"""
        for name, count in self.caches.items():
            more = count - since.caches.get(name, 0)
            if more > max(objects, self.cpu_slabs[name]):
                yield f"slab cache {name}: {more} objects more"
        for name, value in self.totals.items():
            more = value - since.totals[name]
            if more >= self.LIMITS[name]:
                yield f"{name}: {more} KiB more"
