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
import socket
import struct
import sys

HEADER = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                      "../../include/uapi/linux/vbridge.h")
NETLINK_GENERIC = 16
SOL_NETLINK, NETLINK_CAP_ACK, NETLINK_EXT_ACK = 270, 10, 11
NLM_F_REQUEST, NLM_F_ACK, NLM_F_DUMP, NLM_F_ACK_TLVS = 1, 4, 0x300, 0x200
NLMSG_ERROR, NLMSG_DONE = 2, 3
NLMSGERR_ATTR_MSG = 1
GENL_ID_CTRL, CTRL_CMD_GETFAMILY = 16, 3
CTRL_ATTR_FAMILY_ID, CTRL_ATTR_FAMILY_NAME = 1, 2
NLA_F_NESTED = 0x8000
NLMSGHDR = struct.Struct("=IHHII")
GENLMSGHDR = struct.Struct("=BBH")
NLATTR = struct.Struct("=HH")
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


def put_attr(kind, data):
    """One attribute, padded."""
    raw = NLATTR.pack(NLATTR.size + len(data), kind) + data
    return raw + bytes(-len(raw) % 4)


def attrs(raw):
    """Yield type and payload of the attributes in raw."""
    while len(raw) >= NLATTR.size:
        size, kind = NLATTR.unpack_from(raw)
        yield kind & 0x3fff, raw[NLATTR.size:size]
        raw = raw[(size + 3) & ~3:]


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
            raw += put_attr(number, encode(words))
        else:
            name, _, value = word.partition("=")
            raw += put_attr(NUMBERS["VBRIDGE_A_" + name], value_of(value))
    return raw


class Socket:
    """Generic netlink, one request after the other."""

    def __init__(self):
        self.sock = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW,
                                  NETLINK_GENERIC)
        self.sock.setsockopt(SOL_NETLINK, NETLINK_EXT_ACK, 1)
        self.sock.setsockopt(SOL_NETLINK, NETLINK_CAP_ACK, 1)
        self.seq = 0

    def send(self, family, cmd, payload, flags):
        """Send a request."""
        self.seq += 1
        body = GENLMSGHDR.pack(cmd, 1, 0) + payload
        self.sock.send(NLMSGHDR.pack(NLMSGHDR.size + len(body), family,
                                     NLM_F_REQUEST | flags, self.seq, 0) + body)

    def dump(self, family, cmd):
        """Fetch all there is of one kind; how many messages came."""
        self.send(family, cmd, b"", NLM_F_DUMP)
        count = 0
        while True:
            reply = self.sock.recv(1 << 17)
            while reply:
                size, kind, _, _, _ = NLMSGHDR.unpack_from(reply)
                if kind in (NLMSG_DONE, NLMSG_ERROR):
                    return count
                count += 1
                reply = reply[(size + 3) & ~3:]

    def talk(self, family, cmd, payload):
        """Carry out a request; its error and text, and its answer."""
        self.send(family, cmd, payload, NLM_F_ACK)
        answer = b""
        while True:
            reply = self.sock.recv(1 << 17)
            _, kind, flags, _, _ = NLMSGHDR.unpack_from(reply)
            if kind == NLMSG_ERROR:
                break
            answer = reply[NLMSGHDR.size + GENLMSGHDR.size:]
        error, = struct.unpack_from("=i", reply, NLMSGHDR.size)
        text = b""
        if flags & NLM_F_ACK_TLVS:
            tlvs = dict(attrs(reply[2 * NLMSGHDR.size + 4:]))
            text = tlvs.get(NLMSGERR_ATTR_MSG, b"").rstrip(b"\0")
        return -error, text.decode(), answer

    def family(self, name):
        """The number of a family."""
        payload = put_attr(CTRL_ATTR_FAMILY_NAME, name.encode() + b"\0")
        _, _, answer = self.talk(GENL_ID_CTRL, CTRL_CMD_GETFAMILY, payload)
        return int.from_bytes(dict(attrs(answer))[CTRL_ATTR_FAMILY_ID],
                              sys.byteorder)


def requests(words):
    """The words of one request at a time."""
    while words:
        end = words.index("--") if "--" in words else len(words)
        yield words[:end]
        words = words[end + 1:]


def main():
    """Send what the arguments, or the standard input's words, say."""
    sock = Socket()
    family = sock.family("vbridge")
    words = sys.argv[1:] if len(sys.argv) > 1 else sys.stdin.read().split()
    for request in requests(words):
        cmd = NUMBERS["VBRIDGE_CMD_" + request.pop(0)]
        error, text, _ = sock.talk(family, cmd, encode(request))
        if error:
            print(f"request.py: {text or os.strerror(error)}", file=sys.stderr)
            sys.exit(2)


if __name__ == "__main__":
    main()
