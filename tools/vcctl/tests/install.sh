#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What "make install" places, "make uninstall" removes, all of it.

set -u
cd "$(dirname "$0")/.." || exit 1

root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
# shellcheck source=tools/vcctl/tests/check-lib.sh
source tests/check-lib.sh

echo "TAP version 13"
make -s install DESTDIR="$root" PREFIX=/usr >/dev/null
result $? "install"
for file in usr/sbin/vcctl usr/share/man/man8/vcctl-apply.8 \
	usr/share/vcctl/domain.schema.json \
	usr/share/bash-completion/completions/vcctl \
	usr/lib/systemd/system/vcctl-apply.service \
	usr/lib/systemd/system/vcctl-port@.service \
	usr/lib/udev/rules.d/70-vcctl.rules; do
	[[ -f $root/$file ]]
	result $? "$file"
done
grep -q '^ExecStart=/usr/sbin/vcctl apply$' \
	"$root/usr/lib/systemd/system/vcctl-apply.service"
result $? "the unit starts what was installed"
jq -e '.properties.profiles.additionalProperties.properties.bay' \
	"$root/usr/share/vcctl/domain.schema.json" >/dev/null
result $? "the schema knows a profile's bay"
make -s uninstall DESTDIR="$root" PREFIX=/usr >/dev/null
result $? "uninstall"
[[ -z $(find "$root" -type f) ]]
result $? "nothing is left"
echo "1..$count"
exit "$failed"
