#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""stress.py SECONDS SEED UPSTREAM PEER - a switch whose settings never rest

Random requests to the switch of this network namespace, among them many that
must be refused; and to the devices below it, whose links, MTUs and masters
change and which disappear. UPSTREAM is the namespace of the uplinks' other
ends, PEER that of the other end of port s4, which is made anew each time.

Prints how many requests of each kind were carried out and how many refused.
Fails if one kind never was carried out, or if an answer is an error that no
refusal should be.
"""

import collections
import errno
import random
import subprocess
import sys
import tempfile
import time

from request import Named

NETWORKS = [f"n{i}" for i in range(8)]
SERVERS = ["s1", "s2", "s3", "s4"]
UPLINKS = ["up1", "up2", "up3"]
SETS = ["U0", "U1"]
MIRRORS = ["m0", "m1"]
CONN_IDS = 60
DUMPS = ["NETWORK_GET", "CONN_GET", "UPLINKSET_GET", "FDB_GET", "MIRROR_GET",
         "PORT_GET"]
NEVER = (errno.EFAULT, errno.EIO, errno.EMSGSIZE, errno.ENOBUFS)


def network():
    """The name of a network that there may be."""
    return random.choice(NETWORKS)


def port():
    """The name of a port, downlinks more often."""
    return random.choice(SERVERS * 2 + UPLINKS)


def mac():
    """One of few addresses."""
    return f"02aa000000{random.randrange(32):02x}"


def flag(name):
    """A switch, sometimes."""
    if random.random() < 0.7:
        return []
    return [f"{name}=u8:{random.randrange(2)}"]


def number(name, kind, high):
    """A number below high, sometimes."""
    if random.random() < 0.5:
        return []
    return [f"{name}={kind}:{random.randrange(high)}"]


def network_settings():
    """Settings of a network."""
    return (flag("NETWORK_PRIVATE") + flag("NETWORK_SMARTLINK") +
            flag("NETWORK_MCAST_SNOOPING") + flag("NETWORK_MCAST_UNKNOWN") +
            number("NETWORK_MAC_LIMIT", "u32", 50) +
            random.choice([[], [], ["NETWORK_AGEING=u32:10000"]]))


def network_new():
    """A new network; some of them tunnel."""
    tunnel = int(random.random() < 0.2)
    return ["NETWORK_NEW", f"NETWORK_IFNAME=str:{network()}",
            f"NETWORK_TUNNEL=u8:{tunnel}"] + network_settings()


def network_set():
    """A network changes."""
    return ["NETWORK_SET",
            f"NETWORK_IFNAME=str:{network()}"] + network_settings()


def network_del():
    """A network goes."""
    return ["NETWORK_DEL", f"NETWORK_IFNAME=str:{network()}"]


def conn_settings():
    """What a connection may."""
    words = (flag("CONN_LEARNING") + flag("CONN_FLOOD") +
             flag("CONN_MCAST_FLOOD") + flag("CONN_BCAST_FLOOD") +
             flag("CONN_ISOLATED") + flag("CONN_LOOP_PROTECT") +
             number("CONN_MAC_LIMIT", "u32", 20))
    if random.random() < 0.3:
        words += ["CONN_STORM{", f"STORM_KIND=u32:{random.randrange(3)}",
                  f"STORM_PPS=u64:{random.randrange(1000)}", "}"]
    if random.random() < 0.2:
        words += [f"CONN_LOCK_MAC=hex:{mac()}", f"CONN_LOCK_MAC=hex:{mac()}"]
    elif random.random() < 0.3:
        words += ["CONN_LOCKED=u8:0"]
    return words


def conn_new():
    """A new connection, of any kind."""
    words = ["CONN_NEW", f"CONN_IFNAME=str:{port()}",
             f"CONN_NETWORK_NAME=str:{network()}"]
    if random.random() < 0.6:
        words += [f"CONN_VID=u16:{random.randrange(1, 6)}"]
    if random.random() < 0.3:
        words += ["CONN_TAG=u32:2"]
    if random.random() < 0.3:
        words += [f"CONN_CHANNEL=u16:{random.randrange(1, 4)}"]
    if random.random() < 0.2:
        words += ["CONN_CHANNEL_PROTO=u16:0x8100"]
    if random.random() < 0.2:
        words += ["CONN_ROLE=u32:1"]
    return words + conn_settings()


def conn_set():
    """A connection changes."""
    return ["CONN_SET",
            f"CONN_ID=u32:{random.randrange(1, CONN_IDS)}"] + conn_settings()


def conn_del():
    """A connection goes."""
    return ["CONN_DEL", f"CONN_ID=u32:{random.randrange(1, CONN_IDS)}"]


def members(remove):
    """Ports of an uplink set."""
    words = []
    for name in random.sample(UPLINKS, random.randrange(3)):
        words += ["UPLINKSET_MEMBER{", f"MEMBER_IFNAME=str:{name}"]
        words += number("MEMBER_PREFERENCE", "u32", 4)
        if remove and random.random() < 0.4:
            words += ["MEMBER_REMOVE=flag:"]
        words += ["}"]
    return words


def carried(remove):
    """Networks of an uplink set."""
    words = []
    for name in random.sample(NETWORKS, random.randrange(3)):
        words += ["UPLINKSET_CARRIED{", f"CARRIED_NETWORK_NAME=str:{name}"]
        if random.random() < 0.8:
            words += [f"CARRIED_VID=u16:{random.randrange(10, 14)}"]
        if remove and random.random() < 0.4:
            words += ["CARRIED_REMOVE=flag:"]
        words += ["}"]
    return words


def uset_settings():
    """Settings of an uplink set."""
    return (flag("UPLINKSET_PREEMPT") +
            number("UPLINKSET_HOLD_DOWN", "u32", 100) +
            number("UPLINKSET_ANNOUNCE_RATE", "u32", 1000))


def uset_new():
    """A new uplink set."""
    return (["UPLINKSET_NEW", f"UPLINKSET_NAME=str:{random.choice(SETS)}"] +
            uset_settings() + members(False) + carried(False))


def uset_set():
    """An uplink set changes."""
    return (["UPLINKSET_SET", f"UPLINKSET_NAME=str:{random.choice(SETS)}"] +
            uset_settings() + members(True) + carried(True))


def uset_del():
    """An uplink set goes."""
    return ["UPLINKSET_DEL", f"UPLINKSET_NAME=str:{random.choice(SETS)}"]


def fdb_new():
    """An address is said to be somewhere."""
    return ["FDB_NEW", f"FDB_NETWORK_NAME=str:{network()}",
            f"FDB_CONN=u32:{random.randrange(1, CONN_IDS)}",
            f"FDB_MAC=hex:{mac()}"] + flag("FDB_STATIC") + flag("FDB_STICKY")


def fdb_del():
    """An address is forgotten."""
    return ["FDB_DEL", f"FDB_NETWORK_NAME=str:{network()}",
            f"FDB_MAC=hex:{mac()}"]


def fdb_flush():
    """Many are."""
    return ["FDB_FLUSH"] + random.choice([
        [], [f"FDB_NETWORK_NAME=str:{network()}"],
        [f"FDB_CONN=u32:{random.randrange(1, CONN_IDS)}"],
        [f"FDB_MAC=hex:{mac()}"]])


def mirror_new():
    """A new mirror."""
    words = ["MIRROR_NEW", f"MIRROR_NAME=str:{random.choice(MIRRORS)}"]
    if random.random() < 0.5:
        words += ["MIRROR_TO_IFNAME=str:analyser"]
    else:
        words += [f"MIRROR_TO_CONN=u32:{random.randrange(1, 20)}"]
    return words + ["MIRROR_SOURCE{",
                    f"SOURCE_CONN=u32:{random.randrange(1, 20)}",
                    f"SOURCE_DIRECTION=u32:{random.randrange(3)}", "}"]


def mirror_del():
    """A mirror goes."""
    return ["MIRROR_DEL", f"MIRROR_NAME=str:{random.choice(MIRRORS)}"]


def protect_set():
    """Loop protection changes."""
    return (["PROTECT_SET"] +
            random.choice([["PROTECT_LOOP_INTERVAL=u32:0"],
                           ["PROTECT_LOOP_INTERVAL=u32:50"],
                           ["PROTECT_LOOP_INTERVAL=u32:1000"]]) +
            number("PROTECT_FLAP_LIMIT", "u32", 50))


REQUESTS = {
    network_new: 12, network_set: 5, network_del: 3, conn_new: 30, conn_set: 10,
    conn_del: 8, uset_new: 4, uset_set: 8, uset_del: 1, fdb_new: 8, fdb_del: 3,
    fdb_flush: 3, mirror_new: 4, mirror_del: 2, protect_set: 2,
}


def device_command(peer):
    """What ip(8) does to a port or to a network, in the module."""
    return random.choice([
        f"link set {port()} down", f"link set {port()} up",
        f"link set {port()} up", f"link set {port()} up",
        f"link set {port()} mtu {random.choice([1500, 1400, 9000])}",
        f"link set {random.choice(SERVERS)} master {network()}",
        f"link set {random.choice(SERVERS)} nomaster",
        f"link set {network()} down", f"link set {network()} up",
        f"link set {network()} promisc {random.choice(['on', 'off'])}",
        f"link del {network()}",
        f"link add {network()} type vbridge",
        f"link del s4\nlink add s4 type veth peer name eth0 netns {peer}\n"
        "link set s4 up",
    ])


class Ip:
    """ip(8), which takes commands.

    It gives up a whole batch, -force or not, over a device that is gone; then
    another one goes on.
    """

    def __init__(self, *args):
        self.command = ["ip", *args, "-force", "-batch", "-"]
        self.start()

    def start(self):
        """Start it; its complaints are only read when it gives up."""
        self.errors = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(
            self.command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
            stderr=self.errors, text=True)

    def why(self):
        """What it said last."""
        self.process.wait()
        self.errors.seek(0)
        return self.errors.read()[-300:]

    def say(self, line):
        """One command, or several."""
        try:
            self.process.stdin.write(line + "\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            if "does not exist" not in self.why():
                sys.exit(f"ip gave up before {line}: {self.why()}")
            self.start()
            self.say(line)

    def end(self):
        """It ends when it has done all."""
        self.process.stdin.close()
        self.process.wait()


def main():
    """Keep the switch busy for as long as was asked for."""
    seconds, seed = float(sys.argv[1]), int(sys.argv[2])
    module, upstream = Ip(), Ip("-n", sys.argv[3])
    peer = sys.argv[4]
    switch = Named("vbridge")
    done, refused = collections.Counter(), collections.Counter()
    kinds, weights = list(REQUESTS), list(REQUESTS.values())

    random.seed(seed)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        words = random.choices(kinds, weights)[0]()
        name = words.pop(0)
        try:
            switch.ask(name, words)
            done[name] += 1
        except OSError as error:
            refused[name] += 1
            if error.errno in NEVER:
                sys.exit(f"{name}: {error}")
        dice = random.random()
        if dice < 0.05:
            module.say(device_command(peer))
        elif dice < 0.1:
            upstream.say(f"link set in{random.randrange(1, 4)} "
                         f"{random.choice(['up', 'up', 'down'])}")
        elif dice < 0.15:
            switch.all_of(switch.number("CMD", random.choice(DUMPS)))
    module.end()
    upstream.end()
    for name in sorted(done | refused):
        print(f"{name}: {done[name]} carried out, {refused[name]} refused")
    print(f"all: {sum(done.values())} carried out, "
          f"{sum(refused.values())} refused")
    never = [kind for kind in refused if not done[kind]]
    if never:
        sys.exit(f"never carried out: {never}")


main()
