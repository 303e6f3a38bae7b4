#!/bin/sh
# SPDX-License-Identifier: MIT
# manual.sh - catena(1) and the program's own help name the same commands, and
# for each command the same options; the pages are well-formed.
set -eu
page=$abs_top_srcdir/core/catena.1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bad=0

# same WHAT: compares two lists of names.
same() {
	LC_ALL=C sort -u -o "$work/help" "$work/help"
	LC_ALL=C sort -u -o "$work/page" "$work/page"
	for n in $(LC_ALL=C comm -23 "$work/help" "$work/page"); do
		echo "$1: \"$n\" is in the help, not in catena(1)"
		bad=1
	done
	for n in $(LC_ALL=C comm -13 "$work/help" "$work/page"); do
		echo "$1: \"$n\" is in catena(1), not in the help"
		bad=1
	done
}

"$CATENA" --help >"$work/text"
sed -n '/^Commands:/,/^$/s/^  \([a-z][a-z]*\) .*/\1/p' "$work/text" >"$work/help"
sed -n '/^\.Sh COMMANDS/,/^\.Sh EXIT/s/^\.Ss //p' "$page" >"$work/page"
commands=$(cat "$work/help")
[ -n "$commands" ] || {
	echo "catena --help lists no commands"
	exit 1
}
same "commands"

# The options of a help text stand at the beginnings of its lines, in front of
# two blanks; those of the page in .It lines of its section.
for c in $commands; do
	[ "$c" != help ] || continue
	"$CATENA" "$c" --help >"$work/text" || {
		echo "catena $c --help ends with $?"
		bad=1
	}
	grep "^Usage: catena $c" "$work/text" >/dev/null || {
		echo "catena $c --help does not begin with its usage"
		bad=1
	}
	sed -n 's/^ *\(-.*\)/\1/p' "$work/text" | sed 's/   *.*//' |
		grep -oE '(^|[ ,])--?[a-z][-a-z]*' | tr -d ' ,' >"$work/help" || :
	awk -v c="$c" '/^\.S[sh] / { on = $0 == ".Ss " c } on && /^\.It Fl/' "$page" |
		grep -oE 'Fl -?[-a-z]+' | sed 's/Fl /-/' >"$work/page" || :
	same "catena $c"
done

# Variables of the environment that the program looks at.
for v in $(sed -n 's/.*getenv("\([A-Z_]*\)").*/\1/p' "$abs_top_srcdir"/core/*.c |
	LC_ALL=C sort -u); do
	[ "$v" != TERM ] || continue
	grep "^\.It Ev $v\$" "$page" >/dev/null || {
		echo "the variable $v is not in catena(1)"
		bad=1
	}
done

if command -v mandoc >/dev/null; then
	for f in "$abs_top_srcdir"/core/*.[15]; do
		mandoc -T lint -W warning "$f" || bad=1
	done
fi
exit $bad
