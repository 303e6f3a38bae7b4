#!/bin/sh
# SPDX-License-Identifier: MIT
# sample.sh - the bundled sample through its chains: what is dropped is what the key
# says is a copy, of the document that the key says; the rest is written; and all of
# it is the same for any number of workers.
set -eu
sample=$abs_top_srcdir/tests/sample
work=sample.tmp
rm -rf $work
mkdir $work
trap 'rm -rf $work' EXIT
trap 'exit 1' HUP INT TERM
OUT=$PWD/$work
export OUT

die() {
	echo "$*"
	exit 1
}

# dropped FILE: "document reason original", by the names that the key uses.
dropped() {
	sed 's/^{"id":"\([^"]*\)".*"reason":"\([^"]*\)","detail":"of \([^":]*\)[":].*/\1 \2 \3/
		s/wire\///g; s/\.txt//g; s/ duplicate / /' "$1"
}

# expected PATTERN: the same from the key, for documents whose name matches.  An exact
# copy is found before a near one; of several originals the first is named.
expected() {
	awk -F "\t" -v pattern="^$1" '
	$1 == "story" && $2 ~ pattern { order[++n] = $2 }
	$1 != "exact" && $1 != "near" || $2 !~ pattern || $3 !~ pattern { next }
	!($2 in what) || ($1 == "exact" && what[$2] == "near") { what[$2] = $1; of[$2] = $3 }
	END { for (i = 1; i <= n; i++) if (order[i] in what) print order[i], what[order[i]], of[order[i]] }
	' "$sample/key.tsv"
}

# chain CONFIG OUTPUT PATTERN
chain() {
	documents=$(grep -cE "^story	$3" "$sample/key.tsv")
	"$CATENA" run --quiet "$sample/$1" || die "catena run $1: exit status $?"
	expected "$3" >$work/want
	dropped $work/dropped.jsonl >$work/got
	diff $work/want $work/got || die "$1: dropped (>) is not what the key says (<)"
	[ -s $work/want ] || die "the key names no copies"
	kept=$(wc -l <"$work/$2")
	[ "$((kept + $(wc -l <$work/got)))" = "$documents" ] ||
		die "$1: $kept lines, $(wc -l <$work/got) dropped, $documents documents"
	[ ! -e $work/quarantine.jsonl ] || die "$1: $(cat $work/quarantine.jsonl)"
	grep '"entities":\[{' "$work/$2" >/dev/null || die "$1: no names found"

	mkdir $work/first
	mv "$work/$2" $work/dropped.jsonl $work/first
	for j in 1 2 8; do
		"$CATENA" run --quiet -j $j "$sample/$1" || die "catena run -j $j $1: exit status $?"
		for f in "$2" dropped.jsonl; do
			cmp $work/first/$f $work/$f || die "$1: another $f with $j workers"
		done
	done
	rm -rf $work/first
}

chain news.conf news.jsonl '[0-9]'
chain chronicle.conf chronicle.jsonl '[a-z]'
