#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: cpus=1 qemu=-machine;smbios-entry-point-type=32;-smbios;type=1,serial=BURNED-IN,uuid=f81d4fae-7dec-11d0-a765-00a0c91e6bf6 timeout=800
#
# Serial number and UUID in an SMBIOS 2 table that has both.
#
# shellcheck disable=SC2034 # for smbios-lib.sh
source "$(dirname "$0")/../lib/ktap.sh"
source "$(dirname "$0")/../lib/net.sh"
source "$(dirname "$0")/../lib/vcid.sh"
source "$(dirname "$0")/smbios-lib.sh"

burned_serial=BURNED-IN
burned_uuid=f81d4fae-7dec-11d0-a765-00a0c91e6bf6
entry_kind=2
swaps=500

smbios_run
