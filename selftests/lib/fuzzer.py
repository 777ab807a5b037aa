# SPDX-License-Identifier: GPL-2.0
"""Requests made of a specification: right, nearly right and damaged"""

import os
import random
import socket
import struct
import sys
from random import randbytes

from netspec import SIZES
from rawnetlink import NLA_F_NESTED, attr, scribble

# around them the kernel's arithmetic and its tables end
NUMBERS = [0, 1, 2, 3, 4, 5, 7, 10, 100, 1000, 1001, 1500, 4094, 4095, 4096,
           0x8100, 0x88a8, 65535, 65536, 1 << 31, (1 << 32) - 1, 1 << 40,
           (1 << 63) - 1, (1 << 64) - 1, 10**6, 10**9, 10**10]
# what stands elsewhere than in an attribute: of qdiscs and classes, mostly
HANDLES = [0, 0x10000, 0x10001, 0x10002, 0x10004, 0x10005, 0x20000, 0x80010000,
           0xfffffff1, 0xffffffff]
# of what makes something: NLM_F_REPLACE, _EXCL, _CREATE
FLAGS = [0, 0x100, 0x400, 0x500, 0x600, 0x700]


class Fuzzer:
    """Requests of a family that are right, or nearly so."""

    def __init__(self, family, names, macs):
        self.family, self.names, self.macs = family, names, macs

    def _integer(self, size, entry):
        count = self.family.enums.get(entry.get("enum"))
        if count and random.random() < 0.9:
            value = random.randrange(count)
        elif random.random() < 0.7:
            value = random.randrange(40)
        else:
            value = random.choice(NUMBERS)
        return (value & (1 << 8 * size) - 1).to_bytes(size, sys.byteorder)

    def _string(self):
        if random.random() < 0.9:
            # a device may have any bytes for a name
            return os.fsencode(random.choice(self.names)) + b"\0"
        return randbytes(random.randrange(300))

    def _binary(self, entry):
        size = entry.get("checks", {}).get("exact-len")
        if size == 6:
            return random.choice(self.macs)
        return randbytes(size or random.choice((4, 16, random.randrange(64))))

    def _form(self, known):
        """Which of its forms a sub-message among these attributes has: the name
        of the attribute that tells, what that says, and the set."""
        for _, entry in known.values():
            if entry["type"] == "sub-message":
                forms = self.family.forms[entry["sub-message"]]
                return entry["selector"], *random.choice(list(forms.items()))
        return None, None, None

    def _value(self, entry, depth, form):
        kind = entry["type"]
        if entry["name"] == form[0] and random.randrange(20):
            return form[1].encode() + b"\0"
        if kind == "sub-message":
            return self.attributes(form[2], None, depth + 1)
        if kind in SIZES:
            return self._integer(SIZES[kind], entry)
        if kind == "string":
            return self._string()
        if kind == "flag":
            return b""
        if kind == "nest":
            if depth > 4:
                return b""
            return self.attributes(entry["nested-attributes"], None, depth + 1)
        return self._binary(entry)

    def _one(self, number, entry, depth, form):
        data = self._value(entry, depth, form)
        kind = number
        if entry["type"] in ("nest", "sub-message"):
            kind |= NLA_F_NESTED
        dice = random.randrange(60)
        if dice == 0:
            data = data[:random.randrange(len(data) + 1)]
        elif dice == 1:
            data += randbytes(random.randrange(1, 80))
        elif dice == 2:
            kind = random.randrange(1, 60)
        elif dice == 3:
            kind ^= NLA_F_NESTED
        return attr(kind, data[:60000])

    def attributes(self, group, wanted, depth=0):
        """Some attributes of a set, or of those wanted of it."""
        known = self.family.sets[group]
        names = [name for name in (wanted or known) if name in known]
        form = self._form(known)
        some = random.random()
        raw = []
        for name in names:
            number, entry = known[name]
            if random.random() > some:
                continue
            times = random.randrange(1, 5) if entry.get("multi-attr") else 1
            raw += [self._one(number, entry, depth, form)
                    for _ in range(times)]
        if not random.randrange(10):
            random.shuffle(raw)
        return b"".join(raw)

    def _index(self):
        name = random.choice(self.names)
        try:
            return socket.if_nametoindex(name)
        except OSError:   # there is none of that name
            return random.choice((0, 0, -1, 1 << 30))

    def _header(self, entry):
        """What a message of rtnetlink begins with."""
        if "fixed-header" not in entry:
            return b""
        names, layout = self.family.structs[entry["fixed-header"]]
        values = []
        for name in names:
            if name.endswith("index"):
                values.append(self._index())
            elif name in ("handle", "parent"):
                values.append(random.choice(HANDLES))
            else:
                values.append(0 if random.randrange(10) else 1)
        return layout.pack(*values)

    def request(self, number, kind, entry):
        """What ask() of the family wants."""
        what = entry[kind] or {}
        wanted = (what.get("request") or {}).get("attributes")
        raw = self.attributes(entry["attribute-set"], wanted)
        if raw and not random.randrange(30):
            raw = scribble(raw)
        flags = random.choice(FLAGS) if entry["name"].startswith("new") else 0
        return number, kind, self._header(entry) + raw[:65000], flags


def interfaces():
    """Names and addresses of this namespace's devices."""
    names, macs = [], []
    for _, name in socket.if_nameindex():
        names.append(name)
        try:
            with open(f"/sys/class/net/{name}/address",
                      encoding="ascii") as file:
                text = file.read().strip().replace(":", "")
        except FileNotFoundError:   # it has gone
            continue
        if len(text) == 12:
            macs.append(bytes.fromhex(text))
    return names, macs + [struct.pack(">HI", 0x0200, i) for i in range(4)]
