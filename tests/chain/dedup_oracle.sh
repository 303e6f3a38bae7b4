#!/bin/sh
# SPDX-License-Identifier: MIT
# dedup_oracle.sh - the pairs that dedup_near finds at its defaults against all
# pairs by brute force: none wrong, at least 99 in 100 found.
# needs: read_jsonl
set -eu
work=$PWD/dedup_oracle.tmp
rm -rf "$work"
mkdir -p "$work"
trap 'rm -rf "$work"' EXIT
oracle=${abs_top_builddir:?}/tests/oracle/all_pairs
bulk=${CATENA_SHARED:-}/data
bad=0

# compare NAME FILES...
compare() {
	name=$1
	shift
	paths=$(printf '"%s", ' "$@")
	for threshold in 0.5 0.7 0.9; do
		for containment in 0 0.8; do
			cat >"$work/conf" <<-EOF
				chain = (
				  { plugin = "read_jsonl"; paths = [ ${paths%, } ]; },
				  { plugin = "tokenize"; },
				  { plugin = "dedup_near"; action = "mark"; cluster = "component";
				    threshold = $threshold; containment = $containment;
				    pairs = "$work/pairs"; },
				  { plugin = "export_jsonl"; path = "$work/out"; }
				);
			EOF
			"$CATENA" run --quiet "$work/conf" 2>"$work/log" || {
				cat "$work/log"
				exit 1
			}
			printf '%s, similarity %s, containment %s: ' "$name" $threshold $containment
			"$oracle" -t $threshold -c $containment -p "$work/pairs" "$@" || bad=1
		done
	done
}

"$oracle" /dev/null || {
	echo "no C.UTF-8 locale: skipped"
	exit 77
}
compare sample "${abs_top_srcdir:?}/tests/sample/wire.jsonl"
if [ -f "$bulk/bulk/digitalgov.jsonl.xz" ] && command -v xz >/dev/null; then
	for f in bulk/digitalgov bulk/18f copies/factbook-2015 copies/factbook-2020 \
		copies/factbook-2021 copies/factbook-2022; do
		xz -dc "$bulk/$f.jsonl.xz" >"$work/${f##*/}.jsonl"
	done
	compare "digitalgov and 18f" "$work/digitalgov.jsonl" "$work/18f.jsonl"
	compare factbook "$work"/factbook-20*.jsonl
	# Paragraphs of 20 words and more, of codes that copied one another.
	codes=$work/codes
	mkdir "$codes"
	xz -dc "$bulk/bulk/civil-procedure-codes.tar.xz" | (cd "$codes" && tar xf -)
	find "$codes" -name '*.txt' | LC_ALL=C sort | awk 'NR % 20 == 1' | xargs awk '
		BEGIN { RS = "" }
		NF >= 20 { gsub(/[^A-Za-z0-9.,; ]+/, " ")
			printf "{\"id\":\"%d\",\"text\":\"%s\"}\n", NR, $0 }' >"$codes.jsonl"
	rm -rf "${codes:?}"
	compare "paragraphs of the civil procedure codes" "$codes.jsonl"
else
	echo "no $bulk: only the sample was compared"
fi
exit $bad
