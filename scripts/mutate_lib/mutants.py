# SPDX-License-Identifier: GPL-2.0
"""The mutants of an area, in the order in which a seed draws them.

A line's place in that order is a hash of the seed and of what the line is, not of
its number: a change elsewhere moves none, and the same seed goes on where it was.
"""

import glob
import hashlib
import os
import re
import subprocess
from collections import Counter, defaultdict
from dataclasses import dataclass

from mutate_lib.operators import changes
from mutate_lib.source import Source

MODULES = {"flexnic": "drivers/flexnic", "vcid": "drivers/vcid",
           "vbridge": "net/vbridge"}
TOOLS = "tools/vcctl"
AREAS = {**{area: [folder] for area, folder in MODULES.items()},
         "tools": [TOOLS], "modules": list(MODULES.values()),
         "all": [*MODULES.values(), TOOLS]}


@dataclass(frozen=True)
class Mutant:
    """One change."""
    path: str
    function: str
    line: int
    operator: str
    before: str		# the line, without its indentation
    after: str
    edits: tuple
    nth: int		# of the lines of the function that read the same

    @property
    def key(self):
        """What it is known by as long as its line does not change."""
        what = (self.path, self.function, self.before, str(self.nth),
                self.operator, self.after)
        return hashlib.sha256("\0".join(what).encode()).hexdigest()[:16]

    @property
    def place(self):
        """For people."""
        where = f" {self.function}()" if self.function else ""
        return f"{self.path}:{self.line}{where}"

    def applied(self, text):
        """The file with this change."""
        return apply(text, self.edits)


def apply(text, edits):
    """The text with these changes."""
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def changed_line(source, number, edits):
    """What becomes of a line, and what is behind its end in a longer change."""
    start = source.starts[number - 1]
    stop = max([source.text.index("\n", start), *[end for _, end, _ in edits]])
    text = apply(source.text[start:stop],
                 [(begin - start, end - start, new) for begin, end, new in edits])
    return " ".join(text.split("\n", 1)[0].split())


def files_of(root, area):
    """The area's sources, below root: no tests, no tracing headers."""
    found = []
    for folder in AREAS[area]:
        for path in glob.glob(os.path.join(root, folder, "**", "*.[ch]"),
                              recursive=True):
            path = os.path.relpath(path, root)
            if "/tests/" not in path and not path.endswith((".mod.c", "/trace.h")):
                found.append(path)
    return sorted(found)


def lines_since(root, commit, paths):
    """The lines that were added or changed here since then: {path: {number}}."""
    base = subprocess.run(["git", "merge-base", commit, "HEAD"], cwd=root, check=True,
                          capture_output=True, text=True).stdout.strip()
    diff = subprocess.run(["git", "diff", "-U0", "--no-color", "--no-ext-diff",
                           base, "--", *paths],
                          cwd=root, check=True, capture_output=True, text=True).stdout
    lines, path = defaultdict(set), None
    for line in diff.splitlines():
        if line.startswith("+++ "):
            path = line[6:]
        hunk = re.match(r"@@ -\S+ \+(\d+)(?:,(\d+))? @@", line)
        if hunk:
            first, count = int(hunk.group(1)), int(hunk.group(2) or 1)
            lines[path].update(range(first, first + count))
    new = subprocess.run(["git", "ls-files", "--others", "--exclude-standard",
                          "--", *paths],
                         cwd=root, check=True, capture_output=True, text=True).stdout
    for path in new.split():
        lines[path] = None
    return lines


def of_source(source):
    """All mutants of a file, by line: {number: [mutant]}."""
    seen, lines = Counter(), defaultdict(list)
    numbered = {}
    for function, operator, edits in changes(source):
        number = source.line_of(edits[0][0])
        text = source.line(number).strip()
        if number not in numbered:
            numbered[number] = seen[function, text]
            seen[function, text] += 1
        lines[number].append(Mutant(source.path, function, number, operator, text,
                                    changed_line(source, number, edits),
                                    tuple(edits), numbered[number]))
    return lines


def rank(seed, *what):
    """Where in the order of this seed."""
    return hashlib.sha256("\0".join(map(str, (seed, *what))).encode()).digest()


def draw(root, paths, seed, since=None):
    """All mutants: one of each line, lines at random, then another of each."""
    rounds = defaultdict(list)
    for path in paths:
        if since is not None and path not in since:
            continue
        with open(os.path.join(root, path), encoding="utf-8") as file:
            source = Source(path, file.read())
        for number, mutants in of_source(source).items():
            if since and since[path] is not None and number not in since[path]:
                continue
            mutants.sort(key=lambda mutant: rank(seed, mutant.key))
            first = mutants[0]
            place = rank(seed, path, first.function, first.before, first.nth)
            for nth, mutant in enumerate(mutants):
                rounds[nth].append((place, mutant))
    return [[mutant for _, mutant in sorted(rounds[nth], key=lambda it: it[0])]
            for nth in sorted(rounds)]
