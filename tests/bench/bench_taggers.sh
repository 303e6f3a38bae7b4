#!/bin/sh
# SPDX-License-Identifier: MIT
# bench_taggers.sh - speed of tag_pattern with the shipped rules and of tag_gazetteer
# with a million names, from tokens, one worker, on seven kinds of text: the stage's own
# time as the run's summary has it, best of RUNS (5).  Other work on the machine makes the
# figures smaller: the tokenizer's speed in the same runs tells how much.
set -eu
: "${CATENA:?}" "${abs_top_srcdir:?}"
data=${CATENA_SHARED:-$abs_top_srcdir/../shared}/data
for folder in bulk ner copies names; do
	[ -d "$data/$folder" ] || { echo "bench_taggers: skipped, no $data/$folder"; exit 77; }
done
command -v python3 >/dev/null || { echo "bench_taggers: python3 is not installed"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
python3 "$abs_top_srcdir/tests/bench/million_names.py" "$data/names" >"$work/million.tsv"
"$CATENA" gazetteer compile "$work/million.tsv" -o "$work/million.gaz" >/dev/null 2>&1
python3 "$abs_top_srcdir/tests/bench/kinds_of_text.py" "$data" "$work" >"$work/kinds"

# best STAGE FILE: the highest speed that the summaries in FILE have for it
best() {
	awk -v stage="$1" '$1 == stage && $NF > most { most = $NF } END { printf "%8.0f", most }' "$2"
}

printf '%-14s %12s %13s %9s   MB/s from tokens\n' '' tag_pattern tag_gazetteer tokenize
while read -r kind; do
	: >"$work/summary"
	for stage in '{ plugin = "tag_pattern"; }' \
		'{ plugin = "tag_gazetteer"; lists = [ "million.gaz" ]; }'; do
		cat >"$work/bench.conf" <<-END
			workers = 1;
			chain = ( { plugin = "read_jsonl"; paths = [ "$kind.jsonl" ]; }, { plugin = "tokenize"; },
			  $stage, { plugin = "export_jsonl"; path = "/dev/null"; } );
		END
		i=0
		while [ $((i += 1)) -le "${RUNS:-5}" ]; do
			"$CATENA" run "$work/bench.conf" >>"$work/summary" 2>&1
		done
	done
	printf '%-14s %12s %13s %9s\n' "$kind" "$(best tag_pattern "$work/summary")" \
		"$(best tag_gazetteer "$work/summary")" "$(best tokenize "$work/summary")"
done <"$work/kinds"
