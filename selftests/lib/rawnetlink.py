# SPDX-License-Identifier: GPL-2.0
"""Netlink requests and their answers, undecoded, for the tests' programs"""

import os
import random
import socket
import struct

NETLINK_GENERIC = 16
SOL_NETLINK, NETLINK_CAP_ACK, NETLINK_EXT_ACK = 270, 10, 11
NLM_F_REQUEST, NLM_F_ACK, NLM_F_ACK_TLVS, NLM_F_DUMP = 1, 4, 0x200, 0x300
NLM_F_DUMP_INTR = 0x10
NLMSG_ERROR, NLMSG_DONE = 2, 3
NLMSGERR_ATTR_MSG = 1
GENL_ID_CTRL, CTRL_CMD_GETFAMILY = 16, 3
CTRL_ATTR_FAMILY_ID, CTRL_ATTR_FAMILY_NAME = 1, 2
NLA_F_NESTED = 0x8000
NLMSGHDR = struct.Struct("=IHHII")
GENLMSGHDR = struct.Struct("=BBH")
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


def check(flags, payload):
    """Raise what an acknowledgement or the end of a dump says, if it does"""
    error, = struct.unpack_from("=i", payload)
    if not error:
        return
    text = b""
    if flags & NLM_F_ACK_TLVS:
        tlvs = dict(attrs(payload[4 + NLMSGHDR.size:]))
        text = tlvs.get(NLMSGERR_ATTR_MSG, b"").rstrip(b"\0")
    raise OSError(-error, text.decode() or os.strerror(-error))


def errno_of(ask, *args):
    """The error number that a request is answered with, 0 if there is none"""
    try:
        ask(*args)
    except OSError as error:
        return error.errno
    return 0


def scribble(raw):
    """Some bytes of a request are others"""
    data = bytearray(raw)
    for _ in range(random.randrange(1, 4)):
        data[random.randrange(len(data))] = random.randrange(256)
    return bytes(data)


class Netlink:
    """A socket that sends requests and returns what each is answered with"""

    def __init__(self, protocol):
        self.sock = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, protocol)
        self.sock.setsockopt(SOL_NETLINK, NETLINK_EXT_ACK, 1)
        self.sock.setsockopt(SOL_NETLINK, NETLINK_CAP_ACK, 1)
        self.seq = 0
        # for an answer; the kernel fills as much of it as it can in a dump
        self.room = 1 << 17

    def send(self, kind, body, flags):
        """Send a request"""
        self.seq += 1
        self.post(NLMSGHDR.pack(NLMSGHDR.size + len(body), kind,
                                NLM_F_REQUEST | flags, self.seq, 0) + body)

    def post(self, raw):
        """The kernel carries it out before this returns"""
        self.sock.send(raw)

    def messages(self):
        """Yield type, flags and payload of what comes, without an end"""
        while True:
            raw = self.sock.recv(self.room)
            while raw:
                size, kind, flags, _, _ = NLMSGHDR.unpack_from(raw)
                yield kind, flags, raw[NLMSGHDR.size:size]
                raw = raw[(size + 3) & ~3:]

    def request(self, kind, body, flags=0):
        """One request; the answer that precedes the acknowledgement"""
        self.send(kind, body, NLM_F_ACK | flags)
        answer = None
        for kind, flags, payload in self.messages():
            if kind == NLMSG_ERROR:
                check(flags, payload)
                return answer
            answer = payload

    def dump(self, kind, body):
        """All that the request asks for, a message each"""
        self.send(kind, body, NLM_F_DUMP)
        answers = []
        for kind, flags, payload in self.messages():
            if kind in (NLMSG_ERROR, NLMSG_DONE):
                check(flags, payload)
                return answers
            answers.append(payload)


class Genl(Netlink):
    """Generic netlink: what one family is asked"""

    def __init__(self, name):
        super().__init__(NETLINK_GENERIC)
        self.name = name
        self.family = None

    def find(self):
        """Look the family up: its number is another each time it is loaded"""
        self.family = GENL_ID_CTRL
        answer = self.command(CTRL_CMD_GETFAMILY,
                              attr(CTRL_ATTR_FAMILY_NAME,
                                   self.name.encode() + b"\0"))
        ident = dict(attrs(answer[GENLMSGHDR.size:]))[CTRL_ATTR_FAMILY_ID]
        self.family, = struct.unpack("=H", ident)

    def command(self, cmd, *payload, flags=0):
        """A command with the attributes in payload"""
        return self.request(self.family, GENLMSGHDR.pack(cmd, 1, 0) +
                            b"".join(payload), flags)

    def all_of(self, cmd, *payload):
        """What there is of a kind, as dump()"""
        return self.dump(self.family,
                         GENLMSGHDR.pack(cmd, 1, 0) + b"".join(payload))
