# SPDX-License-Identifier: GPL-2.0
"""The openvswitch kernel datapath, by netlink, without its daemons."""

import struct

from rawnetlink import NLA_F_NESTED, Genl, attr

# linux/openvswitch.h
CMD_NEW = 1
DP_ATTR_NAME, DP_ATTR_UPCALL_PID = 1, 2
VPORT_ATTR_PORT_NO, VPORT_ATTR_TYPE, VPORT_ATTR_NAME = 1, 2, 3
VPORT_ATTR_UPCALL_PID = 5
VPORT_TYPE_NETDEV = 1
FLOW_ATTR_KEY, FLOW_ATTR_ACTIONS, FLOW_ATTR_MASK = 1, 2, 7
KEY_ENCAP, KEY_IN_PORT, KEY_ETHERNET, KEY_VLAN = 1, 3, 4, 5
KEY_ETHERTYPE, KEY_IPV4 = 6, 7
ACTION_OUTPUT = 1

ETH_P_IP, ETH_P_8021Q = 0x0800, 0x8100
VLAN_PRESENT = 0x1000
FRAGMENT_NONE = 0


def _nest(kind, *parts):
    return attr(kind | NLA_F_NESTED, b"".join(parts))


def _u32(kind, value):
    return attr(kind, struct.pack("=I", value))


def _be16(kind, value):
    return attr(kind, struct.pack(">H", value))


def _ipv4(fragment):
    return attr(KEY_IPV4, struct.pack("=8x3xB", fragment))


def _mac(side, host):
    return bytes((2, 0xbb, side)) + host.to_bytes(3, "big")


# What a switchd that learns addresses looks at: port, addresses, VLAN
MASK = _nest(FLOW_ATTR_MASK,
             _u32(KEY_IN_PORT, 0xffffffff),
             attr(KEY_ETHERNET, b"\xff" * 12),
             _be16(KEY_ETHERTYPE, 0xffff),
             _be16(KEY_VLAN, 0x1fff),
             _nest(KEY_ENCAP, _be16(KEY_ETHERTYPE, 0xffff), _ipv4(0xff)))


class Family(Genl):
    """A family of openvswitch; its requests begin with the datapath's index."""

    def __init__(self, name):
        super().__init__(name)
        self.find()

    def new(self, datapath, payload):
        """Make an object of that kind."""
        self.command(CMD_NEW, struct.pack("=i", datapath), payload)


class Datapath:
    """A switch without flows: each packet would go to user space."""

    def __init__(self, name):
        self.ports = {}
        Family("ovs_datapath").new(
            0, attr(DP_ATTR_NAME, name.encode() + b"\0") +
            _u32(DP_ATTR_UPCALL_PID, 0))
        with open(f"/sys/class/net/{name}/ifindex", encoding="ascii") as file:
            self.index = int(file.read())
        self.vports, self.flows = Family("ovs_vport"), Family("ovs_flow")

    def add_port(self, name):
        """A device becomes a port."""
        number = len(self.ports) + 1
        self.vports.new(
            self.index, attr(VPORT_ATTR_NAME, name.encode() + b"\0") +
            _u32(VPORT_ATTR_TYPE, VPORT_TYPE_NETDEV) +
            _u32(VPORT_ATTR_PORT_NO, number) +
            _u32(VPORT_ATTR_UPCALL_PID, 0))
        self.ports[name] = number

    def add_flow(self, port_in, port_out, host, vid):
        """Frames of a pair of hosts go out as they came in, both ways."""
        for side, source, target in ((0, port_in, port_out),
                                     (1, port_out, port_in)):
            key = _nest(FLOW_ATTR_KEY,
                        _u32(KEY_IN_PORT, self.ports[source]),
                        attr(KEY_ETHERNET,
                                 _mac(side, host) + _mac(1 - side, host)),
                        _be16(KEY_ETHERTYPE, ETH_P_8021Q),
                        _be16(KEY_VLAN, VLAN_PRESENT | vid),
                        _nest(KEY_ENCAP, _be16(KEY_ETHERTYPE, ETH_P_IP),
                              _ipv4(FRAGMENT_NONE)))
            actions = _nest(FLOW_ATTR_ACTIONS,
                            _u32(ACTION_OUTPUT, self.ports[target]))
            self.flows.new(self.index, key + actions + MASK)
