# SPDX-License-Identifier: GPL-2.0
"""Counters of a qdisc's classes, asked of the kernel by this process.

tc takes tens of milliseconds to start, in which those who are measured do not
run where there is one CPU.
"""

import socket
import struct
import time

from rawnetlink import attrs
from rtnetlink import (RTM_GETTCLASS, TCA_STATS2, TCA_STATS_BASIC,
                       TCA_STATS_QUEUE, TCMSG, Route, tcmsg)

STATS_BASIC = struct.Struct("=QI")
STATS_QUEUE = struct.Struct("=III")	# packets, bytes, drops; and others
WIRE_OVERHEAD = 24	# beside each frame: FCS, preamble and gap


class Classes:
    """The classes of a device's root, in the namespace in which this is made"""

    def __init__(self, dev):
        self.netlink = Route()
        self.ifindex = socket.if_nametoindex(dev)

    def _stats(self):
        for message in self.netlink.dump(RTM_GETTCLASS, tcmsg(self.ifindex)):
            handle = TCMSG.unpack_from(message)[2]
            stats = dict(attrs(dict(attrs(message[TCMSG.size:]))[TCA_STATS2]))
            if TCA_STATS_BASIC in stats:	# not a flow of fq_codel
                yield handle & 0xffff, stats

    def sent(self, minors=(1, 2, 3, 4)):
        """Bytes on the wire of these classes, and when"""
        begin = time.monotonic()
        found = {}
        for minor, stats in self._stats():
            size, packets = STATS_BASIC.unpack_from(stats[TCA_STATS_BASIC])
            found[minor] = size + WIRE_OVERHEAD * packets
        return ([found[minor] for minor in minors],
                (begin + time.monotonic()) / 2)

    def drops(self):
        """Packets dropped by all classes"""
        return sum(STATS_QUEUE.unpack_from(stats[TCA_STATS_QUEUE])[2]
                   for _, stats in self._stats())


def percent(first, last, port_mbit):
    """Of the port, what each class had from one answer of sent() to another"""
    (before, begin), (after, end) = first, last
    return [(b - a) * 8 / (end - begin) / port_mbit / 1e4
            for a, b in zip(before, after)]


def rates(classes, seconds, port_mbit):
    """Percent of the port that each class has during so many seconds"""
    first = classes.sent()
    time.sleep(seconds)
    return percent(first, classes.sent(), port_mbit)
