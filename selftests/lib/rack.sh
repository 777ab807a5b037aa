# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# A blade, a module and a client, cabled and not configured; needs ktap.sh and
# net.sh sourced first. What README's examples run on, and `make shell`.
#
#	blade (initial netns)    module (netns)        client (netns)
#	+-------------+          +-----------+         +---------------------+
#	| eth0 =======|==========|= eth1     |         |      c1 \           |
#	+-------------+          |       up1 =|========|=         br0        |
#	                         |       up2 =|========|=     c2 /  br0.10   |
#	                         +-----------+         +---- 10.0.10.2 ------+
#
#	rack_up MODULE CLIENT	makes them, in netns of these names
#	RACK_CLIENT		the client's address, in VLAN 10
#
# br0 is a switch of the data centre: it takes what is tagged as it comes.

RACK_CLIENT=10.0.10.2

_rack_ns()
{
	ip netns add "$1"
	defer _ns_del "$1"
	ip -n "$1" link set lo up
}

# The device of VLAN 10 takes the bridge's carrier, which comes a moment later
_rack_client()
{
	local ns=$1

	ip -n "$ns" link add br0 type bridge
	ip -n "$ns" link set c1 master br0
	ip -n "$ns" link set c2 master br0
	ip -n "$ns" link set br0 up
	ip -n "$ns" link add link br0 name br0.10 type vlan id 10
	ip -n "$ns" address add "$RACK_CLIENT/24" dev br0.10
	ip -n "$ns" link set br0.10 up
	wait_link_up "$ns" br0.10
}

rack_up()
{
	local module=$1 client=$2

	_rack_ns "$module"
	_rack_ns "$client"
	veth_pair "" eth0 "$module" eth1
	veth_pair "$module" up1 "$client" c1
	veth_pair "$module" up2 "$client" c2
	_rack_client "$client"
}
