#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""measure.py GROUP [NAME=VALUE]... - inside the guest: set a group of peers up
and measure them in turn, round after round.

GROUP is a module beside this one. If it has cases(), which takes NAME=VALUE
and a pattern for the names of those that are wanted, they are measured in turn,
and the answer is JSON: {"turns": {PEER: [[NS]]}}, a list for each round with a
figure for each of its cycles. Else it has figures(), which measures itself:
{"figures": {PEER: {WHAT: [VALUE]}}}. Beside those: rounds=N, ms=N (what a round
takes of a peer), cycles=N (in which that is divided), only=REGEX (which peers).
"""

import importlib
import json
import os
import re
import sys

from tools import ROOT, run

VIRTUAL = ("macvlan", "8021q", "flexnic")
QDISCS = ("sch_htb", "sch_hfsc", "sch_fq", "sch_fq_codel", "sch_cake",
          "cls_u32")
SWITCHES = ("bridge", "8021q", "bonding", "openvswitch", "vbridge")
MODULES = {
    "tx": (*VIRTUAL, *QDISCS, "pktgen"),
    "forward": SWITCHES,
    "control": (*VIRTUAL, *QDISCS, *SWITCHES),
    "memory": (*VIRTUAL, *QDISCS, *SWITCHES),
    "quality": (*VIRTUAL, *QDISCS, "veth"),
    "scale": (*VIRTUAL, *QDISCS, "pktgen"),
}
TRIAL = 5000		# packets
NSEC_PER_MSEC = 1000000


def load(group):
    """Nothing is loaded by itself in User-mode Linux."""
    run("modprobe", "ifb", "numifbs=0")
    if "bonding" in MODULES[group]:
        run("modprobe", "bonding", "max_bonds=0")
    run("modprobe", "-a", "framegen", *MODULES[group])


def in_turn(senders, rounds, cycles, msec):
    """A B C, C B A, and so on: what drifts does so for all.

    A CPU of a shared machine is slower for a while, by as much as a half. What
    is compared has to be measured close together: a round has several cycles.
    """
    counts = {}
    for name, sender in senders.items():
        sender.run(TRIAL)
        counts[name] = max(TRIAL, int(msec * NSEC_PER_MSEC / cycles /
                                      sender.run(TRIAL)))
    found = {name: [[] for _ in range(rounds)] for name in senders}
    names = list(senders)
    for number in range(rounds):
        for _ in range(cycles):
            for name in names:
                found[name][number].append(senders[name].run(counts[name]))
            names.reverse()
    return found


def main():
    """Measure what the arguments say."""
    group, *words = sys.argv[1:]
    options = dict(word.split("=") for word in words)
    rounds = int(options.pop("rounds", 15))
    msec = int(options.pop("ms", 25))
    cycles = int(options.pop("cycles", 5))
    only = re.compile(f"^bare$|{options.pop('only', '')}")
    load(group)
    # netlink, for scenes that ask the kernel themselves
    sys.path.insert(0, os.path.join(ROOT, "selftests/lib"))
    scene = importlib.import_module(group)
    if hasattr(scene, "figures"):
        found = {"figures": scene.figures(rounds)}
    else:
        senders = scene.cases(only, **{name: int(value)
                                       for name, value in options.items()})
        found = {"turns": in_turn(senders, rounds, cycles, msec)}
    json.dump(found, sys.stdout)
    print()


if __name__ == "__main__":
    main()
