#!/bin/sh
# SPDX-License-Identifier: MIT
# copies_oracle.sh - find_copies against a suffix array: every maximal run of
# words that stands earlier is reported, to the word, and nothing else; and how
# much of edited passages is found.  FULL=1 takes the large texts too: minutes, and
# 2 GB of memory for the suffix array.
# needs: read_jsonl
set -eu
work=$PWD/copies_oracle.tmp
rm -rf "$work"
mkdir -p "$work"
trap 'rm -rf "$work"' EXIT
oracle=${abs_top_builddir:?}/tests/oracle/shared_runs
model=${abs_top_builddir:?}/tests/oracle/edit_model
bulk=${CATENA_SHARED:-}/data
bad=0
# A sanitizer makes it ten times slower: less of everything.
short=1200 long='' all=yes
[ "${CATENA_SANITIZER:-none}" = none ] || short=300 long="-n 200" all=''

# run_chain OPTIONS FILES...: the copies of these files to $work/out
run_chain() {
	options=$1
	shift
	paths=$(printf '"%s", ' "$@")
	cat >"$work/conf" <<-EOF
		chain = (
		  { plugin = "read_jsonl"; paths = [ ${paths%, } ]; },
		  { plugin = "tokenize"; },
		  { plugin = "find_copies"; $options },
		  { plugin = "export_jsonl"; path = "$work/out"; offsets = "bytes";
		    keys = [ "id", "copies" ]; }
		);
	EOF
	"$CATENA" run --quiet "$work/conf" 2>"$work/log" || {
		cat "$work/log"
		exit 1
	}
}

# exact NAME MIN_WORDS FILES...
exact() {
	name=$1
	words=$2
	shift 2
	run_chain "max_gap = 0; min_words = $words;" "$@"
	printf '%s, min_words %s: ' "$name" "$words"
	"$oracle" -w "$words" -c "$work/out" "$@" || bad=1
}

# edited NAME OPTIONS BASE...
edited() {
	label=$1
	options=$2
	shift 2
	# shellcheck disable=SC2086 # options are several words
	"$model" $options -t "$work/truth" "$@" >"$work/heap.jsonl"
	run_chain "" "$work/heap.jsonl"
	printf '%s, edited: ' "$label"
	"$model" -j "$work/out" -t "$work/truth" "$work/heap.jsonl" || bad=1
	for words in 6 12 30; do
		exact "$label, edited" $words "$work/heap.jsonl"
	done
}

"$oracle" /dev/null || {
	echo "no C.UTF-8 locale: skipped"
	exit 77
}
edited "made-up language, passages of 15 to 60 words" "-n $short -p 15 -q 60"
# The test itself can fail: copies with a gap are no unchanged runs.
edited "made-up language" "$long"
run_chain "max_gap = 3;" "$work/heap.jsonl"
if "$oracle" -c "$work/out" "$work/heap.jsonl" >/dev/null; then
	echo "the oracle takes edited copies for unchanged ones"
	bad=1
fi
exact sample 12 "${abs_top_srcdir:?}/tests/sample/wire.jsonl"
exact sample 5 "${abs_top_srcdir:?}/tests/sample/wire.jsonl"
if [ -z "$all" ]; then
	echo "with a sanitizer only what is generated and the sample are compared"
elif [ -f "$bulk/bulk/digitalgov.jsonl.xz" ] && command -v xz >/dev/null; then
	for f in bulk/digitalgov bulk/18f copies/factbook-2015 copies/factbook-2020; do
		xz -dc "$bulk/$f.jsonl.xz" >"$work/${f##*/}.jsonl"
	done
	exact "digitalgov and 18f" 12 "$work/digitalgov.jsonl" "$work/18f.jsonl"
	exact "digitalgov and 18f" 8 "$work/digitalgov.jsonl" "$work/18f.jsonl"
	exact factbook 12 "$work"/factbook-20*.jsonl
else
	echo "no $bulk: only what is generated and the sample were compared"
fi

# texts ARCHIVE OUT: a line a file, by catena itself
texts() {
	rm -rf "$work/files"
	mkdir "$work/files"
	xz -dc "$1" | (cd "$work/files" && tar xf -)
	cat >"$work/conf" <<-EOF
		chain = (
		  { plugin = "read_text"; paths = [ "$work/files" ]; },
		  { plugin = "export_jsonl"; path = "$2"; keys = [ "id", "text" ]; }
		);
	EOF
	"$CATENA" run --quiet "$work/conf"
	rm -rf "$work/files"
}
if [ -n "${FULL:-}" ] && [ -f "$bulk/bulk/gutenberg100.tar.xz" ]; then
	texts "$bulk/bulk/gutenberg100.tar.xz" "$work/books.jsonl"
	edited "100 books" "-n 4000" "$work/books.jsonl"
	edited "100 books, passages of 15 to 60 words" "-n 6000 -p 15 -q 60" "$work/books.jsonl"
	texts "$bulk/bulk/civil-procedure-codes.tar.xz" "$work/codes.jsonl"
	exact "codes of civil procedure" 12 "$work/codes.jsonl"
fi
exit $bad
