#!/bin/sh
# SPDX-License-Identifier: MIT
# export.sh - export_jsonl, checked by another parser: valid JSON, keys in order,
# and each offset in each unit cuts out the same text; of the text as written and
# of the text as it was read.
set -eu
[ "$CATENA_LINKAGE" = shared ] || { echo "needs plugins as files"; exit 77; }
command -v python3 >/dev/null || { echo "needs python3"; exit 77; }
CATENA_PLUGIN_PATH=$CATENA_PLUGIN_PATH:$abs_top_builddir/tests/plugin/.libs
PYTHONDONTWRITEBYTECODE=1
export CATENA_PLUGIN_PATH PYTHONDONTWRITEBYTECODE
check=$abs_top_srcdir/tests/plugin/export_check.py
dir=$PWD/export.dir
rm -rf "$dir"
mkdir -p "$dir/in"
cd "$dir"

fail() {
	echo "export.sh: $*" >&2
	exit 1
}

# config NAME STAGES EXTRA: in units, with EXTRA options of the exporter.
config() {
	for unit in codepoints bytes utf16; do
		echo "chain = ( { plugin = \"read_text\"; paths = [ \"in\" ]; }, $2
			{ plugin = \"export_jsonl\"; path = \"out/$1.$unit.jsonl\";
			  offsets = \"$unit\"; $3 } );" >"$1.$unit.conf"
		"$CATENA" run --quiet -j 2 "$1.$unit.conf" 2>log || fail "$1: $(cat log)"
	done
}

all='keys = [ "id", "source", "fields", "text", "tokens", "sentences", "paragraphs",
	"entities", "duplicate", "copies", "story" ];'

# ASCII; every width of character; marks and line ends; long; empty; the sample.
printf 'Plain words, nothing else.\nA second line.\n' >in/ascii.txt
printf 'Caf\303\251 \342\202\254 5 \360\237\230\200\360\237\217\275 z\314\210 \303\251\n\n\360\237\207\251\360\237\207\252 end' >in/wide.txt
printf '\357\273\277Marked \303\274ber\r\nline\r\n' >in/mark.txt
: >in/none.txt
awk 'BEGIN { for (i = 0; i < 4000; i++) printf "w%d \303\251\342\202\254%s", i, i % 7 ? " " : "\n" }' >in/long.txt
cp "$abs_top_srcdir"/tests/sample/wire/*.txt in/
config plain '{ plugin = "tokenize"; }, { plugin = "export_rows"; },' "$all"
python3 "$check" out/plain.codepoints.jsonl out/plain.bytes.jsonl \
	out/plain.utf16.jsonl || fail "plain"

# Lines that are written piece by piece, between others.
mkdir large
awk 'BEGIN { for (i = 0; i < 50000; i++)
	printf "word%dof\303\251\342\202\254about-a-hundred-bytes-as-rows-are-slow-to-check-and-must-be-a-megabyte-too%s",
		i, i % 7 ? " " : "\n" }' >large/2.txt
cp in/ascii.txt large/1.txt
cat large/2.txt in/long.txt >large/3.txt
cp in/wide.txt large/4.txt
mv in small
mv large in
[ "$(wc -c <in/2.txt)" -gt 4194304 ] || fail "not large"
config large '{ plugin = "tokenize"; rules = "whitespace"; }, { plugin = "export_rows"; },' "$all"
python3 "$check" out/large.codepoints.jsonl out/large.bytes.jsonl \
	out/large.utf16.jsonl || fail "large"
for jobs in 1 8; do
	mv out/large.bytes.jsonl before
	"$CATENA" run --quiet -j $jobs large.bytes.conf 2>log || fail "large -j $jobs: $(cat log)"
	cmp before out/large.bytes.jsonl || fail "large -j $jobs: another output"
done
"$CATENA" run --quiet --set 'export_jsonl.path=/dev/full' large.bytes.conf 2>log &&
	fail "large: written to where there is no room"
grep -q 'No space left' log || fail "large, no room: $(cat log)"

# What a large document costs in memory, with its line of seven times its text.
if [ "$CATENA_SANITIZER" = none ]; then
	rm in/*
	for i in 1 2 3 4 5 6 7 8 9 10; do
		awk -v i=$i 'BEGIN { for (k = 0; k < 80000; k++) print "It is no " k " times " i "." }'
	done >in/huge.txt
	echo 'max_document = "1 GiB"; chain = ( { plugin = "read_text"; paths = "in"; }, { plugin = "tokenize"; },
		{ plugin = "export_jsonl"; path = "out/huge.jsonl"; } );' >huge.conf
	"$CATENA" run --quiet --summary huge.json huge.conf || fail "huge"
	sed 's/.*"bytes":\([0-9]*\),"seconds".*"peak_memory":\([0-9]*\).*/\1 \2/' huge.json |
		awk '{ print "a document of " $1 " bytes: " $2 / $1 " times that in memory" } $2 > 6 * $1 { exit 1 }' ||
		fail "huge: too much memory"
	rm out/huge.jsonl in/huge.txt
fi
rm -r in
mv small in

# Where a copy is in another document: in the unit, or named as bytes.
grep -q '"of":"other","of_begin_byte":1001,"of_end_byte":2001' out/plain.codepoints.jsonl ||
	fail "of_begin_byte"
grep -q '"of":"other","of_begin":1001,"of_end":2001' out/plain.bytes.jsonl ||
	fail "of_begin in bytes"
grep -q '"of":"other","of_begin":3001,"of_end":4001' out/plain.utf16.jsonl ||
	fail "of_begin in UTF-16"

