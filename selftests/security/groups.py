#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""groups.py DEV COUNT - join as many IPv4 groups as nobody needs (IGMPv2)"""

import socket
import struct
import sys

from framefuzz import checksum


def report(number):
    """A frame that joins a group."""
    group = struct.pack(">I", 0xe8000100 + number)
    body = struct.pack(">BBH", 0x16, 0, 0) + group
    body = body[:2] + struct.pack(">H", checksum(body)) + body[4:]
    head = struct.pack(">BBHHHBBH4s4s", 0x46, 0xc0, 24 + len(body), 0, 0, 1, 2, 0,
                       bytes((198, 18, 9, 9)), group) + b"\x94\x04\0\0"
    head = head[:10] + struct.pack(">H", checksum(head)) + head[12:]
    mac = struct.pack(">HI", 0x0100, 0x5e000000 | (0x000100 + number) & 0x7fffff)
    return mac + b"\x02\xcc\0\0\0\x01\x08\x00" + head + body


def main():
    """Send them."""
    sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
    sock.bind((sys.argv[1], 0))
    for number in range(int(sys.argv[2])):
        sock.send(report(number))


main()
