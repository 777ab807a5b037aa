#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""linkset.py add|set DEV KIND [address=HEX] [TYPE=FORMAT:VALUE]...

Makes or changes a network device of a kind that `ip` has no encoder for: TYPE is
an attribute of IFLA_INFO_DATA in decimal, FORMAT its width in bits. A refusal is
printed; exit status 2 then.

    linkset.py add prod vbridge 1=8:1 4=32:60
"""

import struct
import sys

from rawnetlink import NLA_F_NESTED, Netlink, attr

RTM_NEWLINK = 16
NLM_F_EXCL, NLM_F_CREATE = 0x200, 0x400
IFLA_ADDRESS, IFLA_IFNAME, IFLA_LINKINFO = 1, 3, 18
IFLA_INFO_KIND, IFLA_INFO_DATA = 1, 2
IFINFOMSG = struct.Struct("=BxHiII")


def option(word):
    """An attribute of that kind of device."""
    number, value = word.split("=")
    bits, value = value.split(":")
    return attr(int(number), int(value, 0).to_bytes(int(bits) // 8,
                                                    sys.byteorder))


def main():
    """Ask for it."""
    verb, dev, kind, *words = sys.argv[1:]
    body = IFINFOMSG.pack(0, 0, 0, 0, 0) + attr(IFLA_IFNAME,
                                                dev.encode() + b"\0")
    if words and words[0].startswith("address="):
        body += attr(IFLA_ADDRESS, bytes.fromhex(words.pop(0)[8:]))
    body += attr(IFLA_LINKINFO | NLA_F_NESTED,
                 attr(IFLA_INFO_KIND, kind.encode() + b"\0") +
                 attr(IFLA_INFO_DATA | NLA_F_NESTED,
                      b"".join(map(option, words))))
    try:
        Netlink(0).request(RTM_NEWLINK, body, NLM_F_CREATE | NLM_F_EXCL
                           if verb == "add" else 0)
    except OSError as error:
        print("Error:", error.strerror, file=sys.stderr)
        sys.exit(2)


main()
