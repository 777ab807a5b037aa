# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# The serial number and UUID, on a host with whatever SMBIOS it has; needs
# ktap.sh, net.sh and vcid.sh sourced first. The programs that source it differ
# in the VM that they ask for and in what they say is burned in there:
#
#	burned_serial, burned_uuid	empty: the host has none
#	entry_kind			2 or 3
#	swaps				rounds of two swaps against readers, 50
#					unless said
#
# All reads are from sysfs, as those of dmidecode are.

: "${burned_serial=}" "${burned_uuid=}" "${entry_kind=}" "${swaps=50}"

TABLES=/sys/firmware/dmi/tables
ID=/sys/class/dmi/id
SERIAL=VCX0123456
LONG=VCX-0123456789-0123456789-0123456789-0123456789-0123456789-01234
UUID=00112233-4455-6677-8899-aabbccddeeff

smbios_setup()
{
	require_root
	require_cmd dmidecode jq
	[[ -r $TABLES/DMI && -d $ID ]] || ktap_skip_all "no SMBIOS here"
	load_vcid
	saved=$(mktemp -d)
	defer rm -rf "$saved"
	save "$saved/burned"
}

save()
{
	mkdir -p "$1"
	cat "$TABLES/DMI" >"$1/DMI"
	cat "$TABLES/smbios_entry_point" >"$1/entry"
	values >"$1/values"
}

# Of a file that the host may lack
value()
{
	[[ ! -e $ID/$1 ]] || cat "$ID/$1"
}

# Names, modes, sizes and contents
values()
{
	(cd "$ID" && stat -c '%n %a %u' product_*)
	value product_serial
	value product_uuid
	(cd "$TABLES" && stat -c '%n %a %u %s' -- *)
	dmidecode -q 2>&1
}

# expect_same FOLDER: all is, to the bit, as it was saved there
expect_same()
{
	save "$saved/now"
	cmp "$saved/now/DMI" "$1/DMI"
	cmp "$saved/now/entry" "$1/entry"
	diff "$saved/now/values" "$1/values"
}

# expect_shown SERIAL UUID: to every reader alike; empty: the host has none
expect_shown()
{
	expect_eq "$(value product_serial)" "$1" product_serial
	expect_eq "$(value product_uuid)" "$2" product_uuid
	expect_eq "$(dmidecode -s system-serial-number)" "${1:-Not Specified}" \
		"dmidecode's serial number"
	[[ -z $2 ]] || expect_eq "$(dmidecode -s system-uuid)" "$2" \
		"dmidecode's UUID"
	expect_no_text "wrong" dmidecode
	expect_no_text "truncated" dmidecode
}

test_burned_in()
{
	expect_shown "$burned_serial" "$burned_uuid"
	expect_text "SMBIOS $entry_kind." dmidecode
}

with_profile()
{
	profile "$1"
	defer vcctl profile unload
}

test_both()
{
	with_profile $'name: t\nserial: '"$SERIAL"$'\nuuid: '"$UUID"
	expect_shown "$SERIAL" "$UUID"
	expect_text "SMBIOS $entry_kind." dmidecode
	expect_ok item_is 0 applied
	expect_ok item_is 1 applied
	expect_eq "$(stat -c '%a %u' "$ID"/product_{serial,uuid} "$TABLES"/* | sort -u)" \
		"400 0" "mode and owner"
	vcctl profile unload
	expect_same "$saved/burned"
}

test_one_by_one()
{
	vcctl identity set serial "$LONG"
	defer vcctl profile unload
	expect_shown "$LONG" "$burned_uuid"
	vcctl identity set uuid "$UUID"
	expect_shown "$LONG" "$UUID"
	vcctl identity clear serial
	expect_shown "$burned_serial" "$UUID"
	vcctl identity clear uuid
	expect_same "$saved/burned"
	expect_text "no profile" vcctl identity show
}

# What dmidecode shows of all else is the same
test_leaves_all_else()
{
	dmidecode -q | sed '/Serial Number:\|UUID:/d' >"$saved/else"
	with_profile $'name: t\nserial: '"$LONG"$'\nuuid: '"$UUID"
	dmidecode -q | sed '/Serial Number:\|UUID:/d' | diff "$saved/else" -
}

