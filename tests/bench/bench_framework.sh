#!/bin/sh
# SPDX-License-Identifier: MIT
# bench_framework.sh - what the framework itself costs: documents from memory
# through eight stages that do nothing, in process and in commit, one worker.
# MB/s of text, median of five runs; beside it a plain copy of the same bytes.
set -eu
: "${CATENA:?}" "${CC:?}" "${abs_top_srcdir:?}" "${CATENA_SHARED:?}"
if [ "$CATENA_LINKAGE" = static ]; then
	echo "skipped: the stages for it are shared objects"
	exit 0
fi
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT INT TERM

for p in bench_read bench_nop; do
	# shellcheck disable=SC2086 # CC may carry options
	$CC -std=c17 -O2 -shared -fPIC -I"$abs_top_srcdir/sdk" \
		"$abs_top_srcdir/tests/bench/$p.c" -o "$dir/$p.so"
done
chmod go-w "$dir" "$dir"/*.so

# English text: real where there is some, else the bundled sample, repeated.
text=$dir/text
books=$CATENA_SHARED/data/bulk/gutenberg100.tar.xz
if [ -f "$books" ]; then
	tar -xOJf "$books" 2>/dev/null | head -c 20000000 >"$text" || :
	what="20 MB of books"
else
	: >"$text"
	while [ "$(wc -c <"$text")" -lt 4000000 ]; do
		cat "$abs_top_srcdir"/tests/sample/wire/*.txt >>"$text"
	done
	what="the sample, repeated"
fi

median() {
	sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'
}

run() { # size of a document
	for _ in 1 2 3 4 5; do
		CATENA_BENCH_TEXT=$text CATENA_PLUGIN_PATH=$dir "$CATENA" run -q \
			--set "bench_read.size=$1" --summary "$dir/summary" \
			"$abs_top_srcdir/tests/bench/framework.conf" >&2
		# The first "bytes" and "seconds" are the run's, the others a stage's.
		sed 's/,"ended".*//; s/.*"bytes":\([0-9]*\),"seconds":\([0-9.e+-]*\).*/\1 \2/' \
			"$dir/summary" | awk '{ print $1 / 1e6 / $2 }'
	done | median
}

echo "text: $what; eight stages that do nothing; one worker"
for size in 500 4096 65536; do
	printf '  documents of %6d bytes: %8.0f MB/s\n' "$size" "$(run "$size")"
done
copied=$(dd if="$text" of=/dev/null bs=1M 2>&1 | awk '/copied/ { print $(NF-1), $NF }')
echo "  dd of the same text to /dev/null: $copied"
