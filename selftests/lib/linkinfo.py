#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""linkinfo.py DEV... - kind and attributes of network devices, undecoded

Prints a line per device: its name, IFLA_INFO_KIND, and every attribute in
IFLA_INFO_DATA as TYPE=VALUE in decimal. For kinds that `ip` has no decoder for.
"""

import sys

from rawnetlink import attrs
from rtnetlink import IFLA_INFO_DATA, IFLA_INFO_KIND, IFLA_LINKINFO, Route


def main():
    """Print what there is of every device named"""
    route = Route()
    for name in sys.argv[1:]:
        info = dict(attrs(route.get(name).get(IFLA_LINKINFO, b"")))
        kind = info.get(IFLA_INFO_KIND, b"-").rstrip(b"\0").decode()
        data = [f"{number}={int.from_bytes(value, sys.byteorder)}"
                for number, value in attrs(info.get(IFLA_INFO_DATA, b""))]
        print(name, kind, *data)


main()
