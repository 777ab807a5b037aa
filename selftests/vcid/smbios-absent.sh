#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: cpus=1 qemu=-machine;smbios-entry-point-type=32 timeout=400
#
# Serial number and UUID in an SMBIOS table that has neither.
#
# shellcheck disable=SC2034 # for smbios-lib.sh
source "$(dirname "$0")/../lib/ktap.sh"
source "$(dirname "$0")/../lib/net.sh"
source "$(dirname "$0")/../lib/vcid.sh"
source "$(dirname "$0")/smbios-lib.sh"

burned_serial=''
burned_uuid=''
entry_kind=2

smbios_run
