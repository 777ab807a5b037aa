# SPDX-License-Identifier: GPL-2.0
"""What can happen to the blade and the module of chaos.py"""

import os
import random
import re
import tempfile

from world import (BLADE, GUEST, MODULE, VCCTL, Kernel, Step, Traffic,
                   flexnic_places, kind_is, must, only, run, tell, unload,
                   vcctl)

SLOTS = "abcd"
NETWORKS = [f"n{n}" for n in range(3)]
USETS = ["U0", "U1"]
UPLINKS = ["up0", "up1"]
MODES = ["mac", "vlan", "channel"]
LEAST_FREE = 96 << 10	# KiB that are left when memory is short
# Takes all memory but so many KiB, for a moment
TAKE_MEMORY = """
import mmap, sys, time
def free():
    with open("/proc/meminfo") as file:
        return next(int(line.split()[1]) for line in file
                    if line.startswith("MemAvailable"))
with open("/proc/self/oom_score_adj", "w") as file:
    file.write("1000")
taken = []
while (more := free() - int(sys.argv[1])) > 4096:
    taken.append(mmap.mmap(-1, more // 2 << 10, mmap.MAP_PRIVATE |
                           mmap.MAP_ANONYMOUS | mmap.MAP_POPULATE))
time.sleep(0.5)
"""


