#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""grow.py SET FORMAT COUNT - an uplink set grows while the sets are dumped

Begins a dump of this network namespace's uplink sets, of which there are more
than two messages can tell; lets SET, which is among the last, carry COUNT
networks that FORMAT names by number, more than a message of this dump has room
for; and reads the rest. Prints "interrupted" if the dump said that it is not
what there is. Fails if it ended with an error.
"""

import sys

from rawnetlink import (GENLMSGHDR, NLM_F_DUMP, NLM_F_DUMP_INTR, NLMSG_DONE,
                        NLMSG_ERROR, Genl, check)
from request import Named


def main():
    """Print how the dump ended."""
    name, form, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
    words = [f"UPLINKSET_NAME=str:{name}"]
    for number in range(count):
        words += ["UPLINKSET_CARRIED{",
                  f"CARRIED_NETWORK_NAME=str:{form % number}", "}"]
    switch = Named("vbridge")
    reader = Genl("vbridge")
    reader.room = 4096
    reader.find()
    reader.send(reader.family, GENLMSGHDR.pack(
        switch.number("CMD", "UPLINKSET_GET"), 1, 0), NLM_F_DUMP)
    interrupted = 0
    for i, (kind, flags, payload) in enumerate(reader.messages()):
        if i == 0:
            switch.ask("UPLINKSET_SET", words)
        interrupted |= flags & NLM_F_DUMP_INTR
        if kind in (NLMSG_DONE, NLMSG_ERROR):
            check(flags, payload)
            break
    print("interrupted" if interrupted else "complete")


main()
