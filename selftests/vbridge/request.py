#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""request.py CMD [ATTR=TYPE:VALUE | ATTR{ ... }]... [-- CMD ...]...

Generic netlink requests to the switch of this network namespace, also those
that vcctl would never send. CMD and ATTR are named as in linux/vbridge.h,
without VBRIDGE_CMD_ and VBRIDGE_A_; TYPE is u8, u16, u32, u64, str, hex or flag.

    request.py CONN_SET CONN_ID=u32:5 CONN_STORM{ STORM_PPS=u64:5 }

The first refusal is printed as vcctl prints it; exit status 2 then.
"""

import os
import re
import sys

from rawnetlink import NLA_F_NESTED, Genl, attr

HEADER = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                      "../../include/uapi/linux/vbridge.h")
SIZES = {"u8": 1, "u16": 2, "u32": 4, "u64": 8}


def numbers():
    """The header's enum entries by name."""
    found = {}
    with open(HEADER, encoding="ascii") as header:
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


NUMBERS = numbers()


def value_of(text):
    """The bytes of TYPE:VALUE."""
    kind, _, value = text.partition(":")
    if kind in SIZES:
        return int(value, 0).to_bytes(SIZES[kind], sys.byteorder)
    if kind == "str":
        return value.encode() + b"\0"
    return bytes.fromhex(value)


def encode(words):
    """The attributes that the words say, up to a closing brace."""
    raw = b""
    while words:
        word = words.pop(0)
        if word == "}":
            break
        if word.endswith("{"):
            number = NUMBERS["VBRIDGE_A_" + word[:-1]] | NLA_F_NESTED
            raw += attr(number, encode(words))
        else:
            name, _, value = word.partition("=")
            raw += attr(NUMBERS["VBRIDGE_A_" + name], value_of(value))
    return raw


class Switch(Genl):
    """The switch of this network namespace."""

    def __init__(self):
        super().__init__("vbridge")
        self.find()

    def ask(self, name, words):
        """Carry out the request of that name; its answer."""
        return self.command(NUMBERS["VBRIDGE_CMD_" + name], encode(words))


def requests(words):
    """The words of one request at a time."""
    while words:
        end = words.index("--") if "--" in words else len(words)
        yield words[:end]
        words = words[end + 1:]


def main():
    """Send what the arguments, or the standard input's words, say."""
    switch = Switch()
    words = sys.argv[1:] if len(sys.argv) > 1 else sys.stdin.read().split()
    for request in requests(words):
        try:
            switch.ask(request.pop(0), request)
        except OSError as error:
            print(f"request.py: {error.strerror}", file=sys.stderr)
            sys.exit(2)


if __name__ == "__main__":
    main()
