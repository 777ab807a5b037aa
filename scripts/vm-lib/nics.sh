# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2154 # variables of scripts/vm
#
# The guest's NICs, cabled in pairs inside the VM: nothing reaches the host's
# network.
#
# Most pairs hang on a hub inside QEMU. A hub has one queue; a pair with more
# (virtio-net:4) gets two multi-queue taps in a network namespace that lives
# as long as QEMU does, with all frames redirected from one to the other, so
# that not even a bridge's rules stand in between (see with-taps).

nic_modules()
{
	local nic

	for nic in "${nics[@]}"; do
		case ${nic%%:*} in
		virtio-net) echo virtio_net ;;
		*) echo "${nic%%:*}" ;;
		esac
	done | sort -u | tr '\n' ' '
}

_nic_queues()
{
	[[ $1 != *:* ]] || echo "${1#*:}"
}

_nic_device()
{
	local model=$1 mac=$2 id=$3 queues=$4

	case $model in
	virtio-net)
		printf 'virtio-net-pci,netdev=%s,mac=%s' "$id" "$mac"
		[[ -z $queues ]] ||
			printf ',mq=on,vectors=%d' $((2 * queues + 2))
		;;
	e1000e | vmxnet3)
		[[ -z $queues ]] || die "--nic $model has no choice of queues"
		printf '%s,netdev=%s,mac=%s' "$model" "$id" "$mac"
		;;
	*) die "--nic $model is unknown" ;;
	esac
}

# nic_args - fills the array nic_qemu
nic_args()
{
	local i model queues device

	nic_qemu=()
	for ((i = 0; i < ${#nics[@]}; i++)); do
		model=${nics[i]%%:*}
		queues=$(_nic_queues "${nics[i]}")
		device=$(_nic_device "$model" \
			"$(printf '52:54:00:12:00:%02x' $((i + 1)))" \
			"nic$i" "$queues") || exit 1
		if [[ -n $queues ]]; then
			nic_qemu+=(-netdev "tap,id=nic$i,ifname=vmtap$i,queues=$queues,script=no,downscript=no")
		else
			nic_qemu+=(-netdev "hubport,id=nic$i,hubid=$((i / 2))")
		fi
		nic_qemu+=(-device "$device")
	done
}

nics_need_taps()
{
	[[ ${nics[*]-} == *:* ]]
}
