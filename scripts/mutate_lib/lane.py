# SPDX-License-Identifier: GPL-2.0
"""A copy of the checkout in which mutants are built and run, one at a time."""

import glob
import hashlib
import os
import re
import subprocess
import tempfile
import time

from mutate_lib import run
from mutate_lib.mutants import MODULES, TOOLS

UNITS = "selftests/unit"
# A program that takes so many times as long as without a change does not end; and
# what a guest takes to start
TIMES, SLACK, BOOT = 5, 20, 60
BUILD_LIMIT = 600

# Which programs tell of a change in an area: AREA/, or AREA/PROGRAM
TELL = {
    "flexnic": r"flexnic/|vcctl/(port|flexnic|monitor|errors|tc|top)\.|security/",
    "vcid": r"vcid/|vcctl/(apply|show|boot)\.|security/",
    "vbridge": r"vbridge/|vcctl/(vbridge-|apply|show)|security/",
    "tools": r"vcctl/",
}


def area_of(path):
    """The area of a file."""
    for area, folder in MODULES.items():
        if path.startswith(folder + "/"):
            return area
    return "tools"


def digest(path):
    """What is in an object, without what is for debuggers; None without one."""
    if not os.path.exists(path):
        return None
    with tempfile.NamedTemporaryFile() as bare:
        subprocess.run(["objcopy", "--strip-debug", path, bare.name], check=True)
        return hashlib.sha256(bare.read()).digest()


