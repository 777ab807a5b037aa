#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""Send every stack of tags into every port, and see where it comes out.

tags.py MODULE WORLD [DEPTH]

Who sees a frame is on the network that it was sent on, says a model of what the
ports are configured to: it knows no more than the documentation. A frame that
the model gives to no network is seen by nobody. On a network without a tunnel
what is left of a frame has no tag at all.
"""

import ctypes
import itertools
import os
import socket
import struct
import sys

CLONE_NEWNET = 0x40000000
ETH_P_ALL = 3
SOL_PACKET, PACKET_AUXDATA, PACKET_STATISTICS = 263, 8, 6
PACKET_IGNORE_OUTGOING = 23
SO_RCVBUFFORCE = 33
AUXDATA = struct.Struct("=IIIHHHH")
TP_STATUS_VLAN_VALID, TP_STATUS_VLAN_TPID_VALID = 0x10, 0x40
C, S = 0x8100, 0x88a8
TYPE = 0x88b6       # local experimental ethertype 2
BATCH = 32

# What each port is: channel (None: none), kind, VID, network; as tags.sh has them
PORTS = {
    "p0": [(None, "untagged", 0, "a")],
    "p1": [(None, "vlan", 10, "a"), (None, "vlan", 20, "b")],
    "p2": [(None, "native", 30, "a"), (None, "vlan", 20, "b")],
    "p3": [(101, "untagged", 0, "a"), (102, "untagged", 0, "b")],
    "p4": [(103, "vlan", 10, "a"), (103, "native", 0, "b")],
    "p5": [(None, "untagged", 0, "b")],
    "p6": [(None, "tunnel", 0, "t")],
    "p7": [(104, "tunnel", 0, "t"), (None, "vlan", 10, "b")],
    "p8": [(None, "tunnel", 0, "t"), (None, "vlan", 20, "b"), (102, "untagged", 0, "a")],
    "p9": [(None, "untagged", 0, "a"), (None, "tunnel", 0, "t")],
    "u1": [(None, "vlan", 10, "a"), (None, "native", 0, "b")],
    "u2": [(None, "tunnel", 0, "t")],
}
TUNNELS = {"t"}
NETWORKS = ["a", "b", "t"]
FIRST = [(proto, vid) for proto in (C, S)
         for vid in (0, 10, 20, 30, 101, 102, 103, 104)]
THIRD = [(C, 0), (C, 20), (S, 102), (S, 104)]
BROADCAST = b"\xff" * 6
UNKNOWN = bytes.fromhex("020000009999")


def classify(port, stack):
    """The network of a frame with these tags, outermost first, and what is left"""
    channel, rest = None, stack
    if stack and stack[0][0] == S and \
            any(entry[0] == stack[0][1] for entry in PORTS[port]):
        channel, rest = stack[0][1], stack[1:]
    entries = {}
    for where, kind, vid, network in PORTS[port]:
        if where != channel:
            continue
        if kind in ("untagged", "native"):
            entries["untagged"] = network
        if kind in ("vlan", "native") and vid:
            entries[vid] = network
        if kind == "tunnel":
            entries["tunnel"] = network
    network, left = None, rest
    if rest and rest[0][0] == C:
        network, left = entries.get(rest[0][1] or "untagged"), rest[1:]
    elif not rest:
        network = entries.get("untagged")
    if network is None:
        network, left = entries.get("tunnel"), rest
    if left and network not in TUNNELS:
        return None, left
    return network, left


def enter(name):
    with open("/run/netns/" + name) as netns:
        if ctypes.CDLL(None, use_errno=True).setns(netns.fileno(), CLONE_NEWNET):
            raise OSError(ctypes.get_errno(), "setns")


def open_socket(dev):
    sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW,
                         socket.htons(ETH_P_ALL))
    sock.setsockopt(SOL_PACKET, PACKET_IGNORE_OUTGOING, 1)
    sock.setsockopt(SOL_PACKET, PACKET_AUXDATA, 1)
    sock.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 16 << 20)
    sock.bind((dev, ETH_P_ALL))
    sock.setblocking(False)
    return sock


def stack_of(frame, ancillary):
    """The tags of a frame that was seen, and its number; None if it is not ours"""
    stack, at = [], 12
    for level, kind, data in ancillary:
        if (level, kind) != (SOL_PACKET, PACKET_AUXDATA):
            continue
        status, *_, tci, tpid = AUXDATA.unpack(data[:AUXDATA.size])
        if status & TP_STATUS_VLAN_VALID:
            proto = tpid if status & TP_STATUS_VLAN_TPID_VALID else C
            stack.append((proto, tci & 0xfff))
    while True:
        proto, = struct.unpack_from("!H", frame, at)
        if proto not in (C, S):
            break
        stack.append((proto, struct.unpack_from("!H", frame, at + 2)[0] & 0xfff))
        at += 4
    if proto != TYPE:
        return None
    return stack, struct.unpack_from("!I", frame, at + 2)[0]


class Walk:
    def __init__(self, module, world):
        enter(module)
        self.hosts = {"host " + name: open_socket(name) for name in NETWORKS}
        enter(world)
        self.ends = {name: open_socket("w" + name) for name in PORTS}
        self.sent = []      # network by a frame's number
        self.seen = {}      # how many of those were seen, by sender
        self.leaks = 0

    def send(self, sender, stack, dest):
        number = len(self.sent)
        if sender in self.ends:
            sock, where = self.ends[sender], sender
            network, left = classify(sender, stack)
        else:
            sock, where = self.hosts[sender], sender
            network, left = sender.split()[1], stack
            if left and network not in TUNNELS:
                network = None
        source = bytes([2, 0, 0, 0, 1, (list(PORTS) + list(self.hosts)).index(where)])
        tags = b"".join(struct.pack("!HH", *tag) for tag in stack)
        frame = dest + source + tags + struct.pack("!HI", TYPE, number) + bytes(46)
        self.sent.append((sender, stack, network, left))
        try:
            sock.send(frame)
        except OSError as error:
            # the host's own way refuses what it does not take
            if sender in self.ends:
                raise error

    def check(self, where, stack, number):
        sender, sent, network, left = self.sent[number]
        if where in self.ends:
            is_on, rest = classify(where, stack)
        else:
            is_on, rest = where.split()[1], stack
        self.seen[sender] = self.seen.get(sender, 0) + 1
        if is_on == network and network is not None and rest == left:
            return
        self.leaks += 1
        if self.leaks <= 20:
            print(f"{sender} sent {sent} on {network}: {where} saw {stack} on {is_on}")

    def drain(self):
        for where, sock in {**self.ends, **self.hosts}.items():
            while True:
                try:
                    frame, ancillary, _, _ = sock.recvmsg(256, 64)
                except BlockingIOError:
                    break
                found = stack_of(frame, ancillary)
                if found:
                    self.check(where, *found)

    def dropped(self):
        return sum(struct.unpack("II", sock.getsockopt(
            SOL_PACKET, PACKET_STATISTICS, 8))[1]
            for sock in {**self.ends, **self.hosts}.values())


def stacks(depth):
    for n in range(depth + 1):
        kinds = [FIRST, FIRST, THIRD][:n]
        yield from (list(stack) for stack in itertools.product(*kinds))


def main():
    module, world = sys.argv[1:3]
    depth = int(sys.argv[3]) if len(sys.argv) > 3 else 3
    walk = Walk(module, world)
    for sender in (*walk.ends, *walk.hosts):
        for stack in stacks(depth):
            walk.send(sender, stack, UNKNOWN if len(walk.sent) % 2 else BROADCAST)
            if len(walk.sent) % BATCH == 0:
                walk.drain()
    walk.drain()
    blind = [sender for sender in (*walk.ends, *walk.hosts)
             if not walk.seen.get(sender)]
    print(f"{len(walk.sent)} frames sent, {sum(walk.seen.values())} seen, "
          f"{walk.leaks} leaked, {walk.dropped()} not looked at")
    if blind:
        print("nothing was seen of", ", ".join(blind))
    return bool(walk.leaks or blind)


if __name__ == "__main__":
    os.environ.setdefault("LC_ALL", "C")
    sys.exit(main())
