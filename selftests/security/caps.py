#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""caps.py FAMILY nobody|root-of-user-ns - who may ask for what

Asks for each operation of the family without attributes. One line each: the
operation, what its specification asks of its caller, and "refused" if it was
for want of a capability, else "allowed".
"""

import errno
import sys

from families import Family
from rawnetlink import errno_of


def main():
    """Print the table; fail where it is not as specified."""
    family = Family(sys.argv[1])
    refuses = {"nobody": ("admin-perm", "uns-admin-perm"),
               "root-of-user-ns": ("admin-perm",)}[sys.argv[2]]
    wrong = 0
    for name, number, kind, entry in family.requests():
        needs = family.needs(entry)
        got = errno_of(family.ask, number, kind) == errno.EPERM
        print(f"{family.name} {name} {kind}: {needs or 'anybody'}:",
              "refused" if got else "allowed")
        wrong += got != (needs in refuses)
    sys.exit(wrong > 0)


main()
