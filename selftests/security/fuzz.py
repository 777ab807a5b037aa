#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""fuzz.py FAMILY SECONDS SEED - requests made of the family's specification

Right ones, nearly right ones and damaged ones, about the devices of this
network namespace. Prints how many were accepted, and how many were refused by
error number.
"""

import collections
import os
import random
import sys
import time

from genlspec import Family, Fuzzer, interfaces
from rawnetlink import errno_of

MORE_NAMES = ["fz0", "fz1", "fz2", "fz3", "red", "blue", "A", "B", "x" * 15,
              "x" * 31, "eth%d", "", "a/b"]


def main():
    """Ask for as long as was said."""
    name, seconds, seed = sys.argv[1], float(sys.argv[2]), int(sys.argv[3])
    random.seed(seed)
    family = Family(name)
    requests = list(family.requests())
    # there must be more to change than what goes at once
    weights = [1 if "del" in request[0] else 4 for request in requests]
    answers = collections.Counter()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        names, macs = interfaces()
        fuzzer = Fuzzer(family, names * 2 + MORE_NAMES, macs)
        for _ in range(50):
            _, number, kind, entry = random.choices(requests, weights)[0]
            answers[errno_of(family.ask, number, kind,
                             fuzzer.body(entry, kind))] += 1
    print(f"{name}: {sum(answers.values())} requests, "
          f"{answers.pop(0, 0)} accepted")
    for err, count in answers.most_common():
        print(f"  {os.strerror(err)}: {count}")


main()
