#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""Hear the probes of loop protection, and say them again.

replay.py NETNS DEV count N		wait until N have come
replay.py NETNS DEV now NETNS DEV	say one again there, as soon as it has come
replay.py NETNS DEV late NETNS DEV	keep one until four more have come, and say it
					again twenty times; then wait for another four
"""

import ctypes
import socket
import sys

CLONE_NEWNET = 0x40000000
PROBE = 0x88b5
SOL_PACKET, PACKET_IGNORE_OUTGOING = 263, 23


def open_socket(netns, dev):
    with open("/run/netns/" + netns) as file:
        if ctypes.CDLL(None, use_errno=True).setns(file.fileno(), CLONE_NEWNET):
            raise OSError(ctypes.get_errno(), "setns")
    sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(PROBE))
    sock.setsockopt(SOL_PACKET, PACKET_IGNORE_OUTGOING, 1)
    sock.bind((dev, PROBE))
    sock.settimeout(30)
    return sock


def main():
    netns, dev, what, *rest = sys.argv[1:]
    ears = open_socket(netns, dev)
    if what == "count":
        for _ in range(int(rest[0])):
            ears.recv(256)
        return
    mouth = open_socket(*rest)
    probe = ears.recv(256)
    if what == "now":
        mouth.send(probe)
        return
    for _ in range(4):
        ears.recv(256)
    for _ in range(20):
        mouth.send(probe)
    for _ in range(4):
        ears.recv(256)


main()
