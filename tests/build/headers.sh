#!/bin/sh
# SPDX-License-Identifier: MIT
# headers.sh - each installed header compiles alone, twice in one file, as C11,
# C17 and C++11, without a warning and without GNU extensions; each header of
# the core compiles alone as C17.
set -eu
work=headers.tmp
mkdir -p $work
trap 'rm -rf $work' EXIT
bad=0
warn='-Wall -Wextra -Wshadow -Wno-unused-function -Werror'
cc=$CC # may carry options, or be two words: ccache gcc

try() { # compiler, header, its name for #include, flags
	{
		echo "#include <$3>"
		echo "#include <$3>"
		echo 'int main(void);'
		echo 'int main(void) { return 0; }'
	} >$work/t.$4
	shift_flags=$5
	# shellcheck disable=SC2086 # lists of flags
	if ! $1 $warn $shift_flags -I"$abs_top_srcdir/sdk" -I"$abs_top_srcdir/core" \
		-fsyntax-only $work/t.$4 2>$work/log; then
		echo "$2 with $1 $5:"
		cat $work/log
		bad=1
	fi
}

cxx=
for c in "${CXX:-c++}" g++ clang++; do
	if command -v "${c%% *}" >/dev/null; then
		cxx=$c
		break
	fi
done
[ -n "$cxx" ] || echo "no C++ compiler: C++11 not tried"

for h in "$abs_top_srcdir"/sdk/catena/*.h; do
	name=catena/${h##*/}
	for std in -std=c11 -std=c17; do
		try "$cc" "$h" "$name" c "$std -pedantic -Wstrict-prototypes"
	done
	[ -z "$cxx" ] || try "$cxx" "$h" "$name" cc "-std=c++11 -pedantic"
done
for h in "$abs_top_srcdir"/core/*.h; do
	try "$cc" "$h" "${h##*/}" c "-std=gnu17 -Wstrict-prototypes"
done
exit $bad
