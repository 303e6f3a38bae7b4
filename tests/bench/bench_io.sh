#!/bin/sh
# SPDX-License-Identifier: MIT
# bench_io.sh - what reading and writing cost: read_jsonl plain and compressed,
# read_text, export_jsonl with each unit.  One worker; processor time, so that
# other work on the machine counts little; the best of three.
set -eu
: "${CATENA:?}" "${abs_top_builddir:?}" "${CATENA_SHARED:?}"
bulk=$CATENA_SHARED/data/bulk
if [ ! -d "$bulk" ]; then
	echo "skipped: there is no $bulk"
	exit 0
fi
work=$abs_top_builddir/bench-io
rm -rf "$work"
mkdir -p "$work/text"
trap 'rm -rf "$work"' EXIT INT TERM
cd "$work"
for _ in 1 2 3 4 5 6 7 8; do
	xz -dc "$bulk/digitalgov.jsonl.xz" "$bulk/18f.jsonl.xz"
done >web.jsonl
gzip -k web.jsonl
! command -v zstd >/dev/null || zstd -q -k web.jsonl
xz -k -1 web.jsonl
tar -xJf "$bulk/gutenberg100.tar.xz" -C text

# cost READER STAGES OPTIONS: seconds and bytes of text of the chain.
cost() {
	echo "chain = ( { $1 }, $2 { plugin = \"export_jsonl\"; path = \"/dev/null\";
		$3 } );" >bench.conf
	for _ in 1 2 3; do
		# The last line of `times` is of the children: "1m2.3s 0m0.4s".
		("$CATENA" run -q -j 1 --summary summary bench.conf 2>log && times) >cpu ||
			cat log >&2
		tail -n 1 cpu | tr 'ms' '  ' | awk '{ print $1 * 60 + $2 + $3 * 60 + $4 }'
	done | sort -n | head -n 1 >seconds
	printf '%s %s\n' "$(cat seconds)" \
		"$(sed 's/,"stages":.*//; s/.*"bytes":\([0-9]*\).*/\1/' summary)"
}

# say WHAT SECONDS BYTES
say() {
	awk -v what="$1" -v s="$2" -v n="$3" 'BEGIN {
		printf "%-44s %6.2f s %7.0f MB/s\n", what, s, n / 1e6 / (s > 0 ? s : 0.01) }'
}

size=$(wc -c <web.jsonl)
none='keys = "id";'
jsonl='plugin = "read_jsonl"; paths ='
for x in '' .gz .zst .xz; do
	[ -f "web.jsonl$x" ] || continue
	# shellcheck disable=SC2046 # two numbers
	set -- $(cost "$jsonl \"web.jsonl$x\";" '' "$none")
	[ -n "$x" ] || base=$1
	say "read_jsonl web.jsonl$x (of JSON)" "$1" "$size"
done
# shellcheck disable=SC2046
set -- $(cost 'plugin = "read_text"; paths = "text";' '' "$none")
say "read_text, 100 books" "$1" "$2"
# shellcheck disable=SC2046
set -- $(cost "$jsonl \"web.jsonl\";" '' 'keys = [ "id", "text" ];')
say "export_jsonl: text" "$(echo "$1 $base" | awk '{ print $1 - $2 }')" "$2"
words='{ plugin = "tokenize"; rules = "uax29"; },'
# shellcheck disable=SC2046
set -- $(cost "$jsonl \"web.jsonl\";" "$words" "$none")
base=$1
for unit in codepoints bytes utf16; do
	# shellcheck disable=SC2046
	set -- $(cost "$jsonl \"web.jsonl\";" "$words" "offsets = \"$unit\";")
	say "export_jsonl: text, tokens, sentences; $unit" \
		"$(echo "$1 $base" | awk '{ print $1 - $2 }')" "$2"
done
