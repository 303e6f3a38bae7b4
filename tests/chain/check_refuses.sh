#!/bin/sh
# SPDX-License-Identifier: MIT
# check_refuses.sh - `catena check` on every wrong config of tests/bad/config,
# and on what only a script can make: each ends with status 2, prints nothing
# else, and says what its first lines promise, all of it and nothing more:
#
#	# refused: LINE: TEXT            (of this file)
#	# refused: FILE:LINE: TEXT       (of one that it includes)
set -eu
configs=${abs_top_srcdir:?}/tests/bad/config
work=$PWD/check_refuses.tmp
bad=0
count=0
unset CATENA_TEST_UNSET
HOME=/home/nobody
export HOME
# What hangs must not hang the tests.
limit=
if command -v timeout >/dev/null; then limit="timeout 60"; fi
rm -rf "$work"
mkdir "$work"
trap 'rm -rf "$work"' EXIT

say() {
	echo "$*"
	sed 's/^/    /' "$work/err"
	bad=1
}

# check FILE [ARGUMENT...]: runs it; errors without warnings in $work/errors.
check() {
	status=0
	$limit "$CATENA" check "$@" >"$work/out" 2>"$work/err" </dev/null || status=$?
	[ "$status" -eq 2 ] || say "$1: status $status, not 2"
	[ ! -s "$work/out" ] || say "$1: prints something for a chain that is none"
	grep -v ': warning: ' "$work/err" >"$work/errors" || :
	count=$((count + 1))
}

# ---- One file a mistake ----
cd "$configs"
for f in *.conf; do
	check "$f"
	LC_ALL=C sed -n 's/^# refused: //p' "$f" | tr -d '\r' >"$work/want"
	[ -s "$work/want" ] || say "$f: does not say what is wrong with it"
	while IFS= read -r line; do
		place=${line%%: *}
		text=${line#*: }
		case $place in
		*:*) ;;
		*) place=$f:$place ;;
		esac
		LC_ALL=C awk -v place="$place: " -v text="$text" '
			BEGIN { status = 1 }
			index($0, place) == 1 && index($0, text) { status = 0 }
			END { exit status }' "$work/errors" ||
			say "$f: expected \"$place: $text\", got:"
	done <<END
$(sed 's/\\/\\\\/g' "$work/want")
END
	[ "$(grep -c '' "$work/want")" -eq "$(grep -c '' "$work/errors")" ] ||
		say "$f: not as many errors as promised:"
done
[ "$count" -ge 40 ] || say "only $count configs in $configs"
if cmp -s /dev/null "$work/errors"; then say "the last one says nothing"; fi

# People read a file from its top.
check all_at_once.conf
sed 's/[^:]*:\([0-9]*\):.*/\1/' "$work/errors" | sort -n -c 2>/dev/null ||
	say "all_at_once.conf: not in the order of its lines:"

# ---- What only a script can make ----
cd "$work"
reader='{ plugin = "read_text"; paths = [ "in" ]; }'

# refused FILE TEXT [ARGUMENT...]
refused() {
	file=$1
	text=$2
	shift 2
	check "$file" "$@"
	grep -F -e "$text" errors >/dev/null || say "$file: expected \"$text\", got:"
	[ "$(grep -c '' errors)" -eq 1 ] || say "$file: more than one error:"
}

mkfifo fifo.conf
refused fifo.conf "fifo.conf: it is a FIFO; a config is a regular file"
echo '@include "fifo.conf"' >include_fifo.conf
refused include_fifo.conf 'include_fifo.conf:1: cannot include "fifo.conf": it is a FIFO'
mkdir folder.conf
refused folder.conf "folder.conf: it is a folder; a config is a regular file"
refused /dev/zero "/dev/zero: it is a device"
echo "chain = ( $reader );" >news.conf
refused nwes.conf 'nwes.conf: no such file; did you mean "news.conf"?'
ln -s loop.conf loop.conf
refused loop.conf "loop.conf: "
: >empty.conf
refused empty.conf "empty.conf:1: there is no chain"
awk 'BEGIN { for (i = 0; i < 32768; i++) printf "# %062d\n", i }' >two_mib.conf
[ "$(wc -c <two_mib.conf)" -ge 2097152 ]
refused two_mib.conf "may have 1 MiB in all; keep lists and data in files of their own"
awk 'BEGIN { printf "chain = ( { plugin = \"read_text\"; paths = [ "
	for (i = 0; i < 100000; i++) printf "\"%d\", ", i
	print "\"x\" ]; } );" }' >items.conf
[ "$(wc -c <items.conf)" -lt 1048576 ]
refused items.conf "items.conf:1: more than 10000 settings and items of lists"
awk 'BEGIN { for (i = 0; i < 20000; i++) print "k" i " = " i ";" }' >settings.conf
refused settings.conf "settings.conf:10001: more than 10000 settings"
awk 'BEGIN { printf "spool = \""; for (i = 0; i < 70000; i++) printf "x"; print "\";" }' >string.conf
refused string.conf "string.conf:1: a string of more than 65536 bytes; put it in a file"
awk 'BEGIN { for (i = 0; i < 100000; i++) printf "a={"; print "" }' >deep.conf
refused deep.conf "deep.conf:1: lists and groups are nested deeper than 20"
printf '\377\376c\000h\000a\000i\000n\000' >utf16.conf
refused utf16.conf "utf16.conf:1: the file is UTF-16; save it as UTF-8"
awk 'BEGIN { for (i = 0; i < 300; i++) print "@include \"none.conf\"" }' >includes.conf
: >none.conf
refused includes.conf "includes.conf:200: more than 200 includes; put some of them together"

# ---- After --set ----
refused news.conf 'no stage "read_txt"; did you mean "read_text"?' --set read_txt.paths=x
refused news.conf '--set read_text.pahts=x: stage "read_text": unknown option "pahts"; did you mean "paths"?' \
	--set read_text.pahts=x
refused news.conf '--set wrokers=2: unknown key "wrokers"; did you mean "workers"?' --set wrokers=2
refused news.conf '--set workers=2 4: "workers" takes no unit' --set 'workers=2 4'
refused news.conf '--set chain=4: a list of stages can only be changed in the config itself' --set chain=4
refused news.conf '--set workers: write --set STAGE.OPTION=VALUE' --set workers
exit $bad
