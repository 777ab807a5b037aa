# SPDX-License-Identifier: GPL-2.0
"""Files of Documentation/netlink/specs, and messages as they describe them"""

import functools
import os
import struct
import sys

import yaml
from rawnetlink import attrs

SPECS = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                     "../../Documentation/netlink/specs")
SIZES = {"u8": 1, "s8": 1, "u16": 2, "s16": 2, "u32": 4, "s32": 4, "u64": 8,
         "s64": 8}
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


def _layout(members):
    """Names of a structure's members, and how they are packed."""
    codes = {"u8": "B", "u16": "H", "s32": "i", "u32": "I"}
    names = [member["name"] for member in members if member["type"] != "pad"]
    return names, struct.Struct("=" + "".join(
        f"{member['len']}x" if member["type"] == "pad" else
        codes[member["type"]] for member in members))


@functools.cache
def _read(name):
    """To read one takes longer than all else at a program's start"""
    with open(os.path.join(SPECS, name + ".yaml"), encoding="utf-8") as file:
        return yaml.safe_load(file)


class Spec:
    """One of these files."""

    def __init__(self, name):
        spec = _read(name)
        self.name = name
        self.raw = spec["protocol"] == "netlink-raw"
        self.sets = {group["name"]: dict(
            (entry["name"], (number, entry))
            for entry, number in _number(group["attributes"], 1))
            for group in spec["attribute-sets"]}
        self.enums = {entry["name"]: len(entry["entries"])
                      for entry in spec.get("definitions", [])
                      if entry["type"] == "enum"}
        self.structs = {entry["name"]: _layout(entry["members"])
                        for entry in spec.get("definitions", [])
                        if entry["type"] == "struct"}
        # the sets of attributes that a sub-message has, by its selector
        self.forms = {message["name"]: {
            form["value"]: form["attribute-set"] for form in message["formats"]}
            for message in spec.get("sub-messages", [])}
        self.operations = {
            entry["name"]: (number, entry) for entry, number
            in _number(spec["operations"]["list"], 1) if "notify" not in entry}

    def requests(self):
        """Name, number, flags and description of what may be asked."""
        for name, (number, entry) in self.operations.items():
            for kind in ("do", "dump"):
                if kind in entry:
                    asked = (entry[kind] or {}).get("request") or {}
                    yield name, asked.get("value", number), kind, entry

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

    @staticmethod
    def needs(entry):
        """What an operation asks of its caller: a flag, or None."""
        for flag in entry.get("flags", []):
            if flag in FLAGS_OF_ADMIN:
                return flag
        return None
