#!/bin/sh
# SPDX-License-Identifier: MIT
# symbols.sh - names that two plugins would share when they are linked into one
# program; in the shared build also what each module exports and asks for.
set -eu
: "${NM:=nm}"
cd "$abs_top_builddir"
bad=0

say() {
	echo "$*"
	bad=1
}

# Every global name in the objects of a plugin begins with the plugin's name
# (compilers' own begin with "_").
for la in $PLUGINS; do
	name=${la##*/}
	name=${name%.la}
	objects=$(find "plugins/$name" -name '*.o')
	[ -n "$objects" ] || say "plugins/$name: no objects"
	# shellcheck disable=SC2086 # a list of files
	for symbol in $($NM -g -P $objects | awk '$2 ~ /^[TDBRVWC]$/ { print $1 }'); do
		case $symbol in
		"$name"_* | _*) ;;
		*) say "plugins/$name: \"$symbol\" is global: make it static, or call it ${name}_$symbol" ;;
		esac
	done
done

if [ "$CATENA_LINKAGE" = shared ] && command -v readelf >/dev/null; then
	for la in $PLUGINS; do
		name=${la##*/}
		name=${name%.la}
		so=plugins/.libs/$name.so
		exported=$($NM -D -P --defined-only "$so" | awk '$1 !~ /^_/ { print $1 }')
		[ "$exported" = "${name}_LTX_catena_plugin" ] ||
			say "$so exports: $exported"
		readelf -d "$so" >symbols.tmp
		grep -E 'BIND_NOW|FLAGS_1.* NOW' symbols.tmp >/dev/null ||
			say "$so is not bound at once"
		if grep -E 'NEEDED.*(catena|ltdl|libconfig)' symbols.tmp; then
			say "$so links what only the core may"
		fi
		if grep -E 'RPATH|RUNPATH' symbols.tmp; then
			say "$so carries a library path"
		fi
	done
	rm -f symbols.tmp
fi
exit $bad
