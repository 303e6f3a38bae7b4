#!/bin/sh
# SPDX-License-Identifier: MIT
# ids.sh - what becomes of a document with the id of an earlier one: the same for
# any number of workers, in one run or after an interruption.
# needs: read_jsonl dedup_exact
set -eu
dir=$PWD/ids.dir
rm -rf "$dir"
mkdir -p "$dir/in"
cd "$dir"

fail() {
	echo "ids.sh: $*" >&2
	exit 1
}

# config KEYS: a chain that exports all and marks whole copies.
config() {
	cat >ids.conf <<END
$1
chain = (
  { plugin = "read_jsonl"; paths = "in"; },
  { plugin = "dedup_exact"; action = "mark"; },
  { plugin = "export_jsonl"; path = "out.jsonl"; }
);
END
}

# run STATUS [ARGUMENT...]
run() {
	want=$1 status=0
	shift
	"$CATENA" run -q --summary sum.json "$@" ids.conf >log 2>&1 || status=$?
	[ $status -eq "$want" ] || fail "$*: status $status: $(cat log)"
}

ids() {
	sed 's/^{"id":"\([^"]*\)".*/\1/' "$1" | tr '\n' ' '
}

cat >in/1.jsonl <<'END'
{"id":"a","text":"First text."}
{"id":"b","text":"Second text."}
{"id":"a","text":"Third text."}
{"id":"a#3","text":"Fourth text."}
END
cat >in/2.jsonl <<'END'
{"id":"a","text":"Fifth text."}
{"id":"a#3","text":"Sixth text."}
{"id":"b","text":"Second text."}
{"id":"a","text":
{"id":"a","text":"Seventh text."}
END
cp in/2.jsonl in/3.jsonl

config ''
run 1
[ "$(ids out.jsonl)" = 'a b a#2 a#3 a#4 a#3#2 b#2 a#5 a#6 a#3#3 b#3 a#7 ' ] ||
	fail "renamed: $(ids out.jsonl)"
[ "$(ids quarantine.jsonl)" = 'in/2.jsonl:4 in/3.jsonl:4 ' ] || fail "$(ids quarantine.jsonl)"
grep -q '"read":14,"kept":12,"dropped":0,"quarantined":2,' sum.json || fail "$(cat sum.json)"
grep -q '"renamed":9,' sum.json || fail "$(cat sum.json)"
grep -q '^catena: warning: document "a" of in/1.jsonl: its id .* it is "a#2" from here on' log ||
	fail "no warning: $(cat log)"
grep -q '^{"id":"b#2".*"duplicate":{"of":"b"' out.jsonl || fail "not seen under its name"

config 'repeated_id = "quarantine";'
run 1
[ "$(ids out.jsonl)" = 'a b a#3 ' ] || fail "quarantine: $(ids out.jsonl)"
[ "$(ids quarantine.jsonl)" = 'a a a#3 b in/2.jsonl:4 a a a#3 b in/3.jsonl:4 a ' ] ||
	fail "quarantine: $(ids quarantine.jsonl)"
grep -q '"read":14,"kept":3,"dropped":0,"quarantined":11,' sum.json || fail "$(cat sum.json)"
grep -q '"stage":"read_jsonl","reason":"its id is that of an earlier document","documents":9' \
	sum.json || fail "$(cat sum.json)"
grep -q '"error":"its id is that of an earlier document","raw":"{.*Fifth text' quarantine.jsonl ||
	fail "$(cat quarantine.jsonl)"
config 'repeated_id = "quarantine"; on_error = "stop";'
run 3 --limit 3
grep -q 'document "a": its id is that of an earlier document' log || fail "stop: $(cat log)"

config 'repeated_id = "keep";'
run 1
[ "$(ids out.jsonl)" = 'a b a a#3 a a#3 b a a a#3 b a ' ] || fail "keep: $(ids out.jsonl)"

# A sanitizer makes it ten times slower: less of everything.
many=30000 more=400000
[ "${CATENA_SANITIZER:-none}" = none ] || many=6000 more=100000

# Many of one id, among many others, in any number of workers; and cut off.
rm in/*
awk -v n=$many 'BEGIN { for (i = 0; i < n; i++) printf "{\"id\":\"%s\",\"text\":\"text %d, and some more of it\"}\n",
	i % 3 ? "many" : "d" int(i / 6), i }' >in/many.jsonl
config ''
run 0 -j 1
mv out.jsonl one
[ "$(ids one | tr ' ' '\n' | sort -u | grep -c .)" -eq $many ] || fail "not unique"
[ "$(sed -n 's/^{"id":"many#\([0-9]*\)".*/\1/p' one | tail -n 1)" = $((many / 3 * 2)) ] || fail "not all numbers in turn"
[ "$(grep -c 'only counted' log)" = 1 ] && [ "$(wc -l <log)" = 11 ] || fail "warnings: $(cat log)"
for jobs in 2 8; do
	run 0 -j $jobs
	cmp one out.jsonl || fail "-j $jobs: another output"
done
config 'checkpoint = "1 ms";'
run 0 -j 2
cmp one out.jsonl || fail "with checkpoints: another output"
awk -v n=$more 'BEGIN { for (i = 0; i < n; i++) printf "{\"id\":\"%s\",\"text\":\"text %d\"}\n",
	i % 3 ? "many" : "d" int(i / 6), i }' >in/many.jsonl
run 0
mv out.jsonl one
"$CATENA" run -q ids.conf >log 2>&1 &
pid=$!
for _ in $(seq 500); do
	[ -e .out.jsonl.journal ] && break
	sleep 0.01
done
kill -9 $pid 2>/dev/null || fail "the run was over too soon"
wait $pid 2>/dev/null || :
[ -e .out.jsonl.journal ] || fail "no checkpoint was made"
run 0 --resume
! grep -q 'from the beginning' log || fail "not resumed: $(cat log)"
cmp one out.jsonl || fail "resumed: another output"

# The bound: an eighth of a megabyte holds 16,384 hashes.
config 'memory = "1 MiB";'
run 0 --limit 60000
grep -q 'on ids are not remembered' log || fail "no word of the bound: $(cat log)"
config 'memory = "1 MiB"; workers = 3;'
mv out.jsonl one
run 0 --limit 60000
cmp one out.jsonl || fail "beyond the bound: another output"

cd ..
rm -rf "$dir"
