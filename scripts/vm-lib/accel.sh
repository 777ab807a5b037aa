# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# KVM or TCG. /dev/kvm may exist and not work: it can fail at once, or hang
# before the kernel's first line. So a stock kernel is booted to user space
# once per boot of the host, with a limit.

PROBE_LIMIT=15

_probe_initramfs()
{
	local dir=$1

	mkdir -p "$dir/bin" "$dir/dev"
	cp "$(command -v busybox)" "$dir/bin/busybox"
	printf '#!/bin/busybox sh\n%s\n%s\n' \
		'/bin/busybox echo probe-reached-user-space' \
		'/bin/busybox reboot -f' >"$dir/init"
	chmod +x "$dir/init"
	(cd "$dir" && find . | cpio -o -H newc --quiet)
}

_probe_boots()
{
	local dir rc=0

	dir=$(mktemp -d)
	_probe_initramfs "$dir/root" >"$dir/initramfs"
	timeout -k 2 "$PROBE_LIMIT" qemu-system-x86_64 \
		-accel kvm -cpu host -m 512 -smp 2 -nodefaults -no-reboot \
		-display none -serial stdio \
		-kernel "$("$SCRIPTS/kernel" image)" -initrd "$dir/initramfs" \
		-append "console=ttyS0 panic=-1 reboot=t" \
		</dev/null 2>/dev/null | grep -q probe-reached-user-space || rc=1
	rm -rf "$dir"
	return "$rc"
}

_probe()
{
	if [[ -w /dev/kvm ]] && _probe_boots; then
		echo kvm
	else
		echo tcg
	fi
}

# accel - prints kvm or tcg
accel()
{
	local cache

	cache=$BUILD/accel-$(cat /proc/sys/kernel/random/boot_id)
	if [[ ! -s $cache ]]; then
		mkdir -p "$BUILD"
		_probe >"$cache.$$"
		mv "$cache.$$" "$cache"
	fi
	cat "$cache"
}
