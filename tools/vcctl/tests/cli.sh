#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The command line where the kernel has no say: usage, help, exit statuses.
# Nothing here needs root, or changes anything.

set -u
cd "$(dirname "$0")/.." || exit 1

# shellcheck source=tools/vcctl/tests/check-lib.sh
source tests/check-lib.sh

# words N: a line of so many
words()
{
	printf 'x%.0s ' $(seq "$1")
}

echo "TAP version 13"
check "no object" 1 "Usage: vcctl"
check "help" 0 "OBJECT := { port | flexnic | monitor | network |" help
check "-h" 0 "Usage: vcctl" -h
check "--help" 0 "Usage: vcctl" --help
check "-V" 0 "vcctl " -V
check "-Version" 0 "vcctl " -Version
check "unknown option" 1 "there is no option -x, try" -x
check "-n wants a name" 1 "option -n wants a value, try" -n
check "--version" 0 "vcctl " --version
check "-br, as ip has it" 1 "there is no option -br, try" -br show
check "-c" 1 "there is no option -c, try" -c show
check "a name that is nearly one" 1 'there is no object "conection", did you mean "connection"?' conection
check "a command that is like none" 1 'port has no command "remoev", try "vcctl port help"' port remoev
check "a verb that is nearly one" 1 'profile has no command "asign", did you mean "assign"?' profile asign
check "several verbs" 1 'profile has no command "a", which may be add, assign' profile a
check "several objects" 1 '"d" may be db, domain, diff' d
check "unknown object" 1 'Error: there is no object "frob"' frob
check "help of an object" 0 "vcctl port add DEV" help port
check "help of an object, the other way" 0 "vcctl port add DEV" port help
check "help of an abbreviated object" 0 "vcctl port add DEV" help por
check "help of a command" 0 "vcctl port add DEV" port add help
check "help at the end" 0 "vcctl port add DEV" port add eth0 count 2 --help
check "help of what is all there is" 0 "vcctl apply" apply -f nosuch --help
check "help of flexnic" 0 "FLEXNIC := { IFNAME | PORT:SLOT }" flexnic help
check "help of monitor" 0 "vcctl monitor port" monitor help
check "help of what is not there" 1 'there is no object "x"' help x
check "unknown command" 1 'Error: port has no command "frob"' port frob
check "empty command" 1 'Error: port has no command ""' port ""
check "show takes one device" 1 '"eth1" is not understood here' \
	port show eth0 eth1
check "no such device" 1 'Error: cannot find device "nosuch0".' \
	port show nosuch0
check "s is show" 1 'cannot find device "nosuch0"' port s nosuch0
check "sh is show" 1 'cannot find device "nosuch0"' port sh nosuch0
check "se is set" 1 'nothing is to be changed' port se lo
check "d is del" 1 "no device is given" port d
check "a is add" 1 "no device is given" port a
check "add to no such device" 1 'cannot find device "nosuch0"' \
	port add nosuch0
check "add with a bad rate" 1 'speed "fast" is not a rate' \
	port add lo speed fast
check "set of nothing" 1 "nothing is to be changed" port set lo
check "set of nothing in a slot" 1 "nothing is asked of FlexNIC b" \
	port set lo a speed 1G b
check "flexnic set of nothing" 1 "nothing is to be changed" \
	flexnic set eth0-a
check "flexnic set without a name" 1 "no device is given" flexnic set
check "a slot that is none" 1 '"e" is not a slot, a to d' \
	flexnic set eth0:e link on
check "a slot of no port" 1 '":a" has no name of a port' \
	flexnic set :a link on
check "a port's name that is too long" 1 'has no name of a port' \
	flexnic show sixteen-letters-:a
check "no such netns" 1 'cannot open network namespace "nosuch"' \
	-n nosuch port
check "netns by path" 1 'cannot open network namespace "/nosuch/net"' \
	-netns /nosuch/net port
check "options may be joined" 0 "vcctl port" -jps port help
check "monitor takes no more words" 1 '"x" is not understood here' \
	monitor port x
check "monitor identity knows no fdb" 1 '"fdb" is not understood here' \
	monitor identity fdb
check "help of network" 0 "vcctl network add NAME [ PARAMS ]" network help
check "help of connection" 0 "CONNECTION := { ID |" connection help
check "help of uplinkset" 0 "PORTS := PORT[:PREFERENCE]" help uplinkset
check "help of fdb" 0 "vcctl fdb flush" fdb flush help
check "help of mdb" 0 "vcctl mdb show" mdb help
check "help of mirror" 0 "vcctl mirror add NAME to" mirror help
check "help of protect" 0 "loop-retry MS" protect help
check "help of topology" 0 "Usage: vcctl [ OPTIONS ] topology [ --dot | --svg ]" \
	topology help
