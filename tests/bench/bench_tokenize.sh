#!/bin/sh
# SPDX-License-Identifier: MIT
# bench_tokenize.sh - tokens and sentences of a hundred books, on one core;
# needs the large data.
set -eu
: "${abs_top_builddir:?}" "${CATENA_SHARED:?}"
books=$CATENA_SHARED/data/bulk/gutenberg100.tar.xz
if [ ! -f "$books" ]; then
	echo "skipped: there is no $books"
	exit 0
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
tar -xJf "$books" -C "$work"
find "$work" -type f -name '*.txt' >"$work/list"
# shellcheck disable=SC2046 # a list of files
"$abs_top_builddir/tests/bench/bench_tokenize" $(LC_ALL=C sort "$work/list")
