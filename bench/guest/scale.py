# SPDX-License-Identifier: GPL-2.0
"""Two CPUs that send through one port, beside one of them.

    pktgen, CPU 0 ---+                         +--- queue 0
                     +--- virtual NIC(s) ------+
    pktgen, CPU 1 ---+     qdisc of the port   +--- queue 1

Each CPU has a Tx queue of its own, as drivers set it up (XPS). For the gain the
port's rate is beyond what the CPUs send, as in tx.py; for the shares it is far
below, and all four virtual NICs are sent by from both CPUs.
"""

import socket
import threading
import time
from collections import defaultdict

import tx
from classes import Classes, rates
from rawnetlink import attr
from rtnetlink import (NLM_F_CREATE, NLM_F_REPLACE, RTM_NEWQDISC, TC_H_ROOT,
                       TCA_KIND, TCA_OPTIONS, Route, tcmsg)
from sender import PKTGEN, pktgen_add, pktgen_result, tell
from tools import VCCTL, batch, nic, run

CPUS = (0, 1)
COUNT = 200000		# packets of each CPU
# ns: no pause that matters, but without any a thread sends by one device only
DELAY = 1
SHARES = (10, 20, 30, 40)	# percent
SHARED_MBIT = 100
FRAME = 1514
WINDOW = 1.5		# seconds

TCA_CAKE_BASE_RATE64, TCA_CAKE_DIFFSERV_MODE, CAKE_BESTEFFORT = 2, 3, 3


def cake_mq(port, speed):
    """macvlan + cake_mq at the port's rate, of which Debian 12's tc knows no
    options: flows share evenly, no guarantees."""
    dev = tx.macvlan(port, speed)
    options = (attr(TCA_CAKE_BASE_RATE64, ("Q", speed.port * 10**9 // 8)) +
               attr(TCA_CAKE_DIFFSERV_MODE, ("I", CAKE_BESTEFFORT)))
    Route().request(
        RTM_NEWQDISC, tcmsg(socket.if_nametoindex(port), TC_H_ROOT) +
        attr(TCA_KIND, b"cake_mq\0") + attr(TCA_OPTIONS, options),
        NLM_F_CREATE | NLM_F_REPLACE)
    return dev


# as tx.py has them, and the SO_PRIORITY of class 1
PEERS = {
    "bare": (tx.bare, 0),
    "macvlan": (tx.macvlan, 0),
    "flexnic-mac": (tx.flexnic_mac, 0),
    "flexnic-channel": (tx.flexnic_channel, 0),
    "macvlan+htb-prio": (tx.htb_priority, 0x10001),
    "macvlan+hfsc": (tx.hfsc, 0x10001),
    "macvlan+mq-htb": (tx.mq_htb, 0x10001),
    "macvlan+fq": (tx.fq, 0),
    "macvlan+cake": (tx.cake, 0),
    "macvlan+cake_mq": (cake_mq, 0),
}


def multi_queue(name):
    """A port with a queue for each CPU."""
    port = nic(name, len(CPUS))
    for cpu in CPUS:
        tell(f"/sys/class/net/{name}/queues/tx-{cpu}/xps_cpus", f"{1 << cpu}")
    return port


class Threads:
    """pktgen on some of the CPUs, sending by some devices."""

    def __init__(self, cpus, devs, count, size=60, priorities=(0,)):
        self.names = []
        for cpu in CPUS:
            tell(f"{PKTGEN}/kpktgend_{cpu}", "rem_device_all")
        for cpu in cpus:
            for dev, priority in zip(devs, priorities):
                name = f"{dev}@{cpu}"
                pktgen_add(cpu, name, (
                    f"pkt_size {size}", f"delay {DELAY}",
                    f"skb_priority {priority}", f"count {count}"))
                self.names.append(name)

    def rate(self):
        """Packets a second, of all CPUs, once all have sent theirs."""
        tell(f"{PKTGEN}/pgctrl", "start")
        return sum(packets * 1e6 / usec for packets, usec in self._results())

    def _results(self):
        return [pktgen_result(name) for name in self.names]

    def during(self, function):
        """What the function answers while all send without an end."""
        sending = threading.Thread(target=tell,
                                   args=(f"{PKTGEN}/pgctrl", "start"))
        sending.start()
        try:
            time.sleep(0.5)
            return function()
        finally:
            tell(f"{PKTGEN}/pgctrl", "stop")
            sending.join()
            self._results()


# ---- shares -----------------------------------------------------------------

def _mbit(percent):
    return f"{SHARED_MBIT * percent // 100}mbit"


def shared_flexnics(port):
    """FlexNICs with their shares."""
    run("tc", "qdisc", "del", "dev", port, "root")
    words = []
    for slot, share in zip("abcd", SHARES):
        words += [slot, "speed", _mbit(share)]
    run(VCCTL, "port", "add", port, "mode", "mac", "speed", _mbit(100), *words)
    batch("ip", *(f"link set {port}-{slot} up" for slot in "abcd"))
    return [f"{port}-{slot}" for slot in "abcd"], (0, 0, 0, 0)


def shared_htb(port):
    """macvlan devices and HTB, class by SO_PRIORITY."""
    run("tc", "qdisc", "del", "dev", port, "root")
    tx.macvlan(port, None)
    batch("tc", f"qdisc add dev {port} root handle 1: htb default 4",
          f"class add dev {port} parent 1: classid 1:f htb "
          f"rate {_mbit(100)} overhead 24 burst 64k cburst 64k",
          *(f"class add dev {port} parent 1:f classid 1:{n} htb "
            f"rate {_mbit(share)} ceil {_mbit(100)} overhead 24 "
            "burst 64k cburst 64k" for n, share in enumerate(SHARES, 1)))
    return ([f"{port}-{n}" for n in range(4)],
            [0x10000 + n for n in range(1, 5)])


SHARED = {"flexnic-mac": shared_flexnics, "macvlan+htb-prio": shared_htb}


def shares(port, devs, priorities):
    """The worst error, and how much of the port is used."""
    threads = Threads(CPUS, devs, 0, FRAME, priorities)
    found = threads.during(lambda: rates(Classes(port), WINDOW, SHARED_MBIT))
    return {"share error, two CPUs, %": max(
                abs(rate - share) * 100 / share
                for rate, share in zip(found, SHARES)),
            "port used, two CPUs, %": sum(found)}


# ---- gain -------------------------------------------------------------------

def gain(dev, priority):
    """Rates of one CPU and of two, and how many times as fast they are."""
    one = Threads(CPUS[:1], [dev], COUNT, priorities=[priority]).rate()
    two = Threads(CPUS, [dev], COUNT, priorities=[priority]).rate()
    return {"one CPU, kpps": one / 1000, "two CPUs, kpps": two / 1000,
            "two CPUs over one": two / one}


def figures(rounds):
    """What each peer did in every round."""
    speed = tx.Rates()
    measures = {}
    for number, (name, (setup, priority)) in enumerate(PEERS.items()):
        dev = setup(multi_queue(f"p{number}"), speed)
        measures[name, "gain"] = (gain, dev, priority)
    for number, (name, setup) in enumerate(SHARED.items()):
        port = multi_queue(f"s{number}")
        measures[name, "shares"] = (shares, port, *setup(port))
    found = defaultdict(lambda: defaultdict(list))
    for _ in range(rounds):
        for (name, _), (measure, *arguments) in measures.items():
            for what, value in measure(*arguments).items():
                found[name][what].append(value)
    return found
