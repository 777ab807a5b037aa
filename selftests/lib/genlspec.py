# SPDX-License-Identifier: GPL-2.0
"""Families of generic netlink as Documentation/netlink/specs has them"""

import os
import random
import socket
import struct
import sys

import yaml
from rawnetlink import GENLMSGHDR, NLA_F_NESTED, Genl, attr, attrs, scribble

SPECS = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                     "../../Documentation/netlink/specs")
SIZES = {"u8": 1, "s8": 1, "u16": 2, "s16": 2, "u32": 4, "s32": 4, "u64": 8,
         "s64": 8}
# around them the kernel's arithmetic and its tables end
NUMBERS = [0, 1, 2, 3, 4, 5, 7, 10, 100, 1000, 1001, 1500, 4094, 4095, 4096,
           0x8100, 0x88a8, 65535, 65536, 1 << 31, (1 << 32) - 1, 1 << 40,
           (1 << 63) - 1, (1 << 64) - 1]
FLAGS_OF_ADMIN = ("admin-perm", "uns-admin-perm")


def _number(entries, start):
    """Entries with their numbers, counted on unless one has its own."""
    for entry in entries:
        entry = entry if isinstance(entry, dict) else {"name": entry}
        start = entry.get("value", start)
        yield entry, start
        start += 1


def without(found, names):
    """What decode() has found, but for attributes of these names."""
    if isinstance(found, dict):
        return {name: without(value, names) for name, value in found.items()
                if name not in names}
    if isinstance(found, list):
        return [without(value, names) for value in found]
    return found


class Family(Genl):
    """A family, its operations and what their attributes may be."""

    def __init__(self, name):
        super().__init__(name)
        with open(os.path.join(SPECS, name + ".yaml"), encoding="utf-8") as file:
            spec = yaml.safe_load(file)
        self.sets = {group["name"]: dict(
            (entry["name"], (number, entry))
            for entry, number in _number(group["attributes"], 1))
            for group in spec["attribute-sets"]}
        self.enums = {entry["name"]: len(entry["entries"])
                      for entry in spec.get("definitions", [])
                      if entry["type"] == "enum"}
        self.operations = {
            entry["name"]: (number, entry) for entry, number
            in _number(spec["operations"]["list"], 1) if "notify" not in entry}
        self.find()

    def requests(self):
        """Name, number, flags and description of what may be asked."""
        for name, (number, entry) in self.operations.items():
            for kind in ("do", "dump"):
                if kind in entry:
                    yield name, number, kind, entry

    def ask(self, number, kind, *payload):
        """Make a request of one of those kinds."""
        if kind == "do":
            return self.command(number, *payload)
        return self.all_of(number, *payload)

    def decode(self, group, raw):
        """What a message says, by the attributes' names: a list of values of
        those that may be there several times."""
        names = {number: (name, entry)
                 for name, (number, entry) in self.sets[group].items()}
        found = {}
        for number, data in attrs(raw):
            name, entry = names[number]
            if entry["type"] == "pad":
                continue
            value = self._decoded(entry, data)
            if entry.get("multi-attr"):
                found.setdefault(name, []).append(value)
            else:
                found[name] = value
        return found

    def _decoded(self, entry, data):
        kind = entry["type"]
        if kind in SIZES:
            return int.from_bytes(data, sys.byteorder, signed=kind[0] == "s")
        if kind == "string":
            return data.rstrip(b"\0").decode()
        if kind == "nest":
            return self.decode(entry["nested-attributes"], data)
        return data

    def said(self, operation):
        """All that a dump says, decoded."""
        number, entry = self.operations[operation]
        for raw in self.all_of(number):
            yield self.decode(entry["attribute-set"], raw[GENLMSGHDR.size:])

    @staticmethod
    def needs(entry):
        """What an operation asks of its caller: a flag, or None."""
        for flag in entry.get("flags", []):
            if flag in FLAGS_OF_ADMIN:
                return flag
        return None


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
            return random.choice(self.names).encode() + b"\0"
        return os.urandom(random.randrange(300))

    def _binary(self, entry):
        size = entry.get("checks", {}).get("exact-len")
        if size == 6:
            return random.choice(self.macs)
        return os.urandom(size or random.choice((4, 16, random.randrange(64))))

    def _value(self, entry, depth):
        kind = entry["type"]
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

    def _one(self, number, entry, depth):
        data = self._value(entry, depth)
        kind = number | (NLA_F_NESTED if entry["type"] == "nest" else 0)
        dice = random.randrange(60)
        if dice == 0:
            data = data[:random.randrange(len(data) + 1)]
        elif dice == 1:
            data += os.urandom(random.randrange(1, 80))
        elif dice == 2:
            kind = random.randrange(1, 60)
        elif dice == 3:
            kind ^= NLA_F_NESTED
        return attr(kind, data[:60000])

    def attributes(self, group, wanted, depth=0):
        """Some attributes of a set, or of those wanted of it."""
        known = self.family.sets[group]
        names = [name for name in (wanted or known) if name in known]
        some = random.random()
        raw = []
        for name in names:
            number, entry = known[name]
            if random.random() > some:
                continue
            times = random.randrange(1, 5) if entry.get("multi-attr") else 1
            raw += [self._one(number, entry, depth) for _ in range(times)]
        if not random.randrange(10):
            random.shuffle(raw)
        return b"".join(raw)

    def body(self, entry, kind):
        """Attributes of a request."""
        what = entry[kind] or {}
        wanted = what.get("request", {}).get("attributes")
        raw = self.attributes(entry["attribute-set"], wanted)
        if raw and not random.randrange(30):
            raw = scribble(raw)
        return raw[:65000]


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
