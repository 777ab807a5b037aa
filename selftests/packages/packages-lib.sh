# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# The Debian packages that `make deb` has built, and a clean Debian to install
# them in; needs ktap.sh and net.sh sourced first.
#
#	packages_find		${deb[flexnic-dkms]} and ${deb[vcctl]}, their
#				paths, ${deb[changes]}, that of the upload, and
#				$version
#	packages_build FOLDER VERSION
#				the same tree as another version, in FOLDER
#	root_new		$root, a copy of what scripts/clean-root prints,
#				removed at the end
#	in_root CMD...		runs CMD there
#	root_apt ARGS...	apt-get, silent but for errors
#	root_manifest		all files there are, with their contents' sums

DEBS=$FLEXNIC_ROOT/build/deb

declare -A deb=()
version='' root=''

# dkms.conf is made to be sourced
dkms_setting()
{
	# shellcheck source=dkms.conf disable=SC2034 # it is taken from there
	(kernel_source_dir='' && source "$FLEXNIC_ROOT/dkms.conf" && eval "echo \"\${$1}\"")
}

packages_find()
{
	local arch

	require_cmd dpkg-deb
	arch=$(dpkg --print-architecture)
	version=$(dkms_setting PACKAGE_VERSION)
	deb=(
		[flexnic-dkms]=$DEBS/flexnic-dkms_${version}_all.deb
		[vcctl]=$DEBS/vcctl_${version}_$arch.deb
		[changes]=$DEBS/flexnic_${version}_$arch.changes
	)
	ls -- "${deb[@]}" >/dev/null || {
		echo "run make deb first" >&2
		return 1
	}
}

packages_build()
{
	"$FLEXNIC_ROOT/scripts/build-deb" --version "$2" "$1" >/dev/null
}

# Beside what it is copied from, where a VM sees it too
root_new()
{
	local clean

	clean=$("$FLEXNIC_ROOT/scripts/clean-root")
	root=$(mktemp -d "${clean%/*}/packages-root.XXXXXX")
	defer rm -rf "$root"
	cp -a "$clean/." "$root"
}

# The mounts, and what CMD leaves running, end with it
in_root()
{
	# shellcheck disable=SC2016 # the other shell's
	unshare --mount --pid --fork --kill-child bash -c '
		mount -t proc proc "$0/proc" && exec chroot "$0" "$@"' \
		"$root" /usr/bin/env -i HOME=/root LC_ALL=C.UTF-8 INITRD=No \
		PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
		DEBIAN_FRONTEND=noninteractive "$@"
}

root_apt()
{
	in_root apt-get -y -qq -o Dpkg::Use-Pty=0 "$@"
}

root_manifest()
{
	(
		cd "$root" || exit 1
		find . -xdev \
			\( -path ./proc -o -path ./sys -o -path ./dev -o \
			-path ./run -o -path ./tmp \) -prune -o \
			\( -type f -exec sha256sum {} + \) -o \
			-printf '%y%l %p\n' | awk '{ print $2, $1 }' | sort
	)
}
