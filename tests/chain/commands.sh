#!/bin/sh
# SPDX-License-Identifier: MIT
# commands.sh - commands that a plugin brings: found by their word and by the
# plugin's name, options and arguments checked, files there only when all went
# well, wrong lines refused with the way out.
set -eu
: "${CATENA:?}" "${CC:?}" "${abs_top_srcdir:?}"
if [ "$CATENA_LINKAGE" = static ]; then
	echo "skipped: needs plugins of its own"
	exit 77
fi
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT INT TERM
mkdir "$dir/plugins"
build() {
	# shellcheck disable=SC2086 # CC may carry options
	$CC -std=c17 -shared -fPIC $2 -I"$abs_top_srcdir/sdk" \
		"$abs_top_srcdir/tests/chain/plugins/brings.c" -o "$dir/plugins/$1.so"
}
build brings ""
chmod go-w "$dir/plugins" "$dir"/plugins/*
CATENA_PLUGIN_PATH=$dir/plugins
export CATENA_PLUGIN_PATH
cd "$dir"
bad=0

# expect STATUS TEXT COMMAND...: exit status, and a text in what it printed.
expect() {
	want=$1 text=$2
	shift 2
	status=0
	"$CATENA" "$@" >"$dir/out" 2>&1 || status=$?
	if [ "$status" != "$want" ] || ! grep -qF -e "$text" "$dir/out"; then
		echo "FAILED: catena $*: status $status (expected $want), expected \"$text\" in:"
		cat "$dir/out"
		bad=1
	fi
}

expect 2 "Usage: catena parrot COMMAND" parrot
expect 0 "writes its words" parrot --help
expect 0 "writes its words" help parrot
expect 0 "Writes its words, by the plugin brings." parrot say --help
expect 0 "-o, --out-file" parrot say -h
expect 0 "catena parrot say WORD..." info brings
expect 0 '"command":true' info --json brings

expect 0 "calm: a b" parrot say a b
expect 0 "here it goes" parrot say a
expect 0 "calm: a" parrot say --quiet a
grep -q "here it goes" out && { echo "FAILED: --quiet"; bad=1; }
expect 0 "calm: --quiet" parrot say -q -- --quiet
expect 0 "-q, --quiet" parrot nothing --help
expect 0 "calm: a b" brings say a b
expect 0 "LOUD wild: <x, y> <z> a -b" parrot say --loud --mood wild --names "x, y" --names=z a -- -b
expect 0 "calm: a" parrot say --loud=false a
expect 0 "" parrot say -o file --times 2 a
[ "$(cat file)" = "calm: a
calm: a" ] || { echo "FAILED: -o file"; bad=1; }
expect 0 "" parrot say -ofile a
[ "$(cat file)" = "calm: a" ] || { echo "FAILED: -ofile"; bad=1; }

# Nothing half-written.
expect 3 "asked to fail" parrot say --out_file=other fail
[ ! -e other ] && [ ! -e .other.part ] || { echo "FAILED: a file is left"; bad=1; }
expect 3 "asked to fail" parrot say --out_file=file fail
[ "$(cat file)" = "calm: a" ] || { echo "FAILED: the old file is gone"; bad=1; }
expect 3 "cannot" parrot say -o /proc/none/file a

# What is wrong.
expect 2 'unknown command "sya"; did you mean "say"?' parrot sya
expect 2 'unknown command "xyzzy"; `catena parrot --help` lists them' parrot xyzzy
expect 2 'unknown command "parot"; did you mean "parrot"?' parot
expect 2 'unknown command "rnu"; did you mean "run"?' rnu
expect 2 'unknown command "xyzzy"; `catena --help` lists them' xyzzy
expect 0 '  parrot say WORD...            writes its words' --help
expect 2 'unknown option "--tiems"; did you mean "--times"?' parrot say --tiems 2 a
expect 2 'unknown option "-x"' parrot say -x a
expect 2 '--times needs a value' parrot say a --times
expect 2 'must be 1 to 3; it is "4"' parrot say --times 4 a
expect 2 '"mood" must be "calm" or "wild"' parrot say --mood angry a
expect 2 'too few arguments; write `catena parrot say [OPTION...] WORD...`' parrot say
expect 2 'too many arguments' parrot say a b c d e
expect 2 'takes no arguments; "a" is one' parrot nothing a

# Options of the program's own commands.
expect 2 'catena run: unknown option "--smaple"; did you mean "--sample"?' run --smaple=1% a.conf
expect 2 'catena run: unknown option "--xyzzy"; `catena run --help` lists them' run --xyzzy a.conf
expect 2 'catena run: unknown option "-x"' run -x a.conf
expect 2 'catena run: unknown option "-x"' run --quiet -xq a.conf
expect 2 'catena run: --set needs a value' run a.conf --set
expect 2 'catena run: -j needs a value' run a.conf -j
expect 2 'catena show: --help takes no value' show --help=yes
expect 2 'catena plugins: unknown option "--jsno"; did you mean "--json"?' plugins --jsno
expect 2 'catena new: unknown option "--knid"; did you mean "--kind"?' new --knid tagger a
expect 2 'index info: takes one folder, and no ids' index info a b
expect 2 'index check: takes no --json: only info does' index check --json a
expect 2 'index compact: takes no --from: only delete does' index compact --from b a
expect 2 'index info: which folder?' index info ""
expect 2 'catena index: unknown option "--form"; did you mean "--from"?' index delete --form a b
expect 2 'catena lint: unknown option "--sceonds"; did you mean "--seconds"?' lint --sceonds 1 a
expect 2 'catena explain: unknown option "--hepl"; did you mean "--help"?' explain --hepl a b
expect 2 'catena check: unknown option "--quite"; did you mean "--quiet"?' check --quite a

# No other plugin is opened to find them.
cat >"$dir/none.c" <<'END'
#include <stdlib.h>
#include <unistd.h>
__attribute__((constructor)) static void mark(void)
{
	char name[] = "opened.XXXXXX";
	close(mkstemp(name));
}
END
# shellcheck disable=SC2086
$CC -shared -fPIC "$dir/none.c" -o "$dir/plugins/none.so"
chmod go-w "$dir"/plugins/*
expect 0 '  parrot say WORD...            writes its words' --help
expect 0 "calm: a" parrot say a
expect 2 'unknown command "xyzzy"; `catena --help` lists them' xyzzy
[ "$(echo opened.*)" = 'opened.*' ] || { echo "FAILED: opened to look for commands"; bad=1; }
expect 0 none plugins
[ "$(echo opened.*)" != 'opened.*' ] || { echo "FAILED: the mark is not made"; bad=1; }
rm -f plugins/none.so

# One that is refused.
chmod o+w plugins/brings.so
expect 2 'unknown command "parrot"; `catena --help` lists them; plugins are refused' parrot say
chmod o-w plugins/brings.so

# Two plugins with one word.
build brings_too -DTWIN
chmod go-w "$dir"/plugins/*
expect 0 "calm: a" parrot say a
expect 2 'the plugins brings and brings_too both have it; write `catena brings nothing` or' parrot nothing
"$CATENA" brings_too nothing || { echo "FAILED: brings_too nothing"; bad=1; }
exit $bad
