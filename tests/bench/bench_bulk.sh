#!/bin/sh
# SPDX-License-Identifier: MIT
# bench_bulk.sh - the main job over all bulk text (books, legal codes, web
# pages: more than 170 MB), from plain files to JSONL: what a second worker is
# worth, and whether memory grows with the input.
set -eu
: "${CATENA:?}" "${abs_top_builddir:?}" "${CATENA_SHARED:?}" "${CATENA_LINKAGE:?}"
bulk=$CATENA_SHARED/data/bulk
names=$CATENA_SHARED/data/names/wordnet-instances.tsv
if [ ! -d "$bulk" ]; then
	echo "skipped: there is no $bulk"
	exit 0
fi
data=$abs_top_builddir/bench-data
out=$abs_top_builddir/bench-out
mkdir -p "$data" "$out"
trap 'rm -rf "$out"' EXIT INT TERM

# ---- The text as plain files, unpacked once ----
if [ ! -f "$data/.complete" ]; then
	rm -rf "${data:?}"/*
	for a in gutenberg100 civil-procedure-codes; do
		mkdir -p "$data/all/$a"
		tar -xJf "$bulk/$a.tar.xz" -C "$data/all/$a"
	done
	for a in digitalgov 18f; do
		mkdir -p "$data/all/$a"
		xz -dc "$bulk/$a.jsonl.xz" | python3 -c '
import json, sys
for n, line in enumerate(sys.stdin):
    with open("%s/%05d.txt" % (sys.argv[1], n), "w", newline="") as f:
        f.write(json.loads(line)["text"])' "$data/all/$a"
	done
	# Four times as much: the same files under four names.
	mkdir -p "$data/four"
	for n in 1 2 3 4; do
		cp -al "$data/all" "$data/four/$n"
	done
	touch "$data/.complete"
fi
awk -F '\t' '!/^#/ && $1 != "" { print $1 "\tNAME" }' "$names" | LC_ALL=C sort -u >"$out/names.tsv"
printf 'text: %s files, %s MB\n' "$(find "$data/all" -type f | wc -l)" \
	"$(find "$data/all" -type f -exec cat {} + | wc -c | awk '{ printf "%.1f", $1 / 1e6 }')"

# The output goes nowhere: what is measured is not the disk.
run() { # workers, folder
	CATENA_BENCH_DATA=$2 CATENA_BENCH_NAMES=$out/names.tsv CATENA_BENCH_LEDGER=$out \
		CATENA_BENCH_OUT=${3:-/dev/null} "$CATENA" run -q -j "$1" \
		--summary "$out/summary" "${abs_top_srcdir:?}/tests/bench/bulk.conf" || [ $? = 1 ]
}

value() { # key: the run's own, not a stage's
	sed 's/,"stages":.*//; s/.*"'"$1"'":\([0-9.e+-]*\).*/\1/' "$out/summary"
}

seconds() {
	sed 's/,"ended".*//; s/.*"seconds":\([0-9.e+-]*\).*/\1/' "$out/summary"
}

median() {
	sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'
}

run 1 "$data/all" # the files into memory
for j in 1 2; do
	for _ in 1 2 3; do
		run "$j" "$data/all"
		seconds
	done | median >"$out/seconds.$j"
	value peak_memory >"$out/peak.$j"
done
for j in 1 2; do
	run "$j" "$data/all" - | cksum >"$out/sum.$j"
done
cmp "$out/sum.1" "$out/sum.2"
echo "output: the same bytes with 1 and 2 workers"
awk -v a="$(cat "$out/seconds.1")" -v b="$(cat "$out/seconds.2")" -v n="$(value bytes)" 'BEGIN {
	printf "1 worker  %.2f s (%.0f MB/s)\n2 workers %.2f s (%.0f MB/s): %.2f of the time of one\n",
		a, n / 1e6 / a, b, n / 1e6 / b, b / a }'
run 2 "$data/four"
awk -v a="$(cat "$out/peak.2")" -v b="$(value peak_memory)" 'BEGIN {
	printf "peak memory, 2 workers: %.1f MB on 1x, %.1f MB on 4x the input: %+.1f %%\n",
		a / 1e6, b / 1e6, 100 * (b - a) / a }'
