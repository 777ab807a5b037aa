# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Several VMs on one wire, for a test that runs on the host ("# vm: host"), and
# what those VMs and the host tell one another; needs ktap.sh sourced first, and
# on the host net.sh.
#
# On the host:
#	vms_setup			$VM_WIRE, a folder that the VMs share, empty
#					and removed at the end
#	vm_start NAME OPTIONS... -- CMD...
#					starts a VM by scripts/vm run OPTIONS; what
#					it prints goes to the report, by name.
#					Killed at the end, if it is there still
#	vm_done SECONDS NAME		waits for its end, in the shell that has
#					started it, and fails unless CMD and the
#					VM have ended well
#	vm_kill NAME			pulls its power plug
#	vms_run				none has ended by itself, for conditions
#
# In all of them:
#	wire_tell EVENT [TEXT]		something has come to pass
#	wire_hear SECONDS EVENT		waits for it and prints TEXT
#	wire_forget EVENT		it has not, any more

declare -A _vm_pid=()

vms_setup()
{
	[[ -z ${FLEXNIC_VM-} ]] ||
		ktap_skip_all "starts VMs, so it runs on the host"
	require_root
	VM_WIRE=$(mktemp -d)
	export VM_WIRE
	defer rm -rf "$VM_WIRE"
}

# A process group of its own, the whole of which goes at once
vm_start()
{
	local name=$1 out=$VM_WIRE/.$1.out mark='# '

	shift
	# what a case prints is made diagnostics anyway
	[[ -z $_ktap_in_case ]] || mark=
	: >"$out"
	setsid "$FLEXNIC_ROOT/scripts/vm" run --wire "$VM_WIRE" "$@" \
		>"$out" 2>&1 </dev/null &
	_vm_pid[$name]=$!
	defer vm_kill "$name"
	tail -n +1 -s 0.2 --pid=$! -f "$out" |
		sed -u "s/^/$mark$name: /" &
}

vm_done()
{
	local pid=${_vm_pid[$2]} status=0

	wait_exit "$1" "$pid"
	wait "$pid" || status=$?
	unset "_vm_pid[$2]"
	expect_eq "$status" 0 "exit status of VM $2"
}

# scripts/vm hears TERM when it waits, and takes QEMU with it
vm_kill()
{
	local pid=${_vm_pid[$1]-}

	[[ -n $pid ]] || return 0
	kill "$pid" 2>/dev/null || true
	wait_exit 20 "$pid" || kill -KILL -- "-$pid"
	unset "_vm_pid[$1]"
}

vms_run()
{
	local pid

	for pid in "${_vm_pid[@]}"; do
		! _gone "$pid" || return 1
	done
}

# ---- what they tell one another ----------------------------------------------

# Whole or not at all: it is moved there
wire_tell()
{
	printf '%s\n' "${2-}" >"$VM_WIRE/.$1.$BASHPID"
	mv "$VM_WIRE/.$1.$BASHPID" "$VM_WIRE/$1"
}

wire_hear()
{
	wait_for "$1" test -e "$VM_WIRE/$2" >&2
	cat "$VM_WIRE/$2"
}

wire_forget()
{
	rm -f "${VM_WIRE:?}/$1"
}
