# SPDX-License-Identifier: GPL-2.0
"""Peers on the transmit path: one of four virtual NICs of a port sends.

    generator --- virtual NIC --- qdisc --- port

Each peer has a port of its own. Class 1 of four has a quarter of the port and
may have all of it; the port's rate is beyond what a CPU sends, so that the
qdisc gives but never holds back: what is measured is the cost of deciding.
"""

from sender import Framegen, Pktgen, check
from tools import VCCTL, batch, nic, run

SMALL = 60	# more than that, and a CPU sends more than 34 Gbit/s
GSO_SIZE = 64000
GSO_SEGMENT = 1448
VIDS = range(101, 105)
# HTB: tc takes less than a packet's time by itself, and every packet would wait
BURST = "256k"


class Rates:
    """Of a port and of each of four classes, in Gbit/s."""

    def __init__(self, size=SMALL):
        # hfsc knows no more than 34 Gbit/s, flexnic no more than 10000; a
        # quarter must be more than one CPU sends
        self.port = 10000 if size == GSO_SIZE else 4000 if size > SMALL else 34

    def tc(self, part):
        """A part of the port as tc takes it."""
        return f"{self.port * 1000 * part // 4}mbit"


# ---- virtual NICs -----------------------------------------------------------

def bare(port, _rates):
    """The port itself."""
    return port


def macvlan(port, _rates):
    """Four macvlan devices in mode bridge."""
    batch("ip", *(f"link add {port}-{n} link {port} type macvlan mode bridge"
                  for n in range(4)),
          *(f"link set {port}-{n} up" for n in range(4)))
    return f"{port}-0"


def vlan(port, _rates):
    """Four VLAN devices."""
    batch("ip", *(f"link add {port}-{n} link {port} type vlan id {vid}"
                  for n, vid in enumerate(VIDS)),
          *(f"link set {port}-{n} up" for n in range(4)))
    return f"{port}-0"


def _flexnic(port, rates, mode):
    run("tc", "qdisc", "del", "dev", port, "root")
    words = [VCCTL, "port", "add", port, "mode", mode,
             "speed", rates.tc(4)]
    if mode == "vlan":
        for slot, vid in zip("abcd", VIDS):
            words += [slot, "vlan", str(vid)]
    run(*words)
    batch("ip", *(f"link set {port}-{slot} up" for slot in "abcd"))
    return f"{port}-a"


def flexnic_mac(port, rates):
    """FlexNICs told apart by address, as macvlan devices are; its qdisc."""
    return _flexnic(port, rates, "mac")


def flexnic_channel(port, rates):
    """FlexNICs in channels, as VLAN devices; its qdisc."""
    return _flexnic(port, rates, "channel")


def unshaped(virtual):
    """Without a qdisc at the port."""
    def setup(port, rates):
        dev = virtual(port, rates)
        run("tc", "qdisc", "replace", "dev", port, "root", "noqueue")
        return dev
    setup.__doc__ = f"{virtual.__doc__} No qdisc."
    return setup


# ---- qdiscs -----------------------------------------------------------------

def htb_lines(port, parent, handle, rates):
    return [f"qdisc add dev {port} {parent} handle {handle}: htb default 4",
            *(f"class add dev {port} parent {handle}: "
              f"classid {handle}:{n} htb rate {rates.tc(1)} "
              f"ceil {rates.tc(4)} quantum 60000 burst {BURST} "
              f"cburst {BURST}" for n in range(1, 5))]


def by_address(port, handle):
    """A filter for each class on the source address, as macvlan devices have"""
    lines = []
    for n in range(4):
        address = run("cat", f"/sys/class/net/{port}-{n}/address")
        mac = address.strip().replace(":", "")
        lines.append(f"filter add dev {port} parent {handle}: protocol all "
                     f"prio 1 u32 match u32 0x{mac[:8]} 0xffffffff at -8 "
                     f"match u16 0x{mac[8:]} 0xffff at -4 "
                     f"flowid {handle}:{n + 1}")
    return lines


def htb(port, rates):
    """macvlan + HTB, class by u32 on the source address."""
    run("tc", "qdisc", "del", "dev", port, "root")
    dev = macvlan(port, rates)
    batch("tc", *htb_lines(port, "root", 1, rates), *by_address(port, 1))
    return dev


def htb_priority(port, rates):
    """macvlan + HTB, class by the sender's SO_PRIORITY: no filter."""
    run("tc", "qdisc", "del", "dev", port, "root")
    dev = macvlan(port, rates)
    batch("tc", *htb_lines(port, "root", 1, rates))
    return dev


def hfsc(port, rates):
    """macvlan + HFSC, class by SO_PRIORITY."""
    run("tc", "qdisc", "del", "dev", port, "root")
    dev = macvlan(port, rates)
    batch("tc", f"qdisc add dev {port} root handle 1: hfsc default 4",
          *(f"class add dev {port} parent 1: classid 1:{n} hfsc "
            f"sc rate {rates.tc(1)} ul rate {rates.tc(4)}"
            for n in range(1, 5)))
    return dev


def fq(port, rates):
    """macvlan + fq, which paces sockets that ask for it, and has no classes."""
    dev = macvlan(port, rates)
    run("tc", "qdisc", "replace", "dev", port, "root", "fq")
    return dev


def mq_htb(port, rates):
    """macvlan + mq with an HTB for each queue: fast, but no common shares."""
    dev = macvlan(port, rates)
    batch("tc", f"qdisc replace dev {port} root handle 8: mq",
          *htb_lines(port, "parent 8:1", 1, rates),
          *htb_lines(port, "parent 8:2", 2, rates))
    return dev


def cake(port, rates):
    """macvlan + cake at the port's rate: flows share evenly, no guarantees."""
    dev = macvlan(port, rates)
    run("tc", "qdisc", "replace", "dev", port, "root", "cake",
        "bandwidth", rates.tc(4), "besteffort", "no-split-gso")
    return dev


# name, set-up, number of queues, class by priority, only where packets are small
PEERS = (
    ("bare", bare, 1, 0, False),
    ("macvlan", macvlan, 1, 0, False),
    ("vlan", vlan, 1, 0, False),
    ("flexnic-mac-noqueue", unshaped(flexnic_mac), 1, 0, False),
    ("flexnic-channel-noqueue", unshaped(flexnic_channel), 1, 0, False),
    ("flexnic-mac", flexnic_mac, 1, 0, False),
    ("flexnic-channel", flexnic_channel, 1, 0, False),
    ("macvlan+htb-u32", htb, 1, 0, False),
    ("macvlan+htb-prio", htb_priority, 1, 0x10001, False),
    ("macvlan+hfsc", hfsc, 1, 0x10001, True),
    ("macvlan+mq-htb", mq_htb, 2, 0x10001, False),
    ("macvlan+fq", fq, 1, 0, True),
    ("macvlan+cake", cake, 1, 0, True),
)


def _sender(dev, size, flows, priority, pktgen):
    if pktgen:
        return Pktgen(dev, size, flows, priority)
    return Framegen(dev, tx=1, size=size, flows=flows, own_source=1,
                    gso=GSO_SEGMENT if size == GSO_SIZE else 0,
                    priority=priority)


def cases(only, size=60, flows=1, pktgen=0):
    """Sets everything up; senders by name."""
    senders = {}
    for number, (name, setup, queues, priority, small) in enumerate(PEERS):
        if small and size > SMALL or not only.search(name):
            continue
        port = nic(f"p{number}", queues)
        senders[name] = _sender(setup(port, Rates(size)), size, flows,
                                priority, pktgen)
        check(name, senders[name], port)
    return senders
