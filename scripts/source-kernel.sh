# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Kernels of our own, built from the distribution's source package; sourced by
# scripts/debug-kernel and bench/kernel.
#
#	source_kernel NAME CONFIG MINUTES MAKE-ARGS...
#
# prints the path of a tree in which a kernel is built from the fragment CONFIG
# on top of allnoconfig, by `make MAKE-ARGS...`. Everything that the fragment
# sets to y or m must come out so. A patch beside it, of the same name, is
# applied. The tree is kept in ~/.cache/flexnic, under a name that changes with
# the source, the fragment and the patch.

SOURCE_PACKAGE=linux-source-6.1
_source_cache=${XDG_CACHE_HOME:-$HOME/.cache}/flexnic

_source_die()
{
	printf '%s-kernel: %s\n' "$_source_name" "$*" >&2
	exit 1
}

# _source_patch CONFIG: prints the patch, if there is one
_source_patch()
{
	local patch=${1%.config}.patch

	[[ ! -e $patch ]] || cat "$patch"
}

# _source_dir TARBALL CONFIG: another one when something it is made of is
_source_dir()
{
	local sum

	sum=$({ stat -c '%n %s %Y' "$1" && cat "$2" && _source_patch "$2"; } |
		sha256sum)
	echo "$_source_cache/$_source_name-${sum:0:12}"
}

# All that the fragment asks for, or say what the kernel made of it
_source_check()
{
	local line wrong=0

	while read -r line; do
		grep -qxF "$line" .config || {
			echo "not as asked for: $line"
			wrong=1
		}
	done < <(grep '^CONFIG_.*=[ym]$' "$1")
	return "$wrong"
}

# _source_build TARBALL CONFIG MAKE-ARGS...
_source_build()
{
	local tarball=$1 config=$2

	shift 2
	tar -xJf "$tarball" --strip-components=1 &&
		_source_patch "$config" | patch -p1 --forward &&
		make "$@" KCONFIG_ALLCONFIG="$config" allnoconfig &&
		_source_check "$config" &&
		make -j"${FLEXNIC_JOBS:-$(nproc)}" "$@"
}

# Two at once must not write the same tree
source_kernel()
{
	local _source_name=$1 config=$2 minutes=$3 tarball dir log lock

	shift 3
	tarball=$(compgen -G "/usr/src/$SOURCE_PACKAGE.tar.xz" || true)
	[[ -n $tarball ]] || _source_die "needs $SOURCE_PACKAGE: run scripts/setup"
	dir=$(_source_dir "$tarball" "$config")
	log=$_source_cache/$_source_name-kernel.log
	mkdir -p "$_source_cache"
	exec {lock}>"$_source_cache/$_source_name-kernel.lock"
	flock "$lock"
	if [[ ! -e $dir/ready ]]; then
		echo "building a $_source_name kernel, about $minutes minutes: $log" >&2
		rm -rf "$dir"
		mkdir "$dir"
		(cd "$dir" && _source_build "$tarball" "$config" "$@") \
			>"$log" 2>&1 </dev/null || {
			tail -n 20 "$log" >&2
			_source_die "no kernel was built"
		}
		touch "$dir/ready"
	fi
	exec {lock}>&-
	echo "$dir"
}
