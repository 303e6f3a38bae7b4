#!/bin/sh
# SPDX-License-Identifier: MIT
# bench_tag_pattern.sh - speed of tag_pattern with the shipped rules, from tokens, one
# worker, on the 100 books of the bulk text (61 MB): the stage's own time as the run's
# summary has it, median and best of five.
set -eu
shared=${CATENA_SHARED:-$abs_top_srcdir/../shared}
books=$shared/data/bulk/gutenberg100.tar.xz
[ -f "$books" ] || { echo "bench_tag_pattern: skipped, no bulk text"; exit 0; }
work=$PWD/bench_tag_pattern.tmp
rm -rf "$work"
mkdir -p "$work/books"
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
tar xJf "$books" -C "$work/books"
cat >"$work/bench.conf" <<END
workers = 1;
chain = ( { plugin = "read_text"; paths = [ "books" ]; }, { plugin = "tokenize"; },
	{ plugin = "tag_pattern"; }, { plugin = "export_jsonl"; path = "/dev/null"; } );
END
for _ in 1 2 3 4 5; do
	"$CATENA" run "$work/bench.conf" 2>&1 | awk '$1 == "tag_pattern" { print $NF }'
done | sort -n >"$work/speeds"
awk '{ v[NR] = $1 } END { printf "tag_pattern: %.0f MB/s from tokens, best %.0f (asked: 100)\n", v[int((NR + 1) / 2)], v[NR] }' "$work/speeds"
