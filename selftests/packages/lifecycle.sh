#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: host timeout=2400
#
# The life of the Debian packages in a clean Debian: installed in an older
# version, there for a kernel that comes later, upgraded, used in a VM, removed
# and purged. Each case goes on where the one before it ended.
#
#	clean root -- older -- second kernel -- this version -- removed -- purged
#	    |                                        |                       |
#	    |                                        VM                      |
#	    +------------------- the same files again -----------------------+
#
source "$(dirname "$0")/../lib/ktap.sh"
source "$(dirname "$0")/../lib/net.sh"
# shellcheck source=selftests/packages/packages-lib.sh
source "$(dirname "$0")/packages-lib.sh"

UNIT=etc/systemd/system/vcctl-apply.service
ENABLED=etc/systemd/system/multi-user.target.wants/vcctl-apply.service
STORE=var/lib/vcctl/domain.db

# What apt and dpkg themselves change or leave: records, logs and caches
OTHERS='\./var/lib/dpkg/(status|status-old|diversions|diversions-old|lock.*)
\./var/lib/apt/(extended_states|daily_lock|periodic|listchanges.*)
\./var/lib/apt/lists/.*
\./var/(cache/(apt|debconf|ldconfig)|log)/.*'

# And depmod, which DKMS runs, for a kernel that has gone: its index
of_gone_kernel()
{
	echo "\./usr/lib/modules/$1(/modules\.[a-z.]*)?"
}

older='' older_debs='' stock='' second='' second_headers='' names=() before=''

setup()
{
	require_root
	require_cmd mmdebstrap unshare dpkg-buildpackage
	packages_find
	older=$version~older
	older_debs=$(mktemp -d)
	defer rm -rf "$older_debs"
	packages_build "$older_debs" "$older"
	root_new
	root_apt update
	before=$(mktemp)
	defer rm -f "$before"
	root_manifest >"$before"
	find_kernels
	read -ra names <<<"$(dkms_setting 'BUILT_MODULE_NAME[*]')"
}

# The one that the root was made with, and the real-time flavour, which is
# another kernel for all that is built
find_kernels()
{
	stock=$("$FLEXNIC_ROOT/scripts/kernel" version)
	second_headers=linux-headers-rt-$(dpkg --print-architecture)
	second=$(in_root apt-cache depends "$second_headers" |
		sed -n 's/.*Depends: linux-headers-//p')
	diag "kernels $stock and $second"
}

# install_debs FILE...: with what they depend on, and tc. What DKMS recommends
# beyond that is none of ours
install_debs()
{
	local file paths=()

	mkdir -p "$root/tmp/debs"
	cp "$@" "$root/tmp/debs/"
	for file; do
		paths+=("/tmp/debs/${file##*/}")
	done
	root_apt install --no-install-recommends iproute2 "${paths[@]}"
}

# The versions that DKMS has installed for KERNEL
dkms_versions()
{
	in_root dkms status -k "$1" |
		sed -n 's|^flexnic/\([^,]*\), .*: installed.*|\1|p'
}

# DKMS goes on when a step of less weight fails, and says this
COMPLAINT="bad exit status"

package_version()
{
	# shellcheck disable=SC2016 # dpkg-query's
	in_root dpkg-query -W -f '${Version}\n' "$1"
}

module_path()
{
	in_root modinfo -k "$1" -n "$2"
}

# ---- cases ------------------------------------------------------------------

test_older_installs()
{
	expect_no_text "$COMPLAINT" install_debs "$older_debs"/{flexnic-dkms,vcctl}_*.deb
	expect_eq "$(package_version flexnic-dkms)" "$older"
	expect_eq "$(dkms_versions "$stock")" "$older" "version built for $stock"
}

test_builds_for_kernel_that_comes_later()
{
	expect_no_text "$COMPLAINT" root_apt install "$second_headers"
	expect_eq "$(dkms_versions "$second")" "$older" "version built for $second"
	expect_eq "$(dkms_versions "$stock")" "$older" "version built for $stock"
}

