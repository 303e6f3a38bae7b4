#!/bin/sh
# SPDX-License-Identifier: MIT
# hostile.sh - outputs that cannot be written, names that are no names, folders
# that cannot be read: said, with a sum that holds, and nothing reaches a terminal
# that could change it.
# needs: read_jsonl
set -eu
dir=$PWD/hostile.dir
[ ! -e "$dir" ] || chmod -R u+rwX "$dir"
rm -rf "$dir"
mkdir -p "$dir/in" "$dir/names/sub"
cd "$dir"

fail() {
	echo "hostile.sh: $*" >&2
	exit 1
}

# sum FILE: all that was read is somewhere.
sum() {
	for key in read kept dropped quarantined unfinished; do
		n=$(sed -n "s/.*[{,]\"$key\":\([0-9]*\).*/\1/p" "$1")
		eval "$key=${n:-0}"
	done
	# shellcheck disable=SC2154 # set above
	[ "$read" -eq $((kept + dropped + quarantined + unfinished)) ] ||
		fail "the sum: $(cat "$1")"
}

awk 'BEGIN { for (i = 0; i < 5000; i++) {
	if (i % 500 == 77) print "{\"text\":1}"
	printf "{\"id\":\"d%d\",\"text\":\"text %d, and more of it, said Ann Holt on Friday\"}\n", i, i % 4000
} }' >in/a.jsonl
printf 'name\ttype\nAnn Holt\tPERSON\n' >names.tsv

# chain KEYS STAGES OUTPUT
chain() {
	cat >chain.conf <<END
$1
chain = ( { plugin = "read_jsonl"; paths = "in"; }, { plugin = "tokenize"; },
  { plugin = "tag_gazetteer"; lists = "names.tsv"; }, $2
  { plugin = "export_jsonl"; path = "$3"; } );
END
}

# ---- No room: for each file that a run may write ----
# full WHAT KEYS STAGES OUTPUT
full() {
	rm -rf out sum.json
	chain "$2" "$3" "$4"
	for jobs in 1 4; do
		status=0
		"$CATENA" run -j $jobs --summary sum.json chain.conf >log 2>&1 || status=$?
		[ $status -eq 3 ] || fail "$1: status $status: $(cat log)"
		grep -q 'No space left on device' log || fail "$1: $(cat log)"
		! grep -q 'DOES NOT HOLD' log || fail "$1: $(cat log)"
		[ "$(ls -A out 2>/dev/null)" = '' ] || fail "$1: left $(ls -A out)"
		sum sum.json
	done
}
if [ -c /dev/full ]; then
	full output '' '' /dev/full
	full quarantine 'quarantine = "/dev/full";' '' out/o.jsonl
	full pairs '' '{ plugin = "dedup_near"; pairs = "/dev/full"; action = "mark"; },' out/o.jsonl
	full names '' '{ plugin = "link_names"; names = "/dev/full"; },' out/o.jsonl
	full stories '' '{ plugin = "group_stories"; stories = "/dev/full"; },' out/o.jsonl
	full matrix '' '{ plugin = "find_copies"; matrix = "/dev/full"; },' out/o.jsonl
	chain '' '' out/o.jsonl
	for command in --help --version plugins 'help run' 'run --help' 'check --help' \
		'plugins --help' 'info --help' 'show --help' 'explain --help' 'index --help' \
		'new --help' 'lint --help' 'train --help' 'info tokenize' \
		'check chain.conf' 'show chain.conf in' 'run -q --summary - chain.conf'; do
		status=0
		# shellcheck disable=SC2086 # words
		"$CATENA" $command >/dev/full 2>log || status=$?
		[ $status -eq 3 ] && grep -q 'cannot \(be written\|write\)' log && [ "$(wc -l <log)" -eq 1 ] ||
			fail "$command to where there is no room: status $status: $(cat log)"
	done
fi

# No room in the middle of a file, as the system tells it (EFBIG): on the output,
# the checkpoint, and what is spooled.  The thread sanitizer has larger files of its own.
for keys in '' 'checkpoint = "1 ms";' 'memory = "1 MiB"; spool = ".";'; do
	[ "${CATENA_SANITIZER:-none}" != threads ] || break
	for stages in '' '{ plugin = "link_names"; },'; do
		rm -rf out
		chain "$keys" "$stages" out/o.jsonl
		status=0
		(
			ulimit -f 100
			"$CATENA" run -q --summary sum.json chain.conf
		) >log 2>&1 || status=$?
		[ $status -eq 3 ] || fail "$keys $stages: status $status: $(cat log)"
		grep -q 'File too large' log || fail "$keys $stages: $(cat log)"
		[ ! -e out/o.jsonl ] || fail "$keys $stages: an output"
		sum sum.json
	done
