# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034,SC2154
#
# The qdisc "flexnic" on a wire between two namespaces; needs lib/ktap.sh and
# lib/net.sh.
#
#	$blade: eth0 192.0.2.1 ======== eth1 192.0.2.2: $wire
#
#	load_sched			sch_flexnic.ko
#	sched_wire QUEUES		makes the wire
#	sched_root OPTIONS...		flexnic as the root 1: of eth0
#	sched_stat CLASS NAME		a counter of tc -s class show (bytes,
#					packets, drops, overlimits, backlog, and
#					waiting: packets of that)
#	sched_xstat CLASS NAME		one of the qdisc's own
#					of the root $SCHED_HANDLE
#	median COLUMN FILE		of the figures in that column
#
# $SINK is an address whose frames the far end takes from the wire and drops:
# floods go there. $FAR answers.

FLOOD=$FLEXNIC_ROOT/selftests/flexnic/flood
RAWOPT=$FLEXNIC_ROOT/selftests/flexnic/rawopt
SINK=192.0.2.9
SCHED_HANDLE=1:
FAR=192.0.2.2

load_sched()
{
	_loaded sch_flexnic || _load sch_flexnic
	defer sched_unload
}

sched_unload()
{
	! _loaded sch_flexnic || rmmod sch_flexnic
}

sched_neigh()
{
	_ip "$blade" neigh replace "$SINK" lladdr 02:00:00:00:00:09 dev eth0 \
		nud permanent
}

sched_wire()
{
	ns_new blade wire
	veth_pair "$blade" eth0 "$wire" eth1 numtxqueues "$1" numrxqueues "$1"
	_ip "$blade" addr add 192.0.2.1/24 dev eth0
	_ip "$wire" addr add 192.0.2.2/24 dev eth1
	sched_neigh
	wait_for 20 in_ns "$blade" ping -c 1 -W 1 "$FAR"
}

sched_root()
{
	tc -n "$blade" qdisc replace dev eth0 root handle 1: flexnic "$@"
	defer sched_no_root
}

sched_no_root()
{
	tc -n "$blade" qdisc del dev eth0 root 2>/dev/null || true
}

# Text: tc prints classes as JSON only since iproute2 6.9
sched_class()
{
	tc -n "$blade" -s class show dev eth0 |
		awk -v class="$SCHED_HANDLE$1" '$1 == "class" { on = $3 == class } on'
}

sched_stat()
{
	sched_class "$1" | awk -v name="$2" '
		function size(s) {
			return s * (s ~ /Mb$/ ? 1048576 : s ~ /Kb$/ ? 1024 : 1)
		}
		{ gsub(/[(),]/, "") }
		$1 == "Sent" {
			v["bytes"] = $2
			v["packets"] = $4
			v["drops"] = $7
			v["overlimits"] = $9
		}
		$1 == "backlog" {
			v["backlog"] = size($2)
			v["waiting"] = $3 + 0
		}
		END { printf "%d\n", v[name] }'
}

sched_xstat()
{
	sched_class "$1" | grep -o -m 1 "$2 [0-9]*" | awk '{ print $2 }'
}

median()
{
	awk -v column="$1" '{ print $column }' "$2" | sort -g |
		awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'
}
