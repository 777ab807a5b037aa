#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: host timeout=300
#
# What is in the Debian packages, beside what `make install` and `make
# modules_install` place, and what lintian says of them.
#
source "$(dirname "$0")/../lib/ktap.sh"
source "$(dirname "$0")/../lib/net.sh"
# shellcheck source=selftests/packages/packages-lib.sh
source "$(dirname "$0")/packages-lib.sh"

placed='' packaged=''

setup()
{
	require_root
	require_cmd lintian
	packages_find
	placed=$(mktemp -d)
	packaged=$(mktemp -d)
	defer rm -rf "$placed" "$packaged"
	dpkg-deb -x "${deb[vcctl]}" "$packaged"
	# Debian's own: no installation from source has them
	rm -r "$packaged"/usr/share/{doc,lintian}
	unmerge "$packaged"
	# pages are compressed there
	uncompress "$packaged"
	in_tree install DESTDIR="$placed" PREFIX=/usr
}

# A make of its own, whatever runs this; net.sh has set where tc finds the plugin
in_tree()
{
	env -u TC_LIB_DIR -u MAKEFLAGS make -s -C "$FLEXNIC_ROOT" "$@" >/dev/null
}

# On a system /lib is a link to /usr/lib
unmerge()
{
	[[ -d $1/lib ]] || return 0
	cp -a "$1/lib" "$1/usr/"
	rm -r "${1:?}/lib"
}

# Pages of several names are links to compressed ones
uncompress()
{
	local link

	find "$1" -name '*.gz' -type l | while read -r link; do
		gzip -dc "$link" >"${link%.gz}"
		rm "$link"
	done
	find "$1" -name '*.gz' -exec gunzip {} +
}

files_of()
{
	(cd "$1" && find . -type f -printf '%P %m\n' | sort)
}

test_version_is_one()
{
	expect_eq "$(dpkg-deb -f "${deb[vcctl]}" Version)" "$version"
	expect_eq "$(dpkg-deb -f "${deb[flexnic-dkms]}" Version)" "$version"
	expect_eq "$("$packaged/usr/sbin/vcctl" -V)" "vcctl $version"
	expect_eq "$("$placed/usr/sbin/vcctl" -V)" "vcctl $version"
}

test_same_files_as_make_install()
{
	expect_ok test -s "$placed/usr/share/man/man8/vcctl.8"
	expect_ok diff <(files_of "$packaged") <(files_of "$placed")
}

# All but the programs, which Debian builds with flags of its own
test_same_contents_as_make_install()
{
	local file compared=0

	while read -r file; do
		! is_elf "$placed/$file" || continue
		expect_ok diff <(page "$packaged/$file") <(page "$placed/$file")
		((++compared))
	done < <(cd "$placed" && find . -type f)
	echo "$compared files are the same"
	((compared > 0))
}

is_elf()
{
	[[ $(head -c 4 "$1") == $'\x7fELF' ]]
}

# A page that is only another name of one has all of it in the package
page()
{
	local line

	line=$(head -n 1 "$1")
	case $line in
	".so "*) cat "$(dirname "$1")/../${line#.so }" ;;
	*) cat "$1" ;;
	esac
}

test_dkms_knows_all_modules()
{
	local root want have

	root=$(mktemp -d)
	defer rm -rf "$root"
	in_tree modules_install INSTALL_MOD_PATH="$root" DEPMOD=true
	want=$(find "$root" -name '*.ko*' -printf '%f\n' | sed 's/\.ko.*//' | sort)
	have=$(dkms_setting 'BUILT_MODULE_NAME[*]' | tr ' ' '\n' | sort)
	expect_eq "$have" "$want" "modules of dkms.conf"
	expect_text vbridge echo "$have"
}

# What it has is as in a clean checkout; that it has enough shows when it is built
test_dkms_source_is_the_tree()
{
	local dir have entry

	dir=$(mktemp -d)
	defer rm -rf "$dir"
	dpkg-deb -x "${deb[flexnic-dkms]}" "$dir/deb"
	"$FLEXNIC_ROOT/scripts/copy-tree" "$dir/tree" >/dev/null
	have=$dir/deb/usr/src/flexnic-$version
	for entry in dkms.conf $(ls "$have"); do
		expect_ok diff -r "$have/$entry" "$dir/tree/$entry"
	done
}

# dpkg-source leaves out what is for git only
test_source_package_is_the_tree()
{
	local dir

	dir=$(mktemp -d)
	defer rm -rf "$dir"
	mkdir "$dir/source"
	tar -xJf "$DEBS/flexnic_$version.tar.xz" --strip-components=1 \
		-C "$dir/source"
	"$FLEXNIC_ROOT/scripts/copy-tree" "$dir/tree" >/dev/null
	expect_ok diff -r --exclude=.gitignore "$dir/source" "$dir/tree"
}

test_lintian_finds_nothing()
{
	expect_ok lintian --allow-root --display-info \
		--fail-on error,warning,info "${deb[changes]}"
}

ktap_setup setup
ktap_main test_version_is_one test_same_files_as_make_install \
	test_same_contents_as_make_install test_dkms_knows_all_modules \
	test_dkms_source_is_the_tree test_source_package_is_the_tree \
	test_lintian_finds_nothing
