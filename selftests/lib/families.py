# SPDX-License-Identifier: GPL-2.0
"""What the kernel is asked by the specifications in Documentation/netlink/specs"""

from netspec import Spec
from rawnetlink import GENLMSGHDR, Genl
from rtnetlink import Route


class Family(Spec, Genl):
    """A family of generic netlink."""

    def __init__(self, name):
        Spec.__init__(self, name)
        Genl.__init__(self, name)
        self.find()

    def ask(self, number, kind, payload=b"", flags=0):
        """Make a request of one of those kinds."""
        if kind == "do":
            return self.command(number, payload, flags=flags)
        return self.all_of(number, payload)

    def said(self, operation):
        """All that a dump says, decoded."""
        number, entry = self.operations[operation]
        for raw in self.all_of(number):
            yield self.decode(entry["attribute-set"], raw[GENLMSGHDR.size:])


class RouteFamily(Spec, Route):
    """A part of rtnetlink; a payload begins with the operation's header."""

    def __init__(self, name):
        Spec.__init__(self, name)
        Route.__init__(self)

    def ask(self, number, kind, payload=b"", flags=0):
        """Make a request of one of those kinds."""
        if kind == "do":
            return self.request(number, payload, flags)
        return self.dump(number, payload)


def family_of(name):
    """Whichever of the two it is."""
    return RouteFamily(name) if Spec(name).raw else Family(name)
