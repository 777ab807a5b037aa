#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""request.py FAMILY CMD [ATTR=TYPE:VALUE | ATTR{ ... }]... [-- CMD ...]...

Generic netlink requests in this network namespace, also those that vcctl would
never send. CMD and ATTR are named as in linux/FAMILY.h, without FAMILY_CMD_ and
FAMILY_A_; TYPE is u8, u16, u32, u64, str, hex or flag.

    request.py vbridge CONN_SET CONN_ID=u32:5 CONN_STORM{ STORM_PPS=u64:5 }

The first refusal is printed as vcctl prints it; exit status 2 then.
"""

import os
import re
import sys

from rawnetlink import NLA_F_NESTED, Genl, attr

HEADERS = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                       "../../include/uapi/linux")
SIZES = {"u8": 1, "u16": 2, "u32": 4, "u64": 8}


def numbers(family):
    """The enum entries of a family's header by name."""
    found = {}
    with open(os.path.join(HEADERS, family + ".h"), encoding="ascii") as header:
        text = re.sub(r"/\*.*?\*/", "", header.read(), flags=re.DOTALL)
    for body in re.findall(r"enum\s*\w*\s*\{(.*?)\}", text, flags=re.DOTALL):
        number = 0
        for entry in body.split(","):
            name, _, value = (part.strip() for part in entry.partition("="))
            if value.isdigit():
                number = int(value)
            found[name] = number
            number += 1
    return found


def value_of(text):
    """The bytes of TYPE:VALUE."""
    kind, _, value = text.partition(":")
    if kind in SIZES:
        return int(value, 0).to_bytes(SIZES[kind], sys.byteorder)
    if kind == "str":
        return value.encode() + b"\0"
    return bytes.fromhex(value)


class Named(Genl):
    """A family whose requests are given in the words of its header."""

    def __init__(self, name):
        super().__init__(name)
        self.numbers = numbers(name)
        self.prefix = name.upper()
        self.find()

    def number(self, kind, name):
        """A command's or an attribute's: kind is CMD or A."""
        return self.numbers[f"{self.prefix}_{kind}_{name}"]

    def encode(self, words):
        """The attributes that the words say, up to a closing brace."""
        raw = b""
        while words:
            word = words.pop(0)
            if word == "}":
                break
            if word.endswith("{"):
                raw += attr(self.number("A", word[:-1]) | NLA_F_NESTED,
                            self.encode(words))
            else:
                name, _, value = word.partition("=")
                raw += attr(self.number("A", name), value_of(value))
        return raw

    def ask(self, name, words):
        """Carry out the request of that name; its answer."""
        return self.command(self.number("CMD", name), self.encode(words))


def requests(words):
    """The words of one request at a time."""
    while words:
        end = words.index("--") if "--" in words else len(words)
        yield words[:end]
        words = words[end + 1:]


def main():
    """Send what the arguments, or the standard input's words, say."""
    family = Named(sys.argv[1])
    words = sys.argv[2:] if len(sys.argv) > 2 else sys.stdin.read().split()
    for request in requests(words):
        try:
            family.ask(request.pop(0), request)
        except OSError as error:
            print(f"request.py: {error.strerror}", file=sys.stderr)
            sys.exit(2)


if __name__ == "__main__":
    main()
