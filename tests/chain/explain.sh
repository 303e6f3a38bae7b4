#!/bin/sh
# SPDX-License-Identifier: MIT
# explain.sh - `catena explain` says of every document of a run what happened to it,
# by which stage and rule, with which figures, and shows the text that it shares: from
# the outputs alone, whatever they count offsets in, and with nothing in it that a
# terminal would obey.
# needs: read_jsonl dedup_exact
set -eu
work=$PWD/explain.tmp
rm -rf "$work"
mkdir -p "$work"
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
unset COLUMNS NO_COLOR

die() {
	echo "explain.sh: $*"
	exit 1
}

# explain ARGUMENT...: must succeed; what it prints is in $work/got.
explain() {
	"$CATENA" explain "$@" >"$work/got" 2>"$work/err" || {
		cat "$work/err"
		die "catena explain $*: exit status $?"
	}
}

# has TEXT...: each stands in what was printed.
has() {
	for text; do
		grep -F -e "$text" "$work/got" >/dev/null || {
			cat "$work/got"
			die "what was printed lacks: $text"
		}
	done
}

lacks() {
	! grep -F -e "$1" "$work/got" >/dev/null || {
		cat "$work/got"
		die "what was printed has: $1"
	}
}

# refused STATUS TEXT ARGUMENT...
refused() {
	want=$1 text=$2
	shift 2
	status=0
	"$CATENA" explain "$@" >"$work/got" 2>"$work/err" || status=$?
	[ $status = "$want" ] || die "explain $*: exit status $status, not $want"
	grep -F -e "$text" "$work/err" >/dev/null || {
		cat "$work/err"
		die "explain $*: the message lacks: $text"
	}
	[ ! -s "$work/got" ] || die "explain $*: prints something all the same"
}

# ---- A heap with one of each ----
esc=$(printf '\033')
cat >"$work/heap.jsonl" <<'EOF2'
{"id":"first","text":"The harbour café was closed on Monday, the port authority said, and nobody knows when the ferries will sail again, as the storm has torn the pier away and the crane lies in the water."}
{"id":"again","text":"THE harbour café was  closed on Monday, the port authority said, and nobody knows when the ferries will sail again, as the storm has torn the pier away and the crane lies in the water."}
{"id":"near","text":"The harbour café was closed on Tuesday, the port authority said, and nobody knows when the ferries will sail again, as the storm has torn the old pier away and the crane lies in the water."}
{"id":"evil","text":"Press \u001b[2J\u0007 and \u202eread this\u202c before: nobody knows when the ferries will sail again, as the storm has torn the pier away, the mayor wrote in a long and rather bitter letter that was read aloud to the council on the evening of that day."}
{"id":"alone","text":"Something else altogether happened in the mountains, where it snowed."}
{"id":"broken","text":"\u0000\u0000"}
{"id":"dup/licate","text":"Short."}
{"id":"twin \"quoted\" \\ one","text":"short."}
EOF2
run_chain() { # OFFSETS MORE
	cat >"$work/conf" <<EOF2
invalid_text = "quarantine";
$2
chain = (
  { plugin = "read_jsonl"; paths = [ "heap.jsonl" ]; },
  { plugin = "tokenize"; },
  { plugin = "dedup_exact"; },
  { plugin = "dedup_near"; name = "almost"; threshold = 0.5; },
  { plugin = "find_copies"; min_words = 8; },
  { plugin = "export_jsonl"; path = "out/heap.jsonl"; offsets = "$1"; }
);
EOF2
	status=0
	"$CATENA" run --quiet "$work/conf" 2>"$work/log" || status=$?
	[ $status = 1 ] || { # "broken" is quarantined
		cat "$work/log"
		die "run: exit status $status"
	}
}
run_chain codepoints ''

explain "$work/out" again
has 'dropped by dedup_exact: exact duplicate of first' 'rule          same text but for case, space' \
	'similarity    1.000' 'out/dropped.jsonl:1' 'shared with first: 35 of 35 words here'
lacks '[-'

explain "$work/out" near
has 'dropped by almost: near duplicate of first' 'duplicate of  first' 'rule          similarity >= 0.5' \
	'closed on [-Tuesday-], the' 'closed on {+Monday+}, the' '[-old-] pier'

# Two columns, in the same words.
explain --width 120 "$work/out" near
has ' | ' '[-Tuesday-]' '{+Monday+}'
grep '\[-Tuesday-\].* | .*{+Monday+}' "$work/got" >/dev/null || die "not side by side"
longest=$(awk '{ if (length($0) > n) n = length($0) } END { print n + 0 }' "$work/got")
[ "$longest" -le 121 ] || die "a line of $longest cells in 120"

