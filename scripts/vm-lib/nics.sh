# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2154 # variables of scripts/vm
#
# The guest's NICs: cabled in pairs inside the VM, or on a wire to another VM.
# Nothing reaches the host's network.
#
# Most pairs hang on a hub inside QEMU. A hub has one queue; a pair with more
# (virtio-net:4) gets two multi-queue taps in a network namespace that lives
# as long as QEMU does, with all frames redirected from one to the other, so
# that not even a bridge's rules stand in between (see with-taps).
#
# A wire to another VM is a Unix socket: one VM listens on it, another connects
# to it and, when that has gone, the next one.

# How long a VM waits for the other end of its wires
WIRE_LIMIT=120

# _nic_parse MODEL[:QUEUES][@END:PATH][,mac=MAC]: fills the variables nic_*
_nic_parse()
{
	local spec=$1

	nic_mac='' nic_end='' nic_path='' nic_queues=''
	if [[ $spec == *,mac=* ]]; then
		nic_mac=${spec##*,mac=}
		spec=${spec%,mac=*}
	fi
	if [[ $spec == *@* ]]; then
		nic_path=${spec#*@}
		nic_end=${nic_path%%:*}
		nic_path=${nic_path#*:}
		spec=${spec%%@*}
	fi
	nic_model=${spec%%:*}
	[[ $spec != *:* ]] || nic_queues=${spec#*:}
}

_nic_check()
{
	[[ -z $nic_mac || $nic_mac =~ ^([0-9a-f]{2}:){5}[0-9a-f]{2}$ ]] ||
		die "--nic $1: $nic_mac is no MAC address"
	case $nic_model in
	virtio-net) ;;
	e1000e | vmxnet3)
		[[ -z $nic_queues ]] ||
			die "--nic $nic_model has no choice of queues"
		;;
	*) die "--nic $nic_model is unknown" ;;
	esac
	case $nic_end in
	'') return ;;
	listen | connect) [[ -n $nic_path ]] || die "--nic $1: no path" ;;
	*) die "--nic $1: an end of a wire is listen:PATH or connect:PATH" ;;
	esac
	# in the namespace of the taps the other end's socket is not listed
	! nics_need_taps || die "--nic $1: no wires beside NICs with queues"
}

nic_modules()
{
	local nic

	for nic in "${nics[@]}"; do
		_nic_parse "$nic"
		case $nic_model in
		virtio-net) echo virtio_net ;;
		*) echo "$nic_model" ;;
		esac
	done | sort -u | tr '\n' ' '
}

# The two ends of a wire have different addresses when nothing else is said
_nic_default_mac()
{
	local group=12

	[[ $nic_end != connect ]] || group=13
	printf '52:54:00:%s:00:%02x' "$group" $(($1 + 1))
}

# _nic_device NUMBER: what the guest sees
_nic_device()
{
	local model=$nic_model

	[[ $model != virtio-net ]] || model=virtio-net-pci
	printf '%s,netdev=nic%d,mac=%s' "$model" "$1" \
		"${nic_mac:-$(_nic_default_mac "$1")}"
	[[ -z $nic_queues ]] ||
		printf ',mq=on,vectors=%d' $((2 * nic_queues + 2))
}

# _nic_netdev NUMBER HUB: where it is cabled to
_nic_netdev()
{
	if [[ -n $nic_end ]]; then
		printf 'stream,id=nic%d,server=%s,addr.type=unix,addr.path=%s' \
			"$1" "$([[ $nic_end == listen ]] && echo on || echo off)" \
			"$nic_path"
	elif [[ -n $nic_queues ]]; then
		printf 'tap,id=nic%d,ifname=vmtap%d,queues=%d,script=no,downscript=no' \
			"$1" "$1" "$nic_queues"
	else
		printf 'hubport,id=nic%d,hubid=%d' "$1" "$2"
	fi
}

# nic_args - fills the array nic_qemu
nic_args()
{
	local i paired=0

	nic_qemu=()
	for ((i = 0; i < ${#nics[@]}; i++)); do
		_nic_parse "${nics[i]}"
		nic_qemu+=(-netdev "$(_nic_netdev "$i" $((paired / 2)))"
			-device "$(_nic_device "$i")")
		[[ -n $nic_end ]] || ((++paired))
	done
}

# 00010000 is the flag of a socket that accepts connections
_socket_listens()
{
	awk -v path="$1" '
		$4 == "00010000" && $NF == path { found = 1 }
		END { exit !found }' /proc/net/unix
}

# nics_ready - refuse what cannot be, and wait for the other ends of wires: QEMU
# connects when it starts or never
nics_ready()
{
	local nic end=$((SECONDS + WIRE_LIMIT))

	for nic in "${nics[@]}"; do
		_nic_parse "$nic"
		_nic_check "$nic"
		[[ $nic_end == connect ]] || continue
		until _socket_listens "$nic_path"; do
			((SECONDS < end)) || die "nobody listens on $nic_path"
			sleep 0.1
		done
	done
}

nics_need_taps()
{
	local nic

	for nic in "${nics[@]}"; do
		[[ ${nic%%@*} != *:* ]] || return 0
	done
	return 1
}
