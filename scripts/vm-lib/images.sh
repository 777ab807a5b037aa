# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# What the fast path boots: the stock kernel, unpacked, and a small initramfs
# with busybox, guest-init and the modules that stand between that kernel and
# the host's files.

INITRAMFS_MODULES=(virtio_pci virtio_console 9p 9pnet_virtio overlay)

# Paths, each after those it depends on; none of what is built in
_initramfs_modules()
{
	local mod home

	# shellcheck disable=SC2154 # of scripts/vm
	[[ $mode != uml ]] || return 0
	home=$("$SCRIPTS/kernel" modules)
	for mod in "${INITRAMFS_MODULES[@]}"; do
		modprobe -d "$home" -S "$1" --show-depends "$mod" || return
	done >"$2"
	awk '$1 == "insmod" && !seen[$2]++ { print $2 }' "$2"
}

# busybox's insmod is not relied on to decompress
_copy_module()
{
	case $1 in
	*.xz) xz -dc "$1" ;;
	*.zst) zstd -dcq "$1" ;;
	*.gz) gzip -dc "$1" ;;
	*) cat "$1" ;;
	esac
}

_fill_initramfs()
{
	local dir=$1 version=$2 path name paths

	mkdir -p "$dir"/{bin,dev,proc,sys,mod,lower,upper,root}
	cp "$(command -v busybox)" "$dir/bin/busybox"
	cp "$SCRIPTS/vm-lib/guest-init" "$dir/init"
	chmod +x "$dir/init"
	paths=$(_initramfs_modules "$version" "$dir/mod/depends") || return
	for path in $paths; do
		name=${path##*/}
		name=${name%%.ko*}.ko
		_copy_module "$path" >"$dir/mod/$name"
		echo "$name"
	done >"$dir/mod/order"
}

# initramfs - prints the path, building it when something it is made of changed
initramfs()
{
	local version out dir

	version=$("$SCRIPTS/kernel" version)
	out=$BUILD/initramfs-$version
	if [[ ! -s $out || $SCRIPTS/vm-lib/guest-init -nt $out ||
		$SCRIPTS/vm-lib/images.sh -nt $out ||
		$("$SCRIPTS/kernel" image) -nt $out ]]; then
		dir=$(mktemp -d)
		_fill_initramfs "$dir" "$version" || die "cannot build initramfs"
		(cd "$dir" && find . | cpio -o -H newc --quiet) >"$out.$$"
		mv "$out.$$" "$out"
		rm -rf "$dir"
	fi
	echo "$out"
}

# _unpack MAGIC-BYTES DECOMPRESSOR...: the ELF image inside a bzImage
_unpack()
{
	local image=$1 magic=$2 offset

	shift 2
	offset=$(LC_ALL=C grep -abo -m 1 -P "$magic" "$image" | cut -d : -f 1 | head -n 1)
	[[ -n $offset ]] || return 1
	# trailing bytes make the decompressor complain after its work
	tail -c "+$((offset + 1))" "$image" | "$@" 2>/dev/null >"$out.$$"
	[[ $(head -c 4 "$out.$$") == $'\x7fELF' ]]
}

# fast_kernel - prints the path of the kernel to boot. Unpacked here, because
# emulated decompression takes longer than the rest of the kernel's start; QEMU
# enters an ELF kernel directly (PVH), without firmware. Not one that was built
# in a tree: with KASAN, what runs at that entry looks at shadow memory that is
# not there yet.
fast_kernel()
{
	local image out

	image=$("$SCRIPTS/kernel" image)
	if [[ $image == */bzImage ]]; then
		echo "$image"
		return
	fi
	out=$BUILD/vmlinux-$("$SCRIPTS/kernel" version)
	if [[ ! -s $out || $image -nt $out ]]; then
		if _unpack "$image" '\xfd7zXZ\x00' xz -dc ||
			_unpack "$image" '\x28\xb5\x2f\xfd' zstd -dc ||
			_unpack "$image" '\x1f\x8b\x08' gzip -dc; then
			mv "$out.$$" "$out"
		else
			rm -f "$out.$$"
			out=$image
		fi
	fi
	echo "$out"
}
