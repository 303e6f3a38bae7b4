#!/bin/sh
# SPDX-License-Identifier: MIT
# build.sh OUT SDK FILE.c... - builds the broken plugins of this folder into
# OUT.  No libtool: a broken plugin is one call of the compiler, and some are
# linked as libtool would not.  Uses $CC and $CFLAGS.
set -eu
out=$1
sdk=$2
shift 2
mkdir -p "$out"

# CC may be several words.
# shellcheck disable=SC2086
compile() {
	${CC:-cc} ${CFLAGS:-} -std=gnu17 -Wall -Wextra -fPIC -shared -I"$sdk" "$@"
}

for source; do
	name=${source##*/}
	name=${name%.c}
	case $name in
	missing_library)
		printf 'int catena_gone(void);\nint catena_gone(void) { return 0; }\n' \
			>"$out/gone.c"
		compile -Wl,-soname,libcatena_gone.so -o "$out/libcatena_gone.so" "$out/gone.c"
		compile -Wl,--no-as-needed -o "$out/$name.so" "$source" "$out/libcatena_gone.so"
		rm "$out/gone.c" "$out/libcatena_gone.so"
		;;
	executable_stack)
		compile -Wl,-z,execstack -o "$out/$name.so" "$source"
		;;
	looks_elsewhere)
		compile -Wl,-rpath,/nowhere/lib -o "$out/$name.so" "$source"
		;;
	calls_from_a_thread)
		compile -pthread -o "$out/$name.so" "$source"
		;;
	*)
		compile -o "$out/$name.so" "$source"
		;;
	esac
done
