#!/bin/sh
# SPDX-License-Identifier: MIT
# bench_copies.sh - the finders of copies on 10,000, 100,000 and 1,000,000 documents that
# bench_heap makes of real text: speed from tokens, memory, the index on disk; and, in the
# same run, those of others: PEERS is a folder made by peers-copies.sh, jdupes is used
# where it is installed.  SIZES="10000 100000" leaves the million out.
#
# Of three runs the one in the middle counts.  One thread; what is printed as MB/s is MB of
# text a second.
set -eu
work=$PWD/bench_copies.tmp
bulk=$CATENA_SHARED/data/bulk
sizes=${SIZES:-10000 100000 1000000}
runs=${RUNS:-3}
heap=$abs_top_builddir/tests/bench/bench_heap
bench=$abs_top_builddir/tests/bench/bench_copies
rm -rf "$work"
mkdir -p "$work/text"
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
[ -f "$bulk/gutenberg100.tar.xz" ] && [ -f "$bulk/civil-procedure-codes.tar.xz" ] || {
	echo "no $bulk: nothing to measure"
	exit 0
}
[ "$CATENA_LINKAGE" = shared ] || {
	echo "plugins are linked into the program: bench_copies cannot open them"
	exit 0
}
for f in gutenberg100 civil-procedure-codes; do
	xz -dc "$bulk/$f.tar.xz" | (cd "$work/text" && tar xf -)
done
find "$work/text" -name '*.txt' | LC_ALL=C sort >"$work/all"
find "$work/text" -name '[0-9]*.txt' | LC_ALL=C sort >"$work/books"
list=$work/all

# make_heap N: on standard output.
make_heap() {
	xargs "$heap" "$1" <"$list"
}

# median FILE COLUMN: the line in the middle, by that column.
median() {
	sort -n -k"$2,$2" "$1" | awk '{ line[NR] = $0 } END { print line[int((NR + 1) / 2)] }'
}

# The heap is a file while something is measured: who makes it would work on the other
# half of the processor, perhaps.
# measure N PLUGIN OPTIONS...: documents MB seconds MB/s documents/s bytes
measure() {
	n=$1 plugin=$2
	shift 2
	: >"$work/figures"
	i=0
	while [ $i -lt "$runs" ]; do
		"$bench" "$CATENA_PLUGIN_PATH/$plugin.so" -q "$@" <"$work/heap.jsonl" >>"$work/figures"
		i=$((i + 1))
		[ "$n" -lt 1000000 ] || i=$runs
	done
	median "$work/figures" 3
}

row() {
	printf '%-22s %9d documents %8.1f MB %9.1f MB/s %9d documents/s %6d bytes of memory a document\n' "$@"
}

# show NAME N PLUGIN OPTIONS...: a row of what that takes.
show() {
	name=$1
	shift
	# shellcheck disable=SC2046 # figures, to be split
	set -- $(measure "$@")
	row "$name" "$1" "$2" "$4" "$5" "$6"
}

echo "== alone, from tokens, one thread, as much memory as by default"
for n in $sizes; do
	make_heap "$n" >"$work/heap.jsonl"
	for plugin in dedup_exact dedup_near find_copies group_stories; do
		show $plugin "$n" $plugin
	done
	show "find_copies, 2 GiB" "$n" find_copies memory=2147483648
	# With hardly any words kept in memory what is left is the index.
	"$bench" "$CATENA_PLUGIN_PATH/dedup_near.so" -q memory=65536 <"$work/heap.jsonl" >"$work/figures"
	# shellcheck disable=SC2046 # figures, to be split
	set -- $(cat "$work/figures")
	row "dedup_near, index only" "$1" "$2" "$4" "$5" "$6"
done

# Of the heap above 10,000 documents are all from books, and half of those that come
# later from codes that copy each other.  Here as much is copied first as last.
echo "== growth alone: books only, 2 GiB"
list=$work/books
for n in $sizes; do
	make_heap "$n" >"$work/heap.jsonl"
	for plugin in dedup_near find_copies; do
		show $plugin "$n" $plugin memory=2147483648
	done
done
list=$work/all

echo "== the index on disk"
n=${sizes%% *}
make_heap "$n" >"$work/heap.jsonl"
for plugin in dedup_exact dedup_near; do
	cat >"$work/$plugin.conf" <<-EOF2
		chain = ( { plugin = "read_jsonl"; paths = [ "heap.jsonl" ]; }, { plugin = "tokenize"; },
		  { plugin = "$plugin"; index = "$plugin.index"; },
		  { plugin = "export_jsonl"; path = "$plugin.jsonl"; keys = [ "id" ]; } );
	EOF2
	if "$CATENA" run --quiet "$work/$plugin.conf" 2>"$work/log"; then
		echo "$plugin: $(du -sk "$work/$plugin.index" | awk -v n="$n" '{ printf "%.0f", $1 * 1024 / n }') bytes a document that was read, of $n"
	else
		echo "$plugin: no index ($(head -n 1 "$work/log"))"
	fi
done

