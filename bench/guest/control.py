# SPDX-License-Identifier: GPL-2.0
"""Time that commands take: to split a port in four, to set all shares, to list
and to forget addresses. The bare path is a process that does nothing.
"""

import time

from forward import Scale, _learn, bridge_vlan, vbridge
from tools import VCCTL, batch, nic, run
from tx import Rates, by_address, htb_lines

RATES = Rates()


class Timed:
    """An operation, what must precede and what must follow it."""

    def __init__(self, before, operation, after):
        self.parts = before, operation, after

    def run(self, _count):
        """Once, however often is asked for."""
        before, operation, after = self.parts
        before()
        begin = time.monotonic_ns()
        operation()
        nsec = time.monotonic_ns() - begin
        after()
        return nsec


def _nothing():
    pass


def _port():
    nic("port")


def _no_port():
    run("ip", "link", "del", "port")


def each(tool, lines):
    """One process for each command."""
    for line in lines:
        run(tool, *line.split())


# ---- a port split in four, with shares --------------------------------------

def _macvlans():
    return [f"link add port-{n} link port type macvlan mode bridge"
            for n in range(4)]


def _shares(order):
    words = []
    for slot, part in zip("abcd", order):
        words += [slot, "speed", f"{part}G", "max", "10G"]
    return words


def split_vcctl():
    """One command."""
    run("tc", "qdisc", "del", "dev", "port", "root")
    run(VCCTL, "port", "add", "port", "mode", "mac", "speed", "10G",
        *_shares((1, 2, 3, 4)))


def split_each():
    """macvlan, HTB and filters, one process each."""
    run("tc", "qdisc", "del", "dev", "port", "root")
    each("ip", _macvlans())
    each("tc", htb_lines("port", "root", 1, RATES))
    each("tc", by_address("port", 1))


def split_batch():
    """The same from two batches, and a third once addresses are known."""
    run("tc", "qdisc", "del", "dev", "port", "root")
    batch("ip", *_macvlans())
    batch("tc", *htb_lines("port", "root", 1, RATES))
    batch("tc", *by_address("port", 1))


# ---- all shares at once -----------------------------------------------------

class Changes:
    """New shares for a port that is there, another order every time."""

    def __init__(self, name, split):
        self.turn = 0
        self.name = name
        self.split = split

    def parts(self):
        """Another order of the shares."""
        self.turn += 1
        return [1 + (self.turn + n) % 4 for n in range(4)]

    def before(self):
        """A port split in four."""
        _port()
        self.split()

    def vcctl(self):
        """One command."""
        run(VCCTL, "port", "set", "port", *_shares(self.parts()))

    def _lines(self):
        return [f"class change dev port parent 1: classid 1:{n} htb "
                f"rate {part}gbit ceil 10gbit quantum 60000"
                for n, part in enumerate(self.parts(), 1)]

    def each(self):
        """HTB's classes, one process each."""
        each("tc", self._lines())

    def batch(self):
        """HTB's classes in a batch."""
        batch("tc", *self._lines())

    def timed(self):
        """As what is measured."""
        return Timed(self.before, getattr(self, self.name), _no_port)


# ---- addresses --------------------------------------------------------------

def _switches(macs):
    scale = Scale(4, macs)
    for name, setup in (("v", vbridge), ("b", bridge_vlan)):
        port_in, port_out = nic(f"{name}i"), nic(f"{name}o")
        setup(port_in, port_out, scale)
        _learn(port_in, port_out, scale)
    return scale


def _addresses(macs):
    scale = _switches(macs)

    def learn_vbridge():
        _learn("vi", "vo", scale)

    def learn_bridge():
        _learn("bi", "bo", scale)

    def flush_bridge():
        for port in ("bi", "bo"):
            run("ip", "link", "set", port, "type", "bridge_slave", "fdb_flush")

    return {
        "fdb-show-vcctl": Timed(learn_vbridge, lambda: run(VCCTL, "fdb"), _nothing),
        "fdb-show-bridge": Timed(learn_bridge, lambda: run(
            "bridge", "fdb", "show", "br", "filtering"), _nothing),
        "fdb-flush-vcctl": Timed(learn_vbridge,
                                 lambda: run(VCCTL, "fdb", "flush"), _nothing),
        "fdb-flush-bridge": Timed(learn_bridge, flush_bridge, _nothing),
    }


def _shares_of_a_port():
    senders = {}
    for name in ("vcctl", "each", "batch"):
        split = globals()[f"split_{name}"]
        senders[f"split-{name}"] = Timed(_port, split, _no_port)
        senders[f"change-{name}"] = Changes(name, split).timed()
    return senders


def cases(only, macs=0):
    """With addresses: listing and forgetting them; else a port's shares."""
    senders = {"bare": Timed(_nothing, lambda: run("true"), _nothing)}
    senders |= _addresses(macs) if macs else _shares_of_a_port()
    return {name: sender for name, sender in senders.items()
            if only.search(name)}
