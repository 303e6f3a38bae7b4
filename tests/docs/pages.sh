#!/bin/sh
# SPDX-License-Identifier: MIT
# pages.sh - every plugin has its page, and the page names the options that the
# plugin has, with their defaults and choices.
set -eu
command -v python3 >/dev/null || {
	echo "python3 is not installed"
	exit 77
}
PYTHONDONTWRITEBYTECODE=1
export PYTHONDONTWRITEBYTECODE
bad=0
for p in $PLUGINS; do
	name=${p##*/}
	name=${name%.la}
	page=plugins/$name/$name.md
	if [ ! -s "$abs_top_srcdir/$page" ]; then
		echo "$page: not written"
		bad=1
		continue
	fi
	"$CATENA" info "$name" --json >pages.tmp || bad=1
	(cd "$abs_top_srcdir" &&
		python3 tests/docs/options.py "$page" <"$abs_top_builddir/pages.tmp") || bad=1
done
rm -f pages.tmp
exit $bad
