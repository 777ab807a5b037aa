#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""faults.py REQUESTS NTH [PATH...] - send requests again and again, each time with
another fault in the kernel: the first that can be, the second, until none is left

REQUESTS is a file that nlrecord.so left. NTH is one that takes the number of the
fault, of those that this thread's requests come by, and reads 0 when it has been.
For faults.sh, which reads a line at a time and answers "undo" by an empty one, when
what was asked for is undone:

    undo            it was carried out
    diag TEXT
    refused COUNT   so many of the faults led to a refusal; the end
    fail TEXT       a fault has left something behind; the end

The state of this network namespace is read through the same sockets before and
after: devices, qdiscs, classes, and all that the project's families show. A
program for each would take a thousand times as long. So is what there is of each
PATH, a file or a folder.
"""

import collections
import errno
import itertools
import os
import struct
import sys

from families import Family
from netspec import without
from rawnetlink import (NLM_F_ACK, NLM_F_DUMP, NLMSG_DONE, NLMSG_ERROR,
                        NLMSGHDR, Netlink, attrs, check)
from rtnetlink import (IFF_RUNNING, IFINFOMSG, RTM_GETLINK, RTM_GETQDISC,
                       RTM_GETTCLASS, TCMSG, Route, ifinfo, tcmsg)

# counters, what aligns them, what IPv6 does by itself, and what follows a carrier
# up to a second later: IFLA_STATS, _OPERSTATE, _STATS64, _AF_SPEC,
# _CARRIER_CHANGES, _PAD, _CARRIER_UP_COUNT, _CARRIER_DOWN_COUNT; IFF_RUNNING;
# TCA_STATS, _XSTATS, _STATS2, _PAD
LINK_COUNTS, TC_COUNTS = {7, 16, 23, 26, 35, 42, 47, 48}, {3, 4, 7, 9}
FAMILIES = ("flexnic", "vbridge", "vcid")
COUNTS = {"stats", "age"}


class Faulty(Netlink):
    """A socket whose requests meet a fault."""

    def __init__(self, protocol, nth):
        super().__init__(protocol)
        self.nth = nth
        self.left = 0
        self.sent = False

    def post(self, raw):
        """Carry it out with fault number left."""
        if not self.left:
            self.sock.send(raw)
            self.sent = True
            return
        os.pwrite(self.nth, b"%d" % self.left, 0)
        try:
            self.sock.send(raw)
            self.sent = True
        finally:
            self.left = int(os.pread(self.nth, 24, 0))
            os.pwrite(self.nth, b"0", 0)

    def replay(self, raw, left):
        """Send a request that was recorded: what came of it, and how many
        faults later the one would be that is wanted."""
        size, kind, flags, _, _ = NLMSGHDR.unpack_from(raw)
        dump = flags & NLM_F_DUMP == NLM_F_DUMP
        self.left, self.sent = left, False
        try:
            self.send(kind, raw[NLMSGHDR.size:size],
                      flags if dump else flags | NLM_F_ACK)
            result = self._result()
        except OSError as error:
            if error.errno not in (errno.ENOBUFS, errno.ENOMEM):
                raise
            result = "lost" if self.sent else "refused"
        return result, self.left

    def _result(self):
        for kind, flags, payload in self.messages():
            if kind not in (NLMSG_ERROR, NLMSG_DONE):
                continue
            try:
                check(flags, payload)
            except OSError:
                return "refused"
            return "accepted"


def requests(path):
    """Protocol and bytes of those in a file."""
    with open(path, "rb") as file:
        while head := file.read(8):
            protocol, size = struct.unpack("=II", head)
            yield protocol, file.read(size)


def uncounted(raw, size, counts):
    """A message of rtnetlink, but for what is counted."""
    return raw[:size], [one for one in attrs(raw[size:]) if one[0] not in counts]


def without_running(raw):
    """A message about a link, which may or may not be running."""
    family, kind, index, flags, mask = IFINFOMSG.unpack_from(raw)
    return IFINFOMSG.pack(family, kind, index, flags & ~IFF_RUNNING,
                          mask) + raw[IFINFOMSG.size:]


def contents(path):
    """Those of a file, and of all below a folder: nothing if there is none."""
    if os.path.isdir(path):
        for name in sorted(os.listdir(path)):
            yield from contents(os.path.join(path, name))
    elif os.path.exists(path):
        with open(path, "rb") as file:
            yield path, file.read()


class State:
    """What there is in this network namespace, and of some files."""

    def __init__(self, paths):
        self.paths = paths
        self.route = Route()
        self.families = []
        for name in FAMILIES:
            try:
                self.families.append(Family(name))
            except OSError as error:
                if error.errno != errno.ENOENT:
                    raise

    def read(self):
        """Lists by what they are of."""
        found = dict(self._devices())
        found["files"] = [one for path in self.paths for one in contents(path)]
        for family in self.families:
            for name, _, kind, _ in family.requests():
                if kind == "dump":
                    found[family.name, name] = without(
                        list(family.said(name)), COUNTS)
        return found

    def _devices(self):
        links = self.route.dump(RTM_GETLINK, ifinfo())
        yield "links", [uncounted(without_running(raw), IFINFOMSG.size,
                                  LINK_COUNTS) for raw in links]
        for kind, name in (RTM_GETQDISC, "qdiscs"), (RTM_GETTCLASS, "classes"):
            yield name, [
                uncounted(raw, TCMSG.size, TC_COUNTS) for link in links
                for raw in self.route.dump(
                    kind, tcmsg(IFINFOMSG.unpack_from(link)[2]))]


def size_of(state):
    """How much there is: what is made again has other numbers and names, but for
    files."""
    return {name: values if name == "files" else len(values)
            for name, values in state.items()}


def differences(now, before):
    """What is in one of two lists."""
    yield from (f"no more {one}" for one in before if one not in now)
    yield from (f"now {one}" for one in now if one not in before)


def expect(now, before, when):
    """Fail with what differs."""
    for name, values in before.items():
        if now[name] != values:
            print("fail", when + ":", name, *differences(now[name], values)
                  if isinstance(values, list) else (values, now[name]),
                  flush=True)
            sys.exit(1)


def attempt(recorded, nth, left):
    """Send all of them: what came of it, and was there such a fault?"""
    for protocol, raw in recorded:
        # a socket of its own: what an answer that was lost leaves is nobody's
        result, left = Faulty(protocol, nth).replay(raw, left)
        if result != "accepted":
            break
    return result, left == 0


def main():
    """The walk."""
    recorded = list(requests(sys.argv[1]))
    counter = os.open(sys.argv[2], os.O_RDWR)
    state = State(sys.argv[3:])
    before = state.read()
    results = collections.Counter()
    for nth in itertools.count(1):
        result, failed = attempt(recorded, counter, nth)
        now = state.read()
        if not failed and result != "accepted":
            print("fail is", result, "without a fault", flush=True)
            sys.exit(1)
        if result == "refused" or result == "lost" and now == before:
            expect(now, before, f"after fault {nth}, {result}")
        else:
            print("undo", flush=True)
            sys.stdin.readline()
            now = state.read()
            expect(size_of(now), size_of(before),
                   f"after fault {nth}, {result}, and its end")
            before = now
        if not failed:
            break
        results[result] += 1
    print("diag", nth - 1, "faults:", results["refused"], "refused,",
          results["accepted"], "carried out,", results["lost"],
          "without an answer", flush=True)
    print("refused", results["refused"], flush=True)


main()
