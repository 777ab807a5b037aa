# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Networks, modules and traffic for tests; needs ktap.sh sourced first.
#
# What a function here creates is undone by itself (see defer in ktap.sh).
#
# Waiting: never sleep for a condition.
#	wait_for SECONDS CMD...		poll until CMD exits 0, else fail
#	wait_text SECONDS TEXT CMD...	poll until CMD prints TEXT
#	wait_exit SECONDS PID		until PID has ended (not its status)
#	wait_link_up NS DEV		carrier and operstate up, 10 s at most
#	settled NS			for wait_for: no link of it is about to
#					change its state
#	genl_listens NS PID [N]		for wait_for: PID, which runs in NS, has
#					joined N generic netlink groups (1)
#
# Namespaces and devices: NS is a netns name, or "" for the current one.
#	ns_new VAR...			new netns, unique names put into VARs
#	in_ns NS CMD...			run CMD there
#	veth_pair NS1 DEV1 NS2 DEV2 [LINK-ARGS...]
#					two ends, up; LINK-ARGS as in ip link
#					(numtxqueues 4 ...), for both ends
#	dev_exists NS DEV		for conditions and wait_for
#	dev_mac NS DEV			prints the address
#	dev_macs			prints those of all devices, to be compared
#	dev_detail NS DEV WORD		prints what ip -d has behind that word
#	dev_stat NS DEV NAME		prints a counter, e.g. rx_packets
#	nic_list DRIVER			prints this machine's idle netdevs driven
#					by DRIVER (virtio_net, e1000e), in order
#					of MAC: 1 and 2 are cabled together, then
#					3 and 4, ... (see Documentation/testing.rst)
#	nic_to_ns DEV NS		moves it there, and back at the end
#
# Traffic:
#	iperf3_server NS [PORT]		starts one and waits until it listens
#	iperf3_client NS FILE ARGS...	JSON report into FILE; ARGS as iperf3's
#	iperf3_start NS FILE ARGS...	the same in the background, BG_PID set
#	iperf3_rate FILE		received Mbit/s, two decimals
#	iperf3_bytes FILE		received bytes
#	capture NS DEV FILE [FILTER...]	tcpdump in the background into FILE, waits
#					until it listens; BG_PID set
#	capture_stop PID		ends it, with all it had seen in FILE
#	capture_count FILE [FILTER...]	prints the number of frames
#
# Processes:
#	background CMD...		starts CMD silently, BG_PID set, killed
#					at the end
#	stop PID			ends it and waits for it
#	udev_start			udev, where it does not run; skips the case
#					when there is none
#
# Modules and tools:
#	load_flexnic [PARAM=VALUE...]	flexnic and sch_flexnic, fresh
#	unload_flexnic			fails when something still holds them
#	dmesg_mark			remember the log's end ...
#	dmesg_clean			... fails when a report came since then
#	kernel_memory			KB that it cannot get back: slab, percpu
#	require_root, require_cmd CMD..., require_module MOD...
#					skip the case or the program when missing
#	vcctl, tc			the ones built in this tree

FLEXNIC_ROOT=${FLEXNIC_ROOT:-$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)}
VCCTL=${VCCTL:-$FLEXNIC_ROOT/tools/vcctl/vcctl}
BG_PID=

# Programs in Python find lib/rawnetlink.py there
export PYTHONPATH=$FLEXNIC_ROOT/selftests/lib PYTHONDONTWRITEBYTECODE=1

# tc looks for q_flexnic.so there
export TC_LIB_DIR=${TC_LIB_DIR:-$FLEXNIC_ROOT/tools/tc}

vcctl()
{
	"$VCCTL" "$@"
}

# ---- waiting ----------------------------------------------------------------

# A pipe that nobody writes to: to wait for it takes no process
exec {_never}<> <(:)

_pause()
{
	read -rt "$1" -u "$_never" || true
}

# The pause, in ms, is the polling interval, not the wait: short at first, since
# most conditions hold soon, and a tenth of a second at most. The clock is read
# anew each time, so that a slow CMD does not stretch the limit. A debug kernel
# has FLEXNIC_SLOWNESS times as long.
wait_for()
{
	local limit=$(($1 * ${FLEXNIC_SLOWNESS:-1})) end pause=10 interval

	end=$((SECONDS + limit))
	shift
	until "$@" >/dev/null 2>&1; do
		if ((SECONDS >= end)); then
			echo "after ${limit}s still not: $*"
			return 1
		fi
		printf -v interval '0.%03d' "$pause"
		_pause "$interval"
		((pause = pause < 64 ? pause * 2 : 100))
	done
}

_prints()
{
	local text=$1

	shift
	[[ $("$@" 2>&1) == *"$text"* ]]
}

wait_text()
{
	local limit=$1

	shift
	wait_for "$limit" _prints "$@"
}

# ---- namespaces and devices -------------------------------------------------

_ns_count=0

ns_new()
{
	local _var _name

	for _var; do
		_name=fx$BASHPID-$((_ns_count++))-$_var
		ip netns add "$_name"
		defer _ns_del "$_name"
		ip -n "$_name" link set lo up
		printf -v "$_var" '%s' "$_name"
	done
}

