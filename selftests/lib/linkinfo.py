#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""linkinfo.py DEV... - kind and attributes of network devices, undecoded

Prints a line per device: its name, IFLA_INFO_KIND, and every attribute in
IFLA_INFO_DATA as TYPE=VALUE in decimal. For kinds that `ip` has no decoder for.
"""

import struct
import sys

from rawnetlink import Netlink, attr, attrs

RTM_GETLINK = 18
IFLA_IFNAME, IFLA_LINKINFO = 3, 18
IFLA_INFO_KIND, IFLA_INFO_DATA = 1, 2
IFINFOMSG = struct.Struct("=BxHiII")


def get_link(links, name):
    """The attributes of the device"""
    answer = links.request(RTM_GETLINK, IFINFOMSG.pack(0, 0, 0, 0, 0) +
                           attr(IFLA_IFNAME, name.encode() + b"\0"))
    return dict(attrs(answer[IFINFOMSG.size:]))


def main():
    """Print what there is of every device named"""
    links = Netlink(0)
    for name in sys.argv[1:]:
        info = dict(attrs(get_link(links, name).get(IFLA_LINKINFO, b"")))
        kind = info.get(IFLA_INFO_KIND, b"-").rstrip(b"\0").decode()
        data = [f"{number}={int.from_bytes(value, sys.byteorder)}"
                for number, value in attrs(info.get(IFLA_INFO_DATA, b""))]
        print(name, kind, *data)


main()
