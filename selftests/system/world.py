# SPDX-License-Identifier: GPL-2.0
"""The blade and the module of chaos.py, and what their kernel says of them"""

import collections
import glob
import json
import os
import random
import subprocess
import time

from families import Family
from kernel import netns
from netspec import without

BLADE, MODULE, GUEST = "blade", "module", "guest"
SENDERS = 6
# Between frames of a sender, in microseconds. A debug kernel has more to clean
# up after each than it has time for at the pace of another: what it frees by RCU
# (kmemleak's objects) waits ever longer, and so does all that waits for RCU
INTERVAL = 2000 * int(os.environ.get("FLEXNIC_SLOWNESS", "1")) ** 2
PATIENCE = 120		# seconds that a command may take, however slow the kernel
REFUSED = 2		# the exit status of vcctl, and of ip
ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../..")
VCCTL = os.environ.get("VCCTL", os.path.join(ROOT, "tools/vcctl/vcctl"))
# What is not a setting but follows from others, or from what the world does
FOLLOWS = {"ifindex", "carrier", "speed", "qdisc", "mac", "netnsid", "stats",
           "macs", "conns", "link", "network", "uplink", "state", "block",
           "active", "failovers"}


class Lost(Exception):
    """What chaos found."""


def run(*words, text=None):
    """A command; its exit status and what it printed, errors included."""
    try:
        done = subprocess.run(words, input=text, text=True, check=False,
                              timeout=PATIENCE, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT)
    except subprocess.TimeoutExpired:
        raise Lost(f"no answer: {' '.join(words)}") from None
    return done.returncode, done.stdout


def must(*words):
    """A command that has no reason to fail; its output."""
    status, out = run(*words)
    if status:
        raise Lost(f"{' '.join(words)}: {out}")
    return out


def tell(path, text):
    """A word to a file of the kernel; False if it does not take it."""
    try:
        with open(path, "w", encoding="ascii") as file:
            file.write(text)
    except OSError:
        return False
    return True


def vcctl(ns, *words, text=None):
    """Whether vcctl did that, or was refused; in that namespace or in this."""
    status, out = run(VCCTL, *(["-n", ns] if ns else []), *words, text=text)
    if status not in (0, REFUSED):
        raise Lost(f"vcctl {' '.join(words)}: status {status}: {out}")
    return status == 0


def unload(names):
    """Modules, whichever of them uses the other."""
    for name in names + names:
        if os.path.exists(f"/sys/module/{name}"):
            run("rmmod", name)
    left = [name for name in names if os.path.exists(f"/sys/module/{name}")]
    if left:
        raise Lost(f"rmmod {left[0]}: {run('rmmod', left[0])[1]}")


# ---- what the kernel was told ---------------------------------------------

class Kernel:
    """All of it, asked from within the namespaces: to start a program for each
    look would take most of the time."""

    def __init__(self):
        with netns(BLADE):
            self.ports = Family("flexnic")
        with netns(MODULE):
            self.switch = Family("vbridge")
        self.identity = Family("vcid")

    @staticmethod
    def _said(family, operation):
        family.find()   # its module may have been away
        return family.said(operation)

    def settings(self):
        """By kind and name."""
        state = {}
        for port in self._said(self.ports, "port-get"):
            state["port", port["ifname"]] = port
        for kind, operation, name in (("network", "network-get", "ifname"),
                                      ("connection", "conn-get", "id"),
                                      ("uplinkset", "uplinkset-get", "name")):
            for found in self._said(self.switch, operation):
                state[kind, found[name]] = found
        state = {key: without(found, FOLLOWS) for key, found in state.items()}
        # in as many messages as it takes
        for found in self._said(self.identity, "profile-get"):
            state.setdefault(("profile", ""), [found["name"], []])[1].extend(
                item["mac"].hex(":") for item in found["item"])
        return state


def kind_is(*kinds):
    """For a step: it may change all of these kinds."""
    return lambda key, value: key[0] in kinds


def only(*keys):
    """For a step: it may change these."""
    return lambda key, value: key in keys


def nothing(_key, _value):
    """For a step that changes no setting."""
    return False


# A step's answer: was it carried out, which settings may then differ, and what
# must be true of those that there are now
Step = collections.namedtuple("Step", "done touches holds",
                              defaults=(nothing, lambda state: True))


# ---- devices ---------------------------------------------------------------

class Nic:
    """A NIC of this machine, in the namespace that is its home."""

    def __init__(self, dev, home, name):
        self.home, self.name = home, name
        path = os.path.realpath(f"/sys/class/net/{dev}/device")
        self.device = os.path.basename(path)
        self.driver = os.path.realpath(f"{path}/driver")
        self.path = path
        self.virtio = "virtio" in os.path.basename(self.driver)
        self.take(dev)
        self.mac = json.loads(must("ip", "-n", home, "-j", "link", "show",
                                   name))[0]["address"]

    def take(self, dev):
        """It comes from the initial namespace, where it has that name."""
        must("ip", "link", "set", dev, "netns", self.home, "name", self.name)
        must("ip", "-n", self.home, "link", "set", self.name, "up")

    def rebind(self):
        """Its driver lets it go and finds it again."""
        for verb in ("unbind", "bind"):
            if not tell(f"{self.driver}/{verb}", self.device):
                raise Lost(f"{verb} {self.device} by {self.driver}")
        end = time.monotonic() + PATIENCE
        while not (found := glob.glob(f"{self.path}/net/*")):
            if time.monotonic() > end:
                raise Lost(f"{self.device} has no network device")
            time.sleep(0.05)
        self.take(os.path.basename(found[0]))


def flexnic_places():
    """Names of FlexNICs, and where they are."""
    for ns in (BLADE, GUEST):
        for link in json.loads(must("ip", "-n", ns, "-j", "link", "show")):
            if link["ifname"][-2:-1] == "-":
                yield ns, link["ifname"]


class Traffic:
    """A few senders, replaced when what they send by is gone."""

    def __init__(self, program):
        self.program = program
        self.senders = []

    def keep_up(self):
        """As many as there should be."""
        self.senders = [one for one in self.senders if one.poll() is None]
        places = list(flexnic_places()) + [(MODULE, "dn0"), (MODULE, "dn1")]
        while len(self.senders) < SENDERS:
            ns, dev = random.choice(places)
            tags = random.choice([[], ["-t", "88a8:0065"], ["-t", "8100:0066"]])
            self.senders.append(subprocess.Popen(
                ["ip", "netns", "exec", ns, self.program, "-n", "0",
                 "-i", str(INTERVAL), "-s", "02:aa:00:00:00:00", "-S", "16",
                 "-D", "16", *random.choice(
                     [[], ["-d", "02:aa:00:00:00:00"]]), *tags, dev],
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))

    def end(self):
        """No more."""
        for sender in self.senders:
            sender.kill()
            sender.wait()
        self.senders = []
