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
# what the hosts of side b answer to, see framegen
SIDE_B = "02:bb:01:00:00:00"


def tell(path, text):
    """One line to a control file of the kernel."""
    with open(path, "w", encoding="ascii") as file:
        file.write(text + "\n")


class Pktgen:
    """The kernel's packet generator, sending UDP by one device."""

    def __init__(self, dev, size=60, flows=1, priority=0):
        self.dev = dev
        self.options = ["xmit_mode queue_xmit", f"pkt_size {size}", "delay 0",
                        f"dst_mac {SIDE_B}", "dst 198.18.0.9",
                        f"skb_priority {priority}", "udp_src_min 9",
                        f"udp_src_max {9 + flows}", "udp_dst_min 9",
                        "udp_dst_max 9"]

    def run(self, count):
        """What each of count packets takes."""
        tell(f"{PKTGEN}/kpktgend_0", "rem_device_all")
        tell(f"{PKTGEN}/kpktgend_0", f"add_device {self.dev}")
        for option in self.options + [f"count {count}"]:
            tell(f"{PKTGEN}/{self.dev}", option)
        tell(f"{PKTGEN}/pgctrl", "start")
        while True:
            with open(f"{PKTGEN}/{self.dev}", encoding="ascii") as file:
                result = re.search(r"Result: OK: (\d+)\(.*?\) usec, (\d+) ",
                                   file.read())
            if result:
                return int(result[1]) * 1000 / int(result[2])
            # on a busy machine, "start" does not wait for a thread that
            # has not begun yet
            time.sleep(0.01)


class Framegen:
    """framegen.ko: parameters as it has them."""

    def __init__(self, dev, **parameters):
        self.parameters = {"tx": 0, "back": 0, "sequential": 0, "size": 60,
                           "networks": 1, "vid": 0, "proto": 0x8100,
                           "pairs": 1, "flows": 1, "gso": 0, "own_source": 0,
                           "priority": 0, "dev": dev, **parameters}

    def _configure(self):
        for name, value in self.parameters.items():
            tell(f"{FRAMEGEN}/{name}", str(value))

    def run(self, count):
        """What each of count frames takes: the median of PARTS."""
        self._configure()
        return statistics.median(self._part(count // PARTS)
                                 for _ in range(PARTS))

    def all(self):
        """Each pair of hosts once, if they are sequential."""
        self._configure()
        self._part(self.parameters["pairs"])

    @staticmethod
    def _part(count):
        tell(f"{FRAMEGEN}/run", str(count))
        with open(f"{FRAMEGEN}/run", encoding="ascii") as file:
            frames, nsec = file.read().split()
        return int(nsec) / int(frames)
