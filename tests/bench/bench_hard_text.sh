#!/bin/sh
# SPDX-License-Identifier: MIT
# bench_hard_text.sh - tokenize on texts that nobody writes, 100 MB of each:
# linear time, and none more than 20 times slower than English
#
#   make bench-hard-text [RULES=uax29|news|whitespace] [SIMD=avx2] [BYTES=N] [TEXT=ENGLISH]
#
# English is of $CATENA_SHARED/data/bulk, or else the bundled sample, repeated.
set -eu
work=bench_hard_text.$$.tmp
trap 'rm -rf "$work"' EXIT
mkdir "$work"
text=${1:-}
if [ -z "$text" ]; then
	text=$work/text
	bulk=${CATENA_SHARED:?}/data/bulk/gutenberg100.tar.xz
	if [ -f "$bulk" ]; then
		tar -xJf "$bulk" -O 2>/dev/null | head -c 20000000 >"$text" || :
	else
		cat "${abs_top_srcdir:?}"/tests/sample/wire/*.txt >"$text"
	fi
fi
"${abs_top_builddir:?}/tests/bench/bench_hard_text" --rules "${RULES:-uax29}" \
	--simd "${SIMD:-}" --bytes "${BYTES:-100000000}" "$text"
