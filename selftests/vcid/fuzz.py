#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""Requests of family vcid that are nearly right.

    fuzz.py ROUNDS SEED MAC...

Takes a request that sets each MAC (a burned-in address) to one of its own, and
damages it: attributes are dropped, doubled, exchanged, cut, lengthened, nested
wrongly, and bytes are changed. Prints how many were accepted and how many were
refused, by error number.
"""

import collections
import os
import random
import struct
import sys
from random import randbytes

from rawnetlink import NLA_F_NESTED, Genl, attr, errno_of, scribble

SET, CLEAR = 2, 3
NAME, ITEM, FORCE = 1, 2, 3
INDEX, TYPE, BURNED_IN, PARENT, PORT, SLOT, MAC, SERIAL, UUID = \
    1, 2, 5, 6, 7, 8, 9, 10, 11
WWNN, WWPN = 17, 18
INITIATOR, TARGET, TARGET_IP, LUN, IP, PREFIX_LEN = 22, 23, 24, 26, 27, 28
NPIV, PXE, FC_BOOT, TARGET_WWPN = 32, 33, 34, 35


def good_items(macs):
    """Items as lists of (attribute, value)."""
    items = [[(TYPE, struct.pack("=I", 0)),
              (BURNED_IN, bytes.fromhex(mac.replace(":", ""))),
              (MAC, bytes((6, 0, 0, 0, 0x40, i + 1)))]
             for i, mac in enumerate(macs)]
    items.append([(TYPE, struct.pack("=I", 0)), (PARENT, b"pci/none\0"),
                  (PORT, struct.pack("=I", 1)), (SLOT, struct.pack("=I", 2)),
                  (MAC, bytes((6, 0, 0, 0, 0x41, 1)))])
    items.append([(TYPE, struct.pack("=I", 3)), (PARENT, b"pci/none\0"),
                  (WWNN, struct.pack("=Q", 0x1000060000004001)),
                  (WWPN, struct.pack("=Q", 0x2000060000004001))])
    items.append([(TYPE, struct.pack("=I", 4)),
                  (BURNED_IN, bytes.fromhex(macs[0].replace(":", ""))),
                  (INITIATOR, b"iqn.x\0"), (TARGET, b"iqn.y\0"),
                  (TARGET_IP, bytes((192, 0, 2, 1))),
                  (IP, bytes((192, 0, 2, 2))),
                  (PREFIX_LEN, struct.pack("=I", 24))])
    items.append([(TYPE, struct.pack("=I", 3)), (PARENT, b"pci/none\0"),
                  (NPIV, b""),
                  (WWNN, struct.pack("=Q", 0x1000060000004001)),
                  (WWPN, struct.pack("=Q", 0x2000060000004002))])
    items.append([(TYPE, struct.pack("=I", 5)), (PARENT, b"pci/none\0"),
                  (PXE, struct.pack("=I", 1))])
    items.append([(TYPE, struct.pack("=I", 6)), (PARENT, b"pci/none\0"),
                  (FC_BOOT, struct.pack("=I", 2)),
                  (TARGET_WWPN, struct.pack("=Q", 0x5000060000004001)),
                  (LUN, struct.pack("=I", 7))])
    items.append([(TYPE, struct.pack("=I", 1)), (SERIAL, b"FUZZ-1\0")])
    items.append([(TYPE, struct.pack("=I", 2)), (UUID, randbytes(16))])
    return items


def damage_item(item):
    """One thing about an item that is not as it should be."""
    how = random.randrange(7)
    place = random.randrange(len(item))
    kind, value = item[place]
    if how == 0:
        del item[place]
    elif how == 1:
        item.append(random.choice(item))
    elif how == 2:
        item[place] = (random.randrange(0, 38), value)
    elif how == 3:
        item[place] = (kind, value[:random.randrange(len(value) + 1)])
    elif how == 4:
        item[place] = (kind, value + randbytes(random.randrange(1, 80)))
    elif how == 5:
        item[place] = (kind, randbytes(len(value)))
    else:
        item[place] = (kind | NLA_F_NESTED, value)


def damaged(macs):
    """The body of a request, damaged in one place or some."""
    items = good_items(macs)
    random.shuffle(items)
    items = items[:random.randrange(len(items) + 1)]
    for _ in range(random.randrange(3)):
        if items:
            item = random.choice(items)
            if item:
                damage_item(item)
    if not random.randrange(20):
        items *= 40
    body = attr(NAME, b"fuzz\0") if random.randrange(20) else b""
    if not random.randrange(10):
        body += attr(FORCE, b"")
    for item in items:
        nest = ITEM | (NLA_F_NESTED if random.randrange(30) else 0)
        body += attr(nest, b"".join(attr(*pair) for pair in item))
    if body and not random.randrange(4):
        body = scribble(body)
    return body[:65000]


def main():
    """Run the rounds."""
    rounds, macs = int(sys.argv[1]), sys.argv[3:]
    random.seed(int(sys.argv[2]))
    vcid = Genl("vcid")
    vcid.find()
    answers = collections.Counter()
    for _ in range(rounds):
        cmd = CLEAR if not random.randrange(50) else SET
        answers[errno_of(vcid.command, cmd, damaged(macs))] += 1
    accepted = answers.pop(0, 0)
    print("accepted", accepted, "refused", sum(answers.values()))
    for err, count in sorted(answers.items()):
        print(os.strerror(err), count)


if __name__ == "__main__":
    main()
