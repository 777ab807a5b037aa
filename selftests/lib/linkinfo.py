#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""linkinfo.py DEV... - kind and attributes of network devices, undecoded

Prints a line per device: its name, IFLA_INFO_KIND, and every attribute in
IFLA_INFO_DATA as TYPE=VALUE in decimal. For kinds that `ip` has no decoder for.
"""

import socket
import struct
import sys

RTM_GETLINK = 18
NLM_F_REQUEST = 1
IFLA_IFNAME, IFLA_LINKINFO = 3, 18
IFLA_INFO_KIND, IFLA_INFO_DATA = 1, 2
NLMSGHDR = struct.Struct("=IHHII")
IFINFOMSG = struct.Struct("=BxHiII")
NLATTR = struct.Struct("=HH")


def put_attr(kind, data):
    """One attribute, padded"""
    raw = NLATTR.pack(NLATTR.size + len(data), kind) + data
    return raw + bytes(-len(raw) % 4)


def attrs(raw):
    """Yield type and payload of the attributes in raw"""
    while len(raw) >= NLATTR.size:
        size, kind = NLATTR.unpack_from(raw)
        yield kind & 0x3fff, raw[NLATTR.size:size]
        raw = raw[(size + 3) & ~3:]


def get_link(sock, name):
    """The attributes of the device"""
    body = IFINFOMSG.pack(0, 0, 0, 0, 0)
    body += put_attr(IFLA_IFNAME, name.encode() + b"\0")
    sock.send(NLMSGHDR.pack(NLMSGHDR.size + len(body), RTM_GETLINK,
                            NLM_F_REQUEST, 1, 0) + body)
    reply = sock.recv(65536)
    _, kind, _, _, _ = NLMSGHDR.unpack_from(reply)
    if kind == 2:
        error, = struct.unpack_from("=i", reply, NLMSGHDR.size)
        raise OSError(-error, "RTM_GETLINK", name)
    return dict(attrs(reply[NLMSGHDR.size + IFINFOMSG.size:]))


def main():
    """Print what there is of every device named"""
    sock = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)
    for name in sys.argv[1:]:
        info = dict(attrs(get_link(sock, name).get(IFLA_LINKINFO, b"")))
        kind = info.get(IFLA_INFO_KIND, b"-").rstrip(b"\0").decode()
        data = [f"{attr}={int.from_bytes(value, sys.byteorder)}"
                for attr, value in attrs(info.get(IFLA_INFO_DATA, b""))]
        print(name, kind, *data)


main()
