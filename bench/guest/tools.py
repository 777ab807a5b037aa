# SPDX-License-Identifier: GPL-2.0
"""Commands that set up what is measured."""

import os
import subprocess
import tempfile

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "../.."))
TC_PLUGINS = os.path.join(ROOT, "tools/tc")
VCCTL = os.path.join(ROOT, "tools/vcctl/vcctl")


class Failed(Exception):
    """A command that set-up needs failed."""


def run(*words, text=None):
    """A command that must succeed; its output."""
    done = subprocess.run(words, input=text, text=True, check=False,
                          capture_output=True,
                          env={**os.environ, "TC_LIB_DIR": TC_PLUGINS})
    if done.returncode:
        raise Failed(f"{' '.join(words)}: {done.stderr or done.stdout}")
    return done.stdout


def batch(tool, *lines):
    """Many commands of ip, tc or bridge, in one process."""
    run(tool, "-batch", "-", text="\n".join(lines) + "\n")


def vcctl_batch(lines):
    """Changes of the switch, made as one."""
    with tempfile.NamedTemporaryFile("w", suffix=".batch") as file:
        file.write("\n".join(lines) + "\n")
        file.flush()
        run(VCCTL, "batch", file.name)


def nic(name, queues=1):
    """A port with a NIC's offloads, VLAN tags among them, that drops what it
    sends: ifb does that with whatever was not redirected to it."""
    batch("ip", f"link add {name} numtxqueues {queues} "
                f"numrxqueues {queues} type ifb",
          f"link set {name} up")
    run("tc", "qdisc", "replace", "dev", name, "root", "noqueue")
    return name
