# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# machines.sh - read by the scripts of make check-machines: has the program that
# build NAME COMPILER... makes on each machine whose compiler and emulator are here,
# and asks same NAME EMULATOR whether it did there what it did here.  Begins with a
# folder, work, and with what was built here by $CC.
: "${CC:?}" "${abs_top_srcdir:?}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
bad=0 tried=0

# build_here: ends the script if it cannot.
build_here() {
	# shellcheck disable=SC2086 # CC may carry options
	build here $CC || {
		cat "$work/log"
		exit 1
	}
}

# wrong: what was found here is not what is expected.
wrong() {
	echo "FAILED: found here:"
	cat "$work/here.found"
	bad=1
}

# makes_programs COMPILER...: one is here, and has the libraries of its machine.
makes_programs() {
	command -v "$1" >/dev/null &&
		echo 'int main(void) { return 0; }' | "$@" -static -x c -o "$work/nothing" - 2>/dev/null
}

# try NAME EMULATOR COMPILER...
try() {
	name=$1 emulator=$2
	shift 2
	if ! makes_programs "$@" || { [ -n "$emulator" ] && ! command -v "$emulator" >/dev/null; }; then
		echo "$name: no compiler or emulator: not tried"
		return
	fi
	tried=$((tried + 1))
	if ! build "$name" "$@"; then
		cat "$work/log"
		echo "FAILED: $name: it cannot be built"
		bad=1
	elif same "$name" "$emulator"; then
		echo "$name: the same"
	else
		echo "FAILED: $name"
		bad=1
	fi
}

# try_all: ends the script, with 77 if there was no machine to try.
try_all() {
	try i386 '' gcc -m32
	try i686 qemu-i386-static i686-linux-gnu-gcc
	try aarch64 qemu-aarch64-static aarch64-linux-gnu-gcc
	try armhf qemu-arm-static arm-linux-gnueabihf-gcc
	try s390x qemu-s390x-static s390x-linux-gnu-gcc
	[ $bad = 0 ] && [ $tried = 0 ] && exit 77
	exit $bad
}