check "help of batch" 0 "vcctl batch { FILE | - }" batch help
check "mo is monitor" 0 "vcctl monitor all" mo help
check "help of monitor" 0 "vcctl monitor identity" monitor help
check "n is network" 0 "vcctl network show" n help
check "c is connection" 0 "vcctl connection reset" c help
check "network of no name" 1 'no network is given, try "vcctl network help"' \
	network del
check "network show takes one" 1 '"b" is not understood here' \
	network show a b
check "connection of no network" 1 "no network is given" \
	connection add eth1 vlan 3
check "connection show takes no words" 1 '"frob" is not understood here' \
	connection show frob
check "connection set of nothing" 1 "nothing is to be changed" \
	connection set 5
check "an id that is none" 1 'connection "4294967296" is out of range' \
	connection show 4294967296
check "a bonding device of a long name" 1 \
	"\"sixteen-letters-\" is longer than a device's name may be" \
	uplinkset add sixteen-letters- mode lacp
check "uplinkset set of nothing" 1 "nothing is to be changed" \
	uplinkset set A
check "fdb add of no connection" 1 "no connection is given" \
	fdb add 02:00:00:00:00:01 network n
check "mirror without a name" 1 "no mirror is given" mirror add
check "mirror of nothing" 1 "no connection is given" mirror add m to eth9
check "protect set of nothing" 1 "nothing is to be changed" protect set
check "topology takes one option" 1 '"x" is not understood here' \
	topology --dot x
check "topology is drawn once" 1 '"--svg" is not understood here' \
	topology --dot --svg
check "batch of no file" 1 "no file is given" batch
check "batch of a file that is not there" 1 'cannot open "/nosuch/file"' \
	batch /nosuch/file
check "batch takes one file" 1 '"b" is not understood here' batch a b
batch=$(mktemp)
printf '# all well\n\nnetwork add a\nnetwork add\n' >"$batch"
check "batch names the line" 1 "$batch:4: no network is given" batch "$batch"
printf 'port add eth0\n' >"$batch"
check "batch of another object" 1 \
	"$batch:1: \"port\" is none of network, connection, uplinkset" \
	batch "$batch"
words 2000 >"$batch"
check "batch of a line that is too long" 1 \
	"$batch:1: the line has too many words" batch "$batch"
: >"$batch"
check "batch of nothing" 0 "" batch "$batch"
rm -f "$batch"
check "help of identity" 0 "vcctl identity set { mac DEVICE" identity help
check "help of profile" 0 "vcctl profile load FILE" profile help
check "identity set of nothing" 1 "neither mac, fc, iscsi, pxe, fc-boot, serial nor uuid is given" \
	identity set
check "identity set without an address" 1 "no address is given" \
	identity set mac 02:00:00:00:00:01
check "a device that is none" 1 \
	'mac "eth0" is not a MAC address or BUS/NAME[:PORT]' \
	identity set mac eth0 address 02:00:00:00:00:01
check "a UUID that is none" 1 'uuid "00112233" is not a UUID' \
	identity set uuid 00112233
check "half of the FC names" 1 "wwnn and wwpn are both needed" \
	identity set fc 02:00:00:00:00:01 wwpn 20:00:02:00:00:00:00:01
check "a port of NPIV without its name" 1 \
	"a port of NPIV is known by its wwpn" \
	identity clear fc 02:00:00:00:00:01 npiv
check "an iSCSI target on the command line" 1 \
	"an iSCSI target is set by a profile" identity set iscsi 1
check "PXE without a policy" 1 "no policy is given" \
	identity set pxe 02:00:00:00:00:01
check "FC boot without a role" 1 "no role is given" \
	identity set fc-boot 02:00:00:00:00:01
check "a WWN that is none" 1 'wwpn "20:00" is not a WWN' \
	identity set fc 02:00:00:00:00:01 wwpn 20:00
check "profile load of nothing" 1 "no file is given" profile load
check "profile load of no file" 1 'cannot open "/nosuch/file"' \
	profile load /nosuch/file
check "profile load of no profile" 1 'cli.sh: line ' profile load tests/cli.sh
check "an object of no kind" 1 "no kind of object is given" domain add
check "an object of an unknown kind" 1 'there is no kind of object "frob"' \
	domain add frob
