#!/bin/sh
# SPDX-License-Identifier: MIT
# icu_breaks.sh - the boundaries of rules = "uax29" beside ICU's, on 20 MB of
# mixed text: the differences by class, with the reason of each
#
#   make check-icu              text of $CATENA_SHARED/data
#   make check-icu TEXT=FILE    that
#
# Exit status 77: ICU (libicu-dev) or the text is not there.
set -eu
work=icu_breaks.$$.tmp
trap 'rm -rf "$work"' EXIT
mkdir "$work"
skip() {
	echo "skipped: $*"
	exit 77
}
pkg-config --exists icu-uc 2>/dev/null || skip "no ICU (package libicu-dev)"
text=${1:-}
if [ -z "$text" ]; then
	data=${CATENA_SHARED:?}/data
	[ -f "$data/bulk/gutenberg100.tar.xz" ] || skip "no $data/bulk; or make check-icu TEXT=FILE"
	command -v python3 >/dev/null || skip "no python3"
	text=$work/text
	python3 "${abs_top_srcdir:?}/tests/oracle/icu_breaks.py" "$data" "$text"
fi
# shellcheck disable=SC2046,SC2086 # lists of words
${CC:-cc} -O2 -I"$abs_top_srcdir/plugins/tokenize" $(pkg-config --cflags icu-uc) \
	"$abs_top_srcdir/tests/oracle/icu_breaks.c" \
	"${abs_top_builddir:?}/plugins/tokenize/.libs/libtokenize.a" \
	-o "$work/icu_breaks" $(pkg-config --libs icu-uc)
"$work/icu_breaks" "$text"
