#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""chaos.py SECONDS SEED FRAMES NIC... - nothing that was acknowledged is lost

A blade and a module of which everything changes at random, under traffic: what
FlexNICs, the switch and the profile are asked for, and what happens to them
meanwhile. NICs are in pairs, the blade's first, as this namespace has them, and
each pair is cabled together. FRAMES is a program that sends.

After each step the kernel is asked for all that it was told. A command that
succeeded must have had its effect, and no other; one that was refused, and
whatever is no change of settings, none at all. Everything goes from time to
time, as modules do, and must not leave memory behind.
"""

import collections
import random
import sys
import time

from kernel import Memory
from steps import WEIGHTS, Chaos, possible
from world import BLADE, MODULE, Lost, Nic

WARM_UP = 0.15		# of the time
OBJECTS = 500		# more in a slab cache are a leak
SETTLE = 20		# seconds that what has ended may take to go


def expected(counts, what):
    """How often a step was to be tried."""
    weights = possible()
    return sum(counts.values()) * weights.get(what, 0) / sum(weights.values())


def compare(what, step, before, after):
    """A step did what it said, and nothing else."""
    name = what.__name__
    for key in before.keys() | after.keys():
        old, new = before.get(key), after.get(key)
        if old == new:
            continue
        if not step.done or not (
                old is not None and step.touches(key, old) or
                new is not None and step.touches(key, new)):
            raise Lost(f"{name}, {'done' if step.done else 'refused'}: "
                       f"{key} was {old}, is {new}")
    if step.done and not step.holds(after):
        raise Lost(f"{name} was done, but there is {after}")


class Run:
    """Steps, one after the other, each of which is checked."""

    def __init__(self, machine):
        self.machine = machine
        self.counts, self.took = collections.Counter(), collections.Counter()
        self.before = machine.kernel.settings()

    def step(self, what):
        """One."""
        self.machine.traffic.keep_up()
        began = time.monotonic()
        step = what(self.machine) if what.__code__.co_argcount else what()
        self.counts[what.__name__, step.done] += 1
        self.took[what.__name__] += time.monotonic() - began
        after = self.machine.kernel.settings()
        compare(what, step, self.before, after)
        self.before = after

    def go_on(self, seconds):
        """Any, for that long."""
        steps, weights = zip(*possible().items())
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.step(random.choices(steps, weights)[0])

    def warm_up(self, seconds):
        """All of them once, and then any: what is kept is there then."""
        for what in possible():
            self.step(what)
        self.go_on(seconds)

    def pause(self):
        """Everything goes, and is back: the memory in between."""
        self.machine.all_gone()
        memory = Memory().read()
        self.machine.all_back()
        self.before = self.machine.kernel.settings()
        return memory

    def report(self):
        """What was done."""
        for what in WEIGHTS:
            name = what.__name__
            print(f"{name}: {self.counts[name, True]} done, "
                  f"{self.counts[name, False]} refused, "
                  f"{self.took[name]:.0f} s")

    def never_done(self):
        """Steps that were tried often and refused each time."""
        return [what.__name__ for what in WEIGHTS
                if expected(self.counts, what) > 12 and
                not self.counts[what.__name__, True]]


def grown(run, since):
    """What is more than then, if it is so once more: namespaces and what RCU
    frees are a while in ending."""
    lines = list(run.pause().grown(since, OBJECTS))
    if lines:
        time.sleep(SETTLE)
        lines = list(run.pause().grown(since, OBJECTS))
    return lines


def main():
    """Chaos, then none, twice: what is left must not be more then."""
    seconds, seed, program = float(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    random.seed(seed)
    nics = [Nic(dev, MODULE if n % 2 else BLADE,
                f"{'dn' if n % 2 else 'eth'}{n // 2}")
            for n, dev in enumerate(sys.argv[4:])]
    run = Run(Chaos(nics, program))
    try:
        run.warm_up(seconds * WARM_UP)
        memory = run.pause()
        run.go_on(seconds * (1 - WARM_UP))
        more = grown(run, memory)
    except Lost as lost:
        steps = sum(run.counts.values())
        sys.exit(f"after {steps} steps of seed {seed}: {lost}")
    finally:
        run.machine.traffic.end()
        run.report()
    if run.never_done():
        sys.exit(f"never done: {run.never_done()}")
    sys.exit("\n".join(more) or 0)


main()
