#!/bin/sh
# SPDX-License-Identifier: MIT
# blocks.sh - what the pages show is true: the files and parts of files are those in
# the tree, and commands print what the page says they print (see blocks.awk).
#
# Commands run in a copy of tests/sample, called /tmp/news on the page.  A block may
# leave out lines, for which it has a line "...", and the end of a line, for which it
# has "...".  Blanks at the end of a line do not count; of `catena run`, nor do
# numbers with a point, a unit or a percent sign: they are another time's.
# needs: dedup_exact
set -eu
work=$abs_top_builddir/blocks.tmp
rm -rf "$work"
mkdir "$work"
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
cp -R "$abs_top_srcdir/tests/sample" "$work/sample"
chmod -R u+w "$work/sample"
rm -rf "$work/sample/out"
mkdir "$work/bin"
ln -s "$CATENA" "$work/bin/catena"
PATH=$work/bin:$PATH
CATENA_TEMPLATE_DIR=$abs_top_srcdir/sdk/template
export PATH CATENA_TEMPLATE_DIR
bad=0 n=0

# like BLOCK OUTPUT MEASURED: the same lines, but for what the block leaves out.
like() {
	awk -v block="$1" -v measured="$3" '
	function plain(s) {
		sub(/ +$/, "", s)
		if (measured) {
			gsub(/[0-9]+(\.[0-9]+)? ?(kB|MB|%|bytes)/, "#", s)
			gsub(/[0-9]+\.[0-9]+/, "#", s)
			gsub(/ +/, " ", s)
		}
		return s
	}
	function fits(want, got,   k) {
		k = length(want) - 3
		if (k > 0 && substr(want, k + 1) == "...")
			return substr(got, 1, k) == substr(want, 1, k)
		return plain(want) == plain(got)
	}
	BEGIN { while ((getline line < block) > 0) want[++n] = line; i = 1 }
	i > n { bad = 1; exit }
	want[i] == "..." {
		if (i == n) { skip = 1; exit }
		if (fits(want[i + 1], $0)) i += 2
		next
	}
	fits(want[i], $0) { i++; next }
	{ bad = 1; exit }
	END { exit !(skip || (!bad && (i > n || (i == n && want[n] == "...")))) }
	' "$2"
}

for page in README.md sdk/GUIDE.md; do
	out=$work/$(echo "$page" | tr '/' '_')
	mkdir "$out"
	awk -v out="$out" -f "$abs_top_srcdir/tests/docs/blocks.awk" "$abs_top_srcdir/$page"
	for what in "$out"/*.what; do
		[ -f "$what" ] || continue
		n=$((n + 1))
		block=${what%.what}.block
		read -r kind words <"$what"
		case $kind in
		file)
			cmp -s "$block" "$abs_top_srcdir/$words" || {
				echo "$page: the block is not the file $words"
				diff "$abs_top_srcdir/$words" "$block" || bad=1
			}
			;;
		part)
			sed 's/@NAME@/acronyms/g; s/@KIND@/tagger/g' "$abs_top_srcdir/$words" |
				awk -v block="$block" '
				BEGIN { while ((getline line < block) > 0) part = part line "\n" }
				{ all = all $0 "\n" }
				END { exit !index("\n" all, "\n" part) }' || {
				echo "$page: not a part of $words:"
				cat "$block"
				bad=1
			}
			;;
		prints)
			(cd "$work/sample" && sh -c "$words") >"$work/log" 2>&1 || :
			sed "s|$work/sample|/tmp/news|g" "$work/log" >"$work/got"
			case $words in
			"catena run"*) measured=1 ;;
			*) measured=0 ;;
			esac
			like "$block" "$work/got" $measured || {
				echo "$page: \`$words\` prints"
				cat "$work/got"
				bad=1
			}
			;;
		esac
	done
done
echo "$n blocks looked at"
[ "$n" -gt 0 ] || bad=1
exit $bad
