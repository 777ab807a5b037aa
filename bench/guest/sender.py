# SPDX-License-Identifier: GPL-2.0
"""Sources of packets, and what one packet takes. All figures are nanoseconds."""

import re
import statistics
import time

PKTGEN = "/proc/net/pktgen"
FRAMEGEN = "/sys/module/framegen/parameters"
# a measurement is cut in so many: something else runs during some of them. A
# part is shorter than what a scheduler lets a process run for.
PARTS = 41
PATIENCE = 2	# seconds for what waits in a queue
# what the hosts of side b answer to, see framegen
SIDE_B = "02:bb:01:00:00:00"


def tell(path, text):
    """One line to a control file of the kernel."""
    with open(path, "w", encoding="ascii") as file:
        file.write(text + "\n")


def pktgen_add(cpu, name, options):
    """A device that the thread of a CPU sends by; DEVICE@CPU if several do."""
    tell(f"{PKTGEN}/kpktgend_{cpu}", f"add_device {name}")
    for option in ("xmit_mode queue_xmit", "dst 198.18.0.9",
                   f"dst_mac {SIDE_B}", *options):
        tell(f"{PKTGEN}/{name}", option)


def pktgen_result(name):
    """Packets sent by a device, and microseconds: once it has sent its last. On
    a busy machine neither "start" nor "stop" waits for all threads."""
    while True:
        with open(f"{PKTGEN}/{name}", encoding="ascii") as file:
            result = re.search(r"Result: OK: (\d+)\(.*?\) usec, (\d+) ",
                               file.read())
        if result:
            return int(result[2]), int(result[1])
        time.sleep(0.01)


class Pktgen:
    """The kernel's packet generator, sending UDP by one device."""

    def __init__(self, dev, size=60, flows=1, priority=0):
        self.dev = dev
        self.options = [f"pkt_size {size}", "delay 0",
                        f"skb_priority {priority}", "udp_src_min 9",
                        f"udp_src_max {9 + flows}", "udp_dst_min 9",
                        "udp_dst_max 9"]

    def run(self, count):
        """What each of count packets takes."""
        tell(f"{PKTGEN}/kpktgend_0", "rem_device_all")
        pktgen_add(0, self.dev, self.options + [f"count {count}"])
        tell(f"{PKTGEN}/pgctrl", "start")
        packets, usec = pktgen_result(self.dev)
        return usec * 1000 / packets


class Framegen:
    """framegen.ko: parameters as it has them."""

    # a system call takes long in User-mode Linux: what is so is not said again
    told = {}

    def __init__(self, dev, **parameters):
        self.parameters = {"tx": 0, "back": 0, "sequential": 0, "size": 60,
                           "networks": 1, "vid": 0, "proto": 0x8100,
                           "pairs": 1, "flows": 1, "gso": 0, "own_source": 0,
                           "priority": 0, "dev": dev, **parameters}

    def _configure(self):
        for name, value in self.parameters.items():
            if self.told.get(name) != value:
                tell(f"{FRAMEGEN}/{name}", str(value))
                self.told[name] = value

    def run(self, count):
        """What each of count frames takes: the median of PARTS."""
        return statistics.median(self._parts(count // PARTS, PARTS))

    def all(self):
        """Each pair of hosts once, if they are sequential."""
        self._parts(self.parameters["pairs"], 1)

    def _parts(self, count, parts):
        self._configure()
        tell(f"{FRAMEGEN}/run", f"{count} {parts}")
        with open(f"{FRAMEGEN}/run", encoding="ascii") as file:
            frames, *times = map(int, file.read().split())
        return [nsec / frames for nsec in times]


def arrived(port):
    """Frames that a port was given to send."""
    with open(f"/sys/class/net/{port}/statistics/rx_packets",
              encoding="ascii") as file:
        return int(file.read())


def check(name, sender, port, count=20000):
    """Who loses frames is fast. It may send some of its own, and some late."""
    count -= count % PARTS
    wanted = arrived(port) + count
    sender.run(count)
    end = time.monotonic() + PATIENCE
    while arrived(port) < wanted:
        if time.monotonic() > end:
            raise RuntimeError(f"{name} loses {wanted - arrived(port)} "
                               f"of {count} frames")
        time.sleep(0.01)
