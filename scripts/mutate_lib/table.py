# SPDX-License-Identifier: GPL-2.0
"""What became of each mutant, kept in a file; and why some cannot be told."""

import json
import os
from collections import Counter

REASONS = "selftests/mutants.reasons"


def read_reasons(path):
    """[(file, function, line, operator or None, reason)]

    "FILE: FUNCTION: LINE", and below it, indented, "[OPERATOR] why" or "why".
    """
    reasons, head = [], None
    if not os.path.exists(path):
        return reasons
    with open(path, encoding="utf-8") as file:
        for line in file:
            if not line.strip() or line.startswith("#"):
                continue
            if not line[0].isspace():
                head = [*line.rstrip("\n").split(": ", 2), None, ""]
                reasons.append(head)
                continue
            text = line.strip()
            if text.startswith("[") and not head[4]:
                head[3], text = text[1:].split("] ", 1)
            head[4] = f"{head[4]} {text}".strip()
    return [tuple(reason) for reason in reasons]


def reason_for(mutant, reasons):
    """Why no test can tell, if somebody has said so."""
    for path, function, line, operator, why in reasons:
        if (path, function, line) == (mutant.path, mutant.function,
                                      mutant.before) and operator in (
                                          None, mutant.operator):
            return why
    return None


class Table:
    """Verdicts by mutants' keys: a line of JSON each, the last one counts."""

    def __init__(self, path):
        self.path = path
        self.rows = {}
        if os.path.exists(path):
            with open(path, encoding="utf-8") as file:
                for line in file:
                    if line.endswith("\n"):
                        row = json.loads(line)
                        self.rows[row["key"]] = row

    def add(self, mutant, verdict, by, seconds):
        """And write it down."""
        row = {"key": mutant.key, "path": mutant.path, "line": mutant.line,
               "function": mutant.function, "operator": mutant.operator,
               "before": mutant.before, "after": mutant.after, "verdict": verdict,
               "by": by, "seconds": round(seconds, 1)}
        self.rows[mutant.key] = row
        with open(self.path, "a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")
        return row

    def kills(self):
        """How often each unit or program was the one."""
        return Counter(killer_of(row["by"]) for row in self.rows.values()
                       if row["verdict"] == "killed")

    def order(self, names, took):
        """Those first that kill most in a second."""
        kills = self.kills()
        return sorted(names, key=lambda name: (-(kills[name] + 1) / (took[name] + 1),
                                               name))


def killer_of(by):
    """"vbridge/fdb.sh: case" or "tools/vcctl:test_rate: case": what stands first."""
    return by.split(": ", 1)[0]


def describe(mutant, row, reasons):
    """Of one mutant, in lines."""
    verdict = row["verdict"]
    if verdict == "killed":
        verdict += f" by {row['by']}"
    why = reason_for(mutant, reasons)
    if verdict == "survived" and why:
        verdict = f"survived, as it may: {why}"
    return (f"{mutant.place}: {mutant.operator}\n\t-{mutant.before}\n"
            f"\t+{mutant.after}\n\t{verdict} ({row['seconds']}s)")


def summary(mutants, rows, equivalent, reasons):
    """The last line, and the survivors that nobody has explained."""
    killed = sum(row["verdict"] == "killed" for row in rows)
    survived = [mutant for mutant, row in zip(mutants, rows)
                if row["verdict"] == "survived"]
    unexplained = [mutant for mutant in survived if not reason_for(mutant, reasons)]
    line = (f"{len(rows)} mutants: {killed} killed, {len(survived)} survived, "
            f"{equivalent} equivalent")
    if len(unexplained) < len(survived):
        line += f"; {len(survived) - len(unexplained)} of the survivors with a reason"
    return line, unexplained