# What systemctl disable and edit do, and a domain
administrate()
{
	rm "$root/$ENABLED"
	mkdir "$root/$UNIT.d"
	echo '[Unit]' >"$root/$UNIT.d/local.conf"
	in_root vcctl pool add macs kind mac ranges '[local:1]'
	expect_ok test -s "$root/$STORE"
}

# Elsewhere than in the root there is a kernel that runs, and each of the others
# is built for when it does
build_for_all_kernels()
{
	echo 'autoinstall_all_kernels="yes"' >>"$root/etc/dkms/framework.conf"
}

test_upgrade_takes_the_place()
{
	expect_ok test -L "$root/$ENABLED"
	administrate
	build_for_all_kernels
	expect_no_text "$COMPLAINT" \
		install_debs "${deb[flexnic-dkms]}" "${deb[vcctl]}"
	expect_eq "$(package_version flexnic-dkms)" "$version"
	expect_eq "$(package_version vcctl)" "$version"
	expect_eq "$(dkms_versions "$stock")" "$version" "version built for $stock"
	expect_eq "$(dkms_versions "$second")" "$version" "version built for $second"
	expect_fail test -e "$root/var/lib/dkms/flexnic/$older"
	expect_fail test -e "$root/usr/src/flexnic-$older"
}

# There are no conffiles: for one that comes, this wants a case of its own
test_upgrade_keeps_what_was_changed()
{
	expect_eq "$(cat "$root/$UNIT.d/local.conf")" '[Unit]'
	expect_fail test -e "$root/$ENABLED"
	expect_text macs in_root vcctl pool show
	# shellcheck disable=SC2016 # dpkg-query's
	expect_eq "$(in_root dpkg-query -W -f '${Conffiles}' flexnic-dkms vcctl)" ""
}

# modules_of KERNEL
modules_of()
{
	local name path

	for name in "${names[@]}"; do
		path=$(module_path "$1" "$name")
		echo "$path"
		expect_eq "${path%/*}" "/lib/modules/$1/updates/dkms" "folder"
		built_for "$1" "$path"
		aliases_known "$1" "$name"
	done
}

test_modules_of_stock_kernel()
{
	modules_of "$stock"
}

test_modules_of_second_kernel()
{
	modules_of "$second"
}

# built_for KERNEL MODULE-FILE: whose own modules are not there when only its
# headers are
built_for()
{
	local magic module

	magic=$(in_root modinfo -F vermagic "$2")
	expect_eq "${magic%% *}" "$1" "version in vermagic"
	module=$root/lib/modules/$1/kernel/drivers/net/veth.ko
	if [[ -e $module ]]; then
		expect_eq "$magic" "$(modinfo -F vermagic "$module")" "vermagic"
	else
		expect_text " preempt_rt " echo "$magic"
	fi
}

aliases_known()
{
	local alias

	while read -r alias; do
		expect_ok grep -qxF "alias $alias $2" \
			"$root/lib/modules/$1/modules.alias"
	done < <(in_root modinfo -k "$1" -F alias "$2")
}

# By what the kernel asks for when somebody wants it
test_modules_are_found_by_alias()
{
	local name asked

	while read -r name asked; do
		expect_text "updates/dkms/$name.ko" \
			in_root modprobe -S "$stock" --show-depends "$asked"
	done <<-END
		flexnic rtnl-link-flexnic
		flexnic net-pf-16-proto-16-family-flexnic
		sch_flexnic net-sch-flexnic
		vbridge rtnl-link-vbridge
		vbridge net-pf-16-proto-16-family-vbridge
		vcid net-pf-16-proto-16-family-vcid
	END
}

test_tools_run()
{
	expect_eq "$(in_root vcctl -V)" "vcctl $version"
	expect_fail_text "Usage: ... flexnic" \
		in_root tc qdisc add dev nosuch0 root flexnic help
	expect_text "complete -F" in_root bash -c \
		'. /usr/share/bash-completion/completions/vcctl && complete -p vcctl'
	expect_ok jq -e .properties "$root/usr/share/vcctl/domain.schema.json"
}

# Words of "OBJECT := { port | flexnic | ... | help }"
objects()
{
	in_root vcctl help | sed -n '/OBJECT := {/,/}/p' |
		tr -c '[:lower:]' '\n' | grep -vx -e '' -e help
}