class Chaos:
    """What can happen."""

    def __init__(self, nics, program):
        self.blade, self.module = nics[0::2], nics[1::2]
        self.traffic = Traffic(program)
        self.kernel = Kernel()
        self.serial = 0

    # -- FlexNICs

    @staticmethod
    def _shares(port, verb, words):
        rates = [random.choice([50, 100, 200, 300]) * 10**6 for _ in SLOTS]
        for slot, rate in zip(SLOTS, rates):
            words += [slot, "speed", f"{rate}"]
        done = vcctl(BLADE, "port", verb, port.name, *words)
        key = "port", port.name
        return Step(done, only(key), lambda state: key in state and [
            flexnic["requested"] for flexnic in state[key]["flexnic"]
        ] == rates)

    def split(self):
        """A port becomes four FlexNICs."""
        port = random.choice(self.blade)
        return self._shares(port, "add", [
            "mode", random.choice(MODES), "speed", "1G"])

    def share(self):
        """All shares of a port change."""
        return self._shares(random.choice(self.blade), "set", [])

    def join(self):
        """A port is whole again."""
        port = random.choice(self.blade)
        key = "port", port.name
        return Step(vcctl(BLADE, "port", "del", port.name), only(key),
                    lambda state: key not in state)

    @staticmethod
    def _flexnic(*words):
        places = list(flexnic_places())
        if not places:
            return Step(False)
        ns, name = random.choice(places)
        return Step(run("ip", "-n", ns, "link", "set", name, *words)[0] == 0)

    def flexnic_up(self):
        """A FlexNIC comes up."""
        return self._flexnic("up")

    def flexnic_down(self):
        """A FlexNIC goes down."""
        return self._flexnic("down")

    def flexnic_mtu(self):
        """A FlexNIC has another MTU."""
        return self._flexnic("mtu", random.choice(["1280", "1400", "1500"]))

    def flexnic_moves(self):
        """A FlexNIC goes to another namespace, or comes back."""
        return self._flexnic("netns", random.choice([BLADE, GUEST]))

    def guest_ends(self):
        """A namespace ends: the FlexNICs in it come back, as they are."""
        self.traffic.end()
        must("ip", "netns", "del", GUEST)
        must("ip", "netns", "add", GUEST)
        return Step(True)

    # -- NICs

    def flap(self):
        """A link goes and comes."""
        nic = random.choice(self.blade + self.module)
        for state in ("down", "up"):
            must("ip", "-n", nic.home, "link", "set", nic.name, state)
        return Step(True)

    def queues(self):
        """A NIC has another number of queues."""
        nic = random.choice([nic for nic in self.blade + self.module
                             if nic.virtio])
        must("ip", "netns", "exec", nic.home, "ethtool", "-L", nic.name,
             "combined", str(random.choice([1, 2])))
        return Step(True)

    def rebind(self):
        """A driver lets a NIC go: what was built on it goes, too."""
        nic = random.choice(self.blade + self.module)
        nic.rebind()

        def touches(key, value):
            return (key == ("port", nic.name) or
                    key[0] == "connection" and value["ifname"] == nic.name)

        return Step(True, touches, lambda state: not any(
            touches(key, value) for key, value in state.items()))

    # -- the switch

    @staticmethod
    def network_add():
        """A network comes."""
        name = random.choice(NETWORKS)
        done = vcctl(MODULE, "network", "add", name,
                     "private", random.choice(["on", "off"]))
        key = "network", name
        return Step(done, only(key), lambda state: key in state)

    @staticmethod
    def network_del():
        """A network goes, and what it was made of."""
        name = random.choice(NETWORKS)
        done = vcctl(MODULE, "network", "del", name)
        key = "network", name
        return Step(done, lambda key, value: key[0] != "port" and (
            key[1] == name or key[0] == "uplinkset" or
            isinstance(value, dict) and value.get("network-name") == name),
                    lambda state: key not in state)

    @staticmethod
    def _connected(state, port, name):
        return any(key[0] == "connection" and value["ifname"] == port and
                   value["network-name"] == name
                   for key, value in state.items())

    def connection_add(self):
        """A port's channel belongs to a network."""
        port = random.choice(self.module).name
        name = random.choice(NETWORKS)
        words = random.choice([["channel", str(random.randrange(101, 105))],
                               ["vlan", str(random.randrange(201, 205))]])
        done = vcctl(MODULE, "connection", "add", port, "network", name, *words)
        return Step(done, kind_is("connection"),
                    lambda state: self._connected(state, port, name))

    def _connection(self):
        ids = [key[1] for key in self.kernel.settings()
               if key[0] == "connection"]
        return random.choice(ids) if ids else 1

    def connection_set(self):
        """A connection changes."""
        key = "connection", self._connection()
        limit = random.randrange(1, 100)
        done = vcctl(MODULE, "connection", "set", str(key[1]),
                     "mac-limit", str(limit))
        return Step(done, only(key),
                    lambda state: state[key]["mac-limit"] == limit)

    def connection_del(self):
        """A connection goes."""
        key = "connection", self._connection()
        return Step(vcctl(MODULE, "connection", "del", str(key[1])), only(key),
                    lambda state: key not in state)

    @staticmethod
    def uset_add():
        """An uplink set comes, with its ports."""
        name = random.choice(USETS)
        port = random.choice(UPLINKS)
        done = vcctl(MODULE, "uplinkset", "add", name, "ports", port)
        key = "uplinkset", name
        return Step(done, only(key),
                    lambda state: [member["ifname"] for member
                                   in state[key]["member"]] == [port])

    @staticmethod
    def uset_carries():
        """An uplink set carries another network."""
        key = "uplinkset", random.choice(USETS)
        name = random.choice(NETWORKS)
        done = vcctl(MODULE, "uplinkset", "set", key[1], "add-network",
                     f"{name}:vlan{random.randrange(10, 20)}")
        network = "network", name

        def touches(other, value):
            return other in (key, network) or (
                other[0] == "connection" and value["network-name"] == name and
                value.get("uplinkset") == key[1])

        def holds(state):
            return (state[network]["uplinkset"] == key[1] and any(
                carried["network-name"] == name
                for carried in state[key]["carried"]))

        return Step(done, touches, holds)

    @staticmethod
    def uset_del():
        """An uplink set goes."""
        name = random.choice(USETS)

        def touches(key, value):
            return (key == ("uplinkset", name) or
                    key[0] in ("network", "connection") and
                    value.get("uplinkset") == name)

        return Step(vcctl(MODULE, "uplinkset", "del", name), touches,
                    lambda state: not any(touches(key, value)
                                          for key, value in state.items()))

    @staticmethod
    def uplink_flaps():
        """An uplink goes and comes."""
        name = random.choice(UPLINKS)
        for state in ("down", "up"):
            must("ip", "-n", MODULE, "link", "set", name, state)
        return Step(True)

    @staticmethod
    def flush():
        """The switch forgets what it has learned."""
        vcctl(MODULE, "fdb", "flush")
        return Step(True)

    def batch(self):
        """Two changes as one: both, or none."""
        name = random.choice(NETWORKS)
        port = random.choice(self.module).name
        with tempfile.NamedTemporaryFile("w", suffix=".batch") as file:
            file.write(f"network add {name}\nconnection add {port} "
                       f"network {name} vlan {random.randrange(201, 205)}\n")
            file.flush()
            done = vcctl(MODULE, "batch", file.name)
        return Step(done, lambda key, value: key == ("network", name) or
                    key[0] == "connection",
                    lambda state: ("network", name) in state and
                    self._connected(state, port, name))

    # -- the profile

    def profile(self):
        """Another profile: addresses of NICs and FlexNICs."""
        self.serial += 1
        name = f"p{self.serial}"
        macs = [f"06:00:00:00:{random.randrange(256):02x}:{n:02x}"
                for n in range(1 + len(SLOTS))]
        port = random.choice(self.blade)
        text = f"name: {name}\nmac:\n"
        for mac, slot in zip(macs, ["", *SLOTS]):
            text += f"- device: {port.mac}\n  address: {mac}\n"
            text += f"  slot: {slot}\n" if slot else ""
        done = vcctl(None, "profile", "load", "-", text=text)
        return Step(done, kind_is("profile"), lambda state: state[
            "profile", ""] == [name, macs])

    @staticmethod
    def no_profile():
        """The burned-in addresses are back."""
        return Step(vcctl(None, "profile", "unload"), kind_is("profile"),
                    lambda state: ("profile", "") not in state)

    # -- the machine

    @staticmethod
    def short_of_memory():
        """Somebody takes nearly all there is, for a moment."""
        run("python3", "-c", TAKE_MEMORY, str(LEAST_FREE))
        return Step(True)

    @staticmethod
    def freeze():
        """All processes stop, as for a suspend, and go on. The devices do not:
        the file system of this VM would not come back."""
        tell("/sys/module/suspend/parameters/pm_test_delay", "1")
        return Step(tell("/sys/power/pm_test", "freezer") and
                    tell("/sys/power/state", "freeze"))

    @staticmethod
    def look():
        """Somebody reads all there is to read."""
        for ns in (BLADE, MODULE):
            run(VCCTL, "-n", ns, "-s", "-j", "show")
            run("tc", "-n", ns, "-s", "qdisc", "show")
            run("ip", "-n", ns, "-s", "-d", "link", "show")
        run("bridge", "-n", MODULE, "fdb", "show")
        run(VCCTL, "-n", MODULE, "-j", "fdb", "show")
        return Step(True)

    # What is there goes with its module
    MODULES = {
        ("flexnic", "sch_flexnic"): kind_is("port"),
        ("vbridge",): kind_is("network", "connection", "uplinkset"),
        ("vcid",): kind_is("profile"),
    }

    def reload(self):
        """A module goes under load, and comes back."""
        names, touches = random.choice(list(self.MODULES.items()))
        unload(names)
        must("modprobe", "-a", *names)
        return Step(True, touches, lambda state: not any(
            touches(key, value) for key, value in state.items()))

    def all_gone(self):
        """Without our modules, once traffic has ended."""
        self.traffic.end()
        for names in self.MODULES:
            unload(names)

    def all_back(self):
        """With them."""
        for names in self.MODULES:
            must("modprobe", "-a", *names)