# What still runs in it would keep the netns, and its devices, alive
_ns_del()
{
	local pid

	for pid in $(ip netns pids "$1"); do
		kill -KILL "$pid"
	done
	ip netns del "$1"
}

in_ns()
{
	local ns=$1

	shift
	if [[ -n $ns ]]; then
		ip netns exec "$ns" "$@"
	else
		"$@"
	fi
}

_ip()
{
	local ns=$1

	shift
	ip ${ns:+-n "$ns"} "$@"
}

veth_pair()
{
	local ns1=$1 dev1=$2 ns2=$3 dev2=$4

	shift 4
	_ip "$ns1" link add "$dev1" "$@" type veth \
		peer name "$dev2" "$@" ${ns2:+netns "$ns2"}
	defer _ip "$ns1" link del "$dev1"
	_ip "$ns1" link set "$dev1" up
	_ip "$ns2" link set "$dev2" up
	wait_link_up "$ns1" "$dev1"
	wait_link_up "$ns2" "$dev2"
}

dev_exists()
{
	_ip "$1" link show dev "$2" >/dev/null 2>&1
}

# What tests ask for again and again is read out of ip's text by the shell: jq
# takes ten times as long to start as all else that they run.

_link_is_up()
{
	local line

	line=$(_ip "$1" -o link show dev "$2") &&
		[[ $line == *[,\<]LOWER_UP[,\>]* &&
			$line =~ \ state\ (UP|UNKNOWN)\  ]]
}

wait_link_up()
{
	wait_for 10 _link_is_up "$1" "$2"
}

# The carrier is there at once; flags, operstate and what notifiers make of them
# come when the kernel's linkwatch gets to it, up to a second later
_link_settled()
{
	local flags state

	[[ $1 =~ \<(.*)\>.*\ state\ ([A-Z]+) ]] || return
	flags=,${BASH_REMATCH[1]},
	state=${BASH_REMATCH[2]}
	case $flags in
	*,UP,*) ;;
	*) return 0 ;;
	esac
	case $flags in
	*,LOWER_UP,*) [[ $flags != *,NO-CARRIER,* && $state != *DOWN ]] ;;
	*) [[ $flags == *,NO-CARRIER,* && $state == *DOWN ]] ;;
	esac
}

settled()
{
	local lines line

	lines=$(_ip "$1" -o link show) || return
	while read -r line; do
		_link_settled "$line" || return
	done <<<"$lines"
}

dev_mac()
{
	local line

	line=$(_ip "$1" -o link show dev "$2") &&
		[[ $line =~ \ link/[a-z]+\ ([0-9a-f:]+) ]] &&
		echo "${BASH_REMATCH[1]}"
}

# dev_detail NS DEV promiscuity|allmulti|minmtu|...
dev_detail()
{
	_ip "$1" -d -o link show dev "$2" | sed -n "s/.* $3 \([^ ]*\) .*/\1/p"
}

dev_macs()
{
	grep . /sys/class/net/*/address
}

# dev_stat NS DEV rx_packets|tx_bytes|rx_dropped|...
dev_stat()
{
	local json

	json=$(_ip "$1" -j -s -s link show dev "$2") &&
		[[ $json =~ \"${3%%_*}\":\{[^\}]*\"${3#*_}\":([0-9]+) ]] &&
		echo "${BASH_REMATCH[1]}"
}

nic_list()
{
	local dev

	for dev in /sys/class/net/*; do
		[[ $(readlink -f "$dev/device/driver") == */"$1" ]] || continue
		[[ $(cat "$dev/operstate") != up ]] || continue
		printf '%s %s\n' "$(cat "$dev/address")" "${dev##*/}"
	done | sort | cut -d ' ' -f 2
}

nic_to_ns()
{
	ip link set "$1" netns "$2"
	defer ip -n "$2" link set "$1" netns 1
}

# ---- processes --------------------------------------------------------------

# Turns "in_ns NS CMD..." into a command that is no function: in the background
# a function would be a shell of its own, with CMD as its child, and BG_PID
# would not be CMD's.
_argv()
{
	_cmd=("$@")
	[[ $1 == in_ns ]] || return 0
	_cmd=("${@:3}")
	[[ -z $2 ]] || _cmd=(ip netns exec "$2" "${_cmd[@]}")
}

# _start FILE CMD...: output into FILE
_start()
{
	local file=$1 _cmd

	shift
	_argv "$@"
	"${_cmd[@]}" >"$file" 2>&1 </dev/null &
	BG_PID=$!
	defer stop "$BG_PID"
}

background()
{
	_start /dev/null "$@"
}

# A zombie too: it is reaped by the shell that started it
_gone()
{
	[[ ! -e /proc/$1 ]] || grep -qs '^State:[[:space:]]*[ZX]' "/proc/$1/status"
}

wait_exit()
{
	wait_for "$1" _gone "$2"
}

stop()
{
	local children

	children=$(pgrep -P "$1") || true
	# shellcheck disable=SC2086
	kill "$1" $children 2>/dev/null || true
	wait_for 10 _gone "$1"
}