class Lane:
    """A copy, and what is built in it."""

    def __init__(self, root, folder, kernel):
        self.root = root
        self.folder = folder
        self.kernel = kernel
        self.marker = os.path.join(folder, ".mutated")

    # ---- building ---------------------------------------------------------

    def path(self, name):
        """Of a file in here."""
        return os.path.join(self.folder, name)

    def make(self, *args):
        """True if it could be made; what it said is in build/mutate.log."""
        os.makedirs(self.path("build"), exist_ok=True)
        with open(self.path("build/mutate.log"), "wb") as log:
            done = subprocess.run(["make", "-s", *args], cwd=self.folder, check=False,
                                  env={**os.environ, **self.kernel}, stdout=log,
                                  stderr=log, stdin=subprocess.DEVNULL,
                                  timeout=BUILD_LIMIT * 3)
        return done.returncode == 0

    def prepare(self, area):
        """The checkout as it is, built. Where a run was interrupted a file's objects
        are a mutant's, and newer than the file."""
        subprocess.run([os.path.join(self.root, "scripts/copy-tree"), self.folder],
                       check=True, stdout=subprocess.DEVNULL)
        if os.path.exists(self.marker):
            with open(self.marker, encoding="utf-8") as file:
                os.utime(self.path(file.read().strip()))
            os.unlink(self.marker)
        goals = ["all", "stage", "selftests"] if self.kernel else ["tools"]
        if not self.make(f"-j{os.cpu_count()}", *goals):
            raise RuntimeError(f"not built: see {self.path('build/mutate.log')}")
        if area in ("tools", "all") and not self.make(
                "-C", TOOLS, "check", "TESTS=", "SCRIPTS="):
            raise RuntimeError(f"not built: see {self.path('build/mutate.log')}")

    def objects_of(self, path):
        """What is made of a file, or of all files beside a header."""
        if path.endswith(".c"):
            found = [path[:-1] + "o"]
        else:
            found = [os.path.relpath(name, self.folder) for name in
                     glob.glob(self.path(os.path.dirname(path) + "/*.o"))]
        if path.startswith(TOOLS):
            found += [f"{TOOLS}/tests/build/{os.path.relpath(name, TOOLS)}"
                      for name in found]
        return found

    def compile(self, mutant):
        """Only what is made of the file, where that is known."""
        if area_of(mutant.path) == "tools":
            goal = os.path.relpath(mutant.path[:-1] + "o", TOOLS)
            return self.make("-C", TOOLS,
                             goal if mutant.path.endswith(".c") else "vcctl")
        if mutant.path.endswith(".c"):
            return self.make("-C", self.kernel["KDIR"], f"M={self.folder}",
                             mutant.path[:-1] + "o")
        return self.make("modules")

    def link(self, mutant):
        """What the guest takes."""
        if area_of(mutant.path) == "tools":
            return self.make("-C", TOOLS, "vcctl")
        return self.make("modules") and subprocess.run(
            ["scripts/stage-modules"], cwd=self.folder, check=False,
            env={**os.environ, **self.kernel}).returncode == 0

    # ---- running ----------------------------------------------------------

    def listed(self, folder, *variables):
        """What is in a Makefile's variables."""
        names = " ".join(f"$({name})" for name in variables)
        return subprocess.run(
            ["make", "-s", "-C", folder, f"--eval=list-names: ; @echo {names}",
             "list-names"], cwd=self.folder, check=True, capture_output=True,
            text=True).stdout.split()

    def units(self, area):
        """As {name: the files that it is about, or None for all of the area}."""
        if area == "tools":
            return {f"{TOOLS}:{name}": None
                    for name in self.listed(TOOLS, "TESTS", "SCRIPTS")}
        found = {}
        for name in self.listed(UNITS, "TESTS"):
            text = subprocess.run(
                ["cc", "-MM", "-Ishim", "-I../../include", "-I../../include/uapi",
                 f"{name}.c"], cwd=self.path(UNITS), check=True, capture_output=True,
                text=True).stdout
            about = {os.path.normpath(os.path.join(UNITS, word))
                     for word in text.split() if word.endswith((".c", ".h"))}
            if any(path.startswith(MODULES[area] + "/") for path in about):
                found[f"{UNITS}:{name}"] = about
        return found

    def programs(self, area):
        """That tell of the area and that User-mode Linux can run."""
        if not self.kernel:
            return []
        listed = subprocess.run(["make", "-s", "-C", "selftests", "list"],
                                cwd=self.folder, check=True, capture_output=True,
                                text=True).stdout.split()
        wanted = os.environ.get("T", "").split()
        if wanted:
            return [name if os.path.splitext(name)[1] else name + ".sh"
                    for name in wanted]
        return self.run_in_uml([name for name in listed if re.match(TELL[area], name)])

    def run_in_uml(self, programs):
        """Those that scripts/check has in that ring."""
        ask = 'source selftests/lib/needs.sh; for p; do ! runs_in_uml "$p" || echo "$p"; done'
        return subprocess.run(["bash", "-c", ask, "bash", *programs], cwd=self.folder,
                              env={**os.environ, "SELFTESTS": self.path("selftests")},
                              check=True, capture_output=True, text=True).stdout.split()

    def run_unit(self, name, limit):
        """Why it fails, or None."""
        folder, test = name.split(":")
        tests = "TESTS=" if "." in test else f"TESTS={test}"
        scripts = f"SCRIPTS={test}" if "." in test else "SCRIPTS="
        return run.unit(["make", "-s", "-C", folder, "check", tests, scripts],
                        self.folder, limit)

    def run_programs(self, programs, limits, skip_ok=()):
        """In one guest, until one fails."""
        guest = run.Guest(programs, limits, skip_ok)
        seconds = sum(limits[name] for name in programs) + BOOT
        guest.run(["scripts/vm", "run", "--uml", "--timeout", f"{seconds:.0f}", "--",
                   "selftests/run", "--no-header", *programs],
                  self.folder, self.kernel, BOOT)
        return guest

    def measure(self, area, units_only, say):
        """Everything once, without a change: {name: seconds} of what passes."""
        took = {}
        for name in self.units(area):
            began = time.monotonic()
            why = self.run_unit(name, BUILD_LIMIT)
            if why:
                say(f"!!! {name} fails without any change and is left out: {why}")
            else:
                took[name] = time.monotonic() - began
        left = [] if units_only else self.programs(area)
        while left:
            guest = self.run_programs(left, {name: BUILD_LIMIT for name in left}, left)
            took.update(guest.took)
            if guest.failed:
                say("!!! {} fails without any change and is left out: {}".format(
                    *guest.failed))
            left = left[len(guest.took) + bool(guest.failed):]
        return took

    # ---- one mutant -------------------------------------------------------

    def judge(self, mutant, units, programs, took):
        """(verdict, by): broken, equivalent, killed or survived."""
        path = self.path(mutant.path)
        with open(path, encoding="utf-8") as file:
            text = file.read()
        times = os.stat(path)
        objects = [self.path(name) for name in self.objects_of(mutant.path)]
        before = [digest(name) for name in objects]
        kept = {}
        for name in objects:
            if os.path.exists(name):
                with open(name, "rb") as file:
                    kept[name] = file.read()
        with open(self.marker, "w", encoding="utf-8") as file:
            file.write(mutant.path)
        try:
            with open(path, "w", encoding="utf-8") as file:
                file.write(mutant.applied(text))
            if not self.compile(mutant):
                return "broken", ""
            if [digest(name) for name in objects] == before:
                return "equivalent", ""
            if not self.link(mutant):
                return "broken", ""
            return self.find_killer(units, programs, took)
        finally:
            self.restore(path, text, times, objects, kept)

    def restore(self, path, text, times, objects, kept):
        """The file, and its objects as the newer ones: nothing is compiled again."""
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
        for name in objects:
            if name in kept:
                with open(name, "wb") as file:
                    file.write(kept[name])
            elif os.path.exists(name):
                os.unlink(name)
        os.unlink(self.marker)

    def find_killer(self, units, programs, took):
        """Units first; the first that fails. What has no end has a second chance,
        and twice the time: it may be the machine that was busy."""
        limits = {name: TIMES * took[name] + SLACK for name in units + programs}
        for name in units:
            why = self.run_unit(name, limits[name] + SLACK)
            if why and why.startswith(run.NO_END):
                why = self.run_unit(name, 2 * limits[name])
            if why:
                return "killed", f"{name}: {why}"
        if not programs:
            return "survived", ""
        guest = self.run_programs(programs, limits)
        if guest.failed and guest.failed[1] == run.NO_END:
            left = programs[len(guest.took):]
            guest = self.run_programs(left, {name: 2 * limits[name] for name in left})
        if guest.failed:
            return "killed", "{}: {}".format(*guest.failed)
        return "survived", ""
