#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: host timeout=600
#
# The demonstration as a test: a server dies under traffic and disk I/O, and
# comes up in another bay as itself. scripts/demo draws the topology and checks
# all that it promises.

source "$(dirname "$0")/../lib/ktap.sh"
source "$(dirname "$0")/../lib/net.sh"
source "$(dirname "$0")/../lib/vms.sh"

setup()
{
	[[ -z ${FLEXNIC_VM-} ]] ||
		ktap_skip_all "starts VMs, so it runs on the host"
	require_root
}

test_outlives_its_hardware()
{
	"$FLEXNIC_ROOT/scripts/demo"
}

ktap_setup setup
ktap_main test_outlives_its_hardware