done

# ---- Whoever reads goes away ----
chain '' '' -
status=0
{ "$CATENA" run -q --summary sum.json chain.conf 2>log || echo $? >status; } | head -c 100 >first
[ "$(cat status)" = 3 ] && grep -q 'Broken pipe' log || fail "a closed pipe: $(cat log)"
sum sum.json

# ---- Names ----
esc=$(printf '\033')
name=$(printf 'esc\033[2Jline\nbad\377.txt')
printf 'Text one\033[2J.' >"names/$name"
printf 'Two.' >'names/ a "b" \c $d `e` #2.txt'
ln -s . names/self
ln -s nowhere names/gone
ln -s loop names/loop
mkfifo names/pipe.txt
echo 'chain = ( { plugin = "read_text"; paths = "names"; }, { plugin = "tokenize"; },
	{ plugin = "export_jsonl"; path = "out/n.jsonl"; } );' >names.conf
"$CATENA" run --summary sum.json names.conf >log 2>&1 || fail "names: $(cat log)"
sum sum.json
[ "$(wc -l <out/n.jsonl)" -eq 2 ] || fail "names: $(cat out/n.jsonl)"
grep -qF '{"id":"names/esc\u001b[2Jline\nbad%FF.txt"' out/n.jsonl || fail "names: $(cat out/n.jsonl)"
for left in self gone loop pipe.txt; do
	grep -q "names/$left.*left out" log || fail "$left: $(cat log)"
done
"$CATENA" show names.conf "names/$name" >show 2>&1 || fail "show: $(cat show)"
"$CATENA" explain out/n.jsonl "$(printf 'names/esc\033[2Jline\nbad%%FF.txt')" >>show 2>&1 || fail "explain: $(cat show)"
! grep -q "$esc" show log || fail "an escape reaches the terminal: $(cat show log)"
grep -qF 'esc<U+001B>[2Jline<U+000A>bad%FF.txt' show || fail "show: $(cat show)"
rm -r names
# In fields, types, reasons.
mkdir names
printf '{"id":"i\\u001b[2J","source":"s\\u001b[2J","k\\u001b[2J":"v\\u001b[2J","text":"Ann Holt"}\n{"id":"x\\u001b","text":{"a":1}}\n' >names/f.jsonl
printf 'name\ttype\tid\nAnn Holt\tP\033[2J\tq\033[2J\n' >escape.tsv
echo 'chain = ( { plugin = "read_jsonl"; paths = "names"; }, { plugin = "tokenize"; },
	{ plugin = "tag_gazetteer"; lists = "escape.tsv"; }, { plugin = "export_jsonl"; path = "out/f.jsonl"; } );' >fields.conf
"$CATENA" run fields.conf >show 2>&1 || [ $? -eq 1 ] || fail "fields: $(cat show)"
"$CATENA" show fields.conf names/f.jsonl >>show 2>&1 || [ $? -eq 1 ] || fail "fields: $(cat show)"
! grep -q "$esc" show || fail "fields: an escape reaches the terminal: $(cat show)"

# ---- What cannot be read ----
mkdir -p shut/a shut/b
echo one >shut/1.txt
echo two >shut/a/2.txt
echo three >shut/3.txt
chmod 000 shut/a shut/b shut/3.txt
echo 'chain = ( { plugin = "read_text"; paths = "shut"; }, { plugin = "export_jsonl"; path = "out/s.jsonl"; } );' >shut.conf
if [ ! -r shut/3.txt ]; then
	status=0
	"$CATENA" run -q --summary sum.json shut.conf >log 2>&1 || status=$?
	[ $status -eq 1 ] || fail "unreadable: status $status: $(cat log)"
	sum sum.json
	grep -q '"read":4,"kept":1,"dropped":0,"quarantined":3,' sum.json || fail "unreadable: $(cat sum.json)"
	grep -q '"reason":"cannot read the folder: Permission denied","documents":2' sum.json ||
		fail "unreadable: $(cat sum.json)"
else
	echo "this user may read everything: unreadable files were not tried"
fi
chmod -R u+rwX shut

cd ..
rm -rf "$dir"
