# SPDX-License-Identifier: GPL-2.0
"""How well shares are kept, at a scaled-down rate.

    blade (netns)                               wire (netns)
    v-0 .. v-3, four virtual NICs
       on eth0, with the qdisc ================ eth1, answers

Senders that never run dry (selftests/flexnic/flood) on some of the four, a ping
on the first. Shares are read from the counters of the qdisc's classes.

There is one CPU. Senders sleep while what they have sent waits; were they to
spin, and drop, each would stay without the CPU for longer than its queue lasts.
"""

import contextlib
import json
import os
import re
import signal
import subprocess
import time

from classes import Classes, percent, rates
from kernel import netns
from tools import ROOT, VCCTL, batch, run

FLOOD = os.path.join(ROOT, "selftests/flexnic/flood")
PORT_MBIT = 50
SHARES = (10, 20, 30, 40)	# percent
CEILING = 60			# percent, of the class that has one
WINDOW = 2			# seconds
FLOWS, BUFFER = 4, 20000	# of a sender: less than a queue takes
PINGS, PING_INTERVAL = 400, 0.005
# how often shares are looked at once they change, and over how many looks
LOOK, LOOKS, LOOK_FOR = 0.02, 10, 2.0
NEAR = 5			# percent of a share: it is in force


def _mbit(percent):
    return f"{PORT_MBIT * percent // 100}mbit"


# ---- peers, set up within the blade -----------------------------------------

def _macvlans():
    batch("ip", *(f"link add v-{n} link eth0 type macvlan mode bridge"
                  for n in range(4)))


def _filters():
    links = json.loads(run("ip", "-j", "link", "show"))
    for n in range(4):
        mac, = (link["address"].replace(":", "") for link in links
                if link["ifname"] == f"v-{n}")
        run("tc", *(f"filter add dev eth0 parent 1: protocol all prio 1 u32 "
                    f"match u32 0x{mac[:8]} 0xffffffff at -8 "
                    f"match u16 0x{mac[8:]} 0xffff at -4 "
                    f"flowid 1:{n + 1}").split())


def _htb_classes(verb, shares, ceiling=100):
    return [f"class {verb} dev eth0 parent 1:f classid 1:{n} htb "
            f"rate {_mbit(share)} "
            f"ceil {_mbit(ceiling if n == 4 else 100)} overhead 24 "
            "burst 16k cburst 16k" for n, share in enumerate(shares, 1)]


def htb(ceiling):
    """macvlan + HTB with its default leaves."""
    _macvlans()
    batch("tc", "qdisc add dev eth0 root handle 1: htb default 4",
          f"class add dev eth0 parent 1: classid 1:f htb rate {_mbit(100)} "
          "overhead 24 burst 16k cburst 16k",
          *_htb_classes("add", SHARES, ceiling))
    _filters()


def htb_change(shares):
    """Other rates."""
    batch("tc", *_htb_classes("change", shares))


def htb_fq_codel(ceiling):
    """macvlan + HTB with fq_codel in each class."""
    htb(ceiling)
    batch("tc", *(f"qdisc add dev eth0 parent 1:{n} fq_codel"
                  for n in range(1, 5)))


def _hfsc_classes(verb, shares, ceiling=100):
    return [f"class {verb} dev eth0 parent 1:f classid 1:{n} hfsc "
            f"sc rate {_mbit(share)} "
            f"ul rate {_mbit(ceiling if n == 4 else 100)}"
            for n, share in enumerate(shares, 1)]


def hfsc(ceiling):
    """macvlan + HFSC."""
    _macvlans()
    batch("tc", "qdisc add dev eth0 root handle 1: hfsc default 4",
          f"class add dev eth0 parent 1: classid 1:f hfsc "
          f"ls rate {_mbit(100)} ul rate {_mbit(100)}",
          *_hfsc_classes("add", SHARES, ceiling))
    _filters()


def hfsc_change(shares):
    """Other curves."""
    batch("tc", *_hfsc_classes("change", shares))


def _speeds(shares):
    words = []
    for slot, share in zip("abcd", shares):
        words += [slot, "speed", _mbit(share)]
    return words


def flexnic_change(shares):
    """Other speeds."""
    run(VCCTL, "port", "set", "eth0", *_speeds(shares))


def flexnic(ceiling):
    """FlexNICs and their qdisc."""
    run(VCCTL, "port", "add", "eth0", "mode", "mac", "name", "v",
        "speed", _mbit(100), *_speeds(SHARES), "max", _mbit(ceiling))
    batch("ip", *(f"link set v-{slot} name v-{n}"
                  for n, slot in enumerate("abcd")))


# how it is set up, and how its shares change
PEERS = {"flexnic": (flexnic, flexnic_change),
         "macvlan+htb": (htb, htb_change),
         "macvlan+htb+fq_codel": (htb_fq_codel, htb_change),
         "macvlan+hfsc": (hfsc, hfsc_change)}


# ---- topology ---------------------------------------------------------------

def _addresses():
    for n in range(4):
        yield (f"address add 198.18.{n}.1/24 dev v-{n}",
               f"link set v-{n} up",
               f"neigh replace 198.18.{n}.9 lladdr 02:00:00:00:00:09 "
               f"dev v-{n} nud permanent")