WEIGHTS = {
    Chaos.split: 8, Chaos.share: 8, Chaos.join: 2, Chaos.flexnic_up: 8,
    Chaos.flexnic_down: 3, Chaos.flexnic_mtu: 3, Chaos.flexnic_moves: 4,
    Chaos.guest_ends: 1,
    Chaos.flap: 3, Chaos.queues: 3, Chaos.rebind: 2, Chaos.network_add: 6,
    Chaos.network_del: 2, Chaos.connection_add: 10, Chaos.connection_set: 5,
    Chaos.connection_del: 2, Chaos.uset_add: 3, Chaos.uset_carries: 4,
    Chaos.uset_del: 1, Chaos.uplink_flaps: 3, Chaos.flush: 2, Chaos.batch: 4,
    Chaos.profile: 3, Chaos.no_profile: 1, Chaos.short_of_memory: 0.3,
    Chaos.freeze: 1, Chaos.look: 2, Chaos.reload: 1,
}


def possible():
    """Steps that were asked for and this kernel knows, and their weights."""
    wanted = re.compile(os.environ.get("FLEXNIC_STEPS", ""))
    return {what: weight for what, weight in WEIGHTS.items()
            if wanted.search(what.__name__) and
            (what is not Chaos.freeze or os.path.exists("/sys/power/pm_test"))}
