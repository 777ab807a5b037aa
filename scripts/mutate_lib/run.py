# SPDX-License-Identifier: GPL-2.0
"""Running what tells: until the first failure, and not for ever."""

import os
import re
import select
import signal
import subprocess
import threading
import time

NOT_OK = re.compile(r"^(\s*)(?:# )?not ok \d+(?: -)? ?(.*)")
NO_END = "no end"
LIVE = set()
STOPPED = threading.Event()
PROGRAM = re.compile(r"^(not ok|ok) \d+ (\S+)(.*)")


def members(session):
    """Processes of a session that was started here."""
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/stat", encoding="latin-1") as file:
                if int(file.read().rsplit(")", 1)[1].split()[3]) == session:
                    yield int(pid)
        except (OSError, ValueError):
            continue


def end_session(process):
    """First the leader, which may have something to tidy up, then all."""
    for sign, wait in ((signal.SIGTERM, 10), (signal.SIGKILL, 10)):
        targets = [process.pid] if sign == signal.SIGTERM else [*members(process.pid)]
        for pid in targets:
            try:
                os.kill(pid, sign)
            except ProcessLookupError:
                pass
        try:
            process.wait(wait)
        except subprocess.TimeoutExpired:
            pass


def end_all():
    """Whatever runs, when we are told to stop; and nothing is started any more."""
    STOPPED.set()
    for process in list(LIVE):
        end_session(process)


class Command:
    """A command whose lines are looked at as they come."""

    def __init__(self, args, folder, env):
        if STOPPED.is_set():
            raise InterruptedError
        # pylint: disable=consider-using-with
        self.process = subprocess.Popen(
            args, cwd=folder, env={**os.environ, **env}, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True)
        self.deadline = None
        LIVE.add(self.process)

    def limit(self, seconds):
        """From now."""
        self.deadline = time.monotonic() + seconds

    def lines(self):
        """Each line; TimeoutError at the limit. Whatever it started has ended then."""
        pipe, rest = self.process.stdout, b""
        try:
            while True:
                left = self.deadline - time.monotonic()
                if left <= 0 or not select.select([pipe], [], [], left)[0]:
                    raise TimeoutError
                got = os.read(pipe.fileno(), 65536)
                if not got:
                    break
                *whole, rest = (rest + got).split(b"\n")
                for line in whole:
                    yield line.decode(errors="replace")
            if rest:
                yield rest.decode(errors="replace")
            self.process.wait()
        finally:
            end_session(self.process)
            LIVE.discard(self.process)
            pipe.close()


def unit(args, folder, limit, env=None):
    """One unit test: why it failed, or None."""
    command = Command(args, folder, {"CMOCKA_MESSAGE_OUTPUT": "TAP", **(env or {})})
    command.limit(limit)
    last = ""
    try:
        for line in command.lines():
            failed = NOT_OK.match(line)
            if failed:
                return failed.group(2)
            last = line.strip() or last
    except TimeoutError:
        return f"{NO_END} after {limit:.0f} s"
    return last or "exit status" if command.process.returncode else None


class Guest:
    """Programs in one guest: what each took, and why the first that fails does."""

    def __init__(self, programs, limits, skip_ok=()):
        self.programs = list(programs)
        self.limits = limits
        self.skip_ok = skip_ok
        self.took = {}
        self.failed = None	# (program, why)
        self.said = []

    def fail(self, why):
        """The program that is running."""
        self.failed = (self.programs[len(self.took)], why)

    def look_at(self, line):
        """True when the next program begins."""
        done = PROGRAM.match(line)
        if not done:
            case = NOT_OK.match(line)
            if case and case.group(1):
                self.fail(case.group(2))
            self.said.append(line)
            return False
        if done.group(1) == "not ok":
            self.fail(self.reason())
        elif "# SKIP" in done.group(3) and done.group(2) not in self.skip_ok:
            self.fail("skipped")
        else:
            seconds = re.search(r"# (\d+)s", done.group(3))
            self.took[done.group(2)] = int(seconds.group(1)) if seconds else 0
        self.said.clear()
        return True

    def reason(self):
        """Of a program that failed though no case of it did."""
        text = "\n".join(self.said)
        if "kernel reports:" in text:
            report = re.search(r"(?:WARNING|BUG|Oops|KASAN|possible|suspicious|"
                               r"unreferenced|kmemleak|memory leak)[^\n]*", text)
            return "kernel report: " + (report.group()[:100] if report else "")
        why = re.findall(r"# \S+: (.*)", text)
        return why[-1] if why else "failed"

    def run(self, args, folder, env, boot):
        """Until the first failure, or all."""
        command = Command(args, folder, env)
        command.limit(boot + self.limits[self.programs[0]])
        try:
            for line in command.lines():
                began = self.look_at(line)
                if self.failed or len(self.took) == len(self.programs):
                    break
                if began:
                    command.limit(self.limits[self.programs[len(self.took)]])
        except TimeoutError:
            self.fail(NO_END)
        if not self.failed and len(self.took) < len(self.programs):
            self.fail("its guest died: " + self.reason())
