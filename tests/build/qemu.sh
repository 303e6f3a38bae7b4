#!/bin/sh
# SPDX-License-Identifier: MIT
# qemu.sh - tests of tokenize and find_copies on other machines: compiled by Debian's cross
# compilers, without a library of the other machine, and run by qemu-user
#
#   make check-qemu [MACHINES="aarch64-linux-gnu s390x-linux-gnu"]
#
# s390x is big-endian.  A test is a line of `programs` below: its source, and the
# sources of what it tests; cmocka is stood in for by stand_in/cmocka.h.  The
# whole of Catena on another machine, which needs that machine's libraries, is
# cross.sh.  Exit status 77: there was no machine to try.
set -eu
work=qemu.$$.tmp
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
mkdir "$work"
top=${abs_top_srcdir:?} build=${abs_top_builddir:?}
tried=0 bad=0

# All of tokenize but what speaks to the host.
tokenize=$build/plugins/tokenize/lang_files.c
for f in "$top"/plugins/tokenize/*.c; do
	case $f in
	*/tokenize.c | */language.c) ;;
	*) tokenize="$tokenize $f" ;;
	esac
done
# All of find_copies but its index.
copies=$(echo "$top"/plugins/find_copies/*.c "$top/plugins/share/index_none.c" \
	"$top/plugins/share/index_date.c")
programs="tests/plugin/test_find_copies.c $copies
tests/plugin/test_spared_copies.c $copies
tests/plugin/test_prints.c $copies
tests/plugin/test_spill.c $copies
tests/plugin/test_tokenize_uax29.c $tokenize
tests/plugin/test_tokenize_paths.c $tokenize
tests/plugin/test_tokenize_cover.c $tokenize
tests/plugin/test_tokenize_news.c $tokenize"

# test MACHINE EMULATOR: all programs.
test_on() {
	echo "$programs" | while read -r main sources; do
		echo "$1: $main"
		# shellcheck disable=SC2086 # a list of files
		"$1-gcc" -std=gnu17 -O2 -static -I"$top/tests/build/stand_in" \
			-I"$top/sdk" -I"$top/plugins" -I"$top/plugins/tokenize" -o "$work/program" \
			"$top/$main" $sources -lm || exit 1
		"$2" "$work/program" || exit 1
	done
}

for machine in ${MACHINES:-aarch64-linux-gnu s390x-linux-gnu}; do
	cpu=${machine%%-*}
	emulator=
	for e in "qemu-$cpu-static" "qemu-$cpu"; do
		if command -v "$e" >/dev/null; then
			emulator=$e
			break
		fi
	done
	if ! command -v "$machine-gcc" >/dev/null || [ -z "$emulator" ]; then
		echo "$machine: not tried; install gcc-$machine and qemu-user-static"
		continue
	fi
	tried=$((tried + 1))
	if test_on "$machine" "$emulator"; then
		echo "$machine: good"
	else
		echo "$machine: FAILED"
		bad=1
	fi
done
[ "$tried" -gt 0 ] || exit 77
exit "$bad"
