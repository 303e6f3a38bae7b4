#!/bin/sh
# SPDX-License-Identifier: MIT
# installcheck.sh - what `make install` left behind works: only the files that
# should be there, and the installed program on the sample, with nothing in its
# environment.  Called by `make installcheck`, which says where things are.
set -eu

die() {
	echo "installcheck: $*" >&2
	exit 1
}

catena=$DESTDIR$bindir/catena
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

# The program finds its plugins by itself; below a DESTDIR it cannot.
run() {
	if [ -n "$DESTDIR" ]; then
		env -i CATENA_PLUGIN_PATH="$DESTDIR$plugindir" "$catena" "$@"
	else
		env -i "$catena" "$@"
	fi
}

[ -x "$catena" ] || die "$catena is not there"
run --version | grep -F "catena $VERSION " >/dev/null ||
	die "$catena --version does not say $VERSION"

# Plugins: each as one module, and nothing else.
if [ "$LINKAGE" = shared ]; then
	for p in $PLUGINS; do
		name=${p##*/}
		echo "${name%.la}"
	done | LC_ALL=C sort >"$work/want"
	for f in "$DESTDIR$plugindir"/*; do
		[ -e "$f" ] || continue
		name=${f##*/}
		case $name in
		*.la) die "$f should not be installed" ;;
		*) echo "${name%.*}" ;;
		esac
	done | LC_ALL=C sort >"$work/have"
	cmp -s "$work/want" "$work/have" ||
		die "plugins in $DESTDIR$plugindir: $(tr '\n' ' ' <"$work/have"); built: $(tr '\n' ' ' <"$work/want")"
fi

# The SDK: its .pc says where plugins go, relative to a prefix of one's own, and
# its header compiles.
if [ -n "$PKG_CONFIG" ]; then
	PKG_CONFIG_PATH=$DESTDIR$pkgconfigdir
	export PKG_CONFIG_PATH
	[ "$($PKG_CONFIG --modversion catena)" = "$VERSION" ] ||
		die "catena.pc does not say $VERSION"
	[ "$($PKG_CONFIG --define-variable=libdir=/x --variable=plugindir catena)" = "/x/${plugindir#*/lib*/}" ] ||
		case $plugindir in
		*/catena/"$($PKG_CONFIG --variable=plugin_abi catena)") ;;
		*) die "catena.pc: plugindir and plugin_abi do not fit $plugindir" ;;
		esac
fi
printf '#include <catena/plugin.h>\nint main(void) { return CATENA_ABI_MAJOR != 1; }\n' >"$work/t.c"
$CC -I"$DESTDIR$includedir" -o "$work/t" "$work/t.c" ||
	die "<catena/plugin.h> does not compile"
"$work/t" || die "<catena/plugin.h> has another ABI"

for page in man1/catena.1 man5/catena.conf.5; do
	[ -s "$DESTDIR$mandir/$page" ] || die "$DESTDIR$mandir/$page is not there"
done

# The shipped lists go by their names; below a DESTDIR they are not found so.
if [ -z "$DESTDIR" ]; then
	run gazetteer compile countries places regions people organisations \
		-o "$work/lists.gaz" >"$work/log" 2>&1 ||
		die "catena gazetteer compile: $(cat "$work/log")"
fi

# The main job.
cp -R "$srcdir/tests/sample" "$work/sample"
chmod -R u+w "$work/sample"
run check "$work/sample/news.conf" >"$work/log" 2>&1 ||
	die "catena check: $(cat "$work/log")"
run run "$work/sample/news.conf" >"$work/log" 2>&1 ||
	die "catena run: $(cat "$work/log")"
find "$work/sample" -name '*.jsonl' -newer "$work/t" -size +0 | grep . >/dev/null ||
	die "catena run wrote no documents: $(cat "$work/log")"
echo "installcheck: $catena works"
