#!/bin/sh
# SPDX-License-Identifier: MIT
# read_paths.sh - which files readers read, in which order, under which ids.
set -eu
dir=$PWD/read_paths.dir
rm -rf "$dir"
mkdir -p "$dir/etc" "$dir/in/b.d" "$dir/in/a/deep" "$dir/odd [1]*/x" "$dir/other/in"
cd "$dir"

fail() {
	echo "read_paths.sh: $*" >&2
	exit 1
}

for f in in/b.txt in/a/2.txt in/a/10.txt in/a/deep/z.txt in/a.txt in/a-b.txt \
	in/b.d/x.log in/b.d/x.txt in/.hide.txt 'odd [1]*/x/one.txt' \
	'odd [1]*/x/two.txt' other/in/b.txt; do
	printf '%s' "$f" >"$f"
done
mkdir in/.hidden
: >in/.hidden/x.txt
ln -s ../other in/z

# ids WANT OPTIONS: the ids that come out, one a line; the text is the path.
ids() {
	want=$1
	echo "chain = ( { plugin = \"read_text\"; $2 },
		{ plugin = \"export_jsonl\"; path = \"../out.jsonl\"; } );" >etc/x.conf
	"$CATENA" run --quiet etc/x.conf 2>log || fail "$2: $(cat log)"
	got=$(sed 's/^{"id":"\([^"]*\)".*/\1/' out.jsonl | tr '\n' ' ')
	[ "$got" = "$want" ] || fail "$2: $got, not $want"
}

# All of a folder, in byte order of the paths, links followed, nothing hidden.
ids 'in/a-b.txt in/a.txt in/a/10.txt in/a/2.txt in/a/deep/z.txt in/b.d/x.log in/b.d/x.txt in/b.txt in/z/in/b.txt ' \
	'paths = "../in";'
ids 'in/a-b.txt in/a.txt in/a/10.txt in/a/2.txt in/a/deep/z.txt in/b.d/x.log in/b.d/x.txt in/b.txt in/z/in/b.txt ' \
	'paths = "../in/";'
# Patterns against names, and against paths.
ids 'in/a-b.txt in/a.txt in/b.d/x.txt in/b.txt in/z/in/b.txt ' \
	'paths = "../in"; include = "*.txt"; exclude = [ "a/*" ];'
ids 'in/b.d/x.log ' 'paths = "../in"; include = [ "*.log", "*.md" ];'
ids 'in/b.d/x.log in/b.d/x.txt ' 'paths = "../in"; include = "b.d/*";'
# Named files are read whatever the patterns say; each file once.
ids 'b.d/x.log b.txt ' 'paths = [ "../in/b.d/x.log", "../in/b.txt" ]; include = "*.none";'
ids 'b.txt a-b.txt a.txt a/2.txt a/10.txt a/deep/z.txt ' \
	'paths = [ "../in/b.txt", "../in/a-b.txt", "../in/a.txt", "../in/a/2.txt",
	 "../in/a", "../in/b.txt" ];'
# Ids begin below what all entries have in common.
ids 'in/a/10.txt in/a/2.txt in/a/deep/z.txt other/in/b.txt ' \
	'paths = [ "../in/a", "../other" ];'
ids 'b.txt ' 'paths = "../other/in/b.txt";'
# Patterns of the shell, also in folders whose names look like one.
ids 'a-b.txt a.txt ' 'paths = "../in/a*.txt";'
ids 'one.txt two.txt ' 'paths = "../odd [1]*/x/*.txt";'
ids 'one.txt ' 'paths = "../odd [1]*/x/one.txt";'
ids 'a/10.txt a/2.txt b.d/x.txt ' 'paths = "../in/*/*.txt"; exclude = "x";'

# Paths on the command line are relative to where one is.
(cd other && "$CATENA" run --quiet ../etc/x.conf in) 2>log || fail "$(cat log)"
grep -q '^{"id":"in/b.txt","source":"in/b.txt","text":"other/in/b.txt"}$' out.jsonl ||
	fail "command line: $(cat out.jsonl)"
printf 'typed' | "$CATENA" run --quiet etc/x.conf - 2>log || fail "$(cat log)"
grep -q '"text":"typed"' out.jsonl || fail "standard input"

cd ..
rm -rf "$dir"
