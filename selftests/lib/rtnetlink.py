# SPDX-License-Identifier: GPL-2.0
"""Devices, qdiscs and classes: messages of rtnetlink, undecoded"""

import os
import socket
import struct

from rawnetlink import NLA_F_NESTED, Netlink, attr, attrs

NETLINK_ROUTE = 0
NLM_F_REPLACE, NLM_F_EXCL, NLM_F_CREATE = 0x100, 0x200, 0x400
RTM_NEWLINK, RTM_GETLINK = 16, 18
RTM_NEWQDISC, RTM_GETQDISC, RTM_GETTCLASS = 36, 38, 42
IFLA_ADDRESS, IFLA_IFNAME, IFLA_LINKINFO, IFLA_NET_NS_FD = 1, 3, 18, 28
IFLA_INFO_KIND, IFLA_INFO_DATA = 1, 2
IFF_UP, IFF_RUNNING = 1, 0x40
TC_H_ROOT = 0xffffffff
TCA_KIND, TCA_OPTIONS, TCA_STATS2 = 1, 2, 7
TCA_STATS_BASIC, TCA_STATS_QUEUE = 1, 3

IFINFOMSG = struct.Struct("=BxHiII")	# family, type, index, flags, their mask
TCMSG = struct.Struct("=BxxxiIII")	# family, index, handle, parent, info


def ifinfo(index=0, flags=0, mask=0):
    """The header of a message about a device"""
    return IFINFOMSG.pack(0, 0, index, flags, mask)


def tcmsg(index, parent=0):
    """The header of a message about a device's qdiscs or classes"""
    return TCMSG.pack(0, index, 0, parent, 0)


class Route(Netlink):
    """Asks for the network namespace in which it is made"""

    def __init__(self):
        super().__init__(NETLINK_ROUTE)

    def get(self, name):
        """The attributes of a device"""
        answer = self.request(RTM_GETLINK, ifinfo() +
                              attr(IFLA_IFNAME, os.fsencode(name) + b"\0"))
        return dict(attrs(answer[IFINFOMSG.size:]))

    def make(self, name, kind, data, extra=b"", new=True):
        """A new device of a kind, or other data for one"""
        info = (attr(IFLA_INFO_KIND, kind.encode() + b"\0") +
                attr(IFLA_INFO_DATA | NLA_F_NESTED, data))
        self.request(RTM_NEWLINK, ifinfo() +
                     attr(IFLA_IFNAME, os.fsencode(name) + b"\0") + extra +
                     attr(IFLA_LINKINFO | NLA_F_NESTED, info),
                     NLM_F_CREATE | NLM_F_EXCL if new else 0)

    def change(self, name, up=False, netns=None):
        """Bring a device up, move it, or both"""
        flags = IFF_UP if up else 0
        extra = b"" if netns is None else attr(IFLA_NET_NS_FD, ("I", netns))
        self.request(RTM_NEWLINK, ifinfo(socket.if_nametoindex(name), flags,
                                         flags) + extra)
