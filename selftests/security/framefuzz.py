#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""framefuzz.py DEV SECONDS SEED MAC... - frames that nobody should send

Stacked tags, headers that end early or lie about lengths, IGMP and MLD of all
kinds, and GSO packets as a guest could hand them to a tap device, to the MACs
given and to others. Prints how many the device took.
"""

import random
import socket
import struct
import sys
import time
from random import randbytes

SOL_PACKET, PACKET_VNET_HDR = 263, 15
# flags, GSO type, header length, GSO size, checksum's start and offset
VNET_HDR = struct.Struct("=BBHHHH")
TPIDS = (0x8100, 0x88a8, 0x9100)
TYPES = (0x0800, 0x86dd, 0x0806, 0x8809, 0x88cc, 0x88f7, 0x8906, 0x9950, 0x05dc,
         0x0000, 0xffff)
MULTICAST = ("01005e000001", "01005e000016", "01005e7ffffa", "333300000001",
             "333300000016", "0180c2000000", "0180c2000002", "0180c200000e",
             "ffffffffffff", "000000000000", "030000000001")


def checksum(data):
    """That of the Internet's protocols."""
    data += b"\0" * (len(data) & 1)
    total = sum(struct.unpack(f">{len(data) // 2}H", data))
    total = (total & 0xffff) + (total >> 16)
    return ~(total + (total >> 16)) & 0xffff


def lie(value, limit):
    """Mostly the truth."""
    return value if random.random() < 0.8 else random.randrange(limit)


def igmp():
    """A report, a query, a leave, or what looks like one."""
    group = bytes((random.randrange(224, 240), 0, 0, random.randrange(256)))
    kind = random.choice((0x11, 0x12, 0x16, 0x17, 0x22, 0x22, random.randrange(256)))
    body = struct.pack(">BBH", kind, random.randrange(256), 0) + group
    if kind == 0x22:
        records = random.randrange(6)
        body = struct.pack(">BBHHH", kind, 0, 0, 0, lie(records, 65536))
        for _ in range(records):
            sources = random.randrange(4)
            body += struct.pack(">BBH", random.randrange(8), lie(0, 256),
                                lie(sources, 65536)) + group
            body += randbytes(4 * sources)
    elif kind == 0x11 and random.random() < 0.5:
        sources = random.randrange(4)
        body += struct.pack(">BBH", random.randrange(16), random.randrange(256),
                            lie(sources, 65536)) + randbytes(4 * sources)
    total = checksum(body)
    return body[:2] + struct.pack(">H", lie(total, 65536)) + body[4:]


def ipv4():
    """A header, and behind it IGMP or anything."""
    proto = random.choice((2, 2, 2, 6, 17, 1, 132))
    body = igmp() if proto == 2 else randbytes(random.randrange(80))
    options = b"\x94\x04\0\0" if random.random() < 0.5 else b""
    ihl = lie(5 + len(options) // 4, 16)
    head = struct.pack(">BBHHHBBH4s4s", 4 << 4 | ihl, 0,
                       lie(20 + len(options) + len(body), 65536), 1,
                       lie(0, 65536), lie(1, 256), proto, 0, randbytes(4),
                       bytes((random.choice((224, 239, 10, 255)), 0, 0,
                              random.randrange(256))))
    total = checksum(head + options)
    return head[:10] + struct.pack(">H", lie(total, 65536)) + head[12:] + \
        options + body


def mld():
    """A report, a query, a done, or what looks like one."""
    group = b"\xff\x02" + bytes(13) + bytes((random.randrange(256),))
    kind = random.choice((130, 131, 132, 143, 143, 135, random.randrange(256)))
    if kind != 143:
        return struct.pack(">BBHHH", kind, 0, random.randrange(65536),
                           random.randrange(65536), 0) + group + \
            randbytes(random.choice((0, 0, 4, 20)))
    records = random.randrange(6)
    body = struct.pack(">BBHHH", kind, 0, random.randrange(65536), 0,
                       lie(records, 65536))
    for _ in range(records):
        sources = random.randrange(3)
        body += struct.pack(">BBH", random.randrange(8), lie(0, 256),
                            lie(sources, 65536)) + group
        body += randbytes(16 * sources)
    return body


def ipv6():
    """A header, perhaps a hop-by-hop one, and MLD or anything."""
    body = mld() if random.random() < 0.7 else randbytes(random.randrange(90))
    following = 58
    if random.random() < 0.6:
        body = struct.pack(">BBBBHBB", 58, lie(0, 256), 5, 2, 0, 1, 0) + body
        following = 0
    return struct.pack(">IHBB", 6 << 28, lie(len(body), 65536),
                       lie(following, 256), 1) + \
        b"\xfe\x80" + randbytes(14) + b"\xff\x02" + randbytes(14) + body


def frame(macs):
    """Any frame."""
    targets = [bytes.fromhex(mac) for mac in MULTICAST] + macs * 4
    source = random.choice(macs + [randbytes(6), bytes(6), b"\xff" * 6])
    data = random.choice(targets) + source
    for _ in range(random.choice((0, 0, 1, 1, 2, 2, 3, 9))):
        data += struct.pack(">HH", random.choice(TPIDS),
                            random.choice((0, 1, 10, 11, 101, 102, 4095, 0x2065,
                                           random.randrange(65536))))
    kind = random.choice(TYPES)
    data += struct.pack(">H", kind)
    maker = {0x0800: ipv4, 0x86dd: ipv6}.get(kind)
    data += maker() if maker else randbytes(random.randrange(200))
    if random.random() < 0.3:
        data = data[:random.randrange(14, len(data) + 1)]
    if random.random() < 0.05:
        data += randbytes(random.randrange(8000))
    return data


def gso(data):
    """What a guest says of a packet: mostly nothing."""
    if random.random() < 0.7:
        return VNET_HDR.pack(0, 0, 0, 0, 0, 0)
    return VNET_HDR.pack(random.choice((0, 1, 1, 2)),
                         random.choice((0, 1, 3, 4, 5, 0x81, 0x84)),
                         random.randrange(len(data) + 20),
                         random.choice((0, 1, 8, 500, 1448, 65535)),
                         random.randrange(len(data) + 20),
                         random.choice((6, 16, random.randrange(65536))))


def main():
    """Send for as long as was said."""
    dev, seconds, seed = sys.argv[1], float(sys.argv[2]), int(sys.argv[3])
    macs = [bytes.fromhex(mac.replace(":", "")) for mac in sys.argv[4:]]
    random.seed(seed)
    sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
    sock.bind((dev, 0))
    sock.setsockopt(SOL_PACKET, PACKET_VNET_HDR, 1)
    sent = refused = 0
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        data = frame(macs)
        try:
            sock.send(gso(data) + data)
            sent += 1
        except OSError:
            refused += 1
    print(f"{dev}: {sent} frames sent, {refused} refused by the sender's device")


if __name__ == "__main__":
    main()
