# SPDX-License-Identifier: GPL-2.0
"""Bytes that an object takes: what is free before, less what is free after
many of them were made, over their number. All of the kernel's caches that can
be emptied are, first.
"""

import re
import time
from collections import defaultdict

from forward import Scale, VID, _learn, bridge_vlan, vbridge
from sender import Framegen, tell
from tools import VCCTL, batch, nic, run, vcctl_batch
from tx import VIDS, Rates, htb_lines

PORTS = 64
QUEUES = 1024
FULL_QUEUES = 64
FULL_FRAMES = 400000	# of 60 bytes, more than the queues hold
FULL_PRIORITY = 0x80010001
MACS = 100000
CONNECTIONS = 1000


def free_now():
    """Bytes."""
    with open("/proc/meminfo", encoding="ascii") as file:
        return int(re.search(r"MemFree:\s+(\d+)", file.read())[1]) * 1024


def free():
    """Bytes; once what is freed later has been freed."""
    time.sleep(0.5)
    tell("/proc/sys/vm/drop_caches", "3")
    return free_now()


def taken(count, make, *arguments):
    """Bytes for each of the count objects that make() makes."""
    before = free()
    make(*arguments)
    return (before - free()) / count


def _ports(prefix, queues=1):
    return [nic(f"{prefix}{n}", queues) for n in range(PORTS)]


def _flexnics(ports):
    for port in ports:
        run("tc", "qdisc", "del", "dev", port, "root")
        run(VCCTL, "port", "add", port, "mode", "channel", "speed", "10G")


def _macvlans(ports):
    batch("ip", *(f"link add {port}-{n} link {port} type macvlan mode bridge"
                  for port in ports for n in range(4)))


def _vlans(ports):
    batch("ip", *(f"link add {port}-{n} link {port} type vlan id {vid}"
                  for port in ports for n, vid in enumerate(VIDS)))


def _flexnic_qdisc(port):
    run("tc", "qdisc", "replace", "dev", port, "root", "flexnic",
        "rate", "10gbit")


def _mq_htb(port):
    lines = [f"qdisc replace dev {port} root handle 8000: mq"]
    for queue in range(1, QUEUES + 1):
        lines += htb_lines(port, f"parent 8000:{queue:x}", queue, Rates())
    batch("tc", *lines)


def _mq_fq_codel(port):
    batch("tc", f"qdisc replace dev {port} root handle 8000: mq",
          *(f"qdisc replace dev {port} parent 8000:{queue:x} fq_codel"
            for queue in range(1, QUEUES + 1)))


class Slow:
    """As Rates, of 100 Mbit/s, or of what a queue has of them."""

    def __init__(self, queues=1):
        self.kbit = 100000 // queues

    def tc(self, part):
        """A part of it as tc takes it."""
        return f"{self.kbit * part // 4}kbit"


def _flexnic_slow(port):
    run("tc", "qdisc", "replace", "dev", port, "root", "handle", "8001:",
        "flexnic", "rate", Slow().tc(4))


# An HTB limits its queue, not the port
def _mq_htb_slow(port):
    batch("tc", f"qdisc replace dev {port} root handle 8000: mq",
          *(line for queue in range(1, FULL_QUEUES + 1)
            for line in htb_lines(port, f"parent 8000:{queue:x}",
                                  f"{0x8000 + queue:x}", Slow(FULL_QUEUES))))


def _full(port):
    """Bytes of a queue that one class has filled. At once: it runs empty."""
    before = free()
    Framegen(port, tx=1, sequential=1, pairs=FULL_FRAMES, flows=8192,
             priority=FULL_PRIORITY).all()
    return (before - free_now()) / FULL_QUEUES


def _learned(setup, prefix):
    port_in, port_out = nic(f"{prefix}i"), nic(f"{prefix}o")
    scale = Scale(4, MACS)
    setup(port_in, port_out, scale)
    return taken(MACS, _learn, port_in, port_out, scale)


def _connections(port):
    vcctl_batch([f"connection add {port} network c{n} vlan {VID + n}"
                 for n in range(CONNECTIONS)])


def _networks():
    vcctl_batch([f"network add c{n}" for n in range(CONNECTIONS)])


def _devices(found):
    for name, make in (("flexnic", _flexnics), ("macvlan", _macvlans),
                       ("vlan", _vlans)):
        make([nic("warm")])	# what commands need themselves
        ports = _ports(name[0])
        found[name]["a virtual NIC"] = [taken(4 * PORTS, make, ports)]
        for port in ["warm", *ports]:
            run("ip", "link", "del", port)


def _queues(found):
    for name, make in (("flexnic", _flexnic_qdisc), ("htb", _mq_htb),
                       ("fq_codel", _mq_fq_codel)):
        make(nic("warm", QUEUES))
        port = nic(f"q{name}", QUEUES)
        found[name]["an idle queue"] = [taken(QUEUES, make, port)]
        for done in ("warm", port):
            run("ip", "link", "del", done)
    for name, make in (("flexnic", _flexnic_slow), ("htb", _mq_htb_slow)):
        port = nic(f"f{name}", FULL_QUEUES)
        run("ip", "link", "set", port, "txqueuelen", "1000")	# a NIC's
        make(port)
        found[name]["a full queue, 100 Mbit/s"] = [_full(port)]
        run("ip", "link", "del", port)


def _switches(found):
    for name, setup in (("vbridge", vbridge), ("bridge", bridge_vlan)):
        found[name]["an FDB entry"] = [_learned(setup, name[0])]
    found["vbridge"]["a network"] = [taken(CONNECTIONS, _networks)]
    found["vbridge"]["a connection"] = [taken(CONNECTIONS, _connections,
                                              nic("conn"))]


def figures(_rounds):
    """Bytes, by whose object and which. Once: it is the same every time."""
    found = defaultdict(dict)
    for part in (_devices, _queues, _switches):
        part(found)
    return found
