#!/bin/sh
# SPDX-License-Identifier: MIT
# dedup.sh - dedup_near and tag_gazetteer alone, from tokens, CPU seconds of
# one thread.
set -eu
work=$PWD/bench_dedup.tmp
bulk=${CATENA_SHARED:-}/data
rm -rf "$work"
mkdir -p "$work"
trap 'rm -rf "$work"' EXIT
[ -f "$bulk/bulk/digitalgov.jsonl.xz" ] || {
	echo "no $bulk: nothing to measure"
	exit 0
}
cd "$work"
for f in bulk/digitalgov bulk/18f copies/factbook-2020 copies/factbook-2021; do
	xz -dc "$bulk/$f.jsonl.xz" >"${f##*/}.jsonl"
done
near=${abs_top_builddir:?}/tests/bench/bench_dedup_near
echo "dedup_near, similarity:"
"$near" digitalgov.jsonl 18f.jsonl
"$near" factbook-2020.jsonl factbook-2021.jsonl
echo "dedup_near, similarity and containment:"
"$near" containment=0.8 digitalgov.jsonl 18f.jsonl
# A list of every name there is in the data, and pairs of census names until it
# is a million lines long.
{
	cut -f1 "$bulk/names/geonames-cities.tsv"
	cut -f5 "$bulk/names/ror-organisations.tsv"
	awk 'NR == FNR { given[n++] = substr($1, 1, 1) tolower(substr($1, 2)); next }
		{ for (i = 0; i < 12; i++)
			print given[(FNR * 7 + i * 131) % n], substr($1, 1, 1) tolower(substr($1, 2)) }' \
		"$bulk/names/census-first-female.txt" "$bulk/names/census-last.txt"
} | awk 'length($0) && !seen[$0]++' | head -n 1000000 >names.tsv
echo "tag_gazetteer:"
"$abs_top_builddir/tests/bench/bench_tag_gazetteer" lists=names.tsv type=NAME \
	digitalgov.jsonl factbook-2021.jsonl
