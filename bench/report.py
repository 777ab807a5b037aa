#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""report.py KIND FOLDER - what comes of the figures in FOLDER/SCENE.json

KIND is uml (nanoseconds) or icount (instructions). Prints a table, kept as
table.txt, and writes result.json and an SVG plot for each scene.

Where peers were measured in turn, each cycle of a round measures every peer
once. The bare path's figure of the same cycle is taken off each: what remains is
the added cost. Ours over a peer's, again of the same cycle, is the ratio. A
round's figures are the medians of its cycles'. Medians over the rounds, and as the
spread the range that holds 80% of them. A ratio whose spread crosses 1 is no
win.
"""

import json
import os
import statistics
import subprocess
import sys

UNITS = {"uml": "ns", "icount": "instructions"}
NSEC_PER_MSEC = 1e6
NO_RATIO = 999.0
OURS = {"tx": ("flexnic-mac",), "fwd": ("vbridge",),
        "control": ()}
SPREAD = (0.1, 0.9)


def quantile(values, part):
    """By linear interpolation."""
    values = sorted(values)
    place = part * (len(values) - 1)
    low = int(place)
    high = min(low + 1, len(values) - 1)
    return values[low] + (values[high] - values[low]) * (place - low)


def summary(values):
    """Median and spread."""
    return {"median": statistics.median(values),
            "low": quantile(values, SPREAD[0]),
            "high": quantile(values, SPREAD[1])}


def by_cycle(function, *peers):
    """A figure for each round: the median of what its cycles give."""
    return [statistics.median(map(function, *cycles))
            for cycles in zip(*peers)]


def ratio(ours, peer, bare):
    """Of added costs; in our disfavour where noise hides the peer's."""
    return (ours - bare) / (peer - bare) if peer > bare else NO_RATIO


def of_turns(scene, figures, unit):
    """What comes of what was measured in turn. Commands take milliseconds."""
    if scene.startswith("control"):
        unit = "ms"
        figures = {name: [[value / NSEC_PER_MSEC for value in cycles]
                          for cycles in rounds]
                   for name, rounds in figures.items()}
    bare = figures["bare"]
    result = {}
    for name, values in figures.items():
        result[name] = {
            "total": summary(by_cycle(lambda total: total, values)),
            "added": summary(by_cycle(lambda total, base: total - base,
                                      values, bare)),
            "ratio": {}}
        for ours in OURS[scene.split("-")[0]]:
            if name not in ("bare", "arrival", ours) and ours in figures:
                found = by_cycle(ratio, figures[ours], values, bare)
                result[name]["ratio"][ours] = summary(found)
    return {"rounds": len(bare), "unit": unit, "peers": result}


def of_scene(scene, found, unit):
    """What comes of one scene."""
    if "turns" in found:
        return of_turns(scene, found["turns"], unit)
    return {"figures": {name: {what: summary(values)
                               for what, values in figures.items()}
                        for name, figures in found["figures"].items()}}


def span(value, digits):
    """Median and spread as text."""
    return (f"{value['median']:.{digits}f} "
            f"[{value['low']:.{digits}f} {value['high']:.{digits}f}]")


def verdict(found):
    """Win, loss, or neither, by a ratio."""
    if found["high"] < 1:
        return "win"
    return "loss" if found["low"] > 1 else "-"


def turns_lines(scene, found):
    """A scene whose peers were measured in turn."""
    lines = [f"{scene}: {found['rounds']} rounds, {found['unit']} for each",
             f"  {'peer':<24}{'total':>27}{'added':>27}   ratio"]
    for name, peer in found["peers"].items():
        told = "  ".join(f"{ours}: {span(found, 2)} {verdict(found)}"
                         for ours, found in peer["ratio"].items())
        added = "" if name == "bare" else span(peer["added"], 0)
        lines.append(f"  {name:<24}{span(peer['total'], 0):>27}"
                     f"{added:>27}   {told}".rstrip())
    return lines


def figures_lines(scene, found):
    """A scene that measured itself."""
    lines = [f"{scene}:"]
    for name, figures in found["figures"].items():
        for what, value in figures.items():
            digits = 0 if value["median"] >= 100 else 2
            lines.append(f"  {name:<24}{what:<38}{span(value, digits)}")
    return lines


def table(result):
    """Lines for people."""
    lines = []
    for scene, found in result.items():
        lines += [""]
        lines += (turns_lines(scene, found) if "peers" in found else
                  figures_lines(scene, found))
    return "\n".join(lines[1:]) + "\n"


def plot(folder, scene, found):
    """Added costs as bars, with their spread."""
    rows = "\n".join(f"{n} \"{name}\" {peer['added']['median']} "
                     f"{peer['added']['low']} {peer['added']['high']}"
                     for n, (name, peer) in
                     enumerate((name, peer) for name, peer in
                               found["peers"].items() if name != "bare"))
    script = f"""
set terminal svg size 800,480 background "white"
set output "{folder}/{scene}.svg"
set title "{scene}: added cost over the bare path"
set ylabel "{found['unit']}"
set yrange [0:*]
set boxwidth 0.7
set style fill solid 0.5
set xtics rotate by -35
unset key
$rows << END
{rows}
END
plot $rows using 1:3:xtic(2) with boxes, "" using 1:3:4:5 with yerrorbars pointtype 0 linecolor "black"
"""
    subprocess.run(["gnuplot"], input=script, text=True, check=True)


def main():
    """Report on all scenes that are there."""
    kind, folder = sys.argv[1:]
    result = {}
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)),
                           "scenes"), encoding="ascii") as file:
        scenes = [line.split()[0] for line in file
                  if line.strip() and line[0] not in "#-"]
    for scene in scenes:
        path = os.path.join(folder, f"{scene}.json")
        if os.path.exists(path):
            with open(path, encoding="ascii") as file:
                result[scene] = of_scene(scene, json.load(file), UNITS[kind])
    text = table(result)
    with open(f"{folder}/table.txt", "w", encoding="ascii") as file:
        file.write(text)
    with open(f"{folder}/result.json", "w", encoding="ascii") as file:
        json.dump(result, file, indent=1)
    for scene, found in result.items():
        if "peers" in found:
            plot(folder, scene, found)
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
