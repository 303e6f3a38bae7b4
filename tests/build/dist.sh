#!/bin/sh
# SPDX-License-Identifier: MIT
# dist.sh - the tarball holds every file that is under version control, beside
# them only what autotools made, and has the same bytes when it is made again
# by somebody else.  Called by `make check-dist` in a git checkout.
set -eu

die() {
	echo "check-dist: $*" >&2
	exit 1
}

[ -d "$abs_top_srcdir/.git" ] || [ -f "$abs_top_srcdir/.git" ] || {
	echo "check-dist: not a git checkout"
	exit 77
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

(umask 077 && TZ=Asia/Tokyo make -s dist) >"$work/log" 2>&1 || die "$(cat "$work/log")"
mv "$TARBALL" "$work/1.tar.xz"
(umask 002 && TZ=America/Lima make -s dist) >"$work/log" 2>&1 || die "$(cat "$work/log")"
cp "$TARBALL" "$work/2.tar.xz"
cmp "$work/1.tar.xz" "$work/2.tar.xz" || die "two tarballs of one commit differ"

git -C "$abs_top_srcdir" ls-files | LC_ALL=C sort >"$work/tracked"
xz -dc "$TARBALL" | tar -tf - | sed 's|^[^/]*/||; /\/$/d; /^$/d' |
	LC_ALL=C sort >"$work/packed"
LC_ALL=C comm -23 "$work/tracked" "$work/packed" >"$work/forgotten"
LC_ALL=C comm -13 "$work/tracked" "$work/packed" |
	grep -vE '^(build-aux/.*|m4/(libtool|lt.*)\.m4|aclocal\.m4|configure|Makefile\.in|build\.h\.in)$' \
		>"$work/added" || :
[ ! -s "$work/forgotten" ] || die "not in the tarball: $(tr '\n' ' ' <"$work/forgotten")"
[ ! -s "$work/added" ] || die "in the tarball, but not in git: $(tr '\n' ' ' <"$work/added")"
echo "check-dist: $TARBALL: $(wc -l <"$work/packed") files, the same bytes twice"
