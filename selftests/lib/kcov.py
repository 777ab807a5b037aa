# SPDX-License-Identifier: GPL-2.0
"""Which places of the modules a request comes by: Documentation/dev-tools/kcov.rst
of the kernel. For root, on a kernel that has it (scripts/kernels/kcov.config)."""

import ctypes
import fcntl
import mmap
import os
import subprocess

from kernel import libc

DEBUGFS = "/sys/kernel/debug"
PATH = DEBUGFS + "/kcov"
KCOV_INIT_TRACE, KCOV_ENABLE, KCOV_TRACE_PC = 0x80086301, 0x6364, 0
WORDS = 1 << 16


def _mapped(file, words):
    """Of a file that says it were empty, for which the module mmap has no use"""
    libc.mmap.restype = ctypes.c_void_p
    place = libc.mmap(None, ctypes.c_size_t(words * 8),
                      mmap.PROT_READ | mmap.PROT_WRITE, mmap.MAP_SHARED, file,
                      ctypes.c_long(0))
    if place == ctypes.c_void_p(-1).value:
        raise OSError(ctypes.get_errno(), "mmap")
    return (ctypes.c_uint64 * words).from_address(place)


def _mount():
    """`ip netns exec` has a /sys of its own, with nothing on it"""
    if not os.path.exists(PATH):
        subprocess.run(["mount", "-t", "debugfs", "debugfs", DEBUGFS],
                       stderr=subprocess.DEVNULL, check=False)


class Kcov:
    """Counts for this thread, from when it is made."""

    def __init__(self):
        self.seen = set()
        self.words = None
        _mount()
        try:
            self.fd = os.open(PATH, os.O_RDWR)
        except OSError:   # neither is there or not for us
            return
        fcntl.ioctl(self.fd, KCOV_INIT_TRACE, WORDS)
        self.words = _mapped(self.fd, WORDS)
        fcntl.ioctl(self.fd, KCOV_ENABLE, KCOV_TRACE_PC)

    def news(self, function, *args):
        """What a function returns, and how many places it is the first to
        come by."""
        if self.words is None:
            return function(*args), 0
        self.words[0] = 0
        result = function(*args)
        places = set(self.words[1:self.words[0] + 1]) - self.seen
        self.seen |= places
        return result, len(places)
