#!/bin/sh
# SPDX-License-Identifier: MIT
# gazetteer_machines.sh - the same lists make the same compiled file on every machine,
# and what one machine made finds the same on every other: make check-machines, for
# those whose compiler (gcc-HOST) and emulator (qemu-user-static) are installed.
set -eu
: "${CC:?}" "${abs_top_srcdir:?}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
list=$abs_top_srcdir/plugins/tag_gazetteer/lists/places.tsv
bad=0 tried=0

# build NAME COMPILER...: false if it cannot.
build() {
	out=$1
	shift
	p=$abs_top_srcdir/plugins/tag_gazetteer
	"$@" -std=gnu17 -O2 -static -I"$abs_top_srcdir/sdk" "$p/atoms.c" "$p/build.c" \
		"$p/image.c" "$p/list.c" "$p/match.c" \
		"$abs_top_srcdir/tests/build/gazetteer_machines.c" -o "$work/$out" 2>"$work/log"
}

# shellcheck disable=SC2086 # CC may carry options
build here $CC || {
	cat "$work/log"
	exit 1
}
"$work/here" "$list" "$work/here.gaz" "$work/here.gaz" >"$work/here.found"
[ "$(wc -l <"$work/here.found")" = 6 ] || {
	echo "FAILED: found here:"
	cat "$work/here.found"
	bad=1
}

# try NAME EMULATOR COMPILER...
try() {
	name=$1 emulator=$2
	shift 2
	if ! command -v "$1" >/dev/null || { [ -n "$emulator" ] && ! command -v "$emulator" >/dev/null; } ||
		! build "$name" "$@"; then
		echo "$name: no compiler or emulator: not tried"
		return
	fi
	tried=$((tried + 1))
	$emulator "$work/$name" "$list" "$work/$name.gaz" "$work/here.gaz" >"$work/$name.found" ||
		bad=1
	cmp "$work/here.gaz" "$work/$name.gaz" && cmp "$work/here.found" "$work/$name.found" || {
		echo "FAILED: $name"
		bad=1
		return
	}
	echo "$name: the same file, the same names"
}

try i386 '' gcc -m32
try i686 qemu-i386-static i686-linux-gnu-gcc
try aarch64 qemu-aarch64-static aarch64-linux-gnu-gcc
try armhf qemu-arm-static arm-linux-gnueabihf-gcc
try s390x qemu-s390x-static s390x-linux-gnu-gcc
[ $bad = 0 ] && [ $tried = 0 ] && exit 77
exit $bad