# genl_socket NS PID: the line in /proc/net/netlink of its generic netlink
# socket (16). libnl makes the port number of the process and, above it, 10 bits
# of its own.
genl_socket()
{
	local line field

	in_ns "$1" cat /proc/net/netlink | while read -r line; do
		read -ra field <<<"$line"
		[[ ${field[1]} == 16 ]] || continue
		(((field[2] & 0x3fffff) != $2)) || echo "$line"
	done
}

# The groups stand there as a mask. No kernel has so many families that ours
# would be beyond the 32 that are shown.
genl_listens()
{
	local groups mask count=0

	read -r _ _ _ groups _ < <(genl_socket "$1" "$2")
	for ((mask = 16#${groups:-0}; mask; mask &= mask - 1)); do
		((++count))
	done
	((count >= ${3:-1}))
}

udev_start()
{
	local udevd=/lib/systemd/systemd-udevd

	[[ -x $udevd ]] || ktap_skip "needs udev"
	if ! udevadm control --ping 2>/dev/null; then
		background "$udevd"
		wait_for 30 udevadm control --ping
	fi
}

# ---- traffic ----------------------------------------------------------------

_listens()
{
	[[ -n $(in_ns "$1" ss -Htln "sport = :$2") ]]
}

iperf3_server()
{
	local ns=$1 port=${2:-5201}

	background in_ns "$ns" iperf3 -s -p "$port"
	wait_for 20 _listens "$ns" "$port"
}

iperf3_client()
{
	local ns=$1 file=$2

	shift 2
	in_ns "$ns" iperf3 --json --connect-timeout 10000 "$@" >"$file" ||
		{ jq -r .error "$file"; return 1; }
}

iperf3_start()
{
	local ns=$1 file=$2

	shift 2
	_start "$file" in_ns "$ns" \
		iperf3 --json --connect-timeout 10000 "$@"
}

iperf3_rate()
{
	jq -r '(.end.sum_received // .end.sum).bits_per_second / 1e6 |
		. * 100 | round / 100' "$1"
}

iperf3_bytes()
{
	jq -r '(.end.sum_received // .end.sum).bytes' "$1"
}

# -U flushes each frame, so that a killed capture has lost nothing. Of a frame its
# beginning is kept: the ring has slots of that size, and with the default, a
# quarter of a megabyte, so few of them that a burst does not fit in.
capture()
{
	local ns=$1 dev=$2 file=$3

	shift 3
	_start "$file.err" in_ns "$ns" tcpdump -i "$dev" -n -U \
		--immediate-mode -B 4096 -s 256 -w "$file" "$@"
	wait_text 20 "listening on" cat "$file.err"
}

capture_stop()
{
	stop "$1"
}

# Of a file without a header, which a capture begins with, there is no count
capture_count()
{
	local count=''

	read -r count _ < <(tcpdump --count -n -r "$@" 2>/dev/null) || true
	echo "${count:-0}"
}

# ---- modules and tools ------------------------------------------------------

# the file of a module of this tree
_ko()
{
	compgen -G "$FLEXNIC_ROOT/*/*/$1.ko"
}

_loaded()
{
	[[ -d /sys/module/$1 ]]
}

# By name where they are installed (the VM runner stages them under
# /lib/modules), else the files of this tree with what they depend on.
_load()
{
	local mod=$1 dep

	shift
	if modinfo "$mod" >/dev/null 2>&1; then
		modprobe "$mod" "$@"
		return
	fi
	for dep in $(modinfo -F depends "$(_ko "$mod")" | tr , ' '); do
		_loaded "$dep" || _load "$dep"
	done
	insmod "$(_ko "$mod")" "$@"
}

load_flexnic()
{
	unload_flexnic
	_loaded sch_flexnic || _load sch_flexnic
	_load flexnic "$@"
	defer unload_flexnic
}

# flexnic uses sch_flexnic, or the other way round: what cannot go first can
# go second.
unload_flexnic()
{
	local mod

	for mod in flexnic sch_flexnic flexnic; do
		! _loaded "$mod" || rmmod "$mod" 2>/dev/null || true
	done
	! _loaded flexnic && ! _loaded sch_flexnic
}

kernel_memory()
{
	awk '/^(SUnreclaim|Percpu):/ { sum += $2 } END { print sum }' /proc/meminfo
}

_dmesg_seq=

dmesg_mark()
{
	_dmesg_seq="selftest mark $BASHPID $RANDOM"
	echo "$_dmesg_seq" >/dev/kmsg
}

dmesg_clean()
{
	dmesg | sed "1,/$_dmesg_seq/d" |
		"$FLEXNIC_ROOT/selftests/lib/splat"
}

require_root()
{
	((EUID == 0)) || ktap_skip_all "needs root"
}

require_cmd()
{
	local cmd

	for cmd; do
		command -v "$cmd" >/dev/null || ktap_skip_all "needs $cmd"
	done
}

require_module()
{
	local mod

	for mod; do
		modprobe -n -q "$mod" || _ko "$mod" >/dev/null ||
			ktap_skip_all "needs module $mod"
	done
}