# The line of a known document, to the byte.
mkdir one
printf 'A \303\251 "b"\n' >one/a.txt
echo 'chain = ( { plugin = "read_text"; paths = [ "one" ]; },
	{ plugin = "tokenize"; rules = "whitespace"; }, { plugin = "export_rows"; },
	{ plugin = "export_jsonl"; path = "out/one.jsonl"; } );' >one.conf
"$CATENA" run --quiet one.conf 2>log || fail "one: $(cat log)"
cat >one.want <<'END'
{"id":"one/a.txt","source":"one/a.txt","fields":{"duplicate_else":9,"huge":-9223372036854775808,"list":[1,{"a":2}]},"text":"A é \"b\"\n","tokens":[[0,1,"word"],[2,3,"word"],[4,7,"word"]],"sentences":[[0,8]],"entities":[{"begin":0,"end":7,"type":"PERSON","text":"A é \"b\"","id":"Q0","score":0.0,"by":"export_rows"},{"begin":0,"end":1,"type":"GPE","text":"A","name":"A","score":0.125,"by":"export_rows"},{"begin":2,"end":3,"type":"DATE","text":"é","name":"é","score":0.25,"by":"export_rows"},{"begin":4,"end":7,"type":"EVENT","text":"\"b\"","score":0.375,"by":"export_rows"}],"duplicate":{"of":"other","similarity":0.75,"containment":1.0,"group":"g1"},"copies":[{"begin":0,"end":1,"of":"one/a.txt","of_begin":0,"of_end":1,"words":0,"similarity":1.0},{"begin":4,"end":7,"of":"other","of_begin_byte":1001,"of_end_byte":2001,"words":1,"similarity":1.0}],"story":"s \"1\""}
END
# How tokenize cuts is not the question here.
sed 's/"tokens":.*"entities"/"entities"/' one.want >one.want2
sed 's/"tokens":.*"entities"/"entities"/' out/one.jsonl >one.got
cmp one.want2 one.got || {
	cat one.got
	fail "the line is not what it was"
}

# Only some keys; other names of types.
config keys '{ plugin = "tokenize"; }, { plugin = "export_rows"; },' \
	'keys = [ "text", "entities", "id" ]; entity_types = "conll";'
grep -q '^{"id":"in/ascii.txt","text":"Plain.*,"entities":\[{"begin"' \
	out/keys.bytes.jsonl || fail "keys"
grep -E '"(fields|tokens|source|story|copies)":' out/keys.bytes.jsonl &&
	fail "a key that was not asked for"
grep -E '"type":"(DATE|PERSON|GPE)"' out/keys.bytes.jsonl && fail "types"
for type in PER LOC MISC; do
	grep -q "\"type\":\"$type\"" out/keys.bytes.jsonl || fail "no $type"
done
echo 'chain = ( { plugin = "read_text"; paths = [ "in" ]; },
	{ plugin = "export_jsonl"; path = "out/x.jsonl"; keys = "txt"; } );' >x.conf
"$CATENA" run --quiet x.conf 2>log && fail "an unknown key passed"
grep -q 'keys: there is no "txt"' log || fail "unknown key: $(cat log)"

# In what was read, before the edits.
printf '<p>Caf\303\251 &amp; bar</p> x&amp;y <b>\360\237\230\200</b>z end\n' >in/html.txt
printf '<i></i><i></i>' >in/nothing.txt
python3 - <<'END'
import glob, json
texts = {}
for f in glob.glob("in/*"):
    with open(f, encoding="utf-8", newline="") as h:
        texts[f] = h.read()
json.dump(texts, open("originals.json", "w"))
END
config edited '{ plugin = "export_edit"; }, { plugin = "export_rows"; },' \
	'offsets_in = "original";'
python3 "$check" out/edited.codepoints.jsonl out/edited.bytes.jsonl \
	out/edited.utf16.jsonl originals.json || fail "edited"
grep -q '"text":"Café & bar x&y 😀z end\\n"' out/edited.bytes.jsonl || fail "edits"

# What was written can be read again, and says the same.
if "$CATENA" info read_jsonl >/dev/null 2>&1; then
	echo 'chain = ( { plugin = "read_jsonl"; paths = [ "out/plain.bytes.jsonl" ];
		fields = [ "huge", "list", "duplicate_else" ]; },
		{ plugin = "export_jsonl"; path = "out/again.jsonl";
		  keys = [ "id", "source", "fields", "text" ]; } );' >again.conf
	# A document without text has no key "text", which read_jsonl asks for.
	"$CATENA" run --quiet again.conf 2>log && fail "again: none.txt passed"
	[ "$(wc -l <out/quarantine.jsonl)" -eq 1 ] || fail "again: $(cat log)"
	python3 - <<'END' || fail "again"
import json
keys = ("id", "source", "fields", "text")
first = [json.loads(s) for s in open("out/plain.bytes.jsonl")]
again = [json.loads(s) for s in open("out/again.jsonl")]
first = [a for a in first if "text" in a]
assert len(first) == len(again) > 40
for a, b in zip(first, again):
    assert {k: a[k] for k in keys if k in a} == b, (a["id"], b)
END
fi

# The same bytes for any number of workers.
for j in 1 2 8; do
	"$CATENA" run --quiet -j $j plain.utf16.conf 2>log || fail "-j $j: $(cat log)"
	cksum <out/plain.utf16.jsonl
done | sort -u >sums
[ "$(wc -l <sums)" -eq 1 ] || fail "workers change the output"

cd ..
rm -rf "$dir"
