#!/bin/sh
# SPDX-License-Identifier: MIT
# model_machines.sh - the shipped models find the same names, as surely, on every
# machine: make check-machines, for those whose compiler (gcc-HOST) and emulator
# (qemu-user-static) are installed.
set -eu
# shellcheck source=tests/build/machines.sh
. "$abs_top_srcdir/tests/build/machines.sh"
p=$abs_top_srcdir/plugins/tag_model

# build NAME COMPILER...: false if it cannot.
build() {
	out=$1
	shift
	"$@" -std=gnu17 -O2 -static -I"$abs_top_srcdir/sdk" "$p/decode.c" "$p/features.c" \
		"$p/inputs.c" "$p/marks.c" "$p/model.c" "$p/network.c" "$p/product.c" "$p/rows.c" "$p/tag.c" \
		"$p/words.c" \
		"$abs_top_srcdir/tests/build/model_machines.c" \
		-o "$work/$out" -lm 2>"$work/log"
}

# find NAME EMULATOR
find_names() {
	for model in en en-fast; do
		$2 "$work/$1" "$p/$model.model" "$abs_top_srcdir/tests/plugin/tag_model/wire.txt"
	done >"$work/$1.found"
}

build_here
find_names here ''
[ "$(wc -l <"$work/here.found")" -gt 50 ] || wrong

same() {
	find_names "$1" "$2" && cmp "$work/here.found" "$work/$1.found"
}
try_all
