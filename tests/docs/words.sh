#!/bin/sh
# SPDX-License-Identifier: MIT
# words.sh - the pages and sources are spelt right, and links between files of the
# tree lead somewhere.
set -eu
cd "$abs_top_srcdir"
bad=0

# [text](path), but for addresses and places within a page.
pages=$(find README.md NEWS sdk plugins tests core -name '*.md' | LC_ALL=C sort)
for page in $pages; do
	for link in $(sed -n 's/`[^`]*`//g; s/](/\n](/gp' "$page" |
		sed -n 's/^](\([^) ]*\)).*/\1/p'); do
		case $link in
		*://* | '#'* | *.[1-8]) continue ;;
		esac
		[ -e "$(dirname "$page")/${link%%#*}" ] || {
			echo "$page: no such file: $link"
			bad=1
		}
	done
done
[ $bad = 0 ] || exit 1

if ! command -v codespell >/dev/null; then
	echo "codespell is not installed"
	exit 77
fi
# Not the tests: they make mistakes on purpose.  Data of plugins are in other languages.
codespell --check-filenames --ignore-words tests/docs/words.ignore \
	--skip 'plugins/*/data,plugins/*/lists,*_table.[ch],m4/l*.m4' \
	README.md NEWS bootstrap configure.ac Makefile.am core m4 plugins sdk \
	tests/docs tests/sample/README.md