# Long documents: pages as they are, the words of which are what an index is full of.
# pages NAME FILE.xz...: bytes of dedup_near's index.
pages() {
	what=$1
	shift
	xz -dc "$@" >"$work/pages.jsonl"
	sed 's/heap\.jsonl/pages.jsonl/; s/dedup_near\.index/pages.index/; s/dedup_near\.jsonl/pages.out/' \
		"$work/dedup_near.conf" >"$work/pages.conf"
	rm -rf "$work/pages.index"
	"$CATENA" run --quiet "$work/pages.conf" 2>"$work/log" || return 0
	"$CATENA" index info --json "$work/pages.index" | tr ',{}' '\n\n\n' | awk -F: -v what="$what" '
		{ gsub(/"/, "") } $1 == "documents" { n = $2 } $1 == "bytes" { bytes = $2 }
		END { printf "dedup_near, %s: %.0f bytes a document of %d that it knows\n", what, bytes / n, n }'
}
pages "digitalgov and 18f" "$bulk/digitalgov.jsonl.xz" "$bulk/18f.jsonl.xz"
pages "factbook 2020 and 2021" "$bulk/../copies/factbook-2020.jsonl.xz" "$bulk/../copies/factbook-2021.jsonl.xz"

echo "== beside others, $n documents, threshold 0.5, one thread, from text to duplicates"
cat >"$work/near.conf" <<EOF2
chain = ( { plugin = "read_jsonl"; paths = [ "heap.jsonl" ]; }, { plugin = "tokenize"; },
  { plugin = "dedup_near"; threshold = 0.5; },
  { plugin = "export_jsonl"; path = "near.jsonl"; keys = [ "id" ]; } );
EOF2
# seconds COMMAND...: CPU seconds, of the children of a shell of its own.
seconds() {
	(
		"$@" >/dev/null 2>&1
		times >"$work/times"
	)
	sed -n '2s/\([0-9]*\)m\([0-9.]*\)s \([0-9]*\)m\([0-9.]*\)s.*/\1 \2 \3 \4/p' "$work/times" |
		awk '{ print $1 * 60 + $2 + $3 * 60 + $4 }'
}
: >"$work/figures"
i=0
while [ $i -lt "$runs" ]; do
	seconds "$CATENA" run --quiet -j 1 "$work/near.conf" >>"$work/figures"
	i=$((i + 1))
done
own=$(median "$work/figures" 1)
mb=$(awk '{ n += length($0) } END { print n / 1e6 }' "$work/heap.jsonl")
echo "catena run: $own s, $(awk -v a="$mb" -v b="$own" 'BEGIN { printf "%.1f", a / b }') MB/s, $((n - $(wc -l <"$work/near.jsonl"))) duplicates (read, cut, verify, write)"
i=0
: >"$work/figures"
while [ $i -lt "$runs" ]; do
	"$bench" "$CATENA_PLUGIN_PATH/dedup_near.so" -q threshold=0.5 <"$work/heap.jsonl" >>"$work/figures"
	i=$((i + 1))
done
alone=$(median "$work/figures" 3 | awk '{ print $3 }')
for peer in datasketch rensa text-dedup; do
	python=${PEERS:-/nonexistent}/bin/python
	if [ ! -x "$python" ] || ! "$python" "$abs_top_srcdir/tests/bench/peers_copies.py" $peer "$work/heap.jsonl" 0.5 >"$work/figures" 2>"$work/log"; then
		echo "$peer: not measured ($(tail -n 1 "$work/log" 2>/dev/null || echo "PEERS is not set"))"
		continue
	fi
	awk -v peer=$peer -v own="$own" -v alone="$alone" '{ printf "%s: %s s, %.1f MB/s, %s duplicates: catena run is %.1f times as fast, dedup_near alone %.1f times\n",
		peer, $3, $2 / $3, $4, $3 / own, $3 / alone }' "$work/figures"
done

if command -v jdupes >/dev/null; then
	mkdir "$work/files"
	awk -v dir="$work/files" '{ id = $0; sub(/^{"id":"/, "", id); sub(/".*/, "", id)
		sub(/^[^,]*,"text":"/, ""); sub(/"}$/, ""); f = dir "/" id ".txt"; print > f; close(f) }' "$work/heap.jsonl"
	cat >"$work/exact.conf" <<-EOF2
		chain = ( { plugin = "read_text"; paths = [ "files/" ]; },
		  { plugin = "dedup_exact"; normalize = [ ]; },
		  { plugin = "export_jsonl"; path = "exact.jsonl"; keys = [ "id" ]; } );
	EOF2
	: >"$work/figures" && : >"$work/figures2"
	i=0
	while [ $i -lt "$runs" ]; do
		seconds "$CATENA" run --quiet -j 1 "$work/exact.conf" >>"$work/figures"
		seconds jdupes -r -q "$work/files" >>"$work/figures2"
		i=$((i + 1))
	done
	own=$(median "$work/figures" 1)
	other=$(median "$work/figures2" 1)
	echo "exact, $n files: catena run $own s, $((n - $(wc -l <"$work/exact.jsonl"))) duplicates; jdupes $other s, $(jdupes -r -q -f "$work/files" 2>/dev/null | grep -c .) duplicates"
else
	echo "jdupes: not installed"
fi
