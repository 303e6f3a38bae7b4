#!/bin/sh
# SPDX-License-Identifier: MIT
# tune.sh - `catena run --sample` reads the same part of the documents in any order
# and for any number of workers; `--tune` counts the pairs of a chain as they are, says
# what each threshold would drop as a run with that threshold drops it, and leaves
# nothing behind.
# needs: read_jsonl
set -eu
work=$PWD/tune.tmp
rm -rf "$work"
mkdir -p "$work/tmp"
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
TMPDIR=$work/tmp
export TMPDIR
unset COLUMNS

die() {
	echo "tune.sh: $*"
	exit 1
}

run() {
	"$CATENA" run --quiet "$@" 2>"$work/log" >"$work/got" || {
		cat "$work/log"
		die "catena run $*: exit status $?"
	}
}

refused() {
	want=$1
	shift
	if "$CATENA" run --quiet "$@" 2>"$work/log" >"$work/got"; then
		die "catena run $*: was taken"
	fi
	grep -F -e "$want" "$work/log" >/dev/null || {
		cat "$work/log"
		die "catena run $*: the message lacks: $want"
	}
}

# 3,000 documents in 300 families: each of a family has a few words of its first changed,
# the more the later it comes.
awk 'BEGIN {
	srand(11)
	for (f = 0; f < 300; f++) {
		for (i = 0; i < 100; i++) base[i] = "w" int(rand() * 30000)
		for (d = 0; d < 10; d++) {
			for (i = 0; i < 100; i++) doc[i] = base[i]
			for (i = 0; i < d; i++) doc[int(rand() * 100)] = "x" int(rand() * 30000)
			line = doc[0]
			for (i = 1; i < 100; i++) line = line " " doc[i]
			printf "{\"id\":\"f%d-%d\",\"text\":\"%s\"}\n", f, d, line
		}
	}
}' >"$work/heap.jsonl"
cat >"$work/conf" <<EOF2
chain = (
  { plugin = "read_jsonl"; paths = [ "\${HEAP:-heap.jsonl}" ]; },
  { plugin = "tokenize"; },
  { plugin = "dedup_near"; name = "near"; cluster = "component"; },
  { plugin = "export_jsonl"; path = "out.jsonl"; keys = [ "id" ]; }
);
EOF2

# ---- A sample ----
run --sample 10% --set near.action=mark -j 1 "$work/conf"
sort "$work/out.jsonl" >"$work/first"
n=$(wc -l <"$work/first")
[ "$n" -gt 220 ] && [ "$n" -lt 390 ] || die "a sample of 10% of 3,000 has $n"
run --sample 10% --set near.action=mark -j 8 "$work/conf"
sort "$work/out.jsonl" | cmp - "$work/first" ||
	die "another sample with 8 workers"
sort -r "$work/heap.jsonl" >"$work/turned.jsonl"
HEAP=turned.jsonl run --sample 0.1 --set near.action=mark "$work/conf"
sort "$work/out.jsonl" | cmp - "$work/first" || die "another sample in another order"
run --sample 30% --set near.action=mark "$work/conf"
sort "$work/out.jsonl" | comm -13 - "$work/first" >"$work/lost"
[ ! -s "$work/lost" ] || die "what is in a sample of 10% is not in one of 30%"
"$CATENA" run --sample 10% --set near.action=mark "$work/conf" 2>"$work/log" >/dev/null
grep "^ *$((3000 - n))  left out by the sample" "$work/log" >/dev/null || {
	cat "$work/log"
	die "the summary does not say what was left out"
}
run --sample 10% --limit 1000 --set near.action=mark "$work/conf"
n=$(wc -l <"$work/out.jsonl")
[ "$n" -gt 60 ] && [ "$n" -lt 140 ] || die "a sample of 10% of the first 1,000 has $n"

# ---- Figures ----
# would THRESHOLD: documents that it would drop, as --tune said.
would() {
	awk -v t="$1" '/would drop/ { on = 1; next } on && $1 == t { print $2; exit }' "$work/tuned"
}
rm -f "$work/out.jsonl"
run --tune "$work/conf"
mv "$work/got" "$work/tuned"
[ ! -e "$work/out.jsonl" ] && [ ! -e "$work/dropped.jsonl" ] || die "--tune writes outputs"
grep '^near: 3000 documents, all compared' "$work/tuned" >/dev/null || die "no head"
for t in 0.9 0.7 0.5 0.4; do
	run --set near.threshold=$t --set near.recall=0.9999 "$work/conf"
	dropped=$(wc -l <"$work/dropped.jsonl")
	said=$(would $t)
	[ "$dropped" -gt 100 ] || die "threshold $t drops $dropped: nothing to compare"
	awk -v a="$dropped" -v b="$said" 'BEGIN { exit !(b >= a * 0.98 && b <= a * 1.02) }' ||
		die "threshold $t drops $dropped, --tune said $said"
done
grep '^similarity 0\.[3-9] - ' "$work/tuned" >/dev/null || die "no examples"
grep '\[-x[0-9]* *' "$work/tuned" >/dev/null || die "no difference in an example"

# A sample is compared with all: the pairs are there, in proportion.
run --tune --sample 20% "$work/conf"
cp "$work/got" "$work/tuned"
grep ' of them compared with all before them (20 %' "$work/tuned" >/dev/null || die "no sample"
run --set near.threshold=0.5 --set near.recall=0.9999 "$work/conf"
dropped=$(wc -l <"$work/dropped.jsonl")
awk -v a="$dropped" '/would drop/ { on = 1; next }
	on && $1 == "0.5" { sub(/.*about /, ""); exit !($0 > a * 0.9 && $0 < a * 1.1) }' "$work/tuned" ||
	die "20% of the documents do not tell that $dropped are dropped: $(grep '^  0.5' "$work/tuned")"

# A sample that is too small says so.
run --tune --sample 0.000000001 "$work/conf"
grep '^none is in the sample' "$work/got" >/dev/null || die "an empty sample: $(cat "$work/got")"
grep 'would drop' "$work/got" >/dev/null && die "an empty sample has a table"

# ---- What cannot be ----
refused 'stage "read_jsonl" has nothing to tune; "near" has' --tune --set near.threshold=0.5 --tune=read_jsonl "$work/conf"
refused 'there is no stage "naer"; did you mean "near"' --tune=naer "$work/conf"
refused 'there is no stage "other"; "near" has' --tune=other "$work/conf"
grep -v dedup_near "$work/conf" >"$work/none.conf"
refused 'no stage of this chain has anything to tune' --tune "$work/none.conf"
: >"$work/empty.jsonl"
run --tune "$work/conf" "$work/empty.jsonl"
grep '^no document came to it' "$work/got" >/dev/null || die "no documents: $(cat "$work/got")"
refused '--sample takes a part' --sample 0 "$work/conf"
refused '--sample takes a part' --sample 101% "$work/conf"
refused '--sample takes a part' --sample many "$work/conf"
refused 'queries below 1 needs' --set near.queries=0.5 --set near.keep=last "$work/conf"
rest=$(ls "$work/tmp")
[ -z "$rest" ] || die "left behind: $rest"
