#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""fuzz.py FAMILY SECONDS SEED - requests made of the family's specification

Right ones, nearly right ones and damaged ones, about the devices of this
network namespace; of rtnetlink, only of such as a module of ours made. Prints
how many were accepted, and how many were refused by error number.

On a kernel with KCOV those that came by a new place in a module are kept, and
others made of them. They stay in build/vm/share/corpus, if this is a VM, and the
next run begins with them.
"""

import collections
import itertools
import os
import random
import sys
import time

from families import family_of
from fuzzer import Fuzzer, interfaces
from kcov import Kcov
from rawnetlink import attrs, errno_of, scribble
from rtnetlink import IFLA_INFO_KIND, IFLA_LINKINFO, Route

MORE_NAMES = ["fz0", "fz1", "fz2", "fz3", "red", "blue", "A", "B", "x" * 15,
              "x" * 31, "eth%d", "", "a/b"]
LOOK_AFTER = 50	# requests
KEPT = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                    "../../build/vm/share/corpus")


class Corpus:
    """Requests that are worth more than others."""

    def __init__(self, family):
        self.kept = []
        self.name = name = family.name
        # which device it is about stays
        self.header = max((layout.size for _, layout
                           in family.structs.values()), default=0)
        try:
            with open(os.path.join(KEPT, name), encoding="ascii") as file:
                for line in file:
                    number, kind, body, flags = line.split()
                    self.kept.append((int(number), kind, bytes.fromhex(body[1:]),
                                      int(flags)))
        except FileNotFoundError:
            pass

    def other(self, fresh):
        """One of them, changed, or with some of a fresh one behind it."""
        number, kind, body, flags = random.choice(self.kept)
        dice = random.randrange(3)
        header, rest = body[:self.header], body[self.header:]
        if dice == 0 and rest:
            body = header + scribble(rest)
        elif dice == 1:
            body += fresh[2][len(fresh[2]) // 2 & ~3:]
        return number, kind, body[:65000], flags

    def save(self):
        """For the next run."""
        if not self.kept or "VM_SHARE" not in os.environ:
            return
        folder = os.path.join(os.environ["VM_SHARE"], "corpus")
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, self.name), "w", encoding="ascii") as file:
            for number, kind, body, flags in self.kept:
                file.write(f"{number} {kind} x{body.hex()} {flags}\n")


def of_a_module(route, name):
    """Is a device of a kind of ours?"""
    try:
        info = route.get(name).get(IFLA_LINKINFO, b"")
    except OSError:   # it has gone
        return False
    return dict(attrs(info)).get(IFLA_INFO_KIND) in (b"flexnic\0", b"vbridge\0")


def what_there_is(name):
    """Names, of which some are devices, and addresses."""
    names, macs = interfaces()
    if name == "rt-link":
        route = Route()
        names = [name for name in names if of_a_module(route, name)]
    return names * 2 + MORE_NAMES, macs


def main():
    """Ask for as long as was said."""
    name, seconds, seed = sys.argv[1], float(sys.argv[2]), int(sys.argv[3])
    random.seed(seed)
    family = family_of(name)
    requests = list(family.requests())
    # there must be more to change than what goes at once
    weights = [1 if "del" in request[0] else 4 for request in requests]
    answers = collections.Counter()
    corpus, kcov = Corpus(family), Kcov()
    end = time.monotonic() + seconds
    for count in itertools.count():
        if time.monotonic() >= end:
            break
        if not count % LOOK_AFTER:
            fuzzer = Fuzzer(family, *what_there_is(name))
        _, *which = random.choices(requests, weights)[0]
        request = fuzzer.request(*which)
        if corpus.kept and not random.randrange(3):
            request = corpus.other(request)
        answer, news = kcov.news(errno_of, family.ask, *request)
        answers[answer] += 1
        if news:
            corpus.kept.append(request)
    corpus.save()
    print(f"{name}: {count} requests, "
          f"{answers.pop(0, 0)} accepted")
    if kcov.seen:
        print(f"  {len(kcov.seen)} places, {len(corpus.kept)} requests kept")
    for err, count in answers.most_common():
        print(f"  {os.strerror(err)}: {count}")


main()
