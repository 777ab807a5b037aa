# SPDX-License-Identifier: GPL-2.0
"""Netlink requests and their answers, undecoded, for the tests' programs"""

import os
import socket
import struct

NLM_F_REQUEST, NLM_F_ACK = 1, 4
NLMSG_ERROR = 2
NLMSGHDR = struct.Struct("=IHHII")
NLATTR = struct.Struct("=HH")


def attr(kind, data):
    """A netlink attribute, padded; integers are (format, value)"""
    if isinstance(data, tuple):
        data = struct.pack("=" + data[0], data[1])
    raw = NLATTR.pack(NLATTR.size + len(data), kind) + data
    return raw + bytes(-len(raw) % 4)


def attrs(raw):
    """Yield type and payload of the attributes in raw"""
    while len(raw) >= NLATTR.size:
        size, kind = NLATTR.unpack_from(raw)
        yield kind & 0x3fff, raw[NLATTR.size:size]
        raw = raw[(size + 3) & ~3:]


class Netlink:
    """A socket that sends requests and returns what each is answered with"""

    def __init__(self, protocol):
        self.sock = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, protocol)

    def request(self, kind, body):
        """One request; the answer that precedes the acknowledgement"""
        self.sock.send(NLMSGHDR.pack(NLMSGHDR.size + len(body), kind,
                                     NLM_F_REQUEST | NLM_F_ACK, 1, 0) + body)
        answer = None
        while True:
            raw = self.sock.recv(65536)
            while raw:
                size, kind, _, _, _ = NLMSGHDR.unpack_from(raw)
                if kind != NLMSG_ERROR:
                    answer = raw[NLMSGHDR.size:size]
                else:
                    err, = struct.unpack_from("=i", raw, NLMSGHDR.size)
                    if err:
                        raise OSError(-err, os.strerror(-err))
                    return answer
                raw = raw[(size + 3) & ~3:]