test_gone_with_the_module()
{
	profile $'name: t\nserial: '"$SERIAL"
	rmmod vcid
	expect_same "$saved/burned"
	load_vcid
}

test_not_covered_is_said()
{
	with_profile $'name: t\nserial: '"$SERIAL"
	expect_text "dmidecode --no-sysfs" vcctl identity show
	expect_eq "$(vcctl -j identity show | jq -c .not_covered)" \
		'["firmware-memory","kernel"]'
}

test_refusals()
{
	expect_fail_text "Neither the nil UUID nor all ones identify a server (attribute item/uuid" \
		vcctl identity set uuid 00000000-0000-0000-0000-000000000000
	expect_fail_text "Neither the nil UUID" \
		vcctl identity set uuid ffffffff-ffff-ffff-ffff-ffffffffffff
	expect_fail_text "A serial number is printable ASCII without a blank at either end (attribute item/serial" \
		vcctl identity set serial " X"
	expect_fail_text "A serial number is printable ASCII" \
		vcctl identity set serial $'X\tY'
	expect_fail_text "1 to 64 characters" vcctl identity set serial "${LONG}5"
	expect_same "$saved/burned"
}

# Who is not root sees neither, by whatever way
test_secrets()
{
	with_profile $'name: t\nserial: '"$SERIAL"$'\nuuid: '"$UUID"
	expect_text "$SERIAL" vcctl -j profile show
	expect_no_text "$SERIAL" setpriv --bounding-set -net_admin \
		--inh-caps -net_admin "$VCCTL" -j profile show
	expect_fail setpriv --reuid 65534 --clear-groups \
		cat "$ID/product_serial"
}

# A table is read from one that is there as a whole, or not at all: whoever is
# overtaken has an error, and nobody half of another.
read_tables()
{
	python3 - "$1" <<-'END'
		import hashlib, os, sys
		path = "/sys/firmware/dmi/tables/DMI"
		seen, gone, stop = set(), 0, sys.argv[1]
		while not os.path.exists(stop):
		    try:
		        with open(path, "rb", buffering=0) as file:
		            data = b""
		            while part := file.read(97):
		                data += part
		            seen.add(hashlib.sha256(data).hexdigest())
		    except OSError as err:
		        gone += 1
		print("\n".join(sorted(seen)))
		print("overtaken", gone, file=sys.stderr)
	END
}

hash_now()
{
	sha256sum <"$TABLES/DMI" | cut -d ' ' -f 1
}

test_swaps_against_readers()
{
	local i pids=()

	hash_now >"$saved/hashes"
	profile $'name: t\nserial: '"$SERIAL"
	defer vcctl profile unload
	hash_now >>"$saved/hashes"
	profile $'name: t\nserial: '"$LONG"$'\nuuid: '"$UUID"
	hash_now >>"$saved/hashes"
	sort -u "$saved/hashes" >"$saved/whole"
	expect_eq "$(wc -l <"$saved/whole")" 3 "tables that differ"
	dmesg_mark
	for i in 1 2; do
		read_tables "$saved/stop" >"$saved/seen$i" &
		pids+=($!)
	done
	for ((i = 0; i < swaps; i++)); do
		profile $'name: t\nserial: '"$SERIAL"
		profile $'name: t\nserial: '"$LONG"$'\nuuid: '"$UUID"
	done
	echo "$((2 * swaps)) swaps"
	vcctl profile unload
	: >"$saved/stop"
	wait "${pids[@]}"
	sort -u "$saved"/seen? >"$saved/seen"
	expect_between "$(wc -l <"$saved/seen")" 2 3 "tables seen"
	expect_eq "$(comm -13 "$saved/whole" "$saved/seen")" "" "mixtures seen"
	expect_ok dmesg_clean
	expect_same "$saved/burned"
}

smbios_run()
{
	ktap_setup smbios_setup
	ktap_main test_burned_in test_both test_one_by_one \
		test_leaves_all_else test_gone_with_the_module \
		test_not_covered_is_said test_refusals test_secrets \
		test_swaps_against_readers
}
