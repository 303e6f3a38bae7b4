#!/bin/sh
# SPDX-License-Identifier: MIT
# gazetteer_machines.sh - the same lists make the same compiled file on every machine,
# and what one machine made finds the same on every other: make check-machines, for
# those whose compiler (gcc-HOST) and emulator (qemu-user-static) are installed.
set -eu
# shellcheck source=tests/build/machines.sh
. "$abs_top_srcdir/tests/build/machines.sh"
list=$abs_top_srcdir/plugins/tag_gazetteer/lists/places.tsv

# build NAME COMPILER...: false if it cannot.
build() {
	out=$1
	shift
	p=$abs_top_srcdir/plugins/tag_gazetteer
	"$@" -std=gnu17 -O2 -static -I"$abs_top_srcdir/sdk" "$p/atoms.c" "$p/build.c" \
		"$p/image.c" "$p/lay.c" "$p/list.c" "$p/match.c" "$p/tokens.c" \
		"$p/../share/file.c" \
		"$abs_top_srcdir/tests/build/gazetteer_machines.c" -o "$work/$out" 2>"$work/log"
}

build_here
"$work/here" "$list" "$work/here.gaz" "$work/here.gaz" >"$work/here.found"
[ "$(wc -l <"$work/here.found")" = 6 ] || wrong

same() {
	$2 "$work/$1" "$list" "$work/$1.gaz" "$work/here.gaz" >"$work/$1.found" &&
		cmp "$work/here.gaz" "$work/$1.gaz" && cmp "$work/here.found" "$work/$1.found"
}
try_all
