#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""linkset.py add|set DEV KIND [address=HEX] [TYPE=FORMAT:VALUE]...

Makes or changes a network device of a kind that `ip` has no encoder for: TYPE is
an attribute of IFLA_INFO_DATA in decimal, FORMAT its width in bits. A refusal is
printed; exit status 2 then.

    linkset.py add prod vbridge 1=8:1 4=32:60
"""

import sys

from rawnetlink import attr
from rtnetlink import IFLA_ADDRESS, Route


def option(word):
    """An attribute of that kind of device."""
    number, value = word.split("=")
    bits, value = value.split(":")
    return attr(int(number), int(value, 0).to_bytes(int(bits) // 8,
                                                    sys.byteorder))


def main():
    """Ask for it."""
    verb, dev, kind, *words = sys.argv[1:]
    address = b""
    if words and words[0].startswith("address="):
        address = attr(IFLA_ADDRESS, bytes.fromhex(words.pop(0)[8:]))
    try:
        Route().make(dev, kind, b"".join(map(option, words)), address,
                     new=verb == "add")
    except OSError as error:
        print("Error:", error.strerror, file=sys.stderr)
        sys.exit(2)


main()
