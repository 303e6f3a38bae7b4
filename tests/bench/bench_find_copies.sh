#!/bin/sh
# SPDX-License-Identifier: MIT
# bench_find_copies.sh - find_copies from tokens: MB/s in six parts of a heap, so
# that growth is seen, and memory.  The heap is made by the edit model
# (tests/oracle/edit_model.c) from the bulk text, or from a made-up language;
# then the bulk text itself, where it is there.
set -eu
work=$PWD/bench_find_copies.tmp
rm -rf "$work"
mkdir -p "$work"
trap 'rm -rf "$work"' EXIT
bench=${abs_top_builddir:?}/tests/bench/bench_find_copies
model=${abs_top_builddir:?}/tests/oracle/edit_model
bulk=${CATENA_SHARED:-}/data/bulk

# jsonl ARCHIVE: a line a file, in order of names; for the codes, of years
jsonl() {
	mkdir "$work/files"
	xz -dc "$1" | (cd "$work/files" && tar xf -)
	python3 - "$work/files" <<-'END'
		import json, os, re, sys
		files = [os.path.join(f, n) for f, _, names in os.walk(sys.argv[1]) for n in names]
		for f in sorted(files, key=lambda f: (re.findall(r"[A-Z]{2}(\d{4})", f)[-1:], f)):
		    text = open(f, encoding="utf-8", errors="replace").read().replace("\0", " ")
		    print(json.dumps({"id": os.path.basename(f), "text": text}, ensure_ascii=False))
	END
	rm -rf "$work/files"
}

if [ -f "$bulk/gutenberg100.tar.xz" ] && command -v python3 >/dev/null; then
	jsonl "$bulk/gutenberg100.tar.xz" >"$work/books.jsonl"
	"$model" -n 24000 -t "$work/truth" "$work/books.jsonl" >"$work/heap.jsonl"
	echo "-- edited passages of 100 books, one word in 15 changed"
	"$bench" -s 6 "$work/heap.jsonl"
	echo "-- 100 books, as documents of 2,000 bytes"
	"$bench" -s 6 -c 2000 "$work/books.jsonl"
	echo "-- 100 books, one document each"
	"$bench" -s 3 "$work/books.jsonl"
	rm "$work"/*.jsonl
	jsonl "$bulk/civil-procedure-codes.tar.xz" >"$work/codes.jsonl"
	echo "-- 222 codes of civil procedure, half of which is copied"
	"$bench" -s 3 "$work/codes.jsonl"
else
	echo "no $bulk, or no python3: a made-up language"
	"$model" -n 4000 -t "$work/truth" >"$work/heap.jsonl"
	"$bench" -s 6 "$work/heap.jsonl"
fi
