#!/bin/sh
# SPDX-License-Identifier: MIT
# new.sh - catena new: a whole plugin or none, and a way out of each mistake.
set -eu
work=new.tmp
rm -rf $work
mkdir $work
trap 'rm -rf $work' EXIT
trap 'exit 1' HUP INT TERM
cd $work
CATENA_TEMPLATE_DIR=$abs_top_srcdir/sdk/template
export CATENA_TEMPLATE_DIR

die() {
	echo "$*"
	exit 1
}

# refused STATUS WORDS ARGUMENT...: says WORDS, leaves nothing behind.
refused() {
	want=$1
	words=$2
	shift 2
	status=0
	"$CATENA" new "$@" >out 2>err || status=$?
	[ $status = "$want" ] || die "catena new $*: exit status $status, not $want: $(cat err)"
	grep -F -e "$words" err >/dev/null || die "catena new $*: not \"$words\" but: $(cat err)"
	[ ! -s out ] || die "catena new $*: on standard output: $(cat out)"
	rm -f out err
	[ "$(ls -A)" = "$before" ] || die "catena new $*: left $(ls -A)"
}

before=
refused 2 'which name' --kind tagger
refused 2 'which kind' x
refused 2 'did you mean "tagger"?' x --kind tager
refused 2 'kinds: reader, cleaner' x --kind zebra
refused 2 'try "my_tagger"' My-Tagger --kind tagger
refused 2 'try "x"' ../x --kind tagger
refused 2 'cannot be the name of a plugin' 42 --kind tagger
refused 2 'cannot be the name of a plugin' "$(printf '%065d' 0 | tr 0 a)" --kind tagger
refused 2 'Usage: catena new' x --colour --kind tagger
CATENA_TEMPLATE_DIR=$PWD/nowhere refused 3 'CATENA_TEMPLATE_DIR' x --kind tagger

# A disk that is full after some kilobytes.
(
	trap '' XFSZ
	ulimit -f 1
	refused 3 'File too large' x --kind deduplicator
)

# A folder where nothing can be made (root can everywhere).
if [ "$(id -u)" != 0 ]; then
	mkdir closed
	chmod a-w closed
	if (cd closed && "$CATENA" new x --kind tagger 2>/dev/null); then
		die "made a plugin in a folder that is read-only"
	fi
	rmdir closed
fi

# What is there stays.
mkdir mine
before=mine
refused 2 'mine: is there already' mine --kind tagger
rmdir mine
ln -s nowhere mine
refused 2 'mine: is there already' mine --kind tagger
rm mine

# Every kind: the name is filled in everywhere, the example is C.
for kind in reader cleaner tokenizer tagger filter deduplicator exporter; do
	"$CATENA" new "my_$kind" --kind $kind >log 2>&1 || die "$kind: $(cat log)"
	[ "$(ls -A)" = "$(printf 'log\nmy_%s' $kind)" ] || die "$kind: left $(ls -A)"
	if grep -rE '@(NAME|KIND|LINT)@' "my_$kind"; then
		die "$kind: placeholders are left"
	fi
	if find "my_$kind" -name '*NAME*' -o -name 'dot-*' | grep .; then
		die "$kind: names of files are not filled in"
	fi
	for f in .gitignore Makefile.am README.md configure.ac "my_$kind.c" \
		sample.conf sample.sh sample.txt "test_my_$kind.c"; do
		[ -s "my_$kind/$f" ] || die "$kind: there is no $f"
	done
	# shellcheck disable=SC2086 # CC may carry flags
	$CC -std=c11 -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
		-Werror -I"$abs_top_srcdir/sdk" -fsyntax-only "my_$kind/my_$kind.c" ||
		die "$kind: does not compile cleanly"
	rm -rf "my_$kind" log
done

"$CATENA" new --help | grep '^Usage: catena new' >/dev/null || die "no --help"
