#!/bin/sh
# SPDX-License-Identifier: MIT
# lint.sh - `catena lint` finds in every broken plugin of tests/bad/plugin what
# is broken, finds nothing in those that are not, and lives on.
set -eu
if [ "$CATENA_LINKAGE" = static ]; then
	echo "no plugin is a file here"
	exit 77
fi
work=$PWD/lint.tmp
built=$abs_top_builddir/tests/bad/plugin/so
source=$abs_top_srcdir/tests/bad/plugin
bad=0
rm -rf "$work"
mkdir "$work"
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"
CATENA_PROBE_SECONDS=60
export CATENA_PROBE_SECONDS
# Whatever lint writes, it writes there, and leaves nothing behind.
TMPDIR=$work
export TMPDIR

say() {
	echo "$*"
	bad=1
}

# lint EXPECTED-STATUS FILE [OPTION...]: into $work/out.
lint() {
	want=$1
	file=$2
	shift 2
	rc=0
	"$CATENA" lint "$@" "$file" >"$work/out" 2>"$work/err" || rc=$?
	[ $rc -eq "$want" ] || {
		say "catena lint $* ${file##*/}: exit status $rc, not $want"
		cat "$work/out" "$work/err"
	}
	[ ! -s "$work/err" ] || say "${file##*/}: standard error: $(cat "$work/err")"
}

# ---- One rule a plugin ----
n=0
for c in "$source"/*.c; do
	name=${c##*/}
	name=${name%.c}
	rule=$(sed -n 's/^ \* lint: \(.*\) \*\/$/\1/p' "$c")
	text=$(sed -n 's/^ \* refused: \(.*\) \*\/$/\1/p' "$c")
	case $text in
	"did not return"*) continue ;; # plugins_refused.sh has them
	esac
	case $CATENA_SANITIZER/$name in
	none/*) ;;
	*/ctor_hog | */leaks) continue ;; # needs a limit, and a plain malloc
	esac
	[ -f "$built/$name.so" ] || continue
	n=$((n + 1))
	if [ -n "$rule" ]; then
		seconds=60
		[ "$rule" != hang ] || seconds=1
		lint 1 "$built/$name.so" --seconds $seconds
		grep -F "$name.so: [$rule] " "$work/out" >/dev/null ||
			say "$name: expected [$rule], got: $(cat "$work/out")"
	elif [ -n "$text" ]; then
		lint 1 "$built/$name.so"
		grep -F "[refused] " "$work/out" | grep -F -e "$text" >/dev/null ||
			say "$name: expected [refused] $text, got: $(cat "$work/out")"
	else
		lint 0 "$built/$name.so"
		grep -Fx "$built/$name.so: nothing found" "$work/out" >/dev/null ||
			say "$name: $(cat "$work/out")"
	fi
done
echo "$n plugins were linted"
[ "$n" -ge 90 ] || say "too few plugins were linted"
[ -z "$(find "$work" -name 'catena-lint*')" ] || say "temporary files are left"

# ---- Ours are clean, and so are those of the kept ABI ----
for so in "$abs_top_builddir"/plugins/.libs/*.so "$abs_top_builddir"/tests/abi/so/*.so; do
	name=${so##*/}
	name=${name%.so}
	case "$name $PLUGINS" in
	kept_* | *"plugins/$name.la"*) ;;
	*) continue ;; # of an earlier build
	esac
	# What must be given, or is worth a second look.
	case $name in
	read_text) set -- "paths=$abs_top_srcdir/tests/sample/wire" ;;
	read_jsonl) set -- "paths=$abs_top_srcdir/tests/sample/wire.jsonl" ;;
	tag_gazetteer) set -- "lists=$abs_top_srcdir/tests/sample/people.tsv" ;;
	dedup_exact) set -- "keep=longest" ;;
	export_jsonl) set -- "offsets=utf16" ;;
	*) set -- ;;
	esac
	lint 0 "$so" --seconds 120
	if grep -F 'options that must be given' "$work/out" >/dev/null && [ $# -eq 0 ]; then
		echo "$name: only looked at from outside; lint.sh knows no options for it"
	fi
	[ $# -eq 0 ] || lint 0 "$so" --seconds 120 --set "$1"
done

# ---- The command line ----
usage() {
	rc=0
	"$CATENA" lint "$@" >"$work/out" 2>"$work/err" || rc=$?
	[ $rc -eq 2 ] || say "catena lint $*: exit status $rc, not 2"
	[ -s "$work/err" ] || say "catena lint $*: nothing said"
}
usage
usage --no-such-option "$built/good.so"
usage --set depth "$built/good.so"
usage --seconds 0 "$built/good.so"
usage --seconds 99999 "$built/good.so"
usage --seconds 1x "$built/good.so"
"$CATENA" lint --help >"$work/out" || say "--help: $?"
grep '^Usage: catena lint ' "$work/out" >/dev/null || say "--help says nothing"
lint 1 "$work/no such file.so"
grep -F '[refused] cannot be read: ' "$work/out" >/dev/null || say "missing file"
lint 1 "$work"
usage "$built/good.so" --set nothing=1
grep -F 'unknown option "nothing"' "$work/err" >/dev/null ||
	say "an unknown option: $(cat "$work/err")"

# ---- Who else can write it is said; it is looked at all the same ----
cp "$built/good.so" "$work/good.so"
chmod 666 "$work/good.so"
lint 1 "$work/good.so"
grep -F '[trust] the file can be written by everybody' "$work/out" >/dev/null ||
	say "trust: $(cat "$work/out")"
exit $bad
