#!/bin/sh
# SPDX-License-Identifier: MIT
# model_machines.sh - the shipped models find the same names, as surely, on every
# machine: make check-machines, for those whose compiler (gcc-HOST) and emulator
# (qemu-user-static) are installed.
set -eu
: "${CC:?}" "${abs_top_srcdir:?}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
p=$abs_top_srcdir/plugins/tag_model
bad=0 tried=0

# build NAME COMPILER...: false if it cannot.
build() {
	out=$1
	shift
	"$@" -std=gnu17 -O2 -static -I"$abs_top_srcdir/sdk" "$p/decode.c" "$p/features.c" \
		"$p/inputs.c" "$p/marks.c" "$p/model.c" "$p/network.c" "$p/product.c" "$p/tag.c" \
		"$abs_top_srcdir/tests/build/model_machines.c" \
		-o "$work/$out" -lm 2>"$work/log"
}

# find NAME EMULATOR
find_names() {
	for model in en en-fast; do
		$2 "$work/$1" "$p/$model.model" "$abs_top_srcdir/tests/plugin/tag_model/wire.txt"
	done >"$work/$1.found"
}

# shellcheck disable=SC2086 # CC may carry options
build here $CC || {
	cat "$work/log"
	exit 1
}
find_names here ''
[ "$(wc -l <"$work/here.found")" -gt 50 ] || {
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
	if find_names "$name" "$emulator" && cmp "$work/here.found" "$work/$name.found"; then
		echo "$name: the same names"
	else
		echo "FAILED: $name"
		bad=1
	fi
}

try i386 '' gcc -m32
try i686 qemu-i386-static i686-linux-gnu-gcc
try aarch64 qemu-aarch64-static aarch64-linux-gnu-gcc
try armhf qemu-arm-static arm-linux-gnueabihf-gcc
try s390x qemu-s390x-static s390x-linux-gnu-gcc
[ $bad = 0 ] && [ $tried = 0 ] && exit 77
exit $bad
