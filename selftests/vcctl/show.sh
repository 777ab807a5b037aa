#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: cpus=1 smoke vcid timeout=120
#
# vcctl show: the host at a glance, with a store and without.
#
#	bay b1 srv0 ======== sw0  switch  up1, up2

source "$(dirname "$0")/../lib/ktap.sh"
source "$(dirname "$0")/../lib/net.sh"
source "$(dirname "$0")/../lib/vbridge.sh"
source "$(dirname "$0")/../lib/vcid.sh"
source "$(dirname "$0")/apply-lib.sh"

setup()
{
	make_host
	apply >/dev/null
}

# seen FILTER ARGS...: of vcctl -j ARGS... show
seen()
{
	local filter=$1

	shift
	vcctl -j "$@" show | jq -c "$filter"
}

test_of_the_domain()
{
	expect_eq "$(seen .domain -db "$db")" \
		'{"bays":1,"profiles":1,"bay":"b1","profile":"web01"}'
	expect_eq "$(seen .identity -db "$db")" \
		'{"profile":"web01","items":3,"in_force":3}'
	expect_eq "$(seen '[.ports[0].flexnics[] |
		[.slot, .mac, .connection, .networks, .min, .max]]' -db "$db")" \
		'[["a","06:17:a4:06:00:00",1,["prod"],2000,5000],["b","06:17:a4:06:00:01",2,["mgmt"],500,1000],["c","06:17:a4:06:00:02",3,["backup","voice"],1000,1000],["d",'"$(seen '.ports[0].flexnics[3].mac')"',null,[],0,0]]'
	expect_eq "$(seen '[.networks[] | select(.network == "prod") |
		[.preferred, .max, .uplinkset, .connections]]' -db "$db")" \
		'[[2000,5000,"A",3]]'
}

test_as_text()
{
	vcctl -db "$db" show >"$dir/show"
	expect_text "domain: bays 1 profiles 1 bay b1 profile web01" \
		cat "$dir/show"
	expect_text "identity: profile web01 items 3 in-force 3" cat "$dir/show"
	expect_text "port srv0: speed 10Gbit carrier on" cat "$dir/show"
	expect_ok grep -qE '^    c .*:00:02 +3  backup,voice +1Gbit' "$dir/show"
	expect_ok grep -qE '^prod +2Gbit +5Gbit  A ' "$dir/show"
}

# What the kernel knows by itself
test_without_a_store()
{
	expect_eq "$(seen '[.domain, .identity.profile, .ports[0].port,
		(.networks | length)]')" '[null,"web01","srv0",4]'
	expect_eq "$(seen '[.ports[0].flexnics[] | has("connection")] | any')" \
		false
}

# A FlexNIC that is a port of this host's own switch
test_port_of_the_switch()
{
	vcctl connection add srv0-d network voice
	defer vcctl connection del srv0-d
	expect_eq "$(seen '.ports[0].flexnics[3].networks' -db "$db")" \
		'["voice"]'
	expect_eq "$(seen '.ports[0].flexnics[3].networks')" '["voice"]'
}

test_of_nothing()
{
	local empty

	ns_new empty
	expect_eq "$(seen '[.ports, .networks]' -n "$empty")" '[[],[]]'
	expect_text "nothing is configured here" vcctl -n "$empty" show
}

ktap_setup setup
ktap_main test_of_the_domain test_as_text test_without_a_store \
	test_port_of_the_switch test_of_nothing