class Blade:
    """A port split in four by one of the peers."""

    def __init__(self, number, peer, ceiling=100):
        self.ns, wire = f"blade{number}", f"wire{number}"
        batch("ip", f"netns add {self.ns}", f"netns add {wire}",
              f"link add eth0 netns {self.ns} type veth "
              f"peer name eth1 netns {wire}")
        with netns(wire):
            batch("ip", "link set eth1 up",
                  *(f"address add 198.18.{n}.2/24 dev eth1"
                    for n in range(4)))
        with netns(self.ns):
            run("ip", "link", "set", "eth0", "up")
            setup, self.change = PEERS[peer]
            setup(ceiling)
            for lines in _addresses():
                batch("ip", *lines)
            self.classes = Classes("eth0")

    @contextlib.contextmanager
    def loaded(self, classes):
        """While these send all they can, from 1."""
        with netns(self.ns):
            senders = [subprocess.Popen([FLOOD, "-n", str(FLOWS),
                                         "-b", str(BUFFER),
                                         f"198.18.{n - 1}.9"])
                       for n in classes]
        time.sleep(1)
        try:
            yield
        finally:
            for sender in senders:
                sender.send_signal(signal.SIGTERM)
            for sender in senders:
                sender.wait()

    def rates(self, classes):
        """Percent of the port that each class has while some send."""
        with self.loaded(classes):
            return rates(self.classes, WINDOW, PORT_MBIT)

    def ping(self):
        """Round trips of the first virtual NIC, us."""
        with netns(self.ns):
            text = run("ping", "-n", "-c", str(PINGS), "-i",
                       str(PING_INTERVAL), "198.18.0.2")
        return sorted(float(ms) * 1000
                      for ms in re.findall(r"time=([\d.]+) ms", text))


# ---- what is measured -------------------------------------------------------

def min_error(blade):
    """All four are saturated: the worst deviation from a share, percent."""
    found = blade.rates((1, 2, 3, 4))
    return {"min error %": max(abs(rate - share) * 100 / share
                               for rate, share in zip(found, SHARES)),
            "port used by four %": sum(found)}


def borrowing(blade):
    """Two of four send: does the port stay full, and who gets the rest?"""
    found = blade.rates((1, 2))
    wanted = SHARES[0] * 100 / (SHARES[0] + SHARES[1])
    return {"port used by two %": sum(found),
            "part of the smaller of two, off by %":
            abs(found[0] * 100 / sum(found) - wanted) * 100 / wanted}


def max_error(blade):
    """The last one sends alone, up to its ceiling."""
    rate = blade.rates((4,))[3]
    return {"max error %": abs(rate - CEILING) * 100 / CEILING}


def _settled(looks, wanted):
    """Index of the first look after which the shares are what is wanted."""
    for n, (first, last) in enumerate(zip(looks, looks[LOOKS:])):
        if all(abs(rate - share) <= share * NEAR / 100 for rate, share in
               zip(percent(first, last, PORT_MBIT), wanted)):
            return n
    return len(looks) - 1


def change(blade):
    """All four are saturated, and the shares turn round. CoDel would drop the
    more the longer that lasts."""
    if blade.change is flexnic_change:
        with netns(blade.ns):
            run("tc", "qdisc", "change", "dev", "eth0", "root", "flexnic",
                "target", "5s")
    wanted = SHARES[::-1]
    with blade.loaded((1, 2, 3, 4)), netns(blade.ns):
        dropped = [blade.classes.drops()]
        time.sleep(LOOK_FOR)
        dropped.append(blade.classes.drops())
        blade.change(wanted)
        looks = [blade.classes.sent()]
        while looks[-1][1] < looks[0][1] + LOOK_FOR:
            time.sleep(LOOK)
            looks.append(blade.classes.sent())
        dropped.append(blade.classes.drops())
        blade.change(SHARES)
    before, after = (b - a for a, b in zip(dropped, dropped[1:]))
    return {"change in force after ms":
            (looks[_settled(looks, wanted)][1] - looks[0][1]) * 1000,
            "more drops than before the change": after - before}


def latency(blade):
    """A ping on the small one while the other three saturate the port."""
    with blade.loaded((2, 3, 4)):
        times = blade.ping()
    return {"ping p50 us": times[len(times) // 2],
            "ping p99 us": times[len(times) * 99 // 100],
            "pings lost": PINGS - len(times)}


def idle(blade):
    """A ping while nothing else goes on."""
    return {"ping idle p50 us": blade.ping()[PINGS // 2]}


def figures(rounds):
    """What each peer did in every round."""
    blades = {name: (Blade(f"{n}", name), Blade(f"{n}c", name, CEILING),
                     Blade(f"{n}s", name)) for n, name in enumerate(PEERS)}
    found = {name: {} for name in PEERS}
    for _ in range(rounds):
        for name, (blade, ceiled, changed) in blades.items():
            for measure in (idle, min_error, borrowing, latency):
                _keep(found[name], measure(blade))
            _keep(found[name], max_error(ceiled))
            _keep(found[name], change(changed))
    return found


def _keep(found, values):
    for what, value in values.items():
        found.setdefault(what, []).append(value)
