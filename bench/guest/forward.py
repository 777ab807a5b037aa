# SPDX-License-Identifier: GPL-2.0
"""Peers that forward between two ports, with a tag for each network.

    framegen --- port in === switch === port out

Half of the addresses are behind each port. The frames of all networks go one
way, between pairs of hosts in a random order; all addresses were learned.
"""

import ovs
from sender import FRAMEGEN, Framegen, check, tell
from tools import batch, nic, run, vcctl_batch

VID = 101


class Scale:
    """How much there is to know."""

    def __init__(self, networks, macs, size=60, flows=1, gso=0):
        self.networks = networks
        self.pairs = macs // 2
        self.frames = {"networks": networks, "vid": VID, "pairs": self.pairs,
                       "size": size, "flows": flows, "gso": gso}

    def vids(self):
        """VLANs of the networks."""
        return range(VID, VID + self.networks)


def bare(port_in, port_out, _scale):
    """A wire: what one port receives the other sends."""
    tell(f"{FRAMEGEN}/wire", f"{port_in} {port_out}")


def arrival(_port_in, _port_out, _scale):
    """Half of the bare path: frames arrive, and the stack drops them."""


def vbridge(port_in, port_out, scale):
    """vbridge: a network for each VLAN, a connection for each on both ports."""
    vcctl_batch([f"network add n{vid}" for vid in scale.vids()] +
                [f"connection add {port} network n{vid} vlan {vid}"
                 for vid in scale.vids() for port in (port_in, port_out)])


def _bridge(name, port_in, port_out, options=""):
    batch("ip", f"link add {name} type bridge mcast_snooping 1 {options}",
          f"link set {port_in} master {name}",
          f"link set {port_out} master {name}", f"link set {name} up")


def bridge(port_in, port_out, _scale):
    """net/bridge that does not look at tags."""
    _bridge("plain", port_in, port_out)


def bridge_vlan(port_in, port_out, scale):
    """net/bridge with vlan_filtering, all VLANs tagged on both ports."""
    _bridge("filtering", port_in, port_out,
            "vlan_filtering 1 vlan_default_pvid 0")
    first, last = scale.vids()[0], scale.vids()[-1]
    batch("bridge", *(f"vlan add dev {port} vid {first}-{last}"
                      for port in (port_in, port_out)))


def stack(port_in, port_out, scale):
    """A bond for an uplink, and VLAN devices of both ends in a bridge each."""
    lines = ["link add uplink type bond mode active-backup",
             f"link set {port_out} down",
             f"link set {port_out} master uplink",
             "link set uplink up"]
    for vid in scale.vids():
        lines += [f"link add b{vid} type bridge",
                  f"link add d{vid} link {port_in} type vlan id {vid}",
                  f"link add u{vid} link uplink type vlan id {vid}",
                  f"link set d{vid} master b{vid}",
                  f"link set u{vid} master b{vid}",
                  f"link set d{vid} up", f"link set u{vid} up",
                  f"link set b{vid} up"]
    batch("ip", *lines)
    run("tc", "qdisc", "replace", "dev", port_out, "root", "noqueue")


def openvswitch(port_in, port_out, scale):
    """The openvswitch datapath, with the flows that its switchd would make."""
    datapath = ovs.Datapath("ovs0")
    for port in (port_in, port_out):
        datapath.add_port(port)
    for pair in range(scale.pairs):
        vid = VID + pair % scale.networks
        datapath.add_flow(port_in, port_out, pair, vid)


PEERS = (
    ("bare", bare),
    ("arrival", arrival),
    ("vbridge", vbridge),
    ("bridge", bridge),
    ("bridge-vlan", bridge_vlan),
    ("bond+vlan+bridge", stack),
    ("openvswitch", openvswitch),
)


def _learn(port_in, port_out, scale):
    """Every host has said something once."""
    frames = {**scale.frames, "sequential": 1, "gso": 0, "size": 60}
    Framegen(port_out, back=1, **frames).all()
    Framegen(port_in, **frames).all()


def cases(only, networks=4, macs=100, size=60, flows=1, gso=0):
    """Sets everything up; senders by name."""
    scale = Scale(networks, macs, size, flows, gso)
    senders = {}
    for number, (name, setup) in enumerate(PEERS):
        if not only.search(name):
            continue
        port_in, port_out = nic(f"i{number}"), nic(f"o{number}")
        setup(port_in, port_out, scale)
        senders[name] = Framegen(port_in, **scale.frames)
        if setup not in (bare, arrival):
            _learn(port_in, port_out, scale)
        if setup is not arrival:
            check(name, senders[name], port_out)
    return senders