check "assign of nothing" 1 "no profile is given" profile assign
check "assign to nowhere" 1 "no bay is given" profile assign web01
check "help of db" 0 "vcctl db restore FILE" db help
check "help of log" 0 "log [ last N ] [ KIND [ NAME ] ]" help log
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
store=$folder/new/domain.db
check "a store that is not there" 1 "there is no store \"$store\"" -db "$store" log
check "backup of no file" 1 "no file is given" -db "$store" db backup
check "restore of no file" 1 'cannot open "/nosuch": No such file' \
	-db "$store" db restore /nosuch
check "a new store has no fault" 0 "domain.db: no fault found" \
	--db "$store" db check
check "a new store is empty" 0 '"objects":0,"log_entries":0' \
	-j -db "$store" db
check "backup" 0 "" -db "$store" db backup "$folder/copy.db"
check "backup does not overwrite" 2 \
	"cannot create \"$folder/copy.db\": File exists" \
	-db "$store" db backup "$folder/copy.db"
check "a store in no folder" 2 'cannot create the folder of "/proc/x/y.db"' \
	-db /proc/x/y.db pool add p kind mac ranges '[local]'
check "restore" 0 "" -db "$store" db restore "$folder/copy.db"
check "the log tells of it" 0 "db restore: $folder/copy.db" -db "$store" log
check "the log of what is not there" 0 "" -db "$store" log profile x
check "the log wants a number" 1 'last "x" is not a number' log last x
check "help of show" 0 "Usage: vcctl [ OPTIONS ] show" show help
check "show takes no words" 1 '"x" is not understood here' show x
check "show of a store that is not there" 1 'there is no store "/nosuch/db"' \
	-db /nosuch/db show
check "show of a new store" 0 '"domain":null' -j -db "$store" show
check "a whole name is no abbreviation" 0 "vcctl top [ interval SECONDS ]" \
	top help
check "topo is topology" 0 "vcctl topology" topo help
for interval in 0 0.05 3601 1k -1 1e3 "" .; do
	check "top at interval \"$interval\"" 1 \
		"interval \"$interval\" is none of 0.1 to 3600 seconds" \
		top interval "$interval"
done
check "top of how many" 1 'count "x" is not a number' top count x
check "top of nothing" 1 '"frob" is not understood here' top frob
check "help of pool" 0 "vcctl pool take POOL [ count N" pool help
check "a pool of what" 1 "p.kind: it is missing" -db "$store" pool add p
check "a pool with a key of another" 1 "p.frob: this key is not known" \
	-db "$store" pool add p kind mac ranges '[local]' frob 1
check "a key without a value" 1 '"kind" wants a value' \
	-db "$store" pool add p kind
check "a value that is no YAML" 1 'ranges "[local": ' \
	-db "$store" pool add p kind mac ranges '[local'
check "a name that is none" 1 '"a/b" is no name' -db "$store" pool add a/b
check "pool add" 0 "" -db "$store" pool add p kind mac ranges '[local:3]'
check "pool add of what is there" 1 'pool "p" is there already' \
	-db "$store" pool add p kind mac ranges '[local:4]'
check "pool set of what is not there" 1 'there is no pool "q"' \
	-db "$store" pool set q kind mac
check "pool set of nothing" 1 "nothing is to be changed" \
	-db "$store" pool set p
check "pool take" 0 "06:17:a4:02:00:01" -db "$store" pool take p count 2 for me
check "pool take from nowhere" 1 "no pool is given" -db "$store" pool take
check "pool take for no name" 1 'owner "a/b" is empty, too long, or has a "/"' \
	-db "$store" pool take p for a/b
check "pool take for nobody" 1 '"for" and who gets it are missing' \
	-db "$store" pool take p
check "pool take of what is taken" 2 "06:17:a4:02:00:00 is in use by me" \
	-db "$store" pool take p address 06:17:a4:02:00:00 for you
check "pool external" 0 "" -db "$store" pool external p 06:17:a4:02:00:08
check "pool show" 0 "p     mac   65536  65533       2         1         0" \
	-db "$store" pool
check "pool release" 0 "" -db "$store" pool release p 06:17:a4:02:00:00
check "pool release again" 1 "06:17:a4:02:00:00 is not in use" \
	-db "$store" pool release p 06:17:a4:02:00:00
check "pool show of one" 0 "06:17:a4:02:00:08 external somebody else" \
	-db "$store" pool show p
check "pool del of what is in use" 2 "is in use by me" -db "$store" pool del p
check "the log has it" 0 "pool p: 06:17:a4:02:00:00: released" \
	-db "$store" log last 1
echo "1..$count"
exit "$failed"
