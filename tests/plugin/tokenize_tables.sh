#!/bin/sh
# SPDX-License-Identifier: MIT
# tokenize_tables.sh - the tables in the tree are what their generators make of
# Debian's unicode-data 15.0
set -eu
top=${abs_top_srcdir:-.}
ucd=/usr/share/unicode
work=tokenize_tables.$$
trap 'rm -rf "$work"' EXIT
mkdir "$work"

if ! grep -q 'CaseFolding-15\.0\.0' "$ucd/CaseFolding.txt" 2>/dev/null; then
	echo "skipped: no Unicode 15.0 in $ucd (package unicode-data)"
	exit 77
fi
${AWK:-awk} -f "$top/plugins/tokenize/tools/chars_table.awk" \
	"$ucd/auxiliary/WordBreakProperty.txt" "$ucd/auxiliary/SentenceBreakProperty.txt" \
	"$ucd/emoji/emoji-data.txt" "$ucd/extracted/DerivedGeneralCategory.txt" \
	"$ucd/PropList.txt" >"$work/chars_table.c"
cmp "$work/chars_table.c" "$top/plugins/tokenize/chars_table.c"
${AWK:-awk} -f "$top/sdk/tools/fold_table.awk" "$ucd/CaseFolding.txt" >"$work/fold_table.h"
cmp "$work/fold_table.h" "$top/sdk/catena/fold_table.h"
for kind in Word Sentence; do
	sed -n '/^÷/s/[ 	]*#.*//p' "$ucd/auxiliary/${kind}BreakTest.txt" >"$work/a"
	sed '/^#/d' "$top/tests/plugin/unicode/${kind}BreakTest.txt" >"$work/b"
	cmp "$work/a" "$work/b"
done