# What a terminal would obey is shown, not sent.
explain "$work/out" evil
has 'kept' '1 passage that stands in another document' 'of first' 'nobody knows when the ferries'
lacks "$esc"
explain --colour always "$work/out" near
has "${esc}[31mTuesday${esc}[0m" "${esc}[32mMonday${esc}[0m"
cat >"$work/evil.jsonl" <<'EOF2'
{"id":"a","text":"One two three \u001b[2J four five six seven \u202e eight nine."}
{"id":"b","text":"One two three \u001b[2J four five six seven \u202e eight nine.","duplicate":{"of":"a","similarity":1.0,"by":"x\u001b[2J"}}
EOF2
explain "$work/evil.jsonl" b
lacks "$esc"
has '<U+001B>[2J' '<U+202E>' 'marked as a duplicate by x<U+001B>[2J'

explain "$work/out" first
has 'kept' '2 are duplicates of it' 'near, dropped, similarity 0.' '1 has passages of it'

explain "$work/out" alone
has 'kept' 'nothing was found that it shares'

explain "$work/out" broken
has 'quarantined by read_jsonl: a NUL byte'

explain "$work/out" 'twin "quoted" \ one'
has 'dropped by dedup_exact' 'duplicate of  dup/licate'
explain "$work/out" dup/licate
has '1 is a duplicate of it'

# Stories: who is of it, and what it shares with the one that brought it in.
cat >"$work/story.jsonl" <<'EOF2'
{"id":"a","text":"The mayor opened the new bridge on Friday and everybody came to see it.","story":"a"}
{"id":"b","text":"Everybody came to see it when the mayor opened the new bridge on Friday, one heard.","story":"a"}
{"id":"c","fields":{"story_with":"a","story_score":0.5},"text":"They say everybody came to see it.","story":"a"}
{"id":"d","text":"The mayor opened the new bridge on Friday.","story":"d"}
EOF2
explain "$work/story.jsonl" c
has 'story         a' 'story_with    a' 'story_score   0.5' '2 others are of its story' 'shared with a: 5 of 7'
lacks 'shared with b'
explain "$work/story.jsonl" a
has 'shared with b' '2 others are of its story'
lacks '  d'

# ---- Copies, whatever offsets count; the output, or its folder ----
for unit in codepoints bytes utf16; do
	run_chain $unit ''
	explain "$work/out/heap.jsonl" evil
	has '    < nobody knows when the ferries' '    > nobody knows when the ferries' 'similarity 1.000'
	lacks '[-'
	mv "$work/got" "$work/$unit"
	cmp "$work/codepoints" "$work/$unit" || die "offsets = $unit: prints something else"
done

# ---- For programs ----
if command -v python3 >/dev/null; then
	for id in first again near evil alone broken 'twin "quoted" \ one'; do
		explain --json "$work/out" "$id"
		python3 - "$id" "$work/got" <<'EOF2' || die "--json $id"
import json, sys
x = json.load(open(sys.argv[2], encoding="utf-8"))
assert x["id"] == sys.argv[1]
want = {"first": "kept", "evil": "kept", "alone": "kept", "broken": "quarantined"}
assert x["verdict"] == want.get(x["id"], "dropped"), x["verdict"]
if x["id"] == "near":
    assert x["duplicate"]["of"] == "first" and x["duplicate"]["rule"] == "similarity >= 0.5"
    p = x["passages"][0]
    texts = {d["id"]: d["text"].encode() for d in map(json.loads, open(sys.argv[2].replace("got", "heap.jsonl"), encoding="utf-8"))}
    assert texts["near"][p["begin"]:p["end"]].decode() == p["text"]
    assert texts["first"][p["of_begin"]:p["of_end"]].decode() == p["of_text"]
    d = p["differences"][0]
    assert texts["near"][d["begin"]:d["end"]] == b"Tuesday"
    assert texts["first"][d["of_begin"]:d["of_end"]] == b"Monday"
if x["id"] == "evil":
    assert x["copies"][0]["text"] == x["copies"][0]["of_text"], x
EOF2
	done
fi

# ---- Without the texts of what was dropped; from the file that was read ----
run_chain codepoints 'dropped_text = false;'
! grep '"text"' "$work/out/dropped.jsonl" >/dev/null || die "dropped_text = false writes texts"
explain "$work/out" near
has 'dropped by almost' 'rule          similarity >= 0.5' 'the text of near is not in these files'
explain "$work/out" "$work/heap.jsonl" near
has 'dropped by almost' '[-Tuesday-]' 'and in'

# ---- What cannot be explained ----
refused 2 'there is no document "aloen"; did you mean "alone"?' "$work/out" aloen
refused 2 'did you mean "dup/licate"?' "$work/out" licate
refused 2 'there is no document "zzzzzzzzzz" among the 8' "$work/out" zzzzzzzzzz
refused 2 'No such file' "$work/nowhere" alone
refused 2 'is not what a run has written' "$work/conf" alone
mkdir "$work/empty"
refused 2 'no .jsonl file in this folder' "$work/empty" alone
refused 2 'of which run, and which document' "$work/out"
refused 2 '--offsets takes' --offsets letters "$work/out" alone
refused 2 '--width takes' --width 3 "$work/out" alone

# Lines that are none do not stand in the way.
printf 'no json\n{"id":\n\n{"id":"x","text":"y"}\n{"text":"no id"}' >"$work/odd.jsonl"
explain "$work/odd.jsonl" x
has 'odd.jsonl:4'
