#!/bin/sh
# SPDX-License-Identifier: MIT
# variants.sh - what a packager may leave out: builds without each library that
# only single plugins need, and without all of them; tests the last.
#
#   make check-variants
#
# Works in variants/ below the folder of the build.
set -eu
: "${abs_top_srcdir:?}" "${abs_top_builddir:?}"
names=$(sed -n 's/^CATENA_WITH(\[\([a-z0-9]*\)\].*/\1/p' "$abs_top_srcdir/configure.ac")
[ -n "$names" ] || {
	echo "variants.sh: no CATENA_WITH in configure.ac"
	exit 1
}
mkdir -p "$abs_top_builddir/variants"
cd "$abs_top_builddir/variants"
bad=0

# variant NAME TARGET ARGUMENT...
variant() {
	name=$1 target=$2
	shift 2
	echo "== $name"
	mkdir -p "$name"
	if ! (
		cd "$name"
		"$abs_top_srcdir/configure" -q --enable-werror CC="$CC" CXX="$CXX" "$@" &&
			make -s -j"${JOBS:-2}" && make -s -j"${JOBS:-2}" $target
	) >"$name.log" 2>&1; then
		tail -n 40 "$name.log"
		echo "FAILED: $name (all of it in variants/$name.log)"
		bad=1
		return
	fi
	grep -E '^# (TOTAL|PASS|SKIP)|^(FAIL|ERROR):' "$name.log" || :
	rm -rf "$name"
}

all=
for n in $names; do
	all="$all --without-$n"
	variant "without-$n" "check TESTS=" "--without-$n"
done
# shellcheck disable=SC2086 # a list of arguments
variant without-all check $all
# shellcheck disable=SC2086
variant static-without-all check --disable-shared --enable-static $all
exit "$bad"