# Every object of the command line has a page, and so has tc's part
test_manual_pages_are_there()
{
	local object pages=(vcctl tc-flexnic) page

	for object in $(objects); do
		pages+=("vcctl-$object")
	done
	expect_between "${#pages[@]}" 10 100 pages
	for page in "${pages[@]}"; do
		expect_text ".TH" in_root gzip -dc "/usr/share/man/man8/$page.8.gz"
	done
}

test_units_start_what_is_installed()
{
	local unit program units=0

	for unit in "$root"/lib/systemd/system/vcctl-*.service; do
		program=$(sed -n 's/^ExecStart=\([^ ]*\).*/\1/p' "$unit")
		expect_ok in_root test -x "$program"
		((++units))
	done
	expect_eq "$units" 2 "units"
	expect_text vcctl-port@ cat "$root/lib/udev/rules.d/70-vcctl.rules"
}

test_works_in_vm()
{
	expect_ok "$FLEXNIC_ROOT/scripts/vm" run --fast --cpus 1 --timeout 600 \
		-- "$FLEXNIC_ROOT/selftests/packages/vm-smoke" "$root"
}

# nothing_built VERSION
nothing_built()
{
	expect_eq "$(in_root dkms status)" ""
	expect_eq "$(find "$root/lib/modules" -name '*flexnic*' -o \
		-name 'vbridge.ko*' -o -name 'vcid.ko*')" "" "modules left"
	expect_fail grep -rwE 'flexnic|vbridge|vcid' \
		"$root/lib/modules/$stock/modules.alias" \
		"$root/lib/modules/$stock/modules.dep"
}

test_remove_takes_modules_and_tools()
{
	expect_ok root_apt remove flexnic-dkms vcctl
	nothing_built
	expect_fail test -e "$root/usr/src/flexnic-$version"
	expect_fail test -e "$root/usr/sbin/vcctl"
	expect_ok test -s "$root/$STORE"
}

# A checkout has no package that would do this for it
test_dkms_takes_a_checkout()
{
	"$FLEXNIC_ROOT/scripts/copy-tree" "$root/tmp/checkout" >/dev/null
	expect_ok in_root dkms add /tmp/checkout
	expect_no_text "$COMPLAINT" in_root dkms install "flexnic/$version" -k "$stock"
	expect_eq "$(dkms_versions "$stock")" "$version"
	modules_of "$stock"
	in_root dkms remove "flexnic/$version" --all
	nothing_built
	rm -r "$root/usr/src/flexnic-$version"
}

# That are new, gone or other than in the clean root
changed_files()
{
	diff "$before" <(root_manifest) | sed -n 's/^[<>] \([^ ]*\) .*/\1/p' |
		sort -u
}

# Also what others of those that stay would like to have
purge_with_dependencies()
{
	root_apt -o APT::AutoRemove::RecommendsImportant=false \
		-o APT::AutoRemove::SuggestsImportant=false \
		purge --autoremove "$@"
}

test_purge_leaves_nothing()
{
	local changed others

	rm -rf "${root:?}/$UNIT.d"
	expect_ok root_apt purge flexnic-dkms vcctl
	expect_ok purge_with_dependencies "$second_headers" iproute2
	changed=$(changed_files)
	others="$OTHERS
$(of_gone_kernel "$second")"
	grep -xE "$others" <<<"$changed" | sed 's/^/left by others: /'
	changed=$(grep -vxE "$others" <<<"$changed" || true)
	expect_eq "$changed" "" "files left or changed"
}

ktap_setup setup
ktap_main test_older_installs test_builds_for_kernel_that_comes_later \
	test_upgrade_takes_the_place test_upgrade_keeps_what_was_changed \
	test_modules_of_stock_kernel test_modules_of_second_kernel \
	test_modules_are_found_by_alias test_tools_run \
	test_manual_pages_are_there test_units_start_what_is_installed \
	test_works_in_vm test_remove_takes_modules_and_tools \
	test_dkms_takes_a_checkout test_purge_leaves_nothing
